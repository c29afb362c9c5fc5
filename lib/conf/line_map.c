/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * K lines, and option AliasFile, which declares maps of its own.
 */
#include <unistd.h>

#include "conf/reader.h"
#include "map/map.h"

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

/* Letters and digits: what follows is the arguments, with or without a blank in between. */
static struct slice take_class(struct slice *in)
{
    struct slice all = *in;
    size_t n = 0;

    while (n < all.len && ascii_is_alnum(all.p[n]))
        n++;
    *in = slice_from_at(all, n);
    return slice_part(all, 0, n);
}

void line_map(struct reader *r, struct slice text)
{
    struct slice rest = slice_trim(reader_expand(r, text)), map_class;
    struct map *map;
    struct err err = {0};
    size_t n = 0;

    while (n < rest.len && is_name_char(rest.p[n]))
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
    if (maps_declare(r->c->maps, name, map_class, slice_trim(rest), &map, &err))
        return;
    struct slice left = map == NULL ? slice_from(err.text) : map_mistakes(map), one;
    while (slice_line(&left, &one))
        reader_error(r, EX_CONFIG, "%.*s", SLICE_ARG(one));
}

/* ---- aliases -------------------------------------------------------------------------------- */

/* "[class:][flags ]file": a class only if what stands before the colon can be the name of one. */
static void split_alias(struct slice spec, struct slice *map_class, struct slice *rest)
{
    size_t colon = slice_find(spec, ':');

    *map_class = SLICE("implicit");
    *rest = spec;
    if (colon == SIZE_MAX || colon == 0)
        return;
    for (size_t i = 0; i < colon; i++)
        if (!ascii_is_alnum(spec.p[i]))
            return;
    *map_class = slice_part(spec, 0, colon);
    *rest = slice_trim(slice_from_at(spec, colon + 1));
}

/* A class that does not exist has words of its own here. */
static void alias_error(struct reader *r, struct slice map_class, const struct err *err)
{
    if (slice_ends_case(slice_from(err->text), SLICE(" not available")))
        reader_error(r, EX_CONFIG, "setalias: unknown alias class %.*s", SLICE_ARG(map_class));
    else
        reader_error(r, EX_CONFIG, "%s", err->text);
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
        if (!maps_declare(r->c->maps, name, map_class, rest, &map, &err))
            alias_error(r, map_class, &err);
        else if (!map_can_alias(map))
            reader_error(r, EX_CONFIG, "setalias: map class %.*s can't handle aliases",
                         SLICE_ARG(map_class));
        else
            *VEC_ADD(&r->c->aliases, r->in) = map;
    }
    r->aliases_declared = files->len;
}
