// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_WASI_DEVICE_H
#define TINYWASM_WASI_DEVICE_H

// WASI on a device: streams for the descriptors 0 to 2, a filestore's files as a directory, and the
// clock and random bytes of hal.h. Link tinywasm::wasi_device; what is not used is not linked.
//
//     static tw_wasi_device_t device;
//     static tw_wasi_file_t files[8];
//     static tw_wasi_t wasi = {.files = files, .file_count = 8};
//     tw_wasi_device_init(&device, &wasi);
//     tw_engine_add_device(engine, &device.device);
//     ... for each program:
//     tw_wasi_stream_open(&files[0], &input); ... [1], [2]
//     tw_wasi_store_open(&store, &files[3], "/");
//     tw_wasi_init(&wasi);
//     ... call `_start`, poll the engine until that is over ...
//     tw_wasi_close(&wasi);
//
// A program that sleeps, or reads a stream in which nothing has come, pends: other modules run.

#include "tinywasm/engine.h"
#include "tinywasm/wasi.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- clock and random bytes ---------------------------------------------------------------------

// The engine's device that has the host module wasi_snapshot_preview1.
typedef struct tw_wasi_device {
    tw_device_t device;
    // Nanoseconds since 1970 when hal_ticks_us was 0, for the clock REALTIME; 0: nobody knows, and
    // that clock answers INVAL. May be set at any time.
    uint64_t realtime_ns;
    // The rest is the device's.
    tw_wasi_t *wasi;
    tw_engine_t *engine;
    tw_wasi_system_t system;
    uint32_t last_us;
    uint32_t wraps;
} tw_wasi_device_t;

// Sets wasi->system, and calls tw_wasi_init. Both outlive the engine. Random bytes answer NOTSUP
// where the board has no source of them. The engine is polled at least once in 71 minutes.
void tw_wasi_device_init(tw_wasi_device_t *device, tw_wasi_t *wasi);

// ---- streams ------------------------------------------------------------------------------------

// A line that is read or written. ctx and functions are the application's.
typedef struct tw_wasi_stream {
    // Takes up to size bytes that have arrived, and gives how many; never waits. May be NULL.
    size_t (*read)(void *ctx, void *bytes, size_t size);
    // Writes up to size bytes and gives how many the line took. May be NULL.
    size_t (*write)(void *ctx, const void *bytes, size_t size);
    void *ctx;
    bool has_ended;  // behind what has arrived nothing will come
    // The rest is the stream's.
    bool has_ahead;
    uint8_t ahead;
} tw_wasi_stream_t;

// Makes file a descriptor of the stream, which outlives it.
void tw_wasi_stream_open(tw_wasi_file_t *file, tw_wasi_stream_t *stream);

// ---- the files of a filestore -------------------------------------------------------------------

// A file that is open.
typedef struct tw_wasi_store_file {
    char name[TW_FILESTORE_NAME_BYTES + 1];  // "": nothing is open here
    uint32_t position;
    uint32_t written;       // of the content that is being saved
    uint32_t kept;          // of the old content, as far as nothing was written over it
    tw_wasi_errno_t error;  // that a save met, of which nobody has heard yet
} tw_wasi_store_file_t;

// The files of a filestore as a directory without others in it. Names that the filestore does not
// give to applications (those that begin with '.') answer ACCES, and are not listed.
//
// What is written is a save of the filestore's: it takes the old content's place as a whole, when
// the file is closed or synchronised, or read while it is written, and until then a cut of power
// leaves what was there. Writing on is cheap; going back, or writing to several files in turn,
// saves a file each time, and copies what was there before. What has been written is seen by all
// descriptors of it.
//
// There are no links, directories and times: what is about them answers NOTSUP, or what it would
// about a file (NOTDIR, INVAL). A rename copies, and removes the old name after that. Files that
// are open are neither removed nor renamed, nor replaced (BUSY), nor is one that a loaded module
// is run from.
typedef struct tw_wasi_store {
    tw_filestore_t *filestore;   // mounted while it is used
    tw_wasi_store_file_t *open;  // room for the files that are open at once (NFILE)
    uint32_t open_count;
    // The rest is the store's.
    tw_wasi_store_file_t *saving;
} tw_wasi_store_t;

// Makes file a preopened directory, by the name that the guest sees. All borrowed.
void tw_wasi_store_open(tw_wasi_store_t *store, tw_wasi_file_t *file, const char *guest_name);

#ifdef __cplusplus
}
#endif
#endif
