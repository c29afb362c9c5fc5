#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random command lines, put to two families of programs: what they print, how they end, what is delivered,
what waits in the queue.

  cli_diff.py BUILD_DIR [--seconds N | --cases N] [--seed N] [--most N] [--only PROGRAM]

sendmail under all its names, with switches joined and apart, in any order and behind addresses; makemap, editmap,
praliases, mailstats and smrsh. $MAILWRIGHT_REFERENCE (or --reference) names a classic sendmail; the others are looked
for beside it. What differs is made smaller and shown. Where we differ on purpose stands in OURS, with the reason.
Needs root. Exits 1 when something differed.

No daemon stays: a command line that could start one meets a queue directory that is not there.
"""
import os, random, re, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'oracle', 'box'))
sys.path.insert(0, HERE)
import box  # noqa: E402
import hunt  # noqa: E402
import masks  # noqa: E402
from box import ROOT  # noqa: E402
from pair import fewer  # noqa: E402

NAMES = ('sendmail', 'mailq', 'newaliases', 'hoststat', 'purgestat', 'smtpd')
OTHERS = ('makemap', 'editmap', 'praliases', 'mailstats', 'smrsh')
ALICE = 2001


class Case:
    """words: of the command line, behind -C FILE; lines: added to the configuration; stdin: its lines."""

    def __init__(self, name, words, lines=(), stdin=(), uid=0):
        self.name, self.words, self.lines, self.stdin, self.uid = name, list(words), list(lines), list(stdin), uid

    def with_(self, **changed):
        return Case(**dict(self.__dict__, **changed))

    def show(self):
        return (['  cf %s' % l for l in self.lines] + ['  $ %s%s' % ('alice: ' if self.uid else '', ' '.join([self.name] + [repr(w) for w in self.words]))] +
                ['  < %s' % repr(l) for l in self.stdin])


# ---- command lines ----------------------------------------------------------------------------
ADDRESSES = ['alice', 'bob', 'x@far.test', 'nosuch', 'list', 'a b', 'a,b', 'bob@box.test', '"q d"', 'x@tempmap.test', 'x@nohost.test', 'alice, bob',
             'Alice <alice>', '<alice>', 'x@discard.test', '\\bob', '-x', 'x@group.test']
TIMES = ['5m', '1h30m', '5', '0', '0m', '5x', '-5', '-', '5M', '1w', 'x', '99999999999w', '5m ', 'p', 'p5', 'p5m', 'px', 'p-5', 'f5', '1.5h']
SELECTS = ['', 'f', 'I', 'Iabc', '!Iabc', 'Rjoe', '!R', 'Sx', 'Q', 'Qx', '!Q', 'L', 'G', 'Gmqueue', 'Gbulk', 'Gnosuch', '!Gx', '!', '!x', 'Rx,y', 'R x', 'fR', 'Lx', 'I!x', '!Lx', 'R!']
MODES = ['m', 's', 'a', 't', 'v', 'p', 'P', 'h', 'H', 'i', 'C', 'O', 'x', 'z', '', 'mm', 'sx', 'vv', 'b', 'M', 'l', 'T', '-', ' m']
OPTIONS = ['LogLevel=9', 'LogL=5', 'NoSuch=1', 'Timeout.queuereturn=5x', 'MaxHop=3', '=x', '', 'DeliveryMode=q', 'DeliveryMode=defer', 'DeliveryMode=i', 'DeliveryMode=z', 'ErrorMode=q',
           'ErrorMode=p', 'Verbose', 'MaxHopCount', 'PrivacyOptions=public', 'PrivacyOptions=nosuch', 'M{x}y', 'Log', 'Time', 'MinQueueAge=5q', 'QueueSortOrder=z', 'EightBitMode=z',
           ' LogLevel = 9', 'Timeout.nosuch=3', 'DefaultUser=nosuch', 'UseMSP', 'HelpFile=/none', 'StatusFile=/none', 'NoRecipientAction=add-to', 'IgnoreDots', 'OldStyleHeaders=False',
           'AliasFile=/none', 'AliasFile=%s/etc/mail/aliases' % ROOT, 'HostStatusDirectory=/none', 'HostStatusDirectory=%s/spool/hoststat' % ROOT, 'SingleLineFromHeader', 'ColonOkInAddr=F',
           'MaxRecipientsPerMessage=1', 'MaxMessageSize=3', 'MaxAliasRecursion=0', 'MeToo=F', 'SuperSafe=F', 'HoldExpensive', 'CheckAliases', 'MatchGECOS', 'ProcessTitlePrefix=x', 'DeliverByMin=x']
LETTERS = ['eq', 'em', 'ep', 'ew', 'ee', 'ex', 'e', 'i', 'dq', 'db', 'di', 'dd', 'dz', 'd', 'Q/none', 'L9', 'x', '', '7', 'mT', 'Mxy', 'M', 't', 'v', 'o', 'T5x', 'A/none', 'pnosuch', 'h3', 'C1',
           '8', '8m', '\x81', ' x', 'B.', 's', 'n', 'D', 'unosuch', 'r5x', 'I', 'c', 'f', 'z1', 'K', 'O', 'G']
SENDERS = ['alice', '<>', '', 'a@b.test', '"a b"@c.test', '<a@b.test>', 'a b', '@', 'root', '-x', 'bob (c)', 'a@b@c', 'x@tempmap.test', 'MAILER-DAEMON', 'Alice <alice>', 'a,b', '<', 'x' * 300]
ARGUMENTS = {
    'A': ['c', 'm', 'x', '', 'cc'], 'B': ['7bit', '8bitmime', '8BITMIME', 'x', '', '7'], 'C': ['/none', '/dev/null', ''], 'e': ['q', 'm', 'p', 'w', 'e', 'x', ''], 'F': ['Full Name', '', 'a "b"', 'x\ny'],
    'f': SENDERS, 'r': SENDERS, 'h': ['0', '5', '-1', 'x', '', '30', '5x', ' 7', '25', '26'], 'L': ['tag', '', 'x' * 50, 'a b'], 'M': ['xval', '{foo}bar', '', 'x', '{foo', '{}', '{}x', '$x', '{a b}c', 'rSMTP',
    'shost'], 'N': ['never', 'success', 'failure,delay', 'foo', '', 'success,foo', 'NEVER', 'never,success', ',', 'success,', 'success delay', ' failure', 'delay'], 'O': OPTIONS, 'o': LETTERS,
    'p': ['SMTP:host', 'SMTP', ':', '', 'UUCP:a b', 'x:y:z', ':h'], 'R': ['full', 'hdrs', 'x', '', 'FULL', 'fullx'], 'V': ['id', '<>', 'a+2', 'a+2B', 'a b', '', 'x' * 120, 'a=b'],
    'X': [ROOT + '/run/traffic', '/none/x', '', '/dev/null'], 'D': ['/none/x', ROOT + '/run/debug', ''],
}
PLAIN = 'cimstnvGTUIEJxZ9z.'
ATTACHED = {'q': SELECTS, 'Q': ['', 'reason', ' x'], 'd': ['0.0', '77.1']}


def one_switch(r, words):
    """A switch, with its argument in the same word or the next; several plain ones may come before it."""
    front = '-' + ''.join(r.choice(PLAIN[:7]) for _ in range(r.choice((0, 0, 0, 0, 1, 2))))
    k = r.random()
    if k < 0.16:
        words.append(front + r.choice(PLAIN if r.random() < 0.3 else PLAIN[:7]))
    elif k < 0.34:
        mode = r.choice(MODES[:12] if r.random() < 0.8 else MODES)
        words += [front + 'b' + mode] if r.random() < 0.85 else [front + 'b', mode]
    elif k < 0.48:
        letter = r.choice('qqqqqqQd')
        value = r.choice(ATTACHED[letter])
        words += [front + letter + value]
    elif k < 0.52:
        words += r.choice((['-'], ['--'], ['-q', 'x'], ['-bd'], ['-bD'], ['-q' + r.choice(TIMES)], ['-q' + r.choice(TIMES)], ['-ba', '-bs'], ['-' + r.choice(ADDRESSES)], ['--help', 'x'], ['--version']))
    else:
        letter = r.choice('ABCeFfrhLMNOoOopRVXD')
        value = r.choice(ARGUMENTS[letter])
        words += [front + letter + value] if r.random() < 0.6 else [front + letter, value]


def may_stay(name, words):
    text = '\0'.join(words)
    return name == 'smtpd' or re.search(r'b\0?[dD]|q(?:p|f?-?\d|[^\0]*\d+[smhdwSMHDW])', text) is not None


MESSAGE = ['To: alice, bob', 'Cc: carol', 'Bcc: x@far.test', 'Subject: s', '', 'text', '.', 'more']
BARE = ['just text', 'more']
DIALOGUE = ['EHLO x', 'MAIL FROM:<a@b.test>', 'RCPT TO:<alice>', 'DATA', 'Subject: x', '', 'hi', '.', 'QUIT']
TESTED = ['0 alice', '=M', '$m', '/parse bob', '/quit', '0 bob']


def sendmail_case(r):
    name, words = r.choice(('sendmail',) * 9 + NAMES[1:]), []
    for _ in range(r.choice((0, 1, 1, 2, 2, 3, 4))):
        one_switch(r, words)
    for _ in range(r.choice((0, 1, 1, 1, 2, 3))):
        words.append(r.choice(ADDRESSES[:5] if r.random() < 0.7 else ADDRESSES))
    if r.random() < 0.08:
        one_switch(r, words)
    lines = r.choice(([],) * 8 + (['O NoSuch=1'], ['O MinQueueAge=5x'], ['O LogL=9'], ['O PrivacyOptions=restrictqrun,restrictmailq'], ['O DeliveryMode=q'], ['O ErrorMode=q'], ['O MaxHopCount=5']))
    if may_stay(name, words):
        lines = lines + ['O QueueDirectory=/none']
    text = '\0'.join(words)
    stdin = DIALOGUE if 'bs' in text and r.random() < 0.9 else TESTED if 'bt' in text else r.choice((MESSAGE, MESSAGE, BARE, []))
    return Case(name, words, lines, stdin, ALICE if r.random() < 0.2 else 0)


KINDS = ['hash', 'btree', 'hash', 'btree', 'dbm', 'implicit', 'nosuch', '', 'cf', 'text', '-']
MAKEMAP = ['-d', '-e', '-f', '-N', '-r', '-o', '-v', '-s', '-l', '-L', '-x', '-u', '-t:', '-t', '-D', '-D!', '-c', '-c1', '-cx', '-i', '-ihash', '-C', '-C/none', '-q', '-Z', '--', '-', '-de', '-ovr', '-lv', '-V', '-t::', '-k']
PRALIASES = ['-C/none', '-C', '-f', '-f/none', '-fhash:x', '-l', '-f' + ROOT + '/etc/mail/aliases', '-q', '--', '-lx', '-', '-fnosuch:x']
MAILSTATS = ['-C/none', '-C', '-c', '-f', '-f/none', '-f' + ROOT + '/run/statistics', '-f' + ROOT + '/etc/mail/aliases', '-o', '-P', '-p', '-Po', '-oP', '-op', '-x', '--', '-', 'x', '-k', '-cP', '-Pp']
SMRSH = ['echo hi', 'exec echo hi', 'exit 3', 'exit', 'exit x', 'nosuch', '/bin/nosuch', 'anything a b', '/x/y/anything a', 'echo a && echo b', 'nosuch || echo b', 'echo a; echo b', 'echo a | cat', 'echo $x', 'echo `x`',
         'echo <x', 'echo (x)', 'echo "a b"', "echo 'a'", 'echo a&b', '', ' ', ' echo  a', 'exec', 'exec exit 2', 'exec nosuch', 'echo', 'echo a\nb', 'echo a\rb', 'echo ^', 'exec exec echo a', 'anything', 'exit 1 || echo a',
         'exit 0 && echo b', '&& echo', '|| echo', 'echo a &&', 'echo a ||', 'echo a &&& b', '/anything', 'anything && anything b', 'exit 256', 'exit -1', 'EXIT 3', 'Echo a', 'echo\ta']


def other_case(r, name):
    if name == 'smrsh':
        words = r.choice((['-c'],) * 12 + (['-x'], [], ['-c', '-c'], ['-cecho a'], ['--'], ['-c', 'echo a', 'b'])) + r.choice(([], [r.choice(SMRSH)], [r.choice(SMRSH)], [r.choice(SMRSH)], [r.choice(SMRSH), 'x']))
        return Case(name, words)
    pool, rest = {'makemap': (MAKEMAP, [r.choice(KINDS), 'run/m']), 'praliases': (PRALIASES, r.choice(([], ['root'], ['nosuch', 'postmaster'], ['-x']))), 'mailstats': (MAILSTATS, []),
                  'editmap': (['-q', '-u', '-x', '-f', '-N', '-qu', '-qx', '-Z', '-C', '-C/none', '-', '--'], [r.choice(KINDS), 'etc/mail/lookup', 'one'] + r.choice(([], ['v'], ['a', 'b'])))}[name]
    words = [r.choice(pool) for _ in range(r.choice((0, 1, 1, 2, 3)))] + rest
    if r.random() < 0.2 and words:
        words.pop(r.randrange(len(words)))
    return Case(name, words, [], ['one 1', 'two 2', 'one 3', 'bad'] if name == 'makemap' else [])


def make_case(r, only):
    name = only or r.choice(('sendmail',) * 16 + OTHERS)
    return other_case(r, name) if name in OTHERS else sendmail_case(r)


# ---- playing ----------------------------------------------------------------------------------
class Pair:
    def __init__(self, build, reference):
        beside = os.path.dirname(os.path.abspath(reference))
        self.families = [{}, {}]
        os.makedirs('/mnt/bin/theirs')
        os.makedirs('/mnt/bin/ours')
        for i, where in enumerate(('theirs', 'ours')):
            for n in NAMES + OTHERS:
                full = reference if i == 0 and n in NAMES else os.path.join(beside, n) if i == 0 else \
                    os.path.join(build, 'sendmail', 'sendmail') if n in NAMES else os.path.join(build, n, n)
                if os.path.exists(full):
                    os.symlink(os.path.realpath(full), '/mnt/bin/%s/%s' % (where, n))
                    self.families[i][n] = '/mnt/bin/%s/%s' % (where, n)
        self.box = box.Box(self.families[0]['sendmail'], makemap=self.families[0]['makemap'])
        self.cf = open(self.box.cf).read()
        self.stat = open(ROOT + '/run/statistics', 'rb').read()
        os.chmod(ROOT + '/etc/mail/aliases.db', 0o644) # and alice reads it
        self.lookup = open(ROOT + '/etc/mail/lookup.db', 'rb').read()

    def lay_out(self, case):
        b = self.box
        b.clear()
        for f in ('traffic', 'debug', 'm.db', 'm'):
            if os.path.exists(ROOT + '/run/' + f):
                os.unlink(ROOT + '/run/' + f)
        for path, what in (('/run/statistics', self.stat), ('/etc/mail/lookup.db', self.lookup)):
            with open(ROOT + path, 'wb') as f:
                f.write(what)
        with open(b.cf, 'w') as f:
            f.write(self.cf + ''.join(l + '\n' for l in case.lines))
        for d in ('spool/mqueue', 'spool/mqueue/bulk'):
            os.chown(os.path.join(ROOT, d), case.uid, case.uid)

    def one(self, family, case):
        self.lay_out(case)
        b, whose = self.box, masks.THEIRS if family is self.families[0] else masks.OURS
        words = [w.encode('latin-1') for w in case.words]
        end = '\r\n' if '-bs' in case.words else '\n'
        stdin = ''.join(l + end for l in case.stdin).encode()
        rc, out, err = b.call(words, stdin, uid=case.uid, timeout=20, ca=case.name not in ('smrsh',), binary=[family[case.name]])
        said = ['exit %s' % rc, 'out:', normal(out, whose), 'err:', normal(err, whose)]
        said += ['delivered: ' + normal(d, whose) for d in b.local(False)]
        for path, text in sorted(b.queue().items()):
            if '/qf' in path or '/hf' in path:
                said.append('queued: ' + normal(' '.join(re.findall(r'(?m)^[RSCFMZ].*', text.decode('latin-1'))), whose))
        if case.name in NAMES and os.path.exists(ROOT + '/run/traffic'):
            said.append('traffic')
        return '\n'.join(said)

    def answers(self, case):
        return self.one(self.families[0], case), self.one(self.families[1], case)

    def outcome(self, case):
        """'same', 'different', or the reason why it may be so"""
        theirs, ours = self.answers(case)
        if theirs == ours:
            return 'same'
        for reason, test in OURS:
            if test(case, theirs, ours):
                return reason
        return 'different'


def normal(said, whose):
    said = box.norm(masks.masked(said.encode('utf-8', 'backslashreplace'), whose).decode('utf-8', 'backslashreplace'))
    said = re.sub(r'/mnt/bin/(?:theirs|ours)/', '', said)
    said = re.sub(r'\(@?8[^)]*@VERSION@[^)]*\)|8\.17\.1[.\w-]*', '@VERSION@', said)
    # A bounce from the background is by who sent the message, there; that a list was reached is told with what failed,
    # there; and errno may be something else's.
    said = re.sub(r'(?m)^X-Authentication-Warning: [^\n]* Processed [^\n]*\n', '', said)
    said = re.sub(r'Final-Recipient: .*\n(?:X-Actual-Recipient: .*\n)?Action: (?:expanded|delivered \(to mailing list\)).*\n(?:.+\n)*\n?', '', said)
    said = re.sub(r'Message delivered to mailing list .*\n+', '', said)
    said = re.sub(r': Operation not permitted(?=\n)', '', said)
    if whose == masks.THEIRS:
        said = re.sub(r'(?m)^exit 71(?=\nout:\n(?:Unbalanced|Name required))', 'exit 70', said)
    if whose == masks.OURS: # a class more
        said = re.sub(r'(?m)^(?:cdb|lmdb)(?::\w+)?\n', '', said)
    if whose == masks.OURS: # the line and its caret are ours alone
        said = re.sub(r'(?m)^[^\n]*:\d+: [^\n]*\n[ \t]*\^ [^\n]*\n', '', said)
    return said


def both(pattern, theirs, ours):
    return re.sub(pattern, '', theirs) == re.sub(pattern, '', ours)


LETTER = r'(?m)^[^\n]*Saved message in [^\n]*\n'
BOUNCE = r'(?s)delivered: argv: lmail \[-f\] \[MAILER-DAEMON@.*?(?=\ndelivered: |\nqueued: |\Z)'
NO_ADDRESS = r'\.\.\. (?:Unbalanced|User address required|Invalid|Host name required|List:; syntax|Real address required|Colon illegal|Address too long)'


def bad_address(case, theirs, ours):
    """One that cannot be read is reported, or the message kept, as for one that is unknown."""
    text = re.sub(BOUNCE, '', re.sub(LETTER, '', theirs)), re.sub(BOUNCE, '', re.sub(LETTER, '', ours))
    return re.search(NO_ADDRESS, theirs + ours) and both(r'\n+|exit \d+', *text)


# What is ours on purpose: (reason, test of the case and both results).
OURS = [
    ('who is not root may run a daemon, and run the queue', lambda c, t, o: c.uid and '(real uid not trusted)' in t and
     not re.search(r'newaliases|purgestat|-b ?[iH]', ' '.join([c.name] + c.words))),
    ('a switch without its argument at the end is said to be one', lambda c, t, o: 'option requires an argument -- ' in o),
    ('an address that cannot be read is reported as one that is unknown', bad_address),
    ('what is wrong at the start is said whatever the error mode is', lambda c, t, o: re.search(r'-\w*o?e|ErrorMode', ' '.join(c.words + c.lines)) and
     both(r'(?m)^(?:451 4.0.0 )?can not chdir[^\n]*\n|^(?:550 )?Illegal body type[^\n]*\n', t, o)),
    ('what was refused, and what fails behind the caller, are two reports', lambda c, t, o: both(r'\n+', re.sub(BOUNCE, '', t), re.sub(BOUNCE, '', o)) and
     'Host unknown' in t),
    ('-t with addresses beside it: failures are mailed', lambda c, t, o: re.search(r'-\w*t', ' '.join(c.words)) and
     both(r'\n+', re.sub(BOUNCE, '', re.sub(LETTER, '', t)), re.sub(BOUNCE, '', re.sub(LETTER, '', o)))),
    ('-bC tells of warnings by its status', lambda c, t, o: '-bC' in ' '.join(c.words) and t[7:] == o[8:] and o.startswith('exit 78')),
    ('with error mode e a mistake at the start is a status too', lambda c, t, o: re.search(r'-\w*o?ee|ErrorMode=e', ' '.join(c.words + c.lines)) and t.split('\n', 1)[1:] == o.split('\n', 1)[1:]),
    ('editmap works where there is no configuration', lambda c, t, o: c.name == 'editmap' and 'No such file' in t),
    ('-bv has no message to take recipients from', lambda c, t, o: 'No recipient addresses found' in t and '-bv' in ' '.join(c.words)),
    ('behind an error in the configuration nothing else is looked for', lambda c, t, o: 'chdir(/none/)' in t and 'chdir' not in o and 'NoSuch' in o),
    ('a message that was taken is no usage error', lambda c, t, o: 'Invalid time unit' in t and t.startswith('exit 64') and o.startswith('exit 0') and t[7:] == o[6:]),
]


# ---- what differs -----------------------------------------------------------------------------
def shrink(pair, case, seconds):
    end = time.time() + seconds

    def still(c):
        return time.time() < end and pair.outcome(c) == 'different'

    for part in ('lines', 'words', 'stdin'):
        kept = [l for l in getattr(case, part) if part == 'lines' and 'QueueDirectory' in l]
        case = case.with_(**{part: fewer([l for l in getattr(case, part) if l not in kept], lambda ls: still(case.with_(**{part: ls + kept}))) + kept})
    for i, word in enumerate(case.words):
        def with_word(chars, i=i):
            words = case.words[:i] + [''.join(chars)] + case.words[i + 1:]
            return len(chars) > 0 and (may_stay(case.name, case.words) or not may_stay(case.name, words)) and still(case.with_(words=words))
        if len(word) > 2:
            case.words[i] = ''.join(fewer(list(word), with_word))
    return case


def show(pair, case):
    theirs, ours = pair.answers(case)
    print('\n'.join(case.show()))
    for line in box.lines_diff(theirs[:20000].split('\n'), ours[:20000].split('\n'), 24):
        print('    ' + line[:400])
    sys.stdout.flush()


def main():
    ap = hunt.parser(__doc__)
    ap.add_argument('--only', choices=('sendmail',) + OTHERS, help='only this program')
    ap.add_argument('--shrink', type=float, default=10, help='spend so many seconds on making a case small (10)')
    a = hunt.arguments(ap, 'cli-diff')
    if a is None:
        return 0
    box.enter()
    os.chdir(os.environ['BOX_CWD'])
    box.private_etc()
    os.makedirs('/etc/mail/smrsh', exist_ok=True)
    with open('/etc/mail/smrsh/anything', 'w') as f:
        f.write('#!/bin/sh\necho anything "$@"\n')
    os.chmod('/etc/mail/smrsh/anything', 0o755)
    box.setup()
    hops = box.Hops()
    pair = Pair(a.build, a.reference)
    told = hunt.Told()
    for seed in hunt.seeds(a, lambda: told.found):
        case = make_case(random.Random(seed), a.only)
        if told.take(pair.outcome(case) if case.name in pair.families[0] else 'same'):
            print('seed %d:' % seed)
            show(pair, shrink(pair, case, a.shrink))
        hops.take()
    return told.close('cli-diff')


if __name__ == '__main__':
    sys.exit(main())
