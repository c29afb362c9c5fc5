# SPDX-License-Identifier: BSD-2-Clause
"""Two configuration libraries and the same .mc, tables and questions: whether the answers agree.

Lines of a Case: "mc TEXT" is a line of the .mc before the mailers, "mailer TEXT" one of the mailers (else there are
local and smtp), "end TEXT" one after them, "NAME KEY VALUE" one of
the table /etc/mail/NAME of the box (@DIR@). The original's library is read by the original's m4 door and asked by
the original; ours is asked by the original and by ours. What counts is what a check decides, not its leftovers.

$MAILWRIGHT_REFERENCE names a classic sendmail (makemap beside it), $MAILWRIGHT_REFERENCE_CF its m4 library.
"""
import os, re, subprocess, sys

import pair

sys.path.insert(0, pair.ORACLE)
import run

TOP = os.path.dirname(os.path.dirname(pair.HERE))
HEAD = ['OSTYPE(`linux\')dnl', 'define(`confDOMAIN_NAME\', `mail.example.com\')dnl', 'define(`confDONT_PROBE_INTERFACES\', `True\')dnl',
        'define(`confCR_FILE\', `-o @DIR@/none\')dnl', 'define(`ALIAS_FILE\', `@DIR@/none\')dnl', 'define(`HELP_FILE\', `@DIR@/none\')dnl',
        'define(`QUEUE_DIR\', `@DIR@\')dnl', 'define(`STATUS_FILE\', `@DIR@/none\')dnl', 'define(`confTO_IDENT\', `0\')dnl']
TAIL = ['LOCAL_RULESETS', 'STranslate', 'R$* $$| $*\t\t$: $1 $| $2', 'divert(0)dnl']
END = '@@END@@'
STATE = (b'.', b'/tryflags')
ASIDE = re.compile(r'^== Ruleset \S+ status|: Name server timeout$|\.\.\. Unbalanced ')


class LibraryPair(pair.Pair):
    """mends: (pattern, text) put into the original's answers where it is meant to be different from ours."""
    mends = ()

    def build(self, library, name, mc):
        with open(os.path.join(self.tmp, 'x.mc'), 'w') as f:
            f.write(mc)
        p = subprocess.run(['m4', '-D_CF_DIR_=%s/' % library, os.path.join(library, 'm4', 'cf.m4'), 'x.mc'], cwd=self.tmp,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        with open(os.path.join(self.tmp, name), 'wb') as f:
            f.write(p.stdout)
        return p.returncode == 0 and b'ERROR' not in p.stderr

    def tables(self, case):
        """Makes the tables of the case; each key once, as makemap wants it."""
        tables = {}
        for line in case.lines:
            name, _, rest = line.decode().partition(' ')
            if name not in ('mc', 'mailer', 'end'):
                key, _, value = rest.partition(' ')
                tables.setdefault(name, {}).setdefault(key.lower(), value)
        for name in self.names:
            path = os.path.join(self.tmp, name)
            with open(path, 'w') as f:
                f.write(''.join('%s\t%s\n' % kv for kv in tables.get(name, {}).items() if kv[1]))
            with open(path) as f:
                subprocess.run([self.makemap, '-s', '-C', '/dev/null', 'hash', path], stdin=f, cwd=self.tmp, check=True)

    def ask(self, program, cf, case):
        # A client always has a name and an address, whatever the case leaves out.
        asked = [b'.D{client_name}client.example', b'.D{client_addr}192.0.2.77', b'.D{client_resolve}OK', b'.D{oq}' + END.encode(), b'${oq}']
        for q in case.asked:
            asked.append(q)
            if not q.startswith(STATE):
                asked.append(b'${oq}')
        try:
            p = subprocess.run([program, '-C', cf, '-bt'], input=b'\n'.join(asked) + b'\n', cwd=self.tmp,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=self.seconds * 4, check=False)
        except subprocess.TimeoutExpired:
            return None
        said = p.stdout.decode('utf-8', 'backslashreplace').split(END + '\n')
        out, n = [], 1
        for q in (q.decode() for q in case.asked):
            if q.encode().startswith(STATE):
                continue
            text = re.sub(r'(?m)^(> )+', '', said[n]) if n < len(said) else '@@none@@'
            n += 1
            answer = run.semantic(q, run.final_answer(q, re.sub(r'> $', '', text)))
            # What the machine and the resolver say beside the answer.
            answer['text'] = [t for t in answer.get('text') or () if not ASIDE.search(t)]
            words = ' / '.join(str(answer.get(k)) for k in ('final', 'text') if answer.get(k))
            # A set that is not there lets everything pass.
            out.append('%s => %s' % (q, 'ACCEPT' if re.search('(?i)(undefined|unknown) ruleset', words) else words))
        return out

    def mended(self, answers):
        for pattern, text in self.mends:
            answers = [re.sub(pattern, text, a) for a in answers]
        return answers

    def answers(self, case):
        part = {name: [l.decode().partition(' ')[2] for l in case.lines if l.startswith(name.encode() + b' ')] for name in ('mc', 'mailer', 'end')}
        mc = '\n'.join(HEAD + part['mc'] + (part['mailer'] or ['MAILER(`local\')dnl', 'MAILER(`smtp\')dnl']) + part['end'] + TAIL)
        mc = mc.replace('@DIR@', self.tmp) + '\n'
        self.tables(case)
        if not self.build(self.theirs, 'theirs.cf', mc):
            return b'', None
        self.build(os.path.join(TOP, 'cf'), 'ours.cf', mc)
        reference, ours = self.programs
        theirs = self.ask(reference, 'theirs.cf', case)
        if theirs is None:
            return None, None
        text = '\n'.join(self.mended(theirs))
        both = []
        for who, program in (('original', reference), ('own', ours)):
            said = self.ask(program, 'ours.cf', case)
            said = said and self.mended(said)
            both.append('== our library, the %s binary' % who + '\n' + '\n'.join(['no answer'] if said is None else said))
        wanted = '\n'.join('== our library, the %s binary\n%s' % (who, text) for who in ('original', 'own'))
        ours = '\n'.join(both).encode()
        return self.with_meant(wanted.encode(), ours), ours


def at_home(library, tmp):
    """Debian's files of a library read others by the path of their package: there it is, in our own namespace."""
    home = '/usr/share/sendmail/cf'
    if not os.path.isdir(home):
        above = os.path.join(tmp, 'share')
        os.makedirs(os.path.join(above, 'sendmail'))
        os.symlink(os.path.abspath(library), os.path.join(above, 'sendmail', 'cf'))
        subprocess.run(['mount', '-t', 'overlay', 'overlay', '-o', 'lowerdir=%s:/usr/share' % above, '/usr/share'], check=True)


def main(doc, make_case, names, mends=(), meant=()):
    library = os.environ.get('MAILWRIGHT_REFERENCE_CF')
    if not library:
        print('%s: skipped, MAILWRIGHT_REFERENCE_CF does not name the m4 library of a classic sendmail' %
              os.path.basename(sys.argv[0])[:-3].replace('_', '-'))
        return 0

    def make_files(tmp, build):
        os.chmod(tmp, 0o755)
        at_home(library, tmp)
        LibraryPair.theirs, LibraryPair.names, LibraryPair.mends = library, names, mends
        LibraryPair.makemap = os.path.abspath(os.path.join(build, 'makemap', 'makemap'))

    pair.Pair = LibraryPair
    # Half a line of a .mc or of a table is another mistake, not a smaller one.
    pair.PARTS = re.compile(rb'.+', re.S)
    return pair.main(doc, make_files, make_case, (), False, meant)
