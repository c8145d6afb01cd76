# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# What TinyGo's package machine imports (tinywasm/machine.h), under both names that it has had.
env.__tinygo_gpio_configure (ii)
env.__tinygo_gpio_set (ii)
env.__tinygo_gpio_get (i)i
env.__tinygo_adc_read (i)i
env.__tinygo_spi_configure (iiii)
env.__tinygo_spi_transfer (ii)i
env.__tinygo_spi_tx (i*~*~)i
env.__tinygo_i2c_configure (iiii)
env.__tinygo_i2c_set_baud_rate (ii)
env.__tinygo_i2c_transfer (ii*~*~)i
env.__tinygo_uart_configure (iii)
env.__tinygo_uart_read (i*~)i
env.__tinygo_uart_write (i*~)i
env.__tinygo_pwm_configure (iFi)
env.__tinygo_pwm_channel_configure (iii)
env.__tinygo_pwm_channel_set (iii)
machine.__tinygo_gpio_configure (ii)
machine.__tinygo_gpio_set (ii)
machine.__tinygo_gpio_get (i)i
machine.__tinygo_adc_read (i)i
machine.__tinygo_spi_configure (iiii)
machine.__tinygo_spi_transfer (ii)i
machine.__tinygo_spi_tx (i*~*~)i
machine.__tinygo_i2c_configure (iiii)
machine.__tinygo_i2c_set_baud_rate (ii)
machine.__tinygo_i2c_transfer (ii*~*~)i
machine.__tinygo_uart_configure (iii)
machine.__tinygo_uart_read (i*~)i
machine.__tinygo_uart_write (i*~)i
machine.__tinygo_pwm_configure (iFi)
machine.__tinygo_pwm_channel_configure (iii)
machine.__tinygo_pwm_channel_set (iii)
