#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# makemap, newaliases, praliases and editmap against recorded answers of classic sendmail's: exit codes,
# messages, and the databases made, in both directions. Wants root and namespaces.
#   30-mapfiles.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
need_namespaces mapfiles "$(ls "$top"/test/oracle/mapfiles/cases | wc -l)"
log=$tmp/log
python3 "$top/test/oracle/mapfiles/mapfiles.py" --makemap "$build/makemap/makemap" --sendmail "$build/sendmail/sendmail" \
    --praliases "$build/praliases/praliases" --editmap "$build/editmap/editmap" -v >"$log" 2>&1
# Where we differ on purpose: an aliases file that could not be read is an error, not exit status 0.
python3 - "$log" "$top/test/oracle/mapfiles/ours" <<'E2'
import re, sys
text = open(sys.argv[1]).read()
ours = [l.split('#')[0].strip() for l in open(sys.argv[2])]
head, _, totals = text.partition('--- totals')
passed = failed = 0
blocks = re.split(r'(?m)^(?=\S)', head)
unexpected = [b for b in blocks if b.strip() and b.split()[0] not in ours]
for b in unexpected:
    print(b.rstrip())
for name, got, of in re.findall(r'(?m)^(\S.*?)\s+(\d+)/(\d+)$', totals):
    passed += int(got)
    failed += int(of) - int(got)
if failed and not unexpected:
    print('as decided, not as recorded: %d comparisons in %s' % (failed, ', '.join(o for o in ours if o)))
    failed = 0
if not passed:
    print(text[-2000:])
    failed = 1
print('mapfiles: %d passed, %d failed, 0 skipped' % (passed, failed))
sys.exit(1 if failed else 0)
E2
