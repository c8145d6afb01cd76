// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The window by SDL2. It has one console's picture in its middle, as large as whole pixels allow,
// and waits between frames for the PC's clock; what the sound card did not play yet is bounded.

#include <SDL.h>
#include <stdio.h>

#include "keep.h"
#include "menu.h"
#include "record.h"
#include "text.h"
#include "window.h"

#define BLACK_BARS 16      // pixels around a picture whose scale nobody chose
#define QUEUED_FRAMES 6u   // of sound: more is dropped, a tenth of a second
#define NOTE_FRAMES 90     // how long a note is shown
#define STICK_LIMIT 12000  // of 32767, where a stick counts as a button
#define MENU_WAIT_MS 50
#define LEAST_SIZE (TW_WASM4_WIDTH)

struct window {
    const struct window_game *game;
    SDL_Window *window;
    SDL_Renderer *renderer;
    SDL_Texture *texture;
    SDL_AudioDeviceID audio;  // 0: no sound
    SDL_GameController *pads[TW_WASM4_PADS];
    struct canvas canvas;
    const char *note;
    int note_frames;
    enum choice selected;
    bool is_menu;
    bool is_palette;
    bool has_mouse;  // it has been moved
    bool is_over;
    Uint64 due;  // by SDL's counter: the next frame
};

static struct window window;

// ---- the picture --------------------------------------------------------------------------------

// Where the picture is, in pixels of the window, and how large its pixels are.
static SDL_Rect place(int *scale) {
    int width = 0;
    int height = 0;
    SDL_GetRendererOutputSize(window.renderer, &width, &height);
    *scale = (width < height ? width : height) / TW_WASM4_WIDTH;
    *scale = *scale > 0 ? *scale : 1;
    int size = *scale * TW_WASM4_WIDTH;
    return (SDL_Rect){(width - size) / 2, (height - size) / 2, size, size};
}

static void draw_texture(void) {
    int scale = 1;
    SDL_Rect target = place(&scale);
    SDL_UpdateTexture(window.texture, NULL, window.canvas.pixels,
                      TW_WASM4_WIDTH * (int)sizeof window.canvas.pixels[0]);
    SDL_SetRenderDrawColor(window.renderer, 0, 0, 0, 255);
    SDL_RenderClear(window.renderer);
    SDL_RenderCopy(window.renderer, window.texture, NULL, &target);
    SDL_RenderPresent(window.renderer);
}

static void draw(void) {
    const tw_wasm4_t *console = window.game->console;
    canvas_show(&window.canvas, console);
    if (window.is_palette) {
        palette_draw(&window.canvas, console);
    }
    if (window.note_frames > 0) {
        note_draw(&window.canvas, window.note);
    }
    if (tw_wasm4_state(console) == TW_WASM4_FAILED) {
        failure_draw(&window.canvas, tw_wasm4_error(console));
    }
    if (window.is_menu) {
        menu_draw(&window.canvas, window.selected);
    }
    draw_texture();
}

static void present(void *ctx) {
    (void)ctx;
    window.note_frames -= window.note_frames > 0;
    draw();
}

static void say(const char *note) {
    window.note = note;
    window.note_frames = NOTE_FRAMES;
}

// ---- sound --------------------------------------------------------------------------------------

void window_play(const int16_t *samples, uint32_t count) {
    Uint32 size = count * 2 * (Uint32)sizeof *samples;
    if (window.audio != 0 && SDL_GetQueuedAudioSize(window.audio) < QUEUED_FRAMES * size) {
        SDL_QueueAudio(window.audio, samples, size);
    }
}

// A PC without sound plays without.
static void open_audio(void) {
    const SDL_AudioSpec wanted = {
        .freq = TW_WASM4_SAMPLE_HZ, .format = AUDIO_S16SYS, .channels = 2, .samples = 1024};
    window.audio = SDL_OpenAudioDevice(NULL, 0, &wanted, NULL, 0);
    if (window.audio != 0) {
        SDL_PauseAudioDevice(window.audio, 0);
    }
}

// ---- what is held down --------------------------------------------------------------------------

// The keys of WASM-4, by their place on the keyboard.
static const struct {
    SDL_Scancode key;
    uint8_t player;
    uint8_t button;
} keys[] = {
    {SDL_SCANCODE_X, 0, TW_WASM4_BUTTON_1},
    {SDL_SCANCODE_V, 0, TW_WASM4_BUTTON_1},
    {SDL_SCANCODE_SPACE, 0, TW_WASM4_BUTTON_1},
    {SDL_SCANCODE_PERIOD, 0, TW_WASM4_BUTTON_1},
    {SDL_SCANCODE_Z, 0, TW_WASM4_BUTTON_2},
    {SDL_SCANCODE_C, 0, TW_WASM4_BUTTON_2},
    {SDL_SCANCODE_COMMA, 0, TW_WASM4_BUTTON_2},
    {SDL_SCANCODE_LEFT, 0, TW_WASM4_BUTTON_LEFT},
    {SDL_SCANCODE_RIGHT, 0, TW_WASM4_BUTTON_RIGHT},
    {SDL_SCANCODE_UP, 0, TW_WASM4_BUTTON_UP},
    {SDL_SCANCODE_DOWN, 0, TW_WASM4_BUTTON_DOWN},
    {SDL_SCANCODE_A, 1, TW_WASM4_BUTTON_1},
    {SDL_SCANCODE_Q, 1, TW_WASM4_BUTTON_1},
    {SDL_SCANCODE_LSHIFT, 1, TW_WASM4_BUTTON_2},
    {SDL_SCANCODE_TAB, 1, TW_WASM4_BUTTON_2},
    {SDL_SCANCODE_S, 1, TW_WASM4_BUTTON_LEFT},
    {SDL_SCANCODE_F, 1, TW_WASM4_BUTTON_RIGHT},
    {SDL_SCANCODE_E, 1, TW_WASM4_BUTTON_UP},
    {SDL_SCANCODE_D, 1, TW_WASM4_BUTTON_DOWN},
    {SDL_SCANCODE_KP_MULTIPLY, 2, TW_WASM4_BUTTON_1},
    {SDL_SCANCODE_KP_PERIOD, 2, TW_WASM4_BUTTON_1},
    {SDL_SCANCODE_KP_MINUS, 2, TW_WASM4_BUTTON_2},
    {SDL_SCANCODE_KP_ENTER, 2, TW_WASM4_BUTTON_2},
    {SDL_SCANCODE_KP_4, 2, TW_WASM4_BUTTON_LEFT},
    {SDL_SCANCODE_KP_6, 2, TW_WASM4_BUTTON_RIGHT},
    {SDL_SCANCODE_KP_8, 2, TW_WASM4_BUTTON_UP},
    {SDL_SCANCODE_KP_5, 2, TW_WASM4_BUTTON_DOWN},
};

static void read_keys(tw_wasm4_input_t *input) {
    const Uint8 *held = SDL_GetKeyboardState(NULL);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (held[keys[i].key] != 0) {
            input->pads[keys[i].player] |= keys[i].button;
        }
    }
}

static uint8_t read_stick(SDL_GameController *pad) {
    int x = SDL_GameControllerGetAxis(pad, SDL_CONTROLLER_AXIS_LEFTX);
    int y = SDL_GameControllerGetAxis(pad, SDL_CONTROLLER_AXIS_LEFTY);
    return (uint8_t)((x < -STICK_LIMIT ? TW_WASM4_BUTTON_LEFT : 0) |
                     (x > STICK_LIMIT ? TW_WASM4_BUTTON_RIGHT : 0) |
                     (y < -STICK_LIMIT ? TW_WASM4_BUTTON_UP : 0) |
                     (y > STICK_LIMIT ? TW_WASM4_BUTTON_DOWN : 0));
}

static uint8_t read_pad(SDL_GameController *pad) {
    static const struct {
        SDL_GameControllerButton from;
        uint8_t to;
    } buttons[] = {
        {SDL_CONTROLLER_BUTTON_A, TW_WASM4_BUTTON_1},
        {SDL_CONTROLLER_BUTTON_Y, TW_WASM4_BUTTON_1},
        {SDL_CONTROLLER_BUTTON_B, TW_WASM4_BUTTON_2},
        {SDL_CONTROLLER_BUTTON_X, TW_WASM4_BUTTON_2},
        {SDL_CONTROLLER_BUTTON_DPAD_LEFT, TW_WASM4_BUTTON_LEFT},
        {SDL_CONTROLLER_BUTTON_DPAD_RIGHT, TW_WASM4_BUTTON_RIGHT},
        {SDL_CONTROLLER_BUTTON_DPAD_UP, TW_WASM4_BUTTON_UP},
        {SDL_CONTROLLER_BUTTON_DPAD_DOWN, TW_WASM4_BUTTON_DOWN},
    };
    uint8_t held = read_stick(pad);
    for (size_t i = 0; i < sizeof buttons / sizeof buttons[0]; i++) {
        bool is_held = SDL_GameControllerGetButton(pad, buttons[i].from) != 0;
        held |= is_held ? buttons[i].to : 0;
    }
    return held;
}

static int floor_div(int value, int divisor) {
    return value / divisor - (value % divisor < 0);
}

static int16_t narrow(int value) {
    return (int16_t)(value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value);
}

static void read_mouse(tw_wasm4_input_t *input) {
    int x = 0;
    int y = 0;
    int scale = 1;
    Uint32 held = SDL_GetMouseState(&x, &y);
    SDL_Rect target = place(&scale);
    if (window.has_mouse) {
        input->mouse_x = narrow(floor_div(x - target.x, scale));
        input->mouse_y = narrow(floor_div(y - target.y, scale));
    }
    input->mouse_buttons = (uint8_t)(((held & SDL_BUTTON_LMASK) != 0 ? TW_WASM4_MOUSE_LEFT : 0) |
                                     ((held & SDL_BUTTON_RMASK) != 0 ? TW_WASM4_MOUSE_RIGHT : 0) |
                                     ((held & SDL_BUTTON_MMASK) != 0 ? TW_WASM4_MOUSE_MIDDLE : 0));
}

static void read_input(tw_wasm4_input_t *input) {
    read_keys(input);
    for (int i = 0; i < TW_WASM4_PADS; i++) {
        input->pads[i] |= window.pads[i] != NULL ? read_pad(window.pads[i]) : 0;
    }
    read_mouse(input);
}

// ---- the menu -----------------------------------------------------------------------------------

static void restart(void) {
    say(tw_wasm4_reset(window.game->console) == TW_ERR_OK ? "restarted" : "it fails again");
}

static void take_picture(void) {
    bool is_done = picture_write(window.game->console, 1, window.game->picture_path);
    say(is_done ? "picture taken" : "the picture cannot be written");
}

static void choose(enum choice choice) {
    window.is_menu = false;
    switch (choice) {
        case CHOICE_SAVE:
            say(keep_save(window.game->console, window.game->state_path));
            break;
        case CHOICE_LOAD:
            say(keep_restore(window.game->console, window.game->state_path));
            break;
        case CHOICE_RESTART:
            restart();
            break;
        case CHOICE_PALETTE:
            window.is_palette = !window.is_palette;
            break;
        case CHOICE_QUIT:
            window.is_over = true;
            break;
        case CHOICE_CONTINUE:
        case CHOICE_COUNT:
            break;
    }
}

static void move_mark(int step) {
    window.selected = (enum choice)(((int)window.selected + step + CHOICE_COUNT) % CHOICE_COUNT);
}

static void menu_key(SDL_Scancode key) {
    switch (key) {
        case SDL_SCANCODE_UP:
            move_mark(-1);
            break;
        case SDL_SCANCODE_DOWN:
            move_mark(1);
            break;
        case SDL_SCANCODE_ESCAPE:
            window.is_menu = false;
            break;
        case SDL_SCANCODE_RETURN:
        case SDL_SCANCODE_X:
        case SDL_SCANCODE_SPACE:
            choose(window.selected);
            break;
        default:
            break;
    }
}

static void game_key(SDL_Scancode key) {
    bool has_failed = tw_wasm4_state(window.game->console) == TW_WASM4_FAILED;
    switch (key) {
        case SDL_SCANCODE_ESCAPE:
            window.is_over = has_failed;
            window.is_menu = !has_failed;
            break;
        case SDL_SCANCODE_RETURN:
            window.is_menu = true;
            break;
        case SDL_SCANCODE_F2:
            choose(CHOICE_SAVE);
            break;
        case SDL_SCANCODE_F4:
            choose(CHOICE_LOAD);
            break;
        case SDL_SCANCODE_F7:
            choose(CHOICE_PALETTE);
            break;
        case SDL_SCANCODE_F9:
            take_picture();
            break;
        case SDL_SCANCODE_R:
            choose(CHOICE_RESTART);
            break;
        default:
            break;
    }
    window.selected = CHOICE_CONTINUE;
}

static void menu_pad(SDL_GameControllerButton button) {
    switch (button) {
        case SDL_CONTROLLER_BUTTON_START:
            window.is_menu = !window.is_menu;
            break;
        case SDL_CONTROLLER_BUTTON_DPAD_UP:
            move_mark(window.is_menu ? -1 : 0);
            break;
        case SDL_CONTROLLER_BUTTON_DPAD_DOWN:
            move_mark(window.is_menu ? 1 : 0);
            break;
        case SDL_CONTROLLER_BUTTON_A:
            if (window.is_menu) {
                choose(window.selected);
            }
            break;
        default:
            break;
    }
}

// ---- events -------------------------------------------------------------------------------------

static void add_pad(int index) {
    for (int i = 0; i < TW_WASM4_PADS; i++) {
        if (window.pads[i] == NULL) {
            window.pads[i] = SDL_GameControllerOpen(index);
            return;
        }
    }
}

static void remove_pad(SDL_JoystickID id) {
    for (int i = 0; i < TW_WASM4_PADS; i++) {
        SDL_Joystick *stick = SDL_GameControllerGetJoystick(window.pads[i]);
        if (window.pads[i] != NULL && SDL_JoystickInstanceID(stick) == id) {
            SDL_GameControllerClose(window.pads[i]);
            window.pads[i] = NULL;
        }
    }
}

static void press(const SDL_KeyboardEvent *event) {
    if (event->repeat == 0 && window.is_menu) {
        menu_key(event->keysym.scancode);
    } else if (event->repeat == 0) {
        game_key(event->keysym.scancode);
    }
}

static void handle(const SDL_Event *event) {
    switch (event->type) {
        case SDL_QUIT:
            window.is_over = true;
            break;
        case SDL_KEYDOWN:
            press(&event->key);
            break;
        case SDL_MOUSEMOTION:
            window.has_mouse = true;
            break;
        case SDL_CONTROLLERDEVICEADDED:
            add_pad(event->cdevice.which);
            break;
        case SDL_CONTROLLERDEVICEREMOVED:
            remove_pad(event->cdevice.which);
            break;
        case SDL_CONTROLLERBUTTONDOWN:
            menu_pad((SDL_GameControllerButton)event->cbutton.button);
            break;
        default:
            break;
    }
}

static void handle_all(void) {
    SDL_Event event;
    while (SDL_PollEvent(&event) != 0) {
        handle(&event);
    }
}

// Until the game can go on: the menu is closed and the cart runs, or it is over.
static void wait_for_player(void) {
    while (!window.is_over &&
           (window.is_menu || tw_wasm4_state(window.game->console) != TW_WASM4_RUNNING)) {
        SDL_Event event;
        draw();
        if (SDL_WaitEventTimeout(&event, MENU_WAIT_MS) != 0) {
            handle(&event);
        }
        handle_all();
        window.due = SDL_GetPerformanceCounter();
    }
}

// Frames that are late are not made up for.
static void wait_for_frame(void) {
    Uint64 hz = SDL_GetPerformanceFrequency();
    Uint64 now = SDL_GetPerformanceCounter();
    window.due += hz / TW_WASM4_FRAME_HZ;
    if (window.due <= now) {
        window.due = now;
        return;
    }
    SDL_Delay((Uint32)((window.due - now) * 1000 / hz));
}

static bool poll(void *ctx, tw_wasm4_input_t *input) {
    (void)ctx;
    wait_for_frame();
    handle_all();
    wait_for_player();
    read_input(input);
    return !window.is_over;
}

static bool fail(void *ctx) {
    (void)ctx;
    wait_for_player();
    return !window.is_over;
}

// ---- open and close -----------------------------------------------------------------------------

// What fits on the desktop, if nobody chose.
static int choose_scale(uint32_t scale) {
    SDL_Rect usable = {0, 0, 0, 0};
    if (scale != 0 || SDL_GetDisplayUsableBounds(0, &usable) != 0) {
        return scale != 0 ? (int)scale : 1;
    }
    int room = (usable.w < usable.h ? usable.w : usable.h) - 2 * BLACK_BARS;
    int most = room * 3 / 4 / TW_WASM4_WIDTH;
    return most > 0 ? most : 1;
}

static bool open_all(const struct window_game *game) {
    if (SDL_Init(SDL_INIT_VIDEO | SDL_INIT_GAMECONTROLLER) != 0) {
        return false;
    }
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) == 0) {
        open_audio();
    }
    int size = choose_scale(game->scale) * TW_WASM4_WIDTH;
    SDL_SetHint(SDL_HINT_RENDER_SCALE_QUALITY, "nearest");
    window.window = SDL_CreateWindow(game->title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                                     size, size, SDL_WINDOW_RESIZABLE);
    if (window.window == NULL) {
        return false;
    }
    SDL_SetWindowMinimumSize(window.window, LEAST_SIZE, LEAST_SIZE);
    window.renderer = SDL_CreateRenderer(window.window, -1, 0);
    window.texture =
        window.renderer == NULL
            ? NULL
            : SDL_CreateTexture(window.renderer, SDL_PIXELFORMAT_RGB888,
                                SDL_TEXTUREACCESS_STREAMING, TW_WASM4_WIDTH, TW_WASM4_HEIGHT);
    return window.texture != NULL;
}

int window_open(const struct window_game *game, tw_wasm4_front_t *front) {
    window = (struct window){.game = game};
    canvas_init(&window.canvas);
    if (!open_all(game)) {
        int code = fail_usage(
            "tw wasm4", TW_ERR_IO,
            "no window can be opened, %s: run it on a desktop, or with --headless", SDL_GetError());
        window_close();
        return code;
    }
    *front = (tw_wasm4_front_t){.poll = poll, .present = present, .fail = fail};
    window.due = SDL_GetPerformanceCounter();
    return 0;
}

void window_close(void) {
    for (int i = 0; i < TW_WASM4_PADS; i++) {
        if (window.pads[i] != NULL) {
            SDL_GameControllerClose(window.pads[i]);
        }
    }
    if (window.audio != 0) {
        SDL_CloseAudioDevice(window.audio);
    }
    if (window.texture != NULL) {
        SDL_DestroyTexture(window.texture);
    }
    if (window.renderer != NULL) {
        SDL_DestroyRenderer(window.renderer);
    }
    if (window.window != NULL) {
        SDL_DestroyWindow(window.window);
    }
    if (window.game != NULL) {
        SDL_Quit();
    }
    window = (struct window){0};
}
