#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Map files that are damaged, of another kind, out of reach, or changed while they are open: no crash, no hang, and
a failed lookup is never "absent".
    badmaps.py SENDMAIL MAKEMAP"""
import os, random, shutil, socket, subprocess, sys, tempfile, time

sys.argv, (SENDMAIL, MAKEMAP) = sys.argv[:2] + ['none'], sys.argv[1:3]
sys.path.insert(0, os.path.dirname(__file__))
from classes import Bt, check, path, top, wait_until, tally  # noqa: E402


def make(kind, name, text):
    subprocess.run([MAKEMAP, '-C', '/dev/null', '-s', kind, path(name)], input=text.encode(), check=True)
    suffix = SUFFIX[kind]
    os.chmod(path(name + suffix), 0o644)
    return open(path(name + suffix), 'rb').read()


def put(name, data, mode=0o644):
    with open(path(name), 'wb') as f:
        f.write(data)
    os.chmod(path(name), mode)


SOURCE = ''.join('key%d value-of-%d\n' % (i, i) for i in range(300))
SUFFIX = {'hash': '.db', 'btree': '.db', 'cdb': '.cdb', 'text': '', 'lmdb': '.lmdb'}


def table_cases():
    """Name, how it is made, whether -o makes it an empty map."""
    for kind in ('hash', 'btree', 'cdb', 'text', 'lmdb'):
        s = SUFFIX[kind]
        good = make(kind, 'good', SOURCE) if kind != 'text' else SOURCE.encode()
        os.makedirs(path('dir' + s), exist_ok=True)
        for n in ('fifo', 'sock', 'loop', 'dangling'):
            if os.path.lexists(path(n + s)):
                os.unlink(path(n + s))
        os.mkfifo(path('fifo' + s))
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path('sock' + s))
        os.symlink('loop' + s, path('loop' + s))
        os.symlink('nowhere', path('dangling' + s))
        put('world' + s, good, 0o666)
        rows = ['dir', 'fifo', 'sock', 'loop', 'world', 'none', 'dangling']
        if kind != 'text':
            put('empty' + s, b'')
            put('short' + s, good[:len(good) // 3])
            put('begin' + s, good[:100])
            put('noise' + s, bytes(random.Random(1).randrange(256) for _ in range(8192)))
            put('words' + s, b'this is no database\n' * 500)
            put('zeros' + s, bytes(16384))
            rows += ['empty', 'short', 'begin', 'noise', 'words', 'zeros']
        lines = ['K%s %s %s' % (r, kind, path(r)) for r in rows] + ['KO%s %s -o %s' % (r, kind, path(r)) for r in rows]
        bt = Bt(lines + ['Kdev %s /dev/null' % kind if kind == 'text' else 'Kdev hash /dev/null/x'])
        for r in rows:
            begun = time.monotonic()
            check('%s, %s' % (kind, r), bt.map(r, 'key1'), 'failed')
            check('%s, %s, -o' % (kind, r), bt.map('O' + r, 'key1'),
                  'Map named "O%s" not open' % r if r in ('none', 'dangling') else 'failed')
            check('%s, %s: at once' % (kind, r), time.monotonic() - begun < 2, True)
        check('%s, a device' % kind, bt.map('dev', 'key1'), 'failed')
        bt.end()
        listener.close()


def change_cases():
    """The file changes under an open map."""
    for kind in ('hash', 'btree', 'cdb'):
        s = SUFFIX[kind]
        live = 'live-' + kind
        make(kind, live, 'a one\n')
        bt = Bt(['Km %s %s' % (kind, path(live))])
        check('%s, as it was' % kind, bt.map('m', 'a'), '=one')
        data = make(kind, 'next', 'a two\nnew entry\n')
        os.rename(path('next' + s), path(live + s))
        check('%s, replaced: an absent key is looked for again' % kind, bt.map('m', 'new'), '=entry')
        check('%s, replaced' % kind, wait_until(lambda: bt.map('m', 'a') == '=two', 5), True)
        data = make(kind, 'next', 'a three\nnewer entry\n')
        put(live + s, data)
        check('%s, written over in place' % kind, wait_until(lambda: bt.map('m', 'newer') == '=entry', 5), True)
        time.sleep(1.2)
        check('%s, written over: all of it' % kind, bt.map('m', 'a'), '=three')
        os.unlink(path(live + s))
        time.sleep(1.2)
        check('%s, removed: what is open answers' % kind, bt.map('m', 'a'), '=three')
        bt.end()
        make(kind, live, SOURCE)
        bt = Bt(['Km %s %s' % (kind, path(live))])
        check('%s, whole' % kind, bt.map('m', 'key7'), '=value-of-7')
        os.truncate(path(live + s), 700)
        time.sleep(1.2)
        check('%s, cut in place' % kind, bt.map('m', 'key8'), 'failed')
        check('%s, cut in place: absent keys too' % kind, bt.map('m', 'nokey'), 'failed')
        make(kind, live, SOURCE)
        check('%s, mended' % kind, wait_until(lambda: bt.map('m', 'key8') == '=value-of-8', 5), True)
        bt.end()


def flip_cases(rounds):
    """A few bytes of each file are wrong. Test mode must live through all of them."""
    r = random.Random(42)
    for kind in ('hash', 'btree', 'cdb', 'lmdb'):
        s = SUFFIX[kind]
        good = make(kind, 'flip', SOURCE)
        lines = []
        for i in range(rounds):
            data = bytearray(good)
            for _ in range(r.randrange(1, 9)):
                data[r.randrange(len(data))] = r.randrange(256)
            put('flip%d%s' % (i, s), data)
            lines.append('Kf%d %s %s' % (i, kind, path('flip%d' % i)))
        bt = Bt(lines)
        answers = [bt.map('f%d' % i, 'key%d' % r.randrange(320)) for i in range(rounds) for _ in range(4)]
        bt.end()
        check('%s, flipped bytes: every question was answered' % kind,
              [a for a in answers if a[0] != '=' and a not in ('absent', 'failed')], [])
        check('%s, flipped bytes: test mode ended well' % kind, bt.p.returncode in (0, 70, 71), True)


def tree_cases(rounds):
    """A btree of several levels, with keys and values that are elsewhere; then with wrong bytes, a big file too."""
    many = {'key%d' % (i * 7919 % 20011): 'v%d' % i + 'w' * (i % 60) for i in range(20000)}
    many.update(('long%d' % i, chr(97 + i % 26) * n) for i, n in enumerate((200, 240, 241, 250, 900)))
    many.update(('k' * 250 + str(i), 'far%d' % i) for i in range(60))
    good = make('btree', 'tree', ''.join('%s %s\n' % p for p in many.items()))
    bt = Bt(['Kt btree ' + path('tree')])
    asked = list(many.items())[::97] + list(many.items())[-65:]
    check('btree, levels and long keys', [k for k, v in asked if bt.map('t', k) != '=' + v], [])
    check('btree, absent keys between', [k for k in ('key', 'key1x', 'kez', 'a', 'zzz', 'k' * 251) if bt.map('t', k) != 'absent'], [])
    bt.end()
    r = random.Random(43)
    lines = []
    for i in range(rounds):
        data = bytearray(good)
        for _ in range((4, 400, 20000)[i % 3]):
            data[r.randrange(4096, len(data))] = r.randrange(256)
        put('tflip%d.db' % i, data)
        lines.append('Kf%d btree %s' % (i, path('tflip%d' % i)))
    bt = Bt(lines)
    answers = [bt.map('f%d' % i, r.choice(asked)[0]) for i in range(rounds) for _ in range(6)]
    bt.end()
    check('btree, a big file with flipped bytes: every question was answered',
          [a for a in answers if a[0] != '=' and a not in ('absent', 'failed')], [])
    check('btree, a big file with flipped bytes: test mode ended well', bt.p.returncode in (0, 70, 71), True)
    for i in range(rounds):
        os.unlink(path('tflip%d.db' % i))


def lmdb_made_cases():
    """What makemap makes of type lmdb, read by ours, by makemap -u and by LMDB's own tool."""
    for count in (0, 1, 2, 30, 700, 30000):
        pairs = sorted(('key%d' % (i * 7919 % 100003) + 'x' * (i * 31 % (480 if count < 1000 else 30)), 'v' * (i * 17 % 500)) for i in range(count))
        pairs = [(k, v or 'v') for k, v in pairs]
        make('lmdb', 'made', ''.join('%s %s\n' % p for p in reversed(pairs)))
        dumped = subprocess.run([MAKEMAP, '-C', '/dev/null', '-u', 'lmdb', path('made')], stdout=subprocess.PIPE).stdout.decode()
        check('lmdb made of %d, dumped' % count, dumped == ''.join('%s\t%s\n' % p for p in pairs), True)
        if shutil.which('mdb_dump'):
            said = subprocess.run(['mdb_dump', '-n', '-p', path('made.lmdb')], stdout=subprocess.PIPE).stdout.decode()
            lines = [l[1:] for l in said.split('\n') if l.startswith(' ')]
            check('lmdb made of %d, by its own tool' % count, lines == [x for p in pairs for x in p], True)
        asked = [(k, v) for k, v in pairs[::max(1, count // 50)] if len(k) < 256]
        bt = Bt(['Kmade lmdb ' + path('made')])
        check('lmdb made of %d, looked up' % count, [k for k, v in asked if bt.map('made', k) != '=' + v], [])
        check('lmdb made of %d, an absent key' % count, bt.map('made', 'kez'), 'absent')
        bt.end()
    p = subprocess.run([MAKEMAP, '-C', '/dev/null', 'lmdb', path('made')], input=b'k' * 512 + b' v\n', stderr=subprocess.PIPE)
    check('lmdb, a key that is too long', (p.returncode, b'line 1' in p.stderr), (74, True))
    check('lmdb, what was there stays', len(open(path('made.lmdb'), 'rb').read()) > 1000000, True)


def elsewhere_cases():
    """Keys and values that no page of the file has room for, above the leaves as well."""
    if shutil.which('db5.3_load') is None:
        return
    many = {('%03d' % (i * 7 % 997)) * 60 + 'k' * (i % 70): 'v%d' % i + 'w' * (i * 13 % 3000) for i in range(900)}
    text = 'VERSION=3\nformat=print\ntype=btree\ndb_pagesize=512\nHEADER=END\n' + ''.join(' %s\n %s\n' % p for p in many.items()) + 'DATA=END\n'
    subprocess.run(['db5.3_load', path('far.db')], input=text.encode(), check=True)
    os.chmod(path('far.db'), 0o644)
    bt = Bt(['Kt btree -O ' + path('far')])
    check('btree, keys and values elsewhere', [k[:9] for k, v in many.items() if bt.map('t', k) != '=' + v], [])
    check('btree, absent keys between those', [k for k in ('0', '001' * 60 + 'l', '998' * 60) if bt.map('t', k) != 'absent'], [])
    bt.end()


try:
    lmdb_made_cases()
    elsewhere_cases()
    table_cases()
    tree_cases(60)
    change_cases()
    flip_cases(60)
finally:
    shutil.rmtree(top, ignore_errors=True)
tally('bad maps')
