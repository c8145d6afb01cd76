// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_SIZE 4096
#define EXIT_SIGNALLED 128

extern char **environ;

// ---- words --------------------------------------------------------------------------------------

static void *check_memory(void *memory) {
    if (memory == NULL) {
        fputs("tw: NOMEM: the PC has no memory left: close something\n", stderr);
        exit(EXIT_FAILURE);
    }
    return memory;
}

static void add_owned(struct words *words, char *word) {
    words->items = check_memory(realloc(words->items, (words->count + 2) * sizeof words->items[0]));
    words->items[words->count++] = check_memory(word);
    words->items[words->count] = NULL;
}

void words_add(struct words *words, const char *word) {
    add_owned(words, strdup(word));
}

void words_add_format(struct words *words, const char *format, ...) {
    char *word = NULL;
    va_list values;
    va_start(values, format);
    int size = vasprintf(&word, format, values);
    va_end(values);
    add_owned(words, size < 0 ? NULL : word);
}

void words_free(struct words *words) {
    for (size_t i = 0; i < words->count; i++) {
        free(words->items[i]);
    }
    free(words->items);
    *words = (struct words){NULL, 0};
}

static void print_word(const char *word) {
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%";
    if (word[0] != '\0' && strspn(word, plain) == strlen(word)) {
        printf("%s", word);
        return;
    }
    putchar('\'');
    for (; *word != '\0'; word++) {
        printf(*word == '\'' ? "'\\''" : "%c", *word);
    }
    putchar('\'');
}

void words_print(const struct words *words) {
    for (size_t i = 0; i < words->count; i++) {
        printf("%s", i == 0 ? "" : " ");
        print_word(words->items[i]);
    }
    putchar('\n');
}

// ---- programs -----------------------------------------------------------------------------------

static bool is_program(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode) && access(path, X_OK) == 0;
}

// An empty folder of PATH is this one.
static bool find_on_path(const char *name, char *path, size_t room) {
    const char *folders = getenv("PATH");
    while (folders != NULL) {
        int size = (int)strcspn(folders, ":");
        int used =
            snprintf(path, room, "%.*s/%s", size == 0 ? 1 : size, size == 0 ? "." : folders, name);
        if (used > 0 && (size_t)used < room && is_program(path)) {
            return true;
        }
        folders = folders[size] == ':' ? folders + size + 1 : NULL;
    }
    return false;
}

bool program_find(const char *name, char *path, size_t room) {
    char own[PATH_SIZE];
    if (path == NULL) {
        path = own;
        room = sizeof own;
    }
    if (strchr(name, '/') == NULL) {
        return name[0] != '\0' && find_on_path(name, path, room);
    }
    int used = snprintf(path, room, "%s", name);
    return used > 0 && (size_t)used < room && is_program(path);
}

static int wait_for(pid_t pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return WIFSIGNALED(status) ? EXIT_SIGNALLED + WTERMSIG(status) : WEXITSTATUS(status);
}

static void collect(int pipe, struct buffer *output) {
    char bytes[4096];
    for (;;) {
        ssize_t count = read(pipe, bytes, sizeof bytes);
        if (count > 0) {
            buffer_put(output, bytes, (size_t)count);
        } else if (count == 0 || errno != EINTR) {
            break;
        }
    }
    buffer_put_byte(output, 0);
    output->size--;
}

// 0 or a number of errno.
static int spawn(const struct words *words, const char *folder, const int *pipe, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (folder != NULL) {
        posix_spawn_file_actions_addchdir_np(&actions, folder);
    }
    if (pipe != NULL) {
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO);
    }
    fflush(NULL);
    int error = posix_spawnp(pid, words->items[0], &actions, NULL, words->items, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static int run_with_pipe(const struct words *words, const char *folder, struct buffer *output) {
    int ends[2];
    pid_t pid = 0;
    if (pipe(ends) != 0) {
        return -1;
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    int error = spawn(words, folder, ends, &pid);
    close(ends[1]);
    if (error == 0) {
        collect(ends[0], output);
    }
    close(ends[0]);
    errno = error;
    return error == 0 ? wait_for(pid) : -1;
}

int program_run(const struct words *words, const char *folder, struct buffer *output) {
    pid_t pid = 0;
    if (output != NULL) {
        return run_with_pipe(words, folder, output);
    }
    int error = spawn(words, folder, NULL, &pid);
    errno = error;
    return error == 0 ? wait_for(pid) : -1;
}

void program_become(const struct words *words) {
    fflush(NULL);
    execvp(words->items[0], words->items);
}
