# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(PORT_SHARES port mem text cortex-m tick)
set(PORT_LACKS led uart spi watchdog adc pwm i2c net)
