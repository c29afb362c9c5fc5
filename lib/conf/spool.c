/* SPDX-License-Identifier: BSD-2-Clause */
#include "disk/spool.h"
#include "conf/config.h"

bool config_open_spool(const struct config *cfg, struct arena *in, struct spool **spool,
                       struct err *err)
{
    size_t n = cfg->queue_groups.len;
    struct spool_group *groups = ARENA_ARRAY(in, n + 1, struct spool_group);
    struct spool_options o = {
        .directory = cfg->opt.queue_directory,
        .groups = groups,
        .group_count = n,
        .file_mode = (mode_t)cfg->opt.queue_file_mode,
        .sync = cfg->opt.super_safe != 'f',
    };

    for (size_t i = 0; i < n; i++)
        groups[i] = (struct spool_group){cfg->queue_groups.p[i].name, cfg->queue_groups.p[i].path};
    return spool_open(&o, in, spool, err);
}

const char *config_journal_directory(const struct config *cfg, struct arena *in)
{
    return arena_printf(in, "%.*s/journal", SLICE_ARG(spool_base(cfg->opt.queue_directory))).p;
}
