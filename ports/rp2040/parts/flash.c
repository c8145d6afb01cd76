// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The end of the flash chip that the program runs from. While it is written nobody can read it, so
// that the code for this lies in RAM and runs with interrupts masked: 0.7 ms for a page of 256
// bytes, 45 ms and at worst 400 for a block. The flash controller (SSI) shows the chip as memory;
// here it becomes a plain SPI master for a while. boot2 set it up for commands that begin anew with
// each read, so the chip understands ours at once.

#include "board.h"
#include "hal.h"
#include "rp2040.h"

#define SSI(offset) PORT_REG(0x18000000u + (offset))
#define SSI_CTRL0 SSI(0x00u)
#define SSI_CTRL1 SSI(0x04u)
#define SSI_ENABLE SSI(0x08u)
#define SSI_SELECT SSI(0x10u)
#define SSI_STATE SSI(0x28u)
#define SSI_DATA SSI(0x60u)
#define SSI_8_BITS_BOTH_WAYS 0x70000u
#define SSI_RECEIVED (1u << 3)
#define QSPI_SELECT_CTRL PORT_REG(0x4001800cu)
#define SELECT_BY_SSI 0u
#define SELECT_LOW (2u << 8)
#define SELECT_HIGH (3u << 8)
#define CACHE_FLUSH PORT_REG(0x14000004u)
#define WATCHDOG_TICK PORT_REG(0x4005802cu)
#define TICK_ON_12_MHZ 0x20cu
#define NOW_US PORT_REG(0x40054028u)
#define SYST_VALUE PORT_REG(0xe000e018u)

#define WRITE_ENABLE 0x06u
#define READ_STATUS 0x05u
#define STATUS_BUSY 1u
#define PROGRAM 0x02u
#define ERASE_BLOCK 0x20u
#define TIMEOUT_US 1000000u
#define BLOCK_BYTES 4096u
#define PAGE_BYTES 256u
#define UNIT_BYTES 16u
#define SIZE BOARD_FLASH_STORE_SIZE
#define OFFSET (BOARD_FLASH_SIZE - SIZE)
#define ORIGIN (BOARD_FLASH_ORIGIN + OFFSET)
#define CLOCKS_PER_TICK (BOARD_CLOCK_HZ / 1000u)
#define CLOCKS_PER_US (BOARD_CLOCK_HZ / 1000000u)

// Functions of this kind may call nothing that is not of it, and read no constants in flash.
#define IN_RAM __attribute__((noinline, section(".ram_code")))
#define PART_OF_IT static inline __attribute__((always_inline))

// ---- in RAM ------------------------------------------------------------------------------------

PART_OF_IT uint32_t exchange(uint32_t byte) {
    SSI_DATA = byte;
    while ((SSI_STATE & SSI_RECEIVED) == 0) {
    }
    return SSI_DATA & 0xffu;
}

PART_OF_IT void select(void) {
    QSPI_SELECT_CTRL = SELECT_LOW;
}

// The line is high for 50 ns at least: each access of the register takes three cycles.
PART_OF_IT void deselect(void) {
    QSPI_SELECT_CTRL = SELECT_HIGH;
    (void)QSPI_SELECT_CTRL;
    (void)QSPI_SELECT_CTRL;
    (void)QSPI_SELECT_CTRL;
}

PART_OF_IT void send_command(uint32_t code, uint32_t addr, const uint8_t *bytes, uint32_t size) {
    select();
    (void)exchange(code);
    (void)exchange(addr >> 16);
    (void)exchange(addr >> 8 & 0xffu);
    (void)exchange(addr & 0xffu);
    for (uint32_t i = 0; i < size; i++) {
        (void)exchange(bytes[i]);
    }
    deselect();
}

PART_OF_IT void enable_write(void) {
    select();
    (void)exchange(WRITE_ENABLE);
    deselect();
}

PART_OF_IT void wait_until_done(void) {
    uint32_t start = NOW_US;
    uint32_t status;
    select();
    (void)exchange(READ_STATUS);
    do {
        status = exchange(0);
    } while ((status & STATUS_BUSY) != 0 && NOW_US - start < TIMEOUT_US);
    deselect();
}

// One page or less from bytes, which are in RAM, or with size 0 what the command alone does.
IN_RAM static void change(uint32_t code, uint32_t addr, const uint8_t *bytes, uint32_t size) {
    uint32_t ctrl0 = SSI_CTRL0;
    uint32_t ctrl1 = SSI_CTRL1;
    SSI_ENABLE = 0;
    SSI_CTRL0 = SSI_8_BITS_BOTH_WAYS;
    SSI_SELECT = 1;
    SSI_ENABLE = 1;
    enable_write();
    send_command(code, addr, bytes, size);
    wait_until_done();
    SSI_ENABLE = 0;
    SSI_CTRL0 = ctrl0;
    SSI_CTRL1 = ctrl1;
    SSI_ENABLE = 1;
    QSPI_SELECT_CTRL = SELECT_BY_SSI;
    CACHE_FLUSH = 1;
    (void)CACHE_FLUSH;  // answers when it is done
}

// ---- in flash ----------------------------------------------------------------------------------

// Ticks that SysTick would have made while interrupts were masked, but for the one that is pending.
static void make_up_for_ticks(uint32_t clocks_into_tick, uint32_t us) {
    uint32_t ticks = us / 1000u;
    uint32_t rest = clocks_into_tick + us % 1000u * CLOCKS_PER_US;
    for (ticks += rest >= CLOCKS_PER_TICK; ticks > 1; ticks--) {
        port_tick();
    }
}

static void change_unwatched(uint32_t code, uint32_t addr, const uint8_t *bytes, uint32_t size) {
    uint32_t mask;
    WATCHDOG_TICK = TICK_ON_12_MHZ;  // makes the microseconds
    __asm__ volatile("mrs %0, primask\n cpsid i" : "=r"(mask) : : "memory");
    uint32_t clocks = CLOCKS_PER_TICK - 1u - SYST_VALUE;
    uint32_t start = NOW_US;
    change(code, OFFSET + addr, bytes, size);
    make_up_for_ticks(clocks, NOW_US - start);
    __asm__ volatile("msr primask, %0" : : "r"(mask) : "memory");
}

static bool is_inside(uint32_t addr, uint32_t size) {
    return size <= SIZE && addr <= SIZE - size;
}

static const volatile uint8_t *at(uint32_t addr) {
    return (const volatile uint8_t *)(ORIGIN + addr);
}

hal_result_t hal_flash_info(hal_flash_info_t *info) {
    *info = (hal_flash_info_t){SIZE, BLOCK_BYTES, UNIT_BYTES, (const uint8_t *)ORIGIN};
    return HAL_OK;
}

hal_result_t hal_flash_read(uint32_t addr, void *target, uint32_t size) {
    if (!is_inside(addr, size)) {
        return HAL_INVALID;
    }
    for (uint32_t i = 0; i < size; i++) {
        ((uint8_t *)target)[i] = at(addr)[i];
    }
    return HAL_OK;
}

// Bits that are clear already stay so.
static bool program_page(uint32_t addr, const uint8_t *source, uint32_t size) {
    uint8_t page[PAGE_BYTES];
    for (uint32_t i = 0; i < size; i++) {
        page[i] = source[i] & at(addr)[i];
    }
    change_unwatched(PROGRAM, addr, page, size);
    for (uint32_t i = 0; i < size; i++) {
        if (at(addr)[i] != page[i]) {
            return false;
        }
    }
    return true;
}

hal_result_t hal_flash_program(uint32_t addr, const void *source, uint32_t size) {
    if (!is_inside(addr, size) || addr % UNIT_BYTES != 0 || size % UNIT_BYTES != 0) {
        return HAL_INVALID;
    }
    const uint8_t *from = source;
    while (size > 0) {
        uint32_t room = PAGE_BYTES - addr % PAGE_BYTES;
        uint32_t part = size < room ? size : room;
        if (!program_page(addr, from, part)) {
            return HAL_FAILED;
        }
        addr += part;
        from += part;
        size -= part;
    }
    return HAL_OK;
}

hal_result_t hal_flash_erase(uint32_t addr) {
    if (!is_inside(addr, BLOCK_BYTES) || addr % BLOCK_BYTES != 0) {
        return HAL_INVALID;
    }
    change_unwatched(ERASE_BLOCK, addr, NULL, 0);
    for (uint32_t i = 0; i < BLOCK_BYTES; i += sizeof(uint32_t)) {
        if (PORT_REG(ORIGIN + addr + i) != UINT32_MAX) {
            return HAL_FAILED;
        }
    }
    return HAL_OK;
}
