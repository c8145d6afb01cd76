// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
//
// A BME280 on I2C: bme280.mjs:bus=0,address=0x76. It has the registers of the chip and knows no
// formula: what it measures is set raw. Its commands:
//
//   bme280 trim HEX       registers 88 to A1 and E1 to E7, from the next reset on: ok
//   bme280 raw HEX        F7 to FE from the next measurement on: ok
//   bme280 id N           register D0: ok
//   bme280 refuse N       1: from now on it acknowledges its address and nothing behind it: ok
const ID = 0xd0, RESET = 0xe0, CTRL_HUM = 0xf2, CTRL_MEAS = 0xf4, CONFIG = 0xf5, VALUES = 0xf7;
const TRIM_LOW = 0x88, TRIM_LOW_BYTES = 26, TRIM_HIGH = 0xe1;
const NO_VALUES = [0x80, 0, 0, 0x80, 0, 0, 0x80, 0];
const MEASURE_NS = 9.3e6;
const NORMAL_MODE = 3;

class Bme280 {
  constructor(world) {
    this.world = world;
    this.registers = new Uint8Array(256);
    this.trim = new Uint8Array(33);
    this.raw = NO_VALUES;
    this.id = 0x60;
    this.reset();
  }

  reset() {
    this.registers.fill(0);
    this.registers[ID] = this.id;
    this.registers.set(this.trim.subarray(0, TRIM_LOW_BYTES), TRIM_LOW);
    this.registers.set(this.trim.subarray(TRIM_LOW_BYTES), TRIM_HIGH);
    this.registers.set(NO_VALUES, VALUES);
  }

  measure() {
    if ((this.registers[CTRL_MEAS] & 3) !== 0) {
      this.registers.set(this.raw, VALUES);
      if ((this.registers[CTRL_HUM] & 7) === 0) {
        this.registers.set(NO_VALUES.slice(6), VALUES + 6);
      }
    }
    if ((this.registers[CTRL_MEAS] & 3) !== NORMAL_MODE) {
      this.registers[CTRL_MEAS] &= ~3;
    }
  }

  start(isRead) {
    this.hasRegister = isRead;
  }

  write(byte) {
    if (this.refuses) {
      return false;
    }
    if (!this.hasRegister) {
      this.at = byte;
    } else if (this.at === RESET && byte === 0xb6) {
      this.reset();
    } else if ([CTRL_HUM, CTRL_MEAS, CONFIG].includes(this.at)) {
      this.registers[this.at] = byte;
      if (this.at === CTRL_MEAS && (byte & 3) !== 0) {
        this.world.after(MEASURE_NS, () => this.measure());
      }
    }
    this.hasRegister = !this.hasRegister;
    return true;
  }

  read() {
    const byte = this.registers[this.at];
    this.at = (this.at + 1) & 0xff;
    return byte;
  }

  command(what, value) {
    const bytes = [...Buffer.from(value, 'hex')];
    if (what === 'trim') {
      this.trim = Uint8Array.from(bytes);
    } else if (what === 'raw') {
      this.raw = bytes;
      if ((this.registers[CTRL_MEAS] & 3) === NORMAL_MODE) {
        this.measure();
      }
    } else if (what === 'refuse') {
      this.refuses = value === '1';
    } else {
      this.id = this.registers[ID] = Number(value);
    }
  }
}

export default function attach(world, { bus = 0, address = 0x76 }) {
  const chip = new Bme280(world);
  world.addI2c(Number(bus), Number(address), chip);
  world.addCommand('bme280', (what, value) => chip.command(what, value));
}
