// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_REGCODE_H
#define CLI_REGCODE_H

// The register code that boards run, which is not always what tw run makes (docs/RATIONALE.md), and
// a loaded module's of it, operation by operation. What knows the core behind it is in regcode/,
// the one folder of tw that includes src/.

#include <stdbool.h>
#include <stdint.h>

#include "tinywasm/tinywasm.h"

#define REGCODE_TEXT_BYTES 120

// The interpreter that makes it, with all feature groups; the one that has those of boards, and
// what keeps its code.
const tw_interp_t *regcode_interp(void);
const tw_interp_t *regcode_kept_interp(void);
const tw_keeper_t *regcode_keeper(void);

struct regcode {
    tw_module_t *module;
    uint32_t func_idx;
    uint32_t unit;  // of the next operation, from the function's first one
    uint32_t units;
    uint32_t frame_cells;
    const uint16_t *code;
};

struct regcode_op {
    uint32_t unit;
    uint32_t offset;  // of the wasm instruction that wrote it, in the file
    char text[REGCODE_TEXT_BYTES];
};

// Of a defined function of a module that regcode_interp has loaded. False: it is none.
bool regcode_open(struct regcode *regcode, tw_module_t *module, uint32_t func_idx);
// The next operation; false behind the last one.
bool regcode_next(struct regcode *regcode, struct regcode_op *op);

#endif
