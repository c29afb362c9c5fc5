/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of lines below is in the order in which lines are written; a row reads and writes its
 * line.
 */
#include "disk/qf_line.h"

struct line_kind {
    char letter;
    const char *help;
    bool (*read)(struct qf_reader *r, struct slice text);
    void (*write)(const struct envelope *e, struct str *out); /* NULL: no longer written */
};

bool qf_bad(struct qf_reader *r, const char *what)
{
    return err_set(r->err, EX_DATAERR, "line %d: %s", r->line, what);
}

/* ---- text that must stay on its line */

void qf_add_line(struct str *out, const char *letter, struct slice text)
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

/* ---- reading numbers: blanks around are forgiven, anything else is damage */

static bool number(struct qf_reader *r, struct slice text, int64_t least, int64_t *n)
{
    if (!slice_to_i64(slice_trim(text), n) || *n < least)
        return qf_bad(r, "not a number that can be");
    return true;
}

static bool read_version(struct qf_reader *r, struct slice text)
{
    int64_t n;

    if (!number(r, text, 0, &n))
        return false;
    return n <= QF_VERSION || qf_bad(r, "written by a newer program");
}

static void write_version(const struct envelope *e UNUSED, struct str *out)
{
    add_number(out, 'V', QF_VERSION);
}

static bool read_created(struct qf_reader *r, struct slice text)
{
    return number(r, text, 0, &r->e->created_at);
}

static void write_created(const struct envelope *e, struct str *out)
{
    add_number(out, 'T', e->created_at);
}

static bool read_tried(struct qf_reader *r, struct slice text)
{
    return number(r, text, 0, &r->e->tried_at);
}

static void write_tried(const struct envelope *e, struct str *out)
{
    add_number(out, 'K', e->tried_at);
}

static bool read_attempts(struct qf_reader *r, struct slice text)
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

static bool read_priority(struct qf_reader *r, struct slice text)
{
    return number(r, text, INT64_MIN, &r->e->priority);
}

static void write_priority(const struct envelope *e, struct str *out)
{
    add_number(out, 'P', e->priority);
}

static bool read_data_directory(struct qf_reader *r, struct slice text)
{
    r->e->data_directory = arena_copy(r->e->in, text);
    return true;
}

static void write_data_directory(const struct envelope *e, struct str *out)
{
    if (e->data_directory.len > 0)
        qf_add_line(out, "d", e->data_directory);
}

static bool read_inode(struct qf_reader *r, struct slice text)
{
    r->e->data_inode = arena_copy(r->e->in, text);
    return true;
}

static void write_inode(const struct envelope *e, struct str *out)
{
    if (e->data_inode.len > 0)
        qf_add_line(out, "I", e->data_inode);
}

static bool read_body_type(struct qf_reader *r, struct slice text)
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
        qf_add_line(out, "B", e->body_type == BODY_7BIT ? SLICE("7BIT") : SLICE("8BITMIME"));
}

static bool read_quarantine(struct qf_reader *r, struct slice text)
{
    r->e->quarantine = arena_copy(r->e->in, text);
    return true;
}

static void write_quarantine(const struct envelope *e, struct str *out)
{
    if (e->quarantine.len > 0)
        qf_add_line(out, "q", e->quarantine);
}

/* Before the sender's line a message belongs to the job, behind it to the next recipient. */
static bool read_message(struct qf_reader *r, struct slice text)
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
        qf_add_line(out, "M", e->message);
}

static const struct {
    char letter;
    unsigned flag;
} flag_letters[] = {
    {'w', ENV_WARNED},    {'r', ENV_RESPONSE},       {'8', ENV_HAS_8BIT}, {'b', ENV_DELETE_BCC},
    {'d', ENV_RET_GIVEN}, {'n', ENV_NO_BODY_RETURN}, {'s', ENV_SPLIT},    {'e', ENV_EAI},
};

static bool read_flags(struct qf_reader *r, struct slice text)
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

bool qf_is_macro_name(struct slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (!ascii_is_alnum(name.p[i]) && name.p[i] != '_' &&
            (name.len > 1 || !ascii_is_print(name.p[i]) || name.p[i] == '{'))
            return false;
    }
    return name.len > 0;
}

/* "$xvalue" or "${name}value"; behind the "$" here. */
static bool read_macro(struct qf_reader *r, struct slice text)
{
    struct saved_macro m = {0};

    if (text.len == 0)
        return true;
    if (slice_skip(&text, '{')) {
        if (!slice_until(&text, '}', &m.name))
            return qf_bad(r, "a macro name without end");
    } else {
        m.name = slice_part(text, 0, 1);
        text = slice_from_at(text, 1);
    }
    if (!qf_is_macro_name(m.name))
        return qf_bad(r, "a macro name that cannot be");
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
        qf_add_line(out, "", m->value);
    }
}

static bool read_sender(struct qf_reader *r, struct slice text)
{
    r->e->sender = (struct address){.text = arena_copy(r->e->in, text), .mailer = -1};
    r->sender = true;
    r->message = slice_of(NULL, 0);
    return true;
}

static void write_sender(const struct envelope *e, struct str *out)
{
    qf_add_line(out, "S", e->sender.text.len > 0 ? e->sender.text : SLICE("<>"));
}

static bool read_envid(struct qf_reader *r, struct slice text)
{
    r->e->envid = arena_copy(r->e->in, text);
    return true;
}

static void write_envid(const struct envelope *e, struct str *out)
{
    if (e->envid.len > 0)
        qf_add_line(out, "Z", e->envid);
}

static bool read_auth(struct qf_reader *r, struct slice text)
{
    r->e->auth = arena_copy(r->e->in, text);
    return true;
}

static void write_auth(const struct envelope *e, struct str *out)
{
    if (e->auth.len > 0)
        qf_add_line(out, "A", e->auth);
}

/* "!", one raw byte of flags, blank, seconds. */
static bool read_deliver_by(struct qf_reader *r, struct slice text)
{
    int64_t n;

    if (text.len < 2)
        return qf_bad(r, "a deliver-by time is missing");
    if (!slice_to_i64(slice_trim(slice_from_at(text, 1)), &n))
        return qf_bad(r, "no deliver-by time");
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

static bool read_end(struct qf_reader *r, struct slice text UNUSED)
{
    r->end = true;
    return true;
}

static void write_end(const struct envelope *e UNUSED, struct str *out)
{
    str_add_text(out, ".\n");
}

static bool read_nothing(struct qf_reader *r UNUSED, struct slice text UNUSED)
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
    {'C', "controlling user of the recipients to come", qf_read_control, NULL},
    {'Q', "ORCPT= of the next recipient", qf_read_orcpt, NULL},
    {'r', "final recipient of the next recipient", qf_read_final, NULL},
    {'R', "recipient", qf_read_recipient, qf_write_recipients},
    {'H', "header field", qf_read_header, qf_write_headers},
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

static bool read_line(struct qf_reader *r, struct slice line)
{
    const struct line_kind *kind = line.len > 0 ? find_kind(line.p[0]) : NULL;

    if (kind == NULL)
        return qf_bad(r, "unknown kind of line");
    return kind->read(r, slice_from_at(line, 1));
}

enum qf_verdict qf_read(struct slice text, struct envelope *e, struct err *err)
{
    struct qf_reader r = {.e = e, .err = err};
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
    struct qf_reader r = {.e = e, .err = &ignored};
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
