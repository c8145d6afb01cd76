# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# Of ports/common what this port takes; of the machine what it lacks.
set(PORT_SHARES port mem text cortex-m tick systick)
set(PORT_LACKS led uart timer gpio spi flash watchdog adc pwm i2c entropy net)
