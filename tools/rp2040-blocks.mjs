// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
//
// Blocks of the RP2040 that rp2040js leaves out.
//
// Ring: the ring oscillator's random bits, of which more are 1 than 0, and neighbours are alike more
// often than not.
//
// Flash: the Pico's flash chip, a W25Q16JV of 2 MiB, behind a flash controller (SSI) that can be a
// plain SPI master. NOR rules: an erase sets all bits of a block, a program clears bits. The core
// sees what was written when it has flushed the cache. The machine ends with a complaint if code or
// interrupts would need the flash while it cannot be read. Erases and programs take 20 us and 2 us,
// far less than on the chip. With a file the chip's contents outlive the machine: what is written is
// in the file at once. A power cut comes after so many bytes were programmed or, 16 at a time,
// erased.
import { randomBytes } from 'crypto';
import fs from 'fs';

const SIZE = 2 << 20;
const FLASH = 0x10000000;
const FLASH_END = 0x14000000;
const BLOCK = 4096;
const PAGE = 256;
const COMMAND = 4; // bytes, with an address
const ERASED_AT_ONCE = 16;
const ERASE_NS = 2e4;
const PROGRAM_NS = 2e3;
const ID = [0xef, 0x40, 0x15];
const BUSY = 1;
const WRITE_ENABLED = 2;

export class PowerCut extends Error {}

class Chip {
  constructor(path, cutAfter) {
    this.bytes = new Uint8Array(SIZE).fill(0xff);
    this.left = cutAfter ?? Infinity;
    this.status = 0;
    this.busyUntil = 0;
    if (path) {
      const kept = fs.existsSync(path) ? fs.readFileSync(path) : this.bytes;
      this.bytes.set(kept.subarray(0, SIZE));
      this.file = fs.openSync(path, fs.existsSync(path) ? 'r+' : 'w+');
      this.keep(0, SIZE);
    }
  }

  keep(addr, size) {
    if (this.file !== undefined) {
      fs.writeSync(this.file, this.bytes, addr, size, addr);
    }
  }

  // The program, as somebody else put it there.
  load(addr, bytes) {
    this.bytes.set(bytes, addr);
    this.keep(addr, bytes.length);
  }

  spend() {
    if (--this.left < 0) {
      throw new PowerCut();
    }
  }

  select() {
    this.sent = []; // as far as it counts
    this.count = 0;
  }

  // The byte that comes back while one is sent.
  exchange(byte, nanos) {
    this.status = nanos >= this.busyUntil ? this.status & ~BUSY : this.status;
    const at = this.count++;
    if (at < COMMAND + PAGE) {
      this.sent.push(byte);
    }
    switch (at > 0 && this.sent[0]) {
      case 0x05: return this.status;
      case 0x9f: return ID[(at - 1) % ID.length];
      case 0x03: return at >= COMMAND ? this.read(at - COMMAND) : 0xff;
      default: return 0xff;
    }
  }

  read(index) {
    return this.status & BUSY ? 0xff : this.bytes[(address(this.sent.slice(1, COMMAND)) + index) % SIZE];
  }

  // The select line is high again: what was sent is done. Where bytes changed: [from, size].
  deselect(nanos) {
    const [code, ...rest] = this.sent;
    if (this.status & BUSY) {
      return [0, 0];
    }
    if (code === 0x06 || code === 0x04) {
      this.status = code === 0x06 ? WRITE_ENABLED : 0;
    }
    if ((this.status & WRITE_ENABLED) === 0 || rest.length < 3) {
      return [0, 0];
    }
    if (code === 0x20) {
      return this.change(nanos, ERASE_NS, () => this.erase(address(rest)));
    }
    return code === 0x02 ? this.change(nanos, PROGRAM_NS, () => this.program(rest)) : [0, 0];
  }

  change(nanos, takes, write) {
    this.busyUntil = nanos + takes;
    this.status = BUSY;
    return write();
  }

  erase(addr) {
    const block = addr - (addr % BLOCK);
    try {
      for (let at = block; at < block + BLOCK; at += ERASED_AT_ONCE) {
        this.spend();
        this.bytes.fill(0xff, at, at + ERASED_AT_ONCE);
      }
    } finally {
      this.keep(block, BLOCK);
    }
    return [block, BLOCK];
  }

  program(sent) {
    const addr = address(sent), page = addr - (addr % PAGE);
    try {
      sent.slice(3).forEach((byte, i) => {
        this.spend();
        this.bytes[page + ((addr + i) % PAGE)] &= byte;
      });
    } finally {
      this.keep(page, PAGE);
    }
    return [page, PAGE];
  }
}

function address(sent) {
  return ((sent[0] << 16) | (sent[1] << 8) | sent[2]) % SIZE;
}

// A block of registers with the four ways of writing to each.
class Registers {
  constructor(initial) {
    this.values = new Map(initial);
  }

  readUint32(offset) {
    return this.values.get(offset) ?? 0;
  }

  writeUint32Atomic(offset, value, kind) {
    const old = this.values.get(offset) ?? 0;
    const made = [value, old ^ value, old | value, old & ~value][kind] >>> 0;
    this.values.set(offset, made);
    this.written(offset, made);
  }

  written() {}
}

const RANDOM_BIT = 0x1c;

export class Ring extends Registers {
  constructor(isRunning) {
    super();
    this.isRunning = isRunning;
    this.bit = 1;
  }

  readUint32(offset) {
    const [chance, same] = randomBytes(2);
    if (offset === RANDOM_BIT && this.isRunning() && same < 180) {
      this.bit = chance < 150 ? 1 : 0;
    }
    return offset === RANDOM_BIT ? this.bit : super.readUint32(offset);
  }
}

const SSI_CTRL0 = 0x00, SSI_ENABLE = 0x08, SSI_STATE = 0x28, SSI_DATA = 0x60;
const CTRL0_READS_FLASH = 3 << 8; // of the transfer mode: send a command, then receive
const CTRL0_8_BITS_BOTH_WAYS = 7 << 16;
const STATE_TX_FREE = 6, STATE_RECEIVED = 8;
const SELECT_CTRL = 0x0c;

class Ssi extends Registers {
  constructor(flash) {
    super([[SSI_CTRL0, CTRL0_READS_FLASH], [SSI_ENABLE, 1]]);
    this.flash = flash;
    this.received = [];
  }

  readUint32(offset) {
    switch (offset) {
      case SSI_STATE: return STATE_TX_FREE | (this.received.length > 0 ? STATE_RECEIVED : 0);
      case SSI_DATA: return this.received.shift() ?? 0;
      default: return super.readUint32(offset);
    }
  }

  written(offset, value) {
    if (offset === SSI_ENABLE) {
      this.received = [];
    }
    if (offset === SSI_DATA && this.isMaster()) {
      this.received.push(this.flash.exchange(value & 0xff));
    }
    this.flash.notice();
  }

  isMaster() {
    return (this.values.get(SSI_ENABLE) & 1) === 1 &&
      this.values.get(SSI_CTRL0) === CTRL0_8_BITS_BOTH_WAYS;
  }

  showsFlash() {
    return (this.values.get(SSI_ENABLE) & 1) === 1 &&
      (this.values.get(SSI_CTRL0) & CTRL0_READS_FLASH) === CTRL0_READS_FLASH;
  }
}

export class Flash {
  constructor(path, cutAfter, complain) {
    this.chip = new Chip(path, cutAfter);
    this.complain = complain;
    this.isAway = false; // the core cannot read the flash
    this.stale = [];
  }

  // To a machine that has just been made; the chip is as it was left.
  attach(mcu) {
    this.mcu = mcu;
    this.isLow = false;
    this.ssi = new Ssi(this);
    this.pins = new Registers();
    this.pins.written = (offset, value) => this.drive(offset, value);
    const cache = new Registers();
    cache.readUint32 = () => 1;
    cache.written = () => this.flush();
    mcu.peripherals[0x18000] = this.ssi;
    mcu.peripherals[0x40018] = this.pins;
    mcu.peripherals[0x14000] = cache;
    mcu.flash.set(this.chip.bytes);
    this.stale = [];
    this.notice();
  }

  exchange(byte) {
    return this.isLow ? this.chip.exchange(byte, this.mcu.clock.nanos) : 0xff;
  }

  // The override of the select line: 2 holds it low, 3 high.
  drive(offset, value) {
    const isLow = offset === SELECT_CTRL ? ((value >> 8) & 3) === 2 : this.isLow;
    if (isLow && !this.isLow) {
      this.chip.select();
    } else if (!isLow && this.isLow) {
      this.stale.push(this.chip.deselect(this.mcu.clock.nanos));
    }
    this.isLow = isLow;
    this.notice();
  }

  flush() {
    for (const [from, size] of this.stale) {
      this.mcu.flash.set(this.chip.bytes.subarray(from, from + size), from);
    }
    this.stale = [];
  }

  notice() {
    const overridden = (((this.pins.values.get(SELECT_CTRL) ?? 0) >> 8) & 3) !== 0;
    this.isAway = overridden || !this.ssi.showsFlash();
  }

  // Before each instruction while the flash is away.
  check() {
    const { PC, PM } = this.mcu.core;
    if (PC >= FLASH && PC < FLASH_END) {
      this.complain(`the core is at 0x${PC.toString(16)} in flash, which cannot be read now`);
    } else if (!PM && PC < 0x20041f00) { // boot2 has no interrupts yet
      this.complain('interrupts may come while flash cannot be read');
    }
  }
}
