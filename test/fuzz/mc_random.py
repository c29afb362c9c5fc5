# SPDX-License-Identifier: BSD-2-Clause
"""Random .mc files: what may stand in one, as tables, and whole files made of them.

The words of the tables are those that people write into a .mc; make() puts them into the order that the
documents ask for. @DIR@ is a directory that the one who uses the file fills with tables.
"""
import os, re

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NAMES = ['mail.example.com', 'example.com', 'hub.example.com', 'example.org', 'virtual.example.org', 'a.b.example.net', 'one', 'example.net']
LISTS = NAMES + ['example.com example.org', 'one two three.example', '[192.0.2.1]', '*']
RELAYS = ['hub.example.com', 'relay:hub.example.com', 'smtp:[192.0.2.4]', 'esmtp:[hub.example.com]', 'local:ann', 'error:5.1.1:550 no such', '[hub.example.com]', 'mail.example.com',
          'smtp8:x.example.net', 'error:nouser no such']
FILES = ['@DIR@/list', '-o @DIR@/list', '-o @DIR@/list %[^\\#]', '@DIR@/list %s', '@LDAP', 'hash:map@DIR@']


def of_map(name, *more):
    """The arguments of a feature that has a table."""
    return [(), ('hash @DIR@/%s' % name,), ('hash -o @DIR@/%s.db' % name,), ('LDAP',), ('btree -a. @DIR@/x',), ('text -k0 -v1 -z: @DIR@/%s' % name,)] + list(more)


ACCESS = [(), ('hash -T<TMPF> @DIR@/access',), ('hash @DIR@/access',), ('hash -o @DIR@/access',), ('LDAP',), ('', 'skip'), ('', '', 'skip', 'lookupdotdomain'), ('hash -T<TMPF> @DIR@/access', 'relaytofulladdress'),
          ('LDAP', 'lookupdotdomain', 'skip', 'relaytofulladdress'), ('ldap:-1 -T<TMPF> -k (x=%0)',)]
LIST_DNS = [('bl.example.test',), ('bl.example.test', '"550 Mail from " $&{client_addr} " refused"'), ('bl2.example.test', 'quarantine'), ('bl.example.test', 'discard'), ('bl.example.test', '', 't'),
            ('bl2.example.test', '"550 no"', '"451 wait for " $&{client_addr}')]
LIMITS = [(), ('nodelay',), ('nodelay', 'terminate'), ('', 'terminate')]

# Feature: its arguments, one row picked.
FEATURES = {
    'accept_unqualified_senders': [()], 'accept_unresolvable_domains': [()], 'access_db': ACCESS, 'allmasquerade': [()], 'always_add_domain': [(), ('added.example',)],
    'authinfo': of_map('authinfo'), 'badmx': [(), ('^127\\.',)], 'bestmx_is_local': [(), ('example.com example.org',)], 'bitdomain': of_map('bitdomain'), 'blacklist_recipients': [()],
    'blocklist_recipients': [()], 'block_bad_helo': [()], 'check_cert_altnames': [()], 'check_other': [(), ('^[a-z]+:',)], 'compat_check': [()], 'conncontrol': LIMITS,
    'delay_checks': [(), ('friend',), ('hater',), ('friend', 'n'), ('hater', 'n')], 'dnsbl': LIST_DNS, 'domaintable': of_map('domaintable'), 'domainmap': [('example.org', 'hash @DIR@/users'), ('a-b.example.net', 'hash -o @DIR@/users')],
    'drac': [(), ('hash @DIR@/drac',)], 'enhdnsbl': LIST_DNS + [('bl.example.test', '', '', '127.0.0.2.'), ('bl.example.test', '"550 y"', 't', '127.0.0.2.', '127.0.0.$-.')],
    'generics_entire_domain': [()], 'genericstable': of_map('genericstable'), 'greet_pause': [('5000',), ('0',)],
    'ldap_routing': [(), ('', '', 'bounce'), ('hash @DIR@/host', 'hash @DIR@/addr', 'passthru', 'strip'), ('', '', 'sendertoo', 'preserve', 'nodomain', 'tempfail'), ('', '', '', '', '', 'queue'), ('ldap -1 -k (mail=%0) -v x',)],
    'limited_masquerade': [()], 'local_lmtp': [(), ('/usr/lib/lmtp',), ('', 'lmtp -x'), ('/usr/lib/lmtp', 'lmtp')], 'local_no_masquerade': [()],
    'local_procmail': [(), ('/opt/procmail',), ('', 'procmail -t -Y -a $h -d $u'), ('/opt/procmail', 'procmail -d $u', 'SPfhn9x'), ('', '', 'Pfh')],
    'lookupdotdomain': [()], 'loose_relay_check': [()], 'mailertable': of_map('mailertable'), 'masquerade_entire_domain': [()], 'masquerade_envelope': [()],
    'mtamark': [(), ('"550 no mark"',), ('', 't'), ('', '"450 later"', '_mark')], 'no_default_msa': [()], 'nocanonify': [(), ('canonify_hosts',)], 'nopercenthack': [('reject',), ('nospecial',), ('r',)],
    'notsticky': [()], 'nouucp': [('reject',), ('nospecial',), ('n',)], 'prefixmod': [('now.', 'e')], 'preserve_local_plus_detail': [()], 'preserve_luser_host': [()], 'promiscuous_relay': [()],
    'queuegroup': [(), ('slow',)], 'ratecontrol': LIMITS, 'redirect': [()], 'relay_based_on_MX': [()], 'relay_entire_domain': [()], 'relay_hosts_only': [()], 'relay_local_from': [()],
    'relay_mail_from': [(), ('domain',)], 'require_rdns': [()], 'rhsbl': [('rhsbl.example.test',), ('rhsbl.example.test', '"550 x"', 't')], 'smrsh': [(), ('/opt/smrsh',)], 'stickyhost': [()],
    'sts': [(), ('socket -T<TMPF> inet:8461@127.0.0.1',), ('', 'NO_SAN_TST')], 'tls_session_features': [()], 'use_client_ptr': [()], 'use_ct_file': [()], 'use_cw_file': [()],
    'uucpdomain': of_map('uudomain'), 'virtuser_entire_domain': [()], 'virtusertable': of_map('virtusertable'), 'vnet': [()], 'bcc': [(), ('hash @DIR@/bcc', 'archive.example.com'), ('access', 'relay:x.example', 'all@x.example'), ('', '', '', 'hash @DIR@/users')],
}
# What has to stand above it.
AFTER = {'blocklist_recipients': 'access_db', 'blacklist_recipients': 'access_db', 'compat_check': 'access_db', 'conncontrol': 'access_db', 'ratecontrol': 'access_db', 'greet_pause': 'access_db',
         'lookupdotdomain': 'access_db', 'queuegroup': 'access_db', 'relay_mail_from': 'access_db', 'rhsbl': 'access_db', 'tls_session_features': 'access_db', 'generics_entire_domain': 'genericstable',
         'virtuser_entire_domain': 'virtusertable', 'bcc': 'access_db'}
NEEDS_DELAY = ('conncontrol', 'ratecontrol')

CLASSES = ['MASQUERADE_DOMAIN', 'MASQUERADE_EXCEPTION', 'EXPOSED_USER', 'LOCAL_USER', 'LOCAL_DOMAIN', 'CANONIFY_DOMAIN', 'GENERICS_DOMAIN', 'VIRTUSER_DOMAIN', 'RELAY_DOMAIN', 'LDAPROUTE_DOMAIN', 'LDAPROUTE_EQUIVALENT']
LISTENERS = ['Name=MTA, Addr=127.0.0.1', 'Family=inet, Name=MTA-v4, Port=smtp', 'Family=inet6, Name=MTA6, M=EC', 'Port=465, Name=TLSMTA, M=s', 'Name=MSA, Port=587, M=Ea', 'Name=X, Port=2525, M=fru']
CALLS = [('DAEMON_OPTIONS', [(l,) for l in LISTENERS]), ('CLIENT_OPTIONS', [('Family=inet, Addr=192.0.2.1',), ('Family=inet6',)]),
         ('QUEUE_GROUP', [('slow', 'P=/var/spool/mqueue/slow, R=2, I=1h'), ('fast', 'F=f, N=-5'), ('mqueue', 'P=/x')]),
         ('INPUT_MAIL_FILTER', [('first', 'S=local:/run/first, F=T'), ('second', 'S=inet:8891@localhost, T=S:4m;R:4m'), ('third', 'S=unix:/x')]), ('MAIL_FILTER', [('other', 'S=local:/run/other')]),
         ('TRUST_AUTH_MECH', [('PLAIN LOGIN',), ('EXTERNAL',)]), ('MASQUERADE_AS', [('example.com',), ('masq.example',)]), 
         ('SITECONFIG', [('uucp.ucbvax', 'ucbvax', 'U'), ('uucp.ucbarpa', 'ucbarpa', 'X'), ('uucp.old.arpa', 'ucbvax', 'W'), ('uucp.cogsci', 'cogsci', 'V'), ('uucp.cogsci', 'cogsci', 'Y')]),
         ('HACK', [('xconnect',), ('debian_auth',), ('nodns',), ('virthost_by_ip',), ('dnsblaccess', 'bl.example.test'), ('cssubdomain',)])]
DEFINES = dict([(name, RELAYS) for name in ('SMART_HOST', 'MAIL_HUB', 'LOCAL_RELAY', 'LUSER_RELAY', 'BITNET_RELAY', 'DECNET_RELAY', 'FAX_RELAY', 'UUCP_RELAY')],
               MAIL_SETTINGS_DIR=['/usr/local/etc/mail/'], DATABASE_MAP_TYPE=['btree', 'hash', 'cdb'], DNSBL_MAP=['dns -R A -x', 'host'], DNSBL_MAP_OPT=['-d2s'], EDNSBL_TO=['3'], MTAMARK_TO=['7'], TLS_PERM_ERR=['1', ''],
               _CERT_REGEX_ISSUER_=['-s1 /CN=(.*)'], _CERT_REGEX_SUBJECT_=['-s1 /CN=(.*)'], MSP_QUEUE_DIR=['/var/spool/msp'], NO_NETINET6=['1'], _NETINET6_=['1'], NO_VENDOR=['1'], VENDOR_NAME=['Sun'],
               _NO_UUCP_=['1'], confMAILER_NAME=['postman'], confDOMAIN_NAME=['mail.example.com', '$w.example.com'], confCF_VERSION=['Debian-1', 'site 7'], confFROM_HEADER=['$?x"$x" <$g>$|<$g>$.', '<$g>'],
               confRECEIVED_HEADER=['from $s by $j; $b', '$?sfrom $s $.by $j ($v/$Z)\n\tid $i; $b'], confMESSAGEID_HEADER=['<$t.$i.x@$j>'], confCW_FILE=['@DIR@/cw', '-o @DIR@/cw'], confCT_FILE=['-o @DIR@/ct %[^\\#]'],
               confCR_FILE=['@DIR@/cr', '-o @DIR@/cr'], confTRUSTED_USERS=['www', 'www list'], confSMTP_MAILER=['smtp', 'smtp8', 'dsmtp'], confLOCAL_MAILER=['local'], confRELAY_MAILER=['smtp', 'esmtp'],
               confUUCP_MAILER=['uucp-new', 'suucp', 'uucp-dom'], confRELAY_MSG=['"550 no relay"'], confREJECT_MSG=['"554 go away"', '554 5.7.9 go'], confRCPTREJ_MSG=['"550 closed"'], confLDAP_CLUSTER=['Servers'],
               confDEQUOTE_OPTS=['-s_', '-a.x'], confEBINDIR=['/usr/lib/mail'], confTIME_ZONE=['USE_SYSTEM', 'USE_TZ', 'CET-1', ''], confMIN_FREE_BLOCKS=['200'],
               confMESSAGE_TIMEOUT=['5d', '5d/4h'], confDAEMON_OPTIONS=['Name=Old, Port=26'], confCLIENT_OPTIONS=['Family=inet'], confAUTO_REBUILD=['True'], confINPUT_MAIL_FILTERS=['first', 'second, first'],
               ALIAS_FILE=['@DIR@/aliases', '@DIR@/aliases,hash:@DIR@/more', ''], STATUS_FILE=['@DIR@/st', ''], HELP_FILE=['@DIR@/help'], QUEUE_DIR=['/var/spool/q*'],
               confDELIVERY_MODE=['i', 'b', 'queueonly', 'd'], confDONT_PROBE_INTERFACES=['True', 'loopback'], _STRICT_RFC821_=['1'], _REQUIRE_QUAL_RCPT_=['1'], _NO_VIRTUSER_RECURSION_=['1'],
               confLDAP_DEFAULT_SPEC=['-h ldap.example.com -b dc=example,dc=com'], confHOST_STATUS_DIRECTORY=['.hs', ''], confPRIVACY_FLAGS=['goaway', 'authwarnings,noexpn', ''])

MAILERS = {'local': ('LOCAL', 'LOCAL_SHELL'), 'smtp': ('SMTP', 'ESMTP', 'SMTP8', 'DSMTP', 'RELAY'), 'uucp': ('UUCP',), 'procmail': ('PROCMAIL',), 'cyrus': ('CYRUS', 'CYRUS_BB'), 'cyrusv2': ('CYRUSV2',), 'fax': ('FAX',),
           'mail11': ('MAIL11',), 'phquery': ('PH',), 'pop': ('POP',), 'qpage': ('QPAGE',), 'usenet': ('USENET',), 'ssh': ('SSH',), 'xagent': ('XAGENT',)}
# Of each name in MAILERS: NAME_MAILER_PATH and so on. Some are heard by no mailer, and must not be.
PARTS = {'PATH': ['/opt/agent', '[IPC]'], 'ARGS': ['agent -x $u', 'TCP $h 26'], 'FLAGS': ['n9', 'mz', '', 'PSx'], 'MAX': ['50000', ''], 'MAXMSGS': ['7', ''], 'MAXRCPTS': ['99', ''], 'CHARSET': ['utf-8', ''], 'EOL': ['\\r\\n', ''],
         'DSN_DIAGNOSTIC_CODE': ['X-Mine'], 'QGRP': ['slow', ''], 'LL': ['1000', '0'], 'USER': ['joe', 'joe:mail'], 'DIR': ['/home/joe'], 'HOST': ['$h', 'gate']}
# Names that are put together in another way.
OTHER_PARTS = {'local': {'LOCAL_SHELL_PATH': ['/opt/sh'], 'LOCAL_SHELL_ARGS': ['sh -x $u'], 'LOCAL_SHELL_FLAGS': ['eu', ''], 'LOCAL_SHELL_DIR': ['/tmp'], 'LOCAL_PROG_QGRP': ['slow', '']},
               'procmail': {'PROCMAIL_PATH': ['/opt/pm']}, 'uucp': {'UUCP_MAX_SIZE': ['1234']}, 'ssh': {'SSH_PATH': ['/opt/ssh'], 'SSH_REMOTE_COMMAND': ['rsendmail -bs']}}
CHANGED = ['LOCAL', 'SHELL', 'SMTP', 'ESMTP', 'SMTP8', 'DSMTP', 'RELAY', 'UUCP', 'USENET', 'PROCMAIL', 'FAX', 'CYRUS', 'CYRUSV2', 'QPAGE', 'PH', 'POP', 'MAIL11', 'XAGENT', 'SSH', 'CYRUSBB', 'PHQUERY']
CHANGES = ['+Z', '-F', '+z9', '-mD', 'abc', '-DFM', '+', '']

ENDS = ['LOCAL_CONFIG\nC{Mine}alpha beta\nKmine text -k0 -v1 @DIR@/none\nD{Mine}x', 'LOCAL_RULE_0\nRann < @ $+ > $*\t$#local $: special', 'LOCAL_RULE_1\nRone\ttwo', 'LOCAL_RULE_2\nRone\ttwo',
        'LOCAL_RULE_3\nR$* < @ www . $+ > $*\t$1 < @ $2 > $3', 'LOCAL_NET_CONFIG\nR$* < @ $* .far.example. > $*\t$#smtp $@ $2.far.example. $: $1 < @ $2.far.example. > $3',
        'LOCAL_RULESETS\nSLocal_check_mail\nR$* evil $*\t$#error $@ 5.7.1 $: "550 evil"', 'LOCAL_TLS_CLIENT\nRNO $* $| MAIL\t$#error $@ 5.7.1 $: "550 TLS"', 'LOCAL_TRY_TLS\nR$*\t$#ok',
        'LOCAL_TLS_SERVER\nRFAIL\t$#error $@ 4.7.0 $: "454 no"', 'LOCAL_TLS_RCPT\nR$*\t$: $1', 'LOCAL_SRV_FEATURES\nR$*\t$#v', 'LOCAL_CLT_FEATURES\nR$*\t$#D', 'LOCAL_DNSBL\nR$*\t$: $1', 'LOCAL_UUCP\nR$* < @ near . UUCP . > $*\t$#local $: near',
        'MAILER_DEFINITIONS\nMmine, P=/opt/mine, F=lsDFM, S=EnvFromL/HdrFromL, R=EnvToL/HdrToL, T=DNS/RFC822/X-Unix, A=mine $u', 'LOCAL_CONFIG\nO Timeout.ident=3s\nTme\nHX-Mine: yes\nPspecial=7']
OSTYPES = sorted(f[:-3] for f in os.listdir(os.path.join(TOP, 'cf', 'ostype')))
DOMAINS = ['generic', 'debian-mta', 'debian-msp']


def option_names():
    """Rows of the library's own table of options, and what may be said to each: by the kind of its default."""
    names = {}
    for name in ('options.m4', 'milters.m4'):
        with open(os.path.join(TOP, 'cf', 'm4', name)) as f:
            for define, default in re.findall(r"_O\(`(\w+)', `[\w.-]+', `((?:[^'`]|`[^']*')*)'", f.read()):
                kind = 'yes' if default.lower() in ('true', 'false') else 'time' if re.fullmatch(r'\d+[smhdw]', default) else 'number' if default.isdigit() else 'text'
                names[define] = {'yes': ['True', 'False', 'true', ''], 'time': ['7m', '90s', '3', '0', ''], 'number': ['0', '7', '12345', '-1', ''], 'text': ['some words', '/a/path', 'x', '']}[kind]
    return dict(names, **DEFINES)


OPTIONS = option_names()


def call(word, *args):
    return '%s(%s)dnl' % (word, ', '.join("`%s'" % a for a in args))


def define(r, name, values):
    return "undefine(`%s')dnl" % name if r.random() < 0.04 else call('define', name, r.choice(values))


def features(r):
    """Some features, those that another needs below it."""
    chosen = r.sample(sorted(FEATURES), r.choice((0, 1, 2, 3, 5, 8, 12)))
    for f in list(chosen):
        if AFTER.get(f) not in chosen + [None] and r.random() < 0.97:
            chosen.append(AFTER[f])
    rows = [(f, r.choice(FEATURES[f])) for f in chosen]
    if any(f in NEEDS_DELAY and args[:1] == ('nodelay',) for f, args in rows) and 'delay_checks' not in chosen:
        rows.append(('delay_checks', r.choice(FEATURES['delay_checks'])))
    if any(f == 'delay_checks' and args for f, args in rows) and not any(f == 'access_db' for f, _ in rows):
        rows.append(('access_db', r.choice(ACCESS)))
    rank = {'access_db': 0, 'delay_checks': 1}
    rows.sort(key=lambda row: rank.get(row[0], 2))
    if r.random() < 0.15 and rows:
        rows.append((rows[-1][0], r.choice(FEATURES[rows[-1][0]]))) # the same again
    out = [call('FEATURE', f, *args) for f, args in rows]
    if 'preserve_luser_host' in chosen:
        out.insert(0, call('define', 'LUSER_RELAY', r.choice(RELAYS)))
    return out + ([call('HACK', 'spamtrap')] if 'access_db' in chosen and r.random() < 0.05 else [])


def settings(r):
    # With dnl behind it, the classic library leaves its line open.
    out = ["VERSIONID(`%s')" % r.choice(('$Id$ remark', 'mail.example.com, 3 May'))] if r.random() < 0.2 else []
    out += [define(r, n, OPTIONS[n]) for n in r.sample(sorted(OPTIONS), r.choice((0, 2, 5, 12)))]
    out += [define(r, n, DEFINES[n]) for n in r.sample(sorted(DEFINES), r.choice((0, 1, 3, 6)))]
    for _ in range(r.choice((0, 1, 3, 6))):
        word, values = r.choice(CALLS)
        out.append(call(word, *r.choice(values)))
    for _ in range(r.choice((0, 1, 2, 4))):
        word = r.choice(CLASSES)
        out.append(call(word + '_FILE', r.choice(FILES)) if r.random() < 0.25 and word != 'LOCAL_DOMAIN' else call(word, r.choice(LISTS)))
    return out


def mailer_parts(r, mailer):
    names = dict(OTHER_PARTS.get(mailer, {}))
    for prefix in MAILERS[mailer]:
        if prefix != 'LOCAL_SHELL':
            names.update((prefix + '_MAILER_' + part, values) for part, values in PARTS.items())
    out = [define(r, n, names[n]) for n in r.sample(sorted(names), r.choice((0, 0, 1, 3, 6)) if len(names) > 5 else 0)]
    if mailer == 'ssh':
        out += [call('define', 'SSH_MAILER_USER', 'joe'), call('define', 'SSH_MAILER_DIR', '/home/joe')]
    return out


def mailers(r):
    """Definitions and MAILER lines, the usual ones first."""
    chosen = (['local'] if r.random() < 0.85 else []) + (['smtp'] if r.random() < 0.9 else [])
    chosen += [m for m in r.sample(sorted(set(MAILERS) - {'local', 'smtp'}), r.choice((0, 0, 1, 2, 4)))]
    if r.random() < 0.05 and chosen:
        chosen.append(r.choice(chosen))
    above = sum((mailer_parts(r, m) for m in sorted(set(chosen + ['local']))), [])
    above += [call('MODIFY_MAILER_FLAGS', r.choice(CHANGED), r.choice(CHANGES)) for _ in range(r.choice((0, 0, 1, 3)))]
    return above, [call('MAILER', m) for m in chosen]


def make(r):
    """Three lists of lines: before the mailers, mailers, after them."""
    head = [call('OSTYPE', 'linux' if r.random() < 0.3 else r.choice(OSTYPES))]
    if r.random() < 0.1:
        head.append(call('DOMAIN', r.choice(DOMAINS)))
    if r.random() < 0.03:
        return head + settings(r)[:4] + [call('FEATURE', 'msp', *r.choice(((), ('[127.0.0.1]',), ('', 'MSA'))))], ['dnl'], []
    if r.random() < 0.03:
        return head + settings(r)[:4] + [call('FEATURE', 'nullclient', 'hub.example.com')], ['dnl'], []
    above, below = mailers(r)
    wanted, told = features(r), settings(r)
    if r.random() < 0.5:
        r.shuffle(told)
        at = r.randrange(len(wanted) + 1)
        body = wanted[:at] + told + wanted[at:] + above
    else:
        body = told + above + wanted
    return head + body, below, r.sample(ENDS, r.choice((0, 0, 1, 3)))
