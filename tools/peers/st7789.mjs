// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
//
// A TFT panel with an ST7789 on SPI, as st7735.mjs with more memory, and one that shows the opposite
// of each colour until it is told to invert:
// st7789.mjs:bus=0,select=17,data=27,reset=28,width=240,height=240,x=0,y=0. Its commands are those
// of st7735.mjs.
import { attachPanel } from './st7735.mjs';

export default function attach(world, panel) {
  const usual = { bus: 0, select: 17, data: 27, reset: 28, width: 240, height: 240, x: 0, y: 0 };
  attachPanel(world, { ...usual, ...panel }, { memoryColumns: 240, memoryRows: 320, isOpposite: true });
}
