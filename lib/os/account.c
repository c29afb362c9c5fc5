/* SPDX-License-Identifier: BSD-2-Clause */
#include "os/account.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "base/str.h"

/* Strings of one entry; a group's has all its members. */
enum { BUFFER_MIN = 1024, BUFFER_MAX = 1024 * 1024 };

/* With these errors some databases say "no such name". */
static bool means_absent(int e)
{
    return e == 0 || e == ENOENT || e == ESRCH || e == EBADF || e == EPERM;
}

static enum account_answer nobody(int e, struct err *err)
{
    if (means_absent(e)) {
        err_set(err, EX_NOUSER, "User unknown");
        return ACCOUNT_ABSENT;
    }
    err_set(err, EX_TEMPFAIL, "user database: %s", strerror(e));
    return ACCOUNT_FAILED;
}

/* No entry can have such a name, and the C library would see another one. */
static bool is_no_name(struct slice name)
{
    return name.len == 0 || slice_find(name, '\0') != SIZE_MAX || slice_find(name, ':') != SIZE_MAX;
}

/* An entry's field; some databases leave fields out. */
static struct slice field(const char *text, struct arena *in)
{
    return text != NULL ? arena_copy(in, slice_from(text)) : SLICE("");
}

/* `name`, or `uid` when there is none. */
static enum account_answer look_up(const char *name, uid_t uid, struct arena *in,
                                   struct account *account, struct err *err)
{
    struct passwd pw, *found = NULL;
    int e = ERANGE;

    for (size_t size = BUFFER_MIN; size <= BUFFER_MAX && (e == ERANGE || e == EINTR); size *= 4) {
        char *buffer = arena_bytes(in, size);

        e = name != NULL ? getpwnam_r(name, &pw, buffer, size, &found)
                         : getpwuid_r(uid, &pw, buffer, size, &found);
    }
    if (found == NULL)
        return nobody(e, err);
    *account = (struct account){.name = field(pw.pw_name, in),
                                .gecos = field(pw.pw_gecos, in),
                                .home = field(pw.pw_dir, in),
                                .shell = field(pw.pw_shell, in),
                                .uid = pw.pw_uid,
                                .gid = pw.pw_gid};
    return ACCOUNT_FOUND;
}

enum account_answer account_named(struct slice name, struct arena *in, struct account *account,
                                  struct err *err)
{
    if (is_no_name(name))
        return nobody(ENOENT, err);
    return look_up(arena_cstr(in, name), 0, in, account, err);
}

enum account_answer account_of_uid(uid_t uid, struct arena *in, struct account *account,
                                   struct err *err)
{
    return look_up(NULL, uid, in, account, err);
}

enum account_answer account_group_named(struct slice name, struct arena *in, gid_t *gid,
                                        struct err *err)
{
    struct group group, *found = NULL;
    int e = ERANGE;

    if (is_no_name(name))
        return nobody(ENOENT, err);
    for (size_t size = BUFFER_MIN; size <= BUFFER_MAX && (e == ERANGE || e == EINTR); size *= 4)
        e = getgrnam_r(arena_cstr(in, name), &group, arena_bytes(in, size), size, &found);
    if (found == NULL)
        return nobody(e, err);
    *gid = found->gr_gid;
    return ACCOUNT_FOUND;
}

struct slice account_full_name(struct slice gecos, struct slice login, struct arena *in)
{
    struct str out = str_new(in);

    for (size_t i = 0; i < gecos.len && gecos.p[i] != ','; i++) {
        if (gecos.p[i] != '&') {
            str_add_char(&out, gecos.p[i]);
        } else if (login.len > 0) {
            str_add_char(&out, ascii_upper(login.p[0]));
            str_add(&out, slice_from_at(login, 1));
        }
    }
    return str_slice(&out);
}
