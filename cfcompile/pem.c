/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/pem.h"

#include <string.h>
#include <time.h>

#include "base/str.h"

/* ---- the armour ------------------------------------------------------------------------------ */

static int base64_value(char c)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = c != '\0' ? strchr(letters, c) : NULL;

    return found != NULL ? (int)(found - letters) : -1;
}

static struct slice decode(struct slice text, struct arena *in)
{
    struct str out = str_new(in);
    uint32_t bits = 0;
    int have = 0;

    for (size_t i = 0; i < text.len; i++) {
        int value = base64_value(text.p[i]);

        if (value < 0)
            continue; /* line ends, and = at the end */
        bits = bits << 6 | (uint32_t)value;
        have += 6;
        if (have >= 8) {
            have -= 8;
            str_add_char(&out, (char)(bits >> have & 0xff));
        }
    }
    return str_slice(&out);
}

/* The next block whose name ends so: "-----BEGIN NAME-----". Its lines, without a header of old
 * ("Proc-Type: ..."), which `*headers` gets. */
static bool next_block(struct slice *text, struct slice ending, struct slice *name,
                       struct slice *headers, struct slice *body)
{
    struct slice line;

    while (slice_line(text, &line)) {
        size_t end, empty;

        line = slice_trim(line);
        if (!slice_skip_text_case(&line, SLICE("-----BEGIN ")) ||
            (end = slice_search(line, SLICE("-----"))) == SIZE_MAX)
            continue;
        *name = slice_part(line, 0, end);
        if (!slice_ends_case(*name, ending))
            continue;
        end = slice_search(*text, SLICE("-----END"));
        if (end == SIZE_MAX)
            return false;
        *body = slice_part(*text, 0, end);
        *headers = (struct slice){0};
        empty = slice_search(*body, SLICE("\n\n"));
        if (slice_find(*body, ':') != SIZE_MAX && empty != SIZE_MAX) {
            *headers = slice_part(*body, 0, empty);
            *body = slice_from_at(*body, empty);
        }
        *text = slice_from_at(*text, end);
        return true;
    }
    return false;
}

/* ---- what is inside: tags, lengths, contents --------------------------------------------------
 */

enum {
    DER_INTEGER = 0x02,
    DER_BITS = 0x03,
    DER_OCTETS = 0x04,
    DER_UTC_TIME = 0x17,
    DER_TIME = 0x18,
    DER_SEQUENCE = 0x30,
    DER_TAGGED_0 = 0xa0,
    DER_TAGGED_1 = 0xa1,
};

/* Any one thing; moves past it. */
static bool take_any(struct slice *in, int *tag, struct slice *content)
{
    size_t len, at = 2;

    if (in->len < 2)
        return false;
    *tag = (unsigned char)in->p[0];
    len = (unsigned char)in->p[1];
    if (len >= 0x80) {
        size_t bytes = len & 0x7f;

        if (bytes == 0 || bytes > 4 || in->len < 2 + bytes)
            return false;
        for (len = 0; at < 2 + bytes; at++)
            len = len << 8 | (unsigned char)in->p[at];
    }
    if (in->len - at < len)
        return false;
    *content = slice_part(*in, at, len);
    *in = slice_from_at(*in, at + len);
    return true;
}

/* One thing of that kind; false leaves `in` alone. */
static bool take(struct slice *in, int wanted, struct slice *content)
{
    struct slice rest = *in;
    int tag;

    if (!take_any(&rest, &tag, content) || tag != wanted)
        return false;
    *in = rest;
    return true;
}

static bool skip(struct slice *in)
{
    struct slice content;
    int tag;

    return take_any(in, &tag, &content);
}

/* An RSA key's numbers begin with the modulus; in private keys a version stands before it. */
static struct slice modulus(struct slice numbers, bool private)
{
    struct slice inner, n;

    if (!take(&numbers, DER_SEQUENCE, &inner) || (private && !take(&inner, DER_INTEGER, &n)) ||
        !take(&inner, DER_INTEGER, &n))
        return (struct slice){0};
    return n;
}

/* SEC 1: version, the private number, [0] the curve, [1] the point, which may be left out. */
static struct slice point(struct slice key)
{
    struct slice inner, part, bits;

    if (!take(&key, DER_SEQUENCE, &inner) || !take(&inner, DER_INTEGER, &part) ||
        !take(&inner, DER_OCTETS, &part))
        return (struct slice){0};
    (void)take(&inner, DER_TAGGED_0, &part);
    if (!take(&inner, DER_TAGGED_1, &part) || !take(&part, DER_BITS, &bits) || bits.len < 2)
        return (struct slice){0};
    return slice_from_at(bits, 1); /* how many bits of the last byte do not count */
}

static const char rsa_id[] = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
static const char curve_id[] = "\x06\x07\x2a\x86\x48\xce\x3d\x02\x01";

/* ---- certificates ---------------------------------------------------------------------------- */

static struct slice public_of(struct slice info)
{
    struct slice algorithm, bits;

    if (!take(&info, DER_SEQUENCE, &algorithm) || !take(&info, DER_BITS, &bits) || bits.len < 2)
        return (struct slice){0};
    bits = slice_from_at(bits, 1);
    if (slice_starts(algorithm, slice_from(rsa_id)))
        return modulus(bits, false);
    return slice_starts(algorithm, slice_from(curve_id)) ? bits : (struct slice){0};
}

static int two_digits(struct slice text, size_t at)
{
    if (text.len < at + 2 || !ascii_is_digit(text.p[at]) || !ascii_is_digit(text.p[at + 1]))
        return 0;
    return (text.p[at] - '0') * 10 + (text.p[at + 1] - '0');
}

/* "YYMMDDhhmmssZ", or with four digits for the year; years of two are 1950 to 2049. */
static int64_t time_of(struct slice text, bool four)
{
    struct tm tm = {0};
    size_t at = four ? 4 : 2;

    if (text.len < at + 10)
        return 0;
    tm.tm_year = four ? two_digits(text, 0) * 100 + two_digits(text, 2) - 1900
                      : two_digits(text, 0) + (two_digits(text, 0) < 50 ? 100 : 0);
    tm.tm_mon = two_digits(text, at) - 1;
    tm.tm_mday = two_digits(text, at + 2);
    tm.tm_hour = two_digits(text, at + 4);
    tm.tm_min = two_digits(text, at + 6);
    tm.tm_sec = two_digits(text, at + 8);
    return (int64_t)timegm(&tm);
}

static int64_t end_of(struct slice validity)
{
    struct slice end;

    if (!skip(&validity))
        return 0;
    if (take(&validity, DER_UTC_TIME, &end))
        return time_of(end, false);
    return take(&validity, DER_TIME, &end) ? time_of(end, true) : 0;
}

bool pem_certificate(struct slice text, struct arena *in, struct pem_certificate *certificate)
{
    struct slice name, headers, body, inner, validity, info;

    if (!next_block(&text, SLICE("CERTIFICATE"), &name, &headers, &body))
        return false;
    body = decode(body, in);
    if (!take(&body, DER_SEQUENCE, &inner) || !take(&inner, DER_SEQUENCE, &body))
        return false;
    (void)take(&body, DER_TAGGED_0, &inner); /* the version */
    /* serial number, algorithm, issuer; validity; subject; the key */
    if (!skip(&body) || !skip(&body) || !skip(&body) || !take(&body, DER_SEQUENCE, &validity) ||
        !skip(&body) || !take(&body, DER_SEQUENCE, &info))
        return false;
    *certificate = (struct pem_certificate){end_of(validity), public_of(info)};
    return true;
}

/* ---- keys ------------------------------------------------------------------------------------ */

/* PKCS 8: version, algorithm, the key of that algorithm. */
static struct slice public_of_wrapped(struct slice key)
{
    struct slice inner, algorithm, part;

    if (!take(&key, DER_SEQUENCE, &inner) || !take(&inner, DER_INTEGER, &part) ||
        !take(&inner, DER_SEQUENCE, &algorithm) || !take(&inner, DER_OCTETS, &part))
        return (struct slice){0};
    if (slice_starts(algorithm, slice_from(rsa_id)))
        return modulus(part, true);
    return slice_starts(algorithm, slice_from(curve_id)) ? point(part) : (struct slice){0};
}

enum pem_key_state pem_key(struct slice text, struct arena *in, struct slice *public)
{
    struct slice name, headers, body;

    *public = (struct slice){0};
    if (!next_block(&text, SLICE("PRIVATE KEY"), &name, &headers, &body))
        return PEM_KEY_NONE;
    if (slice_starts_case(name, SLICE("ENCRYPTED")) ||
        slice_search(headers, SLICE("ENCRYPTED")) != SIZE_MAX)
        return PEM_KEY_ENCRYPTED;
    body = decode(body, in);
    *public = slice_starts_case(name, SLICE("RSA"))  ? modulus(body, true)
              : slice_starts_case(name, SLICE("EC")) ? point(body)
                                                     : public_of_wrapped(body);
    return PEM_KEY_PLAIN;
}
