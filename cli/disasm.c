// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "command.h"
#include "json.h"
#include "progress.h"
#include "regcode.h"
#include "scan.h"
#include "session.h"
#include "text.h"

// tw disasm: a module's instructions, and beside each the register code that it became.

static const char where[] = "tw disasm";

#define TEXT_BYTES 200
#define WASM_COLUMNS 44
#define MOST_INDENT 12
#define NAME_BYTES 80

struct listing {
    struct file file;
    struct session session;
    tw_module_t *module;
    struct scan scan;
    uint32_t imports;    // of functions: they come first in the index space
    const char *wanted;  // NULL: all functions
    unsigned shown;
    struct json json;
    bool is_json;
};

// The register code of one function.
struct ops {
    struct regcode_op *items;
    size_t count;
};

// ---- names ----

// The name under which a function is exported; "" if it is not.
static void find_name(const struct listing *listing, uint32_t func_idx, char name[NAME_BYTES]) {
    struct bytes bytes = listing->scan.sections[SECTION_EXPORT];
    name[0] = '\0';
    for (uint32_t i = 0; i < listing->scan.counts[SECTION_EXPORT]; i++) {
        uint32_t size = (uint32_t)scan_leb(&bytes);
        const uint8_t *text = bytes.at;
        bytes.at += size;
        uint32_t kind = scan_byte(&bytes);
        uint64_t idx = scan_leb(&bytes);
        if (kind == TW_EXTERN_FUNC && idx == func_idx) {
            snprintf(name, NAME_BYTES, "%.*s", (int)(size < NAME_BYTES ? size : NAME_BYTES - 1u),
                     (const char *)text);
            return;
        }
    }
}

static uint32_t count_imports(const tw_module_t *module) {
    tw_import_t import;
    uint32_t count = 0;
    for (uint32_t i = 0; tw_module_import_at(module, i, &import); i++) {
        count += import.type.kind == TW_EXTERN_FUNC;
    }
    return count;
}

static bool is_wanted(const struct listing *listing, uint32_t func_idx, const char *name) {
    char number[16];
    snprintf(number, sizeof number, "%u", (unsigned)func_idx);
    return listing->wanted == NULL || strcmp(listing->wanted, name) == 0 ||
           strcmp(listing->wanted, number) == 0;
}

// ---- register code ----

static void read_ops(struct regcode *regcode, const char *name, struct ops *ops) {
    // An operation has a unit at least.
    ops->items = malloc(((size_t)regcode->units + 1u) * sizeof *ops->items);
    ops->count = 0;
    if (ops->items == NULL) {
        exit(fail_module(where, TW_ERR_NOMEM, "the PC has no memory left: close something"));
    }
    while (regcode_next(regcode, &ops->items[ops->count])) {
        ops->count++;
        if (ops->count % 64 == 0) {
            show_progress(name, regcode->unit, regcode->units + 1u);
        }
    }
}

// The next operation of the instruction at an offset, behind the one at `from`.
static const struct regcode_op *next_op(const struct ops *ops, uint32_t offset, size_t *from) {
    while (*from < ops->count) {
        const struct regcode_op *op = &ops->items[(*from)++];
        if (op->offset == offset) {
            return op;
        }
    }
    return NULL;
}

// ---- an instruction ----

static void print_instr(uint32_t offset, unsigned depth, const char *text, const struct ops *ops) {
    size_t from = 0;
    char line[2 * TEXT_BYTES];
    unsigned indent = 2 * (depth < MOST_INDENT ? depth : MOST_INDENT);
    const struct regcode_op *op = next_op(ops, offset, &from);
    snprintf(line, sizeof line, "%06x  %*s%s", (unsigned)offset, (int)indent, "", text);
    if (op == NULL) {
        puts(line);
    }
    for (bool is_first = true; op != NULL; op = next_op(ops, offset, &from), is_first = false) {
        printf("%-*s | %5u  %s\n", WASM_COLUMNS, is_first ? line : "", (unsigned)op->unit,
               op->text);
    }
}

static void json_instr(struct json *json, uint32_t offset, const char *text,
                       const struct ops *ops) {
    size_t from = 0;
    const struct regcode_op *op = NULL;
    json_begin(json, NULL);
    json_number(json, "offset", offset);
    json_text(json, "text", text);
    json_begin_list(json, "register_code");
    while ((op = next_op(ops, offset, &from)) != NULL) {
        json_begin(json, NULL);
        json_number(json, "unit", op->unit);
        json_text(json, "text", op->text);
        json_end(json);
    }
    json_end_list(json);
    json_end(json);
}

static void list_body(struct listing *listing, struct bytes body, const struct ops *ops) {
    unsigned depth = 0;
    for (uint64_t locals = scan_leb(&body); locals > 0 && body.at < body.end; locals--) {
        (void)scan_leb(&body);
        scan_skip_valtype(&body);
    }
    while (body.at < body.end) {
        char text[TEXT_BYTES];
        uint32_t offset = (uint32_t)(body.at - body.start);
        uint32_t code = scan_instr_text(&body, text, sizeof text);
        bool is_between = code == SCAN_ELSE || code == SCAN_CATCH || code == SCAN_CATCH_ALL;
        bool closes = code == SCAN_END || code == SCAN_DELEGATE || is_between;
        depth -= closes && depth > 0 ? 1 : 0;
        if (listing->is_json) {
            json_instr(&listing->json, offset, text, ops);
        } else {
            print_instr(offset, depth, text, ops);
        }
        bool opens = code == SCAN_BLOCK || code == SCAN_LOOP || code == SCAN_IF ||
                     code == SCAN_TRY || code == SCAN_TRY_TABLE;
        depth += opens || is_between ? 1 : 0;
    }
}

// ---- a function ----

static void begin_function(struct listing *listing, uint32_t func_idx, const char *name,
                           const struct regcode *regcode, uint32_t size) {
    if (listing->is_json) {
        struct json *json = &listing->json;
        json_begin(json, NULL);
        json_number(json, "function", func_idx);
        json_text(json, "export", name[0] != '\0' ? name : NULL);
        json_number(json, "wasm_bytes", size);
        json_number(json, "units", regcode->units);
        json_number(json, "frame_cells", regcode->frame_cells);
        json_begin_list(json, "instructions");
        return;
    }
    printf(
        "%s%sfunction %u%s%s%s%s: %s B of wasm, %s units of register code, a frame of %s cells\n",
        listing->shown > 0 ? "\n" : "", style(STYLE_BOLD), (unsigned)func_idx,
        name[0] != '\0' ? " (" : "", name, name[0] != '\0' ? ")" : "", style(STYLE_PLAIN),
        grouped(size), grouped(regcode->units), grouped(regcode->frame_cells));
}

static void list_function(struct listing *listing, uint32_t func_idx, struct bytes body) {
    char name[NAME_BYTES];
    struct regcode regcode;
    struct ops ops;
    find_name(listing, func_idx, name);
    if (!is_wanted(listing, func_idx, name) || !regcode_open(&regcode, listing->module, func_idx)) {
        return;
    }
    begin_function(listing, func_idx, name, &regcode, (uint32_t)(body.end - body.at));
    read_ops(&regcode, name, &ops);
    list_body(listing, body, &ops);
    if (listing->is_json) {
        json_end_list(&listing->json);
        json_end(&listing->json);
    }
    free(ops.items);
    listing->shown++;
}

static void list_functions(struct listing *listing) {
    struct bytes code = listing->scan.sections[SECTION_CODE];
    for (uint32_t i = 0; i < listing->scan.counts[SECTION_CODE]; i++) {
        uint64_t size = scan_leb(&code);
        struct bytes body = {code.start, code.at, code.at + size};
        code.at += size;
        list_function(listing, listing->imports + i, body);
    }
}

static int list(struct listing *listing) {
    int code = session_open(&listing->session, regcode_interp(), &listing->file, 0, NULL, 0, NULL);
    code = code == 0 ? session_load(&listing->session, &listing->module) : code;
    if (code != 0) {
        return code;
    }
    scan_module(&listing->scan, listing->file.bytes, listing->file.size);
    listing->imports = count_imports(listing->module);
    if (listing->is_json) {
        json_begin_list(&listing->json, NULL);
    }
    list_functions(listing);
    if (listing->is_json) {
        json_end_list(&listing->json);
    }
    return listing->shown > 0 || listing->wanted == NULL
               ? 0
               : fail_usage(listing->file.name, TW_ERR_NOENT,
                            "it defines no function %s: tw inspect lists its exports",
                            listing->wanted);
}

int command_disasm(int count, char **args) {
    static struct listing listing;
    listing.is_json = args_flag(&count, args, "--json");
    listing.wanted = args_value(&count, args, "--func");
    int code = args_check("disasm", count, args, 1, 1);
    code = code == 0 ? file_read(&listing.file, args[0]) : code;
    code = code == 0 ? list(&listing) : code;
    session_close(&listing.session);
    file_free(&listing.file);
    return code;
}
