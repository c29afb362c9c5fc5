/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/tool/complaint.h"

enum { ABOUT_SHOWN = 200 };

void complaint_vadd(struct str *out, struct slice about, const char *fmt, va_list args)
{
    size_t from = out->len;

    if (about.len >= ABOUT_SHOWN + 3) { /* what is shown of it is no longer */
        str_add(out, slice_part(about, 0, ABOUT_SHOWN / 2));
        str_add_text(out, "...");
        about = slice_from_at(about, about.len - ABOUT_SHOWN / 2);
    }
    if (about.len > 0)
        str_printf(out, "%.*s... ", SLICE_ARG(about));
    str_vprintf(out, fmt, args);
    str_add_char(out, '\n');
    /* compatible: complaints, unlike answers, are shown in seven bits. */
    for (size_t i = from; i < out->len; i++) {
        out->p[i] &= 0x7f;
        if (out->p[i] == '\0') { /* and end where that leaves nothing */
            str_cut(out, i);
            str_add_char(out, '\n');
        }
    }
}

void complaint_add(struct str *out, struct slice about, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    complaint_vadd(out, about, fmt, args);
    va_end(args);
}
