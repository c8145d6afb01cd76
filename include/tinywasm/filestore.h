// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_FILESTORE_H
#define TINYWASM_FILESTORE_H

// Where modules are kept. A filestore is a const table of operations over an object that the
// application owns; the makers below fill the object and never allocate. Names are 1 to
// TW_FILESTORE_NAME_BYTES bytes of printable ASCII without '/'; a name beginning with '.' belongs
// to the engine and is refused here (DENIED). Nothing here may be called from an ISR.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tinywasm/error.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_FILESTORE_NAME_BYTES 63
#define TW_FILESTORE_HASH_BYTES 32
#define TW_FILESTORE_SIZE_UNKNOWN UINT32_MAX

typedef struct tw_filestore tw_filestore_t;

typedef struct tw_fileinfo {
    const char *name;  // borrowed for the call that gave it
    uint32_t size;
} tw_fileinfo_t;

// Visits one file; false stops the listing. Must not call into the filestore.
typedef bool (*tw_filestore_visit_t)(void *ctx, const tw_fileinfo_t *info);

typedef struct tw_filestore_ops {
    const char *name;
    tw_err_t (*mount)(tw_filestore_t *fs);
    void (*unmount)(tw_filestore_t *fs);
    tw_err_t (*format)(tw_filestore_t *fs);
    tw_err_t (*list)(tw_filestore_t *fs, tw_filestore_visit_t visit, void *ctx);
    tw_err_t (*stat)(tw_filestore_t *fs, const char *name, tw_fileinfo_t *info);
    tw_err_t (*read)(tw_filestore_t *fs, const char *name, uint32_t off, void *target,
                     uint32_t size, uint32_t *read_size);
    // Begun saves end with commit, abort or unmount; a write or commit that fails is aborted.
    tw_err_t (*save_begin)(tw_filestore_t *fs, const char *name, uint32_t size);
    tw_err_t (*save_write)(tw_filestore_t *fs, const void *source, uint32_t size);
    tw_err_t (*save_commit)(tw_filestore_t *fs);
    void (*save_abort)(tw_filestore_t *fs);
    tw_err_t (*remove)(tw_filestore_t *fs, const char *name);
    tw_err_t (*space)(tw_filestore_t *fs, uint32_t *total_bytes, uint32_t *free_bytes);
    const void *(*map)(tw_filestore_t *fs, const char *name, uint32_t *size);  // may be NULL
    void (*unmap)(tw_filestore_t *fs, const char *name);  // NULL only if map is, or files are const
    // NOENT where no hash is kept: it is then made of the file's bytes. May be NULL.
    tw_err_t (*hash)(tw_filestore_t *fs, const char *name, uint8_t *sha256);
} tw_filestore_ops_t;

struct tw_filestore {
    const tw_filestore_ops_t *ops;
    bool is_mounted;
    bool is_saving;  // between save_begin and its end
    // Set by an engine that keeps code (tw_filestore_forget_kept); else NULL.
    bool (*forget)(tw_filestore_t *fs, const char *name);
};

// CORRUPT means corrupt: a mount never formats. STATE when mounted already.
TW_MUST_CHECK tw_err_t tw_filestore_mount(tw_filestore_t *fs);
// Safe twice, and on one that never mounted. Gives up a save that was begun. Modules loaded from it
// are unloaded before.
void tw_filestore_unmount(tw_filestore_t *fs);
// Explicit and destructive. STATE while mounted; DENIED where the medium cannot be written.
TW_MUST_CHECK tw_err_t tw_filestore_format(tw_filestore_t *fs);
TW_MUST_CHECK tw_err_t tw_filestore_list(tw_filestore_t *fs, tw_filestore_visit_t visit, void *ctx);
// info->name is the caller's name. NOENT if there is no such file.
TW_MUST_CHECK tw_err_t tw_filestore_stat(tw_filestore_t *fs, const char *name, tw_fileinfo_t *info);
// Copies up to size bytes from byte off; *read_size < size only at the end. INVAL past the end.
TW_MUST_CHECK tw_err_t tw_filestore_read(tw_filestore_t *fs, const char *name, uint32_t off,
                                         void *target, uint32_t size, uint32_t *read_size);
// Creates or replaces. After power loss: the old content or the new, never a mix. NOSPC changes
// nothing; DENIED where the medium cannot be written; BUSY while a mapping of the name is in use or
// another save has begun.
TW_MUST_CHECK tw_err_t tw_filestore_save(tw_filestore_t *fs, const char *name, const void *source,
                                         uint32_t size);
// The same for a file that comes in pieces: begin, then write as often as needed, then commit, and
// only then the new content takes the old one's place. size is the most that will come, or
// TW_FILESTORE_SIZE_UNKNOWN, which takes the largest room there is. Until then the old content
// stays and can be read. A write or commit that fails gives the save up (STATE from then on), as
// abort does; abort is safe twice. One save at a time; none of begin's arguments is borrowed.
TW_MUST_CHECK tw_err_t tw_filestore_save_begin(tw_filestore_t *fs, const char *name, uint32_t size);
TW_MUST_CHECK tw_err_t tw_filestore_save_write(tw_filestore_t *fs, const void *source,
                                               uint32_t size);
TW_MUST_CHECK tw_err_t tw_filestore_save_commit(tw_filestore_t *fs);
void tw_filestore_save_abort(tw_filestore_t *fs);
// BUSY while a mapping of the name is in use, or a save has begun.
TW_MUST_CHECK tw_err_t tw_filestore_remove(tw_filestore_t *fs, const char *name);
// What files may take, and what of it is free: with the store's own bookkeeping and rounding, a
// file takes more than its size. In a store of contiguous files it may be free in several pieces.
TW_MUST_CHECK tw_err_t tw_filestore_space(tw_filestore_t *fs, uint32_t *total_bytes,
                                          uint32_t *free_bytes);
// The file's bytes in place, valid until tw_filestore_unmap or unmount; NULL where the store cannot
// map (then read it) or has no such file. While it is mapped a file neither moves nor changes.
const void *tw_filestore_map(tw_filestore_t *fs, const char *name, uint32_t *size);
// Gives back one mapping of name; each map has its unmap.
void tw_filestore_unmap(tw_filestore_t *fs, const char *name);
// The SHA-256 of the file, TW_FILESTORE_HASH_BYTES bytes: kept by the store since the save, or made
// by reading the file.
TW_MUST_CHECK tw_err_t tw_filestore_hash(tw_filestore_t *fs, const char *name, uint8_t *sha256);

// The name under which an engine keeps what it has made of the code of file `name`
// (tinywasm/keep.h). kept: TW_FILESTORE_NAME_BYTES + 1. False: `name` is too long.
bool tw_filestore_kept_name(const char *name, char *kept);
// Removes the kept code of a file that is about to change; name NULL: all that is not in use, as
// somebody needs the room. True if some is removed.
bool tw_filestore_forget_kept(tw_filestore_t *fs, const char *name);

// rom: a const table of files linked into the firmware. Read-only, always mappable.
typedef struct tw_rom_file {
    const char *name;
    const void *bytes;
    uint32_t size;
} tw_rom_file_t;

typedef struct tw_filestore_rom {
    tw_filestore_t base;
    const tw_rom_file_t *files;
    uint32_t file_count;
} tw_filestore_rom_t;

// files and what they point to must outlive the store. Use &store->base where a filestore is asked.
void tw_filestore_rom_init(tw_filestore_rom_t *store, const tw_rom_file_t *files,
                           uint32_t file_count);

// ram: files in a buffer of the caller's; they are gone with it. Mappable: files are contiguous.
typedef struct tw_filestore_ram {
    tw_filestore_t base;
    uint8_t *buffer;
    uint32_t buffer_size;
    uint32_t used;
    uint32_t saving_off;   // of the file that is being saved
    uint32_t saving_size;  // what has come of it
    uint32_t saving_most;
} tw_filestore_ram_t;

// buffer (size bytes, aligned to 4) must outlive the store and is formatted by the call.
void tw_filestore_ram_init(tw_filestore_ram_t *store, void *buffer, uint32_t size);

#ifdef __cplusplus
}
#endif
#endif
