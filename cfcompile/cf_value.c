/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values of options by the type that the daemon's table gives them. The daemon reads as far as it
 * understands: "10M" is ten, "high" is nought, "on" is false.
 */
#include "cfcompile/cf_value.h"

#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/cf_port.h"
#include "cfcompile/names.h"
#include "conf/options.h"

static const struct slice none;

static bool is_one_of(struct slice value, const char *const *words)
{
    for (; *words != NULL; words++)
        if (slice_is_case(value, *words))
            return true;
    return false;
}

static const char *const yes_words[] = {"true", "t", "yes", "y", NULL},
                         *const no_words[] = {"false", "f", "no", "n", NULL},
                         *const on_words[] = {"1", "on", "enable", "enabled", NULL};

static const char *name_of(const struct option *row)
{
    return row->name[0] != '\0' ? row->name : "this option";
}

static bool counts_as_true(struct slice value)
{
    return value.len == 0 || strchr("tTyY", value.p[0]) != NULL;
}

static void check_bool(struct cf_linting *l, const struct option *row, struct slice value)
{
    bool counts = counts_as_true(value), meant = counts || is_one_of(value, on_words);

    if (value.len == 0 || is_one_of(value, yes_words) || is_one_of(value, no_words))
        return;
    /* "0", "off" and the like do what they say. */
    if (!counts && (slice_is(value, "0") || slice_is_case(value, "off")))
        return;
    cf_say(l, "cf-syntax-08", value, meant ? SLICE("True") : SLICE("False"),
           "%s is True or False; \"%.*s\" counts as %s", name_of(row), SLICE_ARG(value),
           counts ? "True" : "False");
}

/* "10M", "10 MB", "10k": the number in ones; 0 when it is nothing of the kind. */
static int64_t with_unit(struct slice value)
{
    size_t digits = 0;
    int64_t n;

    while (digits < value.len && ascii_is_digit(value.p[digits]))
        digits++;
    if (digits == 0 || !slice_to_i64(slice_part(value, 0, digits), &n) || n > INT32_MAX)
        return 0;
    value = slice_trim(slice_from_at(value, digits));
    switch (value.len > 0 ? ascii_lower(value.p[0]) : '\0') {
    case 'k':
        return n << 10;
    case 'm':
        return n << 20;
    case 'g':
        return n << 30;
    default:
        return 0;
    }
}

static void check_int(struct cf_linting *l, const struct option *row, struct slice value)
{
    int64_t n, whole = with_unit(value), counts = 0;
    size_t from = value.len > 0 && value.p[0] == '-' ? 1 : 0, digits = from;
    struct slice sum = none;

    if (value.len == 0 || slice_to_i64(value, &n))
        return;
    while (digits < value.len && ascii_is_digit(value.p[digits]))
        digits++;
    if (digits > from && !slice_to_i64(slice_part(value, 0, digits), &counts))
        counts = 0;
    if (whole > 0 && strstr(row->name, "Size") != NULL)
        sum = arena_printf(l->in, "%lld", (long long)whole);
    cf_say(l, "cf-syntax-07", value, sum, "%s wants a number; \"%.*s\" counts as %lld",
           name_of(row), SLICE_ARG(value), (long long)counts);
}

static void check_octal(struct cf_linting *l, const struct option *row, struct slice value)
{
    for (size_t i = 0; i < value.len; i++)
        if (value.p[i] < '0' || value.p[i] > '7') {
            cf_say(l, "cf-syntax-07", value, none,
                   "%s is a file mode in octal, such as 0600, not \"%.*s\"", name_of(row),
                   SLICE_ARG(value));
            return;
        }
}

static bool is_unit(char c)
{
    return strchr("smhdw", ascii_lower(c)) != NULL;
}

static bool is_time(struct slice value)
{
    if (slice_is_case(value, "now"))
        return true;
    slice_skip(&value, '-');
    if (value.len == 0 || !ascii_is_digit(value.p[0]))
        return false;
    for (size_t i = 0; i < value.len; i++)
        if (!ascii_is_digit(value.p[i]) &&
            (!is_unit(value.p[i]) || !ascii_is_digit(value.p[i - 1])))
            return false;
    return true;
}

/* "5 days, 3 hours" as 5d3h; empty when it cannot be told. */
static struct slice time_meant(struct cf_linting *l, struct slice value)
{
    struct str out = str_new(l->in);

    while (value.len > 0) {
        size_t digits = 0, letters;
        while (value.len > 0 && !ascii_is_alnum(value.p[0]))
            value = slice_from_at(value, 1);
        if (value.len == 0)
            break;
        while (digits < value.len && ascii_is_digit(value.p[digits]))
            digits++;
        if (digits == 0)
            return none;
        str_add(&out, slice_part(value, 0, digits));
        value = slice_trim(slice_from_at(value, digits));
        for (letters = 0; letters < value.len && ascii_is_alpha(value.p[letters]);)
            letters++;
        if (letters > 0 && (!is_unit(value.p[0]) || slice_starts_case(value, SLICE("mo"))))
            return none;
        str_add(&out, slice_part(value, 0, letters > 0 ? 1 : 0));
        value = slice_from_at(value, letters);
    }
    return is_time(str_slice(&out)) ? str_slice(&out) : none;
}

static void check_time(struct cf_linting *l, const struct option *row, struct slice value)
{
    struct slice meant = time_meant(l, value);

    if (value.len == 0 || is_time(value))
        return;
    cf_say(l, "cf-syntax-09", value, meant,
           "%s wants a time such as 30s, 5m, 2h, 5d or 1w, not \"%.*s\"", name_of(row),
           SLICE_ARG(value));
}

static void check_letter(struct cf_linting *l, const struct option *row, struct slice value)
{
    if (value.len == 0 || strchr(row->choices, value.p[0]) != NULL)
        return;
    /* An error mode that is none changes nothing; the others end the reading. */
    cf_say(l, row->letter == 'e' ? "cf-syntax-11" : "cf-syntax-10", value, none,
           "%s does not know \"%.*s\": %s", name_of(row), SLICE_ARG(value), row->help);
}

static void check_bool_or(struct cf_linting *l, const struct option *row, struct slice value)
{
    if (value.len > 0 && strchr(row->choices, ascii_lower(value.p[0])) != NULL)
        return;
    check_bool(l, row, value);
}

/* Lists of words, or one of them. */
static void check_words(struct cf_linting *l, const struct option *row, struct slice value)
{
    struct name_list list = {0};
    struct slice word;

    for (size_t i = 0; option_word(row, i, &word); i++)
        *VEC_ADD(&list, l->in) = word;
    for (size_t at = 0; at < value.len;) {
        size_t end = at;
        bool known = false;
        while (end < value.len && value.p[end] != ',' && !ascii_is_space(value.p[end]))
            end++;
        word = slice_part(value, at, end - at);
        at = end + 1;
        if (word.len > 0 && (word.p[0] == '+' || word.p[0] == '-'))
            word = slice_from_at(word, 1);
        for (size_t i = 0; i < list.len; i++)
            known = known || slice_eq_case(list.p[i], word);
        if (word.len == 0 || known || list.len == 0 || slice_starts_case(word, SLICE("file=")))
            continue;
        struct slice near = names_near(&list, word);
        cf_say(l, "cf-syntax-10", word, near, "%s does not know %.*s%s%.*s%s", name_of(row),
               SLICE_ARG(word), near.len > 0 ? "; did you mean " : "", SLICE_ARG(near),
               near.len > 0 ? "?" : "");
    }
}

static void check_parameters(struct cf_linting *l, const struct option *row, struct slice value)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = value.p[i], other[2] = {ascii_lower(c), '\0'};
        if (ascii_is_space(c) || c == ',' || strchr(row->choices, c) != NULL)
            continue;
        bool near = strchr(row->choices, other[0]) != NULL;
        cf_say(l, "cf-syntax-11", slice_part(value, i, 1),
               near ? arena_copy(l->in, slice_from(other)) : none,
               "%s has no parameter %c; they are %s, and capitals count", name_of(row), c,
               row->choices);
    }
}

static void check_special(struct cf_linting *l, const struct option *row, struct slice value)
{
    static const char *const numbers[] = {"QueueLA", "RefuseLA", NULL};
    struct slice word;

    if (strcmp(row->name, "DaemonPortOptions") == 0 || strcmp(row->name, "ClientPortOptions") == 0)
        cf_port_value(l, value, row->name[0] == 'C');
    else if (option_word(row, 0, &word))
        check_words(l, row, value);
    else if (strcmp(row->name, "Timeout.queuereturn") == 0 ||
             strcmp(row->name, "Timeout.queuewarn") == 0 ||
             slice_starts(slice_from(row->name), SLICE("Timeout.resolver.retrans")))
        check_time(l, row, value);
    else if (strcmp(row->name, "MinFreeBlocks") == 0)
        check_int(l, row, slice_part(value, 0, slice_find(value, '/')));
    else if (is_one_of(slice_from(row->name), numbers) ||
             strcmp(row->name, "Timeout.resolver.retry") == 0)
        check_int(l, row, value);
}

static void check_value(struct cf_linting *l, const struct option *row, struct slice value)
{
    switch (row->type) {
    case OPT_BOOL:
        check_bool(l, row, value);
        break;
    case OPT_INT:
        check_int(l, row, value);
        break;
    case OPT_OCTAL:
        check_octal(l, row, value);
        break;
    case OPT_TIME:
        check_time(l, row, value);
        break;
    case OPT_LETTER:
        check_letter(l, row, value);
        break;
    case OPT_BOOL_OR:
        check_bool_or(l, row, value);
        break;
    case OPT_WORD:
        check_words(l, row, value);
        break;
    case OPT_TEXT:
        if (row->choices != NULL)
            check_parameters(l, row, value);
        break;
    case OPT_SPECIAL:
        check_special(l, row, value);
        break;
    case OPT_CHAR:
    case OPT_CODED:
    case OPT_LIST:
        break;
    }
}

/* "O MaxHopCount 30": = is missing between the two. */
static bool takes_blank(struct cf_linting *l, struct slice name)
{
    struct slice rest = name, word;
    const struct option *row;

    if (!slice_word(&rest, &word) || slice_trim(rest).len == 0 ||
        option_find(word, &row) != OPTION_EXACT)
        return false;
    cf_say(l, "cf-syntax-06", name,
           arena_printf(l->in, "%.*s=%.*s", SLICE_ARG(word), SLICE_ARG(slice_trim(rest))),
           "there is no option %.*s: = stands between an option and its value", SLICE_ARG(name));
    return true;
}

static void unknown_name(struct cf_linting *l, struct slice name)
{
    struct name_list list = {0};
    struct slice near;

    for (size_t i = 0; i < option_count; i++)
        if (!option_table[i].rare && option_table[i].name[0] != '\0')
            *VEC_ADD(&list, l->in) = slice_from(option_table[i].name);
    near = names_near(&list, name);
    if (takes_blank(l, name))
        return;
    cf_say(l, "cf-syntax-06", name, near, "there is no option %.*s%s%.*s%s", SLICE_ARG(name),
           near.len > 0 ? "; did you mean " : "", SLICE_ARG(near), near.len > 0 ? "?" : "");
}

void cf_value_option(struct cf_linting *l)
{
    struct slice text = slice_from_at(l->source, 1), name;
    const struct option *row = NULL;
    size_t eq;

    if (text.len == 0)
        return;
    if (text.p[0] != ' ' && text.p[0] != '\t') {
        row = option_find_letter(text.p[0]);
        if (row != NULL)
            check_value(l, row, slice_trim(slice_from_at(text, 1)));
        return;
    }
    eq = slice_find(text, '=');
    name = slice_trim(slice_part(text, 0, eq));
    if (name.len == 0)
        return;
    if (option_find(name, &row) == OPTION_UNKNOWN)
        unknown_name(l, name);
    else if (row != NULL && eq != SIZE_MAX)
        check_value(l, row, slice_trim(slice_from_at(text, eq + 1)));
}
