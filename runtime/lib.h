/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lib.h - what a libc would have given: memory and strings (also the calls that the compiler
 * makes up), formatting, messages on fd 2. No state but the log level, no locks, async-signal-safe.
 *
 * Formats: %s %c %d %i %u %x %X %p %%, flags 0 and -, width (also *), precision of %s (also *), l ll z.
 */
#ifndef XLATE_LIB_H
#define XLATE_LIB_H

#include <stdarg.h>
#include <stddef.h>
#include "a64/types.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define FORMAT(fmt, args) __attribute__((format(printf, fmt, args)))

void *memcpy(void *dst, const void *src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *what);

/* Copies at most size - 1 bytes and a NUL; returns strlen(src). */
size_t str_copy(char *dst, const char *src, size_t size);
static inline bool str_starts(const char *s, const char *prefix) { return !strncmp(s, prefix, strlen(prefix)); }
/* Decimal digits at *s, which moves behind them; 0 where there are none. */
u64 str_number(const char **s);

/* As snprintf: returns the length that the whole text has. */
int fmt_text(char *buf, size_t size, const char *fmt, ...) FORMAT(3, 4);
int fmt_args(char *buf, size_t size, const char *fmt, va_list args);

/* A text that grows inside a buffer; what does not fit is dropped and `full` set. */
struct text {
	char *buf;
	size_t len, size;
	bool full;
};
void text_add(struct text *t, const char *fmt, ...) FORMAT(2, 3);

/*
 * Messages: one line, one write to fd 2, "xlate: " before and a newline behind.
 * XLATE_LOG=N shows those of level N and below. say() always writes.
 */
enum { LOG_NOTE = 1, LOG_INFO = 2, LOG_CALL = 3 };
extern int log_level;
void say(const char *fmt, ...) FORMAT(1, 2);
void log_say(int level, const char *fmt, ...) FORMAT(2, 3);
#define log_at(level, ...) do { if (__builtin_expect(log_level >= (level), 0)) log_say(level, __VA_ARGS__); } while (0)

/* An internal contradiction: message with place, then the process ends by SIGABRT. */
void die(const char *fmt, ...) FORMAT(1, 2) __attribute__((noreturn));

#endif
