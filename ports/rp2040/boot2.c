// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The second stage of the RP2040's boot: the first 256 bytes of flash. The boot ROM compares the
// checksum in the last four, copies them to RAM and jumps there. They tell the flash controller
// (SSI) how to read the flash as memory, then start the firmware behind them.
//
// Flash is read by the command 03h, one bit at a time, which every chip understands, at a quarter
// of the core's clock.
//
// When a change here makes another checksum necessary, tools/uf2.py says which. Register numbers:
// CTRLR0 0x00, CTRLR1 0x04, SSIENR 0x08, BAUDR 0x14, SPI_CTRLR0 0xf4.

__asm__(
    ".section .boot, \"ax\"\n"
    ".syntax unified\n"
    ".thumb\n"
    ".thumb_func\n"
    "    ldr r3, ssi\n"
    "    movs r0, #0\n"
    "    str r0, [r3, #0x08]\n"
    "    movs r1, #4\n"
    "    str r1, [r3, #0x14]\n"
    "    ldr r1, ctrlr0\n"
    "    str r1, [r3, #0x00]\n"
    "    str r0, [r3, #0x04]\n"
    "    ldr r1, spi_ctrlr0\n"
    "    ldr r2, ssi_spi_ctrlr0\n"
    "    str r1, [r2]\n"
    "    movs r1, #1\n"
    "    str r1, [r3, #0x08]\n"
    "    ldr r0, vectors\n"
    "    ldr r1, vtor\n"
    "    str r0, [r1]\n"
    "    ldmia r0!, {r1, r2}\n"
    "    msr msp, r1\n"
    "    bx r2\n"
    "    .balign 4\n"
    "ssi: .word 0x18000000\n"
    "ssi_spi_ctrlr0: .word 0x180000f4\n"
    "ctrlr0: .word 0x001f0300\n"      // 32 bits a frame; send command and address, then read
    "spi_ctrlr0: .word 0x03000218\n"  // command 03h of 8 bits, address of 24
    "vectors: .word 0x10000100\n"
    "vtor: .word 0xe000ed08\n"
    "    .org 252\n"
    "    .word 0x5faf92c2\n"
    "    .text\n");
