// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "signals.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define FLOATING 2u
#define ID_SIZE 4
#define ID_FIRST '!'
#define ID_COUNT 94u

bool signals_begin(struct signals *signals, bool is_recorded) {
    memset(signals, 0, sizeof *signals);
    signals->last_us = UINT64_MAX;
    signals->changes = is_recorded ? tmpfile() : NULL;
    return !is_recorded || signals->changes != NULL;
}

void signals_end(struct signals *signals) {
    if (signals->changes != NULL) {
        fclose(signals->changes);
        signals->changes = NULL;
    }
}

// ---- the file -----------------------------------------------------------------------------------

static void make_id(uint32_t row, char *id) {
    size_t size = 0;
    do {
        id[size++] = (char)(ID_FIRST + row % ID_COUNT);
        row /= ID_COUNT;
    } while (row != 0);
    id[size] = '\0';
}

static void put_number(FILE *file, uint32_t bits, uint32_t value) {
    for (uint32_t bit = bits; bit-- > 0;) {
        putc(value >> bit & 1u ? '1' : '0', file);
    }
}

static void record_time(struct signals *signals, uint64_t us) {
    if (signals->last_us != us) {
        fprintf(signals->changes, "#%" PRIu64 "\n", us);
        signals->last_us = us;
    }
}

static void record(struct signals *signals, uint64_t us, uint32_t row) {
    char id[ID_SIZE];
    if (signals->changes == NULL) {
        return;
    }
    make_id(row, id);
    record_time(signals, us);
    uint32_t value = signals->rows[row].value;
    bool is_known = signals->rows[row].is_known;
    if (signals->rows[row].bits == 1) {
        putc(!is_known ? 'x' : value == FLOATING ? 'z' : (char)('0' + value), signals->changes);
    } else if (is_known) {
        putc('b', signals->changes);
        put_number(signals->changes, signals->rows[row].bits, value);
        putc(' ', signals->changes);
    } else {
        fputs("bx ", signals->changes);
    }
    fprintf(signals->changes, "%s\n", id);
}

static void write_head(const struct signals *signals, FILE *file) {
    fputs("$version tw sim $end\n$timescale 1 us $end\n$scope module host $end\n", file);
    for (uint32_t row = 0; row < signals->count; row++) {
        char id[ID_SIZE];
        make_id(row, id);
        fprintf(file, "$var wire %u %s %s $end\n", (unsigned)signals->rows[row].bits, id,
                signals->rows[row].name);
    }
    fputs("$upscope $end\n$enddefinitions $end\n", file);
}

static bool copy(FILE *from, FILE *to) {
    char bytes[4096];
    size_t size = 0;
    rewind(from);
    while ((size = fread(bytes, 1, sizeof bytes, from)) > 0) {
        if (fwrite(bytes, 1, size, to) != size) {
            return false;
        }
    }
    return ferror(from) == 0;
}

bool signals_write(struct signals *signals, const char *path, uint64_t end_us) {
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return false;
    }
    record_time(signals, end_us);
    write_head(signals, file);
    bool is_good = copy(signals->changes, file);
    int error = errno;
    is_good = fclose(file) == 0 && is_good;
    errno = is_good ? 0 : error;
    return is_good;
}

// ---- what the program says ----------------------------------------------------------------------

// The row of a name; SIGNALS_MOST if there is none.
static uint32_t find(const struct signals *signals, const char *name) {
    for (uint32_t row = 0; row < signals->count; row++) {
        if (strcmp(signals->rows[row].name, name) == 0) {
            return row;
        }
    }
    return SIGNALS_MOST;
}

// A program that starts anew numbers them anew.
void signals_declare(struct signals *signals, const char *words) {
    unsigned number = 0;
    unsigned bits = 0;
    char name[NAME_SIZE];
    if (sscanf(words, "%u %u %31s", &number, &bits, name) != 3 || number >= SIGNALS_MOST ||
        bits == 0 || bits > 32) {
        return;
    }
    uint32_t row = find(signals, name);
    if (row == SIGNALS_MOST && signals->count < SIGNALS_MOST) {
        row = signals->count++;
        memcpy(signals->rows[row].name, name, sizeof name);
        signals->rows[row].bits = bits;
    }
    signals->by_number[number] = row < SIGNALS_MOST ? row + 1 : 0;
}

void signals_change(struct signals *signals, const char *words) {
    uint64_t us = 0;
    unsigned number = 0;
    uint32_t value = 0;
    if (sscanf(words, "%" SCNu64 " %u %" SCNu32, &us, &number, &value) != 3 ||
        number >= SIGNALS_MOST || signals->by_number[number] == 0) {
        return;
    }
    uint32_t row = signals->by_number[number] - 1;
    signals->rows[row].value = value;
    signals->rows[row].is_known = true;
    record(signals, us, row);
}

void signals_forget(struct signals *signals, uint64_t now_us) {
    for (uint32_t row = 0; row < signals->count; row++) {
        if (signals->rows[row].is_known) {
            signals->rows[row].is_known = false;
            record(signals, now_us, row);
        }
    }
}

bool signals_get(const struct signals *signals, const char *name, uint32_t *value) {
    uint32_t row = find(signals, name);
    if (row == SIGNALS_MOST || !signals->rows[row].is_known) {
        return false;
    }
    *value = signals->rows[row].value;
    return true;
}
