# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034
# Fedora, RHEL and what follows them: the alternatives group "mta", suffixed programs, sysconfig.
binary=/usr/sbin/sendmail.sendmail
libexec=/usr/libexec smrsh=/usr/sbin/smrsh smrsh_dir=/etc/smrsh rmail=/usr/bin/rmail.sendmail
cf=/usr/share/sendmail-cf aliases=/etc/aliases statistics=/var/log/mail/statistics
queue=/var/spool/mqueue queue_owner=root:mail queue_mode=0700
client=/var/spool/clientmqueue client_owner=smmsp:smmsp client_mode=0770
run=/run pid=/run/sendmail.pid client_pid=/run/sm-client.pid
ostype=linux mc=fedora submit_mc=submit.mc makefile=cf/etc-mail/Makefile suffix=.sendmail
needed="access domaintable mailertable virtusertable"
users="mailnull:47:$queue smmsp:51:$queue"
nologin=/sbin/nologin

# LINK NAME TARGET: the members of the group, its master first.
alternatives_table() {
    cat <<TABLE
/usr/sbin/sendmail mta $binary
/usr/lib/sendmail mta-sendmail $binary
/usr/sbin/makemap mta-makemap /usr/sbin/makemap.sendmail
/usr/sbin/editmap mta-editmap /usr/sbin/editmap.sendmail
/usr/bin/mailq mta-mailq /usr/bin/mailq.sendmail
/usr/bin/newaliases mta-newaliases /usr/bin/newaliases.sendmail
/usr/bin/rmail mta-rmail /usr/bin/rmail.sendmail
/etc/pam.d/smtp mta-pam /etc/pam.d/smtp.sendmail
/usr/share/man/man8/sendmail.8 mta-sendmailman /usr/share/man/man8/sendmail.sendmail.8
/usr/share/man/man8/makemap.8 mta-makemapman /usr/share/man/man8/makemap.sendmail.8
/usr/share/man/man8/editmap.8 mta-editmapman /usr/share/man/man8/editmap.sendmail.8
/usr/share/man/man8/rmail.8 mta-rmailman /usr/share/man/man8/rmail.sendmail.8
/usr/share/man/man1/mailq.1 mta-mailqman /usr/share/man/man1/mailq.sendmail.1
/usr/share/man/man1/newaliases.1 mta-newaliasesman /usr/share/man/man1/newaliases.sendmail.1
TABLE
}

flavour_files() {
    link sendmail.sendmail /usr/sbin/newaliases
    link /usr/sbin/makemap /usr/bin/makemap
    link ../sbin/sendmail.sendmail /usr/bin/mailq.sendmail
    link ../sbin/sendmail.sendmail /usr/bin/newaliases.sendmail
    program "$top/dist/files/fedora-make" /etc/mail/make 0755
    once "$top/dist/files/sysconfig" /etc/sysconfig/sendmail 0644
    once "$top/dist/files/pam-fedora" /etc/pam.d/smtp.sendmail 0644
    rotate_statistics
    units
    network_hook
}
