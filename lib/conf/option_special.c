/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Options whose value is more than one number or text: words that add up, users, groups of
 * timeouts, milter suboptions.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/option_set.h"
#include "os/account.h"
#include "os/safe_path.h"

/* ---- words ---------------------------------------------------------------------------------- */

enum {
    GO_AWAY = PRIVACY_NEED_MAIL_HELO | PRIVACY_NEED_EXPN_HELO | PRIVACY_NEED_VRFY_HELO |
              PRIVACY_NO_EXPN | PRIVACY_NO_VRFY | PRIVACY_AUTH_WARNINGS | PRIVACY_NO_VERB |
              PRIVACY_NO_REFLECTION,
};

static const struct {
    const char *word;
    unsigned bits;
} privacy_words[] = {
    {"public", 0},
    {"needmailhelo", PRIVACY_NEED_MAIL_HELO},
    {"needexpnhelo", PRIVACY_NEED_EXPN_HELO},
    {"needvrfyhelo", PRIVACY_NEED_VRFY_HELO},
    {"noexpn", PRIVACY_NO_EXPN},
    {"novrfy", PRIVACY_NO_VRFY},
    {"noetrn", PRIVACY_NO_ETRN},
    {"noverb", PRIVACY_NO_VERB},
    {"authwarnings", PRIVACY_AUTH_WARNINGS},
    {"restrictmailq", PRIVACY_RESTRICT_MAILQ},
    {"restrictqrun", PRIVACY_RESTRICT_QRUN},
    {"restrictexpand", PRIVACY_RESTRICT_EXPAND},
    {"noreceipts", PRIVACY_NO_RECEIPTS},
    {"nobodyreturn", PRIVACY_NO_BODY_RETURN},
    {"noactualrecipient", PRIVACY_NO_ACTUAL_RECIPIENT},
    {"noreflection", PRIVACY_NO_REFLECTION},
    {"goaway", GO_AWAY},
};

bool set_privacy(struct option_request *r)
{
    struct slice rest = r->value, word;
    bool fine = true;

    while (option_next_word(&rest, ", \t", &word)) {
        size_t i = 0;

        while (i < COUNT(privacy_words) && !slice_is_case(word, privacy_words[i].word))
            i++;
        if (i < COUNT(privacy_words))
            r->o->privacy_options |= privacy_words[i].bits;
        else
            fine = option_fault(r, "readcf: Op line: %.*s unrecognized", SLICE_ARG(word));
    }
    return fine;
}

static const struct {
    const char *word;
    enum allow bit;
} blame_words[] = {
    {"AssumeSafeChown", ALLOW_ASSUME_SAFE_CHOWN},
    {"ClassFileInUnsafeDirPath", ALLOW_CLASS_FILE_IN_UNSAFE_DIR_PATH},
    {"DontWarnForwardFileInUnsafeDirPath", ALLOW_DONT_WARN_FORWARD_FILE_IN_UNSAFE_DIR_PATH},
    {"ErrorHeaderInUnsafeDirPath", ALLOW_ERROR_HEADER_IN_UNSAFE_DIR_PATH},
    {"FileDeliveryToHardLink", ALLOW_FILE_DELIVERY_TO_HARD_LINK},
    {"FileDeliveryToSymLink", ALLOW_FILE_DELIVERY_TO_SYMLINK},
    {"ForwardFileInGroupWritableDirPath", ALLOW_FORWARD_FILE_IN_GROUP_WRITABLE_DIR_PATH},
    {"ForwardFileInUnsafeDirPath", ALLOW_FORWARD_FILE_IN_UNSAFE_DIR_PATH},
    {"ForwardFileInUnsafeDirPathSafe", ALLOW_FORWARD_FILE_IN_UNSAFE_DIR_PATH_SAFE},
    {"GroupReadableDefaultAuthInfoFile", ALLOW_GROUP_READABLE_DEFAULT_AUTH_INFO_FILE},
    {"GroupReadableKeyFile", ALLOW_GROUP_READABLE_KEY_FILE},
    {"GroupReadableSASLDBFile", ALLOW_GROUP_READABLE_SASL_DB_FILE},
    {"GroupWritableAliasFile", ALLOW_GROUP_WRITABLE_ALIAS_FILE},
    {"GroupWritableDirPathSafe", ALLOW_GROUP_WRITABLE_DIR_PATH_SAFE},
    {"GroupWritableForwardFile", ALLOW_GROUP_WRITABLE_FORWARD_FILE},
    {"GroupWritableForwardFileSafe", ALLOW_GROUP_WRITABLE_FORWARD_FILE_SAFE},
    {"GroupWritableIncludeFile", ALLOW_GROUP_WRITABLE_INCLUDE_FILE},
    {"GroupWritableIncludeFileSafe", ALLOW_GROUP_WRITABLE_INCLUDE_FILE_SAFE},
    {"GroupWritableSASLDBFile", ALLOW_GROUP_WRITABLE_SASL_DB_FILE},
    {"HelpFileInUnsafeDirPath", ALLOW_HELP_FILE_IN_UNSAFE_DIR_PATH},
    {"IncludeFileInGroupWritableDirPath", ALLOW_INCLUDE_FILE_IN_GROUP_WRITABLE_DIR_PATH},
    {"IncludeFileInUnsafeDirPath", ALLOW_INCLUDE_FILE_IN_UNSAFE_DIR_PATH},
    {"IncludeFileInUnsafeDirPathSafe", ALLOW_INCLUDE_FILE_IN_UNSAFE_DIR_PATH_SAFE},
    {"InsufficientEntropy", ALLOW_INSUFFICIENT_ENTROPY},
    {"LinkedAliasFileInWritableDir", ALLOW_LINKED_ALIAS_FILE_IN_WRITABLE_DIR},
    {"LinkedClassFileInWritableDir", ALLOW_LINKED_CLASS_FILE_IN_WRITABLE_DIR},
    {"LinkedForwardFileInWritableDir", ALLOW_LINKED_FORWARD_FILE_IN_WRITABLE_DIR},
    {"LinkedIncludeFileInWritableDir", ALLOW_LINKED_INCLUDE_FILE_IN_WRITABLE_DIR},
    {"LinkedMapInWritableDir", ALLOW_LINKED_MAP_IN_WRITABLE_DIR},
    {"LinkedServiceSwitchFileInWritableDir", ALLOW_LINKED_SERVICE_SWITCH_FILE_IN_WRITABLE_DIR},
    {"MapInUnsafeDirPath", ALLOW_MAP_IN_UNSAFE_DIR_PATH},
    {"NonRootSafeAddr", ALLOW_NON_ROOT_SAFE_ADDR},
    {"RunProgramInUnsafeDirPath", ALLOW_RUN_PROGRAM_IN_UNSAFE_DIR_PATH},
    {"RunWritableProgram", ALLOW_RUN_WRITABLE_PROGRAM},
    {"TrustStickyBit", ALLOW_TRUST_STICKY_BIT},
    {"WorldWritableAliasFile", ALLOW_WORLD_WRITABLE_ALIAS_FILE},
    {"WorldWritableForwardFile", ALLOW_WORLD_WRITABLE_FORWARD_FILE},
    {"WorldWritableIncludeFile", ALLOW_WORLD_WRITABLE_INCLUDE_FILE},
    {"WriteMapToHardLink", ALLOW_WRITE_MAP_TO_HARD_LINK},
    {"WriteMapToSymLink", ALLOW_WRITE_MAP_TO_SYMLINK},
    {"WriteStatsToHardLink", ALLOW_WRITE_STATS_TO_HARD_LINK},
    {"WriteStatsToSymLink", ALLOW_WRITE_STATS_TO_SYMLINK},
    {"CertOwner", ALLOW_CERT_OWNER},
};

bool set_dont_blame(struct option_request *r)
{
    struct slice rest = r->value, word;
    bool fine = true;

    while (option_next_word(&rest, ", \t", &word)) {
        size_t i = 0;

        if (slice_is_case(word, "safe")) {
            r->o->dont_blame_sendmail = 0;
            continue;
        }
        while (i < COUNT(blame_words) && !slice_is_case(word, blame_words[i].word))
            i++;
        if (i < COUNT(blame_words))
            r->o->dont_blame_sendmail |= (uint64_t)1 << blame_words[i].bit;
        else
            fine = option_fault(r, "readcf: DontBlameSendmail option: %.*s unrecognized",
                                SLICE_ARG(word));
    }
    return fine;
}

bool set_unsafe_group_writes(struct option_request *r)
{
    const uint64_t both = (uint64_t)1 << ALLOW_GROUP_WRITABLE_FORWARD_FILE_SAFE |
                          (uint64_t)1 << ALLOW_GROUP_WRITABLE_INCLUDE_FILE_SAFE;

    r->o->unsafe_group_writes = option_bool(r->value);
    if (r->o->unsafe_group_writes)
        r->o->dont_blame_sendmail &= ~both;
    else
        r->o->dont_blame_sendmail |= both;
    return true;
}

static const char *const resolver_words[] = {
    "debug",    "aaonly", "usevc",     "primary",   "igntc",      "recurse", "defnames",
    "stayopen", "dnsrch", "use_inet6", "use_edns0", "use_dnssec", "trustad",
};

/* Settings of this program rather than of the resolver. */
static const char *const resolver_others[] = {"HasWildcardMX", "WorkAroundBrokenAAAA"};

bool set_resolver_options(struct option_request *r)
{
    struct slice rest = r->value, word;
    bool fine = true;

    while (option_next_word(&rest, " \t,", &word)) {
        bool on = !slice_skip(&word, '-');
        size_t i = 0;

        /* Ours: a resolv.conf of its own, for private roots and tests. */
        if (slice_starts_case(word, SLICE("file=")))
            continue;
        slice_skip(&word, '+');
        if (slice_is_case(word, "HasWildcardMX")) {
            r->o->has_wildcard_mx = on;
            continue;
        }
        if (slice_is_case(word, "WorkAroundBrokenAAAA")) {
            r->o->work_around_broken_aaaa = on;
            continue;
        }
        while (i < COUNT(resolver_words) && !slice_is_case(word, resolver_words[i]))
            i++;
        if (i == COUNT(resolver_words))
            fine = option_fault(r, "readcf: I option value %.*s unrecognized", SLICE_ARG(word));
    }
    if (fine)
        r->o->resolver_options = arena_copy(r->in, r->value);
    return fine;
}

static bool word_of_choices(const char *choices, size_t i, struct slice *word)
{
    struct slice rest = slice_from(choices);

    for (size_t n = 0; slice_word(&rest, word); n++)
        if (n == i) {
            *word = slice_part(*word, 0, slice_find(*word, '='));
            return true;
        }
    return false;
}

bool option_word(const struct option *row, size_t i, struct slice *word)
{
    const char *text = NULL;

    if (row->type == OPT_WORD)
        return word_of_choices(row->choices, i, word);
    if (row->set == set_privacy && i < COUNT(privacy_words))
        text = privacy_words[i].word;
    else if (row->set == set_dont_blame && i < COUNT(blame_words))
        text = blame_words[i].word;
    else if (row->set == set_dont_blame && i == COUNT(blame_words))
        text = "safe";
    else if (row->set == set_resolver_options && i < COUNT(resolver_words))
        text = resolver_words[i];
    else if (row->set == set_resolver_options && i < COUNT(resolver_words) + COUNT(resolver_others))
        text = resolver_others[i - COUNT(resolver_words)];
    *word = slice_from(text);
    return text != NULL;
}

/* ---- users ---------------------------------------------------------------------------------- */

static bool all_digits(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_is_digit(s.p[i]))
            return false;
    return s.len > 0;
}

static bool find_group(struct slice name, gid_t *gid, struct arena *in)
{
    if (all_digits(name)) {
        *gid = (gid_t)option_number(name, 10);
        return true;
    }
    return account_group_named(name, in, gid, NULL) == ACCOUNT_FOUND;
}

bool option_user_parse(struct slice value, struct arena *in, struct option_user *user,
                       struct err *err)
{
    struct account account;
    enum account_answer answer;
    size_t cut = 0;

    while (cut < value.len && strchr(":./", value.p[cut]) == NULL)
        cut++;
    struct slice name = slice_part(value, 0, cut), group = slice_from_at(value, cut + 1);

    *user = (struct option_user){0};
    if (all_digits(name)) {
        user->uid = (uid_t)option_number(name, 10);
        answer = account_of_uid(user->uid, in, &account, NULL);
    } else {
        answer = account_named(name, in, &account, NULL);
        if (answer != ACCOUNT_FOUND)
            return err_set(err, EX_SOFTWARE, "unknown user %.*s", SLICE_ARG(name));
    }
    user->set = true;
    if (answer == ACCOUNT_FOUND) {
        user->uid = account.uid;
        user->gid = account.gid;
        user->name = account.name;
    }
    if (group.len > 0 && !find_group(group, &user->gid, in))
        return err_set(err, EX_SOFTWARE, "unknown group %.*s", SLICE_ARG(group));
    return true;
}

bool set_user(struct option_request *r)
{
    struct option_user *user = (void *)((char *)r->o + r->row->at);
    char label[32];

    if (r->value.len == 0) {
        *user = (struct option_user){0};
        return true;
    }
    if (!option_user_parse(r->value, r->in, user, r->err))
        return err_wrap(r->err, "readcf: option %s", option_label(r->row, label));
    return true;
}

bool set_default_group(struct option_request *r)
{
    if (!find_group(r->value, &r->o->default_user.gid, r->in))
        return err_set(r->err, EX_SOFTWARE, "readcf: option g: unknown group %.*s",
                       SLICE_ARG(r->value));
    return true;
}

/* ---- numbers -------------------------------------------------------------------------------- */

bool set_load(struct option_request *r)
{
    *(int64_t *)(void *)((char *)r->o + r->row->at) = option_number(r->value, 10);
    return true;
}

bool set_min_free_blocks(struct option_request *r)
{
    size_t slash = slice_find(r->value, '/');

    r->o->min_free_blocks = option_number(r->value, 10);
    if (slash != SIZE_MAX)
        r->o->max_message_size = option_number(slice_from_at(r->value, slash + 1), 10);
    return true;
}

bool set_mime_length(struct option_request *r)
{
    size_t slash = slice_find(r->value, '/');
    int64_t length = option_number(r->value, 10);

    r->o->max_mime_header_length = length < 0 ? 0 : length;
    r->o->max_mime_field_length = slash == SIZE_MAX
                                      ? r->o->max_mime_header_length / 2
                                      : option_number(slice_from_at(r->value, slash + 1), 10);
    if (r->o->max_mime_header_length > 0 && r->o->max_mime_header_length < 128)
        option_warn(r, "Warning: MaxMimeHeaderLength: header length limit set lower than 128");
    if (r->o->max_mime_field_length > 0 && r->o->max_mime_field_length < 40)
        option_warn(r, "Warning: MaxMimeHeaderLength: field length limit set lower than 40");
    return true;
}

bool set_time_zone(struct option_request *r)
{
    r->o->time_zone_spec = arena_copy(r->in, r->value);
    r->o->time_zone_set = true;
    return true;
}

bool set_macro(struct option_request *r)
{
    if (r->define_macro != NULL)
        r->define_macro(r->ctx, r->value);
    return true;
}

/* ---- timeouts ------------------------------------------------------------------------------- */

/* Setting a group's name sets all its members. */
bool set_timeout_group(struct option_request *r)
{
    size_t len = strlen(r->row->name);
    const struct option *group = r->row;
    struct slice value = r->value;
    bool fine = true, told = r->units_warned;

    for (size_t i = 0; i < option_count; i++) {
        const struct option *member = &option_table[i];

        if (strncmp(member->name, group->name, len) != 0 || member->name[len] != '.')
            continue;
        r->row = member;
        r->value = value;
        fine = option_set(r) && fine;
        r->units_warned = true; /* the first has told */
    }
    r->row = group;
    r->units_warned = told;
    return fine;
}

static bool set_one_timeout(struct option_request *r, struct slice name, struct slice value)
{
    struct slice full = arena_printf(r->in, "Timeout.%.*s", SLICE_ARG(name));

    if (option_find(full, &r->row) != OPTION_EXACT)
        return err_set(r->err, EX_SOFTWARE, "settimeout: invalid timeout %.*s", SLICE_ARG(name));
    r->value = value;
    option_warn_timeout(r);
    return option_set(r);
}

/* "Or5m" sets the classic six; "Ormail:10m,rcpt:1h" names them. */
bool set_timeout(struct option_request *r)
{
    static const char *const classic[] = {"mail",      "rcpt",      "datainit",
                                          "datablock", "datafinal", "command"};
    const struct option *row = r->row;
    struct slice rest = r->value, word;
    bool fine = true;

    if (rest.len == 0 || ascii_is_digit(rest.p[0])) {
        struct slice value = rest.len == 0 ? SLICE("1h") : rest;

        option_warn_units(value, r->warn, r->ctx);
        r->units_warned = true;
        for (size_t i = 0; i < COUNT(classic); i++)
            fine = set_one_timeout(r, slice_from(classic[i]), value) && fine;
        r->units_warned = false;
    }
    while (rest.len > 0 && !ascii_is_digit(rest.p[0]) && option_next_word(&rest, ",", &word)) {
        size_t cut = slice_find(word, ':');

        if (cut == SIZE_MAX)
            cut = slice_find(word, '=');
        if (cut == SIZE_MAX)
            fine =
                err_set(r->err, EX_SOFTWARE, "settimeout: invalid timeout %.*s", SLICE_ARG(word));
        else
            fine = set_one_timeout(r, slice_trim(slice_part(word, 0, cut)),
                                   slice_trim(slice_from_at(word, cut + 1))) &&
                   fine;
    }
    r->row = row;
    return fine;
}

bool set_queue_timeout(struct option_request *r)
{
    size_t slash = slice_find(r->value, '/');
    struct slice value = r->value;
    const struct option *row = r->row;
    bool fine = true;

    if (slash != SIZE_MAX)
        fine = set_one_timeout(r, SLICE("queuewarn"), slice_trim(slice_from_at(value, slash + 1)));
    fine =
        set_one_timeout(r, SLICE("queuereturn"), slice_trim(slice_part(value, 0, slash))) && fine;
    r->row = row;
    return fine;
}

/* ---- milters -------------------------------------------------------------------------------- */

bool set_milter(struct option_request *r)
{
    return err_set(r->err, EX_SOFTWARE,
                   "milter_set_option: invalid Milter option, must specify suboption");
}

/* ---- defaults that depend on the machine ---------------------------------------------------- */

void option_defaults_of_machine(struct options *o)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    o->queue_la = 8 * (processors < 1 ? 1 : processors);
    o->refuse_la = 12 * (processors < 1 ? 1 : processors);
    o->max_mime_header_length = 2048;
    o->max_mime_field_length = 1024;
    o->default_user = (struct option_user){.uid = 1, .gid = 1};
    o->unsafe_group_writes = true;
}

static void print_words(uint64_t bits, struct str *out)
{
    size_t before = out->len;

    for (size_t i = 0; i < COUNT(blame_words); i++)
        if (allowed(bits, blame_words[i].bit))
            str_printf(out, "%s%s", out->len > before ? "," : "", blame_words[i].word);
    if (out->len == before)
        str_add_text(out, "safe");
}

static void print_privacy(unsigned bits, struct str *out)
{
    size_t before = out->len;

    for (size_t i = 0; i < COUNT(privacy_words); i++) {
        unsigned b = privacy_words[i].bits;
        if (b != 0 && b != GO_AWAY && (bits & b) == b)
            str_printf(out, "%s%s", out->len > before ? "," : "", privacy_words[i].word);
    }
    if (out->len == before)
        str_add_text(out, "public");
}

static void print_user(const struct option_user *user, struct str *out)
{
    if (!user->set)
        return;
    if (user->name.len > 0)
        str_add(out, user->name);
    else
        str_add_i64(out, user->uid);
    str_printf(out, ":%lu", (unsigned long)user->gid);
}

void option_print_special(const struct options *o, const struct option *row, struct str *out)
{
    const void *at = (const char *)o + row->at;

    if (row->set == set_privacy)
        print_privacy(o->privacy_options, out);
    else if (row->set == set_dont_blame)
        print_words(o->dont_blame_sendmail, out);
    else if (row->set == set_user)
        print_user(at, out);
    else if (row->set == set_load || row->set == set_min_free_blocks)
        str_add_i64(out, *(const int64_t *)at);
    else if (row->set == set_mime_length)
        str_printf(out, "%lld/%lld", (long long)o->max_mime_header_length,
                   (long long)o->max_mime_field_length);
    else if (row->set == set_resolver_options)
        str_add(out, o->resolver_options);
    else if (row->set == set_time_zone)
        str_add(out, o->time_zone_spec);
    else if (row->set == set_unsafe_group_writes)
        str_add_text(out, o->unsafe_group_writes ? "True" : "False");
}
