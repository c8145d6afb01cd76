// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/state.h"

// Tab: completes the word before the cursor as far as all candidates agree; a second tab lists
// them, as many as fit. The first word is a command's name; the second an instance's, where the
// command takes one first; the others are those of files.

enum kind { COMMANDS, INSTANCES, FILES };

struct search {
    tw_shell_t *shell;
    enum kind kind;
    const char *word;
    size_t word_size;
    char agreed[TW_FILESTORE_NAME_BYTES + 1];  // what all candidates begin with
    size_t agreed_size;
    uint32_t count;
    bool is_listing;
};

static void list_candidate(struct search *search, const char *name, size_t size) {
    if (tw__shell_room(search->shell) > 2 * TW_FILESTORE_NAME_BYTES) {
        tw__shell_put_text(search->shell, search->count == 0 ? "" : " ");
        tw__shell_put(search->shell, name, size);
    }
}

static void consider(struct search *search, const char *name) {
    size_t size = strlen(name);
    if (size < search->word_size || size >= sizeof search->agreed ||
        memcmp(name, search->word, search->word_size) != 0) {
        return;
    }
    if (search->is_listing) {
        list_candidate(search, name, size);
    } else if (search->count == 0) {
        memcpy(search->agreed, name, size);
        search->agreed_size = size;
    }
    for (size_t i = 0; i < search->agreed_size; i++) {
        if (i == size || name[i] != search->agreed[i]) {
            search->agreed_size = i;
        }
    }
    search->count++;
}

static bool consider_file(void *ctx, const tw_fileinfo_t *info) {
    consider((struct search *)ctx, info->name);
    return true;
}

static void consider_instances(struct search *search) {
    const tw_engine_t *engine = search->shell->config.engine;
    const tw_instance_t *instance;
    for (uint32_t i = 0; (instance = tw_engine_instance_at(engine, i)) != NULL; i++) {
        consider(search, tw_instance_name(instance));
    }
}

static void look(struct search *search) {
    tw_shell_t *shell = search->shell;
    search->count = 0;
    if (search->kind == COMMANDS) {
        const tw_shell_command_t *command;
        for (uint32_t i = 0; (command = tw__shell_command_at(shell, i)) != NULL; i++) {
            consider(search, command->name);
        }
    } else if (search->kind == INSTANCES) {
        consider_instances(search);
    } else if (shell->config.filestore != NULL) {
        // A filestore that cannot be listed has no candidates; `ls` says why.
        tw_err_t err = tw_filestore_list(shell->config.filestore, consider_file, search);
        (void)err;
    }
}

static void list(struct search *search) {
    search->is_listing = true;
    tw__shell_put_text(search->shell, "\n");
    look(search);
    tw__shell_put_text(search->shell, "\n");
    tw__edit_show(search->shell);
}

// What the word at start of the line is a name of.
static enum kind kind_at(const tw_shell_t *shell, uint32_t start) {
    static const char first[] = "INSTANCE";
    const tw_shell_command_t *command;
    for (uint32_t i = 0; start > 0 && (command = tw__shell_command_at(shell, i)) != NULL; i++) {
        size_t size = strlen(command->name);
        if (size + 1 == start && memcmp(shell->line, command->name, size) == 0) {
            bool takes_one = strlen(command->usage) >= sizeof first - 1 &&
                             memcmp(command->usage, first, sizeof first - 1) == 0;
            return takes_one && shell->config.engine != NULL ? INSTANCES : FILES;
        }
    }
    return start == 0 ? COMMANDS : FILES;
}

void tw__complete(tw_shell_t *shell) {
    struct search search = {.shell = shell, .is_listing = false};
    uint32_t start = shell->cursor;
    while (start > 0 && shell->line[start - 1] != ' ') {
        start--;
    }
    search.word = shell->line + start;
    search.word_size = shell->cursor - start;
    search.kind = kind_at(shell, start);
    look(&search);
    if (search.count == 0) {
        return;
    }
    if (search.agreed_size > search.word_size) {
        (void)tw__edit_insert(shell, search.agreed + search.word_size,
                              search.agreed_size - search.word_size);
    } else if (search.count > 1 && shell->was_tab) {
        list(&search);
    }
    if (search.count == 1 && shell->cursor == shell->line_size) {
        (void)tw__edit_insert(shell, " ", 1);
    }
}
