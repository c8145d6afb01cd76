// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "boards.h"
#include "command.h"
#include "files.h"
#include "json.h"
#include "link_map.h"
#include "project.h"
#include "scan.h"
#include "session.h"
#include "text.h"

// tw size: what a project's firmware takes of flash and RAM, by room, and its modules.

static const char where[] = "tw size";

struct sizing {
    struct link_map map;
    char program[FILES_PATH_SIZE];  // ""
    char modules[FILES_PATH_SIZE];  // their folder; ""
    struct board board;
    struct json json;
    bool is_json;
};

static uint64_t board_number(const struct sizing *sizing, const char *name) {
    const char *text = board_macro(&sizing->board, name);
    return text == NULL ? 0 : strtoull(text, NULL, 0);
}

// ---- the program ----

static void print_share(const char *what, uint64_t used, uint64_t all) {
    if (all != 0) {
        printf("%s: %s of %s B, %u %%\n", what, grouped(used), grouped(all),
               (unsigned)(used * 100 / all));
    }
}

static void print_rooms(const struct sizing *sizing) {
    const struct link_map *map = &sizing->map;
    printf("%s%-16s %10s %10s%s\n", style(STYLE_BOLD), "room", "flash B", "RAM B",
           style(STYLE_PLAIN));
    for (size_t i = 0; i < map->count; i++) {
        const struct link_room *room = &map->rooms[i];
        printf("%-16s %10s %10s\n", room->name, grouped(room->flash), grouped(room->ram));
    }
    printf("%-16s %10s %10s\n", "in all", grouped(map->flash), grouped(map->ram));
    print_share("flash", map->flash, board_number(sizing, "BOARD_FLASH_SIZE"));
    print_share("RAM", map->ram, board_number(sizing, "BOARD_RAM_SIZE"));
}

static void json_rooms(struct sizing *sizing) {
    struct json *json = &sizing->json;
    const struct link_map *map = &sizing->map;
    json_text(json, "program", sizing->program);
    json_number(json, "flash_bytes", map->flash);
    json_number(json, "ram_bytes", map->ram);
    json_begin_list(json, "rooms");
    for (size_t i = 0; i < map->count; i++) {
        json_begin(json, NULL);
        json_text(json, "room", map->rooms[i].name);
        json_number(json, "flash_bytes", map->rooms[i].flash);
        json_number(json, "ram_bytes", map->rooms[i].ram);
        json_end(json);
    }
    json_end_list(json);
}

// Where the program's map is: beside it.
static int read_program(struct sizing *sizing) {
    char path[FILES_PATH_SIZE];
    size_t stem = strlen(sizing->program) - strlen(extension_of(sizing->program));
    bool is_elf = strcmp(extension_of(sizing->program), "elf") == 0;
    path_format(path, "%.*s%s", (int)stem, sizing->program, is_elf ? "map" : ".map");
    if (!file_exists(path)) {
        return fail_usage(path, TW_ERR_NOENT,
                          "the linker's map is not there: build the program for a board first, "
                          "with tw build");
    }
    return link_map_read(&sizing->map, path);
}

// ---- modules ----

static int measure_module(struct sizing *sizing, const char *path, const char *name) {
    struct file file;
    struct session session;
    tw_module_t *module = NULL;
    tw_module_stats_t stats;
    int code = file_read(&file, path);
    if (code != 0) {
        return code;
    }
    code = session_open(&session, session_interp(&file), &file, 0, NULL, 0, NULL);
    code = code == 0 ? session_load(&session, &module) : code;
    if (code == 0 && sizing->is_json) {
        tw_module_get_stats(module, &stats);
        json_begin(&sizing->json, NULL);
        json_text(&sizing->json, "module", name);
        json_number(&sizing->json, "file_bytes", file.size);
        json_number(&sizing->json, "register_code_bytes", stats.register_code_bytes);
        json_text(&sizing->json, "profile", profile_name(session_profile(&file)));
        json_end(&sizing->json);
    } else if (code == 0) {
        tw_module_get_stats(module, &stats);
        printf("%-16s %10s %10s  %s\n", name, grouped(file.size),
               grouped(stats.register_code_bytes), profile_name(session_profile(&file)));
    }
    session_close(&session);
    file_free(&file);
    return code;
}

static int measure_modules(struct sizing *sizing) {
    struct words names = {NULL, 0};
    int code = 0;
    unsigned count = 0;
    folder_list(sizing->modules, &names);
    for (size_t i = 0; code == 0 && i < names.count; i++) {
        char path[FILES_PATH_SIZE];
        path_format(path, "%s/%s/%s.wasm", sizing->modules, names.items[i], names.items[i]);
        if (!file_exists(path)) {
            continue;
        }
        if (count++ == 0 && !sizing->is_json) {
            printf("%s%s%-16s %10s %10s  %s%s\n", sizing->program[0] != '\0' ? "\n" : "",
                   style(STYLE_BOLD), "module", "file B", "code B", "profile", style(STYLE_PLAIN));
        }
        code = measure_module(sizing, path, names.items[i]);
    }
    words_free(&names);
    return code;
}

static int measure(struct sizing *sizing) {
    int code = sizing->program[0] != '\0' ? read_program(sizing) : 0;
    if (code != 0) {
        return code;
    }
    if (sizing->is_json) {
        json_begin(&sizing->json, NULL);
    }
    if (sizing->program[0] != '\0') {
        sizing->is_json ? json_rooms(sizing) : print_rooms(sizing);
    }
    if (sizing->is_json) {
        json_begin_list(&sizing->json, "modules");
    }
    code = sizing->modules[0] != '\0' ? measure_modules(sizing) : 0;
    if (sizing->is_json) {
        json_end_list(&sizing->json);
        json_end(&sizing->json);
    }
    return code;
}

// ---- the command ----

// The program that tw build makes of the project in this folder, and its modules.
static int take_project(struct sizing *sizing, const char *board) {
    struct project project;
    int code = project_open(&project, where);
    if (code == 0) {
        board = board != NULL ? board : project.board;
        path_format(sizing->modules, "modules");
        code = board_read(board, &sizing->board);
    }
    if (code == 0 && project.command[0] == '\0' && strcmp(board, "host") != 0) {
        path_format(sizing->program, "build/%s/%s.elf", board, project.name);
    }
    project_free(&project);
    return code;
}

int command_size(int count, char **args) {
    struct sizing sizing;
    memset(&sizing, 0, sizeof sizing);
    sizing.is_json = args_flag(&count, args, "--json");
    const char *board = args_value(&count, args, "--board");
    int code = args_check("size", count, args, 0, 1);
    if (code == 0 && count == 0) {
        code = take_project(&sizing, board);
    } else if (code == 0) {
        path_format(sizing.program, "%s", args[0]);
        code = board != NULL ? board_read(board, &sizing.board) : 0;
    }
    code = code == 0 ? measure(&sizing) : code;
    board_free(&sizing.board);
    return code;
}
