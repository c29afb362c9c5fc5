#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Delivery status notifications against recorded ones: which are made, for whom, and what is in them.
# Wants root and namespaces.
#   90-dsn.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
dir=$top/test/oracle/dsn
need_namespaces dsn "$(ls "$dir"/cases | wc -l)"
sendmail=$build/sendmail/sendmail
# The sandbox has an environment of its own, so a sanitizer's options go in with the command.
[ "${MW_SANITIZED:-}" = 1 ] && sendmail="env ASAN_OPTIONS=abort_on_error=1:detect_leaks=0 $sendmail"
log=$tmp/log
PATH=$build/makemap:$PATH python3 "$dir/dsn.py" --sendmail "$sendmail" -v >"$log" 2>&1
# A case counts as failed when something differs that test/oracle/dsn/ours does not name for it.
python3 - "$log" "$dir/ours" "$(ls "$dir"/cases | wc -l)" <<'E2'
import re, sys
text = open(sys.argv[1]).read()
ours = {}
for l in open(sys.argv[2]):
    l = l.split('#')[0].rstrip()
    if l:
        name, _, what = l.partition(' ')
        ours[name] = what.strip()
cases = int(sys.argv[3])
head, _, totals = text.partition('--- totals')
if not totals:
    print(text[-2000:])
    print('dsn: 0 passed, %d failed, 0 skipped' % cases)
    sys.exit(1)
failed = known = 0
for b in re.split(r'(?m)^(?=\S)', head):
    m = re.match(r'(\S+)\s+differs: (.*)', b)
    if not m:
        continue
    what = set(m.group(2).split(', ')) - {'whole message'}
    if m.group(1) in ours and (ours[m.group(1)] == '*' or what <= set(ours[m.group(1)].split(', '))):
        known += 1
    elif what:
        print(b.rstrip())
        failed += 1
if known:
    print('SKIP %d cases: they differ as test/oracle/dsn/ours says' % known)
print('dsn: %d passed, %d failed, %d skipped' % (cases - failed - known, failed, known))
sys.exit(1 if failed else 0)
E2
