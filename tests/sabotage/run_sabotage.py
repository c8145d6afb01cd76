#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make sabotage: plants one fault of each kind in a copy of the project and runs the harness that
must find it. Caught means: the harness's exit code is not 0 and its output names the fault.

tests/sabotage/run_sabotage.py [--jobs N] [--again] [--prove] [NAME...]. All faults, or those named
(or all whose name has NAME in it); N copies of the project at the same time (2). Without names, what
was caught before on the same files is not planted again: so a run that was interrupted goes on, and
--again plants all. --prove runs each command on the project as it is first, which must pass. Closes
with `sabotage: N planted, N caught`, and says whether that is the whole list on one state of the
project.
"""
import argparse
import collections
import difflib
import os
import signal
import sys

import planting



def built(preset, target, command):
    return (f"cmake --preset {preset} && cmake --build --preset {preset} --target {target} --parallel 2 && "
            f"{command}")


def program(preset, folder, name="test_{0}"):
    """A cmocka program of tests/FOLDER."""
    return built(preset, name, f"timeout 300 build/{preset}/tests/{folder}/{name}")


UNIT = program("host-debug", "unit")
FILESTORE = program("host-debug", "filestore")
SCHEDULE = program("host-debug", "schedule", "{0}")
GRANTS = program("host-debug", "grants")
INTERP = program("host-debug", "interp", "test_interp")
OPCODE = program("host-debug", "opcode", "test_opcode")
HOSTILE = program("host-debug", "bindgen", "test_hostile")
KEPT = program("host-debug", "kept", "test_keep")
NET = program("host-debug", "net")
NETBRIDGE = program("host-debug", "netbridge")
SHELL = program("host", "shell")
REMOTE = program("host", "remote")
WASM4 = program("host", "wasm4")
HARDWARE = program("host", "hardware")
WIFI = program("host", "wifi")
BLE = program("host", "ble")
OBJECTS = program("host", "objects", "test_objects")
EXTERN = program("host", "objects", "test_extern")
EXTERN_PLAIN = program("host", "objects", "test_extern_plain")

SPEC = "python3 tests/spec/run_spec.py"
GROUPS = "python3 tests/spec/run_groups.py"
DIFF = "python3 tests/diff/run_diff.py"
BOARDS = "python3 tests/boards/run_boards.py lm3s6965evb"
PICO_SIMPLE = "python3 tests/boards/run_boards.py pico:simple"
PICO_PORT = "python3 tests/boards/run_boards.py pico:port"
DISPLAY = "python3 tests/display/run_display.py 7"
SIM = "python3 tests/sim/run_sim.py "
TOOLING = "python3 tests/tooling/run_tooling.py "
WASI = built("host", "tw", "python3 tests/wasi/run_wasi.py")
WASI_DEVICE = built("host", "tw", "python3 tests/wasi/run_device.py host")
WASI_PROGRAMS = built("host", "tw", "python3 tests/wasi/run_programs.py rust")

# what is planted: in file, text old becomes new; the command then fails and prints names.
Fault = collections.namedtuple("Fault", "file old new command names")
FAULTS = {
    "hosts are compared by their beginning": Fault(
        "src/devices/network/modules/host.c", "return a.size == b.size;", "return true;",
        NETBRIDGE.format("hosts"), r"FAILED *\] test_hosts_permit_what_they_say"),
    "hosts are not asked for": Fault(
        "src/devices/network/modules/sockets.c", "err = tw__host_allowed(call, &host);", "err = TW_ERR_OK;",
        NETBRIDGE.format("sockets"), r"FAILED *\] test_sockets_without_grants_send_nothing"),
    "bytes a second are not counted": Fault(
        "src/devices/network/modules/net_use.c", "user->credit -= user->is_limited ? (int64_t)bytes * UNIT : 0;",
        "(void)user, (void)bytes;", NETBRIDGE.format("sockets"),
        r"FAILED *\] test_sockets_send_so_many_bytes_a_second"),
    "a silent broker is kept": Fault(
        "src/devices/network/mqtt/transport.c", "#define SILENCE_MS 90000u", "#define SILENCE_MS 900000u",
        NETBRIDGE.format("mqtt"), r"FAILED *\] test_mqtt_pings_and_gives_up_a_silent_broker"),
    "a message's size has any number of bytes": Fault(
        "src/devices/network/mqtt/frame.h", "#define TW__MQTT_HEAD_BYTES 5u", "#define TW__MQTT_HEAD_BYTES 200u",
        NETBRIDGE.format("mqtt"), r"runtime error|FAILED *\] test_mqtt_brokers_that_lie_are_left"),
    "what is published is cut short": Fault(
        "src/devices/network/mqtt/mqtt.c", "payload.bytes, payload.count, quality,",
        "payload.bytes, payload.count - 1, quality,", "python3 tests/netbridge/run_weather.py pc",
        r"FAIL pc_reports_to_the_broker"),
    "an answer has two lengths": Fault(
        "src/devices/network/http/answer.c", "(!answer->has_length || answer->left == length)", "true",
        NETBRIDGE.format("http"), r"FAILED *\] test_http_servers_that_lie_are_left"),
    "ping counts what nobody answers": Fault(
        "src/shell/net/net.c", "    if (err == TW_ERR_OK) {\n        ping->answered++;",
        "    ping->answered++;\n    if (err == TW_ERR_OK) {",
        NETBRIDGE.format("shell_net"), r"FAILED *\] test_shell_net_ping_counts_answers"),
    "i32.sub adds": Fault(
        "src/core/numeric.h", "i32_sub(uint32_t a, uint32_t b) { return a - b; }",
        "i32_sub(uint32_t a, uint32_t b) { return a + b; }",
        f"{SPEC} wasm-v2/i32", r"FAIL wasm-v2/i32\.json:\d+: assert_return: result 0 is i32 2, expected"),
    "plain code rotates to the wrong side": Fault(
        "src/core/plain.c", "(is_left ? 0u - *count : *count) & 31u", "*count & 31u",
        f"{DIFF} --only standard --builds sparse 2", r"FAIL .*rotation_by_a_large_number\.wasm"),
    "the fuel of a command is not counted": Fault(
        "cli/run.c", "TW_FUEL_ENDLESS - 1 : TW_FUEL_ENDLESS;", "TW_FUEL_ENDLESS : TW_FUEL_ENDLESS;",
        built("host", "tw", "python3 tests/cli/run_cli.py"), r"FAIL .*stats_of_a_command"),
    "a limit of objects is not kept": Fault(
        "cli/run.c", "options->limits.heap_bytes = (uint32_t)heap_bytes;", "(void)is_size;",
        built("host", "tw", "python3 tests/cli/run_cli.py"), r"FAIL .*objects_may_be_less"),
    "a C++ exception is caught by any clause": Fault(
        "guest/cpp/exceptions.cpp", "type == nullptr || type->can_catch(exception->type, address)",
        "type != nullptr || address != nullptr",
        built("host", "tw", "python3 tests/wasi/run_full.py exceptions"),
        r"FAIL program_exceptions_standard_prints_the_same"),
    "any struct is of any type": Fault(
        "src/core/gc.c",
        "return tw__is_object(ref) && tw__is_subtype(object_of(op, ref)->type, wanted);",
        "return tw__is_object(ref) && wanted != NULL;",
        f"{SPEC} gc/ref_test", r"FAIL gc/ref_test"),
    "what is put into a table is not marked": Fault(
        "src/core/bulk.c", "    shade(table, operand[0], 1);\n", "", OBJECTS,
        r"FAILED *\] test_objects_put_into_a_table_are_found"),
    "a step of the collector is long": Fault(
        "src/core/heap.c", "#define STEP_CELLS 64u", "#define STEP_CELLS 100000u", OBJECTS,
        r"FAILED *\] test_objects_no_step_is_long"),
    "a long array is filled at once": Fault(
        "src/core/gc.c", "#define STEP_ELEMS 1024u", "#define STEP_ELEMS 100000u", OBJECTS,
        r"FAILED *\] test_objects_arrays_are_made_and_filled_in_steps"),
    "an array that is copied upwards goes downwards": Fault(
        "src/core/gc.c", "bool is_down = cells[1] > cells[3];", "bool is_down = true;", OBJECTS,
        r"FAILED *\] test_objects_arrays_are_copied_in_steps"),
    "an array that is begun is nobody's": Fault(
        "src/core/heap.c", "    mark(store, x->made);\n", "    (void)store, (void)x;\n", OBJECTS,
        r"(?:FAILED|ERROR) *\] test_objects_a_begun_array_is_kept_and_given_up"),
    "an array that was begun is taken for the next": Fault(
        "src/core/run.c", "    tw__exec_forget_made(x);\n", "", OBJECTS,
        r"(?:FAILED|ERROR) *\] test_objects_a_begun_array_is_kept_and_given_up"),
    "frames are looked at again and again": Fault(
        "src/core/heap.c", "            mark_slots(x->root->store, &frame, tw__key_behind(frame.unit));",
        "            for (int i = 0; i < 64; i++) {\n"
        "                mark_slots(x->root->store, &frame, tw__key_behind(frame.unit));\n            }", OBJECTS,
        r"FAILED *\] test_objects_no_step_exceeds_the_stack"),
    "a thing of the host is never released": Fault(
        "src/core/heap.c", "if (thing->kind != NULL) {", "if (thing->kind != NULL && store->heap.gray > 9) {", EXTERN,
        r"(?:FAILED|ERROR) *\] test_extern_is_released_when_nobody_has_it"),
    "a thing of the host that was dropped is released again": Fault(
        "src/core/thing.c", "        memset(cells, 0, sizeof thing);\n", "", EXTERN,
        r"(?:FAILED|ERROR) *\] test_extern_that_is_dropped_is_released_at_once"),
    "what a pending host function was given is collected": Fault(
        "src/core/heap.c", "            mark_values(store, type->types, type->param_count, x->fp);\n", "", EXTERN,
        r"(?:FAILED|ERROR) *\] test_extern_waits_with_a_pending_call"),
    "things do not go with their instance where nothing collects": Fault(
        "src/engine/extern.c", "if ((*link)->instance == instance) {",
        "if ((*link)->instance == instance && externs->is_releasing) {", EXTERN_PLAIN,
        r"(?:FAILED|ERROR) *\] test_extern_is_released_at_the_latest_with_the_instance"),
    "an instance that is made anew tells nobody that it goes": Fault(
        "src/engine/instance.c", "        at->gone(at, instance);", "        (void)at;", EXTERN_PLAIN,
        r"(?:FAILED|ERROR) *\] test_extern_goes_with_each_restart"),
    "groups of types are in 16 lists": Fault(
        "src/core/rectype.c", "return &type->child[tree][key >> (depth % 32) & 1];",
        "return &type->child[tree][tree == GROUPS && depth > 3 ? 0 : key >> (depth % 32) & 1];",
        "python3 tests/badinput/run_badinput.py --types", r"FAIL cost_of_types_that_differ_is_linear"),
    "references are lost while objects are collected at each step": Fault(
        "src/core/heap.c", "        mark(store, *tw__cell(frame->fp, slots[i]));", "        (void)store;",
        f"{DIFF} --only groups --builds full-far 20", r"FAIL .*groups\d+\.wasm\n +full-far: "),
    "a handler takes other tags": Fault(
        "src/core/exception.c", "instance->tags[handler->tag] == tag_id",
        "instance->tags[handler->tag] != tag_id",
        f"{SPEC} exceptions/try_table", r"FAIL exceptions/try_table"),
    "a lane is added to the wrong one": Fault(
        "src/core/simd.c", "return a + b;", "return a + b + 1;",
        f"{SPEC} simd/simd_i32x4_arith", r"FAIL simd/simd_i32x4_arith"),
    "an atomic may lie anywhere": Fault(
        "src/core/atomic.c", "(address & (width - 1)) != 0", "(address & (width - 1)) > width",
        f"{SPEC} threads/atomic", r"FAIL threads/atomic"),
    "an imported tag is malformed without exceptions": Fault(
        "src/core/sections.c", "tw__bad(loader, kind == TW_EXTERN_TAG ? TW_BAD_TAGS : TW_BAD_KIND);",
        "tw__bad(loader, TW_BAD_KIND);",
        f"{GROUPS} full-without-EXCEPTIONS", r"FAIL full-without-EXCEPTIONS: exceptions/tag"),
    "a group works only beside another": Fault(
        "src/core/simd.c", "#if TW_CFG_SIMD", "#if TW_CFG_SIMD && TW_CFG_GC",
        f"{GROUPS} standard-with-SIMD", r"FAIL standard-with-SIMD"),
    "a delegate is a catch": Fault(
        "src/core/catch.c", "skip(&t->handlers[ctrl->handlers - 1], ctrl->handlers - rest);",
        "skip(&t->handlers[ctrl->handlers - 1], 1 + 0 * rest);",
        "python3 tests/legacy/run_legacy.py -n 1", r"FAIL core_delegate_1"),
    "a lane outside is taken": Fault(
        "src/core/instr.c", "if (body->instr.b >= count) {", "if (body->instr.b > count) {",
        program("host", "opcode", "test_opcode_full"), r"FAILED *\] I8X16_EXTRACT_LANE_S:immediate_0_lane_0_outside"),
    "tw finds no feature in a type": Fault(
        "cli/scan.c", "use(scan, FEATURE_SIMD,", "use(scan, FEATURE_FLOAT,",
        "python3 tests/cli/run_cli.py", r"FAIL .*groups_inspect"),
    "a vector is written from its other end": Fault(
        "cli/value.c", "bytes[i - 1]", "bytes[V128_BYTES - i]",
        "python3 tests/cli/run_cli.py", r"FAIL .*groups_vec"),
    "a trap has the wrong name": Fault(
        "include/tinywasm/error.h", '"integer divide by zero"', '"integer divided by zero"',
        f"{SPEC} -v wasm-v2/i32", r"integer divide by zero"),
    "a bounds check is off by one": Fault(
        "src/core/exec.h", "size - 15", "size - 1", f"{SPEC} wasm-v2/memory_trap",
        r"memory_trap\.wast: \d+ passed, [1-9]\d* failed"),
    "big-endian hosts turn no half-words": Fault(
        "src/core/exec.h", "(uint16_t)(value << 8 | value >> 8)", "value",
        f"{SPEC} --variant powerpc wasm-v2/endianness", r"FAIL wasm-v2/endianness"),
    "addresses wrap where pointers have 32 bits": Fault(
        "src/core/slow.c", "= (uint64_t)access.base + access.offset;",
        "= (uintptr_t)access.base + access.offset;",
        f"{SPEC} --variant i386 wasm-v2/address", r"FAIL wasm-v2/address"),
    "a drone flies left for right": Fault(
        "apps/drone/main.c", "{{1, 1}, {1, -1}, {0, -1}, {0, 1},", "{{1, 1}, {1, -1}, {0, 1}, {0, -1},",
        "python3 tests/drone/run_drone.py", r"FAIL host_the_flight_is_the_plan"),
    "a drone flies without a grant": Fault(
        "apps/drone/main.c", 'tw_call_allowed_text(call, "wifi", settings.ssid)',
        'tw_call_allowed_text(call, "wifi", "TELLO-")',
        "python3 tests/drone/run_drone.py", r"FAIL host_without_a_grant_the_module_is_refused"),
    "data of a line are taken for lines": Fault(
        "src/devices/network/esp_at_read.c", "if (at->data_left > 0) {", "if (at->data_left > 30) {",
        WIFI.format("esp_at"), r"FAILED .*esp_at_datagrams_arrive_as_they_were"),
    "a radio's restart goes unnoticed": Fault(
        "src/devices/network/esp_at_line.c", 'is_line(line, "ready")', 'is_line(line, "Ready")',
        WIFI.format("esp_at"), r"FAILED|GROUP SETUP"),
    "a network that was not granted is joined": Fault(
        "src/devices/network/wifi_device.c", 'is_good ? tw_call_allowed_text(call, "wifi", name) : TW_ERR_OK',
        "TW_ERR_OK", WIFI.format("wifi"), r"FAILED .*test_wifi_module_joins_what_it_is_granted"),
    "the kernel resolves names beyond the folder": Fault(
        "src/wasi/posix/resolve.c", "RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS", "0",
        WASI, r"FAIL escape_by_kernel_reads_nothing_outside"),
    "a walk goes above its folder": Fault(
        "src/wasi/posix/resolve.c", "if (walk->depth == 0) {", "if (walk->depth < 0) {",
        WASI, r"FAIL own_paths_by_walk_line_"),
    "rights are not asked for": Fault(
        "src/wasi/process.c", "(rights & ~(*file)->rights) == 0", "(rights & 0) == 0",
        WASI, r"FAIL own_ours_by_kernel_line_\d+: 'fd_tell without the right: 0'"),
    "an address outside is called a wrong number": Fault(
        "src/wasi/process.c", "TW_WASI_SUCCESS : TW_WASI_FAULT;", "TW_WASI_SUCCESS : TW_WASI_INVAL;",
        WASI, r"FAIL own_table_ours_by_kernel_line_"),
    "what a program leaves of a file is lost": Fault(
        "src/wasi/device/store.c", "fill(store, file, file->kept)", "fill(store, file, file->written)",
        WASI_DEVICE, r"FAIL device_host_store_line_"),
    "seeking begins where the file is": Fault(
        "src/wasi/posix/files.c", "{SEEK_SET, SEEK_CUR, SEEK_END}", "{SEEK_CUR, SEEK_CUR, SEEK_END}",
        WASI_PROGRAMS, r"FAIL program_rust_prints_the_same"),
    "register code depends on the machine": Fault(
        "src/core/emit.c", "(uint16_t)t->frame_end;",
        "(uint16_t)(t->frame_end + sizeof(void *));",
        "python3 tests/spec/run_code.py", r"FAIL wasm-v2/i32: .* i386 "),
    "the code of boards is the PC's": Fault(
        "cmake/boards-names.cmake", "#define TW_CFG_WIDE 0", "#define TW_CFG_WIDE 1",
        "python3 tests/spec/run_code.py", r'"TW_CFG_WIDE needs .* pointers of 64 bits"'),
    "kept code of another build is run": Fault(
        "src/engine/keep.c", "memcmp(header->id, interp_keep->id, sizeof header->id) == 0",
        "memcmp(header->id, interp_keep->id, 0) == 0",
        KEPT, r"FAILED *\] test_keep_of_another_build_or_options_is_made_anew"),
    "the id of kept code depends on the machine": Fault(
        "src/core/keep.c", "    TW_CORE_BUILD_ID_0,", "    TW_CORE_BUILD_ID_0 + (uint32_t)sizeof(void *),",
        "python3 tests/kept/run_kept.py mps2-an385", r"FAIL rom_code_is_run_in_place"),
    "torn kept code is run": Fault(
        "src/engine/keep.c", "== ~header->crc;", "!= header->crc;",
        KEPT, r"FAILED *\] test_keep_damaged_anywhere_is_made_anew"),
    "kept code of the file before is run": Fault(
        "src/engine/keep.c", "memcmp(header->sha256, sha256, sizeof sha256) == 0",
        "memcmp(header->sha256, sha256, 0) == 0",
        KEPT, r"FAILED *\] test_keep_of_another_file_is_made_anew"),
    "kept code that is taken loses its call types": Fault(
        "src/core/keep.c", "        set_array(module, &part, part.count == 0 ? NULL : image + off);",
        "        set_array(module, &part, part.count == 0 ? NULL : image + off + (i == PART_TABLES));",
        f"{SPEC} --variant kept wasm-v2/table", r"FAIL wasm-v2/table"),
    "a long offset wraps": Fault(
        "src/core/exec_ops.h", "SLOW_IF(i32_lt_u, ACC, S32(2))", "SLOW_IF(i32_eq, ACC, 1u)",
        f"{SPEC} --variant boards wasm-v2/address", r"FAIL wasm-v2/address"),
    "a far branch goes too far": Fault(
        "src/core/exec_ops.h", "OP(BR_FAR) { NEXT_AT(3,", "OP(BR_FAR) { NEXT_AT(4,",
        f"{SPEC} --variant far wasm-v2/br", r"FAIL wasm-v2/br"),
    "what TINY lacks is called invalid": Fault(
        "src/core/sections.c", "tw__bad(loader, TW_BAD_REFERENCES);\n    }\n    type->type",
        "tw__bad(loader, TW_BAD_NO_TABLE);\n    }\n    type->type",
        f"{SPEC} --variant tiny wasm-v2/table", r"FAIL wasm-v2/table"),
    "without superinstructions a comparison is inverted": Fault(
        "src/core/exec_plain.h", "BRANCHES(NE, i32_ne)", "BRANCHES(NE, i32_eq)",
        f"{SPEC} --variant plain wasm-v2/br_if", r"FAIL wasm-v2/br_if"),
    "two registers of the loop are one": Fault(
        "src/core/dispatch_register.h", 'acc __asm__("r7")', 'acc __asm__("r6")',
        f"{SPEC} --variant board wasm-v2/memory_trap",
        r"FAIL wasm-v2/memory_trap"),
    "fuel of a slice is lost": Fault(
        "src/core/run.c", "    TW_ASSERT(x->state == TW_EXEC_STOPPED);", "    x->fuel = 0;",
        f"{SPEC} --variant slices wasm-v2/loop", r"FAIL wasm-v2/loop"),
    "a module may be read one byte past its end": Fault(
        "src/core/reader.c", "size > tw__reader_left(reader)", "size > tw__reader_left(reader) + 1",
        "python3 tests/fuzz/run_fuzz.py --seconds 20 load", r"FAIL load(.|\n)*AddressSanitizer"),
    "a damaged module is read past its end": Fault(
        "src/core/reader.c", "size > tw__reader_left(reader)", "size > tw__reader_left(reader) + 1",
        "python3 tests/badinput/run_badinput.py --sample", r"FAIL prefixes(.|\n)*AddressSanitizer"),
    "a handle looks like an object": Fault(
        "src/bridge/handles.c", "*handle = tw__ref_from_host(slot->generation << SLOT_BITS | (i + 1));",
        "*handle = slot->generation << SLOT_BITS | (i + 1);",
        program("host-debug", "objects", "test_handles"), r"FAILED(.|\n)*test_objects_handles"),
    "an array may be filled past its end": Fault(
        "src/core/gc.c", "return tw__range_ok((*array)->length, cells[1], count)",
        "return tw__range_ok(0xffffffff, cells[1], count)",
        "python3 tests/fuzz/run_fuzz.py --seconds 40 run", r"FAIL run(.|\n)*AddressSanitizer"),
    "a free block is not guarded": Fault(
        "src/base/arena.c", "    tw__guard(block_at(arena, off), size);", "    tw__guard(block_at(arena, off), 8);",
        UNIT.format("arena"), r"FAILED(.|\n)*test_base_arena_guards_what_is_not_allocated"),
    "loading is quadratic": Fault(
        "src/core/refmap.c", "if (!body->has_traced) {", "if (false) {",
        "python3 tests/badinput/run_badinput.py --sample",
        r"FAIL cost_of_calls_over_deep_operands_is_linear"),
    "a local's aliases outlive its set": Fault(
        "src/core/translate.c", "stand_for(body, value->low, value->cells)",
        "local_get(body, value->low)", f"{DIFF} --only standard 10",
        r"FAIL .*tee_wrapped\.wasm"),
    "half of a vector is taken for the other": Fault(
        "src/core/simd.c", "first = which % 2 == 0 ? 0 : half;", "first = which % 2 == 0 ? half : 0;",
        f"{DIFF} --only groups --builds full 60", r"FAIL .*groups\d+\.wasm\n +full: "),
    "a cast takes what is of another type": Fault(
        "src/core/gc.c",
        "return tw__is_object(ref) && tw__is_subtype(object_of(op, ref)->type, wanted);",
        "return tw__is_object(ref) && (tw__is_subtype(object_of(op, ref)->type, wanted) || "
        "tw__is_subtype(wanted, object_of(op, ref)->type));",
        f"{DIFF} --only groups --builds full 60", r"FAIL .*groups\d+\.wasm\n +full: "),
    "the first catch is lost": Fault(
        "src/core/exception.c", "for (uint32_t i = 0; i < first->count; i++) {\n        if (catches",
        "for (uint32_t i = 1; i < first->count; i++) {\n        if (catches",
        f"{DIFF} --only groups --builds full 60", r"FAIL .*groups\d+\.wasm\n +full: "),
    "an exception that leaves the root call has another value": Fault(
        "tests/diff/runner.c", "print_thrown(&values[i]);", "print_thrown(&values[0]);",
        f"{DIFF} --only groups --builds full 60", r"FAIL .*groups\d+\.wasm\n +full: .*exception: "),
    "collecting costs what the form of the code makes of it": Fault(
        "src/core/heap.c", "store->heap.looked -= slots[i] >= operands ? 1u : 0u;", "(void)operands;",
        f"{DIFF} --only groups --builds full,full-sparse 1",
        r"FAIL .*groups_fuel_of_operands\.wasm\n +full-sparse: .*burnt"),
    "an instruction of the groups is never executed": Fault(
        "tests/diff/generate_groups.py", '"i64.mul_wide_s", "i64.mul_wide_u"])', '"i64.mul_wide_s"])',
        f"{DIFF} --only groups --builds full 400", r"FAIL reached: i64\.mul_wide_u in 0 of "),
    "a choice that binaryen's modules make is inverted": Fault(
        "src/core/exec_ops.h", "SELECT64) { select64(CELL(1), tw__cell(fp, ACC != 0",
        "SELECT64) { select64(CELL(1), tw__cell(fp, ACC == 0", "python3 tests/diff/run_diff.py 3 6 --builds gcc",
        r"FAIL .*found/[678]\.wasm\n +gcc: "),
    "a chunk is copied one off": Fault(
        "src/core/sparse.c", "find_chunk(memory, addr / CHUNK_BYTES)",
        "find_chunk(memory, addr / CHUNK_BYTES + 1)",
        "python3 tests/diff/run_diff.py 12 --builds sparse", r"FAIL .*\.wasm\n +sparse: "),
    "another interpreter gives another number": Fault(
        "src/interp/wasm3/wasm3_interp.c", "value.of.f32_bits = (uint32_t)bits;",
        "value.of.f32_bits = (uint32_t)bits ^ 1;", "python3 tests/diff/run_diff.py 8 --builds wasm3",
        r"FAIL .*plain\d+\.wasm\n +wasm3: "),
    "an interpreter's adapter swaps arguments": Fault(
        "src/interp/wasm3/wasm3_interp.c", "set_slot(&slots[i], type->types[i], value_bits(&args[i]));",
        "set_slot(&slots[type->param_count - 1 - i], type->types[i], value_bits(&args[i]));",
        INTERP,
        r"FAILED .*test_interp_wasm3_arguments_keep_their_order"),
    "an interpreter promises what it cannot": Fault(
        "src/interp/wasm3/wasm3_interp.c", ".features = TW_INTERP_STREAM,",
        ".features = TW_INTERP_STREAM | TW_INTERP_LINK,", INTERP,
        r"FAILED .*test_interp_wasm3_an_instance_imports_from_another"),
    "a chunk is looked up one off": Fault(
        "src/core/sparse.c", "find_chunk(memory, addr / CHUNK_BYTES)",
        "find_chunk(memory, addr / CHUNK_BYTES + 1)", f"{SPEC} --variant sparse wasm-v2/memory_copy",
        r"memory_copy\.wast: \d+ passed, [1-9]\d* failed"),
    "a sparse memory is not as a flat one": Fault(
        "src/core/sparse.c", "bool is_down = to > from;", "bool is_down = to < from;", UNIT.format("sparse"),
        r"FAILED .*test_core_a_sparse_memory_is_as_a_flat_one"),
    "no budget is left for chunks": Fault(
        "src/core/memory.c", "size <= left ? size : left / 2;", "size <= left ? size : left;",
        "python3 tests/sparse/run_sparse.py", r"FAIL malloc_runs_with_half_and_half"),
    "a host function's writes are lost": Fault(
        "src/engine/guest.c", "loan->size = is_const ? 0 : size;", "loan->size = is_const ? size : 0;", UNIT.format("sparse"),
        r"FAILED .*test_engine_arguments_behind_the_prefix_are_copied_and_written_back"),
    "a number of too many bytes is read": Fault(
        "src/base/leb.c", "TW__LEB_BAD;", "0;", UNIT.format("leb"), r"FAILED .*leb"),
    "an instruction has another width": Fault(
        "src/core/opcodes/mvp.def", '"i32.load",         MEMARG,        i_i,      4,',
        '"i32.load",         MEMARG,        i_i,      8,', OPCODE,
        r"FAILED .*LOAD.*:width_ends_with_memory"),
    "the application prints something else": Fault(
        "apps/simple/main.c", '"pong\\n"', '"pang\\n"', "python3 tests/demo/run_demo.py --quick",
        r"FAIL act_1_shows_five_pongs.*"),
    "a global lacks the prefix": Fault(
        "src/base/leb.c", "int tw__leb_read(", "int leb_stray = 1;\nint tw__leb_read(",
        "python3 tests/consumer/run_consumer.py symbols", r"FAIL host_globals_begin_with_tw: .*leb_stray"),
    "a global can be changed": Fault(
        "src/base/leb.c", "int tw__leb_read(", "int tw__stray;\nint tw__leb_read(",
        "python3 tests/consumer/run_consumer.py symbols", r"FAIL the_library_has_no_mutable.*tw__stray"),
    "a header is not C++": Fault(
        "include/tinywasm/log.h", "typedef enum", "static inline void *c(void *p) {\n"
        "    int *q = p;\n    return q;\n}\ntypedef enum",
        "python3 tests/consumer/run_consumer.py headers", r"FAIL log\.h_alone_is_c\+\+"),
    "a term of a BME280's pressure is halved": Fault(
        "src/devices/hardware/bme280.c", "(widen(trim->p4) << 35)", "(widen(trim->p4) << 34)",
        "python3 tests/hardware/run_hardware.py", r"FAIL pressure_is_as_the_data_sheet_has_it"),
    "contacts that bounce are many presses": Fault(
        "src/devices/hardware/buttons.c", ">= buttons->config.debounce_ms", ">= buttons->config.debounce_ms / 8u",
        HARDWARE.format("buttons"), r"FAILED .*test_hardware_bouncing_contacts_are_one_press"),
    "a DHT22's sum is not looked at": Fault(
        "src/devices/hardware/dht22.c", "if ((sum & 0xffu) != chip->bytes[4])", "if (sum > 0xffffu)",
        HARDWARE.format("chips"), r"FAILED .*test_hardware_dht22_tells_what_is_wrong"),
    "a module's LED is another one": Fault(
        "src/devices/hardware/led_device.c", "*result = tw_led_get(", "*result = !tw_led_get(",
        HARDWARE.format("both"), r"FAILED .*test_hardware_led_is_set_from_both_sides"),
    "a board's LED is lit when it shall be dark": Fault(
        "src/devices/hardware/led.c", "is_lit != led->is_low_lit", "is_lit == led->is_low_lit", BOARDS,
        r"FAIL lm3s6965evb_hardware_the_led_is_seen_from_outside"),
    "the firmware does nothing": Fault(
        "ports/common/port.c", "hal_exit(main());", "hal_exit(0);", BOARDS,
        r"FAIL lm3s6965evb_simple_says_each_step"),
    "a fault ends with another code": Fault(
        "ports/common/port.h", "#define PORT_EXIT_FAULT 98", "#define PORT_EXIT_FAULT 0", BOARDS,
        r"FAIL lm3s6965evb_port_ends_with_98"),
    "the sleep is too short": Fault(
        "ports/common/tick.c", "ticks_ms - start <= ms", "ticks_ms - start <= ms / 2", BOARDS,
        r"FAIL lm3s6965evb_port_sleep_lasts"),
    "the core does not stop without a debugger": Fault(
        "ports/common/cortex-m.c", "is_leaving = true;", "is_leaving = false;", BOARDS,
        r"FAIL lm3s6965evb_port_stops_silently"),
    "firmware grows": Fault(
        "tests/boards/budgets.json", '"lm3s6965evb": {"flash": 6', '"lm3s6965evb": {"flash": 1', BOARDS,
        r"FAIL lm3s6965evb_simple_is_within_its_budget_of_flash"),
    "the micro:bit's image is cut": Fault(
        "tools/firmware", '-O ihex "$elf"', '-O ihex -R .text "$elf"',
        "python3 tests/boards/run_boards.py microbit:simple", r"FAIL microbit_hex_boots"),
    "boot2 has another checksum": Fault(
        "ports/rp2040/boot2.c", ".word 0x5faf92c2", ".word 0x5faf92c3", PICO_SIMPLE,
        r"FAIL pico_simple_says_each_step"),
    "the USB line stays shut": Fault(
        "ports/rp2040/usb.c", "is_open = (value & 1u) != 0;", "is_open = (value & 4u) != 0;", PICO_SIMPLE,
        r"FAIL pico_simple_five_pongs_on_usb"),
    "USB packets have the wrong number": Fault(
        "ports/rp2040/usb.c", "in_pid ^= BUFFER_DATA1;", "in_pid ^= 0;", PICO_SIMPLE,
        r"FAIL pico_simple_does_nothing_that.*DATA0"),
    "no empty USB packet ends a full one": Fault(
        "ports/rp2040/usb.c", "ends_full = size == PACKET_BYTES;", "ends_full = false;", PICO_PORT,
        r"FAIL pico_port_usb_line_carries_63_bytes"),
    "a USB answer is too long": Fault(
        "ports/rp2040/usb.c", "size < asked ? size : asked;", "asked > 0 ? size : 0;", PICO_SIMPLE,
        r"FAIL pico_simple_five_pongs_on_usb"),
    "the LED stays dark": Fault(
        "ports/rp2040/rp2040.c", "SIO_OUT_TOGGLE = 1u", "SIO_OUT_TOGGLE = 0u", PICO_SIMPLE,
        r"FAIL pico_simple_led_changes"),
    "the UF2 is cut": Fault(
        "tools/uf2.py", 'b"".join(blocks)', 'b"".join(blocks[:-1])', PICO_SIMPLE,
        r"FAIL pico_uf2_is_well_formed"),
    "a UF2 is of another family": Fault(
        "tools/uf2.py", "0xE48BFF56", "0xE48BFF57", "python3 tests/tools/run_tools.py uf2",
        r"FAIL uf2_is_well_formed"),
    "a module is not what its source says": Fault(
        "modules/ping/ping.c", "    pong();", "    pong();\n    pong();",
        "python3 tests/tools/run_tools.py modules", r"FAIL ping\.wasm_is_made_of_its_source"),
    "a project that was changed passes for its template": Fault(
        "cli/project.c", "file_load(path, &own) && own.size == size && memcmp(own.bytes, bytes, size) == 0",
        "file_load(path, &own) && bytes != NULL && size > 0",
        "python3 tests/project/run_project.py", r"FAIL a_project_that_was_changed_is_not_the_template"),
    "an older module is not compiled": Fault(
        "cli/build_module.c", 'made >= folder_changed(module->folder, "wasm")', "made > 0",
        "python3 tests/project/run_project.py", r"FAIL what_does_not_compile_is_said"),
    "uninstall leaves files": Fault(
        "tools/install", "xargs -0 rm -f --", "xargs -0 true",
        "python3 tests/project/run_project.py", r"FAIL make_uninstall_leaves_nothing"),
    "a module blinks too seldom": Fault(
        "apps/blinky/main.c", "hal_sleep_ms(APP_LOOP_MS);", "hal_sleep_ms(APP_LOOP_MS + 1);",
        "python3 tests/examples/run_examples.py host", r"FAIL host_blinky_led_changes_twice_a_second"),
    "another button is called": Fault(
        "apps/buttons/main.c", "tw_button_call(instance, button)",
        "tw_button_call(instance, (tw_button_t)(button ^ 1))",
        "python3 tests/examples/run_examples.py host",
        r"FAIL host_buttons_the_text_is_on_the_display"),
    "half of a value is served over Bluetooth": Fault(
        "src/devices/bluetooth/server.c", "os_mbuf_append(ctxt->om, at->value, at->size);",
        "os_mbuf_append(ctxt->om, at->value, at->size / 2);",
        "python3 tests/examples/run_examples.py host", r"FAIL host_beacon_serves_the_temperature"),
    "an application mixes lines up": Fault(
        "apps/badge/main.c", 'show_row(2, "2 "', 'show_row(2, "1 "',
        "python3 tests/languages/run_languages.py", r"FAIL badge_in_zig_on_host"),
    "a binding lowers too little": Fault(
        "cli/bindgen/guest_zig.cpp", 'bits_as("i32", value + ".len")', '"value.len"',
        "python3 tests/bindgen/guests.py", r"FAIL zig_compiles_without_a_word"),
    "a handle is not given back": Fault(
        "apps/externref/main.c", "check(tw_instance_destroy(instance));", "",
        "python3 tests/languages/run_languages.py", r"FAIL greeter_in_rust_on_host"),
    "bindings are not what the bridge says": Fault(
        "bridge/badge.wit", "  set-text4: func(text: string);\n", "",
        "python3 tests/languages/run_languages.py", r"FAIL bindings_in_modules/badge_zig_are_made_of"),
    "a page keeps what an instance before it wrote": Fault(
        "src/core/memory.c", "    memset(memory->base + memory->prefix, 0, prefix - memory->prefix);\n", "",
        UNIT.format("sparse"), r"FAILED .*test_core_pages_are_zero_when_they_come"),
    "a room sees another": Fault(
        "CMakeLists.txt", "tinywasm_room(engine MAY base)", "tinywasm_room(engine MAY base core)",
        "python3 tests/tools/run_tools.py rooms", r"FAIL room_engine_may_not_include_core"),
    "set-up does not check sums": Fault(
        "tools/setup", '[ "$(sum_of "$1")" = "$2" ] || die', '[ -f "$1" ] || die',
        "python3 tests/tools/run_tools.py setup_verifies", r"FAIL setup_refuses_a_file_with_another_checksum"),
    "a path of this machine": Fault(
        "tools/emulate", "set -eu", "set -eu\nls /ho" "me/somebody", "python3 tests/tidy/tidy.py",
        r"FAIL no-machine-paths: tools/emulate"),
    "profile FULL is larger than it may be": Fault(
        "tools/size_budgets.json", '"whole_simple_flash_bytes_full": {"budget": 72730, "target": 98304}',
        '"whole_simple_flash_bytes_full": {"budget": 71240, "target": 65536}',
        "python3 tools/size_groups.py lm3s6965evb", r"FAIL lm3s6965evb: FULL takes"),
    "the library is too large": Fault(
        "tools/size_budgets.json", '"library_flash_bytes_standard": {"budget": ',
        '"library_flash_bytes_standard": {"budget": 0.', "python3 tools/size.py",
        r"over budget: library_flash_bytes_standard"),
    "an error says something else": Fault(
        "src/base/fault.c", '": %m (" : ": %m: "', '": %m (" : ": %m, "',
        "python3 tests/errors/run_errors.py", r"FAIL .*(?i:unreachable)"),
    "tw prints another number": Fault(
        "cli/value.c", '"i32:%" PRId32, (int32_t)(uint32_t)bits', '"i32:%" PRId32, (int32_t)~bits',
        "python3 tests/cli/run_cli.py", r"FAIL .*i32"),
    "the README shows another program": Fault(
        "apps/simple/main.c", "once a second", "once a minute", "python3 tests/docs/check_docs.py",
        r"FAIL .*README\.md.*apps/simple/main\.c"),
    "a save writes in place": Fault(
        "src/filestore/flash/flash.c", "    memset(saving, 0, sizeof *saving);",
        "    if (old.is_image) {\n"
        "        tw__extents_mark(&state->extents, old.extent, false);\n"
        "        state->extents.cursor = old.extent.first;\n    }\n"
        "    memset(saving, 0, sizeof *saving);",
        "python3 tests/faults/run_faults.py --only flash", r"LOST image:replace:\d+:\w+: a file is neither"),
    "a save removes the old file first": Fault(
        "src/filestore/flash/flash.c", "        err = changed(state, lfs_rename(",
        "        (void)lfs_remove(&state->lfs, name);\n        err = changed(state, lfs_rename(",
        "python3 tests/faults/run_faults.py --only flash",
        r"LOST flash:replace:\d+:\w+: a file is neither"),
    "a save that was cut off is left lying": Fault(
        "src/filestore/flash/flash.c", "    tw_err_t problem = tidy_up(state);",
        "    tw_err_t problem = TW_ERR_OK;",
        "python3 tests/faults/run_faults.py --only flash", r"LOST flash:replace:\d+:\w+: free space is lost"),
    "images are not what others mount": Fault(
        "src/filestore/flash/flash.c", ".block_count = shape->fs_blocks,",
        ".block_count = shape->fs_blocks - 1,", built("host", "image", "python3 tests/filestore/run_image.py"),
        r"FAIL ours_is_read_by_python_512x64x16"),
    "a link leads out of the folder": Fault(
        "src/filestore/host/dir.c", "AT_SYMLINK_NOFOLLOW", "0",
        FILESTORE.format("dir"),
        r"FAILED .*test_filestore_dir_follows_no_link_out_of_the_folder"),
    "a full flash store goes on from what is not there": Fault(
        "src/filestore/flash/flash.c", "(err < 0 && err != LFS_ERR_NOENT);", "false;",
        program("host", "filestore").format("kit"),
        r"FAILED .*flash"),
    "a save removes the old file first, and a board loses power": Fault(
        "src/filestore/flash/flash.c", "        err = changed(state, lfs_rename(",
        "        (void)lfs_remove(&state->lfs, name);\n        err = changed(state, lfs_rename(",
        "python3 tests/faults/run_faults.py emcraft-sf2:20:9", r"LOST emcraft-sf2:20:\d+: (files|contents)"),
    "a driver counts in sectors where a memory card counts in bytes": Fault(
        "src/devices/block/sd_card.c", "? sector : sector * SECTOR;", "? sector : sector;", f"{BOARDS}:store",
        r"FAIL lm3s6965evb_store_"),
    "a driver of flash leaves the cache as it was": Fault(
        "ports/rp2040/parts/flash.c", "    CACHE_FLUSH = 1;\n", "", PICO_PORT,
        r"FAIL pico_port_flash_(programs|reads)"),
    "a driver of flash runs from flash": Fault(
        "ports/rp2040/parts/flash.c", ', section(".ram_code")', "", PICO_PORT,
        r"FAIL pico_port_flash_(programs|reads)"),
    "a board's README tells of another board": Fault(
        "boards/pico/README.md", "| RAM | 264 KiB", "| RAM | 260 KiB", BOARDS,
        r"FAIL the_readme_of_pico_has_its_data"),
    "a driver of SPI NOR programs over the end of a page": Fault(
        "src/devices/block/spi_nor.c", "page_bytes - addr % nor->config.page_bytes;", "page_bytes;",
        UNIT.format("spi_nor"), r"FAILED .*test_spi_nor_programs_page_by_page"),
    "a port's timer comes early": Fault(
        "ports/nrf51/parts/timer.c", "uint32_t ticks = period_us * TICKS_PER_US;",
        "uint32_t ticks = period_us * TICKS_PER_US / 2;",
        "python3 tests/boards/run_boards.py microbit:port", r"FAIL microbit_port_timer_0_comes_once"),
    "a port's I2C takes silence for an answer": Fault(
        "ports/lm3s6965/parts/i2c.c", "return is_unknown ? HAL_NO_ANSWER : HAL_FAILED;",
        "return is_unknown ? HAL_OK : HAL_FAILED;", f"{BOARDS}:port",
        r"FAIL lm3s6965evb_port_i2c_tells_that_nobody_answers"),
    "a port has a part that nothing is wired to": Fault(
        "boards/lm3s6965evb/wiring.toml", "[watchdog]", "[whatever]", BOARDS,
        r"FAIL lm3s6965evb_kit_knows_what_watchdog_is_wired_to"),
    "a module's pin is not asked for": Fault(
        "src/devices/machine/tinygo.c", 'allowed(call, "gpio");', "TW_ERR_OK;",
        SCHEDULE.format("test_machine"),
        r"FAILED .*test_machine_refuses_what_is_not_granted"),
    "a timer that rings once rings again": Fault(
        "src/devices/machine/clock.c", "timer->instance = timer->is_once ? 0 : timer->instance;", "",
        SCHEDULE.format("test_clock"),
        r"FAILED .*test_clock_modules_have_timers_by_number"),
    "a serial line of another's is read": Fault(
        "src/devices/machine/serial.c", "bool is_callers = is_open && at->owner == tw_call_instance(call);",
        "bool is_callers = at != NULL;", SCHEDULE.format("test_machine"),
        r"FAILED .*test_machine_module_talks_over_serial_lines"),
    "a pin may be read by whom it was not granted": Fault(
        "src/devices/machine/gpio.c",
        "int32_t *result) {\n    tw_err_t err = may_use(call, pin);\n    if (err == TW_ERR_OK) {\n        "
        "*result = hal_gpio_read",
        "int32_t *result) {\n    (void)call;\n    tw_err_t err = TW_ERR_OK;\n    if (err == TW_ERR_OK) {\n        "
        "*result = hal_gpio_read", BOARDS,
        r"FAIL lm3s6965evb_module_is_denied_at_gpio_read"),
    "what is written into a buffer behind the prefix is lost": Fault(
        "src/bridge/lift.c", "lend(lift, cell, count, false)", "lend(lift, cell, count, true)", HOSTILE,
        r"FAILED.*test_bridge_what_is_written_into_a_buffer_is_there"),
    "a committed binding is not that of its WIT": Fault(
        "guest/rust/i2c.rs", "pub fn configure(bus: u32", "pub fn configure(buS: u32",
        "python3 tests/bindgen/run_bindgen.py", r"FAIL kept_guest/rust_i2c"),
    "a board's own folder is not its port": Fault(
        "cmake/application.cmake", "if(NOT BOARD_PORT)", "if(FALSE)", "python3 tests/boards/run_porting.py",
        r"FAIL step_2_"),
    "a module gets what somebody else holds": Fault(
        "src/engine/hold.c", "if (other != NULL) {", "if (other != NULL && asker->instance == NULL) {",
        SCHEDULE.format("test_machine"),
        r"FAILED .*test_machine_module_does_not_get_what_the_application_holds"),
    "an instance holds on when it is gone": Fault(
        "src/engine/hold.c", "if (holds->slots[i].owner == instance) {", "if (holds->slots[i].owner == instance && i == holds->count) {",
        SCHEDULE.format("test_machine"),
        r"AddressSanitizer: use-after-poison|FAILED .*test_machine_application_does_not_get_what_a_module_holds"),
    "virtual time is a microsecond off": Fault(
        "ports/host/clock.c", "move_to(event->at_us);", "move_to(event->at_us + 1);", SIM + "exact",
        r"FAIL sim_led_changes_each_100_ms_exactly"),
    "what a script expects is taken for granted": Fault(
        "cli/sim/output.c", "            return true;\n        }\n    }\n    return false;",
        "            return true;\n        }\n    }\n    return true;", SIM + "expectations",
        r"FAIL sim_failure_of_text: expected code 1"),
    "a picture has its rows in another order": Fault(
        "cli/sim/frames.c", "target + y * row_bytes", "target + (y ^ 1) * row_bytes",
        SIM + "pictures", r"FAIL sim_early.png_shows_what_was_drawn"),
    "a cart gets its input a frame late": Fault(
        "cli/wasm4/command.c", "tw_wasm4_frame_count(&game.console) + 1, input",
        "tw_wasm4_frame_count(&game.console), input", "python3 tests/wasm4_front/run_front.py input",
        r"FAIL host_each_line_of_input_holds_from_its_frame_on"),
    "a cart's picture has its rows in another order": Fault(
        "cli/wasm4/record.c", "tw_wasm4_row_rgb(console, y, row)", "tw_wasm4_row_rgb(console, y ^ 1, row)",
        "python3 tests/wasm4_front/run_front.py pictures", r"FAIL host_the_png_is_the_picture_in_memory"),
    "a key of a window is another button": Fault(
        "cli/wasm4/window/sdl.c", "{SDL_SCANCODE_Q, 1, TW_WASM4_BUTTON_1}",
        "{SDL_SCANCODE_Q, 1, TW_WASM4_BUTTON_2}", "python3 tests/wasm4_front/run_window.py",
        r"FAIL key_q_is_its_button"),
    "a gamepad's buttons change places": Fault(
        "cli/wasm4/window/sdl.c", "{SDL_CONTROLLER_BUTTON_Y, TW_WASM4_BUTTON_1}",
        "{SDL_CONTROLLER_BUTTON_Y, TW_WASM4_BUTTON_2}", "python3 tests/wasm4_front/run_window.py",
        r"FAIL pad_1_y_is_its_button"),
    "truncation takes a float that is too large": Fault(
        "src/core/exec_ops.h", "-2147483649.0, 2147483648.0, int32_t", "-2147483649.0, 4294967296.0, int32_t",
        f"{SPEC} wasm-v2/conversions", r"FAIL wasm-v2/conversions"),
    "a display shows a cart's picture a pixel off": Fault(
        "apps/wasm4/screen.c", "return i * TW_WASM4_WIDTH / size;", "return (i + 1) * TW_WASM4_WIDTH / size - 1;",
        "python3 tests/wasm4_front/run_wasm4_boards.py ast1030-evb", r"FAIL ast1030-evb_the_display_shows_the_picture"),
    "a large panel shows the opposite of each colour": Fault(
        "apps/wasm4/screen.c", ".is_inverted = APP_PANEL_INVERTED != 0,", "",
        "python3 tests/wasm4_front/run_wasm4_boards.py pico-240", r"FAIL pico-240_bricks_60_is_on_the_glass"),
    "an ST7789 has only the memory of an ST7735": Fault(
        "src/devices/hardware/st7735.c", "config, ST7789_MEMORY);", "config, ST7735_MEMORY);",
        DISPLAY, r"FAIL host-debug_st7789_starts"),
    "a save state may have a disk of any size": Fault(
        "src/wasm4/state.c", "if (disk_size > TW_WASM4_DISK_BYTES) {", "if (disk_size > 0xffffffffu) {",
        WASM4.replace("host", "host-debug").format("state"),
        r"FAILED  \] test_wasm4_state_that_was_forged_harms_nobody|AddressSanitizer"),
    "a cart's disk is lost while a file comes": Fault(
        "apps/wasm4/play.c", "player->is_kept = err != TW_ERR_BUSY;", "player->is_kept = true;",
        "python3 tests/wasm4_front/run_wasm4_boards.py host", r"FAIL host_its_disk_is_kept"),
    "an oval is not the native runtime's": Fault(
        "src/wasm4/shapes.c", "if ((canvas->colors >> 4 & 0xf) == 0xf) {", "if (canvas->colors == 0xf) {",
        "python3 tests/wasm4_front/run_native.py 5", r"FAIL cart_\d+_of_random_calls_is_the_same_as_native"),
    "the PC's watchdog is fed by itself": Fault(
        "ports/host/parts/watchdog.c", "_exit(EXIT_WATCHDOG);", "",
        UNIT.format("port_host"), r"FAILED .*test_port_host_watchdog"),
    "a check of grants is left out": Fault(
        "src/engine/grant.c", "err == TW_ERR_OK && is_others", "err == TW_ERR_OK && is_others && false",
        GRANTS.format("grants"), r"FAILED .*test_grants_deny_what_is_not_named"),
    "without a table everything is granted": Fault(
        "src/engine/grant.c", "    tw__grant_find(module, &section);\n    while (tw__grant_next_row"
        "(&section.rows, &row)) {\n        if (row.type",
        "    if (!tw__grant_find(module, &section)) {\n        return TW_ERR_OK;\n    }\n"
        "    while (tw__grant_next_row(&section.rows, &row)) {\n        if (row.type",
        GRANTS.format("grants"),
        r"FAILED .*test_grants_without_a_table_deny_all"),
    "damaged grants are none": Fault(
        "src/engine/grant_table.c", "return TW__FLAW_CHECK;", "return TW__FLAW_NONE;",
        GRANTS.format("grants"),
        r"FAILED .*test_grants_damaged_in_the_filestore_deny_all"),
    "a table is read past its end": Fault(
        "src/engine/grant_table.c", "if (size > reader->left) {", "if (size > reader->left + 1) {",
        "python3 tests/fuzz/run_fuzz.py --seconds 20 grants", r"FAIL grants(.|\n)*AddressSanitizer"),
    "a datagram that was cut passes for whole": Fault(
        "src/devices/network/posix.c", "(message.msg_flags & MSG_TRUNC) != 0 ?", "message.msg_flags == -1 ?",
        NET.format("posix"), r"FAILED .*net_datagram_that_is_too_long_is_cut"),
    "a socket forgets where its bytes begin": Fault(
        "src/devices/network/lwip/room.c", "at->first = (at->first + size) % ROOM_BYTES;",
        "at->first = (at->first + size / 2) % ROOM_BYTES;",
        NET.format("lwip"), r"(FAILED|ERROR) .*net_stream_is_whole_both_ways"),
    "a closed connection is never given back": Fault(
        "src/devices/network/lwip/tcp.c", "(void)tcp_close(pcb);  //", "(void)pcb;  //",
        NET.format("lwip"), r"ERROR .*net_stream_is_whole_both_ways"),
    "a frame has its checksum in it": Fault(
        "ports/lm3s6965/parts/net.c", "size = length - LENGTH_BYTES - CHECKSUM_BYTES;",
        "size = length - LENGTH_BYTES;", BOARDS + ":port", r"FAIL lm3s6965evb_port_net_receives"),
    "short frames go out as they are": Fault(
        "ports/mps2/parts/net.c", "size < FILLED_BYTES ? FILLED_BYTES : size", "size",
        "python3 tests/boards/run_boards.py mps2-an385:port", r"FAIL mps2-an385_port_net_sends_the_bytes"),
    "a name that was found is not": Fault(
        "src/devices/network/lwip/question.c", "ip != NULL ? TW_ERR_OK", "ip == NULL ? TW_ERR_OK",
        "python3 tests/boards/run_net.py names", r"FAIL lm3s6965evb_net_resolves_a_name"),
    "answers to pings are let pass": Fault(
        "src/devices/network/lwip/question.c", "echo.type != ICMP_ER", "echo.type == ICMP_ER",
        "python3 tests/boards/run_net.py peer", r"FAIL lm3s6965evb_net_pings_the_peer"),
    "a driver believes in longer frames": Fault(
        "ports/lm3s6965/parts/net.c", "size <= HAL_NET_FRAME_BYTES;", "size <= HAL_NET_FRAME_BYTES + 40;",
        "python3 tests/fuzz/run_fuzz.py --seconds 20 ether", r"FAIL ether(.|\n)*(AddressSanitizer|broken promise)"),
    "a datagram's memory is not given back": Fault(
        "src/devices/network/lwip/udp.c", "    (void)pbuf_free(packet);\n}", "}",
        "python3 tests/fuzz/run_fuzz.py --seconds 20 ip", r"FAIL ip(.|\n)*(broken promise|panic)"),
    "a protected file can be written": Fault(
        "src/filestore/name.h", "name[0] == '.' ?", "name[0] == '.' && name[1] != 'g' ?",
        GRANTS.format("doors"),
        r"FAILED .*test_doors_of_a_filestore_refuse_every_such_name_ram"),
    "a transfer may name a protected file": Fault(
        "src/filestore/name.h", "name[0] == '.' ?", "name[0] == '.' && name[1] != 'g' ?",
        SHELL.format("shell_doors"), r"FAILED  \] test_shell_doors_of_ymodem_headers_are_shut"),
    "flash gives away what the engine keeps": Fault(
        "src/filestore/flash/flash.c", "tw__filestore_check_name(entry->name) != TW_ERR_INVAL",
        "tw__filestore_check_name(entry->name) == TW_ERR_OK",
        GRANTS.format("doors"),
        r"FAILED .*test_doors_protected_files_keep_their_room_image"),
    "a text may begin past the end of memory": Fault(
        "src/bridge/lift.c", "addr > memory_size - size) {\n        tw__bridge_fail_arg(lift, cell, TW_TRAP_OUT",
        "addr > memory_size) {\n        tw__bridge_fail_arg(lift, cell, TW_TRAP_OUT", HOSTILE,
        r"FAILED.*test_bridge_every_text_at_every_boundary"),
    "a dropped handle stays good": Fault(
        "src/bridge/handles.c", "slot->generation = (slot->generation + 1) & GENERATION_MASK;", "",
        HOSTILE, r"FAILED.*test_bridge_handles_are_used_and_dropped"),
    "a refusal of WIT is left out": Fault(
        "cli/bindgen/parse.cpp", "if (texts > 1) {", "if (false) {", "python3 tests/bindgen/run_bindgen.py",
        r"FAIL refused_two_texts"),
    "generated glue differs from what is committed": Fault(
        "cli/bindgen/host_c.cpp", "uint32_t address = tw_lift_address", "uint32_t addresS = tw_lift_address",
        "python3 tests/bindgen/run_bindgen.py", r"FAIL golden_host_hostile\.c"),
    "a field of a result lies elsewhere": Fault(
        "cli/bindgen/host_lift.cpp", "write_store(to, of->fields[i].of, offset + of->payload_offset,",
        "write_store(to, of->fields[i].of, offset + of->payload_offset + 1,",
        "python3 tests/bindgen/round_trips.py -n 3",
        r"FAIL seed \d+: "),
    "a binding reads a result elsewhere": Fault(
        "cli/bindgen/guest.cpp", "return {{}, at.addr, at.offset + of->payload_offset};",
        "return {{}, at.addr, at.offset + of->payload_offset + 1};",
        "python3 tests/bindgen/round_trips.py -n 3", r"FAIL seed \d+: rust: "),
    "an answer of a module lies elsewhere": Fault(
        "cli/bindgen/host_export.cpp", "fetch_into(to, of->fields[i].of, offset + of->offsets[i],",
        "fetch_into(to, of->fields[i].of, offset + of->offsets[i] + 1,",
        "python3 tests/bindgen/round_trips.py -n 3", r"FAIL seed \d+: c: (?:FAIL x\d+ round|(?:.|\n)*x_x\d+_result)"),
    "host and bindings agree on a layout that C has not": Fault(
        "cli/bindgen/layout.cpp", "of->payload_offset = align_up(of->tag_size, payload_align);",
        "of->payload_offset = align_up(of->tag_size, payload_align) + payload_align;",
        "python3 tests/bindgen/round_trips.py -n 1", r"FAIL seed 1: by_hand: FAIL run_"),
    "an answer may lie at an odd address": Fault(
        "src/bridge/fetch.c", "addr % align == 0 ? tw_memory_read", "addr % align != 1 ? tw_memory_read", HOSTILE,
        r"FAILED.*test_bridge_every_address_of_an_answer"),
    "a workload of the benchmark computes something else": Fault(
        "bench/workloads/hash.c", "write_word((seed >> 16) % 700, word);",
        "write_word((seed >> 16) % 699, word);",
        "python3 bench/run_bench.py --board mps2-an385 --set workloads", r"the checksums differ"),
    "the engine is slower than its budget": Fault(
        "bench/run_bench.py", '"-DCMAKE_BUILD_TYPE=MinSizeRel"', '"-DCMAKE_BUILD_TYPE=Debug"',
        "python3 bench/run_bench.py --board mps2-an385", r"cortex-m3 insns_vs_native .* OVER"),
    "glue grows": Fault(
        "cli/bindgen/host_c.cpp", "return function.params.empty() && function.result == nullptr && !function.pends;",
        "return false;", "python3 bench/run_bench.py --bridge", r"over budget: .*bridge none_flash_bytes"),
    "tw grants something else": Fault(
        "cli/grants_compile.c", "range[0] = range[1] = (uint32_t)value->number;",
        "range[0] = 0;\n        range[1] = (uint32_t)value->number;",
        "python3 tests/grants/run_grants.py", r"FAIL .*a_table_means_what_the_toml_means"),
    "a display is not sent the last column that has changed": Fault(
        "src/devices/hardware/graphics.c", "changed->x1 = area->x1 > changed->x1 ? area->x1 : changed->x1;",
        "changed->x1 = area->x1 > changed->x1 ? area->x1 - 1 : changed->x1;", DISPLAY,
        r"FAIL \S+_draws_what_it_is_told: .*(bytes sent|pixels differ)"),
    "a display of greys is sent the wrong columns": Fault(
        "src/devices/hardware/ssd0323.c", "uint32_t first = area->x0 / 2u;",
        "uint32_t first = (area->x0 + 1u) / 2u;", BOARDS,
        r"FAIL lm3s6965evb_display_shows_\w+: \d+ pixels differ"),
    "a line is drawn beside its place when its first end is far away": Fault(
        "src/devices/hardware/graphics.c", "(uint64_t)first * across->size + along->size / 2;",
        "(uint64_t)first * across->size;", DISPLAY, r"FAIL \S+_draws_what_it_is_told: .*pixels differ"),
    "a cart draws a pixel too far": Fault(
        "src/wasm4/pixels.c", "uint32_t tail = 0xffu >> (6 - (end_x - 1) % 4 * 2);",
        "uint32_t tail = 0xffu >> (6 - end_x % 4 * 2);", WASM4.format("drawing"),
        r"FAILED  \] test_wasm4_rectangles_equal_their_model"),
    "a tone ends a sample late": Fault(
        "src/wasm4/synth.c", "return synth->time < channel->release_time ||",
        "return synth->time <= channel->release_time ||", "python3 tests/wasm4/run_wasm4.py",
        r"FAIL samples_gcc-O3: .*golden is"),
    "a save state of another cart is taken": Fault(
        "src/wasm4/state.c", "if (memcmp(found, hash, HASH_BYTES) != 0) {",
        "if (memcmp(found, hash, 0) != 0) {", WASM4.format("state"),
        r"FAILED  \] test_wasm4_state_of_another_cart_is_refused"),
    "a cart's picture never stays": Fault(
        "src/wasm4/console.c", "} else if (!keeps) {", "} else if (!keeps || console->frame > 2) {",
        WASM4.format("console"),
        r"FAILED  \] test_wasm4_picture_stays_if_the_flag_was_set_by_the_last_update"),
    "a text's letters are a pixel too far to the right": Fault(
        "src/wasm4/sprite.c", "&glyph, pen->x, pen->y);", "&glyph, pen->x + 1, pen->y);",
        WASM4.format("text"), r"FAILED  \] test_wasm4_text_equals_its_model"),
    "a packet's CRC is not compared": Fault(
        "src/shell/receive.c", "tw__crc_of(packet + 2, size) == crc;",
        "(tw__crc_of(packet + 2, size) | crc) != 0;", SHELL.format("modem"),
        r"FAILED  \] test_shell_each_flipped_bit_is_noticed"),
    "a line that does not fit is run": Fault(
        "src/shell/shell.c", "if (shell->is_overlong) {",
        "if (shell->is_overlong && shell->line_size == 0) {", SHELL.format("edit"),
        r"FAILED  \] test_shell_a_line_that_does_not_fit_is_not_run"),
    "a file takes its place before it is validated": Fault(
        "src/shell/save.c",
        "err = err == TW_ERR_OK ? note(shell, tw__upload_check(&save->upload)) : err;", "",
        "python3 tests/shell/run_shell.py host", r"FAIL host_half_a_module_is_refused"),
    "a record's number is not in its tag": Fault(
        "src/shell/seal.c", "tw__hmac_add(&hmac, count, sizeof count);", "(void)count;",
        REMOTE.format("seal"), r"FAILED  \] test_remote_no_record_comes_twice"),
    "half of the proof will do": Fault(
        "src/shell/seal.c", "    if (!tw__secret_equal(body, wanted, sizeof wanted)) {",
        "    if (!tw__secret_equal(body, wanted, 0)) {", REMOTE.format("seal"),
        r"FAILED  \] test_remote_another_key_is_refused_by_both"),
    "a start of the machine is not counted": Fault(
        "src/engine/remote_key.c", "    key->starts++;\n", "    key->starts = 1;\n",
        REMOTE.format("remote"),
        r"FAILED  \] test_remote_no_nonce_comes_twice_without_entropy"),
    "a broken connection gives the upload up": Fault(
        "src/shell/remote.c", "        remote->is_kept = true;\n",
        "        (void)tw__shell_claim_state(&remote->shell);\n",
        REMOTE.format("remote"), r"FAILED  \] test_remote_a_transfer_cut_anywhere_goes_on"),
    "a controller's packet may be larger than its room": Fault(
        "src/devices/bluetooth/h4.c", "if (whole > TW__H4_BYTES) {", "if (whole > 2 * TW__H4_BYTES) {",
        BLE.format("hci"), r"FAILED  \] test_h4_is_lost_at_what_is_no_packet"),
    "a peer's Security Request reaches NimBLE": Fault(
        "src/devices/bluetooth/guard.c", "packet[ACL_HEAD + L2CAP_HEAD] == SECURITY_REQUEST",
        "packet[ACL_HEAD + L2CAP_HEAD] == 0", BLE.format("hci"),
        r"FAILED  \] test_guard_drops_packets_that_are_none"),
    "an encrypted value is shown to everybody": Fault(
        "src/devices/bluetooth/server.c", "return BLE_ATT_ERR_INSUFFICIENT_ENC;", "return 0;",
        "python3 tests/ble/run_ble.py host serve", r"FAIL host_keeps_the_encrypted_value"),
    "who claims another's address gets its place": Fault(
        "src/devices/bluetooth/bonds.c", "memcmp(bonds->kept[i].ltk, value->ltk, KEY_BYTES) != 0",
        "value->key_size == 0", BLE.format("bonds"),
        r"FAILED  \] test_bonds_are_not_replaced_by_who_claims_their_address"),
    "a torn file of a device is believed": Fault(
        "src/engine/device_file.c", "if (memcmp(file + body, check, sizeof check) != 0) {",
        "if (body == 0) {", BLE.format("bonds"),
        r"FAILED  \] test_bonds_of_a_file_that_is_torn_are_none"),
    "keys go with the power": Fault(
        "src/devices/bluetooth/bonds.c", "file, HEAD_BYTES + size);", "file, HEAD_BYTES);",
        "python3 tests/ble/run_ble.py host keep", r"FAIL host_keeps_keys_without_power"),
    "who pairs by the book is not known again": Fault(
        "src/devices/bluetooth/bonds.c", "    change(bluetooth);\n    return 0;\n}\n\nstatic int delete",
        "    bonds->count = 0;\n    return 0;\n}\n\nstatic int delete",
        "python3 tests/fuzz/run_fuzz.py --seconds 20 hci", r"FAIL hci(.|\n)*broken promise: who pairs"),
    "a terminal is no controller": Fault(
        "ports/host/parts/hci.c", ": open_line(name)", ': open_line("")',
        "python3 tests/ble/run_ble.py host serve_at_terminal", r"FAIL host_finds_a_controller_at_a_terminal"),
    "who looks for another gets the link": Fault(
        "src/devices/bluetooth/client.c",
        "bluetooth->seek.owner == NULL || !bluetooth->seek.is_connecting", "bluetooth->seek.owner == NULL",
        BLE.format("links"), r"FAILED  \] test_links_gives_a_link_to_nobody"),
    "links outlive a stop": Fault(
        "src/devices/bluetooth/device.c",
        "    memset(bluetooth->links, 0, sizeof bluetooth->links);\n", "",
        BLE.format("links"), r"FAILED  \] test_links_takes_links_after_another_start"),
    "a link that is gone keeps its place": Fault(
        "src/devices/bluetooth/carrier.c", "    link->is_used = false;\n}\n", "}\n",
        "python3 tests/ble/run_ble.py host upload", r"FAIL host_(lists_it|runs_it)"),
    "no certificate is ever too old": Fault(
        "src/devices/network/tls/tls.c", "? MBEDTLS_X509_BADCERT_EXPIRED : 0u;", "? 0u : 0u;",
        "python3 tests/tls/run_tls.py", r"FAIL host_tls_refuses_an_expired_certificate"),
    "any name will do": Fault(
        "src/devices/network/tls/tls.c", "mbedtls_ssl_set_hostname(session_of(socket), socket->name)",
        "mbedtls_ssl_set_hostname(session_of(socket), NULL)", "python3 tests/tls/run_tls.py",
        r"FAIL host_tls_refuses_another_name"),
    "TLS of a module is whatever carrier there is": Fault(
        "src/devices/network/modules/net_use.c", "if (err == TW_ERR_OK && is_secure) {",
        "if (err == TW_ERR_OK && size == 0) {", NETBRIDGE.format("http"),
        r"FAILED .*test_http_https_is_tls_or_nothing"),
    "a module expects another server than it asked for": Fault(
        "src/devices/network/http/http.c", "client->head + client->host,", "client->head,",
        "python3 tests/tls/run_tls.py", r"FAIL host_https_of_a_module_is_fetched"),
    "HTTP for modules is not installed": Fault(
        "cmake/install.cmake", "network_modules mqtt http board_net", "network_modules mqtt board_net",
        "python3 tests/project/run_project.py",
        r"FAIL the_network_of_an_outside_project_builds_for_host"),
    "a device without a link waits for it": Fault(
        "src/devices/network/lwip/lwip.c", "    take_frames();\n    sys_check_timeouts();",
        "    for (uint32_t i = 0; !netif_is_link_up(&tw__lwip_netif) && i < 4000000; i++) {\n"
        "        __asm volatile(\"\");\n    }\n    take_frames();\n    sys_check_timeouts();",
        "python3 tests/boards/run_net.py faults", r"FAIL both_net_that_is_stalled_lets_modules_run"),
    "tw check does not compare types": Fault(
        "cli/check.c", "if (strcmp(letters, function->letters) != 0) {", "if (letters[0] != '(') {",
        TOOLING + "check", r"FAIL host_check_finds_a_wrong_parameter:"),
    "tw flash writes another board's drive": Fault(
        "cli/drive.c", "strstr((const char *)text.bytes, label) != NULL)", "label != NULL)",
        TOOLING + "flash", r"FAIL host_another_boards_drive_is_refused:"),
    "tw monitor takes any of several lines": Fault(
        "cli/monitor.c", "if (found->count != 1) {", "if (found->count == 0) {", TOOLING + "ports",
        r"FAIL host_several_ports_are_refused:"),
    "tw disasm loses operations": Fault(
        "cli/disasm.c", "if (op->offset == offset) {", "if (op->offset == offset && *from > 1) {",
        TOOLING + "disasm", r"FAIL host_disasm_\S+_has_all_units: nothing at unit 4"),
    "tw size counts merged texts twice": Fault(
        "cli/link_map.c", "? next - last->address", "? last->size", TOOLING + "size",
        r"FAIL host_size_by_room:"),
    "tw doctor takes any other version": Fault(
        "cli/doctor.c", "return have > wanted;", "return have != wanted;", TOOLING + "doctor",
        r"FAIL host_doctor_finds_what_is_there:"),
    "an option's place in the table is not its own": Fault(
        "cli/help/board.c", '{"--drive", "FOLDER",', '{"--drives", "FOLDER",', TOOLING + "help",
        r"FAIL host_synopsis_of_flash_has_options_that_there_are:"),
    "a device outlives its script": Fault(
        "tools/children.py", "atexit.register(kill_all)\n", "", "python3 tests/tools/run_tools.py devices_end",
        r"FAIL a_device_ends_with_an_error"),
    "a noisy sender keeps the shell": Fault(
        "src/shell/receive.c", "now_ms - receive->entered_ms >= NOISE_MS", "false", SHELL.format("save"),
        r"\[  FAILED  \] test_shell_save_is_over_when_the_sender_never_falls_silent"),
    "a load goes on to its end": Fault(
        "src/engine/file_load.c", "return err == TW_ERR_OK ? TW_ERR_PENDING : err;\n}\n\ntw_err_t tw_file_load_step",
        "return err == TW_ERR_OK ? step(load) : err;\n}\n\ntw_err_t tw_file_load_step", SHELL.format("save"),
        r"\[  FAILED  \] test_shell_load_reads_a_piece_in_a_turn"),
    "a check counts no data segments": Fault(
        "src/core/check.c", "        loader->module->data_count++;\n", "",
        f"{SPEC} --variant stream wasm-v2/bulk", r"FAIL .*loading answers TW_ERR_OK, a check TW_ERR_MALFORMED"),
    "a check keeps what it collects": Fault(
        "src/core/check.c", "        drop_spans(loader);\n", "        (void)drop_spans;\n", UNIT.format("check"),
        r"FAILED .*test_core_check_keeps_no_section"),
    "a test is lost": Fault(
        "tests/LEAST", "tidy 1", "tidy 9991", "python3 tests/run_tests.py tidy",
        r"FAIL tidy: \d+ passed, tests/LEAST says at least 9991"),
    "a test that raises ends its script": Fault(
        "tests/harness.py", "        except (Exception, SystemExit) as error:\n",
        "        except EOFError as error:\n", "python3 tests/tools/run_tools.py raising",
        r"FAIL IndexError_fails_the_test_alone"),
    "a slice is as long as nine": Fault(
        "src/engine/schedule.c", "uint64_t slice = slice_of(instance);",
        "uint64_t slice = (uint64_t)9 * slice_of(instance);",
        "python3 tests/schedule/run_schedule.py", r"FAIL \S*nobody_waits_longer_than_20_ms"),
    "the scheduler never leaves an instance": Fault(
        "src/engine/schedule.c", "for (tw_instance_t *at = next_due(engine); at != NULL; at = next_due(engine))",
        "for (tw_instance_t *at = next_due(engine); at != NULL; at = NULL)",
        SCHEDULE.format("test_schedule"), r"FAILED .*test_schedule_an_endless_one_leaves_room"),
    "a swap that fails drops the old version": Fault(
        "src/engine/swap.c", "    tw__instance_drop(fresh);\n    thaw(old);",
        "    tw__instance_drop(fresh);\n    tw__instance_drop(old);",
        SCHEDULE.format("test_swap"), r"AddressSanitizer|FAILED .*test_swap_after_each_failing_step"),
    "dropped events are not counted": Fault(
        "src/engine/event.c", "events_dropped, 1, memory", "events_dropped, 0, memory",
        SCHEDULE.format("test_schedule"), r"FAILED .*test_event_queue_and_inbox_are_bounded_and_counted"),
    "an execution that is given up keeps its arguments": Fault(
        "src/engine/schedule.c", "    task->is_put = false;\n    drop_args(instance);\n    if (done",
        "    task->is_put = false;\n    task->args = NULL;\n    if (done",
        "python3 tests/faults/run_faults.py engine:churn:2", r"LOST engine:churn:2"),
    "a sleep is a millisecond short": Fault(
        "src/devices/machine/clock.c", "clock->now_ms() + (ms > 0 ? (uint32_t)ms : 0)",
        "clock->now_ms() + (ms > 1 ? (uint32_t)ms - 1 : 0)", SCHEDULE.format("test_clock"),
        r"FAILED .*test_clock_sleeps_as_long_as_asked"),
    "the autostart list is written in place": Fault(
        "src/engine/protected.c", "    tw_err_t err = fs->ops->save_begin(fs, name, size);",
        "    (void)fs->ops->remove(fs, name);\n    tw_err_t err = fs->ops->save_begin(fs, name, size);",
        "python3 tests/faults/run_faults.py --only flash -n 5", r"LOST \w+:list-change:"),
    "a format that is cut brings an older store back": Fault(
        "src/filestore/flash/flash.c", "is_first_newer ? 1 : 0;", "is_first_newer ? 0 : 1;",
        "python3 tests/faults/run_faults.py --only flash -n 5", r"LOST \w+:format"),
    "the autostart list loses an entry": Fault(
        "src/engine/autostart.c", "    list->size += file_size", "    list->size = file_size",
        SCHEDULE.format("test_autostart"),
        r"FAILED .*test_autostart_keeps_entries_in_order"),
}


def chosen(words):
    """The names meant; a word that means none is wrong usage."""
    names = []
    for word in words:
        found = [word] if word in FAULTS else [name for name in FAULTS if word in name]
        if not found:
            near = difflib.get_close_matches(word, FAULTS, 3, 0.3)
            sys.exit(f"no fault has '{word}' in its name; near are: {'; '.join(near) or 'none'}")
        names += found
    return list(dict.fromkeys(names)) or list(FAULTS)


def arguments():
    parser = argparse.ArgumentParser(description="plants faults that the tests must find")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--prove", action="store_true")
    parser.add_argument("names", nargs="*")
    return parser.parse_args()


def main():
    args = arguments()
    names = chosen(args.names)
    if not planting.is_alone():
        print("sabotage: another run is planting faults in build/sabotage: wait for its end", file=sys.stderr)
        return 2
    run = planting.Run(FAULTS, args.jobs, args.prove, planting.Journal())
    signal.signal(signal.SIGINT, planting.end_all)
    signal.signal(signal.SIGTERM, planting.end_all)
    left = [name for name in names if args.names or args.again or not run.is_done(name)]
    run.all(left)
    before = len(names) - len(left)
    caught = before + sum(not result.problem for result in run.results)
    if run.results:
        print(run.slowest())
    whole = "whole" if caught == len(FAULTS) else "not whole"
    print(f"on state {run.state}: {whole}, {before} were caught before")
    print(f"sabotage: {before + len(run.results)} planted, {caught} caught")
    return 0 if caught == len(names) else 1


if __name__ == "__main__":
    sys.exit(main())
