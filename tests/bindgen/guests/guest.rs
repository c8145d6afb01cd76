// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Uses all that the bindings of all.wit have.
#![no_std]

#[path = "all.rs"]
mod bridge;
#[path = "GUEST/panic.rs"]
mod panic;
#[path = "GUEST/tinywasm.rs"]
mod tinywasm;

use bridge::all::*;

fn start(x: i8) -> bool {
    let thing = Thing::new(3);
    let other = Thing::new(4);
    x > 0 && thing.look(&other).is_some() && thing.size() > 1 && Thing::eat(other)
}

fn update() {
    let mut name = [0; 32];
    let mut many = [0; 8];
    let mut one = [0; 10];
    let mut label = [0; 9];
    lists(read_name(3, &mut name).as_bytes(), &[1.0], &[2]);
    scalars(true, 1, -1, 2, -2, 3, -3, 4, -4, 1.5, 2.5, 'x');
    give_color(Color::Green, Perms(Perms::READ.0 | Perms::EXEC.0));
    let at = people(Person {
        name: "a",
        age: 3,
        at: Point { x: 1, y: 2.0 },
        likes: Some(Color::Red),
    });
    shapes(Shape::Square(at), Some(1.5), Err(Color::Blue));
    shapes(Shape::Label(one_of(&mut one)), None, Ok(7));
    let _ = (maybe(), try_(), make().is_ok(), test(), read_many(1, &mut many), draw(&mut label));
}

fn one_of(buffer: &mut [u8; 10]) -> &str {
    one(buffer).name
}

fn name_of(p: Person, s: Shape) -> u8 {
    if s == Shape::None {
        p.age
    } else {
        p.name.len() as u8
    }
}

fn sum(a: &[u32], b: Option<u64>) -> u32 {
    a.iter().sum::<u32>().wrapping_add(b.unwrap_or(3) as u32)
}

fn pick(c: Color) -> Color {
    c
}

fn where_(r: Result<u8, &str>) -> bool {
    match r {
        Ok(number) => number > 3,
        Err(text) => text.is_empty(),
    }
}

fn outline(s: &str, t: (u8, f32)) -> i64 {
    s.len() as i64 + i64::from(t.0) + t.1 as i64
}

fn allow(p: Perms) -> Perms {
    p
}

fn whole(age: u8) -> Person<'static> {
    Person {
        name: "whole",
        age,
        at: Point { x: 1, y: 2.0 },
        likes: None,
    }
}

fn shape_of(width: f32) -> Shape<'static> {
    if width > 1.0 {
        Shape::Circle(width)
    } else {
        Shape::Label("thin")
    }
}

fn tried() -> Result<(), ()> {
    Err(())
}

fn found() -> Result<&'static [i16], Color> {
    Ok(&[1, -2])
}
