/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bodies go out in runs: a run ends only where a byte must be put in (">" before From, the cut of
 * an over-long line). Reading is by blocks that end at a line end, so that a line is judged whole;
 * only a line longer than a block is seen in pieces.
 */
#include "message/body.h"

#include "mail/header.h"
#include "mail/mime.h"

enum { BLOCK_BYTES = 64 * 1024, DEFAULT_LINE_LIMIT = 990 };

static struct slice field(const struct message_write *w, const char *name)
{
    return header_value(w->env, slice_from(name));
}

static bool is_seven_bit_hop(const struct message_write *w)
{
    return !mailer_has(w->mailer, '8') && (w->no_8bitmime || mailer_has(w->mailer, '7'));
}

enum body_change body_change_of(const struct message_write *w)
{
    bool mime = header_find(w->env, SLICE("MIME-Version")) != NULL;
    bool declared = mime || w->env->body_type == BODY_8BITMIME;
    char mode = w->cfg->opt.eight_bit_mode;

    if (w->quoted || w->body == NULL)
        return BODY_AS_IS;
    if ((w->env->flags & ENV_HAS_8BIT) != 0) {
        if (is_seven_bit_hop(w)) {
            if (declared || mode == 'm')
                return BODY_TO_7BIT;
            return mode == 's' ? BODY_FORBIDDEN : BODY_AS_IS;
        }
        return mode == 'm' && !mime ? BODY_LABELLED : BODY_AS_IS;
    }
    if (mailer_has(w->mailer, '9') && mime &&
        mime_can_decode(field(w, "Content-Type"), field(w, "Content-Transfer-Encoding")))
        return BODY_TO_8BIT;
    return BODY_AS_IS;
}

bool body_change_replaces(enum body_change change, const struct header *h)
{
    return (change == BODY_TO_7BIT || change == BODY_TO_8BIT) && (h->kind & HEADER_ENCODING) != 0;
}

/* Lines on their way to the sink, as the mailer wants them. */
struct line_writer {
    const struct message_sink *to;
    struct err *err;
    bool escape_from; /* E */
    bool strip_nul;   /* 1 */
    bool strip_8bit;  /* 7 */
    size_t limit;     /* L=; 0: none */
    size_t column;    /* of the unfinished line */
    bool last_empty;  /* the last line was empty */
    int64_t written;
};

static bool put(struct line_writer *lw, struct slice bytes)
{
    lw->written += (int64_t)bytes.len;
    return bytes.len == 0 || lw->to->write(lw->to->ctx, bytes, lw->err);
}

static struct slice charset_of(const struct message_write *w)
{
    if (w->mailer->charset.len > 0)
        return w->mailer->charset;
    return w->cfg->opt.default_char_set.len > 0 ? w->cfg->opt.default_char_set
                                                : SLICE("unknown-8bit");
}

static struct line_writer line_writer(const struct message_write *w, const struct message_sink *to,
                                      struct err *err)
{
    int64_t limit = w->mailer->line_limit;

    if (limit <= 0 && mailer_has(w->mailer, 'L'))
        limit = DEFAULT_LINE_LIMIT;
    return (struct line_writer){
        .to = to,
        .err = err,
        .escape_from = mailer_has(w->mailer, 'E'),
        .strip_nul = mailer_has(w->mailer, '1'),
        .strip_8bit = mailer_has(w->mailer, '7'),
        .limit = limit > 1 && !w->quoted ? (size_t)limit : 0,
    };
}

/* The part of a line that is too long goes out in pieces that end in "!". */
static bool put_long(struct line_writer *lw, struct slice line)
{
    while (lw->column + line.len > lw->limit) {
        size_t room = lw->column < lw->limit - 1 ? lw->limit - 1 - lw->column : 0;

        if (!put(lw, slice_part(line, 0, room)) || !put(lw, SLICE("!\n")))
            return false;
        line = slice_from_at(line, room);
        lw->column = 0;
    }
    lw->column += line.len;
    return put(lw, line);
}

/* Whole lines, but for a last piece that has no LF. */
static bool put_lines(struct line_writer *lw, struct slice text)
{
    struct slice run = slice_part(text, 0, 0);

    while (text.len > 0) {
        const char *lf = memchr(text.p, '\n', text.len);
        size_t len = lf == NULL ? text.len : (size_t)(lf - text.p);
        bool too_long = lw->limit > 0 && lw->column + len > lw->limit;
        bool from =
            lw->escape_from && lw->column == 0 && len >= 5 && memcmp(text.p, "From ", 5) == 0;

        if (too_long || from) {
            if (!put(lw, run) || (from && !put(lw, SLICE(">"))))
                return false;
            if (too_long && !put_long(lw, slice_part(text, 0, len)))
                return false;
            run = slice_part(text, too_long ? len : 0, 0);
        }
        lw->last_empty = lf != NULL && lw->column == 0 && len == 0;
        if (!too_long)
            lw->column += len;
        if (lf != NULL) {
            lw->column = 0;
            len++;
        }
        text = slice_from_at(text, len);
        run.len = (size_t)(text.p - run.p);
    }
    return put(lw, run);
}

static size_t strip(const struct line_writer *lw, char *p, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        char c = lw->strip_8bit ? (char)(p[i] & 0x7f) : p[i];

        if (c != '\0' || !lw->strip_nul)
            p[n++] = c;
    }
    return n;
}

/* The last line end in a block, where it can be cut; a block without one is cut at its end. */
static size_t whole_lines(const char *p, size_t len)
{
    const char *lf = memrchr(p, '\n', len);

    return lf == NULL ? len : (size_t)(lf - p) + 1;
}

static bool put_body_blocks(struct line_writer *lw, const struct body *body, char *block)
{
    size_t kept = 0;

    for (int64_t at = 0; at < body->len || kept > 0;) {
        int64_t n = body_read(body, at, block + kept, BLOCK_BYTES - kept, lw->err);
        size_t len, whole;

        if (n < 0)
            return false;
        at += n;
        len = kept + (size_t)n;
        if (len == 0)
            return true;
        whole = n == 0 ? len : whole_lines(block, len);
        kept = len - whole;
        size_t clean = lw->strip_nul || lw->strip_8bit ? strip(lw, block, whole) : whole;
        if (!put_lines(lw, slice_of(block, clean)))
            return false;
        memmove(block, block + whole, kept);
    }
    return true;
}

static bool put_body(struct line_writer *lw, const struct body *body)
{
    bool plain = !lw->strip_nul && !lw->strip_8bit;
    char *block;
    bool ok;

    if (body->fd < 0 && plain)
        return put_lines(lw, slice_of(body->memory, (size_t)body->len));
    struct arena *scratch = arena_new();
    block = arena_bytes(scratch, BLOCK_BYTES);
    ok = put_body_blocks(lw, body, block);
    arena_drop(scratch);
    return ok;
}

/* What a conversion writes is lines too. */
static bool put_converted(void *ctx, struct slice bytes)
{
    return put_lines(ctx, bytes);
}

static bool convert(struct line_writer *lw, const struct message_write *w, enum body_change change)
{
    struct arena *scratch = arena_new();
    struct str host = str_new(scratch);
    struct slice text;
    bool ok = body_slice(w->body, scratch, &text, lw->err);

    w->rules->expand(w->rules->ctx, SLICE("by \201j id \201i"), &host);
    struct mime_job job = {
        .out = {lw, put_converted},
        .scratch = scratch,
        .flags = (mailer_has(w->mailer, '3') ? MIME_STRICT_QP : 0u) |
                 (header_find(w->env, SLICE("MIME-Version")) != NULL ? MIME_HAS_VERSION : 0u),
        .charset = charset_of(w),
        .remark = str_slice(&host),
    };
    struct slice encoding = field(w, "Content-Transfer-Encoding");
    if (ok)
        ok = change == BODY_TO_8BIT ? mime_to_8bit(&job, encoding, text)
                                    : mime_to_7bit(&job, field(w, "Content-Type"), encoding, text);
    arena_drop(scratch);
    return ok;
}

static void add_label(const struct message_write *w, struct str *header)
{
    str_printf(header,
               "MIME-Version: 1.0\n"
               "Content-Type: text/plain; charset=%.*s\n"
               "Content-Transfer-Encoding: 8bit\n",
               SLICE_ARG(charset_of(w)));
}

static bool put_text(struct line_writer *lw, const struct message_write *w, enum body_change change)
{
    if (change == BODY_TO_7BIT || change == BODY_TO_8BIT)
        return convert(lw, w, change);
    return put(lw, SLICE("\n")) && put_body(lw, w->body);
}

static bool put_end(struct line_writer *lw, const struct message_write *w)
{
    if (lw->column > 0 && !put(lw, SLICE("\n")))
        return false;
    if (mailer_has(w->mailer, 'b') && !w->quoted && (lw->column > 0 || !lw->last_empty))
        return put(lw, SLICE("\n"));
    return true;
}

static bool count_only(void *ctx, struct slice bytes, struct err *err)
{
    (void)ctx;
    (void)bytes;
    (void)err;
    return true;
}

/* Mailer flag v: how long the body will be, the empty line before it not counted. */
static bool add_content_length(const struct message_write *w, enum body_change change,
                               struct str *header, struct err *err)
{
    struct message_sink nowhere = {NULL, count_only};
    struct line_writer lw = line_writer(w, &nowhere, err);

    if (change == BODY_TO_7BIT || change == BODY_TO_8BIT)
        return true; /* its fields come behind ours: better no length than a wrong one */
    if (!put_body(&lw, w->body) || !put_end(&lw, w))
        return false;
    str_printf(header, "Content-Length: %lld\n", (long long)lw.written);
    return true;
}

bool body_write(const struct message_write *w, enum body_change change, struct str *header,
                const struct message_sink *to, struct err *err)
{
    struct line_writer lw = line_writer(w, to, err);

    if (change == BODY_FORBIDDEN)
        return err_set(err, EX_DATAERR, "554 5.6.3 Cannot send 8-bit data to 7-bit destination");
    if (change == BODY_LABELLED)
        add_label(w, header);
    if (w->body == NULL)
        return put(&lw, str_slice(header)) && put(&lw, SLICE("\n"));
    if (mailer_has(w->mailer, 'v') && !w->quoted && !add_content_length(w, change, header, err))
        return false;
    return put(&lw, str_slice(header)) && put_text(&lw, w, change) && put_end(&lw, w);
}
