// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "c_common.h"
#include "host_export.h"
#include "host_lift.h"
#include "writers.h"

// C for the host: a header with a prototype per function, and the table of host functions with glue
// that checks all arguments before a function runs.

namespace bindgen {
namespace {

bool is_host_function(const function &function) {
    return function.role != role::drop;
}

std::string handles_of(const type *resource) {
    return c_stem(resource) + "_handles";
}

std::vector<const type *> resources_of(const interface &interface) {
    std::vector<const type *> found;
    for (const type *of : interface.types) {
        if (of->kind == kind::resource) {
            found.push_back(of);
        }
    }
    return found;
}

// ---- the header ----

std::vector<std::string> params_of(const function &function, const std::string &first) {
    std::vector<std::string> items = {first};
    for (const param &param : function.params) {
        items.push_back(c_param(param, side::host));
    }
    return items;
}

std::vector<std::string> prototype_of(const function &function) {
    std::vector<std::string> items = params_of(function, "tw_call_t *call");
    if (function.pends) {
        items.push_back("tw_pending_t pending");
    } else if (function.result != nullptr) {
        if (function.max_count != 0) {
            items.push_back("const tw_room_t *room");
        }
        items.push_back(c_type(function.result, side::host) + "*result");
    }
    return items;
}

std::string bits_of(const function &function) {
    switch (function.result->kind) {
        case kind::f32:
            return "tw_bits_f32(result)";
        case kind::f64:
            return "tw_bits_f64(result)";
        case kind::u64:
            return "result";
        case kind::s64:
            return "(uint64_t)result";
        default:
            return "(uint32_t)result";
    }
}

void write_pending(out *to, const interface &interface, const function &function) {
    const std::string symbol = c_symbol(interface, function);
    std::vector<std::string> items = {"tw_engine_t *engine", "tw_pending_t pending"};
    if (function.result != nullptr) {
        items.push_back(c_type(function.result, side::host) + "result");
    }
    to->line("// The application's: the call is given up, its token means nothing any more.");
    to->line("void " + symbol + "_cancel(void *ctx, tw_pending_t pending);");
    to->line("// Answers the call, once. ISR-safe. NOENT: it was given up.");
    write_call(to, "static inline tw_err_t " + symbol + "_complete(", items, ") {");
    to->line("return tw_pending_complete(engine, pending, " +
             (function.result == nullptr ? "0" : bits_of(function)) + ");");
    to->line("}");
}

void write_prototype(out *to, const interface &interface, const function &function) {
    write_comment(to, function.docs);
    write_call(to, "tw_err_t " + c_symbol(interface, function) + "(", prototype_of(function), ");");
    if (function.pends) {
        write_pending(to, interface, function);
    }
    to->line();
}

void write_resource_setup(out *to, const type *resource) {
    const std::string stem = c_stem(resource);
    to->line("// Before tw_engine_start: gives " + wit_of(resource) +
             " room for count handles (tinywasm/bridge.h).");
    write_call(to, "void " + stem + "_handles_init(",
               {"tw_engine_t *engine", "tw_handle_slot_t *slots", "uint32_t count"}, ");");
    to->line("extern tw_handles_t " + stem + "_handles;");
    to->line("// The application's: the last handle of self is gone.");
    to->line("void " + stem + "_destroy(" + stem + "_t *self);");
    to->line();
}

void write_imports(out *to, const interface &interface) {
    for (const type *resource : resources_of(interface)) {
        write_resource_setup(to, resource);
    }
    to->line("// What modules import as \"" + interface.module +
             "\", for tw_engine_add_host_module.");
    to->line("// The functions below are the application's.");
    to->line("extern const tw_host_module_t " + c_stem(interface) + ";");
    to->line();
    for (const function &function : interface.functions) {
        if (is_host_function(function)) {
            write_prototype(to, interface, function);
        }
    }
}

bool has_waits(const file &file) {
    for (const auto &interface : file.interfaces) {
        for (const function &function : interface->functions) {
            if (function.waits) {
                return true;
            }
        }
    }
    return false;
}

// Of the files.
std::string stem_of(const file &file) {
    return (file.interfaces.empty() ? "" : file.interfaces[0]->prefix) + file.name;
}

std::string header_of(const file &file) {
    out to;
    const std::string guard = "BRIDGE_" + screaming(stem_of(file)) + "_H";
    write_notice(&to, file);
    to.line("// " + origin_of(file));
    to.line("#ifndef " + guard);
    to.line("#define " + guard);
    to.line();
    to.line("#include \"tinywasm/bridge.h\"");
    if (has_waits(file)) {
        to.line("#include \"tinywasm/event.h\"");
    }
    to.line();
    to.line("#ifdef __cplusplus");
    to.line("extern \"C\" {");
    to.line("#endif");
    to.line();
    std::string text = to.text();
    out body;
    for (const auto &interface : file.interfaces) {
        write_comment(&body, interface->docs);
        if (!interface->docs.empty()) {
            body.line();
        }
        write_types(&body, *interface, side::host);
        if (interface->is_export) {
            write_export_prototypes(&body, *interface);
        } else if (!interface->functions.empty()) {
            write_imports(&body, *interface);
        }
    }
    return text + body.text() + "#ifdef __cplusplus\n}\n#endif\n#endif\n";
}

// ---- the glue ----

std::string argument_of(const param &param) {
    return (is_by_address(param.of) ? "&" : "") + c_word(param.name);
}

// between: what stands from one parameter's to the next one's.
std::string names_of(const function &function, const std::string &between) {
    std::string text;
    for (const param &param : function.params) {
        uint32_t cells = 0;
        for (flat flat : param.of->flats) {
            cells += flat == flat::i64 || flat == flat::f64 ? 2 : 1;
        }
        char count[8];
        std::snprintf(count, sizeof count, "\\%03o", cells);
        text += (text.empty() ? "" : between) + count + param.name + "\\000";
    }
    return "\"" + text + "\"";
}

bool needs_checks(const function &function) {
    bool needs = function.has_address;
    for (const param &param : function.params) {
        needs = needs || is_fallible(param.of);
    }
    return needs;
}

bool needs_lift(const function &function) {
    return function.has_address || !function.params.empty();
}

std::string address_cell(const function &function) {
    return std::to_string(cells_of(function.core_params).back());
}

bool is_handle(const type *of) {
    return of->kind == kind::own || of->kind == kind::borrow;
}

// An object that the function gets for good must be no other argument too.
void write_differs(out *to, const function &function) {
    const std::vector<uint32_t> cells = cells_of(function.core_params);
    for (const param &own : function.params) {
        for (const param &other : function.params) {
            bool is_pair = own.of->kind == kind::own && !own.of->is_externref && &own != &other &&
                           is_handle(other.of) && own.of->resource == other.of->resource;
            bool is_done = other.of->kind == kind::own && other.first_flat < own.first_flat;
            if (is_pair && !is_done) {
                to->line("tw_lift_differ(&lift, " + std::to_string(cells[own.first_flat]) + ", " +
                         std::to_string(cells[other.first_flat]) + ");");
            }
        }
    }
}

void write_lifts(out *to, const function &function) {
    if (!needs_lift(function)) {
        return;
    }
    const std::vector<uint32_t> cells = cells_of(function.core_params);
    std::string line = "tw_lift_t lift = {call, " + names_of(function, "") + ", TW_ERR_OK};";
    if (line.size() > static_cast<size_t>(to->columns_left())) {
        const std::string next = "\n" + std::string(22, ' ');
        line = "tw_lift_t lift = {call," + next + names_of(function, "\"" + next + "\"") + "," +
               next + "TW_ERR_OK};";
    }
    to->line(line);
    for (const param &param : function.params) {
        write_lift(to, param, {cells.begin() + param.first_flat, cells.end()});
    }
    write_differs(to, function);
    if (function.has_address) {
        to->line("uint32_t address = tw_lift_address(&lift, " + address_cell(function) + ", " +
                 std::to_string(function.result->size) + ", " +
                 std::to_string(function.result->align) + ");");
    }
}

// Ends the handles that the function gets for good.
void write_takes(out *to, const function &function) {
    const std::vector<uint32_t> cells = cells_of(function.core_params);
    for (const param &param : function.params) {
        if (param.of->kind == kind::own && !param.of->is_externref) {
            to->line("tw_lift_take(&lift, " + std::to_string(cells[param.first_flat]) + ", &" +
                     handles_of(param.of->resource) + ");");
        }
    }
}

std::vector<std::string> arguments_of(const function &function) {
    std::vector<std::string> items = {"call"};
    for (const param &param : function.params) {
        items.push_back(argument_of(param));
    }
    if (function.pends) {
        items.push_back("pending");
    } else if (function.result != nullptr) {
        if (function.max_count != 0) {
            items.push_back("&room");
        }
        items.push_back("&result");
    }
    return items;
}

uint32_t element_size(const type *text) {
    return text->kind == kind::string ? 1 : text->element->size;
}

void write_room(out *to, const std::string &glue, const function &function) {
    const type *text = find_text(function.result);
    const std::string size = std::to_string(function.max_count * element_size(text));
    to->line("tw_room_t room;");
    to->line("tw_err_t err = lift.err;");
    write_call(to, "if (!tw_room_has(",
               {"&lift", "&room", size, std::to_string(element_size(text)), glue, "&err"}, ")) {");
    to->line("return err;");
    to->line("}");
}

void write_moved(out *to, const std::string &glue, const function &function) {
    to->line("static tw_err_t moved" + glue.substr(4) + "(tw_call_t *call) {");
    to->line("return tw_room_moved(call, " + address_cell(function) + ", " +
             std::to_string(offset_of_text(function.result)) + ");");
    to->line("}");
    to->line();
}

void write_ending(out *to, const std::string &glue, const function &function) {
    if (!function.has_address) {
        write_lower(to, function.result);
        to->line("return err;");
        return;
    }
    const std::string size = std::to_string(function.result->size);
    to->line("if (err != TW_ERR_OK) {");
    to->line("return err;");
    to->line("}");
    to->line("uint8_t image[" + size + "] = {0};");
    write_store(to, function.result, 0, "result");
    if (!contains_handle(function.result) && function.max_count == 0) {
        to->line("return tw_lower_image(call, address, image, " + size + ");");
        return;
    }
    to->line("if (err == TW_ERR_OK) {");
    to->line("err = tw_lower_image(call, address, image, " + size + ");");
    to->line("}");
    if (function.max_count != 0) {
        to->line("if (err == TW_ERR_OK) {");
        to->line("err = tw_room_end(call, &room, moved" + glue.substr(4) + ");");
        to->line("}");
    }
    to->line("return err;");
}

void write_pending_call(out *to, const interface &interface, const function &function) {
    const std::string symbol = c_symbol(interface, function);
    to->line("tw_pending_t pending;");
    write_call(
        to, std::string("tw_err_t err = ") + (function.waits ? "tw_call_wait(" : "tw_call_pend("),
        {"call", symbol + "_cancel", "&pending"}, ");");
    to->line("if (err != TW_ERR_PENDING) {");
    to->line("return err;");
    to->line("}");
    write_takes(to, function);
    write_call(to, "err = " + symbol + "(", arguments_of(function), ");");
    to->line("return err == TW_ERR_OK ? TW_ERR_PENDING : err;");
}

// Nothing to check and nothing to hand over: the function is its own glue.
bool is_bare(const function &function) {
    return function.params.empty() && function.result == nullptr && !function.pends;
}

void write_glue(out *to, const interface &interface, const function &function) {
    const std::string symbol = c_symbol(interface, function);
    const std::string glue = "glue_" + symbol;
    bool has_room = function.max_count != 0;
    if (has_room) {
        write_moved(to, glue, function);
    }
    to->line("static tw_err_t " + glue + "(tw_call_t *call) {");
    write_lifts(to, function);
    if (has_room) {
        write_room(to, glue, function);
    } else if (needs_checks(function)) {
        to->line("if (lift.err != TW_ERR_OK) {");
        to->line("return lift.err;");
        to->line("}");
    }
    if (function.pends) {
        write_pending_call(to, interface, function);
    } else if (function.result == nullptr) {
        write_takes(to, function);
        write_call(to, "return " + symbol + "(", arguments_of(function), ");");
    } else {
        write_takes(to, function);
        write_result(to, function.result);
        write_call(to, std::string(has_room ? "" : "tw_err_t ") + "err = " + symbol + "(",
                   arguments_of(function), ");");
        write_ending(to, glue, function);
    }
    to->line("}");
    to->line();
}

void write_drop(out *to, const interface &interface, const function &function) {
    to->line("static tw_err_t glue_" + c_symbol(interface, function) + "(tw_call_t *call) {");
    to->line("return tw_handle_drop(call, &" + handles_of(function.resource) + ");");
    to->line("}");
    to->line();
}

void write_handles(out *to, const type *resource) {
    const std::string stem = c_stem(resource);
    to->line("tw_handles_t " + stem + "_handles;");
    to->line();
    to->line("static void destroy_" + stem + "(void *object) {");
    to->line(stem + "_destroy((" + stem + "_t *)object);");
    to->line("}");
    to->line();
    write_call(to, "void " + stem + "_handles_init(",
               {"tw_engine_t *engine", "tw_handle_slot_t *slots", "uint32_t count"}, ") {");
    write_call(to, "tw_handles_init(",
               {"&" + stem + "_handles", "engine", "slots", "count", "destroy_" + stem}, ");");
    to->line("}");
    to->line();
}

void write_table(out *to, const interface &interface) {
    const std::string name = c_stem(interface);
    to->line("// clang-format off");
    to->line("static const tw_host_func_t " + name + "_funcs[] = {");
    for (const function &function : interface.functions) {
        to->line("{\"" + function.core_name + "\", \"" + signature_of(function) + "\", " +
                 (is_bare(function) ? "" : "glue_") + c_symbol(interface, function) + "},");
    }
    to->line("};");
    to->line("// clang-format on");
    write_call(to, "const tw_host_module_t " + name + " = {",
               {"\"" + interface.module + "\"", name + "_funcs",
                std::to_string(interface.functions.size()), "NULL"},
               "};");
    to->line();
}

void write_import_glue(out *to, const interface &interface) {
    for (const type *resource : resources_of(interface)) {
        write_handles(to, resource);
    }
    for (const function &function : interface.functions) {
        if (is_bare(function)) {
            continue;
        }
        if (is_host_function(function)) {
            write_glue(to, interface, function);
        } else {
            write_drop(to, interface, function);
        }
    }
    write_table(to, interface);
}

std::string glue_of(const file &file) {
    out to;
    write_notice(&to, file);
    to.line("// " + origin_of(file));
    to.line("#include \"" + stem_of(file) + ".h\"");
    to.line();
    for (const auto &interface : file.interfaces) {
        if (interface->is_export) {
            for (const function &function : interface->functions) {
                write_export_glue(&to, *interface, function);
            }
        } else if (!interface->functions.empty()) {
            write_import_glue(&to, *interface);
        }
    }
    std::string text = to.text();
    text.pop_back();
    return text;
}

}  // namespace

outputs write_host_c(const file &file) {
    const std::string stem = stem_of(file);
    return {{stem + ".h", header_of(file)}, {stem + ".c", glue_of(file)}};
}

}  // namespace bindgen
