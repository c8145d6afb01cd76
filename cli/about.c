// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "command.h"
#include "interp.h"
#include "scan.h"
#include "text.h"

int command_about(int count, char **args) {
    static const char *const profiles[] = {"?", "TINY", "STANDARD", "FULL"};
    (void)args;
    if (count != 0) {
        return fail_usage("tw about", TW_ERR_INVAL, "it takes nothing: leave it away");
    }
    printf("tw, the host tool of TinyWASM %s\n", TW_VERSION);
    printf("interpreter: %s\n", interp_names());
    printf("profile: %s, %u-bit\n", profiles[TW_CFG_PROFILE], (unsigned)(8 * sizeof(void *)));
    puts("features:");
    for (int i = 0; i < FEATURE_COUNT; i++) {
        if (feature_is_built((enum feature)i)) {
            printf("  %s\n", feature_name((enum feature)i));
        }
    }
    return 0;
}
