// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "build.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boards.h"
#include "command.h"
#include "sdk.h"
#include "text.h"

// tw build, and what else builds: the application by CMake, with the SDK's sources.

#define HOST "host"
#define LOG_TAIL 20

// ---- options ------------------------------------------------------------------------------------

bool build_read_option(struct build_options *options, const char *where, int count, char **args,
                       int *i, int *code) {
    const char *name = args[*i];
    *code = 0;
    if (strcmp(name, "--all") == 0) {
        options->is_all = true;
        return true;
    }
    bool is_board = strcmp(name, "--board") == 0;
    if (!is_board && strcmp(name, "--set") != 0) {
        return false;
    }
    if (*i + 1 >= count) {
        *code =
            fail_usage(where, TW_ERR_INVAL, "behind %s a word is missing: see tw help build", name);
        return true;
    }
    const char *word = args[++*i];
    if (is_board) {
        options->board = word;
    } else {
        words_add(&options->settings, word);
    }
    return true;
}

// A KEY of the project's table [parameters], and a value that CMake and C take as it is.
static int check_setting(const char *where, const struct project *project, const char *setting) {
    const char *value = strchr(setting, '=');
    size_t size = value != NULL ? (size_t)(value - setting) : 0;
    bool is_known = false;
    for (size_t i = 0; i < project->parameters.count; i++) {
        const char *key = project->parameters.items[i];
        is_known |= strlen(key) == size && strncmp(key, setting, size) == 0;
    }
    if (value == NULL || !is_known) {
        return fail_usage(where, TW_ERR_INVAL,
                          "--set %s: there is no such parameter: write KEY=VALUE with a KEY that "
                          "stands in [parameters] of " PROJECT_FILE,
                          setting);
    }
    if (value[1] == '\0' || strpbrk(value + 1, "\"\\;#[]$\n") != NULL) {
        return fail_usage(where, TW_ERR_INVAL,
                          "--set %s: the value is not as it should be: a number, or a text without "
                          "any of \" \\ ; # [ ] $",
                          setting);
    }
    return 0;
}

static int check_settings(const char *where, const struct project *project,
                          const struct build_options *options) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < options->settings.count; i++) {
        code = check_setting(where, project, options->settings.items[i]);
    }
    return code;
}

// ---- CMake --------------------------------------------------------------------------------------

struct application {
    const char *where;
    const struct project *project;
    const struct build_options *options;
    struct board board;
    char folder[FILES_PATH_SIZE];  // of the build
};

static bool is_host(const struct application *application) {
    return strcmp(application->board.name, HOST) == 0;
}

static void add_settings(struct words *words, const struct words *settings) {
    struct buffer list = {NULL, 0, 0};
    for (size_t i = 0; i < settings->count; i++) {
        buffer_put(&list, ";", i == 0 ? 0 : 1);
        buffer_put(&list, settings->items[i], strlen(settings->items[i]));
    }
    buffer_put_byte(&list, 0);
    words_add_format(words, "-DTINYWASM_SET=%s", (const char *)list.bytes);
    buffer_free(&list);
}

static void configure_words(const struct application *application, struct words *words) {
    const char *sdk = sdk_need();
    const char *toolchain = board_variable(&application->board, "BOARD_TOOLCHAIN");
    words_add(words, "cmake");
    words_add(words, "-S.");
    words_add_format(words, "-B%s", application->folder);
    words_add_format(words, "-DBOARD=%s", application->board.name);
    words_add_format(words, "-DCMAKE_BUILD_TYPE=%s",
                     is_host(application) ? "Release" : "MinSizeRel");
    words_add_format(words, "-Dtinywasm_DIR=%s/cmake/package", sdk);
    add_settings(words, &application->options->settings);
    if (toolchain != NULL) {
        words_add_format(words, "-DCMAKE_TOOLCHAIN_FILE=%s/cmake/%s.cmake", sdk, toolchain);
    }
}

static void build_words(const struct application *application, struct words *words) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    words_add(words, "cmake");
    words_add(words, "--build");
    words_add(words, application->folder);
    words_add(words, "--parallel");
    words_add_format(words, "%ld", cores > 0 ? cores : 1);
}

// The end of what a program said.
static void print_tail(const struct buffer *said) {
    const char *start = (const char *)said->bytes;
    const char *at = start + said->size;
    for (int lines = 0; at > start && lines <= LOG_TAIL; at--) {
        lines += at[-1] == '\n';
    }
    fputs(at, stderr);
}

static int run_quietly(const struct application *application, struct words *words) {
    struct buffer said = {NULL, 0, 0};
    char log[FILES_PATH_SIZE];
    path_format(log, "%s.log", application->folder);
    int code = program_run(words, NULL, &said);
    (void)file_store(log, said.bytes, said.size);
    if (code != 0 && said.size > 0) {
        print_tail(&said);
    }
    buffer_free(&said);
    words_free(words);
    return code == 0 ? 0
                     : fail_module(application->where, TW_ERR_INVAL,
                                   "%s does not build for %s: correct what is said above; %s has "
                                   "all of it",
                                   application->project->name, application->board.name, log);
}

// The words of the configuration are kept: the same ones need not be said to CMake again.
static void join_words(const struct words *words, struct buffer *text) {
    for (size_t i = 0; i < words->count; i++) {
        buffer_put(text, words->items[i], strlen(words->items[i]));
        buffer_put_byte(text, '\n');
    }
}

static bool is_configured(const char *kept, const struct buffer *said) {
    struct buffer before = {NULL, 0, 0};
    bool is_same = file_load(kept, &before) && before.size == said->size &&
                   memcmp(before.bytes, said->bytes, said->size) == 0;
    buffer_free(&before);
    return is_same;
}

static int configure(const struct application *application) {
    struct words words = {NULL, 0};
    struct buffer said = {NULL, 0, 0};
    char kept[FILES_PATH_SIZE];
    int code = 0;
    path_format(kept, "%s/tw.configured", application->folder);
    configure_words(application, &words);
    join_words(&words, &said);
    if (!is_configured(kept, &said)) {
        (void)remove(kept);
        code = run_quietly(application, &words);
        if (code == 0) {
            (void)file_store(kept, said.bytes, said.size);
        }
    }
    buffer_free(&said);
    words_free(&words);
    return code;
}

static int make_application(const struct application *application) {
    struct words words = {NULL, 0};
    fprintf(stderr, "building %s for %s\n", application->project->name, application->board.name);
    int code = configure(application);
    if (code == 0) {
        build_words(application, &words);
        code = run_quietly(application, &words);
    }
    return code;
}

// ---- in the place of a build --------------------------------------------------------------------

// The program of the template and language that make install put down.
static bool find_prebuilt(const struct application *application, char path[FILES_PATH_SIZE]) {
    const struct project *project = application->project;
    if (sdk_programs() == NULL || !is_host(application)) {
        return false;
    }
    path_format(path, "%s/%s-%s", sdk_programs(), project->template, project->language);
    return file_exists(path);
}

static int use_prebuilt(const struct application *application, const char *what,
                        const char *command, struct built *built) {
    const struct words *settings = &application->options->settings;
    bool is_there = find_prebuilt(application, built->program);
    if (!is_there || settings->count > 0 || application->options->is_all ||
        !project_is_untouched(application->project)) {
        built->program[0] = '\0';
        return fail_missing(application->where, "%s cannot be built for %s without %s: run %s",
                            application->project->name, application->board.name, what, command);
    }
    fprintf(stderr,
            "%s: the program of template %s is used, as it was installed; a rebuild needs %s: %s\n",
            application->where, application->project->template, what, command);
    built->is_prebuilt = true;
    return 0;
}

// ---- sizes --------------------------------------------------------------------------------------

static uint64_t sum_sections(const char *listed, const char *names) {
    char name[64];
    unsigned long long size = 0;
    uint64_t sum = 0;
    for (const char *line = listed; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        char wanted[80];
        bool is_row = sscanf(line, "%63s %llu", name, &size) == 2 && name[0] == '.';
        snprintf(wanted, sizeof wanted, " %s ", name);
        sum += is_row && strstr(names, wanted) != NULL ? size : 0;
    }
    return sum;
}

// key: in JSON.
static void tell_part(struct report *report, const char *what, const char *key_name, uint64_t used,
                      const char *size) {
    uint64_t all = size != NULL ? strtoull(size, NULL, 0) : 0;
    char key[32];
    if (report->is_json) {
        snprintf(key, sizeof key, "%s_bytes", key_name);
        json_number(&report->json, key, used);
        snprintf(key, sizeof key, "%s_size", key_name);
        if (all != 0) {
            json_number(&report->json, key, all);
        }
        return;
    }
    printf("  %-20s %14s %10s B", what, "", grouped(used));
    if (all != 0) {
        printf("  of %s, %" PRIu64 " %%", grouped(all), used * 100 / all);
    }
    putchar('\n');
}

static void tell_board_sizes(const struct application *application, const char *program,
                             struct report *report) {
    struct words words = {NULL, 0};
    struct buffer listed = {NULL, 0, 0};
    words_add_format(&words, "%s-size", board_variable(&application->board, "BOARD_TOOLCHAIN"));
    words_add(&words, "-A");
    words_add(&words, program);
    if (program_run(&words, NULL, &listed) == 0) {
        const char *text = (const char *)listed.bytes;
        tell_part(report, "flash", "flash", sum_sections(text, " .text .ARM.exidx .data "),
                  board_macro(&application->board, "BOARD_FLASH_SIZE"));
        tell_part(report, "RAM", "ram", sum_sections(text, " .stack .data .bss "),
                  board_macro(&application->board, "BOARD_RAM_SIZE"));
    }
    buffer_free(&listed);
    words_free(&words);
}

static void tell_sizes(const struct application *application, const struct built *built,
                       struct report *report) {
    if (report->is_json) {
        json_text(&report->json, "board", application->board.name);
        json_text(&report->json, "program", built->program);
        json_bool(&report->json, "was_installed", built->is_prebuilt);
    } else {
        printf("%s%s\n", built->program, built->is_prebuilt ? ", as it was installed" : "");
    }
    if (is_host(application)) {
        tell_part(report, "program", "program", (uint64_t)file_size(built->program), NULL);
    } else {
        tell_board_sizes(application, built->program, report);
    }
}

// ---- a project ----------------------------------------------------------------------------------

static int open_board(struct application *application) {
    const char *name = application->options->board;
    name = name != NULL ? name : application->project->board;
    int code = board_read(name, &application->board);
    path_format(application->folder, "build/%s", name);
    return code;
}

static int build_application(struct application *application, struct built *built) {
    char compiler[80];
    char what[128];
    const char *toolchain = board_variable(&application->board, "BOARD_TOOLCHAIN");
    snprintf(compiler, sizeof compiler, "%s-gcc", toolchain != NULL ? toolchain : "");
    const char *command =
        application_missing(toolchain != NULL ? compiler : NULL, what, sizeof what);
    if (command != NULL) {
        return use_prebuilt(application, what, command, built);
    }
    path_format(built->program, "%s/%s%s", application->folder, application->project->name,
                toolchain != NULL ? ".elf" : "");
    int code = make_application(application);
    if (code == 0 && !file_exists(built->program)) {
        code = fail_module(
            application->where, TW_ERR_UNSUPPORTED,
            "%s is not for %s: choose another board, or see boards and devices in " PROJECT_FILE,
            application->project->name, application->board.name);
    }
    return code;
}

static int build_on_board(struct application *application, struct report *report,
                          struct built *built) {
    int code = build_modules(application->where, application->options, report);
    if (code == 0 && !folder_make("build")) {
        code = fail_usage("build", TW_ERR_IO, "%s: check the folder", strerror(errno));
    }
    if (code != 0 || application->project->command[0] != '\0') {
        return code;
    }
    code = build_application(application, built);
    if (code == 0 && report != NULL) {
        tell_sizes(application, built, report);
    }
    return code;
}

int build_project(const char *where, const struct project *project,
                  const struct build_options *options, struct report *report, struct built *built) {
    struct application application = {.where = where, .project = project, .options = options};
    memset(built, 0, sizeof *built);
    int code = check_settings(where, project, options);
    code = code == 0 ? open_board(&application) : code;
    code = code == 0 ? build_on_board(&application, report, built) : code;
    board_free(&application.board);
    return code;
}

// ---- the command --------------------------------------------------------------------------------

static int build(const char *what, const struct build_options *options, struct report *report) {
    struct project project = {.name = ""};
    struct built built;
    char source[FILES_PATH_SIZE];
    bool is_modules = what != NULL && strcmp(what, "modules") == 0;
    bool is_module = !project_is_here() && language_of(".", source, sizeof source) != NULL;
    if (is_module && (what == NULL || is_modules)) {
        return build_module_here("tw build", options, report);
    }
    int code = project_open(&project, "tw build");
    if (code == 0) {
        code = is_modules ? build_modules("tw build", options, report)
                          : build_project("tw build", &project, options, report, &built);
    }
    project_free(&project);
    return code;
}

static int build_and_tell(const char *what, const struct build_options *options, bool is_json) {
    struct report report = {.is_json = is_json};
    if (is_json) {
        json_begin(&report.json, NULL);
    }
    int code = build(what, options, &report);
    if (is_json) {
        json_end(&report.json);
    }
    return code;
}

int command_build(int count, char **args) {
    struct build_options options = {NULL, false, {NULL, 0}};
    const char *what = NULL;
    bool is_json = false;
    int code = 0;
    for (int i = 0; code == 0 && i < count; i++) {
        bool is_what = strcmp(args[i], "project") == 0 || strcmp(args[i], "modules") == 0;
        if (is_what && what == NULL) {
            what = args[i];
        } else if (strcmp(args[i], "--json") == 0) {
            is_json = true;
        } else if (!build_read_option(&options, "tw build", count, args, &i, &code)) {
            code = fail_usage("tw build", TW_ERR_INVAL, "%s is not understood: see tw help build",
                              args[i]);
        }
    }
    code = code == 0 ? build_and_tell(what, &options, is_json) : code;
    words_free(&options.settings);
    return code;
}
