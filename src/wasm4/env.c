// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The functions that carts import, and what reads their arguments.

#include "console.h"

#include "base/mem.h"
#include "draw.h"

// ---- arguments ----------------------------------------------------------------------------------

static uint32_t arg(const tw_call_t *call, uint32_t i) {
    return (uint32_t)tw_arg_i32(call, i);
}

uint8_t *tw__wasm4_guest(tw_call_t *call, uint32_t addr, uint64_t size, tw_err_t *err) {
    uint8_t *bytes = tw__wasm4_bytes(tw__wasm4_of(call), addr, size);
    *err = bytes != NULL
               ? TW_ERR_OK
               : tw_call_trap(call, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS, "an argument of env");
    return bytes;
}

const char *tw__wasm4_guest_string(tw_call_t *call, uint32_t addr, uint32_t *size, tw_err_t *err) {
    const char *memory = (const char *)tw__wasm4_guest(call, 0, TW_WASM4_MEMORY_BYTES, err);
    uint32_t end = addr;
    while (memory != NULL && end < TW_WASM4_MEMORY_BYTES && memory[end] != '\0') {
        end++;
    }
    if (memory == NULL || end >= TW_WASM4_MEMORY_BYTES) {
        *err = tw_call_trap(call, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS, "a string of env");
        return NULL;
    }
    *size = end - addr;
    return memory + addr;
}

tw_err_t tw__wasm4_work(tw_call_t *call, uint64_t work) {
    tw_wasm4_t *console = tw__wasm4_of(call);
    if (work < console->work_left) {
        console->work_left -= work;
        return TW_ERR_OK;
    }
    console->work_left = 0;
    return tw_call_trap(call, TW_TRAP_HOST, "the console draws no more in this frame: draw less");
}

// ---- drawing ------------------------------------------------------------------------------------

#define CALL_WORK 16u  // of a call that draws nothing

static tw_err_t begin(tw_call_t *call, struct tw__canvas *canvas) {
    tw_err_t err = TW_ERR_OK;
    uint8_t *memory = tw__wasm4_guest(call, 0, TW_WASM4_MEMORY_BYTES, &err);
    if (memory != NULL) {
        canvas->pixels = memory + TW_WASM4_AT_PICTURE;
        canvas->colors = (uint32_t)tw__wasm4_get(memory + TW_WASM4_AT_COLORS, 2);
        canvas->work_left = tw__wasm4_of(call)->work_left;
    }
    return err;
}

static tw_err_t end(tw_call_t *call, const struct tw__canvas *canvas) {
    tw__wasm4_of(call)->work_left = canvas->work_left;
    return tw__wasm4_work(call, CALL_WORK);
}

// `draw` is one of those of draw.h, with as many numbers as the cart gives it.
static tw_err_t draw3(tw_call_t *call,
                      void (*draw)(struct tw__canvas *, int32_t, int32_t, int32_t)) {
    struct tw__canvas canvas;
    tw_err_t err = begin(call, &canvas);
    if (err == TW_ERR_OK) {
        draw(&canvas, tw_arg_i32(call, 0), tw_arg_i32(call, 1), tw_arg_i32(call, 2));
        err = end(call, &canvas);
    }
    return err;
}

static tw_err_t draw4(tw_call_t *call,
                      void (*draw)(struct tw__canvas *, int32_t, int32_t, int32_t, int32_t)) {
    struct tw__canvas canvas;
    tw_err_t err = begin(call, &canvas);
    if (err == TW_ERR_OK) {
        draw(&canvas, tw_arg_i32(call, 0), tw_arg_i32(call, 1), tw_arg_i32(call, 2),
             tw_arg_i32(call, 3));
        err = end(call, &canvas);
    }
    return err;
}

static tw_err_t line(tw_call_t *call) {
    return draw4(call, tw__draw_line);
}

static tw_err_t hline(tw_call_t *call) {
    return draw3(call, tw__draw_hline);
}

static tw_err_t vline(tw_call_t *call) {
    return draw3(call, tw__draw_vline);
}

static tw_err_t oval(tw_call_t *call) {
    return draw4(call, tw__draw_oval);
}

static tw_err_t rect(tw_call_t *call) {
    return draw4(call, tw__draw_rect);
}

static tw_err_t draw_sprite(tw_call_t *call, struct tw__sprite *sprite) {
    struct tw__canvas canvas;
    tw_err_t err = begin(call, &canvas);
    if (err != TW_ERR_OK) {
        return err;
    }
    sprite->bytes = canvas.pixels - TW_WASM4_AT_PICTURE;
    sprite->byte_count = TW_WASM4_MEMORY_BYTES;
    sprite->off = arg(call, 0);
    sprite->width = tw_arg_i32(call, 3);
    sprite->height = tw_arg_i32(call, 4);
    if (!tw__draw_sprite(&canvas, sprite, tw_arg_i32(call, 1), tw_arg_i32(call, 2))) {
        return tw_call_trap(call, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS, "a sprite of env");
    }
    return end(call, &canvas);
}

static tw_err_t blit(tw_call_t *call) {
    struct tw__sprite sprite = {.stride = tw_arg_i32(call, 3), .flags = arg(call, 5)};
    return draw_sprite(call, &sprite);
}

static tw_err_t blit_sub(tw_call_t *call) {
    struct tw__sprite sprite = {.src_x = tw_arg_i32(call, 5),
                                .src_y = tw_arg_i32(call, 6),
                                .stride = tw_arg_i32(call, 7),
                                .flags = arg(call, 8)};
    return draw_sprite(call, &sprite);
}

// ---- text ---------------------------------------------------------------------------------------

// A row of characters of 1 or 2 bytes, ended by their number or by one that is 0.
struct chars {
    const uint8_t *bytes;
    uint32_t count;
    uint32_t size;  // of a character
};

static tw_err_t draw_text(tw_call_t *call, const struct chars *chars, uint32_t x) {
    struct tw__canvas canvas;
    tw_err_t err = begin(call, &canvas);
    if (err != TW_ERR_OK) {
        return err;
    }
    struct tw__pen pen = {tw_arg_i32(call, x), tw_arg_i32(call, x), tw_arg_i32(call, x + 1)};
    for (uint32_t i = 0; i < chars->count && tw__canvas_work(&canvas, 1); i++) {
        uint32_t character = (uint32_t)tw__wasm4_get(chars->bytes + i * chars->size, chars->size);
        if (character == 0) {
            break;
        }
        tw__draw_char(&canvas, &pen, character);
    }
    return end(call, &canvas);
}

static tw_err_t text(tw_call_t *call) {
    tw_err_t err = TW_ERR_OK;
    struct chars chars = {NULL, 0, 1};
    chars.bytes = (const uint8_t *)tw__wasm4_guest_string(call, arg(call, 0), &chars.count, &err);
    return err == TW_ERR_OK ? draw_text(call, &chars, 1) : err;
}

static tw_err_t text_utf8(tw_call_t *call) {
    tw_err_t err = TW_ERR_OK;
    struct chars chars = {NULL, arg(call, 1), 1};
    chars.bytes = tw__wasm4_guest(call, arg(call, 0), chars.count, &err);
    return err == TW_ERR_OK ? draw_text(call, &chars, 2) : err;
}

// Of an odd number of bytes the last one has the next as its upper half.
static tw_err_t text_utf16(tw_call_t *call) {
    tw_err_t err = TW_ERR_OK;
    uint64_t size = arg(call, 1);
    struct chars chars = {NULL, (uint32_t)((size + 1) / 2), 2};
    chars.bytes = tw__wasm4_guest(call, arg(call, 0), (size + 1) / 2 * 2, &err);
    return err == TW_ERR_OK ? draw_text(call, &chars, 2) : err;
}

// ---- sound --------------------------------------------------------------------------------------

static tw_err_t tone(tw_call_t *call) {
    const tw_wasm4_t *console = tw__wasm4_of(call);
    const tw_wasm4_tone_t tone = {console->frame, arg(call, 0), arg(call, 1), arg(call, 2),
                                  arg(call, 3)};
    if (console->config.tone != NULL) {
        console->config.tone(console->config.ctx, &tone);
    }
    if (console->config.synth != NULL) {
        console->config.synth->ops->play(console->config.synth, &tone);
    }
    return tw__wasm4_work(call, CALL_WORK);
}

// ---- the disk -----------------------------------------------------------------------------------

static tw_err_t diskr(tw_call_t *call) {
    const tw_wasm4_t *console = tw__wasm4_of(call);
    tw_err_t err = TW_ERR_OK;
    uint8_t *target = tw__wasm4_guest(call, arg(call, 0), arg(call, 1), &err);
    if (target == NULL) {
        return err;
    }
    uint32_t size = arg(call, 1) < console->disk_size ? arg(call, 1) : console->disk_size;
    memcpy(target, console->disk, size);
    tw_ret_i32(call, (int32_t)size);
    return tw__wasm4_work(call, size);
}

static tw_err_t diskw(tw_call_t *call) {
    tw_wasm4_t *console = tw__wasm4_of(call);
    tw_err_t err = TW_ERR_OK;
    const uint8_t *source = tw__wasm4_guest(call, arg(call, 0), arg(call, 1), &err);
    if (source == NULL) {
        return err;
    }
    uint32_t size = arg(call, 1) < TW_WASM4_DISK_BYTES ? arg(call, 1) : TW_WASM4_DISK_BYTES;
    memcpy(console->disk, source, size);
    console->disk_size = (uint16_t)size;
    console->is_disk_changed = true;
    tw_ret_i32(call, (int32_t)size);
    return tw__wasm4_work(call, size);
}

// ---- the table ----------------------------------------------------------------------------------

static const tw_host_func_t funcs[] = {
    {"blit", "(iiiiii)", blit},
    {"blitSub", "(iiiiiiiii)", blit_sub},
    {"line", "(iiii)", line},
    {"hline", "(iii)", hline},
    {"vline", "(iii)", vline},
    {"oval", "(iiii)", oval},
    {"rect", "(iiii)", rect},
    {"text", "(iii)", text},
    {"textUtf8", "(iiii)", text_utf8},
    {"textUtf16", "(iiii)", text_utf16},
    {"tone", "(iiii)", tone},
    {"diskr", "(ii)i", diskr},
    {"diskw", "(ii)i", diskw},
    {"trace", "(i)", tw__wasm4_trace},
    {"traceUtf8", "(ii)", tw__wasm4_trace_utf8},
    {"traceUtf16", "(ii)", tw__wasm4_trace_utf16},
    {"tracef", "(ii)", tw__wasm4_tracef},
};

const tw_host_module_t tw__wasm4_env = {"env", funcs, sizeof funcs / sizeof funcs[0], NULL};
