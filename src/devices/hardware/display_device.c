// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A display, for modules.

#include "tinywasm/display.h"
#include "tinywasm/grant.h"
#include "tw_host_display.h"

#define NUMBER 0u

// The display, if the caller may use it.
static tw_err_t take_display(tw_call_t *call, tw_display_t **display) {
    *display = (tw_display_t *)tw_call_ctx(call);
    return tw_call_allowed(call, "display", NUMBER, TW_GRANT_NONE);
}

tw_err_t tw_host_display_width(tw_call_t *call, uint32_t *result) {
    tw_display_t *display = NULL;
    tw_err_t err = take_display(call, &display);
    *result = display->width;
    return err;
}

tw_err_t tw_host_display_height(tw_call_t *call, uint32_t *result) {
    tw_display_t *display = NULL;
    tw_err_t err = take_display(call, &display);
    *result = display->height;
    return err;
}

tw_err_t tw_host_display_clear(tw_call_t *call) {
    tw_display_t *display = NULL;
    tw_err_t err = take_display(call, &display);
    if (err == TW_ERR_OK) {
        tw_display_clear(display);
    }
    return err;
}

tw_err_t tw_host_display_pixel(tw_call_t *call, int32_t x, int32_t y, uint32_t color) {
    return tw_host_display_fill_rect(call, x, y, 1, 1, color);
}

tw_err_t tw_host_display_line(tw_call_t *call, int32_t x0, int32_t y0, int32_t x1, int32_t y1,
                              uint32_t color) {
    tw_display_t *display = NULL;
    tw_err_t err = take_display(call, &display);
    if (err == TW_ERR_OK) {
        tw_display_line(display, x0, y0, x1, y1, color);
    }
    return err;
}

tw_err_t tw_host_display_rect(tw_call_t *call, int32_t x, int32_t y, int32_t width, int32_t height,
                              uint32_t color) {
    tw_display_t *display = NULL;
    tw_err_t err = take_display(call, &display);
    if (err == TW_ERR_OK) {
        tw_display_rect(display, x, y, width, height, color);
    }
    return err;
}

tw_err_t tw_host_display_fill_rect(tw_call_t *call, int32_t x, int32_t y, int32_t width,
                                   int32_t height, uint32_t color) {
    tw_display_t *display = NULL;
    tw_err_t err = take_display(call, &display);
    if (err == TW_ERR_OK) {
        tw_display_fill_rect(display, x, y, width, height, color);
    }
    return err;
}

tw_err_t tw_host_display_bitmap(tw_call_t *call, int32_t x, int32_t y, uint32_t width,
                                uint32_t height, tw_list_t bits, uint32_t color) {
    tw_display_t *display = NULL;
    tw_err_t err = take_display(call, &display);
    if (err == TW_ERR_OK && bits.count < tw_display_bitmap_bytes(width, height)) {
        return tw_call_trap(call, TW_TRAP_HOST,
                            "display.bitmap: INVAL: fewer bytes than the bitmap has: give "
                            "(width + 7) / 8 * height bytes");
    }
    if (err == TW_ERR_OK) {
        tw_display_bitmap(display, x, y, (int32_t)width, (int32_t)height, bits.bytes, color);
    }
    return err;
}

tw_err_t tw_host_display_text(tw_call_t *call, int32_t x, int32_t y, uint32_t size, tw_str_t text,
                              uint32_t color) {
    tw_display_t *display = NULL;
    tw_err_t err = take_display(call, &display);
    if (err == TW_ERR_OK) {
        tw_display_text(display, x, y, size, text.chars, text.size, color);
    }
    return err;
}

tw_err_t tw_host_display_show(tw_call_t *call, bool *result) {
    tw_display_t *display = NULL;
    tw_err_t err = take_display(call, &display);
    *result = err == TW_ERR_OK && tw_display_show(display) == TW_ERR_OK;
    return err;
}

tw_err_t tw_host_display_message(tw_call_t *call, tw_str_t text) {
    tw_display_t *display = NULL;
    tw_err_t err = take_display(call, &display);
    if (err == TW_ERR_OK && tw_display_message(display, text.chars, text.size) != TW_ERR_OK) {
        return tw_call_trap(call, TW_TRAP_HOST,
                            "display.message: IO: the display does not answer: check the device");
    }
    return err;
}

tw_err_t tw_host_display_message1(tw_call_t *call, tw_str_t text) {
    return tw_host_display_message(call, text);
}

static const tw_host_module_t *host_module(tw_device_t *device) {
    return &((tw_display_t *)device)->module;
}

tw_device_t *tw_display_device(tw_display_t *display) {
    static const tw_device_ops_t ops = {"display", NULL, NULL, NULL, host_module};
    display->device.ops = &ops;
    display->module = tw_host_display;
    display->module.ctx = display;
    return &display->device;
}
