// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/load.h"

// Loads that only validate. Of a module that is checked nothing is kept but what validation asks
// for: the types, and those of functions, tables, memories, globals and element segments. Sections
// are collected and given back once they are parsed; code makes no register code; the data section
// is not collected either: a segment's head is read as an item, its bytes are passed over.

// ---- code --------------------------------------------------------------------------------------

static void ignore(struct tw__body *body) {
    (void)body;
}

// What a translator refuses in an instruction that is valid.
static void check_instr(struct tw__body *body) {
    if (body->instr.op == TW_OP_BR_TABLE && body->instr.a > UINT16_MAX) {
        tw__bad(body->loader, TW_BAD_TABLE_LABELS);
    }
}

static void ignore_label(struct tw__body *body, uint32_t depth) {
    (void)body;
    (void)depth;
}

static const struct tw__emitter emitter = {ignore, check_instr, ignore_label, ignore, ignore};

// ---- data --------------------------------------------------------------------------------------

// What check is doing is the loader's phase, or one of these. Segments are counted as bodies are.
enum { PHASE_DATA = TW_LOAD_PHASES, PHASE_SEGMENT, PHASE_BYTES };

static uint32_t section_left(const struct tw__loader *loader) {
    return loader->section_end - tw__reader_offset(&loader->reader);
}

// An item of the section ends within it.
static void read_within(struct tw__loader *loader, void (*item)(struct tw__loader *loader)) {
    struct tw__reader *reader = &loader->reader;
    const uint8_t *end = reader->end;
    uint32_t left = section_left(loader);
    bool is_all_there = tw__reader_left(reader) >= left;
    if (is_all_there) {
        reader->end = reader->p + left;
    }
    item(loader);
    tw__check_read(loader, is_all_there);
    reader->end = end;
}

static void next_segment(struct tw__loader *loader) {
    loader->phase = PHASE_SEGMENT;
    if (loader->body.bodies_left == 0) {
        loader->phase = TW_PHASE_SECTION;
        if (section_left(loader) > 0) {
            tw__bad(loader, TW_BAD_SECTION_SIZE);
        }
    }
}

static void skip_bytes(struct tw__loader *loader) {
    struct tw__reader *reader = &loader->reader;
    uint32_t left = loader->body.size;
    uint32_t count = tw__reader_left(reader) < left ? (uint32_t)tw__reader_left(reader) : left;
    reader->p += count;
    loader->body.size -= count;
    if (loader->body.size == 0) {
        next_segment(loader);
    }
}

// The parser wants the bytes, too: that these are not there is no failure.
static void read_segment_head(struct tw__loader *loader) {
    struct tw__reader *reader = &loader->reader;
    struct tw__data data = {0};
    tw__parse_data(loader, &data);
    if (reader->status == TW_READER_SHORT && data.size > 0) {
        reader->status = TW_READER_OK;
    }
    if (!tw__is_ok(loader)) {
        return;
    }
    reader->p = reader->origin + data.bytes;
    if (data.size > section_left(loader)) {
        tw__bad(loader, TW_BAD_END);
    }
    loader->body.size = data.size;
}

static void read_segment(struct tw__loader *loader) {
    read_within(loader, read_segment_head);
    if (tw__is_ok(loader)) {
        loader->module->data_count++;
        loader->body.bodies_left--;
        loader->phase = PHASE_BYTES;
        skip_bytes(loader);
    }
}

static void read_count(struct tw__loader *loader) {
    uint32_t count = tw__read_u32(&loader->reader);
    if (count > section_left(loader)) {
        tw__bad(loader, TW_BAD_END);
    }
    if (count > TW_MAX_ENTRIES) {
        tw__bad(loader, TW_BAD_ENTRIES);
    }
    loader->body.bodies_left = count;
}

static void read_data(struct tw__loader *loader) {
    read_within(loader, read_count);
    if (tw__is_ok(loader)) {
        next_segment(loader);
    }
}

// ---- sections ----------------------------------------------------------------------------------

// Gives back what a parsed section left for those who run the module.
static void drop_spans(struct tw__loader *loader) {
    struct tw_interp_module *module = loader->module;
    struct tw__span *const spans[] = {&module->table_section, &module->import_section,
                                      &module->global_section, &module->export_section,
                                      &module->elem_section};
    for (uint32_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
        tw__arena_free(loader->arena, (void *)(uintptr_t)spans[i]->bytes);
        spans[i]->bytes = NULL;
    }
}

static void read_section(struct tw__loader *loader) {
    uint32_t id = *loader->reader.p;
    if (id != TW_SECTION_CODE && id != TW_SECTION_DATA) {
        tw__load_readers[TW_PHASE_SECTION](loader);
        return;
    }
    tw__read_section_head(loader);
    if (tw__is_ok(loader)) {
        loader->phase = id == TW_SECTION_CODE ? TW_PHASE_CODE : PHASE_DATA;
        loader->body.emitter = &emitter;
    }
}

// load_end looks for code.
static void read_code(struct tw__loader *loader) {
    tw__load_readers[TW_PHASE_CODE](loader);
    loader->body_count = loader->body.state == TW_BODY_COUNT ? loader->body_count : 0;
}

static void read_item(struct tw__loader *loader) {
    static void (*const readers[])(struct tw__loader *loader) = {
        [TW_PHASE_SECTION] = read_section, [TW_PHASE_CODE] = read_code, [PHASE_DATA] = read_data,
        [PHASE_SEGMENT] = read_segment,    [PHASE_BYTES] = skip_bytes,
    };
    void (*const reader)(struct tw__loader *loader) = readers[loader->phase];
    (reader != NULL ? reader : tw__load_readers[loader->phase])(loader);
    if (loader->phase == TW_PHASE_SECTION) {
        drop_spans(loader);
    }
}

void tw__load_only_check(tw_interp_module_t *module) {
    TW_ASSERT(!module->is_mapped);
    TW_ASSERT(module->loader != NULL && module->loader->offset == 0);
    module->loader->check = read_item;
}
