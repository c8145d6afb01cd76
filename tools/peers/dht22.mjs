// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
//
// A DHT22 on a pin, with the resistor that holds its line high: dht22.mjs:pin=22. Who pulls the line
// low for 800 us or longer and lets go, gets an answer, each bit 50 us low and 27 (0) or 70 us (1)
// high. Its commands:
//
//   dht22 HEX             the five bytes that it answers, whatever their sum is: ok
//   dht22 silent          from now on it does not answer: ok
//   dht22 lose N          low number N of the next answer (0 is the first of the lead) does not come: ok
//   dht22 asked           microseconds that the last request was low
const START_NS = 800e3, PAUSE_NS = 30e3, LEAD_NS = 80e3, LOW_NS = 50e3, ZERO_NS = 27e3, ONE_NS = 70e3;

class Dht22 {
  constructor(world, pin) {
    this.world = world;
    this.pin = pin;
    this.bytes = null;
    this.lost = -1;
    this.asked = 0;
    world.drive(pin, true);
    world.addPin(pin, (level, nanos) => this.seen(level, nanos));
  }

  seen(level, nanos) {
    if (level === 0) {
      this.fell = nanos;
    } else if (this.fell !== undefined) {
      this.asked = nanos - this.fell;
      this.fell = undefined;
      if (this.bytes && this.asked >= START_NS) {
        this.world.after(PAUSE_NS, () => this.send(this.levels(), 0));
      }
    }
  }

  // Nanoseconds of low and high in turn, from the lead to the last low.
  levels() {
    const bits = this.bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((at) => (byte >> at) & 1));
    return [LEAD_NS, LEAD_NS, ...bits.flatMap((bit) => [LOW_NS, bit ? ONE_NS : ZERO_NS]), LOW_NS];
  }

  send(levels, at) {
    if (at === levels.length) {
      this.lost = -1;
    }
    const isHigh = at === levels.length || at % 2 === 1 || at / 2 === this.lost;
    this.world.drive(this.pin, isHigh);
    if (at < levels.length) {
      this.world.after(levels[at], () => this.send(levels, at + 1));
    }
  }

  command(what, number) {
    if (what === 'asked') {
      return String(Math.round(this.asked / 1000));
    }
    if (what === 'lose') {
      this.lost = Number(number);
    } else {
      this.bytes = what === 'silent' ? null : [...Buffer.from(what, 'hex')];
    }
    return undefined;
  }
}

export default function attach(world, { pin = 22 }) {
  const chip = new Dht22(world, Number(pin));
  world.addCommand('dht22', (what, number) => chip.command(what, number));
}
