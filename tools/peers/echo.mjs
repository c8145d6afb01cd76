// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
//
// A chip on SPI that answers each byte with its opposite: echo.mjs:bus=0,select=17. Its command:
//
//   sent                  the bytes of its last transfer, in hexadecimal digits
export default function attach(world, { bus = 0, select = 17 }) {
  let sent = [];
  world.addSpi(Number(bus), Number(select), {
    select() {
      sent = [];
    },
    exchange(byte) {
      sent.push(byte);
      return byte ^ 0xff;
    },
  });
  world.addCommand('sent', () => Buffer.from(sent).toString('hex'));
}
