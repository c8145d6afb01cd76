// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Gamepads for a program that knows nothing of them: preloaded before SDL's library, it attaches
// SDL's own virtual ones when the program looks for events. The file that TEST_PADS names says what
// they do, a line of words for each: `attach PAD`, `detach PAD`, `button PAD NUMBER 0|1`,
// `axis PAD NUMBER VALUE`; it grows while the program runs.

#define _GNU_SOURCE  // RTLD_NEXT

#include <SDL.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PADS 6

static SDL_Joystick *pads[PADS];

static void attach(int pad) {
    int index = SDL_JoystickAttachVirtual(SDL_JOYSTICK_TYPE_GAMECONTROLLER,
                                          SDL_CONTROLLER_AXIS_MAX, SDL_CONTROLLER_BUTTON_MAX, 0);
    pads[pad] = index < 0 ? NULL : SDL_JoystickOpen(index);
    if (pads[pad] == NULL) {
        fprintf(stderr, "pad.c: %s\n", SDL_GetError());
    }
}

static void detach(int pad) {
    SDL_JoystickID id = SDL_JoystickInstanceID(pads[pad]);
    for (int i = 0; i < SDL_NumJoysticks(); i++) {
        if (SDL_JoystickGetDeviceInstanceID(i) == id) {
            SDL_JoystickDetachVirtual(i);
        }
    }
    SDL_JoystickClose(pads[pad]);
    pads[pad] = NULL;
}

static void obey(const char *line) {
    char word[16];
    int pad = 0;
    int number = 0;
    int value = 0;
    int count = sscanf(line, "%15s %d %d %d", word, &pad, &number, &value);
    if (count < 2 || pad < 0 || pad >= PADS) {
        fprintf(stderr, "pad.c: what is %s", line);
    } else if (strcmp(word, "attach") == 0) {
        attach(pad);
    } else if (strcmp(word, "detach") == 0) {
        detach(pad);
    } else if (strcmp(word, "button") == 0) {
        SDL_JoystickSetVirtualButton(pads[pad], number, (Uint8)value);
    } else {
        SDL_JoystickSetVirtualAxis(pads[pad], number, (Sint16)value);
    }
}

// What has been written since.
static void read_script(void) {
    static long at;
    char line[80];
    FILE *script = fopen(getenv("TEST_PADS"), "r");
    if (script == NULL) {
        return;
    }
    fseek(script, at, SEEK_SET);
    while (fgets(line, sizeof line, script) != NULL && strchr(line, '\n') != NULL) {
        at = ftell(script);
        obey(line);
    }
    fclose(script);
}

int SDL_PollEvent(SDL_Event *event) {
    static int (*real)(SDL_Event *);
    if (real == NULL) {
        *(void **)&real = dlsym(RTLD_NEXT, "SDL_PollEvent");
    }
    read_script();
    return real(event);
}
