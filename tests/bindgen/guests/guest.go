// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Uses all that the bindings of all.wit have.
package main

var buf [32]byte
var one [1]uint8
var f1 [1]float64
var s1 [1]int16
var p [10]uint8
var q [9]uint8
var m [8]int16

func Start(x int8) bool {
	t := NewAllThing(3)
	t.Look(t)
	AllThingEat(t)
	t.Drop()
	return x > 0
}

func Update() {
	AllReadName(3, &buf)
	AllLists(one[:], f1[:], s1[:])
	AllScalars(true, 1, -1, 2, -2, 3, -3, 4, -4, 1.5, 2.5, 'x')
	AllGiveColor(AllColorRed, AllPermsRead)
	AllPeople(AllPerson{Name: "a", Age: 3})
	AllOne(&p)
	AllShapes(AllShape{Tag: AllShapeCircle, Circle: 1.5}, AllOptionF32{}, AllResultU64Color{})
	AllMaybe()
	AllTry()
	AllMake()
	AllDraw(&q)
	AllTest()
	AllReadMany(1, &m)
}

func NameOf(p AllPerson, s AllShape) uint8 {
	if s.Tag == AllShapeLabel {
		return uint8(len(s.Label))
	}
	return p.Age
}

func Sum(a []uint32, b HandlersOptionU64) uint32 { return uint32(len(a)) + uint32(b.Some) }

func Pick(c AllColor) AllColor { return c }

func Where(r HandlersResultU8String) bool { return r.Tag == HandlersResultU8StringOk }

func Outline(s string, t AllTupleU8F32) int64 { return int64(len(s)) + int64(t.F0) }

func Allow(p AllPerms) AllPerms { return p }

func Whole(age uint8) AllPerson { return AllPerson{Name: "whole", Age: age} }

func ShapeOf(width float32) AllShape { return AllShape{Tag: AllShapeCircle, Circle: width} }

func Tried() HandlersResultNoneNone { return HandlersResultNoneNone{Tag: HandlersResultNoneNoneErr} }

func Found() HandlersResultListS16Color { return HandlersResultListS16Color{Ok: counts[:]} }

var counts = [2]int16{1, -2}

func main() {}
