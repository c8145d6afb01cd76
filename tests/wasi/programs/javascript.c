// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// javascript FILE: runs a script on QuickJS; print() writes a line.

#include <stdio.h>
#include <stdlib.h>

#include "quickjs.h"

static JSValue print(JSContext *ctx, JSValueConst self, int count, JSValueConst *values) {
    (void)self;
    for (int i = 0; i < count; i++) {
        const char *text = JS_ToCString(ctx, values[i]);
        printf("%s%s", i > 0 ? " " : "", text != NULL ? text : "?");
        JS_FreeCString(ctx, text);
    }
    printf("\n");
    return JS_UNDEFINED;
}

static char *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    char *text = malloc(1 << 20);
    if (file == NULL || text == NULL) {
        return NULL;
    }
    *size = fread(text, 1, (1 << 20) - 1, file);
    text[*size] = '\0';
    fclose(file);
    return text;
}

int main(int count, char **args) {
    size_t size = 0;
    char *text = count > 1 ? read_file(args[1], &size) : NULL;
    if (text == NULL) {
        fprintf(stderr, "javascript: no such file\n");
        return 2;
    }
    JSContext *ctx = JS_NewContext(JS_NewRuntime());
    JSValue global = JS_GetGlobalObject(ctx);
    JS_SetPropertyStr(ctx, global, "print", JS_NewCFunction(ctx, print, "print", 1));
    JS_FreeValue(ctx, global);
    JSValue result = JS_Eval(ctx, text, size, args[1], JS_EVAL_TYPE_GLOBAL);
    JSContext *job = ctx;
    while (JS_ExecutePendingJob(JS_GetRuntime(ctx), &job) > 0) {
    }
    int is_bad = JS_IsException(result);
    if (is_bad) {
        const char *message = JS_ToCString(ctx, JS_GetException(ctx));
        printf("uncaught %s\n", message != NULL ? message : "?");
    }
    free(text);
    return is_bad;
}
