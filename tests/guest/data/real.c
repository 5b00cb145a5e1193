/* A line editor's core, a hash table, an expression evaluator, a compressor and a sorter: ordinary C for the compiler to work on. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct entry {
	struct entry *next;
	uint32_t hash;
	double value;
	char name[];
};

struct table {
	struct entry **slot;
	unsigned int size, used;
};

static uint32_t hash_name(const char *s, size_t n)
{
	uint32_t h = 2166136261u;

	while (n--)
		h = (h ^ (unsigned char)*s++) * 16777619u;
	return h;
}

static int table_grow(struct table *t)
{
	unsigned int size = t->size ? t->size * 2 : 16, i;
	struct entry **slot = calloc(size, sizeof(*slot)), *e, *next;

	if (!slot)
		return -ENOMEM;
	for (i = 0; i < t->size; i++) {
		for (e = t->slot[i]; e; e = next) {
			next = e->next;
			e->next = slot[e->hash & (size - 1)];
			slot[e->hash & (size - 1)] = e;
		}
	}
	free(t->slot);
	t->slot = slot;
	t->size = size;
	return 0;
}

static struct entry *table_find(struct table *t, const char *name, size_t n, int make)
{
	uint32_t h = hash_name(name, n);
	struct entry *e;

	for (e = t->size ? t->slot[h & (t->size - 1)] : NULL; e; e = e->next)
		if (e->hash == h && !strncmp(e->name, name, n) && !e->name[n])
			return e;
	if (!make || (t->used >= t->size && table_grow(t)))
		return NULL;
	e = malloc(sizeof(*e) + n + 1);
	if (!e)
		return NULL;
	memcpy(e->name, name, n);
	e->name[n] = 0;
	e->hash = h;
	e->value = 0;
	e->next = t->slot[h & (t->size - 1)];
	t->slot[h & (t->size - 1)] = e;
	t->used++;
	return e;
}

struct parser {
	const char *at;
	struct table *names;
	const char *error;
	int depth;
};

static double parse_sum(struct parser *p);

static void skip_space(struct parser *p)
{
	while (isspace((unsigned char)*p->at))
		p->at++;
}

static double parse_call(struct parser *p, const char *name, size_t n)
{
	static const struct {
		const char *name;
		double (*f)(double);
	} calls[] = { { "sqrt", sqrt }, { "sin", sin }, { "exp", exp }, { "log", log }, { "floor", floor } };
	double x = parse_sum(p);
	unsigned int i;

	if (*p->at == ')')
		p->at++;
	else
		p->error = "missing )";
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strlen(calls[i].name) == n && !memcmp(calls[i].name, name, n))
			return calls[i].f(x);
	p->error = "no such function";
	return 0;
}

static double parse_atom(struct parser *p)
{
	const char *start;
	struct entry *e;
	char *end;
	double v;

	skip_space(p);
	if (++p->depth > 100) {
		p->error = "too deep";
		return 0;
	}
	switch (*p->at) {
	case '-':
		p->at++;
		return -parse_atom(p);
	case '(':
		p->at++;
		v = parse_sum(p);
		if (*p->at++ != ')')
			p->error = "missing )";
		return v;
	case '0' ... '9':
	case '.':
		v = strtod(p->at, &end);
		p->at = end;
		return v;
	default:
		break;
	}
	start = p->at;
	while (isalnum((unsigned char)*p->at) || *p->at == '_')
		p->at++;
	if (p->at == start) {
		p->error = "operand expected";
		return 0;
	}
	if (*p->at == '(') {
		p->at++;
		return parse_call(p, start, (size_t)(p->at - start - 1));
	}
	e = table_find(p->names, start, (size_t)(p->at - start), 0);
	return e ? e->value : NAN;
}

static double parse_product(struct parser *p)
{
	double v = parse_atom(p), w;

	for (;;) {
		skip_space(p);
		if (*p->at == '*') {
			p->at++;
			v *= parse_atom(p);
		} else if (*p->at == '/') {
			p->at++;
			w = parse_atom(p);
			if (w == 0)
				p->error = "division by zero";
			v /= w;
		} else if (*p->at == '%') {
			p->at++;
			v = fmod(v, parse_atom(p));
		} else {
			return v;
		}
	}
}

static double parse_sum(struct parser *p)
{
	double v = parse_product(p);

	for (;;) {
		skip_space(p);
		if (*p->at == '+')
			p->at++, v += parse_product(p);
		else if (*p->at == '-')
			p->at++, v -= parse_product(p);
		else
			return v;
	}
}

/* LZ77 with a hash of three bytes: literals 0 n bytes..., copies n distance(2). */
static size_t pack(const uint8_t *in, size_t n, uint8_t *out)
{
	int32_t last[4096];
	size_t i = 0, o = 0, lit = 0;

	memset(last, 0xff, sizeof(last));
	while (i + 3 <= n) {
		uint32_t v = in[i] | in[i + 1] << 8 | in[i + 2] << 16, h = v * 2654435761u >> 20;
		int32_t from = last[h];
		size_t len = 0;

		last[h] = (int32_t)i;
		if (from >= 0 && i - from < 65535)
			while (i + len < n && len < 255 && in[from + len] == in[i + len])
				len++;
		if (len < 4) {
			i++;
			continue;
		}
		while (lit < i) {
			size_t run = i - lit < 255 ? i - lit : 255;

			out[o++] = 0;
			out[o++] = (uint8_t)run;
			memcpy(out + o, in + lit, run);
			o += run;
			lit += run;
		}
		out[o++] = (uint8_t)len;
		out[o++] = (uint8_t)(i - from);
		out[o++] = (uint8_t)((i - from) >> 8);
		i += len;
		lit = i;
	}
	return o;
}

static int by_value(const void *a, const void *b)
{
	const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;

	return x->value > y->value ? -1 : x->value < y->value ? 1 : strcmp(x->name, y->name);
}

static void report(FILE *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(f, fmt, ap);
	va_end(ap);
}

int main(int argc, char **argv)
{
	static const char *const lines[] = { "a = 3", "b = a * 2 + 1", "c = sqrt(a * a + b * b)", "d = (a + b) / (c - 1) % 2", "e = log(exp(1) * b)",
		"bad = 1 / 0", "bad = (1", "f = sin(a) * -b + floor(c)" };
	struct table names = { 0 };
	struct entry **all, *e;
	uint8_t text[6000], packed[16000];
	unsigned int i, n = 0;
	uint64_t mix = 88172645463325252ull;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const char *eq = strchr(lines[i], '=');
		struct parser p = { .at = eq + 1, .names = &names };
		double v = parse_sum(&p);

		if (p.error)
			report(stdout, "%s: %s at %d\n", lines[i], p.error, (int)(p.at - lines[i]));
		else if ((e = table_find(&names, lines[i], (size_t)(eq - lines[i] - 1), 1)))
			e->value = v;
	}
	all = calloc(names.used, sizeof(*all));
	for (i = 0; i < names.size; i++)
		for (e = names.slot[i]; e; e = e->next)
			all[n++] = e;
	qsort(all, n, sizeof(*all), by_value);
	for (i = 0; i < n; i++)
		report(stdout, "%s = %.12g\n", all[i]->name, all[i]->value);
	for (i = 0; i < sizeof(text); i++) {
		mix ^= mix << 13;
		mix ^= mix >> 7;
		mix ^= mix << 17;
		text[i] = i % 97 < 60 ? "the quick brown fox "[i % 20] : (uint8_t)(mix % 26 + 'a');
	}
	report(stdout, "packed %zu of %zu, %d arguments\n", pack(text, sizeof(text), packed), sizeof(text), argc - !!argv[0]);
	return 0;
}
