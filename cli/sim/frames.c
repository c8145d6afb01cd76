// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "frames.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "text.h"

#define PATH_SIZE 4096

bool frames_begin(struct frames *frames) {
    return frames->folder == NULL || mkdir(frames->folder, 0777) == 0 || errno == EEXIST;
}

void frames_end(struct frames *frames) {
    for (int i = 0; i < FRAME_DISPLAYS; i++) {
        free(frames->last[i].rgb);
        frames->last[i].rgb = NULL;
    }
}

static size_t bytes_of(const struct frame *frame) {
    return (size_t)frame->width * frame->height * 3;
}

// Each pixel as a square.
static uint8_t *enlarge(const struct frame *frame, uint32_t scale) {
    size_t row_bytes = (size_t)frame->width * scale * 3;
    uint8_t *target = malloc(row_bytes * frame->height * scale);
    if (target == NULL) {
        return NULL;
    }
    for (uint32_t y = 0; y < frame->height * scale; y++) {
        for (uint32_t x = 0; x < frame->width * scale; x++) {
            const uint8_t *from = frame->rgb + ((size_t)(y / scale) * frame->width + x / scale) * 3;
            memcpy(target + y * row_bytes + (size_t)x * 3, from, 3);
        }
    }
    return target;
}

bool frames_write(const struct frames *frames, const struct frame *frame, const char *path) {
    uint8_t *rgb = enlarge(frame, frames->scale);
    const char *problem = "no memory is left";
    if (rgb != NULL) {
        problem = png_write(path, frame->width * frames->scale, frame->height * frames->scale, rgb);
    }
    free(rgb);
    if (problem != NULL) {
        fail_usage(path, TW_ERR_IO, "%s: name a file that can be written", problem);
    }
    return problem == NULL;
}

static struct frame *find_last(struct frames *frames, const char *name) {
    for (int i = 0; i < FRAME_DISPLAYS; i++) {
        struct frame *last = &frames->last[i];
        if (last->rgb == NULL || strcmp(last->name, name) == 0) {
            return last;
        }
    }
    return &frames->last[0];
}

static bool is_same(const struct frame *a, const struct frame *b) {
    return a->rgb != NULL && a->width == b->width && a->height == b->height &&
           memcmp(a->rgb, b->rgb, bytes_of(a)) == 0;
}

static void keep(struct frame *last, const struct frame *frame) {
    uint8_t *rgb = realloc(last->rgb, bytes_of(frame));
    if (rgb == NULL) {
        abort();
    }
    memcpy(rgb, frame->rgb, bytes_of(frame));
    *last = *frame;
    last->rgb = rgb;
}

bool frames_add(struct frames *frames, const struct frame *frame) {
    char path[PATH_SIZE];
    struct frame *last = find_last(frames, frame->name);
    if (frames->folder == NULL || is_same(last, frame)) {
        return true;
    }
    keep(last, frame);
    int size = snprintf(path, sizeof path, "%s/%s-%010" PRIu64 "ms.png", frames->folder,
                        frame->name, frame->us / 1000);
    return size < PATH_SIZE && frames_write(frames, frame, path);
}
