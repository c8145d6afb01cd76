// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
//
// What is around the Pico of tools/rp2040.mjs, for tests: its pins, voltages, a TMP105 thermometer at
// 0x48 of I2C bus 0, and on SPI bus 0 (select GPIO17) a chip that answers each byte with its
// opposite. A program on the PC connects to a socket and sends lines, each answered by one:
//
//   drive PIN LEVEL       somebody outside holds the pin at 0 or 1: ok
//   see PIN               the level that the chip drives; -1 if it drives none
//   watch PIN NS          all changes of the next NS emulated nanoseconds, as JSON: the level at the
//                         start, then [nanosecond, level] of each
//   voltage CHANNEL N     what the converter's channel reads, of 4095: ok
//   temperature N         thousandths of a degree: ok
//   sent                  the bytes of the SPI chip's last transfer, in hexadecimal digits
//
// A reset of the machine does not change what is around it.
import fs from 'fs';
import net from 'net';

const PINS = 30;
const SPI_SELECT = 17;

class Tmp105 {
  constructor() {
    this.registers = [0, 0, 0x4b00, 0x5000]; // the second has one byte, in the upper half
    this.pointer = 0;
    this.count = 0; // bytes since the start
  }

  set(millicelsius) {
    this.registers[0] = (Math.trunc((millicelsius * 16) / 1000) << 4) & 0xffff;
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

export class Wires {
  constructor(path) {
    this.levels = new Array(PINS).fill(false);
    this.voltages = [0, 0, 0, 0];
    this.thermometer = new Tmp105();
    this.sent = [];
    this.watches = [];
    if (path) {
      fs.rmSync(path, { force: true });
      this.server = net.createServer((socket) => this.serve(socket)).listen(path);
      this.server.unref();
    }
  }

  // To a machine that has just been made.
  attach(mcu) {
    this.mcu = mcu;
    for (let pin = 0; pin < PINS; pin++) {
      mcu.gpio[pin].addListener(() => this.driven(pin));
      mcu.gpio[pin].setInputValue(this.levels[pin]);
    }
    this.voltages.forEach((value, channel) => { mcu.adc.channelValues[channel] = value; });
    this.attachBuses();
  }

  attachBuses() {
    const i2c = this.mcu.i2c[0], spi = this.mcu.spi[0], chip = this.thermometer;
    i2c.onStart = () => i2c.completeStart();
    i2c.onConnect = (address) => {
      chip.count = 0;
      i2c.completeConnect(address === 0x48);
    };
    i2c.onWriteByte = (byte) => {
      chip.write(byte);
      i2c.completeWrite(true);
    };
    i2c.onReadByte = () => i2c.completeRead(chip.read());
    spi.onTransmit = (byte) => {
      if (this.see(SPI_SELECT) === 0) {
        this.sent.push(byte);
        spi.completeTransmit(byte ^ 0xff);
      } else {
        spi.completeTransmit(0xff);
      }
    };
  }

  see(pin) {
    const { outputEnable, outputValue } = this.mcu.gpio[pin];
    return outputEnable ? Number(outputValue) : -1;
  }

  // A pad that is driven is read back, which rp2040js leaves out.
  driven(pin) {
    const level = this.see(pin);
    this.mcu.gpio[pin].setInputValue(level < 0 ? this.levels[pin] : level === 1);
    if (pin === SPI_SELECT && level === 0) {
      this.sent = [];
    }
    for (const watch of this.watches) {
      if (watch.pin === pin) {
        watch.changes.push([this.mcu.clock.nanos, level]);
      }
    }
  }

  // Between two turns of the emulator: watches that are over are answered.
  poll() {
    const { nanos } = this.mcu.clock;
    for (const watch of this.watches.filter((w) => nanos >= w.end)) {
      watch.answer(JSON.stringify([watch.start, ...watch.changes]));
    }
    this.watches = this.watches.filter((w) => nanos < w.end);
  }

  serve(socket) {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      const lines = (text + bytes).split('\n');
      text = lines.pop();
      for (const line of lines) {
        this.obey(line.split(' '), (answer) => socket.write(`${answer}\n`));
      }
    });
  }

  obey([command, ...words], answer) {
    const [a, b] = words.map(Number);
    if (command === 'watch') {
      const end = this.mcu.clock.nanos + b;
      this.watches.push({ pin: a, end, start: this.see(a), changes: [], answer });
      return;
    }
    const commands = {
      drive: () => this.drive(a, b === 1),
      see: () => this.see(a),
      voltage: () => { this.voltages[a] = this.mcu.adc.channelValues[a] = b; },
      temperature: () => this.thermometer.set(a),
      sent: () => Buffer.from(this.sent).toString('hex'),
    };
    answer(commands[command] ? commands[command]() ?? 'ok' : 'unknown');
  }

  drive(pin, level) {
    this.levels[pin] = level;
    if (this.see(pin) < 0) {
      this.mcu.gpio[pin].setInputValue(level);
    }
  }
}
