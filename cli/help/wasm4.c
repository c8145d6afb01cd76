// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

static const struct option options[] = {
    {"--headless", NULL, "without a window, sound and waiting, for --frames N frames"},
    {"--frames", "N",
     "ends after frame N; frames count from 1. With --headless the last frame that is kept is "
     "enough"},
    {"--input", "FILE",
     "what is held down, instead of keys: lines `FRAME PAD1 [PAD2 PAD3 PAD4 MOUSEX MOUSEY "
     "MOUSEBUTTONS]`, numbers decimal or 0x. Each line holds from that frame on; before the first "
     "nothing is pressed and the mouse is at (0x7fff, 0x7fff)"},
    {"--snapshot", "FRAME:FILE",
     "writes the 64 KiB of memory as they are after that frame's update; as often as you like"},
    {"--png", "FRAME:FILE",
     "writes the picture of that frame, scaled by --scale; as often as you like"},
    {"--wav", "FILE", "writes the sound: 44,100 Hz, 16 bits, two channels, 735 samples a frame"},
    {"--disk", "FILE",
     "where the cart's disk is kept, at most 1,024 bytes; an empty disk has no file. (With a "
     "window: the cart's name and .disk. With --headless: it is not kept)"},
    {"--trace", "FILE", "writes what the cart traces there, not to stdout"},
    {"--tones", "FILE",
     "writes a line for each call of tone: frame, frequency, duration, volume, flags as they were "
     "passed, in decimal, with commas, and no heading"},
    {"--scale", "S",
     "pixels that a pixel is wide and high: of the window (what fits), of --png (1)"},
    {"--stats", NULL,
     "at the end: frames, WebAssembly instructions per frame, how long frames took and how many of "
     "them how long (a histogram), and how much of one core 60 a second take"},
    OPTIONS_END};

const struct command row_wasm4 = {
    .name = "wasm4",
    .run = command_wasm4,
    .group = GROUP_MODULE,
    .synopsis =
        "tw wasm4 CART.wasm [--headless] [--frames N] [--input FILE]\n"
        "       [--snapshot FRAME:FILE]... [--png FRAME:FILE]... [--wav FILE] [--disk FILE]\n"
        "       [--trace FILE] [--tones FILE] [--scale S] [--stats]\n",
    .summary = "plays a game for WASM-4, the console",
    .help =
        "Opens a window with the game. Player 1 has the arrow keys, X, V, Space or . for X, and "
        "Z,\n"
        "C or , for Z; player 2 has E, S, D, F, A or Q, and Tab or the left Shift; player 3 the\n"
        "number pad: 8, 4, 5, 6, * and -; gamepads are players in the order in which they come.\n"
        "\n"
        "Enter or Esc opens a menu: save state, load state, restart, palette, quit. F2 saves a\n"
        "state to the cart's name and .state, F4 loads it, R restarts, F7 shows the palette, F9\n"
        "writes the picture to the cart's name and .png.\n"
        "\n"
        "A cart that traps, or never comes back from a frame, is said on stderr, and in the "
        "window,\n"
        "where R restarts it.\n",
    .options = options,
    .words = "FILE.wasm",
    .examples =
        "tw wasm4 game.wasm\n"
        "tw wasm4 game.wasm --headless --frames 600 --png 60:a.png --png 600:b.png\n"
        "tw wasm4 game.wasm --headless --frames 600 --input keys.txt --wav sound.wav --stats\n",
    .exits =
        "0    it ended as it was asked to\n"
        "1    the cart cannot be loaded, or failed, or ended before a frame that was to be kept\n"
        "2    wrong usage, or a file that cannot be read or written\n"
        "3    something must be installed first: the error has the command that does it\n",
};
