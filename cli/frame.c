// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "frame.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define MARK '\x1e'
#define ANSWER_MS 5000
#define HELLO_MS 1250
#define TRIES 4
#define REOPEN_MS 20000
#define COMMAND_BYTES 4096

static uint16_t crc_add(uint16_t crc, const char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        crc = (uint16_t)(crc ^ (uint16_t)((unsigned char)bytes[i] << 8));
        for (int bit = 0; bit < 8; bit++) {
            crc = (uint16_t)(crc << 1 ^ ((crc & 0x8000u) != 0 ? 0x1021u : 0u));
        }
    }
    return crc;
}

// ---- what others print ----

// Without the prompt, and what a line editor draws.
static void show_foreign(char *text) {
    char *from = strrchr(text, '\r');
    from = from == NULL ? text : from + 1;
    while (from[0] == '\x1b' && from[1] == '[') {
        from += 2 + strspn(from + 2, "0123456789;?");
        from += *from != '\0';
    }
    bool is_editing = strncmp(from, "==> ", 4) == 0 || strstr(from, "^C") != NULL;
    if (from[0] != '\0' && !is_editing) {
        fprintf(stderr, "device: %s\n", from);
    }
}

// ---- answers ----

static void forget(struct device *device) {
    device->size = 0;
}

static void keep(struct device *device, const char *text) {
    size_t size = strlen(text);
    if (device->room < device->size + size + 2) {
        device->room = 2 * (device->size + size + 2);
        device->text = realloc(device->text, device->room);
        if (device->text == NULL) {
            abort();
        }
    }
    memcpy(device->text + device->size, text, size);
    device->size += size;
    device->text[device->size++] = '\n';
    device->text[device->size] = '\0';
}

enum answer { NOTHING, ENDED, DAMAGED };

// "NNCCCCerr": the end of the command with our number.
static enum answer take_end(struct device *device, const char *text, int *err) {
    unsigned number = 0;
    unsigned crc = 0;
    int used = 0;
    if (sscanf(text, "%2x%4x%d%n", &number, &crc, err, &used) < 3 || text[used] != '\0') {
        return DAMAGED;
    }
    if (number != device->number) {
        forget(device);  // to an earlier frame, which came late or twice: so were the lines before
        return NOTHING;
    }
    uint16_t wanted = crc_add(0, device->text == NULL ? "" : device->text, device->size);
    wanted = crc_add(wanted, text, 2);
    wanted = crc_add(wanted, text + 6, strlen(text + 6));
    return wanted == crc ? ENDED : DAMAGED;
}

static enum answer take_line(struct device *device, char *text, int *err) {
    char *mark = strrchr(text, MARK);
    if (mark == NULL) {
        show_foreign(text);
        return NOTHING;
    }
    *mark = '\0';
    show_foreign(text);
    switch (mark[1]) {
        case ':':
            keep(device, mark + 2);
            return NOTHING;
        case '=':
            return take_end(device, mark + 2, err);
        case '!':
            return DAMAGED;
        default:
            return NOTHING;
    }
}

// True: ended. False: it must be asked again.
static bool wait_for_end(struct device *device, int answer_ms, bool is_patient, int *err) {
    char text[LINE_TEXT_BYTES];
    forget(device);
    for (;;) {
        if (!line_read(&device->line, answer_ms, text)) {
            if (!is_patient || device->line.is_gone) {
                return false;
            }
            continue;
        }
        enum answer answer = take_line(device, text, err);
        if (answer != NOTHING) {
            return answer == ENDED;
        }
    }
}

// ---- questions ----

static bool send(struct device *device, const char *command) {
    char frame[COMMAND_BYTES + 16];
    char number[3];
    snprintf(number, sizeof number, "%02x", device->number);
    uint16_t crc = crc_add(crc_add(0, number, 2), command, strlen(command));
    int size = snprintf(frame, sizeof frame, "%c%s%04x%s\n", MARK, number, crc, command);
    return line_write(&device->line, frame, (size_t)size);
}

// The connection broke: it is had again, and what was being done goes on. False, and said, if not.
static bool connect_again(struct device *device, bool may_repeat) {
    fprintf(stderr, "%s: the connection broke: connecting again\n", device->path);
    if (!line_reopen(&device->line, REOPEN_MS)) {
        fail_module(device->path, TW_ERR_IO,
                    "the connection broke, and there is no other: do it again, a transfer goes on");
        return false;
    }
    if (!device->line.is_continued && !may_repeat) {
        fail_module(device->path, TW_ERR_IO,
                    "the connection broke, and the device does not know what was asked: see "
                    "whether it is done");
        return false;
    }
    return true;
}

static int fail_silent(const struct device *device) {
    return fail_module(device->path, TW_ERR_IO,
                       device->line.sealed != NULL
                           ? "the answer was lost: see whether it is done"
                           : "no shell answers: is it the right line, and nobody else on it?");
}

bool device_ask(struct device *device, bool is_patient, int *err, const char *format, ...) {
    char command[COMMAND_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    if (strpbrk(command, "\r\n\x03\x1e") != NULL) {  // what follows would be typed, not asked
        fail_usage("tw", TW_ERR_INVAL, "a word has a control character: give another name");
        return false;
    }
    // The shell does not run a frame again whose number it knows, nor say again what it said: what
    // may well be done twice gets a new one.
    bool is_repeatable = command[0] == '.' && strcmp(command, ".commit") != 0;
    for (int i = 0; i < TRIES; i++) {
        if (i == 0 || is_repeatable) {
            device->number = device->number % 255 + 1;
        }
        if (send(device, command) && wait_for_end(device, ANSWER_MS, is_patient, err)) {
            return true;
        }
        if (device->line.is_gone && device->line.sealed != NULL &&
            !connect_again(device, is_repeatable)) {
            return false;
        }
    }
    fail_silent(device);
    return false;
}

int device_open(struct device *device, const char *path, const char *key_path) {
    int err = 0;
    memset(device, 0, sizeof *device);
    device->path = path;
    int code = line_open(&device->line, path, LINE_BAUD, key_path);
    if (code != 0) {
        return code;
    }
    // Ends what a person, or a tool that was ended, has left there. Number 00 always runs.
    device->number = 0;
    (void)line_write(&device->line, "\x03", 1);
    for (int i = 0; i < TRIES; i++) {
        if (send(device, ".hello") && wait_for_end(device, HELLO_MS, false, &err)) {
            return 0;
        }
        if (device->line.is_gone && !line_reopen(&device->line, REOPEN_MS)) {
            break;
        }
    }
    code = fail_silent(device);
    device_close(device);
    return code;
}

void device_close(struct device *device) {
    line_close(&device->line);
    free(device->text);
    device->text = NULL;
}
