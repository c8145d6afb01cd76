# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(PORT_SHARES port mem text cortex-m tick systick pl011 spi)
set(PORT_LACKS net)
