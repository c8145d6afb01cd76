// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A game for WASM-4: a ball, a paddle and a wall of bricks. It plays by itself until X begins a
// game; left and right, or the mouse with a button held down, move the paddle. The best score is
// on the disk.

#include "wasm4.h"

#define ONE 16  // positions are in 1/16 pixel

enum { COLUMNS = 8, ROWS = 5, BRICK_WIDTH = 18, BRICK_HEIGHT = 8, WALL_X = 8, WALL_Y = 26 };
enum { PADDLE_WIDTH = 28, PADDLE_Y = 148, BALL_SIZE = 5, SPARKS = 24, LIVES = 3, TOP = 12 };
enum mode { DEMO, PLAY, OVER };

typedef struct spark {
    int32_t x;
    int32_t y;
    int32_t dx;
    int32_t dy;
    int32_t left;  // frames
} spark_t;

static enum mode mode;
static uint8_t bricks[ROWS][COLUMNS];  // hits that it still takes
static spark_t sparks[SPARKS];
static int32_t next_spark;
static int32_t ball_x, ball_y, ball_dx, ball_dy;
static int32_t paddle_x = 80 - PADDLE_WIDTH / 2;
static int32_t lives, level, waits;
static uint32_t score, best, hits, frames, noise = 0x2545f491;

static const uint32_t palette[4] = {0x1b1e34, 0x4a6fa5, 0xf2a541, 0xfaf3dd};

// 8 x 8, one bit a pixel.
static const uint8_t heart[8] = {0x66, 0xff, 0xff, 0xff, 0x7e, 0x3c, 0x18, 0x00};

// 32 x 7, two bits a pixel: a whole brick and one with cracks.
static const uint8_t sheet[7 * 8] = {
    0x15, 0x55, 0x55, 0x54, 0x15, 0x45, 0x55, 0x54,  //
    0x6a, 0xaa, 0xaa, 0xab, 0x6a, 0x2a, 0xaa, 0xab,  //
    0x6a, 0xaa, 0xaa, 0xab, 0x6a, 0x8a, 0xa8, 0xab,  //
    0x6a, 0xaa, 0xaa, 0xab, 0x68, 0xa2, 0xa2, 0xab,  //
    0x6a, 0xaa, 0xaa, 0xab, 0x62, 0xa8, 0x8a, 0xab,  //
    0x6a, 0xaa, 0xaa, 0xab, 0x4a, 0xaa, 0x2a, 0xab,  //
    0x3f, 0xff, 0xff, 0xfc, 0x3f, 0xfc, 0xff, 0xfc,
};

// 8 x 7, two bits a pixel: the paddle's left end; the right one is its mirror image.
static const uint8_t paddle_end[7 * 2] = {0x01, 0x55, 0x06, 0xaa, 0x1a, 0xaa, 0x1a,
                                          0xaa, 0x1a, 0xaa, 0x06, 0xaa, 0x03, 0xff};

static uint32_t random_below(uint32_t limit) {
    noise ^= noise << 13;
    noise ^= noise >> 17;
    noise ^= noise << 5;
    return noise % limit;
}

static void beep(uint32_t note, uint32_t length, uint32_t flags) {
    tone(note, TONE_TIMES(0, 1, length / 2, length), TONE_VOLUMES(60, 40), flags | TONE_NOTE_MODE);
}

// ---- the disk -----------------------------------------------------------------------------------

typedef struct record {
    uint8_t mark[2];
    uint16_t best;
} record_t;

static void read_best(void) {
    record_t record = {{0, 0}, 0};
    uint32_t size = diskr(&record, sizeof record);
    if (size == sizeof record && record.mark[0] == 'b' && record.mark[1] == 'k') {
        best = record.best;
    }
}

static void write_best(void) {
    record_t record = {{'b', 'k'}, (uint16_t)(score > 0xffff ? 0xffff : score)};
    if (score > best) {
        best = record.best;
        tracef("%d bytes on the disk: best %d", (int)diskw(&record, sizeof record), (int)best);
    }
}

// ---- the game -----------------------------------------------------------------------------------

static void serve(void) {
    ball_x = (paddle_x + PADDLE_WIDTH / 2) * ONE;
    ball_y = (PADDLE_Y - BALL_SIZE - 1) * ONE;
    ball_dx = (int32_t)random_below(17) - 8;
    ball_dy = -(34 + (level < 6 ? level : 6) * 2);
    waits = 20;
}

static void begin_level(void) {
    for (int32_t row = 0; row < ROWS; row++) {
        for (int32_t column = 0; column < COLUMNS; column++) {
            bricks[row][column] = row == 0 || (level > 1 && row == 2) ? 2 : 1;
        }
    }
    serve();
    tracef("%s: level %d", mode == PLAY ? "game" : "demo", (int)level);
}

static void begin(enum mode next) {
    mode = next;
    score = 0;
    lives = LIVES;
    level = 1;
    begin_level();
}

static void add_sparks(int32_t x, int32_t y) {
    for (int32_t i = 0; i < 6; i++) {
        spark_t *spark = &sparks[next_spark];
        next_spark = (next_spark + 1) % SPARKS;
        spark->x = x * ONE;
        spark->y = y * ONE;
        spark->dx = (int32_t)random_below(41) - 20;
        spark->dy = -(int32_t)random_below(28);
        spark->left = 16 + (int32_t)random_below(16);
    }
}

static void move_sparks(void) {
    for (int32_t i = 0; i < SPARKS; i++) {
        spark_t *spark = &sparks[i];
        spark->left -= spark->left > 0;
        spark->x += spark->dx;
        spark->y += spark->dy;
        spark->dy += 2;
    }
}

static void lose_ball(void) {
    tone(TONE_SLIDE(420, 60), TONE_TIMES(0, 4, 10, 20), TONE_VOLUMES(80, 50), TONE_NOISE);
    lives--;
    if (lives > 0) {
        serve();
        return;
    }
    if (mode == PLAY) {
        write_best();
        mode = OVER;
        waits = 180;
        return;
    }
    begin(DEMO);
}

static int32_t bricks_left(void) {
    int32_t left = 0;
    for (int32_t row = 0; row < ROWS; row++) {
        for (int32_t column = 0; column < COLUMNS; column++) {
            left += bricks[row][column] > 0;
        }
    }
    return left;
}

static void hit_brick(int32_t row, int32_t column) {
    bricks[row][column]--;
    hits++;
    score += 10u * (uint32_t)(ROWS - row);
    add_sparks(WALL_X + column * BRICK_WIDTH + BRICK_WIDTH / 2, WALL_Y + row * BRICK_HEIGHT + 4);
    beep(76u - (uint32_t)row * 3, 8, TONE_PULSE2 | TONE_MODE2);
    if (bricks_left() == 0) {
        level++;
        beep(60, 24, TONE_TRIANGLE);
        begin_level();
    }
}

// The brick at a point of the screen; true if there was one.
static int hit_at(int32_t x, int32_t y) {
    int32_t column = (x - WALL_X) / BRICK_WIDTH;
    int32_t row = (y - WALL_Y) / BRICK_HEIGHT;
    if (x < WALL_X || y < WALL_Y || column >= COLUMNS || row >= ROWS || bricks[row][column] == 0) {
        return 0;
    }
    hit_brick(row, column);
    return 1;
}

static void bounce_off_walls(void) {
    int32_t limit = (SCREEN_SIZE - 3 - BALL_SIZE) * ONE;
    if ((ball_x < 3 * ONE && ball_dx < 0) || (ball_x > limit && ball_dx > 0)) {
        ball_dx = -ball_dx;
        beep(48, 4, TONE_PULSE1 | TONE_MODE1 | (ball_x > limit ? TONE_PAN_RIGHT : TONE_PAN_LEFT));
    }
    if (ball_y < (TOP + 2) * ONE && ball_dy < 0) {
        ball_dy = -ball_dy;
        beep(50, 4, TONE_PULSE1 | TONE_MODE1);
    }
}

static void bounce_off_paddle(void) {
    int32_t x = ball_x / ONE + BALL_SIZE / 2;
    int32_t y = ball_y / ONE + BALL_SIZE;
    if (ball_dy < 0 || y < PADDLE_Y || y > PADDLE_Y + 6 || x < paddle_x - 2 ||
        x > paddle_x + PADDLE_WIDTH + 2) {
        return;
    }
    ball_dy = -ball_dy;
    ball_dx = (x - paddle_x - PADDLE_WIDTH / 2) * 2 + (int32_t)random_below(5) - 2;
    beep(57, 6, TONE_PULSE1 | TONE_MODE3);
}

static void move_ball(void) {
    if (waits > 0) {
        waits--;
        return;
    }
    int32_t middle = BALL_SIZE / 2;
    ball_x += ball_dx;
    if (hit_at(ball_x / ONE + middle, ball_y / ONE + middle)) {
        ball_dx = -ball_dx;
    }
    ball_y += ball_dy;
    if (hit_at(ball_x / ONE + middle, ball_y / ONE + (ball_dy < 0 ? 0 : BALL_SIZE))) {
        ball_dy = -ball_dy;
    }
    bounce_off_walls();
    bounce_off_paddle();
    if (ball_y > SCREEN_SIZE * ONE) {
        lose_ball();
    }
}

// Where the paddle's middle shall be.
static int32_t aim(uint32_t pad) {
    int32_t middle = paddle_x + PADDLE_WIDTH / 2;
    if (mode == DEMO) {
        return ball_x / ONE + (int32_t)(hits * 7 % 23) - 11;
    }
    if (*MOUSE_BUTTONS != 0) {
        return *MOUSE_X;
    }
    return middle + ((pad & BUTTON_RIGHT) != 0 ? 3 : 0) - ((pad & BUTTON_LEFT) != 0 ? 3 : 0);
}

static void move_paddle(uint32_t pad) {
    int32_t step = aim(pad) - paddle_x - PADDLE_WIDTH / 2;
    int32_t limit = SCREEN_SIZE - 2 - PADDLE_WIDTH;
    paddle_x += step > 4 ? 4 : step < -4 ? -4 : step;
    paddle_x = paddle_x < 2 ? 2 : paddle_x > limit ? limit : paddle_x;
}

// ---- the picture --------------------------------------------------------------------------------

// Decimal, six digits, at the end of a text.
static void put_number(char *end, uint32_t number) {
    for (int32_t i = 1; i <= 5; i++) {
        end[-i] = (char)('0' + number % 10);
        number /= 10;
    }
}

static void draw_top(void) {
    static char line_of_numbers[] = "00000  best 00000";
    put_number(line_of_numbers + 5, score);
    put_number(line_of_numbers + 17, best);
    *DRAW_COLORS = 4;
    textUtf8(line_of_numbers, sizeof line_of_numbers - 1, 2, 2);
    *DRAW_COLORS = 2;
    hline(0, TOP, SCREEN_SIZE);
    vline(0, TOP, SCREEN_SIZE - TOP);
    vline(SCREEN_SIZE - 1, TOP, SCREEN_SIZE - TOP);
    *DRAW_COLORS = 0x30;
    for (int32_t i = 1; i < lives; i++) {
        blit(heart, SCREEN_SIZE - 9 * i, 2, 8, 8, BLIT_1BPP);
    }
}

static void draw_bricks(void) {
    for (int32_t row = 0; row < ROWS; row++) {
        *DRAW_COLORS = (row & 1) != 0 ? 0x2340 : 0x3240;
        for (int32_t column = 0; column < COLUMNS; column++) {
            uint32_t is_cracked = row == 0 && bricks[row][column] == 1;
            if (bricks[row][column] > 0) {
                blitSub(sheet, WALL_X + column * BRICK_WIDTH + 1, WALL_Y + row * BRICK_HEIGHT, 16,
                        7, is_cracked ? 16 : 0, 0, 32, BLIT_2BPP | (column & 1 ? BLIT_FLIP_X : 0));
            }
        }
    }
}

static void draw_paddle(void) {
    *DRAW_COLORS = 0x2340;
    blit(paddle_end, paddle_x, PADDLE_Y, 8, 7, BLIT_2BPP);
    blit(paddle_end, paddle_x + PADDLE_WIDTH - 8, PADDLE_Y, 8, 7, BLIT_2BPP | BLIT_FLIP_X);
    *DRAW_COLORS = 3;
    rect(paddle_x + 8, PADDLE_Y + 1, PADDLE_WIDTH - 16, 5);
    *DRAW_COLORS = 4;
    hline(paddle_x + 8, PADDLE_Y, PADDLE_WIDTH - 16);
    *DRAW_COLORS = 0x34;
    oval(ball_x / ONE, ball_y / ONE, BALL_SIZE, BALL_SIZE);
}

static void draw_sparks(void) {
    for (int32_t i = 0; i < SPARKS; i++) {
        const spark_t *spark = &sparks[i];
        *DRAW_COLORS = spark->left > 12 ? 4 : 3;
        if (spark->left > 0) {
            line(spark->x / ONE, spark->y / ONE, (spark->x - spark->dx) / ONE,
                 (spark->y - spark->dy) / ONE);
        }
    }
}

static void draw_message(void) {
    static const uint16_t over[] = {'g', 'a', 'm', 'e', ' ', 'o', 'v', 'e', 'r'};
    static const uint16_t press[] = {'p', 'r', 'e', 's', 's', ' ', 0x80};
    if (mode == OVER) {
        *DRAW_COLORS = 0x41;
        rect(36, 84, 88, 22);
        *DRAW_COLORS = 3;
        textUtf16(over, sizeof over, 44, 91);
    } else if (mode == DEMO && frames / 32 % 2 == 0) {
        *DRAW_COLORS = 3;
        text("BRICKS", 56, 84);
        textUtf16(press, sizeof press, 52, 96);
    }
}

// ---- the cart -----------------------------------------------------------------------------------

WASM4_EXPORT("start") void start(void) {
    static const uint16_t hello[] = {'X', ' ', 'b', 'e', 'g', 'i', 'n', 's'};
    for (int32_t i = 0; i < 4; i++) {
        PALETTE[i] = palette[i];
    }
    read_best();
    trace("bricks");
    traceUtf8("a game for WASM-4", 17);
    traceUtf16(hello, sizeof hello);
    begin(DEMO);
}

WASM4_EXPORT("update") void update(void) {
    static uint32_t last;
    uint32_t pad = *GAMEPAD1;
    frames++;
    if ((pad & ~last & BUTTON_1) != 0 && mode != PLAY) {
        beep(69, 12, TONE_TRIANGLE);
        begin(PLAY);
    }
    last = pad;
    move_sparks();
    if (mode != OVER) {
        move_paddle(pad);
        move_ball();
    } else if (--waits <= 0) {
        begin(DEMO);
    }
    draw_top();
    draw_bricks();
    draw_sparks();
    draw_paddle();
    draw_message();
}
