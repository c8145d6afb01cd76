// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_SHELL_ENGINE_H
#define TESTS_SHELL_ENGINE_H

// A shell with all its commands on the scripted terminal, over a real engine with a scheduler and a
// filestore in RAM: as apps/filestore, but that a millisecond passes when a test says so.

#include "terminal.h"

extern tw_engine_t *engine;
extern tw_filestore_t *store;
extern bool engine_keeps;    // the engine that begins next keeps code
extern int32_t engine_mode;  // what the host function `mode` answers

// grants: the table in force; NULL: modules may use what there is.
void engine_begin(const void *grants, size_t size);
void engine_end(void);
void engine_save(const char *name, const void *bytes, size_t size);
// Lets engine and shell run until neither has anything to do, and so many milliseconds pass.
void engine_run(uint32_t ms);
// What comes on the line upon these bytes, without carriage returns and escapes; it stays valid
// until the next call.
const char *engine_type(const char *bytes, size_t size, uint32_t ms);
// What a command line answers, until the prompt is back: its lines, each with a line feed.
const char *engine_do(const char *line);

#endif
