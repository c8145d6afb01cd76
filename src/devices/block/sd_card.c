// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/sd_card.h"

#include "hal.h"

#define SECTOR TW_SD_SECTOR_BYTES
#define GO_IDLE 0u
#define SEND_INTERFACE 8u
#define SEND_CSD 9u
#define SET_BLOCK_BYTES 16u
#define READ_SECTOR 17u
#define WRITE_SECTOR 24u
#define OF_APPLICATION 55u
#define START 41u  // of application
#define SEND_CONDITIONS 58u
#define CHECK_CRCS 59u
#define R1_IDLE 0x01u
#define R1_UNKNOWN 0x04u
#define R1_NONE 0xffu
#define INTERFACE_3_VOLTS 0x1aau
#define KNOWS_LARGE_CARDS (1u << 30)  // in START, and in the card's conditions
#define TOKEN_DATA 0xfeu
#define ANSWER_MASK 0x1fu
#define ANSWER_TAKEN 0x05u
#define CSD_BYTES 16u
#define NOTHING UINT32_MAX
#define FIRST_HZ 400000u
#define WAKE_BYTES 10u
#define RESETS_MOST 10u
#define ANSWERS_MOST 9u  // bytes until the answer to a command
#define TRIES 3u         // of a sector
#define START_TIMEOUT_MS 1000u
#define READ_TIMEOUT_MS 200u
#define WRITE_TIMEOUT_MS 600u

static tw_block_sd_card_t *card_of(tw_block_device_t *device) {
    return (tw_block_sd_card_t *)(void *)device;
}

// ---- bytes -------------------------------------------------------------------------------------

static uint8_t crc7(const uint8_t *bytes, size_t size) {
    uint32_t crc = 0;
    for (size_t i = 0; i < 8 * size; i++) {
        uint32_t bit = (crc >> 6 ^ (uint32_t)bytes[i / 8] >> (7 - i % 8)) & 1u;
        crc = (crc << 1 & 0x7fu) ^ (bit != 0 ? 0x09u : 0);
    }
    return (uint8_t)(crc << 1 | 1u);  // with the stop bit
}

// The polynomial x^16 + x^12 + x^5 + 1, a byte at a time.
static uint32_t crc16(uint32_t crc, const uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        uint32_t high = (crc >> 8 ^ bytes[i]) & 0xffu;
        high ^= high >> 4;
        crc = (crc << 8 ^ high << 12 ^ high << 5 ^ high) & 0xffffu;
    }
    return crc;
}

static tw_err_t move(const tw_block_sd_card_t *card, const uint8_t *out, uint8_t *in, size_t size) {
    const hal_spi_part_t part = {out, in, size};
    hal_result_t result = hal_spi_transfer(card->config.bus, card->config.select, &part, 1);
    return result == HAL_OK ? TW_ERR_OK : TW_ERR_IO;
}

static uint8_t next_byte(const tw_block_sd_card_t *card) {
    uint8_t byte = 0;
    return move(card, NULL, &byte, 1) == TW_ERR_OK ? byte : 0;
}

// Until the card sends ff, as it does when it is ready, or something else; false if it does not.
static bool wait_for(const tw_block_sd_card_t *card, bool is_ff, uint32_t timeout_ms,
                     uint8_t *byte) {
    uint32_t start = hal_ticks_ms();
    for (;;) {
        bool is_late = hal_ticks_ms() - start > timeout_ms;  // before it is asked once more
        *byte = next_byte(card);
        if ((*byte == 0xff) == is_ff) {
            return true;
        }
        if (is_late) {
            return false;
        }
    }
}

static bool is_ready(const tw_block_sd_card_t *card) {
    uint8_t byte;
    return wait_for(card, true, WRITE_TIMEOUT_MS, &byte);
}

// ---- commands ----------------------------------------------------------------------------------

// A byte before the command ends what the card may still be at.
static tw_err_t select(const tw_block_sd_card_t *card) {
    hal_result_t result = hal_spi_hold(card->config.bus, card->config.select, true);
    (void)next_byte(card);
    return result == HAL_OK ? TW_ERR_OK : TW_ERR_IO;
}

// The card lets go of its line with the clock that comes after.
static void deselect(const tw_block_sd_card_t *card) {
    static const hal_spi_part_t part = {NULL, NULL, 1};
    (void)hal_spi_hold(card->config.bus, card->config.select, false);
    (void)hal_spi_transfer(card->config.bus, HAL_SPI_NOBODY, &part, 1);
}

// While selected: the first byte of the card's answer, R1_NONE if there is none.
static uint8_t ask(const tw_block_sd_card_t *card, uint32_t number, uint32_t argument) {
    uint8_t bytes[6] = {(uint8_t)(0x40u | number), (uint8_t)(argument >> 24),
                        (uint8_t)(argument >> 16), (uint8_t)(argument >> 8), (uint8_t)argument};
    bytes[5] = crc7(bytes, 5);
    if (move(card, bytes, NULL, sizeof bytes) != TW_ERR_OK) {
        return R1_NONE;
    }
    uint8_t answer = R1_NONE;
    for (uint32_t i = 0; i < ANSWERS_MOST && (answer & 0x80u) != 0; i++) {
        answer = next_byte(card);
    }
    return (answer & 0x80u) != 0 ? R1_NONE : answer;
}

// A command, and so many bytes behind its answer.
static uint8_t command(const tw_block_sd_card_t *card, uint32_t number, uint32_t argument,
                       uint8_t *more, size_t more_size) {
    uint8_t answer = R1_NONE;
    if (select(card) == TW_ERR_OK) {
        answer = ask(card, number, argument);
        if (answer != R1_NONE && move(card, NULL, more, more_size) != TW_ERR_OK) {
            answer = R1_NONE;
        }
    }
    deselect(card);
    return answer;
}

// ---- data --------------------------------------------------------------------------------------

// While selected, after the answer to a command that gives data.
static tw_err_t receive(const tw_block_sd_card_t *card, uint8_t *target, uint32_t size) {
    uint8_t token;
    uint8_t crc[2];
    if (!wait_for(card, false, READ_TIMEOUT_MS, &token) || token != TOKEN_DATA ||
        move(card, NULL, target, size) != TW_ERR_OK ||
        move(card, NULL, crc, sizeof crc) != TW_ERR_OK) {
        return TW_ERR_IO;
    }
    bool is_right = ((uint32_t)crc[0] << 8 | crc[1]) == crc16(0, target, size);
    return is_right ? TW_ERR_OK : TW_ERR_IO;
}

static tw_err_t send(const tw_block_sd_card_t *card, const uint8_t *source) {
    static const uint8_t head[2] = {0xff, TOKEN_DATA};
    uint32_t crc = crc16(0, source, SECTOR);
    const uint8_t tail[2] = {(uint8_t)(crc >> 8), (uint8_t)crc};
    if (move(card, head, NULL, sizeof head) != TW_ERR_OK ||
        move(card, source, NULL, SECTOR) != TW_ERR_OK ||
        move(card, tail, NULL, sizeof tail) != TW_ERR_OK) {
        return TW_ERR_IO;
    }
    bool is_taken = (next_byte(card) & ANSWER_MASK) == ANSWER_TAKEN;
    return is_taken && is_ready(card) ? TW_ERR_OK : TW_ERR_IO;
}

static uint32_t address_of(const tw_block_sd_card_t *card, uint32_t sector) {
    return card->counts_in_sectors ? sector : sector * SECTOR;
}

// One sector, written from source or, without one, read to the card's buffer. What a bad line
// garbled is tried again.
static tw_err_t transfer(tw_block_sd_card_t *card, uint32_t sector, const uint8_t *source) {
    tw_err_t err = TW_ERR_IO;
    card->buffered = NOTHING;
    for (uint32_t i = 0; i < TRIES && err != TW_ERR_OK; i++) {
        err = select(card);
        uint8_t number = source != NULL ? WRITE_SECTOR : READ_SECTOR;
        uint32_t address = address_of(card, sector);
        if (err == TW_ERR_OK && is_ready(card) && ask(card, number, address) == 0) {
            err = source != NULL ? send(card, source) : receive(card, card->buffer, SECTOR);
        } else {
            err = TW_ERR_IO;
        }
        deselect(card);
    }
    return err;
}

// ---- the device --------------------------------------------------------------------------------

// Filestores read a sector in small pieces.
static tw_err_t card_read(tw_block_device_t *device, uint32_t addr, void *target, uint32_t size) {
    tw_block_sd_card_t *card = card_of(device);
    uint8_t *to = target;
    for (uint32_t i = 0; i < size; i++) {
        uint32_t sector = (addr + i) / SECTOR;
        if (card->buffered != sector) {
            tw_err_t err = transfer(card, sector, NULL);
            if (err != TW_ERR_OK) {
                return err;
            }
            card->buffered = sector;
        }
        to[i] = card->buffer[(addr + i) % SECTOR];
    }
    return TW_ERR_OK;
}

static tw_err_t card_program(tw_block_device_t *device, uint32_t addr, const void *source,
                             uint32_t size) {
    tw_err_t err = TW_ERR_OK;
    for (uint32_t at = 0; at < size && err == TW_ERR_OK; at += SECTOR) {
        err = transfer(card_of(device), (addr + at) / SECTOR, (const uint8_t *)source + at);
    }
    return err;
}

static tw_err_t card_erase(tw_block_device_t *device, uint32_t addr) {
    tw_block_sd_card_t *card = card_of(device);
    tw_err_t err = TW_ERR_OK;
    for (uint32_t i = 0; i < SECTOR; i++) {
        card->buffer[i] = 0xff;
    }
    for (uint32_t at = 0; at < device->block_bytes && err == TW_ERR_OK; at += SECTOR) {
        err = transfer(card, (addr + at) / SECTOR, card->buffer);
    }
    return err;
}

// Each write has waited until the card was ready.
static tw_err_t card_sync(tw_block_device_t *device) {
    (void)device;
    return TW_ERR_OK;
}

// ---- waking ------------------------------------------------------------------------------------

static tw_err_t reset(const tw_block_sd_card_t *card) {
    static const hal_spi_part_t clocks = {NULL, NULL, WAKE_BYTES};
    (void)hal_spi_transfer(card->config.bus, HAL_SPI_NOBODY, &clocks, 1);
    for (uint32_t i = 0; i < RESETS_MOST; i++) {
        if (command(card, GO_IDLE, 0, NULL, 0) == R1_IDLE) {
            return TW_ERR_OK;
        }
    }
    return TW_ERR_NOENT;
}

static tw_err_t start(const tw_block_sd_card_t *card, uint32_t conditions) {
    uint32_t began = hal_ticks_ms();
    uint8_t answer;
    do {
        (void)command(card, OF_APPLICATION, 0, NULL, 0);
        answer = command(card, START, conditions, NULL, 0);
        if (answer == 0) {
            return TW_ERR_OK;
        }
    } while (answer == R1_IDLE && hal_ticks_ms() - began <= START_TIMEOUT_MS);
    return (answer & R1_UNKNOWN) != 0 ? TW_ERR_UNSUPPORTED : TW_ERR_IO;
}

// Of the first cards, which do not know this question, and of others.
static tw_err_t wake(tw_block_sd_card_t *card) {
    uint8_t more[4] = {0};
    uint8_t answer = command(card, SEND_INTERFACE, INTERFACE_3_VOLTS, more, sizeof more);
    bool is_old = (answer & R1_UNKNOWN) != 0;
    if (answer == R1_NONE || (!is_old && (more[2] != 1 || more[3] != 0xaa))) {
        return answer == R1_NONE ? TW_ERR_IO : TW_ERR_UNSUPPORTED;
    }
    (void)command(card, CHECK_CRCS, 1, NULL, 0);  // those that cannot do not need it
    tw_err_t err = start(card, is_old ? 0 : KNOWS_LARGE_CARDS);
    if (err != TW_ERR_OK) {
        return err;
    }
    answer = command(card, SEND_CONDITIONS, 0, more, sizeof more);
    card->counts_in_sectors = answer <= R1_IDLE && (more[0] & KNOWS_LARGE_CARDS >> 24) != 0;
    bool is_set = card->counts_in_sectors || command(card, SET_BLOCK_BYTES, SECTOR, NULL, 0) == 0;
    return answer <= R1_IDLE && is_set ? TW_ERR_OK : TW_ERR_IO;
}

// Sectors by the card's description of itself; 0 for a form that is not known.
static uint32_t sectors_of(const uint8_t *csd) {
    uint32_t form = csd[0] >> 6;
    if (form == 1) {
        return (((uint32_t)csd[7] & 0x3fu) << 16 | (uint32_t)csd[8] << 8 | csd[9]) * 1024u + 1024u;
    }
    uint32_t log2_block = csd[5] & 15u;
    uint32_t count = ((uint32_t)csd[6] & 3u) << 10 | (uint32_t)csd[7] << 2 | csd[8] >> 6;
    uint32_t shift = ((csd[9] & 3u) << 1 | csd[10] >> 7) + 2u;
    return form != 0 || log2_block < 9 || log2_block > 11 ? 0
                                                         : (count + 1) << (shift + log2_block - 9);
}

static tw_err_t measure(tw_block_sd_card_t *card) {
    uint8_t csd[CSD_BYTES];
    tw_err_t err = select(card);
    if (err == TW_ERR_OK) {
        err = ask(card, SEND_CSD, 0) == 0 ? receive(card, csd, sizeof csd) : TW_ERR_IO;
    }
    deselect(card);
    if (err != TW_ERR_OK) {
        return err;
    }
    card->sectors = sectors_of(csd);
    return card->sectors == 0 ? TW_ERR_UNSUPPORTED : TW_ERR_OK;
}

static bool configure(const tw_sd_card_config_t *config, uint32_t hz) {
    return hal_spi_configure(config->bus, hz, 0) == HAL_OK;
}

static uint32_t smaller(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

tw_err_t tw_block_sd_card_init(tw_block_sd_card_t *device, const tw_sd_card_config_t *config) {
    static const tw_block_ops_t ops = {"sd card", card_read, card_program, card_erase, card_sync};
    if (config->block_bytes == 0 || config->block_bytes % SECTOR != 0 ||
        !configure(config, smaller(config->hz, FIRST_HZ)) ||
        hal_spi_hold(config->bus, config->select, false) != HAL_OK) {
        return TW_ERR_INVAL;
    }
    device->config = *config;
    device->buffered = NOTHING;
    tw_err_t err = reset(device);
    err = err == TW_ERR_OK ? wake(device) : err;
    err = err == TW_ERR_OK ? measure(device) : err;
    if (err != TW_ERR_OK) {
        return err;
    }
    uint32_t used = smaller(device->sectors, config->size_bytes_most / SECTOR);
    device->base = (tw_block_device_t){&ops, config->block_bytes,
                                       used / (config->block_bytes / SECTOR), SECTOR, NULL};
    return configure(config, config->hz) && device->base.block_count != 0 ? TW_ERR_OK
                                                                         : TW_ERR_INVAL;
}
