// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/assert.h"
#include "base/mem.h"
#include "tinywasm/filestore.h"

// Files in a buffer: a row of records without gaps, each a file or a hole, no two holes side by
// side. A file's bytes are in one piece, after its name. A save writes a new file into a hole and
// only then makes a hole of the old one; if no hole is large enough, files are moved down first.
// A mapped file stays where it is.

#define UNIT 4u

struct record {
    uint32_t size;  // of the record; a multiple of UNIT
    uint32_t file_size;
    uint16_t map_count;
    uint8_t name_size;  // with its NUL; 0: a hole
    uint8_t reserved;
};
#define HEAD_BYTES ((uint32_t)sizeof(struct record))

static tw_filestore_ram_t *ram_of(tw_filestore_t *fs) {
    return (tw_filestore_ram_t *)(void *)fs;
}

static struct record *record_at(const tw_filestore_ram_t *ram, uint32_t off) {
    return (struct record *)(void *)(ram->buffer + off);
}

static uint32_t rounded(uint32_t size) {
    return (size + (UNIT - 1)) & ~(UNIT - 1);
}

static const char *name_of(const struct record *record) {
    return (const char *)(record + 1);
}

static uint8_t *bytes_of(struct record *record) {
    return (uint8_t *)(record + 1) + rounded(record->name_size);
}

static bool is_hole(const struct record *record) {
    return record->name_size == 0;
}

static struct record *find(tw_filestore_t *fs, const char *name) {
    const tw_filestore_ram_t *ram = ram_of(fs);
    size_t name_size = strlen(name) + 1;
    struct record *record = NULL;
    for (uint32_t off = 0; off < ram->buffer_size; off += record->size) {
        record = record_at(ram, off);
        if (record->name_size == name_size && memcmp(name_of(record), name, name_size) == 0) {
            return record;
        }
    }
    return NULL;
}

static void make_hole(const tw_filestore_ram_t *ram, uint32_t off, uint32_t size) {
    struct record *record = record_at(ram, off);
    memset(record, 0, sizeof *record);
    record->size = size;
}

// Joins holes that lie side by side.
static void join_holes(const tw_filestore_ram_t *ram) {
    uint32_t off = 0;
    while (off < ram->buffer_size) {
        struct record *record = record_at(ram, off);
        uint32_t next = off + record->size;
        if (is_hole(record) && next < ram->buffer_size && is_hole(record_at(ram, next))) {
            record->size += record_at(ram, next)->size;
        } else {
            off = next;
        }
    }
}

// Moves files down into the holes below them, as far as no mapped file is in the way.
static void compact(const tw_filestore_ram_t *ram) {
    uint32_t off = 0;
    while (off < ram->buffer_size) {
        struct record *hole = record_at(ram, off);
        uint32_t hole_size = hole->size;
        uint32_t next = off + hole_size;
        if (!is_hole(hole) || next == ram->buffer_size || record_at(ram, next)->map_count != 0) {
            off = next;
            continue;
        }
        uint32_t size = record_at(ram, next)->size;
        memmove(hole, record_at(ram, next), size);
        make_hole(ram, off + size, hole_size);
        join_holes(ram);
        off += size;
    }
}

// The smallest hole of at least size bytes; NULL if there is none.
static struct record *find_hole(const tw_filestore_ram_t *ram, uint32_t size) {
    struct record *best = NULL;
    struct record *record = NULL;
    for (uint32_t off = 0; off < ram->buffer_size; off += record->size) {
        record = record_at(ram, off);
        if (is_hole(record) && record->size >= size &&
            (best == NULL || record->size < best->size)) {
            best = record;
        }
    }
    return best;
}

// Makes a file of the beginning of a hole.
static void fill_hole(tw_filestore_ram_t *ram, struct record *hole, uint32_t record_size,
                      const char *name, const void *source, uint32_t size) {
    uint32_t off = (uint32_t)((uint8_t *)hole - ram->buffer);
    uint32_t rest = hole->size - record_size;
    if (rest >= HEAD_BYTES) {
        make_hole(ram, off + record_size, rest);
        hole->size = record_size;
    }
    size_t name_size = strlen(name) + 1;
    memcpy(hole + 1, name, name_size);
    hole->file_size = size;
    hole->map_count = 0;
    hole->name_size = (uint8_t)name_size;
    if (size != 0) {
        memcpy(bytes_of(hole), source, size);
    }
    ram->used += hole->size;
}

static void remove_file(tw_filestore_ram_t *ram, struct record *record) {
    uint32_t size = record->size;
    ram->used -= size;
    make_hole(ram, (uint32_t)((uint8_t *)record - ram->buffer), size);
    join_holes(ram);
}

static tw_err_t ram_mount(tw_filestore_t *fs) {
    (void)fs;
    return TW_ERR_OK;
}

// Mappings end here.
static void ram_unmount(tw_filestore_t *fs) {
    const tw_filestore_ram_t *ram = ram_of(fs);
    struct record *record = NULL;
    for (uint32_t off = 0; off < ram->buffer_size; off += record->size) {
        record = record_at(ram, off);
        record->map_count = 0;
    }
}

static tw_err_t ram_format(tw_filestore_t *fs) {
    tw_filestore_ram_t *ram = ram_of(fs);
    ram->used = 0;
    if (ram->buffer_size != 0) {
        make_hole(ram, 0, ram->buffer_size);
    }
    return TW_ERR_OK;
}

static tw_err_t ram_list(tw_filestore_t *fs, tw_filestore_visit_t visit, void *ctx) {
    const tw_filestore_ram_t *ram = ram_of(fs);
    struct record *record = NULL;
    for (uint32_t off = 0; off < ram->buffer_size; off += record->size) {
        record = record_at(ram, off);
        tw_fileinfo_t info = {name_of(record), record->file_size};
        if (!is_hole(record) && !visit(ctx, &info)) {
            break;
        }
    }
    return TW_ERR_OK;
}

static tw_err_t ram_stat(tw_filestore_t *fs, const char *name, tw_fileinfo_t *info) {
    const struct record *record = find(fs, name);
    if (record == NULL) {
        return TW_ERR_NOENT;
    }
    info->size = record->file_size;
    return TW_ERR_OK;
}

static tw_err_t ram_read(tw_filestore_t *fs, const char *name, uint32_t off, void *target,
                         uint32_t size, uint32_t *read_size) {
    struct record *record = find(fs, name);
    if (record == NULL) {
        return TW_ERR_NOENT;
    }
    if (off > record->file_size) {
        return TW_ERR_INVAL;
    }
    *read_size = size < record->file_size - off ? size : record->file_size - off;
    if (*read_size != 0) {
        memcpy(target, bytes_of(record) + off, *read_size);
    }
    return TW_ERR_OK;
}

static tw_err_t ram_save(tw_filestore_t *fs, const char *name, const void *source, uint32_t size) {
    tw_filestore_ram_t *ram = ram_of(fs);
    const struct record *old = find(fs, name);
    if (old != NULL && old->map_count != 0) {
        return TW_ERR_BUSY;
    }
    uint32_t head_size = HEAD_BYTES + rounded((uint32_t)strlen(name) + 1);
    if (head_size > ram->buffer_size || size > ram->buffer_size - head_size) {
        return TW_ERR_NOSPC;
    }
    uint32_t record_size = head_size + rounded(size);
    struct record *hole = find_hole(ram, record_size);
    if (hole == NULL && ram->buffer_size - ram->used >= record_size) {
        compact(ram);
        hole = find_hole(ram, record_size);
    }
    if (hole == NULL) {
        return TW_ERR_NOSPC;
    }
    struct record *to_remove = find(fs, name);  // it may have moved
    fill_hole(ram, hole, record_size, name, source, size);
    if (to_remove != NULL) {
        remove_file(ram, to_remove);
    }
    return TW_ERR_OK;
}

static tw_err_t ram_remove(tw_filestore_t *fs, const char *name) {
    struct record *record = find(fs, name);
    if (record == NULL) {
        return TW_ERR_NOENT;
    }
    if (record->map_count != 0) {
        return TW_ERR_BUSY;
    }
    remove_file(ram_of(fs), record);
    return TW_ERR_OK;
}

static tw_err_t ram_space(tw_filestore_t *fs, uint32_t *total_bytes, uint32_t *free_bytes) {
    const tw_filestore_ram_t *ram = ram_of(fs);
    *total_bytes = ram->buffer_size;
    *free_bytes = ram->buffer_size - ram->used;
    return TW_ERR_OK;
}

static const void *ram_map(tw_filestore_t *fs, const char *name, uint32_t *size) {
    struct record *record = find(fs, name);
    if (record == NULL || record->map_count == UINT16_MAX) {
        return NULL;
    }
    record->map_count++;
    *size = record->file_size;
    return bytes_of(record);
}

static void ram_unmap(tw_filestore_t *fs, const char *name) {
    struct record *record = find(fs, name);
    if (record != NULL && record->map_count != 0) {
        record->map_count--;
    }
}

void tw_filestore_ram_init(tw_filestore_ram_t *store, void *buffer, uint32_t size) {
    static const tw_filestore_ops_t ops = {
        "ram",    ram_mount, ram_unmount, ram_format, ram_list, ram_stat,
        ram_read, ram_save,  ram_remove,  ram_space,  ram_map,  ram_unmap,
    };
    TW_ASSERT((uintptr_t)buffer % UNIT == 0);
    store->base.ops = &ops;
    store->base.is_mounted = false;
    store->buffer = (uint8_t *)buffer;
    store->buffer_size = size < HEAD_BYTES ? 0 : size & ~(UNIT - 1);
    ram_format(&store->base);
}
