// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SIM_SCRIPT_H
#define CLI_SIM_SCRIPT_H

// What a person wants to happen: the lines of a script, read into steps. docs/SIMULATOR.md lists
// them.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAME_SIZE 32

enum step_kind {
    STEP_WAIT,  // nothing but its time
    STEP_SET,
    STEP_PIN,
    STEP_ADC,
    STEP_SEND,
    STEP_EXPECT_TEXT,
    STEP_EXPECT_SIGNAL,
    STEP_EXPECT_EXIT,
    STEP_SCREEN,
    STEP_RESTART,
    STEP_POWER_OFF,
    STEP_POWER_ON,
    STEP_END,
};

struct step {
    enum step_kind kind;
    char where[64];  // "blink.sim:7"; longer file names are cut in front
    bool is_absolute;
    uint64_t time_us;          // of the run, or after the step before
    char name[NAME_SIZE];      // part, signal or display; "" for any display
    char property[NAME_SIZE];  // "" for the first one
    char unit[NAME_SIZE];      // "" if none was written
    int64_t value;             // of parts in thousandths; a level or a code
    uint32_t number;           // pin, channel or serial line; 0 is the console
    char *text;                // to send, to expect or of a file; of this step
    size_t size;
    uint64_t within_us;
};

struct script {
    struct step *steps;
    size_t count;
};

// Reads a file. 0, or the exit code of what was written to stderr.
int script_read(struct script *script, const char *path);
void script_free(struct script *script);

// The words of a step alone, `where` in front of what is wrong with them. The same.
int script_read_step(struct step *step, const char *where, const char *words);
// "1.5 s", "20ms"; false if it is none.
bool script_read_time(const char *text, uint64_t *us);
// "21.5" in thousandths; false if it is none.
bool script_read_value(const char *text, int64_t *thousandths);

#endif
