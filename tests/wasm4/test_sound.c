// needs: base core interp engine filestore
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The synthesizer, from what is documented of it: how long tones are, how loud, in which order, on
// which side; and what a buzzer is told of them. Exact samples are run_wasm4.py's.

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "driver_wasm.h"
#include "kit.h"
#include "wasm4/console.h"

#define FRAMES 80
#define PER_FRAME 735
#define PULSE 0x1333
#define TRIANGLE 0x2000

enum { PULSE_1, PULSE_2, TRIANGLE_3, NOISE_4 };

static int16_t samples[FRAMES * 2 * PER_FRAME];

static int setup(void **state) {
    (void)state;
    tw_wasm4_synth_init(&synth);
    memset(samples, 0, sizeof samples);
    return 0;
}

static void play(uint32_t frequency, uint32_t duration, uint32_t volume, uint32_t flags) {
    const tw_wasm4_tone_t tone = {0, frequency, duration, volume, flags};
    synth.ops->play(&synth, &tone);
}

static void render(uint32_t from, uint32_t count) {
    for (uint32_t i = from; i < from + count; i++) {
        synth.ticks++;
        tw_wasm4_synth_render(&synth, samples + (size_t)i * 2 * PER_FRAME, PER_FRAME);
    }
}

// Durations: attack, decay, sustain, release.
static uint32_t adsr(uint32_t a, uint32_t d, uint32_t s, uint32_t r) {
    return a << 24 | d << 16 | r << 8 | s;
}

// The loudest sample of a side (0 left) in [from, from + count).
static int loudest(uint32_t from, uint32_t count, uint32_t side) {
    int found = 0;
    for (uint32_t i = from; i < from + count; i++) {
        int size = abs(samples[2 * i + side]);
        found = size > found ? size : found;
    }
    return found;
}

// ---- envelopes ----------------------------------------------------------------------------------

static void test_wasm4_tone_has_its_length_in_frames(void **state) {
    (void)state;
    for (uint32_t part = 0; part < 4; part++) {
        setup(NULL);
        play(440,
             part == 0   ? adsr(7, 0, 0, 0)
             : part == 1 ? adsr(0, 7, 0, 0)
             : part == 2 ? adsr(0, 0, 7, 0)
                         : adsr(0, 0, 0, 7),
             100, PULSE_1);
        render(0, 10);
        assert_true(loudest(6 * PER_FRAME, PER_FRAME, 0) > 0);
        assert_int_equal(loudest(7 * PER_FRAME, 3 * PER_FRAME, 0), 0);
    }
}

// Noise is plus or minus the volume, so that each sample shows the envelope.
static void test_wasm4_envelope_rises_falls_stays_and_fades(void **state) {
    (void)state;
    const uint32_t a = 10;
    const uint32_t d = 20;
    const uint32_t s = 5;
    const uint32_t r = 15;
    play(65535, adsr(a, d, s, r), 80 << 8 | 30, NOISE_4);
    render(0, 51);
    const double peak = PULSE * 80 / 100;
    const double sustain = PULSE * 30 / 100;
    for (uint32_t i = 0; i < 51 * PER_FRAME; i++) {
        double t = (double)i / PER_FRAME;
        double wanted = t < a           ? peak * t / a
                        : t < a + d     ? peak + (sustain - peak) * (t - a) / d
                        : t < a + d + s ? sustain
                        : t < 50        ? sustain * (50 - t) / r
                                        : 0;
        assert_true(fabs(abs(samples[2 * i]) - floor(wanted)) <= 1);
    }
}

static void test_wasm4_peak_0_is_the_loudest_and_volumes_end_at_100(void **state) {
    (void)state;
    static const uint32_t volumes[][2] = {{100, PULSE}, {255, PULSE}, {50, PULSE / 2}, {0, 0}};
    for (uint32_t i = 0; i < 4; i++) {
        setup(NULL);
        play(65535, 10, volumes[i][0], NOISE_4);
        render(0, 5);
        assert_in_range(loudest(0, 5 * PER_FRAME, 0), volumes[i][1] - (volumes[i][1] != 0),
                        volumes[i][1] + 1);
    }
    setup(NULL);
    play(65535, adsr(2, 2, 0, 0), 0, NOISE_4);
    render(0, 4);
    assert_in_range(loudest(0, 4 * PER_FRAME, 0), PULSE - 5, PULSE);
    setup(NULL);
    play(440, 30, 100, TRIANGLE_3);
    render(0, 30);
    assert_in_range(loudest(0, 30 * PER_FRAME, 0), TRIANGLE - 400, TRIANGLE);
}

// Without a release a triangle goes on for 44 samples.
static void test_wasm4_triangle_ends_softly(void **state) {
    (void)state;
    play(440, 5, 100, TRIANGLE_3);
    render(0, 8);
    assert_true(loudest(5 * PER_FRAME, 44, 0) > 0);
    assert_int_equal(loudest(5 * PER_FRAME + 44, 2 * PER_FRAME, 0), 0);
}

static void test_wasm4_sides_and_channels_are_their_own(void **state) {
    (void)state;
    for (uint32_t side = 0; side < 4; side++) {
        for (uint32_t channel = 0; channel < 4; channel++) {
            setup(NULL);
            play(440, 10, 100, channel | side << 4);
            render(0, 10);
            assert_int_equal(loudest(0, 10 * PER_FRAME, 0) > 0, side != 2);
            assert_int_equal(loudest(0, 10 * PER_FRAME, 1) > 0, side != 1);
        }
    }
}

// ---- frequencies --------------------------------------------------------------------------------

static uint32_t periods(uint32_t from, uint32_t count) {
    uint32_t found = 0;
    for (uint32_t i = from + 1; i < from + count; i++) {
        found += samples[2 * i] >= 0 && samples[2 * i - 2] < 0;
    }
    return found;
}

static void test_wasm4_frequency_is_in_hz_and_slides(void **state) {
    (void)state;
    static const uint32_t channels[] = {PULSE_1, PULSE_2, TRIANGLE_3};
    for (uint32_t i = 0; i < 3; i++) {
        setup(NULL);
        play(600, 60, 100, channels[i]);
        render(0, 60);
        assert_in_range(periods(0, 60 * PER_FRAME), 599, 601);
        setup(NULL);
        play(200 | 1000u << 16, 60, 100, channels[i]);
        render(0, 60);
        // the mean of a slide, and of its ends
        assert_in_range(periods(0, 60 * PER_FRAME), 598, 602);
        assert_in_range(periods(0, 6 * PER_FRAME), 22, 26);
        assert_in_range(periods(54 * PER_FRAME, 6 * PER_FRAME), 94, 98);
    }
}

static void test_wasm4_duty_is_the_part_that_is_high(void **state) {
    (void)state;
    static const double duties[] = {0.125, 0.25, 0.5, 0.25};
    for (uint32_t i = 0; i < 4; i++) {
        setup(NULL);
        play(100, 60, 100, PULSE_1 | i << 2);
        render(0, 60);
        uint32_t high = 0;
        for (uint32_t k = 0; k < 60 * PER_FRAME; k++) {
            high += samples[2 * k] > 0;
        }
        assert_true(fabs((double)high / (60 * PER_FRAME) - duties[i]) < 0.01);
    }
}

static void test_wasm4_notes_are_those_of_midi(void **state) {
    (void)state;
    for (uint32_t note = 0; note < 256; note++) {
        for (uint32_t bend = 0; bend < 256; bend += 5) {
            double wanted = 440 * pow(2, (note - 69.0 + bend / 256.0) / 12);
            double is = (double)tw__wasm4_note_hz(note, bend);
            assert_true(fabs(is / wanted - 1) < 2e-6);
        }
    }
    assert_true(tw__wasm4_note_hz(69, 0) == 440.0f);
    assert_true(tw__wasm4_note_hz(81, 0) == 880.0f);
}

static void test_wasm4_noise_goes_through_every_seed(void **state) {
    (void)state;
    uint16_t seed = 1;
    uint32_t count = 0;
    do {
        seed ^= (uint16_t)(seed >> 7);
        seed ^= (uint16_t)(seed << 9);
        seed ^= (uint16_t)(seed >> 13);
        count++;
    } while (seed != 1);
    assert_int_equal(count, 65535);
    // of notes that no ear hears: a sample takes millions of steps and still ends
    play(220 | 250u << 16, 3, 100, NOISE_4 | TW_WASM4_TONE_NOTE);
    render(0, 3);
    assert_int_equal(loudest(0, 3 * PER_FRAME, 0), PULSE);
}

static void test_wasm4_tone_goes_on_in_the_phase_of_the_one_before(void **state) {
    (void)state;
    static int16_t whole[20 * 2 * PER_FRAME];
    play(440, 20, 100, PULSE_1);
    render(0, 20);
    memcpy(whole, samples, sizeof whole);
    setup(NULL);
    play(440, 10, 100, PULSE_1);
    render(0, 10);
    play(440, 10, 100, PULSE_1);
    render(10, 10);
    assert_memory_equal(samples, whole, sizeof whole);
    // after a pause it begins anew
    setup(NULL);
    play(441, 5, 100, PULSE_1);
    render(0, 7);
    play(440, 10, 100, PULSE_1);
    render(7, 10);
    assert_memory_equal(samples + 7 * 2 * PER_FRAME, whole, 10 * 2 * PER_FRAME * 2);
}

// ---- the hook and the buzzer --------------------------------------------------------------------

static void test_wasm4_tones_are_told_as_they_were_passed(void **state) {
    (void)state;
    kit_defaults();
    kit_start();
    LOAD(driver_wasm);
    ok(tw_wasm4_frame(&console, &input));
    ok(tw_wasm4_frame(&console, &input));
    ok(drive("tone", (int32_t[]){0x12345678, -1, 0x7fffffff, (int32_t)0x80000001}, 4, NULL));
    assert_int_equal(tone_count, 1);
    assert_int_equal(last_tone.frame, 2);
    assert_int_equal(last_tone.frequency, 0x12345678);
    assert_int_equal(last_tone.duration, UINT32_MAX);
    assert_int_equal(last_tone.volume, 0x7fffffff);
    assert_int_equal(last_tone.flags, 0x80000001);
    assert_int_equal(synth.channels[1].end_tick, 2 + 4 * 255);
    kit_stop();
}

static void check_at(const tw_wasm4_tone_t *tone, uint32_t age, uint32_t hz, uint32_t volume) {
    uint32_t frequency = 0;
    uint32_t percent = 0;
    assert_true(tw_wasm4_tone_at(tone, age, &frequency, &percent));
    assert_int_equal(frequency, hz);
    assert_int_equal(percent, volume);
}

static void test_wasm4_buzzer_gets_frequency_and_volume_of_each_frame(void **state) {
    (void)state;
    uint32_t hz = 0;
    uint32_t volume = 0;
    tw_wasm4_tone_t tone = {1, 100 | 500u << 16, adsr(10, 10, 10, 10), 80 << 8 | 40, 0};
    check_at(&tone, 0, 100, 0);
    check_at(&tone, 5, 150, 40);
    check_at(&tone, 10, 200, 80);
    check_at(&tone, 15, 250, 60);
    check_at(&tone, 25, 350, 40);
    check_at(&tone, 35, 450, 20);
    assert_false(tw_wasm4_tone_at(&tone, 40, &hz, &volume));
    const tw_wasm4_tone_t note = {1, 69, 10, 255, TW_WASM4_TONE_NOTE};
    check_at(&note, 9, 440, 100);
    const tw_wasm4_tone_t none = {1, 440, 0, 100, 0};
    assert_false(tw_wasm4_tone_at(&none, 0, &hz, &volume));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_wasm4_tone_has_its_length_in_frames, setup),
        cmocka_unit_test_setup(test_wasm4_envelope_rises_falls_stays_and_fades, setup),
        cmocka_unit_test_setup(test_wasm4_peak_0_is_the_loudest_and_volumes_end_at_100, setup),
        cmocka_unit_test_setup(test_wasm4_triangle_ends_softly, setup),
        cmocka_unit_test_setup(test_wasm4_sides_and_channels_are_their_own, setup),
        cmocka_unit_test_setup(test_wasm4_frequency_is_in_hz_and_slides, setup),
        cmocka_unit_test_setup(test_wasm4_duty_is_the_part_that_is_high, setup),
        cmocka_unit_test(test_wasm4_notes_are_those_of_midi),
        cmocka_unit_test_setup(test_wasm4_noise_goes_through_every_seed, setup),
        cmocka_unit_test_setup(test_wasm4_tone_goes_on_in_the_phase_of_the_one_before, setup),
        cmocka_unit_test(test_wasm4_tones_are_told_as_they_were_passed),
        cmocka_unit_test(test_wasm4_buzzer_gets_frequency_and_volume_of_each_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
