// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SIM_FRAMES_H
#define CLI_SIM_FRAMES_H

// Pictures of displays, as PNG files.

#include <stdbool.h>
#include <stdint.h>

#include "script.h"

#define FRAME_DISPLAYS 8

struct frame {
    uint64_t us;
    uint32_t width;
    uint32_t height;
    char name[NAME_SIZE];
    uint8_t *rgb;  // of the one who reads it
};

struct frames {
    const char *folder;  // NULL: only what is asked for is kept
    uint32_t scale;      // how many pixels wide and high a display's pixel becomes
    struct frame last[FRAME_DISPLAYS];
};

// Makes the folder. False: errno says why not.
bool frames_begin(struct frames *frames);
// Keeps a frame in the folder, as DISPLAY-TIMEms.png, unless it is like the one before of its
// display. False: it could not be written.
bool frames_add(struct frames *frames, const struct frame *frame);
bool frames_write(const struct frames *frames, const struct frame *frame, const char *path);
void frames_end(struct frames *frames);

// png/: writes a picture; NULL, or what went wrong.
const char *png_write(const char *path, uint32_t width, uint32_t height, const uint8_t *rgb);
// "libpng 1.6.39"; NULL if this tool was built without.
const char *png_library(void);

#endif
