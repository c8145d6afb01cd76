// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A database in memory: tables, an index, a transaction that is undone, joins, windows, text search
// by pattern, JSON, and errors.

#include <stdio.h>

#include "sqlite3.h"

static int print_row(void *ctx, int count, char **values, char **names) {
    (void)ctx;
    (void)names;
    for (int i = 0; i < count; i++) {
        printf("%s%s", i > 0 ? "|" : "", values[i] != NULL ? values[i] : "NULL");
    }
    printf("\n");
    return 0;
}

static void run(sqlite3 *db, const char *sql) {
    char *error = NULL;
    printf("> %s\n", sql);
    if (sqlite3_exec(db, sql, print_row, NULL, &error) != SQLITE_OK) {
        printf("error: %s\n", error);
    }
    sqlite3_free(error);
}

static void insert_many(sqlite3 *db) {
    sqlite3_stmt *statement = NULL;
    (void)sqlite3_prepare_v2(db, "INSERT INTO readings VALUES (?, ?, ?)", -1, &statement, NULL);
    for (int i = 0; i < 20000; i++) {
        sqlite3_bind_int(statement, 1, i);
        sqlite3_bind_int(statement, 2, i % 7);
        sqlite3_bind_double(statement, 3, (i * 37 % 1000) / 8.0);
        (void)sqlite3_step(statement);
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
}

int main(void) {
    sqlite3 *db = NULL;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK) {
        printf("not opened: %s\n", sqlite3_errmsg(db));
        return 1;
    }
    run(db, "CREATE TABLE sensors (id INTEGER PRIMARY KEY, name TEXT UNIQUE)");
    run(db, "CREATE TABLE readings (at INTEGER, sensor INTEGER REFERENCES sensors, value REAL)");
    run(db, "INSERT INTO sensors (name) VALUES ('one'), ('two'), ('three'), ('four')");
    run(db, "BEGIN");
    insert_many(db);
    run(db, "COMMIT");
    run(db, "CREATE INDEX by_sensor ON readings (sensor, value)");
    run(db,
        "SELECT name, count(*), sum(value), avg(value), max(value) FROM sensors "
        "JOIN readings ON id = sensor GROUP BY name ORDER BY name");
    run(db,
        "SELECT at, value, rank() OVER (ORDER BY value DESC, at) FROM readings "
        "WHERE sensor = 3 LIMIT 5");
    run(db,
        "WITH RECURSIVE fib(a, b) AS (SELECT 0, 1 UNION ALL SELECT b, a + b FROM fib LIMIT 40) "
        "SELECT max(a) FROM fib");
    run(db, "BEGIN");
    run(db, "DELETE FROM readings WHERE value > 10");
    run(db, "SELECT count(*) FROM readings");
    run(db, "ROLLBACK");
    run(db, "SELECT count(*), total(value) FROM readings");
    run(db, "SELECT name FROM sensors WHERE name LIKE 't%' ORDER BY length(name) DESC");
    run(db, "SELECT json_extract('{\"a\": [1, 2.5, \"x\"]}', '$.a[1]'), printf('%.3f', 2.0 / 3)");
    run(db, "INSERT INTO sensors (name) VALUES ('one')");
    run(db, "SELEC 1");
    run(db, "PRAGMA integrity_check");
    sqlite3_close(db);
    return 0;
}
