/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/cf_fault.h"

#include <stdarg.h>
#include <string.h>

#include "base/str.h"

const struct check_row cf_fault_rows[] = {
    {"cf-syntax-02", SEVERITY_ERROR, "a $digit that the left side does not have"},
    {"cf-syntax-03", SEVERITY_WARNING, "a rule set that nothing defines"},
    {"cf-syntax-04", SEVERITY_ERROR, "a brace that does not close"},
    {"cf-syntax-05", SEVERITY_ERROR, "a map class that is not built in"},
    {"cf-syntax-06", SEVERITY_ERROR, "an option that there is not"},
    {"cf-syntax-07", SEVERITY_WARNING, "a number that is none"},
    {"cf-syntax-08", SEVERITY_WARNING, "neither True nor False"},
    {"cf-syntax-09", SEVERITY_WARNING, "a time that is none"},
    {"cf-syntax-10", SEVERITY_ERROR, "a word that an option does not know"},
    {"cf-syntax-11", SEVERITY_WARNING, "a parameter that an option does not know"},
    {"cf-syntax-12", SEVERITY_WARNING, "a key of a listener that there is not"},
    {"cf-syntax-13", SEVERITY_WARNING, "a modifier of a listener that there is not"},
    {"cf-syntax-14", SEVERITY_ERROR, "a listener that cannot be opened"},
    {"cf-syntax-19", SEVERITY_WARNING, "a mailer in a rule that nothing defines"},
    {"cf-syntax-20", SEVERITY_WARNING, "a map in a rule that nothing defines"},
    {"cf-syntax-21", SEVERITY_WARNING, "a rule set that nothing calls"},
};
const size_t cf_fault_row_count = COUNT(cf_fault_rows);

void cf_say(struct cf_linting *l, const char *id, struct slice bad, struct slice right,
            const char *fmt, ...)
{
    struct cf_fault fault = {
        .id = id, .line = l->line, .source = l->source, .bad = bad, .right = right};
    struct str what = str_new(l->in);
    va_list args;

    va_start(args, fmt);
    str_vprintf(&what, fmt, args);
    va_end(args);
    fault.what = str_slice(&what);
    for (size_t i = 0; i < COUNT(cf_fault_rows); i++)
        if (strcmp(cf_fault_rows[i].id, id) == 0)
            fault.severity = cf_fault_rows[i].severity;
    l->report(l->ctx, &fault);
}
