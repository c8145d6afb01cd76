// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "args.h"
#include "command.h"
#include "frame.h"
#include "json.h"
#include "progress.h"
#include "sealed.h"
#include "session.h"
#include "text.h"

// tw COMMAND --device LINE: commands of the shell of a device, and files to and from it.

#define HASH_DIGITS (2 * TW_FILESTORE_HASH_BYTES)
#define TAKE_BYTES 1026u  // asked for at a time: 19 rows

// ---- hashes ----

// SHA-256 in hex: a filestore makes it.
static bool hash_bytes(const void *bytes, uint32_t size, char *text) {
    static const tw_rom_file_t none;
    tw_rom_file_t file = none;
    tw_filestore_rom_t store;
    uint8_t hash[TW_FILESTORE_HASH_BYTES];
    file.name = "file";
    file.bytes = bytes == NULL ? "" : bytes;
    file.size = size;
    tw_filestore_rom_init(&store, &file, 1);
    if (tw_filestore_mount(&store.base) != TW_ERR_OK ||
        tw_filestore_hash(&store.base, file.name, hash) != TW_ERR_OK) {
        return false;
    }
    for (size_t i = 0; i < sizeof hash; i++) {
        snprintf(text + 2 * i, 3, "%02x", hash[i]);
    }
    return true;
}

// ---- answers ----

// What the command said is its error's text.
static int fail_answer(struct device *device) {
    fflush(stdout);
    fputs(device->size > 0 ? device->text : "the shell refused\n", stderr);
    return EXIT_MODULE;
}

// A word as the shell reads it back.
static void quote(char *target, size_t room, const char *word) {
    size_t used = 0;
    for (; *word != '\0' && used + 3 < room; word++) {
        if (strchr(" \"'\\", *word) != NULL) {
            target[used++] = '\\';
        }
        target[used++] = *word;
    }
    target[used] = '\0';
}

// ---- put ----

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void base64_encode(char *text, const unsigned char *bytes, uint32_t size) {
    for (uint32_t i = 0; i < size; i += 3) {
        uint32_t left = size - i;
        uint32_t bits = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                        (left > 2 ? (uint32_t)bytes[i + 2] : 0);
        for (uint32_t digit = 0; digit < (left < 3 ? left + 1 : 4); digit++) {
            *text++ = base64_digits[bits >> (18 - 6 * digit) & 63];
        }
    }
    *text = '\0';
}

// Sends the pieces from *off on. 0 or an exit code.
static int put_pieces(struct device *device, const struct file *file, const char *name,
                      uint32_t off, uint32_t piece_bytes) {
    char text[4096];
    int err = 0;
    while (off < file->size) {
        uint32_t size = file->size - off < piece_bytes ? file->size - off : piece_bytes;
        show_progress(name, off, file->size);
        base64_encode(text, (const unsigned char *)file->bytes + off, size);
        if (!device_ask(device, false, &err, ".data %u %s", (unsigned)off, text)) {
            return EXIT_MODULE;
        }
        if (err == TW_ERR_STATE && device->line.sealed != NULL) {
            return fail_module(name, TW_ERR_STATE,
                               "the device has given up what had come: put it again");
        }
        if (err != 0) {
            return fail_answer(device);
        }
        uint32_t next = (uint32_t)strtoul(device->text, NULL, 10);
        if (next > file->size) {
            return fail_module(name, TW_ERR_CORRUPT,
                               "the device has more than was sent: try again");
        }
        off = next;
    }
    show_progress(name, off, file->size);
    return 0;
}

static int check_hash(struct device *device, const char *quoted, uint32_t size, const char *hash) {
    char theirs[HASH_DIGITS + 1] = "";
    unsigned their_size = 0;
    int err = 0;
    if (!device_ask(device, false, &err, ".hash %s", quoted)) {
        return EXIT_MODULE;
    }
    if (err != 0) {
        return fail_answer(device);
    }
    bool is_same = sscanf(device->text, "%u %64s", &their_size, theirs) == 2 &&
                   their_size == size && strcmp(theirs, hash) == 0;
    return is_same
               ? 0
               : fail_module(quoted, TW_ERR_CORRUPT, "the device has other bytes: put it again");
}

static int put(struct device *device, const struct file *file, const char *name) {
    char hash[HASH_DIGITS + 1];
    char quoted[2 * LINE_TEXT_BYTES];
    unsigned off = 0;
    unsigned piece_bytes = 0;
    int err = 0;
    if (!hash_bytes(file->bytes, file->size, hash)) {
        return fail_module(name, TW_ERR_IO, "its hash cannot be made: report it");
    }
    quote(quoted, 400, name);
    if (!device_ask(device, false, &err, ".put %s %u %s", quoted, (unsigned)file->size, hash)) {
        return EXIT_MODULE;
    }
    if (err != 0) {
        return fail_answer(device);
    }
    if (sscanf(device->text, "%u %u", &off, &piece_bytes) != 2 || off > file->size ||
        piece_bytes == 0) {
        return fail_module(name, TW_ERR_IO, "the device answers nonsense: is it of this version?");
    }
    if (off > 0) {
        fprintf(stderr, "%s: %u B are there already: going on\n", name, off);
    }
    int code = put_pieces(device, file, name, off, piece_bytes < 3000 ? piece_bytes : 3000);
    if (code != 0) {
        return code;
    }
    if (!device_ask(device, false, &err, ".commit")) {
        return EXIT_MODULE;
    }
    code = err == 0 ? check_hash(device, quoted, file->size, hash) : fail_answer(device);
    if (code == 0) {
        printf("put %s, %u B, SHA-256 %.8s\n", name, (unsigned)file->size, hash);
    }
    return code;
}

static int command_put(struct device *device, int count, char **args) {
    if (count < 1 || count > 2) {
        return fail_usage("tw put", TW_ERR_INVAL,
                          "it takes a file, and a name for it: see tw help "
                          "put");
    }
    struct file file;
    int code = file_read(&file, args[0]);
    if (code == 0) {
        code = put(device, &file, count == 2 ? args[1] : file.name);
        file_free(&file);
    }
    return code;
}

// ---- get ----

// Decodes rows of base64, each a line; how many bytes, or -1.
static int base64_decode(const char *text, unsigned char *bytes) {
    int size = 0;
    uint32_t bits = 0;
    unsigned bit_count = 0;
    for (; *text != '\0'; text++) {
        const char *digit = strchr(base64_digits, *text);
        if (*text == '\n') {
            bit_count = 0;
            continue;
        }
        if (digit == NULL) {
            return -1;
        }
        bits = bits << 6 | (uint32_t)(digit - base64_digits);
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            bytes[size++] = (unsigned char)(bits >> bit_count);
        }
    }
    return size;
}

// Takes what is missing of the file into bytes, and into part as it comes.
static int take(struct device *device, const char *quoted, unsigned char *bytes, uint32_t off,
                uint32_t size, FILE *part) {
    int err = 0;
    while (off < size) {
        show_progress(quoted, off, size);
        uint32_t wanted = size - off < TAKE_BYTES ? size - off : TAKE_BYTES;
        if (!device_ask(device, false, &err, ".take %s %u %u", quoted, (unsigned)off,
                        (unsigned)wanted)) {
            return EXIT_MODULE;
        }
        if (err != 0) {
            return fail_answer(device);
        }
        if (device->size / 4 * 3 > wanted + wanted / 2 + 8 ||
            base64_decode(device->size > 0 ? device->text : "", bytes + off) != (int)wanted) {
            return fail_module(quoted, TW_ERR_CORRUPT, "a piece has another size: get it again");
        }
        if (fwrite(bytes + off, 1, wanted, part) != wanted) {
            return fail_usage(quoted, TW_ERR_IO, "cannot write, %s: check the path",
                              strerror(errno));
        }
        off += wanted;
    }
    show_progress(quoted, off, size);
    return 0;
}

// What came is the file, whole: it gets its name. Else nothing of it is kept.
static int finish_get(const char *part_path, const char *path, const unsigned char *bytes,
                      uint32_t size, const char *hash) {
    char ours[HASH_DIGITS + 1];
    if (!hash_bytes(bytes, size, ours) || strcmp(ours, hash) != 0) {
        remove(part_path);
        return fail_module(path, TW_ERR_CORRUPT, "what came has another hash: get it again");
    }
    if (rename(part_path, path) != 0) {
        return fail_usage(path, TW_ERR_IO, "cannot be written, %s: check the path",
                          strerror(errno));
    }
    printf("got %s, %u B, SHA-256 %.8s\n", path, (unsigned)size, hash);
    return 0;
}

static int get_into(struct device *device, const char *quoted, const char *path, uint32_t size,
                    const char *hash) {
    char part_path[LINE_TEXT_BYTES];
    snprintf(part_path, sizeof part_path, "%s.part", path);
    unsigned char *bytes = malloc(size + 2 * TAKE_BYTES);
    FILE *part = fopen(part_path, "a+b");
    if (part == NULL || bytes == NULL) {
        free(bytes);
        return fail_usage(path, TW_ERR_IO, "cannot be written, %s: check the path",
                          strerror(errno));
    }
    rewind(part);
    uint32_t off = (uint32_t)fread(bytes, 1, size, part);
    fseek(part, 0, SEEK_END);
    if (off > 0) {
        fprintf(stderr, "%s: %u B are here already: going on\n", path, (unsigned)off);
    }
    int code = take(device, quoted, bytes, off, size, part);
    fclose(part);
    code = code == 0 ? finish_get(part_path, path, bytes, size, hash) : code;
    free(bytes);
    return code;
}

static int command_get(struct device *device, int count, char **args) {
    char quoted[400];
    char hash[HASH_DIGITS + 1] = "";
    unsigned size = 0;
    int err = 0;
    if (count < 1 || count > 2) {
        return fail_usage("tw get", TW_ERR_INVAL,
                          "it takes a name, and a file for it: see tw help "
                          "get");
    }
    quote(quoted, sizeof quoted, args[0]);
    if (!device_ask(device, false, &err, ".hash %s", quoted)) {
        return EXIT_MODULE;
    }
    if (err != 0) {
        return fail_answer(device);
    }
    if (sscanf(device->text, "%u %64s", &size, hash) != 2 || size > UINT32_MAX / 2) {
        return fail_module(args[0], TW_ERR_IO,
                           "the device answers nonsense: is it of this "
                           "version?");
    }
    return get_into(device, quoted, count == 2 ? args[1] : args[0], size, hash);
}

// ---- as JSON ----

static void trim_end(char *line) {
    size_t size = strlen(line);
    while (size > 0 && line[size - 1] == ' ') {
        line[--size] = '\0';
    }
}

// Takes the last word of a line, which ends the line there, as a number.
static uint64_t take_number(char *line) {
    trim_end(line);
    char *space = strrchr(line, ' ');
    char *word = space == NULL ? line : space + 1;
    uint64_t number = strtoull(word, NULL, 10);
    *word = '\0';
    trim_end(line);
    return number;
}

// "NAME SIZE"
static void json_file(struct json *json, char *line) {
    uint64_t size = take_number(line);
    json_begin(json, NULL);
    json_text(json, "name", line);
    json_number(json, "bytes", size);
    json_end(json);
}

// A line of the shell's ps: name and state, then five numbers.
static void json_instance(struct json *json, char *line) {
    static const char *const keys[] = {"traps", "arena_bytes", "stack_bytes", "memory_bytes",
                                       "fuel"};
    uint64_t numbers[5];
    if (strncmp(line, "instance ", 9) == 0) {
        return;
    }
    for (size_t i = 0; i < 5; i++) {
        numbers[i] = take_number(line);
    }
    char *state = strrchr(line, ' ');
    json_begin(json, NULL);
    json_text(json, "state", state == NULL ? "" : state + 1);
    line[state == NULL ? 0 : strcspn(line, " ")] = '\0';
    json_text(json, "name", line);
    for (size_t i = 0; i < 5; i++) {
        json_number(json, keys[i], numbers[i]);
    }
    json_end(json);
}

static void json_line(struct json *json, char *line) {
    json_text(json, NULL, line);
}

// Commands whose answers are data.
static const struct {
    const char *name;
    void (*write)(struct json *json, char *line);
} json_commands[] = {{"ls", json_file}, {"ps", json_instance}, {"log", json_line}};

static void print_json(const char *name, char *text) {
    struct json json = {0, {false}};
    json_begin_list(&json, NULL);
    for (char *line = text; line != NULL && *line != '\0';) {
        char *end = strchr(line, '\n');
        char *next = end == NULL ? NULL : end + 1;
        line[strcspn(line, "\n")] = '\0';
        for (size_t i = 0; i < sizeof json_commands / sizeof json_commands[0]; i++) {
            if (strcmp(name, json_commands[i].name) == 0) {
                json_commands[i].write(&json, line);
            }
        }
        line = next;
    }
    json_end_list(&json);
}

static bool has_json(const char *name) {
    for (size_t i = 0; i < sizeof json_commands / sizeof json_commands[0]; i++) {
        if (strcmp(name, json_commands[i].name) == 0) {
            return true;
        }
    }
    return false;
}

// ---- netkey ----

// The key is sent as it is, so the line must be nobody else's.
static int send_key(struct device *device, const char *key_path) {
    unsigned char secret[2 * KEY_BYTES];  // key and seed
    char text[2][2 * KEY_BYTES + 1];
    int err = 0;
    int code = key_read(key_path, secret);
    if (code != 0 || !random_read(secret + KEY_BYTES, KEY_BYTES)) {
        return code != 0 ? code : fail_module("tw", TW_ERR_IO, "the PC gives no random bytes");
    }
    for (size_t i = 0; i < sizeof secret; i++) {
        snprintf(&text[i / KEY_BYTES][2 * (i % KEY_BYTES)], 3, "%02x", secret[i]);
    }
    if (!device_ask(device, false, &err, ".netkey %s %s", text[0], text[1])) {
        return EXIT_MODULE;
    }
    if (err != 0) {
        return fail_answer(device);
    }
    puts("the device has the key");
    return 0;
}

static int remove_key(struct device *device) {
    int err = 0;
    if (!device_ask(device, false, &err, "netkey --remove")) {
        return EXIT_MODULE;
    }
    if (err != 0) {
        return fail_answer(device);
    }
    puts("the device has no key any more");
    return 0;
}

static int command_netkey(const char *path, const char *key_path, int count, char **args) {
    struct device device;
    bool is_removal = args_flag(&count, args, "--remove");
    int code = args_check("netkey", count, args, 0, 0);
    if (code == 0 && line_is_sealed(path)) {
        code = fail_usage(path, TW_ERR_DENIED,
                          "others could read the key: name a serial line that is yours alone");
    }
    bool is_new = key_path != NULL && !is_removal && access(key_path, F_OK) != 0;
    if (code == 0 && is_new) {
        code = key_make(key_path);
    }
    if (code == 0) {
        code = device_open(&device, path, NULL);
    }
    if (code != 0) {
        return code;
    }
    if (is_new) {
        printf("%s: a new key\n", key_path);
    }
    code = is_removal ? remove_key(&device) : send_key(&device, key_path);
    device_close(&device);
    return code;
}

// ---- the others ----

static int command_plain(struct device *device, const char *name, int count, char **args) {
    char command[1024];
    bool is_json = has_json(name) && args_flag(&count, args, "--json");
    size_t used = (size_t)snprintf(command, sizeof command, "%s", name);
    for (int i = 0; i < count && used + 2 < sizeof command; i++) {
        command[used++] = ' ';
        quote(command + used, sizeof command - used, args[i]);
        used += strlen(command + used);
    }
    int err = 0;
    bool is_patient = strcmp(name, "call") == 0;
    if (!device_ask(device, is_patient, &err, "%s", command)) {
        return EXIT_MODULE;
    }
    if (err != 0) {
        return fail_answer(device);
    }
    if (is_json) {
        print_json(name, device->size > 0 ? device->text : NULL);
    } else {
        fputs(device->size > 0 ? device->text : "", stdout);
    }
    return 0;
}

int command_device(const char *name, const char *path, int count, char **args) {
    struct device device;
    const char *key_path = args_value(&count, args, "--key");
    if (strcmp(name, "netkey") == 0) {
        return command_netkey(path, key_path, count, args);
    }
    int code = device_open(&device, path, key_path);
    if (code != 0) {
        return code;
    }
    if (strcmp(name, "put") == 0) {
        code = command_put(&device, count, args);
    } else if (strcmp(name, "get") == 0) {
        code = command_get(&device, count, args);
    } else {
        code = command_plain(&device, name, count, args);
    }
    device_close(&device);
    return code;
}
