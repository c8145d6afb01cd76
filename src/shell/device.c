// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/crc.h"
#include "shell/state.h"
#include "shell/upload.h"

// What `tw COMMAND --device` speaks: commands in frames, so that lines that modules print between
// them are told apart, and nothing damaged is run or believed.
//
//     to the device     RS NN CCCC command LF      NN counts, CCCC is the CRC-16 of NN and command
//     from the device   RS : text LF               a line that the command prints
//                       RS = NN CCCC err LF        its end; CCCC of all its text, NN and err
//                       RS ! LF                    the frame was damaged: send it again
//
// (without the blanks). A frame whose number is that of the last one is not run again: its answer
// was lost. Number 00 always runs.
//
// A file comes in pieces of base64. The upload stays open between commands, so that who was cut
// off asks how much of a file of this size and hash is there, and goes on.

#define NUMBER_DIGITS 2u
#define CRC_DIGITS 4u
#define HEAD_BYTES (NUMBER_DIGITS + CRC_DIGITS)
#define DATA_WORDS_BYTES 16u  // ".data OFFSET " with the longest offset
#define HASH_DIGITS (2u * TW_FILESTORE_HASH_BYTES)
#define ROW_BYTES 54u

enum frame_state { OUTSIDE, INSIDE, TOO_LONG };

// ---- digits ----

static bool parse_hex(const char *text, uint32_t digits, uint32_t *value) {
    *value = 0;
    for (uint32_t i = 0; i < digits; i++) {
        uint32_t digit = tw__shell_digit_of(text[i]);
        if (digit > 15) {
            return false;
        }
        *value = *value << 4 | digit;
    }
    return true;
}

static void put_hex(char *text, uint32_t digits, uint32_t value) {
    for (uint32_t i = digits; i > 0; i--) {
        text[i - 1] = "0123456789abcdef"[value & 15u];
        value >>= 4;
    }
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int base64_digit_of(char c) {
    for (int i = 0; i < 64; i++) {
        if (base64_digits[i] == c) {
            return i;
        }
    }
    return -1;
}

// Decodes where it lies. False for what is not base64 without padding.
static bool base64_decode(char *text, uint32_t *size) {
    uint8_t *to = (uint8_t *)text;
    uint32_t bits = 0;
    uint32_t bit_count = 0;
    for (const char *from = text; *from != '\0'; from++) {
        int digit = base64_digit_of(*from);
        if (digit < 0) {
            return false;
        }
        bits = bits << 6 | (uint32_t)digit;
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            *to++ = (uint8_t)(bits >> bit_count);
        }
    }
    *size = (uint32_t)(to - (uint8_t *)text);
    return bit_count < 6 && (bits & ((1u << bit_count) - 1u)) == 0;
}

// Four digits for each three bytes, fewer at the end; text has room for NUL too.
static void base64_encode(char *text, const uint8_t *bytes, uint32_t size) {
    for (uint32_t i = 0; i < size; i += 3) {
        uint32_t left = size - i;
        uint32_t bits = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                        (left > 2 ? bytes[i + 2] : 0u);
        for (uint32_t digit = 0; digit < (left < 3 ? left + 1 : 4); digit++) {
            *text++ = base64_digits[bits >> (18 - 6 * digit) & 63u];
        }
    }
    *text = '\0';
}

// ---- frames ----

static void answer(tw_shell_t *shell, const char *text) {
    const struct tw__frame_ops *frames = shell->frames;
    shell->frames = NULL;  // this is no line of the command's
    tw__shell_put_text(shell, text);
    shell->frames = frames;
}

static void add_to_crc(tw_shell_t *shell, const char *text) {
    for (; *text != '\0'; text++) {
        shell->frame_crc = tw__crc_add(shell->frame_crc, (uint8_t)*text);
    }
}

// The end of the last command. Its text is in frame_crc already.
static void end_frame(tw_shell_t *shell, tw_err_t err) {
    char number[NUMBER_DIGITS + 1] = "";
    char crc[CRC_DIGITS + 1] = "";
    char code[8];
    put_hex(number, NUMBER_DIGITS, shell->frame_number);
    tw__format(code, sizeof code, err == TW_ERR_OK ? "0" : "-%u", (uint32_t)-(int)err);
    add_to_crc(shell, number);
    add_to_crc(shell, code);
    put_hex(crc, CRC_DIGITS, shell->frame_crc);
    shell->frame_err = (int8_t)err;
    answer(shell, "\x1e=");
    answer(shell, number);
    answer(shell, crc);
    answer(shell, code);
    answer(shell, "\n");
}

static void run_frame(tw_shell_t *shell) {
    char *text = (char *)shell->config.packet;
    uint32_t number = 0;
    uint32_t crc = 0;
    text[shell->frame_size] = '\0';
    bool is_whole = shell->frame_size >= HEAD_BYTES && parse_hex(text, NUMBER_DIGITS, &number) &&
                    parse_hex(text + NUMBER_DIGITS, CRC_DIGITS, &crc);
    shell->frame_crc = 0;
    if (is_whole) {
        text[NUMBER_DIGITS] = '\0';
        add_to_crc(shell, text);
        add_to_crc(shell, text + HEAD_BYTES);
        is_whole = shell->frame_crc == crc;
        shell->frame_crc = 0;
    }
    if (!is_whole) {
        answer(shell, "\x1e!\n");
        return;
    }
    if (number != 0 && number == shell->frame_number) {
        end_frame(shell, (tw_err_t)shell->frame_err);
        return;
    }
    shell->frame_number = (uint8_t)number;
    shell->frames = tw_shell_device.frames;
    tw__shell_run(shell, text + HEAD_BYTES);
}

static void begin_frame(tw_shell_t *shell) {
    tw__edit_hide(shell);
    shell->is_quiet = true;
    shell->frame_size = 0;
    shell->frame_state = INSIDE;
}

static bool take_byte(tw_shell_t *shell, uint8_t byte) {
    if (byte == TW_KEY_FRAME && shell->config.packet != NULL) {
        begin_frame(shell);
        return true;
    }
    if (shell->frame_state == OUTSIDE) {
        return false;
    }
    if (byte == '\n' || byte == '\r') {  // a person's key ends what noise has begun
        bool is_long = shell->frame_state == TOO_LONG;
        shell->frame_state = OUTSIDE;
        shell->frame_size = is_long ? 0 : shell->frame_size;
        run_frame(shell);
    } else if (byte == TW_KEY_CANCEL) {
        shell->frame_state = OUTSIDE;
    } else if (shell->frame_size + 1 < shell->config.packet_size) {
        shell->config.packet[shell->frame_size++] = byte;
    } else {
        shell->frame_state = TOO_LONG;
    }
    return true;
}

// ---- files that come ----

struct put {
    struct tw__upload upload;
    uint32_t size;
    uint8_t hash[TW_FILESTORE_HASH_BYTES];
};

static struct put *put_of(tw_shell_t *shell) {
    _Static_assert(sizeof(struct put) <= sizeof shell->state, "raise the words of state");
    return (struct put *)(void *)shell->state;
}

static void give_up(tw_shell_t *shell) {
    tw__upload_abort(&put_of(shell)->upload);
}

static tw_err_t fail(tw_shell_t *shell, tw_err_t err) {
    struct put *put = put_of(shell);
    const char *text = put->upload.is_fault ? tw_engine_fault(shell->config.engine)->text : "";
    shell->has_failed = true;
    if (text[0] != '\0') {
        tw_shell_print(shell, text);
        tw_shell_print(shell, ": nothing was replaced\n");
    } else {
        tw_shell_printf(shell, "%s: %s: ", put->upload.name,
                        tw_err_name(err) + sizeof "TW_ERR_" - 1);
        tw_shell_print(shell, tw__upload_reason(&put->upload, err));
        tw_shell_print(shell, "\n");
    }
    (void)tw__shell_claim_state(shell);
    return err;
}

static bool parse_hash(const char *text, uint8_t *hash) {
    if (strlen(text) != HASH_DIGITS) {
        return false;
    }
    for (uint32_t i = 0; i < TW_FILESTORE_HASH_BYTES; i++) {
        uint32_t byte = 0;
        if (!parse_hex(text + 2 * i, 2, &byte)) {
            return false;
        }
        hash[i] = (uint8_t)byte;
    }
    return true;
}

static bool is_same(tw_shell_t *shell, const char *name, uint32_t size, const uint8_t *hash) {
    const struct put *put = put_of(shell);
    return shell->give_up == give_up && put->size == size &&
           tw__shell_texts_equal(put->upload.name, name) &&
           memcmp(put->hash, hash, sizeof put->hash) == 0;
}

// .put NAME SIZE HASH: how much of that file is there, and how much a piece may have.
static tw_err_t put(tw_shell_t *shell, int argc, char *const *argv) {
    uint32_t size = 0;
    uint8_t hash[TW_FILESTORE_HASH_BYTES];
    bool is_good = argc == 4 &&
                   tw_shell_parse_number(argv[2], TW_FILESTORE_SIZE_UNKNOWN - 1, &size) &&
                   parse_hash(argv[3], hash);
    if (!is_good) {
        return tw_shell_fail_usage(shell);
    }
    if (shell->config.filestore == NULL) {
        return TW_ERR_STATE;
    }
    struct put *put = put_of(shell);
    if (!is_same(shell, argv[1], size, hash)) {
        put = tw__shell_claim_state(shell);
        put->size = size;
        memcpy(put->hash, hash, sizeof hash);
        tw_err_t err = tw__upload_begin(&put->upload, shell->config.engine, shell->config.filestore,
                                        argv[1], size);
        shell->give_up = give_up;
        if (err != TW_ERR_OK) {
            return fail(shell, err);
        }
    }
    uint32_t room = shell->config.packet_size - HEAD_BYTES - DATA_WORDS_BYTES - 2;
    tw_shell_printf(shell, "%u %u\n", put->upload.size, room / 4 * 3);
    return TW_ERR_OK;
}

// .data OFFSET BASE64: how much is there now. What is there already, or would leave a gap, is not
// taken.
static tw_err_t data(tw_shell_t *shell, int argc, char *const *argv) {
    uint32_t off = 0;
    uint32_t size = 0;
    if (argc != 3 || !tw_shell_parse_number(argv[1], UINT32_MAX, &off) ||
        !base64_decode(argv[2], &size)) {
        return tw_shell_fail_usage(shell);
    }
    if (shell->give_up != give_up) {
        return TW_ERR_STATE;
    }
    struct put *put = put_of(shell);
    if (off == put->upload.size) {
        tw_err_t err = tw__upload_write(&put->upload, (const uint8_t *)argv[2], size);
        if (err != TW_ERR_OK) {
            return fail(shell, err);
        }
    }
    tw_shell_printf(shell, "%u\n", put->upload.size);
    return TW_ERR_OK;
}

// .commit: the file is whole and the one that was announced, and takes its place.
static tw_err_t commit(tw_shell_t *shell, int argc, char *const *argv) {
    (void)argc;
    (void)argv;
    if (shell->give_up != give_up) {
        return TW_ERR_STATE;
    }
    struct put *put = put_of(shell);
    uint8_t hash[TW_FILESTORE_HASH_BYTES];
    tw__sha256_end(&put->upload.hash, hash);
    bool is_whole = put->upload.size == put->size && memcmp(hash, put->hash, sizeof hash) == 0;
    tw_err_t err = is_whole ? tw__upload_check(&put->upload) : TW_ERR_CORRUPT;
    err = err == TW_ERR_OK ? tw__upload_commit(&put->upload) : err;
    if (err != TW_ERR_OK) {
        return fail(shell, err);
    }
    shell->give_up = NULL;
    return TW_ERR_OK;
}

// ---- files that go ----

// .take NAME OFFSET SIZE: these bytes in base64, a row per turn.
static tw_err_t take(tw_shell_t *shell, int argc, char *const *argv) {
    uint8_t bytes[ROW_BYTES];
    char text[ROW_BYTES / 3 * 4 + 1];
    uint32_t off = 0;
    uint32_t size = 0;
    uint32_t count = 0;
    if (argc != 4 || !tw_shell_parse_number(argv[2], UINT32_MAX, &off) ||
        !tw_shell_parse_number(argv[3], UINT32_MAX - off, &size)) {
        return tw_shell_fail_usage(shell);
    }
    if (shell->config.filestore == NULL) {
        return TW_ERR_STATE;
    }
    uint64_t done = (uint64_t)tw_shell_turn(shell) * ROW_BYTES;
    uint64_t left = size > done ? size - done : 0;
    tw_err_t err = tw_filestore_read(shell->config.filestore, argv[1], off + (uint32_t)done, bytes,
                                     left < ROW_BYTES ? (uint32_t)left : ROW_BYTES, &count);
    if (err != TW_ERR_OK) {
        return tw_shell_fail(shell, argv[1], err);
    }
    base64_encode(text, bytes, count);
    tw_shell_print(shell, text);
    tw_shell_print(shell, count > 0 ? "\n" : "");
    return count == ROW_BYTES ? TW_ERR_PENDING : TW_ERR_OK;
}

// .hash NAME: its size and SHA-256.
static tw_err_t hash(tw_shell_t *shell, int argc, char *const *argv) {
    uint8_t sha256[TW_FILESTORE_HASH_BYTES];
    char text[HASH_DIGITS + 1];
    tw_fileinfo_t info = {NULL, 0};
    if (argc != 2) {
        return tw_shell_fail_usage(shell);
    }
    if (shell->config.filestore == NULL) {
        return TW_ERR_STATE;
    }
    tw_err_t err = tw_filestore_stat(shell->config.filestore, argv[1], &info);
    if (err == TW_ERR_OK) {
        err = tw_filestore_hash(shell->config.filestore, argv[1], sha256);
    }
    if (err != TW_ERR_OK) {
        return tw_shell_fail(shell, argv[1], err);
    }
    for (uint32_t i = 0; i < TW_FILESTORE_HASH_BYTES; i++) {
        put_hex(text + 2 * i, 2, sha256[i]);
    }
    text[HASH_DIGITS] = '\0';
    tw_shell_printf(shell, "%u %s\n", info.size, text);
    return TW_ERR_OK;
}

// .hello: that there is a shell, which one, and what its frames and rows have room for.
static tw_err_t hello(tw_shell_t *shell, int argc, char *const *argv) {
    (void)argc;
    (void)argv;
    tw_shell_printf(shell, "TinyWASM shell 1\n");
    return TW_ERR_OK;
}

static const tw_shell_command_t commands[] = {
    {".hello", "", "", hello},
    {".put", "NAME SIZE HASH", "", put},
    {".data", "OFFSET BASE64", "", data},
    {".commit", "", "", commit},
    {".take", "NAME OFFSET SIZE", "", take},
    {".hash", "NAME", "", hash},
};

static const struct tw__frame_ops frame_ops = {take_byte, end_frame};

const tw_shell_table_t tw_shell_device = {commands, sizeof commands / sizeof commands[0],
                                          &frame_ops};
