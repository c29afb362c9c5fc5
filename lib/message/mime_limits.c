/* SPDX-License-Identifier: BSD-2-Clause */
#include "message/mime_limits.h"

#include <syslog.h>

#include "base/log.h"
#include "base/str.h"
#include "rule/class.h"

static bool is_member(const struct config *cfg, const char *class_name, struct slice name)
{
    macro_id id;

    if (cfg->classes == NULL || cfg->names == NULL)
        return false;
    id = macro_names_find(cfg->names, slice_from(class_name));
    return id != 0 && class_has(cfg->classes, id, name);
}

static bool ends_quoted(struct slice text)
{
    bool quoted = false;

    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] == '\\')
            i++;
        else if (text.p[i] == '"')
            quoted = !quoted;
    }
    return quoted;
}

static void add_cut(struct str *out, struct slice text, size_t max)
{
    if (text.len <= max) {
        str_add(out, text);
        return;
    }
    text = slice_part(text, 0, max > 0 ? max - 1 : 0);
    while (text.len > 0 && text.p[text.len - 1] == '\\')
        text.len--;
    str_add(out, text);
    if (ends_quoted(text))
        str_add_char(out, '"');
}

/* Each piece between semicolons (outside quotes) on its own. */
static void cut_parameters(struct str *out, struct slice value, size_t max)
{
    bool quoted = false;
    size_t from = 0;

    for (size_t i = 0; i <= value.len; i++) {
        if (i < value.len && value.p[i] == '\\' && i + 1 < value.len) {
            i++;
            continue;
        }
        if (i < value.len && value.p[i] == '"')
            quoted = !quoted;
        if (i < value.len && (quoted || value.p[i] != ';'))
            continue;
        struct slice part = slice_part(value, from, i - from);
        size_t blanks = 0;
        while (blanks < part.len && ascii_is_space(part.p[blanks]))
            blanks++;
        str_add(out, slice_part(part, 0, blanks));
        add_cut(out, slice_from_at(part, blanks), max);
        if (i < value.len)
            str_add_char(out, ';');
        from = i + 1;
    }
}

static void tell(struct slice id, const struct header *h, const char *what)
{
    log_line(1, LOG_ALERT, id, "Truncated %s MIME %.*s header (length = %zu) (possible attack)",
             what, SLICE_ARG(h->name), h->value.len);
}

struct slice mime_limits_apply(const struct config *cfg, const struct header *h, struct slice id,
                               struct arena *in)
{
    size_t max = (size_t)cfg->opt.max_mime_header_length;
    size_t max_field = (size_t)cfg->opt.max_mime_field_length;
    struct slice value = h->value;
    struct str out;

    if (max_field > 0 && value.len > max_field &&
        is_member(cfg, "checkMIMEFieldHeaders", h->name)) {
        out = str_new(in);
        cut_parameters(&out, value, max_field);
        if (out.len < value.len)
            tell(id, h, "parameters of");
        value = str_slice(&out);
    }
    if (max > 0 && value.len > max &&
        (is_member(cfg, "checkMIMEHeaders", h->name) ||
         is_member(cfg, "checkMIMETextHeaders", h->name))) {
        out = str_new(in);
        add_cut(&out, value, max);
        tell(id, h, "long");
        value = str_slice(&out);
    }
    return value;
}
