// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "host.h"

#include <string.h>

// The functions of hostile.wit. Each reads all that it is given, so that the sanitizer sees it.

struct host host;

struct hostile_thing {
    uint32_t number;
    bool is_used;
};
struct hostile_token {
    uint32_t number;
};

static struct hostile_thing things[THINGS];
static struct hostile_token tokens[THINGS];
static uint32_t token_count;

static uint32_t sum_of(const void *bytes, uint64_t size) {
    uint32_t sum = 0;
    for (uint64_t i = 0; i < size; i++) {
        sum += ((const uint8_t *)bytes)[i];
    }
    host.calls++;
    host.is_outside = host.is_outside || (host.memory != NULL && size != 0 &&
                                          ((const uint8_t *)bytes < host.memory ||
                                           (const uint8_t *)bytes + size > host.memory + 65536));
    return sum;
}

static struct hostile_thing *make_thing(uint32_t number) {
    for (uint32_t i = 0; i < THINGS; i++) {
        if (!things[i].is_used) {
            things[i].is_used = true;
            things[i].number = number;
            return &things[i];
        }
    }
    return NULL;
}

uint32_t host_things(void) {
    uint32_t used = 0;
    for (uint32_t i = 0; i < THINGS; i++) {
        used += things[i].is_used ? 1 : 0;
    }
    return used;
}

void hostile_thing_destroy(hostile_thing_t *self) {
    host.double_frees += self->is_used ? 0 : 1;
    self->is_used = false;
}

void hostile_token_destroy(hostile_token_t *self) {
    self->number = 0;
    token_count--;
}

tw_err_t hostile_thing_new(tw_call_t *call, uint32_t number, hostile_thing_t **result) {
    (void)call;
    *result = make_thing(number);
    return TW_ERR_OK;
}

tw_err_t hostile_thing_value(tw_call_t *call, hostile_thing_t *self, uint32_t *result) {
    (void)call;
    *result = self->number;
    return TW_ERR_OK;
}

tw_err_t hostile_thing_merge(tw_call_t *call, hostile_thing_t *a, hostile_thing_t *b,
                             uint32_t *result) {
    (void)call;
    *result = a->number + b->number;
    hostile_thing_destroy(a);
    hostile_thing_destroy(b);
    return TW_ERR_OK;
}

tw_err_t hostile_thing_eat(tw_call_t *call, hostile_thing_t *a, hostile_thing_t *b,
                           uint32_t *result) {
    (void)call;
    *result = a->number + b->number;
    hostile_thing_destroy(a);
    return TW_ERR_OK;
}

tw_err_t hostile_thing_make(tw_call_t *call, uint32_t number, hostile_result_thing_mood_t *result) {
    (void)call;
    result->is_err = number == 0;
    if (number == 0) {
        result->of.err_ = HOSTILE_MOOD_SAD;
    } else {
        result->of.ok = make_thing(number);
    }
    return TW_ERR_OK;
}

tw_err_t hostile_token_new(tw_call_t *call, uint32_t number, hostile_token_t **result) {
    (void)call;
    *result = &tokens[token_count++ % THINGS];
    (*result)->number = number;
    return TW_ERR_OK;
}

tw_err_t hostile_token_value(tw_call_t *call, hostile_token_t *self, uint32_t *result) {
    (void)call;
    *result = self->number;
    return TW_ERR_OK;
}

tw_err_t hostile_text(tw_call_t *call, tw_str_t label, uint32_t *result) {
    (void)call;
    *result = sum_of(label.chars, label.size);
    return TW_ERR_OK;
}

tw_err_t hostile_bytes(tw_call_t *call, tw_list_t data, uint32_t *result) {
    (void)call;
    *result = sum_of(data.bytes, data.count);
    return TW_ERR_OK;
}

tw_err_t hostile_fill(tw_call_t *call, tw_buffer_t data, uint32_t *result) {
    (void)call;
    *result = sum_of(data.bytes, data.count);
    for (uint32_t i = 0; i < data.count; i++) {
        data.bytes[i] ^= host.flips;
    }
    return TW_ERR_OK;
}

tw_err_t hostile_words(tw_call_t *call, tw_list_t data, uint32_t *result) {
    (void)call;
    *result = sum_of(data.bytes, (uint64_t)data.count * 4);
    return TW_ERR_OK;
}

tw_err_t hostile_longs(tw_call_t *call, tw_list_t data, uint64_t *result) {
    (void)call;
    *result = sum_of(data.bytes, (uint64_t)data.count * 8);
    return TW_ERR_OK;
}

tw_err_t hostile_floats(tw_call_t *call, tw_list_t data, float *result) {
    (void)call;
    *result = (float)sum_of(data.bytes, (uint64_t)data.count * 4);
    return TW_ERR_OK;
}

tw_err_t hostile_feel(tw_call_t *call, hostile_mood_t how, hostile_mood_t *result) {
    (void)call;
    host.calls++;
    *result = how;
    return TW_ERR_OK;
}

tw_err_t hostile_set(tw_call_t *call, hostile_bits_t which, hostile_bits_t *result) {
    (void)call;
    host.calls++;
    *result = which;
    return TW_ERR_OK;
}

tw_err_t hostile_yes(tw_call_t *call, bool is_so, bool *result) {
    (void)call;
    host.calls++;
    *result = is_so;
    return TW_ERR_OK;
}

tw_err_t hostile_letter(tw_call_t *call, uint32_t which, uint32_t *result) {
    (void)call;
    host.calls++;
    *result = which;
    return TW_ERR_OK;
}

tw_err_t hostile_small(tw_call_t *call, uint8_t a, int8_t b, uint16_t c, int16_t d,
                       int32_t *result) {
    (void)call;
    *result = a + b + c + d;
    return TW_ERR_OK;
}

tw_err_t hostile_wide(tw_call_t *call, int64_t a, double b, float c, double *result) {
    (void)call;
    *result = (double)a + b + (double)c;
    return TW_ERR_OK;
}

tw_err_t hostile_move(tw_call_t *call, const hostile_point_t *from, hostile_point_t *result) {
    (void)call;
    host.calls++;
    result->x = from->y;
    result->y = from->x;
    return TW_ERR_OK;
}

tw_err_t hostile_maybe(tw_call_t *call, const hostile_option_string_t *label, uint32_t *result) {
    (void)call;
    *result = label->is_some ? sum_of(label->some.chars, label->some.size) : 1;
    return TW_ERR_OK;
}

tw_err_t hostile_draw(tw_call_t *call, const hostile_shape_t *what, uint32_t *result) {
    (void)call;
    switch (what->tag) {
        case HOSTILE_SHAPE_SIDES:
            *result = what->of.sides;
            break;
        case HOSTILE_SHAPE_NAME:
            *result = sum_of(what->of.name.chars, what->of.name.size);
            break;
        case HOSTILE_SHAPE_WIDTH:
            *result = (uint32_t)what->of.width;
            break;
        default:
            *result = 7;
            break;
    }
    return TW_ERR_OK;
}

tw_err_t hostile_two(tw_call_t *call, uint32_t count, tw_str_t label, tw_list_t data,
                     uint32_t *result) {
    (void)call;
    *result =
        count + sum_of(label.chars, label.size) + sum_of(data.bytes, (uint64_t)data.count * 2);
    return TW_ERR_OK;
}

// Half of the time in the room, else from elsewhere.
tw_err_t hostile_echo(tw_call_t *call, tw_str_t label, const tw_room_t *room, tw_str_t *result) {
    static char kept[64];
    (void)call;
    *result = label;
    if (label.size <= sizeof kept && label.size > room->max) {
        memcpy(kept, label.chars, label.size);
        result->chars = kept;
    } else if (label.size % 2 == 0) {
        memcpy(room->bytes, label.chars, label.size);
        result->chars = (const char *)room->bytes;
    }
    return TW_ERR_OK;
}

tw_err_t hostile_count(tw_call_t *call, uint32_t count, const tw_room_t *room,
                       hostile_option_list_u16_t *result) {
    (void)call;
    result->is_some = count <= 8;
    for (uint32_t i = 0; i < count && count <= 8; i++) {
        tw_put_u16(room->bytes, i, (uint16_t)i);
    }
    result->some.bytes = room->bytes;
    result->some.count = count;
    return TW_ERR_OK;
}

tw_err_t hostile_later(tw_call_t *call, uint32_t number, tw_pending_t pending) {
    host.pending = pending;
    host.number = number;
    return number == 13 ? tw_call_trap(call, TW_TRAP_HOST, "13 is unlucky: give another")
                        : TW_ERR_OK;
}

void hostile_later_cancel(void *ctx, tw_pending_t pending) {
    (void)ctx;
    (void)pending;
    host.cancels++;
}
