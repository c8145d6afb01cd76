// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef HOLDOUT_LIBC_H
#define HOLDOUT_LIBC_H

// As much of C's library as the programs of the hold-out call: every standard header that they
// include is this one. The same lines are compiled for both sides, so that no library decides a
// comparison.

#include <float.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define assert(condition) ((void)0)
#define EOF (-1)
#define BUFSIZ 256
#define EXIT_FAILURE 1
#define EXIT_SUCCESS 0
#define RAND_MAX 0x7fffffff
#define HUGE_VAL __builtin_huge_val()
#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define isnan(x) __builtin_isnan(x)
#define isinf(x) __builtin_isinf(x)
#define CLOCKS_PER_SEC 1000
#define LC_ALL 0
#define ERANGE 34
#define ENOMEM 12
#define SEEK_SET 0
#define SEEK_END 2
#define PRId64 "lld"
#define alloca __builtin_alloca

typedef struct file FILE;
typedef int32_t ssize_t;
typedef int32_t off_t;
typedef int64_t time_t;
typedef int32_t clock_t;
typedef int jmp_buf[1];
typedef int sig_atomic_t;
struct lconv {
    char *decimal_point;
};
struct tm {
    int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
};
struct timeval {
    long tv_sec, tv_usec;
};

extern int errno;
extern FILE *const stderr;
extern FILE *const stdout;
extern FILE *const stdin;

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memchr(const void *in, int byte, size_t size);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t most);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t most);
int strcoll(const char *a, const char *b);
char *strcpy(char *restrict to, const char *restrict from);
char *strncpy(char *restrict to, const char *restrict from, size_t size);
char *strcat(char *restrict to, const char *restrict from);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *word);
char *strpbrk(const char *s, const char *set);
size_t strspn(const char *s, const char *set);
size_t strcspn(const char *s, const char *set);
char *strerror(int number);

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *old, size_t size);
void free(void *block);
_Noreturn void abort(void);
_Noreturn void exit(int code);
char *getenv(const char *name);
int abs(int value);
int atoi(const char *s);
long strtol(const char *s, char **end, int base);
unsigned long strtoul(const char *s, char **end, int base);
double strtod(const char *s, char **end);

int isalpha(int c);
int isdigit(int c);
int isalnum(int c);
int isspace(int c);
int isupper(int c);
int islower(int c);
int ispunct(int c);
int iscntrl(int c);
int isgraph(int c);
int isprint(int c);
int isxdigit(int c);
int toupper(int c);
int tolower(int c);

double floor(double x);
double ceil(double x);
double fabs(double x);
double fmod(double x, double y);
double pow(double x, double y);
double ldexp(double x, int power);
double frexp(double x, int *power);

int snprintf(char *to, size_t size, const char *format, ...);
int vsnprintf(char *to, size_t size, const char *format, va_list args);
int sprintf(char *to, const char *format, ...);
int fprintf(FILE *file, const char *format, ...);
int printf(const char *format, ...);
int fputs(const char *s, FILE *file);
int fputc(int c, FILE *file);
int putchar(int c);
int fflush(FILE *file);
size_t fwrite(const void *from, size_t size, size_t count, FILE *file);
size_t fread(void *to, size_t size, size_t count, FILE *file);
FILE *fopen(const char *name, const char *mode);
FILE *freopen(const char *name, const char *mode, FILE *file);
int fclose(FILE *file);
int feof(FILE *file);
int ferror(FILE *file);
int getc(FILE *file);
long ftell(FILE *file);
int fseek(FILE *file, long offset, int from);
time_t time(time_t *now);
clock_t clock(void);
struct lconv *localeconv(void);

#endif
