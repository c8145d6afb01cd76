// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "record.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "frames.h"
#include "text.h"

#define WAV_HEADER_BYTES 44u
#define CHANNELS 2u
#define SAMPLE_BYTES 2u

// What was not written is said once for each file, and is the exit code in the end.
static void fail(struct record *record, const char *path) {
    int code = fail_usage(path, TW_ERR_IO, "%s: name a file that can be written", strerror(errno));
    record->code = record->code != 0 ? record->code : code;
}

static FILE *make(struct record *record, const char *path) {
    FILE *stream = path != NULL ? fopen(path, "wb") : NULL;
    if (path != NULL && stream == NULL) {
        fail(record, path);
    }
    return stream;
}

// ---- sound --------------------------------------------------------------------------------------

static void put(uint8_t **at, uint32_t value, uint32_t size) {
    for (uint32_t i = 0; i < size; i++) {
        *(*at)++ = (uint8_t)(value >> 8 * i);
    }
}

static void put_tag(uint8_t **at, const char *tag) {
    memcpy(*at, tag, 4);
    *at += 4;
}

// RIFF, with 16-bit PCM of both channels.
static void write_wav_header(struct record *record) {
    uint8_t header[WAV_HEADER_BYTES];
    uint8_t *at = header;
    uint32_t data_bytes = record->samples * CHANNELS * SAMPLE_BYTES;
    put_tag(&at, "RIFF");
    put(&at, data_bytes + WAV_HEADER_BYTES - 8, 4);
    put_tag(&at, "WAVE");
    put_tag(&at, "fmt ");
    put(&at, 16, 4);
    put(&at, 1, 2);  // PCM
    put(&at, CHANNELS, 2);
    put(&at, TW_WASM4_SAMPLE_HZ, 4);
    put(&at, TW_WASM4_SAMPLE_HZ * CHANNELS * SAMPLE_BYTES, 4);
    put(&at, CHANNELS * SAMPLE_BYTES, 2);
    put(&at, 8 * SAMPLE_BYTES, 2);
    put_tag(&at, "data");
    put(&at, data_bytes, 4);
    fwrite(header, 1, sizeof header, record->wav);
}

void record_sound(struct record *record, const int16_t *samples, uint32_t count) {
    uint8_t bytes[TW_WASM4_FRAME_SAMPLES * CHANNELS * SAMPLE_BYTES];
    uint8_t *at = bytes;
    for (uint32_t i = 0; i < count * CHANNELS; i++) {
        put(&at, (uint16_t)samples[i], SAMPLE_BYTES);
    }
    if (record->wav != NULL) {
        fwrite(bytes, 1, (size_t)(at - bytes), record->wav);
        record->samples += count;
    }
}

void record_tone(struct record *record, const tw_wasm4_tone_t *tone) {
    if (record->tones != NULL) {
        fprintf(record->tones, "%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 "\n",
                tone->frame, tone->frequency, tone->duration, tone->volume, tone->flags);
    }
}

void record_trace(struct record *record, const char *text, size_t size) {
    fwrite(text, 1, size, record->trace);
}

// ---- frames -------------------------------------------------------------------------------------

bool picture_write(const tw_wasm4_t *console, uint32_t scale, const char *path) {
    static uint8_t rgb[TW_WASM4_HEIGHT * TW_WASM4_WIDTH * 3];
    const struct frames frames = {.scale = scale};
    const struct frame frame = {.width = TW_WASM4_WIDTH, .height = TW_WASM4_HEIGHT, .rgb = rgb};
    uint32_t row[TW_WASM4_WIDTH];
    uint8_t *at = rgb;
    for (uint32_t y = 0; y < TW_WASM4_HEIGHT; y++) {
        tw_wasm4_row_rgb(console, y, row);
        for (uint32_t x = 0; x < TW_WASM4_WIDTH; x++) {
            *at++ = (uint8_t)(row[x] >> 16);
            *at++ = (uint8_t)(row[x] >> 8);
            *at++ = (uint8_t)row[x];
        }
    }
    return frames_write(&frames, &frame, path);
}

static void write_memory(struct record *record, const tw_wasm4_t *console, const char *path) {
    FILE *stream = make(record, path);
    if (stream == NULL) {
        return;
    }
    size_t size = fwrite(tw_wasm4_memory(console), 1, TW_WASM4_MEMORY_BYTES, stream);
    if (fclose(stream) != 0 || size != TW_WASM4_MEMORY_BYTES) {
        fail(record, path);
    }
}

void record_frame(struct record *record, const tw_wasm4_t *console) {
    const struct options *options = record->options;
    uint32_t frame = tw_wasm4_frame_count(console);
    uint32_t scale = options->scale != 0 ? options->scale : 1;
    for (size_t i = 0; i < options->shot_count; i++) {
        const struct shot *shot = &options->shots[i];
        if (shot->frame != frame) {
            continue;
        }
        record->shots_left--;
        if (!shot->is_picture) {
            write_memory(record, console, shot->path);
        } else if (!picture_write(console, scale, shot->path) && record->code == 0) {
            record->code = EXIT_USAGE;
        }
    }
}

// ---- begin and end ------------------------------------------------------------------------------

static bool wants_pictures(const struct options *options) {
    for (size_t i = 0; i < options->shot_count; i++) {
        if (options->shots[i].is_picture) {
            return true;
        }
    }
    return false;
}

int record_begin(struct record *record, const struct options *options) {
    *record = (struct record){.options = options, .shots_left = options->shot_count};
    if (wants_pictures(options) && png_library() == NULL) {
        record->code = fail_missing("tw wasm4", "%s", png_write("", 0, 0, NULL));
        return record->code;
    }
    record->wav = make(record, options->wav);
    record->tones = make(record, options->tones);
    record->trace = options->trace != NULL ? make(record, options->trace) : stdout;
    if (record->wav != NULL) {
        write_wav_header(record);
    }
    return record->code;
}

static void finish(struct record *record, FILE *stream, const char *path) {
    bool is_bad = stream != NULL && ferror(stream) != 0;
    if (stream != NULL && (fclose(stream) != 0 || is_bad)) {
        fail(record, path);
    }
}

int record_end(struct record *record) {
    if (record->wav != NULL && fseek(record->wav, 0, SEEK_SET) == 0) {
        write_wav_header(record);
    }
    finish(record, record->wav, record->options->wav);
    finish(record, record->tones, record->options->tones);
    finish(record, record->trace == stdout ? NULL : record->trace, record->options->trace);
    return record->code;
}
