/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Declaring a map: its class, the flags that all classes share, and what stands behind them.
 */
#include "base/str.h"
#include "map/internal.h"
#include "map/map.h"

static const struct map_class *const classes[] = {
    &map_class_hash,     &map_class_btree,  &map_class_text,     &map_class_null,
    &map_class_dequote,  &map_class_macro,  &map_class_arith,    &map_class_arpa,
    &map_class_syslog,   &map_class_regex,  &map_class_user,     &map_class_program,
    &map_class_sequence, &map_class_switch, &map_class_implicit, &map_class_stab,
    &map_class_host,     &map_class_dns,    &map_class_bestmx,   &map_class_socket,
    &map_class_ldap,     &map_class_nis,    &map_class_nisplus,  &map_class_hesiod,
    &map_class_cdb,      &map_class_userdb, &map_class_lmdb,     &map_class_sqlite,
    &map_class_pgsql,    &map_class_redis,
};

const char *maps_class_name(size_t n)
{
    return n < COUNT(classes) ? classes[n]->name : NULL;
}

static const struct map_class *find_class(struct slice name)
{
    for (size_t i = 0; i < COUNT(classes); i++) {
        if (slice_is_case(name, classes[i]->name))
            return classes[i];
    }
    return NULL;
}

static const struct {
    char flag;
    unsigned bit;
} general_bits[] = {
    {'o', BIT_OPTIONAL},     {'m', BIT_MATCH_ONLY},  {'f', BIT_KEEP_CASE},
    {'q', BIT_KEEP_QUOTES},  {'N', BIT_WITH_NUL},    {'O', BIT_WITHOUT_NUL},
    {'D', BIT_NOT_DEFERRED}, {'t', BIT_TEMP_ABSENT}, {'A', BIT_APPEND},
};

/* "5", "5s", "1h30m" ...: seconds when no unit is given. Each unit that is none is told of, and
 * counts for nothing. */
static void take_time(struct map *m, struct slice text)
{
    static const struct {
        char unit;
        int64_t ms;
    } units[] = {{'s', 1000}, {'m', 60000}, {'h', 3600000}, {'d', 86400000}, {'w', 604800000}};
    int64_t total = 0;

    if (slice_skip(&text, '-')) /* compatible: no time, and no mistake */
        return;
    while (text.len > 0) {
        int64_t n = 0, ms = 0;
        char unit = 's';

        while (text.len > 0 && ascii_is_digit(text.p[0])) {
            n = n < INT32_MAX / 10 ? n * 10 + (text.p[0] - '0') : n;
            text = slice_from_at(text, 1);
        }
        if (text.len > 0)
            unit = text.p[0];
        text = slice_from_at(text, 1);
        for (size_t i = 0; i < COUNT(units); i++)
            ms = units[i].unit == unit ? units[i].ms : ms;
        if (ms == 0)
            m->warnings = arena_printf(m->all->in, "%.*sInvalid time unit `%c'\n",
                                       SLICE_ARG(m->warnings), unit);
        total += n * ms;
    }
    if (total > 0)
        m->timeout_ms = total;
}

static bool has(const char *flags, char flag)
{
    return flag != '\0' && strchr(flags, flag) != NULL;
}

/* compatible: a class with flags of its own only is named where others name the map. */
static bool check_known(const struct map *m, char flag, struct err *err)
{
    const char *known = m->class->known_flags;

    if (known == NULL)
        return has("NOofmAaqtDTSdkvz", flag) ||
               err_set(err, EX_CONFIG, "Illegal option %c map %.*s", flag, SLICE_ARG(m->name));
    return known[0] == '\0' || has(known, flag) ||
           err_set(err, EX_CONFIG, "Illegal option %c map %s", flag, m->class->name);
}

bool map_general_flag(struct map *m, char flag, struct slice text, struct err *err)
{
    const char *heeded = m->class->heeded_flags;

    if (!check_known(m, flag, err))
        return false;
    if (heeded != NULL && !has(heeded, flag))
        return true;
    for (size_t i = 0; i < COUNT(general_bits); i++) {
        if (general_bits[i].flag == flag) {
            m->bits |= general_bits[i].bit;
            return true;
        }
    }
    switch (flag) {
    case 'a':
        m->append = text;
        return true;
    case 'T':
        m->on_failure = text;
        m->fails_with_text = true;
        return true;
    case 's': /* compatible: with class macro and its like the same; other classes have none */
    case 'S':
        m->blank = text.len > 0 ? text.p[0] : 0;
        return true;
    case 'd':
        take_time(m, text);
        return true;
    default:
        return true; /* columns, where a class has them */
    }
}

/* "-o -T<TMPF> ": a dash, one letter, and text up to the next blank; in double quotes, which go, it
 * may have blanks where the class allows that. compatible: the letter may be a blank, or the end.
 */
static bool take_flag(const struct map *m, struct slice *spec, char *flag, struct slice *text)
{
    const char *quotable = m->class->quoted_flags;
    bool may_quote;
    struct slice rest = *spec;
    size_t n = 0;
    bool quoted = false;
    struct str s;

    slice_skip_blanks(&rest);
    if (rest.len == 0 || rest.p[0] != '-')
        return false;
    *flag = rest.len > 1 ? rest.p[1] : '\0';
    may_quote = quotable != NULL && has(quotable, *flag);
    rest = slice_from_at(rest, ascii_is_space(*flag) || *flag == '\0' ? 1 : 2);
    if (m->class->worded_flags != NULL && !has(m->class->worded_flags, *flag)) {
        *text = SLICE("");
        *spec = rest;
        return true;
    }
    s = str_new(m->all->in);
    while (n < rest.len && (quoted || !ascii_is_space(rest.p[n]))) {
        if (rest.p[n] == '"' && may_quote)
            quoted = !quoted;
        else
            str_add_char(&s, rest.p[n]);
        n++;
    }
    *text = str_slice(&s);
    *spec = slice_from_at(rest, n);
    return true;
}

/* "-R type" as well as "-Rtype": the class says which of its flags may stand apart from their text.
 * compatible: the one character of -z and -S may be the blank behind the letter. */
static void take_apart(const struct map *m, char flag, struct slice *text, struct slice *spec)
{
    const char *spaced = m->class->spaced_flags;

    if (text->len == 0 && has("zS", flag))
        *text = slice_part(*spec, 0, 1);
    if (spaced == NULL)
        spaced = m->class->known_flags != NULL ? "" : "kv";
    if (text->len == 0 && has(spaced, flag))
        slice_word(spec, text);
}

static bool is_own(const struct map_class *c, char flag)
{
    return c->own_flags != NULL && has(c->own_flags, flag);
}

void map_add_mistake(struct map *m, struct err *err, const struct err *one)
{
    if (err != NULL && m->mistakes.len == 0)
        *err = *one;
    if (m->mistakes.len == 0)
        m->mistakes = str_new(m->all->in);
    str_add_text(&m->mistakes, one->text);
    str_add_char(&m->mistakes, '\n');
}

static bool declare_rest(struct map *m, struct slice spec, struct err *err)
{
    if (m->class->declare != NULL)
        return m->class->declare(m, spec, err);
    if (slice_word(&spec, &m->file))
        m->rest = slice_trim(spec);
    return true;
}

static struct slice first_line(struct slice text)
{
    struct slice line = {0};

    (void)slice_line(&text, &line);
    return line;
}

/* A class that reads its flags itself finds its own mistakes. */
static bool declare_whole(struct map *m, struct slice spec, struct err *err)
{
    struct err one = {0};

    m->flags_text = slice_trim(spec);
    if (!m->class->declare(m, m->flags_text, &one)) {
        m->broken = !m->class->lenient;
        map_add_mistake(m, NULL, &one);
    }
    if (m->mistakes.len > 0 && err != NULL)
        err_set(err, EX_CONFIG, "%.*s", SLICE_ARG(first_line(str_slice(&m->mistakes))));
    return m->mistakes.len == 0;
}

/* Goes on behind a mistake, to find them all; false when there was one. */
static bool declare(struct map *m, struct slice spec, struct err *err)
{
    struct slice text, whole = spec;
    struct err one = {0};
    char flag;

    if (m->class->reads_flags)
        return declare_whole(m, spec, err);
    for (size_t n = 0; take_flag(m, &spec, &flag, &text); n++) {
        bool own = is_own(m->class, flag);

        if (n > 0 && m->class->one_flag)
            continue;
        take_apart(m, flag, &text, &spec);
        if (!own && !map_general_flag(m, flag, text, &one))
            map_add_mistake(m, err, &one);
        if (own && m->class->flag != NULL && !m->class->flag(m, flag, text, &one)) {
            map_add_mistake(m, err, &one);
            m->broken = !m->class->lenient;
        }
    }
    m->flags_text = slice_trim(slice_part(whole, 0, whole.len - spec.len));
    if (!declare_rest(m, slice_trim(spec), &one)) {
        map_add_mistake(m, err, &one);
        m->broken = !m->class->lenient;
        m->invalid = true;
    }
    return m->mistakes.len == 0;
}

/* compatible: a map that is declared again keeps what its flags have said. */
static void inherit(struct map *m, const struct map *old)
{
    m->bits = old->bits & ~(unsigned)BIT_ALIASES;
    m->append = old->append;
    m->on_failure = old->on_failure;
    m->fails_with_text = old->fails_with_text;
    m->timeout_ms = old->timeout_ms;
    m->blank = old->blank;
    if (m->class == old->class && m->class->inherit != NULL && old->state != NULL)
        m->class->inherit(m, old);
}

bool maps_declare(struct maps *all, struct slice name, struct slice class_name, struct slice spec,
                  struct map **map, struct err *err)
{
    const struct map_class *class = find_class(class_name);
    const struct map *old = maps_find(all, name);
    struct map *m;
    bool ok;

    *map = NULL;
    if (class == NULL)
        return err_set(err, EX_CONFIG, "readcf: map %.*s: class %.*s not available",
                       SLICE_ARG(name), SLICE_ARG(class_name));
    m = ARENA_NEW(all->in, struct map);
    m->all = all;
    m->name = arena_copy(all->in, name);
    m->class = class;
    pthread_mutex_init(&m->lock, NULL);
    if (old != NULL)
        inherit(m, old);
    ok = declare(m, arena_copy(all->in, spec), err);
    table_set(&all->by_name, m->name, m);
    *VEC_ADD(&all->list, all->in) = m;
    *map = m;
    return ok;
}
