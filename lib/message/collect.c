/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The header is gathered line by line: a field is complete only when the line behind it is known
 * not to continue it. `line` holds the line that is coming in, `field` the field that may go on.
 * Once the body begins, text goes to the sink as it comes; only a line's place matters no more.
 */
#include "message/collect.h"

#include <stdio.h>

#include "mail/date.h"
#include "mail/header.h"
#include "mail/header_trace.h"
#include "message/defaults.h"
#include "rule/rule.h"

enum { LINE_MAX_BYTES = 1024 * 1024 }; /* a header line longer than any header may be */

struct collect {
    struct collect_setup setup;
    const struct config *cfg;
    struct envelope *env;
    struct arena *in;
    struct str line;  /* the unfinished line of the header */
    struct str clean; /* a line of it that had a NUL */
    struct str field; /* the field that may be continued; empty: none */
    size_t name_len;
    size_t value_at; /* where the value begins in `field` */
    int64_t header_bytes;
    int64_t fields; /* that came */
    bool in_header;
    bool at_start; /* no line was seen yet */
    bool oversize_header;
    bool oversize;
    bool nul, eight_bit; /* in the body */
    bool discard;
    struct check refusal; /* of the first header check that did not accept */
};

struct collect *collect_new(struct arena *in, const struct collect_setup *setup)
{
    struct collect *c = ARENA_NEW(in, struct collect);

    *c = (struct collect){
        .setup = *setup,
        .cfg = setup->cfg,
        .env = setup->env,
        .in = in,
        .line = str_new(in),
        .field = str_new(in),
        .clean = str_new(in),
        .in_header = true,
        .at_start = true,
    };
    return c;
}

bool collect_in_header(const struct collect *c)
{
    return c->in_header;
}

/* "From user Sat Nov 21 10:00:00 2026": the date becomes $a, the origin of Date:. */
static void take_from_line(struct collect *c, struct slice line)
{
    struct slice word, rest = line, date;
    struct date d;

    while (slice_word(&rest, &word)) {
        /* The date is what begins with a weekday and is 24 bytes long, as ctime() writes it. */
        size_t at = (size_t)(word.p - line.p);
        date = slice_part(line, at, 24);
        if (word.len != 3 || date.len != 24)
            continue;
        struct slice day_first = arena_printf(c->in, "%.*s %.3s %.*s %.*s", 2, date.p + 8,
                                              date.p + 4, 4, date.p + 20, 8, date.p + 11);
        if (!date_parse(day_first, &d))
            continue;
        int64_t as_utc = date_moment(&d);
        d = date_utc(as_utc);
        d.offset_minutes = date_local(as_utc).offset_minutes;
        c->setup.rules->set_macro(c->setup.rules->ctx, SLICE("a"), date_header(c->env->in, &d));
        return;
    }
}

static void note_verdict(struct collect *c, enum verdict verdict, const struct check *check)
{
    switch (verdict) {
    case VERDICT_ACCEPT:
        break;
    case VERDICT_DISCARD:
        c->discard = true;
        break;
    case VERDICT_QUARANTINE:
        if ((c->env->flags & ENV_QUARANTINED) == 0) {
            c->env->flags |= ENV_QUARANTINED;
            c->env->quarantine = arena_copy(c->env->in, check->reply.text);
        }
        break;
    case VERDICT_REJECT:
    case VERDICT_LATER:
        if (c->refusal.reply.code == 0)
            c->refusal = *check;
        break;
    }
}

/* The H line whose rule set looks at the field: its own, else that of H*. */
static const struct header_line *checked_by(const struct collect *c, struct slice name)
{
    const struct header_line *line = NULL;

    for (size_t i = 0; i < c->cfg->headers.len; i++) {
        const struct header_line *h = &c->cfg->headers.p[i];

        if (h->check_set < 0)
            continue;
        if (slice_eq_case(h->name, name))
            return h;
        if (slice_is(h->name, "*"))
            line = h;
    }
    return line;
}

static void trace_field(const struct collect *c, const struct header_line *line, struct slice name,
                        struct slice value)
{
    bool own = line != NULL && slice_eq_case(line->name, name);

    if (c->cfg->debug == NULL)
        return;
    header_trace_field(c->cfg->debug, name, value);
    header_trace_match(c->cfg->debug, name, own && !line->keep_comments ? HEADER_TRACE_STRIPPED : 0,
                       own ? rules_name(c->cfg->rules, line->check_set) : SLICE(""));
}

static void check_field(struct collect *c, const struct header_line *line, struct slice name,
                        struct slice value)
{
    struct check check = {0};
    const struct message_rules *r = c->setup.rules;
    unsigned kind = header_kind(name);
    r->set_macro(r->ctx, SLICE("hdr_name"), arena_copy(c->env->in, name));
    r->set_macro(r->ctx, SLICE("hdrlen"), arena_printf(c->env->in, "%zu", value.len));
    r->set_macro(r->ctx, SLICE("addr_type"),
                 kind & HEADER_SENDER ? SLICE("h s")
                 : kind & HEADER_RCPT ? SLICE("h r")
                                      : SLICE("h"));
    note_verdict(c, r->check(r->ctx, line, value, c->env->in, &check), &check);
}

static void finish_field(struct collect *c)
{
    struct slice field = str_slice(&c->field);
    struct slice name = slice_part(field, 0, c->name_len);
    struct slice value = slice_from_at(field, c->value_at);
    const struct header_line *line;

    if (field.len == 0)
        return;
    c->fields++;
    line = checked_by(c, name);
    trace_field(c, line, name, value);
    if (c->setup.check_headers && line != NULL && slice_trim(value).len > 0)
        check_field(c, line, name, value);
    defaults_add_field(c->env, name, value);
    str_clear(&c->field);
}

/* NUL cannot live in a field: macros, rule sets and queue files end text there. */
static struct slice without_nul(struct collect *c, struct slice text)
{
    size_t nul;

    if (slice_find(text, '\0') == SIZE_MAX)
        return text;
    str_clear(&c->clean);
    while ((nul = slice_find(text, '\0')) != SIZE_MAX) {
        str_add(&c->clean, slice_part(text, 0, nul));
        text = slice_from_at(text, nul + 1);
    }
    str_add(&c->clean, text);
    return str_slice(&c->clean);
}

static bool start_field(struct collect *c, struct slice line)
{
    struct slice name, value;

    if (!header_split(line, &name, &value) || (header_kind(name) & HEADER_END) != 0)
        return false;
    str_add(&c->field, name);
    c->name_len = c->field.len;
    c->value_at = c->field.len;
    str_add(&c->field, value);
    return true;
}

static void continue_field(struct collect *c, struct slice line)
{
    str_add_char(&c->field, '\n');
    str_add(&c->field, line);
}

/* compatible: what it refuses counts more than what was refused before. */
static void check_header_end(struct collect *c)
{
    const struct message_rules *r = c->setup.rules;
    struct check check = {0};
    enum verdict verdict;

    if (!c->setup.check_headers || r->check_end == NULL)
        return;
    verdict = r->check_end(r->ctx, c->fields, c->header_bytes, c->env->in, &check);
    if (verdict == VERDICT_REJECT || verdict == VERDICT_LATER)
        c->refusal = check;
    else
        note_verdict(c, verdict, &check);
}

static void begin_body(struct collect *c)
{
    finish_field(c);
    check_header_end(c);
    c->in_header = false;
}

static void body_text(struct collect *c, struct slice text);

/* One line of the header, without its LF. */
static void header_line(struct collect *c, struct slice line)
{
    bool first = c->at_start;

    c->at_start = false;
    c->header_bytes += (int64_t)line.len + 1;
    line = without_nul(c, line);
    if (c->cfg->opt.max_headers_length > 0 && c->header_bytes > c->cfg->opt.max_headers_length &&
        line.len > 0) {
        c->oversize_header = true;
        return;
    }
    if (first && !c->cfg->opt.save_from_line && slice_starts(line, SLICE("From "))) {
        take_from_line(c, line);
        return;
    }
    if (line.len == 0) {
        begin_body(c);
    } else if ((line.p[0] == ' ' || line.p[0] == '\t') && c->field.len > 0) {
        continue_field(c, line);
    } else {
        finish_field(c);
        if (start_field(c, line))
            return;
        /* No field: it is the first line of a body that has no empty line before it. */
        begin_body(c);
        c->header_bytes -= (int64_t)line.len + 1;
        body_text(c, line);
        body_text(c, SLICE("\n"));
    }
}

/* Eight bytes at a time: this looks at every byte of every body. */
static bool has_high_bit(struct slice text)
{
    uint64_t seen = 0, word;
    size_t i = 0;

    for (; i + sizeof word <= text.len; i += sizeof word) {
        memcpy(&word, text.p + i, sizeof word);
        seen |= word;
    }
    for (; i < text.len; i++)
        seen |= (unsigned char)text.p[i];
    return (seen & 0x8080808080808080U) != 0;
}

static void scan_body(struct collect *c, struct slice text)
{
    if (!c->nul)
        c->nul = memchr(text.p, '\0', text.len) != NULL;
    if (!c->eight_bit)
        c->eight_bit = has_high_bit(text);
}

/* SevenBitInput: in pieces, because the text belongs to somebody else. */
static void body_7bit(struct collect *c, struct slice text)
{
    char piece[4096];

    while (text.len > 0) {
        struct slice part = slice_part(text, 0, sizeof piece);

        for (size_t i = 0; i < part.len; i++)
            piece[i] = (char)(part.p[i] & 0x7f);
        body_text(c, slice_of(piece, part.len));
        text = slice_from_at(text, part.len);
    }
}

static void body_text(struct collect *c, struct slice text)
{
    int64_t limit = c->cfg->opt.max_message_size;

    if (text.len == 0)
        return;
    if (limit > 0 && c->header_bytes + body_sink_len(c->setup.body) + (int64_t)text.len > limit) {
        c->oversize = true;
        return;
    }
    if (!c->eight_bit || !c->nul)
        scan_body(c, text);
    body_sink_write(c->setup.body, text);
}

static void line_7bit(struct str *line)
{
    for (size_t i = 0; i < line->len; i++)
        line->p[i] = (char)(line->p[i] & 0x7f);
}

void collect_text(struct collect *c, struct slice text)
{
    bool seven = c->cfg->opt.seven_bit_input;

    while (c->in_header && text.len > 0) {
        size_t end = slice_find(text, '\n');

        if (c->line.len < LINE_MAX_BYTES)
            str_add(&c->line, slice_part(text, 0, end));
        else
            c->oversize_header = true;
        if (end == SIZE_MAX)
            return;
        text = slice_from_at(text, end + 1);
        if (seven)
            line_7bit(&c->line);
        header_line(c, str_slice(&c->line));
        str_clear(&c->line);
    }
    if (seven)
        body_7bit(c, text);
    else
        body_text(c, text);
}

static struct collect_result refuse(struct collect *c, int code, const char *dsn, const char *text)
{
    struct collect_result r = {.outcome = code < 500 ? COLLECT_LATER : COLLECT_REFUSED};

    r.reply = (struct reply){code, slice_from(dsn), arena_copy(c->env->in, slice_from(text))};
    return r;
}

/* What is wrong with the message as a whole; outcome COLLECT_TAKEN when nothing is. */
static struct collect_result judge(struct collect *c)
{
    char text[100];

    if (c->oversize_header) {
        snprintf(text, sizeof text, "Headers too large (%lld max)",
                 (long long)c->cfg->opt.max_headers_length);
        return refuse(c, 552, "5.0.0", text);
    }
    if (c->oversize) {
        snprintf(text, sizeof text, "Message exceeds maximum fixed size (%lld)",
                 (long long)c->cfg->opt.max_message_size);
        return refuse(c, 552, "5.2.3", text);
    }
    if (c->refusal.reply.code != 0)
        return (struct collect_result){c->refusal.verdict == VERDICT_LATER ? COLLECT_LATER
                                                                           : COLLECT_REFUSED,
                                       c->refusal.reply, c->refusal.status};
    if (c->nul && c->cfg->opt.reject_nul)
        return refuse(c, 554, "5.6.0", "NUL byte not allowed");
    /* Mode s: what is not labelled as 8-bit must not be. */
    if (c->eight_bit && c->cfg->opt.eight_bit_mode == 's' && c->env->body_type != BODY_8BITMIME &&
        header_find(c->env, SLICE("MIME-Version")) == NULL)
        return refuse(c, 554, "5.6.1", "Eight bit data not allowed");
    return (struct collect_result){.outcome = c->discard ? COLLECT_DISCARD : COLLECT_TAKEN};
}

struct collect_result collect_end(struct collect *c, struct body *body)
{
    struct collect_result result;
    struct err err = {0};

    if (c->line.len > 0)
        header_line(c, str_slice(&c->line));
    if (c->in_header)
        begin_body(c);
    result = judge(c);
    if (result.outcome != COLLECT_TAKEN) {
        if (c->env->message_bytes == 0)
            c->env->message_bytes = c->header_bytes + body_sink_len(c->setup.body);
        body_sink_drop(c->setup.body);
        /* What was refused has its fields too: the log and the sender's copy show them. */
        defaults_settle(c->env, c->cfg, c->setup.rules);
        return result;
    }
    c->env->body_bytes = body_sink_len(c->setup.body);
    c->env->message_bytes = c->header_bytes + c->env->body_bytes;
    if (!body_sink_end(c->setup.body, body, &err))
        return refuse(c, 452, "4.3.1", "Cannot store the message, try again later");
    if (c->eight_bit)
        c->env->flags |= ENV_HAS_8BIT;
    c->setup.rules->set_macro(c->setup.rules->ctx, SLICE("msg_size"),
                              arena_printf(c->env->in, "%lld", (long long)c->env->message_bytes));
    defaults_settle(c->env, c->cfg, c->setup.rules);
    return result;
}
