// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/state.h"
#include "shell/transfer.h"

// get: a file of the filestore to who receives it at the other end of the line.

#define TURN_READ_BYTES 16u

static struct tw__send *send_of(tw_shell_t *shell) {
    _Static_assert(sizeof(struct tw__send) <= sizeof shell->state, "raise the words of state");
    return (struct tw__send *)(void *)shell->state;
}

static tw_err_t read(void *ctx, uint32_t off, uint8_t *bytes, uint32_t size) {
    tw_shell_t *shell = ctx;
    uint32_t count = 0;
    tw_err_t err = tw_filestore_read(shell->config.filestore, shell->words[shell->word_count - 1],
                                     off, bytes, size, &count);
    return err == TW_ERR_OK && count != size ? TW_ERR_IO : err;
}

static const struct tw__modem_ops get_ops = {tw__shell_raw_write, NULL, NULL, NULL, read};

static tw_err_t begin(tw_shell_t *shell, const char *name, bool is_ymodem) {
    const tw_shell_config_t *config = &shell->config;
    tw_fileinfo_t info = {NULL, 0};
    tw_err_t err = tw_filestore_stat(config->filestore, name, &info);
    if (err != TW_ERR_OK) {
        return tw_shell_fail(shell, name, err);
    }
    tw_shell_printf(shell, "receive it now by %s; Ctrl-C gives up\n",
                    is_ymodem ? "YMODEM" : "XMODEM-CRC");
    tw__send_init(tw__shell_claim_state(shell), &get_ops, shell, is_ymodem ? name : NULL, info.size,
                  config->packet, config->packet_size, shell->now_ms);
    tw__shell_on_end(shell, tw__shell_raw_end);
    tw__shell_raw_begin(shell);
    return TW_ERR_PENDING;
}

static tw_err_t tell(tw_shell_t *shell) {
    const struct tw__send *send = send_of(shell);
    tw__shell_raw_end(shell);
    tw_shell_print(shell, "\n");  // behind what the terminal may show of the transfer
    if (send->err == TW_ERR_OK) {
        tw_shell_printf(shell, "sent %u B\n", send->size);
        return TW_ERR_OK;
    }
    shell->has_failed = true;
    tw_shell_printf(shell, "get: %s: %s\n", tw_err_name(send->err) + sizeof "TW_ERR_" - 1,
                    send->problem != NULL ? send->problem : tw_err_text(send->err));
    return send->err;
}

static tw_err_t go_on(tw_shell_t *shell) {
    struct tw__send *send = send_of(shell);
    uint8_t bytes[TURN_READ_BYTES];
    size_t count = tw__shell_raw_read(shell, bytes, sizeof bytes);
    for (size_t i = 0; i < count; i++) {
        tw__send_byte(send, bytes[i], shell->now_ms);
    }
    tw__send_tick(send, shell->now_ms);
    if (tw__send_is_over(send)) {
        return tell(shell);
    }
    if (count == 0 && send->written == send->frame_size) {
        tw__shell_idle(shell);
    }
    return TW_ERR_PENDING;
}

tw_err_t tw__get(tw_shell_t *shell, const char *name, bool is_ymodem) {
    if (tw_shell_turn(shell) > 0) {
        return go_on(shell);
    }
    TW_ASSERT(shell->config.packet != NULL);
    TW_ASSERT(shell->config.packet_size >= TW_SHELL_PACKET_128_BYTES);
    if (name == NULL || shell->frames != NULL) {
        return tw_shell_fail_usage(shell);
    }
    return shell->config.filestore == NULL ? TW_ERR_STATE : begin(shell, name, is_ymodem);
}
