// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _XOPEN_SOURCE 700

#include "command.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "images.h"
#include "play.h"
#include "text.h"

// tw sim: the command line.

#define LARGEST_SCALE 16
#define PATIENCE_MS 30000
#define SETTING_SIZE 256

struct options {
    const char *script;  // NULL: none
    const char *vcd;     // the same
    const char *keep;    // the same
    struct script settings;
};

static struct play play;

static void interrupt(int number) {
    (void)number;
    *(volatile bool *)&play.is_interrupted = true;
}

static int fail_option(const char *name, const char *form) {
    return fail_usage("tw sim", TW_ERR_INVAL, "%s is not as it should be: write %s", name, form);
}

// ---- options: 0 or an exit code -----------------------------------------------------------------

static struct step *add_step(struct script *script) {
    struct step *steps = realloc(script->steps, (script->count + 1) * sizeof *steps);
    if (steps == NULL) {
        abort();
    }
    script->steps = steps;
    steps[script->count] = (struct step){0};
    return &steps[script->count++];
}

// PART[.PROPERTY]=VALUE is the line `set PART PROPERTY to VALUE`.
static int set_property(struct options *options, const char *text) {
    char words[2 * SETTING_SIZE];
    char part[SETTING_SIZE];
    const char *value = strchr(text, '=');
    if (value == NULL || strlen(text) > SETTING_SIZE / 2) {
        return fail_option("--set", "--set PART=VALUE or --set PART.PROPERTY=VALUE");
    }
    snprintf(part, sizeof part, "%.*s", (int)(value - text), text);
    char *dot = strchr(part, '.');
    if (dot != NULL) {
        *dot = ' ';
    }
    snprintf(words, sizeof words, "set %s to %s", part, value + 1);
    return script_read_step(add_step(&options->settings), "--set", words);
}

static int set_picture(struct options *options, const char *text) {
    (void)options;
    char time[SETTING_SIZE];
    const char *path = strchr(text, ':');
    uint64_t us = 0;
    snprintf(time, sizeof time, "%.*s", path != NULL ? (int)(path - text) : 0, text);
    if (path == NULL || path[1] == '\0' || !script_read_time(time, &us)) {
        return fail_option("--png", "--png TIME:FILE, as --png 1.5s:menu.png");
    }
    struct step *step = add_step(&play.pictures);
    for (; step > play.pictures.steps && step[-1].time_us > us; step--) {
        *step = step[-1];
    }
    *step =
        (struct step){.kind = STEP_SCREEN, .where = "--png", .is_absolute = true, .time_us = us};
    step->text = strdup(path + 1);
    return 0;
}

static int set_until(struct options *options, const char *text) {
    (void)options;
    play.has_until = true;
    return script_read_time(text, &play.until_us) ? 0 : fail_option("--until", "a time, as 5s");
}

static int set_patience(struct options *options, const char *text) {
    (void)options;
    uint64_t us = 0;
    if (!script_read_time(text, &us) || us < 1000 || us > 3600000000u) {
        return fail_option("--patience", "a time of the PC from 1ms to 1h, as 30s");
    }
    play.patience_ms = (int)(us / 1000);
    return 0;
}

static int set_seed(struct options *options, const char *text) {
    (void)options;
    char *end = NULL;
    errno = 0;
    play.target.seed = strtoull(text, &end, 0);
    bool is_good = text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
    return is_good ? 0 : fail_option("--seed", "a number");
}

static int set_scale(struct options *options, const char *text) {
    (void)options;
    char *end = NULL;
    unsigned long scale = strtoul(text, &end, 10);
    play.frames.scale = (uint32_t)scale;
    return *end == '\0' && scale >= 1 && scale <= LARGEST_SCALE
               ? 0
               : fail_option("--scale", "a number from 1 to 16");
}

static int set_script(struct options *options, const char *text) {
    options->script = text;
    return 0;
}

static int set_vcd(struct options *options, const char *text) {
    options->vcd = text;
    return 0;
}

static int set_frames(struct options *options, const char *text) {
    (void)options;
    play.frames.folder = text;
    return 0;
}

static int set_keep(struct options *options, const char *text) {
    options->keep = text;
    return 0;
}

static const struct {
    const char *name;
    int (*set)(struct options *options, const char *text);
} with_word[] = {{"--script", set_script},    {"--vcd", set_vcd},     {"--frames", set_frames},
                 {"--png", set_picture},      {"--until", set_until}, {"--set", set_property},
                 {"--seed", set_seed},        {"--keep", set_keep},   {"--scale", set_scale},
                 {"--patience", set_patience}};

static int read_option(struct options *options, int count, char **args, int *i) {
    const char *name = args[(*i)++];
    if (strcmp(name, "--real-time") == 0) {
        play.target.is_virtual = false;
        return 0;
    }
    for (size_t row = 0; row < sizeof with_word / sizeof with_word[0]; row++) {
        if (strcmp(name, with_word[row].name) == 0) {
            return *i < count ? with_word[row].set(options, args[(*i)++])
                              : fail_usage("tw sim", TW_ERR_INVAL,
                                           "behind %s a word is missing: see tw help sim", name);
        }
    }
    return fail_usage("tw sim", TW_ERR_INVAL, "there is no option %s: see tw help sim", name);
}

static int read_options(struct options *options, int count, char **args) {
    int i = 0;
    int code = 0;
    while (code == 0 && i < count && strncmp(args[i], "--", 2) == 0) {
        code = read_option(options, count, args, &i);
    }
    play.target.args = args + i;
    if (code == 0 && i == count) {
        code = fail_usage("tw sim", TW_ERR_INVAL, "a program is missing: see tw help sim");
    }
    return code;
}

// ---- the run ------------------------------------------------------------------------------------

// The script, with what options set in front of it.
static int read_script(struct options *options) {
    struct script script = {NULL, 0};
    int code = options->script != NULL ? script_read(&script, options->script) : 0;
    play.script = options->settings;
    for (size_t i = 0; i < script.count; i++) {
        *add_step(&play.script) = script.steps[i];
    }
    free(script.steps);
    options->settings = (struct script){NULL, 0};
    return code;
}

static int check(const struct options *options) {
    if (options->script == NULL && !play.has_until && play.target.is_virtual) {
        return fail_usage("tw sim", TW_ERR_INVAL,
                          "nothing says when the run ends: add --until 5s, a --script or "
                          "--real-time");
    }
    if (png_library() == NULL && (play.frames.folder != NULL || play.pictures.count > 0)) {
        return fail_usage("tw sim", TW_ERR_UNSUPPORTED, "%s", png_write("", 0, 0, NULL));
    }
    if (!frames_begin(&play.frames)) {
        return fail_usage(play.frames.folder, TW_ERR_IO, "%s: name a folder", strerror(errno));
    }
    if (!signals_begin(&play.signals, options->vcd != NULL)) {
        return fail_usage("tw sim", TW_ERR_IO, "%s: a temporary file is needed", strerror(errno));
    }
    return 0;
}

static int run(const struct options *options) {
    const struct sigaction action = {.sa_handler = interrupt};
    char *folder = images_begin(options->keep);
    if (folder == NULL) {
        return fail_usage(options->keep != NULL ? options->keep : "tw sim", TW_ERR_IO,
                          "%s: name a folder with --keep", strerror(errno));
    }
    play.target.images = folder;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    int code = play_run(&play);
    if (options->vcd != NULL && !signals_write(&play.signals, options->vcd, play.now_us)) {
        code = fail_usage(options->vcd, TW_ERR_IO, "%s: name a file that can be written",
                          strerror(errno));
    }
    images_end(folder, options->keep != NULL);
    return code;
}

int command_sim(int count, char **args) {
    struct options options = {0};
    play.target.is_virtual = true;
    play.target.seed = 1;
    play.target.is_interrupted = &play.is_interrupted;
    play.frames.scale = 1;
    play.patience_ms = PATIENCE_MS;
    memset(play.pins, -1, sizeof play.pins);
    memset(play.channels, -1, sizeof play.channels);
    int code = read_options(&options, count, args);
    code = code == 0 ? read_script(&options) : code;
    code = code == 0 ? check(&options) : code;
    play.reads_input = !play.target.is_virtual;
    code = code == 0 ? run(&options) : code;
    script_free(&options.settings);
    script_free(&play.script);
    script_free(&play.pictures);
    parts_free(&play.parts);
    signals_end(&play.signals);
    frames_end(&play.frames);
    return code;
}
