# ---- one row ----

group_id='{groupId}' account_id='{accountId}'
again_later=@@SAY_THROTTLED@@
no_certificate=@@SAY_CERTIFICATE@@
# Sets $halt to why no call can succeed from here. Applies to every kind of call.
is_hopeless() {
  halt=''
  case $login_reason in AUTHENTICAT*) status=401 ;; esac
  case $status in
  000)
    [ "$connect" != 407 ] || halt='The web proxy asks for a login (407). Set HTTPS_PROXY with one, or use another network.'
    [ "$connect" != 403 ] || halt='The web proxy refuses to connect to the site (403). Ask whoever runs it, or use another network.'
    case $curl_said in 51 | 58 | 60 | 77 | 83) halt=$no_certificate ;; esac
    ;;
  401) said 'The site does not accept this login (401)' && halt="$reason Start again with a valid token." ;;
  407) halt='The web proxy asks for a login (407). Set HTTPS_PROXY with one, or use another network.' ;;
  3??) halt="The site redirects the calls instead of answering them ($status). Nothing is sent there." ;;
  esac
  [ -n "$halt" ]
}
# A read, repeated if the site is busy or unreachable. Fails with $reason if there is no answer.
read_site() { # method, address, body
  local times=0 lines=''
  [ -z "$3" ] || lines="header = \"Content-Type: application/json\"
data = \"$3\""
  while :; do
    nap $((1000 / rate - took))
    [ -z "$stopped" ] || { reason='Stopped.'; return 1; }
    call "$1" "$2" "$lines"
    [ -z "$stopped" ] || { reason='Stopped.'; return 1; }
    ! is_hopeless || { reason=$halt; return 1; }
    times=$((times + 1))
    case $status in
    429) [ "$times" -ge 20 ] || { rest "$times" 5; continue; } ;;
    000 | 408 | 5??) [ "$times" -ge 6 ] || { say '  the site does not answer: trying again'; rest "$times" 1; continue; } ;;
    *) return 0 ;;
    esac
    case $status in
    000) reason="The site cannot be reached (curl reports $curl_said)." ;;
    429) reason=$again_later ;;
    *) said "The site failed to answer ($status)" ;;
    esac
    return 1
  done
}
# Sets $outcome and $reason if the site answers that there is nothing to do. A row in doubt that is as wanted did
# not fail.
nothing_left() { # lost, what the check knew
  outcome=@@NOTHING_WORD@@ reason=@@SAY_UNSEEN@@
  case $2$1 in
  =*) reason=@@SAY_ABSENT@@ ;;
  +yes) outcome=@@DONE_WORD@@ reason=@@SAY_LOST@@ ;;
  -yes) outcome=in_doubt as_wanted=yes reason=@@SAY_BY_WHOM@@ ;;
  +*) outcome=@@SINCE_WORD@@ reason=@@SAY_SINCE@@ ;;
  esac
}
# Reads back the state of a row: $stands is wanted (as after the change), open, or unread. $status and $reason keep
# the answer to the change. $halt is set if no call can succeed any more.
read_back() { # group, account, what the check knew
  local answered=$status before=$reason path='@@READ_PATH@@' body='@@READ_SEND_BODY@@' groups=''
  path=${path//$account_id/${2//:/%3A}}
  body=${body//$account_id/$2}
  stands=unread
  if read_site @@READ_METHOD@@ "$base$path" "$body" && [ "$status" = 200 ] &&
    groups=$(read_groups '@@READ_LIST@@' '@@READ_ID@@'); then
    # A group without an id may be this one. A list that is full may continue.
    case @@METHOD@@$(printf '%s\n' "$groups" | awk -F "$tab" -v id="$1" -v most=@@READ_MOST@@ '
      /./ { rows++; if ($1 == "") open = 1; if (tolower($1) == tolower(id)) listed = 1 }
      END { print (listed ? "yes" : (open || rows >= most) ? "unknown" : "no") }') in
    POSTyes) stands=wanted ;;
    DELETEyes | POSTno) stands=open ;;
    # A list without the group proves nothing if the site does not know the account or the group.
    DELETEno) if [ "$check_names" = yes ] || [ "$3" = + ]; then stands=wanted; fi ;;
    esac
  fi
  # Without the scope for reading, the row stays unread. Other rows may be sent.
  [ "$lacks_scope" = no ] || halt=''
  status=$answered reason=$before
}
# Evaluates the read-back after an answer that proves nothing ($again), or a refusal that leaves the row's state
# unknown.
take_reading() { # lost, what the check knew
  local first=$reason
  case $stands:$again in
  wanted:)
    nothing_left "$1" "$2"
    reason="$first $reason"
    ;;
  wanted:*)
    nothing_left yes "$2"
    [ "$outcome" != @@DONE_WORD@@ ] || reason=@@SAY_FOUND@@
    reason="The site did not confirm the change: $again. $reason" again='' odd_now=no
    ;;
  open:) reason="$first "@@SAY_OPEN@@ ;;
  open:*) ;;
  unread:) reason="$first "@@SAY_NOT_READ@@ ;;
  unread:*) reason="The site did not confirm the change: $again. "@@SAY_NOT_READ@@ again='' ;;
  esac
}
# Sends a row until it is settled: $outcome, $reason, $status, $attempts. $halt is why no other row can succeed.
# $lost becomes yes with the first answer that leaves open whether something happened, and starts as yes for a row
# in doubt.
send() { # group, account, lost, what the check knew
  local path='@@PATH@@' body='@@SEND_BODY@@' faults=0 throttled=0 again most least unclear claimed
  path=${path//$group_id/$1}
  path=${path//$account_id/${2//:/%3A}}
  body=${body//$account_id/$2}
  attempts=0 halt='' lost=$3 odd_now=no as_wanted=no
  while :; do
    nap $((1000 / rate - took))
    [ -z "$stopped" ] || { outcome=stopped; return; }
    attempts=$((attempts + 1)) outcome=failed again='' most=6 least=1 reason='' odd_now=no unclear='' claimed=''
    call @@METHOD@@ "$base$path" "$body"
    if [ -n "$stopped" ] && [ "$status" = 000 ]; then lost=yes outcome=stopped; return; fi
    if is_hopeless; then
      [ "$status" != 000 ] || status=''
    elif [ "$status" = 000 ]; then
      status=''
      case $curl_said in
      # 35: the connection ended before the call was sent.
      5 | 6 | 7 | 35) again='the site could not be reached' ;;
      *) again='the connection broke before the answer came' lost=yes ;;
      esac
    elif [ "$status" = 429 ]; then
      throttled=$((throttled + 1))
      if [ "$throttled" -lt 20 ]; then rest "$throttled" 5; continue; fi
      halt=$again_later
    else
      case $status in
      408 | 502 | 504) again="the site or its gateway failed ($status)" lost=yes ;;
      503) again='the site was not available (503)' lost=yes ;;
      5??) again="the site or a proxy on the way failed ($status)" lost=yes most=3 ;;
      *)
        # The check's result limits what the answer can mean.
        if is_done && [ "$4" = = ]; then
          outcome=@@NOTHING_WORD@@ reason=@@SAY_ALL_THE_SAME@@
        elif is_done; then
          outcome=@@DONE_WORD@@
          [ "$attempts" -eq 1 ] || reason="Done at try $attempts."
          if [ "$absent" = yes ]; then
            reason="$reason${reason:+ }"@@SAY_DONE_BEFORE@@
          elif [ "$4" = - ]; then
            reason="$reason${reason:+ }"@@SAY_QUIET@@
          fi
          reason=${reason% }
        elif is_nothing; then
          if [ @@METHOD@@ = POST ] && [ "$4" != = ]; then claimed=yes; else nothing_left "$lost" "$4"; fi
        elif [ "$status" = 403 ] && in_body xsrf; then
          halt=@@SAY_XSRF@@
        elif is_page || [ "${status#2}" != "$status" ]; then
          again="the answer ($status) is not one that is expected from the site" lost=yes most=3 odd_now=yes
        elif [ "$status" = 403 ]; then
          said @@SAY_REFUSED@@
        elif [ "$status" = 404 ]; then
          said @@SAY_NOT_FOUND@@
        else
          said "The site refuses this change ($status)"
        fi
        case ' @@UNCLEAR_STATUSES@@ ' in *" $status "*) [ "$outcome$again$halt" != failed ] || [ "$claimed" = yes ] || unclear=yes ;; esac
        ;;
      esac
    fi
    # Right after a removal the site may still report the person as a member, so a list must confirm it.
    if [ "$claimed" = yes ]; then
      read_back "$1" "$2" "$4"
      [ -z "$stopped" ] || { outcome=stopped; return; }
      case $stands in
      wanted) nothing_left "$lost" "$4" ;;
      open) again=@@SAY_CLAIMED@@ least=2 ;;
      *) reason=@@SAY_CLAIM@@" "@@SAY_NOT_READ@@ ;;
      esac
    elif [ "$odd_now$unclear" != no ]; then
      read_back "$1" "$2" "$4"
      [ -z "$stopped" ] || { lost=yes outcome=stopped; return; }
      take_reading "$lost" "$4"
    fi
    if [ -n "$again" ]; then
      faults=$((faults + 1))
      if [ "$faults" -lt "$most" ]; then
        say "  $again: trying again"
        rest "$((faults + least - 1))" 1
        continue
      fi
      reason="Given up after $attempts tries: $again."
    fi
    [ -z "$halt" ] || reason=$halt
    if [ "$outcome" = failed ] && [ "$lost" = yes ]; then
      outcome=in_doubt reason="$reason "@@SAY_IN_DOUBT@@
    elif [ "$outcome" = failed ] && [ "$throttled" -ge 20 ]; then
      # The site rejected all of its calls (429).
      outcome=not_tried
    fi
    return
  done
}

# The caller's own row is not sent, unless it was included for this account when the plan was made. Ignores case,
# because holding back one row too many does no harm.
is_own() {
  [ -n "$own" ] && [ @@METHOD@@ = DELETE ] || return 1
  shopt -s nocasematch
  [[ $1 == "$own" && $caller != "$own" ]]
  set -- $?
  shopt -u nocasematch
  return "$1"
}

# Records a row that is not sent, and counts it.
hold() { # outcome, reason
  line_no=$((line_no + 1)) outcome=$1 proved=no
  if [ "$state" = doubt ] || [ "$doubted" = yes ]; then
    note "$cells" in_doubt '' "Still in doubt, because nothing more was sent. $2" "$tries" ''
    outcome=kept
  else
    note "$cells" "$1" '' "$2" 0 ''
  fi
  undone=$((undone + 1))
  say "$line_no of $todo $1 ($2): $cells"
}

# Sends and records the next row of the list. Fails once no more rows are to be sent.
next_row() {
  [ -z "$stopped" ] && IFS=' ' read -r state tries group account email knew cells <&3 || return 1
  # If an earlier run left it in doubt, each call of this script counts as a later try.
  doubted=no absent=no
  case $knew in
  '~') knew=- doubted=yes ;;
  '^') knew=- doubted=yes absent=yes ;;
  esac
  if is_own "$account"; then
    hold kept 'protected: your own account'
    return 0
  fi
  halt='' outcome=''
  if ! check_row "$group" "$account" "$email" "$cells"; then
    outcome=stopped
    [ -n "$stopped" ] || halt="$reason CHECK_NAMES=no sends the rows without comparing names."
    return 1
  fi
  if [ -n "$held" ]; then
    hold "$outcome" "$held"
    [ "$others" -ne 5 ] || [ "$line_no" -eq "$todo" ] || go_on_with_others
    return
  fi
  if [ "$state" = doubt ]; then lost=yes; else lost=$doubted; intend "$cells" || { outcome=stopped; return 1; }; fi
  under_way=$cells end_status=3
  send "$group" "$account" "$lost" "$knew"
  if [ "$outcome" = stopped ]; then
    # Nothing is in flight if every try was answered. A row in doubt stays so if nothing was sent.
    if [ "$lost" = yes ] && [ "$attempts" -eq 0 ]; then
      under_way=''
    elif [ "$lost" = no ]; then
      line_no=$((line_no + 1)) under_way=''
      note "$cells" not_tried '' 'Stopped before a try had any effect.' "$attempts" ''
    fi
    return 1
  fi
  # Counted first: even if writing its line fails, it is not written as another row.
  line_no=$((line_no + 1)) proved=no under_way=''
  note "$cells" "$outcome" "$status" "$reason" "$attempts" "$(now)"
  say "$line_no of $todo $outcome${reason:+ ($reason)}: $cells"
  [ "$odd_now" = yes ] && odd=$((odd + 1)) || odd=0
  [ "$odd" -lt 3 ] || halt=@@SAY_ODD_ROWS@@
  case $outcome in
  failed | in_doubt | not_tried)
    undone=$((undone + 1))
    if [ "$as_wanted" = yes ]; then
      failed=0 refused=0
    else
      failed=$((failed + 1))
      case $status in 403 | 404) refused=$((refused + 1)) ;; esac
      # Only a new row can end the run here: one that was sent before would end every start.
      [ "$trial$state$doubted" != yesnewno ] || spoiled=yes
    fi
    ;;
  *)
    failed=0 refused=0
    # A row that an earlier start left in doubt does not prove that the script works.
    [ "$outcome" = @@DONE_WORD@@ ] && [ "$state" != doubt ] && proved=yes
    ;;
  esac
  [ "$spoiled$halt" = no ] || return 1
  if [ "$asked_on" = no ] && [ "$line_no" -lt "$todo" ] && { [ "$refused" -ge 3 ] || [ "$failed" -ge 10 ]; }; then
    say @@SAY_FAILING@@
    ask 'Continue with the other rows? Type yes:'
    [ "$answer" = yes ] || return 1
    asked_on=yes
  fi
}
go_on_with_others() {
  say @@SAY_OTHERS@@
  ask 'Continue with the rows whose names agree? Type yes:'
  [ "$answer" = yes ] || return 1
  # Ask only once.
  others=$((others + 1))
}

