// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from badge.wit: change that instead.

import { free, lower } from "./tinywasm";

// A badge: a heading and four lines of text. What is set stays until it is set again.
export namespace badge {
  export namespace core {
    @external("badge", "heading")
    export declare function heading(p0: i32, p1: i32): void;
    @external("badge", "set_text1")
    export declare function setText1(p0: i32, p1: i32): void;
    @external("badge", "set_text2")
    export declare function setText2(p0: i32, p1: i32): void;
    @external("badge", "set_text3")
    export declare function setText3(p0: i32, p1: i32): void;
    @external("badge", "set_text4")
    export declare function setText4(p0: i32, p1: i32): void;
  }

  export function heading(text: string): void {
    const text0 = lower(text);
    core.heading(i32(text0 + 4), load<i32>(text0));
    free(text0);
  }

  export function setText1(text: string): void {
    const text1 = lower(text);
    core.setText1(i32(text1 + 4), load<i32>(text1));
    free(text1);
  }

  export function setText2(text: string): void {
    const text2 = lower(text);
    core.setText2(i32(text2 + 4), load<i32>(text2));
    free(text2);
  }

  export function setText3(text: string): void {
    const text3 = lower(text);
    core.setText3(i32(text3 + 4), load<i32>(text3));
    free(text3);
  }

  export function setText4(text: string): void {
    const text4 = lower(text);
    core.setText4(i32(text4 + 4), load<i32>(text4));
    free(text4);
  }
}
