// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The files of a filestore as a directory. A filestore replaces whole files, in one go from the
// first byte to the last, and has one save at a time: `saving` is the file that has it. Its content
// is what was written so far, and behind that what is kept of the old one.

#include "tinywasm/wasi_device.h"

#define PIECE 64u  // bytes that are copied at once
#define ROOT_HANDLE (-1)
#define INO_DOT 1u
#define INO_DOTS 2u  // names have greater ones

typedef tw_wasi_store_t store_t;
typedef tw_wasi_store_file_t open_t;

static store_t *store_of(const tw_wasi_file_t *file) {
    return (store_t *)file->ctx;
}

static open_t *open_of(const tw_wasi_file_t *file) {
    return file->handle == ROOT_HANDLE ? NULL : &store_of(file)->open[file->handle];
}

static tw_wasi_errno_t errno_of(tw_err_t err) {
    switch (err) {
        case TW_ERR_OK:
            return TW_WASI_SUCCESS;
        case TW_ERR_NOENT:
            return TW_WASI_NOENT;
        case TW_ERR_DENIED:
            return TW_WASI_ACCES;
        case TW_ERR_BUSY:
            return TW_WASI_BUSY;
        case TW_ERR_NOSPC:
            return TW_WASI_NOSPC;
        case TW_ERR_INVAL:
            return TW_WASI_INVAL;
        case TW_ERR_NOMEM:
            return TW_WASI_NOMEM;
        default:
            return TW_WASI_IO;
    }
}

// Of a save: a name that is denied was refused before, so the medium cannot be written.
static tw_wasi_errno_t errno_of_save(tw_err_t err) {
    return err == TW_ERR_DENIED ? TW_WASI_ROFS : errno_of(err);
}

// ---- names --------------------------------------------------------------------------------------

static bool is_same(const char *a, const char *b) {
    uint32_t i = 0;
    while (a[i] == b[i] && a[i] != '\0') {
        i++;
    }
    return a[i] == b[i];
}

// FNV-1a; a name keeps its number, so a listing can go on behind it while others come and go.
static uint64_t ino_of(const char *name) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (uint32_t i = 0; name[i] != '\0'; i++) {
        hash = (hash ^ (uint8_t)name[i]) * UINT64_C(0x100000001b3);
    }
    return hash > INO_DOTS ? hash : INO_DOTS + 1;
}

// NOENT too for a name that no file can have.
static tw_wasi_errno_t find_size(const store_t *store, const char *name, uint32_t *size) {
    const open_t *saving = store->saving;
    tw_fileinfo_t info = {.size = 0};
    tw_err_t err = tw_filestore_stat(store->filestore, name, &info);
    bool is_saved = saving != NULL && is_same(saving->name, name);
    *size = !is_saved ? info.size : saving->written > saving->kept ? saving->written : saving->kept;
    return err == TW_ERR_INVAL ? TW_WASI_NOENT : errno_of(err);
}

struct part {
    uint32_t at;
    uint32_t size;
};

// The next part of a path between slashes; false: there is none.
static bool next_part(tw_wasi_path_t path, struct part *part) {
    part->at += part->size;
    while (part->at < path.size && path.chars[part->at] == '/') {
        part->at++;
    }
    for (part->size = 0; part->at + part->size < path.size; part->size++) {
        if (path.chars[part->at + part->size] == '/') {
            break;
        }
    }
    return part->size > 0;
}

static bool is_dots(tw_wasi_path_t path, struct part part, uint32_t count) {
    bool is_dot = part.size == count && path.chars[part.at] == '.';
    return is_dot && path.chars[part.at + count - 1] == '.';
}

static tw_wasi_errno_t copy_name(tw_wasi_path_t path, struct part part, char *name) {
    if (part.size > TW_FILESTORE_NAME_BYTES) {
        return TW_WASI_NAMETOOLONG;
    }
    for (uint32_t i = 0; i < part.size; i++) {
        name[i] = path.chars[part.at + i];
    }
    name[part.size] = '\0';
    return TW_WASI_SUCCESS;
}

// The file that a path is about, or "": the directory itself. PERM: it leads out.
static tw_wasi_errno_t find_name(const store_t *store, tw_wasi_path_t path, char *name) {
    struct part part = {0, 0};
    uint32_t size = 0;
    name[0] = '\0';
    if (path.chars[0] == '/') {
        return TW_WASI_PERM;
    }
    bool is_more = next_part(path, &part);
    while (is_more && is_dots(path, part, 1)) {
        is_more = next_part(path, &part);
    }
    if (!is_more || is_dots(path, part, 2)) {
        return is_more ? TW_WASI_PERM : TW_WASI_SUCCESS;
    }
    tw_wasi_errno_t code = copy_name(path, part, name);
    if (code != TW_WASI_SUCCESS || part.at + part.size == path.size) {
        return code;
    }
    code = find_size(store, name, &size);  // something stands behind it: it should be a directory
    return code == TW_WASI_SUCCESS ? TW_WASI_NOTDIR : code;
}

// The same, of a file only.
static tw_wasi_errno_t find_file(const store_t *store, tw_wasi_path_t path, char *name,
                                 tw_wasi_errno_t of_root) {
    tw_wasi_errno_t code = find_name(store, path, name);
    return code == TW_WASI_SUCCESS && name[0] == '\0' ? of_root : code;
}

static bool is_open(const store_t *store, const char *name) {
    for (uint32_t i = 0; i < store->open_count; i++) {
        if (store->open[i].name[0] != '\0' && is_same(store->open[i].name, name)) {
            return true;
        }
    }
    return false;
}

// ---- saves --------------------------------------------------------------------------------------

// Saves on up to byte `to`, with what was there or zeros.
static tw_wasi_errno_t fill(store_t *store, open_t *file, uint32_t to) {
    uint8_t bytes[PIECE];
    tw_err_t err = TW_ERR_OK;
    while (err == TW_ERR_OK && file->written < to) {
        uint32_t size = to - file->written < PIECE ? to - file->written : PIECE;
        uint32_t read = 0;
        if (file->written < file->kept) {
            size = file->kept - file->written < size ? file->kept - file->written : size;
            err =
                tw_filestore_read(store->filestore, file->name, file->written, bytes, size, &read);
        }
        for (uint32_t i = read; i < size; i++) {
            bytes[i] = 0;
        }
        err = err == TW_ERR_OK ? tw_filestore_save_write(store->filestore, bytes, size) : err;
        file->written += size;
    }
    return errno_of_save(err);
}

// The new content takes the old one's place; if that fails the old one stays.
static tw_wasi_errno_t finish(store_t *store) {
    open_t *file = store->saving;
    if (file == NULL) {
        return TW_WASI_SUCCESS;
    }
    tw_wasi_errno_t code = fill(store, file, file->kept);
    if (code == TW_WASI_SUCCESS) {
        code = errno_of_save(tw_filestore_save_commit(store->filestore));
    }
    if (code != TW_WASI_SUCCESS) {
        tw_filestore_save_abort(store->filestore);
    }
    store->saving = NULL;
    return code;
}

// The same, of whichever file: its error waits for who asks about that.
static void finish_any(store_t *store) {
    open_t *file = store->saving;
    tw_wasi_errno_t code = finish(store);
    if (code != TW_WASI_SUCCESS) {
        file->error = code;
    }
}

static void give_up(store_t *store) {
    tw_filestore_save_abort(store->filestore);
    store->saving = NULL;
}

// The error that a file's save met meanwhile, once.
static tw_wasi_errno_t take_error(open_t *file) {
    tw_wasi_errno_t code = file->error;
    file->error = TW_WASI_SUCCESS;
    return code;
}

// The file is saved, and everything before byte `at` is written, nothing behind it.
static tw_wasi_errno_t save_up_to(store_t *store, open_t *file, uint32_t at) {
    if (store->saving != file || at < file->written) {
        finish_any(store);
        tw_wasi_errno_t code = take_error(file);
        uint32_t size = 0;
        if (code == TW_WASI_SUCCESS) {
            code = find_size(store, file->name, &size);
        }
        if (code == TW_WASI_SUCCESS) {
            code = errno_of_save(
                tw_filestore_save_begin(store->filestore, file->name, TW_FILESTORE_SIZE_UNKNOWN));
        }
        if (code != TW_WASI_SUCCESS) {
            return code;
        }
        file->written = 0;
        file->kept = size;
        store->saving = file;
    }
    tw_wasi_errno_t code = fill(store, file, at);
    if (code != TW_WASI_SUCCESS) {
        give_up(store);
    }
    return code;
}

// ---- one file -----------------------------------------------------------------------------------

static tw_wasi_errno_t size_of(const tw_wasi_file_t *file, uint32_t *size) {
    return find_size(store_of(file), open_of(file)->name, size);
}

static tw_wasi_errno_t close_file(tw_wasi_file_t *file) {
    open_t *open = open_of(file);
    if (open == NULL) {
        return TW_WASI_SUCCESS;
    }
    if (store_of(file)->saving == open) {
        finish_any(store_of(file));
    }
    open->name[0] = '\0';
    return take_error(open);
}

static void fill_stat(const char *name, uint32_t size, tw_wasi_stat_t *stat) {
    bool is_root = name[0] == '\0';
    *stat = (tw_wasi_stat_t){
        .dev = 1,
        .ino = is_root ? INO_DOT : ino_of(name),
        .nlink = 1,
        .size = size,
        .filetype = is_root ? TW_WASI_FILETYPE_DIRECTORY : TW_WASI_FILETYPE_REGULAR_FILE};
}

static tw_wasi_errno_t stat_file(tw_wasi_file_t *file, tw_wasi_stat_t *stat) {
    const open_t *open = open_of(file);
    uint32_t size = 0;
    tw_wasi_errno_t code = open == NULL ? TW_WASI_SUCCESS : size_of(file, &size);
    fill_stat(open == NULL ? "" : open->name, size, stat);
    return code;
}

static tw_wasi_errno_t set_flags(tw_wasi_file_t *file, uint32_t fdflags) {
    (void)file;
    return (fdflags & ~TW_WASI_FD_APPEND) == 0 ? TW_WASI_SUCCESS : TW_WASI_NOTSUP;
}

static tw_wasi_errno_t sync_file(tw_wasi_file_t *file, bool is_data_only) {
    open_t *open = open_of(file);
    (void)is_data_only;
    if (open != NULL && store_of(file)->saving == open) {
        finish_any(store_of(file));
    }
    return open != NULL ? take_error(open) : TW_WASI_SUCCESS;
}

static tw_wasi_errno_t read_part(const tw_wasi_file_t *file, const tw_wasi_iovec_t *into,
                                 uint64_t at, uint32_t *done) {
    uint32_t size = 0;
    *done = 0;
    tw_wasi_errno_t code = size_of(file, &size);
    if (code != TW_WASI_SUCCESS || at >= size || into->size == 0) {
        return code;
    }
    return errno_of(tw_filestore_read(store_of(file)->filestore, open_of(file)->name, (uint32_t)at,
                                      into->bytes, into->size, done));
}

static tw_wasi_errno_t read_file(tw_wasi_file_t *file, const tw_wasi_iovec_t *iovecs,
                                 uint32_t count, uint64_t offset, uint32_t *done) {
    open_t *open = open_of(file);
    store_t *store = store_of(file);
    *done = 0;
    if (open == NULL) {
        return TW_WASI_ISDIR;
    }
    if (store->saving != NULL && is_same(store->saving->name, open->name)) {
        finish_any(store);  // what is read is what was written
    }
    bool is_here = offset == TW_WASI_NO_OFFSET;
    tw_wasi_errno_t code = take_error(open);
    for (uint32_t i = 0; i < count && code == TW_WASI_SUCCESS; i++) {
        uint32_t read = 0;
        uint64_t at = (is_here ? open->position : offset) + *done;
        code = read_part(file, &iovecs[i], at, &read);
        *done += read;
        if (read < iovecs[i].size) {
            break;
        }
    }
    open->position += is_here ? *done : 0;
    return code;
}

static tw_wasi_errno_t write_part(store_t *store, open_t *open, const tw_wasi_iovec_t *from,
                                  uint64_t at) {
    if (from->size == 0) {
        return TW_WASI_SUCCESS;
    }
    if (at > UINT32_MAX - from->size) {
        return TW_WASI_FBIG;
    }
    tw_wasi_errno_t code = save_up_to(store, open, (uint32_t)at);
    if (code != TW_WASI_SUCCESS) {
        return code;
    }
    code = errno_of_save(tw_filestore_save_write(store->filestore, from->bytes, from->size));
    open->written += from->size;
    if (code != TW_WASI_SUCCESS) {
        give_up(store);
    }
    return code;
}

static tw_wasi_errno_t write_file(tw_wasi_file_t *file, const tw_wasi_iovec_t *iovecs,
                                  uint32_t count, uint64_t offset, uint32_t *done) {
    open_t *open = open_of(file);
    uint32_t size = 0;
    *done = 0;
    tw_wasi_errno_t code = open == NULL ? TW_WASI_ISDIR : size_of(file, &size);
    if (code != TW_WASI_SUCCESS) {
        return code;
    }
    bool is_here = offset == TW_WASI_NO_OFFSET;
    uint64_t at = !is_here                                 ? offset
                  : (file->flags & TW_WASI_FD_APPEND) != 0 ? size
                                                           : open->position;
    for (uint32_t i = 0; i < count && code == TW_WASI_SUCCESS; i++) {
        code = write_part(store_of(file), open, &iovecs[i], at + *done);
        *done += code == TW_WASI_SUCCESS ? iovecs[i].size : 0;
    }
    open->position = is_here ? (uint32_t)at + *done : open->position;
    return code;
}

static tw_wasi_errno_t seek_file(tw_wasi_file_t *file, int64_t offset, uint32_t whence,
                                 uint64_t *position) {
    open_t *open = open_of(file);
    uint32_t size = 0;
    tw_wasi_errno_t code = open == NULL ? TW_WASI_ISDIR : size_of(file, &size);
    if (code != TW_WASI_SUCCESS) {
        return code;
    }
    int64_t from = whence == TW_WASI_SEEK_SET   ? 0
                   : whence == TW_WASI_SEEK_CUR ? open->position
                                                : size;
    if (offset < -from || offset > (int64_t)UINT32_MAX - from) {
        return TW_WASI_INVAL;
    }
    open->position = (uint32_t)(from + offset);
    *position = open->position;
    return TW_WASI_SUCCESS;
}

static tw_wasi_errno_t set_size(tw_wasi_file_t *file, uint64_t size) {
    open_t *open = open_of(file);
    store_t *store = store_of(file);
    uint32_t now = 0;
    if (open == NULL || size > UINT32_MAX) {
        return open == NULL ? TW_WASI_ISDIR : TW_WASI_FBIG;
    }
    tw_wasi_errno_t code = size_of(file, &now);
    uint32_t same = size < now ? (uint32_t)size : now;
    bool is_on = store->saving == open && open->written <= same;
    if (code == TW_WASI_SUCCESS && !is_on) {
        code = save_up_to(store, open, 0);
    }
    if (code == TW_WASI_SUCCESS) {
        open->kept = same < open->kept ? same : open->kept;
        code = fill(store, open, (uint32_t)(size > now ? size : 0));
    }
    if (code != TW_WASI_SUCCESS && store->saving == open) {
        give_up(store);
    }
    return code;
}

// ---- the directory ------------------------------------------------------------------------------

struct search {
    uint64_t least;
    uint64_t found;
    bool has_found;
    char name[TW_FILESTORE_NAME_BYTES + 1];
};

// Keeps the file whose number is the smallest of those from search->least on.
static bool compare(void *ctx, const tw_fileinfo_t *info) {
    struct search *search = (struct search *)ctx;
    uint64_t ino = ino_of(info->name);
    if (ino >= search->least && (!search->has_found || ino < search->found)) {
        search->found = ino;
        search->has_found = true;
        for (uint32_t i = 0; i == 0 || info->name[i - 1] != '\0'; i++) {
            search->name[i] = info->name[i];
        }
    }
    return true;
}

static bool visit_name(tw_wasi_visit_t visit, void *ctx, const char *name, uint64_t ino,
                       tw_wasi_filetype_t filetype) {
    uint32_t size = 0;
    while (name[size] != '\0') {
        size++;
    }
    const tw_wasi_dirent_t entry = {ino + 1, ino, name, size, filetype};
    return visit(ctx, &entry);
}

// A cookie is the least number that the next entry may have: 0 is before the directory itself.
static tw_wasi_errno_t read_dir(tw_wasi_file_t *dir, uint64_t cookie, tw_wasi_visit_t visit,
                                void *ctx) {
    struct search search = {.least = cookie};
    tw_err_t err = TW_ERR_OK;
    bool is_on = true;
    for (uint64_t ino = INO_DOT; ino <= INO_DOTS && is_on; ino++) {
        is_on = cookie > ino || visit_name(visit, ctx, ino == INO_DOT ? "." : "..", ino,
                                           TW_WASI_FILETYPE_DIRECTORY);
    }
    while (is_on && err == TW_ERR_OK) {
        search.has_found = false;
        err = tw_filestore_list(store_of(dir)->filestore, compare, &search);
        is_on = err == TW_ERR_OK && search.has_found &&
                visit_name(visit, ctx, search.name, search.found, TW_WASI_FILETYPE_REGULAR_FILE) &&
                search.found < UINT64_MAX;
        search.least = search.found + 1;
    }
    return errno_of(err);
}

static tw_wasi_errno_t path_stat(tw_wasi_file_t *dir, tw_wasi_path_t path, bool follows,
                                 tw_wasi_stat_t *stat) {
    char name[TW_FILESTORE_NAME_BYTES + 1];
    uint32_t size = 0;
    (void)follows;
    tw_wasi_errno_t code = find_name(store_of(dir), path, name);
    if (code == TW_WASI_SUCCESS && name[0] != '\0') {
        code = find_size(store_of(dir), name, &size);
    }
    fill_stat(name, size, stat);
    return code;
}

static tw_wasi_errno_t remove_name(store_t *store, const char *name) {
    finish_any(store);
    return is_open(store, name) ? TW_WASI_BUSY
                                : errno_of_save(tw_filestore_remove(store->filestore, name));
}

static tw_wasi_errno_t unlink_file(tw_wasi_file_t *dir, tw_wasi_path_t path) {
    char name[TW_FILESTORE_NAME_BYTES + 1];
    uint32_t size = 0;
    tw_wasi_errno_t code = find_file(store_of(dir), path, name, TW_WASI_ISDIR);
    if (code == TW_WASI_SUCCESS) {
        code = find_size(store_of(dir), name, &size);
    }
    return code == TW_WASI_SUCCESS ? remove_name(store_of(dir), name) : code;
}

static tw_wasi_errno_t copy(store_t *store, const char *name, const char *to) {
    uint8_t bytes[PIECE];
    uint32_t size = 0;
    uint32_t read = 0;
    tw_wasi_errno_t code = find_size(store, name, &size);
    tw_err_t err = TW_ERR_OK;
    if (code == TW_WASI_SUCCESS) {
        code = errno_of_save(tw_filestore_save_begin(store->filestore, to, size));
    }
    if (code != TW_WASI_SUCCESS) {
        return code;
    }
    for (uint32_t at = 0; at < size && err == TW_ERR_OK; at += read) {
        err = tw_filestore_read(store->filestore, name, at, bytes, sizeof bytes, &read);
        err = err == TW_ERR_OK && read == 0 ? TW_ERR_IO : err;
        err = err == TW_ERR_OK ? tw_filestore_save_write(store->filestore, bytes, read) : err;
    }
    err = err == TW_ERR_OK ? tw_filestore_save_commit(store->filestore) : err;
    if (err != TW_ERR_OK) {
        tw_filestore_save_abort(store->filestore);
    }
    return errno_of_save(err);
}

static tw_wasi_errno_t rename_file(tw_wasi_file_t *dir, tw_wasi_path_t path, tw_wasi_file_t *to_dir,
                                   tw_wasi_path_t to) {
    char name[TW_FILESTORE_NAME_BYTES + 1];
    char new_name[TW_FILESTORE_NAME_BYTES + 1];
    store_t *store = store_of(dir);
    uint32_t size = 0;
    tw_wasi_errno_t code = find_file(store, path, name, TW_WASI_BUSY);
    if (code == TW_WASI_SUCCESS) {
        code = find_file(store_of(to_dir), to, new_name, TW_WASI_BUSY);
    }
    if (code == TW_WASI_SUCCESS) {
        code = find_size(store, name, &size);
    }
    if (code != TW_WASI_SUCCESS || is_same(name, new_name)) {
        return code;
    }
    if (new_name[0] == '.') {
        return TW_WASI_ACCES;
    }
    finish_any(store);
    if (is_open(store, name) || is_open(store, new_name)) {
        return TW_WASI_BUSY;
    }
    code = copy(store, name, new_name);
    return code == TW_WASI_SUCCESS ? remove_name(store, name) : code;
}

// What there are none of, or what is about a file that is none of them.
static tw_wasi_errno_t create_directory(tw_wasi_file_t *dir, tw_wasi_path_t path) {
    tw_wasi_stat_t stat;
    tw_wasi_errno_t code = path_stat(dir, path, false, &stat);
    return code == TW_WASI_SUCCESS ? TW_WASI_EXIST : code == TW_WASI_NOENT ? TW_WASI_NOTSUP : code;
}

static tw_wasi_errno_t remove_directory(tw_wasi_file_t *dir, tw_wasi_path_t path) {
    tw_wasi_stat_t stat;
    tw_wasi_errno_t code = path_stat(dir, path, false, &stat);
    bool is_root = code == TW_WASI_SUCCESS && stat.filetype == TW_WASI_FILETYPE_DIRECTORY;
    return is_root ? TW_WASI_BUSY : code == TW_WASI_SUCCESS ? TW_WASI_NOTDIR : code;
}

static tw_wasi_errno_t read_link(tw_wasi_file_t *dir, tw_wasi_path_t path, uint8_t *target,
                                 uint32_t size, uint32_t *done) {
    tw_wasi_stat_t stat;
    (void)target;
    (void)size;
    *done = 0;
    tw_wasi_errno_t code = path_stat(dir, path, false, &stat);
    return code == TW_WASI_SUCCESS ? TW_WASI_INVAL : code;
}

// ---- opening ------------------------------------------------------------------------------------

// A file that is there, or is made.
static tw_wasi_errno_t find_or_make(store_t *store, const char *name, uint32_t oflags) {
    uint32_t size = 0;
    tw_wasi_errno_t code = find_size(store, name, &size);
    if (code == TW_WASI_SUCCESS && (oflags & TW_WASI_O_DIRECTORY) != 0) {
        return TW_WASI_NOTDIR;
    }
    if (code == TW_WASI_SUCCESS && (oflags & TW_WASI_O_CREAT) != 0 &&
        (oflags & TW_WASI_O_EXCL) != 0) {
        return TW_WASI_EXIST;
    }
    if (code != TW_WASI_NOENT || (oflags & TW_WASI_O_CREAT) == 0) {
        return code;
    }
    finish_any(store);
    return errno_of_save(tw_filestore_save(store->filestore, name, "", 0));
}

static tw_wasi_errno_t take_place(store_t *store, intptr_t *handle) {
    for (uint32_t i = 0; i < store->open_count; i++) {
        if (store->open[i].name[0] == '\0') {
            *handle = (intptr_t)i;
            return TW_WASI_SUCCESS;
        }
    }
    return TW_WASI_NFILE;
}

static tw_wasi_errno_t open_root(const tw_wasi_open_t *how, tw_wasi_file_t *file) {
    if ((how->oflags & TW_WASI_O_CREAT) != 0 && (how->oflags & TW_WASI_O_EXCL) != 0) {
        return TW_WASI_EXIST;
    }
    if ((how->oflags & (TW_WASI_O_CREAT | TW_WASI_O_TRUNC)) != 0) {
        return TW_WASI_ISDIR;
    }
    file->handle = ROOT_HANDLE;
    file->filetype = TW_WASI_FILETYPE_DIRECTORY;
    return TW_WASI_SUCCESS;
}

static tw_wasi_errno_t open_file(tw_wasi_file_t *dir, const tw_wasi_open_t *how,
                                 tw_wasi_file_t *file) {
    store_t *store = store_of(dir);
    open_t wanted = {.position = 0};
    tw_wasi_errno_t code = find_name(store, how->path, wanted.name);
    if (code == TW_WASI_SUCCESS && wanted.name[0] == '\0') {
        return open_root(how, file);
    }
    if (code == TW_WASI_SUCCESS && (how->fdflags & ~TW_WASI_FD_APPEND) != 0) {
        code = TW_WASI_NOTSUP;
    }
    if (code == TW_WASI_SUCCESS) {
        code = take_place(store, &file->handle);
    }
    if (code == TW_WASI_SUCCESS) {
        code = find_or_make(store, wanted.name, how->oflags);
    }
    if (code != TW_WASI_SUCCESS) {
        return code;
    }
    store->open[file->handle] = wanted;
    file->filetype = TW_WASI_FILETYPE_REGULAR_FILE;
    file->ctx = store;
    if ((how->oflags & TW_WASI_O_TRUNC) != 0) {
        code = set_size(file, 0);
    }
    if (code != TW_WASI_SUCCESS) {
        store->open[file->handle].name[0] = '\0';
    }
    return code;
}

static const tw_wasi_ops_t ops = {.close = close_file,
                                  .stat = stat_file,
                                  .set_flags = set_flags,
                                  .sync = sync_file,
                                  .read = read_file,
                                  .write = write_file,
                                  .seek = seek_file,
                                  .set_size = set_size,
                                  .read_dir = read_dir,
                                  .open = open_file,
                                  .path_stat = path_stat,
                                  .create_directory = create_directory,
                                  .remove_directory = remove_directory,
                                  .unlink_file = unlink_file,
                                  .readlink = read_link,
                                  .rename = rename_file};

void tw_wasi_store_open(tw_wasi_store_t *store, tw_wasi_file_t *file, const char *guest_name) {
    *file = (tw_wasi_file_t){.ops = &ops,
                             .ctx = store,
                             .handle = ROOT_HANDLE,
                             .preopen = guest_name,
                             .rights = TW_WASI_RIGHTS_DIRECTORY,
                             .inheriting = TW_WASI_RIGHTS_ALL,
                             .filetype = TW_WASI_FILETYPE_DIRECTORY};
}
