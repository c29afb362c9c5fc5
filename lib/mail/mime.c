/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The converter walks the tree of parts without building it: a part is a slice of the body, found
 * by its boundary lines. Parts without 8-bit bytes pass as they are; only leaves that need it are
 * encoded, because encoding a multipart is forbidden and encoding text for nothing hides it.
 */
#include "mail/mime.h"

#include "mail/header.h"

enum { NESTING_MAX = 20 };

static bool is_token_byte(char c)
{
    return c > ' ' && c <= '~' && strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

/* Blanks, folds and comments. */
static void skip_cfws(struct slice *in)
{
    int depth = 0;

    while (in->len > 0) {
        char c = in->p[0];

        if (c == '(')
            depth++;
        else if (c == ')' && depth > 0)
            depth--;
        else if (depth == 0 && !ascii_is_space(c))
            return;
        *in = slice_from_at(*in, c == '\\' && in->len > 1 ? 2 : 1);
    }
}

static bool take_token(struct slice *in, struct slice *token)
{
    size_t n = 0;

    skip_cfws(in);
    while (n < in->len && is_token_byte(in->p[n]))
        n++;
    *token = slice_part(*in, 0, n);
    *in = slice_from_at(*in, n);
    return n > 0;
}

bool mime_media_type(struct slice value, struct slice *type, struct slice *subtype,
                     struct slice *rest)
{
    if (!take_token(&value, type))
        return false;
    skip_cfws(&value);
    if (!slice_skip(&value, '/') || !take_token(&value, subtype))
        return false;
    *rest = value;
    return true;
}

static bool take_value(struct slice *in, struct arena *scratch, struct slice *value)
{
    struct str s;

    skip_cfws(in);
    if (in->len == 0 || in->p[0] != '"')
        return take_token(in, value);
    s = str_new(scratch);
    *in = slice_from_at(*in, 1);
    while (in->len > 0 && in->p[0] != '"') {
        if (in->p[0] == '\\' && in->len > 1)
            *in = slice_from_at(*in, 1);
        if (in->p[0] != '\n')
            str_add_char(&s, in->p[0]);
        *in = slice_from_at(*in, 1);
    }
    *in = slice_from_at(*in, 1);
    *value = str_slice(&s);
    return true;
}

bool mime_param(struct slice params, struct slice name, struct arena *in, struct slice *value)
{
    struct slice found;

    for (;;) {
        skip_cfws(&params);
        if (!slice_skip(&params, ';'))
            return false;
        if (!take_token(&params, &found))
            continue;
        skip_cfws(&params);
        if (!slice_skip(&params, '=') || !take_value(&params, in, value))
            return false;
        if (slice_eq_case(found, name))
            return true;
    }
}

static bool put(const struct mime_job *job, struct slice text)
{
    return text.len == 0 || job->out.write(job->out.ctx, text);
}

static size_t count_8bit(struct slice text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += (unsigned char)text.p[i] >= 0x80;
    return n;
}

static bool is_identity(struct slice encoding)
{
    return encoding.len == 0 || slice_is_case(encoding, "8bit") ||
           slice_is_case(encoding, "7bit") || slice_is_case(encoding, "binary");
}

/* The two fields an encoded leaf gets, and its body. */
static bool put_leaf(const struct mime_job *job, struct slice encoding, struct slice body)
{
    size_t high = count_8bit(body);
    struct str out = str_new(job->scratch);

    if (high == 0 || !is_identity(encoding)) {
        if (encoding.len > 0)
            str_printf(&out, "Content-Transfer-Encoding: %.*s\n", SLICE_ARG(encoding));
        str_add_char(&out, '\n');
        return put(job, str_slice(&out)) && put(job, body);
    }
    /* Shorter wins: quoted-printable triples what base64 makes four of three. */
    bool base64 = high > body.len / 8;
    const char *name = base64 ? "base64" : "quoted-printable";
    str_printf(&out,
               "Content-Transfer-Encoding: %s\n"
               "X-MIME-Autoconverted: from 8bit to %s %.*s\n\n",
               name, name, SLICE_ARG(job->remark));
    if (base64)
        mime_encode_base64(body, &out);
    else
        mime_encode_qp(body, (job->flags & MIME_STRICT_QP) != 0, &out);
    return put(job, str_slice(&out));
}

/* Header of a part: all of it, and the two values that matter. */
struct part_header {
    struct slice type, encoding;
    bool has_version;
    struct str others; /* the fields but Content-Transfer-Encoding */
};

/* Takes the header off *part; a part may have none. */
static void take_header(struct slice *part, struct part_header *h)
{
    struct slice field, name, value;

    while (header_next(part, &field) && header_split(field, &name, &value)) {
        if (slice_is_case(name, "Content-Transfer-Encoding")) {
            h->encoding = slice_trim(value);
            continue;
        }
        if (slice_is_case(name, "Content-Type"))
            h->type = slice_trim(value);
        if (slice_is_case(name, "MIME-Version"))
            h->has_version = true;
        str_add(&h->others, field);
        str_add_char(&h->others, '\n');
    }
}

static bool convert(const struct mime_job *job, struct slice type, struct slice encoding,
                    struct slice body, bool digest, int depth);

/* A part with its own header; `message`: it is a whole message, so it says MIME-Version. */
static bool convert_part(const struct mime_job *job, struct slice part, bool message, bool digest,
                         int depth)
{
    struct part_header h = {.others = str_new(job->scratch)};

    if (depth > NESTING_MAX || count_8bit(part) == 0)
        return put(job, part);
    take_header(&part, &h);
    if (message && !h.has_version)
        str_add_text(&h.others, "MIME-Version: 1.0\n");
    return put(job, str_slice(&h.others)) && convert(job, h.type, h.encoding, part, digest, depth);
}

/* Is this line "--boundary" or "--boundary--"? */
static bool is_boundary(struct slice line, struct slice boundary, bool *last)
{
    line = slice_trim_end(line);
    if (line.len < boundary.len + 2 || memcmp(line.p, "--", 2) != 0 ||
        !slice_eq(slice_part(line, 2, boundary.len), boundary))
        return false;
    struct slice rest = slice_from_at(line, boundary.len + 2);
    *last = slice_is(rest, "--");
    return *last || rest.len == 0;
}

static bool convert_multipart(const struct mime_job *job, struct slice boundary, struct slice body,
                              bool digest, int depth)
{
    struct slice rest = body, line, part = slice_part(body, 0, 0);
    bool in_part = false, last = false;

    while (!last && slice_line(&rest, &line)) {
        if (!is_boundary(line, boundary, &last)) {
            part.len = (size_t)(rest.p - part.p);
            continue;
        }
        part.len = (size_t)(line.p - part.p);
        if (in_part ? !convert_part(job, part, false, digest, depth + 1) : !put(job, part))
            return false;
        if (!put(job, line) || !put(job, SLICE("\n")))
            return false;
        in_part = true;
        part = slice_part(rest, 0, 0);
    }
    if (last)
        return put(job, rest);
    return in_part ? convert_part(job, part, false, digest, depth + 1) : put(job, part);
}

static bool convert(const struct mime_job *job, struct slice type_value, struct slice encoding,
                    struct slice body, bool digest, int depth)
{
    struct slice type = digest ? SLICE("message") : SLICE("text"), subtype = SLICE("rfc822");
    struct slice params = {0}, boundary;

    if (!digest)
        subtype = SLICE("plain");
    if (type_value.len > 0)
        mime_media_type(type_value, &type, &subtype, &params);
    if (is_identity(encoding) && slice_is_case(type, "multipart") &&
        mime_param(params, SLICE("boundary"), job->scratch, &boundary) && boundary.len > 0)
        return put(job, SLICE("\n")) &&
               convert_multipart(job, boundary, body, slice_is_case(subtype, "digest"), depth);
    if (is_identity(encoding) && slice_is_case(type, "message") && slice_is_case(subtype, "rfc822"))
        return put(job, SLICE("\n")) && convert_part(job, body, true, false, depth + 1);
    return put_leaf(job, encoding, body);
}

bool mime_to_7bit(const struct mime_job *job, struct slice type, struct slice encoding,
                  struct slice body)
{
    struct str fields = str_new(job->scratch);

    if ((job->flags & MIME_HAS_VERSION) == 0)
        str_add_text(&fields, "MIME-Version: 1.0\n");
    if (type.len == 0)
        str_printf(&fields, "Content-Type: text/plain; charset=%.*s\n", SLICE_ARG(job->charset));
    return put(job, str_slice(&fields)) && convert(job, type, encoding, body, false, 0);
}

bool mime_can_decode(struct slice type_value, struct slice encoding)
{
    struct slice type, subtype, params;

    return mime_media_type(type_value, &type, &subtype, &params) && slice_is_case(type, "text") &&
           slice_is_case(subtype, "plain") &&
           (slice_is_case(encoding, "base64") || slice_is_case(encoding, "quoted-printable"));
}

bool mime_to_8bit(const struct mime_job *job, struct slice encoding, struct slice body)
{
    struct str out = str_new(job->scratch);

    str_printf(&out,
               "Content-Transfer-Encoding: 8bit\n"
               "X-MIME-Autoconverted: from %.*s to 8bit %.*s\n\n",
               SLICE_ARG(encoding), SLICE_ARG(job->remark));
    if (slice_is_case(encoding, "base64"))
        mime_decode_base64(body, &out);
    else
        mime_decode_qp(body, &out);
    /* compatible: a line end follows the decoded text, whether it had one or not. */
    str_add_char(&out, '\n');
    return put(job, str_slice(&out));
}
