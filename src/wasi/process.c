// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The host module's table, and what a process has besides files: arguments, environment, clocks,
// random bytes, its end.

#include "process.h"

#include "base/mem.h"
#include "tinywasm/instance.h"
#include "base/utf8.h"

#define FST_ALL 0xfu

const char *tw_wasi_errno_name(uint32_t number) {
    static const char *const names[] = {
#define TW_WASI_ERRNO_NAME(name, number) #name,
        TW_WASI_ERRNO_MAP(TW_WASI_ERRNO_NAME)
#undef TW_WASI_ERRNO_NAME
    };
    return number < sizeof names / sizeof names[0] ? names[number] : "?";
}

// ---- guest memory -------------------------------------------------------------------------------

tw_wasi_errno_t tw__wasi_check(const tw_call_t *call, uint64_t addr, uint64_t size) {
    uint64_t memory_size = tw_memory_size(tw_call_instance(call));
    return size <= memory_size && addr <= memory_size - size ? TW_WASI_SUCCESS : TW_WASI_FAULT;
}

static tw_wasi_errno_t lend(tw_call_t *call, uint64_t addr, uint64_t size, bool is_const,
                            uint8_t **bytes) {
    tw_wasi_errno_t code = tw__wasi_check(call, addr, size);
    if (code != TW_WASI_SUCCESS) {
        return code;
    }
    return tw_call_lend(call, addr, size, is_const, bytes) == TW_ERR_OK ? TW_WASI_SUCCESS
                                                                        : TW_WASI_NOMEM;
}

tw_wasi_errno_t tw__wasi_read(tw_call_t *call, uint64_t addr, uint64_t size,
                              const uint8_t **bytes) {
    uint8_t *lent = NULL;
    tw_wasi_errno_t code = lend(call, addr, size, true, &lent);
    *bytes = lent;
    return code;
}

tw_wasi_errno_t tw__wasi_write(tw_call_t *call, uint64_t addr, uint64_t size, uint8_t **bytes) {
    return lend(call, addr, size, false, bytes);
}

uint64_t tw__wasi_get(const uint8_t *bytes, uint32_t size) {
    uint64_t value = 0;
    for (uint32_t i = size; i > 0; i--) {
        value = value << 8 | bytes[i - 1];
    }
    return value;
}

void tw__wasi_put(uint8_t *bytes, uint32_t size, uint64_t value) {
    for (uint32_t i = 0; i < size; i++, value >>= 8) {
        bytes[i] = (uint8_t)value;
    }
}

tw_wasi_errno_t tw__wasi_store(tw_call_t *call, uint32_t addr, uint32_t size, uint64_t value) {
    uint8_t *bytes = NULL;
    tw_wasi_errno_t code = tw__wasi_write(call, addr, size, &bytes);
    if (code == TW_WASI_SUCCESS) {
        tw__wasi_put(bytes, size, value);
    }
    return code;
}

tw_wasi_errno_t tw__wasi_store_stat(tw_call_t *call, uint32_t addr, const tw_wasi_stat_t *stat) {
    const uint64_t fields[] = {stat->dev,  stat->ino,  stat->filetype, stat->nlink,
                               stat->size, stat->atim, stat->mtim,     stat->ctim};
    uint8_t *bytes = NULL;
    tw_wasi_errno_t code = tw__wasi_write(call, addr, sizeof fields, &bytes);
    for (uint32_t i = 0; i < sizeof fields / sizeof fields[0] && code == TW_WASI_SUCCESS; i++) {
        tw__wasi_put(bytes + (size_t)i * 8, 8, fields[i]);
    }
    return code;
}

// ---- what functions take ------------------------------------------------------------------------

tw_wasi_errno_t tw__wasi_file(tw_call_t *call, uint32_t i, uint64_t rights, tw_wasi_file_t **file) {
    const tw_wasi_t *wasi = wasi_of(call);
    uint32_t fd = wasi_u32(call, i);
    if (fd >= wasi->file_count || wasi->files[fd].ops == NULL) {
        return TW_WASI_BADF;
    }
    *file = &wasi->files[fd];
    return (rights & ~(*file)->rights) == 0 ? TW_WASI_SUCCESS : TW_WASI_NOTCAPABLE;
}

tw_wasi_errno_t tw__wasi_directory(tw_call_t *call, uint32_t i, uint64_t rights,
                                   tw_wasi_file_t **dir) {
    tw_wasi_errno_t code = tw__wasi_file(call, i, 0, dir);
    if (code == TW_WASI_SUCCESS && (*dir)->filetype != TW_WASI_FILETYPE_DIRECTORY) {
        return TW_WASI_NOTDIR;
    }
    return code == TW_WASI_SUCCESS ? tw__wasi_file(call, i, rights, dir) : code;
}

static bool has_nul(const uint8_t *bytes, uint32_t size) {
    for (uint32_t i = 0; i < size; i++) {
        if (bytes[i] == 0) {
            return true;
        }
    }
    return false;
}

tw_wasi_errno_t tw__wasi_path(tw_call_t *call, uint32_t i, tw_wasi_path_t *path) {
    const uint8_t *bytes = NULL;
    path->size = wasi_u32(call, i + 1);
    tw_wasi_errno_t code = tw__wasi_read(call, wasi_u32(call, i), path->size, &bytes);
    if (code != TW_WASI_SUCCESS) {
        return code;
    }
    path->chars = (const char *)bytes;
    if (path->size == 0) {
        return TW_WASI_NOENT;
    }
    bool is_text = tw__utf8_is_valid(bytes, path->size) && !has_nul(bytes, path->size);
    return is_text ? TW_WASI_SUCCESS : TW_WASI_ILSEQ;
}

tw_wasi_errno_t tw__wasi_times(tw_call_t *call, uint32_t i, tw_wasi_times_t *times) {
    times->atim = (uint64_t)tw_arg_i64(call, i);
    times->mtim = (uint64_t)tw_arg_i64(call, i + 1);
    times->flags = wasi_u32(call, i + 2);
    bool is_twice = (times->flags & (TW_WASI_FST_ATIM | TW_WASI_FST_ATIM_NOW)) ==
                        (TW_WASI_FST_ATIM | TW_WASI_FST_ATIM_NOW) ||
                    (times->flags & (TW_WASI_FST_MTIM | TW_WASI_FST_MTIM_NOW)) ==
                        (TW_WASI_FST_MTIM | TW_WASI_FST_MTIM_NOW);
    return is_twice || (times->flags & ~FST_ALL) != 0 ? TW_WASI_INVAL : TW_WASI_SUCCESS;
}

// ---- arguments and environment ------------------------------------------------------------------

static uint32_t bytes_of(const char *const *texts, uint32_t count) {
    uint32_t size = 0;
    for (uint32_t i = 0; i < count; i++) {
        size += (uint32_t)strlen(texts[i]) + 1;
    }
    return size;
}

static tw_err_t give_sizes(tw_call_t *call, const char *const *texts, uint32_t count) {
    tw_wasi_errno_t code = tw__wasi_store(call, wasi_u32(call, 0), 4, count);
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_store(call, wasi_u32(call, 1), 4, bytes_of(texts, count));
    }
    return wasi_answer(call, code);
}

// Addresses of the texts, and the texts, each with its NUL.
static tw_err_t give_texts(tw_call_t *call, const char *const *texts, uint32_t count) {
    uint32_t addr = wasi_u32(call, 1);
    uint8_t *list = NULL;
    uint8_t *bytes = NULL;
    tw_wasi_errno_t code = tw__wasi_write(call, wasi_u32(call, 0), 4 * (uint64_t)count, &list);
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_write(call, addr, bytes_of(texts, count), &bytes);
    }
    if (code != TW_WASI_SUCCESS) {
        return wasi_answer(call, code);
    }
    for (uint32_t i = 0, at = 0; i < count; i++) {
        uint32_t size = (uint32_t)strlen(texts[i]) + 1;
        tw__wasi_put(list + (size_t)i * 4, 4, addr + at);
        memcpy(bytes + at, texts[i], size);
        at += size;
    }
    return wasi_answer(call, TW_WASI_SUCCESS);
}

static tw_err_t args_get(tw_call_t *call) {
    return give_texts(call, wasi_of(call)->args, wasi_of(call)->arg_count);
}

static tw_err_t args_sizes_get(tw_call_t *call) {
    return give_sizes(call, wasi_of(call)->args, wasi_of(call)->arg_count);
}

static tw_err_t environ_get(tw_call_t *call) {
    return give_texts(call, wasi_of(call)->environ, wasi_of(call)->environ_count);
}

static tw_err_t environ_sizes_get(tw_call_t *call) {
    return give_sizes(call, wasi_of(call)->environ, wasi_of(call)->environ_count);
}

// ---- clocks, random bytes -----------------------------------------------------------------------

static tw_err_t give_ns(tw_call_t *call, uint32_t i, tw_wasi_errno_t code, uint64_t ns) {
    return wasi_answer(
        call, code == TW_WASI_SUCCESS ? tw__wasi_store(call, wasi_u32(call, i), 8, ns) : code);
}

static tw_err_t clock_res_get(tw_call_t *call) {
    const tw_wasi_system_t *system = wasi_of(call)->system;
    uint64_t ns = 0;
    tw_wasi_errno_t code = system->clock_resolution(system->ctx, wasi_u32(call, 0), &ns);
    return give_ns(call, 1, code, ns);
}

static tw_err_t clock_time_get(tw_call_t *call) {
    const tw_wasi_system_t *system = wasi_of(call)->system;
    uint64_t ns = 0;
    tw_wasi_errno_t code = system->clock_time(system->ctx, wasi_u32(call, 0), &ns);
    return give_ns(call, 2, code, ns);
}

static tw_err_t random_get(tw_call_t *call) {
    const tw_wasi_system_t *system = wasi_of(call)->system;
    uint8_t *bytes = NULL;
    uint32_t size = wasi_u32(call, 1);
    tw_wasi_errno_t code = tw__wasi_write(call, wasi_u32(call, 0), size, &bytes);
    return wasi_answer(call,
                       code == TW_WASI_SUCCESS ? system->random(system->ctx, bytes, size) : code);
}

static tw_err_t sched_yield(tw_call_t *call) {
    const tw_wasi_system_t *system = wasi_of(call)->system;
    system->yield(system->ctx);
    return wasi_answer(call, TW_WASI_SUCCESS);
}

// ---- its end ------------------------------------------------------------------------------------

static tw_err_t end(tw_call_t *call, uint32_t code) {
    wasi_of(call)->has_exited = true;
    wasi_of(call)->exit_code = code;
    return tw_call_trap(call, TW_TRAP_HOST, "the module has ended itself");
}

static tw_err_t proc_exit(tw_call_t *call) {
    return end(call, wasi_u32(call, 0));
}

static tw_err_t proc_raise(tw_call_t *call) {
    uint32_t signal = wasi_u32(call, 0);
    if (signal > 30) {
        return wasi_answer(call, TW_WASI_INVAL);
    }
    return signal == 0 ? wasi_answer(call, TW_WASI_SUCCESS) : end(call, 128 + signal);
}

// ---- sockets: there are none --------------------------------------------------------------------

static tw_err_t no_socket(tw_call_t *call) {
    tw_wasi_file_t *file = NULL;
    tw_wasi_errno_t code = tw__wasi_file(call, 0, 0, &file);
    return wasi_answer(call, code == TW_WASI_SUCCESS ? TW_WASI_NOTSOCK : code);
}

// ---- the table ----------------------------------------------------------------------------------

static const tw_host_func_t funcs[] = {
    {"args_get", "(ii)i", args_get},
    {"args_sizes_get", "(ii)i", args_sizes_get},
    {"clock_res_get", "(ii)i", clock_res_get},
    {"clock_time_get", "(iIi)i", clock_time_get},
    {"environ_get", "(ii)i", environ_get},
    {"environ_sizes_get", "(ii)i", environ_sizes_get},
    {"fd_advise", "(iIIi)i", tw__wasi_fd_advise},
    {"fd_allocate", "(iII)i", tw__wasi_fd_allocate},
    {"fd_close", "(i)i", tw__wasi_fd_close},
    {"fd_datasync", "(i)i", tw__wasi_fd_datasync},
    {"fd_fdstat_get", "(ii)i", tw__wasi_fd_fdstat_get},
    {"fd_fdstat_set_flags", "(ii)i", tw__wasi_fd_fdstat_set_flags},
    {"fd_fdstat_set_rights", "(iII)i", tw__wasi_fd_fdstat_set_rights},
    {"fd_filestat_get", "(ii)i", tw__wasi_fd_filestat_get},
    {"fd_filestat_set_size", "(iI)i", tw__wasi_fd_filestat_set_size},
    {"fd_filestat_set_times", "(iIIi)i", tw__wasi_fd_filestat_set_times},
    {"fd_pread", "(iiiIi)i", tw__wasi_fd_pread},
    {"fd_prestat_dir_name", "(iii)i", tw__wasi_fd_prestat_dir_name},
    {"fd_prestat_get", "(ii)i", tw__wasi_fd_prestat_get},
    {"fd_pwrite", "(iiiIi)i", tw__wasi_fd_pwrite},
    {"fd_read", "(iiii)i", tw__wasi_fd_read},
    {"fd_readdir", "(iiiIi)i", tw__wasi_fd_readdir},
    {"fd_renumber", "(ii)i", tw__wasi_fd_renumber},
    {"fd_seek", "(iIii)i", tw__wasi_fd_seek},
    {"fd_sync", "(i)i", tw__wasi_fd_sync},
    {"fd_tell", "(ii)i", tw__wasi_fd_tell},
    {"fd_write", "(iiii)i", tw__wasi_fd_write},
    {"path_create_directory", "(iii)i", tw__wasi_path_create_directory},
    {"path_filestat_get", "(iiiii)i", tw__wasi_path_filestat_get},
    {"path_filestat_set_times", "(iiiiIIi)i", tw__wasi_path_filestat_set_times},
    {"path_link", "(iiiiiii)i", tw__wasi_path_link},
    {"path_open", "(iiiiiIIii)i", tw__wasi_path_open},
    {"path_readlink", "(iiiiii)i", tw__wasi_path_readlink},
    {"path_remove_directory", "(iii)i", tw__wasi_path_remove_directory},
    {"path_rename", "(iiiiii)i", tw__wasi_path_rename},
    {"path_symlink", "(iiiii)i", tw__wasi_path_symlink},
    {"path_unlink_file", "(iii)i", tw__wasi_path_unlink_file},
    {"poll_oneoff", "(iiii)i", tw__wasi_poll_oneoff},
    {"proc_exit", "(i)", proc_exit},
    {"proc_raise", "(i)i", proc_raise},
    {"random_get", "(ii)i", random_get},
    {"sched_yield", "()i", sched_yield},
    {"sock_accept", "(iii)i", no_socket},
    {"sock_recv", "(iiiiii)i", no_socket},
    {"sock_send", "(iiiii)i", no_socket},
    {"sock_shutdown", "(ii)i", no_socket},
};

void tw_wasi_init(tw_wasi_t *wasi) {
    wasi->module.name = "wasi_snapshot_preview1";
    wasi->module.funcs = funcs;
    wasi->module.func_count = sizeof funcs / sizeof funcs[0];
    wasi->module.ctx = wasi;
    wasi->has_exited = false;
    wasi->exit_code = 0;
    wasi->later.look = NULL;
}

tw_wasi_errno_t tw_wasi_close(tw_wasi_t *wasi) {
    tw_wasi_errno_t first = TW_WASI_SUCCESS;
    for (uint32_t i = 0; i < wasi->file_count; i++) {
        if (wasi->files[i].ops != NULL) {
            tw_wasi_errno_t code = tw__wasi_close_file(&wasi->files[i]);
            first = first == TW_WASI_SUCCESS ? code : first;
        }
    }
    return first;
}
