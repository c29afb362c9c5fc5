/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classes that need nothing but the key: null, macro, arpa, syslog.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <syslog.h>

#include "base/log.h"
#include "base/str.h"
#include "map/internal.h"

static enum map_answer lookup_null(struct map *m UNUSED, const struct map_query *q UNUSED,
                                   struct arena *in UNUSED, struct slice *value UNUSED,
                                   struct err *err)
{
    return map_absent(err, EX_NOHOST);
}

/* Key: a macro's name; first argument: its value, none: remove it. */
static enum map_answer lookup_macro(struct map *m UNUSED, const struct map_query *q,
                                    struct arena *in UNUSED, struct slice *value, struct err *err)
{
    struct slice value_of = q->nargs > 0 ? q->args[0] : slice_of("", 0);

    if (q->key.len == 0 ||
        (q->set_macro != NULL && !q->set_macro(q->ctx, q->key, value_of, q->nargs > 0)))
        return map_absent(err, EX_CONFIG);
    *value = slice_of("", 0);
    return MAP_FOUND;
}

static enum map_answer arpa4(const unsigned char *a, struct arena *in, struct slice *value)
{
    *value = arena_printf(in, "%d.%d.%d.%d", a[3], a[2], a[1], a[0]);
    return MAP_FOUND;
}

static enum map_answer arpa6(const unsigned char *a, struct arena *in, struct slice *value)
{
    struct str s = str_new(in);

    for (int i = 15; i >= 0; i--)
        str_printf(&s, "%x.%x%s", a[i] & 15, a[i] >> 4, i > 0 ? "." : "");
    *value = str_slice(&s);
    return MAP_FOUND;
}

static enum map_answer lookup_arpa(struct map *m UNUSED, const struct map_query *q,
                                   struct arena *in, struct slice *value, struct err *err)
{
    unsigned char a[16];
    struct slice key = q->key;

    if (slice_find(key, '\0') == SIZE_MAX) {
        if (slice_skip_text_case(&key, SLICE("IPv6:"))) {
            if (inet_pton(AF_INET6, arena_cstr(in, key), a) == 1)
                return arpa6(a, in, value);
        } else if (inet_pton(AF_INET, arena_cstr(in, key), a) == 1) {
            return arpa4(a, in, value);
        }
    }
    return map_absent(err, EX_DATAERR);
}

static const struct {
    const char *name;
    int priority;
} levels[] = {
    {"EMERG", LOG_EMERG},     {"ALERT", LOG_ALERT},   {"CRIT", LOG_CRIT}, {"ERR", LOG_ERR},
    {"WARNING", LOG_WARNING}, {"NOTICE", LOG_NOTICE}, {"INFO", LOG_INFO}, {"DEBUG", LOG_DEBUG},
};

static bool flag_syslog(struct map *m, char letter UNUSED, struct slice text,
                        struct err *err UNUSED)
{
    if (text.len > 0)
        m->rest = text;
    return true;
}

/* The last -L that has a word counts. */
static bool declare_syslog(struct map *m, struct slice spec UNUSED, struct err *err)
{
    struct slice text = m->rest, word = text;

    if (text.len == 0)
        return true;
    (void)slice_skip_text_case(&word, SLICE("LOG_"));
    for (size_t i = 0; i < COUNT(levels); i++) {
        if (slice_is_case(word, levels[i].name)) {
            int *priority = ARENA_NEW(m->all->in, int);

            *priority = levels[i].priority;
            m->state = priority;
            return true;
        }
    }
    return err_set(err, EX_CONFIG, "syslog_map_parseargs: Unknown priority %.*s", SLICE_ARG(text));
}

static enum map_answer lookup_syslog(struct map *m, const struct map_query *q,
                                     struct arena *in UNUSED, struct slice *value,
                                     struct err *err UNUSED)
{
    const int *priority = m->state;

    log_line(0, priority == NULL ? LOG_INFO : *priority, slice_of("", 0), "%.*s",
             SLICE_ARG(q->key));
    *value = slice_of("", 0);
    return MAP_FOUND;
}

const struct map_class map_class_null = {
    .name = "null", .can_alias = true, .plain = true, .lookup = lookup_null};
const struct map_class map_class_macro = {.name = "macro",
                                          .plain = true,
                                          .keeps_quotes = true,
                                          .lookup = lookup_macro,
                                          .one_flag = true,
                                          .known_flags = "",
                                          .heeded_flags = "aDS"};
const struct map_class map_class_arpa = {.name = "arpa",
                                         .keeps_quotes = true,
                                         .lookup = lookup_arpa,
                                         .one_flag = true,
                                         .known_flags = "",
                                         .heeded_flags = "aDS"};
const struct map_class map_class_syslog = {.name = "syslog",
                                           .plain = true,
                                           .own_flags = "L",
                                           .flag = flag_syslog,
                                           .declare = declare_syslog,
                                           .lookup = lookup_syslog,
                                           .spaced_flags = "L",
                                           .known_flags = "DS",
                                           .worded_flags = "LS"};
