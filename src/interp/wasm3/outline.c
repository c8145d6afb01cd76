// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "interp/wasm3/outline.h"

#include "base/leb.h"
#include "base/mem.h"

#define HEAD_BYTES 8  // magic and version
#define SECTION_IMPORT 2
#define SECTION_EXPORT 7
#define KIND_COUNT 4u
#define FLAG_MAX 1u
#define FLAG_PAGE_SIZE 8u

// Reads never pass the end; one that would gives 0 and sets is_bad.
struct bytes {
    const uint8_t *at;
    const uint8_t *end;
    bool is_bad;
};

static uint32_t read_u32(struct bytes *bytes) {
    uint64_t value = 0;
    if (tw__leb_read(&bytes->at, bytes->end, TW__LEB_U32, &value) != 0) {
        bytes->is_bad = true;
        bytes->at = bytes->end;
    }
    return (uint32_t)value;
}

static const uint8_t *take(struct bytes *bytes, uint32_t size) {
    const uint8_t *taken = bytes->at;
    if (size > (size_t)(bytes->end - bytes->at)) {
        bytes->is_bad = true;
        bytes->at = bytes->end;
        return NULL;
    }
    bytes->at += size;
    return taken;
}

static uint32_t read_byte(struct bytes *bytes) {
    const uint8_t *byte = take(bytes, 1);
    return byte == NULL ? 0 : *byte;
}

static tw_name_t read_name(struct bytes *bytes) {
    tw_name_t name = {NULL, read_u32(bytes)};
    name.bytes = (const char *)take(bytes, name.size);
    return name;
}

static void skip_limits(struct bytes *bytes) {
    uint32_t flags = read_byte(bytes);
    (void)read_u32(bytes);
    if ((flags & FLAG_MAX) != 0) {
        (void)read_u32(bytes);
    }
    if ((flags & FLAG_PAGE_SIZE) != 0) {
        (void)read_u32(bytes);
    }
}

// Skips what an import says of its type. Value types are one byte: wasm3 takes no others.
static void skip_type(struct bytes *bytes, uint32_t kind) {
    switch (kind) {
        case TW_EXTERN_FUNC:
            (void)read_u32(bytes);
            break;
        case TW_EXTERN_TABLE:
            (void)read_byte(bytes);
            skip_limits(bytes);
            break;
        case TW_EXTERN_MEMORY:
            skip_limits(bytes);
            break;
        default:
            (void)take(bytes, 2);
            break;
    }
}

// A vector's count, and room for it; an item takes at least 3 bytes, so a count can be too large
// only in a module that ends too soon.
static void *begin_vector(struct bytes *bytes, struct tw__arena *arena, size_t item_size,
                          uint32_t *count) {
    *count = read_u32(bytes);
    if (*count > (size_t)(bytes->end - bytes->at) / 3) {
        bytes->is_bad = true;
        *count = 0;
    }
    void *items = tw__arena_alloc(arena, *count * item_size);
    if (items != NULL) {
        memset(items, 0, *count * item_size);
    }
    return items;
}

static tw_err_t read_imports(struct tw__outline *outline, struct tw__arena *arena,
                             struct bytes *bytes) {
    uint32_t next[KIND_COUNT] = {0};
    outline->imports =
        begin_vector(bytes, arena, sizeof outline->imports[0], &outline->import_count);
    if (outline->imports == NULL) {
        return TW_ERR_NOMEM;
    }
    for (uint32_t i = 0; i < outline->import_count; i++) {
        struct tw__outline_import *import = &outline->imports[i];
        import->module = read_name(bytes);
        import->name = read_name(bytes);
        import->kind = read_byte(bytes);
        if (import->kind >= KIND_COUNT) {
            return TW_ERR_MALFORMED;
        }
        import->idx = next[import->kind]++;
        skip_type(bytes, import->kind);
    }
    return bytes->is_bad ? TW_ERR_MALFORMED : TW_ERR_OK;
}

static tw_err_t read_exports(struct tw__outline *outline, struct tw__arena *arena,
                             struct bytes *bytes) {
    outline->exports =
        begin_vector(bytes, arena, sizeof outline->exports[0], &outline->export_count);
    if (outline->exports == NULL) {
        return TW_ERR_NOMEM;
    }
    for (uint32_t i = 0; i < outline->export_count; i++) {
        struct tw__outline_export *export_ = &outline->exports[i];
        export_->name = read_name(bytes);
        export_->kind = read_byte(bytes);
        export_->idx = read_u32(bytes);
        if (export_->kind >= KIND_COUNT) {
            return TW_ERR_MALFORMED;
        }
    }
    return bytes->is_bad ? TW_ERR_MALFORMED : TW_ERR_OK;
}

static tw_err_t read_section(struct tw__outline *outline, struct tw__arena *arena, uint32_t id,
                             struct bytes *bytes) {
    if (id == SECTION_IMPORT && outline->imports == NULL) {
        return read_imports(outline, arena, bytes);
    }
    if (id == SECTION_EXPORT && outline->exports == NULL) {
        return read_exports(outline, arena, bytes);
    }
    return TW_ERR_OK;
}

tw_err_t tw__outline_read(struct tw__outline *outline, struct tw__arena *arena,
                          const uint8_t *bytes, size_t size) {
    struct bytes module = {bytes, bytes + size, false};
    memset(outline, 0, sizeof *outline);
    (void)take(&module, HEAD_BYTES);
    while (module.at != module.end) {
        uint32_t id = read_byte(&module);
        uint32_t section_size = read_u32(&module);
        const uint8_t *content = take(&module, section_size);
        if (content == NULL) {
            return TW_ERR_MALFORMED;
        }
        struct bytes section = {content, module.at, false};
        tw_err_t err = read_section(outline, arena, id, &section);
        if (err != TW_ERR_OK) {
            return err;
        }
    }
    return module.is_bad ? TW_ERR_MALFORMED : TW_ERR_OK;
}

void tw__outline_free(struct tw__outline *outline, struct tw__arena *arena) {
    tw__arena_free(arena, outline->imports);
    tw__arena_free(arena, outline->exports);
}
