// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
//
// What is around the Pico of tools/rp2040.mjs: its pins, voltages, serial line, and chips on its
// buses. A program on the PC connects to a socket and sends lines, each answered by one:
//
//   drive PIN LEVEL       somebody outside holds the pin at 0 or 1: ok
//   see PIN               the level that the chip drives; -1 if it drives none
//   watch PIN NS          all changes of the next NS emulated nanoseconds, as JSON: the level at the
//                         start, then [nanosecond, level] of each
//   voltage CHANNEL N     what the converter's channel reads, of 4095: ok
//   ring 0|1              stops the ring oscillator, or lets it run: ok
//
// and the commands of the chips. A chip is a file of tools/peers, which says what it is called with
// and which commands it has. It exports one function, attach(world, arguments), which is called once
// and adds what it has to the world (add... below). A TMP105 thermometer is at 0x48 of I2C bus 0
// and an echo on SPI bus 0 (select GPIO17) without being asked for, and make place for others there.
//
// A reset of the machine does not change what is around it.
import fs from 'fs';
import net from 'net';
import attachEcho from './peers/echo.mjs';
import attachTmp105 from './peers/tmp105.mjs';

const PINS = 30;
const BUSES = [0, 1];
const NOBODY = { write: () => false, read: () => 0xff };

export class Wires {
  constructor(path) {
    this.levels = new Array(PINS).fill(false);
    this.voltages = [0, 0, 0, 0];
    this.watches = [];
    this.isRingRunning = true;
    this.i2cChips = BUSES.map(() => new Map());
    this.spiChips = BUSES.map(() => new Map());
    this.listeners = new Map();
    this.commands = new Map();
    this.addOwnCommands();
    attachTmp105(this, {});
    attachEcho(this, {});
    if (path) {
      fs.rmSync(path, { force: true });
      this.server = net.createServer((socket) => this.serve(socket)).listen(path);
      this.server.unref();
    }
  }

  // ---- for the chips ----------------------------------------------------------------------------

  // chip: start(isRead), after each start condition with its address; write(byte), false to refuse
  // it; read(), the next byte; stop(). start and stop may be missing.
  addI2c(bus, address, chip) {
    this.i2cChips[bus].set(address, chip);
  }

  // chip: select(), when the pin goes low; exchange(byte), the byte that comes back meanwhile;
  // deselect(). All but exchange may be missing.
  addSpi(bus, selectPin, chip) {
    this.spiChips[bus].set(selectPin, chip);
  }

  // listener(level, nanos): when what the chip drives changes; -1: it drives nothing any more.
  addPin(pin, listener) {
    this.listeners.set(pin, [...(this.listeners.get(pin) ?? []), listener]);
  }

  // answer(...words): a text, or nothing for `ok`.
  addCommand(name, answer) {
    this.commands.set(name, answer);
  }

  // The emulated time, from the last reset on.
  get nanos() {
    return this.mcu.clock.nanos;
  }

  // Calls back so many emulated nanoseconds later, unless the machine is reset before.
  after(nanos, callback) {
    this.mcu.clock.createAlarm(callback).schedule(nanos);
  }

  // Holds the pin at a level from outside; what the chip drives itself is stronger. All are low at
  // the start: who has a pull-up drives it high when it is attached.
  drive(pin, isHigh) {
    this.levels[pin] = isHigh;
    if (this.mcu && this.see(pin) < 0) {
      this.mcu.gpio[pin].setInputValue(isHigh);
    }
  }

  // The level that the chip drives; -1 if it drives none.
  see(pin) {
    const { outputEnable, outputValue } = this.mcu.gpio[pin];
    return outputEnable ? Number(outputValue) : -1;
  }

  // What a channel of the converter reads, of 4095.
  setVoltage(channel, value) {
    this.voltages[channel] = value;
    if (this.mcu) {
      this.mcu.adc.channelValues[channel] = value;
    }
  }

  // ---- for the machine --------------------------------------------------------------------------

  // To a machine that has just been made.
  attach(mcu) {
    this.mcu = mcu;
    for (let pin = 0; pin < PINS; pin++) {
      mcu.gpio[pin].addListener(() => this.driven(pin));
      mcu.gpio[pin].setInputValue(this.levels[pin]);
    }
    this.voltages.forEach((value, channel) => this.setVoltage(channel, value));
    for (const bus of BUSES) {
      this.attachI2c(mcu.i2c[bus], this.i2cChips[bus]);
      this.attachSpi(mcu.spi[bus], this.spiChips[bus]);
    }
  }

  attachI2c(i2c, chips) {
    let chip = NOBODY;
    i2c.onStart = () => i2c.completeStart();
    i2c.onConnect = (address, mode) => {
      chip = chips.get(address) ?? NOBODY;
      chip.start?.(mode === 1);
      i2c.completeConnect(chip !== NOBODY);
    };
    i2c.onWriteByte = (byte) => i2c.completeWrite(chip.write(byte) !== false);
    i2c.onReadByte = () => i2c.completeRead(chip.read() & 0xff);
    i2c.onStop = () => {
      chip.stop?.();
      chip = NOBODY;
      i2c.completeStop();
    };
  }

  attachSpi(spi, chips) {
    spi.onTransmit = (byte) => {
      const selected = [...chips].find(([pin]) => this.see(pin) === 0);
      spi.completeTransmit(selected ? selected[1].exchange(byte) & 0xff : 0xff);
    };
  }

  // A pad that is driven is read back, which rp2040js leaves out.
  driven(pin) {
    const level = this.see(pin);
    this.mcu.gpio[pin].setInputValue(level < 0 ? this.levels[pin] : level === 1);
    for (const chips of this.spiChips) {
      const chip = chips.get(pin);
      (level === 0 ? chip?.select : chip?.deselect)?.call(chip);
    }
    for (const listener of this.listeners.get(pin) ?? []) {
      listener(level, this.nanos);
    }
    for (const watch of this.watches) {
      if (watch.pin === pin) {
        watch.changes.push([this.nanos, level]);
      }
    }
  }

  // Between two turns of the emulator: watches that are over are answered.
  poll() {
    const { nanos } = this;
    for (const watch of this.watches.filter((w) => nanos >= w.end)) {
      watch.answer(JSON.stringify([watch.start, ...watch.changes]));
    }
    this.watches = this.watches.filter((w) => nanos < w.end);
  }

  // ---- for the PC -------------------------------------------------------------------------------

  addOwnCommands() {
    this.addCommand('drive', (pin, level) => this.drive(Number(pin), level === '1'));
    this.addCommand('see', (pin) => this.see(Number(pin)));
    this.addCommand('ring', (isOn) => { this.isRingRunning = isOn === '1'; });
    this.addCommand('voltage', (channel, value) => this.setVoltage(Number(channel), Number(value)));
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
    if (command === 'watch') {
      const [pin, nanos] = words.map(Number);
      this.watches.push({ pin, end: this.nanos + nanos, start: this.see(pin), changes: [], answer });
      return;
    }
    const known = this.commands.get(command);
    answer(known ? known(...words) ?? 'ok' : 'unknown');
  }
}
