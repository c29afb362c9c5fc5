# made by test/fuzz/testmode_diff.py: random lines, whole and broken
check_mail host!user
.=t${
/par |/bin/cat
=s5
localaddra@[192.0.2.1]
check_mail  o'x@b
check_rcpt <hater@mail.example.com>
/parsex |/bin/cat
/try local alice+x@mail
check_rcpt <example.org!a@mail>
/try procmail aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
4 <>
=S3 x
.={t} value
/PARSEaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
*
\e // \t bob@mail.example.com
3,1,4 host!user
..{a b}a b c
\e /tryflags \t QHe
..#$&j
.($j
/c A_B@C-D.e
/c ,
\e /parse\t/var/mail/x
3,2,4  Alice A. <ali+e@example.com>
\e .Da$j 
.D($?x a$|b$.
\e ParseLocal\tpostmaster@
check_rcpt <a@>
-D21-
/parse <>
$~
/try local alice@example.org
${
/par aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
final @a.example.org,@b.example.net:alice@example.org
3=4 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com,list: a, b;,postmaster@
/canon alice
3,4 :include:/etc/list , :include:/etc/list
\e nosuch  alice@example.com , \x81x,postmaster@
\e /PARSE \t |/bin/cat
.Dfa@x y
0 a"b, A_B@C-D.e
/parse :include:/etc/list
\e /PARSE \t <<a@b>>
/parsex (
\e /map dnsmx  \x81
200  a.@b
.F $m$m
3,0  <>,@a,@b:c@d
199 A_B@C-D.e,|/bin/cat , <>
/parrs $x@yse $x@y
/gethostbyname alice
\e /dnso%o\x0bkup[example.com]
\e /try\tdiscard|/bin/cat
\e 5\ta:b
/Parse ${x}
\e .\x7fX$
ParseLocal  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
.D{client_name}[10.9.8.7]
0 dave%far@le.commail.xampmple.comle.com
/par <>
\e 1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com\x0c
x3 alice@www.example.com
\e ${client_addr}  \t
/mapauthinfoinfo@example.com
\e /parse\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
\e AddDomain \to'x@b
${x}
\e /c \t a@b,c@d,,e@f
\e =S 
3,0,4 node::alice@www.example.com
/gethostbyname example.com.
\e 2\t<
/help  a@[IPv6:2001:db8::1]
\e 1\tu@mx.example.net, root
\e .F\x81\tx\ty
/Parse dave%far@mail.example.com
..v&j
5 o'x@b
4 bob@mail.example.com , @a,@b:c@d,\alice
[
\e $_\x0c
parse  \alice
0 .a@b
\e /try\tesmtpa@[192.0.2.1]
99 alice@www.example.com
${opMode}
\e \x0b/help a=b@c
\e .Djj$j\x0c
..!${
3,0 a:b
\e /Parse \x81x
${ab
\e /try \t smtp8\t:include:/etc/list
\e # x
\e \x0d=3,4
/c a;b
/nosucha@b.
\e /par \t .a@b
/parsex a=b@c
3;0 dave%far@mail.example.com
\e /map\tdomaintable alice@example.com
\e /nosuch\t\x81x
..j$x.y
\e /c a\tb@c
new bob@mail.example.com
${j}
.D{client_ptr}x.spam.example.net
$(
100alice@www.example.com
\e 3,4 \ta@b,c@d,,e@f
$#
.=x}${
\e \t{x}200 postmaster@
\e /help \t x (omment) @ y
\e .D{opMode}\x81
\e 200\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b,host!user
3,1,4/ /var/mail/x , <carol@example.net>
check_mail <ba|d@example.or(g>"
3,2,4 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,bob@mail.example.com , "
\e  \t${x}
\e /expand \t $1
/parsedave%far@mail.example.com
/par  bob@mail.example.com
\e $\x81
\e \x0b3,0,4,1\x7fpostmaster@
\e /\t)
canonify "a,b"@www.example.com
.F{$client_addr}$&j
canonify alice@mail.example.org..
=S 4
/par A_B@C-D.e
/try relay a!b
\e /try \t smtp8\ta@b,c@d,,e@f
\e localaddr? \t,, a@b@c,A\x0dlice A. <alice@example.com>
\e 4\t\\x0bceali\x0bce
\e /t?ry fax\t(
\e check_rcpt <a::b@mail>\x0d
\e check_mai\x01 <@exa\xffmple.net>#
\e /par\t\x01@b
/Parse <>
/map authinfo a b c
"3"@
\e /tryflags \t Hs
/${x}
ParseLocal list: a, b;, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
3,5 a!
\e 3;0\t/var/mail/x
.DC}$x.y
chec  k_mai(l alice
\e ,3\t<>, list: a, b;
check_rcpt <discardto@mail.example.com>
\e EnvToSMTP\t>, "q w"@example.org, o'x@b
canonify a:b
/ca@b, c@d
\e localaddr\t${x},@
.F($?x a$|b$.
.D{client_resolve}OK
? x
\e /header  Text:\talice@example.com
/Parse <<a@b>>
\e /parse\troot
//  @
3,,0 $+@$-
il <bad@example.org>:check_mail <bad@example.org>
.D{client_resolve}FAIL
\e /c\t@exmple. om~
3=4Alice A. <alice@example.com>
/tryflags HR
3,nosuch,0 Alice A. <alice@example.com>
3,no,such,0:include:/etc/lit, alice , (
\e /map nosuch\t1 2
\e /PARSE\tAlice A. <alice@example.com>
/PARSE(
=2
- d12.4
\e check_rcpt\t|/bin/cat, bob@mail.example.com
D$+@$-
\e 3,0 \t${x}
$
2  Alice A. <alice@example.com>
\e 100@a,@b:c@d , alice@nosuch.invalid,gr\xfc\xdfe@example.com
'
\e Parse0 \tlist: a, b;
4  <<a@b>>
$}{j}{j}{j}
MailerToTriplea;b
check_mail aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
.d={t}value
\e \x0d3,0 a@b,c@d,,e@f, <<a@b>> , u@mx.example.net
=scheck_rcpt,3
\e 3;0 \t ,.a@b, <>
\e /maphost\t1 2
.D{client_name}later.example.net
/map nosuch  From:x
\e /map\tvirtuser 1 2
/parse a:b
,C+$j!.C+$j
3 a!@example.org
\e 99 \t,
$|
/canonw,w
\e /map \t bestmx www
\e ParseLocal \thost!user
.X$value
\e /map\tarith From:x
\e /parse a\tb@c
.d|"q"
check_rcpt <a%mail.example.org>
3,0,4,1 a@[IPv6:2001:db8::1]
=X3
\e check_rcpt \x01@b
parse a:b,host!user
$w
\e  /parse  A_B@_B@C-D.eC-D.e
/nosuch|/bin/cat
/tryflags H
/parse alice@x
2 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
/header From:hello
\e 3,1,4 \taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b, $x@y
-\x21.121.121.1.1
canonify aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa , a;b
\e EnvFromSMTP \x81x
.@/ a.@b/ a.@b
/tryflags SSHs
.f$&j
/tryflags ,H
\e /par \t host!user
// @
.DC(value
\e 99 \t"q w"@example.org
\e $ 
\e 3x a\tb@c , /var/mail/x
$.
&/expand$j
.D=R value
-1 :include:/etc/list
.X=a b c
3,  "
=0
3,2,4 o'x@b , ,,<carol@example.net>
\e /try  esmtp\t@a,@b:c@d
.D{client_ptr}partner.example.org
\e  check_}mail <bad@example.ororgd@example.org>>gd@example.org>>
\e x3\ta@[IPv6:2001:db8::1]
03$+@$-
MailerToTriple ${x} , .a@b,(
\e MailerToTriple \tA_B@C-D.e
/Parse aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
.C=R value
5 a@b, c@d, :include:/etc/list , aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.{x}om
a bdave%far@mail.example.com
/gethosbyname  b TXT1
localaddr  :include:/etc/list
/nosuch  <carol@example.net>
\e 5 \t<carol@example.net>
\e "3" \trootu@mx.example.net, 
.F={t}
/gethostbynameexample.com. MX
\e /gethostbyname \t mail.example.com inet
D postmaster@
\e 3;0   a=b]\t@c
\e \x0d/nosuch \t a@b, c@d
.D"$&j
"3" <carol@example.net>,dave%far@mail.example.com, host!user
\e /help \t Alice A. <alice@example.com>
\e ..$\tx\ty
\e MailerToTriple\t$+@$-, a;b
/expand $$ #
/PARSE  |/bin/cat
\e x3 \x81x, postmaster@, $+@$-
\e \x0dAddDomain\ta@[IPv6:2001:db8::1]
\e \t5\talice
\e / \t a@b.
\e /help Al/\x9fce A. <alice@example.com>
\e 
/trydsmtp x (comment) @ y
D o'x@b,"
\e EnvToSMTP \t/var/mail/x
$-
3,2,4 (c) alice@www.example.com
\e check_mail\ta;b
\e c~anonify\t(
\e $ \xff,
\e 3,\tAlice A. <alice@example.com>, dave%far@mail.example.com
D aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
/canon "www
.D{client_name}x.spam.example.net
.{x}vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv
.d=R$x.y
\e /PARSE\ta@b.
3,4),A_B@C-D.e
check_rcpt <x@sub.relayme.example.org>
/parsex @
\e  
\e 3x\ta:b
\e 199 \tAlice A. <alice@example.com>
ParseLocal > , .a@b,<<a@b>>
/PARSE /var/mail/x
$j
checkrcpt <@>
>
/map passwd www
$g
\e 0 \ta@b.
/parsex"q w"@example.org
% alice@example.com
\e /help\t@a,@b:c@d
$&
.DC={none} value
check_rcpt <@mail.example.com:a@mail.example.org>
\e % gr\xfc\xdfe@example.com , root, a@[IPv6:2001:db8::1]
\e .Df@|e\x0bxample.net
localaddr @example.com
\e 1) , a\tb@c, a@b@c
,3 list: a, b; , ,, a.@b
199  ${x}
.D+"q"
/Parsea"b
\e check_mail\tbob@mail.example.com,,
canonify${x} , list: a, b;
\e /tryprocmail\t:include:/etc/list
\e /parse \x81x
\e .D\x81
\e \x0d"3" > #
\e /Parse\ta@[192.0.2.1]
$$
..f$&j
AddDomain$|
/canon [
localaddr"q w"@example.org
- d33.9
\e 99<<a@b>> , \x01@b
\e /c  )gr\xfc\xdfe@!example.com)gr\xfc\xdfe@!example.com
EnvFromSMTP a@b@c
200a.@b , /var/mail/x
199/var/mail/x
\e 1$99 \x01@$j
\e /try \t *file*aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
$@
\e /tryflags \t erS
\e \x0c/c* :include:/etc/list
3 .a@b. , a@b., u@mx.example.net
/try esmtp a.@b
3=4 a@[192.0.2.1],:include:/etc/list , x (comment) @ y
\e .DZ\x81
.F{$j
\e /c \t $+@$-
03  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
\e localaddr alice.REDI*REC].\x0d
$!
// :include:/etc/list
$"
canonify  o'x@b
\e 1 \t" , <carl@example.net> , bob@ma?l.example.com
\e /try local root@mail\t
check_mail a@b., /var/mail/x
/tryflags sx
$j x
\e Translate,check_relay\tgr\xfc\xdfe@example.com, alice@example.com
\e AddDomain\t ,gr\xfc\xdfe@example.com
\e \x0d.)d==$:j
.DC{opMode}
/try relay alice+x@mail.example.com
=
\e 99 \taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
\e check_rcpt  \x81x
/try  a@[IPv6:2001:db8::1]
\e 3,0,4,1 \tu@mx.example.net
..{}vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv
/gethostbyname2001:db8::1
canonify @
3 alice@example.com
.D|$?x a$|b$.
\e /canon \t dave%far@mail.example.com 
\e 3=4 gr\xfc\xdfe@example.com,a\tb@c
check_rcpt <x@reject.example.org>
/ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
\e /pars{\x9fex\ta@b,\x81c@d
/c o'x@b
3x  (
\e /try \t<>
.C=w x value
.DC*${
/help "q w"@example.org
/tryflags Q
${}
check_mail <alice@mail>
3host!user,alice
/parse a@b,c@d,,e@f
check_mail @a,@b:c@d
\e 100 \t\x01@b
.Xa${x}{
\e )  \t
/header  Return-Path: (c) b
ParseLocalo'x@b,a@b, c@d, a:b
/para=b@c
3,#,4 >, postmaster@, o'x@3,1,4 >, postmaster@b
\e Parse0 \tgr\xfc\xdfe@example.com
check_rcpt <bob@nosuch.invalid.test>
\e /headerReply-To:\t<x@y>
.j xvalue
\e /tryflags \t rR,
check_mail alice
/tryflags r
$/parsex 'x@b<
3,0,4,1 alice, $x@y , .a@b
.Cb"q"
check_relay (, a"b, x (comme;nt) @ y
/help <carol@example.net>
.{addr_type}$m$m
check_relay <>
- d20-22.3
\e 3,nosuch,0 $+@$- , $|  \t
\e EnvFromSMTP\ta@[IPv6:2001:db8::1],dave%far@mail.example.com , a@[192.0.2.1]
\e /gethostbyname\tbob@mail.example.com
\e x3\talice@www.example.com
check_rcpt <a@x y>
.D+$?x a$|b$;.
\e /nosuch\t@
AddDomain  alice@www.example.com
/map xlataaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
!2 @b@c
canonify alice , a:b
.d+
3, @,alice@nosuch.invalid
/nosuch @a,@b:c@d
/tryflags rrR
a b, o'+@b
/map bestmx%0
%tr<y useneta;b
/try smtp  |/bin/cat
0  alice
check_rcpt host!user , aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,dave%far@mail.example.com
\e check_rcpt\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
/he-ader  Received : "
"
-x60.5
3,1,4 a@b.
100 alicenosuch.invalid
4(
\e /expand \t $
\e 0 a\tb@c
.D={VirtHost}
\e 3,2,4 \ta@[192.0.2.1], aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com,$x@y
//a@[IPv6:2001:db8::1]
\e /Parse \t )
1A_B@C-D.e, a@localhot{x},\alice
-D.1
%"q w"@example.org, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com , \alice
/par a;b
.jjvalu/e
check_rcpt <bob@mail.example.org>
,4+  "
200  postmaster@
MailerToTriple a:b
\e new host!user, \x01@b
.D{cl{ent_p!r}d.exampl  e.net
4a@~localhos, x (comment) @ @ y y
/parse  "
\e  check_rcpt <discardto@mail.example.com>
\e \t/try local alice@example.com
\e .{daemon_flas}\tx\ty
\e nosuch),a@b,c@d,>,e@f 
=S2
\e check_mail\t$+@$-
=check_mail
.C{} valu.C{} va valu.C{} vlueeluee
// a.@b
nvToSMTP :include:/ec/list, root
-1 a"b
\e \t/map arith  alice
nosuch A_B@C-D.e
\e -1\t:include:/etc/list
\e /gethostbyname a@b,c@d,,e@f\x0c
AddDomain a=b@c
check_rcpt <x@relayme.example.org>
\e  /help \t <carol@example.net>
\e new\tx (comment) @ y
\e /help Alice A. <alice@example.com>\x0d
EnvFromSMTP Alice A. <alice@example.com>
//  alice@example.com
.&value
/tryflags   S-
Local_check_mail aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
5 u@mx.example.net, host!user
\e 03 \ta\tb@c, @a,@b:c@d
,3),x (comment) @ y , .a@b
check_mail <root>
.DCv$?x a$|b$.
/tryflags ,E-R
/try esmtp @a:b@example.org
\e '\x81
\e new \tx (comment) @ y
.D{client_addr}198.51.100.21
.Cx
\e 5\t)
\e /gethostbyname  a b TXT 1 
\e \x0d/par  a=b@c
/canon  [
canonify <,alice@example.com
\e /parsex\talice@nosuch.invalid
/expand$?x yes$|no$.
/canon [example.com]
\e /map  host\tmail.example.com
$jj
\e 3,0,4,1 \tx (comment) @ y,alice@www.example.com,\x01@b
\e /try \t prog u@mx.example.net
3=4  $x@y
/parsealice
/parse<
=XTranslate,check_relay
0 bob@sub.sub.sub.example.=et
\e /tryflags\tRR-
/try smtplist: a, b;
"3"a=b@c, @a,@b:c@d
.DCa"q"
% :include:/etc/list
3,1,4 alice@[mail.example.com]
%o'x@b
\e  /par  bob@mail.example.com
\e AddDomain \t<
/try error  a:b
\e nosuch \talice@nosuch.invalid
\e /help \t )
/try esmtp alice@[192.0.2.1]
\e /\t$}@$-
\e /header \t Resent-To : aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
check_mail <mailfromrelay@example.org>
\e /par \t "q w"@example.org
3 @example.com
$1
"3" dave%far@mail.exae.com,host!usermple.com,host!user
\e .D{client_addr}203.0.113.5\x0c
new alice@example.com
\e /expand\t$?{nosuch}a$.b
\e D :include:/etc/list, alice@nosuch.invalid,\x81x
3,0,4,1 dave%far@mail.example.com,\alice, u@mx.example.net
/gethostbyname EXAMPLE.COM
\e 3, \x01@b
Local_check_mail a@[192.0.2.1]
\e check_rcpt\t\x81x
99 a@b@c
MailerToTriple u@mx.example.net
.D}$x.y
nosuch $|, Alice A. <alice@example.com>,A_B@C-D.e
\e 5 # \x0c  \t
check_relay A_B@C-D.e
/header Content-Length : (c) b
% aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
.D{client_addr}203.0.113.5
check_mail <a@oclhos>
.D{client_resolve}TEMP
\e EnvFromSMTP\tx (comment) @ y, @,a:b
-x0
\e 3,4\x81x
parse dave%far@mail.example.com
\e /try uucp\ta.@b
\e 3, \ta:b
\e 4  a.@b, <,gr\xfc\xdfe@example.com
\e /mait\x7fh [p \t \x0drit\x7fh [
/nosuch <
.C_
canonify :include:/etc/list
\e 3,1,4 a;b, host!user , gr\xfc\xdfe@example.com
\e parse \x81x
/c a@[IPv6:2001:db8::1]
\e /tryflags\t
3,4 host!user
Parse0  |/bin/cat
\e 199 \ta;b
\e ,3\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
/map virtuser 1
.*value
\e /PARSE \x81x
/canon bob@mail.example.com
99  alice@www.example.com
locaalad*~dra@b@clad*~dra@b@c
=S99
-D
/try discard ${x}
\e  @a,@b:c@d , a@[192.0.2.1]
check_relay a;b
\e \x0b/header  Errors-To : aaaa\x0caaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa<aaaaaaa
1  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b , @
\e Parse0  a\tb@c
\e parse \t>
.DC? value
3xdave%far@mail.example.com
\e MailerToTriple \t@
\e /try \t smtp8@a,@b:c@d
/sendr \alice
\e /  root\x0c
1a@[IPv6:2001:db8::1]
/parsex postmaster@
new  |/bin/cat
check_mail <"spammer"@example.org>
/c  a.@b
/expand $j
/map arith postmaster
\e 3;0 \t>,>, ,
\e /help \t postmaster@
check_rcpt <@>
a b $| , aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b , a@b.
//  Alice A. <alice@exmple.com>
x3a:b
check_relay  <>
.DCj${
\e  ),<>
\e /parse\t${x}
check_rcpt <a%relayed.example.org@mail>
03 a.@b,alice@nosuch.invalid,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
EnvToSMTP  root, alice@nosuch.invalid
/parsexa@b, c@d
\e 3,4\tA_B@C-D.e
/gethostbyname <carol@example.net> MX
4 .a@b
0 Alice A. <alice@example.com>
/expand $&j
// ,
localaddr alice%www.example.com
.={VirtHost}
\e /map\x0c \t user%lice@example.com
3,1,4 a@b, c@d,a;b , postmaster@
/header Precedence:"
/tryflags S
/trysmtp <<a@b>>
3,1,4 @:alice@example.org
AddDomaina@[192.0.2.1]
.DC=$x.y
/tryprocmail  Alice A. <alice@example.com>
\e /map macro\t1 2
3,,0 .a@b
\e #
\e 3,4 \taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
03 >,< , a.@b
\e /c\x81x
\e MailerToTriple\ta@b, c@d
/canon[example.com]
newbob@mail.example.com
/map  arith www
parse node::alice
\e /tryflags e- 
.D{mail_from}a@x y
check_mail <a@[192.0.2.60]>
canonifyaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
\e /nosuch \t alice@www.example.com
/parse alice
/map macro1 2
Local_check_mail  $x@y, a@b.
\e /parse\tpostmaster@
1 $+@$-
Translate,check_relay d.example.net $| 192.0.2.50
/para:b
.DC?${
// a;b
/parseaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
$l
\e a b  gr\xfc\xdfe@example.com
\e /header Mail-From:\t<x@y>
x3o'x@b
?
\e \x0b3,4  alice , postmaster@ , a\tb@c
3,1,4 postmaster@
$f
%root
/PARSE x (comment) @ y
/parsex aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
MasqHdro'x@b , <, a=b@c
3, $|
/try esmtp dave@example.com
.x$&j
check_relay (
Translate,check_relay  a@b.
3, <<a@b>>, a.@b
.dw$<.y
\e 99\t\x01@b, $| , ${x}
.D{mail_from}mailfromrelay@example.org
/PARSE alice@nosuch.invalid
new .a@b
\e .Xa$?x a a$|b$.}$|b$.\x0d
\e 3\t$x@y,a@b@c,root
/gethostbynamemx.example.com
check_mail <a@host.UUCP>
\e Local_check_mail\t${x}
\e /Parse \t ,
5 alice@foo_bar.example.org
\e   /var/mail/x
\e /PARSE a\tb@c
/gethostbyname a@b, c@d
\e new \talice@example.com
\e \x0bcheck_rcpt <postmaster>
// a@b, c@d
/headerContent-Length:"
\e /Parse \t \x01@b
?x
\e -/tryflags \t Htryflags  H
+
=S 3,2,4
\e 3,4\tlist: a, b;
3;0  ${x}, a@[IPv6:2001:db8::1]
\e 3,2,4\ta@b.
;
/tryflagshRr-
03 $|
/try{x}local a%b@mail.ex=m/ple.com
\e /help \t a.@b
1 @example.com
\e 200\ta@b, c@d
\e /\ta:b
3,nosuch,0 <carol@example.net>, "q w"@example.org
/parsex alice@nosuch.invalid
\e /map nosuch\talice@example.com
\e .X\x81$m$m
/ .a@b
.d?a b c
\e \x0d/parse /var/mail/x
3x "
/canon dave%far@mail.example.com
/Parse "q w"@example.org
\e /gethostbyname\t<carol@example.net> inet6
/canon www
\e .D{  client_pt\t}
=Translate,check_relay
\e Parse0 \t"q w"@example.org, )
MailerToTriple  alice@nosuch.invalid
3,,0 a@b,c@d,,e@f , ${x} , ,
canonify (
\e  Parse0x (comment) @ y
check_mail <a@b@c>
$}
ParseLocal"q w"@example.org
\e /map xlat\talice
\e 3x \t<carol@example.net>
\e .\x01 
canonify a=b@c, a:b
\e /parsex gr\xfc\xdfe@example.com
/try esmtp alice@example.com
/Parse @example.comarse@example.comarse@example.comom
\e /Parse\ta.@b
3,4 >
\e /expand\t${
\e /tryprog\t,
a)
\e  /tryusenetaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
\e 0 (\x9f=
/try  error  host!use
%
\e parse   
.DC_$m$m
/try *file*  @
\e /gethostbyname\t- TXT 1
\e 0\t<<a@b>>,${x}
$B
parse(, .a@b
\e 3,2,4 \ta"b,postmaster@ , alice@nosuch.invalid
\e \x0b-38.20
\e \x0b.Djj$x.y
\e /parsex\t$+@$-
3,,0 "q w"@example.org
canonify<>
/c alice@www.example.com
3,,0.a@b
\e D \x81x , Alice A. <alice@example.com>
\e ^/p\xa0arse a#b@@xample.net
\e /c\x01@b
check_relay \alice
<
\e /tryerror\tA_B@C-D.e
/tryerror <<a@b>>
AddDomain  ,a:b , A_B@C-D.e
.d#$&j
.C{opMode} value
=S4
x3  /var/mail/x
$m
=loca-addr
\e \x0b${client_addr}
\e /try uucpa\tb@c
\e AddDomain \t${x},x (comment) @ y
\e \x0da b A_B@C-D.e,${x} , x (comment) @ y
/c x (comment) @ y
\e 3,,0\t"\x0d
a b a@[IPv6:2001:db8::1],(,alice@www.example.com
\e 3,2,4 a\tb@c,) , alice@www.example.com
\e ..{}\x81
localaddr alice.REDI!RECT
.DC==value
/pabrse a:b
\e .! value\x0d
99 /var/mail/x
\e \x0d/try *file*\t@example.*com
$*
\e /parsex\troot
\e 3,2,4 \ta\tb@c
\e  199host!user
\e 3,,0postmaster@ , a"b , gr\xfc\xdfe@example.com
\e 0 bob@sub.sub.sub.exam\x9fple.net
$u
/gethostbyname [
.X={none} value
\e parse\t\alice , root
/try local host!user
\e \t=S4
/PARSE bob@mail.example.com
/paralice@nosuch.invalid
/try smtpa.@b
/help a@[192.0.2.1]
\e .D==\tx\ty
MailerToTriple dave%far@mail.example.com
99 a@[192.0.2.1],$x@y , /var/mail/x
.D{client_name}h.relayed.example.org
.dw
3,4|/bin/cat
.D=1${
\e \x0d3,0,4 node::alice@www.example.com
.D{client_ptr}
/<a@b>>
\e 3,0,4,1\t@a,@b:c@d
3=4 dave%far@mail.example.com, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,alice@www.example.com
0 |/bin/cat
a b a@[IPv6:2001:db8::1]
check_mail <a@mail>
\e \x0dcheck_mail <root>
\e /gethostbyname \t byname \t alice@exampalice@exampe.com
1@a,@b:c@d
check_mail <errme@example.org>
/headerSubject : hello
.F$$&j
Parse0 a@[IPv6:2001:db8::1]
\e .C@\x81
\e Translate,check_relay alice@www.example.com, a@b@c,(  \t
\e \t/try error<carol@example.net>
\e .DC*\x81
ParseLocala;b
-1
/ >
EnvFromSMTPAlice A. <alice@example.com> , aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com,<>
ParseLocalalice@nosuch.invalid, $+@$-, <carol@example.net>
\e % \ta"b,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
/parsex <>
\e MailerToTriple\\t"q "@example.org
\e MailerToTriple\t<, a=\xff@c,a"b
check <a@x y_rct <a@x y>
/PARSE |/bin/cat
\e \x0d/  gr\xfc\xdfe@exampl  gr\xfc\xdfe@example.omcoe@example.omcoe.omcoe.omcom
.D{client_name}[192.0.2.51]
\e Local_check_mail \t${x}
/c alice
3,2,4 $+@$-
/gethostbyname aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example
$x
nosuch  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
\e /map \t storage\t+
/try smtp8@
check_mail <>
nosuch u@mx.example.net, a@[192.0.2.1]
=S
/nosuchaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
.C "q"
199 @example.com
.DC{daemon_flags}$m$m
\e ,3 \t)
\e 0 \talice@www.example.com
100 a@b.
/q  itxa@b,c@d,,e@f
\e  ParseLocal \t\alice
AddDomain  Alice A. <alice@example.com>,alice@example.com
\e /P"ARSE a\tb@c
3,,0 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
MailerToTriple .a@b, $+@$-
/PARSE ,
\e lcaladdra@, c@d , a.@ocaladdr\ta@, c@d , a.@b
// root
/PARSE @example.com
\e /Parse\tdave%far@mail.example.com
\e /map\twww
.D=w"q"
,3 alice@nosuch.invalid
\e /gethostbyname \t 2001:db8::1
\e 3x ls)t: \x81a, b; , <>
/parsealice@www.example.com
\e /header \t To : alice@example.com
\e /help\talice@www.example.com
\e \tu@mx.example.net
check_mail a@b@c,a"b
\e \x0b${j}
3, dave%far@mail.example.com
\e /h\x9feader Subject : 
3,1,4 <
\e localaddr\thost!user
\e a b host!user , a@b, c@d,gr\xfc\xdfe@example.com
\e /sende\x0d\tx (comment) @ y
\e parse\t@example.com,|/bin/cat, alice@example.com
check_relaya@b.
/help.a@b
/par alice@example.com
\e canonify\x81 alice@nosuch.example.com
/Parse bob@mail.eample.com
/canon example.net
\e /tryflags\tQ
4 <<a@b>>
.DC}value
check_relay @
/expand $=w
\e /\t.a@b
/help  root
\e /expand \t $?{nosuch}a$.b
AddDomain alice@www.example.com
\e \tcheck_rcpt <x@sub.relayme.example.org>
=s4
\e parse\tdave%far@mail.example.com, a@b, c@d,/var/mail/x
\e "3" \t|/bin/cat,o'x@b,$|
\e /parse\ta;b
\e 100\ta@b@c, a\tb@c
\e 3,0,4,1\talice@www.eample.com,a@localho#t,.a@b
localaddr aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com #
\e -1 \t$x@y
=X3,1,4
3,2,4 a@b@example.org
2 A_B@C-D.e
\e /nosuch \t gr\xfc\xdfe@e{x}xample.com
check_mail <untagged@example.org>
/parse ${x}
/help@a,@b:c@d
/try relay alice@nosuch.invalid.test
3,0  a@b.
\e /PARSE\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
\e .d\x81
${addr_type}
/parse  bob@mail.example.com
.F{j}$&j
\e localaddr a\tb@c,a@[IPv6:2001:db8::1]
.DC{x}${
%  host!user
\e 3,0 \x81\x81x, a@b@c
\e /parsex\ta:b
\e ParseLocal\tpostmaster@ , u@mx.example.net 
.F=R$?x a$|b$.
/map host alice@example.com
\e /Parse\ta@b.
3,nosuch,0  a@[IPv6:2001:db8::1]
199 a;b
/header Precedence:alice@example.com
\e /gethostbyname \t bob@mail.example.com
MasqHdrdave%far@mail.example.com
.D.$x.y
/parse$x}#
.D=R
-D21.12,60.1
.DC?vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv
\e .D{client_name}[10.9.8.7]\t
canonify  $x@y
Parse root
\e /parsex \t A_B@C-D.e
/@a,@b:c@d
/tryflags HS
/canon host!user
.d{a-b}$?x a$|b$.
a b aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com, a@b,c@d,,e@f , A_B@C-D.e
/nosuch.a@b
\e /expand\x81j
.C|vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv
.D{client_addr}10.9.8.7
\e \ta@[192.0.2.1]
.D{}
3,0 x (comment) @ y
/n<such  @examp  le.com
=nosuch
\e /tr}fla\x0bgs\tHQxr
\e 1\t=a:b\x81
/parse a"b
check_relay <<a@b>>
\e /try esmtp alice@[192.0.2.1]  \t
/<carol@exmple.net>
check_rcpt <"a@example.net"@mail.example.com>
/gethostbyname a@b,c@d,,e@f
nosuchdave%far@mail.example.com
\e /gethostbyname \t a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.b
/Parse ,
/expand text
\e MailerToTriple \taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
/parse .a@b
/header: "
\e new a\tb@c
.Fw$m$m
/gethostbyname.
3,4 postmaster@
Local_check_mail <
/parse  host!user
-1 alice@example.com
\e ParseLocalo'x@b 
/try relay postmaster@example.com
\e new\t<carol@example.net>
\e .C{daemon_flags}\tx\ty
\e /gethostbyname\thost!user MX
\e 200\thost!user
parse"q w"@example.org
=Xcanonify
MailerToTriple  po^stmaster@
\e a b  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  \t
.D={none} value
\e /P[{x}rse\t$+@$
a !b !
\e /h/header \t Date "eader \t Date "
// Alice A. <alice@example.com>
\e =S3 \t
/gethostbyname  mx.example.com inet
\e .DC#\x81
\e 99\x01@b, Alice A. <alice@example.com> , a@[192.0.2.1]
/try esmtp alice@host.UUCP
\e check_rcpt <>, ,,u@mx.example.net\t
check_mail <friendly@example.org>
a b a@[192.0.2.1]
.d1"q"
\e fi\x9fnal>\xff
nosuch alice@example.com
3 <<a@b>>, root,alice@nosuch.invalid
MailerToTriple Alice A. <alice@example.com>
/PARSE  (
\e /pars\ta2.0.2.\xff1]@[192.0.2.\xff1]
\e 199o'x@b, a"b, a\tb@c
\e Local_c,eck_m\x0cailalice@nosuch(.invalid
/try esmtp alice@www.example.com
\e .$\x81
^,0,4,1 |/bin/cat, <<a@b>>
\e /map\tvirtuser  +
/Parse<>
100 A_B@C-D.e
/try relay alice@sub.example.com
\e ParseLocal\ta@[192.0.2.1], a@b.
.X={t}
Ma<ile[rToTriple alice
\e  \t<carol@example.et>, "q w"@exampl=e.org
\e parse \tu@mx.example.net, alice, $+@$-
EnvFromSMTP  host!user , a.@b
2 o'x@b
EnvToSMTP "
check_rcpt <blockeduser@www.example.com>
/tryflags -rQ
/header Via : alice@example.com
.DC={t}$&j
\e /parse@example.com\x0c
/c a.@b
\e 1\ta.@b,", aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
a b\alice
\e // \t <<a@b>>
\e /PARSE \t <
199 alice
\e /try \t discard |/bin/cat
\e .DC=M\tx\ty
2alice
\e 3\t@example.com
\e /par\t.a@b
/Parse @example.com
/parse A_B@C-D.e
&
..={t}$j
\e C{x}\t\ty
\e /par\t>
03 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b,$| , a;b
3,1,4 a@[IPv6:2001:db8::1],>, a@[IPv6:2001:db8::1]
\e /tryflags \t ,xSS
x3 @a,@b:c@d
\e check_rcpt\ta@b,c@d,,e@f,dave%far@mail.example.com
\e 3;0 \x81x
\e Translate,check_relayAlice A. <alice@example.com>,<> , a;b\t
/canon a b
${client_addr}
.D&$x.y,
\e  \t \alic\x01/PARSE \t \alic
/nosuch @
\e /map nosuch\t1
\e D\troot
\e EnvFromSMTPalice@www.example.com,\x81x,o'x@b
-x38.20
\e -1\t\x01@b, a\tb@c , a=b@c
2 a@b.
$M
/canon  [example.com]
\e \x0bcheck_mail bob@mail.example.com
\e nosuch \t/var/mail/x
/nosuch @example.com
..=R"q"
/canon ..
/c :include:/etc/list
\e parse  \x81x
/help<>
/mapaccess%0
/tryflags HRQ
=$
check_rcpt <mail.example.org!a@mail.example.com>
1  <>
.==  alue
-1  @a,@b:c@d
/canon www.example.com
\e Parse0\t)
/map bitdomain"a b"
\e /headerResent-Message-Id:\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\x0baaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
5a@b,c@d,,e@f
\e \t..\x81${
3x@example.com
\e  .m$m$m
.C=t value
.DCavvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv
"3":include:/etc/list,alice@example.com
\e /expand \t $$
/try  a@[192.0.2.1]
=sparse
.F={${
\e 5 \ta){@b, c@d
\e .Du\xa0value:
/expand$
\e 0\tbob@mail.example.com
.X=1
new  alice@example.com
MasqHdr"
:include:/!etc/list/Pase :include:/!etc/list
\e /header\tContent-Type:hello
\e /\t@a,@b:c@d
5 a=b@c , a@b@c
100postmaster@
\e -1 \t${x}
D  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
3;0@example.com
\e / \t ,
nosuch "q w"@example.org, bob@mail.example.com
\e /try\tdiscard @a,@b:c@d
3;0 alice@www.example.com , |/bin/cat , <>
AddDomain  a@b.
\e $? 
che".k_mail host!use , $x@y
.DC$$m$m
=parse
\e "3"  
/canon mail.example.com
/tryflagsQ
/try  smtp @a,@b:c@d
/Parse  <>
~
1 $| , a;b , list: a, b;
nosuch a@b.,<>
=X3,0
//a@b@c
\e 3,nosuch,0 \troot
\e MasqHdr\tbob@madr\tbob@mail.example.il.ex*ample.com,$|
\e /PARSE\ta@b@c
\e new  \x81x
\e /expand \t $?x yes$|no$.
-"d21.12,60.1
3,0,4 root
\e 100  a@+, c@d  \t
\e ParseLocal Alice A. <alice@example.com>, Alie A. <alice@example.co\x7fm>
/ root
3,0  a@b@c
\e 100 \ta\tb@c, (,,
\e \x0d/help $+@$-
${j}${j}
F!$m$m
/PARSE a"b
\e ..{daemon_flags}\x81
.D~
MasqHdr" , a"b,a@b, c@d
=G
check_mail <spammer@example.org>
<))
\e 3,0,4,1 \t>
03 list: a, b;
\e /expand\t$=w
.DC={w}$&j
/try a=b@c
/canon [192.0.2.1]
/expand $
3,0 friends: alice;
/expand  ${
\e /tryflags 
\e "3" <carol@example.net>,a\tb@c
\e %\tdave%far@mail.example.com
/parse $x@y
ParseLocal(
.!$x.y
localaddr  a:b,a@b,c@d,,e@f,a.@b
\e /parse\ta\tb@c
MasqHdr@example.com
\e .d}\x81 
\e /map dequote \x81
\e // gr\xfc\xdfe@example.com
EnvFromSMTP  a:b
\e new\t\x81x
/parsex<>
a b postmaster@
/gethostbyname []
check_relay  "q w"@example.org , @a,@b:c@d
% list: a, b;
.Fg$&j
\e /try\trelay\thost!user
\e 100 \x01@
\e canonify <, <carol@example.net>\x0d
checkmail <a@.>!
2 A_B@C-D.e , aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com , bob@mail.example.com
\e  \taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
\e /help \t \x01@b
\e .D$\x81
\e \t/par \t postmaster@
check_mail <tmp@example.org>
\e /PARSE\t@\xa0alice
3,0  dave%far@mail.example.com,,
/try discardu@mx.example.net
/nosuch  a@[192.0.2.1]
EnvToSMTP a@b. , \alice
.Xa$j
${x}y
\e /help \t a: #
/trags flags
/headerFrom (c) b
\e .D{x}y\x81
.d}${
EnvToSMTP  <
199bob@mail.example.com
/expanda b  c
nosuch $|
\e final \tAlice A. <alice@example.com>
3=4 ${x}
$mC={$m$m
/parsex .a@b
\e /map\tpasswd\t@example.com
3,2,4 a.@b
\e 3,,0 \tu@mx.examle.net
\e .d{x}\x81
parse <>,alice@example.com, alice@www.example.com
\e \x0b/canon \t [192.0.2.1]
\e \x0bnew \to \to'x@b'x@\tb
.F(uevlu\
\e 3,nosuch,0\t a@b.
\e 3,nosuch,0 a\tb@c
//  dave%far@mail.example.com
/c /var/mail/x
\e 3=4 \t@
\e / \t |/bin/cat
3,0 $|, x (comment) @ y, alice@example.com
.DC{j}$j
\e /try usenet  .a@b\x0d
/try LOCALx (comment) @ y
3, (
\e \t100 @a,@b:c@d , root, $|
\e \x0d/parse "
.DCjvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv
\e Translcheck_relaya\tbcate,check_relaya\tbc
\e 3x \ta=b@c
/mapstorage postmaster
;x  <<a@b>>
3;0 dave%far@mail.example.com , a@[192.0.2.1]
3xalice@nosuch.invalid
/parsex $x@y
x3 a@b., alice@example.com, <>
parse  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
.F(
.F+ value
\e parse \tpostmaster@
\e \x0d/par  a@b, c@d
.=w${
/PARSEalice@example.com
199  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,@a,@b:c@d, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
/c ${x}
3,,0 |/bin/cat
.CZa b c
$?
parse )
3,0,4,1 >
\e \t.Dv$m$m
/tryrelaydave%far@mail.example.com
5 a.@b, (, $x@y
\e 2\ta;b ,  , aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
/expand $1
\e /parse \t a:b
/PARSE ${x}
/try local a%b@mail.example.com
*/tr error <<a@b>
\e EnvToSMTP\tx (comment) @ y
.X*"q"
fin  l),x (comment) @ y,a@[IPv6:2001:db8::1]
\e /header\talice\@example.com
/par  "q w"@example.org
3,0,4,1 a@[192.0.2.1]
.D={none}$x.y
\e 3\to'x@b
/Parse A_B@C-D.e
/expand $w.$m
3;0  ave%farcom@ail.example.com
/try local list:;
Translte92.0.2.51,check _relay [192.0.2.51] $| 192.0.2.51
\e localaddr \x81x, 
\e ParseLocal\ta@b,c@d,,e@f
\e .D=\x81
\e /canon \t ]
.d1"
\e /Parse \x01@b
\e .D\x81\tx\ty
\e /tryflags\ts
canonify\alice
3,4 \alice
.DC~${
check_mail <a@[192.0.2.99]>
3  alice@www.example.com, /var/mail/x,\alice
\e 99 \ta=b@c , a:b
MasqHdrA_B@C-D.e
/parsea@[IPv6:001:]db8::1]
3>
\e /\ta\tb@c
localaddr  "
\e /expand \t $=w
..{ab$x.y
3,  $+@$- , a@[192.0.2.1] , a@b,c@d,,e@f
\e 3,\t\x0ccarol@example.net>,alice, %a"b
\e 99 \talice@example.com, u@mx.example.net
/parse dave%far@mail.exam^ple.com
/PARSE root
.DCj
check_expn list
/try  prog)
canonify alice@nosuch.example.com
localaddr <carol@example.net> , <<a@b>>
3=4 @a,@b:c@d
/parse
\e x3 \t@example.com
SM
\e EnvFromSMTP(,roSMTP(,a.@b, <a.@b, <  \t
\e /try nosuch\tA_B@C-D.e
/gethostbynamea b
.f${
\e /expand \t $?{nosuch}$.b
.F{opMode}$x.y
\e /header\tDelivered-To:"
3,0  postmaster@, alice@www.example.com,a@[IPv6:2001:db8::1]
\e 3,\ta@[IPv6:2001:d\x81b8::1],>
/tryflags ,E
\e Translate,check_relay a"b  \t
\e /Parse\t"q w"@example.org
\e /trysmtpgr\xfc\xdfe@example.com
/gethostbyname null.example.com
\e .d*\x81
\e /Parse  gr\xfc\xdfe@exple.comample.com
5  ${x}
/canon a@b, c@d
.Djja b c
\e /par \x81x
//@a,@b:c@d
Snosu~\h
\e /help \x81x
,3 root
/try nosuchmailer alice
\e 0 alice@"example.net"example.n\xa0t"
final <carol@example.net>
99  ,a@b.
[$__
\e /canon \t [
/map hhostost
\e \x81/mx []
/map accessALICE
\e 2\tgr\xfc\xdfe@example.com
// alice@example.com
/\gethostbyname example.com. A
/map host
/header Priority:hello
3  a.@b
MasqHdrroot
\e 3\t)
/PARSEpostmaster@
.C=ta b c
// a@[92.0.2.1;]
check_rc/example.net>pt <bob@/example.net>
/tflags hs-
2 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
/try  esmtp a@b.
\e =s 
/ a:b
/gethostbynamea@b,c@d,,e@f A
3,1,4${x} , a@b.
\e Translate,check_relay\tx (comment) @ y
99 <>
3,2, >
\e /try \t local\talice@www.example.com
EnvFromSMTP aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,list: a, b;,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
/pa@brse 'x@b
/c root
ParseLocala@b, c@d
/PARSE aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
\e /map\t$x
/nosuch a@[192.0.2.1]
/calice@www.example.com
/map nomap x
new<>, |/bin/cat
/header MIME-Version:"
\e parse\t,
\e /Parse \t @a,@b:c@d
2A_B@C-D.e,a@[192.0.2.1]
\e /parse \t $x@y
\e Pa'x@brse0\ta.@b>, o'x@b
-1 list: a, b; , <<a@b>>
check_mail a@b, c@d,root, )
"3" postmaster@
MasqHdr,,a"b
\e /]try\tdiscard dave%far@mail.exam\x01ple.com
c heck_rcpt <bob@mail.example.org>
\e // \t |/bin/cat
\e MasqHdr\t<<a@b>> , <>,<<a@b>>
/PARSE  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
\e localaddr \x81x
\e 3,0,4,1 \x81x, $x@y,A_B@C-D.e
.+a b c
\e 3=4\t${x}
check_rcpt <x@skip.example.org>
/map bestmx postmaster
,3 u@mx.example.net
/parse  @
"3" ${x},x (comment) @ y
/c dave%far@mail.example.com
.d{a-b}a b c
-1 /var/mail/x
\e ,3 \taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
03 @example.com
\e \tlocaladdr\talice@nosuch.invalid
\e  3x @example.com
//>
\e /map\tusers"a b"
4 a@b,c@d,,e@f
/lp @help @
\e 3 \tu@mx.example.net, a;b
\e final\t$+@$-,host!use, $x@y
\e Local_check_mail alice@nosuch.invalid\x0c
EnvFromSMTPaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaa@b,alice@example.com
/try x (comment) @ y
/qutx  :include:/etc/list
\e // \t <carol@example.net>
.DC{x}yvalue
.D@value
.Da$&j
x3$x@y, Alice A. <alice@example.com>
"3" x (comment) @ y , alice@example.com
// x (comment) @ y
/tryflags ER
\e /nosuch \t bob@mail.example.com
/expand $x$y
..=1$?x a$$jb$.
//list: a, b;
\e ParseLocal a@b,c\xa0@dl a@b,c\xa0@d,,e@f,,e@ a@b,c\xa0@d,,e@f,,e@ff
/map  bitdomain  postmaster
\e /PARSE\talice@example.com
\e /  \x81x
\e 99 \ta@b.
3 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
2  "
\e 3 \t<,alice@example.com, @a,@b:c@d
/par a:b
\e PareLocal \xa0lice@nosuch.invalid
\e /tryflags   
03 @a,@b:c@d
\e check_relay\ta@b, c@d, .a@b,/var/mail/x
final a@b. , a.@b
/PARSE (
0 alice@example.com
\e MasqHdr a\tb@c,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
\e 100 \t:include:/etc/l\x81is, ),<>
\e /Parse \t alice@nosuch.invalid
2 $x@y , <<a@b>>
3,4 a=b@c,postmaster@,<<a@b>>
3,4 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
check_mail <discardme@example.org>
3=4 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
\e check_relay \ta@[192.0.\x812.1~
.1"q"
\e ParseLocal \t${x}
/c |/bin/cat
\e /parsex  ,\x0d
3xa@b,c@d,,e@f , /var/mail/x
3,0, node::alice@www.example.com
.F ${
=S0
/try esmtp ali@ce@[1@92.0.2.1]
\e check_mail\ta"b, <<a@b>>
adddrr=Mloc.laddr
D<>
99 postmaster@
check_rcpt <x@y.relayed.example.org>
.D.vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv
\e 3=4 <,a:b , @exampb , @exam\x01le.comle.com
/parsex  a@[IPv6:2001:db8::1]
3,2,4 o'x@b, $+@$-
/tryflags Q\
/gethostbyname example..com TXT 1
3,nosuch,0 a@b@c
3,0,4,1 $+@$-
D "q w"@example.org
.dj x$&j
,3 u@mx.example.net, postmaster@
\e 199 \x01@b, A_B@C-b, A_B@C-D^.eD^.e
"3" root
3=4 A_B@C-D.e
check_rcpt A_B@C-D.e
\e /tryflags \t xx,R
check_mail <a@.>
.DC& value
\e .D{addr_type}\x81
check_rcpt <ALICE@MAIL>
.=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv
,3 o'x@b
\e / h\x7fost!uss!userer!userer
/try usenet u@mx.example.net
/header : (c) b
=3
D a.@b
\e /expand\t${x}
\e x3 a:b\x0c
new <>
\e /tyog /var/mail/x \t prog [var/mail/x
new <<a@b>>
\e /nosuch\thost!user
\e Parse0 ),  , dave%far@mail.example.com\x0d
3,1,4 dave%far@mail.example.com
%  $+@$-,"q w"@example.org , @
AddDomain /var/mail/x
\e a b \t)
/map virtuserwww
3,4 u@mx.example.net
/help a:b
/gethostbynamenull.example.com MX
\e /help list: a, b;\x0c
.Xj$j
/c"
\e .C={none}vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\t
Parse0 alice@www.example.com,<carol@example.net>,>
\e 3\x0d,a:b\t|/bn/cat,a:b
Parse0host!user
\e \t/parse  \x01@b
\e 3,1,4\ta=b@c,),\x81x
5  <<a@b>>
.dv$j
\e /map storage\tpostmaster
/parsex${x}
3x $x@y
\e nosuch\t.a@b
.F@
/map host  [
/try loca local alice@examplel alice@example.examplel alice@examp+com
\e  3;0  a@b, c@d , <>
/parse a@[192.0.2.1]
\e check_mail \x81x, a;b
3,2,4 alice@example.com
/try local alice@example.com
/canon $j
\e /header Resent-To: 
\e /par\t<carol@example.net>
/expand $?{nosuch}a$.b
\e /header\t:<x@y>
.Du$x.y
/ryflags ER
=Xcheck_rcpt
200  /var/mail//x , @a,@b:cd, a@[192.0.2.1]
\e MaileToTripl!e \tb@c
\e 3,nosuch,0\ta=b@c
/parse a#b@example.net
\e 3,\t{@\x01)b, c@d
\e /parse \t a@[192.0.2.1]
\e /parse \t @
..ma b c
0 a@b,c@d,,e@f, , (
canonify  alice@nosuch.invalid
\e /parsex  \x01@b
\e MasqHdr \tlist: a, b;
=scheck_mail
\e \x0d(
\e  a:b
!
/tryflags  e
/PARSE <
.C1"q"
\e -1\thost!user
/gethostbyname example.ne:t
/c alice@example.com
/help  a.@b
\e /parse  o\x9f'@b
2  A_B@C-D.e
\e /help\ta@b,c@d,,e@f
\e /c \t list: a, b;
.D. value
/canon aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example
.dx ^alue
\e /header\tPriority: 
.Dfmailfromrelay@example.org
3,2,4u@mx.example.net,$+@$-
3 @
\e /parsex \t |/bin/cat
\e 5 $+@$-\t
\e \x0d$!
/PARSE  alice
.db$x.y
\e /try \t smtp  (
\e 2 \tu@mx.example.net
\e \x0bTranslate,check_relay h.relayed.example.org $| 198.51.100.22
)
\e \x0b,3 u@mx.example.net
\e 3=4 \ta.@b
\e /try local :include:/etc/list\x0d
99a@b@c
,3 a.@b
/parse @example.com
check_relay :include:/etc/list
..#$j
\e /par \t :include:/etc/list
\e /map \t bitdomain mail.example.com
/header Subject : (c) b
${daemon_flags}
/try usenet a@[192.0.2.1]
.D{a b}
.Xf$m$m
/try a"b
3,nosuch,0  |/bin/cat
% a@b,c@d,,e@f
/c "
\e /help\t(
.D{client_addr}192.0.2.50
\e EnvToSMTP \t<carol@example.net>
/parsex <<a@b>>
\e 3,1,4 \t:include:/etc/list , $x@y
x3 .a@b
\e .D={w}$j  \t
3;0 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,>, alice@example.com
MailerToTriple  @a,@b:c@d
\e /c\to'x@b
localaddr(
/help a@[IPv6:2001:db8::1]
/par \alice
\e /PARSE\ta"b
\e canonify @example.com,\x81x, @example.com
\e = S 
3,4 alice%b%c%d@mail
%  "
3,1,4 .a@b,<carol@example.net>
/nosuch alice
/parse (
=s
.=ta b c
/mapHOSTFrom:x
\e =S3,2,4  \t
a b<
/try relay alice
parseaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
\e final \taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
/Parse  a=b@c
\e /par \t li[st~: a, b;
\e 3, \ta\tb@c,\x81x
/try esmtp root
/par <
\e /expand\t$?x yes$|no$.
\e /expand\t$$
EnvTooMTP <">SMTP <">
\e \x0d/PARS\x9f a@b\x9f.
/try local alice@example.org.
.D$ value
check_relay  $x@y
/try local alice@sub.example.com
"3"  a=b@c
..&value
\e /nosuch\t\x01@b
\e /PARSE\t 
99  $| , u@mx.example.net
\e 99 \t<>
\e Parse0 \t@example.com
/gethostbyname nosuch.invalid AAAA
/Parse a@[IPv6:2001:db8::1]
$}$j
/:include:/etc/list
/try local alice@far.example.net
\e -1\tAlice A. <alice@example.com>
..={w}${
3,nosuch,0\alice , A_B@C-D.e
/parse u@mx.example.net
\e localaddr\t"q w"@examp?le.org
ParseLocal a@b., Alice A. alice@example.om>
3 <>
4 /var/mail/x
\e /parse \t :include:/etc/list
/ <>
/par  <<a@b>>
\e new\tAlice A. <alice@example.com>
.X=wa b c
\e / \t @example.com
/tryusenet  x (comment) @ y
/tryflags esQR
3,,0 $+@$-, \alice
3,1,4 alice@mail.example.com.REDIRECT
.D{}"q"
\e \x0d/parsex\t,
\e ParseL%oal )\x9f
/nosuch a.@b
\e \x0dnew \ta;b,alice@www.example.com
.d_value
/expand ${
\e /PARSE \t a@b.
/parse.a@b
/ )
.D{client_ptr}d.example.net
\e 3,,0\t$x@y
\e /PARSE \t aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
/*quitx  )
.DC_$?x a$|b$.
.D{mail_from}@example.net
\e 199 \t(
0 alice@nosuch.invalid
\e /map user\t$x
.D $j
\e /try\tlocalAlice A. <alice@example.com>
/help <
- d0.4
${["}y
100  root
.._$m$m
\e \x0b<
\e /nosuch\t<carol@example.net>
0 )
MailerToTriple a@[192.0.2.1]
/Parse  $|
\e AddDomain \talice@www.example.com
\e /try\tlocal  @example.com
/PARSE "q w"@example.org
\e D \t.a@b
check_relayalice@nos[uch.nvalid,:include:/etc/list
\e "3" ) 
\e .C+\x81
ParseLocal x (comment) @ y
check_maila@[192.0.2.1], /var/mail/x,,
/PARSE:include:/etc/list
\e /parse \t $+@$-
/ @a,@b:c@d
/cano.n
\e \x0b2 <carol@example.net>
\e 3 \taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b,a"b, bob@mail.example.com
localaddr ,
.C{value
\e /parse \t >
\e /parsex \t aliceex \t( alic\x01
03A_B@C-D.e
/canon -
\e \x0b/try  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
check_mail <alice>
\e parse\t<carol@example.net> , alice
/Parse a@b.
EnvFromSMTP > , a:b , a:b
3,nosuch,0 @
!$,!
199 |/bin/cat
3,2,4 a@b, c@d
EnvFromSMTP postmaster@
3,0,4,1 a@b@c
\e @/try nosuchgr\xfc\xdfe@*example.com
/par $+@$-
/map domaintable  %0
/nosuchaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
\e 3,2,4 host!user, |/bin/cat, a\tb@c
\e canonify \t" , a@b,c@d,,e@f
\e \x0b|
\e /parsex \t list: a, b;
/nosuch bob@mail.example.com
=Translate,cranslate,check_relayheck_relay
\e .D{client_resolve}TEMP\x0d
3,nosuch,0),postmaster@
check_relaypostmaster@
\e D\t<carol@example.net>
/tryflagshrR,
\e  $|
\e /Parse \t @example.com
3,nosuch,0  alice@www.example.com
/tryflags  r,Q
Local_check_mail root , <, a:b
\e /c gr\xfc\xdfe@example.com
\e .C{ab\x81
\e /PARSE \t $x@y
\e /try usenet a\tb@c
\e 2  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, \x81x,host!user
\e /par a\tb@c
\e Local_check_mail \ta@b., u@mx.example.net, a.@b
3  alice, ,, alice@example.com
/map arith %0
1% <
.Dj xvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv
/PARSE a@b@c
/ bob@mail.example.com
\e ParseLocal\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,(a,(
3,nosuch,0 :include:/etc/list , $+@$-,)
\e /\ta;b
.;C_$?x a$|b$.
\e /par\ta=b@c
\e /try *include*\tbob@mal.example.com
/tryflags R
\e /parsex\ta@[192.0.2.1]
x3  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
localaddr , x (comment) @ y , a=b@c
2 >
\e .D*\x81
100.a@b, a@[IPv6:2001:db8::1]
/PARSEa@b,c@d,,e@f
\e \x0b${x}
B#
.d#vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv
/trylocal  a@b.
\e MasqHdr\tlst: a, b, a\tb@c
.D{j}${
\e /parsex \t |/bin/cat*
\e /header Content-Length:\t"
,3  :include:/etc/list , A_B@C-D.e
\e 3=4 \t"
.D=1a b c
\e \t/parse postmaster@
\e /trydsmtp\tA_B@C-D.e
\e Translate,check_relay\t<, <, A_B@C-D.e
\e 5\t@example.com,a@[192.0.2.1], "q w"@example.org
/tryflags sEQx
nosuch @a,@bc@d
/parse$|
\e /tryflags\t,Q
d21.4
\e /map passwd\t
.F#$?x a$|b$.
x3  a@b@c , a@b, c@d,bob@mail.example.com
.F={w} value
\e /try \t fax A_B@C-D.e
/par a@b. #
\e /expand\t\x81j
-<d1.
\e ParseLocal\t(
ParseLocal :include:/etc/list,@example.com
3,0 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
\e 0 /var/mail/x, @ , a\tb@c
4a@[192.0.2.1],Alice A. <alice@example.com>
..m$?x a$|b$.
\e .={none}\x81
100 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b
\e /parsex \t ${x}
\e \xffranslate,check_relay \ta@b,c@d,,e@f,x (comment) @ y, .a@b
check_mail @, root, a@[IPv6:2001:db8::1]
.d==vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv
\e  check_mail <a@host.UUCP>
\e 4 \t ,A_B@C-D.e
\e /try \t prog  \x01@b
/try  fax  o'x@b
.DCu
/par/parse @s @
check_mail <a@spam.example.net>
\e D \t),gr\xfc\xdfe@example.com
/nosuch  postmaster@
localaddr alice.REDIRECT
\e canonify \t"
3, a@b,c@d,,e@f
\e "3"a;b\t
\e /nosuch u@mx.\x9fexa\tmple.net
x3 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
\e Parse0 \t)
/c aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
-21.1
check_rcpt <@ma~l.exam%p!e.com:a@mail.example.org>
/par/var/mail/x
/gethostbyname www.example.com
\e /map host  \x81
\e /map bestmx\troot
3,0 dave%far@mail.example.com,:include:/etc/list
\e .Dm\tx\t
\e /try nosucha@b. 
/parsex $+@$-
\e \x0b3,  list: a, b;
\e .D{client_resolve}OK\t
// host!user
\e 3x\ta@b@c, >
3,4,,>
\e /try usen.t\t<carol@examplerol@example.net>.net>
.Dba b c
\e MailerToTriple  gr\xfc\xdfe@example.com
,3  u@mx.example.net
\e 200\ta@[192.0.2.1]
\e   @example.com
\e /try \t esmtpa;b
\e 3,1,4 \ta@b.
.X{daemon_flags}$?x a$|b$.
\e .D=t\tx\ty
D .a@b
.X={VirtHost}$x.y
3,0 A_B@C-D.e
\e /header \t Precedence : <x@y>
yme.exam|ple.org>check_rcpt <x@subrelayme.example.org>
\e Local_check_mail\x81x,host!user
.u
.Xa$?x a$|b$.
\e MasqHdr\troot
/nosuch $|
3,2,4${x}, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
\e /map domaintableexample.com  \t
/gethostbynamemail.example.com inet6
2a@b, c@d
\e /tryflags \t heQ
\e /PARSEa\tb@c
\e 3,2,4\t|/bin/cat
\e /parse  
\e 3,0\t 
nosuch $x@y , a@b@c,<>
/  alice
"3"  \alice
.Df"spammer"@example.org
\e /parsex \t aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
3,1,4|/bin/cat, postmaster@,a@[IPv6:2001:db8::1]
/expand $?x yes$|no$.
\e  <>
\e Loca~l_check_mail  postmaster@,gr\xfc\xdfe@example.com
3,1,4 <carol@example.net>,:include:/etc/list
// aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
\e ,3\t|/bin/cat, list: a, b;,"q w"@example.org
3,0,4,1 ) , @a,@b:c@d
/map dequotea b c
\e 100 \to'x@b
.D{abvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv
.Djj$?x a$|b$.
% dave%far@mamail.example.com,aliil.example.com,alice
\e /parsex \t aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com
0 a=b@c,)
\e \x0dnosucha@b@c,\alice
\e /parse/pare\t>\t>
canonify bob@mail.example.com
\e  /map \t dequote \x81
\e 3x\t${x}
Translate,check_relay a=b@c
/try smtp a.@b
\e 3,0 a;b, \x81x
Translate,check_relay [192.0.2.51] $| 192.0.2.51
/help alice@www.example.com
\e /gethostbyname \t dave%far@mail.example.com
\e /parse \t @example.com
\e 1\t|/bin/cat
.C vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv
\e 3,4\t$+@$-
check_majil <alice@mail>
\e Local_check_mail \t , $+@$-, 
.F.$x.y
% )
\e /parse\t$|
/nosuch a@[IPv6:2001:db8::1]
\e /gethostbyname \t example.net
/canon  .
\e /gethostbyname example..com inet6  \t
check_mail )
\e \x0bEnvToSMTP ,
.DC!$j
\e 4 \t@ , ab/, \x0d\x81x
\e \t(\tb@
check_etrn example.org
03${x}, ,a@[IPv6:2001:db8::1]
/par postmaster@
\e /gethostbyname\tmail
/gethostbyname  * inet
=S3,2,4
\e  @a,@b:c@d
3;0 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
/parse a;b
/Parse  >
x3  , $x@y
\e /help \t a@b, c@d
/par  list: a, b;
\e \t5    ,  
.d.$?x a$|b$.
.a.ab cb c
/par $x@y
\e /parse  o'x@b\x0c
/paralice@www}.example.com
\e EnvFromSMTP gr\xfc\xdfe@example.com
/gethostbyname  example.net
\e /parex \x81\t a"b
\e canonify\to'x@b
-D99999
\e & 
4 /var/mail/x, a@[192.0.2.1]
\e \x0d.F=t"q" #
check_rcpt <bob@example.net>
/par  @a,@b:c@d
3,0,4,1  a@b,c@d,,e@f
\e parse\tu@mx.example.net, ,,o'x@b
$j(-
\e /parsex \t $|
// "
\e /expand\t$j
/par /var/mail/x
