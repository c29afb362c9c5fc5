/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configuration in words: for -bO, -d0.10 and =M of test mode.
 */
#include "conf/config.h"
#include "rule/class.h"
#include "rule/macro.h"
#include "rule/rule.h"

void config_list_option_names(struct str *out)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *row = &option_table[i];

        if (row->rare || slice_find(slice_from(row->name), '.') != SIZE_MAX)
            continue;
        str_printf(out, "%s\n", row->name);
    }
}

/* What a bug report wants to know: features that the build has. */
static const char built_in[] = "DNSMAP LOG MAP_REGEX NAMED_BIND NETINET NETINET6 NETUNIX NEWDB=5.3 "
                               "PIPELINING SOCKETMAP";

void config_describe_program(int level, struct str *out)
{
    if (level >= 1)
        str_printf(out, "Version %s\n Compiled with: %s\n", CONFIG_PROGRAM_VERSION, built_in);
}

static void add_macro(const struct config *c, char name, const char *label, struct str *out)
{
    str_printf(out, "%25s $%c = %.*s\n", label, name,
               SLICE_ARG(macros_expanded(c->macros, (unsigned char)name, out->in)));
}

static void add_names(const struct config *c, struct str *out)
{
    struct slice word;
    size_t at = 0;

    str_printf(out, "Canonical name: %.*s\n UUCP nodename: %.*s\n", SLICE_ARG(c->host),
               SLICE_ARG(macros_get(c->macros, 'k')));
    while (class_next(c->classes, 'w', &at, &word))
        if (!slice_eq_case(word, c->host))
            str_printf(out, "\ta.k.a.: %.*s\n", SLICE_ARG(word));
}

void config_describe_identity(const struct config *c, int level, struct str *out)
{
    if (level >= 4)
        add_names(c, out);
    if (level >= 10)
        str_printf(out, "     Conf file:\t%.*s (selected)\n", SLICE_ARG(c->path));
    if (level >= 1) {
        str_add_text(out, "\n============ SYSTEM IDENTITY (after readcf) ============\n");
        add_macro(c, 'w', "(short domain name)", out);
        add_macro(c, 'j', "(canonical domain name)", out);
        add_macro(c, 'm', "(subdomain name)", out);
        add_macro(c, 'k', "(node name)", out);
        str_add_text(out, "========================================================\n\n");
    }
    if (level < 15)
        return;
    for (size_t i = 0; i < c->mailers.len; i++)
        config_describe_mailer(c, &c->mailers.p[i], TOKEN_LOOK_PLAIN, out);
    config_describe_options(c, out);
}

/* Every option with its value, as an O line could set it; rows that have no value of their own
 * (groups, letters for other things) stay out. */
void config_describe_options(const struct config *c, struct str *out)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *row = &option_table[i];

        if (row->name[0] == '\0' || (row->type == OPT_SPECIAL && row->at == 0))
            continue;
        str_printf(out, "%s=", row->name);
        option_print(&c->opt, row, out);
        str_add_char(out, '\n');
    }
    for (size_t i = 0; i < c->opt.daemon_ports.len; i++) {
        const struct daemon_port *d = &c->opt.daemon_ports.p[i];

        str_printf(out, "DaemonPortOptions=Name=%.*s, Port=%.*s, Addr=%.*s, M=%.*s\n",
                   SLICE_ARG(d->name), SLICE_ARG(d->port), SLICE_ARG(d->addr),
                   SLICE_ARG(d->modifiers));
    }
}

/* ---- mailers -------------------------------------------------------------------------------- */

static void add_sets(struct str *out, const struct config *c, int envelope, int header)
{
    const int sets[] = {envelope, header};

    for (size_t i = 0; i < COUNT(sets); i++) {
        str_add_text(out, i > 0 ? "/" : "");
        str_add(out, rules_name(c->rules, sets[i]));
    }
}

static void add_flags(struct str *out, const struct flag_set *flags)
{
    for (char f = ' '; f <= '~'; f++)
        if (flag_has(flags, f))
            str_add_char(out, f);
}

static void add_type(struct str *out, struct slice type)
{
    if (type.len == 0)
        str_add_text(out, "<undefined>");
    else
        str_add(out, type);
}

void config_describe_mailer(const struct config *c, const struct mailer *m, enum token_look look,
                            struct str *out)
{
    str_printf(out, "mailer %d (%.*s): P=%.*s S=", m->index, SLICE_ARG(m->name),
               SLICE_ARG(m->path));
    add_sets(out, c, m->sender_env_set, m->sender_hdr_set);
    str_add_text(out, " R=");
    add_sets(out, c, m->rcpt_env_set, m->rcpt_hdr_set);
    str_printf(out, " M=%lld U=", (long long)m->max_message_bytes);
    if (m->user.set)
        str_printf(out, "%d:%d", (int)m->user.uid, m->user.group_set ? (int)m->user.gid : -1);
    else
        str_add_text(out, "-1:-1");
    str_add_text(out, " F=");
    add_flags(out, &m->flags);
    str_printf(out, " L=%lld E=", (long long)m->line_limit);
    token_show_text(m->eol, look, out);
    if (m->charset.len > 0) {
        str_add_text(out, " C=");
        str_add(out, m->charset);
    }
    str_add_text(out, " T=");
    add_type(out, m->mta_type);
    str_add_char(out, '/');
    add_type(out, m->addr_type);
    str_add_char(out, '/');
    add_type(out, m->diag_type);
    str_printf(out, " r=%lld A=", (long long)m->max_rcpts);
    for (size_t i = 0; i < m->argv.len; i++) {
        str_add_text(out, i > 0 ? " " : "");
        token_show_text(m->argv.p[i], look, out);
    }
    str_add_char(out, '\n');
}
