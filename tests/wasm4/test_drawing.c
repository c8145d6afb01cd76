// needs: base core interp engine filestore
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Every drawing function, called by a cart with random arguments, equals a model that says of each
// pixel of the screen by itself what becomes of it. The models are written from the description of
// the console, in 64-bit numbers, and draw nothing.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "driver_wasm.h"
#include "kit.h"

#define SIZE 160
#define PICTURE 0xa0u
#define PICTURE_BYTES 6400u
#define ROUNDS 400u

// What is drawn: a function, its arguments, and memory as it was before.
static int32_t args[9];
static uint8_t before[TW_WASM4_MEMORY_BYTES];

// The nibble of DRAW_COLORS as a pixel: -1 is transparent.
static int nibble(uint32_t i) {
    int value = before[0x14 + i / 2] >> (4 * (i % 2)) & 15;
    return value == 0 ? -1 : (value - 1) & 3;
}

// What becomes of pixel (x, y): a colour, or -1 for as it was.
typedef int (*model_t)(int64_t x, int64_t y);

static int setup(void **state) {
    (void)state;
    kit_defaults();
    kit_start();
    LOAD(driver_wasm);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    kit_stop();
    return 0;
}

// ---- random arguments ---------------------------------------------------------------------------

static int32_t coordinate(void) {
    switch (random_below(10)) {
        case 0:
            return random_between(-1000, 1000);
        case 1:
            return random_between(-3, 3);
        case 2:
            return random_between(156, 164);
        case 3:
            return random_below(2) != 0 ? INT32_MIN / 2 : INT32_MAX / 2;
        default:
            return random_between(-40, 200);
    }
}

static int32_t extent(void) {
    switch (random_below(8)) {
        case 0:
            return random_between(-300, 900);
        case 1:
            return random_between(-3, 3);
        default:
            return random_between(0, 180);
    }
}

static uint32_t colors(void) {
    static const uint32_t odd[] = {0, 0xf, 0xf0, 0xffff, 0x10, 0x01, 0x54, 0xe0};
    return random_below(3) == 0 ? odd[random_below(8)] : random_below(0x10000);
}

// ---- comparing ----------------------------------------------------------------------------------

static int pixel_of(const uint8_t *bytes, int64_t x, int64_t y) {
    int64_t i = y * SIZE + x;
    return bytes[PICTURE + i / 4] >> (2 * (i % 4)) & 3;
}

static void prepare(void) {
    uint8_t *bytes = memory();
    for (uint32_t i = 0; i < 64; i++) {
        bytes[PICTURE + random_below(PICTURE_BYTES)] = (uint8_t)random_below(256);
    }
    poke(0x14, 2, colors());
    memcpy(before, bytes, sizeof before);
}

static void fail_pixel(const char *name, int64_t x, int64_t y, int is, int wanted) {
    fail_msg("%s(%d, %d, %d, %d, %d, %d, %d, %d, %d), colours %02x%02x: pixel %d, %d is %d, not %d",
             name, args[0], args[1], args[2], args[3], args[4], args[5], args[6], args[7], args[8],
             before[0x15], before[0x14], (int)x, (int)y, is, wanted);
}

static void compare(const char *name, model_t model) {
    const uint8_t *bytes = memory();
    for (int64_t y = 0; y < SIZE; y++) {
        for (int64_t x = 0; x < SIZE; x++) {
            int color = model(x, y);
            int wanted = color < 0 ? pixel_of(before, x, y) : color;
            if (pixel_of(bytes, x, y) != wanted) {
                fail_pixel(name, x, y, pixel_of(bytes, x, y), wanted);
            }
        }
    }
    assert_memory_equal(bytes, before, PICTURE);
    assert_memory_equal(bytes + PICTURE + PICTURE_BYTES, before + PICTURE + PICTURE_BYTES,
                        sizeof before - PICTURE - PICTURE_BYTES);
}

static void draw(const char *name, uint32_t count, model_t model) {
    ok(drive(name, args, count, NULL));
    compare(name, model);
}

// ---- lines --------------------------------------------------------------------------------------

static int hline_model(int64_t x, int64_t y) {
    bool is_on = y == args[1] && x >= args[0] && x < (int64_t)args[0] + args[2];
    return is_on ? nibble(0) : -1;
}

static int vline_model(int64_t x, int64_t y) {
    bool is_on = x == args[0] && y >= args[1] && y < (int64_t)args[1] + args[2];
    return is_on ? nibble(0) : -1;
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

// The line from its upper end: after k steps in its longer direction it has gone as many in the
// other as keep it nearest, where half of the longer way, rounded down, is what it starts with.
static int line_model(int64_t x, int64_t y) {
    bool swaps = args[1] > args[3];
    int64_t x1 = args[swaps ? 2 : 0];
    int64_t y1 = args[swaps ? 3 : 1];
    int64_t dx = args[swaps ? 0 : 2] - x1;
    int64_t dy = args[swaps ? 1 : 3] - y1;
    int64_t across = (x - x1) * (dx < 0 ? -1 : 1);
    int64_t down = y - y1;
    int64_t longer = llabs(dx) > dy ? llabs(dx) : dy;
    int64_t shorter = llabs(dx) > dy ? dy : llabs(dx);
    int64_t k = llabs(dx) > dy ? across : down;
    int64_t m = llabs(dx) > dy ? down : across;
    if (k < 0 || k > longer) {
        return -1;
    }
    int64_t wanted = longer == 0 ? 0 : -floor_div(-(k * shorter - longer / 2), longer);
    return m == wanted ? nibble(0) : -1;
}

static void test_wasm4_lines_equal_their_models(void **state) {
    (void)state;
    for (uint32_t i = 0; i < ROUNDS; i++) {
        prepare();
        args[0] = coordinate();
        args[1] = coordinate();
        args[2] = extent();
        draw("hline", 3, hline_model);
        prepare();
        draw("vline", 3, vline_model);
        prepare();
        for (uint32_t k = 0; k < 4; k++) {
            args[k] = random_below(6) == 0 ? random_between(-3000, 3000) : random_between(-40, 200);
        }
        draw("line", 4, line_model);
    }
}

// ---- rectangles ---------------------------------------------------------------------------------

static bool is_in(int64_t at, int64_t from, int64_t size) {
    return at >= from && at < from + size;
}

// Each edge lies on its own row or column, and reaches over the columns or rows of the rectangle.
static int rect_model(int64_t x, int64_t y) {
    bool is_column = x == args[0] || x == (int64_t)args[0] + args[2] - 1;
    bool is_row = y == args[1] || y == (int64_t)args[1] + args[3] - 1;
    bool in_columns = is_in(x, args[0], args[2]);
    bool in_rows = is_in(y, args[1], args[3]);
    bool is_edge = (is_column && in_rows) || (is_row && in_columns);
    if (is_edge && nibble(1) >= 0) {
        return nibble(1);
    }
    return in_columns && in_rows ? nibble(0) : -1;
}

static void test_wasm4_rectangles_equal_their_model(void **state) {
    (void)state;
    for (uint32_t i = 0; i < ROUNDS; i++) {
        prepare();
        args[0] = coordinate();
        args[1] = coordinate();
        args[2] = extent();
        args[3] = extent();
        draw("rect", 4, rect_model);
    }
}

// ---- sprites ------------------------------------------------------------------------------------

// The bit of the sprite that lies at (x, y), counted in pixels from its address.
static int64_t sprite_bit(int64_t u, int64_t v) {
    bool flips_x = ((args[8] >> 1 ^ args[8] >> 3) & 1) != 0;
    bool flips_y = (args[8] & 4) != 0;
    int64_t column = args[5] + (flips_x ? args[3] - 1 - u : u);
    int64_t row = args[6] + (flips_y ? args[4] - 1 - v : v);
    return row * args[7] + column;
}

// Where nothing is read. args as blitSub has them: sprite, x, y, width, height, src x, src y,
// stride, flags. Turned by a quarter, a sprite's rows become columns.
static bool is_of_sprite(int64_t x, int64_t y, int64_t *bit) {
    bool is_turned = (args[8] & 8) != 0;
    int64_t u = is_turned ? y - args[2] : x - args[1];
    int64_t v = is_turned ? x - args[1] : y - args[2];
    *bit = sprite_bit(u, v);
    return u >= 0 && u < args[3] && v >= 0 && v < args[4];
}

static int sprite_model(int64_t x, int64_t y) {
    int64_t bit = 0;
    if (!is_of_sprite(x, y, &bit)) {
        return -1;
    }
    uint32_t depth = (args[8] & 1) != 0 ? 2 : 1;
    int64_t at = (uint32_t)args[0] * 8 + bit * depth;
    uint32_t index = 0;
    for (uint32_t k = 0; k < depth; k++) {
        index = index * 2 + (before[(at + k) / 8] >> (7 - (at + k) % 8) & 1);
    }
    return nibble(index);
}

// True if every pixel that is drawn lies in memory.
static bool is_sprite_inside(void) {
    uint32_t depth = (args[8] & 1) != 0 ? 2 : 1;
    for (int64_t y = 0; y < SIZE; y++) {
        for (int64_t x = 0; x < SIZE; x++) {
            int64_t bit = 0;
            if (is_of_sprite(x, y, &bit)) {
                int64_t at = (int64_t)(uint32_t)args[0] * 8 + bit * depth;
                if (at < 0 || at + depth > TW_WASM4_MEMORY_BYTES * 8) {
                    return false;
                }
            }
        }
    }
    return true;
}

static void random_sprite(void) {
    static const int32_t hostile[] = {0, 4, 65530, 65535, 65536, 100000, INT32_MAX, -1, -100};
    args[0] = random_below(6) == 0 ? hostile[random_below(9)] : random_between(7000, 65000);
    args[1] = coordinate();
    args[2] = coordinate();
    args[3] = extent();
    args[4] = extent();
    args[5] = random_below(3) == 0 ? random_between(-20, 60) : 0;
    args[6] = random_below(3) == 0 ? random_between(-20, 60) : 0;
    args[7] = random_below(3) == 0 ? random_between(-40, 300) : args[3];
    args[8] = (int32_t)random_below(16) | (random_below(4) == 0 ? 0x7ff0 : 0);
}

// The sprite may be the picture itself: then what it reads changes under it, and pixels go from top
// to bottom. That is left out.
static bool reads_picture(void) {
    return (uint32_t)args[0] < PICTURE + PICTURE_BYTES + 4096;
}

static void blit(const char *name, const int32_t *given, uint32_t count, uint32_t *traps) {
    bool is_inside = is_sprite_inside();
    if (is_inside) {
        ok(drive(name, given, count, NULL));
    } else {
        fails(drive(name, given, count, NULL), TW_ERR_TRAP);
        *traps += 1;
        memcpy(memory(), before, sizeof before);
        return;
    }
    if (!reads_picture()) {
        compare(name, sprite_model);
    } else {
        memcpy(memory(), before, sizeof before);
    }
}

static void test_wasm4_sprites_equal_their_model_and_trap_outside(void **state) {
    (void)state;
    uint32_t traps = 0;
    for (uint32_t i = PICTURE + PICTURE_BYTES; i < TW_WASM4_MEMORY_BYTES; i++) {
        memory()[i] = (uint8_t)random_below(256);
    }
    for (uint32_t i = 0; i < ROUNDS; i++) {
        prepare();
        random_sprite();
        blit("blitSub", args, 9, &traps);
        prepare();
        args[5] = 0;
        args[6] = 0;
        args[7] = args[3];
        const int32_t given[] = {args[0], args[1], args[2], args[3], args[4], args[8]};
        blit("blit", given, 6, &traps);
    }
    assert_in_range(traps, 20, ROUNDS);
}

static void test_wasm4_sprites_take_extreme_numbers(void **state) {
    (void)state;
    static const int32_t extreme[] = {INT32_MIN, INT32_MAX, -1, 0, 1, 160, 65536};
    for (uint32_t i = 0; i < 1000; i++) {
        prepare();
        for (uint32_t k = 0; k < 9; k++) {
            args[k] = extreme[random_below(7)];
        }
        tw_err_t err = drive("blitSub", args, 9, NULL);
        assert_true(err == TW_ERR_OK || err == TW_ERR_TRAP);
        memcpy(memory(), before, sizeof before);
    }
}

// ---- ovals --------------------------------------------------------------------------------------

// The path of an oval's outline, from the middle to the top: after i steps to the side and j steps
// up, the error is a polynomial of i and j, and says which steps are next.
#define STEPS 1024
struct path {
    int64_t first[STEPS];  // i in row j; -1: the path is not in it
    int64_t last[STEPS];
    int64_t rows;  // where it ends
    int64_t columns;
};

static int64_t side_growth(int64_t a, int64_t b, int64_t i) {
    return 4 * (1 - a) * b * b + 8 * b * b * i;
}

static int64_t up_growth(int64_t a, int64_t odd, int64_t j) {
    return 4 * (odd + 1) * a * a + 8 * a * a * j;
}

// The sums of what was added by i and by j steps.
static int64_t path_error(int64_t a, int64_t b, int64_t odd, int64_t i, int64_t j) {
    int64_t sides = i * side_growth(a, b, 0) + 4 * b * b * i * (i + 1);
    int64_t ups = j * up_growth(a, odd, 0) + 4 * a * a * j * (j + 1);
    return side_growth(a, b, 0) + up_growth(a, odd, 0) + odd * a * a + sides + ups;
}

static void note(struct path *path, int64_t i, int64_t j) {
    if (path->first[j] < 0) {
        path->first[j] = i;
    }
    path->last[j] = i;
}

static void follow(struct path *path, int64_t width, int64_t height) {
    int64_t a = width - 1;
    int64_t b = height - 1;
    int64_t odd = b % 2;
    memset(path->first, 0xff, sizeof path->first);
    int64_t i = 0;
    int64_t j = 0;
    do {
        note(path, i, j);
        int64_t twice = 2 * path_error(a, b, odd, i, j);
        int64_t goes_up = twice <= up_growth(a, odd, j);
        int64_t next_j = j + goes_up;
        i += twice >= side_growth(a, b, i) || twice > up_growth(a, odd, next_j);
        j = next_j;
    } while (2 * i <= width - 1);
    path->rows = j;
    path->columns = i;
}

// What row j of one half does to the pixel that is `west` and `east` from the two sides. Rows above
// the path, of a thin oval, have its last pixel.
static int row_color(const struct path *path, int64_t west, int64_t east, int64_t j) {
    int64_t odd = ((int64_t)args[3] - 1) % 2;
    int stroke = nibble(1) < 0 ? 3 : nibble(1);
    if (j < 0 || j >= STEPS) {
        return -1;
    }
    int64_t first = path->first[j];
    int64_t last = path->last[j];
    if (first < 0) {
        bool is_above = j >= path->rows && 2 * j + odd < args[3];
        first = is_above ? path->columns - 1 : INT64_MAX;
        last = first;
    }
    if ((west >= first && west <= last) || (east >= first && east <= last)) {
        return stroke;
    }
    return path->first[j] >= 0 && west > last && east > last ? nibble(0) : -1;
}

// The halves begin at the middle and go apart; those of a height below 0 first change places, and
// what the higher row does counts.
static int oval_color(int64_t x, int64_t y, const struct path *path) {
    int64_t odd = ((int64_t)args[3] - 1) % 2;
    int64_t middle = (int64_t)args[1] + args[3] / 2;
    int64_t west = x - args[0];
    int64_t east = args[2] - 1 - west;
    int64_t lower = y - middle;
    int64_t upper = middle - odd - y;
    int color = row_color(path, west, east, lower > upper ? lower : upper);
    return color >= 0 ? color : row_color(path, west, east, lower > upper ? upper : lower);
}

static struct path path;
static int oval_model(int64_t x, int64_t y) {
    bool is_none = (before[0x14] >> 4) == 15;
    return is_none ? -1 : oval_color(x, y, &path);
}

static void test_wasm4_ovals_equal_their_model(void **state) {
    (void)state;
    for (uint32_t i = 0; i < ROUNDS; i++) {
        prepare();
        args[0] = random_between(-60, 180);
        args[1] = random_between(-60, 180);
        args[2] = random_below(4) == 0 ? random_between(-6, 6) : random_between(-100, 300);
        args[3] = random_below(4) == 0 ? random_between(-6, 6) : random_between(-100, 300);
        follow(&path, args[2], args[3]);
        draw("oval", 4, oval_model);
    }
}

// ---- what ovals are, whatever draws them --------------------------------------------------------

static void draw_alone(int32_t x, int32_t y, int32_t width, int32_t height, uint32_t draw_colors) {
    memset(memory() + PICTURE, 0, PICTURE_BYTES);
    poke(0x14, 2, draw_colors);
    const int32_t given[] = {x, y, width, height};
    ok(drive("oval", given, 4, NULL));
}

static bool is_ink(int64_t x, int64_t y) {
    return pixel_of(memory(), x, y) == 3;
}

// How far the pixel's middle lies from the ellipse, in parts of its radius.
static double distance(int64_t x, int64_t y, double width, double height) {
    double u = ((double)x + 0.5 - width / 2) / (width / 2);
    double v = ((double)y + 0.5 - height / 2) / (height / 2);
    return u * u + v * v;
}

static void check_outline(int32_t x, int32_t y, int32_t width, int32_t height) {
    for (int64_t v = 0; v < SIZE; v++) {
        for (int64_t u = 0; u < SIZE; u++) {
            bool is_inside = is_in(u, x, width) && is_in(v, y, height);
            if (!is_ink(u, v)) {
                continue;
            }
            assert_true(is_inside);
            assert_true(is_ink(2 * x + width - 1 - u, v));
            assert_true(is_ink(u, 2 * y + height - 1 - v));
            double d = distance(u - x, v - y, width, height);
            double slack = 4.2 / (width < height ? width : height);
            assert_true(d > 1 - slack && d < 1 + slack);
        }
    }
}

static void check_rows_and_columns(int32_t x, int32_t y, int32_t width, int32_t height) {
    for (int64_t v = y; v < y + height; v++) {
        int ink = 0;
        for (int64_t u = x; u < x + width; u++) {
            ink += is_ink(u, v);
        }
        assert_true(ink > 0);
    }
    for (int64_t u = x; u < x + width; u++) {
        int ink = 0;
        for (int64_t v = y; v < y + height; v++) {
            ink += is_ink(u, v);
        }
        assert_true(ink > 0);
    }
}

static void test_wasm4_ovals_are_symmetric_closed_and_elliptic(void **state) {
    (void)state;
    for (int32_t i = 0; i < 100; i++) {
        int32_t width = random_between(8, 150);
        int32_t height = random_between(8, 150);
        int32_t x = random_between(0, SIZE - width);
        int32_t y = random_between(0, SIZE - height);
        draw_alone(x, y, width, height, 0x40);
        check_outline(x, y, width, height);
        check_rows_and_columns(x, y, width, height);
    }
}

static void test_wasm4_ovals_without_outline_colour_have_the_fourth(void **state) {
    (void)state;
    draw_alone(10, 10, 20, 20, 0x00);
    assert_true(is_ink(20, 10));
    draw_alone(10, 10, 20, 20, 0xf1);
    for (uint32_t i = 0; i < PICTURE_BYTES; i++) {
        assert_int_equal(memory()[PICTURE + i], 0);
    }
    draw_alone(10, 10, 0, 0, 0x40);
    assert_true(is_ink(10, 10));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_wasm4_lines_equal_their_models, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_rectangles_equal_their_model, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_sprites_equal_their_model_and_trap_outside,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_sprites_take_extreme_numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_ovals_equal_their_model, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_ovals_are_symmetric_closed_and_elliptic, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_ovals_without_outline_colour_have_the_fourth,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
