#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# cfcompile check --fix, as properties that hold for every wrong file of test/check with a mechanical repair:
#   what it says it mends is silent afterwards, other lines stay byte for byte, other findings stay;
#   the file compiles when nothing else was wrong; a second --fix does nothing;
#   and the .mc is whole at any moment: full disk, read-only directory, killed while it writes.
#   41-fix.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
cfcompile=$build/cfcompile/cfcompile
export TMPDIR=$tmp MAILWRIGHT_CF_DIR=$top/cf

if ! command -v python3 >/dev/null; then
    skip "no python3"
    finish fix
fi

# ---- each file ----
cat >"$tmp/property.py" <<'PY'
import difflib, json, os, subprocess, sys

cfcompile, mc = sys.argv[1], sys.argv[2]

def run(*words):
    return subprocess.run([cfcompile, *words], capture_output=True, stdin=subprocess.DEVNULL)

def findings():
    return json.loads(run('check', '-u', '--advice', '--json', mc).stdout or b'[]')

def read(path):
    with open(path, 'rb') as f:
        return f.read()

def bare(text):
    text = text.decode('utf-8', 'replace')
    return ''.join(c for c in text.replace('dnl', '') if c.isascii() and (c.isalnum() or c in '.@/_'))

before, told = read(mc), findings()
mechanical = [f for f in told if f['fixable']]
run('check', '-u', '--fix', mc)
assert read(mc) == before, 'written without --yes'
run('check', '-u', '--fix', '--yes', mc)
after, left = read(mc), findings()
if not mechanical:
    assert after == before, 'changed, and nothing was said to be mechanical'
    print('none')
    sys.exit(0)
assert after != before, 'said to be mechanical, and nothing was done'
assert read(mc + '.bak') == before, 'the .bak is another file'

# What was mended is silent, what was not is still there; mending may uncover, but only in words of m4 or the reader.
key = lambda f: (f['id'], f['message'])
gone = {f['id'] for f in mechanical}
assert not [f for f in left if f['fixable']], 'still to mend: %s' % left
for f in left:
    assert f['id'] not in gone or not any(f['message'] == g['message'] for g in mechanical), f
old_words = {f['id'] for f in told}
hidden = {'cf', 'm4', 'library'}
new = [f for f in left if f['id'] not in old_words and f['severity'] == 'error' and f['id'] not in hidden]
unread = any(f['id'] in ('m4-quote-06', 'm4-quote-07', 'm4-quote-08') for f in told)
assert unread or not new, 'new mistakes: %s' % new

# Lines that no repair is about are where they were.
touched = {f['line'] for f in mechanical if f['file'] == mc}
a, b = before.split(b'\n'), after.split(b'\n')
if 'm4-eol-01' not in gone:
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, False).get_opcodes():
        if tag in ('delete', 'replace'):
            # A call of several lines moves as a whole, and what moves is told of where it should stand.
            moved = tag == 'delete' and all(b.count(line) >= a.count(line) for line in a[i1:i2])
            assert moved or any(line - 1 in range(i1 - 1, i2 + 1) for line in touched), (tag, a[i1:i2], b[j1:j2])
        # What comes was there with other quotes, elsewhere or nearly so, or was told.
        for line in b[j1:j2] if tag in ('insert', 'replace') else []:
            told_so = ''.join(bare(f['instead'].encode('utf-8', 'surrogateescape')) for f in mechanical)
            like = difflib.get_close_matches(bare(line), [bare(l) for l in a], 1, 0.9)
            assert bare(line) in bare(before) or bare(line) in told_so or like, line
else:
    assert after == before.replace(b'\r\n', b'\n') or len(touched) > 1

cf = mc[:-3] + '.cf'
errors = [f for f in left if f['severity'] == 'error']
if not errors:
    r = run('compile', '-u', '-o', cf, mc)
    assert r.returncode == 0 and os.path.getsize(cf) > 10000, r.stderr
run('check', '-u', '--fix', '--yes', mc)
assert read(mc) == after and read(mc + '.bak') == before, 'a second --fix did something'
print('mended')
PY
cp -r "$top/test/check/mc" "$tmp/mc"
cd "$tmp/mc" || exit 2
for mc in *.mc; do
    check "$mc" python3 "$tmp/property.py" "$cfcompile" "$mc"
    cat "$tmp/out" >>"$tmp/kinds"
done
check "at least fifty have a mechanical repair" test "$(grep -c '^mended' "$tmp/kinds")" -ge 50

# ---- mistakes by chance ----
# It fails when check fails, when --fix leaves what it can mend, and when it changes a good file.
check "forty mistakes by chance" python3 "$top/test/fuzz/mc_mutate.py" "$build" --cases 55 --seed 3
told=$(awk '$1 == "all" { print $2 - $3 }' "$tmp/out")
check "of which check tells nearly all" test "${told:-99}" -le 2
check "and several in one file" python3 "$top/test/fuzz/mc_mutate.py" "$build" --cases 12 --seed 3 --several

# ---- whole at any moment ----
{
    printf '%s\n' "OSTYPE(\`linux')dnl" "define('SMART_HOST', 'smtp.example.com')dnl" "MAILER(\`smtp')dnl"
    for ((i = 0; i < 900; i++)); do echo "dnl this line is here to make the file longer: $i"; done
} >"$tmp/long.mc"
sed "s/define('SMART_HOST', 'smtp.example.com')/define(\`SMART_HOST', \`smtp.example.com')/" "$tmp/long.mc" >"$tmp/mended.mc"
whole() { # whole FILE: it is the old or the mended one, and so is the .bak
    cmp -s "$1" "$tmp/long.mc" || cmp -s "$1" "$tmp/mended.mc" || return 1
    [ ! -e "$1.bak" ] || cmp -s "$1.bak" "$tmp/long.mc"
}
mkdir "$tmp/small"
for blocks in 0 1 2 10 20 40 44; do
    for how in '' "trap '' XFSZ;"; do # killed by the limit; told of it
        rm -f "$tmp"/small/*
        cp "$tmp/long.mc" "$tmp/small/x.mc"
        { bash -c "$how ulimit -c 0; ulimit -f $blocks; exec $cfcompile check -u --fix --yes $tmp/small/x.mc"; } \
            >"$tmp/told" 2>&1
        got=$?
        check "no more than $blocks KiB may be written: the old file stays" cmp "$tmp/small/x.mc" "$tmp/long.mc"
        check "$blocks: and it is no success" test $got != 0
        [ -z "$how" ] || check "$blocks: nothing is left behind" bash -c "! ls $tmp/small | grep -vxE 'x.mc|x.mc.bak'"
        check "$blocks: the next --fix mends it" "$cfcompile" check -u --fix --yes "$tmp/small/x.mc"
        check "$blocks: as if nothing had been" cmp "$tmp/small/x.mc" "$tmp/mended.mc"
    done
done
for ((n = 0; n < 25; n++)); do
    rm -f "$tmp"/small/*
    cp "$tmp/long.mc" "$tmp/small/x.mc"
    "$cfcompile" check -u --fix --yes "$tmp/small/x.mc" >/dev/null 2>&1 &
    pid=$!
    sleep "0.0$((n % 9))$n"
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
    check "killed at some moment: the file is whole" whole "$tmp/small/x.mc"
done
if why=$("$top/test/namespaces.sh"); then
    mkdir "$tmp/disk"
    unshare -m bash -c "mount -t tmpfs -o size=96k none $tmp/disk && cp $tmp/long.mc $tmp/disk/x.mc &&
        { head -c 1000000 /dev/zero >$tmp/disk/full 2>/dev/null; true; } &&
        { TMPDIR=$tmp $cfcompile check -u --fix --yes $tmp/disk/x.mc; echo \$? >$tmp/status; ls $tmp/disk >$tmp/ls
          cp $tmp/disk/x.mc $tmp/after.mc; rm $tmp/disk/full
          $cfcompile check -u --fix --yes $tmp/disk/x.mc; cp $tmp/disk/x.mc $tmp/then.mc; }" >"$tmp/told" 2>&1
    check "a full disk: the old file stays" cmp "$tmp/after.mc" "$tmp/long.mc"
    check "a full disk: it is said" grep -q 'No space left' "$tmp/told"
    check "a full disk: it is no success" test "$(cat "$tmp/status")" != 0
    check "a full disk: nothing is left behind" bash -c "! grep -vxE 'full|x.mc|x.mc.bak' $tmp/ls"
    check "with room again it is mended" cmp "$tmp/then.mc" "$tmp/mended.mc"
    cp "$tmp/long.mc" "$tmp/disk/x.mc"
    unshare -m bash -c "mount --bind $tmp/disk $tmp/disk && mount -o remount,ro,bind $tmp/disk &&
        { $cfcompile check -u --fix --yes $tmp/disk/x.mc; echo \$? >$tmp/status; }" >"$tmp/told" 2>&1
    check "a read-only directory: the old file stays" cmp "$tmp/disk/x.mc" "$tmp/long.mc"
    check "a read-only directory: it is said" grep -q 'Read-only' "$tmp/told"
    check "a read-only directory: it is no success" test "$(cat "$tmp/status")" != 0
else
    skip "full disk and read-only directory: $why" 8
fi

finish fix
