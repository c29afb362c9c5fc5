#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Queue files of another program: listed, delivered and left as recorded. Wants root and namespaces.
#   85-spool.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
dir=$top/test/oracle/spool
need_namespaces spool "$(ls "$dir"/cases | wc -l)"
sendmail=$build/sendmail/sendmail
# The sandbox has an environment of its own, so a sanitizer's options go in with the command.
[ "${MW_SANITIZED:-}" = 1 ] && sendmail="env ASAN_OPTIONS=abort_on_error=1:detect_leaks=0 $sendmail"
log=$tmp/log
export PATH=$build/makemap:$PATH
python3 "$dir/spool.py" --sendmail "$sendmail" -v >"$log" 2>&1
python3 "$dir/spool.py" --all --sendmail "$sendmail" -v >"$log.all" 2>&1
# A case counts as failed when something differs that test/oracle/spool/ours does not name for it;
# the listings of all spools in one directory are one case more.
python3 - "$log" "$log.all" "$dir/ours" "$(ls "$dir"/cases | wc -l)" <<'E2'
import re, sys
text, listing = open(sys.argv[1]).read(), open(sys.argv[2]).read()
ours = {}
for l in open(sys.argv[3]):
    l = l.split('#')[0].rstrip()
    if l:
        name, _, what = l.partition(' ')
        ours[name] = set(what.strip().split(', '))
cases = int(sys.argv[4]) + 1
head, _, totals = text.partition('--- totals')
if not totals:
    print(text[-2000:])
    print('spool: 0 passed, %d failed, 0 skipped' % cases)
    sys.exit(1)
failed = known = 0
if 'same' not in listing or 'DIFFERS' in listing:
    print(listing)
    failed += 1
for b in re.split(r'(?m)^(?=\S)', head):
    m = re.match(r'(\S+)\s+differs: (.*)', b)
    # What is counted as "exact" (SIZE=, every line of what is left) does not decide.
    what = {w for w in m.group(2).split(', ') if 'exact' not in w} if m else set()
    if what and what <= ours.get(m.group(1), set()):
        known += 1
    elif what:
        print(b.rstrip())
        failed += 1
if known:
    print('SKIP %d cases: they differ as test/oracle/spool/ours says' % known)
print('spool: %d passed, %d failed, %d skipped' % (cases - failed - known, failed, known))
sys.exit(1 if failed else 0)
E2
