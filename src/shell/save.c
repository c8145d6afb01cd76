// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/padding.h"
#include "shell/state.h"
#include "shell/transfer.h"
#include "shell/upload.h"

// save: the receiver's machine on one side, an upload on the other. What went wrong is told when
// the sender has been stopped and the line is silent.

#define TURN_READ_BYTES 64u
#define FILL_BYTES 64u

struct save {
    struct tw__receive receive;
    struct tw__upload upload;
    struct tw__sections sections;
    uint32_t held;   // bytes 0x1a that are not written: at the end of the last packet, or behind
                     // a module's last section
    uint32_t size;   // given by the sender or the user; or TW_MODEM_SIZE_UNKNOWN
    uint32_t saved;  // files
    bool has_text;   // the packet's place has the text of a fault
};

_Static_assert(sizeof(struct save) <= sizeof(((tw_shell_t *)0)->state), "raise the words of state");

static struct save *save_of(tw_shell_t *shell) {
    return (struct save *)(void *)shell->state;
}

// The receiver has done with its packet when a call has failed, and the fault would not outlive
// the abort.
static tw_err_t note(tw_shell_t *shell, tw_err_t err) {
    struct save *save = save_of(shell);
    if (err != TW_ERR_OK && save->upload.is_fault) {
        const char *text = tw_engine_fault(shell->config.engine)->text;
        tw__format((char *)shell->config.packet, shell->config.packet_size, "%s", text);
        save->has_text = text[0] != '\0';
    }
    return err;
}

static tw_err_t begin_file(void *ctx, const char *name, uint32_t size) {
    tw_shell_t *shell = ctx;
    struct save *save = save_of(shell);
    const char *wanted = shell->words[1];
    if (wanted != NULL && save->saved > 0) {
        save->receive.problem = "one file was asked for";
        return TW_ERR_EXIST;
    }
    if (wanted == NULL && name == NULL) {
        return TW_ERR_NOENT;
    }
    if (size != TW_MODEM_SIZE_UNKNOWN || save->saved > 0) {
        save->size = size;
    }
    save->held = 0;
    memset(&save->sections, 0, sizeof save->sections);
    return note(shell,
                tw__upload_begin(&save->upload, shell->config.engine, shell->config.filestore,
                                 wanted != NULL ? wanted : name, save->size));
}

static tw_err_t write(tw_shell_t *shell, const uint8_t *bytes, uint32_t size) {
    struct save *save = save_of(shell);
    tw__sections_add(&save->sections, bytes, size);
    return note(shell, tw__upload_write(&save->upload, bytes, size));
}

// Writes what is held and belongs to the file: never more than a packet.
static tw_err_t write_held(tw_shell_t *shell) {
    struct save *save = save_of(shell);
    uint32_t count = save->upload.module == NULL ? save->held
                                                 : tw__sections_wants(&save->sections, save->held);
    uint8_t fill[FILL_BYTES];
    memset(fill, TW_MODEM_PAD, sizeof fill);
    save->held -= count;
    tw_err_t err = TW_ERR_OK;
    while (count > 0 && err == TW_ERR_OK) {
        uint32_t size = count < sizeof fill ? count : (uint32_t)sizeof fill;
        err = write(shell, fill, size);
        count -= size;
    }
    return err;
}

// Without a size the bytes 0x1a at the end of a packet wait until it is known whether they are
// fill: that is in the last packet alone, but for modules, which say themselves where they end.
static tw_err_t add_unsized(tw_shell_t *shell, const uint8_t *bytes, uint32_t size) {
    struct save *save = save_of(shell);
    uint32_t end = size;
    while (end > 0 && bytes[end - 1] == TW_MODEM_PAD) {
        end--;
    }
    tw_err_t err = write_held(shell);
    if (err == TW_ERR_OK && end > 0 && save->held > 0) {
        save->receive.problem = "more follows where the module ends";
        return TW_ERR_MALFORMED;
    }
    if (err == TW_ERR_OK && end > 0) {
        err = write(shell, bytes, end);
    }
    save->held += size - end;
    return err;
}

static tw_err_t add_data(void *ctx, const uint8_t *bytes, uint32_t size) {
    tw_shell_t *shell = ctx;
    struct save *save = save_of(shell);
    if (save->size == TW_MODEM_SIZE_UNKNOWN) {
        return add_unsized(shell, bytes, size);
    }
    uint32_t left = save->size - save->upload.size;
    return left == 0 ? TW_ERR_LIMIT : write(shell, bytes, size < left ? size : left);
}

static tw_err_t end_file(void *ctx) {
    tw_shell_t *shell = ctx;
    struct save *save = save_of(shell);
    tw_err_t err = TW_ERR_OK;
    if (save->size == TW_MODEM_SIZE_UNKNOWN) {
        err = save->upload.module != NULL ? write_held(shell) : TW_ERR_OK;
    } else if (save->upload.size != save->size) {
        err = TW_ERR_CORRUPT;
    }
    err = err == TW_ERR_OK ? note(shell, tw__upload_check(&save->upload)) : err;
    err = err == TW_ERR_OK ? tw__upload_commit(&save->upload) : err;
    save->saved += err == TW_ERR_OK;
    return err;
}

static const struct tw__modem_ops save_ops = {tw__shell_raw_write, begin_file, add_data, end_file,
                                              NULL};

static void end_save(tw_shell_t *shell) {
    tw__upload_abort(&save_of(shell)->upload);
    tw__shell_raw_end(shell);
}

static tw_err_t begin(tw_shell_t *shell, tw__receive_header_t header, uint32_t size) {
    const tw_shell_config_t *config = &shell->config;
    struct save *save = tw__shell_claim_state(shell);
    memset(save, 0, sizeof *save);
    save->size = size;
    tw_shell_printf(shell, "send it now by %sXMODEM-CRC; Ctrl-C gives up\n",
                    header != NULL ? "YMODEM or " : "");
    tw__receive_init(&save->receive, &save_ops, shell, header, config->packet, config->packet_size,
                     shell->now_ms);
    tw__shell_on_end(shell, end_save);
    tw__shell_raw_begin(shell);
    return TW_ERR_PENDING;
}

// What a command says when it was not the engine that refused.
static const char *reason(const struct save *save) {
    const struct tw__receive *receive = &save->receive;
    if (receive->problem != NULL) {
        return receive->problem;
    }
    return tw__upload_reason(&save->upload, receive->err);
}

static tw_err_t tell(tw_shell_t *shell) {
    struct save *save = save_of(shell);
    tw_err_t err = save->receive.err;
    tw__shell_raw_end(shell);
    tw_shell_print(shell, "\n");  // behind what the terminal may show of the transfer
    if (err == TW_ERR_OK) {
        tw_shell_printf(shell, "saved %s, %u B\n", save->upload.name, save->upload.size);
        return TW_ERR_OK;
    }
    shell->has_failed = true;
    if (save->has_text) {
        tw_shell_print(shell, (const char *)shell->config.packet);
    } else {
        tw_shell_printf(shell, "save: %s: %s", tw_err_name(err) + sizeof "TW_ERR_" - 1,
                        reason(save));
    }
    tw_shell_print(
        shell, save->saved > 0 ? ": the file before it is saved\n" : ": nothing was replaced\n");
    return err;
}

static tw_err_t go_on(tw_shell_t *shell) {
    struct save *save = save_of(shell);
    uint8_t bytes[TURN_READ_BYTES];
    size_t count = tw__shell_raw_read(shell, bytes, sizeof bytes);
    for (size_t i = 0; i < count; i++) {
        tw__receive_byte(&save->receive, bytes[i], shell->now_ms);
    }
    tw__receive_tick(&save->receive, shell->now_ms);
    if (tw__receive_is_over(&save->receive)) {
        return tell(shell);
    }
    if (count == 0) {
        tw__shell_idle(shell);
    }
    return TW_ERR_PENDING;
}

tw_err_t tw__save(tw_shell_t *shell, int argc, char *const *argv, tw__receive_header_t header) {
    if (tw_shell_turn(shell) > 0) {
        return go_on(shell);
    }
    uint32_t size = TW_MODEM_SIZE_UNKNOWN;
    bool is_good = argc <= 3 && (argc > 1 || header != NULL) &&
                   (argc < 3 || tw_shell_parse_number(argv[2], UINT32_MAX - 1, &size));
    if (!is_good || shell->frames != NULL) {
        return tw_shell_fail_usage(shell);
    }
    TW_ASSERT(shell->config.packet != NULL);
    TW_ASSERT(shell->config.packet_size >= TW_SHELL_PACKET_128_BYTES);
    if (shell->config.filestore == NULL) {
        return TW_ERR_STATE;
    }
    return begin(shell, header, size);
}
