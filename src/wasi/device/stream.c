// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Descriptors of a line.

#include "tinywasm/wasi_device.h"

static tw_wasi_stream_t *stream_of(const tw_wasi_file_t *file) {
    return (tw_wasi_stream_t *)file->ctx;
}

// A byte is read ahead, so that one can wait for it.
static bool has_bytes(tw_wasi_stream_t *stream) {
    if (!stream->has_ahead && stream->read != NULL) {
        stream->has_ahead = stream->read(stream->ctx, &stream->ahead, 1) == 1;
    }
    return stream->has_ahead;
}

static uint32_t take(tw_wasi_stream_t *stream, const tw_wasi_iovec_t *into) {
    uint32_t done = 0;
    if (into->size > 0 && has_bytes(stream)) {
        into->bytes[0] = stream->ahead;
        stream->has_ahead = false;
        done = 1 + (uint32_t)stream->read(stream->ctx, into->bytes + 1, into->size - 1);
    }
    return done;
}

// What is there of what was asked for; nothing of anything is AGAIN.
static tw_wasi_errno_t read_stream(tw_wasi_file_t *file, const tw_wasi_iovec_t *iovecs,
                                   uint32_t count, uint64_t offset, uint32_t *done) {
    tw_wasi_stream_t *stream = stream_of(file);
    bool is_asked = false;
    *done = 0;
    if (offset != TW_WASI_NO_OFFSET) {
        return TW_WASI_SPIPE;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t taken = take(stream, &iovecs[i]);
        *done += taken;
        is_asked = is_asked || iovecs[i].size > 0;
        if (taken < iovecs[i].size) {
            break;
        }
    }
    return *done == 0 && is_asked && !stream->has_ended ? TW_WASI_AGAIN : TW_WASI_SUCCESS;
}

static tw_wasi_errno_t write_stream(tw_wasi_file_t *file, const tw_wasi_iovec_t *iovecs,
                                    uint32_t count, uint64_t offset, uint32_t *done) {
    const tw_wasi_stream_t *stream = stream_of(file);
    *done = 0;
    if (stream->write == NULL || offset != TW_WASI_NO_OFFSET) {
        return stream->write == NULL ? TW_WASI_BADF : TW_WASI_SPIPE;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t taken = (uint32_t)stream->write(stream->ctx, iovecs[i].bytes, iovecs[i].size);
        *done += taken;
        if (taken < iovecs[i].size) {
            break;
        }
    }
    return TW_WASI_SUCCESS;
}

static tw_wasi_errno_t stat_stream(tw_wasi_file_t *file, tw_wasi_stat_t *stat) {
    *stat = (tw_wasi_stat_t){.nlink = 1, .filetype = file->filetype};
    return TW_WASI_SUCCESS;
}

static tw_wasi_errno_t set_flags(tw_wasi_file_t *file, uint32_t fdflags) {
    (void)file;
    return (fdflags & ~TW_WASI_FD_NONBLOCK) == 0 ? TW_WASI_SUCCESS : TW_WASI_NOTSUP;
}

static bool is_ready(tw_wasi_file_t *file, bool is_write, uint64_t *size) {
    tw_wasi_stream_t *stream = stream_of(file);
    *size = !is_write && has_bytes(stream) ? 1 : 0;
    return is_write || *size > 0 || stream->has_ended;
}

static tw_wasi_errno_t close_stream(tw_wasi_file_t *file) {
    (void)file;
    return TW_WASI_SUCCESS;
}

static const tw_wasi_ops_t ops = {.close = close_stream,
                                  .stat = stat_stream,
                                  .set_flags = set_flags,
                                  .read = read_stream,
                                  .write = write_stream,
                                  .is_ready = is_ready};

void tw_wasi_stream_open(tw_wasi_file_t *file, tw_wasi_stream_t *stream) {
    *file = (tw_wasi_file_t){.ops = &ops,
                             .ctx = stream,
                             .rights = TW_WASI_RIGHTS_STREAM,
                             .filetype = TW_WASI_FILETYPE_CHARACTER_DEVICE};
}
