// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "link_map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "sdk.h"
#include "text.h"

// A piece is a line ` SECTION ADDRESS SIZE FILE`, whose section may stand on a line of its own, if
// it is long, below a line of the section of the program that it lies in.

#define WORD_BYTES 512
#define HEAD "Linker script and memory map"

enum place { PLACE_NONE, PLACE_FLASH, PLACE_RAM, PLACE_BOTH };

struct piece {
    enum place place;
    uint64_t address;
    uint64_t size;
    struct link_room *room;
};

struct reading {
    struct link_map *map;
    enum place place;            // of the section of the program
    char section[WORD_BYTES];    // of the piece, if its line is broken
    struct piece last;           // not yet counted: it reaches to the next one at most
    struct link_room *room;      // of the last piece with a file: fill belongs to it
    char member[WORD_BYTES];     // the last member whose room its name does not tell, and
    char room_name[WORD_BYTES];  // that room
};

static enum place place_of(const char *section) {
    static const struct {
        const char *section;
        enum place place;
    } places[] = {{".text", PLACE_FLASH},
                  {".ARM.exidx", PLACE_FLASH},
                  {".data", PLACE_BOTH},
                  {".bss", PLACE_RAM},
                  {".stack", PLACE_RAM}};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (strcmp(section, places[i].section) == 0) {
            return places[i].place;
        }
    }
    return PLACE_NONE;
}

// ---- rooms ----

static struct link_room *find_room(struct link_map *map, const char *name) {
    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->rooms[i].name, name) == 0) {
            return &map->rooms[i];
        }
    }
    struct link_room *room = &map->rooms[map->count < LINK_ROOMS - 1 ? map->count++ : map->count];
    snprintf(room->name, sizeof room->name, "%.39s", name);
    return room;
}

// Whether a source file of the SDK has the symbol that a section is named after.
static bool has_symbol(const char *path, const char *section) {
    struct buffer text = {NULL, 0, 0};
    char symbol[WORD_BYTES + 2];
    const char *dot = strrchr(section, '.');
    snprintf(symbol, sizeof symbol, "%s(", dot == NULL ? section : dot + 1);
    bool is_there = file_load(path, &text) && (strstr((const char *)text.bytes, symbol) != NULL ||
                                               (symbol[strlen(symbol) - 1] = '[',
                                                strstr((const char *)text.bytes, symbol) != NULL));
    buffer_free(&text);
    return is_there;
}

// Objects of the library have no folder. Where two rooms have a file of one name, the symbol tells
// them apart; else the piece belongs to the room of the one before, as objects come in one piece.
static void library_room(struct reading *reading, const char *member, const char *section,
                         char *name) {
    static const char *const rooms[] = {"base",      "core",  "interp", "engine",
                                        "filestore", "shell", "bridge", "wasi"};
    unsigned fits = 0;
    char known[WORD_BYTES] = "library";
    bool is_same = strcmp(member, reading->member) == 0;
    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
        char path[FILES_PATH_SIZE];
        path_format(path, "%s/src/%s/%.*s", sdk_need(), rooms[i], (int)strcspn(member, ".") + 2,
                    member);
        if (file_exists(path)) {
            bool is_first = fits++ == 0;
            if (is_first || has_symbol(path, section)) {
                snprintf(known, sizeof known, "%s", rooms[i]);
            }
        }
    }
    bool is_named = strncmp(section, ".text.", 6) == 0 || strncmp(section, ".rodata.", 8) == 0;
    if (fits > 1 && is_same && !is_named) {
        snprintf(known, sizeof known, "%s", reading->room_name);
    }
    snprintf(reading->member, WORD_BYTES, "%s", member);
    snprintf(reading->room_name, WORD_BYTES, "%s", known);
    snprintf(name, WORD_BYTES, "%s", known);
}

// Libraries beside the core one, by a part of their file's name.
static bool part_room(const char *file, char *name) {
    static const struct {
        const char *part;
        const char *room;
    } parts[] = {{"(lfs", "littlefs"},         {"libtinywasm_flash.a", "filestore"},
                 {"libgcc", "compiler"},       {"tinywasm_port", "port"},
                 {"libtinywasm_wasi", "wasi"}, {"libtinywasm_shell", "shell"},
                 {"libtinywasm_", "devices"},  {"embed", "modules"}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strstr(file, parts[i].part) != NULL) {
            snprintf(name, WORD_BYTES, "%s", parts[i].room);
            return true;
        }
    }
    return false;
}

static struct link_room *room_of(struct reading *reading, const char *file, const char *section) {
    static const char library[] = "libtinywasm.a(";
    char name[WORD_BYTES] = "application";
    const char *member = strstr(file, library);
    if (member != NULL) {
        char inside[WORD_BYTES];
        snprintf(inside, sizeof inside, "%.*s", (int)strcspn(member + strlen(library), ")"),
                 member + strlen(library));
        library_room(reading, inside, section, name);
    } else {
        (void)part_room(file, name);
    }
    return find_room(reading->map, name);
}

// ---- lines ----

static void count_last(struct reading *reading, uint64_t next) {
    struct piece *last = &reading->last;
    // Merged texts are listed longer than they are.
    uint64_t size = next > last->address && next - last->address < last->size ? next - last->address
                                                                              : last->size;
    if (last->room != NULL) {
        last->room->flash += last->place != PLACE_RAM ? size : 0;
        last->room->ram += last->place != PLACE_FLASH ? size : 0;
    }
    last->room = NULL;
}

static void begin_section(struct reading *reading, const char *line) {
    char section[WORD_BYTES];
    unsigned long long address = 0;
    unsigned long long size = 0;
    int words = sscanf(line, "%511s %llx %llx", section, &address, &size);
    count_last(reading, 0);
    reading->place = words > 0 ? place_of(section) : PLACE_NONE;
    reading->map->flash += reading->place == PLACE_FLASH || reading->place == PLACE_BOTH ? size : 0;
    reading->map->ram += reading->place == PLACE_RAM || reading->place == PLACE_BOTH ? size : 0;
    if (words > 0 && strcmp(section, ".stack") == 0) {  // has no pieces
        find_room(reading->map, "C stack")->ram += size;
        reading->place = PLACE_NONE;
    }
}

static void add_piece(struct reading *reading, uint64_t address, uint64_t size, const char *file) {
    if (file[0] != '\0') {
        reading->room = room_of(reading, file, reading->section);
    }
    if (size > 0) {
        count_last(reading, address);
        reading->last = (struct piece){reading->place, address, size, reading->room};
    }
    reading->section[0] = '\0';
}

// " SECTION ADDRESS SIZE FILE", or the first word alone and the others on the next line.
static void read_piece(struct reading *reading, const char *line) {
    char file[WORD_BYTES] = "";
    unsigned long long address = 0;
    unsigned long long size = 0;
    bool begins =
        line[1] == '.' || strncmp(line, " *fill*", 7) == 0 || strncmp(line, " COMMON", 7) == 0;
    size_t word = begins ? strcspn(line + 1, " ") : 0;
    if (begins) {
        snprintf(reading->section, WORD_BYTES, "%.*s", (int)word, line + 1);
    }
    if (reading->section[0] != '\0' &&
        sscanf(line + 1 + word, " 0x%llx 0x%llx %511[^\n]", &address, &size, file) >= 2) {
        add_piece(reading, address, size, file);
    }
}

static void read_line(struct reading *reading, const char *line) {
    char text[2 * WORD_BYTES];
    snprintf(text, sizeof text, "%.*s", (int)strcspn(line, "\n"), line);
    if (text[0] == '.') {
        begin_section(reading, text);
    } else if (reading->place != PLACE_NONE && text[0] == ' ') {
        read_piece(reading, text);
    }
}

int link_map_read(struct link_map *map, const char *path) {
    struct buffer text = {NULL, 0, 0};
    struct reading reading;
    memset(map, 0, sizeof *map);
    memset(&reading, 0, sizeof reading);
    reading.map = map;
    const char *line = file_load(path, &text) ? strstr((const char *)text.bytes, HEAD) : NULL;
    bool is_map = line != NULL;
    for (; line != NULL; line = line == NULL ? NULL : line + 1) {
        read_line(&reading, line);
        line = strchr(line, '\n');
        if (line == NULL) {
            break;
        }
    }
    count_last(&reading, 0);
    buffer_free(&text);
    return is_map ? 0
                  : fail_module(path, TW_ERR_INVAL,
                                "this is no map of GNU ld: link with -Wl,-Map, as tw build does");
}
