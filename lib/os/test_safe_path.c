/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "os/file.h"
#include "os/safe_path.h"

static struct arena *in;
static char dir[] = "/tmp/test-safe-path.XXXXXX";

static void begin(void)
{
    in = arena_new();
    cr_assert_not_null(mkdtemp(dir));
}

static void end(void)
{
    rmdir(dir);
    arena_drop(in);
}

TestSuite(safe_path, .init = begin, .fini = end);

Test(safe_path, unsafe_paths_are_refused_with_path_and_mode)
{
    struct slice open_dir = arena_printf(in, "%s/open", dir);
    struct slice file = arena_printf(in, "%s/open/f", dir), link = arena_printf(in, "%s/l", dir);
    struct safe_rules rules = {
        .flags = SAFE_DIRECTORIES, .uid = getuid(), .allow = (uint64_t)1 << ALLOW_TRUST_STICKY_BIT};
    struct err err = {0};

    cr_assert_eq(mkdir(open_dir.p, 0755), 0);
    cr_assert(file_replace(file.p, SLICE("x"), 0644, NULL));
    cr_assert_eq(symlink(file.p, link.p), 0);
    int fd = safe_open(file.p, &rules, O_RDONLY, 0, &err);
    cr_expect_geq(fd, 0, "%s", err.text);
    close(fd);

    chmod(open_dir.p, 0777);
    cr_expect_lt(safe_open(file.p, &rules, O_RDONLY, 0, &err), 0);
    cr_expect_str_eq(err.text,
                     arena_printf(in, "World writable directory (%s, mode 0777)", open_dir.p).p);

    chmod(open_dir.p, 0755);
    rules.flags = SAFE_NO_SYMLINK;
    cr_expect_lt(safe_open(link.p, &rules, O_RDONLY, 0, &err), 0);
    rules.flags = SAFE_NO_GROUP_WRITE;
    chmod(file.p, 0664);
    cr_expect_lt(safe_open(file.p, &rules, O_RDONLY, 0, &err), 0);
    cr_expect_str_eq(err.text, arena_printf(in, "Group writable file (%s, mode 0664)", file.p).p);
    rules.flags = 0;
    cr_expect_lt(safe_open(open_dir.p, &rules, O_RDONLY, 0, &err), 0, "a directory is no file");
    unlink(link.p);
    unlink(file.p);
    rmdir(open_dir.p);
}
