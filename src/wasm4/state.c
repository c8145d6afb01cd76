// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Save states. All numbers are little-endian:
//
//     magic "TW4S", version, size of it all: three u32; SHA-256 of the cart: 32 bytes
//     frame, disk size, 1 if there is a synthesizer: three u32; disk: 1024 bytes
//     synthesizer, if there is one: time, ticks, four channels of u64 numbers
//     memory: 64 KiB; the snapshot of the cart's instance (tinywasm/snapshot.h)
//     SHA-256 of all before it: 32 bytes

#include "console.h"

#include "base/mem.h"
#include "base/sha256.h"
#include "tinywasm/snapshot.h"

#define MAGIC 0x53345754u
#define VERSION 1u
#define HASH_BYTES TW_FILESTORE_HASH_BYTES
#define HEAD_BYTES (12u + HASH_BYTES)
#define PIECE_BYTES 128u
#define CHANNELS 4u
#define FIELDS 15u  // of a channel

// A state on its way out: what is written is counted and hashed.
struct out {
    tw_wasm4_write_fn_t write;  // NULL: it is only counted
    void *ctx;
    struct tw__sha256 hash;
    uint32_t size;
};

// And on its way in.
struct in {
    tw_wasm4_read_fn_t read;
    void *ctx;
    uint32_t off;
    uint32_t size;
};

static tw_err_t put(void *ctx, const void *bytes, uint32_t size) {
    struct out *out = (struct out *)ctx;
    out->size += size;
    if (out->write == NULL) {
        return TW_ERR_OK;
    }
    tw__sha256_add(&out->hash, bytes, size);
    return out->write(out->ctx, bytes, size);
}

static tw_err_t put_number(struct out *out, uint64_t value, uint32_t size) {
    uint8_t bytes[8];
    tw__wasm4_put(bytes, size, value);
    return put(out, bytes, size);
}

static tw_err_t get(void *ctx, void *bytes, uint32_t size) {
    struct in *in = (struct in *)ctx;
    if (size > in->size - in->off) {
        return TW_ERR_CORRUPT;
    }
    tw_err_t err = in->read(in->ctx, in->off, bytes, size);
    in->off += size;
    return err;
}

// 0 after a failure, too.
static uint64_t get_number(struct in *in, uint32_t size, tw_err_t *err) {
    uint8_t bytes[8] = {0};
    if (*err == TW_ERR_OK) {
        *err = get(in, bytes, size);
    }
    return *err == TW_ERR_OK ? tw__wasm4_get(bytes, size) : 0;
}

static tw_err_t hash_cart(const tw_wasm4_t *console, uint8_t *hash) {
    if (console->cart_bytes == NULL) {
        return tw_filestore_hash(console->cart_fs, console->cart_name, hash);
    }
    struct tw__sha256 sha256;
    tw__sha256_init(&sha256);
    tw__sha256_add(&sha256, console->cart_bytes, console->cart_size);
    tw__sha256_end(&sha256, hash);
    return TW_ERR_OK;
}

// ---- the synthesizer ----------------------------------------------------------------------------

static uint64_t bits_of(float value) {
    uint32_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static float float_of(uint64_t value) {
    uint32_t bits = (uint32_t)value;
    float result = 0.0f;
    memcpy(&result, &bits, sizeof result);
    return result;
}

static tw_err_t put_channel(struct out *out, const tw_wasm4_channel_t *channel) {
    const uint64_t fields[FIELDS] = {
        bits_of(channel->freq_start),
        bits_of(channel->freq_end),
        channel->start_time,
        channel->attack_time,
        channel->decay_time,
        channel->sustain_time,
        channel->release_time,
        channel->end_tick,
        (uint16_t)channel->sustain_volume,
        (uint16_t)channel->peak_volume,
        bits_of(channel->phase),
        channel->pan,
        channel->duty,
        channel->noise_seed,
        (uint16_t)channel->noise_last,
    };
    tw_err_t err = TW_ERR_OK;
    for (uint32_t i = 0; i < FIELDS && err == TW_ERR_OK; i++) {
        err = put_number(out, fields[i], 8);
    }
    return err;
}

static tw_err_t get_channel(struct in *in, tw_wasm4_channel_t *channel) {
    uint64_t fields[FIELDS] = {0};
    tw_err_t err = TW_ERR_OK;
    for (uint32_t i = 0; i < FIELDS; i++) {
        fields[i] = get_number(in, 8, &err);
    }
    channel->freq_start = float_of(fields[0]);
    channel->freq_end = float_of(fields[1]);
    channel->start_time = fields[2];
    channel->attack_time = fields[3];
    channel->decay_time = fields[4];
    channel->sustain_time = fields[5];
    channel->release_time = fields[6];
    channel->end_tick = fields[7];
    channel->sustain_volume = (int16_t)(uint16_t)fields[8];
    channel->peak_volume = (int16_t)(uint16_t)fields[9];
    channel->phase = float_of(fields[10]);
    channel->pan = (uint8_t)(fields[11] & 3);
    channel->duty = (uint8_t)(fields[12] & 3);
    channel->noise_seed = (uint16_t)fields[13];
    channel->noise_last = (int16_t)(uint16_t)fields[14];
    return err;
}

static tw_err_t put_synth(struct out *out, const tw_wasm4_synth_t *synth) {
    tw_err_t err = put_number(out, synth->time, 8);
    err = err == TW_ERR_OK ? put_number(out, synth->ticks, 8) : err;
    for (uint32_t i = 0; i < CHANNELS && err == TW_ERR_OK; i++) {
        err = put_channel(out, &synth->channels[i]);
    }
    return err;
}

static tw_err_t get_synth(struct in *in, tw_wasm4_synth_t *synth) {
    tw_err_t err = TW_ERR_OK;
    synth->time = get_number(in, 8, &err);
    synth->ticks = get_number(in, 8, &err);
    for (uint32_t i = 0; i < CHANNELS && err == TW_ERR_OK; i++) {
        err = get_channel(in, &synth->channels[i]);
    }
    return err;
}

// A console without sound passes over it, and a state without it is silent.
static tw_err_t restore_synth(struct in *in, tw_wasm4_synth_t *synth, bool is_there) {
    tw_wasm4_synth_t ignored;
    if (synth != NULL) {
        synth->ops->reset(synth);
    }
    return is_there ? get_synth(in, synth != NULL ? synth : &ignored) : TW_ERR_OK;
}

// ---- out ----------------------------------------------------------------------------------------

static tw_err_t put_console(struct out *out, const tw_wasm4_t *console) {
    const tw_wasm4_synth_t *synth = console->config.synth;
    const uint32_t numbers[] = {console->frame, console->disk_size, synth != NULL};
    tw_err_t err = TW_ERR_OK;
    for (uint32_t i = 0; i < sizeof numbers / sizeof numbers[0] && err == TW_ERR_OK; i++) {
        err = put_number(out, numbers[i], 4);
    }
    err = err == TW_ERR_OK ? put(out, console->disk, TW_WASM4_DISK_BYTES) : err;
    return err == TW_ERR_OK && synth != NULL ? put_synth(out, synth) : err;
}

static tw_err_t put_head(struct out *out, const tw_wasm4_t *console, uint32_t size) {
    uint8_t hash[HASH_BYTES] = {0};
    const uint32_t numbers[] = {MAGIC, VERSION, size};
    tw_err_t err = out->write == NULL ? TW_ERR_OK : hash_cart(console, hash);
    for (uint32_t i = 0; i < sizeof numbers / sizeof numbers[0] && err == TW_ERR_OK; i++) {
        err = put_number(out, numbers[i], 4);
    }
    return err == TW_ERR_OK ? put(out, hash, HASH_BYTES) : err;
}

static tw_err_t put_state(struct out *out, const tw_wasm4_t *console, uint32_t size) {
    uint8_t hash[HASH_BYTES] = {0};
    tw__sha256_init(&out->hash);
    tw_err_t err = put_head(out, console, size);
    err = err == TW_ERR_OK ? put_console(out, console) : err;
    const uint8_t *memory = tw__wasm4_bytes(console, 0, TW_WASM4_MEMORY_BYTES);
    for (uint32_t i = 0; i < TW_WASM4_MEMORY_BYTES && err == TW_ERR_OK; i += PIECE_BYTES) {
        err = put(out, memory + i, PIECE_BYTES);
    }
    err = err == TW_ERR_OK ? tw_snapshot_write(console->cart, put, out) : err;
    if (out->write != NULL) {
        tw__sha256_end(&out->hash, hash);
    }
    return err == TW_ERR_OK ? put(out, hash, HASH_BYTES) : err;
}

// What cannot be saved has no size.
uint32_t tw_wasm4_state_size(const tw_wasm4_t *console) {
    struct out out = {.write = NULL};
    bool is_there = console->state == TW_WASM4_RUNNING;
    return is_there && put_state(&out, console, 0) == TW_ERR_OK ? out.size : 0;
}

static tw_err_t refuse_save(tw_wasm4_t *console) {
    console->error[0] = '\0';
    return console->state == TW_WASM4_RUNNING
               ? TW_ERR_OK
               : tw__wasm4_fail(console, TW_ERR_STATE,
                                "no cart is running: load one, or start it again");
}

static tw_err_t save(tw_wasm4_t *console, tw_wasm4_write_fn_t write, void *ctx) {
    struct out out = {.write = write, .ctx = ctx};
    return put_state(&out, console, tw_wasm4_state_size(console));
}

tw_err_t tw_wasm4_save(tw_wasm4_t *console, tw_wasm4_write_fn_t write, void *ctx) {
    tw_err_t err = refuse_save(console);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = save(console, write, ctx);
    return err == TW_ERR_OK ? err : tw__wasm4_fail_file(console, "save state", err);
}

// ---- in -----------------------------------------------------------------------------------------

static tw_err_t fail_torn(tw_wasm4_t *console) {
    return tw__wasm4_fail(console, TW_ERR_CORRUPT,
                          "the save state is torn or damaged: take another");
}

static tw_err_t check_head(tw_wasm4_t *console, struct in *in) {
    uint8_t hash[HASH_BYTES];
    uint8_t found[HASH_BYTES];
    tw_err_t err = TW_ERR_OK;
    uint32_t magic = (uint32_t)get_number(in, 4, &err);
    uint32_t version = (uint32_t)get_number(in, 4, &err);
    uint32_t size = (uint32_t)get_number(in, 4, &err);
    err = err == TW_ERR_OK ? get(in, found, HASH_BYTES) : err;
    err = err == TW_ERR_OK ? hash_cart(console, hash) : err;
    if (err != TW_ERR_OK) {
        return err == TW_ERR_CORRUPT ? fail_torn(console)
                                     : tw__wasm4_fail_file(console, "save state", err);
    }
    if (magic != MAGIC) {
        return tw__wasm4_fail(console, TW_ERR_INVAL, "this is no save state: give one");
    }
    if (version != VERSION) {
        return tw__wasm4_fail(console, TW_ERR_INVAL,
                              "the save state has version %u, not %u: save it anew", version,
                              VERSION);
    }
    if (memcmp(found, hash, HASH_BYTES) != 0) {
        return tw__wasm4_fail(console, TW_ERR_INVAL,
                              "the save state is of another cart: load that one");
    }
    return size == in->size ? TW_ERR_OK : fail_torn(console);
}

// Compares the hash at its end.
static tw_err_t check_hash(struct in *in) {
    struct tw__sha256 sha256;
    uint8_t bytes[PIECE_BYTES];
    uint8_t hash[HASH_BYTES];
    uint32_t end = in->size - HASH_BYTES;
    tw_err_t err = TW_ERR_OK;
    tw__sha256_init(&sha256);
    for (in->off = 0; in->off < end && err == TW_ERR_OK;) {
        uint32_t size = end - in->off < PIECE_BYTES ? end - in->off : PIECE_BYTES;
        err = get(in, bytes, size);
        tw__sha256_add(&sha256, bytes, size);
    }
    tw__sha256_end(&sha256, hash);
    err = err == TW_ERR_OK ? get(in, bytes, HASH_BYTES) : err;
    return err == TW_ERR_OK && memcmp(hash, bytes, HASH_BYTES) != 0 ? TW_ERR_CORRUPT : err;
}

static tw_err_t check(tw_wasm4_t *console, struct in *in) {
    tw_err_t err = check_head(console, in);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = check_hash(in);
    return err == TW_ERR_OK || err == TW_ERR_CORRUPT
               ? (err == TW_ERR_OK ? err : fail_torn(console))
               : tw__wasm4_fail_file(console, "save state", err);
}

static tw_err_t get_memory(const tw_wasm4_t *console, struct in *in) {
    uint8_t *memory = tw__wasm4_bytes(console, 0, TW_WASM4_MEMORY_BYTES);
    tw_err_t err = TW_ERR_OK;
    for (uint32_t i = 0; i < TW_WASM4_MEMORY_BYTES && err == TW_ERR_OK; i += PIECE_BYTES) {
        err = get(in, memory + i, PIECE_BYTES);
    }
    return err;
}

static tw_err_t get_state(tw_wasm4_t *console, struct in *in) {
    tw_err_t err = TW_ERR_OK;
    in->off = HEAD_BYTES;
    console->frame = (uint32_t)get_number(in, 4, &err);
    uint32_t disk_size = (uint32_t)get_number(in, 4, &err);
    bool has_synth = get_number(in, 4, &err) != 0;
    if (disk_size > TW_WASM4_DISK_BYTES) {
        return TW_ERR_CORRUPT;
    }
    console->disk_size = (uint16_t)disk_size;
    console->is_disk_changed = true;
    err = err == TW_ERR_OK ? get(in, console->disk, TW_WASM4_DISK_BYTES) : err;
    err = err == TW_ERR_OK ? restore_synth(in, console->config.synth, has_synth) : err;
    err = err == TW_ERR_OK ? get_memory(console, in) : err;
    err = err == TW_ERR_OK ? tw_snapshot_read(console->cart, get, in) : err;
    return err == TW_ERR_OK && in->off != in->size - HASH_BYTES ? TW_ERR_CORRUPT : err;
}

tw_err_t tw_wasm4_restore(tw_wasm4_t *console, tw_wasm4_read_fn_t read, void *ctx, uint32_t size) {
    struct in in = {read, ctx, 0, size};
    console->error[0] = '\0';
    if (console->cart == NULL) {
        return tw__wasm4_fail(console, TW_ERR_STATE, "there is no cart that has started: load one");
    }
    tw_err_t err = check(console, &in);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = get_state(console, &in);
    console->state = err == TW_ERR_OK ? TW_WASM4_RUNNING : TW_WASM4_FAILED;
    return err == TW_ERR_OK ? err : tw__wasm4_fail_file(console, "save state", err);
}

// ---- files --------------------------------------------------------------------------------------

struct file {
    tw_filestore_t *fs;
    const char *name;
};

static tw_err_t write_file(void *ctx, const void *bytes, uint32_t size) {
    return tw_filestore_save_write(((const struct file *)ctx)->fs, bytes, size);
}

static tw_err_t read_file(void *ctx, uint32_t off, void *bytes, uint32_t size) {
    const struct file *file = (const struct file *)ctx;
    uint32_t read_size = 0;
    tw_err_t err = tw_filestore_read(file->fs, file->name, off, bytes, size, &read_size);
    return err == TW_ERR_OK && read_size != size ? TW_ERR_IO : err;
}

tw_err_t tw_wasm4_save_file(tw_wasm4_t *console, tw_filestore_t *fs, const char *name) {
    struct file file = {fs, name};
    tw_err_t err = refuse_save(console);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = tw_filestore_save_begin(fs, name, tw_wasm4_state_size(console));
    if (err == TW_ERR_OK) {
        err = save(console, write_file, &file);
        err = err == TW_ERR_OK ? tw_filestore_save_commit(fs) : err;
        tw_filestore_save_abort(fs);
    }
    return err == TW_ERR_OK ? err : tw__wasm4_fail_file(console, name, err);
}

tw_err_t tw_wasm4_restore_file(tw_wasm4_t *console, tw_filestore_t *fs, const char *name) {
    struct file file = {fs, name};
    tw_fileinfo_t info = {NULL, 0};
    tw_err_t err = tw_filestore_stat(fs, name, &info);
    return err == TW_ERR_OK ? tw_wasm4_restore(console, read_file, &file, info.size)
                            : tw__wasm4_fail_file(console, name, err);
}
