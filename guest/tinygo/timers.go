// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from timers.wit: change that instead.

package main

//go:wasmimport timers start
func rawTimersStart(p0 int32, p1 int32, p2 int32) int32

// TimersStart: Calls the module's export `on_timer (id i32, count i32)` when so many milliseconds have gone
// by, once or each time; count is the periods so far, those that were missed too. A timer that
// runs starts anew. -2 for 0 ms; -3 when every timer is taken.
func TimersStart(id uint32, ms uint32, isPeriodic bool) int32 {
	var flat0 int32
	if isPeriodic {
		flat0 = 1
	}
	result := rawTimersStart(int32(id), int32(ms), flat0)
	return result
}

//go:wasmimport timers stop
func rawTimersStop(p0 int32) int32

// TimersStop: 0, also if it does not run.
func TimersStop(id uint32) int32 {
	result := rawTimersStop(int32(id))
	return result
}
