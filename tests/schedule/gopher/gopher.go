// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What a module written for TinyGo's package machine does: pins, a converter, buses, a serial line.
// It imports nothing of ours.
package main

import "machine"

var (
	i2c    = machine.I2C{Bus: 0}
	spi    = machine.SPI{Bus: 0}
	line   = machine.UART{Bus: 1}
	far    = machine.UART{Bus: 2}
	words  [4]byte
	answer [4]byte
)

//go:wasmexport blink
func blink(pin, level int32) int32 {
	led := machine.Pin(pin)
	led.Configure(machine.PinConfig{Mode: machine.PinOutput})
	led.Set(level != 0)
	if led.Get() {
		return 1
	}
	return 0
}

//go:wasmexport measure
func measure(channel int32) int32 {
	return int32(machine.ADC{Pin: machine.Pin(channel)}.Get())
}

// temperature of a TMP105, raw; -1 if it does not answer.
//
//go:wasmexport temperature
func temperature(address int32) int32 {
	words[0] = 0
	i2c.SetBaudRate(100000)
	if i2c.Tx(uint16(address), words[:1], answer[:2]) != nil {
		return -1
	}
	return int32(answer[0])<<8 | int32(answer[1])
}

//go:wasmexport exchange
func exchange(first, second int32) int32 {
	spi.Configure(machine.SPIConfig{})
	words[0], words[1] = byte(first), byte(second)
	if spi.Tx(words[:2], answer[:2]) != nil {
		return -1
	}
	last, _ := spi.Transfer(answer[1])
	return int32(answer[0])<<16 | int32(answer[1])<<8 | int32(last)
}

// talk sends a number over a line, and gives what has come over the other.
//
//go:wasmexport talk
func talk(number int32) int32 {
	line.Configure(machine.UARTConfig{})
	far.Configure(machine.UARTConfig{})
	words[0], words[1] = byte(number), byte(number>>8)
	line.Write(words[:2])
	count, _ := far.Read(answer[:])
	return int32(count)<<16 | int32(answer[1])<<8 | int32(answer[0])
}

func main() {}
