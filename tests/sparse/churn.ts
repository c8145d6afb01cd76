// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// As malloc.c, with AssemblyScript's allocator: blocks are taken, and dropped for the collector.

const BLOCKS: i32 = 12;
const MOST_BYTES: u32 = 120;
const ROUNDS_PER_COLLECTION: i32 = 32;

const blocks = new StaticArray<StaticArray<u8> | null>(BLOCKS);
let state: u32 = 1;

function draw(below: u32): u32 {
  state = state * 1664525 + 1013904223;
  return (state >> 16) % below;
}

function damage(i: i32): i32 {
  const block = blocks[i];
  let count = 0;
  for (let k = 0; block && k < block.length; k++) {
    count += i32(block[k] != <u8>(i + k));
  }
  return count;
}

function replace(i: i32): void {
  if (draw(3) == 0) {
    blocks[i] = null;
    return;
  }
  const block = new StaticArray<u8>(1 + <i32>draw(MOST_BYTES));
  for (let k = 0; k < block.length; k++) {
    block[k] = <u8>(i + k);
  }
  blocks[i] = block;
}

// How many bytes were not what they should be. The runtime decides when it collects.
export function churn(rounds: i32): i32 {
  let wrong = 0;
  for (let round = 0; round < rounds; round++) {
    const i = <i32>draw(BLOCKS);
    wrong += damage(i);
    replace(i);
  }
  return wrong;
}

// The same for runtimes that never collect by themselves.
export function churn_and_collect(rounds: i32): i32 {
  let wrong = 0;
  for (let round = 0; round < rounds; round += ROUNDS_PER_COLLECTION) {
    wrong += churn(ROUNDS_PER_COLLECTION);
    __collect();
  }
  return wrong;
}
