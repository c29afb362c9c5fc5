# SPDX-License-Identifier: BSD-2-Clause
"""Our configuration library's LDAP macros, asked by our test mode; and by classic sendmail's, where it is."""
import os, re, shutil, subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))

# A question to test mode and how its last line ends.
QUESTIONS = (
    ('parse anna<@example.org.>', '$# relay $@ hub . example . net $: anna < @ example . org . >'),
    ('parse bert<@example.org.>', '$# esmtp $@ inside . example . net $: bert < @ inside . example . net >'),
    ('parse cleo<@example.org.>', '$# relay $@ hub . example . net $: cleo < @ inside . example . net >'),
    ('parse anna+detail<@example.org.>', '$# relay $@ hub . example . net $: anna + detail < @ example . org . >'),
    ('parse nobody<@example.org.>', '$# error $@ nouser $: "550 User unknown"'),
    ('.D{addr_type}e s\nparse nobody<@example.org.>', '$# esmtp $@ example . org . $: nobody < @ example . org . >'),
    ('parse anna<@elsewhere.example.>', '$# esmtp $@ elsewhere . example . $: anna < @ elsewhere . example . >'),
    ('parse anna', '$# local $: anna'),
    ('/map access spam.example', 'map_lookup: access (spam.example) returns 550 not from you (0)'),
    ('/map access To:friend.example', 'map_lookup: access (To:friend.example) returns RELAY (0)'),
    ('/map access nothing.example', 'map_lookup: access (nothing.example) no match (68)'),
    ('/map ldapmra bert@example.org',
     'map_lookup: ldapmra (bert@example.org) returns bert@inside.example.net (0)'),
    ('/map ldapmh anna@example.org', 'map_lookup: ldapmh (anna@example.org) returns hub.example.net (0)'),
)


def reference(build):
    """Classic sendmail in the mount and host name that it wants, or None."""
    program = os.environ.get('MAILWRIGHT_REFERENCE') or build + '/reference/usr/libexec/sendmail/sendmail'
    if os.getuid() != 0 or not os.path.exists(program) or not shutil.which('unshare'):
        return None
    return program


def ask_reference(w, program, cf, feed):
    with open(w.path('hosts'), 'w') as f:
        f.write('127.0.0.1 mail.example.com localhost\n')
    command = 'hostname mail.example.com && mount --bind %s /etc/hosts && exec %s -bt -C %s' % (w.path('hosts'),
                                                                                             program, cf)
    return subprocess.run(['unshare', '-m', '-u', 'sh', '-c', command], input=feed.encode(), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=120).stdout.decode('latin-1')


def answers(text):
    parts = text.split('<address>\n')[-1].split('\n> ')
    return [re.sub(r'^(> )?', '', p).split('\n')[-1] for p in parts]


def test_routing(w, check, same, skip):
    if not shutil.which('m4'):
        skip('configuration library: no m4')
        return
    with open(w.path('routing.mc'), 'w') as f:
        f.write(w.fill(open(HERE + '/routing.mc').read()))
    made = subprocess.run(['m4', '-D_CF_DIR_=%s/cf/' % TOP, TOP + '/cf/m4/cf.m4', w.path('routing.mc')],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    cf = w.path('routing.cf')
    with open(cf, 'wb') as f:
        f.write(made.stdout)
    same('the configuration library makes a file without complaints', made.stderr.decode(), '')
    feed = ''.join(q + '\n' for q, _ in QUESTIONS)
    ours = w.sendmail(['-bt', '-C', cf], feed)
    for (question, answer), got in zip(QUESTIONS, answers(ours)):
        check(question, got.endswith(answer), got)
    got = w.sendmail(['-bt', '-C', cf], '$={R}\n$={LDAPRoute}\n')
    same('classes of the configuration', sorted(re.findall(r'[a-z]+\.example|example\.org', got)),
         ['also.example', 'example.org', 'relayed.example', 'third.example'])
    got = w.sendmail(['-bv', '-C', cf, 'list'])
    same('aliases of the configuration', len(re.findall(r'deliverable', got)), 4)
    program = reference(w.build)
    if program is None:
        skip('classic sendmail is not here: its answers to the same file were not compared')
        return
    theirs = ask_reference(w, program, cf, feed)
    check('classic sendmail says the same of the same file, trace included', ours == theirs, theirs)
