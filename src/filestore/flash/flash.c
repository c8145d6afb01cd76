// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/flash.h"

#include "base/assert.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "filestore/flash/extent.h"
#include "filestore/name.h"
#include "lfs.h"

// littlefs on the first blocks of the device, the image area behind it.
//
// A save writes a file whose name no caller can form (SAVING_NAME), and then renames it over the
// old one, which littlefs does in one commit. With an image area the bytes go to free blocks there
// first, and the file is their record. So before the rename the old content is there, after it the
// new, and blocks that no record owns are free: a loss of power leaves nothing to be repaired.
//
// What lies in flash may be damaged or made by others: a record that points outside the image area
// is answered with CORRUPT and owns nothing.

#define SAVING_NAME ".saving"
#define LEAST_BLOCK_BYTES 128u
#define LEAST_FS_BLOCKS 2u
#define LOOKAHEAD_BYTES_MOST 32u
#define CACHE_BYTES 64u
#define BLOCK_CYCLES 500  // erasures after which littlefs moves metadata on, to spread the wear
#define METADATA_BYTES_MOST 4096u  // of a block: littlefs reads a folder's log at each look-up
#define CACHES 4u  // littlefs: read and program; one file being read, one being written
#define HASH_BYTES TW_FILESTORE_HASH_BYTES

// A record, as it lies in its file: MAGIC, first block and size (32 bits, low byte first), SHA-256.
#define RECORD_BYTES 48u
#define RECORD_FIRST 8u
#define RECORD_SIZE 12u
#define RECORD_HASH 16u
static const uint8_t MAGIC[RECORD_FIRST] = {0x89, 't', 'w', 'i', 'm', 'g', '\n', 1};

struct mapping {
    uint32_t first;
    uint32_t count;  // maps without unmap; 0: free
};

// A file found: in the image area, or in littlefs.
struct found {
    bool is_image;
    struct tw__extent extent;
    uint32_t size;
    uint8_t hash[HASH_BYTES];  // of an image
};

struct saving {
    char name[TW_FILESTORE_NAME_BYTES + 1];
    bool is_open;              // file
    struct tw__extent extent;  // with an image area
    struct tw__extent bad;     // blocks of it that do not take what is written
    uint32_t most;
    uint32_t size;  // so far
    struct tw__sha256 hash;
    struct lfs_file_config file_config;
    lfs_file_t file;
};

struct state {
    tw_block_device_t *device;
    bool has_failed;      // a write of littlefs's: what it knows may not be what is there
    bool is_stale;        // so it may be after an error of its own, but then it can be read anew
    uint32_t image_addr;  // of the image area's first block
    uint8_t *read_cache;
    uint8_t *save_cache;
    struct tw__extents extents;
    struct mapping mappings[TW_FILESTORE_FLASH_MAPPINGS];
    struct saving saving;
    struct lfs_config config;
    lfs_t lfs;
};

static struct state *state_of(tw_filestore_t *fs) {
    return (struct state *)((tw_filestore_flash_t *)(void *)fs)->state;
}

// ---- littlefs's side ----

static tw_err_t err_of(int err) {
    switch (err) {
        case LFS_ERR_OK:
            return TW_ERR_OK;
        case LFS_ERR_CORRUPT:
            return TW_ERR_CORRUPT;
        case LFS_ERR_NOENT:
        case LFS_ERR_ISDIR:  // folders are not ours
            return TW_ERR_NOENT;
        case LFS_ERR_NOSPC:
        case LFS_ERR_FBIG:
            return TW_ERR_NOSPC;
        default:
            return TW_ERR_IO;
    }
}

static int lfs_err_of(tw_err_t err) {
    return err == TW_ERR_OK ? LFS_ERR_OK : err == TW_ERR_CORRUPT ? LFS_ERR_CORRUPT : LFS_ERR_IO;
}

static tw_block_device_t *device_of(const struct lfs_config *config) {
    return ((struct state *)config->context)->device;
}

// The result of a write. littlefs goes on after CORRUPT, and knows nothing of its own after IO.
static int written(const struct lfs_config *config, tw_err_t err) {
    struct state *state = config->context;
    state->has_failed = state->has_failed || (err != TW_ERR_OK && err != TW_ERR_CORRUPT);
    return lfs_err_of(err);
}

static int device_read(const struct lfs_config *config, lfs_block_t block, lfs_off_t off,
                       void *target, lfs_size_t size) {
    tw_block_device_t *device = device_of(config);
    return lfs_err_of(device->ops->read(device, block * device->block_bytes + off, target, size));
}

static int device_program(const struct lfs_config *config, lfs_block_t block, lfs_off_t off,
                          const void *source, lfs_size_t size) {
    tw_block_device_t *device = device_of(config);
    uint32_t addr = block * device->block_bytes + off;
    return written(config, device->ops->program(device, addr, source, size));
}

static int device_erase(const struct lfs_config *config, lfs_block_t block) {
    tw_block_device_t *device = device_of(config);
    return written(config, device->ops->erase(device, block * device->block_bytes));
}

static int device_sync(const struct lfs_config *config) {
    tw_block_device_t *device = device_of(config);
    return written(config, device->ops->sync(device));
}

// The result of what littlefs was asked to change. After an error (no space for its own, say) it
// goes on with what it was about to write, and would make the next change in the wrong place.
static tw_err_t changed(struct state *state, int err) {
    state->is_stale = state->is_stale || (err < 0 && err != LFS_ERR_NOENT);
    return err_of(err);
}

// Has littlefs read anew what is there, if need be: as after a loss of power.
static void read_anew(struct state *state) {
    if (state->is_stale && !state->has_failed) {
        state->saving.is_open = false;
        (void)lfs_unmount(&state->lfs);
        state->has_failed = lfs_mount(&state->lfs, &state->config) != LFS_ERR_OK;
    }
    state->is_stale = false;
}

// ---- records ----

static uint32_t get_u32(const uint8_t *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static void put_u32(uint8_t *bytes, uint32_t value) {
    for (uint32_t i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(value >> 8 * i);
    }
}

static uint32_t blocks_of(const struct state *state, uint32_t size) {
    uint32_t block_bytes = state->device->block_bytes;
    return size / block_bytes + (size % block_bytes != 0 ? 1 : 0);
}

static tw_err_t read_record(const struct state *state, const uint8_t *record, struct found *found) {
    found->is_image = true;
    found->size = get_u32(record + RECORD_SIZE);
    found->extent.first = get_u32(record + RECORD_FIRST);
    found->extent.count = blocks_of(state, found->size);
    memcpy(found->hash, record + RECORD_HASH, HASH_BYTES);
    uint32_t block_count = state->extents.block_count;
    bool is_inside = found->extent.first < block_count &&
                     found->extent.count <= block_count - found->extent.first;
    return is_inside && found->size != 0 ? TW_ERR_OK : TW_ERR_CORRUPT;
}

static void write_record(uint8_t *record, struct saving *saving) {
    memcpy(record, MAGIC, sizeof MAGIC);
    put_u32(record + RECORD_FIRST, saving->extent.first);
    put_u32(record + RECORD_SIZE, saving->size);
    tw__sha256_end(&saving->hash, record + RECORD_HASH);
}

// Opens name for reading. Close it in any case.
static int open_file(struct state *state, lfs_file_t *file, const struct lfs_file_config *config,
                     const char *name) {
    return lfs_file_opencfg(&state->lfs, file, name, LFS_O_RDONLY, config);
}

static tw_err_t find(struct state *state, const char *name, struct found *found) {
    const struct lfs_file_config config = {.buffer = state->read_cache};
    lfs_file_t file;
    *found = (struct found){.is_image = false};
    if (state->has_failed) {
        return TW_ERR_IO;
    }
    int err = open_file(state, &file, &config, name);
    if (err != LFS_ERR_OK) {
        return err_of(err);
    }
    uint8_t record[RECORD_BYTES];
    lfs_soff_t size = lfs_file_size(&state->lfs, &file);
    found->size = (uint32_t)size;
    bool may_be_record = state->extents.block_count != 0 && size == (lfs_soff_t)RECORD_BYTES;
    lfs_ssize_t read_size =
        may_be_record ? lfs_file_read(&state->lfs, &file, record, RECORD_BYTES) : 0;
    (void)lfs_file_close(&state->lfs, &file);  // read only: nothing to write
    if (read_size < 0) {
        return err_of((int)read_size);
    }
    bool is_record =
        read_size == (lfs_ssize_t)RECORD_BYTES && memcmp(record, MAGIC, sizeof MAGIC) == 0;
    return is_record ? read_record(state, record, found) : TW_ERR_OK;
}

// ---- mount, format, list ----

// The engine's own files are files like others; one that is being saved is none yet.
static bool is_file(const struct lfs_info *entry) {
    return entry->type == LFS_TYPE_REG &&
           memcmp(entry->name, SAVING_NAME, sizeof SAVING_NAME) != 0 &&
           tw__filestore_check_name(entry->name) != TW_ERR_INVAL;
}

// Calls visit for each file.
static tw_err_t walk(struct state *state, tw_filestore_visit_t visit, void *ctx) {
    lfs_dir_t dir;
    struct lfs_info entry;
    int err = state->has_failed ? LFS_ERR_IO : lfs_dir_open(&state->lfs, &dir, "/");
    if (err != LFS_ERR_OK) {
        return err_of(err);
    }
    bool goes_on = true;
    while (goes_on && (err = lfs_dir_read(&state->lfs, &dir, &entry)) > 0) {
        struct found found;
        if (is_file(&entry)) {
            tw_err_t problem = find(state, entry.name, &found);
            tw_fileinfo_t info = {entry.name, problem == TW_ERR_OK ? found.size : 0};
            goes_on = visit(ctx, &info);
        }
    }
    (void)lfs_dir_close(&state->lfs, &dir);
    return err < 0 ? err_of(err) : TW_ERR_OK;
}

static bool own_blocks(void *ctx, const tw_fileinfo_t *info) {
    struct state *state = ctx;
    struct found found;
    if (find(state, info->name, &found) == TW_ERR_OK && found.is_image) {
        tw__extents_mark(&state->extents, found.extent, true);
        state->extents.cursor =
            (found.extent.first + found.extent.count) % state->extents.block_count;
    }
    return true;
}

// Removes what a save that was cut off has left.
static tw_err_t tidy_up(struct state *state) {
    int err = lfs_remove(&state->lfs, SAVING_NAME);
    return err == LFS_ERR_NOENT ? TW_ERR_OK : changed(state, err);
}

static tw_err_t flash_mount(tw_filestore_t *fs) {
    struct state *state = state_of(fs);
    state->has_failed = false;
    state->is_stale = false;
    int err = lfs_mount(&state->lfs, &state->config);
    if (err != LFS_ERR_OK) {
        return err == LFS_ERR_IO ? TW_ERR_IO : TW_ERR_CORRUPT;
    }
    memset(state->mappings, 0, sizeof state->mappings);
    tw__extents_init(&state->extents, state->extents.taken, state->extents.block_count);
    tw_err_t problem = tidy_up(state);
    if (problem == TW_ERR_OK) {
        problem = walk(state, own_blocks, state);
    }
    if (problem != TW_ERR_OK) {
        (void)lfs_unmount(&state->lfs);
    }
    return problem;
}

static void flash_unmount(tw_filestore_t *fs) {
    tw_filestore_save_abort(fs);
    (void)lfs_unmount(&state_of(fs)->lfs);
}

// The number that littlefs counts up with each version of a block of a pair.
static uint32_t version_of(const struct state *state, lfs_block_t block) {
    uint8_t bytes[4] = {0};
    (void)device_read(&state->config, block, 0, bytes, sizeof bytes);
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

// Erases the pair where a store begins, the older version first: were the newer one lost alone, the
// store would mount as it was before its last changes. A bad block is for lfs_format to meet.
static int erase_start(struct state *state) {
    bool is_first_newer = version_of(state, 0) - version_of(state, 1) < UINT32_MAX / 2;
    lfs_block_t older = is_first_newer ? 1 : 0;
    int err = device_erase(&state->config, older);
    err = err == LFS_ERR_IO ? err : device_erase(&state->config, 1 - older);
    return err == LFS_ERR_IO ? err : device_sync(&state->config);
}

static tw_err_t flash_format(tw_filestore_t *fs) {
    struct state *state = state_of(fs);
    int err = erase_start(state);
    return err_of(err == LFS_ERR_OK ? lfs_format(&state->lfs, &state->config) : err);
}

static tw_err_t flash_list(tw_filestore_t *fs, tw_filestore_visit_t visit, void *ctx) {
    return walk(state_of(fs), visit, ctx);
}

static tw_err_t flash_stat(tw_filestore_t *fs, const char *name, tw_fileinfo_t *info) {
    struct found found;
    tw_err_t err = find(state_of(fs), name, &found);
    info->size = found.size;
    return err;
}

// ---- read, map ----

static uint32_t addr_of(const struct state *state, struct tw__extent extent) {
    return state->image_addr + extent.first * state->device->block_bytes;
}

static tw_err_t read_file(struct state *state, const char *name, uint32_t off, void *target,
                          uint32_t size) {
    const struct lfs_file_config config = {.buffer = state->read_cache};
    lfs_file_t file;
    int err = open_file(state, &file, &config, name);
    if (err != LFS_ERR_OK) {
        return err_of(err);
    }
    lfs_soff_t result = lfs_file_seek(&state->lfs, &file, (lfs_soff_t)off, LFS_SEEK_SET);
    if (result >= 0) {
        result = lfs_file_read(&state->lfs, &file, target, size);
    }
    (void)lfs_file_close(&state->lfs, &file);
    if (result < 0) {
        return err_of((int)result);
    }
    return result == (lfs_soff_t)size ? TW_ERR_OK : TW_ERR_CORRUPT;
}

static tw_err_t flash_read(tw_filestore_t *fs, const char *name, uint32_t off, void *target,
                           uint32_t size, uint32_t *read_size) {
    struct state *state = state_of(fs);
    struct found found;
    tw_err_t err = find(state, name, &found);
    if (err != TW_ERR_OK || off > found.size) {
        return err != TW_ERR_OK ? err : TW_ERR_INVAL;
    }
    uint32_t part = size < found.size - off ? size : found.size - off;
    if (found.is_image) {
        uint32_t addr = addr_of(state, found.extent) + off;
        err = part == 0 ? TW_ERR_OK : state->device->ops->read(state->device, addr, target, part);
    } else {
        err = part == 0 ? TW_ERR_OK : read_file(state, name, off, target, part);
    }
    *read_size = err == TW_ERR_OK ? part : 0;
    return err;
}

static struct mapping *mapping_of(struct state *state, uint32_t first) {
    for (uint32_t i = 0; i < TW_FILESTORE_FLASH_MAPPINGS; i++) {
        if (state->mappings[i].count != 0 && state->mappings[i].first == first) {
            return &state->mappings[i];
        }
    }
    return NULL;
}

static struct mapping *free_mapping(struct state *state) {
    for (uint32_t i = 0; i < TW_FILESTORE_FLASH_MAPPINGS; i++) {
        if (state->mappings[i].count == 0) {
            return &state->mappings[i];
        }
    }
    return NULL;
}

static const void *flash_map(tw_filestore_t *fs, const char *name, uint32_t *size) {
    struct state *state = state_of(fs);
    struct found found;
    if (find(state, name, &found) != TW_ERR_OK || !found.is_image) {
        return NULL;
    }
    struct mapping *mapping = mapping_of(state, found.extent.first);
    mapping = mapping == NULL ? free_mapping(state) : mapping;
    if (mapping == NULL || mapping->count == UINT32_MAX) {
        return NULL;
    }
    mapping->first = found.extent.first;
    mapping->count++;
    *size = found.size;
    return state->device->mapped + addr_of(state, found.extent);
}

static void flash_unmap(tw_filestore_t *fs, const char *name) {
    struct state *state = state_of(fs);
    struct found found;
    if (find(state, name, &found) == TW_ERR_OK && found.is_image) {
        struct mapping *mapping = mapping_of(state, found.extent.first);
        if (mapping != NULL) {
            mapping->count--;
        }
    }
}

static bool is_mapped(struct state *state, const struct found *found) {
    return found->is_image && mapping_of(state, found->extent.first) != NULL;
}

static tw_err_t flash_hash(tw_filestore_t *fs, const char *name, uint8_t *sha256) {
    struct found found;
    tw_err_t err = find(state_of(fs), name, &found);
    if (err == TW_ERR_OK && found.is_image) {
        memcpy(sha256, found.hash, HASH_BYTES);
        return TW_ERR_OK;
    }
    return err == TW_ERR_OK ? TW_ERR_NOENT : err;
}

// ---- space, remove ----

static tw_err_t flash_space(tw_filestore_t *fs, uint32_t *total_bytes, uint32_t *free_bytes) {
    struct state *state = state_of(fs);
    uint32_t block_bytes = state->device->block_bytes;
    if (state->extents.block_count != 0) {
        *total_bytes = state->extents.block_count * block_bytes;
        *free_bytes = state->extents.free_count * block_bytes;
        return TW_ERR_OK;
    }
    lfs_ssize_t used = state->has_failed ? LFS_ERR_IO : lfs_fs_size(&state->lfs);
    uint32_t blocks = state->config.block_count;
    *total_bytes = blocks * block_bytes;
    *free_bytes = used < 0 || (uint32_t)used > blocks ? 0 : (blocks - (uint32_t)used) * block_bytes;
    return used < 0 ? err_of((int)used) : TW_ERR_OK;
}

// A file whose record is damaged can be removed too: it owns nothing.
static tw_err_t flash_remove(tw_filestore_t *fs, const char *name) {
    struct state *state = state_of(fs);
    struct found found;
    tw_err_t err = find(state, name, &found);
    if (err != TW_ERR_OK && err != TW_ERR_CORRUPT) {
        return err;
    }
    bool owns = err == TW_ERR_OK && found.is_image;
    if (owns && is_mapped(state, &found)) {
        return TW_ERR_BUSY;
    }
    err = changed(state, lfs_remove(&state->lfs, name));
    if (err == TW_ERR_OK && owns) {
        tw__extents_mark(&state->extents, found.extent, false);
    }
    read_anew(state);
    return err;
}

// ---- save ----

static tw_err_t begin_image(struct state *state, uint32_t size) {
    struct saving *saving = &state->saving;
    if (size == 0) {
        return TW_ERR_OK;
    }
    bool has_room =
        size == TW_FILESTORE_SIZE_UNKNOWN
            ? tw__extents_take_longest(&state->extents, &saving->extent)
            : tw__extents_take(&state->extents, blocks_of(state, size), &saving->extent);
    uint32_t room = has_room ? saving->extent.count * state->device->block_bytes : 0;
    saving->most = size < room ? size : room;
    return has_room ? TW_ERR_OK : TW_ERR_NOSPC;
}

static tw_err_t open_saving(struct state *state) {
    struct saving *saving = &state->saving;
    saving->file_config = (struct lfs_file_config){.buffer = state->save_cache};
    int err = lfs_file_opencfg(&state->lfs, &saving->file, SAVING_NAME,
                               LFS_O_WRONLY | LFS_O_CREAT | LFS_O_TRUNC, &saving->file_config);
    saving->is_open = err == LFS_ERR_OK;
    return changed(state, err);
}

static tw_err_t close_saving(struct state *state) {
    if (!state->saving.is_open) {
        return TW_ERR_OK;
    }
    state->saving.is_open = false;
    return changed(state, lfs_file_close(&state->lfs, &state->saving.file));
}

static tw_err_t begin_file(tw_filestore_t *fs, uint32_t size) {
    struct state *state = state_of(fs);
    uint32_t total = 0;
    uint32_t free_bytes = 0;
    tw_err_t err = flash_space(fs, &total, &free_bytes);
    if (err == TW_ERR_OK && size != TW_FILESTORE_SIZE_UNKNOWN && size > free_bytes) {
        err = TW_ERR_NOSPC;
    }
    state->saving.most = size;
    return err == TW_ERR_OK ? open_saving(state) : err;
}

static tw_err_t flash_save_begin(tw_filestore_t *fs, const char *name, uint32_t size) {
    struct state *state = state_of(fs);
    struct saving *saving = &state->saving;
    struct found old;
    tw_err_t err = find(state, name, &old);
    if (err == TW_ERR_IO) {
        return err;
    }
    if (err == TW_ERR_OK && is_mapped(state, &old)) {
        return TW_ERR_BUSY;
    }
    memset(saving, 0, sizeof *saving);
    memcpy(saving->name, name, strlen(name) + 1);
    tw__sha256_init(&saving->hash);
    err = state->extents.block_count != 0 ? begin_image(state, size) : begin_file(fs, size);
    read_anew(state);
    return err;
}

// Programs the first size bytes of the cache at off of the extent, and checks that they are there.
static tw_err_t program_cache(struct state *state, uint32_t off, uint32_t size) {
    tw_block_device_t *device = state->device;
    uint32_t addr = addr_of(state, state->saving.extent) + off;
    tw_err_t err = TW_ERR_OK;
    if (off % device->block_bytes == 0) {
        err = device->ops->erase(device, addr);
    }
    if (err == TW_ERR_OK) {
        err = device->ops->program(device, addr, state->save_cache, size);
    }
    if (err == TW_ERR_OK && memcmp(device->mapped + addr, state->save_cache, size) == 0) {
        return TW_ERR_OK;
    }
    state->saving.bad =
        (struct tw__extent){state->saving.extent.first + off / device->block_bytes, 1};
    return TW_ERR_IO;
}

static tw_err_t write_image(struct state *state, const uint8_t *next, uint32_t size) {
    struct saving *saving = &state->saving;
    uint32_t cache_bytes = state->config.cache_size;
    while (size != 0) {
        uint32_t at = saving->size % cache_bytes;
        uint32_t part = size < cache_bytes - at ? size : cache_bytes - at;
        memcpy(state->save_cache + at, next, part);
        saving->size += part;
        next += part;
        size -= part;
        if (at + part == cache_bytes) {
            tw_err_t err = program_cache(state, saving->size - cache_bytes, cache_bytes);
            if (err != TW_ERR_OK) {
                return err;
            }
        }
    }
    return TW_ERR_OK;
}

static tw_err_t write_file(struct state *state, const void *source, uint32_t size) {
    lfs_ssize_t written = lfs_file_write(&state->lfs, &state->saving.file, source, size);
    if (written < 0) {
        return changed(state, (int)written);
    }
    state->saving.size += size;
    return TW_ERR_OK;
}

static tw_err_t flash_save_write(tw_filestore_t *fs, const void *source, uint32_t size) {
    struct state *state = state_of(fs);
    if (size > state->saving.most - state->saving.size) {
        return TW_ERR_NOSPC;
    }
    tw__sha256_add(&state->saving.hash, source, size);
    return state->saving.is_open ? write_file(state, source, size)
                                 : write_image(state, source, size);
}

// The rest of the bytes, and the blocks that were not needed.
static tw_err_t finish_image(struct state *state) {
    struct saving *saving = &state->saving;
    uint32_t rest = saving->size % state->config.cache_size;
    if (rest != 0) {
        uint32_t unit = state->device->program_bytes;
        uint32_t padded = (rest + unit - 1) / unit * unit;
        memset(state->save_cache + rest, 0xff, padded - rest);
        tw_err_t err = program_cache(state, saving->size - rest, padded);
        if (err != TW_ERR_OK) {
            return err;
        }
    }
    uint32_t used = blocks_of(state, saving->size);
    struct tw__extent unused = {saving->extent.first + used, saving->extent.count - used};
    tw__extents_mark(&state->extents, unused, false);
    saving->extent.count = used;
    return state->device->ops->sync(state->device);
}

// The file that will get the name: a record, or nothing where there are no bytes.
static tw_err_t save_record(struct state *state) {
    uint8_t record[RECORD_BYTES];
    tw_err_t err = finish_image(state);
    if (err == TW_ERR_OK) {
        err = open_saving(state);
    }
    if (err == TW_ERR_OK && state->saving.size != 0) {
        uint32_t size = state->saving.size;
        write_record(record, &state->saving);
        err = write_file(state, record, RECORD_BYTES);
        state->saving.size = size;
    }
    return err;
}

static tw_err_t flash_save_commit(tw_filestore_t *fs) {
    struct state *state = state_of(fs);
    const char *name = state->saving.name;
    struct found old;
    tw_err_t err = state->saving.is_open ? TW_ERR_OK : save_record(state);
    if (err == TW_ERR_OK) {
        err = close_saving(state);
    }
    tw_err_t old_err = find(state, name, &old);
    bool frees = old_err == TW_ERR_OK && old.is_image;
    if (err == TW_ERR_OK && frees && is_mapped(state, &old)) {
        err = TW_ERR_BUSY;
    }
    if (err == TW_ERR_OK) {
        err = changed(state, lfs_rename(&state->lfs, SAVING_NAME, name));
    }
    if (err == TW_ERR_OK && frees) {
        tw__extents_mark(&state->extents, old.extent, false);
    }
    return err;
}

// A block that failed stays taken until the next mount, so that another try gets others.
static void flash_save_abort(tw_filestore_t *fs) {
    struct state *state = state_of(fs);
    read_anew(state);
    (void)close_saving(state);
    if (!state->has_failed) {
        (void)tidy_up(state);  // else the next mount does it
        read_anew(state);
    }
    if (state->extents.block_count != 0) {
        tw__extents_mark(&state->extents, state->saving.extent, false);
        tw__extents_mark(&state->extents, state->saving.bad, true);
    }
}

// ---- making one ----

static uint32_t rounded(uint32_t size) {
    return (size + 7) & ~7u;
}

// The geometry: what the configuration leaves open is chosen, what cannot be is refused.
struct shape {
    uint32_t fs_blocks;
    uint32_t cache_bytes;
    uint32_t lookahead_bytes;
    uint32_t taken_bytes;
};

static uint32_t choose_cache(const tw_block_device_t *device) {
    uint32_t bytes = device->program_bytes;
    while (bytes < CACHE_BYTES && device->block_bytes % (2 * bytes) == 0) {
        bytes *= 2;
    }
    return bytes;
}

static bool is_possible(const tw_filestore_flash_config_t *config, uint32_t cache_bytes) {
    const tw_block_device_t *device = config->device;
    return device->block_bytes >= LEAST_BLOCK_BYTES && device->program_bytes != 0 &&
           cache_bytes != 0 && cache_bytes % device->program_bytes == 0 &&
           device->block_bytes % cache_bytes == 0 && device->block_count >= LEAST_FS_BLOCKS &&
           device->block_count <= UINT32_MAX / device->block_bytes &&
           config->image_blocks <= device->block_count - LEAST_FS_BLOCKS &&
           (config->image_blocks == 0 || device->mapped != NULL);
}

static bool find_shape(const tw_filestore_flash_config_t *config, struct shape *shape) {
    const tw_block_device_t *device = config->device;
    if (device->program_bytes == 0 || device->block_bytes % device->program_bytes != 0) {
        return false;
    }
    shape->cache_bytes = config->cache_bytes != 0 ? config->cache_bytes : choose_cache(device);
    if (!is_possible(config, shape->cache_bytes)) {
        return false;
    }
    shape->fs_blocks = device->block_count - config->image_blocks;
    uint32_t lookahead = rounded((shape->fs_blocks - 1) / 8 + 1);
    shape->lookahead_bytes = lookahead < LOOKAHEAD_BYTES_MOST ? lookahead : LOOKAHEAD_BYTES_MOST;
    shape->taken_bytes = rounded((config->image_blocks + 7) / 8);
    return true;
}

static uint32_t bytes_for(const struct shape *shape) {
    return rounded((uint32_t)sizeof(struct state)) + shape->lookahead_bytes + shape->taken_bytes +
           CACHES * rounded(shape->cache_bytes);
}

uint32_t tw_filestore_flash_work_bytes(const tw_filestore_flash_config_t *config) {
    struct shape shape;
    return find_shape(config, &shape) ? bytes_for(&shape) : 0;
}

// Of large blocks a multiple of program_bytes; 0: the whole block.
static uint32_t metadata_bytes(const tw_block_device_t *device) {
    uint32_t most = METADATA_BYTES_MOST - METADATA_BYTES_MOST % device->program_bytes;
    return device->block_bytes > METADATA_BYTES_MOST ? most : 0;
}

static void fill_config(struct state *state, const struct shape *shape, uint8_t *caches) {
    state->config = (struct lfs_config){
        .context = state,
        .read = device_read,
        .prog = device_program,
        .erase = device_erase,
        .sync = device_sync,
        .read_size = 1,
        .prog_size = state->device->program_bytes,
        .block_size = state->device->block_bytes,
        .block_count = shape->fs_blocks,
        .block_cycles = BLOCK_CYCLES,
        .cache_size = shape->cache_bytes,
        .lookahead_size = shape->lookahead_bytes,
        .metadata_max = metadata_bytes(state->device),
        .read_buffer = caches,
        .prog_buffer = caches + rounded(shape->cache_bytes),
    };
    state->read_cache = caches + 2 * rounded(shape->cache_bytes);
    state->save_cache = caches + 3 * rounded(shape->cache_bytes);
}

tw_err_t tw_filestore_flash_init(tw_filestore_flash_t *store,
                                 const tw_filestore_flash_config_t *config) {
    static const tw_filestore_ops_t ops = {
        .name = "flash",
        .mount = flash_mount,
        .unmount = flash_unmount,
        .format = flash_format,
        .list = flash_list,
        .stat = flash_stat,
        .read = flash_read,
        .save_begin = flash_save_begin,
        .save_write = flash_save_write,
        .save_commit = flash_save_commit,
        .save_abort = flash_save_abort,
        .remove = flash_remove,
        .space = flash_space,
        .map = flash_map,
        .unmap = flash_unmap,
        .hash = flash_hash,
    };
    struct shape shape;
    if (!find_shape(config, &shape)) {
        return TW_ERR_INVAL;
    }
    if (config->work == NULL || config->work_bytes < bytes_for(&shape)) {
        return TW_ERR_NOMEM;
    }
    TW_ASSERT((uintptr_t)config->work % 8 == 0);
    struct state *state = config->work;
    uint8_t *next = (uint8_t *)config->work + rounded((uint32_t)sizeof *state);
    memset(state, 0, sizeof *state);
    state->device = config->device;
    state->image_addr = shape.fs_blocks * config->device->block_bytes;
    fill_config(state, &shape, next + shape.lookahead_bytes + shape.taken_bytes);
    state->config.lookahead_buffer = next;
    tw__extents_init(&state->extents, next + shape.lookahead_bytes, config->image_blocks);
    store->base = (tw_filestore_t){.ops = &ops};
    store->state = state;
    return TW_ERR_OK;
}
