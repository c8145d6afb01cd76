// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "wasi.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "tinywasm/wasi_posix.h"

#define FILES 512  // a PC gives a process 1,024, and names resolved step by step take some
#define FIRST_DIR 3u

void process_add(const char **list, uint32_t *count, const char *word) {
    list[(*count)++] = word;
}

// Splits HOST::GUEST, in a copy that lives as long as the process; the guest's name is the second
// part, or the whole. NULL: no memory.
static char *split_dir(const char *word, const char **guest_name) {
    char *host = strdup(word);
    char *colons = host != NULL ? strstr(host, "::") : NULL;
    *guest_name = host;
    if (colons != NULL) {
        *colons = '\0';
        *guest_name = colons + 2;
    }
    return host;
}

static int open_dir(struct process *process, uint32_t i, const char *word) {
    const char *guest_name = NULL;
    char *host = split_dir(word, &guest_name);
    if (host == NULL) {
        return fail_module("tw", TW_ERR_NOMEM, "the PC has no memory left: close something");
    }
    process->guest_names[process->guest_name_count++] = host;
    tw_wasi_errno_t code =
        tw_wasi_posix_preopen(&process->wasi.files[FIRST_DIR + i], host, guest_name);
    return code == TW_WASI_SUCCESS
               ? 0
               : fail_usage(host, TW_ERR_NOENT, "the folder cannot be opened, %s: check --dir",
                            tw_wasi_errno_name(code));
}

int process_open(struct process *process, const struct process_options *options) {
    tw_wasi_t *wasi = &process->wasi;
    memset(process, 0, sizeof *process);
    tw_wasi_posix_walk(getenv("TINYWASM_WASI_WALK") != NULL);
    if (options->dir_count > FILES - FIRST_DIR) {
        return fail_usage("tw run", TW_ERR_LIMIT, "too many folders: name fewer with --dir");
    }
    wasi->files = calloc(FILES, sizeof *wasi->files);
    process->guest_names = calloc(options->dir_count + 1u, sizeof *process->guest_names);
    if (wasi->files == NULL || process->guest_names == NULL) {
        return fail_module("tw", TW_ERR_NOMEM, "the PC has no memory left: close something");
    }
    wasi->file_count = FILES;
    wasi->args = options->args;
    wasi->arg_count = options->arg_count;
    wasi->environ = options->environ;
    wasi->environ_count = options->environ_count;
    wasi->system = &tw_wasi_posix_system;
    for (int fd = 0; fd < (int)FIRST_DIR; fd++) {
        process->stream_flags[fd] = fcntl(fd, F_GETFL);
        if (tw_wasi_posix_borrow(&wasi->files[fd], fd) != TW_WASI_SUCCESS) {
            wasi->files[fd].ops = NULL;  // closed here, closed there
        }
    }
    int code = 0;
    for (uint32_t i = 0; code == 0 && i < options->dir_count; i++) {
        code = open_dir(process, i, options->dirs[i]);
    }
    tw_wasi_init(wasi);
    return code;
}

// Streams are shared with whoever started tw: what a program changed of them is undone.
static void restore_streams(const struct process *process) {
    for (int fd = 0; process->wasi.files != NULL && fd < (int)FIRST_DIR; fd++) {
        if (process->stream_flags[fd] >= 0) {
            (void)fcntl(fd, F_SETFL, process->stream_flags[fd]);
        }
    }
}

void process_close(struct process *process) {
    (void)tw_wasi_close(&process->wasi);  // what was written is with the kernel
    restore_streams(process);
    for (uint32_t i = 0; i < process->guest_name_count; i++) {
        free(process->guest_names[i]);
    }
    free(process->guest_names);
    free(process->wasi.files);
}
