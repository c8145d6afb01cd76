// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
//
// An OLED panel with an SSD1306 on I2C: ssd1306.mjs:bus=0,address=0x3c,width=128,height=64,column=0.
// A byte that is none of the controller's is refused. Its commands:
//
//   screen                what is seen: WIDTH HEIGHT, and in hexadecimal digits red, green and blue
//                         of each pixel, row by row from the upper left corner
//   shown                 bytes of data that it was sent since this was asked last
const PAGE_BYTES = 128, PAGES = 8;
const WITH_ONE = [0x20, 0x81, 0x8d, 0xa8, 0xad, 0xd3, 0xd5, 0xd9, 0xda, 0xdb];
const ALONE = [0x2e, 0x2f, 0xa0, 0xa1, 0xa4, 0xa5, 0xa6, 0xa7, 0xae, 0xaf, 0xc0, 0xc8, 0xe3];

class Ssd1306 {
  constructor(width, height, column) {
    Object.assign(this, { width, height, first: column });
    this.memory = new Uint8Array(PAGE_BYTES * PAGES);
    this.page = this.column = this.count = 0;
    this.settings = new Map();
  }

  start() {
    this.control = undefined;
  }

  write(byte) {
    if (this.control === undefined) {
      this.control = byte;
      return (byte & 0x3f) === 0;
    }
    const isData = (this.control & 0x40) !== 0;
    if ((this.control & 0x80) !== 0) {
      this.control = undefined;
    }
    return isData ? this.data(byte) : this.command(byte);
  }

  read() {
    return 0;
  }

  data(byte) {
    this.memory[this.page * PAGE_BYTES + this.column] = byte;
    this.column = (this.column + 1) % PAGE_BYTES;
    this.count++;
    return true;
  }

  command(byte) {
    if (this.waiting !== undefined) {
      this.settings.set(this.waiting, byte);
      this.waiting = undefined;
    } else if (byte < 0x20) {
      this.column = byte < 0x10 ? (this.column & 0x70) | byte : (this.column & 15) | ((byte & 7) << 4);
    } else if (byte >= 0xb0 && byte < 0xb8) {
      this.page = byte & 7;
    } else if (WITH_ONE.includes(byte)) {
      this.waiting = byte;
    } else {
      // Two that exclude each other differ in one bit.
      this.settings.set(byte === 0xc8 ? 0xc0 : byte & 0xfe, byte);
      return ALONE.includes(byte) || (byte >= 0x40 && byte < 0x80);
    }
    return true;
  }

  isLit(x, y) {
    const set = this.settings;
    const isOn = set.get(0xae) === 0xaf && (set.get(0x8d) & 4) !== 0 && y <= (set.get(0xa8) & 63);
    const bit = (this.memory[(y >> 3) * PAGE_BYTES + this.first + x] >> (y & 7)) & 1;
    return isOn && (set.get(0xa4) === 0xa5 || (bit === 1) !== (set.get(0xa6) === 0xa7));
  }

  screen() {
    const bytes = Buffer.alloc(3 * this.width * this.height);
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const at = 3 * (y * this.width + x);
        bytes.fill(this.isLit(x, y) ? 255 : 0, at, at + 3);
      }
    }
    return `${this.width} ${this.height} ${bytes.toString('hex')}`;
  }

  shown() {
    const { count } = this;
    this.count = 0;
    return String(count);
  }
}

export default function attach(world, { bus = 0, address = 0x3c, width = 128, height = 64, column = 0 }) {
  const chip = new Ssd1306(Number(width), Number(height), Number(column));
  world.addI2c(Number(bus), Number(address), chip);
  world.addCommand('screen', () => chip.screen());
  world.addCommand('shown', () => chip.shown());
}
