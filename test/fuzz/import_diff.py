#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random configurations there and back: .mc, .cf, `cfcompile import`, .mc, .cf, and the same answers.

  import_diff.py BUILD_DIR --keep DIR [--seed N] [--count N] [--library CFDIR]

The configurations are those of library_diff.py; CFDIR is the library that makes the .cf (ours: cf/), ours
makes it anew from what was imported. Facts and answers are compared by test/oracle/run.py with our
binary on both sides. Prints what differs; exit 1 when anything does. Root and namespaces are needed.
"""
import argparse
import os
import re
import shutil
import sys

from library_diff import Config, Dice, ORACLE, TOP, compare, run


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('build')
    p.add_argument('--keep', required=True, help='directory for data and answers, made anew')
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--count', type=int, default=20)
    p.add_argument('--library', default=os.path.join(TOP, 'cf'))
    a = p.parse_args()
    build, keep = os.path.abspath(a.build), os.path.abspath(a.keep)
    shutil.rmtree(keep, ignore_errors=True)
    data = os.path.join(keep, 'data')
    os.makedirs(os.path.join(data, 'mc'))
    os.makedirs(os.path.join(data, 'questions'))
    shutil.copytree(os.path.join(ORACLE, 'mc', 'common'), os.path.join(data, 'mc', 'common'))
    for i in range(a.count):
        Config(Dice(a.seed * 100003 + i), 'i%05d-%03d' % (a.seed, i)).write(data)
    back = os.path.join(keep, 'there-and-back')
    with open(back, 'w') as f:
        f.write('#!/bin/sh\n'
                'm4 -D_CF_DIR_=$1/ "$1/m4/cf.m4" "$2" >"$2.cf" 2>/dev/null\n'
                f'"{build}/cfcompile/cfcompile" import -C "{TOP}/cf" -q -o "$2.again.mc" "$2.cf" &&\n'
                f'    "{build}/cfcompile/cfcompile" compile -C "{TOP}/cf" -u -q -o - "$2.again.mc"\n')
    os.chmod(back, 0o755)
    ours = ['--sendmail', build + '/sendmail/sendmail', '--makemap', build + '/makemap/makemap', '--cfdir', a.library]
    made, imported = os.path.join(keep, 'made'), os.path.join(keep, 'imported')
    run(data, made, *ours, '--keep-cf', os.path.join(keep, 'cf-made'))
    run(data, imported, *ours, '--compiler', back + ' {cfdir} {mc}', '--keep-cf', os.path.join(keep, 'cf-imported'))
    said = compare(data, made, imported)
    print(said)
    # A class without members need not be there; the classic library's words differ where answers do not.
    said = re.sub(r'(?m)^ +cf \S+: C \S+\n +A \[\]\n +B None\n', '', said)
    asked = re.search(r'(?m)^questions semantic +(\d+)/(\d+)', said)
    builds = re.search(r'(?m)^builds +(\d+)/(\d+)', said)
    facts = re.findall(r'(?m)^ +cf \S+: \S.*', said)
    good = asked and builds and asked[1] == asked[2] and builds[1] == builds[2] and not facts
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
