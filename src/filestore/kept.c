// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/mem.h"
#include "tinywasm/filestore.h"

// Kept code, as files: each lies beside its file, under that one's name behind a prefix that makes
// it a protected one. Linked by engines that keep code.

#define KEPT_PREFIX ".~"
#define KEPT_PREFIX_BYTES 2u
#define NAME_BYTES_MOST 61u
_Static_assert(NAME_BYTES_MOST + KEPT_PREFIX_BYTES == TW_FILESTORE_NAME_BYTES, "both fit");

bool tw_filestore_kept_name(const char *name, char *kept) {
    size_t size = strlen(name) + 1;
    if (size > NAME_BYTES_MOST + 1) {
        return false;
    }
    memcpy(kept, KEPT_PREFIX, KEPT_PREFIX_BYTES);
    memcpy(kept + KEPT_PREFIX_BYTES, name, size);
    return true;
}

struct nth_kept {
    uint32_t left;
    bool is_found;
    char name[TW_FILESTORE_NAME_BYTES + 1];
};

static bool find_nth(void *ctx, const tw_fileinfo_t *info) {
    struct nth_kept *nth = ctx;
    bool is_kept = memcmp(info->name, KEPT_PREFIX, KEPT_PREFIX_BYTES) == 0;
    nth->is_found = is_kept && nth->left == 0;
    nth->left -= is_kept && nth->left > 0;
    if (nth->is_found) {
        memcpy(nth->name, info->name, strlen(info->name) + 1);
    }
    return !nth->is_found;
}

static bool find_kept(tw_filestore_t *fs, uint32_t i, struct nth_kept *nth) {
    nth->left = i;
    nth->is_found = false;
    return fs->ops->list(fs, find_nth, nth) == TW_ERR_OK && nth->is_found;
}

// Removes all kept code that is not in use; true if there was some.
static bool give_way(tw_filestore_t *fs) {
    struct nth_kept nth;
    bool has_removed = false;
    uint32_t in_use = 0;
    while (find_kept(fs, in_use, &nth)) {
        bool is_removed = fs->ops->remove(fs, nth.name) == TW_ERR_OK;
        has_removed = has_removed || is_removed;
        in_use += is_removed ? 0 : 1;
    }
    return has_removed;
}

bool tw_filestore_forget_kept(tw_filestore_t *fs, const char *name) {
    char kept[TW_FILESTORE_NAME_BYTES + 1];
    if (name == NULL) {
        return give_way(fs);
    }
    return tw_filestore_kept_name(name, kept) && fs->ops->remove(fs, kept) == TW_ERR_OK;
}
