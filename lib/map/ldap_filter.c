/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/str.h"
#include "map/ldap_spec.h"

static void add_byte(struct str *out, char c)
{
    str_printf(out, "\\%02X", (unsigned char)c);
}

static void add_escaped(struct str *out, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] == '\0' || strchr("()*\\", text.p[i]) != NULL)
            add_byte(out, text.p[i]);
        else
            str_add_char(out, text.p[i]);
    }
}

static void add_raw(struct str *out, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] == '\0')
            add_byte(out, '\0');
        else
            str_add_char(out, text.p[i]);
    }
}

struct slice ldap_filter_fill(const struct ldap_spec *spec, struct slice key,
                              const struct slice *args, size_t nargs, struct arena *in)
{
    struct slice f = spec->filter;
    struct str out = str_new(in);

    for (size_t i = 0; i < f.len; i++) {
        char next = i + 1 < f.len ? f.p[i + 1] : '\0';
        size_t n = (size_t)(next - '0');

        if (f.p[i] != '%') {
            str_add_char(&out, f.p[i]);
            continue;
        }
        i++;
        if (next == '%')
            str_add_char(&out, '%');
        else if (next == 's')
            add_raw(&out, key);
        else if (next == '0')
            add_escaped(&out, key);
        else if (spec->with_args && ascii_is_digit(next))
            add_escaped(&out, n <= nargs ? args[n - 1] : SLICE(""));
        else
            str_add_char(&out, f.p[--i]);
    }
    return str_slice(&out);
}
