// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SIM_PLAY_H
#define CLI_SIM_PLAY_H

// One run: the program, the script's steps in their time, and what is recorded.

#include "frames.h"
#include "output.h"
#include "parts.h"
#include "script.h"
#include "signals.h"
#include "target.h"

#define PLAY_PINS 32
#define PLAY_CHANNELS 4

struct play {
    // what is wanted
    struct target target;
    struct script script;
    struct script pictures;  // steps that show a screen at an absolute time, in order
    struct frames frames;
    bool has_until;
    uint64_t until_us;
    int patience_ms;      // of the PC's time, in virtual time
    bool reads_input;     // standard input goes to the console
    bool is_interrupted;  // volatile where it is set: by a signal
    // what is
    struct parts parts;
    struct output output;
    struct signals signals;
    int8_t pins[PLAY_PINS];           // as a step's value; -1: nobody outside has it
    int32_t channels[PLAY_CHANNELS];  // -1: not set
    uint64_t now_us;
    size_t next;  // step
    size_t next_picture;
    uint64_t base_us;         // when the step before was done
    bool is_waiting;          // the next step has begun
    uint64_t deadline_us;     // what happens just then is still in time
    bool is_checked;          // what steps name is there
    bool is_reset;            // the program starts anew
    bool has_ended;           // by itself, and no step has said that it should
    int status;               // then, as of waitpid
    const char *screen_path;  // the next frame is asked for
    bool is_over;
    int code;
};

// Runs it; the exit code.
int play_run(struct play *play);

#endif
