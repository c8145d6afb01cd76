// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Cuts the power of an emulated flash at every step of what a filestore does, mounts it again, and
// looks for losses. faults [-n N] [ID]: every N-th fault only, or the one named ID. An ID is
// LAYOUT:SCENARIO:STEP:CUT, where CUT is before, middle, after or error (the device answers IO
// once), or LAYOUT:churn:SEED, a long row of random operations, most of them cut somewhere.
//
// Injected: a fault whose step was reached. Lost: after a remount the store, with the engine's own
// files, is neither as last acknowledged nor as the operation was to leave it; or the same
// operation done again does not succeed, or there is less free space than without the fault, or
// flash was asked for what it cannot do. A format that was cut may leave what does not mount.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nor.h"
#include "own.h"
#include "tinywasm/flash.h"

#define FILES 4u
#define OPS_MOST 24u
#define SIZE_MOST 4096u
#define CHURN_SEEDS 60u
#define CHURN_ROUNDS 200u

// LIST_ON, LIST_OFF: an entry, named by file, of what starts by itself; GRANTS: size rows, or none.
// MODULE: another version of a module, DROP: without it, LOAD: with its code kept.
// BLANK: flash of this byte.
enum kind {
    END,
    SAVE,
    STREAM,
    ABORT,
    REMOVE,
    LIST_ON,
    LIST_OFF,
    GRANTS,
    MODULE,
    DROP,
    LOAD,
    FORMAT,
    MOUNT,
    BLANK
};
#define CHURN_KINDS (LOAD - SAVE + 1)
#define NUMBER_OF(seed) ((seed) % 63 + 1)

struct op {
    enum kind kind;
    uint32_t file;
    uint32_t size;
};

struct layout {
    const char *name;
    uint32_t block_bytes;
    uint32_t block_count;
    uint32_t program_bytes;
    uint32_t image_blocks;
};

struct scenario {
    const char *name;
    struct op before[OPS_MOST];  // done with power on
    struct op ops[OPS_MOST];     // cut
};

static const struct layout layouts[] = {
    {"flash", 512, 40, 16, 0},
    {"image", 512, 48, 8, 24},
    {"large", 1024, 32, 32, 12},
};

#define FULL_STORE {SAVE, 0, 300}, {SAVE, 1, 5}, {SAVE, 2, 1500}
#define OWN_FILES {LIST_ON, 0, 0}, {LIST_ON, 1, 0}, {GRANTS, 0, 3}
#define FIVE_ON(first)                                                     \
    {LIST_ON, first, 0}, {LIST_ON, first + 1, 0}, {LIST_ON, first + 2, 0}, \
        {LIST_ON, first + 3, 0}, {LIST_ON, first + 4, 0}
static const struct scenario scenarios[] = {
    {"save", {{SAVE, 0, 300}, {SAVE, 1, 5}}, {{SAVE, 2, 700}}},
    {"save-first", {{END, 0, 0}}, {{SAVE, 0, 40}}},
    {"save-empty", {FULL_STORE}, {{SAVE, 3, 0}}},
    {"replace", {FULL_STORE}, {{SAVE, 0, 320}}},
    {"replace-longer", {FULL_STORE}, {{SAVE, 1, 2200}}},
    {"replace-shorter", {FULL_STORE}, {{SAVE, 2, 7}}},
    {"replace-by-nothing", {FULL_STORE}, {{SAVE, 2, 0}}},
    {"stream", {FULL_STORE}, {{STREAM, 2, 1700}}},
    {"abort", {FULL_STORE}, {{ABORT, 2, 900}}},
    {"remove", {FULL_STORE}, {{REMOVE, 2, 0}}},
    {"remove-all", {FULL_STORE}, {{REMOVE, 0, 0}, {REMOVE, 1, 0}, {REMOVE, 2, 0}}},
    {"mount", {FULL_STORE}, {{MOUNT, 0, 0}}},
    {"format", {FULL_STORE, OWN_FILES}, {{FORMAT, 0, 0}}},
    {"format-twice", {FULL_STORE}, {{FORMAT, 0, 0}, {SAVE, 0, 300}, {FORMAT, 0, 0}}},
    {"format-erased", {{BLANK, 0, 0xff}}, {{FORMAT, 0, 0}}},
    {"format-zeros", {{BLANK, 0, 0}}, {{FORMAT, 0, 0}}},
    {"list-first", {FULL_STORE}, {{LIST_ON, 0, 0}}},
    {"list-add", {FULL_STORE, OWN_FILES}, {{LIST_ON, 2, 0}}},
    {"list-change", {FULL_STORE, OWN_FILES}, {{LIST_ON, 0, 0}}},
    {"list-take-off", {FULL_STORE, OWN_FILES}, {{LIST_OFF, 0, 0}}},
    {"list-empty", {OWN_FILES}, {{LIST_OFF, 0, 0}, {LIST_OFF, 1, 0}}},
    {"list-long", {FIVE_ON(0), FIVE_ON(5), FIVE_ON(10)}, {{LIST_ON, 7, 0}, {LIST_OFF, 0, 0}}},
    {"grants-first", {FULL_STORE}, {{GRANTS, 0, 2}}},
    {"grants-replace", {FULL_STORE, OWN_FILES}, {{GRANTS, 0, 3}}},
    {"grants-longer", {FULL_STORE, OWN_FILES}, {{GRANTS, 0, 60}}},
    {"grants-remove", {FULL_STORE, OWN_FILES}, {{GRANTS, 0, 0}}},
    {"keep", {FULL_STORE, {MODULE, 0, 0}}, {{LOAD, 0, 0}}},
    {"keep-replace", {FULL_STORE, {MODULE, 0, 0}, {LOAD, 0, 0}}, {{MODULE, 0, 0}, {LOAD, 0, 0}}},
    {"keep-remove", {FULL_STORE, {MODULE, 0, 0}, {LOAD, 0, 0}}, {{DROP, 0, 0}}},
    {"keep-gives-way",
     {FULL_STORE, {MODULE, 0, 0}, {LOAD, 0, 0}},
     {{STREAM, 3, 1500}, {LOAD, 0, 0}}},
    // So many commits that littlefs must write its blocks anew.
    {"often",
     {FULL_STORE},
     {{SAVE, 3, 9},
      {SAVE, 3, 8},
      {SAVE, 3, 7},
      {SAVE, 3, 6},
      {SAVE, 3, 5},
      {SAVE, 3, 4},
      {SAVE, 3, 3},
      {SAVE, 3, 2},
      {SAVE, 3, 1},
      {REMOVE, 3, 0},
      {SAVE, 3, 2},
      {SAVE, 1, 3}}},
};

struct content {
    bool is_there;
    uint32_t seed;
    uint32_t size;
};

// What is in the store.
struct state {
    struct content contents[FILES];
    struct own own;
};

static struct nor nor;
static tw_filestore_flash_t flash;
static tw_filestore_t *const fs = &flash.base;
static _Alignas(8) uint8_t work[4096];
static struct state acknowledged;
static uint32_t next_seed;
static uint32_t injected;
static uint32_t lost;

static uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static const uint8_t *bytes_of(struct content content) {
    static uint8_t bytes[SIZE_MOST];
    uint32_t state = content.seed * 2654435761u + 1;
    for (uint32_t i = 0; i < content.size; i++) {
        bytes[i] = (uint8_t)(next_random(&state) >> 16);
    }
    return bytes;
}

static const char *name_of(uint32_t file) {
    static const char *const names[FILES] = {"ping.wasm", "a", "long name of a file.wasm", "x"};
    return names[file];
}

static void lose(const char *id, const char *what) {
    printf("LOST %s: %s\n", id, what);
    lost++;
}

// A new store on the device as it is, and an engine on it: nothing in RAM outlives a loss of power.
static tw_err_t init(const struct layout *layout) {
    const tw_filestore_flash_config_t config = {&nor.base, layout->image_blocks, 0, work,
                                                sizeof work};
    memset(work, 0xa5, sizeof work);
    return tw_filestore_flash_init(&flash, &config);
}

static tw_err_t start(tw_err_t err) {
    err = err == TW_ERR_OK ? tw_filestore_mount(fs) : err;
    return err == TW_ERR_OK ? own_start(fs) : err;
}

static tw_err_t mount(const struct layout *layout) {
    return start(init(layout));
}

static void unmount(void) {
    own_stop();
    tw_filestore_unmount(fs);
}

static tw_err_t format(const struct layout *layout) {
    unmount();
    tw_err_t err = init(layout);
    return start(err == TW_ERR_OK ? tw_filestore_format(fs) : err);
}

// What the store becomes by an operation.
static struct state after(struct state old, const struct op *op) {
    switch (op->kind) {
        case SAVE:
        case STREAM:
            old.contents[op->file] = (struct content){true, next_seed, op->size};
            return old;
        case REMOVE:
            old.contents[op->file] = (struct content){false, 0, 0};
            return old;
        case LIST_ON:
            own_list_add(&old.own, op->file, next_seed);
            return old;
        case LIST_OFF:
            own_list_remove(&old.own, op->file);
            return old;
        case GRANTS:
            old.own.grants_rows = op->size;
            old.own.grants_seed = next_seed;
            return old;
        case MODULE:
            old.own.module = NUMBER_OF(next_seed);
            return old;
        case DROP:
            old.own.module = 0;
            return old;
        case FORMAT:
        case BLANK:
            return (struct state){0};
        default:
            return old;
    }
}

static tw_err_t stream(const char *name, struct content content, bool is_kept) {
    const uint8_t *bytes = bytes_of(content);
    tw_err_t err = tw_filestore_save_begin(fs, name, TW_FILESTORE_SIZE_UNKNOWN);
    for (uint32_t off = 0; err == TW_ERR_OK && off < content.size; off += 100) {
        uint32_t part = content.size - off < 100 ? content.size - off : 100;
        err = tw_filestore_save_write(fs, bytes + off, part);
    }
    if (err == TW_ERR_OK && is_kept) {
        return tw_filestore_save_commit(fs);
    }
    tw_filestore_save_abort(fs);
    return err;
}

static tw_err_t run(const struct layout *layout, const struct op *op, const struct state *state) {
    const char *name = name_of(op->file % FILES);
    struct content content = state->contents[op->file % FILES];
    switch (op->kind) {
        case SAVE:
            return tw_filestore_save(fs, name, bytes_of(content), content.size);
        case STREAM:
            return stream(name, content, true);
        case ABORT:
            return stream(name, (struct content){true, next_seed, op->size}, false);
        case REMOVE:
            return tw_filestore_remove(fs, name);
        case LIST_ON:
        case LIST_OFF:
            return own_set_list(op->file, next_seed, op->kind == LIST_ON);
        case GRANTS:
            return own_set_grants(&state->own);
        case MODULE:
        case DROP:
            return own_set_module(state->own.module);
        case LOAD:
            return own_load(&state->own);
        case FORMAT:
            return format(layout);
        case BLANK:
            unmount();
            memset(nor.bytes, (int)op->size, sizeof nor.bytes);
            return TW_ERR_OK;
        default:
            unmount();
            return mount(layout);
    }
}

// Runs operations until one fails; what was acknowledged is noted. The number of those done.
static uint32_t run_all(const struct layout *layout, const struct op *ops) {
    uint32_t done = 0;
    for (; done < OPS_MOST && ops[done].kind != END; done++) {
        next_seed++;
        struct state state = after(acknowledged, &ops[done]);
        if (run(layout, &ops[done], &state) != TW_ERR_OK) {
            break;
        }
        acknowledged = state;
    }
    return done;
}

static bool holds(uint32_t file, struct content content) {
    static uint8_t target[SIZE_MOST + 1];
    uint32_t read_size = 0;
    tw_err_t err = tw_filestore_read(fs, name_of(file), 0, target, sizeof target, &read_size);
    if (!content.is_there || err != TW_ERR_OK) {
        return !content.is_there && err == TW_ERR_NOENT;
    }
    return read_size == content.size && memcmp(target, bytes_of(content), read_size) == 0;
}

static bool holds_all(const struct state *state) {
    for (uint32_t i = 0; i < FILES; i++) {
        if (!holds(i, state->contents[i])) {
            return false;
        }
    }
    return own_is(&state->own);
}

// Whether the store is as acknowledged, or as op was about to make it, which is then noted.
static bool is_old_or_new(const struct op *op) {
    struct state new_state = op == NULL ? acknowledged : after(acknowledged, op);
    if (holds_all(&acknowledged)) {
        return true;
    }
    acknowledged = new_state;
    return holds_all(&new_state);
}

static uint32_t free_bytes(void) {
    uint32_t total = 0;
    uint32_t result = 0;
    return tw_filestore_space(fs, &total, &result) == TW_ERR_OK ? result : 0;
}

static void prepare(const struct layout *layout, const struct scenario *scenario) {
    nor_init(&nor, layout->block_bytes, layout->block_count, layout->program_bytes);
    memset(&acknowledged, 0, sizeof acknowledged);
    next_seed = 0;
    uint32_t wanted = 0;
    while (wanted < OPS_MOST && scenario->before[wanted].kind != END) {
        wanted++;
    }
    if (format(layout) != TW_ERR_OK || run_all(layout, scenario->before) != wanted) {
        printf("LOST %s:%s: it fails without a fault\n", layout->name, scenario->name);
        exit(1);
    }
}

// After power is back: mount, or say why not. A format that was cut may be done again.
static bool come_back(const char *id, const struct layout *layout, const struct op *op) {
    nor_power_on(&nor);
    tw_err_t err = mount(layout);
    if (err == TW_ERR_CORRUPT && op->kind == FORMAT) {
        memset(&acknowledged, 0, sizeof acknowledged);
        err = format(layout);
    }
    if (err != TW_ERR_OK) {
        lose(id, tw_err_name(err));
    }
    return err == TW_ERR_OK;
}

// The rest of the operations must succeed now, and leave the space that there is without a fault.
static void go_on(const char *id, const struct layout *layout, const struct op *rest,
                  uint32_t free_without) {
    bool is_gone = rest->kind == REMOVE && !acknowledged.contents[rest->file].is_there;
    rest += is_gone ? 1 : 0;
    uint32_t done = run_all(layout, rest);
    if (done < OPS_MOST && rest[done].kind != END) {
        lose(id, "the same operation fails after the fault");
    } else if (!is_old_or_new(NULL)) {
        lose(id, "a file is not what was saved after the fault");
    } else if (free_bytes() < free_without) {
        lose(id, "free space is lost");
    } else if (nor.mistakes != 0) {
        lose(id, "flash was asked for what it cannot do");
    }
}

// After an error of the device the store must not go on with what it only believes: it answers IO,
// or, where the error was none of littlefs's, what is there.
static bool is_careful(const struct op *op) {
    uint32_t size = 0;
    uint8_t byte = 0;
    if (tw_filestore_read(fs, name_of(0), 0, &byte, 1, &size) == TW_ERR_IO) {
        return tw_filestore_save(fs, "more", &byte, 1) == TW_ERR_IO;
    }
    return is_old_or_new(op);
}

// False once the step lies behind the last one.
static bool cut(const char *id, const struct layout *layout, const struct scenario *scenario,
                uint32_t step, enum nor_cut kind, uint32_t free_without) {
    prepare(layout, scenario);
    nor_cut_at(&nor, step, kind);
    uint32_t done = run_all(layout, scenario->ops);
    if (!nor.is_off && !nor.has_failed) {
        return false;
    }
    injected++;
    const struct op *op = &scenario->ops[done];
    if (nor.has_failed && fs->is_mounted && !is_careful(op)) {
        lose(id, "the store goes on after an error as if there were none");
        return true;
    }
    if (!come_back(id, layout, op)) {
        return true;
    }
    if (!is_old_or_new(op)) {
        lose(id, "a file is neither the old nor the new one");
    } else if (free_bytes() < free_without) {
        lose(id, "free space is lost until the next save");
    } else {
        go_on(id, layout, op, free_without);
    }
    unmount();
    return true;
}

// Power comes back and is lost again, while the store mounts.
static void cut_again(const struct layout *layout, uint32_t step) {
    nor_power_on(&nor);
    nor_cut_at(&nor, step, NOR_CUT_MIDDLE);
    (void)mount(layout);
    injected += nor.is_off ? 1 : 0;
}

// A long row of random operations, most of them cut: what a device goes through in its life.
static void churn(const char *id, const struct layout *layout, uint32_t seed) {
    static const struct scenario nothing = {"churn", {{END, 0, 0}}, {{END, 0, 0}}};
    uint32_t random = seed + 1;
    prepare(layout, &nothing);
    uint32_t free_without = free_bytes();
    for (uint32_t round = 0; round < CHURN_ROUNDS; round++) {
        enum kind kind = (enum kind)(SAVE + next_random(&random) % CHURN_KINDS);
        uint32_t size = next_random(&random) % (kind == GRANTS ? 40 : 1500);
        struct op ops[2] = {{kind, next_random(&random) % FILES, size}, {END, 0, 0}};
        nor_cut_at(&nor, next_random(&random) % 150, (enum nor_cut)(next_random(&random) % 3));
        (void)run_all(layout, ops);
        injected += nor.is_off ? 1 : 0;
        if (round % 4 == 0) {
            cut_again(layout, next_random(&random) % 20);
        }
        if (!come_back(id, layout, ops)) {
            return;
        }
        if (!is_old_or_new(ops)) {
            lose(id, "a file is neither the old nor the new one");
            return;
        }
    }
    for (uint32_t i = 0; i < FILES; i++) {
        (void)!tw_filestore_remove(fs, name_of(i));
        (void)own_set_list(i, 0, false);
    }
    (void)own_set_grants(&(struct own){0});
    (void)own_set_module(0);
    if (layout->image_blocks != 0 && free_bytes() != free_without) {
        lose(id, "free space is lost");
    }
    if (nor.mistakes != 0) {
        lose(id, "flash was asked for what it cannot do");
    }
}

struct selection {
    uint32_t every;
    const char *id;  // NULL: all
    uint32_t seen;
};

static bool is_selected(struct selection *selection, const char *id) {
    return selection->id != NULL ? strcmp(selection->id, id) == 0
                                 : selection->seen++ % selection->every == 0;
}

static void cut_everywhere(struct selection *selection, const struct layout *layout,
                           const struct scenario *scenario) {
    static const char *const cuts[] = {"before", "middle", "after", "error"};
    prepare(layout, scenario);
    uint32_t free_before = free_bytes();
    (void)run_all(layout, scenario->ops);
    uint32_t free_without = free_bytes() < free_before ? free_bytes() : free_before;
    bool goes_on = true;
    for (uint32_t step = 0; goes_on; step++) {
        for (uint32_t kind = 0; goes_on && kind < 4; kind++) {
            char id[96];
            snprintf(id, sizeof id, "%s:%s:%u:%s", layout->name, scenario->name, (unsigned)step,
                     cuts[kind]);
            if (is_selected(selection, id)) {
                goes_on = cut(id, layout, scenario, step, (enum nor_cut)kind, free_without);
            }
        }
        goes_on = goes_on && step < 100000;
    }
}

int main(int argc, char **argv) {
    struct selection selection = {1, NULL, 0};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-n") == 0 && i + 1 < argc) {
            selection.every = (uint32_t)strtoul(argv[++i], NULL, 10);
        } else {
            selection.id = argv[i];
        }
    }
    selection.every = selection.every == 0 ? 1 : selection.every;
    for (size_t l = 0; l < sizeof layouts / sizeof layouts[0]; l++) {
        for (size_t s = 0; s < sizeof scenarios / sizeof scenarios[0]; s++) {
            cut_everywhere(&selection, &layouts[l], &scenarios[s]);
        }
        for (uint32_t seed = 0; seed < CHURN_SEEDS; seed++) {
            char id[96];
            snprintf(id, sizeof id, "%s:churn:%u", layouts[l].name, (unsigned)seed);
            if (is_selected(&selection, id)) {
                churn(id, &layouts[l], seed);
            }
        }
    }
    printf("faults: %u injected, %u lost\n", (unsigned)injected, (unsigned)lost);
    return lost != 0;
}
