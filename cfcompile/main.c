/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cfcompile -- makes a .cf from a .mc and the configuration library, and refuses what would not
 * work.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cfcompile/compile.h"
#include "cfcompile/doc.h"

#ifndef CF_DIR
#define CF_DIR "/usr/share/sendmail-cf"
#endif

enum { DEFAULT_SECONDS = 60, MAX_SECONDS = 3600, MAX_BYTES = 8 << 20 };

static const char help_text[] =
    "Usage: cfcompile [compile] [options] FILE.mc\n"
    "       cfcompile check [options] FILE.mc\n"
    "       cfcompile doc NAME\n"
    "       cfcompile features\n"
    "\n"
    "compile   make FILE.cf; the one that was there becomes FILE.cf.bak. When anything is wrong,\n"
    "          it is said with file and line, and nothing changes.\n"
    "check     the same without writing\n"
    "doc       what the library says about a FEATURE, MAILER, OSTYPE, DOMAIN or HACK\n"
    "features  every FEATURE in a line\n"
    "\n"
    "  -o, --output FILE      write FILE instead; - is standard output\n"
    "  -C, --cf-dir DIR       the configuration library (" CF_DIR ",\n"
    "                         or $MAILWRIGHT_CF_DIR)\n"
    "  -q, --quiet            no warnings\n"
    "  -u, --unchecked        do not read the result as the daemon would\n"
    "      --m4 PROGRAM       instead of m4 or gm4 on the PATH\n"
    "      --time-limit SEC   for m4 (60)\n"
    "  -h, --help             this text\n"
    "\n"
    "Exit status: 0 done; 78 the configuration is wrong; 64 usage; 66 no such file; 69 no m4.\n";

enum { OPT_M4 = 256, OPT_TIME };

static const struct option long_options[] = {
    {"output", required_argument, NULL, 'o'}, {"cf-dir", required_argument, NULL, 'C'},
    {"quiet", no_argument, NULL, 'q'},        {"unchecked", no_argument, NULL, 'u'},
    {"m4", required_argument, NULL, OPT_M4},  {"time-limit", required_argument, NULL, OPT_TIME},
    {"help", no_argument, NULL, 'h'},         {0},
};

static int usage(const char *problem)
{
    fprintf(stderr, "cfcompile: %s; cfcompile --help tells more\n", problem);
    return EX_USAGE;
}

/* "check" and "compile" may stand before or after options, but before the file. */
static bool take_command(struct compile_request *request, const char *word)
{
    if (strcmp(word, "check") == 0)
        request->check_only = true;
    return request->check_only || strcmp(word, "compile") == 0;
}

int main(int argc, char **argv)
{
    const char *cf_dir = getenv("MAILWRIGHT_CF_DIR");
    struct compile_request request = {
        .m4 = {.cf_dir = cf_dir != NULL ? cf_dir : CF_DIR,
               .timeout_ms = DEFAULT_SECONDS * 1000,
               .max_bytes = MAX_BYTES},
    };
    int64_t seconds;
    int c;

    /* m4 may end before it has read its input: that is an exit status, not a reason to die. */
    signal(SIGPIPE, SIG_IGN);
    while ((c = getopt_long(argc, argv, "o:C:quh", long_options, NULL)) != -1) {
        switch (c) {
        case 'o':
            request.out = optarg;
            break;
        case 'C':
            request.m4.cf_dir = optarg;
            break;
        case 'q':
            request.quiet = true;
            break;
        case 'u':
            request.unchecked = true;
            break;
        case OPT_M4:
            request.m4.m4 = optarg;
            break;
        case OPT_TIME:
            if (!slice_to_i64(slice_from(optarg), &seconds) || seconds < 1 || seconds > MAX_SECONDS)
                return usage("--time-limit wants seconds, 1 to 3600");
            request.m4.timeout_ms = (int)seconds * 1000;
            break;
        case 'h':
            fputs(help_text, stdout);
            return EX_OK;
        default:
            return usage("unknown option");
        }
    }
    if (argc - optind == 2 && strcmp(argv[optind], "doc") == 0)
        return doc_print(request.m4.cf_dir, argv[optind + 1]);
    if (argc - optind == 1 && strcmp(argv[optind], "features") == 0)
        return doc_list_features(request.m4.cf_dir);
    if (argc - optind == 2 && take_command(&request, argv[optind]))
        optind++;
    if (argc - optind != 1)
        return usage("exactly one .mc file is wanted");
    request.m4.mc = argv[optind];
    return compile(&request);
}
