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

static const struct option doctor_options[] = {OPTION_JSON, OPTIONS_END};

const struct command row_doctor = {
    .name = "doctor",
    .run = command_doctor,
    .group = GROUP_TOOL,
    .synopsis = "tw doctor [GROUP...] [--json]\n",
    .summary = "says what is installed, what is missing, and what installs it",
    .help =
        "Looks for what each group of tools/setup names: demo builds for the PC, arm, pico and\n"
        "riscv for boards, guests and tinygo the languages of modules, tw what this tool is\n"
        "better with; the others are for tests. Of groups that are named all is listed, and\n"
        "the exit code says whether all is there.\n",
    .options = doctor_options,
    .examples =
        "tw doctor\n"
        "tw doctor demo arm\n",
    .exits =
        "0    of the groups named all is there\n"
        "1    the groups cannot be read\n"
        "2    wrong usage, or no such group\n"
        "3    of the groups named something is missing\n",
};
