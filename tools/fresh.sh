#!/bin/sh
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
#
# tools/fresh.sh [root] [user]: follows the README in a bare Debian 12 (debootstrap, minbase): the
# commands of its code blocks that install, clone and make, in their order, each of which must give
# exit code 0. Once as root, once as a user with sudo (both, if none is named). Needs root itself.
# COMMANDS=file takes the commands from there. Everything is below build/fresh and goes with it.
set -eu
cd "$(dirname "$0")/.."
. tools/fresh_root.sh

# The lines of the README's code blocks that a newcomer types, in order, each once.
commands() {
    if [ -n "${COMMANDS:-}" ]; then
        cat "$COMMANDS"
        return
    fi
    awk '/^```/ { inside = !inside; next }
        inside { sub(/^\$ /, ""); sub(/ +#.*/, "") }
        inside && /^(sudo )?(apt-get install|git clone|cd [^ ]*$|make (demo|test|spec)$)/ && !seen[$0]++ {
            sub(/^sudo /, ""); print }' README.md
}

check_commands() {
    for needed in 'apt-get install' 'git clone' 'make demo' 'make test' 'make spec'; do
        grep -q "^$needed" "$work/commands" || {
            echo "fresh: the README has no line '$needed'" >&2
            exit 1
        }
    done
}

follow() { # WHO
    root=$work/$1
    make_root "$root"
    sudo=
    inside "$root" root "apt-get -q update" >"$work/$1.log" 2>&1
    if [ "$1" = user ]; then
        sudo="sudo "
        inside "$root" root "apt-get install -qy --no-install-recommends sudo &&
            useradd -m user && chown -R user /srv/tinywasm.git && echo 'user ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/user" \
            >>"$work/$1.log" 2>&1
    fi
    where=.
    while IFS= read -r line; do
        command=$line
        case $line in
        apt-get*) command=$sudo$line ;;
        'git clone'*) command="git clone -q /srv/tinywasm.git tinywasm" ;;
        'cd '*) where=$where/${line#cd }; continue ;;
        esac
        start=$(date +%s)
        code=0
        inside "$root" "$1" "cd ~ && cd $where && $command" >>"$work/$1.log" 2>&1 </dev/null ||
            code=$?
        echo "$1: $line: exit code $code, $(($(date +%s) - start)) s"
        if [ "$code" = 0 ]; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            tail -n 20 "$work/$1.log" | sed 's/^/    /'
        fi
    done <"$work/commands"
    rm -rf "$root"
}

mkdir -p "$work"
commands >"$work/commands"
check_commands
make_base
passed=0
failed=0
[ $# -gt 0 ] || set -- root user
for who in "$@"; do
    follow "$who"
done
echo "fresh: $passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
