// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_RP2040_USB_H
#define PORTS_RP2040_USB_H

// The RP2040's USB controller as a serial line (CDC ACM). What is written before the host has
// opened the line is kept, the newest USB_RING_BYTES of it.

#include <stddef.h>

#define USB_RING_BYTES 512u
#define USB_IRQ 5u

// Needs the 48 MHz clock. The host sees the device some time later.
void usb_start(void);
// To be called by interrupt USB_IRQ.
void usb_interrupt(void);
// Waits until the host has taken all bytes if it has the line open, but not for long: bytes that it
// leaves lying for 50 ms are kept like those before opening. Needs no interrupts.
void usb_write(const void *bytes, size_t size);
// Never waits.
size_t usb_read(void *bytes, size_t size);

#endif
