# ---- comparing the plan's names with the site's ----

# sed commands that remove invisible characters and turn white space into spaces.
unseen=$'s/\302\255//g; s/\342\200[\213-\217\252-\256]//g; s/\342\201[\240-\257]//g; s/\357\273\277//g; s/\357\270[\200-\217]//g; s/\330\234//g; s/\341\240\216//g; s/\302\240/ /g; s/\342\200[\200-\212\250\251\257]/ /g; s/\342\201\237/ /g; s/\343\200\200/ /g'
small='y/ABCDEFGHIJKLMNOPQRSTUVWXYZ/abcdefghijklmnopqrstuvwxyz/'
# Removes accents. A letter that is also written as two keeps the second one after a bar, so that an umlaut is read
# with and without it.
fold_letters='@@FOLD@@'
fold_marks=$'s/\314[\200-\277]//g; s/\315[\200-\257]//g; s/\341\252[\260-\277]//g; s/\341\253[\200-\277]//g; s/\341\267[\200-\277]//g; s/\342\203[\220-\277]//g; s/\357\270[\240-\257]//g'
# Quotes, arrows, symbols and emoji: everything that this script knows to be neither letter nor digit.
symbols=$'\342\200[\232-\247\260-\277]|\342\201[\200-\236]|\342\202[\240-\277]|\342[\206-\220\224-\257][\200-\277]|\343\200[\201-\203\210-\237]|\360\237[\200-\253][\200-\277]|\302[\241-\251\253-\261\266-\270\273\277]|\303[\227\267]'
dashes=$'\342\200[\220-\227]'
apostrophes=$'[\'`]|\342\200[\230\231]|\312\274|\302\264'
# Normalizes names of people, with dashes as spaces. Prints each line twice: unchanged, and with symbols as spaces,
# which separate the words of a person's name. A single process handles all names, because starting one costs more
# than its work.
fold() {
  sed -nE -e 's/[|]/ /g' -e "$unseen" -e "s/$dashes/ /g; s/$apostrophes//g" -e "$small" -e "$fold_letters" -e "$fold_marks" -e "p; s/$symbols/ /g; p"
}
# Normalizes names of groups, each line twice as well. Symbols stay, between two characters that no name contains,
# because they distinguish groups. Apostrophes, which do not separate words, get other characters.
fold_group() {
  sed -nE -e "$unseen" -e $'s/[|]/\005\003\002/g' -e "s/$symbols|$dashes/"$'\005&\002/g' -e "s/$apostrophes/"$'\004&\002/g' -e "$small" -e "$fold_letters" -e "$fold_marks" -e 'p; p'
}
compare_awk='
# Words of digits are compared as text, because as numbers 007 equals 7.
# An initial is a letter of an alphabet with capitals (Latin, Greek, Cyrillic, Armenian). A digit abbreviates no number.
function initial(word) { return word ~ /^[a-z]$/ || (length(word) == 2 && word >= "\303" && word < "\326\210") }
function starts(one, other) { return index(other, one) == 1 }
function first(word) { return word ~ /^[ -~]/ ? substr(word, 1, 1) : substr(word, 1, 2) }
function joined(list, n,   i, out) { out = ""; for (i = 1; i <= n; i++) out = out list[i]; return out }
# 1 same words, 2 same as far as both go, 3 similar, 4 different, 5 nothing to compare.
function words_alike(one, other,   n, m, short, long, used, i, j, exact, full, initials, left, lefts) {
  n = split(one, short, " "); m = split(other, long, " ")
  if (n > m) { i = one; one = other; other = i; n = split(one, short, " "); m = split(other, long, " ") }
  if (n == 0) return 5
  exact = full = initials = lefts = 0
  for (i = 1; i <= n; i++) {
    for (j = 1; j <= m; j++) if (!(j in used) && (long[j] "") == (short[i] "")) break
    if (j <= m) { used[j]; exact++; if (!initial(short[i])) full++ } else left[++lefts] = short[i]
  }
  for (i = 1; i <= lefts; i++)
    for (j = 1; j <= m; j++)
      if (!(j in used) && ((initial(left[i]) && starts(left[i], long[j])) || (initial(long[j]) && starts(long[j], left[i])))) { used[j]; initials++; break }
  if ((exact == n && n == m) || joined(short, n) == joined(long, m)) return 1
  if (exact + initials == n && n > 1 && full > 0) return 2
  if (n == 1 && m > 1 && length(short[1]) > 2 &&
      (short[1] == first(long[1]) long[m] || short[1] == long[1] first(long[m]) || short[1] == long[m] first(long[1]) || short[1] == long[m] long[1])) return 3
  return full > 1 || (n == 1 && full > 0) ? 3 : 4
}
function form(text, i) { if (i == 1) gsub(/[|]./, "", text); else gsub(/[|]/, "", text); gsub(/[!-\/:-@[-`{-~]/, " ", text); return text }
function alike(one, other,   i, j, best, here) {
  best = 5
  for (i = 1; i <= 2; i++) for (j = 1; j <= 2; j++) { here = words_alike(form(one, i), form(other, j)); if (here < best) best = here }
  return best
}
# A name of symbols only matches only itself; punctuation alone is not a name.
function is_name(text) { gsub("…", " ", text); return form(text, 2) ~ /[^ ]/ }
function shown(text) { gsub(/ /, "", text); return text "" }
function names_alike(one, other, raw_one, raw_other,   best) {
  best = alike(one, other)
  if (best == 5 && is_name(raw_one) && is_name(raw_other)) best = shown(raw_one) == shown(raw_other) ? 1 : 4
  return best
}
# The name of a group with its symbols in place, and spaces only between two words.
function group_form(text) {
  gsub(/[|]./, "", text); gsub(/ +/, " ", text)
  gsub(/ \004/, "\004", text); gsub(/ \005/, "\005", text); gsub(/\002 /, "\002", text)
  while (match(text, / [!-\/:-@[-`{-~]/)) text = substr(text, 1, RSTART - 1) substr(text, RSTART + 1)
  while (match(text, /[!-\/:-@[-`{-~] /)) text = substr(text, 1, RSTART) substr(text, RSTART + 2)
  sub(/^ /, "", text); sub(/ $/, "", text)
  return text ""
}
# 1 same address, 2 another domain, 3 another address, 4 nothing to compare.
function addresses(one, other) {
  if (one !~ /.@./ || other !~ /.@./) return 4
  if (one == other) return 1
  sub(/@[^@]*$/, "", one); sub(/@[^@]*$/, "", other)
  return one == other ? 2 : 3
}
function local_part(   mail, name, here, i) {
  if (is_name(raw[1]) == is_name(raw[2])) return 5
  i = is_name(raw[2]) ? 2 : 1
  mail = raw[i == 2 ? 3 : 4]; name = said[i]
  if (mail !~ /.@./) return 5
  sub(/@[^@]*$/, "", mail); gsub(/[0-9]/, "", mail)
  here = names_alike(mail, name, mail, raw[i])
  if (here <= 3) return 1
  return here == 4 && split(form(mail, 1), one, " ") > 1 ? 4 : 5
}
NR % 2 { raw[(NR + 1) / 2] = $0; next }
{ said[NR / 2] = $0 }
END {
  # Four lines, each twice. With fewer, a step failed and nothing is compared.
  if (NR != 8) exit
  if (kind == "groups") {
    if (raw[1] !~ /[^ ]/ || raw[2] !~ /[^ ]/) print "unlike"
    else print (group_form(raw[1]) == group_form(raw[2]) ? "same" : "other")
    exit
  }
  if (form(said[2], 1) ~ /^ *(former user|unknown user|deleted user|anonymous) *$/) said[2] = raw[2] = ""
  for (i = 1; i <= 2; i++) if (!is_name(raw[i]) && raw[i + 2] !~ /[^ ]/) { print "unlike"; exit }
  mails = addresses(raw[3], raw[4]); names = names_alike(said[1], said[2], raw[1], raw[2])
  if (names == 5 && mails == 4) names = local_part()
  if (mails == 1 || (mails != 3 && names <= 2)) print "same"
  else if (mails == 4 && names == 5) print "unlike"
  else print "other"
}'
# Compares two descriptions: same, other, or unlike if one side has nothing to compare.
compare() { # people or groups, the file's name, the site's, the file's email, the site's
  local form=fold
  [ "$1" = people ] || form=fold_group
  printf '%s\n%s\n%s\n%s\n' "$2" "$3" "$4" "$5" | "$form" | awk -v kind="$1" "$compare_awk"
}

# Reads the names of this account or group and of the next ones in the list, in one call, into $work/people or
# groups.
read_names() { # people or groups, id
  local kind=$1 id column method path body item comma most='' keys ids='' one mark='{id}' marks='{ids}'
  case $kind in
  people) column=4 method='@@PEOPLE_METHOD@@' path='@@PEOPLE_PATH@@' body='@@PEOPLE_BODY@@' item='@@PEOPLE_ITEM@@' comma='@@PEOPLE_COMMA@@' most='@@PEOPLE_MOST@@' keys='@@PEOPLE_KEYS@@' ;;
  groups) column=3 method='@@GROUPS_METHOD@@' path='@@GROUPS_PATH@@' body='@@GROUPS_BODY@@' item='@@GROUPS_ITEM@@' comma='@@GROUPS_COMMA@@' most='@@GROUPS_MOST@@' keys='@@GROUPS_KEYS@@' ;;
  esac
  awk -v from="$line_no" -v column="$column" -v most="$most" '
    FILENAME ~ /people$|groups$/ { known[$1] = 1; next }
    FNR > from && !($column in known) { known[$column] = 1; print $column; if (++n == most) exit }
  ' "$work/$kind" "$work/todo" >"$work/asked"
  while IFS= read -r one; do
    [ "$method" = POST ] || one=${one//:/%3A}
    ids=$ids${ids:+$comma}${item%%"$mark"*}$one${item#*"$mark"}
  done <"$work/asked"
  case $path in *"$marks"*) path=${path%%"$marks"*}$ids${path#*"$marks"} ;; esac
  case $body in *"$marks"*) body=${body%%"$marks"*}$ids${body#*"$marks"} ;; esac
  read_site "$method" "$base$path" "$body" || return 1
  IFS=' ' read -r -a keys <<<"$keys"
  : >"$work/found"
  case $status in
  200) read_json "${keys[0]}" "${keys[1]}" "${keys[2]:-}" >"$work/found" || { reason='The answer to the request for names could not be read.'; return 1; } ;;
  404) [ "$most" = 1 ] || { said 'The site did not answer the request for names (404)'; return 1; } ;;
  *) said "The site did not answer the request for names ($status)"; return 1 ;;
  esac
  # An id that the answer lacks is unknown to the site: its line is incomplete.
  awk -F "$tab" -v OFS="$tab" 'FILENAME ~ /found$/ { found[tolower($1)] = $2 OFS $3 OFS "."; next }
    { if (tolower($1) in found) print $1, found[tolower($1)]; else print $1 }' "$work/found" "$work/asked" >>"$work/$kind"
}
# Ids of digits only are compared as text, because as numbers awk treats two different ids of 24 digits as equal.
# The site's names for an id: $known (yes or no), $site_name, $site_email. Fails if the site does not answer.
find_name() { # people or groups, id
  local line
  line=$(awk -F "$tab" -v id="$2" '($1 "") == (id "") { print; exit }' "$work/$1")
  if [ -z "$line" ]; then
    read_names "$1" "$2" || return 1
    line=$(awk -F "$tab" -v id="$2" '($1 "") == (id "") { print; exit }' "$work/$1")
  fi
  case $line in *"$tab.") known=yes ;; *) known=no ;; esac
  line=${line#*"$tab"}
  site_name=${line%%"$tab"*} line=${line#*"$tab"}
  site_email=${line%%"$tab"*}
}
# A failed comparison does not count as a match.
is_verdict() {
  case $1 in same | other | unlike) ;; *) reason='The names could not be compared, so nothing more is sent.'; return 1 ;; esac
}
group_compared='' group_verdict=''
# Compares a row's names with the site's. If the row is held back, $held is the reason and $outcome its outcome.
# Fails if the site does not answer.
check_row() { # group, account, email, cells
  local cell one email=$3 file_name file_group known site_name site_email
  held=''
  [ "$check_names" = yes ] && [ -n '@@PEOPLE_PATH@@' ] || return 0
  cell=$(printf '%s\n' "$4" | awk -v guard="'" "$cells_awk"'{ split_line($0); for (i = 2; i <= 4; i += 2) { if (substr(cell[i], 1, 1) == guard && substr(cell[i], 2) ~ /^([=+@-]|\357\274[\213\215\235\240])/) cell[i] = substr(cell[i], 2); print cell[i] } }')
  file_group=${cell%%$'\n'*} file_name=${cell#*$'\n'}
  [ "$email" != - ] || email=''
  # A file without names has ids in their place.
  [ "$file_name" != "$2" ] || file_name=''
  [ "$file_group" != "$1" ] || file_group=''
  # Rows of one group are consecutive, so its names are compared once.
  if [ "$1 $file_group" != "$group_compared" ]; then
    find_name groups "$1" || return 1
    if [ "$known" = no ]; then
      outcome=failed held='The site does not know this group, so nothing was sent.'
      return 0
    fi
    one=$(compare groups "$file_group" "$site_name" '' '')
    is_verdict "$one" || return 1
    if [ "$one" = other ]; then
      outcome=kept held="The plan calls this group “$file_group”, the site calls it “$site_name”. It is another group, or it was renamed. Nothing was sent."
      return 0
    fi
    group_compared="$1 $file_group" group_verdict=$one
  fi
  find_name people "$2" || return 1
  if [ "$known" = no ]; then
    outcome=failed held='The site does not know this user, so nothing was sent.'
    return 0
  fi
  one=$(compare people "$file_name" "$site_name" "$email" "$site_email")
  is_verdict "$one" || return 1
  if [ "$one" = other ]; then
    outcome=kept others=$((others + 1))
    held="The plan calls this account “$file_name”${email:+ ($email)}, the site calls it “$site_name”${site_email:+ ($site_email)}. Nothing was sent."
  elif [ "$one" = unlike ] || [ "$group_verdict" = unlike ]; then
    unlike=$((unlike + 1))
  fi
}

