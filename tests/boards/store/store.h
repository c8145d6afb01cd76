// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BOARDS_STORE_H
#define TESTS_BOARDS_STORE_H

// What the files of this firmware share.

#include "tinywasm/block.h"
#include "tinywasm/filestore.h"

#define TESTS_MOST_LAYOUTS 2u

// The device that the kit runs on, and the image areas that it is tried with: a part of the chip
// that holds the board's store, or all of it. Errors of its driver.
tw_err_t device_of_board(tw_block_device_t **device);
extern const uint32_t image_blocks[TESTS_MOST_LAYOUTS];
extern const uint32_t layout_count;
// All tests of the kit: a line for each, then the closing one.
void run_kit(void);

// An engine on the mounted store, for its list of what starts by itself.
tw_err_t start_engine(tw_filestore_t *store);
void stop_engine(void);
tw_err_t set_entry(const char *file, const char *func, bool is_on);
void print_entries(void);

void print(const char *text);
void print_number(uint32_t value);

#endif
