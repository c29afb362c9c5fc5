/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * envelope -- one message's envelope as every process sees it: sender, recipients and what became
 * of them, header fields, and what qf files keep.
 *
 * Pure data in one arena (the transaction's). All slices live in `in` or in something that outlives
 * it. An envelope belongs to one thread at a time. disk/qf.h turns it into text and back; that text
 * is also how it travels between processes. Mailers are named by index into the configuration's
 * table, because this floor does not know the configuration.
 */
#ifndef MAIL_ENVELOPE_H
#define MAIL_ENVELOPE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/slice.h"
#include "base/vec.h"

enum { QUEUE_ID_MAX = 32 }; /* bytes, with the NUL */

/* An address that rule sets resolved, or one that is still text (mailer < 0). */
struct address {
    struct slice text; /* as given, comments and all: qf's R and S text */
    int mailer;        /* index into config's mailers; -1: not resolved yet */
    struct slice host;
    struct slice user;
    bool settled; /* the rules gave "@user": no user database, no rule set 5 */
};

/* What is to happen to, or became of, one recipient. */
enum rcpt_state {
    RCPT_PENDING,  /* to be delivered */
    RCPT_SENT,     /* delivered or passed on; status text says how */
    RCPT_DEFERRED, /* tried, try again later */
    RCPT_FAILED,   /* never: a bounce is due unless NOTIFY forbids it */
    RCPT_EXPANDED, /* an alias, list or .forward; its members stand for it */
    RCPT_DROPPED,  /* duplicate, discarded, or moved into a split envelope: nothing is due */
};

enum rcpt_flags {
    RCPT_PRIMARY = 1 << 0,        /* P: named by the sender, not born from an alias */
    RCPT_NOTIFY = 1 << 1,         /* N: NOTIFY was given (NEVER: none of the next three) */
    RCPT_NOTIFY_SUCCESS = 1 << 2, /* S */
    RCPT_NOTIFY_FAILURE = 1 << 3, /* F */
    RCPT_NOTIFY_DELAY = 1 << 4,   /* D */
    RCPT_ALIAS = 1 << 5,          /* A: the result of alias expansion */
    RCPT_INTERNAL_BCC = 1 << 6,   /* B */
    RCPT_NO_ALIAS = 1 << 7,       /* written with a backslash: not looked up in aliases again */
    RCPT_UNSAFE = 1 << 8,         /* from an unsafe file: no programs, no files */
    RCPT_RELAYED = 1 << 9,    /* sent to a next hop without DSN: "relayed" rather than nothing */
    RCPT_DELIVERED = 1 << 10, /* final delivery on this host */
    RCPT_TO_LIST = 1 << 11,   /* delivered to a mailing list */
    RCPT_GOOD_UID = 1 << 12,  /* uid and gid name a user that may be acted for */
    RCPT_ANSWERED = 1 << 13,  /* the last outcome was said of this one alone, not of its host */
    RCPT_KEPT = 1 << 14,      /* gets the mail though a list stands for it: that leads back */
    RCPT_LOOPED = 1 << 15,    /* dropped, for it led back to what it was born from */
    RCPT_FOR_OWNER = 1 << 16, /* leaves for an envelope whose sender is the list's owner */
    RCPT_NOBODY = 1 << 17,    /* everything that stands for it led back */
};

struct recipient {
    struct address addr;
    unsigned flags; /* enum rcpt_flags */
    enum rcpt_state state;
    int parent;         /* index of the recipient whose expansion this is; -1: none */
    struct slice orcpt; /* ORCPT= as given: "rfc822;user+2Bx@example" (xtext); empty: none */
    struct slice final; /* qf r line: "RFC822; user@example"; empty: none */
    struct slice
        control;        /* qf C line without the C: "user:uid:gid:alias" or ":alias"; empty: none */
    struct slice owner; /* owner- address that takes bounces of this one; empty: the sender */
    struct slice list;  /* file in which it stands; only while lists are expanded */
    uid_t uid;          /* controlling user for programs and files; 0: DefaultUser */
    gid_t gid;
    struct slice home;      /* $z of a local recipient; empty: unknown */
    struct slice full_name; /* of a local recipient, for VRFY */

    /* The last attempt's outcome; meaningless while pending. */
    int status;           /* EX_* */
    struct slice dsn;     /* "x.y.z", empty: derived from status */
    struct slice reply;   /* first reply line, or our own words: Diagnostic-Code and (reason: ) */
    struct slice mta;     /* Remote-MTA: host that said so; empty: ourselves */
    struct slice message; /* qf M line of this recipient: "Deferred: ..." */
    int64_t tried_at;     /* seconds since the epoch */
};

/* A set of mailer flag letters: bit (c) of two words; letters are 7-bit. */
struct flag_set {
    uint64_t bits[2];
};
static inline bool flag_has(const struct flag_set *f, char c)
{
    return (f->bits[((unsigned char)c >> 6) & 1] >> ((unsigned char)c & 63)) & 1;
}
static inline void flag_add(struct flag_set *f, char c)
{
    f->bits[((unsigned char)c >> 6) & 1] |= (uint64_t)1 << ((unsigned char)c & 63);
}
static inline void flag_remove(struct flag_set *f, char c)
{
    f->bits[((unsigned char)c >> 6) & 1] &= ~((uint64_t)1 << ((unsigned char)c & 63));
}
static inline bool flag_any(const struct flag_set *f)
{
    return (f->bits[0] | f->bits[1]) != 0;
}
static inline bool flag_common(const struct flag_set *a, const struct flag_set *b)
{
    return ((a->bits[0] & b->bits[0]) | (a->bits[1] & b->bits[1])) != 0;
}

/*
 * One header field. `value` is everything behind the colon, leading blank and inner line ends
 * ("\n\t") kept, without the last line end. In a field that the configuration supplied, macros stay
 * unexpanded as the byte 0x81 followed by a name ("g" or "{name}") until it is written.
 */
struct header {
    struct slice name; /* as written by the sender */
    struct slice value;
    struct flag_set mailers; /* H?flags?: only for mailers with any of these; empty: for all */
    struct slice macro;      /* H?${name}?: only if this macro is set; empty: no such condition */
    unsigned kind;           /* bits of mail/header.h's table of known fields */
    bool ours;               /* supplied by an H line, not by the sender */
};

enum body_type { BODY_UNSET, BODY_7BIT, BODY_8BITMIME };
enum dsn_ret { RET_UNSET, RET_FULL, RET_HDRS };

enum env_flags {
    ENV_HAS_8BIT = 1 << 0,       /* qf F8 */
    ENV_DELETE_BCC = 1 << 1,     /* Fb */
    ENV_RET_GIVEN = 1 << 2,      /* Fd */
    ENV_NO_BODY_RETURN = 1 << 3, /* Fn */
    ENV_RESPONSE = 1 << 4,       /* Fr: this is itself a bounce or receipt */
    ENV_SPLIT = 1 << 5,          /* Fs */
    ENV_WARNED = 1 << 6,         /* Fw: the delay warning went out */
    ENV_EAI = 1 << 7,            /* Fe */
    ENV_QUARANTINED = 1 << 8,    /* file is hf; `quarantine` says why */
    ENV_DISCARD = 1 << 9,        /* accepted and to be thrown away */
    ENV_TOLD = 1 << 10,          /* who submits it hears on the spot what fails: no bounce */
};

/* A macro kept with the message (class {persistentMacros}). */
struct saved_macro {
    struct slice name; /* "r" or "client_addr", without $ and braces */
    struct slice value;
};

struct envelope {
    struct arena *in;
    char id[QUEUE_ID_MAX]; /* queue id; "" until one was given */
    unsigned flags;        /* enum env_flags */
    struct address sender; /* text "<>" for the null reverse-path */
    struct VEC(struct recipient) rcpts;
    struct VEC(struct header) headers;
    struct VEC(struct saved_macro) macros;

    int64_t created_at;    /* T: seconds since the epoch */
    int64_t tried_at;      /* K: last attempt, 0 never */
    int attempts;          /* N */
    int64_t priority;      /* P: lower runs first */
    int class;             /* value of Precedence: by the P lines */
    int64_t body_bytes;    /* size of the body, without header */
    int64_t message_bytes; /* header and body as received */
    int hops;              /* Received: and the like, counted */

    enum body_type body_type; /* B */
    enum dsn_ret ret;
    struct slice envid;          /* Z: ENVID= as given (xtext) */
    struct slice auth;           /* A: AUTH= as given (xtext, or "<>") */
    int64_t deliver_by;          /* !: seconds relative to created_at; 0: none */
    unsigned deliver_by_flags;   /* raw flag byte of the ! line */
    struct slice quarantine;     /* q: reason */
    struct slice message;        /* M before the first recipient */
    struct slice queue_group;    /* name; "mqueue" by default */
    struct slice data_directory; /* d: where df is when not beside qf */
    struct slice data_inode;     /* I: "major/minor/inode" of df, informational */
    struct slice message_id;     /* value of Message-Id:, without blanks around */
    struct slice transcript;     /* what was said of it before the first attempt, for bounces */
    struct slice owner_of;       /* name of the alias whose owner- became the sender; empty: none */
};

/* A new recipient at the end of e->rcpts: zeroed, not resolved, no parent. Pointers into rcpts die.
 */
static inline struct recipient *envelope_add_rcpt(struct envelope *e, struct slice text)
{
    struct recipient *r = VEC_ADD(&e->rcpts, e->in);

    *r = (struct recipient){.addr = {.text = text, .mailer = -1}, .parent = -1};
    return r;
}

#endif
