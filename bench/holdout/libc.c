// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "libc.h"

// ---- what a board's port has -------------------------------------------------------------------

#ifdef __wasm__
void *memcpy(void *restrict to, const void *restrict from, size_t size) {
    return __builtin_memcpy(to, from, size);  // memory.copy
}

void *memmove(void *to, const void *from, size_t size) {
    return __builtin_memmove(to, from, size);
}

void *memset(void *to, int byte, size_t size) {
    return __builtin_memset(to, byte, size);
}

int memcmp(const void *a, const void *b, size_t size) {
    const uint8_t *x = a;
    const uint8_t *y = b;
    for (size_t i = 0; i < size; i++) {
        if (x[i] != y[i]) {
            return x[i] - y[i];
        }
    }
    return 0;
}

size_t strlen(const char *s) {
    size_t length = 0;
    while (s[length] != '\0') {
        length++;
    }
    return length;
}

// What clang makes of a product of 64 by 64 bits in parts.
typedef struct wide {
    uint64_t low;
    uint64_t high;
} wide_t;

void __multi3(wide_t *product, uint64_t a, uint64_t a_high, uint64_t b, uint64_t b_high);
void __multi3(wide_t *product, uint64_t a, uint64_t a_high, uint64_t b, uint64_t b_high) {
    uint64_t low = (a & 0xffffffffu) * (b & 0xffffffffu);
    __asm__("" : "+r"(low));  // else it is found here too, and calls itself
    uint64_t cross = (a >> 32) * (b & 0xffffffffu) + (low >> 32);
    __asm__("" : "+r"(cross));
    uint64_t other = (a & 0xffffffffu) * (b >> 32) + (cross & 0xffffffffu);
    product->low = other << 32 | (low & 0xffffffffu);
    product->high = (a >> 32) * (b >> 32) + (cross >> 32) + (other >> 32) + a_high * b + a * b_high;
}
#endif

// ---- strings -----------------------------------------------------------------------------------

void *memchr(const void *in, int byte, size_t size) {
    const uint8_t *bytes = in;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == (uint8_t)byte) {
            return (void *)&bytes[i];
        }
    }
    return NULL;
}

size_t strnlen(const char *s, size_t most) {
    size_t length = 0;
    while (length < most && s[length] != '\0') {
        length++;
    }
    return length;
}

int strncmp(const char *a, const char *b, size_t most) {
    for (size_t i = 0; i < most; i++) {
        if (a[i] != b[i] || a[i] == '\0') {
            return (uint8_t)a[i] - (uint8_t)b[i];
        }
    }
    return 0;
}

int strcmp(const char *a, const char *b) {
    return strncmp(a, b, SIZE_MAX);
}

int strcoll(const char *a, const char *b) {
    return strcmp(a, b);
}

char *strncpy(char *restrict to, const char *restrict from, size_t size) {
    size_t i = 0;
    for (; i < size && from[i] != '\0'; i++) {
        to[i] = from[i];
    }
    for (; i < size; i++) {
        to[i] = '\0';
    }
    return to;
}

char *strcpy(char *restrict to, const char *restrict from) {
    return memcpy(to, from, strlen(from) + 1);
}

char *strcat(char *restrict to, const char *restrict from) {
    strcpy(to + strlen(to), from);
    return to;
}

char *strchr(const char *s, int c) {
    for (;; s++) {
        if (*s == (char)c) {
            return (char *)s;
        }
        if (*s == '\0') {
            return NULL;
        }
    }
}

char *strrchr(const char *s, int c) {
    const char *last = NULL;
    for (const char *at = strchr(s, c); at != NULL; at = *at == '\0' ? NULL : strchr(at + 1, c)) {
        last = at;
    }
    return (char *)last;
}

char *strstr(const char *s, const char *word) {
    size_t length = strlen(word);
    for (; *s != '\0' || length == 0; s++) {
        if (strncmp(s, word, length) == 0) {
            return (char *)s;
        }
    }
    return NULL;
}

size_t strcspn(const char *s, const char *set) {
    size_t length = 0;
    while (s[length] != '\0' && strchr(set, s[length]) == NULL) {
        length++;
    }
    return length;
}

size_t strspn(const char *s, const char *set) {
    size_t length = 0;
    while (s[length] != '\0' && strchr(set, s[length]) != NULL) {
        length++;
    }
    return length;
}

char *strpbrk(const char *s, const char *set) {
    s += strcspn(s, set);
    return *s == '\0' ? NULL : (char *)s;
}

char *strerror(int number) {
    (void)number;
    return "error";
}

// ---- letters -----------------------------------------------------------------------------------

int isdigit(int c) {
    return c >= '0' && c <= '9';
}
int isupper(int c) {
    return c >= 'A' && c <= 'Z';
}
int islower(int c) {
    return c >= 'a' && c <= 'z';
}
int isalpha(int c) {
    return isupper(c) || islower(c);
}
int isalnum(int c) {
    return isalpha(c) || isdigit(c);
}
int isspace(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
int isgraph(int c) {
    return c > ' ' && c < 0x7f;
}
int isprint(int c) {
    return c >= ' ' && c < 0x7f;
}
int iscntrl(int c) {
    return (c >= 0 && c < ' ') || c == 0x7f;
}
int ispunct(int c) {
    return isgraph(c) && !isalnum(c);
}
int isxdigit(int c) {
    return isdigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
int toupper(int c) {
    return islower(c) ? c - 'a' + 'A' : c;
}
int tolower(int c) {
    return isupper(c) ? c - 'A' + 'a' : c;
}

// ---- memory ------------------------------------------------------------------------------------

// Blocks in classes of doubled size, each with a list of free ones; new ones from the heap's end.
#define CLASSES 20u
#define LEAST_BYTES 16u

typedef struct block {
    union {
        struct block *next;  // free
        uint64_t class;      // in use
    } of;
} block_t;

static uint64_t heap[HOLDOUT_HEAP_BYTES / 8];
static size_t heap_used;
static block_t *free_blocks[CLASSES];

static uint32_t class_of(size_t size) {
    uint32_t class = 0;
    while (((size_t)LEAST_BYTES << class) < size) {
        class++;
    }
    return class;
}

void *malloc(size_t size) {
    if (size >= sizeof heap) {
        return NULL;
    }
    uint32_t class = class_of(size);
    block_t *block = free_blocks[class];
    if (block != NULL) {
        free_blocks[class] = block->of.next;
    } else {
        size_t words = ((size_t)LEAST_BYTES << class) / 8 + 1;
        if (words > sizeof heap / 8 - heap_used) {
            return NULL;
        }
        block = (block_t *)&heap[heap_used];
        heap_used += words;
    }
    block->of.class = class;
    return block + 1;
}

void free(void *old) {
    if (old != NULL) {
        block_t *block = (block_t *)old - 1;
        uint32_t class = (uint32_t)block->of.class;
        block->of.next = free_blocks[class];
        free_blocks[class] = block;
    }
}

void *calloc(size_t count, size_t size) {
    void *made = malloc(count * size);
    return made == NULL ? NULL : memset(made, 0, count * size);
}

void *realloc(void *old, size_t size) {
    if (old == NULL) {
        return malloc(size);
    }
    size_t had = (size_t)LEAST_BYTES << ((block_t *)old - 1)->of.class;
    if (size <= had) {
        return old;
    }
    void *made = malloc(size);
    if (made != NULL) {
        memcpy(made, old, had);
        free(old);
    }
    return made;
}

// ---- numbers -----------------------------------------------------------------------------------

int abs(int value) {
    return value < 0 ? -value : value;
}

static uint32_t digit_of(char c) {
    return isdigit(c) ? (uint32_t)(c - '0') : isalpha(c) ? (uint32_t)(tolower(c) - 'a' + 10) : 99;
}

unsigned long strtoul(const char *s, char **end, int base) {
    while (isspace(*s)) {
        s++;
    }
    bool is_negative = *s == '-';
    s += *s == '-' || *s == '+';
    if ((base == 0 || base == 16) && s[0] == '0' && (s[1] | 32) == 'x') {
        base = 16;
        s += 2;
    }
    base = base == 0 ? 10 : base;
    unsigned long value = 0;
    for (; digit_of(*s) < (uint32_t)base; s++) {
        value = value * (unsigned long)base + digit_of(*s);
    }
    if (end != NULL) {
        *end = (char *)s;
    }
    return is_negative ? 0 - value : value;
}

long strtol(const char *s, char **end, int base) {
    return (long)strtoul(s, end, base);
}

int atoi(const char *s) {
    return (int)strtol(s, NULL, 10);
}

static double power_of_ten(int power) {
    double value = 1.0;
    double factor = 10.0;
    for (int n = abs(power); n > 0; n >>= 1) {
        value = (n & 1) != 0 ? value * factor : value;
        factor *= factor;
    }
    return power < 0 ? 1.0 / value : value;
}

double strtod(const char *s, char **end) {
    while (isspace(*s)) {
        s++;
    }
    bool is_negative = *s == '-';
    s += *s == '-' || *s == '+';
    double value = 0.0;
    int power = 0;
    bool is_fraction = false;
    const char *begin = s;
    for (; isdigit(*s) || (*s == '.' && !is_fraction); s++) {
        is_fraction = is_fraction || *s == '.';
        if (*s != '.') {
            value = value * 10.0 + (*s - '0');
            power -= is_fraction;
        }
    }
    if (s != begin && (*s | 32) == 'e') {
        char *after = NULL;
        power += (int)strtol(s + 1, &after, 10);
        s = after;
    }
    if (end != NULL) {
        *end = (char *)s;
    }
    value *= power_of_ten(power);
    return is_negative ? -value : value;
}

// ---- mathematics -------------------------------------------------------------------------------

static uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double double_of(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

double fabs(double x) {
    return double_of(bits_of(x) & ~(1ull << 63));
}

static double truncated(double x) {
    return fabs(x) < 4503599627370496.0 ? (double)(int64_t)x : x;
}

double floor(double x) {
    double whole = truncated(x);
    return whole > x ? whole - 1.0 : whole;
}

double ceil(double x) {
    return -floor(-x);
}

double fmod(double x, double y) {
    return x - truncated(x / y) * y;
}

double ldexp(double x, int power) {
    for (; power > 0; power--) {
        x *= 2.0;
    }
    for (; power < 0; power++) {
        x *= 0.5;
    }
    return x;
}

double frexp(double x, int *power) {
    *power = 0;
    if (x == 0.0) {
        return x;
    }
    *power = (int)(bits_of(x) >> 52 & 0x7ff) - 1022;
    return double_of((bits_of(x) & ~(0x7ffull << 52)) | 1022ull << 52);
}

// Whole powers are all that the programs ask for.
double pow(double x, double y) {
    double value = 1.0;
    for (int64_t n = (int64_t)fabs(y); n > 0; n >>= 1) {
        value = (n & 1) != 0 ? value * x : value;
        x *= x;
    }
    return y < 0 ? 1.0 / value : value;
}

// ---- texts -------------------------------------------------------------------------------------

typedef struct out {
    char *to;
    size_t size;
    size_t length;
} out_t;

static void put(out_t *out, char c) {
    if (out->length + 1 < out->size) {
        out->to[out->length] = c;
    }
    out->length++;
}

static void put_padded(out_t *out, const char *s, size_t length, int width, bool is_left,
                       char pad) {
    for (int i = (int)length; i < width && !is_left; i++) {
        put(out, pad);
    }
    for (size_t i = 0; i < length; i++) {
        put(out, s[i]);
    }
    for (int i = (int)length; i < width && is_left; i++) {
        put(out, ' ');
    }
}

// Digits at the end of a field of 24.
static char *digits_of(uint64_t value, uint32_t base, char *end) {
    *--end = '\0';
    do {
        *--end = "0123456789abcdef"[value % base];
        value /= base;
    } while (value > 0);
    return end;
}

// %.14g: fourteen digits without zeros at the end, as a fraction or with an exponent.
static void put_double(out_t *out, double value, int precision) {
    if (value < 0) {
        put(out, '-');
        value = -value;
    }
    int power = 0;
    for (; value != 0.0 && value < 1.0; power--) {
        value *= 10.0;
    }
    for (; value >= 10.0 && value < HUGE_VAL; power++) {
        value /= 10.0;
    }
    char digits[24];
    uint64_t number = (uint64_t)(value * power_of_ten(precision - 1) + 0.5);
    const char *first = digits_of(number, 10, digits + sizeof digits);
    int count = (int)strlen(first);
    power += count - precision;
    while (count > 1 && first[count - 1] == '0') {
        count--;
    }
    bool is_plain = power >= 0 && power < precision;
    for (int i = 0; i < count || (is_plain && i <= power); i++) {
        if (i == (is_plain ? power + 1 : 1)) {
            put(out, '.');
        }
        put(out, i < count ? first[i] : '0');
    }
    if (!is_plain) {
        put(out, 'e');
        put(out, power < 0 ? '-' : '+');
        first = digits_of((uint64_t)abs(power), 10, digits + sizeof digits);
        put_padded(out, first, strlen(first), 2, false, '0');
    }
}

typedef struct field {
    bool is_left;
    char pad;
    int width;
    int precision;
    int longs;
    char kind;
} field_t;

static const char *read_field(const char *at, field_t *field, va_list *args) {
    *field = (field_t){.pad = ' ', .precision = -1};
    for (; *at == '-' || *at == '0' || *at == '+' || *at == ' ' || *at == '#'; at++) {
        field->is_left = field->is_left || *at == '-';
        field->pad = *at == '0' ? '0' : field->pad;
    }
    char *end = (char *)at;
    field->width = *at == '*' ? va_arg(*args, int) : (int)strtol(at, &end, 10);
    at = *at == '*' ? at + 1 : end;
    if (*at == '.') {
        at++;
        field->precision = *at == '*' ? va_arg(*args, int) : (int)strtol(at, &end, 10);
        at = *at == '*' ? at + 1 : end;
    }
    for (; *at == 'l' || *at == 'z' || *at == 'h'; at++) {
        field->longs += *at == 'l';
    }
    field->kind = *at;
    return at + 1;
}

static void put_integer(out_t *out, const field_t *field, va_list *args) {
    int64_t value = field->longs > 1 ? va_arg(*args, int64_t) : va_arg(*args, int);
    bool is_signed = field->kind == 'd' || field->kind == 'i';
    uint64_t magnitude = field->longs > 1 ? (uint64_t)value : (uint32_t)value;
    char digits[25];
    char *first = digits + sizeof digits;
    if (is_signed && value < 0) {
        magnitude = 0 - (uint64_t)value;
    }
    first = digits_of(magnitude, isdigit(field->kind) || is_signed || field->kind == 'u' ? 10 : 16,
                      first);
    if (is_signed && value < 0) {
        *--first = '-';
    }
    put_padded(out, first, strlen(first), field->width, field->is_left, field->pad);
}

static void put_field(out_t *out, const field_t *field, va_list *args) {
    char one;
    const char *s = &one;
    switch (field->kind) {
        case 'd':
        case 'i':
        case 'u':
        case 'x':
        case 'X':
        case 'p':
            put_integer(out, field, args);
            return;
        case 'f':
        case 'e':
        case 'g':
            put_double(out, va_arg(*args, double), field->precision > 0 ? field->precision : 6);
            return;
        case 'c':
            one = (char)va_arg(*args, int);
            put_padded(out, s, 1, field->width, field->is_left, ' ');
            return;
        case 's':
            s = va_arg(*args, const char *);
            put_padded(out, s,
                       strnlen(s, field->precision < 0 ? SIZE_MAX : (size_t)field->precision),
                       field->width, field->is_left, ' ');
            return;
        default:
            put(out, field->kind);
    }
}

int vsnprintf(char *to, size_t size, const char *format, va_list args) {
    out_t out = {to, size, 0};
    va_list rest;
    va_copy(rest, args);
    while (*format != '\0') {
        if (*format != '%') {
            put(&out, *format++);
            continue;
        }
        field_t field;
        format = read_field(format + 1, &field, &rest);
        put_field(&out, &field, &rest);
    }
    va_end(rest);
    if (size > 0) {
        to[out.length < size ? out.length : size - 1] = '\0';
    }
    return (int)out.length;
}

int snprintf(char *to, size_t size, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int length = vsnprintf(to, size, format, args);
    va_end(args);
    return length;
}

int sprintf(char *to, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int length = vsnprintf(to, INT_MAX, format, args);
    va_end(args);
    return length;
}

// ---- what a device without files has -----------------------------------------------------------

int errno;
FILE *const stderr;
FILE *const stdout;
FILE *const stdin;

_Noreturn void abort(void) {
    __builtin_trap();
}

_Noreturn void exit(int code) {
    (void)code;
    abort();
}

char *getenv(const char *name) {
    (void)name;
    return NULL;
}

int fprintf(FILE *file, const char *format, ...) {
    (void)file;
    (void)format;
    return 0;
}

int printf(const char *format, ...) {
    (void)format;
    return 0;
}

int fputs(const char *s, FILE *file) {
    (void)s;
    (void)file;
    return 0;
}

int fputc(int c, FILE *file) {
    (void)file;
    return c;
}

int putchar(int c) {
    return c;
}

int fflush(FILE *file) {
    (void)file;
    return 0;
}

size_t fwrite(const void *from, size_t size, size_t count, FILE *file) {
    (void)from;
    (void)size;
    (void)file;
    return count;
}

size_t fread(void *to, size_t size, size_t count, FILE *file) {
    (void)to;
    (void)size;
    (void)count;
    (void)file;
    return 0;
}

FILE *fopen(const char *name, const char *mode) {
    (void)name;
    (void)mode;
    return NULL;
}

FILE *freopen(const char *name, const char *mode, FILE *file) {
    (void)name;
    (void)mode;
    (void)file;
    return NULL;
}

int fclose(FILE *file) {
    (void)file;
    return 0;
}

int feof(FILE *file) {
    (void)file;
    return 1;
}

int ferror(FILE *file) {
    (void)file;
    return 1;
}

int getc(FILE *file) {
    (void)file;
    return EOF;
}

long ftell(FILE *file) {
    (void)file;
    return -1;
}

int fseek(FILE *file, long offset, int from) {
    (void)file;
    (void)offset;
    (void)from;
    return -1;
}

time_t time(time_t *now) {
    if (now != NULL) {
        *now = 0;
    }
    return 0;
}

clock_t clock(void) {
    return 0;
}

struct lconv *localeconv(void) {
    static struct lconv local = {"."};
    return &local;
}
