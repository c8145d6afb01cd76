// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tinywasm/block.h"

// Bits are only cleared by program here too, so that an image is what a device would hold.

static int fd_of(tw_block_device_t *device) {
    return ((tw_block_file_t *)(void *)device)->fd;
}

static tw_err_t read_all(int fd, uint32_t addr, void *target, uint32_t size) {
    return pread(fd, target, size, (off_t)addr) == (ssize_t)size ? TW_ERR_OK : TW_ERR_IO;
}

static tw_err_t write_all(int fd, uint32_t addr, const void *source, uint32_t size) {
    return pwrite(fd, source, size, (off_t)addr) == (ssize_t)size ? TW_ERR_OK : TW_ERR_IO;
}

static tw_err_t file_read(tw_block_device_t *device, uint32_t addr, void *target, uint32_t size) {
    return read_all(fd_of(device), addr, target, size);
}

static tw_err_t file_program(tw_block_device_t *device, uint32_t addr, const void *source,
                             uint32_t size) {
    const uint8_t *next = source;
    for (uint32_t done = 0; done < size;) {
        uint8_t piece[256];
        uint32_t part = size - done < sizeof piece ? size - done : (uint32_t)sizeof piece;
        tw_err_t err = read_all(fd_of(device), addr + done, piece, part);
        for (uint32_t i = 0; i < part; i++) {
            piece[i] &= next[done + i];
        }
        err = err == TW_ERR_OK ? write_all(fd_of(device), addr + done, piece, part) : err;
        if (err != TW_ERR_OK) {
            return err;
        }
        done += part;
    }
    return TW_ERR_OK;
}

static tw_err_t erase_range(int fd, uint32_t addr, uint32_t size) {
    uint8_t erased[256];
    memset(erased, 0xff, sizeof erased);
    for (uint32_t done = 0; done < size;) {
        uint32_t part = size - done < sizeof erased ? size - done : (uint32_t)sizeof erased;
        tw_err_t err = write_all(fd, addr + done, erased, part);
        if (err != TW_ERR_OK) {
            return err;
        }
        done += part;
    }
    return TW_ERR_OK;
}

static tw_err_t file_erase(tw_block_device_t *device, uint32_t addr) {
    return erase_range(fd_of(device), addr, device->block_bytes);
}

static tw_err_t file_sync(tw_block_device_t *device) {
    return fsync(fd_of(device)) == 0 ? TW_ERR_OK : TW_ERR_IO;
}

tw_err_t tw_block_file_open(tw_block_file_t *device, const char *path) {
    static const tw_block_ops_t ops = {"file", file_read, file_program, file_erase, file_sync};
    device->base.ops = &ops;
    device->base.mapped = NULL;
    device->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (device->fd < 0) {
        return errno == ENOENT ? TW_ERR_NOENT : errno == EACCES ? TW_ERR_DENIED : TW_ERR_IO;
    }
    uint32_t size = device->base.block_bytes * device->base.block_count;
    struct stat status;
    tw_err_t err = fstat(device->fd, &status) == 0 ? TW_ERR_OK : TW_ERR_IO;
    if (err == TW_ERR_OK && status.st_size < (off_t)size) {
        err = erase_range(device->fd, (uint32_t)status.st_size, size - (uint32_t)status.st_size);
    }
    if (err != TW_ERR_OK) {
        tw_block_file_close(device);
    }
    return err;
}

void tw_block_file_close(tw_block_file_t *device) {
    if (device->fd >= 0) {
        close(device->fd);
    }
    device->fd = -1;
}
