#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Mistakes that people make, put into good .mc files: does `cfcompile check` tell them, and --fix mend them?

  mc_mutate.py BUILD_DIR [--cases N] [--seed N] [--several] [--only WORDS] [--show COLUMN,...] [FILE.mc...]
     (cf/sample/*.mc)

A mistake counts when m4 makes another .cf of the file than before (its exit status or a line that is
no comment differs), or does not end. Of each is looked at
  told     a finding names its line;
  written  the line that a finding offers instead, put in its place, has nothing to tell any more
           and makes the .cf of the good file ("other": another one, "wrong": something is told);
  mended   after --fix of what is mechanical nothing is left to mend, and no error where none was
           left to a person ("other": another .cf than the good file's).
With --several up to three mistakes stand in one file. Before that --fix must leave each good file
as it is. Exits 1 when `check` itself failed, when mending leaves what it can mend, or when it
changes a good file: no input may make it do that. The rest are counts to look at.
"""
import argparse, collections, glob, json, os, random, re, subprocess, sys, tempfile

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


def duplicated(characters):
    def mistake(r, line):
        places = [i for i, c in enumerate(line.split('dnl')[0]) if c in characters]
        if not places:
            return None
        i = r.choice(places)
        return line[:i] + line[i] + line[i:]
    return mistake


def dnl_misspelt(r, line):
    return line[:-3] + r.choice(['dln', 'ndl', 'dn', 'dnll', 'dnl,', 'DNL', 'dl']) if line.endswith(')dnl') else None


def named(old, new):
    """In the name that a call gives first."""
    def mistake(r, line):
        m = re.match(r"[A-Za-z_]+\(`?([^',)]+)", line)
        if m is None or old not in m.group(1):
            return None
        return line[:m.start(1)] + m.group(1).replace(old, new) + line[m.end(1):]
    return mistake


def as_assignment(r, line):
    m = re.match(r"define\(`(\w+)', *`([^']*)'\)dnl$", line)
    return m and r.choice(['%s = %s', '%s=%s', '%s(`%s\')dnl', 'define %s %s', 'define(`%s\' = `%s\')dnl',
                           'define(`%s=%s\')dnl', 'define `%s\' `%s\'dnl', 'set %s %s']) % m.groups()


def without_call(r, line):
    m = re.match(r"(FEATURE|MAILER)\((.*)\)(dnl)?$", line)
    return m and r.choice([m.group(2).split(',')[0].strip("`'") + 'dnl', m.group(1) + ' ' + m.group(2), m.group(1) + ' ' + m.group(2) + 'dnl',
                           m.group(1) + ': ' + m.group(2)])


def broken(r, line):
    """A line end where the editor wrapped."""
    places = [m.start() for m in re.finditer('[ ,]', line)]
    if not places or not CALL.match(line):
        return None
    i = r.choice(places)
    return line[:i] + '\n' + line[i + 1:].lstrip()


def one_word_for_another(r, line):
    pairs = [('FEATURE(', 'FEATURES('), ('FEATURE(', 'feature('), ('define(', 'DEFINE('), ('define(', 'Define('),
             ('MAILER(', 'MAILERS('), ('OSTYPE(', 'OS_TYPE('), ('MASQUERADE_AS(', 'MASQUERADE('), ('FEATURE(', 'HACK('),
             ('MASQUERADE_DOMAIN(', 'MASQUERADE_DOMAINS('), ('define(', 'FEATURE('), ('FEATURE(', 'define('),
             ('DAEMON_OPTIONS(', 'DAEMON_OPTION('), ('INPUT_MAIL_FILTER(', 'INPUT_MAILFILTER('), ('MAILER(', 'FEATURE(')]
    fitting = [pair for pair in pairs if line.startswith(pair[0])]
    return line.replace(*r.choice(fitting), 1) if fitting else None


def wrong_value(r, line):
    m = re.match(r"define\(`(conf\w+)', *`([^']*)'\)dnl$", line)
    if m is None:
        return None
    if m.group(2) in ('True', 'False'):
        return line.replace(m.group(2), r.choice(['Ture', 'enabled', 'flase', 'si', 'oui']))
    if re.fullmatch(r'\d+', m.group(2)):
        return line.replace("`" + m.group(2), "`" + r.choice(['l0', '1O', 'high', '12 MB', '10,000']))
    if re.fullmatch(r'\d+[smhdw]', m.group(2)):
        return line.replace(m.group(2), m.group(2)[:-1] + r.choice([' days', 'x', ' hours', 'min']))
    return None


MISTAKES = {
    'quote doubled': duplicated("`'"),
    'parenthesis doubled': duplicated('()'),
    'comma doubled': duplicated(','),
    'dnl misspelt': dnl_misspelt,
    'hyphen for _': named('_', '-'),
    'blank for _': named('_', ' '),
    'no _': named('_', ''),
    'as an assignment': as_assignment,
    'no call': without_call,
    'line broken': broken,
    'another word': one_word_for_another,
    'wrong value': wrong_value,
    'backslash behind': other_end(' \\'),
    'brackets': replaced(('(', '['), (')', ']')),
    '-- in front': in_front('-- '),
    '! in front': in_front('! '),
    'quote in front': in_front("'"),
    'colon for a comma': replaced(("', `", "': `")),
    'blank for a comma': replaced(("', `", "' `")),
    'quotes around all': lambda r, line: re.sub(r"^(\w+)\(`(.*)'\)", r"\1(`\2)'", line) if CALL.match(line) else None,
    'closing quotes doubled': replaced(("'", "''")),
    'angle brackets': replaced(("`", "<"), ("'", ">")),
    'opening quotes doubled': replaced(("`", "``")),
    'email for a domain': lambda r, line: re.sub(r"^(MASQ\w+|VIRT\w+|RELAY_DOM\w+|GENER\w+|LOCAL_DOM\w+)\(`", r"\1(`@", line),
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
    '# in front': in_front('#'),
    'blanks for tabs': lambda r, line: line.replace('\t', '    ') if line.startswith('R') else None,
    'dot behind a domain': dot_behind_domain,
    'no-break space': lambda r, line: line.replace(' ', '\u00a0', 1) if CALL.match(line) else None,
    'blank in the quotes': replaced(('(`', '(` ')),
}


class Compared:
    def __init__(self, build, folder):
        self.cfcompile = os.path.join(build, 'cfcompile', 'cfcompile')
        self.cf = os.path.join(TOP, 'cf')
        self.path = os.path.join(folder, 'x.mc')

    def put(self, lines):
        with open(self.path, 'w', encoding='utf-8', errors='surrogateescape') as f:
            f.write('\n'.join(lines))

    def lines(self):
        with open(self.path, encoding='utf-8', errors='surrogateescape') as f:
            return f.read().split('\n')

    def made(self):
        """What m4 makes of it: exit status and lines, without remarks; None: it does not end."""
        try:
            p = subprocess.run(['m4', '-L4096', '-D_CF_DIR_=' + self.cf + '/', self.cf + '/m4/cf.m4', self.path],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=3)
        except subprocess.TimeoutExpired:  # a macro that calls itself
            return None
        lines = p.stdout.decode('latin-1').split('\n')
        return p.returncode, [line for line in lines if line.strip() and not line.startswith('#')]

    def run(self, *words):
        p = subprocess.run([self.cfcompile, 'check', '--time-limit', '3', '-C', self.cf, *words, self.path],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=60)
        if p.returncode not in (0, 78):
            raise Failed('exit status %d: %s' % (p.returncode, p.stderr.decode('utf-8', 'replace')))
        return p.stdout

    def findings(self, advice=False):
        """Of this file; those of m4 itself have no place or one where it gave up."""
        words = ['--json'] + ['--advice'] * advice
        found = [f for f in json.loads(self.run(*words)) if f['file'] == self.path]
        for f in found:  # where the .cf has it moves with what stands above
            f['message'] = re.sub(r' \(line \d+ of the \.cf\)', '', f['message'])
        return found

    def fix(self):
        self.run('--fix', '--yes')


class Failed(Exception):
    pass


class Tally:
    def __init__(self, noisy):
        self.counts, self.noisy, self.broken = collections.defaultdict(collections.Counter), noisy, 0

    def add(self, kind, what, where):
        self.counts[kind][what] += 1
        if what in self.noisy:
            print('%s (%s): %s' % (what, kind, where))

    def show(self):
        columns = ['mistakes', 'told', 'not told', 'written', 'written other', 'written wrong', 'mended', 'mended other', 'left']
        print('%-30s %s' % ('', ' '.join('%13s' % c for c in columns)))
        for kind in sorted(self.counts) + ['all']:
            row = sum(self.counts.values(), collections.Counter()) if kind == 'all' else self.counts[kind]
            print('%-30s %s' % (kind, ' '.join('%13d' % row[c] for c in columns)))


# Marks of remarks in other languages: what is meant is the file without the line.
REMARKS = {'// in front', '-- in front', '! in front', '# in front', 'semicolon in front', 'dnl glued in front'}


def look_at(compared, tally, kind, where, wrong, at, good, before):
    """`wrong` are the lines with the mistakes, `at` where, `before` the findings of the good file."""
    told = compared.findings()
    here = [f for f in told if f['line'] in at]
    for line in at:
        tally.add(kind, 'mistakes', where)
        tally.add(kind, 'told' if line in {f['line'] for f in here} else 'not told', where)
    offers = [f for f in here if f['instead'] and not f['command']]
    if len(at) == 1 and offers:
        (line,) = at
        compared.put(wrong[:line - 1] + offers[0]['instead'].split('\n') + wrong[line:])
        extra = {f['message'] for f in compared.findings()} - before
        tally.add(kind, 'written wrong' if extra else 'written' if compared.made() == good else 'written other',
                  '%s -> %s %s' % (where, offers[0]['instead'], sorted(extra)))
    compared.put(wrong)
    if not any(f['fixable'] for f in told):
        return
    compared.fix()
    left = compared.findings()
    if any(f['fixable'] for f in left):
        tally.broken += 1
        print('MENDING LEAVES %s: %s' % ([f['message'] for f in left if f['fixable']], where))
    extra = {f['message'] for f in left if f['severity'] == 'error'} - before
    now = compared.lines()
    tally.add(kind, 'left' if extra else 'mended' if compared.made() == good else 'mended other',
              '%s -> %s %s' % (where, [l for l in now if l not in wrong], sorted(extra)))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('build')
    options.add_argument('files', nargs='*')
    options.add_argument('--cases', type=int, default=300)
    options.add_argument('--seed', type=int, default=1)
    options.add_argument('--only', help='mistakes whose name has this in it')
    options.add_argument('--several', action='store_true')
    options.add_argument('--show', default='not told,written wrong,left')
    args = options.parse_intermixed_args()
    r, tally = random.Random(args.seed), Tally(args.show.split(','))
    paths = args.files or sorted(glob.glob(TOP + '/cf/sample/*.mc'))
    kinds = [k for k in sorted(MISTAKES) if args.only is None or args.only in k]
    with tempfile.TemporaryDirectory() as tmp:
        compared = Compared(args.build, tmp)
        files = {}
        for path in paths:
            lines = open(path, encoding='utf-8', errors='surrogateescape').read().replace('@ROOT@', tmp).split('\n')
            lines = [os.path.join(TOP, 'test/oracle/mc/common').join(line.split(tmp + '/etc/mail')) if 'oracle.m4' in line else line for line in lines]
            compared.put(lines)
            made, told = compared.made(), compared.findings()
            before = {f['message'] for f in told}
            compared.fix()
            if compared.lines() != lines and not any(f['fixable'] for f in told):
                tally.broken += 1
                print('A GOOD FILE WAS CHANGED: %s: %s' % (path, [l for l in compared.lines() if l not in lines]))
            files[path] = lines, made, before
        for _ in range(args.cases):
            path = r.choice(sorted(files))
            good, made, before = files[path]
            wrong, meant, at, done = list(good), list(good), set(), []
            for _ in range(r.randrange(1, 4) if args.several else 1):
                kind = r.choice(kinds)
                n = r.choice([i for i, line in enumerate(good) if line.strip() and not line.startswith(('dnl', 'VERSIONID'))])
                line = MISTAKES[kind](r, wrong[n]) if n + 1 not in at else None
                if not line or line == wrong[n] or ('\n' in line and args.several):
                    continue
                single = list(good)
                single[n] = line
                compared.put(single)
                if compared.made() == made and (kind not in REMARKS or good[n].startswith('divert')):
                    continue
                wrong[n] = line
                at.add(n + 1)
                meant[n] = 'dnl' if kind in REMARKS else good[n]
                done.append('%s:%d: %s' % (os.path.basename(path), n + 1, line))
            if not done:
                continue
            if meant != good:
                compared.put(meant)
                made, before = compared.made(), {f['message'] for f in compared.findings()}
            wrong = '\n'.join(wrong).split('\n')
            compared.put(wrong)
            try:
                look_at(compared, tally, 'several' if args.several else kind, ' | '.join(done), wrong, at, made, before)
            except Failed as failure:
                tally.broken += 1
                print('CHECK FAILED: %s: %s' % (' | '.join(done), failure))
    tally.show()
    return 1 if tally.broken else 0


if __name__ == '__main__':
    sys.exit(main())
