// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "layout.h"
#include "source.h"

// From the JSON of wasm-tools to the model. The JSON refers to types and interfaces by number; it
// has no lines, so those are looked up in the text.

namespace bindgen {
namespace {

using json = nlohmann::ordered_json;  // in the order of the file

const std::map<std::string, kind> keywords = {
    {"bool", kind::boolean}, {"u8", kind::u8},   {"s8", kind::s8},   {"u16", kind::u16},
    {"s16", kind::s16},      {"u32", kind::u32}, {"s32", kind::s32}, {"u64", kind::u64},
    {"s64", kind::s64},      {"f32", kind::f32}, {"f64", kind::f64}, {"char", kind::character},
    {"string", kind::string}};

// The doc comment of something: its lines, and the attributes among them.
struct remarks {
    std::vector<std::string> docs;
    std::map<std::string, std::string> attributes;
};

class parser {
   public:
    explicit parser(const std::string &path)
        : text(path), root(json::parse(json_of(path))), made(new file) {
        made->path = path;
        made->notice = text.notice();
        size_t start = path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1;
        made->name = path.substr(start, path.rfind('.') - start);
        types.resize(root["types"].size());
    }

    std::unique_ptr<file> run();

   private:
    [[noreturn]] void refuse(const std::string &what, const std::string &todo) const;
    remarks read_remarks(const json &of, const std::set<std::string> &allowed) const;
    type *add_type(kind kind, const std::string &name);
    const type *declare(type *of);

    const type *type_of(const json &ref);
    const type *make_type(size_t id);
    const type *make_named(const json &of, const std::string &keyword);
    const type *make_anonymous(const json &of);
    const type *make_handle(const json &of);
    const type *make_list(const json &element);
    const type *find_or_declare(type *of);
    void add_fields(type *of, const json &fields);
    const type *payload_of(const json &ref);
    void make_resource(type *of, const json &from);

    void make_interface(const json &from, bool is_export);
    void make_function(const json &from);
    void name_function(function *function, const json &from, const remarks &remarks);
    void make_drop(const type *resource);
    void fill_param(function *function, const std::string &name);
    void check_params(const function &function) const;
    void check_result(const function &function) const;
    void check_attributes(const function &function, const remarks &remarks) const;
    void check_names() const;
    int line_in_world(size_t id) const;
    void make_world(const json &world);

    wit_source text;
    json root;
    std::unique_ptr<file> made;
    std::vector<const type *> types;  // by the JSON's number
    std::map<std::string, const type *> scalars;
    std::map<std::string, const type *> anonymous;
    std::vector<interface *> owners;  // by the JSON's number of the interface
    interface *here = nullptr;        // being made
    int line = 1;                     // of what is at hand
};

void parser::refuse(const std::string &what, const std::string &todo) const {
    throw refusal(made->path + ":" + std::to_string(line) + ": UNSUPPORTED: " + what + ": " + todo);
}

// An attribute is a line `@WORD VALUE` of a doc comment.
remarks parser::read_remarks(const json &of, const std::set<std::string> &allowed) const {
    remarks found;
    if (!of.contains("docs") || !of["docs"].contains("contents")) {
        return found;
    }
    std::istringstream lines(of["docs"]["contents"].get<std::string>());
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line[0] != '@') {
            found.docs.push_back(line);
            continue;
        }
        std::istringstream words(line.substr(1));
        std::string word, value, more;
        words >> word >> value >> more;
        if (allowed.count(word) == 0 || !more.empty()) {
            refuse("the attribute " + line + " in a doc comment",
                   "see docs/BRIDGE.md for those there are, or begin the line with a word");
        }
        found.attributes[word] = value;
    }
    while (!found.docs.empty() && found.docs.back().empty()) {
        found.docs.pop_back();
    }
    return found;
}

// ---- types ----

type *parser::add_type(kind kind, const std::string &name) {
    made->all_types.push_back(std::make_unique<type>());
    type *of = made->all_types.back().get();
    of->kind = kind;
    of->name = name;
    return of;
}

const type *parser::declare(type *of) {
    of->owner = here;
    lay_out(of);
    here->types.push_back(of);
    return of;
}

// Equal anonymous types are one.
const type *parser::find_or_declare(type *of) {
    std::ostringstream key;
    key << here << of->name << static_cast<int>(of->kind) << of->resource;
    for (const field &field : of->fields) {
        key << field.of << ",";
    }
    const type *&found = anonymous[key.str()];
    found = found == nullptr ? declare(of) : found;
    return found;
}

const type *parser::type_of(const json &ref) {
    if (ref.is_string()) {
        const std::string name = ref.get<std::string>();
        if (keywords.count(name) == 0) {
            refuse("the type " + name,
                   "use numbers, texts, lists, records and what docs/BRIDGE.md lists");
        }
        const type *&found = scalars[name];
        if (found == nullptr) {
            type *of = add_type(keywords.at(name), name);
            lay_out(of);
            found = of;
        }
        return found;
    }
    size_t id = ref.get<size_t>();
    if (types[id] == nullptr) {
        types[id] = make_type(id);
    }
    return types[id];
}

const type *parser::payload_of(const json &ref) {
    const type *of = ref.is_null() ? nullptr : type_of(ref);
    if (of != nullptr && of->is_externref) {
        refuse("a reference inside another type", "give it as a parameter or result itself");
    }
    return of;
}

void parser::add_fields(type *of, const json &fields) {
    int number = 0;
    for (const json &from : fields) {
        field field;
        bool is_tuple = of->kind == kind::tuple;
        field.name = is_tuple ? "f" + std::to_string(number++) : from["name"].get<std::string>();
        field.docs = is_tuple ? field.docs : read_remarks(from, {}).docs;
        field.of = is_tuple                ? payload_of(from)
                   : from.contains("type") ? payload_of(from["type"])
                                           : nullptr;
        of->fields.push_back(field);
    }
}

const type *parser::make_list(const json &element) {
    const type *of = type_of(element);
    if (!is_number(of->kind)) {
        refuse("list<" + wit_of(of) + ">",
               "lists hold numbers (u8 to f64): pass one thing at a time, or list<u8>");
    }
    type *list = add_type(kind::list, "list-" + of->name);
    list->element = of;
    return find_or_declare(list);
}

const type *parser::make_handle(const json &of) {
    bool is_own = of.contains("own");
    const type *resource = type_of(is_own ? of["own"] : of["borrow"]);
    type *handle =
        add_type(is_own ? kind::own : kind::borrow, (is_own ? "own-" : "borrow-") + resource->name);
    handle->resource = resource;
    handle->is_externref = resource->is_externref;
    return find_or_declare(handle);
}

// What a type is called in the name of one that it is part of.
std::string part_name(const type *of) {
    return of == nullptr ? "none" : of->kind == kind::own ? of->resource->name : of->name;
}

const type *parser::make_anonymous(const json &of) {
    type *made_type = nullptr;
    if (of.contains("tuple")) {
        made_type = add_type(kind::tuple, "tuple");
        add_fields(made_type, of["tuple"]["types"]);
        if (made_type->fields.empty()) {
            refuse("a tuple without parts", "give it one");
        }
        for (const field &field : made_type->fields) {
            made_type->name += "-" + part_name(field.of);
        }
    } else if (of.contains("option")) {
        const type *some = payload_of(of["option"]);
        made_type = add_type(kind::option, "option-" + part_name(some));
        made_type->fields = {{"none", {}, nullptr}, {"some", {}, some}};
    } else if (of.contains("result")) {
        const type *ok = payload_of(of["result"].value("ok", json()));
        const type *err = payload_of(of["result"].value("err", json()));
        made_type = add_type(kind::result, "result-" + part_name(ok) + "-" + part_name(err));
        made_type->fields = {{"ok", {}, ok}, {"err", {}, err}};
    } else {
        refuse("the type " + std::string(of.begin().key()),
               "use numbers, texts, lists, records and what docs/BRIDGE.md lists");
    }
    return find_or_declare(made_type);
}

void parser::make_resource(type *of, const json &from) {
    remarks remarks = read_remarks(from, {"externref", "drop"});
    of->docs = remarks.docs;
    of->is_externref = remarks.attributes.count("externref") != 0;
    if (of->is_externref && remarks.attributes.count("drop") != 0) {
        refuse("@drop of an externref", "leave it away: nobody drops a reference");
    }
    if (!of->is_externref) {
        const std::string name = remarks.attributes["drop"];
        of->drop_name = name.empty() ? snake(of->name) + "_drop" : name;
    }
}

const type *parser::make_named(const json &from, const std::string &keyword) {
    static const std::map<std::string, std::pair<kind, const char *>> forms = {
        {"record", {kind::record, "fields"}},
        {"enum", {kind::enumeration, "cases"}},
        {"flags", {kind::flags, "flags"}},
        {"variant", {kind::variant, "cases"}}};
    const json &of = from["kind"];
    bool is_resource = of.is_string();
    kind kind = is_resource ? kind::resource : forms.at(keyword).first;
    type *made_type = add_type(kind, from["name"].get<std::string>());
    made_type->is_anonymous = false;
    made_type->line = line;
    if (is_resource) {
        make_resource(made_type, from);
        return declare(made_type);
    }
    made_type->docs = read_remarks(from, {}).docs;
    add_fields(made_type, of[keyword][forms.at(keyword).second]);
    if (made_type->fields.empty()) {
        refuse("the " + keyword + " " + made_type->name + " without parts", "give it one");
    }
    return declare(made_type);
}

const type *parser::make_type(size_t id) {
    const json &from = root["types"][id];
    const json &of = from["kind"];
    int line_before = line;
    const std::string keyword = of.is_string() ? of.get<std::string>() : of.begin().key();
    if (from["name"].is_string() && from["owner"].is_object() &&
        from["owner"].contains("interface")) {
        const std::string word = keyword == "type" || keyword == "list" || keyword == "option" ||
                                         keyword == "result" || keyword == "tuple" ||
                                         keyword == "handle"
                                     ? "type"
                                     : keyword;
        int found = text.line_of(here->line, word, from["name"].get<std::string>());
        line = found != 0 ? found : line;
    }
    const type *made_type = nullptr;
    if (keyword == "type") {
        made_type = type_of(of["type"]);
    } else if (keyword == "handle") {
        made_type = make_handle(of["handle"]);
    } else if (keyword == "list") {
        made_type = make_list(of["list"]);
    } else if (keyword == "record" || keyword == "enum" || keyword == "flags" ||
               keyword == "variant" || keyword == "resource") {
        made_type = make_named(from, keyword);
    } else {
        made_type = make_anonymous(of);
    }
    line = line_before;
    return made_type;
}

// ---- functions ----

int texts_in(const type *of) {
    if (of == nullptr || of->kind == kind::string || of->kind == kind::list) {
        return of != nullptr ? 1 : 0;
    }
    int count = 0;
    for (const field &field : of->fields) {
        count += texts_in(field.of);
    }
    return count;
}

void parser::check_params(const function &function) const {
    for (const param &param : function.params) {
        bool is_handle = param.of->kind == kind::own || param.of->kind == kind::borrow;
        if (contains_handle(param.of) && !is_handle) {
            refuse("parameter " + param.name + ", a handle inside another type",
                   "make the handle a parameter itself");
        }
        if (contains_handle(param.of) && here->is_export) {
            refuse("parameter " + param.name + ", a handle given to a module",
                   "let the module ask for it with a function of the host");
        }
    }
    if (function.core_params.size() > MAX_FLAT_PARAMS) {
        refuse(function.name + ", " + std::to_string(function.core_params.size()) +
                   " core values as parameters",
               "at most 16 are possible (a text or list is two): split the function");
    }
}

void parser::check_result(const function &function) const {
    if (contains_handle(function.result) && here->is_export) {
        refuse("a handle as the result of a module's function",
               "let the module give it to the host");
    }
    bool is_struct = function.result != nullptr && !function.result->fields.empty() &&
                     function.result->kind != kind::enumeration &&
                     function.result->kind != kind::flags;
    bool is_short = function.core_results.size() == 1 && !function.has_address;
    if (is_struct && is_short && !is_variant(function.result->kind)) {
        refuse("the result " + wit_of(function.result) + ", a record of one thing",
               "give the thing itself");
    }
    int texts = texts_in(function.result);
    if (here->is_export || texts == 0) {
        return;
    }
    if (texts > 1) {
        refuse("a result with " + std::to_string(texts) + " texts or lists",
               "at most one is possible: make a function of each");
    }
    if (function.max_count == 0) {
        refuse(function.name + ", a text or list as result without a limit",
               "write `@max N` (bytes, or elements) into its doc comment");
    }
}

void parser::check_attributes(const function &function, const remarks &remarks) const {
    if ((function.pends || function.waits) && here->is_export) {
        refuse("@pends of a module's function",
               "leave it away: tw_instance_begin runs it in slices");
    }
    if ((function.pends || function.waits) &&
        (function.has_address || contains_handle(function.result))) {
        refuse("the result of a pending function, " + wit_of(function.result),
               "one number is possible: fetch the rest with a further function");
    }
    if (remarks.attributes.count("max") != 0 &&
        (here->is_export || texts_in(function.result) == 0)) {
        refuse("@max of a function whose result needs none", "leave it away");
    }
}

uint32_t number_of(const std::string &digits) {
    bool is_number = !digits.empty() && digits.size() < 8 &&
                     digits.find_first_not_of("0123456789") == std::string::npos;
    return is_number ? static_cast<uint32_t>(std::stoul(digits)) : 0;
}

// "[method]greeter.hello" is hello of the resource greeter.
void parser::name_function(function *function, const json &from, const remarks &remarks) {
    const std::string name = from["name"].get<std::string>();
    static const std::map<std::string, role> roles = {
        {"constructor", role::constructor}, {"method", role::method}, {"static", role::statical}};
    std::string prefix;
    function->name = name;
    if (from["kind"].is_object()) {
        const std::string key = from["kind"].begin().key();
        if (roles.count(key) == 0) {
            refuse("an async function", "write func, and @pends into its doc comment");
        }
        function->role = roles.at(key);
        function->resource = type_of(from["kind"][key]);
        size_t dot = name.find('.');
        function->name = dot == std::string::npos ? "new" : name.substr(dot + 1);
        prefix = snake(function->resource->name) + "_";
    } else if (from["kind"] != "freestanding") {
        refuse("an async function", "write func, and @pends into its doc comment");
    }
    auto named = remarks.attributes.find("name");
    function->core_name =
        named != remarks.attributes.end() ? named->second : prefix + snake(function->name);
}

// A parameter that the host writes into has a type of its own.
void parser::fill_param(function *function, const std::string &name) {
    for (param &param : function->params) {
        bool is_bytes = param.of->kind == kind::list && param.of->element->kind == kind::u8;
        if (param.name == name && is_bytes && !here->is_export) {
            type *buffer = add_type(kind::list, "buffer-u8");
            buffer->element = param.of->element;
            buffer->is_filled = true;
            param.of = find_or_declare(buffer);
            return;
        }
    }
    refuse("@fills " + name, here->is_export ? "leave it away: modules fill nothing"
                                             : "name a parameter that is a list<u8>");
}

void parser::make_function(const json &from) {
    std::string word = from["name"].get<std::string>();
    size_t dot = word.find_last_of(".]");
    int start = here->line;
    if (from["kind"].is_object() && from["kind"].begin().value().is_number()) {
        int found = text.line_of(start, "resource", type_of(from["kind"].begin().value())->name);
        start = found != 0 ? found : start;
    }
    bool is_constructor = word.rfind("[constructor]", 0) == 0;
    line = is_constructor ? start : text.line_of_member(start, word.substr(dot + 1));

    remarks remarks = read_remarks(from, {"name", "pends", "waits", "max", "fills"});
    function function;
    function.line = line;
    function.docs = remarks.docs;
    function.waits = remarks.attributes.count("waits") != 0;
    function.pends = function.waits || remarks.attributes.count("pends") != 0;
    function.max_count = number_of(remarks.attributes["max"]);
    if (remarks.attributes["max"].empty()) {
        remarks.attributes.erase("max");
    }
    name_function(&function, from, remarks);
    for (const json &param : from["params"]) {
        function.params.push_back({param["name"].get<std::string>(), type_of(param["type"]), 0});
    }
    if (remarks.attributes.count("fills") != 0) {
        fill_param(&function, remarks.attributes["fills"]);
    }
    if (from.contains("result") && !from["result"].is_null()) {
        function.result = type_of(from["result"]);
    }
    lower(&function, here->is_export);
    check_params(function);
    check_result(function);
    check_attributes(function, remarks);
    here->functions.push_back(function);
}

void parser::make_drop(const type *resource) {
    type *handle = add_type(kind::own, "own-" + resource->name);
    handle->resource = resource;
    function drop;
    drop.name = "drop";
    drop.core_name = resource->drop_name;
    drop.role = role::drop;
    drop.resource = resource;
    drop.docs = {"Gives up a handle."};
    drop.line = resource->line;
    drop.params.push_back({"self", find_or_declare(handle), 0});
    lower(&drop, false);
    here->functions.push_back(drop);
}

// ---- interfaces ----

void parser::make_interface(const json &from, bool is_export) {
    const std::string name = from["name"].get<std::string>();
    line = std::max(1, text.line_of("interface", name));
    remarks remarks = read_remarks(from, {"name"});
    here->name = name;
    here->line = line;
    here->docs = remarks.docs;
    here->is_export = is_export;
    here->module = remarks.attributes.count("name") != 0 ? remarks.attributes["name"] : snake(name);
    for (const auto &id : from["types"].items()) {
        const type *of = type_of(id.value());
        if (of->kind == kind::resource && of->owner == here && is_export) {
            line = of->line;
            refuse("the resource " + of->name + " of a module",
                   "declare it in an interface of the host");
        }
    }
    for (const auto &function : from["functions"].items()) {
        make_function(function.value());
    }
    for (const auto &id : from["types"].items()) {
        const type *of = type_of(id.value());
        if (of->kind == kind::resource && of->owner == here && !of->is_externref) {
            make_drop(of);
        }
    }
}

// The functions that a world exports itself are an interface of its name.
void parser::make_world(const json &world) {
    std::vector<const json *> functions;
    const std::string name = world["name"].get<std::string>();
    line = std::max(1, text.line_of("world", name));
    for (const auto &import : world["imports"].items()) {
        if (!import.value().contains("interface")) {
            refuse("the import " + import.key() + " of a world itself", "put it into an interface");
        }
    }
    for (const auto &item : world["exports"].items()) {
        if (item.value().contains("function")) {
            functions.push_back(&item.value()["function"]);
        }
    }
    if (functions.empty()) {
        return;
    }
    made->interfaces.push_back(std::make_unique<interface>());
    here = made->interfaces.back().get();
    here->name = name;
    here->module = snake(name);
    here->line = line;
    here->is_export = true;
    here->docs = read_remarks(world, {}).docs;
    for (const json *function : functions) {
        make_function(*function);
    }
}

void parser::check_names() const {
    std::set<std::string> names;
    for (const auto &interface : made->interfaces) {
        std::set<std::string> core_names;
        if (!names.insert(interface->name).second) {
            refuse("two things of the name " + interface->name,
                   "rename the interface or the world");
        }
        for (const function &function : interface->functions) {
            if (!core_names.insert(function.core_name).second) {
                throw refusal(made->path + ":" + std::to_string(function.line) +
                              ": UNSUPPORTED: two functions are imported as " + function.core_name +
                              ": change a name, or its @name or @drop");
            }
        }
        std::set<std::string> type_names;
        for (const type *of : interface->types) {
            if (!type_names.insert(of->name).second) {
                refuse("two types of the name " + of->name, "rename one");
            }
        }
    }
}

// Of an interface that has no other name than what a world imports or exports it as.
int parser::line_in_world(size_t id) const {
    for (const json &world : root["worlds"]) {
        for (const char *direction : {"imports", "exports"}) {
            for (const auto &item : world[direction].items()) {
                const json &of = item.value();
                if (of.contains("interface") && of["interface"]["id"] == id) {
                    return text.line_of_member(1, item.key());
                }
            }
        }
    }
    return 1;
}

std::unique_ptr<file> parser::run() {
    if (root["packages"].size() != 1) {
        refuse("more than one package", "put each into a file of its own");
    }
    std::set<size_t> exports;
    std::set<size_t> imports;
    for (const json &world : root["worlds"]) {
        for (const auto &item : world["exports"].items()) {
            if (item.value().contains("interface")) {
                exports.insert(item.value()["interface"]["id"].get<size_t>());
            }
        }
        for (const auto &item : world["imports"].items()) {
            if (item.value().contains("interface")) {
                imports.insert(item.value()["interface"]["id"].get<size_t>());
            }
        }
    }
    for (size_t id = 0; id < root["interfaces"].size(); id++) {
        const json &from = root["interfaces"][id];
        if (!from["name"].is_string()) {
            line = line_in_world(id);
            refuse("an interface without a name", "declare it outside of the world");
        }
        made->interfaces.push_back(std::make_unique<interface>());
        here = made->interfaces.back().get();
        bool is_export = exports.count(id) != 0;
        line = std::max(1, text.line_of("interface", from["name"].get<std::string>()));
        if (is_export && imports.count(id) != 0 && !from["functions"].empty()) {
            refuse("the interface " + from["name"].get<std::string>() + ", imported and exported",
                   "make one of each");
        }
        make_interface(from, is_export);
    }
    for (const json &world : root["worlds"]) {
        make_world(world);
    }
    check_names();
    return std::move(made);
}

}  // namespace

std::unique_ptr<file> parse(const std::string &path) {
    try {
        return parser(path).run();
    } catch (const json::exception &error) {
        throw refusal(path + ": CORRUPT: the JSON of wasm-tools is not as expected (" +
                      error.what() + "): use the version that deps/bindgen.txt names");
    }
}

}  // namespace bindgen
