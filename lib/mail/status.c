/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/status.h"

#include <sysexits.h>

#include "base/attr.h"

/* Reply and report differ on purpose: what a program's exit means for its recipient is more exact
 * than the reply code its row has. */
static const struct status rows[] = {
    {EX_OK, 250, "2.0.0", "2.0.0", "OK", NULL, false, false},
    {EX_USAGE, 500, "5.0.0", "5.5.4", "Command line usage error", "usage", false, false},
    {EX_DATAERR, 501, "5.6.0", "5.5.2", "Data format error", NULL, false, false},
    {EX_NOINPUT, 550, "5.3.0", "5.3.0", "Cannot open input", NULL, true, false},
    {EX_NOUSER, 550, "5.1.1", "5.1.1", "User unknown", "nouser", false, false},
    {EX_NOHOST, 550, "5.1.2", "5.1.2", "Host unknown", "nohost", false, false},
    {EX_UNAVAILABLE, 554, "5.0.0", "5.0.0", "Service unavailable", "unavailable", false, false},
    {EX_SOFTWARE, 554, "5.3.0", "5.5.0", "Internal error", "software", true, false},
    {EX_OSERR, 451, "4.0.0", "4.0.0", "Operating system error", NULL, true, true},
    {EX_OSFILE, 554, "5.3.5", "5.5.0", "System file missing", NULL, true, false},
    {EX_CANTCREAT, 550, "5.0.0", "5.3.0", "Can't create output", NULL, true, false},
    {EX_IOERR, 451, "4.0.0", "4.0.0", "I/O error", NULL, true, true},
    {EX_TEMPFAIL, 450, "4.0.0", "4.0.0", "Deferred", "tempfail", false, true},
    {EX_PROTOCOL, 554, "5.5.0", "5.5.0", "Remote protocol error", "protocol", false, false},
    {EX_NOPERM, 550, "5.0.0", "5.0.0", "Insufficient permission", NULL, true, false},
    {EX_CONFIG, 554, "5.3.5", "5.5.0", "Local configuration error", "config", false, false},
};

const struct status *status_find(int code)
{
    for (size_t i = 0; i < COUNT(rows); i++)
        if (rows[i].code == code)
            return &rows[i];
    return NULL;
}

bool status_is_temporary(int code)
{
    const struct status *row = status_find(code);

    return row != NULL && row->temporary;
}

int status_from_word(struct slice word, struct slice *dsn)
{
    int64_t number;
    int code = EX_UNAVAILABLE;

    if (status_is_dsn(word)) {
        *dsn = word;
        return status_from_dsn(word);
    }
    if (slice_find(word, '.') != SIZE_MAX) { /* compatible: read as one, however it is written */
        code = status_from_dsn(word);
    } else if (slice_to_i64(word, &number) && number >= 0 && number <= 255) {
        code = (int)number;
    } else {
        for (size_t i = 0; i < COUNT(rows); i++)
            if (rows[i].keyword != NULL && slice_is_case(word, rows[i].keyword))
                code = rows[i].code;
    }
    const struct status *row = status_find(code);
    *dsn = slice_from(row != NULL ? row->dsn : "5.3.0");
    return code;
}

/* Patterns of the second and third number; "" stands for any. First match wins. */
static const struct {
    const char *detail;
    int code;
} permanent[] = {
    {"1.0", EX_DATAERR},     {"1.1", EX_NOUSER},     {"1.6", EX_NOUSER},   {"1.2", EX_NOHOST},
    {"1.8", EX_NOHOST},      {"1.3", EX_USAGE},      {"1.7", EX_USAGE},    {"1.4", EX_UNAVAILABLE},
    {"1.5", EX_CONFIG},      {"1.", EX_UNAVAILABLE}, {"2.3", EX_DATAERR},  {"2.", EX_UNAVAILABLE},
    {"3.", EX_OSERR},        {"4.0", EX_IOERR},      {"4.1", EX_TEMPFAIL}, {"4.2", EX_IOERR},
    {"4.3", EX_TEMPFAIL},    {"4.4", EX_PROTOCOL},   {"4.5", EX_TEMPFAIL}, {"4.6", EX_CONFIG},
    {"4.7", EX_UNAVAILABLE}, {"4.", EX_IOERR},       {"5.", EX_PROTOCOL},  {"6.", EX_UNAVAILABLE},
    {"7.", EX_DATAERR},      {"", EX_UNAVAILABLE},
};

int status_from_dsn(struct slice dsn)
{
    if (dsn.len < 2 || dsn.p[1] != '.')
        return EX_CONFIG;
    if (dsn.p[0] == '2')
        return EX_OK;
    if (dsn.p[0] == '4')
        return EX_TEMPFAIL;
    if (dsn.p[0] != '5')
        return EX_CONFIG;
    struct slice detail = slice_from_at(dsn, 2);
    for (size_t i = 0; i < COUNT(permanent); i++) {
        struct slice want = slice_from(permanent[i].detail);
        bool whole = want.len == 3;

        if (whole ? slice_eq(detail, want)
                  : slice_starts(detail, slice_part(want, 0, 1)) &&
                        (detail.len < 2 || detail.p[1] == '.'))
            return permanent[i].code;
    }
    return EX_UNAVAILABLE;
}

int status_from_reply(int reply)
{
    static const struct {
        int reply, code;
    } known[] = {
        {500, EX_PROTOCOL}, {501, EX_USAGE},    {502, EX_PROTOCOL},
        {503, EX_PROTOCOL}, {504, EX_PROTOCOL}, {550, EX_NOUSER},
        {551, EX_NOUSER},   {553, EX_NOUSER},   {552, EX_UNAVAILABLE},
    };

    if (reply >= 200 && reply < 400)
        return EX_OK;
    if (reply >= 400 && reply < 500)
        return EX_TEMPFAIL;
    for (size_t i = 0; i < COUNT(known); i++)
        if (known[i].reply == reply)
            return known[i].code;
    return reply >= 500 && reply < 600 ? EX_UNAVAILABLE : EX_PROTOCOL;
}

struct slice status_dsn_of_reply(int reply)
{
    switch (reply / 100) {
    case 2:
        return SLICE("2.0.0");
    case 4:
        return SLICE("4.0.0");
    default:
        return SLICE("5.0.0");
    }
}

static bool skip_number(struct slice *in)
{
    size_t n = 0;

    while (n < in->len && n < 4 && ascii_is_digit(in->p[n]))
        n++;
    *in = slice_from_at(*in, n);
    return n >= 1 && n <= 3;
}

bool status_skip_dsn(struct slice *in, struct slice *dsn)
{
    struct slice rest = *in;

    if (rest.len == 0 || (rest.p[0] != '2' && rest.p[0] != '4' && rest.p[0] != '5'))
        return false;
    rest = slice_from_at(rest, 1);
    if (!slice_skip(&rest, '.') || !skip_number(&rest) || !slice_skip(&rest, '.') ||
        !skip_number(&rest) || (rest.len > 0 && !ascii_is_space(rest.p[0])))
        return false;
    *dsn = slice_part(*in, 0, in->len - rest.len);
    *in = rest;
    return true;
}

bool status_is_dsn(struct slice text)
{
    struct slice dsn;

    return status_skip_dsn(&text, &dsn) && text.len == 0;
}

bool status_line_parse(struct slice line, struct status_line *parsed)
{
    struct status_line r = {0};

    if (line.len < 3 || line.p[0] < '1' || line.p[0] > '5' || !ascii_is_digit(line.p[1]) ||
        !ascii_is_digit(line.p[2]))
        return false;
    r.code = (line.p[0] - '0') * 100 + (line.p[1] - '0') * 10 + (line.p[2] - '0');
    line = slice_from_at(line, 3);
    if (line.len > 0 && line.p[0] != ' ' && line.p[0] != '-')
        return false;
    r.more = line.len > 0 && line.p[0] == '-';
    line = slice_from_at(line, 1);
    if (line.len > 0 && line.p[0] - '0' == r.code / 100 && status_skip_dsn(&line, &r.dsn))
        slice_skip_blanks(&line);
    r.text = slice_trim_end(line);
    *parsed = r;
    return true;
}
