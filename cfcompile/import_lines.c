/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/import_lines.h"

#include <string.h>

#include "base/table.h"
#include "base/vec.h"
#include "cfcompile/import_mailer.h"
#include "cfcompile/import_option.h"

struct comparison {
    const struct import_file *wanted, *made;
    struct arena *in;
    struct mc_text *mc;
    enum mc_part defines;
};

static void define(const struct comparison *c, const char *name, struct slice value)
{
    mc_define(c->mc, c->defines, slice_from(name), value);
}

/* ---- macros --------------------------------------------------------------------------------- */

static const struct {
    const char *macro, *define; /* NULL: written by the library for itself */
} macros[] = {
    {"S", "SMART_HOST"},
    {"R", "LOCAL_RELAY"},
    {"H", "MAIL_HUB"},
    {"L", "LUSER_RELAY"},
    {"M", "MASQUERADE_NAME"},
    {"B", "BITNET_RELAY"},
    {"C", "DECNET_RELAY"},
    {"F", "FAX_RELAY"},
    {"Y", "UUCP_RELAY"},
    {"j", "confDOMAIN_NAME"},
    {"n", "confMAILER_NAME"},
    {"sendmailMTACluster", "confLDAP_CLUSTER"},
    {"Z", NULL},
    {"MTAHost", NULL},
};

static void write_macro(const struct comparison *c, const struct import_line *d)
{
    struct slice value = slice_trim(d->rest);

    for (size_t i = 0; i < COUNT(macros); i++)
        if (slice_is(d->set, macros[i].macro)) {
            if (slice_is(d->set, "M"))
                mc_call(c->mc, MC_LISTS, "MASQUERADE_AS", &value, 1);
            else if (macros[i].define != NULL)
                define(c, macros[i].define, value);
            return;
        }
    mc_raw(c->mc, MC_CONFIG, 'D', d->text);
}

/* $Z is our version; what a site put behind the "/" stays. */
static void write_version(const struct comparison *c)
{
    const struct import_line *z = import_find(c->wanted, 'D', SLICE("Z"));
    size_t slash = z != NULL ? slice_find(z->rest, '/') : SIZE_MAX;

    if (slash != SIZE_MAX && c->defines == MC_DEFINES)
        define(c, "confCF_VERSION", slice_trim(slice_from_at(z->rest, slash + 1)));
}

static void compare_macros(const struct comparison *c)
{
    write_version(c);
    for (size_t i = 0; i < c->wanted->len; i++) {
        const struct import_line *d = &c->wanted->p[i], *same;

        if (d->letter != 'D')
            continue;
        same = import_find(c->made, 'D', d->set);
        if (same == NULL ? slice_trim(d->rest).len > 0
                         : !slice_eq(slice_trim(same->rest), slice_trim(d->rest)))
            write_macro(c, d);
    }
}

/* ---- classes -------------------------------------------------------------------------------- */

static const struct {
    const char *name, *macro;
} classes[] = {
    {"w", "LOCAL_DOMAIN"},
    {"R", "RELAY_DOMAIN"},
    {"M", "MASQUERADE_DOMAIN"},
    {"N", "MASQUERADE_EXCEPTION"},
    {"E", "EXPOSED_USER"},
    {"L", "LOCAL_USER"},
    {"G", "GENERICS_DOMAIN"},
    {"VirtHost", "VIRTUSER_DOMAIN"},
    {"Canonify", "CANONIFY_DOMAIN"},
    {"LDAPRoute", "LDAPROUTE_DOMAIN"},
    {"LDAPRouteEquiv", "LDAPROUTE_EQUIVALENT"},
    {"TrustAuthMech", "TRUST_AUTH_MECH"},
};

/* The library fills these for its own rules. */
static const char *const own_classes[] = {"Accept",  "ResOk", "Tls",         "TlsVerified", "Src",
                                          "SpamTag", "O",     "SMTPOpModes", ".",           "["};

static bool is_own_class(struct slice name)
{
    for (size_t i = 0; i < COUNT(own_classes); i++)
        if (slice_is(name, own_classes[i]))
            return true;
    return false;
}

static struct table members(const struct import_file *f, struct slice name, struct arena *in)
{
    struct table t = table_new_case(in);

    for (size_t i = 0; i < f->len; i++) {
        struct slice rest = f->p[i].rest, word;

        if (f->p[i].letter != 'C' || !slice_eq(f->p[i].set, name))
            continue;
        while (slice_word(&rest, &word))
            table_set(&t, word, &t);
    }
    return t;
}

static void write_list(const struct comparison *c, const struct import_line *line, bool file,
                       struct slice words)
{
    struct slice shown;

    for (size_t i = 0; i < COUNT(classes); i++)
        if (slice_is(line->set, classes[i].name)) {
            const char *word = arena_printf(c->in, "%s%s", classes[i].macro, file ? "_FILE" : "").p;
            mc_call(c->mc, MC_LISTS, word, &words, 1);
            return;
        }
    if (slice_eq(words, slice_trim(line->rest))) {
        mc_raw(c->mc, MC_CONFIG, line->letter, line->text);
        return;
    }
    shown = line->set.len == 1
                ? arena_printf(c->in, "%.*s%.*s", SLICE_ARG(line->set), SLICE_ARG(words))
                : arena_printf(c->in, "{%.*s}%.*s", SLICE_ARG(line->set), SLICE_ARG(words));
    mc_raw(c->mc, MC_CONFIG, file ? 'F' : 'C', shown);
}

/* The words of a C line that the other file does not have anywhere. */
static void compare_class(const struct comparison *c, const struct import_line *line)
{
    struct table made = members(c->made, line->set, c->in);
    struct str words = str_new(c->in);
    struct slice rest = line->rest, word;

    while (slice_word(&rest, &word)) {
        if (table_has(&made, word) || slice_starts(word, SLICE("$=")))
            continue;
        str_printf(&words, "%s%.*s", words.len > 0 ? " " : "", SLICE_ARG(word));
    }
    if (words.len > 0)
        write_list(c, line, false, str_slice(&words));
}

/* Files that a define names. */
static const struct {
    const char *name, *define;
} class_files[] = {{"w", "confCW_FILE"}, {"t", "confCT_FILE"}, {"R", "confCR_FILE"}};

static void compare_class_file(const struct comparison *c, const struct import_line *line)
{
    struct slice path = slice_trim(line->rest);

    for (size_t i = 0; i < c->made->len; i++)
        if (c->made->p[i].letter == 'F' && slice_eq(c->made->p[i].set, line->set) &&
            slice_eq(slice_trim(c->made->p[i].rest), path))
            return;
    for (size_t i = 0; i < COUNT(class_files); i++)
        if (slice_is(line->set, class_files[i].name) &&
            import_find(c->wanted, 'F', line->set) == line &&
            import_find(c->made, 'F', line->set) != NULL) {
            define(c, class_files[i].define, path);
            return;
        }
    write_list(c, line, true, path);
}

static void compare_classes(const struct comparison *c)
{
    for (size_t i = 0; i < c->wanted->len; i++) {
        const struct import_line *line = &c->wanted->p[i];

        if (line->letter == 'C' && !is_own_class(line->set))
            compare_class(c, line);
        else if (line->letter == 'F')
            compare_class_file(c, line);
    }
}

/* ---- lines taken as they are ---------------------------------------------------------------- */

/* Texts compare without the blanks that nobody sees. */
static bool same_words(struct slice a, struct slice b)
{
    struct slice x, y;

    while (slice_word(&a, &x))
        if (!slice_word(&b, &y) || !slice_eq(x, y))
            return false;
    return !slice_word(&b, &y);
}

static bool is_made(const struct comparison *c, const struct import_line *line)
{
    for (size_t i = 0; i < c->made->len; i++)
        if (c->made->p[i].letter == line->letter && same_words(c->made->p[i].text, line->text))
            return true;
    return false;
}

/* Maps of the library's own rules are its own business. */
static const char *const own_maps[] = {"dequote", "arith", "macro", "resolve", "user", "bestmx"};

static bool is_own_map(struct slice name)
{
    for (size_t i = 0; i < COUNT(own_maps); i++)
        if (slice_is(name, own_maps[i]))
            return true;
    return false;
}

static const struct {
    const char *field, *define;
} headers[] = {
    {"Received:", "confRECEIVED_HEADER"},
    {"?F?From:", "confFROM_HEADER"},
    {"?M?Message-Id:", "confMESSAGEID_HEADER"},
};

static void write_header(const struct comparison *c, const struct import_line *line)
{
    for (size_t i = 0; i < COUNT(headers); i++) {
        struct slice rest = line->text;

        if (slice_skip_text_case(&rest, slice_from(headers[i].field))) {
            define(c, headers[i].define, slice_trim(rest));
            return;
        }
    }
    if (slice_starts_case(line->text, SLICE("?F?Resent-From:")) ||
        slice_starts_case(line->text, SLICE("?M?Resent-Message-Id:")))
        return; /* comes with its pair */
    mc_raw(c->mc, MC_CONFIG, 'H', line->text);
}

static void write_named(const struct comparison *c, const struct import_line *line,
                        const char *word)
{
    struct slice rest = line->rest, args[2] = {line->set};

    slice_skip(&rest, ',');
    args[1] = slice_trim(rest);
    mc_call(c->mc, MC_LISTS, word, args, 2);
}

static void write_trusted(const struct comparison *c, const struct import_line *line,
                          struct str *names)
{
    if (!slice_is(line->text, "uucp")) /* goes and comes with feature nouucp */
        str_printf(names, "%s%.*s", names->len > 0 ? " " : "", SLICE_ARG(slice_trim(line->text)));
    (void)c;
}

static void compare_rest(const struct comparison *c)
{
    struct str trusted = str_new(c->in);

    for (size_t i = 0; i < c->wanted->len; i++) {
        const struct import_line *line = &c->wanted->p[i];

        if (memchr("KHPTQXE", line->letter, 7) == NULL || is_made(c, line))
            continue;
        if (line->letter == 'H')
            write_header(c, line);
        else if (line->letter == 'Q')
            write_named(c, line, "QUEUE_GROUP");
        else if (line->letter == 'X')
            write_named(c, line, "MAIL_FILTER");
        else if (line->letter == 'T')
            write_trusted(c, line, &trusted);
        else if (line->letter != 'K' || !is_own_map(line->set))
            mc_raw(c->mc, MC_CONFIG, line->letter, line->text);
    }
    if (trusted.len > 0)
        define(c, "confTRUSTED_USERS", str_slice(&trusted));
}

/* ---- words in rules ------------------------------------------------------------------------- */

/* Defines that only rules show: what stands behind `before` in the rule of `set` with this left
 * side; the last one counts. */
static const struct {
    const char *set, *left, *before, *define, *usual;
} words[] = {
    {"Parse1", "$*<@$*>$*", "$#", "confSMTP_MAILER", "esmtp"},
    {"Parse1", "$*<@$+>$*", "$#", "confSMTP_MAILER", "esmtp"}, /* ours */
    {"MailerToTriple", "<$+>$*", "$#", "confRELAY_MAILER", "relay"},
    {"MailerToTriple", "$*$|<$+>", "$#", "confRELAY_MAILER", "relay"}, /* ours */
    {"Parse1", "$+<@$=w.>", "$#", "confLOCAL_MAILER", "local"},
    {"Parse1", "$*<@$+.UUCP.>$*", "$#", "confUUCP_MAILER", "uucp-old"},
    {"DelayedChecks", "$*", "$: $>checkmail $&", "_FFR_MAIL_MACRO", ""}, /* ours */
    {"Basic_check_rcpt", "$*", "$#error $@ 5.7.1 $: ", "confRELAY_MSG", "\"550 Relaying denied\""},
    {"Basic_check_mail", "<REJECT>$*", "$#error $@ 5.7.1 $: ", "confREJECT_MSG",
     "\"550 Access denied\""},
    {"Basic_check_mail", "<REJECT>$*", "$#error $: ", "confREJECT_MSG", ""},
    {"Judge", "<REJECT>", "$#error $: ", "confREJECT_MSG", ""}, /* ours */
};

static bool same_without_blanks(struct slice text, const char *other)
{
    for (size_t i = 0; i < text.len; i++) {
        if (ascii_is_space(text.p[i]))
            continue;
        if (text.p[i] != *other)
            return false;
        other++;
    }
    return *other == '\0';
}

static void write_word(const struct comparison *c, size_t row)
{
    struct slice found = {0}, usual = slice_from(words[row].usual);

    for (size_t i = 0; i < c->wanted->len; i++) {
        const struct import_line *r = &c->wanted->p[i];
        struct slice right;

        if (r->letter != 'R' || !slice_is_case(r->set, words[row].set) ||
            !same_without_blanks(import_left(r), words[row].left))
            continue;
        right = import_right(r);
        if (slice_skip_text_case(&right, slice_from(words[row].before)))
            found = slice_trim(right);
    }
    if (words[row].before[1] == '#' && words[row].before[2] == '\0')
        found = slice_part(found, 0, slice_find(found, ' '));
    /* With authentication the library says more by itself: all but the last quote is the same. */
    if (usual.len > 0)
        usual.len--;
    if (found.len > 0 && (usual.len == 0 || !slice_starts(found, usual)))
        define(c, words[row].define, found);
}

void import_relays(const struct import_file *wanted, struct mc_text *mc)
{
    for (size_t i = 0; i < COUNT(macros); i++) {
        const struct import_line *d = import_find(wanted, 'D', slice_from(macros[i].macro));
        struct slice name = macros[i].define != NULL ? slice_from(macros[i].define) : SLICE("");

        if (d != NULL && slice_ends_case(name, SLICE("_RELAY")) && slice_trim(d->rest).len > 0)
            mc_define(mc, MC_DEFINES, name, slice_trim(d->rest));
    }
}

void import_lines(const struct import_file *wanted, const struct import_file *made,
                  const char *cf_dir, bool late, struct arena *in, struct mc_text *mc)
{
    const struct comparison c = {wanted, made, in, mc, late ? MC_LATE : MC_DEFINES};

    compare_macros(&c);
    import_options(wanted, made, cf_dir, c.defines, in, mc);
    compare_classes(&c);
    compare_rest(&c);
    for (size_t i = 0; !late && i < COUNT(words); i++)
        write_word(&c, i);
    import_mailers(wanted, made, late, in, mc);
}
