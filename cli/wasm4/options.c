// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "number.h"
#include "text.h"

#define LARGEST_SCALE 32

static int fail(const char *name, const char *form) {
    return fail_usage("tw wasm4", TW_ERR_INVAL, "%s is not as it should be: write %s", name, form);
}

// FRAME:FILE
static int add_shot(struct options *options, const char *name, const char *text) {
    char digits[16];
    int64_t frame = 0;
    const char *colon = strchr(text, ':');
    size_t size = colon != NULL ? (size_t)(colon - text) : sizeof digits;
    if (size < sizeof digits) {
        memcpy(digits, text, size);
        digits[size] = '\0';
    }
    if (size >= sizeof digits || colon[1] == '\0' || !number_read(digits, 1, UINT32_MAX, &frame)) {
        return fail(name, "FRAME:FILE with a frame from 1 on, as 60:picture.png");
    }
    struct shot *shots = realloc(options->shots, (options->shot_count + 1) * sizeof *shots);
    if (shots == NULL) {
        abort();
    }
    options->shots = shots;
    shots[options->shot_count++] = (struct shot){
        .frame = (uint32_t)frame,
        .path = colon + 1,
        .is_picture = strcmp(name, "--png") == 0,
    };
    return 0;
}

static int take_shots(struct options *options, const char *name, int *count, char **args) {
    int kept = 0;
    for (int i = 0; i < *count; i++) {
        if (strcmp(args[i], name) != 0) {
            args[kept++] = args[i];
            continue;
        }
        int code = i + 1 < *count ? add_shot(options, name, args[++i]) : fail(name, "FRAME:FILE");
        if (code != 0) {
            return code;
        }
    }
    *count = kept;
    return 0;
}

static int take_number(const char *name, int *count, char **args, uint32_t most, uint32_t *target) {
    int64_t number = 0;
    const char *text = args_value(count, args, name);
    if (text == NULL) {
        return 0;
    }
    if (!number_read(text, 1, most, &number)) {
        return fail_usage("tw wasm4", TW_ERR_INVAL, "%s is %s: write a number from 1 to %u", name,
                          text, (unsigned)most);
    }
    *target = (uint32_t)number;
    return 0;
}

static uint32_t last_shot(const struct options *options) {
    uint32_t last = 0;
    for (size_t i = 0; i < options->shot_count; i++) {
        last = options->shots[i].frame > last ? options->shots[i].frame : last;
    }
    return last;
}

static int check(struct options *options) {
    uint32_t last = last_shot(options);
    if (options->is_headless && options->frames == 0) {
        options->frames = last;
    }
    if (options->is_headless && options->frames == 0) {
        return fail_usage("tw wasm4", TW_ERR_INVAL, "nothing says when it ends: add --frames N");
    }
    if (options->frames != 0 && last > options->frames) {
        return fail_usage("tw wasm4", TW_ERR_INVAL,
                          "there is no frame %u to be kept: raise --frames %u", (unsigned)last,
                          (unsigned)options->frames);
    }
    return 0;
}

int options_read(struct options *options, int count, char **args) {
    *options = (struct options){0};
    options->is_headless = args_flag(&count, args, "--headless");
    options->has_stats = args_flag(&count, args, "--stats");
    options->input = args_value(&count, args, "--input");
    options->wav = args_value(&count, args, "--wav");
    options->disk = args_value(&count, args, "--disk");
    options->trace = args_value(&count, args, "--trace");
    options->tones = args_value(&count, args, "--tones");
    int code = take_number("--frames", &count, args, UINT32_MAX - 1, &options->frames);
    code = code == 0 ? take_number("--scale", &count, args, LARGEST_SCALE, &options->scale) : code;
    code = code == 0 ? take_shots(options, "--snapshot", &count, args) : code;
    code = code == 0 ? take_shots(options, "--png", &count, args) : code;
    code = code == 0 ? args_check("wasm4", count, args, 1, 1) : code;
    options->cart = args[0];
    return code == 0 ? check(options) : code;
}

void options_free(struct options *options) {
    free(options->shots);
    options->shots = NULL;
    options->shot_count = 0;
}
