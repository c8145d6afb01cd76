// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SIM_IMAGES_H
#define CLI_SIM_IMAGES_H

#include <stdbool.h>

// The folder of the files that stand for memories which keep their bytes without power: `keep`,
// made if it is not there, or if that is NULL a new one. NULL: errno says why not.
char *images_begin(const char *keep);
// Removes a folder that is not kept, and frees the name.
void images_end(char *folder, bool is_kept);

#endif
