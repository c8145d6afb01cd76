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
source=$PWD
work=$source/build/fresh
SUITE=bookworm
[ "$(id -u)" = 0 ] || { echo "fresh: needs root" >&2; exit 3; }

# The lines of the README's code blocks that a newcomer types, in order, each once.
commands() {
    if [ -n "${COMMANDS:-}" ]; then
        cat "$COMMANDS"
        return
    fi
    awk '/^```/ { inside = !inside; next }
        inside { sub(/^\$ /, ""); sub(/ +#.*/, "") }
        inside && /^(sudo )?(apt-get install|git clone|cd |make (demo|test|spec)$)/ && !seen[$0]++ {
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

make_base() {
    [ ! -f "$work/base.tar" ] || return 0
    echo "making a bare Debian ($SUITE, minbase) ..."
    rm -rf "$work/base"
    debootstrap --variant=minbase "$SUITE" "$work/base" >"$work/debootstrap.log" 2>&1 || {
        tail -n 5 "$work/debootstrap.log" >&2
        exit 1
    }
    tar -C "$work/base" -cf "$work/base.tar" .
    rm -rf "$work/base"
}

# A root of its own, with this machine's way into the network: name servers, Debian archives,
# certificate authorities.
make_root() { # FOLDER
    rm -rf "$1"
    mkdir -p "$1"
    tar -C "$1" -xf "$work/base.tar"
    cp -L /etc/resolv.conf "$1/etc/resolv.conf"
    cp -L /etc/hosts "$1/etc/hosts"
    if grep -qs "$SUITE" /etc/apt/sources.list.d/debian.sources; then
        rm -f "$1/etc/apt/sources.list"
        cp /etc/apt/sources.list.d/debian.sources "$1/etc/apt/sources.list.d/"
    fi
    if [ -n "$(ls /usr/local/share/ca-certificates 2>/dev/null)" ]; then
        mkdir -p "$1/usr/local/share/ca-certificates"
        cp -rL /usr/local/share/ca-certificates/. "$1/usr/local/share/ca-certificates/"
    fi
    git clone -q --bare "$source" "$1/srv/tinywasm.git"
}

# Runs a script inside FOLDER with its own mounts, which go when it ends.
inside() { # FOLDER USER SCRIPT
    unshare --mount --pid --fork --kill-child --mount-proc="$1/proc" sh -c '
        mount --rbind /dev "$1/dev" && mount --make-rslave "$1/dev"
        exec chroot "$1" /usr/bin/env -i TERM=dumb LANG=C.UTF-8 CI=1 \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            su -s /bin/sh "$2" -c "$3"' sh "$1" "$2" "$3" </dev/null
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
