# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# The table that main.c writes by hand.
hosted.pong ()
hosted.count (i)
