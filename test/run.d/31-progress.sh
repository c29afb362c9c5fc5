#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# makemap says how far it is on a terminal, and nowhere else; Berkeley DB's own checker takes what it made.
#   31-progress.sh BUILD_DIR
build=$(cd "$1" && pwd) || exit 2
exec python3 - "$build/makemap/makemap" <<'E2'
import os, pty, random, shutil, subprocess, sys, tempfile
MAKEMAP = sys.argv[1]
passed = failed = skipped = 0


def check(what, got, want):
    global passed, failed
    if got == want:
        passed += 1
    else:
        failed += 1
        print(f'FAIL {what}: {got!r}, not {want!r}')


def on_terminal(kind, source, target):
    ours, theirs = pty.openpty()
    with open(source) as stdin:
        child = subprocess.Popen([MAKEMAP, '-s', '-C', '/dev/null', kind, target], stdin=stdin, stderr=theirs)
    os.close(theirs)
    said = b''
    try:
        while block := os.read(ours, 4096):
            said += block
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    return child.wait(), said


with tempfile.TemporaryDirectory() as d:
    source, target = os.path.join(d, 'source'), os.path.join(d, 'map')
    lines = [f'user{i}@host{i % 97}.example\tperson{i}\n' for i in range(210000)]
    random.Random(7).shuffle(lines)
    with open(source, 'w') as f:
        f.writelines(lines)
    for kind in 'hash', 'btree':
        status, said = on_terminal(kind, source, target)
        check(f'{kind}: exit', status, 0)
        check(f'{kind}: progress', said, b'\r100000 lines\r200000 lines\r210000 lines\r\n')
        quiet = subprocess.run([MAKEMAP, '-s', '-C', '/dev/null', kind, target], stdin=open(source), capture_output=True, check=False)
        check(f'{kind}: elsewhere', (quiet.returncode, quiet.stdout, quiet.stderr), (0, b'', b''))
        dump = subprocess.run([MAKEMAP, '-s', '-C', '/dev/null', '-u', kind, target], capture_output=True, text=True, check=False).stdout
        check(f'{kind}: dump', sorted(dump.splitlines(True)) == sorted(lines), True)
        verify = shutil.which('db5.3_verify') or shutil.which('db_verify')
        if verify:
            check(f'{kind}: verify', subprocess.run([verify, '-q', target + '.db'], check=False).returncode, 0)
        else:
            skipped += 1
            print('SKIP verify: no db_verify')
    with open(source, 'w') as f:
        f.writelines(lines[:500])
    check('a short source', on_terminal('hash', source, target), (0, b''))
print(f'progress: {passed} passed, {failed} failed, {skipped} skipped')
sys.exit(1 if failed else 0)
E2
