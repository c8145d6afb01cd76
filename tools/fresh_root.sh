# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# For scripts that work in bare Debian roots below build/fresh, which begin in the project's folder.
# shellcheck shell=sh
source=$PWD
work=$source/build/fresh
SUITE=bookworm
[ "$(id -u)" = 0 ] || { echo "fresh: needs root" >&2; exit 3; }

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
