// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with WASI for programs: all of it, over a filestore in RAM, the console, the clock
// and the board's random bytes. What it takes more is what that costs, with the filestore.

#include "../simple_with.h"
#include "tinywasm/wasi_device.h"

static uint64_t room[128];
static tw_filestore_ram_t ram;
static tw_wasi_store_file_t open_files[2];
static tw_wasi_store_t store = {.filestore = &ram.base, .open = open_files, .open_count = 2};
static tw_wasi_file_t files[6];
static tw_wasi_t wasi = {.files = files, .file_count = 6};
static tw_wasi_device_t device;

static size_t write_console(void *ctx, const void *bytes, size_t size) {
    (void)ctx;
    hal_console_write(bytes, size);
    return size;
}

static tw_wasi_stream_t console = {.write = write_console};

int main(void) {
    make_simple_engine();
    tw_filestore_ram_init(&ram, room, sizeof room);
    check(tw_filestore_mount(&ram.base));
    tw_wasi_device_init(&device, &wasi);
    tw_wasi_stream_open(&files[1], &console);
    tw_wasi_store_open(&store, &files[3], "/");
    check(tw_engine_add_device(engine, &device.device));
    run_ping();
}
