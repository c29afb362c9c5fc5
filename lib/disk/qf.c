/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of lines below is in the order in which lines are written; a row reads and writes its
 * line. Bytes are kept as classic sendmail keeps them: a macro that is not expanded yet is 0x81 and
 * a name; a byte 0x80..0x9f or 0xff of the message's own text has 0xff in front, so that it cannot
 * be taken for one.
 */
#include "disk/qf.h"

#include <stdlib.h>

enum { MACRO_BYTE = 0x81, QUOTE_BYTE = 0xff };

struct reader {
    struct envelope *e;
    int line;
    bool sender, end;
    struct slice control, orcpt, final, message; /* for the recipients to come */
    struct err *err;
};

struct line_kind {
    char letter;
    const char *help;
    bool (*read)(struct reader *r, struct slice text);
    void (*write)(const struct envelope *e, struct str *out); /* NULL: no longer written */
};

static bool bad(struct reader *r, const char *what)
{
    return err_set(r->err, EX_DATAERR, "line %d: %s", r->line, what);
}

/* ---- text that must stay on its line */

static void add_line(struct str *out, const char *letter, struct slice text)
{
    str_add_text(out, letter);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];

        str_add_char(out, c == '\n' || c == '\r' || c == '\0' ? ' ' : c);
    }
    str_add_char(out, '\n');
}

static void add_number(struct str *out, char letter, int64_t n)
{
    str_add_char(out, letter);
    str_add_i64(out, n);
    str_add_char(out, '\n');
}

static bool must_quote(unsigned char c)
{
    return (c >= 0x80 && c <= 0x9f) || c == QUOTE_BYTE;
}

/* ---- reading numbers: blanks around are forgiven, anything else is damage */

static bool number(struct reader *r, struct slice text, int64_t least, int64_t *n)
{
    if (!slice_to_i64(slice_trim(text), n) || *n < least)
        return bad(r, "not a number that can be");
    return true;
}

static bool read_version(struct reader *r, struct slice text)
{
    int64_t n;

    if (!number(r, text, 0, &n))
        return false;
    return n <= QF_VERSION || bad(r, "written by a newer program");
}

static void write_version(const struct envelope *e UNUSED, struct str *out)
{
    add_number(out, 'V', QF_VERSION);
}

static bool read_created(struct reader *r, struct slice text)
{
    return number(r, text, 0, &r->e->created_at);
}

static void write_created(const struct envelope *e, struct str *out)
{
    add_number(out, 'T', e->created_at);
}

static bool read_tried(struct reader *r, struct slice text)
{
    return number(r, text, 0, &r->e->tried_at);
}

static void write_tried(const struct envelope *e, struct str *out)
{
    add_number(out, 'K', e->tried_at);
}

static bool read_attempts(struct reader *r, struct slice text)
{
    int64_t n;

    if (!number(r, text, 0, &n))
        return false;
    r->e->attempts = n > INT32_MAX ? INT32_MAX : (int)n;
    return true;
}

static void write_attempts(const struct envelope *e, struct str *out)
{
    add_number(out, 'N', e->attempts);
}

static bool read_priority(struct reader *r, struct slice text)
{
    return number(r, text, INT64_MIN, &r->e->priority);
}

static void write_priority(const struct envelope *e, struct str *out)
{
    add_number(out, 'P', e->priority);
}

static bool read_data_directory(struct reader *r, struct slice text)
{
    r->e->data_directory = arena_copy(r->e->in, text);
    return true;
}

static void write_data_directory(const struct envelope *e, struct str *out)
{
    if (e->data_directory.len > 0)
        add_line(out, "d", e->data_directory);
}

static bool read_inode(struct reader *r, struct slice text)
{
    r->e->data_inode = arena_copy(r->e->in, text);
    return true;
}

static void write_inode(const struct envelope *e, struct str *out)
{
    if (e->data_inode.len > 0)
        add_line(out, "I", e->data_inode);
}

static bool read_body_type(struct reader *r, struct slice text)
{
    if (slice_is_case(text, "8BITMIME"))
        r->e->body_type = BODY_8BITMIME;
    else if (slice_is_case(text, "7BIT"))
        r->e->body_type = BODY_7BIT;
    return true;
}

static void write_body_type(const struct envelope *e, struct str *out)
{
    if (e->body_type != BODY_UNSET)
        add_line(out, "B", e->body_type == BODY_7BIT ? SLICE("7BIT") : SLICE("8BITMIME"));
}

static bool read_quarantine(struct reader *r, struct slice text)
{
    r->e->quarantine = arena_copy(r->e->in, text);
    return true;
}

static void write_quarantine(const struct envelope *e, struct str *out)
{
    if (e->quarantine.len > 0)
        add_line(out, "q", e->quarantine);
}

/* Before the sender's line a message belongs to the job, behind it to the next recipient. */
static bool read_message(struct reader *r, struct slice text)
{
    if (r->sender)
        r->message = arena_copy(r->e->in, text);
    else
        r->e->message = arena_copy(r->e->in, text);
    return true;
}

static void write_message(const struct envelope *e, struct str *out)
{
    if (e->message.len > 0)
        add_line(out, "M", e->message);
}

static const struct {
    char letter;
    unsigned flag;
} flag_letters[] = {
    {'w', ENV_WARNED},    {'r', ENV_RESPONSE},       {'8', ENV_HAS_8BIT}, {'b', ENV_DELETE_BCC},
    {'d', ENV_RET_GIVEN}, {'n', ENV_NO_BODY_RETURN}, {'s', ENV_SPLIT},    {'e', ENV_EAI},
};

static bool read_flags(struct reader *r, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        for (size_t j = 0; j < COUNT(flag_letters); j++) {
            if (text.p[i] == flag_letters[j].letter)
                r->e->flags |= flag_letters[j].flag;
        }
    }
    if ((r->e->flags & ENV_RET_GIVEN) != 0)
        r->e->ret = (r->e->flags & ENV_NO_BODY_RETURN) != 0 ? RET_HDRS : RET_FULL;
    return true;
}

static void write_flags(const struct envelope *e, struct str *out)
{
    str_add_char(out, 'F');
    for (size_t j = 0; j < COUNT(flag_letters); j++) {
        if ((e->flags & flag_letters[j].flag) != 0)
            str_add_char(out, flag_letters[j].letter);
    }
    str_add_char(out, '\n');
}

static bool is_macro_name(struct slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (!ascii_is_alnum(name.p[i]) && name.p[i] != '_' &&
            (name.len > 1 || !ascii_is_print(name.p[i]) || name.p[i] == '{'))
            return false;
    }
    return name.len > 0;
}

/* "$xvalue" or "${name}value"; behind the "$" here. */
static bool read_macro(struct reader *r, struct slice text)
{
    struct saved_macro m = {0};

    if (text.len == 0)
        return true;
    if (slice_skip(&text, '{')) {
        if (!slice_until(&text, '}', &m.name))
            return bad(r, "a macro name without end");
    } else {
        m.name = slice_part(text, 0, 1);
        text = slice_from_at(text, 1);
    }
    if (!is_macro_name(m.name))
        return bad(r, "a macro name that cannot be");
    m.name = arena_copy(r->e->in, m.name);
    m.value = arena_copy(r->e->in, text);
    *VEC_ADD(&r->e->macros, r->e->in) = m;
    return true;
}

static void write_macros(const struct envelope *e, struct str *out)
{
    for (size_t i = 0; i < e->macros.len; i++) {
        const struct saved_macro *m = &e->macros.p[i];

        str_printf(out, m->name.len == 1 ? "$%.*s" : "${%.*s}", SLICE_ARG(m->name));
        add_line(out, "", m->value);
    }
}

static bool read_sender(struct reader *r, struct slice text)
{
    r->e->sender = (struct address){.text = arena_copy(r->e->in, text), .mailer = -1};
    r->sender = true;
    r->message = slice_of(NULL, 0);
    return true;
}

static void write_sender(const struct envelope *e, struct str *out)
{
    add_line(out, "S", e->sender.text.len > 0 ? e->sender.text : SLICE("<>"));
}

static bool read_envid(struct reader *r, struct slice text)
{
    r->e->envid = arena_copy(r->e->in, text);
    return true;
}

static void write_envid(const struct envelope *e, struct str *out)
{
    if (e->envid.len > 0)
        add_line(out, "Z", e->envid);
}

static bool read_auth(struct reader *r, struct slice text)
{
    r->e->auth = arena_copy(r->e->in, text);
    return true;
}

static void write_auth(const struct envelope *e, struct str *out)
{
    if (e->auth.len > 0)
        add_line(out, "A", e->auth);
}

/* "!", one raw byte of flags, blank, seconds. */
static bool read_deliver_by(struct reader *r, struct slice text)
{
    int64_t n;

    if (text.len < 2)
        return bad(r, "a deliver-by time is missing");
    if (!slice_to_i64(slice_trim(slice_from_at(text, 1)), &n))
        return bad(r, "no deliver-by time");
    r->e->deliver_by_flags = (unsigned char)text.p[0];
    r->e->deliver_by = n;
    return true;
}

static void write_deliver_by(const struct envelope *e, struct str *out)
{
    if (e->deliver_by_flags == 0)
        return;
    str_printf(out, "!%c %lld\n", (char)e->deliver_by_flags, (long long)e->deliver_by);
}

static bool read_control(struct reader *r, struct slice text)
{
    r->control = arena_copy(r->e->in, text);
    return true;
}

static bool read_orcpt(struct reader *r, struct slice text)
{
    r->orcpt = arena_copy(r->e->in, text);
    return true;
}

static bool read_final(struct reader *r, struct slice text)
{
    r->final = arena_copy(r->e->in, text);
    return true;
}

static const struct {
    char letter;
    unsigned flag;
} rcpt_letters[] = {
    {'P', RCPT_PRIMARY},        {'N', RCPT_NOTIFY},       {'S', RCPT_NOTIFY_SUCCESS},
    {'F', RCPT_NOTIFY_FAILURE}, {'D', RCPT_NOTIFY_DELAY}, {'A', RCPT_ALIAS},
    {'B', RCPT_INTERNAL_BCC},
};

static unsigned rcpt_flags(struct slice letters)
{
    unsigned flags = 0;

    for (size_t i = 0; i < letters.len; i++) {
        for (size_t j = 0; j < COUNT(rcpt_letters); j++) {
            if (letters.p[i] == rcpt_letters[j].letter)
                flags |= rcpt_letters[j].flag;
        }
    }
    return flags;
}

/* The original drops a recipient whose line has no colon without a word; that would be lost mail.
 */
static bool read_recipient(struct reader *r, struct slice text)
{
    struct slice letters;
    struct recipient *to;

    if (!slice_until(&text, ':', &letters) || text.len == 0)
        return bad(r, "a recipient without an address");
    to = envelope_add_rcpt(r->e, arena_copy(r->e->in, text));
    to->flags = rcpt_flags(letters);
    to->control = r->control;
    to->orcpt = r->orcpt;
    to->final = r->final;
    to->message = r->message;
    r->orcpt = r->final = r->message = slice_of(NULL, 0);
    return true;
}

static void write_recipient(const struct recipient *to, struct slice *control, struct str *out)
{
    if (to->message.len > 0)
        add_line(out, "M", to->message);
    if (!slice_eq(to->control, *control)) {
        add_line(out, "C", to->control);
        *control = to->control;
    }
    if (to->orcpt.len > 0)
        add_line(out, "Q", to->orcpt);
    if (to->final.len > 0)
        add_line(out, "r", to->final);
    str_add_char(out, 'R');
    for (size_t j = 0; j < COUNT(rcpt_letters); j++) {
        if ((to->flags & rcpt_letters[j].flag) != 0)
            str_add_char(out, rcpt_letters[j].letter);
    }
    add_line(out, ":", to->addr.text);
}

/* By host, those without (local ones) first; otherwise as they came. */
static int by_host(const void *a, const void *b)
{
    const struct recipient *x = *(const struct recipient *const *)a;
    const struct recipient *y = *(const struct recipient *const *)b;
    int c = slice_cmp_case(x->addr.host, y->addr.host);

    return c != 0 ? c : x < y ? -1 : x > y;
}

static void write_recipients(const struct envelope *e, struct str *out)
{
    const struct recipient **order =
        ARENA_ARRAY(out->in, e->rcpts.len + 1, const struct recipient *);
    struct slice control = {0};
    size_t n = 0;

    for (size_t i = 0; i < e->rcpts.len; i++) {
        if (qf_keeps(&e->rcpts.p[i]))
            order[n++] = &e->rcpts.p[i];
    }
    qsort(order, n, sizeof *order, by_host);
    for (size_t i = 0; i < n; i++)
        write_recipient(order[i], &control, out);
}

/* ---- header fields */

/* Text of ours may hold macros; text of the sender holds none, so its quotes come off. */
static struct slice unquoted_value(struct slice text, struct arena *in, bool *has_macro)
{
    char *p = arena_bytes(in, text.len + 1);
    size_t n = 0;

    *has_macro = false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c == QUOTE_BYTE && i + 1 < text.len && must_quote((unsigned char)text.p[i + 1]))
            c = (unsigned char)text.p[++i];
        else if (c == MACRO_BYTE)
            *has_macro = true;
        p[n++] = (char)c;
    }
    return slice_of(p, n);
}

/* "?flags?" or "?${name}?" in front of a field; a bare old field has none. */
static bool header_condition(struct reader *r, struct slice *text, struct header *h)
{
    struct slice flags, name;

    if (!slice_skip(text, '?'))
        return true;
    if (!slice_until(text, '?', &flags))
        return bad(r, "mailer flags of a header field without end");
    if (slice_skip_text_case(&flags, SLICE("${"))) {
        if (!slice_until(&flags, '}', &name) || !is_macro_name(name))
            return bad(r, "a macro name that cannot be");
        h->macro = arena_copy(r->e->in, name);
        return true;
    }
    for (size_t i = 0; i < flags.len; i++) {
        if (ascii_is_print(flags.p[i]))
            flag_add(&h->mailers, flags.p[i]);
    }
    return true;
}

/* Blanks may stand before the colon; a line end or a control byte may not stand anywhere. */
static bool is_field_name(struct slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.p[i];

        if ((c < ' ' && c != '\t') || c == 0x7f)
            return false;
    }
    return name.len > 0;
}

static bool read_header(struct reader *r, struct slice text)
{
    struct header h = {0};
    struct slice name;
    bool has_macro;

    if (!header_condition(r, &text, &h))
        return false;
    if (!slice_until(&text, ':', &name) || !is_field_name(name))
        return bad(r, "a header field without a name");
    h.name = arena_copy(r->e->in, name);
    h.value = unquoted_value(text, r->e->in, &has_macro);
    h.ours = has_macro || flag_any(&h.mailers) || h.macro.len > 0;
    *VEC_ADD(&r->e->headers, r->e->in) = h;
    return true;
}

static void write_flag_set(const struct flag_set *flags, struct str *out)
{
    for (char c = '!'; c <= '~'; c++) {
        if (flag_has(flags, c))
            str_add_char(out, c);
    }
}

/* A line end inside a value must be followed by a blank, or the rest would be a line of its own. */
static void write_value(const struct header *h, struct str *out)
{
    for (size_t i = 0; i < h->value.len; i++) {
        unsigned char c = (unsigned char)h->value.p[i];

        if (must_quote(c) && !(h->ours && c == MACRO_BYTE))
            str_add_char(out, (char)QUOTE_BYTE);
        str_add_char(out, (char)c);
        if (c == '\n' &&
            (i + 1 == h->value.len || (h->value.p[i + 1] != ' ' && h->value.p[i + 1] != '\t')))
            str_add_char(out, '\t');
    }
}

static void write_field_name(struct slice name, struct str *out)
{
    for (size_t i = 0; i < name.len; i++)
        str_add_char(out, is_field_name(slice_part(name, i, 1)) ? name.p[i] : '?');
}

static void write_headers(const struct envelope *e, struct str *out)
{
    for (size_t i = 0; i < e->headers.len; i++) {
        const struct header *h = &e->headers.p[i];

        str_add_text(out, "H?");
        if (h->macro.len > 0)
            str_printf(out, "${%.*s}", SLICE_ARG(h->macro));
        else
            write_flag_set(&h->mailers, out);
        str_add_char(out, '?');
        write_field_name(h->name, out);
        str_add_char(out, ':');
        write_value(h, out);
        str_add_char(out, '\n');
    }
}

static bool read_end(struct reader *r, struct slice text UNUSED)
{
    r->end = true;
    return true;
}

static void write_end(const struct envelope *e UNUSED, struct str *out)
{
    str_add_text(out, ".\n");
}

static bool read_nothing(struct reader *r UNUSED, struct slice text UNUSED)
{
    return true;
}

static const struct line_kind kinds[] = {
    {'V', "version of the format", read_version, write_version},
    {'T', "when the message was accepted", read_created, write_created},
    {'K', "when delivery was last tried", read_tried, write_tried},
    {'N', "number of attempts", read_attempts, write_attempts},
    {'P', "priority: lower goes first", read_priority, write_priority},
    {'d', "directory of the df file", read_data_directory, write_data_directory},
    {'I', "device and inode of the df file", read_inode, write_inode},
    {'B', "body type", read_body_type, write_body_type},
    {'q', "why it is quarantined", read_quarantine, write_quarantine},
    {'M', "status of the job, or of the next recipient", read_message, write_message},
    {'F', "flags of the job", read_flags, write_flags},
    {'$', "value of a macro kept with the message", read_macro, write_macros},
    {'S', "sender", read_sender, write_sender},
    {'Z', "ENVID=", read_envid, write_envid},
    {'A', "AUTH=", read_auth, write_auth},
    {'!', "deliver-by flags and seconds", read_deliver_by, write_deliver_by},
    {'C', "controlling user of the recipients to come", read_control, NULL},
    {'Q', "ORCPT= of the next recipient", read_orcpt, NULL},
    {'r', "final recipient of the next recipient", read_final, NULL},
    {'R', "recipient", read_recipient, write_recipients},
    {'H', "header field", read_header, write_headers},
    {'.', "end of the file", read_end, write_end},
    {'D', "old: name of the df file", read_nothing, NULL},
    {'E', "old: who gets errors", read_nothing, NULL},
    {'L', "old: length of the body", read_nothing, NULL},
};

static const struct line_kind *find_kind(char letter)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (kinds[i].letter == letter)
            return &kinds[i];
    }
    return NULL;
}

/* A line and the lines that begin with a blank behind it; *lines grows by their number. */
static bool logical_line(struct slice *in, struct slice *line, int *lines)
{
    struct slice next;

    if (!slice_line(in, line))
        return false;
    ++*lines;
    while (in->len > 0 && (in->p[0] == ' ' || in->p[0] == '\t')) {
        (void)slice_line(in, &next);
        line->len = (size_t)(next.p + next.len - line->p);
        ++*lines;
    }
    return true;
}

static bool read_line(struct reader *r, struct slice line)
{
    const struct line_kind *kind = line.len > 0 ? find_kind(line.p[0]) : NULL;

    if (kind == NULL)
        return bad(r, "unknown kind of line");
    return kind->read(r, slice_from_at(line, 1));
}

enum qf_verdict qf_read(struct slice text, struct envelope *e, struct err *err)
{
    struct reader r = {.e = e, .err = err};
    struct slice line;
    int lines = 1;

    while (!r.end) {
        r.line = lines;
        if (!logical_line(&text, &line, &lines))
            break;
        if (!read_line(&r, line))
            return QF_DAMAGED;
    }
    if (!r.end || !r.sender) {
        err_set(err, EX_TEMPFAIL, r.end ? "no sender" : "no end");
        return QF_UNFINISHED;
    }
    if (e->rcpts.len == 0) {
        err_set(err, EX_DATAERR, "no recipients");
        return QF_DAMAGED;
    }
    return QF_GOOD;
}

void qf_skim(struct slice text, struct envelope *e)
{
    struct err ignored;
    struct reader r = {.e = e, .err = &ignored};
    struct slice line;
    int lines = 1;

    while (!r.end && logical_line(&text, &line, &lines))
        (void)read_line(&r, line);
}

void qf_write(const struct envelope *e, struct str *out)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (kinds[i].write != NULL)
            kinds[i].write(e, out);
    }
}
