// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "args.h"
#include "command.h"
#include "files.h"
#include "json.h"
#include "program.h"
#include "sdk.h"
#include "suggest.h"
#include "text.h"

// tw doctor: what of the groups in deps/ is installed. It looks as tools/setup does, which installs
// them.

static const char where[] = "tw doctor";

#define WORD_BYTES 256
#define MOST_WORDS 8  // of a line, before its last one, which says why
#define MOST_DEPTH 8  // of groups in groups

// What a line names.
struct need {
    char name[WORD_BYTES];
    char why[WORD_BYTES];
    bool is_there;
};

struct group {
    const char *name;
    struct need *needs;
    size_t count;
    size_t missing;
};

// ---- what is there ----

// The first number with dots in a text: "12.2.0" of "gcc (Debian 12.2.0-14) 12.2.0".
static bool find_version(const char *text, char *version, size_t room) {
    for (const char *at = text; *at != '\0'; at += *at != '\0') {
        size_t size = strspn(at, "0123456789.");
        size_t whole = strspn(at, "0123456789");
        bool has_part = whole > 0 && at[whole] == '.' && isdigit((unsigned char)at[whole + 1]);
        if (has_part && size < room) {
            snprintf(version, room, "%.*s", (int)size, at);
            return true;
        }
        at += size;
        if (*at == '\0') {
            break;
        }
    }
    return false;
}

// As numbers with dots between them.
static bool is_least(const char *least, const char *found) {
    while (*least != '\0' || *found != '\0') {
        unsigned long wanted = strtoul(least, NULL, 10);
        unsigned long have = strtoul(found, NULL, 10);
        if (wanted != have) {
            return have > wanted;
        }
        least += strcspn(least, ".");
        found += strcspn(found, ".");
        least += *least == '.';
        found += *found == '.';
    }
    return true;
}

static bool ask_version(const char *program, const char *option, char *version, size_t room) {
    struct words words = {NULL, 0};
    struct buffer said = {NULL, 0, 0};
    words_add(&words, program);
    words_add(&words, option);
    bool is_known = program_run(&words, NULL, &said) == 0 && said.bytes != NULL &&
                    find_version((const char *)said.bytes, version, room);
    words_free(&words);
    buffer_free(&said);
    return is_known;
}

static bool has_program(const char *program, const char *least) {
    char version[WORD_BYTES];
    if (!program_find(program, NULL, 0)) {
        return false;
    }
    return strcmp(least, "-") == 0 ||
           ((ask_version(program, "--version", version, sizeof version) ||
             ask_version(program, "version", version, sizeof version)) &&
            is_least(least, version));
}

static bool has_python_module(const char *name) {
    struct words words = {NULL, 0};
    struct buffer said = {NULL, 0, 0};
    words_add(&words, "python3");
    words_add(&words, "-c");
    words_add_format(&words, "import %s", name);
    bool is_there = program_find("python3", NULL, 0) && program_run(&words, NULL, &said) == 0;
    words_free(&words);
    buffer_free(&said);
    return is_there;
}

// What was found out, as groups name the same again and again: `1CHECK LEAST` or `0CHECK LEAST`.
static bool recall(const struct words *known, const char *check, const char *least,
                   bool *is_there) {
    char key[2 * WORD_BYTES];
    snprintf(key, sizeof key, "%s %s", check, least);
    for (size_t i = 0; i < known->count; i++) {
        if (strcmp(known->items[i] + 1, key) == 0) {
            *is_there = known->items[i][0] == '1';
            return true;
        }
    }
    return false;
}

static bool look_for(const char *check, const char *least) {
    static const char python[] = "python:";
    if (check[0] == '/') {
        return file_exists(check) || folder_exists(check);
    }
    return strncmp(check, python, strlen(python)) == 0 ? has_python_module(check + strlen(python))
                                                       : has_program(check, least);
}

static bool has_one(const char *check, const char *least) {
    static struct words known;
    bool is_there = false;
    if (!recall(&known, check, least, &is_there)) {
        is_there = look_for(check, least);
        words_add_format(&known, "%c%s %s", is_there ? '1' : '0', check, least);
    }
    return is_there;
}

// CHECK|CHECK...
static bool has_any(const char *checks, const char *least) {
    bool is_there = false;
    while (!is_there && *checks != '\0') {
        char check[WORD_BYTES];
        size_t size = strcspn(checks, "|");
        snprintf(check, sizeof check, "%.*s", (int)size, checks);
        is_there = has_one(check, least);
        checks += size + (checks[size] == '|');
    }
    return is_there;
}

// A file of another registry, unpacked to build/deps.
static bool has_artefact(const char *folder, const char *sum) {
    char path[FILES_PATH_SIZE];
    struct buffer text = {NULL, 0, 0};
    path_format(path, "%s/build/deps/%s/.sha256", sdk_need(), folder);
    bool is_there = file_load(path, &text) && text.size >= strlen(sum) &&
                    strncmp((const char *)text.bytes, sum, strlen(sum)) == 0;
    buffer_free(&text);
    return is_there;
}

static bool is_for_this_machine(const char *machine) {
    struct utsname system;
    char name[WORD_BYTES];
    uname(&system);
    snprintf(name, sizeof name, "%.100s-%.100s", system.sysname, system.machine);
    return strcmp(machine, "any") == 0 || strcmp(machine, name) == 0;
}

// ---- groups ----

// Splits a line in its first words and the rest. Gives how many there are.
static size_t split(const char *line, size_t most, char words[][WORD_BYTES]) {
    size_t count = 0;
    line += strspn(line, " ");
    while (count < most && *line != '\0' && *line != '\n') {
        size_t size = count + 1 == most ? strcspn(line, "\n") : strcspn(line, " \n");
        snprintf(words[count++], WORD_BYTES, "%.*s", (int)size, line);
        line += size;
        line += strspn(line, " ");
    }
    return count;
}

static void add_need(struct group *group, const char *name, const char *why, bool is_there) {
    for (size_t i = 0; i < group->count; i++) {
        if (strcmp(group->needs[i].name, name) == 0) {
            return;
        }
    }
    struct need *grown = realloc(group->needs, (group->count + 1) * sizeof *grown);
    if (grown == NULL) {
        exit(fail_module("tw", TW_ERR_NOMEM, "the PC has no memory left: close something"));
    }
    group->needs = grown;
    struct need *need = &grown[group->count++];
    snprintf(need->name, sizeof need->name, "%s", name);
    snprintf(need->why, sizeof need->why, "%s", why);
    need->is_there = is_there;
    group->missing += is_there ? 0 : 1;
}

static int read_group(struct group *group, const char *name, unsigned depth);

// apt NAME CHECK LEAST WHY; pip NAME VERSION MACHINE FILE SUM SIZE FOLDER WHY
static int read_line(struct group *group, const char *line, unsigned depth) {
    char words[MOST_WORDS + 1][WORD_BYTES];
    bool is_package = strncmp(line, "apt ", 4) == 0 || strncmp(line, "late ", 5) == 0;
    size_t count = split(line, is_package ? 5 : MOST_WORDS + 1, words);
    if (count == 0 || words[0][0] == '#') {
        return 0;
    }
    if (strcmp(words[0], "group") == 0 && count == 2) {
        return read_group(group, words[1], depth + 1);
    }
    if (is_package && count == 5) {
        add_need(group, words[1], words[4], has_any(words[2], words[3]));
    } else if (count == MOST_WORDS + 1 && is_for_this_machine(words[3])) {
        add_need(group, words[1], words[8], has_artefact(words[7], words[5]));
    }
    return 0;
}

static int read_group(struct group *group, const char *name, unsigned depth) {
    char path[FILES_PATH_SIZE];
    struct buffer text = {NULL, 0, 0};
    path_format(path, "%s/deps/%s.txt", sdk_need(), name);
    if (depth > MOST_DEPTH || !file_load(path, &text)) {
        return fail_usage(where, TW_ERR_NOENT,
                          "there is no group %s: tw doctor without one lists them", name);
    }
    int code = 0;
    for (const char *line = (const char *)text.bytes; code == 0 && line != NULL;) {
        code = read_line(group, line, depth);
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    buffer_free(&text);
    return code;
}

// ---- what it says ----

static void print_group(const struct group *group, bool is_long) {
    bool is_whole = group->missing == 0;
    printf("%s%-15s%s ", style(is_whole ? STYLE_GREEN : STYLE_YELLOW), group->name,
           style(STYLE_PLAIN));
    if (is_whole) {
        puts("all is there");
    } else {
        printf("%zu of %zu missing: %s/tools/setup %s\n", group->missing, group->count, sdk_need(),
               group->name);
    }
    for (size_t i = 0; i < group->count; i++) {
        const struct need *need = &group->needs[i];
        if (is_long || !need->is_there) {
            printf("    %s %-28s %s\n", need->is_there ? "ok     " : "missing", need->name,
                   need->why);
        }
    }
}

static void json_group(struct json *json, const struct group *group) {
    char command[FILES_PATH_SIZE + WORD_BYTES];
    snprintf(command, sizeof command, "%s/tools/setup %s", sdk_need(), group->name);
    json_begin(json, NULL);
    json_text(json, "group", group->name);
    json_bool(json, "complete", group->missing == 0);
    json_text(json, "install", group->missing == 0 ? NULL : command);
    json_begin_list(json, "needs");
    for (size_t i = 0; i < group->count; i++) {
        json_begin(json, NULL);
        json_text(json, "name", group->needs[i].name);
        json_text(json, "why", group->needs[i].why);
        json_bool(json, "is_there", group->needs[i].is_there);
        json_end(json);
    }
    json_end_list(json);
    json_end(json);
}

static int examine(const char *name, struct json *json, bool is_long, size_t *missing) {
    struct group group = {name, NULL, 0, 0};
    int code = read_group(&group, name, 0);
    if (code == 0 && json != NULL) {
        json_group(json, &group);
    } else if (code == 0) {
        print_group(&group, is_long);
        fflush(stdout);
    }
    *missing += group.missing;
    free(group.needs);
    return code;
}

// All groups but those of clients, which tools/setup adds itself.
static void list_groups(struct words *names) {
    char path[FILES_PATH_SIZE];
    struct words files = {NULL, 0};
    path_format(path, "%s/deps", sdk_need());
    folder_list(path, &files);
    for (size_t i = 0; i < files.count; i++) {
        const char *file = files.items[i];
        if (strcmp(extension_of(file), "txt") == 0 && strncmp(file, "client-", 7) != 0) {
            words_add_format(names, "%.*s", (int)(strlen(file) - strlen(".txt")), file);
        }
    }
    words_free(&files);
}

static int examine_all(const struct words *names, bool is_long, struct json *json,
                       size_t *missing) {
    int code = 0;
    if (json != NULL) {
        json_begin_list(json, NULL);
    }
    for (size_t i = 0; code == 0 && i < names->count; i++) {
        code = examine(names->items[i], json, is_long, missing);
    }
    if (json != NULL) {
        json_end_list(json);
    }
    return code;
}

int command_doctor(int count, char **args) {
    struct json json = {0, {false}};
    struct words names = {NULL, 0};
    size_t missing = 0;
    bool is_json = args_flag(&count, args, "--json");
    int code = args_check("doctor", count, args, 0, 100);
    if (code != 0) {
        return code;
    }
    for (int i = 0; i < count; i++) {
        words_add(&names, args[i]);
    }
    if (count == 0) {
        list_groups(&names);
    }
    code = examine_all(&names, count > 0, is_json ? &json : NULL, &missing);
    words_free(&names);
    if (code == 0 && count > 0 && missing > 0) {
        code = fail_missing(where, "%zu missing: run the command above", missing);
    }
    return code;
}
