#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random alias files and map sources, put to two families of programs.

  mapfile_diff.py BUILD_DIR [--seconds N | --cases N] [--seed N] [--kind alias|map] [--most N]

newaliases, praliases, makemap and editmap in short random sequences: exit codes, messages and what
the database's own tool (db5.3_dump) says of the files made must be the same. $MAILWRIGHT_REFERENCE
names a classic sendmail; its other programs are beside it. What differs is made smaller and shown.
Where we differ on purpose stands in OURS, with the reason. Needs root. Exits 1 when something differed.
"""
import copy, os, random, re, shutil, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'oracle', 'box'))
sys.path.insert(0, HERE)
import box  # noqa: E402
import hunt  # noqa: E402
from box import ROOT  # noqa: E402
from pair import fewer  # noqa: E402

W = ROOT + '/w'
PROGRAMS = ('sendmail', 'makemap', 'praliases', 'editmap')

def until(theirs, ours, kept):
    """All is the same up to a step of which kept() says that we left the old file as it was."""
    for a, b in zip(theirs[0], ours[0]):
        if a != b and not kept(a, b):
            return False
        if kept(a, b):
            return True
    return False


def aliases_kept(a, b):
    drop = rb'[^\n]*: not replaced, because of the lines above\n|[^\n]*bytes total\n|[^\n]*Warning: duplicate alias name @\n'
    return b'not replaced, because' in b[2] and re.sub(drop, b'', a[2]) == re.sub(drop, b'', b[2]) and (a[1] == b[1] or b[1] == 75)


TELL = rb'[^\n]*Syntax error in mailbox address [^\n]*\(non-printable character\)\n'


def but_for(tell, marks, theirs, ours, bytes_too=None):
    """The same without lines of standard output, and with "?" for odd bytes in databases, and in words."""
    mark = lambda dumps: {f: [re.sub(marks, b'?', l) for l in ls] for f, ls in dumps.items()}  # noqa: E731
    bare = lambda said: re.sub(bytes_too or b'(?!)', b'?', re.sub(tell, b'', said))  # noqa: E731
    return mark(theirs[1]) == mark(ours[1]) and all(a[:2] + a[3:] == b[:2] + b[3:] and bare(a[2]) == bare(b[2]) for a, b in zip(theirs[0], ours[0]))


def control_members(case, theirs, ours):
    return b'-OCheckAliases=True' in [w for s in case.steps for w in s] and \
        but_for(TELL, rb'\\\\|\\[0-9a-f]{2}', theirs, ours, rb'[\0-\x09\x0b-\x1f\x7f-\xff]')


def long_members(case, theirs, ours):
    """The reference cuts a member where an address has to end, on the spot, and judges what is left."""
    told = rb'(?m)^(?:[^\n]{200,}|[^\n]*(?:Unbalanced|bad address)[^\n]*|[^\n]*bytes total)(?:\n|\Z)'
    cut = lambda said: [said[0], {f: [l[:200] for l in ls] for f, ls in said[1].items()}]  # noqa: E731
    return b'-OCheckAliases=True' in [w for s in case.steps for w in s] and \
        any(len(l) > 200 for ls in case.sources.values() for l in b''.join(ls).split(b'\n')) and but_for(told, rb'(?!)', cut(theirs), cut(ours))


def cr_told(case, theirs, ours):
    """No mailbox has a line end, whatever quotes it."""
    return any(b'\r' in b''.join(ls) for ls in case.sources.values()) and but_for(TELL, rb'\\0d', theirs, ours)


def map_kept(a, b):
    return a[0][0] == b'makemap' and b'-o' not in a[0] and a[1:] == b[1:] and a[1] == 65


# What is ours on purpose: (reason, test of the case and both results).
OURS = [
    ('an alias database is replaced only when the whole source was good', lambda c, t, o: until(t, o, aliases_kept)),
    ('a map is replaced only when the whole source was good', lambda c, t, o: until(t, o, map_kept)),
    ('CheckAliases tells of a member with control characters, and leaves it as it was written', control_members),
    ('a line end in a name is told of, also in quotes', cr_told),
    ('CheckAliases leaves a member that is too long as it was written', long_members),
    ('a file of aliases that cannot be opened is told of', lambda c, t, o: any(b'newaliases: cannot open' in b[2] for b in o[0])),
    ('a name that could not be looked up now: exit 75, not 0', lambda c, t, o:
        t[1] == o[1] and all(a[2:] == b[2:] and (a[1] == b[1] or (a[1], b[1]) == (0, 75)) for a, b in zip(t[0], o[0]))),
]


class Case:
    """sources: name -> list of byte strings that follow one another; steps: lists of words (bytes),
    the first one the program; '<name' at the end: a source as standard input; 'put NAME PATH': a
    source as a file."""

    def __init__(self, sources, steps):
        self.sources, self.steps = sources, steps

    def copy(self):
        return Case(copy.deepcopy(self.sources), copy.deepcopy(self.steps))


# ---- playing a case ---------------------------------------------------------------------------
def clean():
    shutil.rmtree(W, ignore_errors=True)
    os.mkdir(W, 0o755)


def dump(path):
    p = subprocess.run(['db5.3_dump', '-p', path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if p.returncode:
        return [b'no database']
    head, _, rest = p.stdout.partition(b'HEADER=END\n')
    lines = [l for l in rest.split(b'\n') if l.startswith(b' ')]
    pairs = [b'%s =>%s' % (lines[i], lines[i + 1]) for i in range(0, len(lines) - 1, 2)]
    kind = [l for l in head.split(b'\n') if l.startswith((b'type=', b'duplicates='))]
    return kind + (pairs if b'type=btree' in kind else sorted(pairs))


def play(programs, case):
    """-> for each step (words, exit, stdout, stderr), and name -> dump"""
    clean()
    said = []
    for step in case.steps:
        words = list(step)
        if words[0] == b'put':
            with open(os.path.join(W, words[2].decode()), 'wb') as f:
                f.write(b''.join(case.sources[words[1].decode()]))
            continue
        stdin = b''
        if words[-1] in (b'<s0', b'<s1'):
            stdin = b''.join(case.sources[words.pop()[1:].decode()])
        name = words[0].decode()
        try:
            p = subprocess.run([programs[name].encode()] + words[1:], input=stdin, cwd=W, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, timeout=20, env={'PATH': '/usr/bin:/bin', 'TZ': 'UTC', 'LC_ALL': 'C'})
        except subprocess.TimeoutExpired:
            said.append([step, 'hangs', b'', b''])
            continue
        out, err = normal(p.stdout, step), normal(p.stderr, step)
        said.append([step, p.returncode, out, err])
    return said, {f: dump(os.path.join(W, f)) for f in sorted(os.listdir(W)) if f.endswith('.db')}


def normal(text, step):
    if step[0] == b'makemap' and any(w.startswith((b'-l', b'-L', b'-x')) for w in step): # one type more is ours
        text = re.sub(rb'(?m)^(cdb(:cdb)?|lmdb(:lmdb)?)\n', b'', text)
    text = re.sub(rb'(?m)^(?:\S*/)?(makemap|praliases|editmap|sendmail): ', rb'\1: ', text)
    if step[0] == b'praliases' or b'-u' in step and step[0] == b'makemap' and b'btree' not in step:
        return b'\n'.join(sorted(text.split(b'\n')))
    return text


def outcome(pair, case):
    """'same', 'different', or the reason why it may be so"""
    theirs, ours = play(pair[0], case), play(pair[1], case)
    if theirs == ours:
        return 'same'
    for reason, test in OURS:
        if test(case, theirs, ours):
            return reason
    return 'different'


def shrink(pair, case, seconds):
    end = time.time() + seconds

    def still(c):
        try:
            return time.time() < end and outcome(pair, c) == 'different'
        except (KeyError, IndexError, ValueError):
            return False

    def tried(change):
        c = case.copy()
        change(c)
        return c if still(c) else None

    case.steps = fewer(case.steps, lambda s: still(Case(case.sources, s)))
    for name in list(case.sources):
        if not any(name.encode() in w or b'<' + name.encode() in w for s in case.steps for w in s):
            del case.sources[name]
    for name in case.sources:
        def with_lines(ls, name=name):
            return Case(dict(case.sources, **{name: ls}), case.steps)
        case.sources[name] = fewer(case.sources[name], lambda ls: still(with_lines(ls)))
        flat = [bytes([b]) for b in b''.join(case.sources[name])]
        if len(flat) < 6000:
            flat = fewer(flat, lambda ls: still(with_lines(ls)))
        case.sources[name] = flat
    for i in range(len(case.steps)):
        j = 3 # behind -C FILE
        while j < len(case.steps[i]):
            needed = not case.steps[i][j].startswith(b'-') or case.steps[i][j].startswith((b'-bi', b'-OAliasFile'))
            c = None if needed else tried(lambda c: c.steps[i].pop(j))
            if c:
                case.steps = c.steps
            else:
                j += 1
    return case


def show(pair, case):
    for name, ls in sorted(case.sources.items()):
        print('  %-4s %s' % (name, repr(b''.join(ls))[2:-1][:1500]))
    print('\n'.join('  $ %s' % b' '.join(s).decode('latin-1') for s in case.steps))
    (said0, db0), (said1, db1) = play(pair[0], case), play(pair[1], case)
    for a, b in zip(said0, said1):
        if a == b:
            continue
        for who, x in (('reference', a), ('ours', b)):
            print('  %-9s exit %s' % (who, x[1]))
            for stream, text in (('out', x[2]), ('err', x[3])):
                ls = text.split(b'\n')
                other = set((b if x is a else a)[2 if stream == 'out' else 3].split(b'\n'))
                for l in [l for l in ls if l not in other][:4]:
                    print('            %s %s' % (stream, repr(l)[2:-1][:400]))
    for f in sorted(set(db0) | set(db1)):
        if db0.get(f) != db1.get(f):
            for who, x, y in (('reference', db0, db1), ('ours', db1, db0)):
                other = y.get(f, [])
                print('  %-9s %s: %s' % (who, f, [repr(l)[2:-1][:300] for l in x.get(f, [b'none']) if l not in other][:4]))
    print(flush=True)


# ---- alias files ------------------------------------------------------------------------------
NAMES = [b'a', b'b', b'root', b'Postmaster', b'MAILER-DAEMON', b'owner-a', b'a.b', b'"a b"', b'a b', b'a+b', b'x@box.test', b'x@far.test',
         b'X@MAIL.box.test', b'<a>', b'<a@box.test>', b'a (comment)', b'(c) a', b'"a:b"', b'\\a', b'\\"a', b'"a\\"b"', b'a%b', b'a!b', b'@',
         b'@a', b'@box.test', b'@@', b'a@', b'"', b'(', b')', b'<', b'>', b'<>', b'a,b', b',', b';', b'a;', b'\xe4', b'\x80', b'\x81', b'\xff',
         b'\x01', b'a\tb', b'\t', b'', b' ', b'|cat', b'/file', b':include:/x', b'a' * 100, b'b' * 255, b'c' * 256, b'd' * 257, b'e' * 300,
         b'f' * 1000, b'a.', b'.a', b'a..b', b'[a]', b'a@[127.0.0.1]', b'a@localhost', b'$x', b'$&j', b'$=w', b'${x}', b'a=b', b'a*', b'*',
         b'"a"', b'"a"b', b'a"b"', b'"a"@box.test', b'a@b@box.test', b'a%b@box.test', b'x@tempmap.test', b'x@nohost.test', b'x@discard.test',
         b'redirect@x.REDIRECT', b'y@bulk.test', b'g@group.test', b'#a', b'a#b', b"o'x", b'a/b', b'a\\', b'a\\ b', b'a b c', b'a  b', b'A', b'B']
MEMBERS = [b'x', b'y@far.test', b'a, b', b'a,b,,c', b'"|/bin/cat"', b'|/bin/cat', b'"|/bin/cat a b"', b'| "cat a"', b'/var/mail/x', b':include:/x',
           b'"Full Name" <a@b>', b'Full Name <a@b>', b'<a@b>', b'<a', b'a>', b'a@@b', b'a b c', b'"', b'"a', b'(', b'(a', b'a)', b'()', b'(c)', b'a (c)',
           b'\\a', b'\\', b'\\,b', b'', b' ', b',', b', ,', b'a,', b',a', b'\xe4', b'\x81', b'\x80a', b'\xffx', b'\x01', b'a' * 300, b'a' * 1100, b'x,' * 700,
           b'error:nouser', b'error:550 text', b'a;b', b'a:b', b':', b'a: b', b'g: a, b;', b';', b'.', b'a.', b'.a', b'@', b'@a', b'@a:b', b'a@', b'a@[1]',
           b'a@[', b'a@]', b'#', b'a # b', b'$x', b'${x}', b'a\tb', b'a!b', b'a%b', b'"a,b"', b'"a, b', b'"a\\"b"', b"a'b", b'x@tempmap.test',
           b'x@nohost.test', b'a' * 255, b'a' * 256 + b'@b', b'"' + b'q' * 300 + b'"', b'<>', b'<@>', b'<<a>>', b'<a,b>', b'<a>,<b>', b'a <b> c', b'a\\ b',
           b'"|prog" , x', b'"x" "y"', b'a, (b), c', b'a@b.c, d@e.f', b'[', b']', b'a\x0bb', b'a\x0c', b'a\r', b'(a(b)c)', b'(a\\)b)', b'"a(b"']
NOISE = [b':', b',', b'"', b'(', b')', b'<', b'>', b'\\', b'\r', b'\t', b' ', b'#', b'@', b'\x00', b'\x80', b'\xff', b'\n', b'\n\n', b'\n ', b'\\\n', b'\r\n', b'\x81',
         b';', b'.', b'a', b'\x0b', b'\x0c', b'|', b'/', b'\x7f', b'\x1b', b'=', b'%', b'$', b'[', b']', b'!', b'{', b'~']


def alias_line(r):
    p = r.random()
    if p < 0.04:
        return r.choice((b'#', b'# comment', b' # indented', b'#a: b', b'#\n\tx', b'# \\', b'#: x'))
    if p < 0.07:
        return r.choice((b'', b' ', b'\t', b'\r', b'  ', b'\x0b', b'\x00', b'\\'))
    if p < 0.10:
        return r.choice((b' ', b'\t', b'  ')) + r.choice(MEMBERS)
    if p < 0.13:
        return r.choice(NAMES) + r.choice((b'', b' b', b';b', b'=b'))
    name, value = r.choice(NAMES), r.choice(MEMBERS)
    if r.random() < 0.6:
        name, value = r.choice(NAMES[:8]), r.choice(MEMBERS)
    for _ in range(r.choice((0, 0, 0, 0, 1, 2, 4))):
        value += r.choice((b',', b', ', b' ,', b' ', b',\n ', b',\n\t', b'\n ', b'\\\n', b',\\\n', b'\\\n ', b'\r\n ', b',\n#c\n ', b'\n\n ')) + r.choice(MEMBERS)
    gap = r.choice((b'', b'', b'', b'', b'', b'', b' ', b'\t', b'  '))
    return gap * (r.random() < 0.2) + name + gap + b':' + r.choice((b' ', b' ', b' ', b'', b'\t', b'  ', b' \t ')) + value


def mutate(r, text, noise):
    for _ in range(r.randrange(3) + 1):
        at = r.randrange(len(text) + 1)
        k = r.random()
        if k < 0.5:
            text = text[:at] + r.choice(noise) + text[at:]
        elif k < 0.8:
            text = text[:at] + text[at + 1:]
        else:
            text = text[:at] + text[at:at + 3] + text[at:]
    return text


def text_of(r, line, count, noise):
    out = []
    for i in range(count):
        l = line(r)
        if r.random() < 0.15:
            l = mutate(r, l, noise)
        out.append(l + r.choice((b'\n',) * 12 + (b'\r\n', b' \n', b'\t\n', b'\n\n')))
    if out and r.random() < 0.1:
        out[-1] = out[-1].rstrip(b'\n')
    return out


def alias_case(r):
    sources = {'s%d' % i: text_of(r, alias_line, r.choice((0, 1, 2, 4, 8, 16)), NOISE) for i in range(2)}
    spec = r.choice((b'', b'', b'hash:', b'hash:', b'btree:', b'implicit:', b'hash: -A ', b'hash:-A ', b'hash:-N ', b'hash: -O ', b'btree: -A -N ', b'hash: -o ', b'-A ',
                     b'hash:-f ', b'hash:-q ', b'text:', b'null:'))
    path = W.encode() + b'/al'
    args = [b'-C', (ROOT + '/etc/mail/sendmail.cf').encode(), b'-OAliasFile=' + spec + path]
    if r.random() < 0.3:
        args.append(b'-OCheckAliases=True')
    if r.random() < 0.1:
        args.append(b'-OAliasFile=' + spec + path + b',' + path + b'2')
    if r.random() < 0.1:
        args.append(r.choice((b'-v', b'-OEightBitMode=strict', b'-OTrustedUser=daemon', b'-OOperatorChars=.:@', b'-ORrtImpliesDsn=True', b'-n')))
    steps = [[b'put', b's0', b'al'], [b'sendmail'] + args + [b'-bi']]
    if b',' in b''.join(args):
        steps.insert(0, [b'put', b's1', b'al2'])
    if r.random() < 0.3:
        steps += [[b'put', b's1', b'al'], [b'sendmail'] + args + [b'-bi']]
    keys = [r.choice(NAMES).split(b'@')[0] or b'x' for _ in range(r.choice((0, 0, 1, 3)))]
    steps.append([b'praliases', b'-C', args[1], b'-f', r.choice((spec, b'')) + path] + [k for k in keys if b'\0' not in k and not k.startswith(b'-')])
    if r.random() < 0.2:
        steps.append([b'makemap', b'-C', args[1], b'-u', r.choice((b'hash', b'btree')), path])
    return Case(sources, steps)


# ---- map sources ------------------------------------------------------------------------------
KEYS = [b'a', b'b', b'c', b'A', b'B', b'example.com', b'EXAMPLE.com', b'@x', b'x@y', b'"a', b'From:x', b'#x', b'a#', b'\xe4', b'\xc4', b'\x81', b'a:b', b'a=b',
        b'k' * 100, b'k' * 255, b'k' * 256, b'k' * 500, b'k' * 900, b'\x01', b'\x7f', b'a\x00b', b'a\\', b'%0', b'=', b';', b'0', b'-', b'a,b', b'\xc3\x84', b'[1]', b'\xff']
VALUES = [b'x', b'y', b'a b', b'OK', b'REJECT', b'error:550 no', b'', b' ', b'x ', b' x', b'\xe4', b'%1@%0', b'"x"', b'v' * 300, b'v' * 900, b'v\tw', b'x # c', b'=', b':x', b'a\x00b', b'\x01',
          b'v' * 500, b'w' * 700, b'x\r', b'\x81', b'\\']
MAPNOISE = NOISE


def map_line(r):
    p = r.random()
    if p < 0.05:
        return r.choice((b'#', b'# c', b' #', b';x y', b'!x y', b'\t# x', b'#a b'))
    if p < 0.1:
        return r.choice((b'', b' ', b'\t', b'\r', b'\x0b', b'\x00', b' a b', b'\ta b', b'\x0ba b', b'\ra b'))
    if p < 0.15:
        return r.choice(KEYS) + r.choice((b'', b' ', b'\t', b'\r', b':', b'='))
    if p < 0.18:
        return b'z' * r.choice((1000, 1021, 1022, 1023, 1024, 1025, 2047, 3000)) + r.choice((b'', b' v', b' ' * 30 + b'v'))
    if p < 0.22:
        return r.choice(KEYS) + b' ' + b'y' * r.choice((990, 1015, 1019, 1020, 1021, 1022, 1023, 1030, 2040, 2050, 5000))
    key = r.choice(KEYS[:8] if r.random() < 0.5 else KEYS)
    return key + r.choice((b' ', b' ', b'\t', b'\t', b'  ', b' \t', b':', b'=', b': ', b'\x0b', b'\r', b'::', b' : ', b'\x0c')) + r.choice(VALUES)


FLAGS = [[b'-d'], [b'-e'], [b'-f'], [b'-N'], [b'-r'], [b'-o'], [b'-v'], [b'-s'], [b'-t', b':'], [b'-t', b'='], [b'-t:'], [b'-t', b' '], [b'-t', b'a'], [b'-t', b''],
         [b'-t', b'ab'], [b'-D', b';'], [b'-D!'], [b'-D', b''], [b'-D', b';#'], [b'-D', b'a'], [b'-c', b'1000000'], [b'-c', b'x'], [b'-c', b'0'], [b'-c', b'-1'], [b'-l'],
         [b'-L'], [b'-x'], [b'-q'], [b'-i', b'hash'], [b'-C', b'/nonexistent'], [b'-ev'], [b'-rd'], [b'-oN'], [b'--'], [b'-u'], [b'-t', b'\xe4'], [b'-k']]


def makemap_step(r, source):
    flags = []
    for _ in range(r.choice((0, 0, 1, 1, 2, 3, 4))):
        flags += r.choice(FLAGS[:18] if r.random() < 0.85 else FLAGS)
    kind = r.choice((b'hash',) * 8 + (b'btree',) * 8 + (b'dbm', b'implicit', b'nosuch', b'', b'cf', b'CF', b'HASH'))
    name = r.choice((b'm',) * 20 + (b'm.db', b'n', b'./m', W.encode() + b'/m', b'no/m', b'', b'.'))
    words = [b'makemap', b'-C', (ROOT + '/etc/mail/sendmail.cf').encode()] + flags + [kind, name]
    if r.random() < 0.02:
        words.append(b'extra')
    if r.random() < 0.02:
        words.pop()
    return words + [b'<' + source]


def cli_word(r, words):
    w = r.choice([x for x in words if b'\0' not in x and x] or [b'x'])
    return w


def editmap_step(r):
    what = r.choice((b'-q', b'-u', b'-x', b'-q', b'-u', b'-x', b'-qx', b''))
    words = [b'editmap', b'-C', (ROOT + '/etc/mail/sendmail.cf').encode()] + [f for f in (b'-N', b'-f') if r.random() < 0.25] + ([what] if what else [])
    words += [r.choice((b'hash', b'hash', b'hash', b'btree', b'btree', b'dbm', b'implicit', b'nosuch')), r.choice((b'm',) * 9 + (b'n', b'm.db')), cli_word(r, KEYS)]
    if b'-u' in words and r.random() < 0.95 or r.random() < 0.03:
        words.append(cli_word(r, VALUES))
    return words


def map_case(r):
    sources = {'s%d' % i: text_of(r, map_line, r.choice((0, 1, 2, 4, 8, 20)), MAPNOISE) for i in range(2)}
    steps = [makemap_step(r, b's0')]
    for _ in range(r.choice((0, 1, 2, 3))):
        steps.append(r.choice((lambda: makemap_step(r, b's1'), lambda: editmap_step(r), lambda: editmap_step(r)))())
    if r.random() < 0.4:
        flags = [b'-u'] + r.choice(([], [], [b'-t', b':'], [b'-N'], [b'-f'], [b'-v'], [b'-e']))
        steps.append([b'makemap', b'-C', (ROOT + '/etc/mail/sendmail.cf').encode()] + flags + [r.choice((b'hash', b'btree', b'implicit')), b'm'])
    if r.random() < 0.1:
        steps.append([b'praliases', b'-C', (ROOT + '/etc/mail/sendmail.cf').encode(), b'-f', r.choice((b'', b'hash:', b'btree:')) + b'm'])
    return Case(sources, steps)


def main():
    ap = hunt.parser(__doc__)
    ap.add_argument('--kind', choices=('alias', 'map'))
    a = hunt.arguments(ap, 'mapfile-diff', 'db5.3_dump')
    if a is None:
        return 0
    box.enter()
    os.chdir(os.environ['BOX_CWD'])
    beside = os.path.dirname(os.path.abspath(a.reference))
    theirs = {n: a.reference if n == 'sendmail' else os.path.join(beside, n) for n in PROGRAMS}
    ours = {n: os.path.join(os.path.abspath(a.build), n, n) for n in PROGRAMS}
    box.setup()
    box.Box(theirs['sendmail'], makemap=theirs['makemap'])
    told = hunt.Told()
    for seed in hunt.seeds(a, lambda: told.found):
        r = random.Random(seed)
        kind = a.kind or r.choice(('alias', 'map'))
        case = (alias_case if kind == 'alias' else map_case)(r)
        if told.take(outcome((theirs, ours), case)):
            print('seed %d:' % seed)
            show((theirs, ours), shrink((theirs, ours), case, 30))
    return told.close('mapfile-diff')


if __name__ == '__main__':
    sys.exit(main())
