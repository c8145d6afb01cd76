// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Nothing: cmocka.h beside this file jumps nowhere. The PC's wants this file included before it.
