// needs: base core interp engine filestore
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Save states: a game that is restored goes on exactly as it did, and what is not a state of this
// cart, whole, changes nothing.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"
#include "counter_wasm.h"
#include "kit.h"
#include "order_wasm.h"
#include "start_traps_wasm.h"

#define STATE_BYTES 80000u

static uint8_t saved[STATE_BYTES];
static uint32_t saved_size;
static uint32_t write_limit;

static tw_err_t write_state(void *ctx, const void *bytes, uint32_t size) {
    (void)ctx;
    if (size > write_limit - saved_size) {
        return TW_ERR_NOSPC;
    }
    memcpy(saved + saved_size, bytes, size);
    saved_size += size;
    return TW_ERR_OK;
}

static tw_err_t read_state(void *ctx, uint32_t off, void *bytes, uint32_t size) {
    (void)ctx;
    if (off > saved_size || size > saved_size - off) {
        return TW_ERR_IO;
    }
    memcpy(bytes, saved + off, size);
    return TW_ERR_OK;
}

static tw_err_t save(void) {
    saved_size = 0;
    return tw_wasm4_save(&console, write_state, NULL);
}

static tw_err_t restore(void) {
    return tw_wasm4_restore(&console, read_state, NULL, saved_size);
}

static int setup(void **state) {
    (void)state;
    kit_defaults();
    kit_start();
    write_limit = sizeof saved;
    LOAD(counter_wasm);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    kit_stop();
    return 0;
}

// What a player sees and hears of frames, and memory behind them.
struct play {
    uint8_t memory[TW_WASM4_MEMORY_BYTES];
    uint8_t disk[TW_WASM4_DISK_BYTES];
    uint32_t disk_size;
    int16_t samples[12][2 * TW_WASM4_FRAME_SAMPLES];
};

static void play(struct play *play, uint32_t frames) {
    memset(play, 0, sizeof *play);
    for (uint32_t i = 0; i < frames; i++) {
        input.pads[0] = (uint8_t)(tw_wasm4_frame_count(&console) * 7);
        ok(tw_wasm4_frame(&console, &input));
        tw_wasm4_synth_render(&synth, play->samples[i], TW_WASM4_FRAME_SAMPLES);
    }
    memcpy(play->memory, memory(), sizeof play->memory);
    memcpy(play->disk, tw_wasm4_disk(&console, &play->disk_size), sizeof play->disk);
}

static struct play first;
static struct play again;

static void check_same(void) {
    assert_memory_equal(first.memory, again.memory, sizeof first.memory);
    assert_memory_equal(first.disk, again.disk, sizeof first.disk);
    assert_int_equal(first.disk_size, again.disk_size);
    assert_memory_equal(first.samples, again.samples, sizeof first.samples);
}

static void test_wasm4_state_goes_on_as_it_did(void **state) {
    (void)state;
    // before and behind the frames in which the table grows and changes and the segment is dropped
    for (uint32_t at = 0; at < 8; at++) {
        ok(tw_wasm4_reset(&console));
        ok(tw_wasm4_set_disk(&console, NULL, 0));
        play(&first, at);
        ok(save());
        assert_int_equal(saved_size, tw_wasm4_state_size(&console));
        play(&first, 8);
        ok(restore());
        assert_int_equal(tw_wasm4_frame_count(&console), at);
        play(&again, 8);
        check_same();
    }
}

static void test_wasm4_state_goes_on_in_another_console(void **state) {
    (void)state;
    play(&first, 6);
    ok(save());
    play(&first, 8);
    kit_stop();
    kit_start();
    LOAD(counter_wasm);
    ok(restore());
    play(&again, 8);
    check_same();
}

static void test_wasm4_state_is_the_same_bytes_each_time(void **state) {
    (void)state;
    play(&first, 6);
    ok(save());
    static uint8_t other[STATE_BYTES];
    uint32_t size = saved_size;
    memcpy(other, saved, size);
    play(&first, 3);
    ok(restore());
    ok(save());
    assert_int_equal(saved_size, size);
    assert_memory_equal(saved, other, size);
}

static void refuse(tw_err_t err, const char *text) {
    memcpy(first.memory, memory(), sizeof first.memory);
    uint32_t frame = tw_wasm4_frame_count(&console);
    fails(restore(), err);
    says(text);
    assert_memory_equal(first.memory, memory(), sizeof first.memory);
    assert_int_equal(tw_wasm4_frame_count(&console), frame);
    assert_int_equal(tw_wasm4_state(&console), TW_WASM4_RUNNING);
}

static void test_wasm4_state_that_is_not_whole_changes_nothing(void **state) {
    (void)state;
    play(&first, 6);
    ok(save());
    play(&first, 2);
    uint32_t size = saved_size;
    for (uint32_t at = 0; at < size; at += 1 + random_below(900)) {
        saved[at] ^= 1;
        refuse(
            at < 4 || (at >= 4 && at < 8) || (at >= 12 && at < 44) ? TW_ERR_INVAL : TW_ERR_CORRUPT,
            "save state");
        saved[at] ^= 1;
        saved_size = at;
        refuse(TW_ERR_CORRUPT, "torn or damaged");
        saved_size = size;
    }
    ok(restore());
}

static void test_wasm4_state_of_another_cart_is_refused(void **state) {
    (void)state;
    play(&first, 2);
    ok(save());
    LOAD(order_wasm);
    refuse(TW_ERR_INVAL, "of another cart");
    saved[4] = 9;
    refuse(TW_ERR_INVAL, "has version 9, not 1");
    memset(saved, 0, saved_size);
    refuse(TW_ERR_INVAL, "this is no save state");
}

// ---- states that somebody has made: whole by their check sum ------------------------------------

#define HEAD_BYTES 44u
#define SYNTH_AT (HEAD_BYTES + 12u + TW_WASM4_DISK_BYTES)
#define MEMORY_AT (SYNTH_AT + 16u + 4u * 15u * 8u)
#define SNAPSHOT_AT (MEMORY_AT + TW_WASM4_MEMORY_BYTES)

static void put_u32(uint32_t at, uint32_t value) {
    for (uint32_t i = 0; i < 4; i++) {
        saved[at + i] = (uint8_t)(value >> 8 * i);
    }
}

static void seal(uint32_t size) {
    struct tw__sha256 sha256;
    put_u32(8, size);
    tw__sha256_init(&sha256);
    tw__sha256_add(&sha256, saved, size - TW_FILESTORE_HASH_BYTES);
    tw__sha256_end(&sha256, saved + size - TW_FILESTORE_HASH_BYTES);
    saved_size = size;
}

// Other numbers in one part of a state, or another size.
static void forge(uint32_t size) {
    static const uint32_t numbers[] = {0, 1, 2, 0x7f, 0xff, 0x7f800000, 0x7fc00000, 0xffffffff};
    const uint32_t parts[][2] = {{HEAD_BYTES, HEAD_BYTES + 12},
                                 {SYNTH_AT, MEMORY_AT},
                                 {SNAPSHOT_AT, size - TW_FILESTORE_HASH_BYTES}};
    const uint32_t *part = parts[random_below(3)];
    for (uint32_t i = random_below(8) + 1; i > 0; i--) {
        uint32_t at = part[0] + random_below((part[1] - part[0]) / 4) * 4;
        bool is_any = random_below(2) == 0;
        put_u32(at, is_any ? random_below(UINT32_MAX) : numbers[random_below(8)]);
    }
    bool is_cut = random_below(5) == 0;
    seal(is_cut ? size - 4 * random_below(40) : size);
}

static void test_wasm4_state_that_was_forged_harms_nobody(void **state) {
    (void)state;
    static uint8_t good[STATE_BYTES];
    uint32_t taken = 0;
    uint32_t disk_size = 0;
    ok(tw_wasm4_set_disk(&console, NULL, 0));
    ok(tw_wasm4_reset(&console));
    play(&first, 6);
    ok(save());
    uint32_t size = saved_size;
    memcpy(good, saved, size);
    play(&first, 6);
    for (uint32_t i = 0; i < 300; i++) {
        memcpy(saved, good, size);
        forge(size);
        tw_err_t err = restore();
        taken += err == TW_ERR_OK;
        (void)tw_wasm4_disk(&console, &disk_size);
        assert_in_range(disk_size, 0, TW_WASM4_DISK_BYTES);
        assert_true(err == TW_ERR_OK || err == TW_ERR_CORRUPT || err == TW_ERR_NOMEM);
        for (uint32_t n = 0; n < 3 && err == TW_ERR_OK; n++) {
            err = tw_wasm4_frame(&console, &input);
            tw_wasm4_synth_render(&synth, again.samples[n], TW_WASM4_FRAME_SAMPLES);
        }
        ok(tw_wasm4_reset(&console));
        memcpy(saved, good, size);
        saved_size = size;
        ok(restore());
        play(&again, 6);
        check_same();
    }
    assert_in_range(taken, 50, 299);  // both happen
}

static void test_wasm4_states_need_a_cart_that_runs(void **state) {
    (void)state;
    ok(save());
    fails(tw_wasm4_load(&console, start_traps_wasm, sizeof start_traps_wasm), TW_ERR_TRAP);
    fails(restore(), TW_ERR_STATE);
    assert_int_equal(tw_wasm4_state_size(&console), 0);
    fails(save(), TW_ERR_STATE);
    tw_wasm4_unload(&console);
    fails(save(), TW_ERR_STATE);
    fails(restore(), TW_ERR_STATE);
}

static void test_wasm4_state_that_cannot_be_written_says_so(void **state) {
    (void)state;
    write_limit = 1000;
    fails(save(), TW_ERR_NOSPC);
    says("NOSPC");
    ok(tw_wasm4_frame(&console, &input));
}

static void test_wasm4_states_go_to_files_and_come_back(void **state) {
    (void)state;
    ok(tw_filestore_save(&store.base, "counter.wasm", counter_wasm, sizeof counter_wasm));
    ok(tw_wasm4_load_file(&console, &store.base, "counter.wasm"));
    play(&first, 6);
    ok(tw_wasm4_save_file(&console, &store.base, "one.state"));
    play(&first, 8);
    ok(tw_wasm4_restore_file(&console, &store.base, "one.state"));
    play(&again, 8);
    check_same();
    fails(tw_wasm4_restore_file(&console, &store.base, "none.state"), TW_ERR_NOENT);
    says("none.state");
    // a file's cart and the same bytes are one cart
    LOAD(counter_wasm);
    ok(tw_wasm4_restore_file(&console, &store.base, "one.state"));
}

static void test_wasm4_state_of_a_console_with_sound_goes_on_without(void **state) {
    (void)state;
    play(&first, 6);
    ok(save());
    play(&first, 3);
    kit_stop();
    kit_config.synth = NULL;
    kit_start();
    LOAD(counter_wasm);
    ok(restore());
    for (uint32_t i = 0; i < 3; i++) {
        input.pads[0] = (uint8_t)(tw_wasm4_frame_count(&console) * 7);
        ok(tw_wasm4_frame(&console, &input));
    }
    assert_memory_equal(memory(), first.memory, sizeof first.memory);
    ok(save());
    kit_stop();
    kit_config.synth = &synth;
    kit_start();
    LOAD(counter_wasm);
    ok(restore());
    assert_int_equal(synth.time, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_wasm4_state_goes_on_as_it_did, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_state_goes_on_in_another_console, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_state_is_the_same_bytes_each_time, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_state_that_is_not_whole_changes_nothing, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_state_of_another_cart_is_refused, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_state_that_was_forged_harms_nobody, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_states_need_a_cart_that_runs, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_state_that_cannot_be_written_says_so, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_states_go_to_files_and_come_back, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_state_of_a_console_with_sound_goes_on_without,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
