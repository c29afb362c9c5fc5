/* SPDX-License-Identifier: BSD-2-Clause */
#include "vacation/incoming.h"

#include "base/attr.h"
#include "mail/address_text.h"
#include "mail/header.h"

static const char *const words[] = {
    [INCOMING_ANSWER] = "it is to be answered",
    [INCOMING_NO_SENDER] = "no initial \"From\" line",
    [INCOMING_FROM_NOBODY] = "its sender is no address to answer to",
    [INCOMING_FROM_PROGRAM] = "its sender is a program or a list",
    [INCOMING_FROM_USER] = "its sender is the user",
    [INCOMING_MASS_MAIL] = "it went to many",
    [INCOMING_AUTOMATIC] = "a program wrote it",
    [INCOMING_UNWANTED] = "it is unwanted mail",
    [INCOMING_NOT_NAMED] = "neither To nor Cc has a name of the user",
};

const char *incoming_words(enum incoming_verdict verdict)
{
    return words[verdict];
}

/* Local parts that no person reads: whole, as the beginning or as the end of longer ones. */
static const struct program {
    enum { WHOLE, BEGINNING, END } where;
    const char *text;
} programs[] = {
    {WHOLE, "daemon"},       {WHOLE, "do-not-reply"}, {WHOLE, "donotreply"},
    {WHOLE, "listserv"},     {WHOLE, "mailer"},       {WHOLE, "mailer-daemon"},
    {WHOLE, "majordomo"},    {WHOLE, "no-reply"},     {WHOLE, "noreply"},
    {WHOLE, "postmaster"},   {WHOLE, "uucp"},         {BEGINNING, "bounce-"},
    {BEGINNING, "bounces-"}, {BEGINNING, "owner-"},   {END, "-bounce"},
    {END, "-bounces"},       {END, "-errors"},        {END, "-owner"},
    {END, "-relay"},         {END, "-request"},
};

/* The local part as its owner calls himself: without quotes, the way to him and what stands behind
 * his name. */
static struct slice mailbox_of(struct slice sender)
{
    static const char behind[] = "%+";
    size_t at = slice_find_last(sender, '@'), cut;
    struct slice s = slice_part(sender, 0, at);

    if (s.len > 1 && s.p[0] == '"' && s.p[s.len - 1] == '"')
        s = slice_part(s, 1, s.len - 2);
    cut = slice_find_last(s, '!');
    if (cut != SIZE_MAX)
        s = slice_from_at(s, cut + 1);
    for (size_t i = 0; i < sizeof behind - 1; i++) {
        cut = slice_find(s, behind[i]);
        if (cut != SIZE_MAX && cut > 0)
            s = slice_part(s, 0, cut);
    }
    return s;
}

static bool is_program(struct slice sender)
{
    struct slice mailbox = mailbox_of(sender);

    for (size_t i = 0; i < COUNT(programs); i++) {
        struct slice text = slice_from(programs[i].text);

        if (programs[i].where == WHOLE       ? slice_eq_case(mailbox, text)
            : programs[i].where == BEGINNING ? slice_starts_case(mailbox, text)
                                             : slice_ends_case(mailbox, text))
            return true;
    }
    return false;
}

/* Up to the first such byte outside quotes. */
static size_t span_outside_quotes(struct slice s, const char *stops)
{
    bool quoted = false;
    size_t i;

    for (i = 0; i < s.len; i++) {
        if (s.p[i] == '\\' && i + 1 < s.len)
            i++;
        else if (s.p[i] == '"')
            quoted = !quoted;
        else if (!quoted && strchr(stops, s.p[i]) != NULL)
            break;
    }
    return i;
}

/* One address, and nothing that sendmail takes for a route, a file, a program or a list. */
static bool is_address(struct slice s)
{
    return s.len > 0 && strchr("@/:|", s.p[0]) == NULL &&
           span_outside_quotes(s, " \t\r,;<>()") == s.len && slice_find(s, '\0') == SIZE_MAX;
}

/* "From SENDER DATE", which local mailers put in front. */
static struct slice take_from_line(struct slice *head)
{
    struct slice line, rest = *head;

    if (!slice_line(&rest, &line) || !slice_starts(line, SLICE("From ")))
        return SLICE("");
    *head = rest;
    line = slice_from_at(line, 5);
    return slice_part(line, 0, span_outside_quotes(line, " \t\r"));
}

static bool always(struct slice value UNUSED)
{
    return true;
}

/* compatible: what only begins so counts as well. */
static bool is_low(struct slice value)
{
    return slice_starts_case(value, SLICE("bulk")) || slice_starts_case(value, SLICE("junk")) ||
           slice_starts_case(value, SLICE("list"));
}

/* RFC 3834, 5: anything but "no", which parameters may follow. */
static bool is_automatic(struct slice value)
{
    return !slice_is_case(slice_trim(slice_part(value, 0, slice_find(value, ';'))), "no");
}

static bool says_yes(struct slice value)
{
    return slice_starts_case(value, SLICE("yes"));
}

/* X-Auto-Response-Suppress: a list of kinds of answers. */
static bool suppresses(struct slice value)
{
    struct slice word;

    while (value.len > 0) {
        if (!slice_until(&value, ',', &word)) {
            word = value;
            value.len = 0;
        }
        word = slice_trim(word);
        if (slice_is_case(word, "all") || slice_is_case(word, "oof") ||
            slice_is_case(word, "autoreply"))
            return true;
    }
    return false;
}

static const struct {
    const char *name;
    bool (*forbids)(struct slice value);
    enum incoming_verdict verdict;
} fields[] = {
    {"Auto-Submitted", is_automatic, INCOMING_AUTOMATIC},
    {"X-Auto-Response-Suppress", suppresses, INCOMING_AUTOMATIC},
    {"Precedence", is_low, INCOMING_MASS_MAIL},
    {"List-Id", always, INCOMING_MASS_MAIL},
    {"List-Help", always, INCOMING_MASS_MAIL},
    {"List-Subscribe", always, INCOMING_MASS_MAIL},
    {"List-Unsubscribe", always, INCOMING_MASS_MAIL},
    {"List-Post", always, INCOMING_MASS_MAIL},
    {"List-Owner", always, INCOMING_MASS_MAIL},
    {"List-Archive", always, INCOMING_MASS_MAIL},
    {"Mailing-List", always, INCOMING_MASS_MAIL},
    {"X-Mailing-List", always, INCOMING_MASS_MAIL},
    {"X-BeenThere", always, INCOMING_MASS_MAIL},
    {"X-Spam-Flag", says_yes, INCOMING_UNWANTED},
};

static enum incoming_verdict judge_field(struct slice name, struct slice value)
{
    for (size_t i = 0; i < COUNT(fields); i++)
        if (slice_is_case(name, fields[i].name) && fields[i].forbids(value))
            return fields[i].verdict;
    return INCOMING_ANSWER;
}

/* A word of its own: neither a letter nor a digit stands beside it. */
static bool has_word(struct slice text, struct slice word)
{
    for (size_t i = 0; word.len > 0 && i + word.len <= text.len; i++) {
        size_t end = i + word.len;

        if ((i == 0 || !ascii_is_alnum(text.p[i - 1])) &&
            (end == text.len || !ascii_is_alnum(text.p[end])) &&
            slice_eq_case(slice_part(text, i, word.len), word))
            return true;
    }
    return false;
}

static bool names_user(const struct incoming_rules *rules, struct slice name, struct slice value)
{
    if (!slice_is_case(name, "To") && !slice_is_case(name, "Cc"))
        return false;
    for (size_t i = 0; i < rules->name_count; i++)
        if (has_word(value, rules->names[i]))
            return true;
    return false;
}

/* One word in angle brackets, and no more: it is copied into the answer. */
static struct slice id_of(struct slice value)
{
    bool fine = value.len > 2 && value.p[0] == '<' && value.p[value.len - 1] == '>';

    for (size_t i = 0; fine && i < value.len; i++)
        fine = ascii_is_print(value.p[i]) && value.p[i] != ' ';
    return fine ? value : SLICE("");
}

static enum incoming_verdict judge_header(struct slice head, const struct incoming_rules *rules,
                                          struct incoming *out)
{
    bool named = rules->any_recipient;
    struct slice field, name, value;

    while (header_next(&head, &field)) {
        enum incoming_verdict verdict;

        if (!header_split(field, &name, &value))
            continue;
        value = slice_trim(value);
        verdict = judge_field(name, value);
        if (verdict != INCOMING_ANSWER)
            return verdict;
        if (slice_is_case(name, "Message-ID"))
            out->message_id = id_of(value);
        named = named || names_user(rules, name, value);
    }
    return named ? INCOMING_ANSWER : INCOMING_NOT_NAMED;
}

static enum incoming_verdict judge_sender(struct slice sender, const struct incoming_rules *rules)
{
    if (!is_address(sender))
        return INCOMING_FROM_NOBODY;
    if (is_program(sender))
        return INCOMING_FROM_PROGRAM;
    for (size_t i = 0; i < rules->name_count; i++)
        if (slice_eq_case(sender, rules->names[i]))
            return INCOMING_FROM_USER;
    return INCOMING_ANSWER;
}

enum incoming_verdict incoming_judge(struct slice head, const struct incoming_rules *rules,
                                     struct incoming *out)
{
    struct slice from = take_from_line(&head);
    enum incoming_verdict verdict;

    *out = (struct incoming){.sender = rules->sender.len > 0 ? rules->sender : from};
    out->sender = address_strip_angles(out->sender);
    if (from.len == 0 && rules->sender.len == 0)
        return INCOMING_NO_SENDER;
    /* A bounce is none the less one when the answer would go elsewhere. */
    verdict = judge_sender(out->sender, rules);
    if (verdict == INCOMING_ANSWER && from.len > 0)
        verdict = judge_sender(address_strip_angles(from), rules);
    return verdict == INCOMING_ANSWER ? judge_header(head, rules, out) : verdict;
}
