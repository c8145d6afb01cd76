// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

static const struct option about_options[] = {OPTION_JSON, OPTIONS_END};

const struct command row_about = {
    .name = "about",
    .run = command_about,
    .group = GROUP_TOOL,
    .synopsis = "tw about [--json]\n",
    .summary = "shows how this tool was built",
    .help =
        "Version, compiler, interpreters, profile, the features of WebAssembly that modules may\n"
        "use, the libraries in it, and under which licences all of that is.\n",
    .options = about_options,
    .examples = "tw about\n",
};

const struct command row_completions = {
    .name = "completions",
    .run = command_completions,
    .group = GROUP_TOOL,
    .synopsis = "tw completions bash|zsh|fish\n",
    .summary = "writes what completes tw's words in a shell",
    .help = "Commands, options and what may stand behind them, as the help pages have them.\n",
    .words = "bash|zsh|fish",
    .examples =
        "tw completions bash >~/.local/share/bash-completion/completions/tw\n"
        "tw completions zsh >~/.zfunc/_tw  # a folder of fpath\n"
        "tw completions fish >~/.config/fish/completions/tw.fish\n",
};

const struct command row_help = {
    .name = "help",
    .run = command_help,
    .group = GROUP_TOOL,
    .synopsis =
        "tw help [COMMAND]\n"
        "tw COMMAND --help\n",
    .summary = "shows this, or more about a command",
    .help = "docs/TW.md has all of these pages.\n",
    .words = "COMMAND",
    .examples = "tw help run\n",
};
