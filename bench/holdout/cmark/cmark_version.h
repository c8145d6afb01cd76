// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define CMARK_VERSION 0
#define CMARK_VERSION_STRING "0"
