# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(BOARD_PORT host)
set(BOARD_STORE flash)
