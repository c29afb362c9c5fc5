#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Mistakes that people make, put into good .mc files one at a time: does `cfcompile check` tell them?

  mc_mutate.py BUILD_DIR [--cases N] [--seed N] [FILE.mc...]     (cf/sample/*.mc)

A mistake counts when m4 makes another .cf of the file than before (its exit status or a line that is
no comment differs), or does not end; it is told when a finding names its line. Prints those that were not, and how many
there were of each kind. Exits 1 when `check` itself failed, which no input may make it do.
"""
import argparse, collections, glob, os, random, re, subprocess, sys, tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CALL = re.compile(r'\s*([A-Za-z_]+)\(')


def without_one(characters):
    def mistake(r, line):
        places = [i for i, c in enumerate(line) if c in characters]
        if not places:
            return None
        i = r.choice(places)
        return line[:i] + line[i + 1:]
    return mistake


def replaced(*pairs):
    def mistake(r, line):
        for old, new in pairs:
            line = line.replace(old, new)
        return line
    return mistake


def other_end(new):
    """Something else instead of the dnl behind a call."""
    return lambda r, line: line[:-3] + new if line.endswith(')dnl') else None


def in_front(new):
    return lambda r, line: new + line if CALL.match(line) else None


def misspelt(r, line):
    words = list(re.finditer(r'[A-Za-z_]{5,}', line.split('dnl')[0]))
    if not words:
        return None
    word = r.choice(words)
    w, i = word.group(), r.randrange(1, len(word.group()) - 1)
    wrong = r.choice([w[:i] + w[i + 1:], w[:i] + w[i + 1] + w[i] + w[i + 2:], w[:i] + w[i] * 2 + w[i + 1:]])
    return line[:word.start()] + wrong + line[word.end():]


def turned_quote(r, line):
    places = [i for i, c in enumerate(line) if c in "`'"]
    if not places:
        return None
    i = r.choice(places)
    return line[:i] + ("'" if line[i] == '`' else '`') + line[i + 1:]


def dot_behind_domain(r, line):
    m = re.search(r"([a-z])'\)", line)
    if m is None or re.match('MASQ|VIRT|RELAY_DOM|GENER|LOCAL_DOM', line) is None:
        return None
    return line[:m.end(1)] + '.' + line[m.end(1):]


MISTAKES = {
    'opening quote left out': without_one('`'),
    'closing quote left out': without_one("'"),
    'quote turned round': turned_quote,
    'straight quotes': replaced(('`', "'")),
    'double quotes': replaced(('`', '"'), ("'", '"')),
    'curly quotes': replaced(('`', '\u2018'), ("'", '\u2019')),
    'curly double quotes': replaced(('`', '\u201c'), ("'", '\u201d')),
    'acute accents': replaced(("'", '\u00b4')),
    'only backquotes': replaced(("'", '`')),
    'no quotes': replaced(('`', ''), ("'", '')),
    'opening parenthesis left out': without_one('('),
    'closing parenthesis left out': without_one(')'),
    'braces': replaced(('(', '{'), (')', '}')),
    'comma left out': without_one(','),
    'semicolon for a comma': replaced((',', ';')),
    'blank before the parenthesis': lambda r, line: CALL.sub(r'\1 (', line, count=1),
    'misspelt': misspelt,
    'lower case': lambda r, line: line.replace(CALL.match(line).group(1), CALL.match(line).group(1).lower(), 1)
    if CALL.match(line) else None,
    'a # remark behind': other_end(' # why'),
    'a // remark behind': other_end(' // why'),
    'words behind': other_end(' the smart host'),
    'semicolon behind': other_end(';'),
    'dnl glued in front': in_front('dnl'),
    '// in front': in_front('//'),
    'semicolon in front': in_front('; '),
    'blanks for tabs': lambda r, line: line.replace('\t', '    ') if line.startswith('R') else None,
    'dot behind a domain': dot_behind_domain,
    'no-break space': lambda r, line: line.replace(' ', '\u00a0', 1) if CALL.match(line) else None,
    'blank in the quotes': replaced(('(`', '(` ')),
}


class Compared:
    def __init__(self, build):
        self.cfcompile = os.path.join(build, 'cfcompile', 'cfcompile')
        self.cf = os.path.join(TOP, 'cf')

    def made(self, path):
        """What m4 makes of it: exit status and lines, without remarks; None: it does not end."""
        try:
            p = subprocess.run(['m4', '-D_CF_DIR_=' + self.cf + '/', self.cf + '/m4/cf.m4', path], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=3)
        except subprocess.TimeoutExpired:  # a macro that calls itself
            return None
        lines = p.stdout.decode('latin-1').split('\n')
        return p.returncode, [line for line in lines if line.strip() and not line.startswith('#')]

    def told(self, path):
        """Lines of the file that findings name; None when `check` failed."""
        p = subprocess.run([self.cfcompile, 'check', '--time-limit', '3', '-C', self.cf, path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                           timeout=60)
        if p.returncode not in (0, 78):
            return None
        said = p.stdout.decode('latin-1')
        return {int(n) for n in re.findall(r'(?m)^%s:(\d+):' % re.escape(path), said)}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('build')
    options.add_argument('files', nargs='*')
    options.add_argument('--cases', type=int, default=300)
    options.add_argument('--seed', type=int, default=1)
    args = options.parse_args()
    r, compared = random.Random(args.seed), Compared(args.build)
    files = {f: open(f, encoding='utf-8').read().split('\n')
             for f in args.files or sorted(glob.glob(TOP + '/cf/sample/*.mc'))}
    counted, missed, broken = collections.Counter(), collections.Counter(), 0
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, 'x.mc')

        def put(lines):
            with open(path, 'w', encoding='utf-8') as f:
                f.write('\n'.join(lines))
            return compared.made(path)

        good = {name: put(lines) for name, lines in files.items()}
        for _ in range(args.cases):
            name, kind = r.choice(sorted(files)), r.choice(sorted(MISTAKES))
            lines = files[name]
            at = r.choice([i for i, line in enumerate(lines) if line.strip() and not line.startswith(('dnl', 'VERSIONID'))])
            wrong = MISTAKES[kind](r, lines[at])
            if wrong is None or wrong == lines[at]:
                continue
            now = put(lines[:at] + [wrong] + lines[at + 1:])
            if now == good[name]:
                continue
            counted[kind] += 1
            told = compared.told(path)
            broken += told is None
            if told is None or at + 1 not in told:
                missed[kind] += 1
                print('%s: %s:%d: %s' % ('check failed' if told is None else 'not told', os.path.basename(name), at + 1, wrong))
    for kind in sorted(counted):
        print('%-30s %3d of %3d told' % (kind, counted[kind] - missed[kind], counted[kind]))
    print('mc-mutate: %d mistakes, %d not told' % (sum(counted.values()), sum(missed.values())))
    return 1 if broken else 0


if __name__ == '__main__':
    sys.exit(main())
