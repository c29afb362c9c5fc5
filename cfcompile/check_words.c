/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words that a feature takes behind its name. Most libraries pass over one that they do not
 * know, and what was asked for does not happen.
 */
#include "base/attr.h"
#include "cfcompile/mc_check.h"

enum { WORDS_MAX = 3 };

enum word_rule {
    ONE_OF,       /* nothing else makes sense */
    FIRST_LETTER, /* the library looks at that only */
    OR_TEXT,      /* what is no such word is a text of its own */
    NUMBER,
};

static const struct feature_words {
    const char *feature;
    size_t from, to; /* arguments, from 1; the name is the first */
    enum word_rule rule;
    const char *words[WORDS_MAX];
} feature_words[] = {
    {"access_db", 3, 5, ONE_OF, {"skip", "lookupdotdomain", "relaytofulladdress"}},
    {"bcc", 2, 2, OR_TEXT, {"access"}},
    {"conncontrol", 2, 2, ONE_OF, {"nodelay"}},
    {"conncontrol", 3, 3, ONE_OF, {"terminate"}},
    {"delay_checks", 2, 2, FIRST_LETTER, {"friend", "hater"}},
    {"dnsbl", 3, 3, OR_TEXT, {"quarantine", "discard"}},
    {"enhdnsbl", 3, 3, OR_TEXT, {"quarantine", "discard"}},
    {"greet_pause", 2, 2, NUMBER, {0}},
    {"ldap_routing", 4, 4, ONE_OF, {"passthru", "bounce", "sendertoo"}},
    {"ldap_routing", 5, 5, ONE_OF, {"strip", "preserve"}},
    {"ldap_routing", 6, 6, ONE_OF, {"nodomain"}},
    {"ldap_routing", 7, 7, ONE_OF, {"tempfail", "queue"}},
    {"msp", 3, 3, ONE_OF, {"MSA", "25"}}, /* Debian says the port that it is */
    {"nocanonify", 2, 2, ONE_OF, {"canonify_hosts"}},
    {"nopercenthack", 2, 2, ONE_OF, {"reject", "nospecial"}},
    {"nouucp", 2, 2, ONE_OF, {"reject", "nospecial"}},
    {"ratecontrol", 2, 2, ONE_OF, {"nodelay"}},
    {"ratecontrol", 3, 3, ONE_OF, {"terminate"}},
    {"relay_mail_from", 2, 2, ONE_OF, {"domain"}},
    {"sts", 3, 3, ONE_OF, {"NO_SAN_TST"}},
};

static bool is_word_of(const struct feature_words *row, struct slice word)
{
    for (size_t k = 0; k < WORDS_MAX && row->words[k] != NULL; k++)
        if (slice_is(word, row->words[k]) ||
            (row->rule == FIRST_LETTER && slice_starts(slice_from(row->words[k]), word)))
            return true;
    return false;
}

static struct slice near_word(struct checking *c, const struct feature_words *row,
                              struct slice word)
{
    struct name_list list = {0};

    for (size_t k = 0; k < WORDS_MAX && row->words[k] != NULL; k++)
        *VEC_ADD(&list, c->in) = slice_from(row->words[k]);
    return names_near(&list, word);
}

/* "`friend' or `hater'" */
static struct slice choice(struct checking *c, const struct feature_words *row)
{
    struct slice text = {0};

    for (size_t k = 0; k < WORDS_MAX && row->words[k] != NULL; k++)
        text = arena_printf(c->in, "%.*s%s%s", SLICE_ARG(text), k > 0 ? " or " : "", row->words[k]);
    return text;
}

/* FEATURE(`x',, `word'): the word of the empty argument before this one. */
static bool says_comma(struct checking *c, const struct feature_words *row,
                       const struct mc_item *call, size_t n)
{
    const struct mc_arg *before = &call->args.p[n - 2], *arg = &call->args.p[n - 1];
    struct slice spec = arg->value, word;

    if (before->raw.len > 0 || n == 2)
        return false;
    /* A map with its flags: told where maps are. */
    if (slice_word(&spec, &word) && slice_trim(spec).len > 0)
        return true;
    for (size_t k = 0; k < COUNT(feature_words); k++)
        if (slice_is(slice_from(row->feature), feature_words[k].feature) &&
            feature_words[k].from <= n - 1 && n - 1 <= feature_words[k].to &&
            is_word_of(&feature_words[k], arg->value)) {
            check_replace(
                c, check_say(c, call->file, before->at, "a comma too many: this argument is empty"),
                call->file, before->at, arg->at - before->at, "");
            return true;
        }
    return false;
}

static void wrong_word(struct checking *c, const struct feature_words *row,
                       const struct mc_item *call, size_t n)
{
    const struct mc_arg *arg = &call->args.p[n - 1];
    struct slice near = near_word(c, row, arg->value);
    struct finding *f;

    if (row->rule == OR_TEXT && near.len == 0)
        return;
    if (says_comma(c, row, call, n))
        return;
    f = near.len > 0 ? check_say(c, call->file, arg->at,
                                 "FEATURE(%s) does not know the word %.*s; did you mean %.*s?",
                                 row->feature, SLICE_ARG(arg->value), SLICE_ARG(near))
                     : check_say(c, call->file, arg->at,
                                 "FEATURE(%s) does not know the word %.*s here: it takes %.*s",
                                 row->feature, SLICE_ARG(arg->value), SLICE_ARG(choice(c, row)));
    if (row->rule == FIRST_LETTER && near.len > 0)
        f->severity = SEVERITY_WARNING;
    check_rename(c, f, call, n, near);
}

/* "5s" and "5 seconds" are five milliseconds at most. */
static void wrong_number(struct checking *c, const struct feature_words *row,
                         const struct mc_item *call, size_t n)
{
    const struct mc_arg *arg = &call->args.p[n - 1];
    struct slice value = slice_trim(arg->value), digits = value;
    uint64_t number;
    struct finding *f;

    while (digits.len > 0 && !ascii_is_digit(digits.p[digits.len - 1]))
        digits.len--;
    if (slice_to_u64(value, &number))
        return;
    f = check_say(c, call->file, arg->at, "FEATURE(%s) wants milliseconds, and %.*s is no number",
                  row->feature, SLICE_ARG(value));
    if (slice_to_u64(digits, &number) && number < 1000 &&
        slice_starts_case(slice_trim(slice_from_at(value, digits.len)), SLICE("s")))
        check_rename(c, f, call, n, arena_printf(c->in, "%llu", (unsigned long long)number * 1000));
}

static void look_at(struct checking *c, const struct feature_words *row, const struct mc_item *call)
{
    for (size_t n = row->from; n <= row->to && n <= call->args.len; n++) {
        const struct mc_arg *arg = &call->args.p[n - 1];
        if (arg->value.len == 0 || arg->has_calls || arg->stray != SIZE_MAX ||
            is_word_of(row, arg->value))
            continue;
        if (row->rule == NUMBER)
            wrong_number(c, row, call, n);
        else
            wrong_word(c, row, call, n);
    }
}

static void unknown_words(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "FEATURE")) != NULL;)
        for (size_t k = 0; k < COUNT(feature_words); k++)
            if (slice_is(mc_value(call, 1), feature_words[k].feature) &&
                check_runaway(call) == NULL)
                look_at(c, &feature_words[k], call);
}

const struct mc_check word_checks[] = {
    {"feature-14", SEVERITY_ERROR, true, "a word that a FEATURE does not know", unknown_words},
    {0},
};
