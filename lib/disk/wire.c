/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One row a field, so that writing and reading cannot disagree; the version word in front changes
 * whenever a row does.
 */
#include "disk/wire.h"

#include <stddef.h>

#include "ipc/pack.h"

enum field_type { FIELD_INT, FIELD_I64, FIELD_U64, FIELD_SLICE };

struct field {
    enum field_type type;
    size_t at;
};

enum { MAGIC = 0x4d570001, MAX_ITEMS = 1000000 };

#define ENV(type, member)                                                                          \
    {                                                                                              \
        FIELD_##type, offsetof(struct envelope, member)                                            \
    }
#define RCPT(type, member)                                                                         \
    {                                                                                              \
        FIELD_##type, offsetof(struct recipient, member)                                           \
    }
#define HEAD(type, member)                                                                         \
    {                                                                                              \
        FIELD_##type, offsetof(struct header, member)                                              \
    }
#define MACRO(type, member)                                                                        \
    {                                                                                              \
        FIELD_##type, offsetof(struct saved_macro, member)                                         \
    }
#define ADDR(type, member)                                                                         \
    {                                                                                              \
        FIELD_##type, offsetof(struct address, member)                                             \
    }

static const struct field envelope_fields[] = {
    ENV(INT, flags),
    ENV(I64, created_at),
    ENV(I64, tried_at),
    ENV(INT, attempts),
    ENV(I64, priority),
    ENV(INT, class),
    ENV(I64, body_bytes),
    ENV(I64, message_bytes),
    ENV(INT, hops),
    ENV(INT, body_type),
    ENV(INT, ret),
    ENV(SLICE, envid),
    ENV(SLICE, auth),
    ENV(I64, deliver_by),
    ENV(INT, deliver_by_flags),
    ENV(SLICE, quarantine),
    ENV(SLICE, message),
    ENV(SLICE, queue_group),
    ENV(SLICE, data_directory),
    ENV(SLICE, data_inode),
    ENV(SLICE, message_id),
    ENV(SLICE, owner_of),
};

static const struct field recipient_fields[] = {
    RCPT(INT, flags),    RCPT(INT, state),     RCPT(INT, parent),      RCPT(SLICE, orcpt),
    RCPT(SLICE, final),  RCPT(SLICE, control), RCPT(SLICE, owner),     RCPT(INT, uid),
    RCPT(INT, gid),      RCPT(SLICE, home),    RCPT(SLICE, full_name), RCPT(INT, status),
    RCPT(SLICE, dsn),    RCPT(SLICE, reply),   RCPT(SLICE, mta),       RCPT(SLICE, message),
    RCPT(I64, tried_at),
};

static const struct field header_fields[] = {
    HEAD(SLICE, name),          HEAD(SLICE, value), HEAD(U64, mailers.bits[0]),
    HEAD(U64, mailers.bits[1]), HEAD(SLICE, macro), HEAD(INT, kind),
};

static const struct field macro_fields[] = {MACRO(SLICE, name), MACRO(SLICE, value)};

static const struct field address_fields[] = {
    ADDR(SLICE, text),
    ADDR(INT, mailer),
    ADDR(SLICE, host),
    ADDR(SLICE, user),
};

/* Every "int" here is 32 bits wide: int, unsigned, uid_t, gid_t and our enums. */
_Static_assert(sizeof(uid_t) == 4 && sizeof(gid_t) == 4 && sizeof(enum rcpt_state) == 4, "int");

static void pack_fields(const struct field *fields, size_t n, const void *from, struct str *out)
{
    for (size_t i = 0; i < n; i++) {
        const void *p = (const char *)from + fields[i].at;

        switch (fields[i].type) {
        case FIELD_INT:
            pack_u32(out, *(const uint32_t *)p);
            break;
        case FIELD_I64:
        case FIELD_U64:
            pack_i64(out, *(const int64_t *)p);
            break;
        case FIELD_SLICE:
            pack_slice(out, *(const struct slice *)p);
            break;
        }
    }
}

static bool unpack_fields(const struct field *fields, size_t n, void *to, struct slice *bytes)
{
    bool ok = true;

    for (size_t i = 0; i < n && ok; i++) {
        void *p = (char *)to + fields[i].at;

        switch (fields[i].type) {
        case FIELD_INT:
            ok = unpack_u32(bytes, p);
            break;
        case FIELD_I64:
        case FIELD_U64:
            ok = unpack_i64(bytes, p);
            break;
        case FIELD_SLICE:
            ok = unpack_slice(bytes, p);
            break;
        }
    }
    return ok;
}

#define PACK(table, from, out) pack_fields(table, COUNT(table), from, out)
#define UNPACK(table, to, bytes) unpack_fields(table, COUNT(table), to, bytes)

void envelope_pack(const struct envelope *e, struct str *out)
{
    pack_u32(out, MAGIC);
    pack_slice(out, slice_from(e->id));
    PACK(envelope_fields, e, out);
    PACK(address_fields, &e->sender, out);
    pack_u32(out, (uint32_t)e->rcpts.len);
    for (size_t i = 0; i < e->rcpts.len; i++) {
        PACK(address_fields, &e->rcpts.p[i].addr, out);
        PACK(recipient_fields, &e->rcpts.p[i], out);
    }
    pack_u32(out, (uint32_t)e->headers.len);
    for (size_t i = 0; i < e->headers.len; i++) {
        PACK(header_fields, &e->headers.p[i], out);
        pack_u32(out, e->headers.p[i].ours);
    }
    pack_u32(out, (uint32_t)e->macros.len);
    for (size_t i = 0; i < e->macros.len; i++)
        PACK(macro_fields, &e->macros.p[i], out);
}

static bool unpack_id(struct slice *bytes, struct envelope *e)
{
    struct slice id;

    if (!unpack_slice(bytes, &id) || id.len >= sizeof e->id)
        return false;
    memcpy(e->id, id.p, id.len);
    e->id[id.len] = '\0';
    return true;
}

/* How many items follow; each takes at least one byte, so a count beyond the rest is a lie. */
static bool unpack_count(struct slice *bytes, uint32_t *n)
{
    return unpack_u32(bytes, n) && *n <= MAX_ITEMS && *n <= bytes->len;
}

static bool unpack_recipients(struct slice *bytes, struct envelope *e)
{
    uint32_t n;

    if (!unpack_count(bytes, &n))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        struct recipient *r = envelope_add_rcpt(e, slice_of(NULL, 0));

        if (!UNPACK(address_fields, &r->addr, bytes) || !UNPACK(recipient_fields, r, bytes))
            return false;
        if ((unsigned)r->state > RCPT_DROPPED || r->parent < -1 || r->parent >= (int)n)
            return false;
    }
    return true;
}

static bool unpack_headers(struct slice *bytes, struct envelope *e)
{
    uint32_t n, ours;

    if (!unpack_count(bytes, &n))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        struct header *h = VEC_ADD(&e->headers, e->in);

        *h = (struct header){0};
        if (!UNPACK(header_fields, h, bytes) || !unpack_u32(bytes, &ours))
            return false;
        h->ours = ours != 0;
    }
    return true;
}

static bool unpack_macros(struct slice *bytes, struct envelope *e)
{
    uint32_t n;

    if (!unpack_count(bytes, &n))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        struct saved_macro *m = VEC_ADD(&e->macros, e->in);

        *m = (struct saved_macro){0};
        if (!UNPACK(macro_fields, m, bytes))
            return false;
    }
    return true;
}

bool envelope_unpack(struct slice bytes, struct envelope *e, struct err *err)
{
    uint32_t magic;

    if (!unpack_u32(&bytes, &magic) || magic != MAGIC || !unpack_id(&bytes, e) ||
        !UNPACK(envelope_fields, e, &bytes) || !UNPACK(address_fields, &e->sender, &bytes) ||
        !unpack_recipients(&bytes, e) || !unpack_headers(&bytes, e) || !unpack_macros(&bytes, e) ||
        bytes.len != 0)
        return err_set(err, EX_DATAERR, "a damaged envelope");
    return true;
}

static void unresolve(struct address *a)
{
    a->mailer = -1;
    a->host = a->user = slice_of(NULL, 0);
}

void envelope_unresolve(struct envelope *e)
{
    unresolve(&e->sender);
    for (size_t i = 0; i < e->rcpts.len; i++)
        unresolve(&e->rcpts.p[i].addr);
}
