/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/import_option.h"

#include "base/table.h"
#include "os/file.h"

enum { MAX_FILE = 1 << 20 };

/* Options without a row there. */
static const struct {
    const char *option, *define;
} others[] = {
    {"DontBlameSendmail", "confDONT_BLAME_SENDMAIL"},
    {"TimeZoneSpec", "confTIME_ZONE"},
    {"InputMailFilters", "confINPUT_MAIL_FILTERS"},
    {"Milter.LogLevel", "confMILTER_LOG_LEVEL"},
    {"Milter.macros.connect", "confMILTER_MACROS_CONNECT"},
    {"Milter.macros.helo", "confMILTER_MACROS_HELO"},
    {"Milter.macros.envfrom", "confMILTER_MACROS_ENVFROM"},
    {"Milter.macros.envrcpt", "confMILTER_MACROS_ENVRCPT"},
    {"Milter.macros.data", "confMILTER_MACROS_DATA"},
    {"Milter.macros.eoh", "confMILTER_MACROS_EOH"},
    {"Milter.macros.eom", "confMILTER_MACROS_EOM"},
};

/* Features write these. */
static const char *const of_features[] = {"SetCertAltnames", "StrictTransportSecurity", "AddBcc"};

/* _O(`define', `Option', ... */
static bool parse_row(struct slice line, struct slice *define, struct slice *option)
{
    return slice_skip_text_case(&line, SLICE("_O(`")) && slice_until(&line, '\'', define) &&
           slice_skip_text_case(&line, SLICE(", `")) && slice_until(&line, '\'', option);
}

static struct table read_names(const char *cf_dir, struct arena *in)
{
    const char *path = arena_printf(in, "%s/m4/options.m4", cf_dir).p;
    struct table t = table_new_case(in);
    struct slice text, line, define, option;

    for (size_t i = 0; i < COUNT(others); i++) {
        struct slice *name = ARENA_NEW(in, struct slice);

        *name = slice_from(others[i].define);
        table_set(&t, slice_from(others[i].option), name);
    }
    if (!file_read(path, MAX_FILE, in, &text, NULL))
        return t;
    while (slice_line(&text, &line))
        if (parse_row(line, &define, &option)) {
            struct slice *name = ARENA_NEW(in, struct slice);

            *name = define;
            table_set(&t, option, name);
        }
    return t;
}

static bool is_of_feature(struct slice option)
{
    for (size_t i = 0; i < COUNT(of_features); i++)
        if (slice_is_case(option, of_features[i]))
            return true;
    return false;
}

/* The lines of one option, one after the other. */
static struct slice all_values(const struct import_file *f, const char *option, struct arena *in)
{
    struct str out = str_new(in);

    for (size_t i = 0; i < f->len; i++) {
        struct slice value;

        if (f->p[i].letter == 'O' && slice_is_case(import_option(&f->p[i], &value), option))
            str_printf(&out, "%.*s\n", SLICE_ARG(value));
    }
    return str_slice(&out);
}

/* Listeners are calls, and the default ones go with a feature. */
static void compare_ports(const struct import_file *wanted, const struct import_file *made,
                          const char *option, const char *word, struct arena *in,
                          struct mc_text *mc)
{
    struct slice all = all_values(wanted, option, in), other = all_values(made, option, in), value;
    struct slice msa = SLICE("Port=587, Name=MSA, M=E");

    if (slice_eq(all, other))
        return;
    for (struct slice rest = all; slice_line(&rest, &value);)
        if (!slice_eq(value, msa) || slice_search(other, msa) == SIZE_MAX)
            mc_call(mc, MC_LISTS, word, &value, 1);
}

static void compare_option(const struct import_line *o, const struct import_file *made,
                           const struct table *names, enum mc_part part, struct mc_text *mc)
{
    struct slice value, old, option = import_option(o, &value);
    const struct import_line *same = import_find(made, 'O', option);
    const struct slice *define = table_get(names, option);

    if (same != NULL) {
        import_option(same, &old);
        if (slice_eq(old, value))
            return;
    }
    if (define == NULL)
        mc_raw(mc, MC_CONFIG, 'O',
               arena_printf(mc->in, " %.*s=%.*s", SLICE_ARG(option), SLICE_ARG(value)));
    else if (slice_is_case(option, "TimeZoneSpec") && value.len == 0)
        mc_define(mc, part, *define, SLICE("USE_TZ"));
    else
        mc_define(mc, part, *define, value);
}

void import_options(const struct import_file *wanted, const struct import_file *made,
                    const char *cf_dir, enum mc_part part, struct arena *in, struct mc_text *mc)
{
    struct table names = read_names(cf_dir, in);

    for (size_t i = 0; i < wanted->len; i++) {
        const struct import_line *o = &wanted->p[i];

        if (o->letter == 'O' && !slice_is_case(o->set, "DaemonPortOptions") &&
            !slice_is_case(o->set, "ClientPortOptions") && !is_of_feature(o->set))
            compare_option(o, made, &names, part, mc);
    }
    for (size_t i = 0; i < made->len; i++) {
        const struct import_line *o = &made->p[i];
        const struct slice *define = table_get(&names, o->set);

        if (o->letter == 'O' && define != NULL && import_find(wanted, 'O', o->set) == NULL)
            mc_undefine(mc, part, *define);
    }
    compare_ports(wanted, made, "DaemonPortOptions", "DAEMON_OPTIONS", in, mc);
    compare_ports(wanted, made, "ClientPortOptions", "CLIENT_OPTIONS", in, mc);
}
