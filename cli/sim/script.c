// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "script.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "words.h"

// A line is [at TIME | after TIME] COMMAND. Each command has a function that reads its words from
// `at` on and leaves `at` behind them; what is left over is an error.

#define WITHIN_US UINT64_C(10000000)
#define LONGEST_US 1e15
#define PINS 32
#define CHANNELS 4
#define LINES 4

struct line {
    const struct words *words;
    int at;
    struct step *step;
};

// ---- numbers ------------------------------------------------------------------------------------

bool script_read_time(const char *text, uint64_t *us) {
    static const struct {
        const char *unit;
        double us;
    } units[] = {{"us", 1}, {"ms", 1e3}, {"s", 1e6}, {"min", 6e7}, {"h", 3.6e9}};
    char *end = NULL;
    double number = strtod(text, &end);
    bool is_number = end != text && text[0] >= '0' && text[0] <= '9';
    end += strspn(end, " ");
    for (size_t i = 0; is_number && i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(end, units[i].unit) == 0 && number * units[i].us <= LONGEST_US) {
            *us = (uint64_t)(number * units[i].us + 0.5);
            return true;
        }
    }
    return false;
}

bool script_read_value(const char *text, int64_t *thousandths) {
    char *end = NULL;
    double number = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(number) || fabs(number) > 1e9) {
        return false;
    }
    *thousandths = llround(number * 1000);
    return true;
}

// A number or level at the word, at most `most`.
static bool read_count(struct line *line, uint32_t most, uint32_t *number) {
    const char *text = word_text(line->words, line->at++);
    char *end = NULL;
    errno = 0;
    unsigned long value = strtoul(text, &end, 0);
    *number = (uint32_t)value;
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 && value <= most;
}

// TIME is a word or two: "100ms", "100 ms".
static bool read_time(struct line *line, uint64_t *us) {
    char text[64];
    const char *first = word_text(line->words, line->at);
    if (script_read_time(first, us)) {
        line->at++;
        return true;
    }
    snprintf(text, sizeof text, "%s %s", first, word_text(line->words, line->at + 1));
    line->at += 2;
    return script_read_time(text, us);
}

// ---- names and texts ----------------------------------------------------------------------------

static bool is_name(const char *text) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    return text[0] != '\0' && text[strspn(text, letters)] == '\0' && strlen(text) < NAME_SIZE;
}

// In lower case.
static bool read_name(struct line *line, char *name) {
    const char *text = word_text(line->words, line->at++);
    size_t size = strlen(text);
    for (size_t i = 0; i < NAME_SIZE; i++) {
        char c = i < size ? text[i] : '\0';
        name[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return size < NAME_SIZE && is_name(name);
}

static bool keep_text(struct line *line) {
    const struct word *word = &line->words->words[line->at];
    if (line->at >= line->words->count || word->size == 0) {
        return false;
    }
    line->at++;
    line->step->text = malloc(word->size + 1);
    if (line->step->text == NULL) {
        return false;
    }
    memcpy(line->step->text, word->text, word->size + 1);
    line->step->size = word->size;
    return true;
}

static bool read_text(struct line *line) {
    return line->at < line->words->count && line->words->words[line->at].is_quoted &&
           keep_text(line);
}

static bool skip(struct line *line, const char *word) {
    bool is_there = word_is(line->words, line->at, word);
    line->at += is_there;
    return is_there;
}

// ---- commands: false if the words are none of theirs --------------------------------------------

static bool read_press(struct line *line) {
    bool is_press = word_is(line->words, line->at++, "press");
    strcpy(line->step->property, "pressed");
    line->step->kind = STEP_SET;
    line->step->value = is_press ? 1000 : 0;
    return read_name(line, line->step->name);
}

// What is behind `to`; a unit may stand there.
static bool read_setting(struct line *line) {
    bool is_good = script_read_value(word_text(line->words, line->at++), &line->step->value);
    if (is_good && line->at < line->words->count) {
        const char *unit = word_text(line->words, line->at++);
        is_good = strlen(unit) < NAME_SIZE;
        snprintf(line->step->unit, NAME_SIZE, "%s", unit);
    }
    return is_good;
}

static bool read_set(struct line *line) {
    line->step->kind = STEP_SET;
    line->at++;
    bool is_good = read_name(line, line->step->name);
    if (!word_is(line->words, line->at, "to")) {
        is_good = is_good && read_name(line, line->step->property);
    }
    return is_good && skip(line, "to") && read_setting(line);
}

static bool read_pin(struct line *line) {
    static const char *const levels[] = {"low", "high", "release"};
    line->step->kind = STEP_PIN;
    line->at++;
    if (!read_count(line, PINS - 1, &line->step->number)) {
        return false;
    }
    for (int i = 0; i < 3; i++) {
        if (skip(line, levels[i])) {
            line->step->value = i;
            return true;
        }
    }
    return false;
}

static bool read_adc(struct line *line) {
    uint32_t value = 0;
    line->step->kind = STEP_ADC;
    line->at++;
    bool is_good = read_count(line, CHANNELS - 1, &line->step->number) && skip(line, "to") &&
                   read_count(line, UINT16_MAX, &value);
    line->step->value = value;
    return is_good;
}

static bool read_uart(struct line *line) {
    return !skip(line, "uart") ||
           (read_count(line, LINES - 1, &line->step->number) && line->step->number > 0);
}

static bool read_send(struct line *line) {
    line->step->kind = STEP_SEND;
    line->at++;
    return read_uart(line) && read_text(line);
}

static bool read_within(struct line *line) {
    line->step->within_us = WITHIN_US;
    return !skip(line, "within") || read_time(line, &line->step->within_us);
}

static bool read_expect_exit(struct line *line) {
    uint32_t code = 0;
    line->step->kind = STEP_EXPECT_EXIT;
    bool is_good = read_count(line, UINT8_MAX, &code) && read_within(line);
    line->step->value = code;
    return is_good;
}

static bool read_expect_signal(struct line *line) {
    uint32_t value = 0;
    line->step->kind = STEP_EXPECT_SIGNAL;
    bool is_good = read_name(line, line->step->name) && skip(line, "is");
    if (skip(line, "high") || skip(line, "on")) {
        value = 1;
    } else if (!skip(line, "low") && !skip(line, "off")) {
        is_good = is_good && read_count(line, UINT32_MAX, &value);
    }
    line->step->value = value;
    return is_good && read_within(line);
}

static bool read_expect(struct line *line) {
    line->at++;
    if (skip(line, "exit")) {
        return read_expect_exit(line);
    }
    bool is_text = word_is(line->words, line->at, "uart") ||
                   (line->at < line->words->count && line->words->words[line->at].is_quoted);
    if (!is_text) {
        return read_expect_signal(line);
    }
    line->step->kind = STEP_EXPECT_TEXT;
    return read_uart(line) && read_text(line) && read_within(line);
}

static bool read_screen(struct line *line) {
    line->step->kind = STEP_SCREEN;
    line->at++;
    if (line->words->count - line->at == 2 && !read_name(line, line->step->name)) {
        return false;
    }
    return keep_text(line);
}

static bool read_power(struct line *line) {
    line->at++;
    line->step->kind = word_is(line->words, line->at, "on") ? STEP_POWER_ON : STEP_POWER_OFF;
    return skip(line, "on") || skip(line, "off");
}

static bool read_restart(struct line *line) {
    line->at++;
    line->step->kind = STEP_RESTART;
    return true;
}

static bool read_end(struct line *line) {
    line->at++;
    line->step->kind = STEP_END;
    return true;
}

static const struct command {
    const char *word;
    bool (*read)(struct line *line);
    const char *form;
} commands[] = {
    {"press", read_press, "press BUTTON"},
    {"release", read_press, "release BUTTON"},
    {"set", read_set, "set PART [PROPERTY] to NUMBER [UNIT]"},
    {"pin", read_pin, "pin 0..31 high, low or release"},
    {"adc", read_adc, "adc 0..3 to 0..65535"},
    {"send", read_send, "send [uart 1..3] \"TEXT\""},
    {"expect", read_expect,
     "expect [uart 1..3] \"TEXT\" [within TIME], expect SIGNAL is NUMBER [within TIME] or expect "
     "exit CODE"},
    {"screen", read_screen, "screen [DISPLAY] FILE.png"},
    {"restart", read_restart, "restart"},
    {"power", read_power, "power off or power on"},
    {"end", read_end, "end"},
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

// ---- lines --------------------------------------------------------------------------------------

static const struct command *find_command(const char *word) {
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(word, commands[i].word) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

static int fail_command(const char *where, const char *word) {
    char names[128] = "";
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i == 0 ? "" : ", ", commands[i].word);
    }
    return fail_usage(where, TW_ERR_INVAL, "there is no command '%s': write one of %s", word,
                      names);
}

static int read_command(struct line *line) {
    const char *word = word_text(line->words, line->at);
    const struct command *command = find_command(word);
    if (command == NULL) {
        return fail_command(line->step->where, word);
    }
    if (!command->read(line) || line->at != line->words->count) {
        return fail_usage(line->step->where, TW_ERR_INVAL, "this is no '%s': write %s", word,
                          command->form);
    }
    return 0;
}

static int read_line(struct line *line) {
    bool is_absolute = word_is(line->words, 0, "at");
    if (is_absolute || word_is(line->words, 0, "after")) {
        line->at = 1;
        line->step->is_absolute = is_absolute;
        if (!read_time(line, &line->step->time_us)) {
            return fail_usage(line->step->where, TW_ERR_INVAL,
                              "behind '%s' there is no time: write a number and us, ms, s, min or "
                              "h, as 100 ms",
                              word_text(line->words, 0));
        }
    }
    return line->at < line->words->count ? read_command(line) : 0;
}

// Two times that are known must be in order.
static int check_order(const struct script *script) {
    const struct step *last = &script->steps[script->count - 1];
    for (size_t i = script->count - 1; last->is_absolute && i > 0; i--) {
        const struct step *before = &script->steps[i - 1];
        if (before->is_absolute && before->time_us > last->time_us) {
            return fail_usage(last->where, TW_ERR_INVAL,
                              "its time is before that of %s: put the lines in order, or write "
                              "`after TIME`",
                              before->where);
        }
    }
    return 0;
}

static int read_words(struct step *step, const char *where, const char *text, size_t size,
                      bool *is_empty) {
    size_t length = strlen(where);
    *step = (struct step){0};
    snprintf(step->where, sizeof step->where, "%s",
             length < sizeof step->where ? where : where + length + 1 - sizeof step->where);
    struct words words;
    const char *problem = words_split(&words, text, size);
    int code = 0;
    *is_empty = words.count == 0;
    if (problem != NULL) {
        code = fail_usage(step->where, TW_ERR_INVAL, "%s", problem);
    } else if (!*is_empty) {
        struct line line = {&words, 0, step};
        code = read_line(&line);
    }
    free(words.bytes);
    return code;
}

int script_read_step(struct step *step, const char *where, const char *words) {
    bool is_empty = false;
    return read_words(step, where, words, strlen(words), &is_empty);
}

static int add_line(struct script *script, const char *where, const char *text, size_t size) {
    struct step *steps = realloc(script->steps, (script->count + 1) * sizeof *steps);
    if (steps == NULL) {
        return fail_usage(where, TW_ERR_NOMEM, "no memory is left: write a shorter script");
    }
    script->steps = steps;
    bool is_empty = false;
    int code = read_words(&steps[script->count], where, text, size, &is_empty);
    if (is_empty && code == 0) {
        return 0;
    }
    script->count++;
    return code != 0 ? code : check_order(script);
}

static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

int script_read(struct script *script, const char *path) {
    *script = (struct script){NULL, 0};
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return fail_usage(path, TW_ERR_NOENT, "%s: name a script", strerror(errno));
    }
    char *line = NULL;
    size_t room = 0;
    ssize_t size = 0;
    int code = 0;
    for (int number = 1; code == 0 && (size = getline(&line, &room, file)) >= 0; number++) {
        char where[512];
        snprintf(where, sizeof where, "%s:%d", file_name(path), number);
        size -= size > 0 && line[size - 1] == '\n';
        code = add_line(script, where, line, (size_t)size);
    }
    free(line);
    fclose(file);
    return code;
}

void script_free(struct script *script) {
    for (size_t i = 0; i < script->count; i++) {
        free(script->steps[i].text);
    }
    free(script->steps);
    *script = (struct script){NULL, 0};
}
