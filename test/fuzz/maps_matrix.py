#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Every class of maps with every flag there could be, put to two programs in address test mode.

  maps_matrix.py BUILD_DIR [--reference PROGRAM] [CLASS...]

Each letter and digit is a flag in six forms: alone, with text attached, with text apart, with a number,
with what is neither, and behind the file. Of each such K line the complaints are compared, and what it
answers to /map and to a rule. $MAILWRIGHT_REFERENCE names the other program, a classic sendmail. Needs
root, as maps_diff.py, whose servers and files it has. Exits 1 when something differed.

Not asked: classes ldap (a server's words), cdb and hesiod (the reference may lack them).
"""
import argparse, difflib, os, random, string, subprocess, sys, tempfile

import maps_diff, pair

FILES = {'hash': 'h', 'btree': 'b', 'implicit': 'i', 'text': 't', 'stab': 'none', 'program': 'prog', 'socket': 'sock', 'dbm': 'h'}
ARGUMENTS = {'regex': '^(a)(.*)$', 'sequence': 'n1 n2', 'switch': 'x', 'userdb': 'maildrop', 'nis': 'x', 'nisplus': 'x', 'ph': 'x', 'netinfo': 'x', 'nsd': 'x', 'bogus': 'x'}
BARE = ('null', 'dequote', 'macro', 'arith', 'user', 'syslog', 'host', 'dns', 'bestmx', 'arpa', 'ldap')
KEYS = {'dequote': ['"a b"', '"ab"'], 'macro': ['{x}', 'x'], 'user': ['root', 'ROOT'], 'host': ['mail.example.com', '[127.0.0.2]'], 'dns': ['mail.example.com'],
        'bestmx': ['shared.example.org'], 'arpa': ['1.2.3.4'], 'socket': ['ok', 'Aa'], 'program': ['one', 'Aa'], 'arith': ['+']}
NEEDED = {'dns': '-R A ', 'ldap': '-k (uid=%0) -v mail '}
FORMS = ('-%s ', '-%sv ', '-%s v ', '-%s1 ', '-%s,: ', '@-%s')
LETTERS = string.ascii_letters + string.digits + '+.=-'
# What is ours on purpose: class, form, letters.
OURS = [('program', '-%s v ', None),   # "v" is no program: failed
        ('socket', '-%s v ', 'o')]     # "v" is no socket: failed, also with -o


def argument(kind, tmp):
    return os.path.join(tmp, FILES[kind]) if kind in FILES else ARGUMENTS.get(kind, '')


def case_of(kind, form, tmp):
    lines, asked, sets = ['Kn1 null', 'Kn2 regex -aFOUND a'], [], []
    for i, letter in enumerate(LETTERS):
        if any(k == kind and f == form and (l is None or letter in l) for k, f, l in OURS):
            continue
        flag, what = form.lstrip('@') % letter, NEEDED.get(kind, '')
        lines.append('Km%d %s %s' % (i, kind, what + argument(kind, tmp) + ' ' + flag if form[0] == '@' else what + flag + argument(kind, tmp)))
        if kind == 'switch':
            lines.append('Km%d.files regex -aF a' % i)
        if kind == 'ldap':
            continue
        keys = KEYS.get(kind, ['a', 'Aa'])
        asked += ['/map m%d %s' % (i, k) for k in keys] + ['s%d %s' % (i, keys[0] if kind in KEYS else 'a a')]
        sets += ['Ss%d' % i, 'R$*\t$: < $(m%d $1 $@ 1 $@ 2 $: NOT $) >' % i]
    head = ['V10'] + maps_diff.HEAD + ['O ServiceSwitchFile=%s/v.switch' % tmp, 'O UserDatabaseSpec=%s/u' % tmp]
    latin = lambda ls: [l.encode('latin-1') for l in ls]  # noqa: E731
    return pair.Case(latin(head), latin(lines + sets + ['Sparse', 'R$*\t$# local $: $1']), latin(asked))


def make_files(tmp, build):
    maps_diff.make_files(tmp, build)
    maps_diff.make_case_files(random.Random(5))
    maps_diff.put('t', 'a b c\nA,b,c\naa:x:y\na b\n')
    maps_diff.put('v.switch', 'x files\n')
    for name, kind in (('h', 'hash'), ('b', 'btree'), ('i', 'hash')):
        path = os.path.join(tmp, name + '.db')
        if os.path.lexists(path):
            subprocess.run(['rm', '-rf', path])
        subprocess.run([os.path.join(build, 'makemap', 'makemap'), '-C', '/dev/null', '-f', kind, path[:-3]], input=b'a\tval %0 %1\nAa\tupper\naa\tlower\n')


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('build')
    p.add_argument('classes', nargs='*')
    p.add_argument('--reference', default=os.environ.get('MAILWRIGHT_REFERENCE'))
    a = p.parse_args()
    if not a.reference:
        print('maps-matrix: skipped, MAILWRIGHT_REFERENCE does not name a classic sendmail')
        return 0
    if 'FUZZ_DIFF_INSIDE' not in os.environ:
        pair.isolate()
    sys.path.insert(0, pair.ORACLE)
    import run
    run.inside_setup(os.path.join(pair.ORACLE, 'mc', 'common'))
    lines = different = 0
    with tempfile.TemporaryDirectory(dir='/run' if os.path.isdir('/run') else None) as tmp:
        make_files(tmp, os.path.abspath(a.build))
        both = pair.Pair(os.path.abspath(os.path.join(a.build, 'sendmail', 'sendmail')), a.reference, tmp, 120, [], True)
        for kind in a.classes or sorted(FILES) + sorted(ARGUMENTS) + list(BARE):
            for form in FORMS:
                case = case_of(kind, form, tmp)
                theirs, ours = ((x or b'(nothing)').decode('latin-1').replace(tmp, 'DIR').split('\n') for x in both.answers(case))
                lines += len(case.lines)
                if theirs != ours:
                    different += 1
                    print('class %s, flags as "%s":' % (kind, form.lstrip('@') % 'x'))
                    print('\n'.join('  ' + l[:200] for l in list(difflib.unified_diff(theirs, ours, 'reference', 'ours', '', '', 0, ''))[3:13]), flush=True)
    print('maps-matrix: %d lines of configuration, %d of the groups different' % (lines, different))
    return 1 if different else 0


if __name__ == '__main__':
    sys.exit(main())
