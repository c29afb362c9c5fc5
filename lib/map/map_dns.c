/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classes that ask the resolver through map_hooks: host (canonical names), dns (records of one
 * type), bestmx.
 */
#include "base/str.h"
#include "map/internal.h"

struct dns_state {
    unsigned type;       /* -R */
    char separator;      /* -z; 0: only the first record */
    int64_t limit;       /* -Z; 0: none */
    struct slice domain; /* -B */
};

static const struct {
    const char *name;
    unsigned type;
} types[] = {
    {"A", 1},  {"AAAA", 28}, {"AFSDB", 18}, {"CNAME", 5}, {"MX", 15},
    {"NS", 2}, {"PTR", 12},  {"SRV", 33},   {"TXT", 16},  {"TLSA", 52},
};

enum { TYPE_MX = 15 };

static const struct map_hooks *hooks_of(const struct map *m)
{
    static const struct map_hooks none = {0};

    return m->all->settings.hooks != NULL ? m->all->settings.hooks : &none;
}

static struct slice without_dot(struct slice name)
{
    if (name.len > 1 && name.p[name.len - 1] == '.')
        name.len--;
    return name;
}

static struct dns_state *state_of(struct map *m)
{
    if (m->state == NULL)
        m->state = ARENA_NEW(m->all->in, struct dns_state);
    return m->state;
}

static bool flag(struct map *m, char letter, struct slice text, struct err *err)
{
    struct dns_state *s = state_of(m);

    if (letter == 'R') {
        for (size_t i = 0; i < COUNT(types); i++) {
            if (slice_is_case(text, types[i].name)) {
                s->type = types[i].type;
                return true;
            }
        }
        return err_set(err, EX_CONFIG, "dns map %.*s: wrong type %.*s", SLICE_ARG(m->name),
                       SLICE_ARG(text));
    }
    if (letter == 'z' && text.len > 0)
        s->separator = slice_is(text, "\\n") ? '\n' : slice_is(text, "\\t") ? '\t' : text.p[0];
    if (letter == 'Z' && !slice_to_i64(text, &s->limit))
        return err_set(err, EX_CONFIG, "dns map %.*s: -Z needs a number", SLICE_ARG(m->name));
    if (letter == 'B')
        s->domain = text;
    return true; /* -d and -r: the resolver's own limits hold */
}

static bool declare_dns(struct map *m, struct slice spec UNUSED, struct err *err)
{
    if (state_of(m)->type != 0)
        return true;
    return err_set(err, EX_CONFIG, "dns map %.*s: missing -R type", SLICE_ARG(m->name));
}

static void join(const struct dns_state *s, const struct slice *records, size_t count,
                 struct str *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (s->separator == 0 || (s->limit > 0 && (int64_t)i >= s->limit)))
            break;
        if (i > 0)
            str_add_char(out, s->separator);
        str_add(out, without_dot(records[i]));
    }
}

static enum map_answer lookup_dns(struct map *m, const struct map_query *q, struct arena *in,
                                  struct slice *value, struct err *err)
{
    const struct map_hooks *h = hooks_of(m);
    const struct dns_state *s = state_of(m);
    struct slice name = q->key, *records;
    struct str out = str_new(in);
    enum map_answer answer;
    size_t count = 0;

    if (s->type == 0)
        return map_absent(err, EX_NOHOST);
    if (h->dns == NULL)
        return map_failed(err, "map %.*s: no resolver", SLICE_ARG(m->name));
    if (s->domain.len > 0)
        name = arena_printf(in, "%.*s.%.*s", SLICE_ARG(name), SLICE_ARG(s->domain));
    answer = h->dns(h->ctx, name, s->type, in, &records, &count, err);
    if (answer == MAP_FOUND && count == 0)
        answer = MAP_ABSENT;
    if (answer != MAP_FOUND)
        return answer == MAP_ABSENT ? map_absent(err, EX_NOHOST) : answer;
    join(s, records, count, &out);
    *value = str_slice(&out);
    return MAP_FOUND;
}

/* A name to its canonical one, "[address]" to the name behind it. */
static enum map_answer lookup_host(struct map *m, const struct map_query *q, struct arena *in,
                                   struct slice *value, struct err *err)
{
    const struct map_hooks *h = hooks_of(m);
    struct slice key = q->key;
    enum map_answer answer;

    if (key.len > 1 && key.p[0] == '[') {
        size_t end = slice_find(key, ']');

        if (end == SIZE_MAX)
            return map_absent(err, EX_NOHOST);
        key = slice_part(key, 1, end - 1);
        answer = h->reverse == NULL ? MAP_FAILED : h->reverse(h->ctx, key, in, value, err);
    } else {
        answer = h->canonical == NULL ? MAP_FAILED
                                      : h->canonical(h->ctx, without_dot(key), in, value, err);
    }
    if (answer == MAP_FAILED && err->status == EX_OK)
        return map_failed(err, "map %.*s: no resolver", SLICE_ARG(m->name));
    /* A CNAME loop has its status and text already. */
    if (answer == MAP_ABSENT && err->status != EX_NOHOST)
        return map_absent(err, EX_NOHOST);
    if (answer == MAP_FOUND)
        *value = without_dot(*value);
    /* A hosts file may name a host without its domain. */
    if (answer == MAP_FOUND && slice_find(*value, '.') == SIZE_MAX &&
        m->all->settings.domain.len > 0)
        *value =
            arena_printf(in, "%.*s.%.*s", SLICE_ARG(*value), SLICE_ARG(m->all->settings.domain));
    return answer;
}

static struct slice mx_host(struct slice record, int64_t *preference)
{
    struct slice rest = record, number = {0};

    *preference = 0;
    if (slice_word(&rest, &number))
        (void)slice_to_i64(number, preference);
    return without_dot(slice_trim(rest));
}

/* The best MX host; ourselves when we are among the best. With -z all hosts, best first. */
static enum map_answer lookup_bestmx(struct map *m, const struct map_query *q, struct arena *in,
                                     struct slice *value, struct err *err)
{
    const struct map_hooks *h = hooks_of(m);
    const struct dns_state *s = state_of(m);
    struct slice *records, best;
    struct str out = str_new(in);
    enum map_answer answer;
    int64_t first, other;
    size_t count = 0;

    if (h->dns == NULL)
        return map_failed(err, "map %.*s: no resolver", SLICE_ARG(m->name));
    answer = h->dns(h->ctx, q->key, TYPE_MX, in, &records, &count, err);
    if (answer == MAP_ABSENT || (answer == MAP_FOUND && count == 0)) {
        *value = arena_copy(in, q->key); /* without MX records a host is its own */
        return MAP_FOUND;
    }
    if (answer != MAP_FOUND)
        return answer;
    best = mx_host(records[0], &first);
    for (size_t i = 1; i < count; i++) {
        struct slice host = mx_host(records[i], &other);

        if (other == first && q->is_local != NULL && q->is_local(q->ctx, host))
            best = host;
    }
    str_add(&out, best);
    for (size_t i = 0; s->separator != 0 && i < count; i++) {
        struct slice host = mx_host(records[i], &other);

        if (slice_eq_case(host, best))
            continue;
        str_add_char(&out, s->separator);
        str_add(&out, host);
    }
    *value = str_slice(&out);
    return MAP_FOUND;
}

/* The predefined "host host -a. -D" has no words behind its flags. */
static bool declare_nothing(struct map *m, struct slice spec UNUSED, struct err *err UNUSED)
{
    (void)state_of(m);
    return true;
}

const struct map_class map_class_dns = {.name = "dns",
                                        .own_flags = "RzZBr",
                                        .flag = flag,
                                        .declare = declare_dns,
                                        .lookup = lookup_dns,
                                        .spaced_flags = "RBdr",
                                        .known_flags = "",
                                        .lenient = true};
const struct map_class map_class_host = {.name = "host",
                                         .own_flags = "r",
                                         .flag = flag,
                                         .declare = declare_nothing,
                                         .lookup = lookup_host,
                                         .spaced_flags = "dr",
                                         .known_flags = ""};
const struct map_class map_class_bestmx = {.name = "bestmx",
                                           .own_flags = "z",
                                           .flag = flag,
                                           .declare = declare_nothing,
                                           .lookup = lookup_bestmx};
