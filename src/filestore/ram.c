// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/assert.h"
#include "base/mem.h"
#include "tinywasm/filestore.h"

// Files in a buffer: a row of records without gaps, each a file or a hole, no two holes side by
// side. A file's bytes are in one piece, after its name. A save writes a new file into a hole and
// only then makes a hole of the old one; if no hole is large enough, files are moved down first.
// While it is being saved, the new file is a record that nobody finds. A mapped file stays where it
// is.

#define UNIT 4u

struct record {
    uint32_t size;  // of the record; a multiple of UNIT
    uint32_t file_size;
    uint16_t map_count;
    uint8_t name_size;  // with its NUL; 0: a hole
    uint8_t is_new;     // being saved
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
        if (record->name_size == name_size && record->is_new == 0 &&
            memcmp(name_of(record), name, name_size) == 0) {
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

static struct record *largest_hole(const tw_filestore_ram_t *ram) {
    struct record *best = NULL;
    struct record *record = NULL;
    for (uint32_t off = 0; off < ram->buffer_size; off += record->size) {
        record = record_at(ram, off);
        if (is_hole(record) && (best == NULL || record->size > best->size)) {
            best = record;
        }
    }
    return best;
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

static uint32_t off_of(const tw_filestore_ram_t *ram, const struct record *record) {
    return (uint32_t)((const uint8_t *)record - ram->buffer);
}

// Makes a hole of what a record has beyond record_size, if a hole fits there.
static void cut_off(const tw_filestore_ram_t *ram, struct record *record, uint32_t record_size) {
    uint32_t rest = record->size - record_size;
    if (rest >= HEAD_BYTES) {
        make_hole(ram, off_of(ram, record) + record_size, rest);
        record->size = record_size;
    }
}

static void remove_file(tw_filestore_ram_t *ram, struct record *record) {
    uint32_t size = record->size;
    ram->used -= size;
    make_hole(ram, off_of(ram, record), size);
    join_holes(ram);
}

static tw_err_t ram_mount(tw_filestore_t *fs) {
    (void)fs;
    return TW_ERR_OK;
}

static void ram_save_abort(tw_filestore_t *fs) {
    remove_file(ram_of(fs), record_at(ram_of(fs), ram_of(fs)->saving_off));
}

// Mappings end here, and a save that was begun.
static void ram_unmount(tw_filestore_t *fs) {
    const tw_filestore_ram_t *ram = ram_of(fs);
    tw_filestore_save_abort(fs);
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
        if (!is_hole(record) && record->is_new == 0 && !visit(ctx, &info)) {
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

static bool is_mapped(tw_filestore_t *fs, const char *name) {
    const struct record *record = find(fs, name);
    return record != NULL && record->map_count != 0;
}

// A hole for record_size bytes, or the largest one of more than head_size bytes.
static struct record *make_room(const tw_filestore_ram_t *ram, uint32_t head_size, uint32_t size) {
    if (size == TW_FILESTORE_SIZE_UNKNOWN) {
        compact(ram);
        struct record *hole = largest_hole(ram);
        return hole == NULL || hole->size < head_size ? NULL : hole;
    }
    if (head_size > ram->buffer_size || size > ram->buffer_size - head_size) {
        return NULL;
    }
    uint32_t record_size = head_size + rounded(size);
    struct record *hole = find_hole(ram, record_size);
    if (hole == NULL && ram->buffer_size - ram->used >= record_size) {
        compact(ram);
        hole = find_hole(ram, record_size);
    }
    return hole;
}

static tw_err_t ram_save_begin(tw_filestore_t *fs, const char *name, uint32_t size) {
    tw_filestore_ram_t *ram = ram_of(fs);
    if (is_mapped(fs, name)) {
        return TW_ERR_BUSY;
    }
    uint32_t name_size = (uint32_t)strlen(name) + 1;
    uint32_t head_size = HEAD_BYTES + rounded(name_size);
    struct record *record = make_room(ram, head_size, size);
    if (record == NULL) {
        return TW_ERR_NOSPC;
    }
    if (size != TW_FILESTORE_SIZE_UNKNOWN) {
        cut_off(ram, record, head_size + rounded(size));
    }
    memcpy(record + 1, name, name_size);
    record->map_count = 0;
    record->name_size = (uint8_t)name_size;
    record->is_new = 1;
    ram->used += record->size;
    ram->saving_off = off_of(ram, record);
    ram->saving_size = 0;
    ram->saving_most = size == TW_FILESTORE_SIZE_UNKNOWN ? record->size - head_size : size;
    return TW_ERR_OK;
}

static tw_err_t ram_save_write(tw_filestore_t *fs, const void *source, uint32_t size) {
    tw_filestore_ram_t *ram = ram_of(fs);
    if (size > ram->saving_most - ram->saving_size) {
        return TW_ERR_NOSPC;
    }
    memcpy(bytes_of(record_at(ram, ram->saving_off)) + ram->saving_size, source, size);
    ram->saving_size += size;
    return TW_ERR_OK;
}

static tw_err_t ram_save_commit(tw_filestore_t *fs) {
    tw_filestore_ram_t *ram = ram_of(fs);
    struct record *record = record_at(ram, ram->saving_off);
    struct record *old = find(fs, name_of(record));
    if (old != NULL && old->map_count != 0) {
        return TW_ERR_BUSY;
    }
    ram->used -= record->size;
    cut_off(ram, record,
            (uint32_t)(bytes_of(record) - (uint8_t *)record) + rounded(ram->saving_size));
    ram->used += record->size;
    record->file_size = ram->saving_size;
    record->is_new = 0;
    if (old != NULL) {
        remove_file(ram, old);
    }
    join_holes(ram);
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
        .name = "ram",
        .mount = ram_mount,
        .unmount = ram_unmount,
        .format = ram_format,
        .list = ram_list,
        .stat = ram_stat,
        .read = ram_read,
        .save_begin = ram_save_begin,
        .save_write = ram_save_write,
        .save_commit = ram_save_commit,
        .save_abort = ram_save_abort,
        .remove = ram_remove,
        .space = ram_space,
        .map = ram_map,
        .unmap = ram_unmap,
    };
    TW_ASSERT((uintptr_t)buffer % UNIT == 0);
    store->base.ops = &ops;
    store->base.is_mounted = false;
    store->base.is_saving = false;
    store->base.forget = NULL;
    store->buffer = (uint8_t *)buffer;
    store->buffer_size = size < HEAD_BYTES ? 0 : size & ~(UNIT - 1);
    ram_format(&store->base);
}
