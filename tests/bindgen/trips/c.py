# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The C of both sides: what makes and compares values, the host, and a guest."""
from trips.interfaces import INTS, INT_NAMES, NUMBERS, ROUNDS, list_bytes, texts

C_TYPES = {"bool": "bool", "u8": "uint8_t", "s8": "int8_t", "u16": "uint16_t", "s16": "int16_t",
           "u32": "uint32_t", "s32": "int32_t", "u64": "uint64_t", "s64": "int64_t", "f32": "float",
           "f64": "double", "char": "uint32_t", "string": "tw_str_t"}


def mangled(t):
    if t is None:
        return "none"
    if isinstance(t, str):
        return t
    if t[1]:
        return t[1]
    if t[0] == "list":
        return f"list_{t[2]}"
    if t[0] == "option":
        return f"option_{mangled(t[2][1])}"
    return "_".join([t[0]] + [mangled(p) for p in t[2]])


def is_struct(t):
    return isinstance(t, tuple) and t[0] not in ("list", "enum", "flags")


def bytes_literal(data):
    return '"' + "".join(f"\\{byte:03o}" for byte in data) + '"'


def number_literal(t, value):
    if t in INT_NAMES:
        bits, is_signed = INTS[t]
        return f"(({C_TYPES[t]})UINT{max(bits, 32)}_C({value & (1 << bits) - 1}))" if not is_signed \
            else f"((int{bits}_t)UINT64_C({value & (1 << 64) - 1}))"
    return f"tw_{t}_of({value}u{'ll' if t == 'f64' else ''})"


class Side:
    """Statements of C that make and compare values; host and guest differ in two names. declared:
    the types of the header."""

    def __init__(self, is_host, prefix, declared):
        self.is_host = is_host
        self.prefix = prefix
        self.declared = declared

    def type(self, t):
        if isinstance(t, str):
            return C_TYPES[t]
        if t[0] == "list":
            return "tw_list_t"
        # what is anonymous and in both interfaces is declared once, or in each
        own = f"{self.prefix}_{mangled(t)}_t"
        return own if t[1] is None and own in self.declared else f"r_{mangled(t)}_t"

    def case(self, t, value, at):
        """(the tag's assignment, the tag's test, where the payload is)"""
        case = value[0]
        if t[0] == "variant":
            name = f"R_{t[1].upper()}_C{case}"
            return f"{at}.tag = {name};", f"{at}.tag == {name}", f"{at}.of.c{case}"
        if t[0] == "option":
            return f"{at}.is_some = {case};", f"{at}.is_some == {case}", f"{at}.some"
        member = "ok" if case == 0 else "err_"
        return f"{at}.is_err = {case};", f"{at}.is_err == {case}", f"{at}.of.{member}"

    def assign(self, t, value, at):
        if t in NUMBERS:
            return f"{at} = {number_literal(t, value)};"
        if t in ("bool", "char"):
            return f"{at} = {int(value)}u;" if t == "char" else f"{at} = {str(value).lower()};"
        if t == "string":
            return f"{at}.chars = {bytes_literal(value)}; {at}.size = {len(value)};"
        kind, _, parts = t
        if kind == "list":
            return self.assign_list(parts, value, at)
        if kind == "enum":
            return f"{at} = R_{t[1].upper()}_E{value};"
        if kind == "flags":
            return f"{at} = {value}u;"
        if kind in ("record", "tuple"):
            return " ".join(self.assign(p, v, f"{at}.f{i}") for i, (p, v) in enumerate(zip(parts, value)))
        tag, _, payload = self.case(t, value, at)
        part = parts[value[0]]
        return tag + (" " + self.assign(part, value[1], payload) if part else "")

    def assign_list(self, t, value, at):
        data = bytes_literal(list_bytes(t, value) + b"\0" * 8)
        if self.is_host:
            return f"{at}.bytes = (const uint8_t *){data}; {at}.count = {len(value)};"
        return f"{{ static const _Alignas(8) char list[] = {data}; {at}.items = list; }} " \
               f"{at}.count = {len(value)};"

    def same(self, t, value, at):
        if t in INT_NAMES:
            return f"{at} == {number_literal(t, value)}"
        if t in ("f32", "f64"):
            bits = f"tw_bits_{t}" if self.is_host else f"tw_{t}_bits"
            return f"{bits}({at}) == {value}u{'ll' if t == 'f64' else ''}"
        if t == "bool":
            return f"{at} == {str(value).lower()}"
        if t == "char":
            return f"{at} == {value}u"
        if t == "string":
            return f"is_same({at}.chars, {at}.size, {bytes_literal(value)}, {len(value)})"
        kind, _, parts = t
        if kind == "list":
            data = list_bytes(parts, value)
            size = len(data) // len(value) if value else 1
            where = f"{at}.bytes" if self.is_host else f"{at}.items"
            return f"is_same({where}, {at}.count * {size}, {bytes_literal(data)}, {len(data)})"
        if kind == "enum":
            return f"{at} == R_{t[1].upper()}_E{value}"
        if kind == "flags":
            return f"{at} == {value}u"
        if kind in ("record", "tuple"):
            return " && ".join(self.same(p, v, f"{at}.f{i}") for i, (p, v) in enumerate(zip(parts, value)))
        _, test, payload = self.case(t, value, at)
        part = parts[value[0]]
        return test + (" && " + self.same(part, value[1], payload) if part else "")

    def parameter(self, t, name):
        return f"const {self.type(t)} *{name}" if is_struct(t) else f"{self.type(t)} {name}"

    def at(self, t, name):
        return f"(*{name})" if is_struct(t) else name


IS_SAME = """static bool is_same(const void *a, uint32_t a_size, const void *b, uint32_t b_size) {
    if (a_size != b_size) {
        return false;
    }
    for (uint32_t i = 0; i < a_size; i++) {
        if (((const uint8_t *)a)[i] != ((const uint8_t *)b)[i]) {
            return false;
        }
    }
    return true;
}
"""


def check_all(side, params, values):
    tests = [side.same(t, v, side.at(t, f"p{i}")) for i, (t, v) in enumerate(zip(params, values))]
    return " && ".join(tests) or "true"


def assign_args(side, params, values):
    lines = []
    for i, (t, value) in enumerate(zip(params, values)):
        lines.append(f"        {side.type(t)} p{i}; {side.assign(t, value, f'p{i}')}")
    return lines, [("&" if is_struct(t) else "") + f"p{i}" for i, t in enumerate(params)]


def guest_import(side, i, function, rounds):
    """uint32_t run_i(uint32_t k): calls the host in round k; 0 if the result is right."""
    params, result = function
    lines = [f'__attribute__((export_name("run_{i}"))) uint32_t run_{i}(uint32_t k) {{',
             "    switch (k) {"]
    for k, (values, wanted) in enumerate(rounds):
        lines.append(f"    case {k}: {{")
        statements, args = assign_args(side, params, values)
        lines += statements
        call = f"r_i{i}({', '.join(args)})"
        if result is None:
            lines.append(f"        {call}; return 0;")
        else:
            lines.append(f"        {side.type(result)} result = {call};")
            lines.append(f"        return {side.same(result, wanted, 'result')} ? 0 : 1;")
        lines.append("    }")
    return lines + ["    }", "    return 2;", "}"]


def guest_export(side, i, function, rounds):
    params, result = function
    head = ", ".join(side.parameter(t, f"p{n}") for n, t in enumerate(params)) or "void"
    lines = [f"{side.type(result) if result else 'void'} x_x{i}({head}) {{", "    switch (round) {"]
    for k, (values, wanted) in enumerate(rounds):
        lines.append(f"    case {k}: bad = {check_all(side, params, values)} ? 0 : 1;")
        lines.append("        " + (f"{{ {side.type(result)} result; {side.assign(result, wanted, 'result')}"
                                   " return result; }" if result else "return;"))
    return lines + ["    }", "    __builtin_trap();", "}"]


def host_import(side, i, function, rounds):
    params, result = function
    head = ["tw_call_t *call"] + [side.parameter(t, f"p{n}") for n, t in enumerate(params)]
    has_room = result is not None and texts(result)
    head += ["const tw_room_t *room"] if has_room else []
    head += [f"{side.type(result)} *result"] if result else []
    lines = [f"tw_err_t r_i{i}({', '.join(head)}) {{", "    (void)call; seen++;",
             "    (void)room;" if has_room else "", "    switch (round) {"]
    for k, (values, wanted) in enumerate(rounds):
        lines.append(f"    case {k}: bad += {check_all(side, params, values)} ? 0 : 1;")
        if result:
            lines.append("        " + side.assign(result, wanted, "(*result)"))
        lines.append("        break;")
    return lines + ["    default: bad++;", "    }", "    return TW_ERR_OK;", "}"]


def host_export(side, i, function, rounds):
    params, result = function
    lines = [f"static void call_{i}(uint32_t k) {{", "    tw_err_t err = TW_ERR_CORRUPT;", "    bool is_right = true;",
             "    switch (k) {"]
    for k, (values, wanted) in enumerate(rounds):
        lines.append(f"    case {k}: {{")
        statements, args = assign_args(side, params, values)
        lines += statements
        outputs = ["&space"] * bool(result and texts(result)) + ["&result"] * bool(result)
        if result:
            lines.append(f"        {side.type(result)} result; memset(&result, 0, sizeof result); space.used = 0;")
        if k % 2 == 0:
            lines.append(f"        err = x_x{i}({', '.join(['instance'] + args + outputs)});")
        else:
            lines.append(f"        err = x_x{i}_begin({', '.join(['instance'] + args + ['done', 'NULL'])});")
            lines.append("        err = err == TW_ERR_OK ? until_done() : err;")
        if k % 2 == 1 and result:
            outcome = f"x_x{i}_result({', '.join(['instance', '&answer'] + outputs)})"
            lines.append(f"        err = err == TW_ERR_OK ? {outcome} : err;")
        if result:
            lines.append(f"        is_right = {side.same(result, wanted, 'result')};")
        lines.append("        break; }")
    return lines + ["    }", f'    judge("x{i}", k, err, is_right);', "}"]


HOST_HEAD = """#include <stdio.h>
#include <string.h>

#include "r.h"
#include "tinywasm/tinywasm.h"

static _Alignas(16) uint8_t arena[1024 * 1024];
static uint8_t guest[1024 * 1024];
static tw_engine_t *engine;
static tw_instance_t *instance;
static uint32_t round;
static uint32_t seen;
static uint32_t bad;
static uint32_t trips;
static uint32_t failed;

void tw_panic(const char *file, int line) {
    printf("panic %s:%d\\n", file, line);
    __builtin_trap();
}
static uint8_t space_bytes[8192];
static tw_space_t space = {space_bytes, sizeof space_bytes, 0};
static bool is_done;
static tw_err_t outcome;
static tw_value_t answer;

static void done(void *ctx, tw_instance_t *which, tw_err_t err, const tw_value_t *results, uint32_t count) {
    (void)ctx;
    (void)which;
    is_done = true;
    outcome = err;
    if (count == 1) {
        answer = results[0];
    }
}
static tw_err_t until_done(void) {
    for (is_done = false; !is_done;) {
        (void)tw_engine_poll(engine, 0);
    }
    return outcome;
}
static void judge(const char *name, uint32_t k, tw_err_t err, bool is_right) {
    trips++;
    if (err != TW_ERR_OK || !is_right) {
        failed++;
        printf("FAIL %s round %u: %s %s\\n", name, (unsigned)k, tw_err_name(err),
               err != TW_ERR_OK ? tw_engine_fault(engine)->text : "another value");
    }
}
static void run(const char *name, uint32_t k) {
    const tw_value_t args[1] = {tw_value_i32((int32_t)k)};
    tw_value_t result = tw_value_i32(9);
    round = k;
    seen = bad = 0;
    tw_err_t err = tw_call_export(instance, name, args, 1, &result);
    judge(name, k, err, seen == 1 && bad == 0 && result.of.i32 == 0);
}
"""

HOST_MAIN = """static void start(const char *path) {
    FILE *file = fopen(path, "rb");
    size_t size = file == NULL ? 0 : fread(guest, 1, sizeof guest, file);
    if (file != NULL) {
        fclose(file);
    }
    tw_engine_config_t config;
    tw_module_t *module = NULL;
    tw_limits_t limits;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    config.slice_fuel = 100;
    tw_err_t err = tw_engine_init(&engine, &config);
    err = err != TW_ERR_OK ? err : tw_engine_add_host_module(engine, &r);
    err = err != TW_ERR_OK ? err : tw_engine_start(engine);
    err = err != TW_ERR_OK ? err : tw_module_load(engine, guest, size, &module);
    tw_limits_init(&limits);
    limits.memory_bytes = 256 * 1024;
    limits.memory_prefix_bytes = PREFIX;
    err = err != TW_ERR_OK ? err : tw_instance_create(module, "guest", &limits, &instance);
    judge("start", 0, err, true);
}
"""


def write_host(interface, values, prefix_bytes, declared):
    lines = [HOST_HEAD, IS_SAME]
    r, x = Side(True, "r", declared), Side(True, "x", declared)
    for i, function in enumerate(interface.imports):
        lines += host_import(r, i, function, values["i", i])
    for i, function in enumerate(interface.exports):
        lines += host_export(x, i, function, values["x", i])
    lines += [HOST_MAIN.replace("PREFIX", str(prefix_bytes)), "int main(int argc, char **argv) {", "    start(argv[argc - 1]);", "    if (failed) { return 1; }",
              "    trips = 0;",
              f"    for (uint32_t k = 0; k < {ROUNDS}; k++) {{"]
    lines += [f'        run("run_{i}", k);' for i in range(len(interface.imports))]
    lines += ["        const tw_value_t args[1] = {tw_value_i32((int32_t)k)};",
              '        (void)!tw_call_export(instance, "set_round", args, 1, NULL);']
    for i in range(len(interface.exports)):
        lines += [f"        call_{i}(k);", f'        check_guest("x{i}", k);']
    lines += ["    }", '    printf("trips %u failed %u\\n", (unsigned)trips, (unsigned)failed);',
              "    return failed != 0;", "}"]
    text = "\n".join(lines) + "\n"
    check = """static void check_guest(const char *name, uint32_t k) {
    tw_value_t result = tw_value_i32(1);
    tw_err_t err = tw_call_export(instance, "was_bad", NULL, 0, &result);
    if (err != TW_ERR_OK || result.of.i32 != 0) {
        failed++;
        printf("FAIL %s round %u: the guest got another value\\n", name, (unsigned)k);
    }
}
"""
    return text.replace("int main(int", check + "int main(int")


def write_guest(interface, values, declared):
    r, x = Side(False, "r", declared), Side(False, "x", declared)
    lines = ['#include "r.h"', "static uint32_t round;", "static uint32_t bad;", IS_SAME,
             '__attribute__((export_name("set_round"))) void set_round(uint32_t k) { round = k; bad = 1; }',
             '__attribute__((export_name("was_bad"))) uint32_t was_bad(void) {',
             "    uint32_t was = bad;", "    bad = 1;", "    return was;", "}"]
    for i, function in enumerate(interface.imports):
        lines += guest_import(r, i, function, values["i", i])
    for i, function in enumerate(interface.exports):
        lines += guest_export(x, i, function, values["x", i])
    return "\n".join(lines) + "\n"
