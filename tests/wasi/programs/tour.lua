-- SPDX-FileCopyrightText: The TinyWASM authors
-- SPDX-License-Identifier: Apache-2.0
-- What Lua has, as a script of someone who uses it: its output is the same everywhere.

local function show(...)
    print(select("#", ...), ...)
end

-- Errors: caught, with values, in handlers, through C functions, out of deep recursion.
show(pcall(error, "plain"))
show(pcall(function() local nothing; return nothing.field end))
local thrown = setmetatable({code = 7}, {__tostring = function(e) return "code " .. e.code end})
local _, caught = pcall(error, thrown)
show(tostring(caught), caught == thrown)
show(xpcall(function() error("inner", 0) end, function(text) return "handled " .. text end))
show(pcall(table.sort, {3, 1, 2}, function() error("in sort", 0) end))
show(pcall(string.rep, "x", -1))
show(pcall(string.gsub, "abc", ".", function(c) if c == "b" then error("at b", 0) end end))
local function deep(n) return 1 + deep(n + 1) end
local ok, text = pcall(deep, 1)
show(ok, (text:gsub("^.-:%d+: ", ""):match("^[^\n(]*")))
local closed = {}
do
    local function closing(name)
        return setmetatable({}, {__close = function(_, e) closed[#closed + 1] = name .. ":" .. tostring(e) end})
    end
    pcall(function()
        local a <close> = closing("a")
        local b <close> = closing("b")
        error("out", 0)
    end)
end
show(table.concat(closed, " "))

-- Coroutines, with errors and calls across pcall inside.
local function numbers(limit)
    return coroutine.wrap(function()
        for i = 1, limit do
            pcall(coroutine.yield, i * i)
        end
    end)
end
local sum = 0
for n in numbers(50) do sum = sum + n end
show(sum)
local broken = coroutine.create(function() coroutine.yield(1); error({}) end)
show(coroutine.resume(broken))
show(coroutine.resume(broken) == false, coroutine.status(broken))

-- Tables, strings, numbers, metatables, goto, integer division, closures.
local words = {}
for word in ("the quick brown fox jumps over the lazy dog"):gmatch("%a+") do words[#words + 1] = word end
table.sort(words, function(a, b) return #a < #b or #a == #b and a < b end)
show(table.concat(words, ","))
show(string.format("%5.2f|%x|%q|%-6s|%g", 3.14159, 255, "a\nb", "left", 1e100))
show(7 // 2, -7 // 2, 7 % -3, 2^53, 1 << 62, math.maxinteger + 1 == math.mininteger, 10 / 2)
show(utf8.char(228, 8364, 128512), utf8.len("äöü"), ("x"):rep(3, "-"))
show(load("return 1 +"))
show(load("local a, b = ... return a * b")(6, 7))

-- Work, with garbage.
local function primes(limit)
    local is_composite, found = {}, {}
    for i = 2, limit do
        if not is_composite[i] then
            found[#found + 1] = i
            for j = i * i, limit, i do is_composite[j] = true end
        end
    end
    return found
end
local found = primes(20000)
show(#found, found[#found])
local parts = {}
for i = 1, 20000 do parts[i % 100] = {tostring(i), i} end
collectgarbage()
show(parts[99][1], collectgarbage("count") < 4096)
for i = 1, 3000 do
    if pcall(error, i) then print("never") end
end
error(setmetatable({}, {__tostring = function() return "the last" end}))
