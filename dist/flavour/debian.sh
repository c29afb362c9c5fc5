# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034
# Debian and what follows it: two users, programs in libexec, aliases seen from two places.
binary=/usr/libexec/sendmail/sendmail
libexec=/usr/libexec/sendmail smrsh=/usr/libexec/sendmail/smrsh smrsh_dir=/etc/mail/smrsh
rmail=/usr/sbin/rmail
cf=/usr/share/sendmail/cf aliases=/etc/aliases statistics=/var/lib/sendmail/sendmail.st
queue=/var/spool/mqueue queue_owner=smmta:smmsp queue_mode=2750
client=/var/spool/mqueue-client client_owner=smmsp:smmsp client_mode=2770
run=/run/sendmail/mta pid=/run/sendmail/mta/sendmail.pid client_pid=/run/sendmail/msp/sendmail.pid
ostype=debian mc=debian-stock submit_mc=submit.mc makefile=cf/etc-mail/Makefile suffix=
needed=
users="smmta:-:/var/lib/sendmail smmsp:-:/var/lib/sendmail"
nologin=/usr/sbin/nologin
# Packed here; the package's script copies what is missing. As files of dpkg's they would be asked about
# wherever another mail system has left its own.
first=/usr/share/mailwright/first

alternatives_table() { :; }

flavour_files() {
    local name
    for name in sendmail newaliases hoststat purgestat; do link "$binary" /usr/sbin/$name; done
    link "$binary" /usr/lib/sendmail
    link "$binary" /usr/bin/mailq
    link "$binary" /usr/bin/newaliases
    link "$cf" /usr/share/sendmail-cf
    link "$smrsh" /usr/lib/sm.bin/smrsh
    link "$libexec/mail.local" /usr/lib/sm.bin/mail.local
    [ -e "$root/etc/mail/aliases" ] && [ ! -L "$root/etc/mail/aliases" ] || link ../aliases /etc/mail/aliases
    program "$top/dist/files/sensible-mda" /usr/sbin/sensible-mda
    once "$top/dist/files/sysconfig" /etc/default/sendmail 0644
    once "$top/dist/files/pam-debian" /etc/pam.d/smtp 0644
    directory /var/lib/sendmail/host_status 0750 smmta:smmsp
    rotate_statistics
    units
    network_hook
    sed -e "s|@PID@|$pid|" -e "s|@CLIENT_PID@|$client_pid|" "$top/dist/files/init" >"$scratch/init"
    touch -r "$top/dist/files/init" "$scratch/init"
    program "$scratch/init" /etc/init.d/sendmail 0755
    program "$top/dist/files/sendmailconfig" /usr/sbin/sendmailconfig
}
