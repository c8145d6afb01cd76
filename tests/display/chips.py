# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""What the controllers make of the bytes on their buses, as their datasheets have it. Each gives the
pixels of its panel; a byte that is none of its commands raises ValueError."""


class Paged:
    """SSD1306 and SSD0303: eight pixels, one below the other, are a byte."""
    # Bytes that follow a command.
    ALONE = {0x2e, 0x2f, 0xa0, 0xa1, 0xa4, 0xa5, 0xa6, 0xa7, 0xae, 0xaf, 0xc0, 0xc8, 0xe3}
    WITH_ONE = {0x20, 0x81, 0x8d, 0xa8, 0xad, 0xd3, 0xd5, 0xd8, 0xd9, 0xda, 0xdb}

    def __init__(self, width, height, column, columns=128):
        self.width, self.height, self.first, self.columns = width, height, column, columns
        self.memory = bytearray(8 * columns)
        self.page = self.column = 0
        self.waits_for = None
        self.set = {}

    @property
    def is_on(self):
        return self.set.get("power") == 0xaf

    def command(self, byte):
        if self.waits_for is not None:
            self.set[self.waits_for], self.waits_for = byte, None
        elif byte < 0x10:
            self.column = self.column & 0xf0 | byte
        elif byte < 0x20:
            self.column = self.column & 0x0f | (byte & 15) << 4
        elif 0xb0 <= byte < 0xb8:
            self.page = byte & 7
        elif byte in (0xae, 0xaf):
            self.set["power"] = byte
        elif byte in self.WITH_ONE:
            self.waits_for = byte
        elif byte in self.ALONE or 0x40 <= byte < 0x80:
            self.set[byte & 0xfe] = byte
        else:
            raise ValueError(f"command {byte:#x}")

    def data(self, byte):
        self.memory[self.page * self.columns + self.column] = byte
        self.column += 1

    def i2c(self, data):
        """A transfer: control bytes say what follows them."""
        at = 0
        while at < len(data):
            control, at = data[at], at + 1
            if control & 0x3f:
                raise ValueError(f"control byte {control:#x}")
            count = 1 if control & 0x80 else len(data) - at
            for byte in data[at:at + count]:
                (self.data if control & 0x40 else self.command)(byte)
            at += count

    def pixels(self):
        return {(x, y): self.memory[y // 8 * self.columns + self.first + x] >> y % 8 & 1
                for y in range(self.height) for x in range(self.width)}


class Ssd0323:
    """Two pixels, one beside the other, are a byte; a window of columns and rows."""
    SIZES = {0x15: 2, 0x75: 2, 0x81: 1, 0xa0: 1, 0xa1: 1, 0xa2: 1, 0xa8: 1, 0xad: 1, 0xb1: 1,
             0xb2: 1, 0xb3: 1, 0xb8: 8, 0xbc: 1, 0xbe: 1, 0xbf: 1}
    ALONE = {0x84, 0x85, 0x86, 0xa4, 0xa5, 0xa6, 0xa7, 0xae, 0xaf, 0xe3}

    def __init__(self):
        self.width, self.height = 128, 64
        self.memory = bytearray(64 * 80)
        self.at, self.window = [0, 0], [(0, 63), (0, 79)]
        self.queue, self.is_on, self.set = [], False, {}

    def command(self, byte):
        self.queue.append(byte)
        code = self.queue[0]
        if code not in self.ALONE and code not in self.SIZES:
            raise ValueError(f"command {code:#x}")
        if len(self.queue) <= self.SIZES.get(code, 0):
            return
        values, self.queue = self.queue[1:], []
        if code in (0x15, 0x75):
            self.window[code == 0x75] = tuple(values)
            self.at[code == 0x75] = values[0]
        elif code in (0xae, 0xaf):
            self.is_on = code == 0xaf
        else:
            self.set[code] = values

    def data(self, byte):
        self.memory[self.at[1] * 64 + self.at[0]] = byte
        for axis in (0, 1):
            self.at[axis] += 1
            if self.at[axis] <= self.window[axis][1]:
                return
            self.at[axis] = self.window[axis][0]

    def pixels(self):
        return {(x, y): self.memory[y * 64 + x // 2] >> (0 if x & 1 else 4) & 15
                for y in range(64) for x in range(128)}


class St7735:
    """16 bits a pixel; a window of columns and rows; commands whose arguments are data."""

    def __init__(self, width, height, x_offset, y_offset):
        self.width, self.height, self.offset = width, height, (x_offset, y_offset)
        self.memory = {}
        self.code, self.arguments, self.set = None, [], {}
        self.is_on = self.is_awake = False

    def command(self, byte):
        if byte not in (0x01, 0x11, 0x21, 0x29, 0x2a, 0x2b, 0x2c, 0x36, 0x3a):
            raise ValueError(f"command {byte:#x}")
        self.code, self.arguments = byte, []
        self.is_awake = self.is_awake or byte == 0x11
        self.is_on = self.is_on or byte == 0x29
        self.set.setdefault(byte, [])
        if byte == 0x2c:
            self.at = [self._range(0x2a)[0], self._range(0x2b)[0]]

    def _range(self, code):
        value = bytes(self.set[code])
        return int.from_bytes(value[:2], "big"), int.from_bytes(value[2:], "big")

    def data(self, byte):
        self.arguments.append(byte)
        if self.code != 0x2c:
            self.set[self.code] = self.arguments
        elif len(self.arguments) == 2:
            self._pixel(self.arguments[0] << 8 | self.arguments[1])
            self.arguments = []

    def _pixel(self, value):
        if not self.is_awake or self.set.get(0x3a) != [5]:
            raise ValueError("a pixel before it is awake, or in another format than 16 bits")
        self.memory[tuple(self.at)] = value
        for axis, code in ((0, 0x2a), (1, 0x2b)):
            self.at[axis] += 1
            if self.at[axis] <= self._range(code)[1]:
                return
            self.at[axis] = self._range(code)[0]

    def pixels(self):
        dx, dy = self.offset
        return {(x, y): self.memory.get((x + dx, y + dy)) for y in range(self.height)
                for x in range(self.width)}
