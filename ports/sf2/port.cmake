# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(PORT_SHARES port mem text cortex-m tick systick spi)
set(PORT_LACKS led gpio flash watchdog adc pwm i2c entropy net)
