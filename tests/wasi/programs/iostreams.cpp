// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The standard library of C++: streams, strings, containers, algorithms. Debian's libc++ for WASI has
// no file streams.

#include <algorithm>
#include <functional>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

namespace {

struct shape {
    virtual ~shape() = default;
    virtual double area() const = 0;
};

struct square : shape {
    explicit square(double side) : side(side) {}
    double area() const override { return side * side; }
    double side;
};

struct disc : shape {
    explicit disc(double radius) : radius(radius) {}
    double area() const override { return 3.14159265358979 * radius * radius; }
    double radius;
};

void show_numbers() {
    std::cout << std::hex << std::showbase << 255 << ' ' << std::dec << std::setw(8)
              << std::setfill('*') << 42 << ' ' << std::fixed << std::setprecision(3) << 2.0 / 3
              << ' ' << std::scientific << 12345.678 << std::defaultfloat << ' ' << 0.1 << '\n';
}

void show_words(std::istream &in) {
    std::map<std::string, int> counts;
    for (std::string word; in >> word;) {
        counts[word]++;
    }
    std::vector<std::pair<std::string, int>> sorted(counts.begin(), counts.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto &a, const auto &b) { return a.second > b.second; });
    for (const auto &[word, count] : sorted) {
        std::cout << word << ' ' << count << '\n';
    }
}

void show_shapes() {
    std::vector<std::unique_ptr<shape>> shapes;
    for (int i = 1; i <= 4; i++) {
        if (i % 2 == 0) {
            shapes.push_back(std::make_unique<square>(i));
        } else {
            shapes.push_back(std::make_unique<disc>(i));
        }
    }
    double sum = std::accumulate(shapes.begin(), shapes.end(), 0.0, [](double so_far, const auto &s) {
        return so_far + s->area();
    });
    std::cout << "area " << std::setprecision(9) << sum << '\n';
}

void show_streams() {
    std::stringstream stream;
    for (int i = 0; i < 1000; i++) {
        stream << i << ' ' << i * i << '\n';
    }
    long long total = 0;
    int lines = 0;
    for (long long a = 0, b = 0; stream >> a >> b; lines++) {
        total += a * b;
    }
    std::cout << lines << " lines, total " << total << ", at the end " << stream.eof() << '\n';
}

}  // namespace

int main() {
    std::ios::sync_with_stdio(false);
    show_numbers();
    std::istringstream text("to be or not to be that is the question to");
    show_words(text);
    show_shapes();
    show_streams();
    std::variant<int, std::string> either = std::string("text");
    std::optional<int> none;
    std::function<int(int)> twice = [](int x) { return 2 * x; };
    std::cout << std::get<std::string>(either) << ' ' << none.value_or(7) << ' ' << twice(21) << '\n';
    std::string line;
    for (int count = 0; std::getline(std::cin, line); count++) {
        std::cout << count << ": " << std::string(line.rbegin(), line.rend()) << '\n';
    }
    std::cerr << "done\n";
    return 3;
}
