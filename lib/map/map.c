/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What all classes have in common: what happens around a class's lookup.
 */
#include "map/map.h"

#include <stdatomic.h>
#include <syslog.h>
#include <time.h>

#include "base/log.h"
#include "base/str.h"
#include "map/internal.h"
#include "map/map_trace.h"

enum { FAILURE_LOG_SECONDS = 60 };

/* Declaring a class that this build has no library for is no error, as the configuration may never
 * ask it; asking is a temporary failure, never "absent". */
enum map_answer map_not_built(struct map *m, const char *package, struct err *err)
{
    return map_cannot_open(m, err, EX_SOFTWARE,
                           "map %.*s: this build has no class %s (it wants %s)", SLICE_ARG(m->name),
                           m->class->name, package);
}

enum map_answer map_absent(struct err *err, int status)
{
    if (err != NULL) {
        err->status = status;
        err->text[0] = '\0';
    }
    return MAP_ABSENT;
}

enum map_answer map_failed(struct err *err, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    err_vset(err, EX_TEMPFAIL, fmt, args);
    va_end(args);
    return MAP_FAILED;
}

enum map_answer map_cannot_open(struct map *m, struct err *err, int status, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    err_vset(err, EX_TEMPFAIL, fmt, args);
    va_end(args);
    map_tell_unopened(m, slice_from(err->text), status);
    return MAP_FAILED;
}

enum map_answer map_bad_answer(const struct map_query *q, struct err *err, int status,
                               const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    err_vset(err, EX_TEMPFAIL, fmt, args);
    va_end(args);
    if (q->say != NULL)
        q->say(q->ctx, slice_from(err->text), status);
    return MAP_FAILED;
}

struct maps *maps_new(struct arena *in)
{
    struct maps *all = ARENA_NEW(in, struct maps);

    all->in = in;
    all->by_name = table_new_case(in);
    return all;
}

void maps_watch(struct maps *all, const struct debug *debug)
{
    all->debug = debug;
}

void maps_configure(struct maps *all, const struct map_settings *settings)
{
    all->settings = *settings;
    all->configured = true;
}

void maps_set_opener(struct maps *all, map_opener *opener, void *ctx)
{
    all->opener = opener;
    all->opener_ctx = ctx;
}

void maps_set_alias_judge(struct maps *all, const struct map_alias_judge *judge)
{
    all->alias_judge = *judge;
}

struct map *maps_find(const struct maps *all, struct slice name)
{
    return table_get(&all->by_name, name);
}

struct map *maps_next(const struct maps *all, size_t *at)
{
    return *at < all->list.len ? all->list.p[(*at)++] : NULL;
}

void maps_close(struct maps *all)
{
    for (size_t i = 0; i < all->list.len; i++) {
        struct map *m = all->list.p[i];

        if (all->debug != NULL)
            map_trace_close(m);
        if (m->class->close != NULL && m->state != NULL)
            m->class->close(m);
        arena_drop(m->news_in);
        pthread_mutex_destroy(&m->lock);
    }
    all->list.len = 0;
}

/* %0 is the key, %1.. the arguments; a missing one inserts nothing, %% is a percent sign, and a
 * percent sign before anything else stays. compatible: a ninth argument is no mistake, but missing.
 */
static struct slice fill_in(struct slice value, const struct map_query *q, struct arena *in)
{
    struct str s;

    if (slice_find(value, '%') == SIZE_MAX)
        return value;
    s = str_new(in);
    for (size_t i = 0; i < value.len; i++) {
        char next = i + 1 < value.len ? value.p[i + 1] : '\0';

        if (value.p[i] != '%' || (next != '%' && !ascii_is_digit(next))) {
            str_add_char(&s, value.p[i]);
            continue;
        }
        i++;
        if (next == '%')
            str_add_char(&s, '%');
        else if (next == '0')
            str_add(&s, q->key);
        else if ((size_t)(next - '0') <= q->nargs && next < '9')
            str_add(&s, q->args[next - '1']);
    }
    return str_slice(&s);
}

static struct slice with_append(const struct map *m, struct slice value, struct arena *in)
{
    struct str s;

    if (m->append.len == 0)
        return value;
    s = str_new(in);
    str_add(&s, value);
    str_add(&s, m->append);
    return str_slice(&s);
}

/* Once, after a file or server was found not to open. */
void map_tell_news(struct map *m, const struct map_query *q)
{
    int news = UNOPENED_NEWS;
    struct slice left, line;

    if (q->say == NULL || !atomic_compare_exchange_strong(&m->unopened, &news, UNOPENED_TOLD))
        return;
    left = m->news;
    while (slice_line(&left, &line))
        q->say(q->ctx, line, m->news_status);
}

enum map_answer map_ask(struct map *m, const struct map_query *q, struct arena *in,
                        struct slice *value, struct err *err)
{
    enum map_answer answer;
    struct slice found;

    if (m->broken)
        return map_absent(err, EX_OK);
    if (m->all->debug != NULL) {
        map_trace_open(m);
        map_trace_question(m, q);
    }
    answer = m->class->lookup(m, q, in, value, err);
    map_tell_news(m, q);
    if (answer != MAP_FOUND || m->class->plain)
        return answer;
    if ((m->bits & BIT_MATCH_ONLY) != 0)
        *value = m->class->folds_key && (m->bits & BIT_KEEP_CASE) == 0
                     ? arena_copy_lower(in, slice_part(q->key, 0, MAP_KEY_MAX))
                     : arena_copy(in, q->key);
    found = *value;
    if ((m->bits & BIT_MATCH_ONLY) == 0)
        *value = fill_in(*value, q, in);
    *value = with_append(m, *value, in);
    if (m->all->debug != NULL)
        map_trace_rewrite(m, q, found, *value);
    return MAP_FOUND;
}

/* A map that fails defers mail: said once a minute for each map, not for each lookup. */
static void log_failure(struct map *m, const struct err *err)
{
    struct timespec t;
    int64_t now, last = atomic_load_explicit(&m->told_at, memory_order_relaxed);

    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    now = (int64_t)t.tv_sec + 1;
    if (last != 0 && now - last < FAILURE_LOG_SECONDS)
        return;
    if (atomic_compare_exchange_strong(&m->told_at, &last, now))
        log_line(2, LOG_ERR, SLICE(""), "%s", err->text);
}

/* compatible: /map of test mode asks all the same, but for hosts; members of a group are asked
 * whatever their own flag says. */
static bool must_wait(const struct map *m, const struct map_query *q)
{
    return q->deferred && !m->broken && !m->invalid && (m->bits & BIT_NOT_DEFERRED) != 0 &&
           (!q->raw || m->class == &map_class_host);
}

enum map_answer map_lookup(struct map *m, const struct map_query *q, struct arena *in,
                           struct slice *value, struct err *err)
{
    struct err local = {0};
    enum map_answer answer;

    if (err == NULL)
        err = &local;
    bool wait = must_wait(m, q);

    if (wait)
        answer = map_failed(err, "map %.*s: not asked in deferred mode", SLICE_ARG(m->name));
    else
        answer = map_ask(m, q, in, value, err);

    if (answer != MAP_FAILED || q->raw || (wait && !m->fails_with_text))
        return answer; /* compatible: -t is for maps that were asked */
    if (!q->deferred)
        log_failure(m, err);
    if (m->fails_with_text) {
        struct str s = str_new(in);

        str_add(&s, q->key);
        str_add(&s, m->on_failure);
        *value = str_slice(&s);
        if ((m->bits & BIT_TEMP_ABSENT) != 0)
            (void)map_absent(err, EX_OK); /* compatible: else the rule set's status is 75 as well */
        return MAP_FOUND;
    }
    return (m->bits & BIT_TEMP_ABSENT) != 0 ? MAP_ABSENT : MAP_FAILED;
}

bool map_open(struct map *m, const struct map_query *q)
{
    struct err err = {0};
    bool ok;

    if (m->broken)
        return false;
    if (m->all->debug != NULL)
        map_trace_open(m);
    ok = m->class->open == NULL || m->class->open(m, &err);
    map_tell_news(m, q);
    return ok || (m->bits & BIT_OPTIONAL) == 0 || err.status != EX_NOINPUT;
}

void map_tell_unopened(struct map *m, struct slice text, int status)
{
    int never = NEVER_UNOPENED;

    if (!atomic_compare_exchange_strong(&m->unopened, &never, UNOPENED_BUSY))
        return;
    m->news_in = arena_new();
    m->news = arena_copy(m->news_in, text);
    m->news_status = status;
    atomic_store(&m->unopened, UNOPENED_NEWS);
}

struct slice map_mistakes(const struct map *m)
{
    return m->mistakes.len > 0 ? str_slice(&m->mistakes) : SLICE("");
}

struct slice map_warnings(const struct map *m)
{
    return m->warnings;
}

struct slice map_name(const struct map *m)
{
    return m->name;
}

struct slice map_class_name(const struct map *m)
{
    return slice_from(m->class->name);
}

struct slice map_describe(const struct map *m, struct arena *in)
{
    return arena_printf(in, "map %.*s (%s): %.*s%s%.*s", SLICE_ARG(m->name), m->class->name,
                        SLICE_ARG(m->flags_text), m->flags_text.len > 0 ? " " : "",
                        SLICE_ARG(m->file));
}

bool map_can_alias(const struct map *m)
{
    return m->class->can_alias;
}

void map_serve_aliases(struct map *m)
{
    m->bits |= BIT_ALIASES;
    if (m->text != NULL)
        m->text->bits |= BIT_ALIASES;
}

bool map_has_local_socket(const struct map *m)
{
    return m->class->has_local_socket != NULL && m->class->has_local_socket(m);
}

bool map_keeps_quotes(const struct map *m)
{
    return (m->bits & BIT_KEEP_QUOTES) != 0 || m->class->keeps_quotes;
}

char map_blank(const struct map *m)
{
    return m->blank != 0                     ? m->blank
           : m->all->settings.blank_sub != 0 ? m->all->settings.blank_sub
                                             : ' ';
}

bool map_is_optional(const struct map *m)
{
    return (m->bits & BIT_OPTIONAL) != 0;
}

bool map_is_not_deferred(const struct map *m)
{
    return (m->bits & BIT_NOT_DEFERRED) != 0;
}

struct slice map_file(const struct map *m)
{
    return m->file;
}
