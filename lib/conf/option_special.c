/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Options whose value is more than one number or text: users, pairs of numbers, what the machine
 * has a say in.
 */
#include <string.h>
#include <unistd.h>

#include "conf/option_set.h"
#include "os/account.h"

/* ---- users ---------------------------------------------------------------------------------- */

/* compatible: as far as strtol gets, "12x" is 12. */
static bool is_number(struct slice s)
{
    return s.len > 0 && ascii_is_digit(s.p[0]);
}

static bool find_group(struct slice name, gid_t *gid, struct arena *in)
{
    if (is_number(name)) {
        *gid = (gid_t)option_number(name, 10);
        return true;
    }
    return account_group_named(name, in, gid, NULL) == ACCOUNT_FOUND;
}

bool option_user_find(struct slice name, struct slice group, struct arena *in,
                      struct option_user *user, struct err *err)
{
    struct account account;
    enum account_answer answer;

    *user = (struct option_user){0};
    if (is_number(name)) {
        user->uid = (uid_t)option_number(name, 10);
        answer = account_of_uid(user->uid, in, &account, NULL);
    } else {
        answer = account_named(name, in, &account, NULL);
        if (answer != ACCOUNT_FOUND)
            return err_set(err, EX_SOFTWARE, "unknown user %.*s", SLICE_ARG(name));
    }
    user->set = true;
    user->group_set = group.len > 0 || !is_number(name);
    if (answer == ACCOUNT_FOUND) {
        user->uid = account.uid;
        user->gid = account.gid;
        user->name = account.name;
    }
    if (group.len > 0 && !find_group(group, &user->gid, in))
        return err_set(err, EX_SOFTWARE, "unknown group %.*s", SLICE_ARG(group));
    return true;
}

bool option_user_parse(struct slice value, struct arena *in, struct option_user *user,
                       struct err *err)
{
    size_t cut = 0;

    while (cut < value.len && strchr(":./", value.p[cut]) == NULL)
        cut++;
    return option_user_find(slice_part(value, 0, cut), slice_from_at(value, cut + 1), in, user,
                            err);
}

bool set_user(struct option_request *r)
{
    struct option_user *user = (void *)((char *)r->o + r->row->at);
    struct err err = {0};
    char label[32];

    if (r->value.len == 0)
        return option_fault(r, "readcf: option %s: unknown user ", option_label(r->row, label));
    bool fine = r->row->at == offsetof(struct options, trusted_user) /* which has no group */
                    ? option_user_find(r->value, SLICE(""), r->in, user, &err)
                    : option_user_parse(r->value, r->in, user, &err);
    if (!fine)
        return option_fault(r, "readcf: option %s: %s", option_label(r->row, label), err.text);
    return true;
}

bool set_default_group(struct option_request *r)
{
    if (!find_group(r->value, &r->o->default_user.gid, r->in))
        return option_fault(r, "readcf: option g: unknown group %.*s", SLICE_ARG(r->value));
    return true;
}

/* ---- numbers -------------------------------------------------------------------------------- */

bool set_load(struct option_request *r)
{
    *(int64_t *)(void *)((char *)r->o + r->row->at) = option_number(r->value, 10);
    return true;
}

bool set_min_free_blocks(struct option_request *r)
{
    size_t slash = slice_find(r->value, '/');

    r->o->min_free_blocks = option_number(r->value, 10);
    if (slash != SIZE_MAX)
        r->o->max_message_size = option_number(slice_from_at(r->value, slash + 1), 10);
    return true;
}

bool set_mime_length(struct option_request *r)
{
    size_t slash = slice_find(r->value, '/');
    int64_t length = option_number(r->value, 10);

    r->o->max_mime_header_length = length < 0 ? 0 : length;
    r->o->max_mime_field_length = slash == SIZE_MAX
                                      ? r->o->max_mime_header_length / 2
                                      : option_number(slice_from_at(r->value, slash + 1), 10);
    if (r->o->max_mime_header_length > 0 && r->o->max_mime_header_length < 128)
        option_warn(r, "Warning: MaxMimeHeaderLength: header length limit set lower than 128");
    if (r->o->max_mime_field_length > 0 && r->o->max_mime_field_length < 40)
        option_warn(r, "Warning: MaxMimeHeaderLength: field length limit set lower than 40");
    return true;
}

bool set_time_zone(struct option_request *r)
{
    r->o->time_zone_spec = arena_copy(r->in, r->value);
    r->o->time_zone_set = true;
    return true;
}

bool set_macro(struct option_request *r)
{
    if (r->define_macro != NULL)
        r->define_macro(r->ctx, r->written);
    return true;
}

/* ---- milters -------------------------------------------------------------------------------- */

bool set_milter(struct option_request *r)
{
    return option_fault(r, "milter_set_option: invalid Milter option, must specify suboption");
}

/* ---- defaults that depend on the machine ---------------------------------------------------- */

void option_defaults_of_machine(struct options *o)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    o->queue_la = 8 * (processors < 1 ? 1 : processors);
    o->refuse_la = 12 * (processors < 1 ? 1 : processors);
    o->max_mime_header_length = 2048;
    o->max_mime_field_length = 1024;
    o->default_user = (struct option_user){.uid = 1, .gid = 1};
    o->unsafe_group_writes = true;
}

static void print_user(const struct option_user *user, struct str *out)
{
    if (!user->set)
        return;
    if (user->name.len > 0)
        str_add(out, user->name);
    else
        str_add_i64(out, user->uid);
    str_printf(out, ":%lu", (unsigned long)user->gid);
}

void option_print_special(const struct options *o, const struct option *row, struct str *out)
{
    const void *at = (const char *)o + row->at;

    if (option_print_words(o, row, out))
        return;
    if (row->set == set_user)
        print_user(at, out);
    else if (row->set == set_load || row->set == set_min_free_blocks)
        str_add_i64(out, *(const int64_t *)at);
    else if (row->set == set_mime_length)
        str_printf(out, "%lld/%lld", (long long)o->max_mime_header_length,
                   (long long)o->max_mime_field_length);
    else if (row->set == set_time_zone)
        str_add(out, o->time_zone_spec);
    else if (row->set == set_unsafe_group_writes)
        str_add_text(out, o->unsafe_group_writes ? "True" : "False");
}
