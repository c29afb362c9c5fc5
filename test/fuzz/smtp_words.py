# SPDX-License-Identifier: BSD-2-Clause
"""What smtp_diff.py says: commands, addresses, parameters, messages, options and verdicts of rule sets."""
import re

SENDERS = ['sender@box.test', 'alice', 'sender', '', 'some@one.example', 'held', 'refused@box.test', 'later', 'dropped', 'nobody1@box.test',
           'x@nohost.test', 'x@tempmap.test', 'alice@good.test', '"quoted name"@box.test', 'a%b@box.test', '@a.test:b@c.test', 'a b', 'a@b@c',
           'a@', 'x' * 300, 'MAILER-DAEMON', 'postmaster', 'some.one@[127.0.0.1]', 'alice@moved.test', 'alice@discard.test',
           'bad\x80byte@box.test', 'a(comment)@box.test', '|prog', '/file', ':include:/x', 'x']
RCPTS = ['alice', 'bob', 'carol', 'alice@box.test', 'ALICE', 'list', 'info', 'mixed', 'biglist', 'inc', 'incgone', 'tofile', 'toprog',
         'exit69', 'exit75', 'noprog', 'remote', 'chain1', 'syntax', 'error5', 'nested', 'quoted name', '"quoted name"', 'mydups', 'moved',
         'nobody1', 'nobody2@box.test', 'blocked', 'busy', 'hold', 'ok1@good.test', 'perm1@good.test', 'temp1@good.test', 'x@nohost.test',
         'x@tempmap.test', 'x@moved.test', 'x@discard.test', 'fred', 'fay', 'frank', 'finn', 'alice+x', 'nobody1+x', '\\alice', '\\nobody1',
         'a%b@box.test', '@box.test:alice@box.test', '@good.test:alice@box.test', 'alice@', '@box.test', '', 'alice bob', 'alice,bob', 'a@b@c',
         '"|cat"', '|cat', '/etc/passwd', ':include:/etc/passwd', 'postmaster', 'Postmaster', 'root', 'x' * 300, 'alice@mail.box.test',
         'alice@[127.0.0.1]', 'alice(c)', 'undisclosed:;', 'some@one.example', 'x@bulk.test', 'x@two.test', 'x@nomail.test', 'x@tempdns.test',
         'bad\x80byte', 'alice@box.test.', '"alice"', 'x@exp.test']
NAMES = ['client.example.net', 'localhost', '', 'bad name', '[127.0.0.1]', '[IPv6:::1]', 'a_b', 'x' * 300, 'c.example extra', '(c)', 'b\x80d', '-x',
         'x.', '.x', 'a..b', 'a/b', '<x>', 'x;y', '127.0.0.1', '\tx', 'x:y', 'x@y']
MAIL_PARAMS = ['SIZE=100', 'SIZE=1', 'SIZE=3000000', 'SIZE=abc', 'SIZE', 'SIZE=', 'SIZE=99999999999999999999', 'SIZE=-1', 'BODY=7BIT', 'BODY=8BITMIME',
               'BODY=8bitmime', 'BODY=BINARYMIME', 'BODY', 'BODY=', 'RET=FULL', 'RET=HDRS', 'RET=hdrs', 'RET=X', 'RET', 'ENVID=a+20b', 'ENVID=x',
               'ENVID', 'ENVID=', 'ENVID=a=b', 'ENVID=a+b', 'ENVID=' + 'e' * 120, 'AUTH=<>', 'AUTH=x@y', 'AUTH', 'AUTH=a+3Db', 'AUTH==', 'BY=100;N',
               'BY=100;R', 'BY=-5;N', 'BY=-5;R', 'BY=0;R', 'BY=10;NT', 'BY=10;X', 'BY=x;N', 'BY=10', 'BY=', 'BY', 'BY=99999999999;N', 'SMTPUTF8', 'FOO=bar',
               'FOO', 'size=10', '=x', 'XVERP', 'REQUIRETLS', 'HOLDFOR=1', 'MT-PRIORITY=3', '<x>', 'FOO=\x80', 'BY=10;N T', 'SIZE=10=3', 'NOTIFY=NEVER']
RCPT_PARAMS = ['NOTIFY=NEVER', 'NOTIFY=SUCCESS', 'NOTIFY=FAILURE', 'NOTIFY=DELAY', 'NOTIFY=SUCCESS,FAILURE', 'NOTIFY=SUCCESS,DELAY,FAILURE',
               'NOTIFY=never', 'NOTIFY=NEVER,SUCCESS', 'NOTIFY=X', 'NOTIFY=', 'NOTIFY', 'NOTIFY=SUCCESS,', 'NOTIFY=,SUCCESS', 'ORCPT=rfc822;a+2Bb@c',
               'ORCPT=rfc822;alice@box.test', 'ORCPT=x', 'ORCPT=rfc822;', 'ORCPT=;x', 'ORCPT=', 'ORCPT', 'ORCPT=rfc822;a+b', 'ORCPT=x400;/a+3Db',
               'ORCPT=rfc822;' + 'o' * 600, 'FOO=bar', 'FOO', 'SIZE=3', 'notify=success', '=', 'RRVS=x', 'ORCPT=utf-8;x']
VRFY = ['alice', 'bob', 'list', 'nobody1', 'info', '<alice>', 'novrfy', 'alice@box.test', 'ok1@good.test', 'x@nohost.test', 'x@tempmap.test', '',
        'biglist', 'toprog', 'tofile', 'incgone', 'fred', 'alice bob', 'alice,bob', 'nobody1,alice', 'error5', 'loop1', 'Alice Example <alice>', 'inc',
        'a(c)', '<>', '@', '"quoted name"', '\\alice', 'fay', 'frank', 'mydups', 'nested', 'x' * 300, 'some@one.example', '/etc/passwd', '|cat',
        ':include:/etc/passwd', 'x@discard.test', 'x@moved.test', 'moved', 'remote', 'postmaster', 'mixed', 'chain1', 'syntax', 'alice@', '(', 'a b@c']
OPTIONS = ['PrivacyOptions=' + p for p in ('goaway', 'public', 'needmailhelo', 'needexpnhelo', 'needvrfyhelo', 'noexpn', 'novrfy', 'noetrn', 'noverb',
                                           'noreceipts', 'nobodyreturn', 'authwarnings,noexpn', 'restrictexpand', 'noactualrecipient',
                                           'authwarnings,needmailhelo,noetrn')] + [
    'MaxRecipientsPerMessage=1', 'MaxRecipientsPerMessage=3', 'MaxMessageSize=200', 'BadRcptThrottle=1', 'BadRcptThrottle=2', 'MaxNOOPCommands=2',
    'DeliverByMin=60', 'DeliverByMin=-1', 'DeliveryMode=i', 'DeliveryMode=q', 'DeliveryMode=d', 'DeliveryMode=b', 'AllowBogusHELO=True', 'MaxHopCount=2',
    'SoftBounce=True', 'SevenBitInput=True', 'EightBitMode=strict', 'EightBitMode=mimefy', 'EightBitMode=pass8', 'MaxHeadersLength=16400', 'SendMimeErrors=False',
    'SingleLineFromHeader=True', 'UnixFromLine=From $g', 'AuthMechanisms=', 'MeToo=False', 'MaxAliasRecursion=2', 'NoRecipientAction=add-to',
    'NoRecipientAction=add-apparently-to', 'NoRecipientAction=add-bcc', 'NoRecipientAction=add-to-undisclosed', 'SmtpGreetingMessage=$j hello\\nsecond line',
    'SmtpGreetingMessage=$j', 'OldStyleHeaders=False', 'DontExpandCnames=True', 'CheckAliases=True', 'MatchGECOS=True', 'RrtImpliesDsn=True',
    'SuperSafe=False', 'UseErrorsTo=True', 'ErrorMode=m', 'HoldExpensive=True', 'LogLevel=14', 'ColonOkInAddr=False',
    'BlankSub=.', 'SaveFromLine=True', 'PostmasterCopy=bob', 'DefaultCharSet=x-y']
HEADERS = ['Subject: s', 'From: sender@box.test', 'From: A B <some@one.example>', 'To: alice', 'To: alice, bob@good.test', 'Cc: x (y)', 'Bcc: hidden@x.test',
           'Message-Id: <1@x>', 'Date: Mon, 1 Jan 2024 00:00:00 +0000', 'X-Box-Check: bad', 'X-Box-Check: held', 'X-Box-Check: drop', 'X-Box-Check: later',
           'Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000', 'Received: x', 'Return-Path: <z@z>', 'Precedence: bulk', 'Precedence: junk',
           'Priority: urgent', 'Return-Receipt-To: sender@box.test', 'Errors-To: bob', 'Sender: x', 'Reply-To: y@z', 'Resent-From: alice',
           'Resent-To: bob', 'Content-Type: text/plain; charset=x', 'MIME-Version: 1.0', 'Content-Transfer-Encoding: 8bit', 'X-Long: ' + 'l' * 200,
           ' folded', '\tfolded', 'No colon here', 'Subject : space', ': empty name', 'From sender Mon Jan  1 00:00:00 2024', '>From x', 'X-8bit: \x80\xe9',
           'Apparently-To: bob', 'Full-Name: Some One', 'Subject:', 'X-Bad\x01: y', 'X-Nul: a\0b', 'To: undisclosed: ;', 'From: ', 'Content-Length: 3',
           'Delivered-To: alice', 'Status: RO', 'X-Cr: a\rb', 'From: "unbalanced <x@y>', 'To: @', 'Mime-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b']
BODY = ['hello', '', '.', '..', '.x', 'From here', '>From there', '\x80\xe9 8bit', 'x' * 1100, 'a\0b', 'cr\rhere', ' ', '\t', 'last', 'x' * 78, '--b', 'Content-Type: text/plain', '--b--']
ODD = ['', ' ', 'XYZZY', 'VERB', 'VERB x', 'ONEX', 'HELP', 'HELP mail', 'HELP xyz', 'HELP -bt', 'HELP smtp mail', 'NOOP', 'NOOP x', 'RSET', 'RSET x', 'QUIT x', 'TURN', 'SEND FROM:<a>',
       'SAML', 'SOML', 'STARTTLS', 'STARTTLS x', 'AUTH', 'AUTH PLAIN', 'AUTH PLAIN AGE=', 'AUTH LOGIN', 'AUTH FOO', 'BDAT 3', 'BDAT 3 LAST', 'XUSR', 'XCLIENT NAME=x', 'DEBUG',
       'WIZ', 'SHOWQ', 'GET / HTTP/1.0', 'POST / HTTP/1.0', 'CONNECT x:25 HTTP/1.0', 'USER x', 'DATA x', 'DATA', 'MAIL', 'RCPT', 'MAIL FROM', 'MAIL FROM:', 'RCPT TO', 'RCPT TO:',
       'MAIL TO:<a>', 'RCPT FROM:<a>', 'MAILFROM:<a>', 'NO\0OP', 'NO\rOP', 'NOOP\r', 'x' * 3000, 'NOOP ' + 'x' * 2030, 'NOOP ' + 'x' * 2100, '"quoted"', '\\back\x01slash',
       'ETRN', 'ETRN good.test', 'ETRN @test', 'ETRN #mqueue', 'ETRN #nosuch', 'ETRN forbidden', 'ETRN a b', '\tNOOP', ' NOOP', 'noop', 'Noop x', 'LHLO x', 'VRFY', 'EXPN', 'HELO', 'EHLO', 'STATS', 'IDENT x',
       '%s%n', 'RSETx', 'NOOP;', 'MAIL  FROM:<alice>', 'mail from : <alice>', 'rcpt to : alice', 'RCPT  TO: <bob> ', 'MAIL FROM:alice SIZE=10', 'MAIL FROM:<alice>SIZE=10', 'RCPT TO:<alice>NOTIFY=NEVER',
       'MAIL FROM:<alice', 'MAIL FROM:alice>', 'RCPT TO:<<alice>>', 'RCPT TO:<alice', 'RCPT TO:<alice> <bob>', 'RCPT TO:alice bob']
CODES = ['550', '553', '421', '450', '451', '452', '554', '571', '250', '354', '221', '500', '600', '200', '99', '5500', '4', '551', '552', '501', '420', '425', '521', '']
STATES = ['5.7.1', '4.7.1', '4.0.0', '5.0.0', '2.0.0', '5.1.1', '4.2.1', 'quarantine', 'unavailable', 'tempfail', 'nouser', 'nohost', 'usage', 'protocol', 'config', 'x', '9.9.9',
          '5.7', '75', '67', '69', '4.1.8', '5.1.8', '4.7.', '']


def verdict(r):
    """What a check answers."""
    roll = r.random()
    if roll < 0.08:
        return '$#discard $: discard'
    if roll < 0.12:
        return r.choice(('$#discard', '$#OK', '$@ ok', '$#local $: x', '$@ RELAY', '$#error', '$#', '$#error $: "x y"', '$#error $@ 5.7.1', '$#error $@ quarantine', '$#quarantine $: x'))
    state = r.choice(STATES)
    code = r.choice(CODES)
    text = r.choice(('no', 'not you', '4.7.1 in the text', '5.7.0 in the text', '', '$&{client_addr} of $&f', 'two\\nlines', '... dots', '$1 here'))
    said = ('%s %s' % (code, text)).strip() if code else text
    quoted = '"%s"' % said if '$' not in said else said.replace('...', '')
    return '$#error %s$: %s' % ('$@ %s ' % (state if '.' not in state else ' . '.join(state.split('.')) if r.random() < 0.1 else state) if state else '', quoted)


def option(r):
    return r.choice(OPTIONS)


def raw(text):
    return text.encode('latin-1')


def path(r, address):
    roll = r.random()
    if roll < 0.85:
        return '<%s>' % address
    return r.choice((address, ' <%s>' % address, '<%s> ' % address, '< %s >' % address, 'Name <%s>' % address, '<%s' % address, address + '>'))


def command(r, verb, addresses, params):
    words = [path(r, r.choice(addresses))]
    while r.random() < 0.25:
        words.append(r.choice(params))
    return raw(verb + ' '.join(words))


def mail(r):
    if r.random() < 0.5:
        return raw('MAIL FROM:<%s>' % r.choice(('sender@box.test', 'alice', 'some@one.example', '', 'held', 'dropped')))
    return command(r, r.choice(('MAIL FROM:', 'MAIL From:', 'mail from:')), SENDERS, MAIL_PARAMS)


def rcpt(r):
    if r.random() < 0.4:
        return raw('RCPT TO:<%s>' % r.choice(('alice', 'bob', 'ok1@good.test', 'list', 'nobody1')))
    return command(r, r.choice(('RCPT TO:', 'RCPT To:', 'rcpt to:')), RCPTS, RCPT_PARAMS)


def hello(r):
    if r.random() < 0.6:
        return raw(r.choice(('EHLO', 'HELO')) + ' client.example.net')
    return raw('%s %s' % (r.choice(('EHLO', 'HELO', 'ehlo')), r.choice(NAMES)))


def message(r):
    lines = r.sample(HEADERS, r.choice((0, 1, 2, 3, 5))) + ([''] if r.random() < 0.9 else [])
    lines += [r.choice(BODY) for _ in range(r.choice((0, 1, 2, 4)))]
    dotted = ['.' + l if l.startswith('.') and r.random() < 0.9 and l != '.' else l if l != '.' else '..' for l in lines]
    end = '\n' if r.random() < 0.06 else '\r\n'
    return raw(''.join(l + end for l in dotted))


def odd(r):
    roll = r.random()
    if roll < 0.6:
        return raw(r.choice(ODD))
    if roll < 0.9:
        return raw('%s %s' % (r.choice(('VRFY', 'EXPN', 'vrfy')), r.choice(VRFY)))
    return r.choice((mail, rcpt, hello))(r)


def transaction(r):
    out = [('C', mail(r))] if r.random() < 0.95 else []
    out += [('C', rcpt(r)) for _ in range(r.choice((1, 1, 1, 2, 3, 5)))]
    if r.random() < 0.85:
        out.append(('D', message(r)))
    return out


def together(r, steps):
    """Some of the commands at once."""
    at = r.randrange(len(steps))
    count = r.randrange(2, 6)
    group = [s for s in steps[at:at + count] if s[0] == 'C']
    if len(group) < 2 or any(s[0] != 'C' for s in steps[at:at + len(group)]):
        return steps
    return steps[:at] + [('P', [w for _, w in group])] + steps[at + len(group):]


def session(r):
    steps = [('C', hello(r))] if r.random() < 0.85 else []
    for _ in range(r.choice((0, 1, 1, 1, 2))):
        steps += transaction(r)
    for _ in range(r.choice((0, 0, 1, 1, 2, 4))):
        steps.insert(r.randrange(len(steps) + 1), ('C', odd(r)))
    if not steps:
        steps = [('C', odd(r))]
    if r.random() < 0.25:
        steps = together(r, steps)
    if r.random() < 0.7:
        steps.append(('C', b'QUIT'))
    return steps


def flat(steps):
    out = []
    for kind, what in steps:
        out += what if kind == 'P' else [b'DATA', what + b'.'] if kind == 'D' else [what]
    return out


def broken_pipe(case, theirs, ours):
    """A program that does not read what it is given: sometimes the reference takes that for its failure."""
    return any('Broken pipe' in l for l in theirs)


def answers_twice(case, theirs, ours):
    """NOOP and VERB that check_other refuses: the reference says both, and is one reply ahead from then on."""
    said = re.search(rb'(?i)NOOP|VERB', b'|'.join(flat(case.steps)))
    return said and any(kind == 'rule' and text.startswith('check_other\n') for kind, text in case.lines)


def flushed_twice(case, theirs, ours):
    """A queue run for ETRN: the process that the reference starts for it writes the replies before once more."""
    return any(kind in 'PX' and re.search(rb'(?i)ETRN', what if kind == 'X' else b'|'.join(what)) for kind, what in case.steps)


def one_report(case, theirs, ours):
    """A sender of this host that does not exist: the reference tells postmaster at once, ours when the report fails."""
    return any('Postmaster notify' in l for l in theirs)


# Where ours differs on purpose.
BETTER = (broken_pipe, answers_twice, flushed_twice, one_report)


def alike(lines):
    """The same without what is known to differ: the reference shows bytes above 127 with a bit less, up to the first NUL
    of those, and names no recipient in Received: when VRFY or EXPN named others before."""
    text = '\n'.join(lines)
    text = re.sub(r'(?m)^(500 .*: "[^?"\n]*)\?.*$', r'\1', text)
    text = re.sub(r'(?m)^(500 .*: "[^"\n]*)"?$', r'\1', text)
    return re.sub(r'(id @QID@)(?:;?\n\s+(?:for <[^>\n]*>; )?@DATE@)', r'\1 @DATE@', text)
