#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Maps that ask redis, pgsql and socketmap servers, while these are stopped, killed, started again, slow, cut off, or
speak no sense: a lookup that has failed is never "absent", waits have an end, and nothing has to be started again.
    outages.py BUILD_DIR [TEST...]"""
import os, random, re, shutil, subprocess, sys, threading, time

BUILD, ONLY = os.path.abspath(sys.argv[1]), sys.argv[2:]
sys.argv = sys.argv[:1] + [BUILD + '/sendmail/sendmail', 'none']
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import classes  # noqa: E402
import trouble  # noqa: E402
from classes import Bt, check, skip, tally, top  # noqa: E402
from sessions import ROWS as PEOPLE, sessions  # noqa: E402
from serving import Liar, Middleman, Missing, Postgres, Redis, SocketMap, cut_at, dripping, silent_at  # noqa: E402

ROWS = [('a', 'value-of-a'), ('b', 'value-of-b')]
HERE, GONE = '=value-of-a', 'failed'
PATIENCE = '-d1 '
# Longer than any number of questions here may take, shorter than without a deadline.
BOUND = 60


def bt_of(s, **maps):
    return Bt(['K%s %s %s%s%s' % (name, s.kind, PATIENCE, s.flags, where) for name, where in maps.items()])


def timed(ask):
    begun = time.monotonic()
    return ask(), time.monotonic() - begun


def goes_away(s, way, where):
    """One test mode through all that happens to its server."""
    bt = bt_of(s, m=where)
    name = '%s, %s: ' % (s.kind, way)
    both = lambda: [bt.map('m', 'a'), bt.map('m', 'none')]  # noqa: E731
    check(name + 'there', both(), [HERE, 'absent'])
    s.pause()
    got, seconds = timed(lambda: both() + both())
    check(name + 'stopped', got, [GONE] * 4)
    check(name + 'stopped: four questions have an end', seconds < BOUND, True)
    s.go_on()
    check(name + 'goes on', classes.wait_until(lambda: both() == [HERE, 'absent'], BOUND), True)
    s.kill()
    check(name + 'killed', both() * 5, [GONE] * 10)
    s.start()
    check(name + 'back', both(), [HERE, 'absent'])
    s.kill()
    s.start()
    check(name + 'started again between two questions', both(), [HERE, 'absent'])
    bt.end()


def in_a_run(s, way, where):
    """Questions one after another, while the server goes and comes: each answer is right, or none."""
    bt = bt_of(s, m=where)
    wrong, asked, over = [], [0, 0], threading.Event()

    def ask():
        while not over.is_set():
            for key, right in (('a', HERE), ('none', 'absent')):
                got = bt.map('m', key)
                asked[got == GONE] += 1
                if got not in (right, GONE):
                    wrong.append((key, got))
    # Whatever fails here, the asking ends: a thread that goes on would hide the failure behind the limit of the whole.
    t = threading.Thread(target=ask, daemon=True)
    t.start()
    try:
        for what in ('kill', 'pause', 'kill', 'pause'):
            seen = list(asked)
            classes.wait_until(lambda: asked[0] > seen[0] + 20, BOUND)
            if what == 'kill':
                s.kill()
                classes.wait_until(lambda: asked[1] > seen[1], BOUND)
                s.start()
            else:
                s.pause()
                classes.wait_until(lambda: asked[1] > seen[1], BOUND)
                s.go_on()
        seen = asked[0]
        again = classes.wait_until(lambda: asked[0] > seen + 20, BOUND)
    finally:
        over.set()
        t.join(BOUND)
    check('%s, %s, in a run: answers again' % (s.kind, way), again, True)
    check('%s, %s, in a run: nothing wrong' % (s.kind, way), wrong[:5], [])
    check('%s, %s, in a run: there were failures' % (s.kind, way), asked[1] > 3, True)
    bt.end()


def spoiled(s):
    """The real server's words cut off at every place, held back, or one by one."""
    man = Middleman(s.port)
    bt = bt_of(s, m=s.at(man.port))

    def over(spoil, key):
        """A question of a connection of its own."""
        man.anew(spoil)
        return bt.map('m', key)
    for key, right in (('a', HERE), ('none', 'absent')):
        check('%s, through another: %s' % (s.kind, key), over(None, key), right)
        length = len(man.heard)
        got = [over(cut_at(n), key) for n in range(length)]
        # What a server says behind its answer may be missing unnoticed, never a part of the answer.
        part = length - s.behind
        check('%s, cut off: %s' % (s.kind, key), (set(got[:part]), set(got[part:]) <= {GONE, right}), ({GONE}, True))
        places = sorted({0, 1, length // 2, part - 1})
        got, seconds = timed(lambda: [over(silent_at(n), key) for n in places])
        check('%s, silent in the middle: %s' % (s.kind, key), set(got), {GONE})
        check('%s, silent in the middle: waits have an end' % s.kind, seconds < BOUND, True)
        check('%s, byte for byte, too slow: %s' % (s.kind, key), over(dripping(4 / length), key), GONE)
        check('%s, byte for byte, fast: %s' % (s.kind, key), over(dripping(0.0001), key), right)
    check(s.kind + ', well again', [over(None, 'a'), bt.map('m', 'none')], [HERE, 'absent'])
    bt.end()
    man.close()


R = random.Random(5)
# What no server of any protocol says, and what those of others do: the same for all.
LIES = [b'\n', b'\r\n', b'\0', b'\0' * 1000, bytes(R.randrange(256) for _ in range(3000)), b'hello\r\n', b'220 mail.example.com ESMTP\r\n',
        b'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n', b'\x15\x03\x01\x00\x02\x02\x28', b'-', b'$', b'99999999999999999999999',
        b'x' * 70000, b'\xff' * 5, b'$-', b'$5\r\nva', b'E\0\0\0\x05\0', b'N', b'S', b'R\x7f\xff\xff\xff\0\0\0\0', b'00000000000000000001:', b'1:', b':', b'-1:x,']
LIES_TO = {
    'redis': [b'-ERR no\r\n', b'-LOADING Redis is loading the dataset in memory\r\n', b'-NOAUTH Authentication required.\r\n', b'*-1\r\n', b'*1\r\n$1\r\nx\r\n', b'$-2\r\n',
              b'$99999999999999999999\r\n', b'$1000001\r\n', b'$2147483647\r\n', b'$\r\n\r\n', b'$x\r\n', b'$3\r\nabcde', b'$3\r\nabXY\r\n', b'$ 3\r\nabc\r\n', b'%1\r\n', b'>2\r\n',
              b'+' + b'x' * 70000, b'!5\r\nERR x\r\n', b'-' + b'x' * 70000, b'$-1', b'_', b'$' + b'0' * 70000, b'$-1\n\r', b'$--1\r\n', b'_x\r\n', b'$-1x\r\n', b'+QUEUED\r\n', b'#f\r\n'],
    'socket': [b'8:OK value;', b'1000001:OK ', b'99999999:OK value,', b'12:NOTFOUND', b'9:NOTFOUND;,', b'3:OKx,', b'8:NOTFOUNDx', b'0:,', b'7:UNKNOWN,', b'8:notfound,', b'9: NOTFOUND,', b'10:TEMP later,',
               b'9:TIMEOUT x,', b'+9:NOTFOUND ,', b' 9:NOTFOUND ,', b'9 :NOTFOUND ,', b'9NOTFOUND ,', b'0x9:NOTFOUND ,'],
    'pgsql': [b'E\0\0\0\x0bSFATAL\0', b'R\0\0\0\x08\0\0\0\0', b'R\0\0\0\x08\0\0\0\x03', b'R\0\0\0\x08\0\0\0\x63', b'R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I' + b'T\0\0\0\x06\0\0',
              b'R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', b'R\0\0\0\x08\0\0\0\0Z\0\0\0\x05IC\0\0\0\x0bINSERT\0Z\0\0\0\x05I', b'R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I1\0\0\0\x042\0\0\0\x04C\0\0\0\x0dSELECT 0\0',
              b'R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I1\0\0\0\x042\0\0\0\x04G\0\0\0\x07\0\0\0H\0\0\0\x07\0\0\0', b'R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I' + b'D\x7f\xff\xff\xff\0\1'],
}
WITHOUT_END = [b'x' * 65536, b'\n' * 65536, b'+x\r\n' * 1000, b'1:x,' * 1000, b'1' * 65536, b'N\0\0\0\x05\0' * 1000, b'\0' * 65536]


def lied_to(s):
    """All at once: each of them may use up its patience."""
    lies = LIES + LIES_TO[s.kind]
    liars = [Liar(words) for words in lies] + [Liar(words, hang_up=True) for words in lies] + [Liar(b'', more) for more in WITHOUT_END]
    said = {}

    def ask(i):
        got, seconds = timed(lambda: bts[i % len(bts)].map('m%d' % i, 'a'))
        said[i] = (got, seconds < BOUND)
    bts = [bt_of(s, **{'m%d' % i: s.at(liar.port) for i, liar in enumerate(liars)}) for _ in range(16)]
    threads = [threading.Thread(target=lambda n=n: [ask(i) for i in range(n, len(liars), len(bts))], daemon=True) for n in range(len(bts))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    name = lambda i: (lies * 2 + WITHOUT_END)[i][:60]  # noqa: E731
    check(s.kind + ', told lies', [(name(i), a) for i, a in sorted(said.items()) if a != (GONE, True)], [])
    for bt in bts:
        bt.end()
    check(s.kind + ', told lies: test modes ended well', {bt.p.returncode for bt in bts} <= {0, 70, 71}, True)
    for liar in liars:
        liar.close()


TESTS = [('away', lambda s: [goes_away(s, way, where) for way, where in (('TCP', s.tcp), ('local socket', s.local))]),
         ('run', lambda s: [in_a_run(s, way, where) for way, where in (('TCP', s.tcp), ('local socket', s.local))]),
         ('spoiled', spoiled), ('lies', lied_to), ('trouble', lambda s: getattr(trouble, s.kind, lambda s: None)(s)),
         ('sessions', lambda s: sessions(s, BUILD))]
KINDS = {k.kind: k for k in (SocketMap, Redis, Postgres)}


def test_server(kind, only):
    try:
        s = KINDS[kind](top, ROWS + PEOPLE)
    except Missing as why:
        return skip('%s: %s' % (kind, why))
    try:
        s.start()
        s.fill()
        for name, test in TESTS:
            if only in ('', name):
                test(s)
    finally:
        s.kill()
        s.remove()


def all_of_them():
    """Most of it is waiting, so each kind is a process of its own."""
    children = [subprocess.Popen([sys.executable, __file__, BUILD, kind], stdout=subprocess.PIPE) for kind in list(KINDS) + ['sqlite']]
    for c in children:
        said = c.communicate()[0].decode()
        *lines, last = said.splitlines() or ['nothing was said']
        print('\n'.join(lines + [''] * bool(lines)), end='', flush=True)
        numbers = [int(n) for n in re.findall(r'(\d+) (?:passed|failed|skipped)', last)]
        check('a process of tests: ' + last, (c.returncode, len(numbers)), (0, 3))
        for name, n in zip(('passed', 'failed', 'skipped'), numbers):
            setattr(classes, name, getattr(classes, name) + n)


def main():
    for what in ONLY:
        kind, _, only = what.partition('.')
        if kind == 'sqlite':
            trouble.sqlite()
        else:
            test_server(kind, only)
    if not ONLY:
        all_of_them()


if __name__ == '__main__':
    try:
        main()
    finally:
        shutil.rmtree(top, ignore_errors=True)
    tally('map servers')
