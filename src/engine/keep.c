// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/keep.h"

#include "base/sha256.h"
#include "engine/state.h"

// A file's kept code is a protected file: a header, then the interpreter's image of the module. It
// is written as every file is, so it is there whole or not at all. It is used only if its header
// names this interpreter's id and the SHA-256 of the module's file; the CRC finds what is torn.
// Whoever can write such a file is believed, and only this file does.

#define MAGIC 0x6b6d7701u  // read in the other order of bytes it is another number
#define PIECE_BYTES 1024u  // of a file that cannot be mapped, to hash it

struct header {
    uint32_t magic;
    uint32_t crc;   // of the image
    uint32_t size;  // of the image
    uint32_t id[TW_KEEP_ID_WORDS];
    uint8_t sha256[TW_FILESTORE_HASH_BYTES];  // of the module's file
    uint32_t file_crc;                        // of it, if it is mapped
};
_Static_assert(sizeof(struct header) % 8 == 0, "the image is aligned");

static const tw_interp_keep_t *const interp_keep = &tw_interp_core_keep;

// A file whose code is kept.
struct place {
    tw_engine_t *engine;
    tw_filestore_t *fs;
    const char *name;
    char kept[TW_FILESTORE_NAME_BYTES + 1];
};

static bool find_place(tw_engine_t *engine, const char *name, struct place *place) {
    place->engine = engine;
    place->fs = engine->filestore;
    place->name = name;
    return engine->interp == interp_keep->interp && place->fs != NULL && place->fs->is_mounted &&
           name[0] != '\0' && tw_filestore_kept_name(name, place->kept);
}

// ---- sums ---------------------------------------------------------------------------------------

// CRC-32 (ISO 3309), four bits at a time.
static uint32_t crc_add(uint32_t crc, const uint8_t *bytes, uint32_t size) {
    static const uint32_t table[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
                                       0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
                                       0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                       0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
    for (uint32_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        crc = crc >> 4 ^ table[crc & 15];
        crc = crc >> 4 ^ table[crc & 15];
    }
    return crc;
}

static tw_err_t hash_pieces(const struct place *place, uint8_t *piece, uint8_t *sha256) {
    struct tw__sha256 hash;
    uint32_t off = 0;
    uint32_t size = PIECE_BYTES;
    tw__sha256_init(&hash);
    for (; size == PIECE_BYTES; off += size) {
        tw_err_t err = tw_filestore_read(place->fs, place->name, off, piece, PIECE_BYTES, &size);
        if (err != TW_ERR_OK) {
            return err;
        }
        tw__sha256_add(&hash, piece, size);
    }
    tw__sha256_end(&hash, sha256);
    return TW_ERR_OK;
}

static bool hash_mapped(const struct place *place, uint8_t *sha256) {
    struct tw__sha256 hash;
    uint32_t size = 0;
    const void *bytes = tw_filestore_map(place->fs, place->name, &size);
    if (bytes == NULL) {
        return false;
    }
    tw__sha256_init(&hash);
    tw__sha256_add(&hash, bytes, size);
    tw__sha256_end(&hash, sha256);
    tw_filestore_unmap(place->fs, place->name);
    return true;
}

static uint32_t sum_mapped(const struct place *place) {
    uint32_t size = 0;
    const uint8_t *bytes = (const uint8_t *)tw_filestore_map(place->fs, place->name, &size);
    if (bytes == NULL) {
        return 0;
    }
    uint32_t crc = ~crc_add(UINT32_MAX, bytes, size);
    tw_filestore_unmap(place->fs, place->name);
    return crc;
}

// The file's SHA-256: the store's, or made of the bytes, by larger pieces than tw_filestore_hash
// has room for.
static tw_err_t hash_file(const struct place *place, uint8_t *sha256) {
    tw_filestore_t *fs = place->fs;
    tw_err_t err = fs->ops->hash == NULL ? TW_ERR_NOENT : fs->ops->hash(fs, place->name, sha256);
    if (err != TW_ERR_NOENT || hash_mapped(place, sha256)) {
        return err == TW_ERR_NOENT ? TW_ERR_OK : err;
    }
    uint8_t *piece = (uint8_t *)tw__arena_alloc_scratch(place->engine->arena, PIECE_BYTES);
    err = piece == NULL ? TW_ERR_NOMEM : hash_pieces(place, piece, sha256);
    tw__arena_free(place->engine->arena, piece);
    return err;
}

// ---- loading ------------------------------------------------------------------------------------

static tw_err_t read_whole(const struct place *place, const char *name, uint32_t off, void *target,
                           uint32_t size) {
    uint32_t read_size = 0;
    tw_err_t err = place->fs->ops->read(place->fs, name, off, target, size, &read_size);
    return err == TW_ERR_OK && read_size != size ? TW_ERR_CORRUPT : err;
}

static tw_err_t read_module(void *ctx, uint32_t off, void *target, uint32_t size) {
    const struct place *place = (const struct place *)ctx;
    return read_whole(place, place->name, off, target, size);
}

// In a store that nobody writes to, file and kept code were linked into one firmware: there a sum
// finds what was built of an older file.
static bool is_of_file(const struct place *place, const struct header *header) {
    uint8_t sha256[TW_FILESTORE_HASH_BYTES];
    if (place->fs->ops->save_write == NULL) {
        return header->file_crc == sum_mapped(place);
    }
    return hash_file(place, sha256) == TW_ERR_OK &&
           memcmp(header->sha256, sha256, sizeof sha256) == 0;
}

// The header of kept code that fits this build and the file.
static bool read_header(const struct place *place, struct header *header) {
    tw_fileinfo_t info = {place->kept, 0};
    return place->fs->ops->stat(place->fs, place->kept, &info) == TW_ERR_OK &&
           read_whole(place, place->kept, 0, header, sizeof *header) == TW_ERR_OK &&
           header->magic == MAGIC && header->size == info.size - sizeof *header &&
           memcmp(header->id, interp_keep->id, sizeof header->id) == 0 && is_of_file(place, header);
}

// The image where it lies; NULL if it cannot be used there.
static const void *map_image(const struct place *place, tw_module_t *module) {
    uint32_t size = 0;
    tw_filestore_t *fs = place->fs;
    const uint8_t *mapped =
        fs->ops->map == NULL ? NULL : (const uint8_t *)fs->ops->map(fs, place->kept, &size);
    module->kept = mapped;
    module->is_kept_mapped = mapped != NULL;
    return mapped == NULL || (uintptr_t)mapped % 4 != 0 ? NULL : mapped + sizeof(struct header);
}

static tw_err_t find_image(const struct place *place, const struct header *header,
                           tw_module_t *module, tw_kept_t *kept) {
    kept->size = header->size;
    kept->image = map_image(place, module);
    if (kept->image != NULL) {
        return TW_ERR_OK;
    }
    module->engine->keeper->release(module);
    void *copy = tw__arena_alloc(place->engine->arena, header->size);
    module->kept = copy;
    kept->image = copy;
    return copy == NULL ? TW_ERR_NOMEM
                        : read_whole(place, place->kept, sizeof *header, copy, header->size);
}

static bool is_whole(const struct header *header, const tw_kept_t *kept) {
    const uint8_t *image = (const uint8_t *)kept->image;
    return crc_add(UINT32_MAX, image, kept->size) == ~header->crc;
}

static tw_err_t adopt(struct place *place, const struct header *header, tw_module_t *module) {
    tw_kept_t kept = {NULL, 0, NULL, read_module, place};
    uint32_t size = 0;
    tw_err_t err = find_image(place, header, module, &kept);
    if (err == TW_ERR_OK && !is_whole(header, &kept)) {
        err = TW_ERR_CORRUPT;
    }
    if (err != TW_ERR_OK) {
        return err;
    }
    kept.bytes = (const uint8_t *)tw_filestore_map(place->fs, place->name, &size);
    module->is_file_mapped = kept.bytes != NULL;
    return interp_keep->adopt(place->engine->store, module->name, &kept, &module->code);
}

// What cannot be used only takes room. Whatever this answers, code is made anew.
static tw_err_t discard(const struct place *place, tw_err_t err) {
    if (err != TW_ERR_NOMEM) {
        (void)tw__protected_remove(place->engine, place->kept);
    }
    tw__engine_enter(place->engine, place->name);
    return TW_ERR_NOENT;
}

// It is loaded, unless the grants refuse it.
static tw_err_t admit(tw_module_t *module, const uint8_t *sha256) {
    const tw_grants_t *grants = module->engine->grants;
    tw_err_t err = TW_ERR_OK;
    if (grants != NULL) {
        grants->ops->know(module, sha256);
        err = grants->ops->end(module);
    }
    module->stage = err == TW_ERR_OK ? TW_MODULE_LOADED : TW_MODULE_FAILED;
    module->engine->loading = NULL;
    return err;
}

static tw_err_t load(tw_engine_t *engine, const char *name, tw_module_t **module) {
    struct place place;
    struct header header;
    tw_module_t *made = NULL;
    if (!find_place(engine, name, &place)) {
        return TW_ERR_NOENT;
    }
    if (!read_header(&place, &header)) {
        return discard(&place, TW_ERR_CORRUPT);
    }
    tw_err_t err = tw__module_begin(engine, name, false, &made);
    if (err != TW_ERR_OK) {
        return err;
    }
    engine->interp->unload(made->code);
    made->code = NULL;
    err = adopt(&place, &header, made);
    if (err != TW_ERR_OK) {
        tw__module_drop(made);
        return discard(&place, err);
    }
    err = admit(made, header.sha256);
    if (err != TW_ERR_OK) {
        tw__module_drop(made);
        return err;
    }
    *module = made;
    return TW_ERR_OK;
}

static void release(tw_module_t *module) {
    struct place place;
    tw_filestore_t *fs = module->engine->filestore;
    bool is_found = find_place(module->engine, module->file, &place);
    if (!module->is_kept_mapped) {
        tw__arena_free(module->engine->arena, (void *)(uintptr_t)module->kept);
    } else if (is_found && fs->ops->unmap != NULL) {
        fs->ops->unmap(fs, place.kept);
    }
    module->is_kept_mapped = false;
    module->kept = NULL;
}

// ---- keeping ------------------------------------------------------------------------------------

static tw_err_t sum_piece(void *ctx, const void *piece, uint32_t size) {
    uint32_t *crc = (uint32_t *)ctx;
    *crc = crc_add(*crc, (const uint8_t *)piece, size);
    return TW_ERR_OK;
}

static tw_err_t save_piece(void *ctx, const void *piece, uint32_t size) {
    return tw_filestore_save_write((tw_filestore_t *)ctx, piece, size);
}

static tw_err_t fill_header(const struct place *place, const tw_interp_module_t *code,
                            struct header *header) {
    uint32_t crc = UINT32_MAX;
    memset(header, 0, sizeof *header);
    header->magic = MAGIC;
    header->size = interp_keep->size(code);
    memcpy(header->id, interp_keep->id, sizeof header->id);
    tw_err_t err = interp_keep->write(code, sum_piece, &crc);
    header->crc = ~crc;
    header->file_crc = sum_mapped(place);
    return err == TW_ERR_OK ? hash_file(place, header->sha256) : err;
}

static tw_err_t save(const struct place *place, const tw_interp_module_t *code,
                     struct header *header) {
    tw_err_t err = fill_header(place, code, header);
    if (err == TW_ERR_OK) {
        err = tw__protected_begin(place->engine, place->kept, header->size + sizeof *header);
    }
    if (err != TW_ERR_OK) {
        return err;
    }
    err = tw_filestore_save_write(place->fs, header, sizeof *header);
    err = err == TW_ERR_OK ? interp_keep->write(code, save_piece, place->fs) : err;
    if (err != TW_ERR_OK) {
        tw_filestore_save_abort(place->fs);
        return err;
    }
    return tw_filestore_save_commit(place->fs);
}

// The module goes on with the code that was kept of it, where both are mapped.
static void move_over(struct place *place, tw_module_t *module) {
    tw_interp_module_t *code = NULL;
    uint32_t size = 0;
    const void *image = map_image(place, module);
    const void *bytes = tw_filestore_map(place->fs, place->name, &size);
    uint32_t image_size = interp_keep->size(module->code);
    tw_kept_t kept = {image, image_size, (const uint8_t *)bytes, read_module, place};
    if (bytes != NULL) {
        tw_filestore_unmap(place->fs, place->name);  // it was mapped before
    }
    tw_err_t err = image == NULL || bytes == NULL
                       ? TW_ERR_NOENT
                       : interp_keep->adopt(place->engine->store, module->name, &kept, &code);
    if (err != TW_ERR_OK) {
        release(module);
        tw__engine_enter(place->engine, place->name);
        return;
    }
    place->engine->interp->unload(module->code);
    module->code = code;
}

static void keep(tw_module_t *module) {
    struct place place;
    struct header header;
    if (find_place(module->engine, module->file, &place) &&
        save(&place, module->code, &header) == TW_ERR_OK && module->is_file_mapped) {
        move_over(&place, module);
    }
}

const tw_keeper_t tw_keeper = {load, keep, release, tw_filestore_forget_kept};

// ---- what the application asks ------------------------------------------------------------------

static tw_err_t check(tw_engine_t *engine, const char *name, struct place *place) {
    tw_fileinfo_t info = {name, 0};
    if (engine->filestore == NULL) {
        return TW_ERR_STATE;
    }
    tw_err_t err = tw_filestore_stat(engine->filestore, name, &info);
    bool is_name = err == TW_ERR_OK || err == TW_ERR_NOENT || err == TW_ERR_CORRUPT;
    if (is_name) {
        err = find_place(engine, name, place) ? TW_ERR_OK : TW_ERR_NOENT;
    }
    return err;
}

tw_err_t tw_keep_size(tw_engine_t *engine, const char *name, uint32_t *bytes) {
    struct place place;
    *bytes = 0;
    tw_err_t err = check(engine, name, &place);
    err = err == TW_ERR_OK ? tw__protected_stat(engine, place.kept, bytes) : err;
    return err == TW_ERR_NOENT ? TW_ERR_OK : err;
}

tw_err_t tw_keep_drop(tw_engine_t *engine, const char *name) {
    struct place place;
    tw_err_t err = check(engine, name, &place);
    err = err == TW_ERR_OK ? tw__protected_remove(engine, place.kept) : err;
    return err == TW_ERR_NOENT ? TW_ERR_OK : err;
}
