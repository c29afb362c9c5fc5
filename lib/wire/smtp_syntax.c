/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/smtp_syntax.h"

enum { BY_MAX_DIGITS = 9, MAX_HELO_NAME = 256 };

bool smtp_parse_keyword(struct slice *in, const char *keyword, struct slice *found)
{
    struct slice rest = *in;
    size_t len = 0;

    while (rest.len > 0 && ascii_is_space(rest.p[0]))
        rest = slice_from_at(rest, 1);
    while (len < rest.len && rest.p[len] != ':' && !ascii_is_space(rest.p[len]))
        len++;
    *found = slice_part(rest, 0, len);
    rest = slice_from_at(rest, len);
    while (rest.len > 0 && ascii_is_space(rest.p[0]))
        rest = slice_from_at(rest, 1);
    if (!slice_skip(&rest, ':'))
        return false;
    while (rest.len > 0 && ascii_is_space(rest.p[0]))
        rest = slice_from_at(rest, 1);
    if (rest.len == 0 || !slice_is_case(*found, keyword))
        return false;
    *in = rest;
    return true;
}

/* What closes something that nothing opened: such a text has no end that can be told. */
static void close_one(int *open, bool *wrong)
{
    if (*open > 0)
        --*open;
    else
        *wrong = true;
}

struct slice smtp_parse_address(struct slice *in)
{
    int comments = 0, angles = 0;
    bool quoted = false, wrong = false;
    size_t i = 0;

    for (; i < in->len; i++) {
        char c = in->p[i];

        if (c == '\\' && i + 1 < in->len)
            i++;
        else if (c == '"' && comments == 0)
            quoted = !quoted;
        else if (quoted)
            continue;
        else if (c == '(')
            comments++;
        else if (c == ')')
            close_one(&comments, &wrong);
        else if (comments > 0)
            continue;
        else if (c == '<')
            angles++;
        else if (c == '>')
            close_one(&angles, &wrong);
        else if (angles == 0 && !wrong && ascii_is_space(c))
            break;
    }

    struct slice address = slice_part(*in, 0, i);
    *in = slice_from_at(*in, i);
    return address;
}

bool smtp_parse_param(struct slice *in, struct smtp_param *param)
{
    struct slice rest = slice_trim(*in);
    size_t len = 0;

    *param = (struct smtp_param){0};
    if (rest.len == 0)
        return false;
    while (len < rest.len && (ascii_is_alnum(rest.p[len]) || rest.p[len] == '-'))
        len++;
    param->name = slice_part(rest, 0, len);
    rest = slice_from_at(rest, len);
    param->has_value = slice_skip(&rest, '=');
    len = 0;
    while (len < rest.len && !ascii_is_space(rest.p[len]) &&
           (!param->has_value || rest.p[len] != '='))
        len++;
    if (param->has_value)
        param->value = slice_part(rest, 0, len);
    *in = slice_from_at(rest, len);
    (void)slice_skip(in, '='); /* ends the value, and another parameter follows */
    return true;
}

static bool is_upper_hex(char c)
{
    return ascii_is_digit(c) || (c >= 'A' && c <= 'F');
}

bool smtp_is_xtext(struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '+') {
            if (i + 2 >= s.len || !is_upper_hex(s.p[i + 1]) || !is_upper_hex(s.p[i + 2]))
                return false;
            i += 2;
        } else if (s.p[i] < '!' || s.p[i] > '~' || s.p[i] == '=') {
            return false;
        }
    }
    return true;
}

bool smtp_is_helo_name(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_is_alnum(s.p[i]) && memchr("-_.:#[]", s.p[i], 7) == NULL)
            return false;
    return s.len > 0 && s.len <= MAX_HELO_NAME;
}

enum smtp_by_fault smtp_parse_by(struct slice value, struct smtp_by *by, char *bad)
{
    size_t sign = value.len > 0 && (value.p[0] == '-' || value.p[0] == '+'), digits = 0;

    *by = (struct smtp_by){0};
    *bad = '\0';
    while (sign + digits < value.len && ascii_is_digit(value.p[sign + digits]))
        digits++;
    if (digits == 0)
        sign = 0;
    /* compatible: no number is 0 */
    if (digits > 0 && (digits > BY_MAX_DIGITS ||
                       !slice_to_i64(slice_part(value, 0, sign + digits), &by->seconds)))
        return SMTP_BY_OUT_OF_RANGE;
    value = slice_from_at(value, sign + digits);
    if (!slice_skip(&value, ';'))
        return SMTP_BY_NO_SEMICOLON;
    by->mode = value.len > 0 ? ascii_upper(value.p[0]) : '\0';
    *bad = value.len > 0 ? value.p[0] : '\0';
    if (by->mode != 'R' && by->mode != 'N')
        return SMTP_BY_BAD_MODE;
    value = slice_from_at(value, 1);
    by->trace = value.len > 0 && ascii_upper(value.p[0]) == 'T';
    *bad = value.len > 0 ? value.p[0] : '\0';
    if (value.len > 0 && !by->trace) /* compatible: behind the T may stand what will */
        return SMTP_BY_BAD_TRACE;
    return by->mode == 'R' && by->seconds <= 0 ? SMTP_BY_NOT_POSITIVE : SMTP_BY_OK;
}
