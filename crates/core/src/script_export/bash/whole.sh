# ---- the run ----

take_lock
prepare
say "@@TITLE@@ on $site"
[ "$todo" -eq @@ROWS@@ ] || [ "$todo" -eq 0 ] || say "$todo left to do; the others are done, according to $results. If the changes were undone since then, press Ctrl-C, move the results file to another folder and start again."
if [ "$todo" -eq 0 ]; then
  say "Nothing was sent: every row was done$(done_by), according to $results. If the changes were undone since then, move the results file to another folder and start again."
  exit 0
fi
@@ASK_EMAIL@@printf '@@TOKEN_NAME@@ (is not shown as you type): '
asking=yes
[ -z "$stopped" ] || exit 130
# In line mode, a macOS terminal accepts at most 1,024 bytes, and some tokens are longer. So this script reads
# characters and handles backspace itself.
[ ! -t 0 ] || stty -icanon -echo min 1 time 0
IFS= read -r -s token || die 'No token, so nothing was sent.'
[ ! -t 0 ] || stty icanon echo
asking=''
say ''
while [[ $token =~ (^|[^$erase])[$erase] ]]; do token=${token/"${BASH_REMATCH[0]}"/}; done
token=${token//[[:space:]]/}
case ${email:-}$token in *[!\ -~]* | *\"* | *\\*) die 'The email or token contains an invalid character. Nothing was sent.' ;; esac
login="@@LOGIN@@"
@@CODE@@own='' failed=0 refused=0 odd=0 undone=0 others=0 unlike=0 took=1000 proved=no trial=yes spoiled=no halt='' status='' lost=no doubted=no
if [ -n '@@WHO@@' ]; then
  read_site GET "$base@@WHO@@" '' || { [ -z "$stopped" ] || exit 130; die "$reason Nothing was sent."; }
  case $status in
  200) ;;
  403) said @@SAY_FORBIDDEN@@ && die "$reason "@@SAY_ALLOWLIST@@' Nothing was sent.' ;;
  *) said "The site did not say who you are ($status)" && die "$reason Nothing was sent." ;;
  esac
  me=$(read_json accountId 'displayName|publicName' email | tail -n 1)
  [ -n "$me" ] || ! is_page || die @@SAY_PAGE@@' Nothing was sent.'
  [ -n "$me" ] || die @@SAY_UNREADABLE@@' Nothing was sent.'
  own=${me%%"$tab"*} me=${me#*"$tab"}
  say "Logged in as ${me%%"$tab"*}"
fi
ask "To confirm, type the site's name, $site:"
[ "$(printf '%s' "$answer" | tr '[:upper:]' '[:lower:]')" = "$(printf '%s' "$site" | tr '[:upper:]' '[:lower:]')" ] ||
  die 'This is not the name of the site. Nothing was sent.'
patiently write_book || die "$results cannot be written: another program has it open, the folder is read-only, or the disk is full. Nothing was sent."
begun=yes
exec 3<"$work/todo"
say 'One row alone first:'
# A row proves nothing if it is held back, was already as wanted, or failed and was sent before this start. Then
# the next one is tried.
while [ "$proved" = no ] && next_row; do :; done
if [ "$proved" = yes ] && [ -z "$halt$stopped" ] && [ "$line_no" -lt "$todo" ]; then
  say 'Check it on the site now.'
  ask "Continue with the other $((todo - line_no))? Type yes:"
  [ "$answer" = yes ] || exit 3
  trial=no
  while next_row; do :; done
fi
[ -z "$stopped" ] || exit 130
[ -z "$halt" ] || die "$halt"
if [ "$line_no" -lt "$todo" ]; then
  [ "$spoiled" = no ] || die 'The last row that was sent is not done. No other row is sent.'
  exit "$end_status"
fi
[ "$undone" -eq 0 ] || exit 2
