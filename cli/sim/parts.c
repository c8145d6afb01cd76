// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define LIST_SIZE 512

static bool has_property(const struct parts *parts, const struct property *property) {
    for (size_t i = 0; i < parts->property_count; i++) {
        if (strcmp(parts->properties[i].part, property->part) == 0 &&
            strcmp(parts->properties[i].name, property->name) == 0) {
            return true;
        }
    }
    return false;
}

static void *grow(void *rows, size_t count, size_t size) {
    void *grown = realloc(rows, (count + 1) * size);
    if (grown == NULL) {
        abort();
    }
    return grown;
}

// A program that starts anew says the same again.
void parts_add_property(struct parts *parts, const char *words) {
    struct property property = {.unit = ""};
    if (sscanf(words, "%31s %31s %" SCNd64 " %" SCNd64 " %31s", property.part, property.name,
               &property.least, &property.most, property.unit) < 4 ||
        has_property(parts, &property)) {
        return;
    }
    parts->properties = grow(parts->properties, parts->property_count, sizeof property);
    parts->properties[parts->property_count++] = property;
}

static bool has_display(const struct parts *parts, const char *name) {
    for (size_t i = 0; i < parts->display_count; i++) {
        if (strcmp(parts->displays[i], name) == 0) {
            return true;
        }
    }
    return false;
}

void parts_add_display(struct parts *parts, const char *words) {
    char name[NAME_SIZE];
    if (sscanf(words, "%31s", name) == 1 && !has_display(parts, name)) {
        parts->displays = grow(parts->displays, parts->display_count, sizeof name);
        memcpy(parts->displays[parts->display_count++], name, sizeof name);
    }
}

void parts_free(struct parts *parts) {
    free(parts->properties);
    free(parts->displays);
    *parts = (struct parts){0};
}

struct property *parts_find(const struct parts *parts, const struct step *step) {
    for (size_t i = 0; i < parts->property_count; i++) {
        struct property *property = &parts->properties[i];
        if (strcmp(property->part, step->name) == 0 &&
            (step->property[0] == '\0' || strcmp(property->name, step->property) == 0)) {
            return property;
        }
    }
    return NULL;
}

// ---- what is wrong ------------------------------------------------------------------------------

static void add_name(char *list, const char *name) {
    size_t used = strlen(list);
    snprintf(list + used, LIST_SIZE - used, "%s%s", used == 0 ? "" : ", ", name);
}

// The names of all parts that have such a property; of all properties of a part.
static void list_parts(const struct parts *parts, const char *property, char *list) {
    const char *last = "";
    list[0] = '\0';
    for (size_t i = 0; i < parts->property_count; i++) {
        const struct property *row = &parts->properties[i];
        bool is_meant = property[0] == '\0' || strcmp(row->name, property) == 0;
        if (is_meant && strcmp(row->part, last) != 0) {
            add_name(list, row->part);
            last = row->part;
        }
    }
}

static void list_properties(const struct parts *parts, const char *part, char *list) {
    list[0] = '\0';
    for (size_t i = 0; i < parts->property_count; i++) {
        if (strcmp(parts->properties[i].part, part) == 0) {
            add_name(list, parts->properties[i].name);
        }
    }
}

static int fail_unknown(const struct parts *parts, const struct step *step) {
    char list[LIST_SIZE];
    list_properties(parts, step->name, list);
    bool is_button = strcmp(step->property, "pressed") == 0;
    if (list[0] != '\0' && !is_button) {
        return fail_usage(step->where, TW_ERR_NOENT, "%s has no %s: it has %s", step->name,
                          step->property, list);
    }
    list_parts(parts, is_button ? "pressed" : "", list);
    return fail_usage(step->where, TW_ERR_NOENT, "the program has no %s '%s': %s%s",
                      is_button ? "button" : "part", step->name,
                      list[0] != '\0' ? "it has " : "it has none at all", list);
}

static int fail_range(const struct step *step, const struct property *property) {
    return fail_usage(step->where, TW_ERR_INVAL, "%s %s cannot be %g: write a number from %g to %g",
                      property->part, property->name, (double)step->value / 1000,
                      (double)property->least / 1000, (double)property->most / 1000);
}

static int check_set(const struct parts *parts, const struct step *step) {
    const struct property *property = parts_find(parts, step);
    if (property == NULL) {
        return fail_unknown(parts, step);
    }
    if (step->unit[0] != '\0' && strcmp(step->unit, property->unit) != 0) {
        return fail_usage(step->where, TW_ERR_INVAL, "%s %s is not in %s: %s%s", property->part,
                          property->name, step->unit,
                          property->unit[0] != '\0' ? "write " : "leave the unit away",
                          property->unit);
    }
    return step->value < property->least || step->value > property->most
               ? fail_range(step, property)
               : 0;
}

static int check_screen(const struct parts *parts, const struct step *step) {
    char list[LIST_SIZE] = "";
    for (size_t i = 0; i < parts->display_count; i++) {
        add_name(list, parts->displays[i]);
    }
    if (parts->display_count == 0) {
        return fail_usage(step->where, TW_ERR_NOENT, "the program has no display: leave it away");
    }
    return step->name[0] == '\0' || has_display(parts, step->name)
               ? 0
               : fail_usage(step->where, TW_ERR_NOENT, "there is no display '%s': name one of %s",
                            step->name, list);
}

int parts_check(const struct parts *parts, const struct step *step) {
    if (step->kind == STEP_SET) {
        return check_set(parts, step);
    }
    return step->kind == STEP_SCREEN ? check_screen(parts, step) : 0;
}
