/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Aliases: lines that newaliases refuses, names twice, aliases that lead back to themselves,
 * programs that smrsh will not run, lists that are not there.
 */
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/str.h"
#include "base/table.h"
#include "cfcompile/lint.h"
#include "map/alias_file.h"
#include "os/file.h"

enum { ALIASES_MAX = 256 << 20, STEPS_MAX = 64 };

struct alias {
    struct slice key;
    int line;
    struct VEC(struct slice) members; /* local names only, in lower case */
    int state;                        /* 0 new, 1 on the way, 2 done */
};

struct reading {
    struct lint *l;
    struct slice file;
    struct table names;
};

/* The next member; commas in quotes and parentheses separate nothing. */
static bool next_member(struct slice *rest, struct slice *member)
{
    size_t i = 0;
    bool quoted = false;

    if (rest->len == 0)
        return false;
    for (; i < rest->len && (quoted || rest->p[i] != ','); i++)
        if (rest->p[i] == '"')
            quoted = !quoted;
    *member = slice_trim(slice_part(*rest, 0, i));
    *rest = slice_from_at(*rest, i + 1);
    return true;
}

static struct slice unquoted(struct slice member)
{
    if (member.len > 1 && member.p[0] == '"' && member.p[member.len - 1] == '"')
        return slice_part(member, 1, member.len - 2);
    return member;
}

/* The first program of a command: its path, then its name. */
static void program_member(struct reading *r, int line, struct slice command)
{
    struct slice program;
    size_t slash;

    if (!slice_word(&command, &program))
        return;
    slash = slice_find_last(program, '/');
    struct slice name = slash == SIZE_MAX ? program : slice_from_at(program, slash + 1);
    const struct mailer *prog =
        r->l->config != NULL ? config_mailer(r->l->config, SLICE("prog")) : NULL;
    if (prog != NULL && slice_ends_case(prog->path, SLICE("smrsh"))) {
        if (!lint_in_smrsh(r->l, name)) {
            struct finding *f =
                lint_say(r->l, "perm-10", SEVERITY_ERROR, r->file, line,
                         "smrsh will not run %.*s: it is not in its directory", SLICE_ARG(name));
            lint_run(r->l, f, "ln -s %.*s %s/%.*s", SLICE_ARG(program), lint_smrsh_directory(),
                     SLICE_ARG(name));
        }
    } else if (program.p[0] == '/' && access(arena_cstr(r->l->in, program), X_OK) != 0) {
        lint_say(r->l, "alias-03", SEVERITY_WARNING, r->file, line, "%.*s cannot be run",
                 SLICE_ARG(program));
    }
}

static void list_member(struct reading *r, int line, struct slice path)
{
    if (path.len > 0 && path.p[0] == '/' && access(arena_cstr(r->l->in, path), R_OK) != 0)
        lint_say(r->l, "alias-02", SEVERITY_WARNING, r->file, line, "the list %.*s cannot be read",
                 SLICE_ARG(path));
}

static void take_member(struct reading *r, struct alias *alias, struct slice member)
{
    struct slice domain, name;
    size_t at;

    member = unquoted(member);
    if (member.len == 0)
        return;
    if (member.p[0] == '|') {
        program_member(r, alias->line, slice_trim(slice_from_at(member, 1)));
        return;
    }
    if (slice_skip_text_case(&member, SLICE(":include:"))) {
        list_member(r, alias->line, slice_trim(member));
        return;
    }
    if (member.p[0] == '/' || member.p[0] == '\\')
        return;
    at = slice_find_last(member, '@');
    name = at == SIZE_MAX ? member : slice_part(member, 0, at);
    domain = at == SIZE_MAX ? (struct slice){0} : slice_from_at(member, at + 1);
    if (domain.len == 0 || lint_in_class(r->l, "w", domain))
        *VEC_ADD(&alias->members, r->l->in) = arena_copy_lower(r->l->in, name);
}

static void take_entry(struct reading *r, const struct alias_entry *entry)
{
    struct alias *alias = table_get(&r->names, entry->key);
    struct slice rest = entry->value, member;

    if (alias != NULL) {
        lint_say(r->l, "map-03", SEVERITY_ERROR, r->file, entry->line,
                 "the alias %.*s is already that of line %d", SLICE_ARG(entry->name), alias->line);
        return;
    }
    alias = ARENA_NEW(r->l->in, struct alias);
    alias->key = entry->key;
    alias->line = entry->line;
    table_set(&r->names, entry->key, alias);
    if (slice_trim(rest).len == 0)
        lint_say(r->l, "map-03", SEVERITY_ERROR, r->file, entry->line,
                 "the alias %.*s has no members", SLICE_ARG(entry->name));
    while (next_member(&rest, &member))
        take_member(r, alias, member);
}

/* Follows members; `way` is how we came here. An alias that has itself among its members keeps a
 * copy, as sites use it: only longer ways back are told. */
static void follow(struct reading *r, struct alias *alias, struct alias **way, size_t steps)
{
    way[steps] = alias;
    alias->state = 1;
    for (size_t i = 0; i < alias->members.len && steps + 1 < STEPS_MAX; i++) {
        struct alias *next = table_get(&r->names, alias->members.p[i]);
        struct str shown = str_new(r->l->in);
        size_t from = 0;
        if (next == NULL || next == alias || next->state == 2)
            continue;
        if (next->state == 0) {
            follow(r, next, way, steps + 1);
            continue;
        }
        while (from < steps && way[from] != next)
            from++;
        for (size_t k = from; k <= steps; k++)
            str_printf(&shown, "%.*s -> ", SLICE_ARG(way[k]->key));
        lint_say(r->l, "map-16", SEVERITY_WARNING, r->file, alias->line,
                 "these aliases lead back to themselves: %s%.*s", shown.p, SLICE_ARG(next->key));
    }
    alias->state = 2;
}

void lint_aliases(struct lint *l, const char *path)
{
    struct reading r = {
        .l = l, .file = arena_copy(l->in, slice_from(path)), .names = table_new(l->in)};
    struct alias *way[STEPS_MAX];
    const struct table_entry *name;
    struct alias_entry entry;
    struct slice text;
    size_t at = 0;

    if (!file_read(path, ALIASES_MAX, l->in, &text, NULL))
        return;
    struct alias_scan scan = alias_scan_of(text, l->in);
    for (enum alias_step step; (step = alias_scan_next(&scan, &entry)) != ALIAS_END;) {
        if (step == ALIAS_BAD)
            lint_say(l, "map-03", SEVERITY_ERROR, r.file, entry.line, "%s: %.*s", entry.words,
                     SLICE_ARG(entry.text));
        else
            take_entry(&r, &entry);
    }
    while ((name = table_next(&r.names, &at)) != NULL)
        if (((struct alias *)name->value)->state == 0)
            follow(&r, name->value, way, 0);
}
