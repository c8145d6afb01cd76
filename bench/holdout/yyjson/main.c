// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "holdout.h"

#include "yyjson.h"

static yyjson_mut_doc *make(uint32_t seed) {
    yyjson_mut_doc *doc = yyjson_mut_doc_new(NULL);
    yyjson_mut_val *root = yyjson_mut_arr(doc);
    yyjson_mut_doc_set_root(doc, root);
    for (uint32_t i = 0; i < 24; i++) {
        yyjson_mut_val *item = yyjson_mut_arr_add_obj(doc, root);
        yyjson_mut_obj_add_uint(doc, item, "number", i * 7919 + seed);
        yyjson_mut_obj_add_str(doc, item, "name",
                               "a \"sensor\" \\ in the gar\xc3\xa4"
                               "ge");
        yyjson_mut_obj_add_real(doc, item, "value", (double)(i + seed) * 1.0625 - 9.75);
        yyjson_mut_obj_add_bool(doc, item, "on", i % 3 == 0);
        yyjson_mut_val *list = yyjson_mut_obj_add_arr(doc, item, "list");
        for (uint32_t k = 0; k < 6; k++) {
            yyjson_mut_arr_add_int(doc, list, (int64_t)(i * k) - 40);
        }
    }
    return doc;
}

static uint32_t sum_of(yyjson_val *root, uint32_t sum) {
    size_t at, last;
    yyjson_val *item;
    yyjson_arr_foreach(root, at, last, item) {
        sum = mix(sum, (uint32_t)yyjson_get_uint(yyjson_obj_get(item, "number")));
        sum = mix(sum, (uint32_t)(int32_t)(yyjson_get_real(yyjson_obj_get(item, "value")) * 64.0));
        sum = mix(sum, (uint32_t)yyjson_arr_size(yyjson_obj_get(item, "list")));
    }
    return sum;
}

uint32_t run(uint32_t rounds) {
    uint32_t sum = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        yyjson_mut_doc *doc = make(i);
        size_t size = 0;
        char *text = yyjson_mut_write(doc, YYJSON_WRITE_PRETTY, &size);
        yyjson_doc *again = yyjson_read(text, size, 0);
        sum = sum_of(yyjson_doc_get_root(again), mix(sum, (uint32_t)size));
        yyjson_doc_free(again);
        free(text);
        yyjson_mut_doc_free(doc);
    }
    return sum;
}
