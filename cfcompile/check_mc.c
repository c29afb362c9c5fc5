/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/check_mc.h"

#include <unistd.h>

#include "cfcompile/behind.h"
#include "cfcompile/fix.h"
#include "cfcompile/inspect.h"
#include "cfcompile/scratch.h"

/* The result of a .mc, for the reader of the daemon. */
static bool check_result(struct inspection *made, struct err *err)
{
    const char *path = scratch_write(made->text, made->findings->in, err);
    bool ok = path != NULL && inspect_result(made, path, err);

    if (path != NULL)
        unlink(path);
    return ok;
}

bool check_mc(const struct cli *cli, const char *path, struct findings *findings, struct err *err)
{
    struct m4_request *m4 = ARENA_NEW(findings->in, struct m4_request);
    struct inspection made;

    *m4 = cli->m4;
    m4->mc = path;
    if (cli->fix &&
        fix_file(path, m4->cf_dir, m4->max_bytes, cli->yes, findings->in, err) == FIX_FAILED)
        return false;
    if (!inspect_mc(&made, m4, false, findings, err)) {
        if (!cli->unchecked)
            behind_errors(&made);
        return false;
    }
    made.online = cli->online;
    return cli->unchecked || check_result(&made, err);
}
