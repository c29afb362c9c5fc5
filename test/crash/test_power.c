/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/crash/power.h"
#include "test/remove_tree.h"

static char base[64], tree[128];

static void begin(void)
{
    char store[128];

    snprintf(base, sizeof base, "/tmp/test-power.XXXXXX");
    cr_assert(mkdtemp(base) != NULL);
    snprintf(tree, sizeof tree, "%s/tree", base);
    snprintf(store, sizeof store, "%s/store", base);
    cr_assert(mkdir(tree, 0700) == 0);
    power_watch(tree, store);
}

static void end(void)
{
    cr_assert(remove_tree(base));
}

static const char *path_of(const char *name)
{
    static char paths[2][PATH_MAX];
    static unsigned turn;

    turn++;
    snprintf(paths[turn % 2], PATH_MAX, "%s/%s", tree, name);
    return paths[turn % 2];
}

static void put(const char *name, const char *text)
{
    int fd = open(path_of(name), O_WRONLY | O_CREAT | O_APPEND, 0600);

    cr_assert(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
}

static void sync_path(const char *path, void (*step)(void))
{
    int fd = open(path, O_RDONLY);

    cr_assert(fd >= 0);
    power_synced(fd, step);
    close(fd);
}

/* NULL: no such file. */
static const char *text_of(const char *name)
{
    static char text[100];
    int fd = open(path_of(name), O_RDONLY);
    ssize_t n;

    if (fd < 0)
        return NULL;
    n = read(fd, text, sizeof text - 1);
    close(fd);
    text[n < 0 ? 0 : n] = '\0';
    return text;
}

static void die_here(void)
{
    kill(getpid(), SIGKILL);
}

static void expect(const char *name, const char *want)
{
    const char *have = text_of(name);

    if (want == NULL)
        cr_expect(have == NULL, "%s holds \"%s\", and should be gone", name, have);
    else
        cr_expect(have != NULL && strcmp(have, want) == 0, "%s: \"%s\", not \"%s\"", name,
                  have == NULL ? "(no file)" : have, want);
}

Test(power, only_what_was_synced_stays)
{
    begin();
    put("both", "one");
    put("name", "one");
    sync_path(tree, NULL);
    sync_path(path_of("both"), NULL);
    put("both", "two");
    put("neither", "one");
    power_cut(0);
    expect("both", "one");
    expect("name", "");
    expect("neither", NULL);
    end();
}

Test(power, a_rename_counts_when_the_directory_is_synced)
{
    static const struct {
        bool sync;
        const char *text;
    } cases[] = {{false, "old"}, {true, "new"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin();
        put("qf", "old");
        sync_path(path_of("qf"), NULL);
        sync_path(tree, NULL);
        put("tf", "new");
        sync_path(path_of("tf"), NULL);
        cr_assert(rename(path_of("tf"), path_of("qf")) == 0);
        if (cases[i].sync)
            sync_path(tree, NULL);
        power_cut(0);
        expect("qf", cases[i].text);
        end();
    }
}

/* A process that is killed in the middle of a sync has not taken back what earlier ones promised.
 */
Test(power, an_interrupted_sync_undoes_nothing)
{
    const char *which[] = {"", "journal"};

    for (size_t i = 0; i < sizeof which / sizeof *which; i++) {
        pid_t child;
        int status;

        begin();
        put("journal", "acknowledged ");
        sync_path(path_of("journal"), NULL);
        sync_path(tree, NULL);
        fflush(NULL);
        child = fork();
        if (child == 0) {
            put("journal", "more");
            put("another", "file");
            sync_path(path_of(which[i]), die_here);
            _exit(0);
        }
        cr_assert(waitpid(child, &status, 0) == child);
        cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        power_cut(0);
        expect("journal", "acknowledged ");
        expect("another", NULL);
        end();
    }
}
