/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the bytes of one record say. They come from outside: every length is checked against what is
 * there.
 */
#include "net/dns_record.h"
#include "base/str.h"

/* A name in wire form, uncompressed as the library keeps it: labels joined by dots. */
static bool take_name(struct slice *data, struct arena *in, struct slice *name)
{
    struct slice rest = *data;
    struct str text = str_new(in);

    for (;;) {
        size_t len;

        if (rest.len == 0)
            return false;
        len = (unsigned char)rest.p[0];
        if (len > 63 || len + 1 > rest.len)
            return false;
        rest.p++;
        rest.len--;
        if (len == 0)
            break;
        if (text.len > 0)
            str_add_char(&text, '.');
        for (size_t i = 0; i < len; i++) {
            /* A dot or a control byte inside a label cannot be written in mail: no such host. */
            if (rest.p[i] == '.' || (unsigned char)rest.p[i] <= ' ' || rest.p[i] == 127)
                return false;
            str_add_char(&text, rest.p[i]);
        }
        rest = slice_from_at(rest, len);
    }
    *data = rest;
    *name = str_slice(&text);
    return true;
}

static bool take_u16(struct slice *data, unsigned *n)
{
    if (data->len < 2)
        return false;
    *n = (unsigned)(unsigned char)data->p[0] << 8 | (unsigned char)data->p[1];
    *data = slice_from_at(*data, 2);
    return true;
}

static bool take_text(struct slice data, struct arena *in, struct slice *text)
{
    struct str joined = str_new(in);

    while (data.len > 0) {
        size_t len = (unsigned char)data.p[0];

        if (len + 1 > data.len)
            return false;
        str_add(&joined, slice_part(data, 1, len));
        data = slice_from_at(data, len + 1);
    }
    *text = str_slice(&joined);
    return true;
}

bool dns_take_record(enum dns_type type, struct slice data, struct arena *in,
                     struct dns_record *record)
{
    *record = (struct dns_record){0};
    switch (type) {
    case DNS_MX:
    case DNS_AFSDB:
        return take_u16(&data, &record->preference) && take_name(&data, in, &record->data);
    case DNS_SRV:
        return take_u16(&data, &record->preference) && take_u16(&data, &record->weight) &&
               take_u16(&data, &record->port) && take_name(&data, in, &record->data);
    case DNS_NS:
    case DNS_CNAME:
    case DNS_PTR:
        return take_name(&data, in, &record->data);
    case DNS_TXT:
        return take_text(data, in, &record->data);
    case DNS_A:
        record->data = arena_copy(in, data);
        return data.len == 4;
    case DNS_AAAA:
        record->data = arena_copy(in, data);
        return data.len == 16;
    default:
        record->data = arena_copy(in, data);
        return true;
    }
}
