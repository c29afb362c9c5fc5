#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Command lines of all programs against recorded answers: exit codes, what is printed, what is delivered.
# Then the two ways of a submission through submit.cf. Wants root and namespaces.
#   80-cli.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
need_namespaces cli "$(ls "$top"/test/oracle/cli/cases | wc -l)"
log=$tmp/log
python3 "$top/test/oracle/cli/cli.py" --sendmail "$build/sendmail/sendmail" \
    --mailstats "$build/mailstats/mailstats" --praliases "$build/praliases/praliases" \
    --smrsh "$build/smrsh/smrsh" --mail.local "$build/mail.local/mail.local" \
    --vacation "$build/vacation/vacation" --rmail "$build/rmail/rmail" -v >"$log" 2>&1
python3 "$top/test/cli/submission.py" "$build/sendmail/sendmail" >"$log.msp" 2>&1
python3 - "$log" "$top/test/oracle/cli/ours" "$log.msp" <<'E2'
import re, sys
text = open(sys.argv[1]).read()
ours = [l.split('#')[0].strip() for l in open(sys.argv[2])]
msp = open(sys.argv[3]).read()
head, _, totals = text.partition('--- totals')
passed = failed = 0
unexpected = [b for b in re.split(r'(?m)^(?=\S)', head) if b.strip() and b.split()[0] not in ours]
for b in unexpected:
    print(b.rstrip()[:2000])
for name, got, of in re.findall(r'(?m)^(\S.*?)\s+(\d+)/(\d+)$', totals):
    if name in ('stdout', 'stderr'):
        continue               # "printed, either stream" says the same and does not mind which
    passed += int(got)
    failed += int(of) - int(got)
if failed and not unexpected:
    print('as decided, not as recorded: %d comparisons in %s' % (failed, ', '.join(o for o in ours if o)))
    failed = 0
m = re.search(r'(?m)^submission: (\d+) passed, (\d+) failed', msp)
if not passed or not m:
    print(text[-2000:], msp[-2000:])
    failed += 1
else:
    passed += int(m.group(1))
    failed += int(m.group(2))
    print(msp.rstrip())
print('cli: %d passed, %d failed, 0 skipped' % (passed, failed))
sys.exit(1 if failed else 0)
E2
