#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random rule sets, put to two programs in address test mode; differences are shrunk and shown.

  rules_diff.py BUILD_DIR [--seconds N] [--seed N] [--keep DIR]

$MAILWRIGHT_REFERENCE names the other program (a classic sendmail). Needs root: both see one fixed
host name, so that what they say depends on the rules alone. Exits 1 when something differed.
"""
import argparse, os, random, re, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
ORACLE = os.path.join(os.path.dirname(HERE), 'oracle')
HEAD = ['V10', 'Djmail.example.com', 'O OperatorChars=.:%@!^/[]+', 'CWa b foo', 'CXa.b foo.bar b.c.a',
        'C{Long}x y foo a.b', 'D{m}a.b', 'Dqfoo', 'D{e}', 'D{quoted}"a b" c', 'Mlocal, P=/bin/true, F=lm, A=true',
        'Mprog, P=/bin/true, F=lm, A=true', 'Kdq dequote', 'Kdqs dequote -s_ -a.end', 'Kar arith',
        'Kre regex -a@HIT ^(a|foo)$', 'Kres regex -s1,2 -d/ ^(.*)@(.*)$', 'Kren regex -n ^a', 'Kmac macro',
        'Kdqm dequote -m']
WORDS = ['a', 'b', 'c', 'foo', 'bar', 'A', 'Foo', 'x1', '10', '3']
OPERATORS = ['@', '.', '<', '>', '!', '+', ':', '%', '[', ']', ';', '(', ')', '=', '"q w"', '/', '-']
SETS = ['one', 'two', 'three', '5', 'four']
ADDRESS = list('aab..@@<>!+:%[]";,() \\') + ['foo', 'bar', '"q w"', 'a.b', '@', '.', '$', '$|', '10', '-3', '\\"',
                                             '(c)', '<a@b>', '"z":', '\x7f', '~', '{m}', "'"]


def plain(r):
    return r.choice(WORDS if r.random() < 0.6 else OPERATORS)


def left(r):
    out, wild = [], 0
    for _ in range(r.choice((1, 2, 3, 3, 4, 5, 6))):
        p = r.random()
        if p < 0.5 and wild < 9:
            out.append(r.choice(('$*', '$*', '$+', '$+', '$-', '$-', '$=W', '$=X', '$~W', '$={Long}', '$~{Long} ')))
            wild += 1
        elif p < 0.55:
            out.append(r.choice(('$&{m}', '$&q', '$&{none}', '$&{e}', '$q', '${m}')))
        elif p < 0.58:
            out.append(r.choice(('$@', '$|', '$#', '$&{quoted}')))
        else:
            out.append(plain(r))
    return out, wild


def pieces(r, wild, n):
    out = []
    for _ in range(r.randrange(n) + 1):
        p = r.random()
        if p < 0.45 and wild:
            out.append('$%d' % (r.randrange(wild) + 1))
        elif p < 0.55:
            out.append(r.choice(('$&{m}', '$&q', '$&{none}', '$&{set}', '${m}', '$q', '$&{quoted}', '$|')))
        else:
            out.append(plain(r))
    return out


def lookup(r, wild):
    m = r.choice(('dq', 'dq', 'dqs', 'ar', 're', 'res', 'ren', 'mac', 'dqm', 'none'))
    if m == 'ar':
        key = [r.choice(('+', '-', '*', '/', 'l', '=', '&', '|', '%', 'r'))]
    elif m == 'mac':
        key = [r.choice(('{set}', '{m}', 'q', '{Set}'))]
    else:
        key = pieces(r, wild, 3)
    out = ['$(', m] + key
    for _ in range(2 if m == 'ar' else r.choice((0, 0, 1, 1, 2))):
        out += ['$@'] + pieces(r, wild, 1)
    if r.random() < 0.5:
        out += ['$:'] + pieces(r, wild, 2)
    return out + ['$)']


def right(r, wild):
    p = r.random()
    if p < 0.08:
        return ['$#', r.choice(('local', 'error', 'foo')), '$@'] + pieces(r, wild, 2) + ['$:'] + pieces(r, wild, 3)
    out = ['$:'] if p < 0.6 else ['$@'] if p < 0.75 else []
    for _ in range(r.choice((1, 1, 2))):
        q = r.random()
        if q < 0.3:
            out += lookup(r, wild)
        elif q < 0.45:
            out += ['$>', r.choice(SETS)]
        else:
            out += pieces(r, wild, 4)
    return out if r.random() < 0.95 else out + ['$>' + r.choice(SETS)] + pieces(r, wild, 2)


def case(r):
    lines = []
    for name in SETS:
        lines.append('S' + name)
        for _ in range(r.randrange(6) if name != 'four' else 0):
            lhs, wild = left(r)
            glue = r.choice((' ', ' ', '', '  '))
            lines.append('R' + glue.join(lhs) + '\t' + r.choice((' ', ' ', '  ')).join(right(r, wild)))
    asked = []
    for _ in range(25):
        sets = ','.join(r.choice(SETS[:3]) for _ in range(r.choice((1, 1, 2))))
        asked.append(sets + ' ' + ''.join(r.choice(ADDRESS) for _ in range(r.choice((1, 2, 3, 5, 8, 12)))))
    return lines, asked


class Pair:
    def __init__(self, ours, reference, tmp, level):
        self.programs, self.tmp, self.level = (reference, ours), tmp, level

    def one(self, program, asked):
        text = ''.join(q + '\n' for q in ['-d21.%d' % self.level] + asked)
        try:
            p = subprocess.run([program, '-C', os.path.join(self.tmp, 'x.cf'), '-bt'], input=text.encode('latin-1'),
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=10)
        except subprocess.TimeoutExpired:
            return None
        return re.sub(rb'0x[0-9a-f]+=', b'@=', p.stdout).split(b'\n')

    def answers(self, lines, asked):
        with open(os.path.join(self.tmp, 'x.cf'), 'w', encoding='latin-1') as f:
            f.write('\n'.join(lines) + '\n')
        theirs = self.one(self.programs[0], asked)
        return theirs, (self.one(self.programs[1], asked) if theirs is not None else None)

    def differs(self, lines, asked):
        """What differs: 'answers', or at least the complaints at the 'start'; '' when nothing does."""
        theirs, ours = self.answers(lines, asked)
        if theirs is None or theirs == ours or any(b'SM_ASSERT' in line for line in theirs):
            return ''
        return 'answers' if ours is None or answers_of(theirs) != answers_of(ours) else 'start'


def answers_of(said):
    at = next((i for i, line in enumerate(said) if line.startswith(b'ADDRESS TEST MODE')), len(said))
    return said[at:]


def fewer(items, still):
    """As few items as can be had by leaving out runs of them."""
    size = max(1, len(items) // 2)
    while True:
        at = 0
        while at < len(items):
            less = items[:at] + items[at + size:]
            if still(less):
                items = less
            else:
                at += size
        if size == 1:
            return items
        size //= 2


def shrink(pair, lines, asked, kind):
    def still(l, q):
        return pair.differs(l, q) == kind

    asked = fewer(asked, lambda q: still(lines, q))
    fixed = [l for l in lines if l[0] in 'VOM']
    lines = fixed + fewer([l for l in lines if l not in fixed], lambda l: still(fixed + l, asked))
    for group, first in ((lines, 'R'), (asked, '')):
        for i, line in enumerate(list(group)):
            if not line.startswith(first):
                continue

            def with_line(parts, i=i, group=group, first=first):
                old, group[i] = group[i], first + ''.join(parts)
                if group[i] and ('\t' in group[i] or not first) and still(lines, asked):
                    return True
                group[i] = old
                return False
            fewer(re.findall(r'\$[^{]|[A-Za-z0-9]+|.|\t', line[len(first):]), with_line)
    return lines, asked


def show(pair, lines, asked):
    theirs, ours = pair.answers(lines, asked)
    if answers_of(theirs) != answers_of(ours or []):
        theirs, ours = answers_of(theirs), answers_of(ours or [])
    print('\n'.join('  ' + l.replace('\t', '<TAB>') for l in lines if l not in HEAD[:3] and l[0] != 'M'))
    for q in asked:
        print('  > %r' % q)
    at = next((i for i, (x, y) in enumerate(zip(theirs, ours or [])) if x != y), min(len(theirs), len(ours or [])))
    for who, said in (('reference', theirs), ('ours', ours or [])):
        for line in said[at:at + 3]:
            print('  %-9s %s' % (who, line[:300].decode('latin-1')))
    print(flush=True)


def isolate():
    if os.geteuid() != 0:
        print('rules-diff: skipped, private namespaces need root')
        sys.exit(0)
    os.environ['RULES_DIFF_INSIDE'] = '1'
    os.execvp('unshare', ['unshare', '-m', '-u', '-i', '-n', '--propagation', 'private', sys.executable] + sys.argv)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('build')
    ap.add_argument('--seconds', type=float, default=60)
    ap.add_argument('--seed', type=int, default=int(time.time()))
    ap.add_argument('--most', type=int, default=5, help='stop after so many differences')
    a = ap.parse_args()
    reference = os.environ.get('MAILWRIGHT_REFERENCE')
    if not reference:
        print('rules-diff: skipped, MAILWRIGHT_REFERENCE is not set')
        return 0
    if 'RULES_DIFF_INSIDE' not in os.environ:
        isolate()
    sys.path.insert(0, ORACLE)
    import run
    run.inside_setup(os.path.join(ORACLE, 'mc', 'common'))
    end, cases, found = time.time() + a.seconds, 0, 0
    with tempfile.TemporaryDirectory() as tmp:
        while time.time() < end and found < a.most:
            r = random.Random(a.seed + cases)
            cases += 1
            rules, asked = case(r)
            lines = HEAD + rules
            pair = Pair(os.path.join(a.build, 'sendmail', 'sendmail'), reference, tmp, r.choice((0, 0, 1, 12, 36)))
            kind = pair.differs(lines, asked)
            if kind:
                found += 1
                print('seed %d, level %d:' % (a.seed + cases - 1, pair.level))
                show(pair, *shrink(pair, lines, asked, kind))
    print('rules-diff: %d cases, %d different' % (cases, found))
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
