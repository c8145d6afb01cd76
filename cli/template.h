// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_TEMPLATE_H
#define CLI_TEMPLATE_H

// Templates of projects. They are made of the SDK's apps/ and modules/ whenever they are asked for;
// apps/templates.txt says of which.

#include <stdbool.h>
#include <stddef.h>

#include "program.h"
#include "toolchain.h"

#define TEMPLATE_WORD 40

struct template {
    char name[TEMPLATE_WORD];
    char app[TEMPLATE_WORD];     // a folder of apps/; "-": a command, without an application
    char stem[TEMPLATE_WORD];    // of its modules' folders in modules/
    char module[TEMPLATE_WORD];  // its module's name in a project
    char summary[96];
};

// The template at index, or that of a name. False: there is none.
bool template_at(size_t index, struct template *template);
bool template_find(const char *name, struct template *template);
bool template_is_command(const struct template *template);
// Adds the languages that it has a module in.
void template_languages(const struct template *template, struct words *names);

// What a project is made of: tw.toml keeps it.
struct origin {
    struct template template;
    const struct language *language;
    const char *name;
    const char *board;
};

// Takes a file, path relative to the project. Anything but 0 ends the visit.
typedef int (*template_visit_t)(void *ctx, const char *path, const void *bytes, size_t size);

// Visits all files of the project; those of its module, with its .wasm, alone, at folder/name.
// 0, what visit gave, or the exit code of an error that was written.
int template_visit_project(const struct origin *origin, template_visit_t visit, void *ctx);
int template_visit_module(const struct origin *origin, const char *folder, const char *name,
                          template_visit_t visit, void *ctx);

#endif
