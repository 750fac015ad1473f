#!/usr/bin/env bash
# Groupsweep @@VERSION@@: @@TITLE@@ on @@SITE@@ without Groupsweep.
# Needs bash 3.2 or newer and curl, nothing else. In a terminal: bash @@FILE@@.sh
#   RATE=2 in front of that makes at most two calls a second. The default is 5, the maximum 50.
#   CHECK_NAMES=no in front of that sends rows without comparing the names in the plan with those on the site.
# It asks for the login and keeps it in memory. The outcome of each row is written at once to
#   @@RESULTS@@   in the folder where you start it.
# Ctrl-C stops it. Start it again to continue with the rows that are not done. Drop the results file on
# Groupsweep's Import for the report, Verify and Undo.
# Exit status: 0 every row is done; 1 nothing was sent; 2 some rows are not done; 3 stopped before the last row;
# 130 stopped by Ctrl-C.
set -u
# Keeps the login out of the environment of other programs, even if the shell already exports these names.
set +a
unset -v token coded login answer email secret
export LC_ALL=C
umask 077

site='@@SITE@@'
base='@@BASE@@'
results='@@RESULTS@@'
lock='@@FILE@@.lock'
headings='@@HEADINGS@@'
caller='@@CALLER@@'
bom=$(printf '\357\273\277')
rate=${RATE:-5}
check_names=${CHECK_NAMES:-yes}
tab=$'\t'
erase=$'\b\177'

# The plan: group id, account id, email or -, the check's result, the row's cells. Results: + there was something
# to change, = there was nothing, - not checked. If an earlier run left the row in doubt and may have changed it: ~
# not checked, ^ there was nothing to change.
plan() {
  cat <<'PLAN'
@@PLAN@@PLAN
}

say() { printf '%s\n' "$*"; }
# Ends the script: 1 while nothing was sent, 3 afterwards.
die() { say "$*" >&2; exit "$end_status"; }
ask() { # question; the answer is in $answer
  printf '%s ' "$1"
  asking=yes
  # From here on, a signal ends the script. An earlier one was only noted.
  [ -z "$stopped" ] || exit 130
  IFS= read -r answer || { say ''; die 'No answer, so nothing more is sent.'; }
  asking=''
  answer=${answer%$'\r'}
}

end_status=1
case $rate in '' | *[!0-9]* | 0* | ???*) die 'RATE must be a number of calls a second, from 1 to 50.' ;; esac
[ "$rate" -le 50 ] || die 'RATE must be a number of calls a second, from 1 to 50.'
case $check_names in yes | no) ;; *) die 'CHECK_NAMES must be yes or no.' ;; esac
command -v curl >/dev/null || die 'This script needs curl, which is not installed.'
asking='' under_way='' child='' stopped='' line_no=0 attempts=0 closing=no settled='' unwritten='' asked_on=no work='' begun=no doubts=0 patient=yes misplaced=no at=0
trap '' PIPE XFSZ
trap 'stopped=yes; [ -z "$child" ] || kill "$child" 2>/dev/null; [ -z "$asking" ] || exit 130' INT TERM HUP
trap 'last_words' EXIT

# Runs a command in the background and waits for it. A signal ends the wait and the command at once.
in_reach() {
  "$@" &
  child=$!
  [ -z "$stopped" ] || kill "$child" 2>/dev/null
  wait "$child"
  set -- $?
  child=''
  return "$1"
}

# ---- one copy at a time ----

lives() { kill -0 "$1" 2>/dev/null || [ -d "/proc/$1" ]; }
# The lock is a folder, because creating one is atomic. It also holds temporary files, which only its owner can
# read.
take_lock() {
  local holder='' pid
  if ! mkdir "$lock" 2>/dev/null; then
    [ -e "$lock" ] || die "The folder $lock cannot be created here. Start this script in a folder where you can write."
    holder=$(cat "$lock/holder" 2>/dev/null)
    pid=${holder%% *}
    case $pid in
    '' | *[!0-9]*) die "Another copy of this script may be running here. If none is, delete $lock and start again." ;;
    esac
    [ "${holder#* }" = "$(uname -n)" ] ||
      die "A copy of this script may be running on ${holder#* }. If none is, delete $lock and start again."
    ! lives "$pid" || die "Another copy of this script is running here (process $pid). Wait for it or stop it."
    # The copy that left this folder behind was killed.
    mv "$lock" "$lock.$$" 2>/dev/null || die 'Another copy of this script started at the same moment.'
    if [ "$(cat "$lock.$$/holder" 2>/dev/null)" != "$holder" ]; then
      mv "$lock.$$" "$lock"
      die 'Another copy of this script started at the same moment.'
    fi
    rm -rf "$lock.$$"
    mkdir "$lock" 2>/dev/null || die 'Another copy of this script started at the same moment.'
  fi
  work=$lock
  printf '%s %s\n' "$$" "$(uname -n)" >"$work/holder" || die "The folder $lock cannot be written."
}

