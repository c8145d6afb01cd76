// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef HAL_H
#define HAL_H

// The machine: what a port gives to applications and devices. There is one machine per image, so
// these are functions that the port defines, not a table. A port keeps the promise written above
// each function; hal/template is a start, with all of them empty or absent. Before main runs, the
// port has set up what they need: clocks, the console and the millisecond tick.
//
// Unless a function says otherwise it may be called from the main program only, never from an ISR.
//
// Every port has console, time, LED, leaving and sleep. The other parts (uart, timer, gpio, adc,
// pwm, spi, i2c, flash, entropy, watchdog, net, hci) may be missing: all functions of a part that
// is not there, or not under the number asked for, answer HAL_ABSENT and do nothing. Which pins a
// bus or a channel has, the board's README says; a pin that one of them has taken is its alone.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) || defined(__clang__)
#define HAL_NORETURN __attribute__((noreturn))
#else
#define HAL_NORETURN
#endif

// The console: a serial line, 115200 8N1 where that means something.
//
// Writes all bytes, unchanged and in order; waits while the line is busy. May be called from a
// fault handler: it must not need interrupts.
void hal_console_write(const void *bytes, size_t size);
// Takes up to size bytes that have arrived; returns how many, 0 if there are none. Never waits.
size_t hal_console_read(void *bytes, size_t size);

// Milliseconds since some moment before main. Wraps at 2^32 without a jump. Any context.
uint32_t hal_ticks_ms(void);
// Microseconds since the same moment, as fine as the machine has them; never goes back. Wraps at
// 2^32, after 71 minutes, without a jump. Any context.
uint32_t hal_ticks_us(void);
// Returns after at least ms milliseconds; lets the core sleep meanwhile. Interrupts stay enabled.
void hal_sleep_ms(uint32_t ms);

// The finest steady clock there is, for measuring: counts up, wraps at 2^32. Any context.
uint32_t hal_counter_read(void);
uint32_t hal_counter_hz(void);

// The board's LED: lights when it was dark, else goes dark. Does nothing on a board without one.
void hal_led_toggle(void);

// Lets the core sleep until an interrupt has run, at the latest until the next millisecond. May
// return early. What an interrupt noted just before the call is seen after the next tick.
void hal_sleep_until_interrupt(void);

// Ends the program after all console output has left: under an emulator or on a PC with this exit
// code (0 to 125), else by stopping the core with interrupts off.
HAL_NORETURN void hal_exit(int code);
// Starts anew as after power-on; on a PC it exits with code 0.
HAL_NORETURN void hal_reset(void);

// ---- parts that may be missing ------------------------------------------------------------------

// What their functions answer.
typedef enum hal_result {
    HAL_OK = 0,
    HAL_ABSENT = -1,     // this port or board does not have it
    HAL_INVALID = -2,    // the argument is none that the part can take
    HAL_FAILED = -3,     // it is there, and did not do it
    HAL_NO_ANSWER = -4,  // i2c: nobody acknowledged the address
} hal_result_t;

// Called from an interrupt, with the ctx given with it: short, and without a wait.
typedef void (*hal_isr_t)(void *ctx);

// uart: serial lines beside the console, 8N1, by the chip's numbers. The console's own number is
// absent.
//
// May be called again with another speed. INVALID for a speed that cannot be had within 3 %.
hal_result_t hal_uart_open(uint32_t uart, uint32_t baud);
// As hal_console_write and hal_console_read; on a line that was not opened they write and read
// nothing.
void hal_uart_write(uint32_t uart, const void *bytes, size_t size);
size_t hal_uart_read(uint32_t uart, void *bytes, size_t size);

// timer: hardware timers, numbered from 0.
//
// Calls isr once after period_us, or again and again, until stopped; never early. Starting a timer
// that runs starts it anew. INVALID for a period of 0, or one that the timer cannot count to.
hal_result_t hal_timer_start(uint32_t timer, uint32_t period_us, bool is_periodic, hal_isr_t isr,
                             void *ctx);
// When it returns the timer's isr will not be called any more. Any context, for the timer's own ISR
// too.
hal_result_t hal_timer_stop(uint32_t timer);

// gpio: pins, by the chip's numbers. INVALID for a pin that serves something else on this board,
// and for a mode that the pin does not have.
typedef enum hal_gpio_mode {
    HAL_GPIO_INPUT,
    HAL_GPIO_INPUT_PULL_UP,
    HAL_GPIO_INPUT_PULL_DOWN,
    HAL_GPIO_OUTPUT,  // with the level that was written last, low after reset
} hal_gpio_mode_t;
typedef enum hal_gpio_edge {
    HAL_GPIO_NO_EDGE = 0,
    HAL_GPIO_RISING = 1,
    HAL_GPIO_FALLING = 2,
    HAL_GPIO_BOTH_EDGES = 3,
} hal_gpio_edge_t;
hal_result_t hal_gpio_configure(uint32_t pin, hal_gpio_mode_t mode);
// Any context.
hal_result_t hal_gpio_write(uint32_t pin, bool is_high);
// 0 or 1: the pin's level, of an output too; else a hal_result_t. Any context.
int hal_gpio_read(uint32_t pin);
// Calls isr at each edge of the kind, until told HAL_GPIO_NO_EDGE. FAILED when the chip has no
// channel left.
hal_result_t hal_gpio_interrupt(uint32_t pin, hal_gpio_edge_t edge, hal_isr_t isr, void *ctx);

// adc: channels that measure a voltage, by the chip's numbers.
//
// 0 (ground) to 65,535 (the reference's voltage), however wide the converter's own numbers are;
// else a hal_result_t: FAILED if the conversion did not end. Waits for it, some microseconds.
int32_t hal_adc_read(uint32_t channel);

// pwm: outputs that are high for a part of each period, by the chip's numbers.
//
// A channel that runs goes on with the new figures at the end of its period, without a gap.
// high_ns: 0 is always low, period_ns always high. INVALID for a period of 0, one that cannot be
// had within 3 %, or one that is shorter than high_ns; FAILED if a channel that shares its counter
// runs with another period.
hal_result_t hal_pwm_start(uint32_t channel, uint32_t period_ns, uint32_t high_ns);
// At once; the output stays low.
hal_result_t hal_pwm_stop(uint32_t channel);

// spi: buses with this chip as the master, most significant bit first, by the chip's numbers.
//
// A clock of at most hz. mode: 0 to 3 as usual (bit 0 phase, bit 1 polarity). INVALID for a clock
// that is slower than the bus can be, and for a mode that it does not have.
hal_result_t hal_spi_configure(uint32_t bus, uint32_t hz, uint32_t mode);
// A piece of a transfer: sends size bytes of `out` (NULL: ff) while receiving as many into `in`
// (NULL: dropped).
typedef struct hal_spi_part {
    const uint8_t *out;
    uint8_t *in;
    size_t size;
} hal_spi_part_t;
// Holds the select line low over all parts, and returns when all has been sent and received. A
// transfer has 65,535 bytes at most: INVALID for more, on a bus that was not configured, and for a
// part with both `out` and `in` on a controller that cannot send and receive at once (those that
// are made for flash chips; the board's README says so).
hal_result_t hal_spi_transfer(uint32_t bus, uint32_t select, const hal_spi_part_t *parts,
                              uint32_t part_count);
// A select line for transfers that select nobody: clocks alone, which memory cards want. ABSENT on
// a controller that cannot do this, or what follows; the board's README says so.
#define HAL_SPI_NOBODY UINT32_MAX
// From now on the select line stays low, also between transfers, until it is told otherwise. The
// bus has transfers with this one alone meanwhile (INVALID for others).
hal_result_t hal_spi_hold(uint32_t bus, uint32_t select, bool is_held);

// i2c: buses with this chip as the master and addresses of 7 bits, by the chip's numbers.
//
// A clock of at most hz; INVALID for one that is slower than the bus can be.
hal_result_t hal_i2c_configure(uint32_t bus, uint32_t hz);
// Sends out_size bytes to the address, then receives in_size bytes from it, with a repeated start
// between the two (a stop and a start on boards whose README says so). Either size may be 0, not
// both. Returns when the bus is free again.
// NO_ANSWER if nobody acknowledged the address; FAILED if the transfer broke off later, or the bus
// is held by somebody else; what arrived until then may be in `in`. INVALID for an address above
// 127, for no bytes or more than 65,535 in all, and on a bus that was not configured.
hal_result_t hal_i2c_transfer(uint32_t bus, uint32_t address, const void *out, size_t out_size,
                              void *in, size_t in_size);

// flash: what of the chip's own flash the board leaves to the application. Addresses count from its
// first byte. NOR rules: erase sets all bits of a block, program clears bits.
typedef struct hal_flash_info {
    uint32_t size_bytes;
    uint32_t erase_bytes;    // a block
    uint32_t program_bytes;  // addresses and sizes of programs are multiples of it
    const uint8_t *mapped;   // where the first byte is in the address space; NULL if nowhere
} hal_flash_info_t;
hal_result_t hal_flash_info(hal_flash_info_t *info);
// These check their range (INVALID). Erase and program return when it is done, and may keep
// interrupts waiting meanwhile, an erase for tens of milliseconds; FAILED if it did not succeed.
hal_result_t hal_flash_read(uint32_t addr, void *target, uint32_t size);
hal_result_t hal_flash_program(uint32_t addr, const void *source, uint32_t size);
hal_result_t hal_flash_erase(uint32_t addr);  // one block

// entropy: random bytes from a physical source, good enough for keys.
//
// Waits until there are so many; FAILED if the source gives none.
hal_result_t hal_entropy_read(void *bytes, size_t size);

// hci: a stream of bytes to a Bluetooth controller and back, in the packets of the Core
// Specification's UART transport (Vol 4, Part A), which this side makes and takes apart.
//
// May be called again; what came before is dropped. FAILED if nobody is at the other end.
hal_result_t hal_hci_open(void);
// As hal_console_write and hal_console_read; before it was opened they write and read nothing.
void hal_hci_write(const void *bytes, size_t size);
size_t hal_hci_read(void *bytes, size_t size);

// watchdog: resets the machine if it is not fed for as long. Once started it cannot be stopped.
hal_result_t hal_watchdog_start(uint32_t timeout_ms);
// Does nothing while the watchdog has not started, or is absent.
void hal_watchdog_feed(void);

// net: Ethernet. A frame is what lies between preamble and checksum: the receiver's address, the
// sender's, type, data.
#define HAL_NET_FRAME_BYTES 1514u  // the longest
// Begins to send and receive. mac: this machine's address; all zeros: its own, which is then put
// there (INVALID if it has none). FAILED if the controller does not answer. May be called again:
// what was received before is gone.
hal_result_t hal_net_open(uint8_t mac[6]);
// Sends a frame of 14 to HAL_NET_FRAME_BYTES bytes (INVALID for others); one of less than 60 is
// filled up with zeros. Returns when the controller has it. FAILED: it has no room now, or was not
// opened.
hal_result_t hal_net_send(const void *frame, size_t size);
// Takes the oldest frame that has come: its size, 14 to HAL_NET_FRAME_BYTES, for which `frame` has
// room; 0 if there is none. Never waits. Frames to this machine and to all; others may be among
// them. Those that are damaged, too short or too long are not.
size_t hal_net_receive(void *frame);
// 1: a cable is there and somebody at its other end, as far as the machine can tell; 0: not. Else a
// hal_result_t.
int hal_net_is_up(void);

// Writes a text that ends in NUL.
static inline void hal_console_print(const char *text) {
    size_t size = 0;
    while (text[size] != '\0') {
        size++;
    }
    hal_console_write(text, size);
}

#ifdef __cplusplus
}
#endif
#endif
