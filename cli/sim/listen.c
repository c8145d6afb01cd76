// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "listen.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The lines that a program says: ports/host/link.c writes them. Bytes may follow a line. One that
// is not as it should be comes from a program of another version and ends the run.

#define PIECE 4096u

static void take_time(struct play *play, const char *words) {
    uint64_t us = 0;
    if (sscanf(words, "%" SCNu64, &us) == 1 && us > play->now_us) {
        play->now_us = us;
    }
}

static bool take_output(struct play *play, const char *words) {
    uint64_t us = 0;
    unsigned line = 0;
    size_t size = 0;
    if (sscanf(words, "%" SCNu64 " %u %zu", &us, &line, &size) != 3 || line >= OUTPUT_LINES) {
        return false;
    }
    while (size > 0) {
        char bytes[PIECE];
        size_t piece = size < sizeof bytes ? size : sizeof bytes;
        if (target_read(&play->target, bytes, piece) != TARGET_OK) {
            return false;
        }
        output_add(&play->output, line, bytes, piece);
        if (line == 0) {
            fwrite(bytes, 1, piece, stdout);
        }
        size -= piece;
    }
    fflush(stdout);
    take_time(play, words);
    return true;
}

static bool use_frame(struct play *play, const struct frame *frame) {
    const char *path = play->screen_path;
    play->screen_path = NULL;
    return path != NULL ? frames_write(&play->frames, frame, path)
                        : frames_add(&play->frames, frame);
}

static bool take_frame(struct play *play, const char *words) {
    struct frame frame;
    if (sscanf(words, "%" SCNu64 " %" SCNu32 " %" SCNu32 " %31s", &frame.us, &frame.width,
               &frame.height, frame.name) != 4 ||
        frame.width > UINT16_MAX || frame.height > UINT16_MAX) {
        return false;
    }
    size_t size = (size_t)frame.width * frame.height * 3;
    frame.rgb = malloc(size + 1);
    bool is_good = frame.rgb != NULL && target_read(&play->target, frame.rgb, size) == TARGET_OK;
    if (is_good && !use_frame(play, &frame)) {
        play->is_over = true;
        play->code = 1;
    }
    free(frame.rgb);
    return is_good;
}

static bool take_declaration(struct play *play, const char *words) {
    signals_declare(&play->signals, words);
    return true;
}

static bool take_change(struct play *play, const char *words) {
    signals_change(&play->signals, words);
    take_time(play, words);
    return true;
}

static bool take_part(struct play *play, const char *words) {
    parts_add_property(&play->parts, words);
    return true;
}

static bool take_display(struct play *play, const char *words) {
    parts_add_display(&play->parts, words);
    return true;
}

static bool take_end(struct play *play, const char *words) {
    take_time(play, words);
    return true;
}

static bool take_reset(struct play *play, const char *words) {
    take_time(play, words);
    play->is_reset = true;
    return true;
}

static const struct {
    const char *word;
    bool (*take)(struct play *play, const char *words);
} takers[] = {{"out", take_output},  {"v", take_change},
              {"frame", take_frame}, {"signal", take_declaration},
              {"part", take_part},   {"display", take_display},
              {"end", take_end},     {"reset", take_reset}};

static bool take(struct play *play, const char *word, const char *words) {
    for (size_t i = 0; i < sizeof takers / sizeof takers[0]; i++) {
        if (strcmp(word, takers[i].word) == 0) {
            return takers[i].take(play, words);
        }
    }
    return false;
}

// Whether the line is news, and which.
static bool is_news(struct play *play, const char *word, const char *words, enum news *news) {
    if (strcmp(word, "at") == 0) {
        take_time(play, words);
        *news = NEWS_AT;
        return true;
    }
    *news = strcmp(word, "ok") == 0 ? NEWS_OK : NEWS_NO;
    return *news == NEWS_OK || strcmp(word, "no") == 0;
}

enum news listen_to(struct play *play) {
    for (;;) {
        char line[TARGET_LINE_SIZE];
        bool is_patient = !play->target.is_virtual && play->is_checked;
        int patience_ms = is_patient ? -1 : play->patience_ms;
        enum target_result result = target_read_line(&play->target, line, patience_ms);
        if (result != TARGET_OK) {
            return result == TARGET_OVER ? NEWS_OVER : NEWS_SILENT;
        }
        char *words = strchr(line, ' ');
        if (words != NULL) {
            *words++ = '\0';
        }
        words = words != NULL ? words : line + strlen(line);
        enum news news;
        if (is_news(play, line, words, &news)) {
            return news;
        }
        if (!take(play, line, words)) {
            return NEWS_WRONG;
        }
    }
}
