/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/check.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "cfcompile/check_dir.h"
#include "cfcompile/check_mc.h"

static bool check_path(const struct cli *cli, const char *path, struct findings *findings,
                       struct err *err)
{
    struct stat st;

    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return check_dir(cli, path, findings, err);
    if (slice_ends_case(slice_from(path), SLICE(".cf")))
        return check_cf(cli, path, findings, err);
    return check_mc(cli, path, findings, err);
}

/* "2 errors, 1 warning", on a terminal only: programs count lines. */
static void print_total(const struct findings *findings, const struct finding_style *style)
{
    unsigned errors = findings_count(findings, SEVERITY_ERROR),
             warnings = findings_count(findings, SEVERITY_WARNING);

    if (style->width > 0 && !style->json)
        printf("%u error%s, %u warning%s\n", errors, errors == 1 ? "" : "s", warnings,
               warnings == 1 ? "" : "s");
}

int check(const struct cli *cli, int count, char **operands)
{
    struct arena *in = arena_new();
    struct findings findings = findings_new(in);
    struct finding_style style = finding_style_of(stdout);
    int status = EX_OK;

    style.quiet = cli->quiet;
    style.advice = cli->advice;
    style.json = cli->json;
    for (int i = 0; i < count; i++) {
        struct err err = {0};
        if (!check_path(cli, operands[i], &findings, &err) && err.status != EX_OK) {
            fprintf(stderr, "cfcompile: %s\n", err.text);
            status = err.status;
        }
    }
    findings_sort(&findings);
    findings_print(&findings, &style, stdout);
    print_total(&findings, &style);
    if (status == EX_OK && findings_count(&findings, SEVERITY_ERROR) > 0)
        status = EX_CONFIG;
    arena_drop(in);
    return status;
}
