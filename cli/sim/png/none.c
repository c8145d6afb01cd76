// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Where libpng was missing when tw was built.

#include "frames.h"

const char *png_write(const char *path, uint32_t width, uint32_t height, const uint8_t *rgb) {
    (void)path;
    (void)width;
    (void)height;
    (void)rgb;
    return "this tw was built without libpng (tools/setup tw installs it, then build tw anew)";
}

const char *png_library(void) {
    return NULL;
}
