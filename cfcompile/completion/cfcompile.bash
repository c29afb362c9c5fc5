# SPDX-License-Identifier: BSD-2-Clause
# Completion of cfcompile for bash. Commands and options are asked of cfcompile itself.

_cfcompile() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command= i
    local help commands
    help=$("${COMP_WORDS[0]}" --help 2>/dev/null) || return
    commands=$(sed -n 's/^\(Usage:\| *\) *cfcompile \[\{0,1\}\([a-z]*\).*/\2/p' <<<"$help")
    for ((i = 1; i < COMP_CWORD; i++)); do
        [[ " "${commands//$'\n'/ }" " == *" ${COMP_WORDS[i]} "* ]] && command=${COMP_WORDS[i]} && break
    done
    [ -z "$command" ] || help=$("${COMP_WORDS[0]}" "$command" --help 2>/dev/null)
    case $before in
    -C | --cf-dir)
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
        return
        ;;
    -o | --output | --list | --log | --m4)
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        return
        ;;
    esac
    case $word in
    -*)
        mapfile -t COMPREPLY < <(compgen -W "$(grep -o -- '--[a-z0-9-]*' <<<"$help" | sort -u)" -- "$word")
        return
        ;;
    esac
    case $command in
    doc) mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" features 2>/dev/null | awk '{ print $1 }')" -- "$word") ;;
    '') mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word"; compgen -f -X '!*.mc' -- "$word"; compgen -d -- "$word") ;;
    import) mapfile -t COMPREPLY < <(compgen -f -X '!*.cf' -- "$word"; compgen -d -- "$word") ;;
    *) mapfile -t COMPREPLY < <(compgen -f -X '!*.@(mc|cf|test)' -- "$word"; compgen -d -- "$word") ;;
    esac
}
shopt -s extglob
complete -o filenames -F _cfcompile cfcompile
