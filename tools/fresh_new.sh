#!/bin/sh
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
#
# tools/fresh_new.sh [with] [without]: tw new, run and test of every template in a bare Debian 12,
# with what make install puts down here. `with`: in a root with the groups demo and
# guests, each template in each of its languages but Go, compiled there. `without`: in one that has
# neither compiler nor CMake; the template's programs run, and what a rebuild needs is said. Both, if
# none is named. Needs root. Everything is below build/fresh and goes with it.
set -eu
cd "$(dirname "$0")/.."
. tools/fresh_root.sh
PREFIX=/usr/local
languages='c rust zig assemblyscript'

note() { # WHAT CODE
    if [ "$2" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        tail -n 15 "$work/new.log" | sed 's/^/    /'
    fi
    echo "$where: $1: exit code $2"
}

# In the root, as a user of it; the output is kept.
step() { # WHAT SCRIPT
    code=0
    inside "$root" root "mkdir -p ~/projects && cd ~/projects && $2" >"$work/new.log" 2>&1 || code=$?
    note "$1" "$code"
}

one_template() { # TEMPLATE LANGUAGE
    run='tw run --until 3s'
    [ "$1" != wasi ] || run='tw run -- World'
    name=$1-$2
    step "tw new of $name" "tw new project $name --template $1 --lang $2"
    [ "$where" = without ] || {
        step "tw build of $name" "cd $name && tw build modules --all >said 2>&1 && cat said && grep -q ^compiling said"
    }
    step "tw run of $name" "cd $name && $run >said 2>&1 && cat said && [ -s said ]"
    if [ "$where" = without ] && [ "$1" != wasi ]; then
        step "what a rebuild of $name needs is said" "cd $name && grep -q 'a rebuild needs .*apt-get install' said"
    else
        [ "$where" = without ] || step "$name was built" "cd $name && ! grep -q 'as it was installed' said"
    fi
    step "tw test of $name" "cd $name && tw test"
}

all_templates() {
    sed '/^#/d' apps/templates.txt | while read -r template app stem rest; do
        for language in $languages; do
            [ -d "modules/${stem}_$language" ] || { [ "$language" = c ] && [ -d "modules/$stem" ]; } ||
                continue
            echo "$template $language"
        done
    done >"$work/templates"
    while read -r template language; do
        one_template "$template" "$language"
    done <"$work/templates"
}

try() { # WHERE
    where=$1
    root=$work/new-$1
    make_root "$root"
    # What tw needs of others to run.
    inside "$root" root "apt-get -q update &&
        apt-get install -qy --no-install-recommends libpng16-16 libserialport0 libsdl2-2.0-0" \
        >"$work/new.log" 2>&1
    DESTDIR=$root PREFIX=$PREFIX tools/install >"$work/new.log" 2>&1
    if [ "$1" = with ]; then
        step "the groups demo and guests" "$PREFIX/share/tinywasm/tools/setup demo guests"
    else
        step "there is no compiler" "! command -v cc gcc clang cmake make node"
    fi
    all_templates
    rm -rf "$root"
}

mkdir -p "$work"
make_base
passed=0
failed=0
[ $# -gt 0 ] || set -- with without
for which in "$@"; do
    try "$which"
done
echo "fresh-new: $passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
