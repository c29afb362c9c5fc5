/* SPDX-License-Identifier: BSD-2-Clause */
#include "disk/journal_format.h"

#include <string.h>

/* 64 bits over words: it has to notice torn and stale blocks, not enemies, and must not cost more
 * than copying the bytes. Four lanes, so that the multiplications overlap. */
static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9fb21c651e98df25ULL;
    return h ^ (h >> 29);
}

static uint64_t word_at(const char *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
    return v;
}

static uint64_t checksum(const char *p, size_t len)
{
    uint64_t lane[4] = {len + 1, len + 3, len + 5, len + 7};
    size_t i = 0;

    for (; i + 32 <= len; i += 32) {
        for (int k = 0; k < 4; k++)
            lane[k] = mix(lane[k], word_at(p + i + 8 * (size_t)k));
    }
    for (; i + 8 <= len; i += 8)
        lane[0] = mix(lane[0], word_at(p + i));
    return mix(mix(mix(lane[0], lane[1]), lane[2]), lane[3]);
}

size_t journal_record_bytes(size_t id, size_t envelope, size_t body)
{
    return (sizeof(struct record_head) + id + envelope + body + 7) & ~(size_t)7;
}

static char *put(char *to, struct slice s)
{
    if (s.len > 0)
        memcpy(to, s.p, s.len);
    return to + s.len;
}

void journal_encode(struct record_head *head, struct slice id, struct slice envelope,
                    struct slice body, char *to)
{
    size_t bytes = journal_record_bytes(id.len, envelope.len, body.len);
    char *end;

    head->id_bytes = (uint32_t)id.len;
    head->envelope_bytes = (uint32_t)envelope.len;
    head->body_bytes = (uint32_t)body.len;
    memcpy(to, head, sizeof *head);
    end = put(put(put(to + sizeof *head, id), envelope), body);
    memset(end, 0, (size_t)(to + bytes - end));
    head->checksum = checksum(to + 8, bytes - 8);
    memcpy(to, &head->checksum, sizeof head->checksum);
}

bool journal_decode(struct slice *in, uint64_t life, struct record *record)
{
    struct record_head head;
    size_t bytes, at = sizeof head;

    if (in->len < sizeof head)
        return false;
    memcpy(&head, in->p, sizeof head);
    if (head.life != life)
        return false;
    bytes = journal_record_bytes(head.id_bytes, head.envelope_bytes, head.body_bytes);
    if (bytes > in->len || checksum(in->p + 8, bytes - 8) != head.checksum)
        return false;
    record->kind = head.kind;
    record->of_life = head.of_life;
    record->ticket = head.ticket;
    record->id = slice_part(*in, at, head.id_bytes);
    record->envelope = slice_part(*in, at += head.id_bytes, head.envelope_bytes);
    record->body = slice_part(*in, at + head.envelope_bytes, head.body_bytes);
    *in = slice_from_at(*in, bytes);
    return true;
}
