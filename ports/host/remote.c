// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// What the tool may ask of the world: docs/SIMULATOR.md lists the lines. The tool has checked what
// a person wrote; what is wrong here all the same is answered and changes nothing.

#define _POSIX_C_SOURCE 200809L

#include "remote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "link.h"
#include "world.h"

#define INPUT_BYTES 1024u

static void answer(bool is_done, const char *reason) {
    link_put_line(is_done ? "ok" : "no", " %s", is_done ? "" : reason);
}

static const sim_part_t *find_part(const char *name) {
    const sim_part_t *part = world_parts();
    while (part != NULL && strcmp(part->name, name) != 0) {
        part = part->next;
    }
    return part;
}

static const sim_property_t *find_property(const sim_part_t *part, const char *name) {
    for (uint32_t i = 0; part != NULL && i < part->property_count; i++) {
        if (strcmp(part->properties[i].name, name) == 0) {
            return &part->properties[i];
        }
    }
    return NULL;
}

static void do_set(const char *words) {
    char part_name[64];
    char property_name[64];
    int value = 0;
    int count = sscanf(words, "%63s %63s %d", part_name, property_name, &value);
    const sim_part_t *part = count == 3 ? find_part(part_name) : NULL;
    const sim_property_t *property = find_property(part, property_name);
    bool is_good = property != NULL && value >= property->least && value <= property->most;
    if (is_good) {
        property->set(part->ctx, value);
    }
    answer(is_good, "there is no such part or value");
}

static void do_pin(const char *words) {
    unsigned pin = 0;
    char level = 0;
    bool is_good = sscanf(words, "%u %c", &pin, &level) == 2 && pin < 32;
    if (is_good && level == 'r') {
        sim_pin_release(pin);
    } else if (is_good) {
        sim_pin_drive(pin, level == 'h');
    }
    answer(is_good, "there is no such pin");
}

static void do_adc(const char *words) {
    unsigned channel = 0;
    unsigned value = 0;
    bool is_good = sscanf(words, "%u %u", &channel, &value) == 2 && channel < 4 && value <= 0xffff;
    if (is_good) {
        sim_adc_set(channel, (uint16_t)value);
    }
    answer(is_good, "there is no such channel or value");
}

static void do_input(const char *words) {
    uint8_t bytes[INPUT_BYTES];
    unsigned line = 0;
    unsigned byte = 0;
    int used = 0;
    size_t size = 0;
    bool is_good = sscanf(words, "%u %n", &line, &used) == 1;
    for (const char *at = words + used; is_good && size < INPUT_BYTES; at += 2) {
        if (sscanf(at, "%2x", &byte) != 1) {
            break;
        }
        bytes[size++] = (uint8_t)byte;
    }
    is_good = is_good && line_receive(line, bytes, size);
    answer(is_good, "the program has not read what was sent before");
}

// That of the name; or if that is `-` the first that is used, or else the first.
static sim_display_t *find_display(const char *name) {
    bool is_any = strcmp(name, "-") == 0;
    for (sim_display_t *d = world_displays(); d != NULL; d = d->next) {
        if (is_any ? d->is_used : strcmp(d->name, name) == 0) {
            return d;
        }
    }
    return is_any ? world_displays() : NULL;
}

static void do_screen(const char *words) {
    sim_display_t *display = find_display(words);
    if (display != NULL) {
        link_send_frame(display);
    }
    answer(display != NULL, "there is no such display");
}

static const struct {
    const char *word;
    void (*obey)(const char *words);
} commands[] = {
    {"set", do_set}, {"pin", do_pin}, {"adc", do_adc}, {"input", do_input}, {"screen", do_screen},
};

static void do_run(const char *words, struct remote_run *run) {
    unsigned long long until_us = 0;
    char stops = '-';
    run->goes_on = sscanf(words, "%llu %c", &until_us, &stops) >= 1;
    run->until_us = until_us;
    run->stops_at_news = stops == 'n';
}

void remote_obey(char *line, struct remote_run *run) {
    char *words = strchr(line, ' ');
    if (words != NULL) {
        *words++ = '\0';
    }
    words = words != NULL ? words : line + strlen(line);
    if (strcmp(line, "run") == 0) {
        do_run(words, run);
        return;
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(line, commands[i].word) == 0) {
            commands[i].obey(words);
            return;
        }
    }
    answer(false, "there is no such command");
}

void remote_list(void) {
    for (const sim_part_t *part = world_parts(); part != NULL; part = part->next) {
        for (uint32_t i = 0; i < part->property_count; i++) {
            const sim_property_t *property = &part->properties[i];
            link_put_line("part", " %s %s %d %d %s", part->name, property->name,
                          (int)property->least, (int)property->most, property->unit);
        }
    }
    for (const sim_display_t *d = world_displays(); d != NULL; d = d->next) {
        link_put_line("display", " %s %u %u", d->name, (unsigned)d->width, (unsigned)d->height);
    }
}
