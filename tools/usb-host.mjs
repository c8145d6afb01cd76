// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
//
// A USB host for the device that firmware makes of rp2040js's controller: asks what a PC asks, opens
// the serial line, and says what a PC or the chip's data sheet would not put up with: wrong lengths,
// packets numbered wrongly (DATA0, DATA1), buffers handed over together with their contents, a full
// last packet without an empty one behind it.

const CONTROL = 0x80; // of buffers, in the controller's memory
const CONTROL_END = 0x100;
const DATA1 = 1 << 13;
const STALL = 1 << 11;
const AVAILABLE = 1 << 10;
const PACKET = 64;
const READ_BYTES = 2 * PACKET; // of one request of a PC's driver
const THINKS_NS = 50000;
const STANDARD = 0x00, CLASS = 0x21, IN = 0x80;

const word = (bytes, at) => bytes[at] | (bytes[at + 1] << 8);

// The descriptors in a configuration, each with its length first.
function* descriptors(bytes) {
  for (let at = 0; at < bytes.length; at += bytes[at]) {
    if (bytes[at] < 2 || at + bytes[at] > bytes.length) {
      throw new Error(`a descriptor at byte ${at} has the length ${bytes[at]}`);
    }
    yield bytes.slice(at, at + bytes[at]);
  }
}

export class SerialHost {
  // onData(bytes) what arrives; onDevice(text) once the line is open; onProblem(text).
  constructor(mcu, { onData, onDevice, onProblem }) {
    this.mcu = mcu;
    this.usb = mcu.usbCtrl;
    this.on = { onData, onDevice, onProblem };
    this.typed = [];
    this.wanted = null; // what the device would take
    this.transfer = null;
    this.read = [];
    this.numbers = new Map(); // of the next packet, by the address of its control word
    this.steps = this.enumerate();
    this.timer = mcu.clock.createAlarm(() => this.next());
    this.connect();
  }

  connect() {
    const { usb } = this;
    const update = usb.DPRAMUpdated.bind(usb);
    usb.DPRAMUpdated = (offset, value) => {
      if (offset >= CONTROL && offset < CONTROL_END) {
        this.watch(offset, value);
      }
      update(offset, value);
      this.last = offset < CONTROL_END ? { offset, value } : this.last;
    };
    usb.onUSBEnabled = () => usb.resetDevice();
    usb.onResetReceived = () => this.timer.schedule(THINKS_NS);
    usb.onEndpointWrite = (endpoint, bytes) => this.takeIn(endpoint, bytes);
    usb.onEndpointRead = (endpoint, size) => this.giveOut(endpoint, size);
  }

  // A word of buffer control is about to take effect.
  watch(offset, value) {
    if (value & STALL && offset === CONTROL && this.transfer) {
      this.finish(null);
    }
    if (!(value & AVAILABLE)) {
      return;
    }
    if (this.last?.offset !== offset || this.last.value !== (value & ~AVAILABLE)) {
      this.on.onProblem('a buffer is handed over before its other bits are there');
    }
    const number = value & DATA1 ? 1 : 0;
    if (number !== (this.numbers.get(offset) ?? 0)) {
      this.on.onProblem(`a packet of endpoint ${(offset - CONTROL) >> 3} is DATA${number}`);
    }
    this.numbers.set(offset, 1 - number);
  }

  // ---- control transfers ------------------------------------------------------------------------

  start({ type, request, value = 0, index = 0, size = 0, data = null }) {
    this.transfer = { isIn: (type & IN) !== 0, size, data, got: [], isAnswered: false, isThanked: false };
    this.numbers.set(CONTROL, 1).set(CONTROL + 4, 1);
    const length = data ? data.length : size;
    const pair = (number) => [number & 0xff, number >> 8];
    this.usb.sendSetupPacket(
      Uint8Array.from([type, request, ...pair(value), ...pair(index), ...pair(length)]));
  }

  finish(result) {
    this.transfer = null;
    this.result = result;
    this.timer.schedule(THINKS_NS);
  }

  // The answer is whole when it is as long as asked or ends with a packet that is not full, and the
  // device waits for the empty packet that says so.
  settle() {
    const { transfer } = this;
    if (transfer?.isIn && transfer.isAnswered && transfer.isThanked) {
      this.usb.endpointReadDone(0, new Uint8Array(0));
      this.finish(transfer.got);
    }
  }

  takeAnswer(bytes) {
    const { transfer } = this;
    if (!transfer) {
      this.on.onProblem(`${bytes.length} B on endpoint 0 that nobody asked for`);
    } else if (!transfer.isIn) {
      if (bytes.length > 0) {
        this.on.onProblem(`an acknowledgement has ${bytes.length} B`);
      }
      this.finish([]);
    } else {
      transfer.got.push(...bytes);
      transfer.isAnswered = bytes.length < PACKET || transfer.got.length === transfer.size;
      if (transfer.got.length > transfer.size) {
        this.on.onProblem(`${transfer.got.length} B where ${transfer.size} were asked for`);
      }
      this.settle();
    }
  }

  // ---- packets ----------------------------------------------------------------------------------

  takeIn(endpoint, bytes) {
    if (endpoint === 0) {
      this.takeAnswer(bytes);
      return;
    }
    if (endpoint !== this.inEndpoint) {
      this.on.onProblem(`${bytes.length} B on endpoint ${endpoint}`);
      return;
    }
    this.read.push(...bytes);
    if (bytes.length < PACKET || this.read.length >= READ_BYTES) {
      this.on.onData(this.read.splice(0));
    }
  }

  giveOut(endpoint, size) {
    if (endpoint !== 0) {
      this.wanted = { endpoint, size };
      this.flush();
    } else if (this.transfer?.data) {
      this.usb.endpointReadDone(0, Uint8Array.from(this.transfer.data));
    } else if (this.transfer) {
      this.transfer.isThanked = true;
      this.settle();
    }
  }

  // What is sent is taken from `bytes`.
  send(bytes) {
    this.typed.push(...bytes.splice(0));
    this.flush();
  }

  flush() {
    if (this.wanted && this.typed.length > 0) {
      const { endpoint, size } = this.wanted;
      this.wanted = null;
      this.usb.endpointReadDone(endpoint, Uint8Array.from(this.typed.splice(0, size)));
    }
  }

  // ---- what a PC does with a new device ---------------------------------------------------------

  next() {
    try {
      const { value, done } = this.steps.next(this.result);
      if (!done) {
        this.start(value);
      }
    } catch (error) {
      this.on.onProblem(error.message);
    }
  }

  *descriptor(kind, index, size) {
    const value = (kind << 8) | index;
    return yield { type: IN | STANDARD, request: 6, value, index: kind === 3 ? 0x409 : 0, size };
  }

  *string(index) {
    const bytes = yield* this.descriptor(3, index, 255);
    return Buffer.from(bytes.slice(2, bytes[0])).toString('utf16le');
  }

  expect(condition, text) {
    if (!condition) {
      throw new Error(text);
    }
  }

  *enumerate() {
    const address = 1 + Math.floor(Math.random() * 127);
    const first = yield* this.descriptor(1, 0, 64);
    this.expect(first.length === 18 && first[7] === PACKET, 'the device descriptor has not 18 B');
    yield { type: STANDARD, request: 5, value: address };
    this.expect(this.usb.addrEndp === address, `the address is ${this.usb.addrEndp}, not ${address}`);
    const device = yield* this.descriptor(1, 0, 18);
    const stalled = yield* this.descriptor(6, 0, 10);
    this.expect(stalled === null, 'a device without high speed describes it');
    yield* this.configure();
    const hex = (at) => word(device, at).toString(16).padStart(4, '0');
    const names = [yield* this.string(device[14]), yield* this.string(device[15])];
    yield* this.open();
    this.on.onDevice(`${hex(8)}:${hex(10)} ${names.join(', ')}`);
  }

  *configure() {
    const head = yield* this.descriptor(2, 0, 9);
    this.expect(head.length === 9, `9 B of the configuration were asked for, got ${head.length}`);
    const whole = yield* this.descriptor(2, 0, word(head, 2));
    this.expect(whole.length === word(head, 2), `the configuration has ${whole.length} B`);
    const all = [...descriptors(whole)];
    const interfaces = all.filter((d) => d[1] === 4);
    this.expect(interfaces.length === head[4], `${interfaces.length} interfaces, ${head[4]} promised`);
    const data = all.slice(all.findIndex((d) => d[1] === 4 && d[5] === 10));
    const bulk = data.filter((d) => d[1] === 5 && d[3] === 2 && word(d, 4) === PACKET);
    this.expect(bulk.length === 2, `${bulk.length} bulk endpoints of ${PACKET} B`);
    this.inEndpoint = bulk.find((d) => d[2] & IN)[2] & 15;
    this.numbers = new Map();
    yield { type: STANDARD, request: 9, value: head[5] };
    const [configuration] = yield { type: IN | STANDARD, request: 8, size: 1 };
    this.expect(configuration === head[5], `configuration ${configuration} is set, not ${head[5]}`);
  }

  *open() {
    const coding = Array.from({ length: 7 }, () => Math.floor(Math.random() * 256));
    yield { type: CLASS, request: 0x20, data: coding };
    const kept = yield { type: IN | CLASS, request: 0x21, size: 7 };
    this.expect(String(kept) === String(coding), `the line coding ${coding} came back as ${kept}`);
    yield { type: CLASS, request: 0x22, value: 3 }; // DTR and RTS
  }
}
