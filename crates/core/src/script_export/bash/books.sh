# ---- the results file ----

# Splits a CSV line into cell[1], cell[2], ...; returns their number, or 0 if a quote is left open.
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
cannot_write() { # a sentence about the row
  [ "$closing" = no ] || { say "$results cannot be written. $1"; return; }
  die "$results cannot be written: another program replaced it or has it open, or the disk is full. $1 Nothing more is sent. Close the file in other programs, free up disk space, and start this script again."
}
# Runs a command until it succeeds, for up to ten seconds: a synced folder or a full disk may recover.
patiently() {
  local times=0
  until "$@" 2>/dev/null; do
    times=$((times + 1))
    [ "$patient" = yes ] && [ "$times" -le 20 ] && [ -z "$stopped" ] || return 1
    [ "$times" -gt 1 ] || say "  $results cannot be written. Trying for up to 10 seconds."
    nap 500
  done
}
# Whether the file is still the one that this script created. Some programs replace a file when they save it.
is_ours() { [ "$(ls -i "$results" 2>/dev/null)" = "$inode" ]; }

# Writes a line after the last final line, at byte $at of the file. Descriptor 5 is already there, unless a write
# was incomplete.
put() { # the line without its end
  is_ours || return 1
  if [ "$misplaced" = yes ]; then
    exec 5<>"$results" && dd bs="$at" count=1 <&5 >/dev/null || return 1
    misplaced=no
  fi
  printf '%s\n' "$1" >&5 || { misplaced=yes; return 1; }
}
# Writes an in-doubt line before a row's first call, so that a started row is in doubt if the script is killed. A
# final line is never shorter, so it can overwrite this line in one step: descriptor 6 appends, 5 stays at the
# start of the line.
intend() { # cells
  local line="$1,in_doubt,,\"No answer was noted.\",1,"$'\r'
  if is_ours && printf '%s\n' "$line" 2>/dev/null >&6; then return; fi
  misplaced=yes
  if patiently put "$line"; then
    misplaced=yes
    return
  fi
  [ -n "$stopped" ] || cannot_write "Nothing was sent for this row: $1."
  return 1
}
# Writes a row's final line at once. If that fails, nothing more is sent.
note() { # cells, outcome, status, reason, attempts, finished at
  printf -v unwritten '%s,%s,%s,"%s",%s,%s\r' "$1" "$2" "$3" "${4//$quote/$quotes}" "$5" "$6"
  [ "$line_no" -gt "$doubts" ] || settled=$settled$unwritten$'\n'
  write_down || cannot_write "The last row is $2: $1."
}
# Writes the latest final line, which is in $unwritten until it is in the file.
write_down() {
  if [ "$line_no" -le "$doubts" ]; then
    patiently write_book || return 1
  else
    patiently put "$unwritten" || return 1
    at=$((at + ${#unwritten} + 1))
  fi
  unwritten=''
}

# Replaces the whole file in one step: headings, rows that are done, settled rows that were in doubt, rows in
# doubt.
write_book() {
  [ "$begun" = no ] || is_ours || return 1
  exec 5>&- 6>&-
  misplaced=yes
  rm -f "$results.new"
  exec 5<>"$results.new" || return 1
  { printf '%s%s\r\n' "$bom" "$headings" && cat "$work/kept" && printf %s "$settled" &&
    head -n "$doubts" "$work/rest" | tail -n +"$((line_no + 1))"; } >&5 || return 1
  mv -f "$results.new" "$results" || return 1
  exec 6>>"$results" || return 1
  inode=$(ls -i "$results") at=$(($(wc -c <"$results"))) misplaced=no
}

# Makes the list of rows to send, with the tries of an earlier start that left them in doubt: rows in doubt first, then new ones, then failed ones. Lines of rows that are done
# stay in the file. $work/rest has a line for each row, for the case that this start does not reach it. That line
# is in_doubt if an earlier run left the row in doubt; with 0 tries, this script has not tried such a row yet.
prepare() {
  local first='' unread='The plan in this script could not be read whole. The disk or the folder for temporary files may be full. Nothing was sent.'
  plan >"$work/plan"
  [ "$(($(wc -l <"$work/plan")))" -eq @@ROWS@@ ] || die "$unread"
  : >"$work/kept" >"$work/rest" >"$work/people" >"$work/groups"
  [ ! -s "$results" ] || IFS= read -r first <"$results"
  if [ -s "$results" ]; then
    first=${first%$'\r'}
    [ "${first#"$bom"}" = "$headings" ] || die "$results is not a results file of this script. Move it to another folder."
  fi
  [ -e "$results" ] || : >"$work/none"
  awk -v kept="$work/kept" -v rest="$work/rest" -v in_doubt=@@SAY_LEFT_IN_DOUBT@@ "$cells_awk"'
    function quoted(text) { gsub(/"/, "\"\"", text); return "\"" text "\"" }
    FNR == 1 { file++ }
    file == 1 {
      rows = FNR; line[FNR] = $0; key = $1 " " $2; key_of[FNR] = key; known[key] = 1
      tries_of[key] = 0
      if ($4 ~ /^[~^]$/) left[key] = "in_doubt,,\"" in_doubt "\",0,"
      text = $0; sub(/^[^ ]* [^ ]* [^ ]* [^ ]* /, "", text); cells_of[FNR] = text
      next
    }
    FNR == 1 { next }
    {
      if (split_line($0) < 11) next
      key = cell[1] " " cell[3]
      if (!(key in known)) { foreign = 1; exit }
      after = cell[8] "," quoted(cell[9]) "," cell[10] "," cell[11]
      if (cell[7] ~ /^(removed|already_gone|gone_since_check|added|already_member|there_since_check)$/) { if (!(key in done)) print > kept; done[key] = 1 }
      else if (cell[7] == "in_doubt") { if (!(key in left) || cell[10] != "0") { doubt[key] = after; tries_of[key] = int(cell[10]) } }
      else if (cell[7] == "failed") failed[key] = after
    }
    function todo(state, end) {
      print state " " tries_of[key_of[i]] " " line[i]
      printf "%s,%s\r\n", cells_of[i], end > rest
    }
    END {
      if (foreign) exit 3
      for (i = 1; i <= rows; i++) if (!(key_of[i] in done) && key_of[i] in doubt) todo("doubt", "in_doubt," doubt[key_of[i]])
      for (i = 1; i <= rows; i++) if (!(key_of[i] in done) && !(key_of[i] in doubt) && !(key_of[i] in failed)) todo("new", key_of[i] in left ? left[key_of[i]] : "not_tried,,,0,")
      for (i = 1; i <= rows; i++) if (!(key_of[i] in done) && !(key_of[i] in doubt) && key_of[i] in failed) todo("failed", "failed," failed[key_of[i]])
    }' "$work/plan" "$([ -e "$results" ] && printf %s "$results" || printf %s "$work/none")" >"$work/todo"
  case $? in
  0) ;;
  3) die "$results has rows of another plan. Move it to another folder." ;;
  *) die "$unread" ;;
  esac
  todo=$(($(wc -l <"$work/todo")))
  doubts=$(($(grep -c '^doubt ' "$work/todo")))
  [ $((todo + $(wc -l <"$work/kept"))) -eq @@ROWS@@ ] || die "$unread"
}

# When the last row was done, as part of a sentence; empty if the file does not have it.
done_by() {
  awk "$cells_awk"'split_line($0) > 10 && cell[11] > last { last = cell[11] } END { if (last ~ /^[0-9-]+T[0-9:]+/) print " by " substr(last, 1, 10) " " substr(last, 12, 5) " UTC" }' "$work/kept"
}

# Runs at every exit: also writes the row in flight and the rows that were not reached.
last_words() {
  local status=$? from=$line_no left
  trap '' INT TERM HUP
  patient=no
  [ ! -t 0 ] || stty echo icanon
  if [ "$begun" = yes ]; then
    closing=yes
    if [ -n "$under_way" ]; then
      line_no=$((line_no + 1)) from=$line_no
      note "$under_way" in_doubt '' @@SAY_STOPPED@@ "$attempts" "$(now)"
    elif [ -n "$unwritten" ]; then
      write_down
    fi
    [ "$from" -ge "$doubts" ] || from=$doubts
    if [ -n "$unwritten" ]; then
      # The row's in-doubt line stays, and is not overwritten.
      say "$results cannot be written to its end."
    elif [ "$from" -lt "$todo" ]; then
      put "$(tail -n +"$((from + 1))" "$work/rest")" 2>/dev/null || say "$results cannot be written to its end."
    fi
    say ''
    say "In $results:"
    awk "$cells_awk"' NR > 1 && split_line($0) > 10 { count[cell[7]]++ } END { for (word in count) printf "%7d %s\n", count[word], word }' "$results"
    [ "$unlike" -eq 0 ] || say "$unlike rows were sent without comparing names: the plan or the site does not show them."
    left=$(awk "$cells_awk"' NR > 1 && split_line($0) > 10 && cell[7] !~ /^(@@DONE_WORD@@|@@NOTHING_WORD@@|@@SINCE_WORD@@)$/ { left++ } END { print left + 0 }' "$results")
    if [ "$left" = 0 ]; then
      say "Every row is done. Drop the file on Groupsweep's Import."
    else
      say "Drop it on Groupsweep's Import. Start this script again to continue with the rows that are not done."
    fi
  fi
  [ -z "$work" ] || rm -rf "$work" "$results.new"
  exit "$status"
}

