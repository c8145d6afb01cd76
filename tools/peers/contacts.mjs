// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
//
// Contacts that pull pins low and bounce, with the resistors that hold the pins high:
// contacts.mjs:pins=14+15. Their command:
//
//   contact PIN LEVEL BOUNCES NS    the pin is at the level, leaves it so many times again for NS
//                                   emulated nanoseconds and comes back: ok
export default function attach(world, { pins = '' }) {
  const step = (pin, isHigh, left, nanos) => {
    world.drive(pin, isHigh !== (left % 2 === 1));
    if (left > 0) {
      world.after(nanos, () => step(pin, isHigh, left - 1, nanos));
    }
  };
  for (const pin of pins.split('+').filter(Boolean)) {
    world.drive(Number(pin), true);
  }
  world.addCommand('contact', (pin, level, bounces, nanos) => {
    step(Number(pin), level === '1', 2 * Number(bounces), Number(nanos));
  });
}
