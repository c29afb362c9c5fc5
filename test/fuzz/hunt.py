# SPDX-License-Identifier: BSD-2-Clause
"""What the fuzzers that play whole programs in the sandbox share: their command line, whether they can run here, seeds
one after the other, and a case made smaller."""
import argparse, os, shutil, sys, time


def parser(doc):
    ap = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('build')
    ap.add_argument('--seconds', type=float, default=60, help='stop after so long (60)')
    ap.add_argument('--cases', type=int, default=0, help='stop after so many cases')
    ap.add_argument('--seed', type=int, default=int(time.time()), help='of the first case')
    ap.add_argument('--most', type=int, default=5, help='stop after so many differences (5)')
    ap.add_argument('--reference', default=os.environ.get('MAILWRIGHT_REFERENCE'))
    return ap


def arguments(ap, name, needs='unshare'):
    """None, and said so, where it cannot run: without a reference, root or that program."""
    a = ap.parse_args()
    a.build = os.path.abspath(a.build)
    if not a.reference:
        print('%s: skipped, MAILWRIGHT_REFERENCE does not name a classic sendmail' % name)
        return None
    if os.geteuid() != 0 or not shutil.which(needs):
        print('%s: skipped, it needs root and %s' % (name, needs))
        return None
    a.reference = os.path.abspath(a.reference)
    return a


def seeds(a, found):
    """Until the time is over, the cases are done or found() are enough."""
    end, seed = time.time() + a.seconds, a.seed
    while found() < a.most and (seed - a.seed < a.cases if a.cases else time.time() < end):
        yield seed
        seed += 1


def smallest(case, smaller, differs, seconds):
    """smaller(case): the next ones to try, while differs(one)."""
    end, again = time.time() + seconds, True
    while again and time.time() < end:
        again = False
        for less in smaller(case):
            if time.time() > end:
                break
            if differs(less):
                case, again = less, True
                break
    return case


class Told:
    """Cases, what differed, and what differs on purpose, by its reason."""

    def __init__(self):
        self.cases, self.found, self.ours = 0, 0, {}

    def take(self, outcome):
        """True: it is a difference to be shown."""
        self.cases += 1
        if outcome == 'different':
            self.found += 1
        elif outcome != 'same':
            self.ours[outcome] = self.ours.get(outcome, 0) + 1
        return outcome == 'different'

    def close(self, name):
        for reason, n in sorted(self.ours.items()):
            print('  %6d ours: %s' % (n, reason))
        print('%s: %d cases, %d different%s' % (name, self.cases, self.found,
                                                ', %d ours' % sum(self.ours.values()) if self.ours else ''))
        sys.stdout.flush()
        return 1 if self.found else 0
