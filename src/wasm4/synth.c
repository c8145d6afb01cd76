// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Four channels: two of pulses, one triangle, one of noise. The arithmetic, floats and truncation
// included, is that of WASM-4's native runtime, so that every sample is the same. Compile it
// without contraction: a fused multiply and add rounds once where two roundings are meant.

#include "console.h"

#include "base/mem.h"

#define PULSE_AMPLITUDE 0x1333     // of noise, too
#define TRIANGLE_AMPLITUDE 0x2000  // sounds softer than the others
#define TRIANGLE_TAIL 44u          // samples it takes to end without a click
#define CHANNELS 4u
#define TRIANGLE 2u
#define NOISE 3u
#define PERCENT 100u

// A row of seeds ends where it began.
#define NOISE_PERIOD 65535u

// ---- tones --------------------------------------------------------------------------------------

static uint32_t byte_of(uint32_t number, uint32_t i) {
    return number >> (8 * i) & 0xff;
}

static uint32_t samples_of(uint32_t frames) {
    return TW_WASM4_SAMPLE_HZ * frames / TW_WASM4_FRAME_HZ;
}

static float hz_of(uint32_t half, uint32_t flags) {
    bool is_note = (flags & TW_WASM4_TONE_NOTE) != 0;
    return is_note ? tw__wasm4_note_hz(half & 0xff, half >> 8) : (float)half;
}

static int16_t volume_of(uint32_t channel, uint32_t percent) {
    int32_t amplitude = channel == TRIANGLE ? TRIANGLE_AMPLITUDE : PULSE_AMPLITUDE;
    uint32_t most = percent < PERCENT ? percent : PERCENT;
    return (int16_t)(amplitude * (int32_t)most / (int32_t)PERCENT);
}

static void set_times(tw_wasm4_channel_t *channel, const tw_wasm4_synth_t *synth,
                      uint32_t duration) {
    uint32_t frames = 0;
    for (uint32_t i = 0; i < 4; i++) {
        frames += byte_of(duration, i);
    }
    channel->start_time = synth->time;
    channel->attack_time = channel->start_time + samples_of(byte_of(duration, 3));
    channel->decay_time = channel->attack_time + samples_of(byte_of(duration, 2));
    channel->sustain_time = channel->decay_time + samples_of(byte_of(duration, 0));
    channel->release_time = channel->sustain_time + samples_of(byte_of(duration, 1));
    channel->end_tick = synth->ticks + frames;
}

// A channel that still sounds goes on in its phase.
static void play(tw_wasm4_synth_t *synth, const tw_wasm4_tone_t *tone) {
    uint32_t number = tone->flags & TW_WASM4_TONE_CHANNEL;
    tw_wasm4_channel_t *channel = &synth->channels[number];
    if (synth->time > channel->release_time && synth->ticks != channel->end_tick) {
        channel->phase = number == TRIANGLE ? 0.25f : 0.0f;
    }
    uint32_t end = tone->frequency >> 16;
    channel->freq_start = hz_of(tone->frequency & 0xffff, tone->flags);
    channel->freq_end = end == 0 ? 0.0f : hz_of(end, tone->flags);
    set_times(channel, synth, tone->duration);
    uint32_t peak = byte_of(tone->volume, 1);
    channel->sustain_volume = volume_of(number, byte_of(tone->volume, 0));
    channel->peak_volume = volume_of(number, peak == 0 ? PERCENT : peak);
    channel->duty = (uint8_t)(tone->flags >> 2 & 3);
    channel->pan = (uint8_t)(tone->flags >> 4 & 3);
    if (number == TRIANGLE && byte_of(tone->duration, 1) == 0) {
        channel->release_time += TRIANGLE_TAIL;
    }
}

// ---- what a tone is now -------------------------------------------------------------------------

// A number as a sample: towards 0, and its low 16 bits; 0 where 32 bits do not hold it.
static int16_t to_sample(double value) {
    bool fits = value > -2147483649.0 && value < 2147483648.0;
    return fits ? (int16_t)(uint16_t)(uint32_t)(int32_t)value : 0;
}

// The part of the way from `from` to `until`, less than a minute, that is gone; time lies between.
static float part_of(uint64_t time, uint64_t from, uint64_t until) {
    return (float)(uint32_t)(time - from) / (float)(uint32_t)(until - from);
}

static int16_t ramp(uint64_t time, int16_t value, int16_t end_value, uint64_t from,
                    uint64_t until) {
    if (time >= until) {
        return end_value;
    }
    float change = part_of(time, from, until) * (float)(end_value - value);
    return to_sample((double)((float)value + change));
}

static float frequency_at(const tw_wasm4_channel_t *channel, uint64_t time) {
    if (!(channel->freq_end > 0.0f)) {
        return channel->freq_start;
    }
    if (time >= channel->release_time) {
        return channel->freq_end;
    }
    float part = part_of(time, channel->start_time, channel->release_time);
    return channel->freq_start + part * (channel->freq_end - channel->freq_start);
}

static int16_t volume_at(const tw_wasm4_channel_t *channel, uint64_t time) {
    bool has_release = channel->release_time - channel->sustain_time > TRIANGLE_TAIL;
    if (time >= channel->sustain_time && has_release) {
        return ramp(time, channel->sustain_volume, 0, channel->sustain_time, channel->release_time);
    }
    if (time >= channel->decay_time) {
        return channel->sustain_volume;
    }
    if (time >= channel->attack_time) {
        return ramp(time, channel->peak_volume, channel->sustain_volume, channel->attack_time,
                    channel->decay_time);
    }
    return ramp(time, 0, channel->peak_volume, channel->start_time, channel->attack_time);
}

// ---- waves --------------------------------------------------------------------------------------

// The edge of a pulse, rounded over one step of the phase (PolyBLEP).
static float edge(float phase, float step) {
    float t = 0.0f;
    if (phase < step) {
        t = phase / step;
        return t + t - t * t;
    }
    if (phase > 1.0f - step) {
        t = (phase - (1.0f - step)) / step;
        return 1.0f - (t + t - t * t);
    }
    return 1.0f;
}

static int16_t pulse(const tw_wasm4_channel_t *channel, float step, int16_t volume) {
    static const float duties[] = {0.125f, 0.25f, 0.5f, 0.25f};
    float duty = duties[channel->duty];
    bool is_high = channel->phase < duty;
    float part = is_high ? duty : 1.0f - duty;
    float phase = (is_high ? channel->phase : channel->phase - duty) / part;
    float sign = is_high ? 1.0f : -1.0f;
    float sample = sign * (float)volume * edge(phase, step / part);
    return to_sample((double)sample);
}

// Doubles hold the product exactly.
static int16_t triangle(const tw_wasm4_channel_t *channel, int16_t volume) {
    float slope = 2.0f * channel->phase - 1.0f;
    double height = slope < 0.0f ? -(double)slope : (double)slope;
    return to_sample(volume * (2.0 * height - 1.0));
}

static void shift_noise(tw_wasm4_channel_t *channel, uint32_t count) {
    uint32_t seed = channel->noise_seed;
    for (uint32_t i = 0; i < count; i++) {
        seed ^= seed >> 7;
        seed = (seed ^ seed << 9) & 0xffff;
        seed ^= seed >> 13;
    }
    channel->noise_seed = (uint16_t)seed;
    channel->noise_last = (seed & 1) != 0 ? 1 : -1;
}

// One shift for each whole step of the phase above 0; the steps before the last are exact. Beyond
// 2^24 a float has no steps of 1.
static int16_t noise(tw_wasm4_channel_t *channel, float freq, int16_t volume) {
    channel->phase += freq * freq / (1000000.0f / 44100.0f * 44100.0f);
    if (channel->phase > 0.0f) {
        float most = channel->phase < 16777216.0f ? channel->phase : 16777216.0f;
        uint32_t whole = (uint32_t)most;
        uint32_t before = (float)whole < most ? whole : whole - 1;
        channel->phase = most - (float)before - 1.0f;
        shift_noise(channel, (before % NOISE_PERIOD) + 1);
    }
    return (int16_t)(volume * channel->noise_last);
}

static int16_t tonal(tw_wasm4_channel_t *channel, uint32_t number, float freq, int16_t volume) {
    float step = freq / (float)TW_WASM4_SAMPLE_HZ;
    channel->phase += step;
    if (channel->phase >= 1.0f) {
        channel->phase -= 1.0f;
    }
    return number == TRIANGLE ? triangle(channel, volume) : pulse(channel, step, volume);
}

static bool is_sounding(const tw_wasm4_channel_t *channel, const tw_wasm4_synth_t *synth) {
    return synth->time < channel->release_time || synth->ticks == channel->end_tick;
}

static void mix(tw_wasm4_synth_t *synth, uint32_t number, int16_t *samples) {
    tw_wasm4_channel_t *channel = &synth->channels[number];
    if (!is_sounding(channel, synth)) {
        return;
    }
    float freq = frequency_at(channel, synth->time);
    int16_t volume = volume_at(channel, synth->time);
    int16_t sample =
        number == NOISE ? noise(channel, freq, volume) : tonal(channel, number, freq, volume);
    for (uint32_t side = 0; side < 2; side++) {
        bool is_heard = channel->pan != 2 - side;
        samples[side] = (int16_t)(uint16_t)(samples[side] + (is_heard ? sample : 0));
    }
}

void tw_wasm4_synth_render(tw_wasm4_synth_t *synth, int16_t *samples, uint32_t count) {
    memset(samples, 0, (size_t)count * 2 * sizeof samples[0]);
    for (uint32_t i = 0; i < count; i++, samples += 2, synth->time++) {
        for (uint32_t number = 0; number < CHANNELS; number++) {
            mix(synth, number, samples);
        }
    }
}

static void reset(tw_wasm4_synth_t *synth) {
    static const tw_wasm4_synth_ops_t synth_ops = {reset, play};
    memset(synth, 0, sizeof *synth);
    synth->ops = &synth_ops;
    synth->channels[NOISE].noise_seed = 1;
}

void tw_wasm4_synth_init(tw_wasm4_synth_t *synth) {
    reset(synth);
}
