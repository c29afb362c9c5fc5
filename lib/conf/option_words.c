/* SPDX-License-Identifier: BSD-2-Clause */
/* Options whose value is a list of words that add up: read, listed, and written again. */
#include "conf/option_set.h"
#include "os/safe_path.h"

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

static bool is_separator(char c)
{
    return ascii_is_space(c) || (ascii_is_print(c) && !ascii_is_alnum(c));
}

/* compatible: letters and digits make a name, and any other character ends it; blanks and marks in
 * front of one are skipped, the rest is not. */
static bool next_name(struct slice *in, struct slice *name)
{
    size_t n = 0;

    while (in->len > 0 && is_separator(in->p[0]))
        *in = slice_from_at(*in, 1);
    if (in->len == 0)
        return false;
    while (n < in->len && ascii_is_alnum(in->p[n]))
        n++;
    *name = slice_part(*in, 0, n);
    *in = slice_from_at(*in, n + 1);
    return true;
}

bool set_privacy(struct option_request *r)
{
    struct slice rest = r->value, word;
    bool fine = true;

    while (next_name(&rest, &word)) {
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

    while (next_name(&rest, &word)) {
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

bool option_print_words(const struct options *o, const struct option *row, struct str *out)
{
    if (row->set == set_privacy)
        print_privacy(o->privacy_options, out);
    else if (row->set == set_dont_blame)
        print_words(o->dont_blame_sendmail, out);
    else if (row->set == set_resolver_options)
        str_add(out, o->resolver_options);
    else
        return false;
    return true;
}
