// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/autostart.h"

#include "engine/schedule.h"

// The list is a file of pairs of texts that end in NUL: a file's name, and a function's name, which
// may be empty. It is read whole into the arena for as long as a function here runs.

static const char list_name[] = ".autostart";
static const char list_where[] = "autostart";

struct list {
    char *text;
    uint32_t size;
};

struct entry {
    const char *file;
    const char *func;
    uint32_t off;   // in the list
    uint32_t size;  // of both texts
};

static tw_err_t fail_list(tw_engine_t *engine, tw_err_t err) {
    return tw__fail(&engine->fault, err, TW_TEXT_LIST_IO);
}

static void drop_list(tw_engine_t *engine, struct list *list) {
    tw__arena_free(engine->arena, list->text);
    list->text = NULL;
}

static tw_err_t read_all(tw_engine_t *engine, struct list *list) {
    uint32_t read_size = 0;
    for (uint32_t off = 0; off < list->size; off += read_size) {
        tw_err_t err = tw__protected_read(engine, list_name, off, list->text + off,
                                          list->size - off, &read_size);
        if (err != TW_ERR_OK || read_size == 0) {
            return fail_list(engine, err == TW_ERR_OK ? TW_ERR_IO : err);
        }
    }
    return TW_ERR_OK;
}

// Gives a list with room for an entry more; no list is an empty one.
static tw_err_t open_list(tw_engine_t *engine, struct list *list) {
    tw_err_t err = tw__protected_stat(engine, list_name, &list->size);
    if (err == TW_ERR_NOENT) {
        list->size = 0;
    } else if (err != TW_ERR_OK || list->size > TW_AUTOSTART_BYTES) {
        return fail_list(engine, err == TW_ERR_OK ? TW_ERR_CORRUPT : err);
    }
    list->text = (char *)tw__arena_alloc_scratch(engine->arena, TW_AUTOSTART_BYTES);
    if (list->text == NULL) {
        return tw__engine_fail_nomem(engine, TW_AUTOSTART_BYTES);
    }
    err = read_all(engine, list);
    if (err != TW_ERR_OK) {
        drop_list(engine, list);
    }
    return err;
}

// The length of the text at off, with its NUL; 0 if it has none.
static uint32_t text_size(const struct list *list, uint32_t off) {
    for (uint32_t at = off; at < list->size; at++) {
        if (list->text[at] == '\0') {
            return at + 1 - off;
        }
    }
    return 0;
}

// The entry at off; CORRUPT if there is none, NOENT at the end.
static tw_err_t read_entry(const struct list *list, uint32_t off, struct entry *entry) {
    if (off == list->size) {
        return TW_ERR_NOENT;
    }
    uint32_t file_size = text_size(list, off);
    uint32_t func_size = file_size < 2 ? 0 : text_size(list, off + file_size);
    entry->file = list->text + off;
    entry->func = list->text + off + file_size;
    entry->off = off;
    entry->size = file_size + func_size;
    return func_size == 0 ? TW_ERR_CORRUPT : TW_ERR_OK;
}

static tw_err_t fail_corrupt(tw_engine_t *engine) {
    tw__engine_enter(engine, list_where);
    return tw__fail(&engine->fault, TW_ERR_CORRUPT, TW_TEXT_LIST_DAMAGED);
}

// ---- changes ------------------------------------------------------------------------------------

static bool is_file_name(const char *file) {
    size_t size = strlen(file);
    for (size_t i = 0; i < size; i++) {
        if (file[i] < ' ' || file[i] > '~' || file[i] == '/') {
            return false;
        }
    }
    return size > 0 && size <= TW_FILESTORE_NAME_BYTES && file[0] != '.';
}

// A damaged end is cut off.
static void remove_entry(struct list *list, const char *file) {
    struct entry entry;
    uint32_t off = 0;
    while (read_entry(list, off, &entry) == TW_ERR_OK) {
        if (!tw__text_equal(entry.file, file)) {
            off += entry.size;
            continue;
        }
        memmove(list->text + off, list->text + off + entry.size, list->size - off - entry.size);
        list->size -= entry.size;
    }
    list->size = off;
}

static tw_err_t add_entry(tw_engine_t *engine, struct list *list, const char *file,
                          const char *func) {
    uint32_t file_size = (uint32_t)strlen(file) + 1;
    size_t func_size = strlen(func) + 1;
    if (func_size > TW_AUTOSTART_BYTES || TW_AUTOSTART_BYTES - list->size < file_size + func_size) {
        return tw__fail(&engine->fault, TW_ERR_LIMIT, TW_TEXT_LIST_FULL,
                        (uint32_t)TW_AUTOSTART_BYTES);
    }
    memcpy(list->text + list->size, file, file_size);
    memcpy(list->text + list->size + file_size, func, func_size);
    list->size += file_size + (uint32_t)func_size;
    return TW_ERR_OK;
}

static tw_err_t save_list(tw_engine_t *engine, const struct list *list) {
    tw_err_t err = list->size == 0 ? tw__protected_remove(engine, list_name)
                                   : tw__protected_save(engine, list_name, list->text, list->size);
    return err == TW_ERR_OK ? err : fail_list(engine, err);
}

tw_err_t tw_autostart_set(tw_engine_t *engine, const char *file, const char *func, bool is_on) {
    tw_err_t err = tw__engine_enter_outside(engine, list_where);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (!is_file_name(file)) {
        return tw__fail(&engine->fault, TW_ERR_INVAL, TW_TEXT_NO_FILE_NAME, file);
    }
    struct list list;
    err = open_list(engine, &list);
    if (err != TW_ERR_OK) {
        return err;
    }
    remove_entry(&list, file);
    err = is_on ? add_entry(engine, &list, file, func == NULL ? "" : func) : TW_ERR_OK;
    err = err == TW_ERR_OK ? save_list(engine, &list) : err;
    drop_list(engine, &list);
    return err;
}

// ---- walks --------------------------------------------------------------------------------------

static tw_err_t walk(tw_engine_t *engine, tw_autostart_visit_t visit, void *ctx) {
    struct list list;
    struct entry entry;
    tw_err_t err = open_list(engine, &list);
    if (err != TW_ERR_OK) {
        return err;
    }
    bool goes_on = true;
    uint32_t off = 0;
    while (goes_on && (err = read_entry(&list, off, &entry)) == TW_ERR_OK) {
        goes_on = visit(ctx, entry.file, entry.func);
        off += entry.size;
    }
    drop_list(engine, &list);
    return err == TW_ERR_CORRUPT ? fail_corrupt(engine) : TW_ERR_OK;
}

tw_err_t tw_autostart_visit(tw_engine_t *engine, tw_autostart_visit_t visit, void *ctx) {
    tw_err_t err = tw__engine_enter_outside(engine, list_where);
    return err == TW_ERR_OK ? walk(engine, visit, ctx) : err;
}

// The file's name without ".wasm"; the engine checks the rest.
static void name_instance(const char *file, char name[TW_FILESTORE_NAME_BYTES + 1]) {
    static const char suffix[] = ".wasm";
    size_t size = strlen(file);
    size = size < TW_FILESTORE_NAME_BYTES ? size : TW_FILESTORE_NAME_BYTES;
    memcpy(name, file, size);
    name[size] = '\0';
    size_t cut = sizeof suffix - 1;
    if (size > cut && tw__text_equal(name + size - cut, suffix)) {
        name[size - cut] = '\0';
    }
}

static tw_err_t launch(tw_engine_t *engine, const char *file, const char *func) {
    char name[TW_FILESTORE_NAME_BYTES + 1];
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_err_t err = tw_module_load_file(engine, file, &module);
    if (err != TW_ERR_OK) {
        return err;
    }
    name_instance(file, name);
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.fuel = TW_FUEL_ENDLESS;  // it may run for ever, in slices
    err = tw_instance_launch(module, name, &limits, func[0] == '\0' ? NULL : func, NULL, NULL,
                             &instance);
    if (err != TW_ERR_OK) {
        tw__module_drop(module);
    }
    return err;
}

static bool launch_entry(void *ctx, const char *file, const char *func) {
    tw_engine_t *engine = (tw_engine_t *)ctx;
    const struct tw__schedule *schedule = engine->schedule;
    if (launch(engine, file, func) != TW_ERR_OK && schedule->report != NULL) {
        schedule->report(schedule->report_ctx, NULL, &engine->fault.info);
    }
    return true;
}

tw_err_t tw_autostart_run(tw_engine_t *engine) {
    tw_err_t err = tw__engine_enter_outside(engine, list_where);
    err = err == TW_ERR_OK ? tw__schedule_check(engine) : err;
    return err == TW_ERR_OK ? walk(engine, launch_entry, engine) : err;
}
