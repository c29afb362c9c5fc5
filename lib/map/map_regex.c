/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * regex -- POSIX regular expressions, extended and without case unless -b or -f say otherwise.
 *
 * A match gives the key with -m, the chosen substrings with -s (joined by -d, by default the $|
 * token that rules can split at; a lookup's argument chooses others), else nothing but -a's text.
 * Substrings that are no address any more once they are joined, for want of a quote or a bracket,
 * do not count as found. -n turns the match around.
 */
#include <regex.h>
#include <stdlib.h>

#include "base/str.h"
#include "map/internal.h"
#include "map/map_trace.h"

enum { MAX_FIELDS = 32, DELIMITER = 0x9b /* $| inside rules */ };
enum { JOINED_MAX = 255 }; /* bytes of what -s puts together */

struct regex_state {
    regex_t re;
    bool compiled;
    bool negated;
    int cflags;
    bool substrings; /* -s */
    struct slice fields_text;
    int fields[MAX_FIELDS + 1]; /* in the order asked for, ended by -1 */
    struct slice delimiter;     /* -d; p == NULL: $| */
};

static struct regex_state *state_of(struct map *m)
{
    if (m->state == NULL) {
        struct regex_state *s = ARENA_NEW(m->all->in, struct regex_state);

        s->cflags = REG_ICASE | REG_EXTENDED;
        s->fields[0] = -1;
        m->state = s;
    }
    return m->state;
}

static void inherit(struct map *m, const struct map *old)
{
    const struct regex_state *from = old->state;
    struct regex_state *s = state_of(m);

    s->negated = from->negated;
    s->substrings = from->substrings;
    s->fields_text = from->fields_text;
    s->delimiter = from->delimiter;
}

static bool flag(struct map *m, char letter, struct slice text, struct err *err UNUSED)
{
    struct regex_state *s = state_of(m);

    switch (letter) {
    case 'n':
        s->negated = true;
        break;
    case 'f':
        s->cflags &= ~REG_ICASE;
        break;
    case 'b':
        s->cflags &= ~REG_EXTENDED;
        break;
    case 's':
        s->substrings = true;
        s->fields_text = text;
        break;
    default:
        s->delimiter = text;
        break;
    }
    return true;
}

/* compatible: what is no number counts as what leads it, so that nothing at all is field 0; of a
 * number that is too large its last 32 bits count. */
static int32_t leading_number(struct slice text)
{
    struct slice digits = slice_trim(text);
    bool minus = slice_skip(&digits, '-');
    uint64_t n = 0;

    if (!minus)
        (void)slice_skip(&digits, '+');
    for (size_t i = 0; i < digits.len && ascii_is_digit(digits.p[i]); i++)
        n = n > INT64_MAX / 10 ? INT64_MAX : n * 10 + (uint64_t)(digits.p[i] - '0');
    return (int32_t)(uint32_t)(minus ? 0 - n : n);
}

/* "1,3" to the numbers, ended by -1. */
static bool read_fields(const struct regex_state *s, struct slice list, int fields[MAX_FIELDS + 1],
                        struct err *err)
{
    struct slice item;
    int64_t n, most = (int64_t)s->re.re_nsub;
    size_t count = 0;

    for (bool more = true; more;) {
        more = slice_until(&list, ',', &item);
        n = leading_number(more ? item : list);
        if (count == MAX_FIELDS)
            return err_set(err, EX_CONFIG, "too many fields, %d max", MAX_FIELDS);
        if (n < 0 || n > most)
            return err_set(err, EX_CONFIG,
                           "field (%lld) out of range, only %lld substrings in pattern",
                           (long long)n, (long long)most + 1);
        fields[count++] = (int)n;
    }
    fields[count] = -1;
    return true;
}

/* All of them, the whole match first. */
static void all_fields(struct regex_state *s)
{
    size_t count = 0;

    while (count <= s->re.re_nsub) {
        s->fields[count] = (int)count;
        count++;
    }
    s->fields[count] = -1;
}

static bool declare(struct map *m, struct slice spec, struct err *err)
{
    struct regex_state *s = state_of(m);
    char said[200];
    int rc;

    if (!s->substrings)
        s->cflags |= REG_NOSUB;
    rc = regcomp(&s->re, arena_cstr(m->all->in, spec), s->cflags);
    if (rc != 0) {
        regerror(rc, &s->re, said, sizeof said);
        return err_set(err, EX_CONFIG, "pattern-compile-error: %s", said);
    }
    s->compiled = true;
    m->rest = spec;
    /* compatible: one less than that, counting the whole. */
    if (s->substrings && s->re.re_nsub + 1 >= MAX_FIELDS)
        return err_set(err, EX_CONFIG, "too many substrings, %d max", MAX_FIELDS);
    if (s->substrings && s->fields_text.len > 0)
        return read_fields(s, s->fields_text, s->fields, err);
    if (s->substrings)
        all_fields(s);
    return true;
}

static void join(const struct regex_state *s, const int *fields, const char *key,
                 const regmatch_t *at, struct str *out)
{
    static const char token = (char)DELIMITER;

    for (size_t i = 0; fields[i] >= 0; i++) {
        const regmatch_t *f = &at[fields[i]];

        if (i > 0)
            str_add(out, s->delimiter.p != NULL ? s->delimiter : slice_of(&token, 1));
        if (f->rm_so >= 0)
            str_add(out, slice_of(key + f->rm_so, (size_t)(f->rm_eo - f->rm_so)));
    }
}

/* Quotes close, brackets outside of them are even in number, and no blank stands outside. */
static bool is_whole(struct slice text)
{
    bool quoted = false;
    int angles = 0, comments = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];

        if (c == '\\') {
            if (++i == text.len)
                return false;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted) {
            angles += (c == '<') - (c == '>');
            comments += (c == '(') - (c == ')');
            if (c == ' ')
                return false;
        }
    }
    return !quoted && angles == 0 && comments == 0;
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    const struct regex_state *s = m->state;
    regmatch_t at[MAX_FIELDS] = {{0}};
    const char *key = arena_cstr(in, q->key);
    struct str out = str_new(in);
    int rc, asked[MAX_FIELDS + 1];
    size_t matched;

    rc = regexec(&s->re, key, s->substrings ? MAX_FIELDS : 0, at, 0);
    if (rc != 0 && rc != REG_NOMATCH)
        return map_failed(err, "map %.*s: the expression could not be evaluated",
                          SLICE_ARG(m->name));
    if ((rc == REG_NOMATCH) != s->negated)
        return map_absent(err, EX_OK);
    if (s->substrings && !s->negated) {
        bool chosen = q->nargs > 0;

        if (chosen && !read_fields(s, q->args[0], asked, err))
            return MAP_ABSENT; /* it says why */
        join(s, chosen ? asked : s->fields, key, at, &out);
        str_cut(&out, out.len < JOINED_MAX ? out.len : JOINED_MAX); /* compatible */
        if (!is_whole(str_slice(&out)))
            return map_absent(err, EX_OK);
    }
    if ((m->bits & BIT_MATCH_ONLY) != 0) {
        str_clear(&out);
        str_add(&out, q->key);
    }
    matched = out.len;
    str_add(&out, m->append);
    *value = str_slice(&out);
    if (m->all->debug != NULL)
        map_trace_rewrite(m, q, slice_part(*value, 0, matched), *value);
    return MAP_FOUND;
}

static void close_map(struct map *m)
{
    struct regex_state *s = m->state;

    if (s != NULL && s->compiled)
        regfree(&s->re);
}

const struct map_class map_class_regex = {.name = "regex",
                                          .plain = true,
                                          .own_flags = "nfbsd",
                                          .flag = flag,
                                          .inherit = inherit,
                                          .declare = declare,
                                          .lookup = lookup,
                                          .close = close_map,
                                          .known_flags = ""};
