/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * journal_format -- bytes of a segment, between the journal's writer and its reader only.
 *
 * A segment: one head, then records from JOURNAL_FIRST on, each padded to eight bytes. A record:
 * head, id, envelope, body. The checksum covers everything but itself.
 */
#ifndef DISK_JOURNAL_FORMAT_H
#define DISK_JOURNAL_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum { JOURNAL_PATH_MAX = 4096, JOURNAL_FIRST = 64, JOURNAL_ACCEPTED = 'A' };

#define JOURNAL_MAGIC 0x314c4e5257544d4dULL

struct segment_head {
    uint64_t magic;
    uint64_t life;
};

struct record_head {
    uint64_t checksum;
    uint64_t life; /* of its segment */
    /* Which record: of an accepted one its own ticket; of a note the life and ticket it closes. An
     * id would not do: ids may come again. */
    uint64_t of_life, ticket;
    uint32_t kind; /* JOURNAL_ACCEPTED, JOURNAL_DONE, JOURNAL_MOVED */
    uint32_t id_bytes;
    uint32_t envelope_bytes;
    uint32_t body_bytes;
};

struct record {
    uint32_t kind;
    uint64_t of_life, ticket;
    struct slice id, envelope, body;
};

size_t journal_record_bytes(size_t id, size_t envelope, size_t body);
/* Into `to`, which has room for journal_record_bytes; fills in lengths and checksum. */
void journal_encode(struct record_head *head, struct slice id, struct slice envelope,
                    struct slice body, char *to);
/* The record at the start of *in; false when no whole record of that life is there. */
bool journal_decode(struct slice *in, uint64_t life, struct record *record);

#endif
