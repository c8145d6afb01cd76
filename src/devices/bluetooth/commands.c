// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The shell's command for keys: what an address is printed as, it is also typed as.

#include <string.h>

#include "tinywasm/bluetooth.h"
#include "tinywasm/shell.h"

#define ADDRESS_CHARS 17u

static bool is_word(const char *text, const char *word) {
    size_t size = strlen(word);
    return strlen(text) == size && memcmp(text, word, size) == 0;
}

static int digit_of(char c) {
    char small = (char)(c | 0x20);
    return c >= '0' && c <= '9' ? c - '0' : small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

static bool parse_address(const char *text, uint8_t *address) {
    if (strlen(text) != ADDRESS_CHARS) {
        return false;
    }
    for (uint32_t i = 0; i < 6; i++) {
        int high = digit_of(text[3 * i]);
        int low = digit_of(text[3 * i + 1]);
        if (high < 0 || low < 0 || (i < 5 && text[3 * i + 2] != ':')) {
            return false;
        }
        address[5 - i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static void put_address(tw_shell_t *shell, const uint8_t *address) {
    static const char digits[] = "0123456789ABCDEF";
    char text[ADDRESS_CHARS + 1];
    for (uint32_t i = 0; i < 6; i++) {
        text[3 * i] = digits[address[5 - i] >> 4];
        text[3 * i + 1] = digits[address[5 - i] & 15];
        text[3 * i + 2] = i < 5 ? ':' : '\0';
    }
    tw_shell_print(shell, text);
}

static tw_err_t list(tw_shell_t *shell, const tw_bluetooth_t *bluetooth) {
    tw_bluetooth_bond_t bond;
    if (tw_bluetooth_bonds_damaged(bluetooth)) {
        tw_shell_print(shell,
                       "the keys were damaged: whoever had paired is to forget this device "
                       "and to pair again; bonds --forget-all removes them\n");
    }
    for (uint32_t i = 0; tw_bluetooth_bond_at(bluetooth, i, &bond); i++) {
        put_address(shell, bond.address);
        tw_shell_print(shell, bond.is_random ? " random" : " public");
        tw_shell_print(shell, bond.is_compared ? " compared\n" : "\n");
    }
    return TW_ERR_OK;
}

static tw_err_t bonds(tw_shell_t *shell, int argc, char *const *argv) {
    uint8_t address[6];
    tw_bluetooth_t *bluetooth = tw_bluetooth_running();
    bool is_one = argc == 3 && is_word(argv[1], "--forget") && parse_address(argv[2], address);
    bool is_all = argc == 2 && is_word(argv[1], "--forget-all");
    if (argc != 1 && !is_one && !is_all) {
        return tw_shell_fail_usage(shell);
    }
    if (bluetooth == NULL) {
        tw_shell_print(shell, "there is no Bluetooth controller\n");
        return TW_ERR_OK;
    }
    if (argc == 1) {
        return list(shell, bluetooth);
    }
    tw_err_t err = tw_bluetooth_forget(bluetooth, is_one ? address : NULL);
    return err == TW_ERR_OK ? err : tw_shell_fail(shell, is_one ? argv[2] : "bonds", err);
}

static const tw_shell_command_t commands[] = {
    {"bonds", "[--forget ADDRESS | --forget-all]", "who has paired over Bluetooth; forgets them",
     bonds},
};

const tw_shell_table_t tw_bluetooth_commands = {commands, sizeof commands / sizeof commands[0],
                                                NULL};
