// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
__attribute__((import_module("hosted"), import_name("pong"))) void pong(void);

__attribute__((export_name("ping"))) void ping(void) {
    pong();
}
