// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from display.wit: change that instead.

import { free, lower } from "./tinywasm";

// The board's display (tinywasm/display.h). Drawing changes a frame, `show` sends what has changed.
// x counts from the left edge, y from the upper one, in pixels; what lies outside is left out. A
// color is 0xRRGGBB; the display shows what it can.
export namespace display {
  export namespace core {
    @external("display", "width")
    export declare function width(): i32;
    @external("display", "height")
    export declare function height(): i32;
    @external("display", "clear")
    export declare function clear(): void;
    @external("display", "pixel")
    export declare function pixel(p0: i32, p1: i32, p2: i32): void;
    @external("display", "line")
    export declare function line(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32): void;
    @external("display", "rect")
    export declare function rect(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32): void;
    @external("display", "fill_rect")
    export declare function fillRect(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32): void;
    @external("display", "bitmap")
    export declare function bitmap(
      p0: i32,
      p1: i32,
      p2: i32,
      p3: i32,
      p4: i32,
      p5: i32,
      p6: i32,
    ): void;
    @external("display", "text")
    export declare function text(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32): void;
    @external("display", "show")
    export declare function show(): i32;
    @external("display", "message")
    export declare function message(p0: i32, p1: i32): void;
    @external("display", "message1")
    export declare function message1(p0: i32, p1: i32): void;
  }

  export function width(): u32 {
    const result = core.width();
    return u32(result);
  }

  export function height(): u32 {
    const result = core.height();
    return u32(result);
  }

  // All of it black.
  export function clear(): void {
    core.clear();
  }

  export function pixel(x: i32, y: i32, color: u32): void {
    core.pixel(x, y, i32(color));
  }

  // Both ends are included.
  export function line(x0: i32, y0: i32, x1: i32, y1: i32, color: u32): void {
    core.line(x0, y0, x1, y1, i32(color));
  }

  // A frame of one pixel.
  export function rect(x: i32, y: i32, width: i32, height: i32, color: u32): void {
    core.rect(x, y, width, height, i32(color));
  }

  export function fillRect(x: i32, y: i32, width: i32, height: i32, color: u32): void {
    core.fillRect(x, y, width, height, i32(color));
  }

  // Rows from top to bottom, each begins with a byte, the most significant bit is to the left; the
  // pixels whose bits are 1 get the color. Traps if bits has fewer than
  // (width + 7) / 8 * height bytes.
  export function bitmap(
    x: i32,
    y: i32,
    width: u32,
    height: u32,
    bits: StaticArray<u8>,
    color: u32,
  ): void {
    core.bitmap(
      x,
      y,
      i32(width),
      i32(height),
      i32(changetype<usize>(bits)),
      bits.length,
      i32(color),
    );
  }

  // Characters of 5 x 8 pixels times size, 1 to 8. A line feed begins a new line at x.
  export function text(x: i32, y: i32, size: u32, text: string, color: u32): void {
    const text0 = lower(text);
    core.text(x, y, i32(size), i32(text0 + 4), load<i32>(text0), i32(color));
    free(text0);
  }

  // False if the display did not take it.
  export function show(): bool {
    const result = core.show();
    return result != 0;
  }

  // Clears, writes the text in as many lines as it needs, and shows.
  export function message(text: string): void {
    const text1 = lower(text);
    core.message(i32(text1 + 4), load<i32>(text1));
    free(text1);
  }

  // The same.
  export function message1(text: string): void {
    const text2 = lower(text);
    core.message1(i32(text2 + 4), load<i32>(text2));
    free(text2);
  }
}
