// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from sensor.wit: change that instead.

// Sensors, whatever chip they are.
export namespace sensor {
  // temperature: thousandths of a degree Celsius; humidity: relative, thousandths of a percent;
  // pressure: pascals; light: thousandths of a percent of the brightest that the sensor can tell.
  export enum Quantity {
    TEMPERATURE = 0,
    HUMIDITY = 1,
    PRESSURE = 2,
    LIGHT = 3,
  }

  export enum Problem {
    // nothing here measures that
    NO_SENSOR = 0,
    // nobody answers
    NO_ANSWER = 1,
    // another chip answers, or the machine has no such bus
    WRONG_CHIP = 2,
    // it broke off, or somebody else holds the bus
    BROKEN_OFF = 3,
    // what came is not what the chip can have sent
    DAMAGED = 4,
  }

  export class ResultS32Problem {
    tag: i32 = 0;
    static readonly OK: i32 = 0;
    ok: i32 = 0;
    static readonly ERR: i32 = 1;
    err: Problem = 0;
  }

  export namespace core {
    @external("sensor", "read")
    export declare function read(p0: i32, p1: i32): void;
  }

  // Measures.
  export function read(quantity: Quantity): ResultS32Problem {
    const base = memory.data(8, 8);
    core.read(i32(quantity), i32(base));
    const made0 = new ResultS32Problem();
    made0.tag = i32(load<u8>(base));
    if (made0.tag == 0) {
      made0.ok = load<i32>(base, 4);
    }
    if (made0.tag == 1) {
      made0.err = <Problem>i32(load<u8>(base, 4));
    }
    return made0;
  }
}
