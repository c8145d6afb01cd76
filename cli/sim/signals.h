// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SIM_SIGNALS_H
#define CLI_SIM_SIGNALS_H

// Wires and numbers of the program, and the file of their changes (VCD, as of IEEE 1364).

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "script.h"

#define SIGNALS_MOST 512

struct signals {
    struct {
        char name[NAME_SIZE];
        uint32_t bits;
        uint32_t value;
        bool is_known;
    } rows[SIGNALS_MOST];
    uint32_t count;
    uint32_t by_number[SIGNALS_MOST];  // the program's numbers: row + 1
    FILE *changes;                     // NULL: they are not recorded
    uint64_t last_us;
};

// Begins; is_recorded: signals_write will be called. False: errno says why not.
bool signals_begin(struct signals *signals, bool is_recorded);
// What the program says: behind `signal` and behind `v` in its lines.
void signals_declare(struct signals *signals, const char *words);
void signals_change(struct signals *signals, const char *words);
// The program is off: nothing is known any more.
void signals_forget(struct signals *signals, uint64_t now_us);
// False: there is none of the name, or its value is not known.
bool signals_get(const struct signals *signals, const char *name, uint32_t *value);
// Writes the file; the recording lasted until then. False: errno says why not.
bool signals_write(struct signals *signals, const char *path, uint64_t end_us);
void signals_end(struct signals *signals);

#endif
