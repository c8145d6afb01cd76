// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The kit of filestores on the board's own flash: `ok NAME` or `FAIL NAME: FILE:LINE` for each
// test, then `kit: N passed, N failed, S B of stack, W B of work`.

#include "kit.h"

#include <cmocka.h>

#include "board.h"
#include "store.h"
#include "tinywasm/flash.h"

#ifdef BOARD_CARD_BUS
#define WORK_BYTES 3072u  // a card's caches have a sector
#else
#define WORK_BYTES 1024u
#endif
#define PAINT 0xa5a5a5a5u
#define PAINT_MARGIN_BYTES 128u  // below the frame that paints

static const char *failed_file;  // of the test that runs; NULL: it holds so far
static int failed_line;

void kit_note(bool holds, const char *file, int line) {
    if (!holds && failed_file == NULL) {
        failed_file = file;
        failed_line = line;
    }
}

static volatile uint32_t *const stack_bottom = (volatile uint32_t *)BOARD_RAM_ORIGIN;
extern uint32_t port_stack_top[];  // from the linker script

static void paint_stack(void) {
    volatile uint32_t *top = (volatile uint32_t *)__builtin_frame_address(0);
    top -= PAINT_MARGIN_BYTES / sizeof *top;
    for (volatile uint32_t *at = stack_bottom; at < top; at++) {
        *at = PAINT;
    }
}

static uint32_t stack_used(void) {
    const volatile uint32_t *at = stack_bottom;
    while (*at == PAINT) {
        at++;
    }
    return (uint32_t)(port_stack_top - at) * (uint32_t)sizeof *at;
}

// Formats a store on the device, runs one test on it. The work that it took.
static uint32_t run_test(const struct kit_test *test, uint32_t layout) {
    static tw_filestore_flash_t flash;
    static _Alignas(8) uint8_t work[WORK_BYTES];
    static struct kit kit = {&flash.base, true};
    tw_block_device_t *device = NULL;
    void *state = NULL;
    failed_file = NULL;
    kit_ok(device_of_board(&device));
    const tw_filestore_flash_config_t config = {device, image_blocks[layout], 0, work, sizeof work};
    kit_ok(tw_filestore_flash_init(&flash, &config));
    kit_ok(tw_filestore_format(&flash.base));
    kit_ok(tw_filestore_mount(&flash.base));
    if (failed_file == NULL) {
        kit_set_up(&state, &kit);
        test->run(&state);
        tw_filestore_unmount(&flash.base);
    }
    return tw_filestore_flash_work_bytes(&config);
}

static void report(const struct kit_test *test, uint32_t layout) {
    print(failed_file == NULL ? "ok " : "FAIL ");
    print(layout == 0 ? "" : "with_images_");
    print(test->name);
    if (failed_file != NULL) {
        print(": ");
        print(failed_file);
        print(":");
        print_number((uint32_t)failed_line);
    }
    print("\n");
}

void run_kit(void) {
    uint32_t failed = 0;
    uint32_t work = 0;
    paint_stack();
    kit_init();
    for (uint32_t i = 0; i < kit_test_count * layout_count; i++) {
        const struct kit_test *test = &kit_tests[i / layout_count];
        uint32_t taken = run_test(test, i % layout_count);
        work = taken > work ? taken : work;
        failed += failed_file != NULL;
        report(test, i % layout_count);
    }
    print("kit: ");
    print_number(kit_test_count * layout_count - failed);
    print(" passed, ");
    print_number(failed);
    print(" failed, ");
    print_number(stack_used());
    print(" B of stack, ");
    print_number(work);
    print(" B of work\n");
}
