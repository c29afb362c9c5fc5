/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dequote -- the key without its double quotes, if it would still be one address without them.
 *
 * A blank anywhere stays a reason to keep them, unless -s names a character to put in its place; a
 * tab is one whatever -s says. So do unbalanced parentheses, angle brackets or quotes that would
 * come to light. Inside of parentheses, also of those in quotes, quotes and angle
 * brackets are text and stay.
 */
#include "base/str.h"
#include "map/internal.h"

static bool flag(struct map *m, char letter UNUSED, struct slice text, struct err *err UNUSED)
{
    char *blank;

    if (text.len == 0 || ascii_is_space(text.p[0])) /* a blank for a blank is none the better */
        return true;
    blank = ARENA_NEW(m->all->in, char);
    *blank = text.p[0];
    m->state = blank;
    return true;
}

struct balance {
    bool quoted;  /* inside quotes */
    bool escaped; /* behind a backslash */
    bool blank;   /* a blank that nothing may stand for */
    int quotes, angles, comments;
    bool broken;
};

/* False: this character is a quote that goes. */
static bool step(struct balance *b, char c)
{
    if (b->escaped) {
        b->escaped = false;
        return true;
    }
    if (b->comments > 0 && (c == '"' || c == '<' || c == '>'))
        return true;
    switch (c) {
    case '\\':
        b->escaped = true;
        break;
    case '"':
        b->quoted = !b->quoted;
        b->quotes++;
        return false;
    case '(':
        b->comments++;
        break;
    case ')':
        b->broken = b->broken || b->comments-- == 0;
        break;
    case '<':
        b->angles++;
        break;
    case '>':
        b->broken = b->broken || b->angles-- == 0;
        break;
    default:
        break;
    }
    return true;
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    const char *blank = m->state;
    struct str out = str_new(in);
    struct balance b = {0};

    for (size_t i = 0; i < q->key.len; i++) {
        char c = q->key.p[i];

        if (c == ' ' && !b.escaped) {
            if (blank == NULL)
                b.blank = true;
            else
                c = *blank;
        }
        b.blank |= c == '\t' && !b.escaped;
        if (step(&b, q->key.p[i]))
            str_add_char(&out, c);
    }
    if (b.quotes == 0 || b.quoted || b.escaped || b.blank || b.broken || b.angles != 0 ||
        b.comments != 0)
        return map_absent(err, EX_OK);
    str_add(&out, m->append);
    *value = str_slice(&out);
    return MAP_FOUND;
}

const struct map_class map_class_dequote = {.name = "dequote",
                                            .plain = true,
                                            .keeps_quotes = true,
                                            .own_flags = "sS",
                                            .flag = flag,
                                            .lookup = lookup,
                                            .one_flag = true,
                                            .known_flags = "",
                                            .heeded_flags = "aD"};
