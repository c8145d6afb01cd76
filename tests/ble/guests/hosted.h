// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BLE_HOSTED_H
#define TESTS_BLE_HOSTED_H

// What the modules of these tests share.

#include "bluetooth.h"

#define EXPORT(name) __attribute__((export_name(#name))) name
#define HOSTED(name) __attribute__((import_module("hosted"), import_name(#name))) name

void HOSTED(say)(const char *text, uint32_t size, int32_t number);
void HOSTED(show)(const char *text, uint32_t size, const uint8_t *bytes, uint32_t count);

#define SAY(text, number) say(text, sizeof(text) - 1, number)
#define SHOW(text, bytes, count) show(text, sizeof(text) - 1, bytes, count)

#endif
