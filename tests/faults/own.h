// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_FAULTS_OWN_H
#define TESTS_FAULTS_OWN_H

// The engine's own files in a filestore: the list of what starts by itself, the grants, and the
// kept code of a module. They are changed and looked at through a real engine.

#include <stdbool.h>
#include <stdint.h>

#include "tinywasm/filestore.h"

#define OWN_ENTRIES_MOST 32u

struct own {
    struct {
        uint32_t file;
        uint32_t version;
    } list[OWN_ENTRIES_MOST];
    uint32_t list_count;
    uint32_t grants_rows;  // 0: none are stored
    uint32_t grants_seed;
    uint32_t module;  // what its function gives; 0: there is none
};

// What is expected: an entry comes behind the others, as a new version if it is there already.
void own_list_add(struct own *own, uint32_t file, uint32_t version);
void own_list_remove(struct own *own, uint32_t file);

// An engine on a mounted store; own_stop does nothing where none was started.
tw_err_t own_start(tw_filestore_t *fs);
void own_stop(void);
tw_err_t own_set_list(uint32_t file, uint32_t version, bool is_on);
tw_err_t own_set_grants(const struct own *own);
// A module whose function gives `number`, below 64; 0 removes it.
tw_err_t own_set_module(uint32_t number);
// Loads it, keeping its code, and asks it for its number; OK also if there is none.
tw_err_t own_load(const struct own *own);
// Whether the engine finds its files to be so.
bool own_is(const struct own *own);

#endif
