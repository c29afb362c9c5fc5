/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * compatible: columns, widths and words are what scripts have parsed for decades, so the text is
 * built here by hand and not in some nicer way.
 */
#include "sendmail/tool/mailq.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/date.h"
#include "os/clock.h"
#include "sendmail/queue/list.h"
#include "sendmail/queue/load.h"
#include "sendmail/queue/queue.h"

struct listing {
    const struct config *cfg;
    const struct queue_select *select;
    struct spool *spool;
    bool verbose;
    int load;
    int64_t now;
    struct str out;
    struct arena *scratch;
    size_t total;
};

/* Nothing a terminal would act on; a backslash is doubled. */
static void add_cut(struct str *out, struct slice text, size_t max)
{
    text = slice_part(text, 0, max);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];

        if (c == '\\')
            str_add_char(out, c);
        str_add_char(out, (unsigned char)c < ' ' || c == 0x7f ? '?' : c);
    }
}

static char status_letter(const struct listing *l, const struct queue_item *item)
{
    if (l->select->kind == SPOOL_LOST)
        return '?';
    if (item->busy)
        return '*';
    if (queue_should_wait(&l->cfg->opt, item->priority, l->load))
        return 'X';
    if (queue_is_young(&l->cfg->opt, item->attempts, item->tried_at, l->now))
        return '-';
    return ' ';
}

static void add_head(struct listing *l, const struct queue_item *item, const struct envelope *e)
{
    struct date date = date_local(e->created_at);
    struct slice when = date_ctime(l->scratch, &date);

    str_printf(&l->out, "%8lld", (long long)e->body_bytes);
    if (l->verbose) {
        str_printf(&l->out, " %10lld%c", (long long)item->priority,
                   (e->flags & ENV_WARNED) != 0 ? '+' : ' ');
        add_cut(&l->out, slice_from_at(when, 4), 12);
        str_add_char(&l->out, ' ');
        add_cut(&l->out, e->sender.text, 78);
        return;
    }
    str_add_char(&l->out, ' ');
    add_cut(&l->out, when, 16);
    str_add_char(&l->out, ' ');
    add_cut(&l->out, e->sender.text, 45);
}

static void add_state(struct listing *l, const struct envelope *e)
{
    static const char *const types[] = {"", "7BIT", "8BITMIME"};
    size_t width = l->verbose ? 100 : 60;

    if (e->quarantine.len > 0) {
        str_add_text(&l->out, "\n     QUARANTINE: ");
        add_cut(&l->out, e->quarantine, width);
    }
    if (e->message.len == 0 && e->body_type == BODY_UNSET)
        return;
    str_printf(&l->out, "\n    %10.10s", types[e->body_type]);
    if (e->message.len > 0) {
        str_add_text(&l->out, "   (");
        add_cut(&l->out, e->message, width);
        str_add_char(&l->out, ')');
    }
}

static void add_recipients(struct listing *l, const struct envelope *e)
{
    struct slice control = {0};

    for (size_t i = 0; i < e->rcpts.len; i++) {
        const struct recipient *r = &e->rcpts.p[i];

        if (l->verbose && !slice_eq(control, r->control)) {
            str_add_text(&l->out, "\n\t\t\t\t\t\t(---");
            add_cut(&l->out, r->control, 64);
            str_add_text(&l->out, "---)");
        }
        control = r->control;
        str_add_text(&l->out, l->verbose ? "\n\t\t\t\t\t\t" : "\n\t\t\t\t\t ");
        add_cut(&l->out, r->addr.text, l->verbose ? 100 : 38);
        if (l->verbose && r->message.len > 0) {
            str_add_text(&l->out, "\n\t\t (");
            add_cut(&l->out, r->message, 100);
            str_add_char(&l->out, ')');
        }
    }
}

static void add_job(struct listing *l, const struct queue_item *item)
{
    struct envelope e = {.in = l->scratch};
    struct err err = {0};
    enum spool_lock r = spool_peek(item->dir, l->select->kind, item->id, &e, NULL, &err);

    str_printf(&l->out, "%13s%c", item->id, status_letter(l, item));
    if (r == SPOOL_GONE) {
        str_add_text(&l->out, " (job completed)\n");
    } else if (r == SPOOL_FAILED) {
        str_printf(&l->out, " (cannot be read: %s)\n", err.text);
    } else if (item->unknown) {
        str_add_text(&l->out, " (no control file)\n");
    } else {
        add_head(l, item, &e);
        add_state(l, &e);
        add_recipients(l, &e);
        str_add_char(&l->out, '\n');
    }
}

static void flush(struct listing *l)
{
    fwrite(l->out.p, 1, l->out.len, stdout);
    str_clear(&l->out);
}

static void list_directory(struct listing *l, const struct spool_dir *dir)
{
    struct queue_list list = {0};
    struct arena *in = arena_new();
    size_t n, most = (size_t)l->cfg->opt.max_queue_run_size;

    queue_list(l->spool, dir, l->select, in, &list);
    queue_list_sort(&list, l->cfg->opt.queue_sort_order);
    n = list.items.len;
    l->total += n;
    if (n == 0) {
        str_printf(&l->out, "%s is empty\n", dir->path);
        arena_drop(in);
        return;
    }
    str_printf(&l->out, "\t\t%s (%zu request%s", dir->path, n, n == 1 ? "" : "s");
    if (most > 0 && n > most)
        str_printf(&l->out, ", only %zu printed", n = most);
    str_add_text(&l->out, ")\n-----Q-ID----- --Size-- ");
    str_add_text(&l->out, l->verbose
                              ? "-Priority- ---Q-Time--- --------Sender/Recipient--------\n"
                              : "-----Q-Time----- ------------Sender/Recipient-----------\n");
    for (size_t i = 0; i < n; i++) {
        add_job(l, &list.items.p[i]);
        flush(l);
        arena_reset(l->scratch);
        l->out = str_new(l->scratch);
    }
    arena_drop(in);
}

/* restrictmailq: only those in the queue directory's group, its owner and the administrator. */
static bool may_look(const struct config *cfg, const struct spool *spool)
{
    uid_t uid = getuid();
    gid_t groups[256];
    struct stat st;
    int n;

    if ((cfg->opt.privacy_options & PRIVACY_RESTRICT_MAILQ) == 0 || uid == 0 ||
        (cfg->opt.trusted_user.set && uid == cfg->opt.trusted_user.uid))
        return true;
    if (stat(spool->dirs[0].path, &st) != 0)
        return false;
    n = getgroups((int)COUNT(groups), groups);
    for (int i = 0; i < n; i++) {
        if (groups[i] == st.st_gid)
            return true;
    }
    return st.st_uid == uid || getgid() == st.st_gid;
}

static int not_permitted(const char *why)
{
    printf("%s\n", why);
    fprintf(stderr, "Program mode requires special privileges, e.g., root or TrustedUser.\n");
    return EX_CONFIG;
}

static int cannot_enter(const char *path)
{
    char line[4200];

    snprintf(line, sizeof line, "can not chdir(%s/): %s", path, strerror(errno));
    return not_permitted(line);
}

int mailq(const struct config *cfg, const struct queue_select *select, bool verbose)
{
    struct listing l = {.cfg = cfg, .select = select, .verbose = verbose};
    struct arena *in = arena_new();
    struct err err = {0};
    int rc = EX_OK;

    l.scratch = arena_new();
    l.out = str_new(l.scratch);
    l.now = clock_now();
    l.load = load_average();
    if (!config_open_spool(cfg, in, &l.spool, &err)) {
        rc = not_permitted(err.text);
    } else if (faccessat(AT_FDCWD, l.spool->dirs[0].path, R_OK | X_OK, AT_EACCESS) != 0) {
        rc = cannot_enter(l.spool->dirs[0].path);
    } else if (!may_look(cfg, l.spool)) {
        printf("You are not permitted to see the queue\n");
        rc = EX_NOPERM;
    } else {
        for (size_t i = 0; i < l.spool->dir_count; i++) {
            const struct spool_dir *dir = &l.spool->dirs[i];

            if (select->group.len == 0 || slice_eq_case(select->group, dir->group))
                list_directory(&l, dir);
        }
        if (select->group.len == 0)
            str_printf(&l.out, "\t\tTotal requests: %zu\n", l.total);
        flush(&l);
    }
    fflush(stdout);
    arena_drop(l.scratch);
    arena_drop(in);
    return rc;
}
