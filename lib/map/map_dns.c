/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classes that ask the resolver through map_hooks: host (canonical names), dns (records of one
 * type), bestmx.
 */
#include <arpa/inet.h>

#include "base/str.h"
#include "map/internal.h"
#include "net/address.h"

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

enum { TYPE_MX = 15, TYPE_AFSDB = 18, TYPE_AAAA = 28, TYPE_SRV = 33, TYPE_TLSA = 52 };

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

static void inherit(struct map *m, const struct map *old)
{
    *state_of(m) = *(const struct dns_state *)old->state;
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
        s->type = 0;
        return err_set(err, EX_CONFIG, "dns map %.*s: wrong type %.*s", SLICE_ARG(m->name),
                       SLICE_ARG(text));
    }
    if (letter == 'z')
        s->separator = slice_is(text, "\\n")   ? '\n'
                       : slice_is(text, "\\t") ? '\t'
                       : text.len > 0          ? text.p[0]
                                               : '\0';
    if (letter == 'Z' && !slice_to_i64(text, &s->limit))
        s->limit = 0; /* compatible: what is no number limits nothing */
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

/* "3 1 1 ABCD" as "03 01 01 AB:CD". */
static struct slice tlsa(struct slice record, struct arena *in)
{
    struct str out = str_new(in);
    struct slice word;

    for (int i = 0; i < 3 && slice_word(&record, &word); i++)
        str_printf(&out, "%s%.*s ", word.len < 2 ? "0" : "", SLICE_ARG(word));
    record = slice_trim(record);
    for (size_t i = 0; i < record.len; i += 2) {
        if (i > 0)
            str_add_char(&out, ':');
        str_add(&out, slice_part(record, i, 2));
    }
    return str_slice(&out);
}

/* compatible: as every address of IPv6 is written. */
static struct slice aaaa(const struct map *m, struct slice record, struct arena *in)
{
    unsigned char address[16];

    if (inet_pton(AF_INET6, arena_cstr(in, record), address) != 1)
        return record;
    return net_address_ipv6_text(address, m->all->settings.compressed_ipv6, in);
}

/* compatible: of records with numbers before a name only the name is the value. */
static struct slice value_of(const struct map *m, unsigned type, struct slice record,
                             struct arena *in)
{
    size_t blank;

    if (type == TYPE_AAAA)
        return aaaa(m, record, in);
    if (type == TYPE_TLSA)
        return tlsa(record, in);
    blank = slice_find_last(record, ' ');
    if ((type == TYPE_MX || type == TYPE_AFSDB || type == TYPE_SRV) && blank != SIZE_MAX)
        record = slice_from_at(record, blank + 1);
    return slice_is(record, ".") ? SLICE("") : without_dot(record);
}

static void join(const struct map *m, const struct dns_state *s, const struct slice *records,
                 size_t count, struct arena *in, struct str *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (s->separator == 0 || (s->limit > 0 && (int64_t)i >= s->limit)))
            break;
        if (i > 0)
            str_add_char(out, s->separator);
        str_add(out, value_of(m, s->type, records[i], in));
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
    join(m, s, records, count, in, &out);
    *value = str_slice(&out);
    return MAP_FOUND;
}

/* A hosts file may name a host without its domain; an address's name is not looked up further. */
static struct slice with_domain(const struct map *m, const struct map_query *q, struct slice name,
                                struct arena *in)
{
    struct slice domain = q->domain.p != NULL ? q->domain : m->all->settings.domain;

    if (q->domain.p == NULL && domain.len == 0)
        return name;
    return arena_printf(in, "%.*s.%.*s", SLICE_ARG(name), SLICE_ARG(domain));
}

/* A name to its canonical one, "[address]" to the name behind it. */
static enum map_answer lookup_host(struct map *m, const struct map_query *q, struct arena *in,
                                   struct slice *value, struct err *err)
{
    const struct map_hooks *h = hooks_of(m);
    struct slice key = q->key;
    enum map_answer answer;

    bool reverse = key.len > 0 && key.p[0] == '[';

    if (reverse) {
        size_t end = slice_find(key, ']');

        if (end == SIZE_MAX)
            return map_absent(err, EX_OK);
        key = slice_part(key, 1, end - 1);
        answer = h->reverse == NULL ? MAP_FAILED : h->reverse(h->ctx, key, in, value, err);
    } else {
        answer = h->canonical == NULL ? MAP_FAILED : h->canonical(h->ctx, key, in, value, err);
    }
    if (answer == MAP_FAILED && err->status == EX_OK)
        return map_failed(err, "map %.*s: no resolver", SLICE_ARG(m->name));
    /* A CNAME loop has its status and text already. */
    if (answer == MAP_ABSENT && err->status != EX_NOHOST && err->status != EX_UNAVAILABLE)
        return map_absent(err, EX_NOHOST);
    if (answer == MAP_FOUND)
        *value = without_dot(*value);
    if (answer == MAP_FOUND && !reverse && slice_find(*value, '.') == SIZE_MAX)
        *value = with_domain(m, q, *value, in);
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

/* No question can be made of it: an empty label, or nothing behind a backslash. */
static bool is_no_question(struct slice name)
{
    size_t backslashes = 0;

    while (backslashes < name.len && name.p[name.len - 1 - backslashes] == '\\')
        backslashes++;
    return backslashes % 2 != 0 || (name.len > 1 && name.p[0] == '.') ||
           slice_search(name, SLICE("..")) != SIZE_MAX;
}

/* A host without MX records is its own, if it has an address under its own name. compatible: one
 * without a domain is called what a hosts file calls it, but it is not searched for. */
static enum map_answer own_exchanger(const struct map *m, const struct map_query *q,
                                     struct arena *in, struct slice *value, struct err *err)
{
    const struct map_hooks *h = hooks_of(m);
    struct slice name = without_dot(q->key), real;
    bool is_short = slice_find(name, '.') == SIZE_MAX;
    enum map_answer answer;

    if (h->canonical == NULL)
        return map_failed(err, "map %.*s: no resolver", SLICE_ARG(m->name));
    answer = h->canonical(h->ctx, is_short ? arena_printf(in, "%.*s.", SLICE_ARG(name)) : name, in,
                          &real, err);
    if (answer == MAP_FAILED)
        return answer;
    if (answer == MAP_ABSENT)
        return map_absent(err, is_no_question(q->key) ? EX_OK : EX_NOHOST);
    real = without_dot(real);
    if (!is_short && !slice_eq_case(real, name))
        return map_absent(err, EX_OK);
    if (slice_find(real, '.') == SIZE_MAX)
        real = with_domain(m, q, real, in);
    *value = arena_printf(in, "%.*s.", SLICE_ARG(is_short ? arena_copy_lower(in, real) : name));
    return MAP_FOUND;
}

/* compatible: names end in a dot here. */
static void add_host(struct str *out, struct slice host, struct arena *in)
{
    str_add(out, arena_copy_lower(in, host));
    str_add_char(out, '.');
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
    if (slice_starts(q->key, SLICE("["))) { /* an address is its own exchanger */
        *value = arena_copy(in, q->key);
        return slice_find(q->key, ']') != SIZE_MAX ? MAP_FOUND : map_absent(err, EX_OK);
    }
    answer = h->dns(h->ctx, q->key, TYPE_MX, in, &records, &count, err);
    if (answer == MAP_ABSENT || (answer == MAP_FOUND && count == 0))
        return own_exchanger(m, q, in, value, err);
    if (answer != MAP_FOUND)
        return answer;
    best = mx_host(records[0], &first);
    if (slice_is(best, ".") || best.len == 0)
        return map_absent(err, EX_UNAVAILABLE); /* takes no mail: RFC 7505 */
    for (size_t i = 1; i < count; i++) {
        struct slice host = mx_host(records[i], &other);

        if (other == first && q->is_local != NULL && q->is_local(q->ctx, host))
            best = host;
    }
    add_host(&out, best, in);
    for (size_t i = 0; s->separator != 0 && i < count; i++) {
        struct slice host = mx_host(records[i], &other);

        if (slice_eq_case(host, best))
            continue;
        str_add_char(&out, s->separator);
        add_host(&out, host, in);
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
                                        .inherit = inherit,
                                        .spaced_flags = "RBZr",
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
                                           .lookup = lookup_bestmx,
                                           .inherit = inherit};
