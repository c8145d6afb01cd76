// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
//
// node tools/rp2040.mjs FIRMWARE.uf2|FIRMWARE.elf [--usb | --trace] [--wires SOCKET]
//     [--peer FILE.mjs[:NAME=VALUE,...]]... [--uart SOCKET] [--flash FILE] [--cut N] [--insns]
// A Raspberry Pi Pico, emulated by rp2040js. Standard input and output are UART0, with --usb the USB
// serial line. --trace prints each line of both, each edge of the LED and each warning of the
// emulator, with its source before it. --wires lets a program on the PC set and see what is around
// the chip, --peer adds a chip there (tools/rp2040-wires.mjs); FILE is one of tools/peers, or has a
// `/` in its name. --uart lets a program be at the other end of UART1. --flash keeps the flash chip
// in a file, --cut cuts its power after so many bytes, with code 4 (tools/rp2040-blocks.mjs). With
// --insns each instruction takes one cycle, so that clocks count instructions.
//
// The boot ROM is not part of rp2040js. What it does to start from flash is done here: it compares
// the checksum of the first 252 bytes, copies 256 to RAM and runs them there. From then on
// everything is the firmware's. Emulated: the core and its interrupts, clocks and PLLs (which lock
// at once), UARTs, GPIO, the USB controller, the watchdog, flash; tools/usb-host.mjs is the host. Not
// emulated: faults (an undefined instruction is skipped, any address can be read), how boot2 lets
// flash be read, timing of the cache.
import fs from 'fs';
import net from 'net';
import { pathToFileURL } from 'url';
import { Flash, PowerCut, Ring } from './rp2040-blocks.mjs';
import { Wires } from './rp2040-wires.mjs';
import { SerialHost } from './usb-host.mjs';

const root = new URL('..', import.meta.url);
const { RP2040, GPIOPinState } = await import(new URL('build/deps/rp2040js/dist/esm/index.js', root));

const FLASH = 0x10000000;
const BOOT_IN_RAM = 0x20041f00;
const LED_PIN = 25;
const SEMIHOSTING = 0xab;
const SYS_EXIT_EXTENDED = 0x20;
const NS_PER_MS = 1e6;
const EXIT_POWER_CUT = 4;
const MOST_BEHIND_NS = 50 * NS_PER_MS;

function fail(text) {
  process.stderr.write(`tools/rp2040.mjs: ${text}\n`);
  process.exit(3);
}

// ---- the image ----------------------------------------------------------------------------------

function* elfParts(file) {
  const table = file.readUInt32LE(28), size = file.readUInt16LE(42), count = file.readUInt16LE(44);
  for (let at = table; at < table + size * count; at += size) {
    const offset = file.readUInt32LE(at + 4), length = file.readUInt32LE(at + 16);
    if (file.readUInt32LE(at) === 1 && length > 0) {
      yield [file.readUInt32LE(at + 12), file.subarray(offset, offset + length)];
    }
  }
}

function* uf2Parts(file) {
  for (let at = 0; at < file.length; at += 512) {
    yield [file.readUInt32LE(at + 12), file.subarray(at + 32, at + 32 + file.readUInt32LE(at + 16))];
  }
}

function bootCrc(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let i = 0; i < 8; i++) {
      crc = (crc << 1) ^ (crc < 0 || crc > 0x7fffffff ? 0x04c11db7 : 0);
    }
  }
  return crc >>> 0;
}

// ---- the machine --------------------------------------------------------------------------------

class Pico {
  constructor(flash, wires) {
    this.wires = wires;
    this.flash = flash;
    this.mcu = new RP2040();
    this.mcu.logger = wires.logger;
    this.mcu.sram.fill(0xa5); // RAM holds anything after power-on
    this.mcu.peripherals[0x40060] = new Ring(() => wires.world.isRingRunning);
    flash.attach(this.mcu);
    this.connect();
    this.boot();
  }

  connect() {
    const { mcu, wires } = this;
    mcu.uart[0].onByte = (byte) => wires.uart([byte]);
    mcu.uart[1].onByte = (byte) => wires.line.send(byte);
    mcu.gpio[LED_PIN].addListener((state) => this.driveLed(state));
    wires.world.attach(mcu);
    const watchdog = mcu.peripherals[0x40058];
    watchdog.onWatchdogTrigger = () => {
      watchdog.alarm.enable = false; // else rp2040js rings it for ever at this moment
      wires.reset();
    };
    mcu.onBreak = (code) => this.breakpoint(code);
    this.host = new SerialHost(mcu, {
      onData: wires.usb,
      onDevice: wires.device,
      onProblem: (text) => wires.logger.warn('USB', text),
    });
  }

  boot() {
    const { mcu } = this;
    const boot2 = mcu.flash.slice(0, 256);
    const crc = new DataView(boot2.buffer).getUint32(252, true);
    if (bootCrc(boot2.subarray(0, 252)) !== crc) {
      fail('the boot ROM finds a wrong checksum in boot2 and does not start it');
    }
    mcu.sram.set(boot2, BOOT_IN_RAM - 0x20000000);
    mcu.core.SP = BOOT_IN_RAM;
    mcu.core.LR = 0;
    mcu.core.PC = BOOT_IN_RAM;
  }

  breakpoint(code) {
    const { core } = this.mcu;
    if (code === SEMIHOSTING && core.registers[0] === SYS_EXIT_EXTENDED) {
      const status = this.mcu.readUint32(core.registers[1] + 4);
      this.mcu.clock.tick(NS_PER_MS); // what is under way on the USB line arrives
      this.wires.exit(status);
    }
  }

  // Low and high only: before the firmware drives the pin it is neither.
  driveLed(state) {
    const driven = state === GPIOPinState.Low || state === GPIOPinState.High;
    if (driven && this.ledState !== undefined && state !== this.ledState) {
      this.wires.led(state);
    }
    this.ledState = driven ? state : this.ledState;
  }

  // Gives the firmware what has been typed, as far as it takes it.
  feed(...typed) {
    const usb = typed.pop();
    typed.forEach((bytes, i) => {
      const uart = this.mcu.uart[i];
      while (bytes.length > 0 && !uart.rxFIFO.full) {
        uart.feedByte(bytes.shift());
      }
    });
    this.host.send(usb);
  }

  // Runs until the emulated clock shows `nanos`, or for some instructions; asleep, time just passes.
  run(nanos) {
    const { core, clock } = this.mcu;
    for (let i = 0; i < 20000 && clock.nanos < nanos && !this.wires.isOver(); i++) {
      if (core.waiting) {
        clock.tick(Math.min(clock.nanosToNextAlarm || NS_PER_MS, NS_PER_MS));
        // In rp2040js SysTick makes its interrupt pending, but wakes nobody. Others have by now.
        core.waiting &&= !(core.interruptsUpdated && core.checkForInterrupts());
      } else {
        if (this.flash.isAway) {
          this.flash.check();
        }
        const cycles = core.executeInstruction();
        clock.tick(((this.wires.countsInsns ? 1 : cycles) * 1e9) / this.mcu.clkSys);
      }
    }
  }
}

// ---- the wires ----------------------------------------------------------------------------------

class Lines {
  constructor(label) {
    this.label = label;
    this.text = '';
  }

  add(bytes) {
    this.text += Buffer.from(bytes).toString('latin1');
    const lines = this.text.split('\n');
    this.text = lines.pop();
    for (const line of lines) {
      process.stdout.write(`${this.label}: ${line}\n`);
    }
  }
}

function outputs(options) {
  if (options.has('--trace')) {
    const uart = new Lines('uart0'), usb = new Lines('usb');
    return {
      uart: (bytes) => uart.add(bytes),
      usb: (bytes) => usb.add(bytes),
      device: (text) => process.stdout.write(`device: ${text}\n`),
      led: (state) => process.stdout.write(`led: ${state}\n`),
      warn: (text) => process.stdout.write(`warning: ${text}\n`),
    };
  }
  const write = (bytes) => process.stdout.write(Uint8Array.from(bytes));
  const drop = () => {};
  const usb = options.has('--usb');
  return { uart: usb ? drop : write, usb: usb ? write : drop, device: drop, led: drop, warn: drop };
}

// The other end of UART1: what is sent while nobody listens is gone.
class SerialLine {
  constructor(path) {
    this.typed = [];
    if (path) {
      fs.rmSync(path, { force: true });
      net.createServer((socket) => this.serve(socket)).listen(path).unref();
    }
  }

  serve(socket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('data', (bytes) => this.typed.push(...bytes));
  }

  send(byte) {
    this.socket?.write(Uint8Array.of(byte));
  }
}

function makeFlash(image, rest) {
  const [path] = valuesOf('--flash', rest), [cut] = valuesOf('--cut', rest);
  const flash = new Flash(path, cut === undefined ? undefined : Number(cut), fail);
  for (const [address, bytes] of image) {
    if (address < FLASH || address - FLASH + bytes.length > flash.chip.bytes.length) {
      fail(`the image has bytes at 0x${address.toString(16)}, where there is no flash`);
    }
    flash.chip.load(address - FLASH, bytes);
  }
  return flash;
}

// What stands behind each of the options of that name.
function valuesOf(name, words) {
  return words.filter((word, i) => words[i - 1] === name);
}

async function addPeer(world, text) {
  const [name, values] = text.split(':');
  const folder = name.includes('/') ? pathToFileURL(`${process.cwd()}/`) : new URL('tools/peers/', root);
  const { default: attach } = await import(new URL(name, folder));
  attach(world, Object.fromEntries((values ?? '').split(',').filter(Boolean).map((v) => v.split('='))));
}

function runUntilCut(pico, wall) {
  try {
    pico.run(wall);
  } catch (problem) {
    if (!(problem instanceof PowerCut)) {
      throw problem;
    }
    process.exit(EXIT_POWER_CUT);
  }
}

async function main() {
  const [path, ...rest] = process.argv.slice(2);
  const options = new Set(rest);
  const world = new Wires(valuesOf('--wires', rest)[0]);
  for (const peer of valuesOf('--peer', rest)) {
    await addPeer(world, peer);
  }
  const file = fs.readFileSync(path);
  const flash = makeFlash(path.endsWith('.uf2') ? uf2Parts(file) : elfParts(file), rest);
  const line = new SerialLine(valuesOf('--uart', rest)[0]);
  const out = outputs(options);
  let status = null, again = false;
  const warned = new Set();
  const warn = (name, text) => {
    if (!warned.has(name + text)) {
      warned.add(name + text);
      out.warn(`${name}: ${text}`);
    }
  };
  const wires = {
    world,
    line,
    uart: out.uart,
    usb: out.usb,
    device: out.device,
    led: out.led,
    logger: { debug() {}, info() {}, warn, error: warn },
    countsInsns: options.has('--insns'),
    reset: () => { again = true; },
    exit: (code) => { status = code; },
    isOver: () => again || status !== null,
  };
  const typed = { uart: [], usb: [] };
  process.stdin.on('data', (bytes) => typed[options.has('--usb') ? 'usb' : 'uart'].push(...bytes));

  let pico = new Pico(flash, wires);
  let start = process.hrtime.bigint();
  const turn = () => {
    pico.feed(typed.uart, line.typed, typed.usb);
    let wall = Number(process.hrtime.bigint() - start);
    const behind = wall - pico.mcu.clock.nanos;
    if (behind > MOST_BEHIND_NS) { // a busy core runs slower than a real one; what was lost is lost
      start += BigInt(Math.round(behind - MOST_BEHIND_NS));
      wall -= behind - MOST_BEHIND_NS;
    }
    runUntilCut(pico, wall);
    world.poll();
    if (status !== null) {
      process.stdout.write('', () => process.exit(status));
      return;
    }
    if (again) {
      again = false;
      pico = new Pico(flash, wires);
      start = process.hrtime.bigint();
    }
    if (pico.mcu.clock.nanos < wall) {
      setImmediate(turn);
    } else {
      setTimeout(turn, 1);
    }
  };
  turn();
}

await main();
