// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Exceptions of C++: through frames that have something to destroy, caught by base classes, thrown
// again, kept, nested, of numbers and pointers, and 20,000 of them in a row.

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct guard {
    explicit guard(std::string name) : name(std::move(name)) {}
    ~guard() {
        std::cout << "leaves " << name << (std::uncaught_exceptions() > 0 ? " in flight" : "")
                  << '\n';
    }
    std::string name;
};

struct place {
    explicit place(int line) : line(line) {}
    virtual ~place() {
        places--;
    }
    place(const place &other) : line(other.line) {
        places++;
    }
    int line;
    static int places;
};
int place::places;

struct parse_error : std::runtime_error, place {
    parse_error(const std::string &what, int line) : std::runtime_error(what), place(line) {
        places++;
    }
};

struct empty_error final : parse_error {
    explicit empty_error(int line) : parse_error("nothing there", line) {}
};

// ---- a calculator that throws what is wrong -----------------------------------------------------

class calculator {
   public:
    explicit calculator(const std::string &text) : text(text) {}

    long all() {
        long value = sum();
        if (at < text.size()) {
            throw parse_error(std::string("unexpected '") + text[at] + "'", static_cast<int>(at));
        }
        return value;
    }

   private:
    long sum() {
        guard here("sum at " + std::to_string(at));
        long value = product();
        while (at < text.size() && (text[at] == '+' || text[at] == '-')) {
            value = text[at++] == '+' ? value + product() : value - product();
        }
        return value;
    }

    long product() {
        long value = factor();
        while (at < text.size() && (text[at] == '*' || text[at] == '/')) {
            bool divides = text[at++] == '/';
            long other = factor();
            if (divides && other == 0) {
                throw std::domain_error("division by zero");
            }
            value = divides ? value / other : value * other;
        }
        return value;
    }

    long factor() {
        if (at == text.size()) {
            throw empty_error(static_cast<int>(at));
        }
        if (text[at] == '(') {
            at++;
            long value = sum();
            if (at == text.size() || text[at++] != ')') {
                throw parse_error("no ')'", static_cast<int>(at));
            }
            return value;
        }
        std::size_t begin = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        if (begin == at) {
            throw parse_error(std::string("no number but '") + text[at] + "'",
                              static_cast<int>(at));
        }
        return std::strtol(text.substr(begin, at - begin).c_str(), nullptr, 10);
    }

    const std::string &text;
    std::size_t at = 0;
};

void calculate(const std::string &text) {
    try {
        std::cout << text << " = " << calculator(text).all() << '\n';
    } catch (const empty_error &error) {
        std::cout << text << ": empty at " << error.line << '\n';
    } catch (const place &error) {  // the second base: the address moves
        std::cout << text << ": " << dynamic_cast<const parse_error &>(error).what() << " at "
                  << error.line << '\n';
    } catch (const std::exception &error) {
        std::cout << text << ": " << error.what() << '\n';
    }
}

// ---- the rest -----------------------------------------------------------------------------------

void again(int depth) {
    guard here("again " + std::to_string(depth));
    if (depth == 0) {
        throw empty_error(7);
    }
    try {
        again(depth - 1);
    } catch (const parse_error &error) {
        std::cout << "passes on " << error.what() << '\n';
        throw;
    } catch (int) {
        std::cout << "never\n";
    }
}

void show_again() {
    try {
        again(2);
    } catch (const std::runtime_error &error) {
        std::cout << "ends with " << error.what() << '\n';
        try {
            throw std::string("another, while one is caught");
        } catch (const std::string &text) {
            std::cout << text << '\n';
        }
    }
}

void show_kinds() {
    static const int number = 5;
    for (int i = 0; i < 6; i++) {
        try {
            switch (i) {
                case 0:
                    throw 42;
                case 1:
                    throw 2.5;
                case 2:
                    throw "text";
                case 3:
                    throw &number;
                case 4:
                    throw nullptr;
                default:
                    throw std::make_unique<int>(9);
            }
        } catch (int value) {
            std::cout << "int " << value << '\n';
        } catch (const char *value) {
            std::cout << "text " << (value == nullptr ? "null" : value) << '\n';
        } catch (const int *value) {
            std::cout << "pointer to " << *value << '\n';
        } catch (const std::unique_ptr<int> &value) {
            std::cout << "owner of " << *value << '\n';
        } catch (...) {
            std::cout << "something else\n";
        }
    }
}

void show_nested(const std::exception &error, int depth) {
    std::cout << std::string(static_cast<std::size_t>(depth) * 2, ' ') << error.what() << '\n';
    try {
        std::rethrow_if_nested(error);
    } catch (const std::exception &inner) {
        show_nested(inner, depth + 1);
    }
}

void show_kept() {
    std::exception_ptr kept;
    try {
        try {
            std::vector<int> none;
            static_cast<void>(none.at(3));
        } catch (const std::out_of_range &) {
            std::throw_with_nested(std::runtime_error("looking up"));
        }
    } catch (...) {
        kept = std::current_exception();
    }
    for (int i = 0; i < 2; i++) {
        try {
            std::rethrow_exception(kept);
        } catch (const std::runtime_error &error) {
            std::cout << "kept: " << error.what() << '\n';
        }
    }
    try {
        try {
            throw std::invalid_argument("the inner one");
        } catch (...) {
            std::throw_with_nested(std::logic_error("the outer one"));
        }
    } catch (const std::exception &error) {
        show_nested(error, 0);
    }
}

struct member_fails {
    member_fails() : first("member") {
        throw std::logic_error("constructor");
    }
    guard first;
};

void show_constructor() try {
    guard before("before");
    std::vector<std::unique_ptr<member_fails>> all;
    all.push_back(std::make_unique<member_fails>());
} catch (const std::logic_error &error) {
    std::cout << "no object: " << error.what() << '\n';
}

void show_many() {
    unsigned sum = 0;
    for (int i = 0; i < 20000; i++) {
        try {
            if (i % 3 == 0) {
                throw parse_error("many", i);
            }
            throw i;
        } catch (const std::exception &) {
            sum += 1;
        } catch (int value) {
            sum = sum * 31 + static_cast<unsigned>(value);
        }
    }
    std::cout << "many: " << sum << ", left: " << place::places << '\n';
}

}  // namespace

int main() {
    for (const char *text : {"1+2*3", "(4-1)*(2+2)", "8/(2-2)", "2*(3", "5+", "7+x", "1)2"}) {
        calculate(text);
    }
    show_again();
    show_kinds();
    show_kept();
    show_constructor();
    show_many();
    try {
        throw parse_error("the exit code", 3);
    } catch (const place &error) {
        return error.line;
    }
}
