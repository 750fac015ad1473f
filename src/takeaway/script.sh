#!/usr/bin/env bash
# Groupsweep @@VERSION@@: @@TITLE@@ on @@SITE@@ without Groupsweep.
# Needs bash 3.2 or newer and curl, nothing else. In a terminal: bash @@FILE@@.sh
#   RATE=2 in front of that makes two calls a second at most; without it 5, and 50 is the most
# It asks for the login and keeps it in memory. What becomes of each row is written at once into
#   @@RESULTS@@   in the folder where it is started.
# Ctrl-C stops it; started again it goes on with what is not done. Drop that file on Groupsweep's Import for the
# report, Verify and the way back.
set -u
export LC_ALL=C
umask 077

site='@@SITE@@'
base='@@BASE@@'
results='@@RESULTS@@'
headings='@@HEADINGS@@'
caller='@@CALLER@@'
bom=$(printf '\357\273\277')
rate=${RATE:-5}

# The plan: group id, account id, the row's cells.
plan() {
  cat <<'PLAN'
@@PLAN@@PLAN
}

say() { printf '%s\n' "$*"; }
die() { say "$*" >&2; exit 1; }
ask() { # question; the answer is in $answer
  printf '%s ' "$1"
  asking=yes
  IFS= read -r answer || { say ''; die 'No answer, so nothing more is sent.'; }
  asking=''
  answer=${answer%$'\r'}
}

case $rate in '' | *[!0-9]* | 0* | ???*) die 'RATE is a number of calls a second, 1 to 50.' ;; esac
[ "$rate" -le 50 ] || die 'RATE is a number of calls a second, 1 to 50.'
command -v curl >/dev/null || die 'curl is not there. Without it this script can do nothing.'
work=$(mktemp -d -t groupsweep.XXXXXX) || die 'No folder for passing files can be made.'
asking='' under_way='' stopped='' line_no=0 attempts=0 asked_on=no
trap 'stopped=yes; [ -z "$asking" ] || exit 130' INT TERM HUP
trap 'last_words' EXIT

# ---- the results file ----

# Cuts a line of CSV into cell[1], cell[2], ...; gives how many there are, none where a quote is left open.
cells_awk='
function split_line(line,   n, i, c, open, text) {
  sub(/\r$/, "", line); n = 1; open = 0; text = ""
  for (i = 1; i <= length(line); i++) {
    c = substr(line, i, 1)
    if (open && c == "\"" && substr(line, i + 1, 1) == "\"") { text = text c; i++ }
    else if (c == "\"") open = !open
    else if (c == "," && !open) { cell[n++] = text; text = "" }
    else text = text c
  }
  cell[n] = text
  return open ? 0 : n
}'
quote='"' quotes='""'

now() { date -u +%Y-%m-%dT%H:%M:%SZ; }
# A row's line, written at once. Where that can not be done, nothing more is sent.
note() { # cells, outcome, status, reason, attempts, finished at
  printf '%s,%s,%s,"%s",%s,%s\r\n' "$1" "$2" "$3" "${4//$quote/$quotes}" "$5" "$6" >>"$results" ||
    die "$results can not be written any more. The row just sent: $2: $1"
}

# At every end: the row under way and the rows not come to stand in the file too.
last_words() {
  trap '' INT TERM HUP
  [ ! -t 0 ] || stty echo
  if [ -n "$under_way" ]; then
    note "$under_way" in_doubt '' 'Stopped before the answer came, so it may be done all the same.' "$attempts" "$(now)"
    under_way=''
  fi
  if [ -s "$work/todo" ]; then
    tail -n +"$((line_no + 1))" "$work/todo" | while IFS=' ' read -r group account cells; do
      printf '%s,not_tried,,,0,\r\n' "$cells"
    done >>"$results"
    say ''
    say "In $results:"
    awk "$cells_awk"' NR > 1 && split_line($0) > 8 { count[cell[5]]++ } END { for (word in count) printf "%7d %s\n", count[word], word }' "$results"
    say "Drop it on Groupsweep's Import. Started again, this script goes on with what is not done."
  fi
  rm -rf "$work"
}

# What is to be done: rows never tried first, then those that failed. Lines of rows that are done stay in the file.
prepare() {
  local first=''
  plan >"$work/plan"
  if [ -s "$results" ]; then
    IFS= read -r first <"$results"
    first=${first%$'\r'}
    [ "${first#"$bom"}" = "$headings" ] || die "$results is there and is no results file of this script. Move it away."
    awk -v kept="$work/kept" "$cells_awk"'
      FNR == NR { rows = NR; line[NR] = $0; key_of[NR] = $1 " " $2; known[$1 " " $2] = 1; next }
      FNR == 1 { next }
      {
        if (split_line($0) < 9) next
        key = cell[1] " " cell[3]
        if (!(key in known)) { foreign = 1; exit }
        if (cell[5] ~ /^(removed|already_gone|added|already_member)$/) { if (!(key in done)) print > kept; done[key] = 1 }
        else if (cell[5] ~ /^(failed|in_doubt)$/) tried[key] = 1
      }
      END {
        if (foreign) exit 3
        for (i = 1; i <= rows; i++) if (!(key_of[i] in done) && !(key_of[i] in tried)) print line[i]
        for (i = 1; i <= rows; i++) if (!(key_of[i] in done) && key_of[i] in tried) print line[i]
      }' "$work/plan" "$results" >"$work/todo.new" || die "$results holds rows of another plan. Move it away."
  else
    cp "$work/plan" "$work/todo.new"
  fi
  todo=$(($(wc -l <"$work/todo.new")))
}

# The file anew: headings, rows that are done. In one step, so that there is a whole file at every moment.
begin_results() {
  { printf '%s%s\r\n' "$bom" "$headings"; [ ! -f "$work/kept" ] || cat "$work/kept"; } >"$results.new" &&
    mv -f "$results.new" "$results" || die "$results can not be written here. Start this script in a folder of your own."
  mv "$work/todo.new" "$work/todo"
}

# ---- the site ----

# One call. The login goes to curl through a pipe: it stands in no command line and in no file.
call() { # method, address, more lines for curl
  : >"$work/head"
  : >"$work/body"
  out=$(printf '%s\n%s\n' "$login" "$3" | curl -q --config - --silent --globoff --request "$1" --max-time 60 --connect-timeout 20 \
    --user-agent groupsweep-script --header 'Accept: application/json' --header 'X-Atlassian-Token: no-check' \
    --header 'Accept-Language: en' --header 'X-Force-Accept-Language: true' \
    --dump-header "$work/head" --output "$work/body" --write-out '%{http_code} %{time_total}' "$2")
  curl_said=$?
  status=${out%% *}
  took=${out##* }
  took=${took%%.*}$(printf '%.3s' "${took#*.}000")
  took=$((10#$took))
  [ "$curl_said" -eq 0 ] || status=000
}
header() { # name in small letters
  awk -v want="$1:" 'index(tolower($0), want) == 1 { sub(/^[^:]*:[ \t]*/, ""); sub(/[ \t\r]*$/, ""); value = $0 } END { print value }' "$work/head"
}
in_body() { tr '[:upper:]' '[:lower:]' <"$work/body" | grep -F -- "$1" >/dev/null; }
# Control characters become blanks, the ones of two bytes too: no terminal takes a name of the site for an order.
plain() { tr '[:cntrl:]' ' ' | sed $'s/\302[\200-\237]/ /g'; }
in_json() { sed -nE "s/^.*\"$1\" *: *\"([^\"]*)\".*\$/\\1/p" "$work/body" | plain | head -n 1 | sed 's/ *$//'; }
# A web page of a proxy or a login; the site's own answer to a change is none.
is_page() {
  [ -s "$work/body" ] || return 1
  [ "$(tr -d '[:space:]' <"$work/body" | head -c 1)" = '<' ] || header content-type | grep -i html >/dev/null
}
is_done() {
  case ' @@DONE@@ ' in *" $status "*) ! is_page ;; *) return 1 ;; esac
}
# The site says that there was nothing to do. "You are not a member of ..." speaks of the caller and is a refusal.
is_nothing() {
  [ "$status" = '@@NOTHING_STATUS@@' ] && in_body '@@NOTHING_WORDS@@' && ! in_body 'you are not' && ! in_body "you're not"
}

# A sentence, and behind it what the site says itself.
said() {
  local key text=''
  for key in '"errorMessages" *: *\[' '"detail" *:' '"message" *:'; do
    text=$(plain <"$work/body" | sed -nE "s/^.*$key *\"(([^\"\\\\]|\\\\.)*)\".*\$/\\1/p" | head -n 1)
    [ -z "$text" ] || break
  done
  if [ "${#text}" -gt 200 ]; then
    text=${text:0:200}
    # Half a letter at the end goes.
    while [ -n "$text" ] && [ -z "${text##*[!\ -~]}" ]; do text=${text%?}; done
  fi
  reason="$1${text:+: “${text%.}”}."
}

# ---- waiting ----

nap() { # milliseconds
  [ "$1" -le 0 ] || sleep "$(($1 / 1000)).$(printf '%03d' "$(($1 % 1000))")"
}
# Seconds from now to a moment in UTC.
until_date() { # year month day hour minute second
  local y=$((10#$1)) m=$((10#$2))
  [ "$m" -gt 2 ] || { y=$((y - 1)); m=$((m + 12)); }
  local days=$((365 * y + y / 4 - y / 100 + y / 400 + (153 * (m - 3) + 2) / 5 + 10#$3 - 719469))
  echo $((days * 86400 + 10#$4 * 3600 + 10#$5 * 60 + 10#$6 - $(date -u +%s)))
}
http_date='([0-9][0-9]) ([A-Z][a-z][a-z]) ([0-9]{4}) ([0-9][0-9]):([0-9][0-9]):([0-9][0-9])'
iso_date='^([0-9]{4})-([0-9][0-9])-([0-9][0-9])T([0-9][0-9]):([0-9][0-9])(:([0-9][0-9]))?'
# How long the site asks to wait, in seconds; 0 where it does not say.
asked_wait() {
  local text month=JanFebMarAprMayJunJulAugSepOctNovDec
  text=$(header retry-after)
  if [[ $text =~ ^[0-9]+$ ]]; then
    echo "$((10#${text:0:9}))"
  elif [[ $text =~ $http_date ]]; then
    month=${month%%"${BASH_REMATCH[2]}"*}
    until_date "${BASH_REMATCH[3]}" "$((${#month} / 3 + 1))" "${BASH_REMATCH[1]}" "${BASH_REMATCH[4]}" "${BASH_REMATCH[5]}" "${BASH_REMATCH[6]}"
  else
    text=$(header x-ratelimit-reset)
    if [ "$status" = 429 ] && [[ $text =~ $iso_date ]]; then
      until_date "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}" "${BASH_REMATCH[4]}" "${BASH_REMATCH[5]}" "${BASH_REMATCH[7]:-0}"
    else
      echo 0
    fi
  fi
}
# Waits 1, 2, 4 ... 30 s at the first, second, third ... time, never shorter than the site asks, and up to a quarter longer.
rest() { # which time, least seconds
  local wait asked
  wait=$((1 << ($1 > 6 ? 5 : $1 - 1)))
  asked=$(asked_wait)
  [ "$wait" -le 30 ] || wait=30
  [ "$wait" -ge "$2" ] || wait=$2
  [ "$wait" -ge "$asked" ] || wait=$asked
  [ "$wait" -lt 3 ] || say "  waits $wait s"
  nap $((wait * 1000 + RANDOM % (wait > 100 ? 25000 : wait * 250)))
  took=1000
}

# ---- one row ----

group_id='{groupId}' account_id='{accountId}'
# Sends a row until it is settled: $outcome, $reason, $status, $attempts. $halt says why no other row will go.
send() { # group, account
  local path='@@PATH@@' body='@@SEND_BODY@@' faults=0 throttled=0 again most
  path=${path//$group_id/$1}
  path=${path//$account_id/${2//:/%3A}}
  body=${body//$account_id/$2}
  attempts=0 halt='' lost=no
  while :; do
    nap $((1000 / rate - took))
    [ -z "$stopped" ] || { outcome=stopped; return; }
    attempts=$((attempts + 1)) outcome=failed again='' most=6 reason=''
    call @@METHOD@@ "$base$path" "$body"
    case $(header x-seraph-loginreason) in AUTHENTICAT*) status=401 ;; esac
    case $status in
    000)
      status=''
      case $curl_said in
      5 | 6 | 7) again='the site could not be reached' ;;
      35 | 51 | 58 | 60 | 77 | 83) halt="The site's certificate is not accepted on this machine. A web proxy may open encrypted connections here." ;;
      *) again='the connection broke before the answer came' lost=yes ;;
      esac
      ;;
    401) said 'The site does not accept this login (401)' && halt="$reason Start again with a valid token." ;;
    3??) halt="The site sends the calls elsewhere instead of answering them ($status). Nothing goes that way." ;;
    429)
      throttled=$((throttled + 1))
      if [ "$throttled" -lt 20 ]; then rest "$throttled" 5; continue; fi
      halt='The site refuses calls for their number (429), again and again. Start again later.'
      ;;
    408 | 502 | 504) again="the site or its gateway failed ($status)" lost=yes ;;
    503) again='the site was not available (503)' ;;
    5??) again="the site or a proxy on the way failed ($status)" lost=yes most=3 ;;
    *)
      if is_done; then
        outcome=@@DONE_WORD@@
        [ "$attempts" -eq 1 ] || reason="Done at try $attempts."
      elif is_nothing && [ "$lost" = yes ]; then
        outcome=@@DONE_WORD@@ reason='The answer to an earlier try was lost; a later one found it done.'
      elif is_nothing; then
        outcome=@@NOTHING_WORD@@ reason='There was nothing to do.'
      elif [ "$status" = 403 ] && in_body xsrf; then
        halt='The site refuses these calls as those of a browser (403 XSRF check failed).'
      elif [ "${status#2}" != "$status" ]; then
        again="an answer came that is not the site's ($status)" lost=yes
      elif [ "$status" = 403 ]; then
        said 'The site refuses to change this group (403)'
      elif [ "$status" = 404 ]; then
        said 'The site knows no such group or user, or hides that the right is missing (404)'
      else
        said "The site refuses this change ($status)"
      fi
      ;;
    esac
    if [ -n "$again" ]; then
      faults=$((faults + 1))
      if [ "$faults" -lt "$most" ]; then
        say "  $again: tries again"
        rest "$faults" 1
        continue
      fi
      reason="Given up after $attempts tries: $again."
    fi
    [ -z "$halt" ] || reason=$halt
    if [ "$outcome" = failed ] && [ "$lost" = yes ]; then
      outcome=in_doubt reason="$reason The answer to a try was lost, so it may be done all the same."
    fi
    return
  done
}

# The caller's own row stays, unless it was let go for this account when the plan was made. Whatever the case of the
# letters: a row too many that stays does no harm.
is_own() {
  [ -n "$own" ] && [ @@METHOD@@ = DELETE ] || return 1
  shopt -s nocasematch
  [[ $1 == "$own" && $caller != "$own" ]]
  set -- $?
  shopt -u nocasematch
  return "$1"
}

# The next row of the list, sent and written down. False once no other row is to go.
next_row() {
  [ -z "$stopped" ] && IFS=' ' read -r group account cells <&3 || return 1
  if is_own "$account"; then
    line_no=$((line_no + 1)) outcome=kept
    note "$cells" kept '' 'protected: your own account' 0 ''
    say "$line_no of $todo kept (your own account): $cells"
    return 0
  fi
  under_way=$cells
  send "$group" "$account"
  if [ "$outcome" = stopped ]; then
    # Nothing is under way where every try was answered.
    if [ "$lost" = yes ]; then line_no=$((line_no + 1)); else under_way=''; fi
    return 1
  fi
  line_no=$((line_no + 1))
  note "$cells" "$outcome" "$status" "$reason" "$attempts" "$(now)"
  under_way=''
  say "$line_no of $todo $outcome${reason:+ ($reason)}: $cells"
  [ -z "$halt" ] || return 1
  case $outcome in
  failed | in_doubt)
    failed=$((failed + 1))
    case $status in 403 | 404) refused=$((refused + 1)) ;; esac
    ;;
  *) failed=0 refused=0 ;;
  esac
  if [ "$asked_on" = no ] && { [ "$refused" -ge 3 ] || [ "$failed" -ge 10 ]; }; then
    say 'Row after row failed. The likely causes, likeliest first: this account lacks site administration; these'
    say 'groups are synced from an identity provider; these users are gone.'
    ask 'Go on with the other rows? Type yes:'
    [ "$answer" = yes ] || return 1
    asked_on=yes
  fi
}

# ---- the whole ----

prepare
say "@@TITLE@@ on $site"
[ "$todo" -eq @@ROWS@@ ] || say "$todo left to do; the others stand in $results as done."
if [ "$todo" -eq 0 ]; then
  say 'Nothing is left to do.'
  exit 0
fi
@@ASK_EMAIL@@printf '@@TOKEN_NAME@@ (is not shown as you type): '
asking=yes
IFS= read -r -s token || die 'No token, so nothing was sent.'
asking=''
say ''
token=${token//[[:space:]]/}
case ${email:-}$token in *[!\ -~]* | *\"* | *\\*) die 'A letter in there is in no email and no token. Nothing was sent.' ;; esac
login="@@LOGIN@@"
own='' failed=0 refused=0 took=1000
if [ -n '@@WHO@@' ]; then
  call GET "$base@@WHO@@" ''
  case "$status $(header x-seraph-loginreason)" in
  *AUTHENTICAT* | 401*) said 'The site does not accept this login (401)' && die "$reason Nothing was sent." ;;
  200*) ;;
  000*) die "The site can not be reached (curl says $curl_said). Nothing was sent." ;;
  *) said "The site did not say who you are ($status)" && die "$reason Nothing was sent." ;;
  esac
  own=$(in_json accountId)
  [ -n "$own" ] || die 'The site did not say who you are: an answer came that is not its own. Nothing was sent.'
  say "Logged in as $(in_json displayName)"
fi
ask "To confirm, type the site's name, $site:"
[ "$(printf '%s' "$answer" | tr '[:upper:]' '[:lower:]')" = "$(printf '%s' "$site" | tr '[:upper:]' '[:lower:]')" ] ||
  die 'This is not the name of the site. Nothing was sent.'
begin_results
exec 3<"$work/todo"
say 'One row alone first:'
outcome=kept
while [ "$outcome" = kept ] && next_row; do :; done
case $outcome in
@@DONE_WORD@@ | @@NOTHING_WORD@@) ;;
kept) exit 0 ;;
stopped) exit 130 ;;
*) die "${halt:-The first row did not go.} No other row was sent." ;;
esac
if [ "$line_no" -lt "$todo" ]; then
  say 'Look at it in the site now.'
  ask "Go on with the other $((todo - line_no))? Type yes:"
  [ "$answer" = yes ] || exit 0
  while next_row; do :; done
  [ -z "$halt" ] || die "$halt"
fi
[ -z "$stopped" ] || exit 130
[ "$line_no" -eq "$todo" ] || exit 1
