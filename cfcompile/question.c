/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/question.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/table.h"
#include "os/file.h"

enum { MAX_FILE = 256 << 20 };

/* A word, or all between double quotes. */
static bool take_word(struct slice *rest, struct slice *word)
{
    slice_skip_blanks(rest);
    if (slice_skip(rest, '"'))
        return slice_until(rest, '"', word);
    return slice_word(rest, word);
}

static enum probe_step rewrite_named(struct slice word)
{
    for (int step = PROBE_ENV_SENDER; step < PROBE_STEPS; step++)
        if (slice_is(word, probe_words[step]))
            return (enum probe_step)step;
    return PROBE_STEPS;
}

static bool parse_rewrite(struct slice rest, struct question *out, struct err *err)
{
    struct slice via;

    if (!take_word(&rest, &out->ask.to) || !take_word(&rest, &via) || !slice_is(via, "via") ||
        !take_word(&rest, &out->mailer) || slice_trim(rest).len > 0)
        return err_set(err, EX_DATAERR, "%s wants ADDRESS via MAILER", probe_words[out->rewrite]);
    return true;
}

static bool parse_session(struct slice rest, struct question *out, struct err *err)
{
    struct slice word, value;

    while (take_word(&rest, &word)) {
        struct slice *part = slice_is(word, "client") ? &out->ask.client
                             : slice_is(word, "from") ? &out->ask.from
                             : slice_is(word, "to")   ? &out->ask.to
                                                      : NULL;
        if (part == NULL)
            return err_set(err, EX_DATAERR, "\"%.*s\" should be client, from or to",
                           SLICE_ARG(word));
        if (!take_word(&rest, &value) || value.len == 0)
            return err_set(err, EX_DATAERR, "nothing stands behind %.*s", SLICE_ARG(word));
        if (part == &out->ask.client && !probe_is_client(value))
            return err_set(err, EX_DATAERR,
                           "\"%.*s\" is no client: it is 192.0.2.1 or \"NAME [192.0.2.1]\"",
                           SLICE_ARG(value));
        *part = value;
    }
    return true;
}

bool question_parse(struct slice line, struct question *out, struct err *err)
{
    struct slice rest = slice_trim(line), word;

    *out = (struct question){.text = rest, .rewrite = PROBE_STEPS};
    if (!take_word(&rest, &word) || word.len == 0)
        return err_set(err, EX_DATAERR, "no question");
    out->rewrite = rewrite_named(word);
    if (out->rewrite != PROBE_STEPS)
        return parse_rewrite(rest, out, err);
    if (slice_trim(rest).len > 0)
        return parse_session(out->text, out, err);
    out->ask.to = word;
    return true;
}

static bool read_lines(const char *path, struct arena *in, struct slice *text, struct err *err)
{
    if (slice_is(slice_from(path), "-"))
        return file_read_fd(STDIN_FILENO, MAX_FILE, in, text, err);
    return file_read(path, MAX_FILE, in, text, err);
}

bool questions_read(const char *path, struct arena *in, struct questions *out, struct err *err)
{
    struct slice text, line;

    if (!read_lines(path, in, &text, err))
        return false;
    for (int n = 1; slice_line(&text, &line); n++) {
        struct question q;

        line = slice_trim(line);
        if (line.len == 0 || line.p[0] == '#')
            continue;
        if (!question_parse(line, &q, err))
            return err_wrap(err, "%s:%d", path, n);
        *VEC_ADD(out, in) = q;
    }
    return true;
}

/* ---- mail logs ------------------------------------------------------------------------------ */

/* What is known of a queue id. */
struct mail {
    struct slice client, from;
};

struct log_reader {
    struct arena *in;
    struct table mails; /* by queue id */
    struct table seen;  /* texts of questions */
    struct questions *out;
};

/* "name=value" up to ", "; a comma alone parts the addresses of a list. */
static struct slice field(struct slice line, const char *name)
{
    struct slice key = slice_from(name), rest = line;
    size_t at, end;

    while ((at = slice_search(rest, key)) != SIZE_MAX) {
        bool starts =
            (at == 0 && rest.p == line.p) || (rest.p + at > line.p && rest.p[at - 1] == ' ');
        rest = slice_from_at(rest, at + key.len);
        if (starts)
            break;
    }
    if (at == SIZE_MAX)
        return slice_of(NULL, 0);
    end = slice_search(rest, SLICE(", "));
    return slice_trim(slice_part(rest, 0, end));
}

/* "<a@b>,<c@d>": the next one; bare addresses too. */
static bool next_address(struct slice *list, struct slice *address)
{
    struct slice one;

    if (!slice_until(list, ',', &one)) {
        one = *list;
        list->len = 0;
    }
    one = slice_trim(one);
    if (one.len >= 2 && one.p[0] == '<' && one.p[one.len - 1] == '>')
        one = slice_part(one, 1, one.len - 2);
    *address = one;
    return one.len > 0 || list->len > 0;
}

static void add_question(struct log_reader *r, struct slice client, struct slice from,
                         struct slice to, bool was_taken)
{
    struct str text = str_new(r->in);
    struct question q;
    struct err err;

    /* Mail from this host's programs has no client that rules could refuse. */
    if (client.len > 0 && slice_search(client, SLICE("localhost")) == SIZE_MAX)
        str_printf(&text, "client \"%.*s\" ", SLICE_ARG(client));
    if (from.len > 0)
        str_printf(&text, "from %.*s ", SLICE_ARG(from));
    if (to.len > 0)
        str_printf(&text, "to %.*s", SLICE_ARG(to));
    if (text.len == 0 || !table_set(&r->seen, slice_trim(str_slice(&text)), r))
        return;
    if (question_parse(str_slice(&text), &q, &err)) {
        q.was_taken = was_taken;
        *VEC_ADD(r->out, r->in) = q;
    }
}

static struct slice bare(struct slice address)
{
    if (slice_is(address, "<>"))
        return address;
    if (address.len >= 2 && address.p[0] == '<' && address.p[address.len - 1] == '>')
        return slice_part(address, 1, address.len - 2);
    return address;
}

/* "... sendmail[123]: QID: text"; a client that came no further than its greeting has no id. */
static bool split_line(struct slice line, struct slice *id, struct slice *text)
{
    size_t at = slice_search(line, SLICE("]: "));

    if (at == SIZE_MAX)
        return false;
    *text = slice_from_at(line, at + 3);
    *id = (struct slice){0};
    if (slice_starts(*text, SLICE("ruleset=")))
        return true;
    return slice_until(text, ':', id) && id->len > 0 && slice_find(*id, ' ') == SIZE_MAX;
}

static void read_log_line(struct log_reader *r, struct slice line)
{
    struct slice id, text, to, address, relay;
    struct mail *mail;

    if (!split_line(line, &id, &text))
        return;
    text = slice_trim(text);
    mail = table_get(&r->mails, id);
    if (slice_starts(text, SLICE("from="))) {
        mail = ARENA_NEW(r->in, struct mail);
        *mail = (struct mail){field(text, "relay="), bare(field(text, "from="))};
        table_set(&r->mails, id, mail);
        return;
    }
    relay = field(text, "relay=");
    address = bare(field(text, "arg1="));
    if (slice_starts(text, SLICE("ruleset=check_mail")))
        add_question(r, relay, address, slice_of(NULL, 0), false);
    else if (slice_starts(text, SLICE("ruleset=check_rcpt")))
        add_question(r, relay, slice_of(NULL, 0), address, false);
    else if (slice_starts(text, SLICE("ruleset=check_relay")))
        add_question(r, relay, slice_of(NULL, 0), slice_of(NULL, 0), false);
    if (!slice_starts(text, SLICE("to=")))
        return;
    for (to = field(text, "to="); to.len > 0 && next_address(&to, &address);)
        if (address.len > 0)
            add_question(r, mail != NULL ? mail->client : slice_of(NULL, 0),
                         mail != NULL ? mail->from : slice_of(NULL, 0), address, true);
}

bool questions_of_log(const char *path, struct arena *in, struct questions *out, struct err *err)
{
    struct log_reader r = {in, table_new(in), table_new(in), out};
    struct slice text, line;

    if (!read_lines(path, in, &text, err))
        return false;
    while (slice_line(&text, &line))
        read_log_line(&r, line);
    return true;
}

/* ---- asking --------------------------------------------------------------------------------- */

/* The first step of a session that says no; else NULL. */
static const struct answer *first_refusal(const struct probe *p)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->answers[i].refused)
            return &p->answers[i];
    return NULL;
}

struct slice question_ask(const struct question *q, struct probe *p, const struct answer **step)
{
    const struct answer *none;
    struct answer rewritten;

    step = step != NULL ? step : &none;
    *step = NULL;
    if (q->rewrite != PROBE_STEPS) {
        if (!probe_rewrite(p, q->rewrite, q->ask.to, q->mailer, &rewritten))
            return SLICE("there is no such mailer");
        *step = &p->answers[0];
        return rewritten.text;
    }
    probe_ask(p, &q->ask);
    *step = first_refusal(p);
    if (*step != NULL)
        return (*step)->text;
    if (q->ask.client.len + q->ask.from.len == 0)
        *step = probe_answer(p, PROBE_DELIVERY);
    return *step != NULL ? (*step)->text : SLICE("accepted");
}
