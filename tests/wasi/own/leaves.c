// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Leaves a file behind, named so that it may; and with an argument one that it may not.

#include "say.h"

int main(int count, char **args) {
    (void)args;
    say_number("left", make_file(count > 1 ? "left" : "left.cleanup", "x") >= 0);
    return 0;
}
