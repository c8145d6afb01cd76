// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Takes, grows and gives back blocks of wasi-libc's malloc, and checks that each keeps its bytes.

#include <stdlib.h>
#include <string.h>

__attribute__((import_module("hosted"), import_name("say"))) void say(const char *text,
                                                                      unsigned size);

#define BLOCKS 12
#define MOST_BYTES 120

static unsigned state = 1;
static unsigned char *blocks[BLOCKS];
static unsigned sizes[BLOCKS];

static unsigned draw(unsigned below) {
    state = state * 1664525u + 1013904223u;
    return (state >> 16) % below;
}

static unsigned damage(unsigned i) {
    unsigned count = 0;
    for (unsigned k = 0; k < sizes[i]; k++) {
        count += blocks[i][k] != (unsigned char)(i + k);
    }
    return count;
}

// How many bytes were not what they should be; -1 when there is no memory.
__attribute__((export_name("churn"))) int churn(int rounds) {
    unsigned wrong = 0;
    for (int round = 0; round < rounds; round++) {
        unsigned i = draw(BLOCKS);
        wrong += damage(i);
        unsigned size = draw(3) == 0 ? 0 : 1 + draw(MOST_BYTES);
        unsigned char *block = size == 0 ? NULL : realloc(blocks[i], size);
        if (size == 0) {
            free(blocks[i]);
        } else if (block == NULL) {
            return -1;
        }
        blocks[i] = block;
        for (unsigned k = sizes[i] < size ? sizes[i] : size; k < size; k++) {
            block[k] = (unsigned char)(i + k);
        }
        sizes[i] = size;
    }
    return (int)wrong;
}

// Says a text that lies in a block, with a word on the stack behind it.
__attribute__((export_name("greet"))) int greet(void) {
    char word[8];
    char *text = malloc(24);
    if (text == NULL) {
        return -1;
    }
    memcpy(word, "sparse", 7);
    memcpy(text, "malloc, ", 8);
    memcpy(text + 8, word, 7);
    say(text, (unsigned)strlen(text));
    say(word, 6);
    free(text);
    return 0;
}

// The largest block that can be had.
__attribute__((export_name("largest"))) int largest(void) {
    unsigned size = 1u << 30;
    void *block = NULL;
    while (size > 0 && (block = malloc(size)) == NULL) {
        size /= 2;
    }
    free(block);
    return (int)size;
}
