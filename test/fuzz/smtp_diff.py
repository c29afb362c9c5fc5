#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random SMTP sessions against a classic sendmail: what is answered, what is delivered, what stays in the queue.

  smtp_diff.py BUILD_DIR [--seconds N | --cases N] [--seed N] [--log] [-v]

A case is a client, some options, answers of the check_* rule sets and a session: commands one by one, several at once, or
all of it in one go. Compared are the replies, the exit status, the deliveries, what next hops were told and the queue;
with --log the log as well. Where $MAILWRIGHT_REFERENCE names no classic sendmail, or without root for namespaces, it is
skipped. Exits 1 when something differed. A case as it is printed can be put into test/oracle/sessions/cases.
"""
import os, random, sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'oracle', 'sessions'))
from sessions import Case, Player, box
import hunt
import smtp_words as words

CHECKS = ('check_mail', 'check_rcpt', 'check_data', 'check_vrfy', 'check_expn', 'check_etrn', 'check_eoh', 'check_eom', 'check_compat',
          'check_relay', 'srv_features', 'trust_auth', 'check_other')


def make_rule(r):
    """(rule set, rule): for anybody, or for those whose name says so."""
    name = r.choice(CHECKS)
    if name == 'srv_features':
        return name, 'R$*\t\t$# ' + r.choice(('a A', 'V', 'p', 'P', 'x X', 'd', 'D', 'b', 'B', 'e E', 'x', 'temp', 'TEMP', 'f', 'F', 'h', 'H',
                                              'l', 'L', 'g', 'G', 'u', 'U', 'o', 'O', 'g2', 'u2', 'c', 'C', 'n'))
    match = '$*' if name in ('check_data', 'check_eoh', 'check_eom', 'check_relay') else r.choice(('$*', '$* some $*', '$* alice $*', '$* sender $*'))
    return name, 'R%s\t\t%s' % (match, words.verdict(r))


def make_lines(r):
    lines = []
    for _ in range(r.choice((0, 0, 0, 1, 1, 2, 3))):
        lines.append(('option', words.option(r)))
    for _ in range(r.choice((0, 0, 1, 1, 2))):
        name, rule = make_rule(r)
        if name not in [t.split('\n')[0] for k, t in lines if k == 'rule']:
            lines.append(('rule', name + '\n' + rule))
    return lines


def make_case(r):
    client = r.choice(('pipe', 'pipe', '127.0.0.11', '127.0.0.77', '127.0.0.78', '127.0.0.11', 'unix') + tuple(
        'daemon 127.0.0.%d' % n for n in (11, 12, 66, 67, 68, 69, 77, 78)))
    steps = words.session(r)
    roll = r.random()
    if roll < 0.2:
        steps = [('X', b'\r\n'.join(words.flat(steps) + [b'QUIT']) + r.choice((b'\r\n', b'')))]
    return Case(client, make_lines(r), steps)


class Pair:
    def __init__(self, ours, reference, player):
        self.programs, self.player = ([reference], [ours]), player

    def answers(self, case):
        return tuple(self.player.play(p, case) for p in self.programs)

    def differs(self, case):
        theirs, ours = self.answers(case)
        return words.alike(theirs) != words.alike(ours) and not any(test(case, theirs, ours) for test in words.BETTER)


def smaller(case):
    for i in range(len(case.steps) - 1, -1, -1):
        yield Case(case.client, case.lines, case.steps[:i] + case.steps[i + 1:])
    for i in range(len(case.lines)):
        yield Case(case.client, case.lines[:i] + case.lines[i + 1:], case.steps)
    for i, (kind, what) in enumerate(case.steps):
        parts = what if kind == 'P' else what.split(b'\n') if kind == 'X' or kind == 'D' else []
        for k in range(len(parts) if len(parts) > 1 else 0):
            less = parts[:k] + parts[k + 1:]
            yield Case(case.client, case.lines, case.steps[:i] + [(kind, less if kind == 'P' else b'\n'.join(less))] + case.steps[i + 1:])
    if case.client != 'pipe':
        yield Case('pipe', case.lines, case.steps)


def main():
    ap = hunt.parser(__doc__)
    ap.add_argument('--log', action='store_true', help='compare the log as well')
    ap.add_argument('-v', '--verbose', action='store_true', help='show every case')
    a = hunt.arguments(ap, 'smtp-diff')
    if a is None:
        return 0
    if box.INSIDE not in os.environ:
        box.enter()
    log = box.setup(a.log)
    pair = Pair(a.build + '/sendmail/sendmail', a.reference, Player(a.reference, a.build + '/makemap/makemap', box.Hops(), log))
    told = hunt.Told()
    for seed in hunt.seeds(a, lambda: told.found):
        case = make_case(random.Random(seed))
        if a.verbose:
            print('seed %d:' % seed, *case.show(), *pair.answers(case)[0], sep='\n  ')
        if told.take('different' if pair.differs(case) else 'same'):
            case = hunt.smallest(case, smaller, pair.differs, 40)
            theirs, ours = pair.answers(case)
            print('seed %d:' % seed)
            print('\n'.join('  ' + l for l in case.show()))
            for line in box.lines_diff(theirs, ours, 24):
                print('    ' + line[:300])
            sys.stdout.flush()
    return told.close('smtp-diff')


if __name__ == '__main__':
    sys.exit(main())
