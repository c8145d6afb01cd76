// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A hash table with open addressing: words are counted, looked up and taken out again. Keys are
// strings in a pool; the table doubles when it is three quarters full.
#include "export.h"

#include <stdbool.h>

#define MOST_SLOTS 1024
#define POOL_BYTES 8192
#define NONE 0xffffu
#define GONE 0xfffeu

typedef struct entry {
    uint32_t hash;
    uint16_t key;  // offset in the pool; NONE: free, GONE: taken out
    uint16_t count;
} entry_t;

static entry_t slots[MOST_SLOTS];
static entry_t old[MOST_SLOTS / 2];
static char pool[POOL_BYTES];
static uint32_t slot_count;
static uint32_t used;
static uint32_t pool_used;

static uint32_t hash_of(const char *key) {
    uint32_t hash = 2166136261u;
    for (; *key != '\0'; key++) {
        hash = (hash ^ (uint8_t)*key) * 16777619u;
    }
    return hash;
}

static bool equal(const char *a, const char *b) {
    while (*a == *b && *a != '\0') {
        a++;
        b++;
    }
    return *a == *b;
}

static void clear(uint32_t count) {
    slot_count = count;
    used = 0;
    for (uint32_t i = 0; i < count; i++) {
        slots[i] = (entry_t){0, NONE, 0};
    }
}

// The entry of this key, or the free one where it belongs.
static entry_t *find(const char *key, uint32_t hash) {
    uint32_t mask = slot_count - 1;
    for (uint32_t i = hash & mask;; i = (i + 1) & mask) {
        entry_t *entry = &slots[i];
        if (entry->key == NONE) {
            return entry;
        }
        if (entry->key != GONE && entry->hash == hash && equal(&pool[entry->key], key)) {
            return entry;
        }
    }
}

static void grow(void) {
    uint32_t count = slot_count;
    for (uint32_t i = 0; i < count; i++) {
        old[i] = slots[i];
    }
    clear(count * 2);
    for (uint32_t i = 0; i < count; i++) {
        if (old[i].key != NONE && old[i].key != GONE) {
            *find(&pool[old[i].key], old[i].hash) = old[i];
            used++;
        }
    }
}

static uint16_t keep(const char *key) {
    uint32_t begin = pool_used;
    do {
        pool[pool_used++] = *key;
    } while (*key++ != '\0');
    return (uint16_t)begin;
}

static uint32_t add(const char *key) {
    if (used * 4 >= slot_count * 3 && slot_count < MOST_SLOTS) {
        grow();
    }
    uint32_t hash = hash_of(key);
    entry_t *entry = find(key, hash);
    if (entry->key == NONE) {
        *entry = (entry_t){hash, keep(key), 0};
        used++;
    }
    return ++entry->count;
}

static bool take_out(const char *key) {
    entry_t *entry = find(key, hash_of(key));
    bool is_there = entry->key != NONE;
    if (is_there) {
        entry->key = GONE;
    }
    return is_there;
}

static void write_word(uint32_t number, char word[12]) {
    uint32_t i = 0;
    do {
        word[i++] = (char)('a' + number % 7);
        word[i++] = (char)('k' + number % 3);
        number /= 7;
    } while (number > 0);
    word[i] = '\0';
}

EXPORT(hash) uint32_t hash(uint32_t count) {
    char word[12];
    uint32_t sum = 0;
    uint32_t seed = 7;
    pool_used = 0;
    clear(16);
    for (uint32_t i = 0; i < count; i++) {
        seed = seed * 1103515245u + 12345u;
        write_word((seed >> 16) % 700, word);
        sum = MIX(sum, add(word));
    }
    for (uint32_t i = 0; i < 700; i += 3) {
        write_word(i, word);
        sum = MIX(sum, take_out(word));
    }
    for (uint32_t i = 0; i < slot_count; i++) {
        sum = MIX(sum, slots[i].key == GONE || slots[i].key == NONE ? 0 : slots[i].count);
    }
    return MIX(sum, pool_used);
}
