// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "replay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "number.h"
#include "text.h"

#define FIELDS 8
#define PLACE_BYTES 4200

// The fields of a line, in their order.
static const struct {
    const char *name;
    int64_t least;
    int64_t most;
} fields[FIELDS] = {
    {"FRAME", 0, UINT32_MAX},
    {"PAD1", 0, 0xff},
    {"PAD2", 0, 0xff},
    {"PAD3", 0, 0xff},
    {"PAD4", 0, 0xff},
    {"MOUSEX", INT16_MIN, UINT16_MAX},
    {"MOUSEY", INT16_MIN, UINT16_MAX},
    {"MOUSEBUTTONS", 0, 0xff},
};

static int fail_line(const char *path, size_t number, const char *what, const char *word) {
    char place[PLACE_BYTES];
    snprintf(place, sizeof place, "%s:%zu", path, number);
    return fail_usage(place, TW_ERR_MALFORMED,
                      "%s%.40s: write FRAME PAD1 [PAD2 PAD3 PAD4 MOUSEX MOUSEY MOUSEBUTTONS]", what,
                      word);
}

static void set_line(struct replay_line *line, const int64_t *values) {
    line->frame = (uint32_t)values[0];
    for (int i = 0; i < TW_WASM4_PADS; i++) {
        line->input.pads[i] = (uint8_t)values[1 + i];
    }
    line->input.mouse_x = (int16_t)(uint16_t)values[5];
    line->input.mouse_y = (int16_t)(uint16_t)values[6];
    line->input.mouse_buttons = (uint8_t)values[7];
}

// Reads the words of a line, NULL-ended pieces of text; *count of them. 0 or an exit code.
static int read_line(struct replay_line *line, const char *path, size_t number, char *text,
                     int *count) {
    int64_t values[FIELDS] = {0, 0, 0, 0, 0, TW_WASM4_MOUSE_AWAY, TW_WASM4_MOUSE_AWAY, 0};
    char *rest = NULL;
    char *word = strtok_r(text, " \t\r\n", &rest);
    for (*count = 0; word != NULL; word = strtok_r(NULL, " \t\r\n", &rest)) {
        if (*count == FIELDS) {
            return fail_line(path, number, "a number too many: ", word);
        }
        if (!number_read(word, fields[*count].least, fields[*count].most, &values[*count])) {
            char what[64];
            snprintf(what, sizeof what,
                     "no number from %ld to %ld for %s: ", (long)fields[*count].least,
                     (long)fields[*count].most, fields[*count].name);
            return fail_line(path, number, what, word);
        }
        ++*count;
    }
    set_line(line, values);
    return *count == 1 ? fail_line(path, number, "PAD1 is missing", "") : 0;
}

static int add_line(struct replay *replay, const char *path, size_t number, char *text) {
    struct replay_line line;
    int count = 0;
    text[strcspn(text, "#")] = '\0';
    int code = read_line(&line, path, number, text, &count);
    if (code != 0 || count == 0) {
        return code;
    }
    if (replay->count > 0 && line.frame < replay->lines[replay->count - 1].frame) {
        return fail_line(path, number, "a frame before that of the last line", "");
    }
    struct replay_line *lines = realloc(replay->lines, (replay->count + 1) * sizeof *lines);
    if (lines == NULL) {
        abort();
    }
    replay->lines = lines;
    lines[replay->count++] = line;
    return 0;
}

int replay_read(struct replay *replay, const char *path) {
    char *text = NULL;
    size_t room = 0;
    int code = 0;
    FILE *stream = fopen(path, "r");
    *replay = (struct replay){0};
    if (stream == NULL) {
        return fail_usage(path, errno == ENOENT ? TW_ERR_NOENT : TW_ERR_IO,
                          "the input cannot be read, %s: check the path", strerror(errno));
    }
    for (size_t number = 1; code == 0 && getline(&text, &room, stream) >= 0; number++) {
        code = add_line(replay, path, number, text);
    }
    if (code == 0 && ferror(stream)) {
        code = fail_usage(path, TW_ERR_IO, "the input cannot be read: check the path");
    }
    free(text);
    fclose(stream);
    return code;
}

void replay_input(struct replay *replay, uint32_t frame, tw_wasm4_input_t *input) {
    if (replay->next > 0 && replay->lines[replay->next - 1].frame > frame) {
        replay->next = 0;
    }
    while (replay->next < replay->count && replay->lines[replay->next].frame <= frame) {
        replay->next++;
    }
    if (replay->next > 0) {
        *input = replay->lines[replay->next - 1].input;
    }
}

void replay_free(struct replay *replay) {
    free(replay->lines);
    *replay = (struct replay){0};
}
