/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/expect.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "cfcompile/explain.h"
#include "cfcompile/question.h"
#include "os/file.h"

enum { MAX_FILE = 16 << 20 };

static const char arrow[] = "=>";

struct counts {
    unsigned passed, failed, bad;
};

/* Words that tell a decision; any other answer is about where mail goes. */
static bool is_verdict(struct slice answer)
{
    static const char *const words[] = {"accepted", "refused", "later", "discarded", "quarantined"};
    struct slice word;

    if (!slice_word(&answer, &word))
        return false;
    for (size_t i = 0; i < COUNT(words); i++)
        if (slice_is(word, words[i]))
            return true;
    return false;
}

/* The words of the expectation, and maybe more. Blanks are all alike. */
static bool begins_with(struct slice answer, struct slice wanted)
{
    struct slice a, w;

    while (slice_word(&wanted, &w))
        if (!slice_word(&answer, &a) || !slice_eq_case(a, w))
            return false;
    return true;
}

/* What to compare with: where it goes when that is what is expected, else the decision. */
static struct slice answer_for(const struct question *q, struct slice wanted, struct probe *p,
                               const struct answer **step)
{
    struct slice answer = question_ask(q, p, step);
    const struct answer *other = NULL;

    if (q->rewrite != PROBE_STEPS)
        return answer;
    if (slice_starts(wanted, SLICE("alias ")))
        other = probe_answer(p, PROBE_LOCAL);
    else if (!is_verdict(wanted))
        other = probe_answer(p, PROBE_DELIVERY);
    else if (*step != NULL && (*step)->step == PROBE_DELIVERY && !(*step)->refused)
        return SLICE("accepted");
    if (other == NULL)
        return answer;
    *step = other;
    return other->text;
}

static void tell(const struct source *source, const char *path, int n, const struct question *q,
                 struct slice wanted, struct slice answer, const struct answer *step,
                 struct arena *in)
{
    struct str why = str_new(in);

    if (step != NULL)
        explain_why(source, step, "      ", in, &why);
    fprintf(stderr, "%s:%d: %.*s\n    should be  %.*s\n    but is     %.*s\n%s", path, n,
            SLICE_ARG(q->text), SLICE_ARG(wanted), SLICE_ARG(answer), why.p);
}

static void run_line(struct probe *p, const char *path, int n, struct slice line, struct arena *in,
                     struct counts *counts)
{
    size_t at = slice_search(line, slice_from(arrow));
    const struct answer *step;
    struct slice wanted, answer;
    struct question q;
    struct err err = {0};

    if (at == SIZE_MAX)
        err_set(&err, EX_DATAERR, "no \"=>\" between question and answer");
    else if (slice_trim(slice_from_at(line, at + strlen(arrow))).len == 0)
        err_set(&err, EX_DATAERR, "no answer behind \"=>\"");
    if (err.text[0] != '\0' || !question_parse(slice_part(line, 0, at), &q, &err)) {
        fprintf(stderr, "%s:%d: %s\n", path, n, err.text);
        counts->bad++;
        return;
    }
    wanted = slice_trim(slice_from_at(line, at + strlen(arrow)));
    answer = answer_for(&q, wanted, p, &step);
    if (begins_with(answer, wanted)) {
        counts->passed++;
        return;
    }
    counts->failed++;
    tell(p->source, path, n, &q, wanted, answer, step, in);
}

/* "host NAME", a line of its own. */
static bool host_line(struct slice line, struct slice *name)
{
    struct slice word;

    return slice_search(line, slice_from(arrow)) == SIZE_MAX && slice_word(&line, &word) &&
           slice_is(word, "host") && slice_word(&line, name) && slice_trim(line).len == 0;
}

const char *expect_host(const char *path, struct arena *in)
{
    struct slice text, line, name;

    if (!file_read(path, MAX_FILE, in, &text, NULL))
        return NULL;
    while (slice_line(&text, &line))
        if (host_line(line, &name))
            return arena_cstr(in, name);
    return NULL;
}

int expect_run(const struct source *source, const char *path, bool quiet, struct arena *in)
{
    struct probe *p = ARENA_NEW(in, struct probe);
    struct counts counts = {0};
    struct slice text, line, name;
    struct err err = {0};

    if (!file_read(path, MAX_FILE, in, &text, &err)) {
        fprintf(stderr, "cfcompile: %s\n", err.text);
        return err.status;
    }
    probe_init(p, source);
    for (int n = 1; slice_line(&text, &line); n++) {
        line = slice_trim(line);
        if (line.len > 0 && line.p[0] != '#' && !host_line(line, &name))
            run_line(p, path, n, line, in, &counts);
    }
    probe_close(p);
    if (!quiet || counts.failed + counts.bad > 0)
        fprintf(stderr, "%s: %u passed, %u failed%s\n", path, counts.passed, counts.failed,
                counts.bad > 0 ? ", and not all lines make sense" : "");
    return counts.failed > 0 ? EX_CONFIG : counts.bad > 0 ? EX_DATAERR : EX_OK;
}

const char *expect_path(const char *source, struct arena *in)
{
    struct slice stem = slice_from(source);

    if (slice_ends_case(stem, SLICE(".mc")) || slice_ends_case(stem, SLICE(".cf")))
        stem.len -= strlen(".mc");
    return arena_printf(in, "%.*s.test", SLICE_ARG(stem)).p;
}

bool expect_before_install(const struct m4_request *m4, struct slice text,
                           const struct origins *origins, struct arena *in, struct err *err)
{
    const char *path = expect_path(m4->mc, in);
    struct source source;
    int status;

    if (access(path, F_OK) != 0)
        return true;
    if (!source_open_text(&source, m4->mc, text, origins, m4, expect_host(path, in), in, err))
        return false;
    status = expect_run(&source, path, true, in);
    source_close(&source);
    return status == EX_OK || err_set(err, status, "%s expects other answers", path);
}

int expect(const struct cli *cli, int count, char **operands)
{
    struct arena *in = arena_new();
    const char *path = count > 1 ? operands[1] : expect_path(operands[0], in);
    const char *host = cli->host != NULL ? cli->host : expect_host(path, in);
    struct source source;
    struct err err = {0};
    int status;

    if (source_open(&source, operands[0], &cli->m4, host, in, &err)) {
        status = expect_run(&source, path, cli->quiet, in);
        source_close(&source);
    } else {
        status = err.status;
        fprintf(stderr, "cfcompile: %s\n", err.text);
    }
    arena_drop(in);
    return status;
}
