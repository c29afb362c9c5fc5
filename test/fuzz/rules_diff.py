#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random rule sets, classes, macros, maps and addresses, put to two programs in address test mode.

  rules_diff.py BUILD_DIR [--seconds N | --cases N] [--seed N]

A case is one question to one configuration. $MAILWRIGHT_REFERENCE (or --reference) names the other
program, a classic sendmail. Needs root: both see one fixed host name, users and name server, so that
what they say depends on the configuration alone. Exits 1 when something differed.

Left out, and counted by name; what was said before them is compared:
  endless   questions to which the reference gave no answer in four seconds of its processor's time: rule sets that call
            themselves in a loop, which would take 100 to the power of 50 rounds. We end such a run.
  calls     questions whose run we ended after 100,000 calls, where the reference went on.
  died      questions with which the reference ended itself over a violated assertion, or crashed.
  later     /parse with a failed lookup in rule sets 2, R= or 4 alone: the reference says nothing, and goes on
            with what rules made of it. Mail of ours waits, and test mode says so.
Different on purpose, and counted by line:
  marks     "$&x" leaves the macros and conditionals of its value as marks in an address, and the reference
            expands what /try answers, as it does for mail. A peer's bytes can be such marks, so we expand none.
  hosts     the reference cuts the host that rules give at 254 bytes, which would send mail to another one.
  numbers of names, and what is not compared at all: see masks.py.
Not generated: raw bytes 0x80 to 0x9f on right sides, where the reference keeps a mark with them, in keys and traces
too; random numbers of class arith; a name without end as the macro map's key; words of 250 bytes that a rule multiplies;
classes without a name at the end of a right side. Not asked: /parse and /try with the bytes 0x81
to 0x9f and 0xff, which the reference takes for its own marks of macros there, so that the answer depends
on memory it should not read.
"""
import os, re, subprocess, sys

import pair

HEAD = '''O OperatorChars=.:%@!^/[]+
CWa b foo
CXa.b foo.bar b.c.a
C{Long}x y foo a.b
C{None}
D{m}a.b
Dqfoo
D{e}
D{quoted}"a b" c
D{odd}<a
D{nest}$q-${m}
D{cond}$?q yes $| no $.
Mlocal, P=/bin/true, F=lm, A=true
Mprog, P=/bin/true, F=lm, A=true
Mfoo, P=[IPC], F=mDFuX, S=one/two, R=two/three, E=\\r\\n, A=TCP $h
Kdq dequote
Kdqs dequote -s_ -a.end
Kdqm dequote -m
Kar arith
Kre regex -a@HIT ^(a|foo)$
Kres regex -s1,2 -d/ ^(.*)@(.*)$
Kren regex -n ^a
Kmac macro
Kha hash -o @DIR@/h
Khaq hash -q -a.x @DIR@/h
Khaf hash -f -S+ @DIR@/h
Khat hash -T.tmp @DIR@/missing
Kbt btree -m @DIR@/b
Ktx text -k0 -v1 @DIR@/t
Ktxz text -z: -k1 -v0 @DIR@/t
Ksq sequence re ha tx
Ksw switch
Knu null
Kst stab
Kus user -m
Kusv user -vhome
Kpr program /bin/echo x
Kho host -a.
Kbe bestmx -z:
Kdn dns -R A
Kdnm dns -R MX -a.'''.split('\n')
MAPS = 'be dq dq dqs dqm ar ar re res ren mac mac ha ha haq haf hat bt tx txz sq nu st us usv pr ho dn dnm none'.split()
SOURCE = '''a	one
foo	two %0 %1 %2
a.b	x@y
b	<%0>
"a b"	quoted
foo@bar	$1 $# local
10	error:5.1.1:550 no
x	%%1 %9
c	(x) "y
'''
COLUMNS = '''# text
a one:x
b two:y z
foo:bar:x
"q w" c
'''
WORDS = ['a', 'b', 'c', 'foo', 'bar', 'A', 'Foo', 'x1', '10', '3', 'local', 'a-b', 'root', 'localhost', '\xe4', '\xc3\xa4']
OPERATORS = ['@', '.', '<', '>', '!', '+', ':', '%', '[', ']', ';', '(', ')', '=', '"q w"', '/', '-', '\\a', '\\!', '$$', '"', "'", ',', '\\#']
SETS = ['one', 'two', 'three', '5', 'four']
CALLED = ['"two"', '\\two', '"t"wo', 'Two', 'nosuch', '"no such"', '', '7', '05', '101', '-1', '$1', '$&q', '${m}', '$&{m}', '$>', '$@', '$', '"5"', '5x', '<two>']
MALFORMED = ['$', '$ ', '$~', '$&', '$=', '${', '${}', '$&{', '$={x y}', '$?', '$?q', '$.', '$|', '$?q a $| b $.', '$0', '$9', '$[', '$]', '$(',
             '$)', '$>', '$1', '$:', '$#', '$\\', '$"', '$(', '$)', '${m', '$~{', '$!', '$%', '$,', '$<', '$\xe4', '"', '$`']
ADDRESS = list('aab..@@<>!+:%[]";,() \\') + [
    'foo', 'bar', '"q w"', 'a.b', '@', '.', '$', '$|', '10', '-3', '\\"', '(c)', '<a@b>', '"z":', '\x7f', '~', '{m}', "'", '$q', '\xe4',
    '\xc3\xa4', '\xe2\x82\xac', '\x81q', '\x97', '\t', '$>', '$#', '\\', '\\\\', '((', '))', '@a,@b:c', 'root', 'localhost',
    '[127.0.0.1]', 'A', '"', '\x01', '\x9f', '&', '=', '*', '(', ')', '<', '>']
TAME = list('aab..@@!+%/-') + ['foo', 'bar', 'a.b', '10', 'root', 'localhost', '[127.0.0.1]', 'A', '\xe4', '\xc3\xa4', '$q']
QUOTED = ['"a b"', '"q"', '"a@b"', '"\\""', '\\a', '\\@', '(c)', '(', ')', '"', '<', '>', ' ', 'a b', '"A" <a@b>', ',', ';', ':', '"":', "'"]


def plain(r, marked=0.0):
    if r.random() < marked: # text, that looks like an operator
        return chr(r.randrange(0x80, 0xa0))
    return r.choice(WORDS if r.random() < 0.6 else OPERATORS)


def left(r):
    out, wild = [], 0
    for _ in range(r.choice((1, 2, 3, 3, 4, 5, 6))):
        p = r.random()
        if p < 0.5 and wild < 9:
            out.append(r.choice(('$*', '$*', '$+', '$+', '$-', '$-', '$=W', '$=X', '$~W', '$={Long}', '$~{Long} ', '$={None}', '$~X', '$=z')))
            wild += 1
        elif p < 0.55:
            out.append(r.choice(('$&{m}', '$&q', '$&{none}', '$&{e}', '$q', '${m}', '$&{nest}', '${nest}', '${quoted}', '$&{odd}', '${odd}', '$&{cond}', '${cond}')))
        elif p < 0.58:
            out.append(r.choice(('$@', '$|', '$#', '$&{quoted}')))
        else:
            out.append(plain(r, 0.008))
    if r.random() < 0.04:
        out.insert(r.randrange(len(out) + 1), r.choice(MALFORMED))
    return out, wild


def pieces(r, wild, n):
    out = []
    for _ in range(r.randrange(n) + 1):
        p = r.random()
        if p < 0.45 and wild:
            out.append('$%d' % (r.randrange(wild) + 1))
        elif p < 0.55:
            out.append(r.choice(('$&{m}', '$&q', '$&{none}', '$&{set}', '${m}', '$q', '$&{quoted}', '$|', '$&{nest}', '${cond}', '$&{cond}', '$&{odd}')))
        else:
            out.append(plain(r))
    return out


def lookup(r, wild):
    m = r.choice(MAPS)
    if r.random() < 0.02:
        m = r.choice(('$1', '$:', '"dq"', '$&q', 'a.b', '$m', '', '$q', 'DQ', '@'))
    if m == 'ar':
        key = [r.choice(('+', '-', '*', '/', 'l', '=', '&', '|', '%', '++', 'a'))]
    elif m == 'mac':
        key = [r.choice(('{set}', '{m}', 'q', '{Set}', 'Q', 'set', ''))]
    else:
        key = pieces(r, wild, 3)
    out = ['$(', m] + key
    for _ in range(2 if m == 'ar' else r.choice((0, 0, 0, 1, 1, 2, 3, 11) if r.random() < 0.1 else (0, 0, 1, 1, 2))):
        out += ['$@'] + pieces(r, wild, 1)
    if r.random() < 0.5:
        out += ['$:'] + (pieces(r, wild, 2) if r.random() < 0.8 else [])
    return out + ['$)']


def canonify(r, wild):
    return ['$['] + (pieces(r, wild, 2) if r.random() < 0.5 else [r.choice(('localhost', '[127.0.0.1]', 'www.example.com', 'mail', 'nosuch.example.net'))]) + (
        ['$:'] + pieces(r, wild, 2) if r.random() < 0.5 else []) + ['$]']


def right(r, wild):
    p = r.random()
    if p < 0.08:
        return ['$#', r.choice(('local', 'error', 'foo', 'LOCAL', 'discard'))] + (
            ['$@'] + pieces(r, wild, 2) if r.random() < 0.8 else []) + (['$:'] + pieces(r, wild, 3) if r.random() < 0.9 else [])
    out = ['$:'] if p < 0.6 else ['$@'] if p < 0.75 else []
    for _ in range(r.choice((1, 1, 2))):
        q = r.random()
        if q < 0.3:
            out += lookup(r, wild)
        elif q < 0.33:
            out += canonify(r, wild)
        elif q < 0.45:
            out += ['$>', r.choice(SETS if r.random() < 0.9 else CALLED)]
        else:
            out += pieces(r, wild, 4)
    if r.random() < 0.04:
        out.insert(r.randrange(len(out) + 1), r.choice(MALFORMED))
    return out if r.random() < 0.95 else out + ['$>' + r.choice(SETS + CALLED)] + pieces(r, wild, 2)


# A class without a name takes the next character, be it one that an address lacks and is given.
NAMELESS = re.compile(r'(\$[=~])(?:\{(?![^}]*\})|$)')


def rule(r):
    lhs, wild = left(r)
    tab = '\t' if r.random() < 0.95 else r.choice(('\t\t', '\t \t', ' \t', '\t\n\t', '  '))
    rhs = re.sub(NAMELESS, r'\1x', r.choice((' ', ' ', '  ', '')).join(right(r, wild)))
    text = 'R' + r.choice((' ', ' ', '', '  ')).join(lhs) + tab + rhs
    return text + (r.choice(('\tcomment $9', '\t# $', ' # x', '\\# x', ' ')) if r.random() < 0.1 else '')


def configuration(r):
    lines = []
    for name in SETS:
        lines.append('S' + name)
        for _ in range(r.randrange(6) if name != 'four' else 0):
            lines.append(rule(r))
    if r.random() < 0.5:
        lines += ['Sparse=0', 'R$* @ $*\t$# foo $@ $2 $: $1', 'R$*\t$# %s $: $1' % r.choice(('local', 'foo', 'error')), 'Scanonify=3']
        lines += [rule(r) for _ in range(r.randrange(2))]
    return lines


def address(r):
    if r.random() < 0.02: # what rules have for operators is refused
        return chr(r.choice(list(range(0x80, 0xa0)) + [0xff])).join(r.choice(ADDRESS) for _ in range(3))
    return ''.join(r.choice(ADDRESS) for _ in range(r.choice((1, 2, 3, 5, 8, 12))))


def tame(r):
    """For /parse and /try: those take headers apart, which is not the question here."""
    return ''.join(r.choice(TAME if r.random() < 0.9 else QUOTED) for _ in range(r.choice((1, 2, 3, 5, 8))))


def marks_out(text):
    """A macro's value with raw marks shows numbers that the reference gave to names in its run."""
    return ''.join(c for c in text if not '\x80' <= c <= '\x9f')


def question(r):
    p = r.random()
    if p < 0.85:
        return ','.join(r.choice(SETS[:3]) for _ in range(r.choice((1, 1, 2)))) + ' ' + address(r)
    if p < 0.88:
        return '/parse ' + tame(r)
    if p < 0.91:
        return '/try %s %s' % (r.choice(('foo', 'local', 'foo')), tame(r))
    if p < 0.92:
        return '/tryflags ' + r.choice(('HS', 'ES', 'HR', 'ER', 'H', 'S'))
    if p < 0.94:
        return '/map %s %s' % (r.choice(MAPS), r.choice(('a', 'foo', 'A', '"a b"', address(r))))
    if p < 0.955:
        return '.D' + r.choice(('q', '{m}', '{x}')) + marks_out(r.choice(('', 'a', 'foo.bar', address(r))))
    if p < 0.97:
        return '.C' + r.choice(('W', '{Long}', 'X')) + r.choice((' ', '')) + marks_out(r.choice(('a', 'bar', 'x.y z', address(r))))
    if p < 0.98:
        return r.choice(('=M', '=Sone', '=Stwo', '=S5', '$=W', '$={Long}', '$m', '${nest}', '$q', '${cond}', '$=X'))
    return '-d21.%d' % r.choice((0, 0, 0, 1, 2, 3, 4, 10, 12, 15, 35, 36))


def questions(r, n):
    """What is shown step by step is a few questions long."""
    out, left = [], 0
    while len(out) < n:
        out.append(question(r))
        if out[-1].startswith('-d21.'):
            left = 4 if out[-1] > '-d21.1' else 0
        elif left > 0:
            left -= 1
            if left == 0:
                out.append('-d21.0')
    return out


def make_case(r):
    level = r.choice((10, 10, 10, 10, 10, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1))
    head = ['V%d%s' % (level, r.choice(('', '/Berkeley')))] + HEAD
    asked = ['-d21.%d' % r.choice((0, 0, 0, 1))] + questions(r, 200)
    return pair.Case([l.replace('@DIR@', DIR).encode('latin-1') for l in head],
                     [l.encode('latin-1') for l in configuration(r)], [q.encode('latin-1') for q in asked])


def make_files(tmp, build):
    global DIR
    DIR = tmp
    os.chmod(tmp, 0o755)
    for name, text in (('h', SOURCE), ('t', COLUMNS)):
        with open(os.path.join(tmp, name), 'w') as f:
            f.write(text)
    for kind, name in (('hash', 'h'), ('btree', 'b')):
        subprocess.run([os.path.join(build, 'makemap', 'makemap'), '-C', '/dev/null', kind, os.path.join(tmp, name)],
                       input=SOURCE.encode(), check=True)


def calls(theirs, ours):
    return not isinstance(theirs, pair.Cut) and pair.OURS_ENDS in ours


LATER = b'... Transient parse error -- message queued for future delivery\n'


def later(theirs, ours):
    return ours.count(LATER) > theirs.count(LATER)


def marks(theirs, ours):
    """See the docstring. What stands around the marks is compared."""
    head = b'Rcode = '
    if not theirs.startswith(head) or not ours.startswith(head) or not re.search(rb'\x81|\x7f\x9a', ours):
        return False
    around = re.split(rb'\x7f\x9a(?:.*\x7f\x9c|.*$)|\x81\?(?:.*\x81\.|.*$)|\x81(?:[&=~?]?\{[^}]*\}|[^{]|$)', ours)
    return re.fullmatch(b'.*'.join(re.escape(p) for p in around), theirs, re.S) is not None


HOST = re.compile(rb'mailer [^ ]*, host (.*?)(, user .*)?', re.S)


def hosts(theirs, ours):
    there, here = HOST.fullmatch(theirs), HOST.fullmatch(ours)
    return bool(there and here) and len(there[1]) in (254, 255) and here[1].startswith(there[1].rstrip()) and there[2] == here[2]


if __name__ == '__main__':
    DIR = ''
    sys.exit(pair.main(__doc__, make_files, make_case, (('calls', calls),), False, (('marks', marks), ('hosts', hosts)), (('calls', calls), ('later', later))))
