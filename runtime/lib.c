/* SPDX-License-Identifier: GPL-2.0-only */
/* lib.c - memory, strings, formatting, messages; see lib.h. */
#include "lib.h"
#include "host.h"

int log_level;

/* The compiler would turn these loops into calls of themselves. */
#define NO_IDIOM __attribute__((optimize("no-tree-loop-distribute-patterns")))

typedef u64 __attribute__((may_alias, aligned(1))) word;

NO_IDIOM void *memcpy(void *dst, const void *src, size_t n)
{
	u8 *d = dst;
	const u8 *s = src;

	for (; n >= 32; n -= 32, d += 32, s += 32) {
		u64 a = ((const word *)s)[0], b = ((const word *)s)[1];
		u64 c = ((const word *)s)[2], e = ((const word *)s)[3];

		((word *)d)[0] = a;
		((word *)d)[1] = b;
		((word *)d)[2] = c;
		((word *)d)[3] = e;
	}
	if (n & 16) {
		u64 a = ((const word *)s)[0], b = ((const word *)s)[1];

		((word *)d)[0] = a;
		((word *)d)[1] = b;
		d += 16;
		s += 16;
	}
	if (n & 8) {
		*(word *)d = *(const word *)s;
		d += 8;
		s += 8;
	}
	for (n &= 7; n; n--)
		*d++ = *s++;
	return dst;
}

NO_IDIOM void *memmove(void *dst, const void *src, size_t n)
{
	u8 *d = dst;
	const u8 *s = src;

	if ((uintptr_t)d - (uintptr_t)s >= n)
		return memcpy(dst, src, n);
	while (n >= 16) {
		u64 a = *(const word *)(s + n - 8), b = *(const word *)(s + n - 16);

		n -= 16;
		*(word *)(d + n + 8) = a;
		*(word *)(d + n) = b;
	}
	if (n & 8) {
		n -= 8;
		*(word *)(d + n) = *(const word *)(s + n);
	}
	while (n--)
		d[n] = s[n];
	return dst;
}

NO_IDIOM void *memset(void *dst, int c, size_t n)
{
	u8 *d = dst;
	u64 w = (u8)c * 0x0101010101010101ull;

	for (; n >= 16; n -= 16, d += 16) {
		((word *)d)[0] = w;
		((word *)d)[1] = w;
	}
	if (n & 8) {
		*(word *)d = w;
		d += 8;
	}
	for (n &= 7; n; n--)
		*d++ = (u8)c;
	return dst;
}

NO_IDIOM int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;

	for (; n >= 8 && *(const word *)x == *(const word *)y; n -= 8)
		x += 8, y += 8;
	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

void *memchr(const void *s, int c, size_t n)
{
	const u8 *p = s;

	for (; n; n--, p++)
		if (*p == (u8)c)
			return (void *)p;
	return NULL;
}

NO_IDIOM size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return (u8)*a - (u8)*b;
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++)
		if (*a != *b || !*a)
			return (u8)*a - (u8)*b;
	return 0;
}

char *strchr(const char *s, int c)
{
	for (;; s++) {
		if (*s == (char)c)
			return (char *)s;
		if (!*s)
			return NULL;
	}
}

char *strrchr(const char *s, int c)
{
	const char *found = NULL;

	for (;; s++) {
		if (*s == (char)c)
			found = s;
		if (!*s)
			return (char *)found;
	}
}

char *strstr(const char *s, const char *what)
{
	size_t n = strlen(what);

	for (; *s; s++)
		if (!strncmp(s, what, n))
			return (char *)s;
	return n ? NULL : (char *)s;
}

size_t str_copy(char *dst, const char *src, size_t size)
{
	size_t n = strlen(src);

	if (size) {
		size_t k = n < size ? n : size - 1;

		memcpy(dst, src, k);
		dst[k] = 0;
	}
	return n;
}

u64 str_number(const char **s)
{
	u64 v = 0;

	for (; **s >= '0' && **s <= '9'; (*s)++)
		v = v * 10 + (**s - '0');
	return v;
}

/* ---- formatting ---- */

struct spec {
	bool left, zero;
	int width, precision;	/* precision -1: none */
	int longs;		/* of l, z */
};

struct out {
	char *buf;
	size_t size, len;
};

static void put(struct out *o, char c)
{
	if (o->len + 1 < o->size)
		o->buf[o->len] = c;
	o->len++;
}

static void put_padded(struct out *o, const char *s, int n, const struct spec *sp, char pad)
{
	int fill = sp->width - n;

	if (pad == '0' && fill > 0 && n && *s == '-') {
		put(o, *s++);
		n--;
	}
	for (; !sp->left && fill > 0; fill--)
		put(o, pad);
	while (n-- > 0)
		put(o, *s++);
	for (; fill > 0; fill--)
		put(o, ' ');
}

static void put_number(struct out *o, u64 v, bool negative, unsigned base, char alpha, const struct spec *sp)
{
	char tmp[24];
	int i = sizeof(tmp);

	do {
		unsigned digit = v % base;

		tmp[--i] = digit < 10 ? '0' + digit : alpha + digit - 10;
		v /= base;
	} while (v);
	if (negative)
		tmp[--i] = '-';
	put_padded(o, tmp + i, sizeof(tmp) - i, sp, sp->zero && !sp->left ? '0' : ' ');
}

static int parse_width(const char **f, va_list *args)
{
	if (**f != '*')
		return (int)str_number(f);
	(*f)++;
	return va_arg(*args, int);
}

static const char *parse_spec(const char *f, struct spec *sp, va_list *args)
{
	*sp = (struct spec){ .precision = -1 };
	for (;; f++) {
		if (*f == '-')
			sp->left = true;
		else if (*f == '0')
			sp->zero = true;
		else
			break;
	}
	sp->width = parse_width(&f, args);
	if (*f == '.') {
		f++;
		sp->precision = parse_width(&f, args);
	}
	for (; *f == 'l' || *f == 'z'; f++)
		sp->longs++;
	return f;
}

static void put_string(struct out *o, const char *s, const struct spec *sp)
{
	if (!s)
		s = "(null)";
	put_padded(o, s, (int)strnlen(s, sp->precision < 0 ? 1 << 20 : (size_t)sp->precision), sp, ' ');
}

static void put_signed(struct out *o, s64 v, const struct spec *sp)
{
	put_number(o, v < 0 ? -(u64)v : (u64)v, v < 0, 10, 'a', sp);
}

int fmt_args(char *buf, size_t size, const char *fmt, va_list list)
{
	struct out o = { buf, size, 0 };
	struct spec sp;
	va_list args;

	va_copy(args, list);
	for (const char *f = fmt; *f; f++) {
		if (*f != '%') {
			put(&o, *f);
			continue;
		}
		f = parse_spec(f + 1, &sp, &args);
		switch (*f) {
		case 's':
			put_string(&o, va_arg(args, const char *), &sp);
			break;
		case 'c':
			put(&o, (char)va_arg(args, int));
			break;
		case 'd':
		case 'i':
			put_signed(&o, sp.longs ? va_arg(args, long) : va_arg(args, int), &sp);
			break;
		case 'p':
			put(&o, '0');
			put(&o, 'x');
			put_number(&o, (uintptr_t)va_arg(args, void *), false, 16, 'a', &sp);
			break;
		case 'u':
		case 'x':
		case 'X':
			put_number(&o, sp.longs ? va_arg(args, unsigned long) : va_arg(args, unsigned), false,
				   *f == 'u' ? 10 : 16, *f == 'X' ? 'A' : 'a', &sp);
			break;
		case 0:
			f--;
			break;
		default:
			put(&o, *f);
		}
	}
	va_end(args);
	if (size)
		buf[o.len < size ? o.len : size - 1] = 0;
	return (int)o.len;
}

int fmt_text(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = fmt_args(buf, size, fmt, args);
	va_end(args);
	return n;
}

void text_add(struct text *t, const char *fmt, ...)
{
	size_t room = t->size - t->len;
	va_list args;
	size_t n;

	va_start(args, fmt);
	n = (size_t)fmt_args(t->buf + t->len, room, fmt, args);
	va_end(args);
	if (n >= room) {
		t->full = true;
		n = room ? room - 1 : 0;
	}
	t->len += n;
}

/* ---- messages ---- */

/* Long texts (a path of PATH_MAX) are cut; the line still ends. */
static void say_args(const char *fmt, va_list args)
{
	char line[1024] = "xlate: ";
	int n = 7 + fmt_args(line + 7, sizeof(line) - 8, fmt, args);

	if (n > (int)sizeof(line) - 2)
		n = sizeof(line) - 2;
	line[n++] = '\n';
	host_write(2, line, (size_t)n);
}

void say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say_args(fmt, args);
	va_end(args);
}

void log_say(int level, const char *fmt, ...)
{
	va_list args;

	if (log_level < level)
		return;
	va_start(args, fmt);
	say_args(fmt, args);
	va_end(args);
}

void die(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say_args(fmt, args);
	va_end(args);
	host_abort();
}
