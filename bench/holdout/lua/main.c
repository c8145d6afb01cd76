// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "holdout.h"

#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"

static const char script[] =
    "local n = ...\n"
    "local function fib(k) if k < 2 then return k end return fib(k - 1) + fib(k - 2) end\n"
    "local account = {}\n"
    "account.__index = account\n"
    "function account.new(b) return setmetatable({balance = b}, account) end\n"
    "function account:deposit(v) self.balance = self.balance + v end\n"
    "local sum = fib(12)\n"
    "local a = account.new(n)\n"
    "for i = 1, 200 do a:deposit(i) end\n"
    "sum = sum + a.balance\n"
    "local words = {}\n"
    "for w in ('the quick brown fox jumps over the lazy dog'):gmatch('%a+') do\n"
    "  words[#words + 1] = w:upper() .. #w\n"
    "end\n"
    "table.sort(words)\n"
    "local text = table.concat(words, ',')\n"
    "for i = 1, #text do sum = (sum * 31 + text:byte(i)) % 2147483647 end\n"
    "local t = {}\n"
    "for i = 1, 100 do t[i] = (i * 7919) % 101 end\n"
    "table.sort(t, function(x, y) return x > y end)\n"
    "local x = 0.5\n"
    "for i = 1, 100 do x = x * 3.75 * (1 - x) sum = sum + t[i] * i end\n"
    "return sum + math.floor(x * 1000000) + #string.format('%d %s %5.2f', sum, text, 1.5)\n";

static void open(lua_State *lua, const char *name, lua_CFunction function) {
    luaL_requiref(lua, name, function, 1);
    lua_pop(lua, 1);
}

static void *allocate(void *ctx, void *old, size_t old_size, size_t size) {
    (void)ctx;
    (void)old_size;
    if (size == 0) {
        free(old);
        return NULL;
    }
    return realloc(old, size);
}

uint32_t run(uint32_t rounds) {
    uint32_t sum = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        lua_State *lua = lua_newstate(allocate, NULL);
        open(lua, "_G", luaopen_base);
        open(lua, "table", luaopen_table);
        open(lua, "string", luaopen_string);
        open(lua, "math", luaopen_math);
        int err = luaL_loadbuffer(lua, script, sizeof script - 1, "script");
        lua_pushinteger(lua, (lua_Integer)i);
        err = err != LUA_OK ? err : lua_pcall(lua, 1, 1, 0);
        sum = mix(mix(sum, (uint32_t)err), (uint32_t)lua_tointeger(lua, -1));
        lua_close(lua);
    }
    return sum;
}
