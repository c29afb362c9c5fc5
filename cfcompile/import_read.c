/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/import_read.h"

#include <string.h>

#include "base/str.h"
#include "base/vec.h"

/* "x...", "{name}...": the name, and what follows. */
static void split_name(struct import_line *line)
{
    struct slice rest = line->text;

    if (slice_skip(&rest, '{') && slice_until(&rest, '}', &line->set)) {
        line->rest = rest;
        return;
    }
    line->set = slice_part(line->text, 0, 1);
    line->rest = slice_from_at(line->text, 1);
}

static void split_word(struct import_line *line)
{
    size_t end = 0;

    while (end < line->text.len && memchr(" \t,=", line->text.p[end], 4) == NULL)
        end++;
    line->set = slice_part(line->text, 0, end);
    line->rest = slice_trim(slice_from_at(line->text, end));
}

/* A line and those that begin with a blank. */
static bool logical_line(struct slice *rest, struct slice *line, int *count)
{
    struct slice more;

    if (!slice_line(rest, line))
        return false;
    *count = 1;
    while (rest->len > 0 && (rest->p[0] == ' ' || rest->p[0] == '\t') && slice_line(rest, &more)) {
        line->len = (size_t)(more.p + more.len - line->p);
        ++*count;
    }
    return true;
}

/* "name=3", "name", "3": the part that is its name. */
static struct slice set_name(struct slice text)
{
    struct slice name = slice_trim(text);

    return slice_trim(slice_part(name, 0, slice_find(name, '=')));
}

void import_read(struct slice text, struct arena *in, struct import_file *out)
{
    struct slice line, set = {0};
    int number = 1, count;

    *out = (struct import_file){0};
    for (; logical_line(&text, &line, &count); number += count) {
        struct import_line *l;

        if (slice_trim(line).len == 0)
            continue;
        l = VEC_ADD(out, in);
        *l = (struct import_line){
            .letter = line.p[0], .text = slice_trim_end(slice_from_at(line, 1)), .number = number};
        if (l->letter == 'S')
            set = set_name(l->text);
        if (l->letter == 'R' || l->letter == 'S')
            l->set = set;
        else if (memchr("CFD", l->letter, 3) != NULL)
            split_name(l);
        else if (memchr("KMOQX", l->letter, 5) != NULL && l->text.len > 0) {
            if (l->letter == 'O')
                l->text = slice_trim(l->text);
            split_word(l);
        }
    }
}

bool import_is_cf(const struct import_file *f)
{
    bool version = false, mailer = false;

    for (size_t i = 0; i < f->len; i++) {
        version = version || (f->p[i].letter == 'V' && f->p[i].text.len > 0 &&
                              ascii_is_digit(f->p[i].text.p[0]));
        mailer = mailer ||
                 (f->p[i].letter == 'M' && slice_search(f->p[i].text, SLICE("P=")) != SIZE_MAX);
    }
    return version || mailer;
}

const struct import_line *import_find(const struct import_file *f, char letter, struct slice name)
{
    for (size_t i = 0; i < f->len; i++)
        if (f->p[i].letter == letter && slice_eq_case(f->p[i].set, name))
            return &f->p[i];
    return NULL;
}

struct slice import_left(const struct import_line *rule)
{
    return slice_trim(slice_part(rule->text, 0, slice_find(rule->text, '\t')));
}

struct slice import_right(const struct import_line *rule)
{
    size_t tab = slice_find(rule->text, '\t');
    struct slice rest = slice_from_at(rule->text, tab == SIZE_MAX ? rule->text.len : tab);

    while (slice_skip(&rest, '\t'))
        ;
    return slice_trim(slice_part(rest, 0, slice_find(rest, '\t')));
}

struct slice import_squeezed(struct slice text, struct arena *in)
{
    struct str out = str_new(in);

    for (size_t i = 0; i < text.len; i++)
        if (!ascii_is_space(text.p[i]))
            str_add_char(&out, text.p[i]);
    return str_slice(&out);
}

/* Does the text begin with the needle, blanks in either left out? */
static bool begins(struct slice text, struct slice needle)
{
    size_t i = 0;

    for (size_t k = 0; k < needle.len; k++) {
        if (ascii_is_space(needle.p[k]))
            continue;
        while (i < text.len && ascii_is_space(text.p[i]))
            i++;
        if (i == text.len || text.p[i++] != needle.p[k])
            return false;
    }
    return true;
}

static bool contains(struct slice text, struct slice needle)
{
    for (size_t i = 0; i < text.len; i++)
        if (begins(slice_from_at(text, i), needle))
            return true;
    return false;
}

const struct import_line *import_rule(const struct import_file *f, const char *set,
                                      const char *needle)
{
    for (size_t i = 0; i < f->len; i++)
        if (f->p[i].letter == 'R' && (set[0] == '\0' || slice_is_case(f->p[i].set, set)) &&
            contains(f->p[i].text, slice_from(needle)))
            return &f->p[i];
    return NULL;
}

struct slice import_option(const struct import_line *o, struct slice *value)
{
    struct slice rest = o->rest;

    slice_skip(&rest, '=');
    *value = slice_trim(rest);
    return o->set;
}
