// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
//
// A TMP105 thermometer on I2C: tmp105.mjs:bus=0,address=0x48. Its command:
//
//   temperature N         thousandths of a degree: ok
class Tmp105 {
  constructor() {
    this.registers = [0, 0, 0x4b00, 0x5000]; // the second has one byte, in the upper half
    this.pointer = 0;
    this.count = 0; // bytes since the start
  }

  set(millicelsius) {
    this.registers[0] = (Math.trunc((millicelsius * 16) / 1000) << 4) & 0xffff;
  }

  start() {
    this.count = 0;
  }

  write(byte) {
    const { pointer, registers } = this;
    if (this.count === 0) {
      this.pointer = byte & 3;
    } else if (this.count === 1 && pointer > 0) {
      registers[pointer] = (registers[pointer] & 0xff) | (byte << 8);
    } else if (this.count === 2 && pointer > 1) {
      registers[pointer] = (registers[pointer] & 0xff00) | byte;
    }
    this.count++;
  }

  read() {
    const { pointer, registers } = this;
    const bits = (registers[1] >> 13) & 3;
    const value = pointer === 0 ? registers[0] & (0xff80 | (0xff80 >> bits)) : registers[pointer];
    const isLow = pointer !== 1 && (this.count & 1) === 1;
    this.count++;
    return isLow ? value & 0xff : value >> 8;
  }
}

export default function attach(world, { bus = 0, address = 0x48 }) {
  const chip = new Tmp105();
  world.addI2c(Number(bus), Number(address), chip);
  world.addCommand('temperature', (millicelsius) => chip.set(Number(millicelsius)));
}
