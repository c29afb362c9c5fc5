/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "os/file.h"

const char *scratch_write(struct slice text, struct arena *in, struct err *err)
{
    const char *tmp = getenv("TMPDIR");
    char *path =
        arena_cstr(in, arena_printf(in, "%s/cfcompile.XXXXXX", tmp != NULL ? tmp : "/tmp"));
    int fd = mkostemp(path, O_CLOEXEC);
    bool ok;

    if (fd < 0) {
        (void)err_errno(err, "%s", path);
        return NULL;
    }
    ok = file_write_all(fd, text, err);
    close(fd);
    if (!ok)
        unlink(path);
    return ok ? path : NULL;
}
