// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "holdout.h"

#include "sqlite3.h"

// A file system that has no files: the data base is in memory.
static int open_none(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
    (void)vfs;
    (void)name;
    (void)flags;
    (void)out;
    file->pMethods = NULL;
    return SQLITE_CANTOPEN;
}

static int delete_none(sqlite3_vfs *vfs, const char *name, int is_synced) {
    (void)vfs;
    (void)name;
    (void)is_synced;
    return SQLITE_OK;
}

static int access_none(sqlite3_vfs *vfs, const char *name, int flags, int *is_there) {
    (void)vfs;
    (void)name;
    (void)flags;
    *is_there = 0;
    return SQLITE_OK;
}

static int same_path(sqlite3_vfs *vfs, const char *name, int size, char *to) {
    (void)vfs;
    sqlite3_snprintf(size, to, "%s", name);
    return SQLITE_OK;
}

static int fill(sqlite3_vfs *vfs, int size, char *to) {
    (void)vfs;
    memset(to, 7, (size_t)size);
    return size;
}

static int sleep_not(sqlite3_vfs *vfs, int us) {
    (void)vfs;
    return us;
}

static int always_noon(sqlite3_vfs *vfs, double *day) {
    (void)vfs;
    *day = 2460000.0;
    return SQLITE_OK;
}

static sqlite3_vfs no_files = {.iVersion = 1,
                               .szOsFile = sizeof(sqlite3_file),
                               .mxPathname = 64,
                               .zName = "none",
                               .xOpen = open_none,
                               .xDelete = delete_none,
                               .xAccess = access_none,
                               .xFullPathname = same_path,
                               .xRandomness = fill,
                               .xSleep = sleep_not,
                               .xCurrentTime = always_noon};

int sqlite3_os_init(void) {
    return sqlite3_vfs_register(&no_files, 1);
}

int sqlite3_os_end(void) {
    return SQLITE_OK;
}

static const char filling[] =
    "create table item(id integer primary key, name text, price real, kind int);"
    "create table kind(id integer primary key, name text);"
    "insert into kind values (0, 'board'), (1, 'sensor'), (2, 'cable');"
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)"
    " insert into item select i, 'item ' || i, i * 1.5, i % 3 from n;"
    "create index by_name on item(name);";
static const char asking[] =
    "select kind.name, count(*), sum(price), max(item.name) from item join kind on kind.id = kind"
    " where item.name like '%1%' group by kind order by sum(price) desc;"
    "select name, length(name), upper(substr(name, 2, 3)) from item where price between 10 and 40"
    " order by price desc limit 7;"
    "update item set price = price * 2 where id in (select id from item where name > 'item 4');"
    "delete from item where kind = 1 and id % 2 = 0;"
    "select total(price), group_concat(id, '-') from item;";

static int add_row(void *ctx, int count, char **cells, char **names) {
    (void)names;
    uint32_t *sum = ctx;
    for (int i = 0; i < count; i++) {
        *sum = mix_bytes(*sum, cells[i], strlen(cells[i]));
    }
    return 0;
}

uint32_t run(uint32_t rounds) {
    uint32_t sum = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        sqlite3 *db = NULL;
        int err = sqlite3_open(":memory:", &db);
        err |= sqlite3_exec(db, filling, NULL, NULL, NULL);
        err |= sqlite3_exec(db, asking, add_row, &sum, NULL);
        sum = mix(sum, (uint32_t)err);
        sqlite3_close(db);
    }
    return sum;
}
