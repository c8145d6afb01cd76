// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The board's filestore as firmware: answers commands on the console, so that a test on the other
// side of the line can save, look, cut the power and look again. A letter, then arguments:
// f: format; m: mount; u: unmount; s NAME SIZE SEED: save; p NAME SIZE SEED PIECE: save in pieces;
// d NAME: remove; a NAME FUNC: to the list of what starts by itself; r NAME: off that list. But for
// u they print the error's name and the microseconds that it took.
// l: a line NAME SIZE SHA256 for each file, then `.`; v: a line NAME FUNC for each entry, then `.`
// z: total and free bytes
// c US: so many microseconds into the next of those commands the power fails: `CUT`, then nothing
// k: the kit of filestores; x: restart
// i ADDR SIZE SEED: write to the device below the kit, o ADDR SIZE: its bytes

#include "board.h"
#include "hal.h"
#include "store.h"
#include "tinywasm/board_store.h"

#define LINE_BYTES 100u
#define ARGUMENTS 4u
#ifdef BOARD_CARD_BUS
#define PIECE_MOST 512u  // a sector
#else
#define PIECE_MOST 256u
#endif
#define CUT_TIMER 0u

static char line[LINE_BYTES + 1];
static const char *arguments[ARGUMENTS];
static tw_filestore_t *store;
static uint32_t cut_us;

void print(const char *text) {
    hal_console_print(text);
}

void print_number(uint32_t value) {
    char digits[11];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    hal_console_write(&digits[at], sizeof digits - at);
}

static void print_hex(const uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        hal_console_write(&"0123456789abcdef"[bytes[i] >> 4], 1);
        hal_console_write(&"0123456789abcdef"[bytes[i] & 15], 1);
    }
}

static void read_line(void) {
    size_t size = 0;
    for (;;) {
        char byte = 0;
        if (hal_console_read(&byte, 1) == 0) {
            hal_sleep_until_interrupt();
            continue;
        }
        if (byte == '\n') {
            break;
        }
        if (size < LINE_BYTES) {
            line[size++] = byte;
        }
    }
    line[size] = '\0';
}

// Cuts the line at its spaces.
static void split_line(void) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < ARGUMENTS; i++) {
        arguments[i] = "";
    }
    for (char *at = line; *at != '\0'; at++) {
        if (*at == ' ') {
            *at = '\0';
            if (count < ARGUMENTS) {
                arguments[count++] = at + 1;
            }
        }
    }
}

static uint32_t number(uint32_t index) {
    uint32_t value = 0;
    for (const char *at = arguments[index]; *at != '\0'; at++) {
        value = value * 10 + (uint32_t)(*at - '0');
    }
    return value;
}

// ---- contents, which the other side of the line makes too ----

static uint32_t noise;

static void start_noise(uint32_t seed) {
    noise = seed * 2654435761u + 1u;
}

static void fill(uint8_t *bytes, uint32_t size) {
    for (uint32_t i = 0; i < size; i++) {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        bytes[i] = (uint8_t)(noise >> 16);
    }
}

static tw_err_t save(const char *name, uint32_t size, uint32_t seed, uint32_t piece) {
    static uint8_t bytes[PIECE_MOST];
    tw_err_t err = tw_filestore_save_begin(store, name, size);
    start_noise(seed);
    for (uint32_t off = 0; err == TW_ERR_OK && off < size;) {
        uint32_t part = size - off < piece ? size - off : piece;
        fill(bytes, part);
        err = tw_filestore_save_write(store, bytes, part);
        off += part;
    }
    return err == TW_ERR_OK ? tw_filestore_save_commit(store) : err;
}

// ---- the power ----

static void cut(void *ctx) {
    (void)ctx;
    print("\nCUT\n");
    for (;;) {
    }
}

static tw_err_t change(char command) {
    switch (command) {
        case 'f':
            return tw_filestore_format(store);
        case 'm':
            return tw_filestore_mount(store);
        case 's':
            return save(arguments[0], number(1), number(2), PIECE_MOST);
        case 'p':
            return save(arguments[0], number(1), number(2), number(3));
        case 'a':
        case 'r':
            return set_entry(arguments[0], arguments[1], command == 'a');
        default:
            return tw_filestore_remove(store, arguments[0]);
    }
}

// One of the commands that write, under the cut that was asked for. It begins with a tick, so that
// an emulator that counts instructions cuts it at the same place each time.
static void run(char command) {
    hal_sleep_until_interrupt();
    if (cut_us != 0 && hal_timer_start(CUT_TIMER, cut_us, false, cut, NULL) != HAL_OK) {
        print("no timer ");
    }
    uint32_t start = hal_counter_read();
    tw_err_t err = change(command);
    uint32_t counts = hal_counter_read() - start;
    (void)hal_timer_stop(CUT_TIMER);
    cut_us = 0;
    if (command == 'm' && err == TW_ERR_OK) {
        err = start_engine(store);
    }
    print(tw_err_name(err));
    print(" ");
    print_number((uint32_t)((uint64_t)counts * 1000000u / hal_counter_hz()));
    print("\n");
}

// ---- looking ----

static bool note_name(void *ctx, const tw_fileinfo_t *info) {
    uint32_t *index = ctx;
    static char *const name = line;
    if ((*index)-- != 0) {
        return true;
    }
    size_t size = 0;
    do {
        name[size] = info->name[size];
    } while (info->name[size++] != '\0');
    return false;
}

static void print_file(const char *name) {
    uint8_t hash[TW_FILESTORE_HASH_BYTES];
    tw_fileinfo_t info;
    tw_err_t err = tw_filestore_stat(store, name, &info);
    err = err == TW_ERR_OK ? tw_filestore_hash(store, name, hash) : err;
    print(name);
    print(" ");
    if (err != TW_ERR_OK) {
        print(tw_err_name(err));
    } else {
        print_number(info.size);
        print(" ");
        print_hex(hash, sizeof hash);
    }
    print("\n");
}

static void list(void) {
    tw_err_t err = TW_ERR_OK;
    for (uint32_t i = 0; err == TW_ERR_OK; i++) {
        uint32_t left = i;
        line[0] = '\0';
        err = tw_filestore_list(store, note_name, &left);
        if (line[0] == '\0') {
            break;
        }
        print_file(line);
    }
    print(err == TW_ERR_OK ? ".\n" : "FAIL\n");
}

static void print_space(void) {
    uint32_t total = 0;
    uint32_t free_bytes = 0;
    tw_err_t err = tw_filestore_space(store, &total, &free_bytes);
    print(tw_err_name(err));
    print(" ");
    print_number(total);
    print(" ");
    print_number(free_bytes);
    print("\n");
}

// ---- the device below ----

// Erases the block of the address, then programs in pieces.
static void write_device(uint32_t addr, uint32_t size) {
    static uint8_t bytes[PIECE_MOST];
    tw_block_device_t *device = NULL;
    tw_err_t err = device_of_board(&device);
    if (err == TW_ERR_OK) {
        err = device->ops->erase(device, addr - addr % device->block_bytes);
    }
    start_noise(number(2));
    for (uint32_t off = 0; err == TW_ERR_OK && off < size;) {
        uint32_t part = size - off < sizeof bytes ? size - off : (uint32_t)sizeof bytes;
        fill(bytes, part);
        err = device->ops->program(device, addr + off, bytes, part);
        off += part;
    }
    print(tw_err_name(err));
    print("\n");
}

static void read_device(uint32_t addr, uint32_t size) {
    uint8_t bytes[64];
    tw_block_device_t *device = NULL;
    tw_err_t err = device_of_board(&device);
    for (uint32_t off = 0; err == TW_ERR_OK && off < size;) {
        uint32_t part = size - off < sizeof bytes ? size - off : (uint32_t)sizeof bytes;
        err = device->ops->read(device, addr + off, bytes, part);
        print_hex(bytes, part);
        off += part;
    }
    print(err == TW_ERR_OK ? "\n" : "FAIL\n");
}

static void answer(char command) {
    switch (command) {
        case 'f':
        case 'm':
        case 's':
        case 'p':
        case 'd':
        case 'a':
        case 'r':
            run(command);
            break;
        case 'u':
            stop_engine();
            tw_filestore_unmount(store);
            print("\n");
            break;
        case 'c':
            cut_us = number(0);
            print("\n");
            break;
        case 'l':
            list();
            break;
        case 'v':
            print_entries();
            break;
        case 'z':
            print_space();
            break;
        case 'k':
            run_kit();
            break;
        case 'i':
            write_device(number(0), number(1));
            break;
        case 'o':
            read_device(number(0), number(1));
            break;
        case 'x':
            hal_reset();
        default:
            print("?\n");
            break;
    }
}

int main(void) {
    print("store of " BOARD_NAME " ");
    print(tw_err_name(tw_board_store(&store)));
    print("\n");
    for (;;) {
        read_line();
        char command = line[0];
        split_line();
        answer(command);
    }
}
