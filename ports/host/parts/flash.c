// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Flash of a PC that has none: an image in a file, mapped into memory. The environment's
// TINYWASM_FLASH names it, else it is flash.img in the working directory. A file that is not there
// or too short is made as long as the flash, the new part erased. One program at a time has it.

#define _XOPEN_SOURCE 700

#include "board.h"
#include "hal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ERASE_BYTES 4096u
#define PROGRAM_BYTES 16u
#define SIZE BOARD_FLASH_STORE_SIZE

static uint8_t *flash;  // NULL: not opened yet

// Locks and lengthens the file, and maps it; NULL if one of that fails.
static uint8_t *map_file(int fd) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct stat status;
    if (fcntl(fd, F_SETLK, &whole) != 0 || fstat(fd, &status) != 0) {
        return NULL;
    }
    bool is_short = status.st_size < (off_t)SIZE;
    if (is_short && ftruncate(fd, (off_t)SIZE) != 0) {
        return NULL;
    }
    void *bytes = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (bytes == MAP_FAILED) {
        return NULL;
    }
    if (is_short) {
        memset((uint8_t *)bytes + status.st_size, 0xff, (size_t)((off_t)SIZE - status.st_size));
    }
    return bytes;
}

static bool open_flash(void) {
    if (flash == NULL) {
        const char *path = getenv("TINYWASM_FLASH");
        int fd = open(path != NULL ? path : "flash.img", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        flash = fd < 0 ? NULL : map_file(fd);
        if (flash == NULL && fd >= 0) {
            close(fd);
        }
    }
    return flash != NULL;
}

static bool is_inside(uint32_t addr, uint32_t size) {
    return size <= SIZE && addr <= SIZE - size;
}

hal_result_t hal_flash_info(hal_flash_info_t *info) {
    bool is_open = open_flash();
    *info = (hal_flash_info_t){SIZE, ERASE_BYTES, PROGRAM_BYTES, flash};
    return is_open ? HAL_OK : HAL_FAILED;
}

hal_result_t hal_flash_read(uint32_t addr, void *target, uint32_t size) {
    if (!is_inside(addr, size)) {
        return HAL_INVALID;
    }
    if (!open_flash()) {
        return HAL_FAILED;
    }
    memcpy(target, flash + addr, size);
    return HAL_OK;
}

hal_result_t hal_flash_program(uint32_t addr, const void *source, uint32_t size) {
    if (!is_inside(addr, size) || addr % PROGRAM_BYTES != 0 || size % PROGRAM_BYTES != 0) {
        return HAL_INVALID;
    }
    if (!open_flash()) {
        return HAL_FAILED;
    }
    for (uint32_t i = 0; i < size; i++) {
        flash[addr + i] &= ((const uint8_t *)source)[i];
    }
    return HAL_OK;
}

hal_result_t hal_flash_erase(uint32_t addr) {
    if (!is_inside(addr, ERASE_BYTES) || addr % ERASE_BYTES != 0) {
        return HAL_INVALID;
    }
    if (!open_flash()) {
        return HAL_FAILED;
    }
    memset(flash + addr, 0xff, ERASE_BYTES);
    return HAL_OK;
}
