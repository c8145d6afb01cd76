# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(PORT_SHARES)
set(PORT_LACKS net)
