/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * list -- the jobs of queue directories, in the order of QueueSortOrder.
 *
 * A list is a picture: jobs may have changed or gone when their turn comes. Locks are not held.
 */
#ifndef SENDMAIL_QUEUE_LIST_H
#define SENDMAIL_QUEUE_LIST_H

#include "disk/spool.h"
#include "sendmail/queue/select.h"

struct queue_item {
    const struct spool_dir *dir;
    char id[QUEUE_ID_MAX];
    bool busy;    /* another process works on it */
    bool unknown; /* the file holds nothing that can be understood */
    int64_t priority;
    int64_t created_at;
    int64_t tried_at;
    int attempts;
    int64_t modified_at;
    struct slice host; /* of the first recipient, labels reversed: for the host order */
    uint64_t shuffle;
};

struct queue_list {
    struct VEC(struct queue_item) items;
    struct arena *in;
};

/* Every job of the directory `dir` (NULL: of all directories) that `select` fits. Directories that
 * cannot be read are logged and left out. */
void queue_list(const struct spool *spool, const struct spool_dir *dir,
                const struct queue_select *select, struct arena *in, struct queue_list *list);
/* `order`: a letter of QueueSortOrder. */
void queue_list_sort(struct queue_list *list, char order);

#endif
