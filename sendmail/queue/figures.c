/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/queue/figures.h"

#include <sys/statvfs.h>
#include <syslog.h>

#include "base/log.h"
#include "mail/header.h"

int64_t figures_priority(const struct options *o, const struct envelope *e, int64_t bytes)
{
    return bytes - (int64_t)e->class * o->class_factor +
           (int64_t)e->rcpts.len * o->recipient_factor;
}

void figures_complete(const struct config *cfg, struct envelope *e)
{
    struct slice precedence = header_value(e, SLICE("Precedence"));

    e->class = precedence.len > 0 ? config_precedence(cfg, precedence) : 0;
    e->message_id = header_value(e, SLICE("Message-Id"));
    e->hops = 0;
    e->message_bytes = e->body_bytes > 0 ? e->body_bytes : 0;
    for (size_t i = 0; i < e->headers.len; i++) {
        const struct header *h = &e->headers.p[i];

        e->message_bytes += header_bytes(h);
        if ((h->kind & HEADER_TRACE) != 0)
            e->hops++;
    }
}

bool figures_has_room(const struct config *cfg, const struct spool *spool, int64_t bytes,
                      struct err *err)
{
    struct statvfs st;
    int64_t need, least = cfg->opt.min_free_blocks > 0 ? cfg->opt.min_free_blocks : 0;

    if (cfg->opt.min_free_blocks <= 0 && bytes <= 0)
        return true;
    for (size_t i = 0; i < spool->dir_count; i++) {
        if (statvfs(spool->dirs[i].df, &st) != 0)
            continue;
        need = least + bytes / (int64_t)st.f_frsize + 1;
        if ((int64_t)st.f_bavail >= need)
            return true;
    }
    return err_set(err, EX_TEMPFAIL, "Insufficient disk space; try again later");
}

void figures_count(const struct config *cfg, struct statistics_counter *counter,
                   const struct envelope *e)
{
    int mailer = e->sender.mailer >= 0 ? e->sender.mailer : cfg->known.local;

    statistics_count(counter, STATISTICS_FROM, mailer, e->message_bytes);
}

static int open_statistics(void *ctx, struct err *err)
{
    const struct master_port *master = ctx;

    return master->open_own(master->ctx, MASTER_OWN_STATISTICS, err);
}

void figures_flush(const struct master_port *master, struct statistics_counter *counter)
{
    struct err err = {0};

    if (master != NULL && !statistics_flush_with(counter, open_statistics, (void *)master, &err))
        log_line(1, LOG_WARNING, slice_of(NULL, 0), "statistics: %s", err.text);
}
