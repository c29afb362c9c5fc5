#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Installs what was built, as the chosen system lays a mail system out; takes it away again.
#   install.sh install BUILDDIR [--flavour fedora|debian|freebsd] [--root DIR] [--package]
#   install.sh uninstall [--flavour …] [--root DIR] [--purge]
# With --root DIR everything goes below DIR, no user is made and nothing outside DIR is touched.
# --package leaves users, alternatives and the record of files to the package manager, and where that
# one would ask or fail over a file that is there already, an administrator's first files to its script.
# Files an administrator writes (.mc, maps, aliases) are put where there are none yet and never replaced.
# Somebody else's program in our place is moved to NAME.before-mailwright and comes back on uninstall,
# which leaves changed files and queues with mail in them; --purge takes /etc/mail too, never mail.
# What differs between systems is in flavour/NAME.sh.
set -eu
verb=$1
shift
top=$(cd "$(dirname "$0")/.." && pwd)
build=
[ "$verb" != install ] || { build=$1; shift; }
root='' flavour=debian package='' purge='' first=''
while [ $# -gt 0 ]; do
    case $1 in
    --root | --flavour)
        [ -n "${2:-}" ] || { echo "$verb: $1 needs a word after it" >&2; exit 64; }
        [ "$1" = --root ] && root=$2 || flavour=$2
        shift ;;
    --root=*) root=${1#*=} ;;
    --flavour=*) flavour=${1#*=} ;;
    --package) package=yes ;;
    --purge) purge=yes ;;
    *) echo "$verb: unknown argument $1" >&2; exit 64 ;;
    esac
    shift
done
case $flavour in
fedora | debian | freebsd) . "$top/dist/flavour/$flavour.sh" ;;
*) echo "$verb: flavour $flavour is not known; fedora, debian and freebsd are" >&2; exit 64 ;;
esac
[ -n "$root" ] || [ "$(id -u)" = 0 ] || { echo "$verb: needs root, or --root DIR" >&2; exit 77; }
[ -z "$root" ] || [ "$verb" != install ] || mkdir -p "$root"
[ -z "$root" ] || root=$(cd "$root" && pwd) || exit 66
[ "$root" != / ] || root=
[ "$(id -u)" = 0 ] && as_root=yes || as_root=

say() { echo "$*"; }

# The record: a line "KIND CHECKSUM PATH" for each thing put; kinds file, kept (the administrator's),
# link, dir, moved.
record=/var/lib/mailwright/installed
note() { [ -n "$package" ] || echo "$1 $2 $3" >>"$root$record.new"; }
sum() { cksum <"$1" | tr -s ' \t' '-'; }
recorded() { [ -f "$root$record" ] && grep -q "^[a-z]* [^ ]* $1\$" "$root$record"; }
make_way() { # PATH: what is there and not ours steps aside
    [ -z "$package" ] || return 0
    { [ -e "$root$1" ] || [ -L "$root$1" ]; } && ! recorded "$1" && ! grep -q " $1\$" "$root$record.new" || return 0
    mv "$root$1" "$root$1.before-mailwright"
    note moved - "$1"
    say "moved    $1 to $1.before-mailwright"
}
parents() { # PATH: its directories, noted if they are new
    local dir
    dir=$(dirname "$1")
    [ -d "$root$dir" ] && return 0
    parents "$dir"
    mkdir -m 0755 "$root$dir"
    note dir - "$dir"
}
own() { [ -z "$as_root" ] || chown "$1" "$root$2" 2>/dev/null || true; }
# In /etc even what is ours may have been changed: the change is kept beside.
save_change() { # PATH
    local was
    [ -z "$package" ] && [ -f "$root$1" ] && [ -f "$root$record" ] || return 0
    was=$(sed -n "s|^file \([^ ]*\) $1\$|\1|p" "$root$record")
    [ -n "$was" ] && [ "$was" != - ] && [ "$was" != "$(sum "$root$1")" ] || return 0
    cp -p "$root$1" "$root$1.saved"
    say "saved    $1 as $1.saved: it was changed"
}
program() { # SOURCE PATH [MODE]
    local was=-
    make_way "$2"
    parents "$2"
    case $2 in
    /etc/*) save_change "$2"; was=$(sum "$1") ;;
    esac
    install -p -m "${3:-0755}" "$1" "$root$2"
    note file "$was" "$2"
}
link() { # TARGET PATH
    [ -n "$package" ] || recorded "$2" || [ "$(readlink "$root$2")" != "$1" ] || return 0
    make_way "$2"
    parents "$2"
    ln -sfn "$1" "$root$2"
    note link - "$2"
}
once() { # SOURCE PATH MODE: an administrator's file
    if [ -n "$package" ] && [ -n "$first" ]; then
        program "$1" "$first$2" "$3"
        return
    fi
    parents "$2"
    if [ -e "$root$2" ] || [ -L "$root$2" ]; then
        [ "$(grep -c "^kept .* $2\$" "$root$record" 2>/dev/null)" = 1 ] || say "kept     $2"
        [ -n "$package" ] || grep "^kept .* $2\$" "$root$record" >>"$root$record.new" 2>/dev/null || true
    else
        install -m "$3" "$1" "$root$2"
        note kept "$(sum "$root$2")" "$2"
    fi
}
text() { # PATH [MODE] <TEXT: an administrator's file that is written here
    cat >"$scratch/text"
    once "$scratch/text" "$1" "${2:-0644}"
}
directory() { # PATH MODE OWNER: one that is not ours stays as it is
    parents "$1/."
    if [ ! -d "$root$1" ]; then
        mkdir "$root$1"
        note dir - "$1"
    elif [ -z "$package" ] && ! recorded "$1" && ! grep -q "^dir - $1\$" "$root$record.new"; then
        return 0
    fi
    chmod "$2" "$root$1"
    own "$3" "$1"
}
units() { # systemd's
    local unit
    for unit in sendmail sm-client; do
        sed -e "s|@QUEUE@|$queue|g" -e "s|@CLIENT@|$client|g" -e "s|@PID@|$pid|g" -e "s|@RUN@|$run|g" \
            -e "s|@CLIENT_PID@|$client_pid|g" "$top/dist/$unit.service" >"$scratch/unit"
        program "$scratch/unit" /usr/lib/systemd/system/$unit.service 0644
    done
}
rotate_statistics() {
    sed "s|@STATISTICS@|$statistics|" "$top/dist/files/logrotate" >"$scratch/rotate"
    once "$scratch/rotate" /etc/logrotate.d/sendmail 0644
}
network_hook() { # NetworkManager's: another network, other names and addresses of this host
    program "$top/dist/files/10-sendmail" /usr/lib/NetworkManager/dispatcher.d/10-sendmail 0755
}
make_users() {
    local entry name id home
    for entry in $users; do
        IFS=: read -r name id home <<<"$entry"
        getent passwd "$name" >/dev/null && continue
        if [ "$flavour" = freebsd ]; then
            pw useradd "$name" -u "$id" -d "$home" -s "$nologin" -c "Mail"
        else
            [ "$id" != - ] && ! getent passwd "$id" >/dev/null || id=
            useradd -r ${id:+-u "$id"} -U -d "$home" -s "$nologin" -M "$name"
        fi
        say "user     $name"
    done
}
# The group "mta": by its program on a living system; below --root the links it would make.
alternatives() {
    local link name target master='' arguments=()
    while read -r link name target; do
        if [ -z "$root" ] && command -v update-alternatives >/dev/null; then
            if [ -z "$master" ]; then
                master=$target
                arguments=(--install "$link" "$name" "$target" 90)
            else
                arguments+=(--slave "$link" "$name" "$target")
            fi
        else
            link "$target" "/etc/alternatives/$name"
            link "/etc/alternatives/$name" "$link"
        fi
    done < <(alternatives_table)
    [ -z "$master" ] || update-alternatives "${arguments[@]}"
}
programs() {
    local name
    # Set-group-id for the client queue, as sites expect.
    program "$build/sendmail/sendmail" "$binary" 0755
    own root:smmsp "$binary"
    chmod 2755 "$root$binary"
    [ "$flavour" = freebsd ] || for name in hoststat purgestat; do link "$binary" /usr/bin/$name; done
    for name in makemap editmap; do program "$build/$name/$name" /usr/sbin/$name$suffix; done
    for name in praliases mailstats cfcompile; do
        program "$build/$name/$name" /usr/sbin/$name
        link /usr/sbin/$name /usr/bin/$name
    done
    [ "$flavour" != debian ] || link /usr/sbin/makemap /usr/bin/makemap
    program "$build/smrsh/smrsh" "$smrsh"
    program "$build/mail.local/mail.local" "$libexec/mail.local"
    program "$build/rmail/rmail" "$rmail"
    program "$build/vacation/vacation" /usr/bin/vacation
}
completion() { # of cfcompile's words, by bash
    program "$top/cfcompile/completion/cfcompile.bash" /usr/share/bash-completion/completions/cfcompile 0644
}
manual() {
    local page section name
    for page in "$top"/*/*.[18] "$top"/lib/*/*.5; do
        section=${page##*.} name=$(basename "$page")
        case $name in
        sendmail.8 | makemap.8 | editmap.8 | rmail.8 | mailq.1 | newaliases.1) name=${name%.*}$suffix.$section ;;
        esac
        program "$page" "/usr/share/man/man$section/$name" 0644
    done
}
library() { # whole and replaced whole
    local f
    make_way "$cf"
    parents "$cf/."
    [ -d "$root$cf" ] || { mkdir "$root$cf"; note dir - "$cf"; }
    while read -r f; do
        [ -d "$root$cf/$f" ] || { mkdir -m 0755 "$root$cf/$f"; note dir - "$cf/$f"; }
    done < <(cd "$top/cf" && find . -mindepth 1 -type d | sed 's|^\./||' | sort)
    while read -r f; do note file - "$cf/$f"; done < <(cd "$top/cf" && find . -type f | sed 's|^\./||')
    cp -R -p --no-preserve=ownership "$top/cf/." "$root$cf/"
    find "$root$cf" -name meson.build -delete
    chmod -R u=rwX,go=rX "$root$cf"
}
etc_mail() {
    local f
    program "$top/$makefile" /etc/mail/Makefile 0644
    once "$top/cf/etc-mail/helpfile" /etc/mail/helpfile 0644
    sed -e "s|OSTYPE(\`linux')|OSTYPE(\`$ostype')|" -e "s|/var/spool/clientmqueue/sm-client.pid|$client_pid|" \
        -e "/^FEATURE(\`msp'/i define(\`MSP_QUEUE_DIR', \`$client')dnl" "$top/cf/sample/submit.mc" >"$scratch/submit.mc"
    once "$scratch/submit.mc" "/etc/mail/$submit_mc" 0644
    once "$top/cf/sample/$mc.mc" "/etc/mail/$([ $flavour = freebsd ] && echo freebsd || echo sendmail).mc" 0644
    [ $flavour = freebsd ] || text /etc/mail/local.mk <<TEXT
# Written by the installation: where this system keeps what the Makefile calls.
CFDIR = $cf
ALIAS_FILE = $([ $flavour = debian ] && echo aliases || echo $aliases)
NEEDED = $needed
TEXT
    for f in access mailertable virtusertable domaintable genericstable; do
        once "$top/cf/etc-mail/$f" "/etc/mail/$f$([ $flavour != freebsd ] || echo .sample)" 0644
    done
    # Where names of hosts are looked up, and in what order: without a file it would be the DNS first.
    if [ $flavour = debian ]; then
        printf 'passwd files\nhosts files dns\naliases files\n' | text /etc/mail/service.switch
    elif recorded /etc/mail/service.switch || [ ! -e "$root/etc/mail/service.switch" ]; then
        link ../nsswitch.conf /etc/mail/service.switch
    fi
    for f in local-host-names relay-domains trusted-users; do once "$top/cf/etc-mail/$f" /etc/mail/$f 0644; done
    once "$top/cf/etc-mail/aliases" "$aliases" 0644
}

install_all() {
    [ -x "$build/sendmail/sendmail" ] || { echo "install: nothing is built in $build; ./Build all first" >&2; exit 66; }
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    umask 022
    if [ -z "$package" ]; then
        # Directories that the record itself needs are noted like all others.
        local dir missing=''
        for dir in /var /var/lib /var/lib/mailwright; do [ -d "$root$dir" ] || missing="$missing $dir"; done
        mkdir -p "$root$(dirname $record)"
        grep -E '^(dir|moved) ' "$root$record" >"$root$record.new" 2>/dev/null || : >"$root$record.new"
        for dir in $missing; do note dir - "$dir"; done
    fi
    [ -n "$root$package" ] || make_users
    programs
    flavour_files
    etc_mail
    [ -n "$package" ] || alternatives
    library
    manual
    [ "$flavour" = freebsd ] || completion
    directory "$smrsh_dir" 0755 root:root
    directory "$(dirname "$statistics")" 0755 root:root
    directory "$queue" "$queue_mode" "$queue_owner"
    directory "$client" "$client_mode" "$client_owner"
    # Without these rights a queue that is there already is of no use.
    chmod "$queue_mode" "$root$queue" && own "$queue_owner" "$queue"
    chmod "$client_mode" "$root$client" && own "$client_owner" "$client"
    # /run is made anew by every start of the system; the units make what they need there.
    [ -n "$package" ] || mv "$root$record.new" "$root$record"
    say "installed for $flavour${root:+ below $root}"
    say "next: edit /etc/mail/$([ $flavour = freebsd ] && echo freebsd || echo sendmail).mc, then make -C /etc/mail and newaliases"
}

uninstall_all() {
    [ -f "$root$record" ] || { echo "uninstall: nothing is recorded in $root$record" >&2; exit 66; }
    local kind was path
    if [ -z "$root" ] && [ -n "$(alternatives_table)" ] && command -v update-alternatives >/dev/null; then
        update-alternatives --remove mta "$binary" || true
    fi
    [ -z "$purge" ] || rm -rf "$root/etc/mail" "$root$aliases.db"
    while read -r kind was path; do
        case $kind in
        link) rm -f "$root$path" ;;
        file)
            if [ "$was" = - ] || [ -n "$purge" ] || [ ! -f "$root$path" ] || [ "$was" = "$(sum "$root$path")" ]; then
                rm -f "$root$path"
            else
                say "left     $path: it was changed"
            fi ;;
        kept)
            [ -e "$root$path" ] || continue
            if [ -n "$purge" ] || [ "$(sum "$root$path")" = "$was" ]; then
                rm -f "$root$path"
            else
                say "left     $path: it was changed"
            fi ;;
        esac
    done < <(sort -u "$root$record")
    # What cfcompile undo goes back to.
    rm -rf "$root/etc/mail/.made"
    local dirs moved
    dirs=$(grep '^dir ' "$root$record" | sort -u -r -k3)
    moved=$(grep '^moved ' "$root$record" | sort -u)
    rm -f "$root$record"
    while read -r kind was path; do
        rmdir "$root$path" 2>/dev/null || [ ! -d "$root$path" ] || say "left     $path: not empty"
    done <<<"$dirs"
    while read -r kind was path; do
        [ -n "$path" ] || continue
        if [ -d "$root$path" ] && [ ! -L "$root$path" ]; then
            say "left     $path.before-mailwright: something is in $path"
        elif [ -e "$root$path.before-mailwright" ] || [ -L "$root$path.before-mailwright" ]; then
            mv "$root$path.before-mailwright" "$root$path"
        fi
    done <<<"$moved"
    say "uninstalled${root:+ below $root}"
}

case $verb in
install) install_all ;;
uninstall) uninstall_all ;;
*) echo "install.sh: install or uninstall, not $verb" >&2; exit 64 ;;
esac
