// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
//
// A TFT panel with an ST7735 on SPI, its orders upright and red first:
// st7735.mjs:bus=0,select=17,data=27,reset=28,width=128,height=160,x=0,y=0. Its commands:
//
//   screen                what is seen: WIDTH HEIGHT, and in hexadecimal digits red, green and blue
//                         of each pixel, row by row from the upper left corner
//   shown                 bytes of pixels that it was sent since this was asked last
const WAKE = 0x11, INVERT_OFF = 0x20, INVERT = 0x21, OFF = 0x28, LIGHT = 0x29;
const SET_COLUMNS = 0x2a, SET_ROWS = 0x2b, WRITE = 0x2c, PIXELS = 0x3a, BITS_16 = 5;

class Panel {
  // settings: memoryColumns, memoryRows of the controller; the panel's dataPin, width, height, and x
  // and y where it begins in that memory; isOpposite: it shows the opposite of each colour.
  constructor(world, settings) {
    this.world = world;
    Object.assign(this, settings);
    this.count = 0;
    this.memory = new Uint16Array(this.memoryColumns * this.memoryRows);
    this.reset();
  }

  reset() {
    this.settings = new Map();
    this.command = undefined;
    this.isAwake = this.isOn = this.isInverted = false;
  }

  exchange(byte) {
    if (this.world.see(this.dataPin) === 1) {
      this.take(byte);
    } else {
      this.begin(byte);
    }
    return 0xff;
  }

  begin(byte) {
    this.command = byte;
    this.settings.set(byte, []);
    if (byte === 0x01) {
      this.reset();
    }
    this.isAwake ||= byte === WAKE;
    this.isOn = byte === LIGHT || (this.isOn && byte !== OFF);
    this.isInverted = byte === INVERT || (this.isInverted && byte !== INVERT_OFF);
    if (byte === WRITE) {
      this.columns = this.range(SET_COLUMNS);
      this.rows = this.range(SET_ROWS);
      [this.at, this.row] = [this.columns[0], this.rows[0]];
    }
  }

  range(command) {
    const [a, b, c, d] = this.settings.get(command) ?? [0, 0, 0, 0];
    return [(a << 8) | b, (c << 8) | d];
  }

  take(byte) {
    const values = this.settings.get(this.command);
    values?.push(byte);
    if (this.command === WRITE && values.length === 2) {
      this.pixel((values[0] << 8) | values[1]);
      values.length = 0;
    }
  }

  pixel(value) {
    this.count += 2;
    if (this.settings.get(PIXELS)?.[0] === BITS_16 && this.at < this.memoryColumns &&
        this.row < this.memoryRows) {
      this.memory[this.row * this.memoryColumns + this.at] = value;
    }
    if (this.at++ === this.columns[1]) {
      this.at = this.columns[0];
      this.row = this.row === this.rows[1] ? this.rows[0] : this.row + 1;
    }
  }

  color(x, y) {
    const stored = this.memory[(y + this.y) * this.memoryColumns + x + this.x];
    const value = stored ^ (this.isInverted !== this.isOpposite ? 0xffff : 0);
    const red = value >> 11, green = (value >> 5) & 63, blue = value & 31;
    const color = [(red << 3) | (red >> 2), (green << 2) | (green >> 4), (blue << 3) | (blue >> 2)];
    return this.isAwake && this.isOn ? color : [0, 0, 0];
  }

  screen() {
    const bytes = [];
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        bytes.push(...this.color(x, y));
      }
    }
    return `${this.width} ${this.height} ${Buffer.from(bytes).toString('hex')}`;
  }

  shown() {
    const { count } = this;
    this.count = 0;
    return String(count);
  }
}

// A panel whose controller has so much memory, with what the arguments say of it.
export function attachPanel(world, { bus, select, data, reset, width, height, x, y }, memory) {
  const chip = new Panel(world, { ...memory, dataPin: Number(data), width: Number(width),
    height: Number(height), x: Number(x), y: Number(y) });
  world.addSpi(Number(bus), Number(select), chip);
  world.addPin(Number(reset), (level) => level === 0 && chip.reset());
  world.addCommand('screen', () => chip.screen());
  world.addCommand('shown', () => chip.shown());
}

export default function attach(world, panel) {
  const usual = { bus: 0, select: 17, data: 27, reset: 28, width: 128, height: 160, x: 0, y: 0 };
  attachPanel(world, { ...usual, ...panel }, { memoryColumns: 132, memoryRows: 162, isOpposite: false });
}
