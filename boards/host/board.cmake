# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(BOARD_PORT host)
set(BOARD_STORE flash)
set(BOARD_LED pin)
set(BOARD_BUTTONS pins)
set(BOARD_SENSOR tmp105)
set(BOARD_DISPLAY ssd1306)
set(BOARD_NET posix)
set(BOARD_WIFI esp_at)
