/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines both texts begin and end with are set aside; what is between is compared in a table of
 * longest common sequences. Where that table would be too large, all of it is shown as changed.
 */
#include "cfcompile/line_diff.h"

#include "base/vec.h"

enum { AROUND = 2, CELLS_MAX = 4 << 20 };

struct lines VEC(struct slice);

static struct lines cut(struct slice text, struct arena *in)
{
    struct lines lines = {0};
    struct slice line;

    while (slice_line(&text, &line))
        *VEC_ADD(&lines, in) = line;
    return lines;
}

struct shown {
    struct str *out;
    bool colour;
};

static void put(struct shown *s, char sign, struct slice line)
{
    const char *colour = sign == '-' ? "\033[31m" : sign == '+' ? "\033[32m" : "";

    str_printf(s->out, "%s%c", s->colour ? colour : "", sign);
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.p[i];
        if (c == '\r')
            str_add_text(s->out, "\\r");
        else
            str_add_char(s->out, c == '\t' || (c >= ' ' && c != 0x7f) ? (char)c : '?');
    }
    str_printf(s->out, "%s\n", s->colour && *colour != '\0' ? "\033[0m" : "");
}

/* table[i][j]: lines that a from i on and b from j on have in common. */
static unsigned short *common(const struct slice *a, size_t n, const struct slice *b, size_t m,
                              struct arena *in)
{
    unsigned short *t = ARENA_ARRAY(in, (n + 1) * (m + 1), unsigned short);

    for (size_t i = n; i-- > 0;)
        for (size_t j = m; j-- > 0;) {
            unsigned short *here = &t[i * (m + 1) + j], down = here[m + 1], right = here[1];
            *here = slice_eq(a[i], b[j]) ? (unsigned short)(here[m + 2] + 1)
                    : down > right       ? down
                                         : right;
        }
    return t;
}

/* Is there a change within AROUND lines of this common one? `marks` has ' ', '-' and '+'. */
static bool is_near(const char *marks, size_t len, size_t at)
{
    size_t from = at > AROUND ? at - AROUND : 0, to = at + AROUND < len ? at + AROUND : len - 1;

    for (size_t i = from; i <= to; i++)
        if (marks[i] != ' ')
            return true;
    return false;
}

static void show(struct shown *s, const struct lines *a, const struct lines *b, struct slice marks)
{
    bool gap = true;

    for (size_t k = 0, i = 0, j = 0; k < marks.len; k++) {
        char sign = marks.p[k];
        struct slice line = sign == '+' ? b->p[j] : a->p[i];
        if (sign != ' ' || is_near(marks.p, marks.len, k)) {
            if (gap)
                str_printf(s->out, "@@ line %zu @@\n", i + 1);
            put(s, sign, line);
        }
        gap = sign == ' ' && !is_near(marks.p, marks.len, k);
        i += sign != '+';
        j += sign != '-';
    }
}

void line_diff(struct slice before, struct slice after, bool colour, struct str *out)
{
    struct lines a = cut(before, out->in), b = cut(after, out->in);
    size_t head = 0, tail = 0, n, m, i = 0, j = 0;
    struct str marks = str_new(out->in);
    struct shown s = {.out = out, .colour = colour};
    unsigned short *t = NULL;

    if (slice_eq(before, after))
        return;
    while (head < a.len && head < b.len && slice_eq(a.p[head], b.p[head]))
        head++;
    while (tail < a.len - head && tail < b.len - head &&
           slice_eq(a.p[a.len - 1 - tail], b.p[b.len - 1 - tail]))
        tail++;
    n = a.len - head - tail;
    m = b.len - head - tail;
    if ((n + 1) * (m + 1) <= CELLS_MAX)
        t = common(a.p + head, n, b.p + head, m, out->in);
    for (size_t k = 0; k < head; k++)
        str_add_char(&marks, ' ');
    while (i < n || j < m) {
        bool same = t != NULL && i < n && j < m && slice_eq(a.p[head + i], b.p[head + j]);
        bool less =
            i < n && (j == m || t == NULL || t[(i + 1) * (m + 1) + j] >= t[i * (m + 1) + j + 1]);
        str_add_char(&marks, same ? ' ' : less ? '-' : '+');
        i += same || less;
        j += same || !less;
    }
    for (size_t k = 0; k < tail; k++)
        str_add_char(&marks, ' ');
    show(&s, &a, &b, str_slice(&marks));
}
