/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/check_mc.h"

#include <stdlib.h>
#include <unistd.h>

#include "cfcompile/fix.h"
#include "cfcompile/inspect.h"
#include "os/file.h"

/* The result of a .mc, for the reader of the daemon. */
static bool check_result(struct inspection *made, struct err *err)
{
    const char *tmp = getenv("TMPDIR");
    char *path =
        arena_cstr(made->findings->in, arena_printf(made->findings->in, "%s/cfcompile.XXXXXX",
                                                    tmp != NULL ? tmp : "/tmp"));
    int fd = mkstemp(path);
    bool ok;

    if (fd < 0)
        return err_errno(err, "%s", path);
    ok = file_write_all(fd, made->text, err);
    close(fd);
    ok = ok && inspect_result(made, path, err);
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
    if (!inspect_mc(&made, m4, false, findings, err))
        return false;
    return cli->unchecked || check_result(&made, err);
}
