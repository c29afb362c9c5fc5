/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf/option_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rule/macro.h"

/* Time units of time values. */
static const struct {
    char letter;
    int64_t seconds;
} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};

static int64_t unit_seconds(char letter)
{
    for (size_t i = 0; i < COUNT(units); i++)
        if (units[i].letter == letter) /* compatible: capitals are none */
            return units[i].seconds;
    return 0;
}

bool option_bool(struct slice value)
{
    return value.len == 0 || strchr("tTyY", value.p[0]) != NULL;
}

bool option_time(struct slice value, char unit, int64_t *seconds)
{
    bool negative = false, fine = true;
    int64_t sum = 0;

    *seconds = 0;
    if (slice_is_case(value, "now"))
        return true;
    if (slice_skip(&value, '-'))
        negative = true;
    while (value.len > 0) {
        int64_t n = 0;
        char u = unit;

        while (value.len > 0 && ascii_is_digit(value.p[0])) {
            if (n < INT64_MAX / 10000000)
                n = n * 10 + (value.p[0] - '0');
            value = slice_from_at(value, 1);
        }
        if (value.len > 0) {
            u = value.p[0];
            value = slice_from_at(value, 1);
            if (unit_seconds(u) == 0) {
                fine = false;
                u = unit;
            }
        }
        sum += n * unit_seconds(u);
    }
    *seconds = negative ? -sum : sum;
    return fine;
}

int64_t option_number(struct slice value, int base)
{
    char text[32];
    size_t len = value.len < sizeof text ? value.len : sizeof text - 1;

    if (len > 0)
        memcpy(text, value.p, len);
    text[len] = '\0';
    return strtoll(text, NULL, base);
}

bool option_next_word(struct slice *in, const char *separators, struct slice *word)
{
    while (in->len > 0) {
        size_t n = 0;

        while (n < in->len && strchr(separators, in->p[n]) == NULL)
            n++;
        *word = slice_trim(slice_part(*in, 0, n));
        *in = slice_from_at(*in, n < in->len ? n + 1 : n);
        if (word->len > 0)
            return true;
    }
    return false;
}

/* Whole, however long it is. */
static void PRINTF(3, 0)
    tell(struct option_request *r, option_warn_fn *hear, const char *fmt, va_list args)
{
    struct str text = str_new(r->in);

    str_vprintf(&text, fmt, args);
    if (hear != NULL)
        hear(r->ctx, text.p);
}

void option_warn(struct option_request *r, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    tell(r, r->warn, fmt, args);
    va_end(args);
}

bool option_fault(struct option_request *r, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    tell(r, r->fault, fmt, args);
    va_end(args);
    return false;
}

bool option_end(struct option_request *r, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    tell(r, r->fault, fmt, args);
    va_end(args);
    r->ended = true;
    return false;
}

const char *option_label(const struct option *row, char text[32])
{
    if (ascii_is_print(row->letter))
        snprintf(text, 32, "%c", row->letter);
    else
        snprintf(text, 32, "%s", row->name);
    return text;
}

/* ---- values by type ------------------------------------------------------------------------- */

static bool set_letter_choice(struct option_request *r, char *to)
{
    const struct option *row = r->row;
    char c = r->value.len > 0 ? r->value.p[0] : '\0';

    if (c != '\0' && strchr(row->choices, c) != NULL) {
        *to = ascii_lower(c);
        return true;
    }
    switch (row->letter) {
    case '8':
        return option_end(r, "Unknown 8-bit mode %c", c);
    case 'd':
        return option_end(r, "Unknown delivery mode %c", c);
    case 'e': /* compatible: an unknown error mode changes nothing */
        return true;
    default:
        return option_fault(r, "Invalid queue sort order \"%.*s\"", SLICE_ARG(r->value));
    }
}

static bool set_bool_or(struct option_request *r, char *to)
{
    char c = r->value.len > 0 ? ascii_lower(r->value.p[0]) : 't';

    *to = strchr(r->row->choices, c) != NULL ? c : option_bool(r->value) ? 't' : 'f';
    return true;
}

static bool set_word_choice(struct option_request *r, char *to)
{
    struct slice words = slice_from(r->row->choices), word;

    while (option_next_word(&words, " ", &word)) {
        size_t eq = slice_find(word, '=');

        if (slice_eq_case(slice_part(word, 0, eq), r->value)) {
            *to = word.p[eq + 1];
            return true;
        }
    }
    return option_fault(r, "Invalid %s: %.*s", r->row->name, SLICE_ARG(r->value));
}

static void add_list(struct option_request *r, struct slice_list *list)
{
    struct slice rest = r->value, word;

    while (option_next_word(&rest, ",", &word))
        *VEC_ADD(list, r->in) = arena_copy(r->in, word);
}

void option_tell_units(struct slice value, option_warn_fn *tell_one, void *ctx)
{
    char words[] = "Invalid time unit `?'";

    if (tell_one == NULL)
        return;
    for (size_t i = 0; i < value.len && !slice_is_case(value, "now"); i++) {
        bool sign = i == 0 && value.p[i] == '-';

        if (!sign && !ascii_is_digit(value.p[i]) && unit_seconds(value.p[i]) == 0) {
            words[sizeof words - 3] = value.p[i];
            tell_one(ctx, words);
        }
    }
}

static bool is_member(const struct option *row)
{
    const char *dot = strchr(row->name, '.');

    return dot != NULL && strchr(dot + 1, '.') != NULL &&
           slice_starts(slice_from(row->name), SLICE("Timeout."));
}

void option_warn_timeout(struct option_request *r)
{
    if (!r->units_warned && (r->row->set == set_timeout_group || is_member(r->row)))
        option_tell_units(r->value, r->passed_over, r->ctx);
}

static void set_time(struct option_request *r, int64_t *to)
{
    if (option_time(r->value, r->row->unit, to) || r->units_warned)
        return;
    option_tell_units(r->value, r->passed_over, r->ctx);
}

static bool set_field(struct option_request *r)
{
    void *to = (char *)r->o + r->row->at;

    switch (r->row->type) {
    case OPT_BOOL:
        *(bool *)to = option_bool(r->value);
        return true;
    case OPT_INT:
        *(int64_t *)to = option_number(r->value, 10);
        return true;
    case OPT_OCTAL:
        *(int64_t *)to = option_number(r->value, 8) & 0777;
        return true;
    case OPT_TIME:
        set_time(r, to);
        return true;
    case OPT_CHAR:
        *(char *)to = r->value.len > 0 ? r->value.p[0] : ' ';
        return true;
    case OPT_LETTER:
        return set_letter_choice(r, to);
    case OPT_BOOL_OR:
        return set_bool_or(r, to);
    case OPT_WORD:
        return set_word_choice(r, to);
    case OPT_TEXT:
        *(struct slice *)to = arena_copy(r->in, r->value);
        return true;
    case OPT_CODED:
        *(struct slice *)to = macro_encode(r->in, r->names, r->written);
        return true;
    case OPT_LIST:
        add_list(r, to);
        return true;
    case OPT_SPECIAL:
        return r->row->set(r);
    }
    return true;
}

bool option_set(struct option_request *r)
{
    size_t index = (size_t)(r->row - option_table);
    bool adds_up = r->row->set == set_privacy || r->row->set == set_dont_blame;

    r->ignored = r->sticky != NULL && !r->from_command_line && r->sticky[index] && !adds_up;
    if (r->ignored)
        return true;
    if (r->sticky != NULL && r->from_command_line)
        r->sticky[index] = true;
    if (r->value.len == 0 && r->row->empty != NULL)
        r->value = r->written = slice_from(r->row->empty);
    if (!set_field(r))
        return false;
    return r->row->check == NULL || r->row->check(r);
}

/* ---- defaults and printing ------------------------------------------------------------------ */

void options_init(struct options *o, struct arena *in)
{
    struct option_request r = {.o = o, .in = in};

    *o = (struct options){0};
    r.names = macro_names_new(in);
    for (size_t i = 0; i < option_count; i++) {
        r.row = &option_table[i];
        r.value = r.written = slice_from(r.row->initial);
        if (r.row->initial != NULL && !set_field(&r))
            die("option %s: its default is none of its values", r.row->name);
    }
    option_defaults_of_machine(o);
}

static void print_time(int64_t seconds, struct str *out)
{
    size_t before = out->len;

    if (seconds < 0)
        str_add_char(out, '-');
    seconds = seconds < 0 ? -seconds : seconds;
    for (size_t i = COUNT(units); i-- > 0;)
        if (seconds >= units[i].seconds) {
            str_printf(out, "%lld%c", (long long)(seconds / units[i].seconds), units[i].letter);
            seconds %= units[i].seconds;
        }
    if (out->len == before)
        str_add_char(out, '0');
}

static void print_word(char c, const char *choices, struct str *out)
{
    struct slice words = slice_from(choices), word;

    while (option_next_word(&words, " ", &word))
        if (word.p[word.len - 1] == c)
            str_add(out, slice_part(word, 0, word.len - 2));
}

void option_print(const struct options *o, const struct option *row, struct str *out)
{
    const void *at = (const char *)o + row->at;

    switch (row->type) {
    case OPT_BOOL:
        str_add_text(out, *(const bool *)at ? "True" : "False");
        break;
    case OPT_INT:
        str_add_i64(out, *(const int64_t *)at);
        break;
    case OPT_OCTAL:
        str_printf(out, "0%03llo", (unsigned long long)*(const int64_t *)at);
        break;
    case OPT_TIME:
        print_time(*(const int64_t *)at, out);
        break;
    case OPT_CHAR:
    case OPT_LETTER:
        str_add_char(out, *(const char *)at);
        break;
    case OPT_BOOL_OR:
        str_add_text(out, *(const char *)at == 't'   ? "True"
                          : *(const char *)at == 'f' ? "False"
                                                     : "");
        if (*(const char *)at != 't' && *(const char *)at != 'f')
            str_add_char(out, *(const char *)at);
        break;
    case OPT_WORD:
        print_word(*(const char *)at, row->choices, out);
        break;
    case OPT_TEXT:
        str_add(out, *(const struct slice *)at);
        break;
    case OPT_CODED:
        macro_decode(*(const struct slice *)at, out);
        break;
    case OPT_LIST: {
        const struct slice_list *list = at;
        for (size_t i = 0; i < list->len; i++) {
            str_add_text(out, i > 0 ? ", " : "");
            str_add(out, list->p[i]);
        }
        break;
    }
    case OPT_SPECIAL:
        option_print_special(o, row, out);
        break;
    }
}
