// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

// Commands that a device's shell runs.

static const struct option options[] = {OPTION_DEVICE, OPTION_KEY, OPTIONS_END};

static const struct option data_options[] = {OPTION_DEVICE, OPTION_KEY, OPTION_JSON, OPTIONS_END};

const struct command row_ls = {
    .name = "ls",
    .group = GROUP_DEVICE,
    .synopsis = "tw ls --device LINE [--json]\n",
    .summary = "lists the files of a device",
    .help = "Names and sizes, and what is free of the filestore.\n",
    .options = data_options,
    .examples = "tw ls --device /dev/ttyACM0\n",
};

const struct command row_put = {
    .name = "put",
    .group = GROUP_DEVICE,
    .synopsis = "tw put FILE [NAME] --device LINE [--key FILE]\n",
    .summary = "sends a file to a device",
    .help =
        "The device validates a module as it comes and keeps the old file until all has come\n"
        "with the right hash. A put that was cut off goes on where it was when it is done\n"
        "again; over tcp:// and ble:// a connection that breaks is opened again for 20 seconds.\n",
    .options = options,
    .words = "FILE",
    .examples =
        "tw put ping.wasm --device /dev/ttyACM0\n"
        "tw put ping.wasm --device tcp://192.168.1.20 --key device.key\n"
        "tw put ping.wasm --device ble://kitchen --key device.key\n",
};

const struct command row_get = {
    .name = "get",
    .group = GROUP_DEVICE,
    .synopsis = "tw get NAME [FILE] --device LINE\n",
    .summary = "brings a file from a device",
    .help =
        "What has come is kept in FILE.part until all is there with the right hash; the same\n"
        "get goes on from there.\n",
    .options = options,
    .examples = "tw get ping.wasm copy.wasm --device /dev/ttyACM0\n",
};

const struct command row_rm = {
    .name = "rm",
    .group = GROUP_DEVICE,
    .synopsis = "tw rm NAME --device LINE\n",
    .summary = "removes a file from a device",
    .help = "A module that is loaded goes on; it is gone when it is unloaded.\n",
    .options = options,
    .examples = "tw rm ping.wasm --device /dev/ttyACM0\n",
};

const struct command row_load = {
    .name = "load",
    .group = GROUP_DEVICE,
    .synopsis = "tw load FILE --device LINE\n",
    .summary = "loads a module on a device",
    .help = "FILE is one of the device's filestore.\n",
    .options = options,
    .examples = "tw load ping.wasm --device /dev/ttyACM0\n",
};

const struct command row_unload = {
    .name = "unload",
    .group = GROUP_DEVICE,
    .synopsis = "tw unload MODULE --device LINE\n",
    .summary = "unloads one",
    .help = "All of its memory comes back. Its instances must be halted before.\n",
    .options = options,
    .examples = "tw unload ping.wasm --device /dev/ttyACM0\n",
};

const struct command row_halt = {
    .name = "halt",
    .group = GROUP_DEVICE,
    .synopsis = "tw halt INSTANCE --device LINE\n",
    .summary = "ends an instance",
    .help = "Its module stays loaded.\n",
    .options = options,
    .examples = "tw halt ping --device /dev/ttyACM0\n",
};

const struct command row_call = {
    .name = "call",
    .group = GROUP_DEVICE,
    .passes_words = true,
    .synopsis = "tw call INSTANCE FUNCTION [ARG...] --device LINE\n",
    .summary = "calls a function of an instance",
    .help = "Prints its results. It may take as long as it wants; Ctrl-C ends tw, not the call.\n",
    .options = options,
    .examples = "tw call ping ping --device /dev/ttyACM0\n",
};

const struct command row_swap = {
    .name = "swap",
    .group = GROUP_DEVICE,
    .synopsis = "tw swap INSTANCE [FILE] --device LINE\n",
    .summary = "puts a new version in an instance's place",
    .help = "If the new version fails, the old one goes on.\n",
    .options = options,
    .examples = "tw put ping.wasm --device /dev/ttyACM0 && tw swap ping --device /dev/ttyACM0\n",
};

const struct command row_ps = {
    .name = "ps",
    .group = GROUP_DEVICE,
    .synopsis = "tw ps --device LINE [--json]\n",
    .summary = "lists instances",
    .help = "With what each is doing and what it has used.\n",
    .options = data_options,
    .examples = "tw ps --device /dev/ttyACM0\n",
};

const struct command row_log = {
    .name = "log",
    .group = GROUP_DEVICE,
    .synopsis = "tw log --device LINE [--json]\n",
    .summary = "shows what a device logged",
    .help = "The oldest line first.\n",
    .options = data_options,
    .examples = "tw log --device /dev/ttyACM0\n",
};

static const struct option netkey_options[] = {
    OPTION_DEVICE,
    {"--key", "FILE", "the key; a file that is not there is made, with a new one"},
    {"--remove", NULL, "takes the device's key away, which shuts its remote shells"},
    OPTIONS_END};

const struct command row_netkey = {
    .name = "netkey",
    .group = GROUP_DEVICE,
    .synopsis = "tw netkey --key FILE --device LINE\ntw netkey --remove --device LINE\n",
    .summary = "gives a device the key of its remote shells",
    .help =
        "Without a key a device takes nobody by tcp://; with it, only who has the same one. LINE\n"
        "is a serial line that nobody else can read, for the key goes over it as it is, with a\n"
        "seed for devices that have no source of entropy. The key stays in the device's\n"
        "filestore, where no command, transfer or module can read it.\n",
    .options = netkey_options,
    .examples =
        "tw netkey --key device.key --device /dev/ttyACM0\n"
        "tw ls --device tcp://192.168.1.20 --key device.key\n",
};
