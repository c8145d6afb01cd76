// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// PNG files by libpng.

#include <png.h>
#include <stdio.h>
#include <string.h>

#include "frames.h"

const char *png_write(const char *path, uint32_t width, uint32_t height, const uint8_t *rgb) {
    static char problem[80];
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    image.width = width;
    image.height = height;
    image.format = PNG_FORMAT_RGB;
    if (png_image_write_to_file(&image, path, 0, rgb, 0, NULL)) {
        return NULL;
    }
    snprintf(problem, sizeof problem, "%s", image.message);
    return problem;
}

const char *png_library(void) {
    return "libpng " PNG_LIBPNG_VER_STRING;
}
