/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/queue/run_trace.h"

#include <stdio.h>
#include <unistd.h>

#include "disk/qf.h"
#include "os/file.h"

enum { CATEGORY = 40, AT_JOBS = 1, AT_LINES = 4 };

/* What was printed before comes first. */
static bool wants(const struct debug *debug, unsigned level)
{
    if (!debug_wants(debug, CATEGORY, level))
        return false;
    fflush(stdout);
    return true;
}

void run_trace_list(const struct debug *debug, const struct queue_list *list)
{
    if (!wants(debug, AT_JOBS))
        return;
    for (size_t i = 0; i < list->items.len; i++) {
        const struct queue_item *item = &list->items.p[i];

        debug_printf(debug, "%18s%s: pri=%lld\n", "qf", item->id, (long long)item->priority);
    }
}

void run_trace_item(const struct debug *debug, const struct queue_item *item)
{
    if (wants(debug, AT_JOBS))
        debug_printf(debug, "dowork(%s/%s), forkflag=0\n", item->dir->path, item->id);
}

void run_trace_file(const struct debug *debug, const struct spool_job *job)
{
    struct arena *in;
    struct slice text, line;

    if (!wants(debug, AT_LINES))
        return;
    in = arena_new();
    if (lseek(job->lock, 0, SEEK_SET) == 0 &&
        file_read_fd(job->lock, QF_MAX_BYTES, in, &text, NULL)) {
        while (slice_line(&text, &line)) {
            bool continues = line.len > 0 && (line.p[0] == '\t' || line.p[0] == ' ');

            debug_printf(debug, "%s%.*s\n", continues ? "" : "+++++ ", SLICE_ARG(line));
        }
    }
    arena_drop(in);
}
