/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/explain.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "cfcompile/keyline.h"
#include "cfcompile/reason.h"
#include "cfcompile/remedy.h"
#include "cfcompile/screen.h"

enum { TITLE_WIDTH = 14 };

/* ---- words ---------------------------------------------------------------------------------- */

/* Files beside the configuration by their name alone. */
static struct slice near(const struct source *source, struct slice path)
{
    char real[PATH_MAX];
    size_t slash;
    struct slice dir;

    if (realpath(source->path, real) == NULL)
        return path;
    slash = slice_find_last(slice_from(real), '/');
    dir = slice_part(slice_from(real), 0, slash + 1);
    return slice_starts(path, dir) ? slice_from_at(path, dir.len) : path;
}

static void add_cause(const struct source *source, const char *indent, const struct cause *cause,
                      struct str *out)
{
    struct slice file = near(source, cause->file);

    str_printf(out, "%s%-8s %.*s:%d", indent, "because", SLICE_ARG(file), cause->line);
    if (cause->words.len > 0)
        str_printf(out, "  %.*s", SLICE_ARG(cause->words));
    str_add_char(out, '\n');
}

static void add_place(const struct source *source, const struct keyline *at, struct str *out)
{
    struct slice file = near(source, at->file);

    if (at->line > 0)
        str_printf(out, "  (%.*s:%d)", SLICE_ARG(file), at->line);
    str_add_char(out, '\n');
}

static void add_key(const struct source *source, const struct reason_key *key, const char *indent,
                    struct str *out)
{
    str_printf(out, "%s%-8s %.*s \"%.*s\"", indent, "found", SLICE_ARG(key->map),
               SLICE_ARG(key->key));
    if (key->answer == RULE_FAILED)
        str_add_text(out, " could not be looked up");
    else
        str_printf(out, " = \"%.*s\"", SLICE_ARG(key->value));
    add_place(source, &key->at, out);
}

static void add_member(const struct source *source, const struct reason_member *m,
                       const char *indent, struct str *out)
{
    str_printf(out, "%s%-8s %.*s is in class %.*s", indent, "found", SLICE_ARG(m->member),
               SLICE_ARG(m->class_name));
    add_place(source, &m->at, out);
}

static void add_rule(const struct source *source, const struct reason *r, const char *indent,
                     struct str *out)
{
    if (r->sets.len == 0)
        return;
    str_printf(out, "%s%-8s ", indent, "rule set");
    for (size_t i = 0; i < r->sets.len; i++)
        str_printf(out, "%s%.*s", i > 0 ? " > " : "", SLICE_ARG(r->sets.p[i]));
    if (r->cf_line > 0)
        str_printf(out, "\n%s%-8s line %d of %s: %.*s", indent, "rule", r->cf_line,
                   source->mc == NULL ? source->path : "the .cf", SLICE_ARG(r->rule));
    str_add_char(out, '\n');
}

static void add_remedies(const struct source *source, const struct answer *f, const char *indent,
                         struct arena *in, struct str *out)
{
    struct remedies all = {0};

    remedy_find(source, f, in, &all);
    for (size_t i = 0; i < all.len; i++)
        str_printf(out, "%s%-8s %.*s\n", indent, all.p[i].kind, SLICE_ARG(all.p[i].text));
}

void explain_why(const struct source *source, const struct answer *f, const char *indent,
                 struct arena *in, struct str *out)
{
    struct reason r;

    reason_find(source, f, in, &r);
    for (size_t i = 0; i < r.keys.len; i++)
        add_key(source, &r.keys.p[i], indent, out);
    for (size_t i = 0; i < r.members.len; i++)
        add_member(source, &r.members.p[i], indent, out);
    add_rule(source, &r, indent, out);
    for (size_t i = 0; i < r.causes.len; i++)
        add_cause(source, indent, &r.causes.p[i], out);
    if (f->complaints.len > 0)
        str_printf(out, "%s%-8s %.*s\n", indent, "fault", SLICE_ARG(f->complaints));
}

static void add_words(const struct probe *p, struct arena *in, struct str *out)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct answer *f = &p->answers[i];

        str_printf(out, "%-*s ", TITLE_WIDTH, probe_titles[f->step]);
        screen_paint(out, screen_paint_of(f->text), f->text);
        str_add_char(out, '\n');
        explain_why(p->source, f, "               ", in, out);
        add_remedies(p->source, f, "               ", in, out);
    }
}

/* ---- JSON ----------------------------------------------------------------------------------- */

static void json_place(struct str *out, bool *first, struct slice file, int line)
{
    if (file.len == 0)
        return;
    screen_json_field(out, first, "file", file);
    screen_json_number(out, first, "line", line);
}

static void json_keys(const struct reason *r, struct str *out)
{
    static const char *const answers[] = {
        [RULE_FOUND] = "found", [RULE_ABSENT] = "absent", [RULE_FAILED] = "failed"};

    str_add_text(out, ", \"keys\": [");
    for (size_t i = 0; i < r->keys.len; i++) {
        const struct reason_key *key = &r->keys.p[i];
        bool first = true;

        str_add_text(out, i > 0 ? ", {" : "{");
        screen_json_field(out, &first, "map", key->map);
        screen_json_field(out, &first, "key", key->key);
        screen_json_field(out, &first, "answer", slice_from(answers[key->answer]));
        screen_json_field(out, &first, "value", key->value);
        json_place(out, &first, key->at.file, key->at.line);
        str_add_char(out, '}');
    }
    str_add_char(out, ']');
}

static void json_members(const struct reason *r, struct str *out)
{
    str_add_text(out, ", \"classes\": [");
    for (size_t i = 0; i < r->members.len; i++) {
        bool first = true;

        str_add_text(out, i > 0 ? ", {" : "{");
        screen_json_field(out, &first, "class", r->members.p[i].class_name);
        screen_json_field(out, &first, "member", r->members.p[i].member);
        json_place(out, &first, r->members.p[i].at.file, r->members.p[i].at.line);
        str_add_char(out, '}');
    }
    str_add_char(out, ']');
}

static void json_causes(const struct reason *r, struct str *out)
{
    str_add_text(out, ", \"because\": [");
    for (size_t i = 0; i < r->causes.len; i++) {
        bool first = true;

        str_add_text(out, i > 0 ? ", {" : "{");
        json_place(out, &first, r->causes.p[i].file, r->causes.p[i].line);
        screen_json_field(out, &first, "text", r->causes.p[i].words);
        str_add_char(out, '}');
    }
    str_add_char(out, ']');
}

static void json_remedies(const struct source *source, const struct answer *f, struct arena *in,
                          struct str *out)
{
    struct remedies all = {0};

    remedy_find(source, f, in, &all);
    if (all.len == 0)
        return;
    str_add_text(out, ", \"remedies\": [");
    for (size_t i = 0; i < all.len; i++) {
        bool first = true;

        str_add_text(out, i > 0 ? ", {" : "{");
        screen_json_field(out, &first, "kind", slice_from(all.p[i].kind));
        screen_json_field(out, &first, "text", all.p[i].text);
        str_add_char(out, '}');
    }
    str_add_char(out, ']');
}

static void json_answer(const struct source *source, const struct answer *f, struct arena *in,
                        struct str *out)
{
    struct reason r;
    bool first = true;

    reason_find(source, f, in, &r);
    str_add_char(out, '{');
    screen_json_field(out, &first, "step", slice_from(probe_words[f->step]));
    screen_json_field(out, &first, "answer", f->text);
    str_add_text(out, ", \"rulesets\": [");
    for (size_t i = 0; i < r.sets.len; i++) {
        str_add_text(out, i > 0 ? ", " : "");
        screen_json(out, r.sets.p[i]);
    }
    str_add_char(out, ']');
    if (r.cf_line > 0) {
        screen_json_number(out, &first, "cf_line", r.cf_line);
        screen_json_field(out, &first, "rule", r.rule);
    }
    json_keys(&r, out);
    json_members(&r, out);
    json_causes(&r, out);
    json_remedies(source, f, in, out);
    if (f->complaints.len > 0)
        screen_json_field(out, &first, "fault", f->complaints);
    str_add_char(out, '}');
}

static void add_json(const struct probe *p, const struct probe_case *q, struct arena *in,
                     struct str *out)
{
    bool first = true;

    str_add_char(out, '{');
    screen_json_field(out, &first, "configuration", slice_from(p->source->path));
    screen_json_field(out, &first, "client", q->client);
    screen_json_field(out, &first, "from", q->from);
    screen_json_field(out, &first, "to", q->to);
    str_add_text(out, ", \"steps\": [");
    for (size_t i = 0; i < p->count; i++) {
        str_add_text(out, i > 0 ? ",\n  " : "\n  ");
        json_answer(p->source, &p->answers[i], in, out);
    }
    str_add_text(out, "]}\n");
}

/* ---- the command ---------------------------------------------------------------------------- */

static int run(const struct cli *cli, const char *path, const struct probe_case *q,
               struct arena *in, struct err *err)
{
    struct str out = str_new(in);
    struct source source;
    struct probe *p = ARENA_NEW(in, struct probe);

    if (!source_open(&source, path, &cli->m4, cli->host, in, err))
        return err->status;
    probe_init(p, &source);
    probe_ask(p, q);
    if (cli->json)
        add_json(p, q, in, &out);
    else
        add_words(p, in, &out);
    fwrite(out.p, 1, out.len, stdout);
    probe_close(p);
    source_close(&source);
    return EX_OK;
}

int explain(const struct cli *cli, int count, char **operands)
{
    struct probe_case q = {slice_from(cli->client), slice_from(cli->from), slice_from(cli->to)};
    struct arena *in;
    struct err err = {0};
    int status;

    if (count == 2)
        q.to = slice_from(operands[1]);
    if (q.client.len + q.from.len + q.to.len == 0) {
        fprintf(stderr, "cfcompile: explain wants an address, or --client, --from, --to\n");
        return EX_USAGE;
    }
    if (q.client.len > 0 && !probe_is_client(q.client)) {
        fprintf(stderr, "cfcompile: --client %s is none: it is 192.0.2.1 or \"NAME [192.0.2.1]\"\n",
                cli->client);
        return EX_USAGE;
    }
    in = arena_new();
    status = run(cli, operands[0], &q, in, &err);
    if (status != EX_OK)
        fprintf(stderr, "cfcompile: %s\n", err.text);
    arena_drop(in);
    return status;
}
