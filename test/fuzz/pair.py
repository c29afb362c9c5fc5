# SPDX-License-Identifier: BSD-2-Clause
"""Two programs and the same configuration and questions: what differs, and as little of it as can be.

A generator makes a Case from a random.Random; Pair runs it through both; shrink() leaves out what
the difference does not need. rules_diff.py and cf_diff.py are the generators.
"""
import argparse, ctypes, os, random, re, resource, signal, subprocess, sys, tempfile, time

import masks

HERE = os.path.dirname(os.path.abspath(__file__))
ORACLE = os.path.join(os.path.dirname(HERE), 'oracle')
BANNER = b'ADDRESS TEST MODE'
DROPPED_MOST = 6
SAYS_MOST = 16 << 20 # what says more counts as endless
WAITS = 40 # seconds on the clock for each of the processor's that a program may take
LIBC, PR_CAPBSET_DROP, CAP_SYS_RESOURCE = ctypes.CDLL(None), 24, 24
OURS_ENDS = b'rewrite: too many calls of rulesets'


class Case:
    """head: lines that stay; lines: the random ones; asked: lines of standard input; args: of the
    command line."""

    def __init__(self, head, lines, asked, args=()):
        self.head, self.lines, self.asked, self.args = head, lines, asked, list(args)

    def with_(self, lines=None, asked=None):
        return Case(self.head, self.lines if lines is None else lines,
                    self.asked if asked is None else asked, self.args)


class Cut(bytes):
    """What a program had said when it was ended; why: 'endless' or 'died'."""
    why = ''

    @classmethod
    def of(cls, why, said, whose):
        cut = cls(masks.masked(said[:said.rfind(b'\n') + 1], whose))
        cut.why = why
        return cut

    def like(self, said):
        cut = Cut(said)
        cut.why = self.why
        return cut

    def agrees(self, ours):
        """Did the other one say the same, as far as both went? We end a run that calls rule sets without end."""
        end = ours.find(OURS_ENDS)
        if isinstance(ours, Cut) and end < 0:
            return ours.why == 'endless' and self.startswith(ours) or ours.startswith(self)
        end = len(self) if end < 0 else min(end, len(self))
        return self[:end] == ours[:end]


class Pair:
    def __init__(self, ours, reference, tmp, seconds, excluded, whole, meant=()):
        self.programs, self.tmp, self.seconds = (reference, ours), tmp, seconds
        self.excluded, self.whole, self.meant = excluded, whole, meant
        self.seen, self.left_out = {}, {}

    def limited(self):
        """In the child: time of the processor counts, which other work on the machine does not change. A classic
        sendmail lifts such limits if it may."""
        LIBC.prctl(PR_CAPBSET_DROP, CAP_SYS_RESOURCE, 0, 0, 0)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (self.seconds, self.seconds + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (SAYS_MOST, SAYS_MOST))

    def one(self, program, case):
        cmd = [program, '-C', 'x.cf', '-bt'] + case.args
        whose = masks.THEIRS if program == self.programs[0] else masks.OURS
        with open(os.path.join(self.tmp, 'said'), 'w+b') as said:
            try:
                p = subprocess.run(cmd, input=b''.join(q + b'\n' for q in case.asked), cwd=self.tmp, stdout=said,
                                   stderr=subprocess.PIPE, preexec_fn=self.limited, timeout=WAITS * self.seconds)
                code = p.returncode
            except subprocess.TimeoutExpired:
                code = -signal.SIGXCPU
            said.seek(0)
            out = said.read()
        if code < 0:
            return Cut.of('endless' if code in (-signal.SIGXCPU, -signal.SIGXFSZ) else 'died', out, whose)
        out = masks.masked(out, whose)
        if not self.whole:
            return out
        # Standard error holds what is ours alone: a line and its caret.
        err = re.sub(rb'(?m)^[^\n]*:\d+: [^\n]*\n[ \t]*\^ [^\n]*\n', b'', p.stderr)
        return out + b'\n-- standard error:\n' + err + b'\n-- exit %d\n' % p.returncode

    def answers(self, case):
        with open(os.path.join(self.tmp, 'x.cf'), 'wb') as f:
            f.write(b'\n'.join(case.head + case.lines) + b'\n')
        theirs, ours = (self.one(program, case) for program in self.programs)
        return self.with_meant(theirs, ours), ours

    def with_meant(self, theirs, ours):
        """The reference's lines, but ours where a line of ours differs on purpose."""
        self.seen = {}
        if not self.meant or not theirs or not ours or theirs == ours:
            return theirs
        x, y = theirs.split(b'\n'), ours.split(b'\n')
        if len(x) != len(y) and not isinstance(theirs, Cut):
            return theirs
        for i, (a, b) in enumerate(zip(x, y)):
            for name, test in self.meant if a != b else ():
                if test(a, b):
                    x[i] = b
                    self.seen[name] = self.seen.get(name, 0) + 1
                    break
        return theirs.like(b'\n'.join(x)) if isinstance(theirs, Cut) else b'\n'.join(x)

    def bad_question(self, case, bad):
        """Number of the question at whose end bad(answers) begins to be true."""
        low, high = 0, len(case.asked)
        while high - low > 1:
            middle = (low + high) // 2
            if bad(*self.answers(case.with_(asked=case.asked[:middle]))):
                high = middle
            else:
                low = middle
        return low

    def cut_question(self, case, bad):
        """The same, when it is the one at which the reference was ended: the last that was prompted for."""
        theirs = self.answers(case)[0]
        if isinstance(theirs, Cut):
            at = sum(len(m) // 2 for m in re.findall(rb'(?m)^(?:> )+', theirs)) - 1
            if 0 <= at < len(case.asked) and not bad(*self.answers(case.with_(asked=case.asked[:at] + case.asked[at + 1:]))):
                return at
        return self.bad_question(case, bad)

    def without(self, case, name, bad):
        """The case without the questions for which bad(answers) is true; counts them. A case with more
        than a few is given up."""
        for _ in range(DROPPED_MOST):
            if len(case.asked) < 2 or not bad(*self.answers(case)):
                break
            at = self.cut_question(case, bad)
            case = case.with_(asked=case.asked[:at] + case.asked[at + 1:])
            self.left_out[name] = self.left_out.get(name, 0) + 1
        return case

    def outcome(self, case):
        """'same'; 'endless' or 'died' when the reference gave no answer to all, but the same as far as it went; the name
        of an exclusion; 'answers'; 'start' when only the complaints about the configuration differ."""
        theirs, ours = self.answers(case)
        if isinstance(theirs, Cut):
            return theirs.why if theirs.agrees(ours) else 'answers'
        if theirs is None:
            return 'endless'
        if theirs == b'':
            return 'died'
        if theirs == ours:
            return 'same'
        for name, test in self.excluded:
            if test(theirs, ours):
                return name
        return 'start' if after(theirs) == after(ours) else 'answers'


def after(said):
    return said[max(said.find(BANNER), 0):]


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


PARTS = re.compile(rb'\$\{[^}]*\}|\$[=~&?]\{[^}]*\}|\$.|[A-Za-z0-9]+|.', re.S)


def one_question(pair, case, still):
    """The first question that is answered differently, behind those that only change what is set."""
    at = pair.bad_question(case, lambda theirs, ours: theirs != ours)
    for kept in ([], [q for q in case.asked[:at] if q[:1] in b'.-' or q.startswith(b'/tryflags')], case.asked[:at]):
        less = case.with_(asked=kept + [case.asked[at]])
        if still(less):
            return less
    return case


def shrink(pair, case, kind, seconds):
    """Lines first, then their parts; gives up after so many seconds and shows what it has."""
    end = time.time() + seconds

    def still(c):
        return time.time() < end and pair.outcome(c) == kind

    if kind == 'answers':
        case = one_question(pair, case, still) if case.asked else case
        case = case.with_(asked=fewer(case.asked, lambda q: still(case.with_(asked=q))))
    else:
        case = case.with_(asked=[])
    case = case.with_(lines=fewer(case.lines, lambda l: still(case.with_(lines=l))))
    for name in ('lines', 'asked'):
        group = getattr(case, name)
        for i in range(len(group)):
            def with_line(parts, i=i, group=group, name=name):
                if not parts or name == 'lines' and parts[0][:1] != group[i][:1]:
                    return False # another kind of line, or a part of the one before it
                tried = group[:i] + [b''.join(parts)] + group[i + 1:]
                if not still(case.with_(**{name: tried})):
                    return False
                group[i] = tried[i]
                return True
            fewer(PARTS.findall(group[i]), with_line)
    return case


def show(pair, case, seed):
    theirs, ours = pair.answers(case)
    out = ['seed %d:' % seed]
    out += ['  cf %s' % repr(l)[2:-1] for l in case.head[:1] + case.lines]
    out += ['  > %s' % repr(q)[2:-1] for q in case.asked]
    theirs, ours = ((x or b'(nothing)').split(b'\n') for x in (theirs, ours))
    at = next((i for i, (x, y) in enumerate(zip(theirs, ours)) if x != y), min(len(theirs), len(ours)))
    for who, said in (('reference', theirs), ('ours', ours)):
        out += ['  %-9s %s' % (who, repr(line)[2:300]) for line in said[at:at + 3]]
    return '\n'.join(out) + '\n'


def isolate():
    if os.geteuid() != 0:
        print('%s: skipped, private namespaces need root' % os.path.basename(sys.argv[0]))
        sys.exit(0)
    os.environ['FUZZ_DIFF_INSIDE'] = '1'
    os.execvp('unshare', ['unshare', '-m', '-u', '-i', '-n', '--propagation', 'private', sys.executable] + sys.argv)


def endless(theirs, ours):
    return theirs is None or isinstance(theirs, Cut) and theirs.why == 'endless'


def died(theirs, ours):
    return isinstance(theirs, Cut) and theirs.why == 'died'


def main(doc, make_files, make_case, excluded, whole, meant=(), dropped=()):
    """make_files(directory, build directory); make_case(random) -> Case; excluded: (name, test of both
    outputs) for cases that are left out; dropped: likewise for questions. meant: (name, test of two lines) for lines
    that differ on purpose; they are counted. whole: standard error and exit status count too."""
    name = os.path.basename(sys.argv[0])[:-3].replace('_', '-')
    ap = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('build')
    ap.add_argument('--seconds', type=float, default=60, help='stop after so long (60)')
    ap.add_argument('--cases', type=int, default=0, help='stop after so many questions')
    ap.add_argument('--seed', type=int, default=int(time.time()), help='of the first configuration')
    ap.add_argument('--most', type=int, default=5, help='stop after so many differences (5)')
    ap.add_argument('--shrink', type=float, default=3, help='spend so many seconds on making a case small (3)')
    ap.add_argument('--each', type=int, default=4, help="seconds of the processor's time for one program's answers (4)")
    ap.add_argument('--found', help='add what is found to this file as well')
    ap.add_argument('--reference', default=os.environ.get('MAILWRIGHT_REFERENCE'))
    a = ap.parse_args()
    if not a.reference:
        print('%s: skipped, MAILWRIGHT_REFERENCE does not name a classic sendmail' % name)
        return 0
    if 'FUZZ_DIFF_INSIDE' not in os.environ:
        isolate()
    sys.path.insert(0, ORACLE)
    import run
    run.inside_setup(os.path.join(ORACLE, 'mc', 'common'))
    end, seed, cases, found, other, lines = time.time() + a.seconds, a.seed, 0, 0, {}, {}
    with tempfile.TemporaryDirectory(dir='/run' if os.path.isdir('/run') else None) as tmp:
        make_files(tmp, a.build)
        pair = Pair(os.path.abspath(os.path.join(a.build, 'sendmail', 'sendmail')), a.reference, tmp, a.each, excluded, whole, masks.MEANT + tuple(meant))
        while found < a.most and (cases < a.cases if a.cases else time.time() < end):
            case = make_case(random.Random(seed))
            kind = pair.outcome(case)
            for what, bad in (('endless', endless), ('died', died)) + tuple(dropped):
                if kind == what or (kind == 'answers' and bad(*pair.answers(case))):
                    case = pair.without(case, what, bad)
                    kind = pair.outcome(case)
            for what, count in pair.seen.items():
                lines[what] = lines.get(what, 0) + count
            if kind in ('same', 'answers', 'start'):
                cases += len(case.asked)
            else:
                other[kind] = other.get(kind, 0) + 1
                print('seed %d: %s' % (seed, kind), flush=True)
            if kind in ('answers', 'start'):
                found += 1
                text = show(pair, shrink(pair, case, kind, a.shrink), seed)
                print(text, flush=True)
                if a.found:
                    with open(a.found, 'a') as f:
                        f.write(text + '\n')
            seed += 1
    print('%s: %d cases in %d configurations, %d different%s' % (
        name, cases, seed - a.seed, found, ''.join(', %d %s' % (n, k) for k, n in sorted(other.items()))))
    for what, counts in (('questions left out', pair.left_out), ('lines that differ on purpose', lines)):
        if counts:
            print('  %s: %s' % (what, ', '.join('%d %s' % (n, k) for k, n in sorted(counts.items()))))
    return 1 if found else 0
