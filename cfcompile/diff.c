/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/diff.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cfcompile/question.h"
#include "cfcompile/screen.h"

enum { DIFFERENT = 1 };

struct difference {
    struct slice question, step, before, after;
};

struct comparison {
    struct arena *in;
    struct source sources[2];
    struct probe *probes[2];
    struct VEC(struct difference) found;
    size_t asked, different; /* questions */
};

static void add(struct comparison *c, const struct question *q, struct slice step,
                struct slice before, struct slice after)
{
    *VEC_ADD(&c->found, c->in) =
        (struct difference){q->text, step, arena_copy(c->in, before), arena_copy(c->in, after)};
}

/* Steps that both reached, and those that only one of them did. */
static void compare_steps(struct comparison *c, const struct question *q)
{
    for (int step = 0; step < PROBE_STEPS; step++) {
        const struct answer *a = probe_answer(c->probes[0], (enum probe_step)step),
                            *b = probe_answer(c->probes[1], (enum probe_step)step);
        struct slice none = SLICE("-");

        if (a == NULL && b == NULL)
            continue;
        if (a != NULL && b != NULL && slice_eq(a->text, b->text))
            continue;
        add(c, q, slice_from(probe_titles[step]), a != NULL ? a->text : none,
            b != NULL ? b->text : none);
        /* What follows a refusal by one of them alone is no news. */
        if ((a != NULL && a->refused) || (b != NULL && b->refused))
            return;
    }
}

/* Mail that a log has as accepted, and that both refuse now in the same words: the DNS says
 * something else than it did, or says nothing here. Where the mail would go is asked all the same.
 */
static void compare_delivery(struct comparison *c, const struct question *q)
{
    const struct question bare = {
        .text = q->text, .ask = {.to = q->ask.to}, .rewrite = PROBE_STEPS};

    for (int i = 0; i < 2; i++)
        (void)question_ask(&bare, c->probes[i], NULL);
    compare_steps(c, &bare);
}

static void compare(struct comparison *c, const struct question *q)
{
    const struct answer *steps[2];
    size_t before = c->found.len;
    struct slice answers[2];

    for (int i = 0; i < 2; i++)
        answers[i] = question_ask(q, c->probes[i], &steps[i]);
    bool refused = steps[0] != NULL && steps[1] != NULL && steps[0]->refused && steps[1]->refused;
    if (q->rewrite == PROBE_STEPS)
        compare_steps(c, q);
    else if (!slice_eq(answers[0], answers[1]))
        add(c, q, slice_from(probe_titles[q->rewrite]), answers[0], answers[1]);
    if (q->was_taken && q->ask.to.len > 0 && refused && c->found.len == before)
        compare_delivery(c, q);
    c->asked++;
    c->different += c->found.len > before;
}

static void print_table(const struct comparison *c)
{
    struct screen_table t = {.in = c->in, .columns = 4};

    screen_row(&t, (const struct slice[]){SLICE("question"), SLICE("step"),
                                          slice_from(c->sources[0].path),
                                          slice_from(c->sources[1].path)});
    for (size_t i = 0; i < c->found.len; i++) {
        const struct difference *d = &c->found.p[i];

        screen_row(&t, (const struct slice[]){d->question, d->step, d->before, d->after});
    }
    if (c->found.len > 0)
        screen_print(&t);
    fprintf(stderr, "%zu asked, %zu answered differently\n", c->asked, c->different);
}

static void print_json(const struct comparison *c)
{
    struct str out = str_new(c->in);
    bool first = true;

    str_add_char(&out, '{');
    screen_json_field(&out, &first, "before", slice_from(c->sources[0].path));
    screen_json_field(&out, &first, "after", slice_from(c->sources[1].path));
    screen_json_number(&out, &first, "asked", (int64_t)c->asked);
    screen_json_number(&out, &first, "different", (int64_t)c->different);
    str_add_text(&out, ", \"differences\": [");
    for (size_t i = 0; i < c->found.len; i++) {
        const struct difference *d = &c->found.p[i];

        first = true;
        str_add_text(&out, i > 0 ? ",\n  {" : "\n  {");
        screen_json_field(&out, &first, "question", d->question);
        screen_json_field(&out, &first, "step", d->step);
        screen_json_field(&out, &first, "before", d->before);
        screen_json_field(&out, &first, "after", d->after);
        str_add_char(&out, '}');
    }
    str_add_text(&out, "]}\n");
    fputs(out.p, stdout);
}

static bool gather(const struct cli *cli, int count, char **operands, struct arena *in,
                   struct questions *out, struct err *err)
{
    for (int i = 2; i < count; i++) {
        struct question q;

        if (!question_parse(slice_from(operands[i]), &q, err))
            return err_wrap(err, "%s", operands[i]);
        *VEC_ADD(out, in) = q;
    }
    if (cli->list != NULL && !questions_read(cli->list, in, out, err))
        return false;
    if (cli->log != NULL && !questions_of_log(cli->log, in, out, err))
        return false;
    if (out->len > 0)
        return true;
    if (cli->list == NULL && cli->log == NULL)
        return err_set(err, EX_USAGE, "diff wants addresses, --list FILE or --log FILE");
    return err_set(err, EX_DATAERR, "%s has %s: nothing was compared",
                   cli->list != NULL ? cli->list : cli->log,
                   cli->list != NULL ? "no question in it" : "no line about mail in it");
}

static int run(const struct cli *cli, int count, char **operands, struct arena *in, struct err *err)
{
    struct comparison c = {.in = in};
    struct questions questions = {0};
    int opened = 0;

    if (!gather(cli, count, operands, in, &questions, err))
        return err->status;
    for (; opened < 2; opened++) {
        if (!source_open(&c.sources[opened], operands[opened], &cli->m4, cli->host, in, err))
            break;
        c.probes[opened] = ARENA_NEW(in, struct probe);
        probe_init(c.probes[opened], &c.sources[opened]);
    }
    for (size_t i = 0; opened == 2 && i < questions.len; i++)
        compare(&c, &questions.p[i]);
    if (opened == 2 && cli->json)
        print_json(&c);
    else if (opened == 2)
        print_table(&c);
    for (int i = 0; i < opened; i++) {
        probe_close(c.probes[i]);
        source_close(&c.sources[i]);
    }
    if (opened < 2)
        return err->status;
    return c.different > 0 ? DIFFERENT : EX_OK;
}

int diff(const struct cli *cli, int count, char **operands)
{
    struct arena *in = arena_new();
    struct err err = {0};
    int status = run(cli, count, operands, in, &err);

    if (err.status != EX_OK)
        fprintf(stderr, "cfcompile: %s\n", err.text);
    arena_drop(in);
    return status;
}
