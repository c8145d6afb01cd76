// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_WASI_H
#define TINYWASM_WASI_H

// WASI preview 1: what command modules import as `wasi_snapshot_preview1`, over files and clocks
// that the application gives. On the PC these are its own (tinywasm/wasi_posix.h).
//
//     static tw_wasi_file_t files[16];
//     static tw_wasi_t wasi = {.files = files, .file_count = 16, .system = &system};
//     ... fill in files 0 to 2 and a preopened directory each from 3 on ...
//     tw_wasi_init(&wasi);
//     tw_engine_add_host_module(engine, &wasi.module);
//     ... call the export `_start`: a TRAP while wasi.has_exited is proc_exit, not a fault ...
//
// A tw_wasi_t is the process of one instance at a time; it holds the open files until
// tw_wasi_close. Rights are checked as the specification has them: what a directory was opened with
// bounds what is opened in it. Nothing here may be called from an ISR.

#include "tinywasm/host.h"

#ifdef __cplusplus
extern "C" {
#endif

// X(name, number): what WASI's functions answer.
#define TW_WASI_ERRNO_MAP(X)                                                                       \
    X(SUCCESS, 0)                                                                                  \
    X(TOOBIG, 1)                                                                                   \
    X(ACCES, 2) X(ADDRINUSE, 3) X(ADDRNOTAVAIL, 4) X(AFNOSUPPORT, 5) X(AGAIN, 6) X(ALREADY, 7)     \
        X(BADF, 8) X(BADMSG, 9) X(BUSY, 10) X(CANCELED, 11) X(CHILD, 12) X(CONNABORTED, 13)        \
            X(CONNREFUSED, 14) X(CONNRESET, 15) X(DEADLK, 16) X(DESTADDRREQ, 17) X(DOM, 18) X(     \
                DQUOT, 19) X(EXIST, 20) X(FAULT, 21) X(FBIG, 22) X(HOSTUNREACH, 23) X(IDRM, 24)    \
                X(ILSEQ, 25) X(INPROGRESS, 26) X(INTR, 27) X(INVAL, 28) X(IO, 29) X(ISCONN, 30)    \
                    X(ISDIR, 31) X(LOOP, 32) X(MFILE, 33) X(MLINK, 34) X(MSGSIZE, 35)              \
                        X(MULTIHOP, 36) X(NAMETOOLONG, 37) X(NETDOWN, 38) X(NETRESET, 39)          \
                            X(NETUNREACH, 40) X(NFILE, 41) X(NOBUFS, 42) X(NODEV, 43) X(NOENT, 44) \
                                X(NOEXEC, 45) X(NOLCK, 46) X(NOLINK, 47) X(NOMEM, 48) X(NOMSG, 49) \
                                    X(NOPROTOOPT, 50) X(NOSPC, 51) X(NOSYS, 52) X(NOTCONN, 53)     \
                                        X(NOTDIR, 54) X(NOTEMPTY, 55) X(NOTRECOVERABLE, 56)        \
                                            X(NOTSOCK, 57) X(NOTSUP, 58) X(NOTTY, 59) X(NXIO, 60)  \
                                                X(OVERFLOW, 61) X(OWNERDEAD, 62) X(PERM, 63)       \
                                                    X(PIPE, 64) X(PROTO, 65) X(PROTONOSUPPORT, 66) \
                                                        X(PROTOTYPE, 67) X(RANGE, 68) X(ROFS, 69)  \
                                                            X(SPIPE, 70) X(SRCH, 71) X(STALE, 72)  \
                                                                X(TIMEDOUT, 73) X(TXTBSY, 74)      \
                                                                    X(XDEV, 75) X(NOTCAPABLE, 76)

typedef enum tw_wasi_errno {
#define TW_WASI_ERRNO_ENUM(name, number) TW_WASI_##name = number,
    TW_WASI_ERRNO_MAP(TW_WASI_ERRNO_ENUM)
#undef TW_WASI_ERRNO_ENUM
} tw_wasi_errno_t;

typedef enum tw_wasi_filetype {
    TW_WASI_FILETYPE_UNKNOWN = 0,
    TW_WASI_FILETYPE_BLOCK_DEVICE = 1,
    TW_WASI_FILETYPE_CHARACTER_DEVICE = 2,
    TW_WASI_FILETYPE_DIRECTORY = 3,
    TW_WASI_FILETYPE_REGULAR_FILE = 4,
    TW_WASI_FILETYPE_SOCKET_DGRAM = 5,
    TW_WASI_FILETYPE_SOCKET_STREAM = 6,
    TW_WASI_FILETYPE_SYMBOLIC_LINK = 7
} tw_wasi_filetype_t;

// Bits of fdflags, oflags and fstflags, and the numbers of whence and clocks.
#define TW_WASI_FD_APPEND 0x01u
#define TW_WASI_FD_DSYNC 0x02u
#define TW_WASI_FD_NONBLOCK 0x04u
#define TW_WASI_FD_RSYNC 0x08u
#define TW_WASI_FD_SYNC 0x10u
#define TW_WASI_O_CREAT 0x01u
#define TW_WASI_O_DIRECTORY 0x02u
#define TW_WASI_O_EXCL 0x04u
#define TW_WASI_O_TRUNC 0x08u
#define TW_WASI_FST_ATIM 0x01u
#define TW_WASI_FST_ATIM_NOW 0x02u
#define TW_WASI_FST_MTIM 0x04u
#define TW_WASI_FST_MTIM_NOW 0x08u
#define TW_WASI_SEEK_SET 0u
#define TW_WASI_SEEK_CUR 1u
#define TW_WASI_SEEK_END 2u
#define TW_WASI_CLOCK_REALTIME 0u
#define TW_WASI_CLOCK_MONOTONIC 1u
#define TW_WASI_CLOCK_PROCESS_CPUTIME 2u
#define TW_WASI_CLOCK_THREAD_CPUTIME 3u

#define TW_WASI_NO_OFFSET UINT64_MAX  // where the file is, not at a place of its own
#define TW_WASI_NO_TIMEOUT UINT64_MAX

// Rights of a stream that is not a file, of a file, and of a directory with what it may pass on.
#define TW_WASI_RIGHTS_STREAM 0x0820004Au
#define TW_WASI_RIGHTS_FILE 0x08E001FFu
#define TW_WASI_RIGHTS_DIRECTORY 0x07BFFE19u
#define TW_WASI_RIGHTS_ALL 0x3FFFFFFFu

typedef struct tw_wasi_iovec {
    uint8_t *bytes;
    uint32_t size;
} tw_wasi_iovec_t;

// A name that the guest gave: UTF-8 without NUL, 1 byte or more, not terminated.
typedef struct tw_wasi_path {
    const char *chars;
    uint32_t size;
} tw_wasi_path_t;

typedef struct tw_wasi_stat {  // times in ns since 1970
    uint64_t dev;
    uint64_t ino;
    uint64_t nlink;
    uint64_t size;
    uint64_t atim;
    uint64_t mtim;
    uint64_t ctim;
    tw_wasi_filetype_t filetype;
} tw_wasi_stat_t;

typedef struct tw_wasi_times {
    uint64_t atim;
    uint64_t mtim;
    uint32_t flags;  // TW_WASI_FST_
} tw_wasi_times_t;

typedef struct tw_wasi_dirent {
    uint64_t next;  // cookie of the entry behind it
    uint64_t ino;
    const char *name;
    uint32_t name_size;
    tw_wasi_filetype_t filetype;
} tw_wasi_dirent_t;

// False: no more entries.
typedef bool (*tw_wasi_visit_t)(void *ctx, const tw_wasi_dirent_t *entry);

typedef struct tw_wasi_ops tw_wasi_ops_t;

// An open file or directory. A row of tw_wasi_t.files is a descriptor.
typedef struct tw_wasi_file {
    const tw_wasi_ops_t *ops;  // NULL: the descriptor is free
    void *ctx;                 // of the kind's
    intptr_t handle;           // of the kind's
    const char *preopen;       // the guest's name of a preopened directory, else NULL
    uint64_t rights;
    uint64_t inheriting;
    uint32_t flags;  // TW_WASI_FD_
    tw_wasi_filetype_t filetype;
} tw_wasi_file_t;

typedef struct tw_wasi_open {
    tw_wasi_path_t path;
    bool follows;  // a symbolic link at its end
    bool can_read;
    bool can_write;
    uint32_t oflags;
    uint32_t fdflags;
} tw_wasi_open_t;

// A kind of files. A NULL stands for a function that answers NOTSUP, or of directories NOTDIR.
struct tw_wasi_ops {
    // Of any file:
    tw_wasi_errno_t (*close)(tw_wasi_file_t *file);  // it is closed, whatever this answers
    tw_wasi_errno_t (*stat)(tw_wasi_file_t *file, tw_wasi_stat_t *stat);
    tw_wasi_errno_t (*set_times)(tw_wasi_file_t *file, const tw_wasi_times_t *times);
    tw_wasi_errno_t (*set_flags)(tw_wasi_file_t *file, uint32_t fdflags);
    tw_wasi_errno_t (*sync)(tw_wasi_file_t *file, bool is_data_only);
    // Of files and streams. *done may be less than asked.
    tw_wasi_errno_t (*read)(tw_wasi_file_t *file, const tw_wasi_iovec_t *iovecs, uint32_t count,
                            uint64_t offset, uint32_t *done);
    tw_wasi_errno_t (*write)(tw_wasi_file_t *file, const tw_wasi_iovec_t *iovecs, uint32_t count,
                             uint64_t offset, uint32_t *done);
    tw_wasi_errno_t (*seek)(tw_wasi_file_t *file, int64_t offset, uint32_t whence,
                            uint64_t *position);
    tw_wasi_errno_t (*set_size)(tw_wasi_file_t *file, uint64_t size);
    tw_wasi_errno_t (*allocate)(tw_wasi_file_t *file, uint64_t offset, uint64_t size);
    // Where the system has no wait: *size as in tw_wasi_wait_t. NULL: always.
    bool (*is_ready)(tw_wasi_file_t *file, bool is_write, uint64_t *size);
    // Of directories, whose names never lead out of them:
    tw_wasi_errno_t (*read_dir)(tw_wasi_file_t *dir, uint64_t cookie, tw_wasi_visit_t visit,
                                void *ctx);
    // Fills in what is the kind's, and filetype.
    tw_wasi_errno_t (*open)(tw_wasi_file_t *dir, const tw_wasi_open_t *how, tw_wasi_file_t *file);
    tw_wasi_errno_t (*path_stat)(tw_wasi_file_t *dir, tw_wasi_path_t path, bool follows,
                                 tw_wasi_stat_t *stat);
    tw_wasi_errno_t (*path_set_times)(tw_wasi_file_t *dir, tw_wasi_path_t path, bool follows,
                                      const tw_wasi_times_t *times);
    tw_wasi_errno_t (*create_directory)(tw_wasi_file_t *dir, tw_wasi_path_t path);
    tw_wasi_errno_t (*remove_directory)(tw_wasi_file_t *dir, tw_wasi_path_t path);
    tw_wasi_errno_t (*unlink_file)(tw_wasi_file_t *dir, tw_wasi_path_t path);
    tw_wasi_errno_t (*symlink)(tw_wasi_file_t *dir, tw_wasi_path_t target, tw_wasi_path_t path);
    tw_wasi_errno_t (*readlink)(tw_wasi_file_t *dir, tw_wasi_path_t path, uint8_t *target,
                                uint32_t size, uint32_t *done);
    // Both in directories of this kind and ctx.
    tw_wasi_errno_t (*rename)(tw_wasi_file_t *dir, tw_wasi_path_t path, tw_wasi_file_t *to_dir,
                              tw_wasi_path_t to);
    tw_wasi_errno_t (*link)(tw_wasi_file_t *dir, tw_wasi_path_t path, bool follows,
                            tw_wasi_file_t *to_dir, tw_wasi_path_t to);
};

// A file that somebody waits for.
typedef struct tw_wasi_wait {
    tw_wasi_file_t *file;
    bool is_write;
    // The answer:
    bool is_ready;
    bool has_hung_up;
    uint64_t size;  // bytes that can be read, where it is known
    tw_wasi_errno_t error;
} tw_wasi_wait_t;

// What a process has of the machine.
typedef struct tw_wasi_system {
    // INVAL for a clock that there is not.
    tw_wasi_errno_t (*clock_time)(void *ctx, uint32_t clock, uint64_t *ns);
    tw_wasi_errno_t (*clock_resolution)(void *ctx, uint32_t clock, uint64_t *ns);
    tw_wasi_errno_t (*random)(void *ctx, uint8_t *bytes, uint32_t size);
    // Returns when one of the files is ready, or timeout_ns have passed. NULL: what waits pends,
    // and so does a read that answers AGAIN, until tw_wasi_poll finds what they wait for; one call
    // at a time (BUSY).
    tw_wasi_errno_t (*wait)(void *ctx, tw_wasi_wait_t *waits, uint32_t count, uint64_t timeout_ns);
    void (*yield)(void *ctx);
    void *ctx;
} tw_wasi_system_t;

// A call that pends; WASI's own.
struct tw_wasi;
typedef struct tw_wasi_later {
    tw_wasi_errno_t (*look)(struct tw_wasi *wasi);  // NULL: none pends. AGAIN: it goes on pending
    tw_pending_t token;
    tw_instance_t *instance;
    uint64_t since_ns;
    uint32_t args[4];
} tw_wasi_later_t;

// What the application fills in outlives the engine; unmentioned fields are 0.
typedef struct tw_wasi {
    const char *const *args;  // the program's name first
    uint32_t arg_count;
    const char *const *environ;  // NAME=VALUE
    uint32_t environ_count;
    tw_wasi_file_t *files;
    uint32_t file_count;
    const tw_wasi_system_t *system;
    // The rest is WASI's.
    tw_host_module_t module;
    bool has_exited;
    uint32_t exit_code;  // of proc_exit; 128 + its number after proc_raise
    tw_wasi_later_t later;
} tw_wasi_t;

// Also between one program and the next, when the first one's instance is gone.
void tw_wasi_init(tw_wasi_t *wasi);
// Closes all files. The first error that one of them met, as when what was written could not be
// kept.
tw_wasi_errno_t tw_wasi_close(tw_wasi_t *wasi);
// Answers the call that pends, if it can. Only where the system has no wait; not from a host
// function.
void tw_wasi_poll(tw_wasi_t *wasi, tw_engine_t *engine);
// "NOENT"; "?" for an unknown number.
const char *tw_wasi_errno_name(uint32_t number);

#ifdef __cplusplus
}
#endif
#endif
