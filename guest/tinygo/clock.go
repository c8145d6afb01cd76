// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from clock.wit: change that instead.

package main

//go:wasmimport clock now_ms
func rawClockNowMs() int32

// ClockNowMs: Milliseconds; wraps.
func ClockNowMs() uint32 {
	result := rawClockNowMs()
	return uint32(result)
}

//go:wasmimport clock now_us
func rawClockNowUs() int32

// ClockNowUs: Microseconds; wraps after 71 minutes.
func ClockNowUs() uint32 {
	result := rawClockNowUs()
	return uint32(result)
}

//go:wasmimport clock sleep_ms
func rawClockSleepMs(p0 int32)

// ClockSleepMs: Comes back after so many; below 0 is 0, which lets the others have a turn.
func ClockSleepMs(ms int32) {
	rawClockSleepMs(ms)
}

//go:wasmimport clock every_ms
func rawClockEveryMs(p0 int32)

// ClockEveryMs: From now on, each time so many have gone by, the module's export `on_timer (period_ms i32,
// count i32)` is called, count being the periods so far, those that were missed too. 0 or less:
// no more.
func ClockEveryMs(periodMs int32) {
	rawClockEveryMs(periodMs)
}
