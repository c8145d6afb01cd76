// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For a machine without an LED, or whose port does not drive one.

#include "hal.h"

void hal_led_toggle(void) {}
