/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * K lines, and option AliasFile, which declares maps of its own.
 */
#include <unistd.h>

#include "base/str.h"
#include "conf/reader.h"
#include "map/map.h"

enum { HOST_DOT_LEVEL = 2 }; /* of the configuration: canonical names end in a dot from there on */

void reader_configure_maps(struct reader *r, struct maps *maps)
{
    struct options *o = &r->c->opt;
    /* Whoever runs us without being root trusts himself. */
    uid_t self = o->run_as_user.uid != 0 ? o->run_as_user.uid : geteuid();
    struct map_settings settings = {.dont_blame = o->dont_blame_sendmail,
                                    .trusted_uid = o->trusted_user.uid,
                                    .run_as_uid = self,
                                    .default_uid = o->default_user.uid,
                                    .default_gid = o->default_user.gid,
                                    .compressed_ipv6 = o->use_compressed_ipv6_addresses,
                                    .blank_sub = o->blank_sub,
                                    .hosts_file = o->hosts_file,
                                    .service_switch_file = o->service_switch_file,
                                    .user_database_spec = o->user_database_spec,
                                    .domain = macros_expanded(r->c->macros, 'm', r->in),
                                    .hooks = r->c->map_hooks};

    maps_configure(maps, &settings);
}

static bool is_name_char(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '.';
}

/* Letters and digits. compatible: whatever ends them goes with them: "text-o file" is no -o. */
static struct slice take_class(struct slice *in)
{
    struct slice all = *in;
    size_t n = 0;

    while (n < all.len && ascii_is_alnum(all.p[n]))
        n++;
    *in = slice_from_at(all, n < all.len ? n + 1 : n);
    return slice_part(all, 0, n);
}

/* `map` is NULL when the class is unknown. */
static void tell_mistakes(struct reader *r, const struct map *map, const struct err *err)
{
    struct slice left = map == NULL ? slice_from(err->text) : map_mistakes(map), one;

    while (slice_line(&left, &one))
        reader_error(r, EX_CONFIG, "%.*s", SLICE_ARG(one));
}

static void tell_warnings(struct reader *r, const struct map *map)
{
    struct slice left = map == NULL ? SLICE("") : map_warnings(map), one;

    while (slice_line(&left, &one))
        reader_warn(r, "%.*s", SLICE_ARG(one));
}

void line_map(struct reader *r, struct slice text)
{
    struct slice rest = slice_trim(reader_expand(r, text)), map_class;
    struct map *map;
    struct err err = {0};
    size_t n = 0;

    while (n < rest.len && (n > 0 ? is_name_char(rest.p[n]) : ascii_is_alnum(rest.p[n])))
        n++;
    struct slice name = slice_part(rest, 0, n);
    if (n == 0) {
        reader_error(r, EX_CONFIG, "readcf: config K line: no map name");
        return;
    }
    rest = slice_from_at(rest, n);
    if (rest.len > 0 && !ascii_is_space(rest.p[0]))
        rest = slice_from_at(rest, 1); /* compatible: "Kf!oo" is map f of class oo */
    while (rest.len > 0 && ascii_is_space(rest.p[0]))
        rest = slice_from_at(rest, 1);
    map_class = take_class(&rest);
    if (map_class.len == 0) {
        reader_error(r, EX_CONFIG, "readcf: config K line, map %.*s: no map class",
                     SLICE_ARG(name));
        return;
    }
    bool ok = maps_declare(r->c->maps, name, map_class, slice_trim(rest), &map, &err);
    tell_warnings(r, map);
    if (!ok)
        tell_mistakes(r, map, &err);
}

/* ---- aliases -------------------------------------------------------------------------------- */

/* "[class:][flags ]file": a class only if what stands before the colon cannot be a path or a flag.
 */
static void split_alias(struct slice spec, struct slice *map_class, struct slice *rest)
{
    size_t colon = slice_find(spec, ':');

    *map_class = SLICE("implicit");
    *rest = spec;
    if (colon == SIZE_MAX)
        return;
    for (size_t i = 0; i < colon; i++)
        if (spec.p[i] == '/' || spec.p[i] == ' ')
            return;
    *map_class = slice_part(spec, 0, colon);
    *rest = slice_trim(slice_from_at(spec, colon + 1));
}

static void declare_usual(struct reader *r, struct slice name, struct slice map_class,
                          struct slice spec)
{
    struct map *map;
    struct err err = {0};

    if (!maps_declare(r->c->maps, name, map_class, spec, &map, &err))
        reader_error(r, EX_CONFIG, "%s", err.text);
}

/* "aliases.files" is the alias files in their order; a K line of that name behind them wins. */
static void declare_alias_files(struct reader *r)
{
    struct str members = str_new(r->in);

    for (size_t i = 0; i < r->c->aliases.len; i++)
        str_printf(&members, " %.*s", SLICE_ARG(map_name(r->c->aliases.p[i])));
    declare_usual(r, SLICE("aliases.files"), SLICE("sequence"), slice_trim(str_slice(&members)));
}

void reader_declare_usual_maps(struct reader *r)
{
    struct maps *maps = r->c->maps;

    if (maps_find(maps, SLICE("aliases.files")) == NULL)
        declare_alias_files(r);
    if (maps_find(maps, SLICE("aliases.nis")) == NULL) /* for a service switch that says so */
        declare_usual(r, SLICE("aliases.nis"), SLICE("nis"), SLICE("mail.aliases"));
    if (maps_find(maps, SLICE("aliases")) == NULL)
        declare_usual(r, SLICE("aliases"), SLICE("switch"), SLICE("aliases"));
    if (r->c->opt.user_database_spec.len > 0 && maps_find(maps, SLICE("userdb.maildrop")) == NULL)
        declare_usual(r, SLICE("userdb.maildrop"), SLICE("userdb"),
                      SLICE("-f maildrop")); /* flag u of the mailer decides, not the map */
    if (maps_find(maps, SLICE("host")) == NULL)
        declare_usual(r, SLICE("host"), SLICE("host"),
                      r->c->level >= HOST_DOT_LEVEL ? SLICE("-a. -D") : SLICE(""));
}

void reader_declare_aliases(struct reader *r)
{
    const struct slice_list *files = &r->c->opt.alias_file;

    for (size_t i = r->aliases_declared; i < files->len; i++) {
        struct slice map_class, rest, name = arena_printf(r->in, "Alias%zu", i);
        struct map *map;
        struct err err = {0};

        split_alias(files->p[i], &map_class, &rest);
        if (slice_is_case(map_class, "ldap"))
            rest = ldap_alias_spec(r, rest);
        bool ok = maps_declare(r->c->maps, name, map_class, rest, &map, &err);
        tell_warnings(r, map);
        if (!ok && map == NULL)
            reader_error(r, EX_CONFIG, "setalias: unknown alias class %.*s", SLICE_ARG(map_class));
        else if (map_mistakes(map).len > 0)
            tell_mistakes(r, map, &err);
        else if (!map_can_alias(map))
            reader_error(r, EX_CONFIG, "setalias: map class %.*s can't handle aliases",
                         SLICE_ARG(map_class));
        else
            map_serve_aliases(*VEC_ADD(&r->c->aliases, r->in) = map);
    }
    if (r->aliases_declared < files->len)
        declare_alias_files(r);
    r->aliases_declared = files->len;
}
