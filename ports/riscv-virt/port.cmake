# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(PORT_SHARES port mem text)
set(PORT_LACKS led uart timer gpio spi flash watchdog adc pwm i2c entropy net)
