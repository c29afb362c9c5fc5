/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * M lines. One row for each equate; what an equate needs of another (E= of $u in A=) is settled
 * when the whole line was read.
 */
#include <stdlib.h>
#include <string.h>

#include "conf/reader.h"

enum { MAILERS_MAX = 25, DEFAULT_LINE_LIMIT = 990, DEFAULT_RCPTS = 100 };

struct mailer_scan {
    struct reader *r;
    struct mailer *m;
    bool eol_given, types_given;
};

static struct slice coded(struct mailer_scan *s, struct slice value)
{
    return macro_encode(s->r->in, s->r->c->names, value);
}

static bool equate_path(struct mailer_scan *s, struct slice v)
{
    if (v.len > 0) /* compatible: else an earlier one holds */
        s->m->path = arena_copy(s->r->in, reader_marked(s->r, v));
    return true;
}

static bool equate_flags(struct mailer_scan *s, struct slice v)
{
    v = reader_marked(s->r, v);
    for (size_t i = 0; i < v.len; i++)
        if (!ascii_is_space(v.p[i]) && (unsigned char)v.p[i] < 128)
            flag_add(&s->m->flags, v.p[i]);
    return true;
}

/* Where the second rule set begins, behind a slash; SIZE_MAX: there is none. compatible: blanks may
 * stand before the slash, but not after a number. */
static size_t second_set(struct slice v)
{
    size_t n = 0, slash = slice_find(v, '/');

    while (n < slash && n < v.len && !ascii_is_space(v.p[n]))
        n++;
    if (slash == 0 || slash == SIZE_MAX)
        return SIZE_MAX;
    if (n == slash)
        return slash + 1;
    if (ascii_is_digit(v.p[0]) || slice_trim(slice_part(v, n, slash - n)).len > 0 ||
        slice_find(slice_part(v, 0, n), '=') != SIZE_MAX)
        return SIZE_MAX;
    return slash + 1;
}

/* "env/hdr"; one alone serves both. */
static bool rule_sets(struct mailer_scan *s, struct slice v, int *envelope, int *header)
{
    size_t second;

    v = reader_marked(s->r, v);
    while (v.len > 0 && ascii_is_space(v.p[0]))
        v = slice_from_at(v, 1);
    second = second_set(v);
    *envelope = reader_rule_set(s->r, slice_part(v, 0, second == SIZE_MAX ? second : second - 1));
    *header = *envelope;
    if (*envelope >= 0 && second != SIZE_MAX)
        *header = reader_rule_set(s->r, slice_trim(slice_from_at(v, second)));
    return *envelope >= 0 && *header >= 0;
}

static bool equate_sender(struct mailer_scan *s, struct slice v)
{
    return rule_sets(s, v, &s->m->sender_env_set, &s->m->sender_hdr_set);
}

static bool equate_recipient(struct mailer_scan *s, struct slice v)
{
    return rule_sets(s, v, &s->m->rcpt_env_set, &s->m->rcpt_hdr_set);
}

static bool equate_eol(struct mailer_scan *s, struct slice v)
{
    if (v.len == 0) {
        reader_error(s->r, EX_CONFIG, "mailer %.*s: null end-of-line string",
                     SLICE_ARG(s->m->name));
        return true;
    }
    s->eol_given = true;
    s->m->eol = arena_copy(s->r->in, v);
    return true;
}

static bool equate_argv(struct mailer_scan *s, struct slice v)
{
    struct slice word;

    if (v.len > 0) /* compatible: one without words leaves those of an earlier one */
        s->m->argv.len = 0;
    while (slice_word(&v, &word))
        *VEC_ADD(&s->m->argv, s->r->in) = coded(s, word);
    return true;
}

static bool equate_size(struct mailer_scan *s, struct slice v)
{
    s->m->max_message_bytes = option_number(v, 10);
    return true;
}

static bool equate_line_limit(struct mailer_scan *s, struct slice v)
{
    int64_t n = option_number(v, 10);

    s->m->line_limit = n < 0 ? 0 : n;
    return true;
}

static bool equate_charset(struct mailer_scan *s, struct slice v)
{
    if (v.len == 0)
        reader_error(s->r, EX_CONFIG, "mailer %.*s: null charset", SLICE_ARG(s->m->name));
    s->m->charset = arena_copy(s->r->in, reader_marked(s->r, v));
    return true;
}

static bool equate_directory(struct mailer_scan *s, struct slice v)
{
    if (v.len == 0) {
        reader_error(s->r, EX_CONFIG, "mailer %.*s: null working directory", SLICE_ARG(s->m->name));
        return true;
    }
    s->m->directory = coded(s, v);
    return true;
}

static bool equate_nice(struct mailer_scan *s, struct slice v)
{
    s->m->nice = (int)option_number(v, 10);
    return true;
}

static bool equate_queue(struct mailer_scan *s, struct slice v)
{
    s->m->queue_group = config_queue_group(s->r->c, v);
    if (s->m->queue_group < 0)
        reader_error(s->r, EX_CONFIG, "mailer %.*s: unknown queue %.*s", SLICE_ARG(s->m->name),
                     SLICE_ARG(reader_marked(s->r, v)));
    return true;
}

static bool equate_types(struct mailer_scan *s, struct slice v)
{
    struct slice *to[] = {&s->m->mta_type, &s->m->addr_type, &s->m->diag_type};

    s->types_given = true;
    for (size_t i = 0; i < COUNT(to); i++) {
        size_t slash = slice_find(v, '/');
        *to[i] = arena_copy(s->r->in, slice_trim(slice_part(v, 0, slash)));
        v = slash == SIZE_MAX ? slice_of("", 0) : slice_from_at(v, slash + 1);
    }
    return true;
}

static void skip_blanks(struct slice *in)
{
    while (in->len > 0 && ascii_is_space(in->p[0]))
        *in = slice_from_at(*in, 1);
}

/* Letters, digits and `more` from the front. compatible: a number is one as C writes them, and ends
 * where it ends. */
static struct slice take_account(struct reader *r, struct slice *in, const char *more)
{
    struct slice name;
    size_t n = 0;

    if (in->len > 0 && ascii_is_digit(in->p[0])) {
        const char *text = arena_cstr(r->scratch, *in);
        char *end;
        long number = strtol(text, &end, 0);

        *in = slice_from_at(*in, (size_t)(end - text));
        return arena_printf(r->scratch, "%ld", number);
    }
    while (n < in->len &&
           (ascii_is_alnum(in->p[n]) || memchr(more, in->p[n], strlen(more)) != NULL))
        n++;
    name = slice_part(*in, 0, n);
    *in = slice_from_at(*in, n);
    return name;
}

/* compatible: any character that can be in no name stands between user and group. */
static bool equate_user(struct mailer_scan *s, struct slice v)
{
    struct err err = {0};
    struct slice rest = reader_marked(s->r, v), user, group;

    user = take_account(s->r, &rest, "_-");
    skip_blanks(&rest);
    if (user.len == 0 && (rest.len == 0 || (unsigned char)rest.p[0] < 0x80)) {
        reader_error(s->r, EX_CONFIG, "mailer %.*s: null user name", SLICE_ARG(s->m->name));
        return true;
    }
    rest = slice_trim(slice_from_at(rest, 1));
    group = take_account(s->r, &(struct slice){rest.p, rest.len}, "_-.");
    if (!option_user_find(user, group, s->r->in, &s->m->user, &err))
        reader_error(s->r, EX_CONFIG, "readcf: mailer U= flag: %s", err.text);
    else if (rest.len > 0 && group.len == 0)
        reader_error(s->r, EX_CONFIG, "mailer %.*s: null group name", SLICE_ARG(s->m->name));
    return true;
}

static bool equate_wait(struct mailer_scan *s, struct slice v)
{
    reader_time(s->r, v, 's', &s->m->wait);
    return true;
}

static bool equate_messages(struct mailer_scan *s, struct slice v)
{
    s->m->max_messages = option_number(v, 10);
    return true;
}

static bool equate_rcpts(struct mailer_scan *s, struct slice v)
{
    int64_t n = option_number(v, 10);

    s->m->max_rcpts = n > 0 ? n : DEFAULT_RCPTS;
    return true;
}

static bool equate_root(struct mailer_scan *s, struct slice v)
{
    s->m->root = coded(s, v);
    return true;
}

static const struct {
    char key;
    bool (*set)(struct mailer_scan *s, struct slice value);
    const char *help;
} equates[] = {
    {'P', equate_path, "program, [IPC] or [FILE]"},
    {'F', equate_flags, "flags"},
    {'S', equate_sender, "rule sets for senders"},
    {'R', equate_recipient, "rule sets for recipients"},
    {'E', equate_eol, "end of line"},
    {'A', equate_argv, "argument vector"},
    {'M', equate_size, "largest message"},
    {'L', equate_line_limit, "longest line"},
    {'C', equate_charset, "character set of converted 8-bit mail"},
    {'D', equate_directory, "working directories"},
    {'N', equate_nice, "scheduling priority"},
    {'Q', equate_queue, "queue group"},
    {'T', equate_types, "types for delivery reports"},
    {'U', equate_user, "user and group to run as"},
    {'W', equate_wait, "longest wait for its end"},
    {'m', equate_messages, "messages a connection"},
    {'r', equate_rcpts, "recipients a transaction"},
    {'/', equate_root, "root directory"},
};

static bool set_equate(struct mailer_scan *s, const struct equate *e)
{
    for (size_t i = 0; i < COUNT(equates); i++)
        if (equates[i].key == e->key)
            return equates[i].set(s, e->value);
    reader_error(s->r, EX_CONFIG, "M%.*s: unknown mailer equate %c=", SLICE_ARG(s->m->name),
                 e->key);
    return true; /* what else is wrong with the line is told too */
}

static bool mentions_u(const struct slice_list *argv)
{
    static const char u[] = {(char)META_MACRO, 'u'};

    for (size_t i = 0; i < argv->len; i++)
        if (slice_search(argv->p[i], slice_of(u, sizeof u)) != SIZE_MAX)
            return true;
    return false;
}

static bool check_connecting(struct mailer_scan *s)
{
    struct mailer *m = s->m;
    bool ipc = slice_is(m->path, "[IPC]");
    struct slice first = m->argv.p[0];

    if (m->argv.len < 2) {
        reader_error(s->r, EX_CONFIG, "M%.*s: too few parameters for %.*s mailer",
                     SLICE_ARG(m->name), SLICE_ARG(m->path));
        return false;
    }
    if (!ipc && !slice_is(first, "FILE")) {
        reader_error(s->r, EX_CONFIG, "M%.*s: first argument in [FILE] mailer must be FILE",
                     SLICE_ARG(m->name));
        return false;
    }
    if (ipc && !slice_is(first, "TCP") && !slice_is(first, "FILE"))
        reader_notice(s->r, "M%.*s: Warning: first argument in [IPC] mailer must be TCP or FILE",
                      SLICE_ARG(m->name));
    return true;
}

/* Types a delivery report needs, where T= did not say. */
static void default_types(struct mailer *m, bool given)
{
    bool file_socket = slice_is(m->path, "[IPC]") && slice_is(m->argv.p[0], "FILE");

    if (!slice_is(m->path, "[IPC]") && !given)
        return;
    if (m->mta_type.len == 0)
        m->mta_type = SLICE("dns");
    if (m->addr_type.len == 0)
        m->addr_type = SLICE("rfc822");
    if (m->diag_type.len == 0)
        m->diag_type = file_socket ? SLICE("x-unix") : SLICE("smtp");
}

static bool complete(struct mailer_scan *s)
{
    struct mailer *m = s->m;

    if (m->path.len == 0 || m->argv.len == 0) {
        reader_error(s->r, EX_CONFIG, "M%.*s: %s= argument required", SLICE_ARG(m->name),
                     m->argv.len == 0 ? "A" : "P");
        return false;
    }
    if (slice_is_case(m->path, "[TCP]")) {
        reader_error(s->r, EX_CONFIG, "M%.*s: P=[TCP] must be replaced by P=[IPC]",
                     SLICE_ARG(m->name));
        return false;
    }
    if ((slice_is_case(m->path, "[IPC]") || slice_is_case(m->path, "[FILE]")) &&
        !check_connecting(s))
        return false;
    if (!s->eol_given)
        m->eol = mentions_u(&m->argv) ? SLICE("\n") : SLICE("\r\n");
    if (flag_has(&m->flags, 'L') && m->line_limit == 0)
        m->line_limit = DEFAULT_LINE_LIMIT;
    default_types(m, s->types_given);
    return true;
}

/* The names with a role of their own. */
static void note_known(struct config *c, const struct mailer *m)
{
    struct {
        const char *name;
        int *index;
    } known[] = {{"local", &c->known.local}, {"prog", &c->known.prog},
                 {"*file*", &c->known.file}, {"*include*", &c->known.include},
                 {"error", &c->known.error}, {"discard", &c->known.discard}};

    for (size_t i = 0; i < COUNT(known); i++)
        if (slice_is_case(m->name, known[i].name))
            *known[i].index = m->index;
}

void line_mailer(struct reader *r, struct slice text)
{
    struct config *c = r->c;
    struct mailer m = {.queue_group = -1, .max_rcpts = DEFAULT_RCPTS};
    struct mailer_scan s = {.r = r, .m = &m};
    struct slice name;
    struct equate e = {0};

    if (!equates_name(r, &text, "mailer", false, &name))
        return;
    m.name = arena_copy(r->in, name);
    while (equates_next(r, &text, "mailer ", name, &e))
        if (!set_equate(&s, &e))
            return;
    if (e.broken || !complete(&s))
        return;

    const struct mailer *old = config_mailer(c, name);
    m.index = old != NULL ? old->index : (int)c->mailers.len;
    if (old == NULL && c->mailers.len >= MAILERS_MAX) {
        reader_error(r, EX_CONFIG, "too many mailers defined (%d max)", MAILERS_MAX);
        return;
    }
    if (old != NULL)
        c->mailers.p[m.index] = m;
    else
        *VEC_ADD(&c->mailers, r->in) = m;
    note_known(c, &m);
}

/* What the two mailers for this host's own users have beside their F=: files of older levels rely
 * on it, and a program has never had more than one recipient. */
static const struct {
    const char *mailer;
    int below_level; /* only then; 0: always */
    const char *add, *remove;
} adapted[] = {
    {"prog", 0, "", "m"}, {"prog", 7, "q", ""},        {"local", 7, "q", ""},
    {"prog", 6, "o", ""}, {"local", 6, "A/:|@5w", ""},
};

static void adapt_flags(struct mailer *m, int level)
{
    for (size_t i = 0; i < COUNT(adapted); i++) {
        if (!slice_is(m->name, adapted[i].mailer) ||
            (adapted[i].below_level > 0 && level >= adapted[i].below_level))
            continue;
        for (const char *p = adapted[i].add; *p != '\0'; p++)
            flag_add(&m->flags, *p);
        for (const char *p = adapted[i].remove; *p != '\0'; p++)
            flag_remove(&m->flags, *p);
    }
}

void mailers_adapt(struct config *c)
{
    for (size_t i = 0; i < c->mailers.len; i++)
        adapt_flags(&c->mailers.p[i], c->level);
}
