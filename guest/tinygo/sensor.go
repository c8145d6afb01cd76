// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from sensor.wit: change that instead.

package main

import "unsafe"

// SensorQuantity: temperature: thousandths of a degree Celsius; humidity: relative, thousandths of a percent;
// pressure: pascals; light: thousandths of a percent of the brightest that the sensor can tell.
type SensorQuantity int32

const (
	SensorQuantityTemperature SensorQuantity = 0
	SensorQuantityHumidity    SensorQuantity = 1
	SensorQuantityPressure    SensorQuantity = 2
	SensorQuantityLight       SensorQuantity = 3
)

type SensorProblem int32

const (
	SensorProblemNoSensor  SensorProblem = 0
	SensorProblemNoAnswer  SensorProblem = 1
	SensorProblemWrongChip SensorProblem = 2
	SensorProblemBrokenOff SensorProblem = 3
	SensorProblemDamaged   SensorProblem = 4
)

type SensorResultS32Problem struct {
	Tag int32
	Ok  int32
	Err SensorProblem
}

const (
	SensorResultS32ProblemOk  = 0
	SensorResultS32ProblemErr = 1
)

//go:wasmimport sensor read
func rawSensorRead(p0 int32, p1 int32)

var rawSensorReadArea [1]uint64

// SensorRead: Measures.
func SensorRead(quantity SensorQuantity) SensorResultS32Problem {
	base := uintptr(unsafe.Pointer(&rawSensorReadArea))
	rawSensorRead(int32(quantity), int32(base))
	var made0 SensorResultS32Problem
	made0.Tag = int32(*(*uint8)(unsafe.Pointer(base)))
	if made0.Tag == 0 {
		made0.Ok = *(*int32)(unsafe.Pointer(base + 4))
	}
	if made0.Tag == 1 {
		made0.Err = SensorProblem(int32(*(*uint8)(unsafe.Pointer(base + 4))))
	}
	return made0
}
