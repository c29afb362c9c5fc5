/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/import.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "cfcompile/import_features.h"
#include "cfcompile/import_lines.h"
#include "cfcompile/import_rules.h"
#include "cfcompile/question.h"
#include "os/file.h"

enum { MAX_FILE = 16 << 20, MAX_LOSSES_SHOWN = 20, MAX_OF_CLASS = 4 };

struct import {
    const struct cli *cli;
    struct arena *in;
    const char *path;
    struct import_file wanted;
    struct mc_text mc;
    struct import_losses lost;
    struct slice text;      /* the .mc so far */
    struct slice made_text; /* what it compiles to */
    struct origins origins;
    struct import_file made;
};

static struct slice comment(const struct import *x)
{
    return arena_printf(x->in,
                        "Made by cfcompile import from %s.\n"
                        "What was not recognised stands in the LOCAL_ sections as it was.",
                        x->path);
}

/* Compiles what there is; the file exists only meanwhile. */
static bool compile_so_far(struct import *x, struct err *err)
{
    const char *tmp = getenv("TMPDIR");
    char *path =
        arena_cstr(x->in, arena_printf(x->in, "%s/import.XXXXXX.mc", tmp != NULL ? tmp : "/tmp"));
    struct m4_request request = x->cli->m4;
    int fd = mkostemps(path, strlen(".mc"), O_CLOEXEC);
    bool ok;

    if (fd < 0)
        return err_errno(err, "%s", path);
    x->text = mc_join(&x->mc, comment(x), x->in);
    request.mc = path;
    x->origins = (struct origins){0};
    ok = file_write_all(fd, x->text, err) &&
         source_compile(&request, false, x->in, &x->made_text, &x->origins, err);
    close(fd);
    unlink(path);
    if (ok)
        import_read(x->made_text, x->in, &x->made);
    return ok;
}

static bool run_import(struct import *x, struct err *err)
{
    mc_init(&x->mc, x->in);
    import_relays(&x->wanted, &x->mc);
    import_features(&x->wanted, x->cli->m4.cf_dir, x->in, &x->mc);
    if (!compile_so_far(x, err))
        return false;
    import_lines(&x->wanted, &x->made, x->cli->m4.cf_dir, false, x->in, &x->mc);
    if (!compile_so_far(x, err))
        return false;
    import_rules(&x->wanted, &x->made, x->in, &x->mc, &x->lost);
    if (!compile_so_far(x, err))
        return false;
    import_lines(&x->wanted, &x->made, x->cli->m4.cf_dir, true, x->in, &x->mc);
    return compile_so_far(x, err);
}

/* ---- comparing answers ---------------------------------------------------------------------- */

/* Addresses whatever the configuration. */
static const char *const usual[] = {
    "someone",
    "postmaster",
    "someone@far.example",
    "someone@[192.0.2.7]",
    "root+detail",
    "host!someone",
    "someone%host.example@here",
    "someone@host.UUCP",
    "someone@localhost",
    "<@a.example:b@c.example>",
    "from someone@far.example",
    "client 127.0.0.1",
    "client 192.0.2.7",
    "client \"host.example [192.0.2.7]\" from someone@far.example to other@far.example",
    "header-sender someone via esmtp",
    "envelope-sender someone via esmtp",
    "header-recipient someone via esmtp",
    "header-sender someone via local",
};

static void ask_about(struct import *x, struct questions *out, struct slice text)
{
    struct question q;
    struct err err;

    if (question_parse(text, &q, &err))
        *VEC_ADD(out, x->in) = q;
}

/* And about the first names of each class that has host names. */
static void ask_about_classes(struct import *x, struct questions *out)
{
    for (size_t i = 0; i < x->wanted.len; i++) {
        struct slice rest = x->wanted.p[i].rest, word;

        if (x->wanted.p[i].letter != 'C')
            continue;
        for (int n = 0; n < MAX_OF_CLASS && slice_word(&rest, &word); n++) {
            if (slice_find(word, '.') == SIZE_MAX || word.len < 3 || word.p[0] == '$')
                continue;
            ask_about(x, out, arena_printf(x->in, "someone@%.*s", SLICE_ARG(word)));
            ask_about(x, out,
                      arena_printf(x->in, "header-sender someone@%.*s via esmtp", SLICE_ARG(word)));
            ask_about(x, out,
                      arena_printf(x->in, "client 192.0.2.7 from a@b.example to someone@%.*s",
                                   SLICE_ARG(word)));
        }
    }
}

struct both {
    struct source sources[2];
    struct probe *probes[2];
};

static unsigned count_differences(const struct questions *q, struct both *b)
{
    unsigned different = 0;

    for (size_t i = 0; i < q->len; i++) {
        struct slice a = question_ask(&q->p[i], b->probes[0], NULL),
                     c = question_ask(&q->p[i], b->probes[1], NULL);

        if (slice_eq(a, c))
            continue;
        different++;
        fprintf(stderr, "%.*s: %.*s became %.*s\n", SLICE_ARG(q->p[i].text), SLICE_ARG(a),
                SLICE_ARG(c));
    }
    return different;
}

static void compare_answers(struct import *x)
{
    struct questions questions = {0};
    struct both b;
    struct err err = {0};
    unsigned different;

    for (size_t i = 0; i < COUNT(usual); i++)
        ask_about(x, &questions, slice_from(usual[i]));
    ask_about_classes(x, &questions);
    if (!source_open(&b.sources[0], x->path, &x->cli->m4, x->cli->host, x->in, &err))
        return;
    if (source_open_text(&b.sources[1], "the new .mc", x->made_text, &x->origins, &x->cli->m4,
                         x->cli->host, x->in, &err)) {
        for (int i = 0; i < 2; i++) {
            b.probes[i] = ARENA_NEW(x->in, struct probe);
            probe_init(b.probes[i], &b.sources[i]);
        }
        different = count_differences(&questions, &b);
        fprintf(stderr, "%zu questions asked of both, %u answered differently\n", questions.len,
                different);
        for (int i = 0; i < 2; i++)
            probe_close(b.probes[i]);
        source_close(&b.sources[1]);
    }
    source_close(&b.sources[0]);
}

/* ---- the command ---------------------------------------------------------------------------- */

static void tell_losses(const struct import *x)
{
    if (x->lost.len == 0)
        return;
    fprintf(stderr,
            "%s: %zu rules of the library's own rule sets are not as any library we know "
            "writes them,\nand were left out; lines",
            x->path, x->lost.len);
    for (size_t i = 0; i < x->lost.len && i < MAX_LOSSES_SHOWN; i++)
        fprintf(stderr, " %d", x->lost.p[i]);
    fprintf(stderr, "%s\n", x->lost.len > MAX_LOSSES_SHOWN ? " ..." : "");
}

static bool import_in(struct import *x, struct err *err)
{
    struct slice text;
    const char *out = x->cli->out;

    if (!file_read(x->path, MAX_FILE, x->in, &text, err))
        return false;
    import_read(text, x->in, &x->wanted);
    if (!import_is_cf(&x->wanted))
        return err_set(err, EX_CONFIG, "%s is no sendmail.cf: it has no V line and no mailer",
                       x->path);
    if (!run_import(x, err))
        return false;
    if (out == NULL || strcmp(out, "-") == 0 ? !file_write_all(STDOUT_FILENO, x->text, err)
                                             : !file_replace(out, x->text, 0644, err))
        return false;
    if (!x->cli->quiet) {
        tell_losses(x);
        compare_answers(x);
    }
    return true;
}

int import(const struct cli *cli, int count UNUSED, char **operands)
{
    struct import x = {.cli = cli, .in = arena_new(), .path = operands[0]};
    struct err err = {0};
    bool ok = import_in(&x, &err);

    if (!ok)
        fprintf(stderr, "cfcompile: %s\n", err.text);
    arena_drop(x.in);
    return ok ? EX_OK : err.status;
}
