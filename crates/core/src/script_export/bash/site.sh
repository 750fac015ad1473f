# ---- the site ----

# Makes one call. The login is passed to curl through a pipe, so it is in no command line and in no file.
call() { # method, address, more lines for curl
  local fraction
  : >"$work/head"
  : >"$work/body"
  : >"$work/out"
  curl -q --config <(printf '%s\n%s\n' "$login" "$3") --silent --globoff --request "$1" --max-time 60 --connect-timeout 20 \
    --user-agent groupsweep-script --header 'Accept: application/json' --header 'X-Atlassian-Token: no-check' \
    --header 'Accept-Language: en' --header 'X-Force-Accept-Language: true' --max-filesize 4000000 \
    --dump-header "$work/head" --output "$work/body" --write-out '%{http_code} %{time_total} %{http_connect}\n' "$2" >"$work/out" &
  child=$!
  [ -z "$stopped" ] || kill "$child" 2>/dev/null
  wait "$child"
  curl_said=$?
  child=''
  read -r status took connect <"$work/out" || status=000 took=0 connect=000
  fraction=${took#*.}000
  took=$((10#${took%%.*}${fraction:0:3}))
  read_head
  [ "$curl_said" -ne 0 ] || [ "$two_lengths" = no ] || curl_said=8
  [ "$curl_said" -eq 0 ] || status=000
}
# Reads the headers that this script uses: $login_reason, $lacks_scope (the login may not make this call, but may well
# make others), $content_type, $retry_after, $rate_reset, $site_date. If a header is repeated, the last one counts. $two_lengths is yes if two lengths differ: the end of the answer is
# then unknown (curl uses the last one), and it may not be the site's.
read_head() {
  local line value length='' is_known=no
  login_reason='' lacks_scope=no content_type='' retry_after='' rate_reset='' site_date='' two_lengths=no
  shopt -s nocasematch
  while IFS= read -r line || [ -n "$line" ]; do
    value=${line#*:}
    value=${value#"${value%%[! $tab]*}"}
    value=${value%"${value##*[! $tab$'\r']}"}
    case $line in
    HTTP/*) two_lengths=no is_known=no ;;
    content-length:*)
      [ "$is_known" = no ] || [ "$value" = "$length" ] || two_lengths=yes
      is_known=yes length=$value
      ;;
    x-seraph-loginreason:*) login_reason=$value ;;
    x-failure-category:*) [[ $value != failure_client_scope_check ]] || lacks_scope=yes ;;
    content-type:*) content_type=$value ;;
    retry-after:*) retry_after=$value ;;
    x-ratelimit-reset:*) rate_reset=$value ;;
    date:*) site_date=$value ;;
    esac
  done <"$work/head"
  shopt -u nocasematch
}
in_body() { tr '[:upper:]' '[:lower:]' <"$work/body" | grep -F -- "$1" >/dev/null; }
# Replaces control characters, two-byte ones included, with spaces, so that a terminal does not interpret names
# from the site. Removes direction marks, which could make another name appear.
plain() { tr '[:cntrl:]' ' ' | sed $'s/\302[\200-\237]/ /g; s/\342\200[\250-\256]/ /g; s/\342\201[\246-\251]/ /g'; }

# Reads JSON. Prints a line for each object that has the first key: the texts of the three keys, separated by tabs.
# A key may be several, separated by a bar; the first one present counts. Fails if the input is not JSON.
json_awk='
function octal(byte) { return "\\0" int(byte / 64) int(byte % 64 / 8) byte % 8 }
function utf8(code) {
  if (code < 32 || code == 127) return " "
  if (code < 128) return octal(code)
  if (code < 2048) return octal(192 + int(code / 64)) octal(128 + code % 64)
  if (code < 65536) return octal(224 + int(code / 4096)) octal(128 + int(code / 64) % 64) octal(128 + code % 64)
  return octal(240 + int(code / 262144)) octal(128 + int(code / 4096) % 64) octal(128 + int(code / 64) % 64) octal(128 + code % 64)
}
function hex(text,   i, sum) { sum = 0; for (i = 1; i <= 4; i++) sum = sum * 16 + index("0123456789abcdef", tolower(substr(text, i, 1))) - 1; return sum }
# Converts JSON escapes to printf escapes.
function plain(text,   out, at, c, code, low) {
  out = ""
  while ((at = index(text, "\\")) > 0) {
    out = out substr(text, 1, at - 1); c = substr(text, at + 1, 1)
    if (c == "u") {
      code = hex(substr(text, at + 2, 4)); text = substr(text, at + 6)
      if (code >= 55296 && code < 56320 && substr(text, 1, 2) == "\\u") {
        low = hex(substr(text, 3, 4)); code = 65536 + (code - 55296) * 1024 + low - 56320; text = substr(text, 7)
      }
      out = out utf8(code)
    } else {
      text = substr(text, at + 2)
      if (c == "\\") out = out "\\0134"
      else if (c == "\"" || c == "/") out = out c
      else out = out " "
    }
  }
  return out text
}'
read_json() { # id key, name key, email key
  local rows
  rows=$(tr '\t\n\r' '   ' <"$work/body" | awk -v keys="$1$tab$2$tab$3" "$json_awk"'
    function wanted(column,   i, n, one) {
      n = split(key[column], one, "|")
      for (i = 1; i <= n; i++) if ((depth, one[i]) in value) { if (value[depth, one[i]] != "") return plain(value[depth, one[i]]) }
      return ""
    }
    function structure(text,   i, c, one) {
      for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "{" || c == "[") { depth++; kind[depth] = c; name[depth] = ""; opened = 1; for (one in value) if (index(one, depth SUBSEP) == 1) delete value[one] }
        else if (c == "}" || c == "]") {
          if (kind[depth] != (c == "}" ? "{" : "[")) exit broken = 4
          if (c == "}" && wanted(1) != "") print wanted(1) "\t" wanted(2) "\t" wanted(3)
          if (--depth < 0) exit broken = 4
        } else if (c == ",") name[depth] = ""
      }
    }
    { text = text $0 " " }
    END {
      if (broken) exit 4
      split(keys, key, "\t"); n = split(text, part, "\"")
      for (at = 1; at <= n; at += 2) {
        structure(part[at])
        if (at == n) break
        string = part[++at]
        while (string ~ /\\$/ && at < n) { odd = string; sub(/^.*[^\\]/, "", odd); if (length(odd) % 2 == 0) break; string = string "\"" part[++at] }
        if (kind[depth] == "{") { if (name[depth] == "") name[depth] = string; else value[depth, name[depth]] = string }
        at--
      }
      if (depth != 0 || !opened) exit 4
    }') || return 1
  printf '%b\n' "$rows" | sed '/^$/d' | plain_rows
}
# Like plain, but keeps the tabs between the cells.
plain_rows() { tr '\000-\010\013-\037\177' ' ' | sed $'s/\302[\200-\237]/ /g; s/\342\200[\250-\256]/ /g; s/\342\201[\246-\251]/ /g'; }

# Reads the answer as a complete list of groups. Prints a line for each: id, tab, name. The id is empty if it is
# missing. Fails if the answer is not exactly such a list, or has a next page.
read_groups() { # the list's key, empty where the answer itself is the list; id key
  local rows
  rows=$(tr '\t\n\r' '   ' <"$work/body" | awk -v list="$1" -v id="$2" "$json_awk"'
    function fail() { bad = 1; exit 4 }
    function ended() { want = depth ? "more" : "nothing" }
    function is_listed_key(text) { return text == list || (list == "" && text == "values") }
    # The kind of a value: { and [ open one, " is a string, and other values are as written.
    function value(sort, text) {
      if (want != "value" && want != "first value") fail()
      if (list_at && depth == list_at && sort != "{") fail()
      if (depth == 1 && kind[1] == "{" && is_listed_key(name[1])) { if (sort != "[" || lists++) fail(); opens = 1 }
      if (!list_at && kind[depth] == "{" && name[depth] == "next" && text !~ /^(null|false)?$/) fail()
      if (depth == 1 && name[1] == "isLast" && text == "false") fail()
      if (list_at && depth == list_at + 1) {
        if (name[depth] == id) its_id = sort == "\"" ? plain(text) : ""
        if (name[depth] == "name") its_name = sort == "\"" ? plain(text) : ""
      }
      if (sort == "{" || sort == "[") {
        kind[++depth] = sort; name[depth] = ""; want = sort == "{" ? "first key" : "first value"
        if (depth == 1 && sort == "[") { if (list != "" || lists++) fail(); opens = 1 }
        if (opens) { list_at = depth; opens = 0 }
        if (list_at && depth == list_at + 1) its_id = its_name = ""
      } else ended()
    }
    function closes(sort) {
      if (!depth || kind[depth] != sort) fail()
      if (want != "more" && want != (sort == "{" ? "first key" : "first value")) fail()
      if (list_at && depth == list_at + 1) print its_id "\t" its_name
      if (depth == list_at) list_at = 0
      depth--
      ended()
    }
    function structure(text,   i, c, word) {
      for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == " ") continue
        if (c == "{" || c == "[") value(c, c)
        else if (c == "}") closes("{")
        else if (c == "]") closes("[")
        else if (c == ",") { if (want != "more") fail(); want = kind[depth] == "{" ? "key" : "value" }
        else if (c == ":") { if (want != "colon") fail(); want = "value" }
        else {
          word = substr(text, i)
          if (!match(word, /^[-+.0-9A-Za-z]+/)) fail()
          word = substr(word, 1, RLENGTH)
          if (word !~ /^(true|false|null|-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?)$/) fail()
          i += RLENGTH - 1
          value("word", word)
        }
      }
    }
    function string(text) {
      if (want == "key" || want == "first key") { name[depth] = text; want = "colon" }
      else value("\"", text)
    }
    { text = text $0 " " }
    END {
      if (bad) exit 4
      want = "value"; n = split(text, part, "\"")
      for (at = 1; at <= n; at++) {
        structure(part[at])
        if (bad) exit 4
        if (at == n) break
        whole = part[++at]
        while (whole ~ /\\$/ && at < n) { odd = whole; sub(/^.*[^\\]/, "", odd); if (length(odd) % 2 == 0) break; whole = whole "\"" part[++at] }
        if (at == n) exit 4
        string(whole)
      }
      if (want != "nothing" || lists != 1) exit 4
    }') || return 1
  printf '%b\n' "$rows" | sed '/^$/d' | plain_rows
}

# Whether the answer is a web page of a proxy or a login. The site's own answer to a change is not one.
is_page() {
  [ -s "$work/body" ] || return 1
  [ "$(tr -d '[:space:]' <"$work/body" | head -c 1)" = '<' ] || case $content_type in *[Hh][Tt][Mm][Ll]*) ;; *) return 1 ;; esac
}
# Whether the answer is how this product confirms a change.
is_done() {
  local text=''
  [ "$status" = @@DONE@@ ] || return 1
  # The first and the last character of the body.
  [ ! -s "$work/body" ] || text=$(tr -d '[:space:]\000' <"$work/body")
  [ "${#text}" -lt 3 ] || text=${text:0:1}${text: -1}
  case @@CARRIES@@,$text in
  nothing, | whatever,) return 0 ;;
  whatever,'{}') ! reports_error ;;
  group,'{}') ! reports_error && { in_body '"groupid"' || in_body '"name"'; } ;;
  *) return 1 ;;
  esac
}
reports_error() { in_body '"error"' || in_body '"errors"' || in_body '"errormessages"' || in_body '"statuscode"'; }
# Whether the site reports that there was nothing to do. "You are not a member of ..." is a refusal about the
# caller.
is_nothing() {
  case ' @@NOTHING_STATUSES@@ ' in *" $status "*) ;; *) return 1 ;; esac
  in_body '@@NOTHING_WORDS@@' && ! in_body 'you are not' && ! in_body "you're not"
}

# Sets $coded to the base64 of an ASCII text, as curl encodes the login. Uses no other program, because it may be
# missing.
code() { # text
  local letters=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/ at a b c
  coded=''
  for ((at = 0; at < ${#1}; at += 3)); do
    printf -v a %d "'${1:at:1}"
    printf -v b %d "'${1:at+1:1}"
    printf -v c %d "'${1:at+2:1}"
    coded=$coded${letters:a >> 2:1}${letters:(a & 3) << 4 | b >> 4:1}${letters:(b & 15) << 2 | c >> 6:1}${letters:c & 63:1}
  done
  case $((${#1} % 3)) in 1) coded=${coded%??}== ;; 2) coded=${coded%?}= ;; esac
}
token='' coded=''
quoted_login='[Aa]uthorization [Hh]eader|([Bb][Aa][Ss][Ii][Cc]|[Bb][Ee][Aa][Rr][Ee][Rr]) +[A-Za-z0-9+/=_.-]{16}|AT[ACS]TT3'
# Whether a text quotes the login. 16 matching characters are enough, because gateways truncate what they quote.
repeats_login() { # text
  local secret
  for secret in "$token" "$coded"; do
    [ "${#secret}" -lt 16 ] || case $1 in *"${secret:0:16}"*) return 0 ;; esac
  done
  [[ $1 =~ $quoted_login ]]
}
# Sets $reason to a sentence, followed by the site's own text.
said() {
  local key text=''
  for key in '"errorMessages" *: *\[' '"detail" *:' '"message" *:'; do
    text=$(plain <"$work/body" | sed -nE "s/^.*$key *\"(([^\"\\\\]|\\\\.)*)\".*\$/\\1/p" | head -n 1)
    [ -z "$text" ] || break
  done
  text=$(printf '%b' "$(printf '%s\n' "$text" | awk "$json_awk"'{ print plain($0) }')" | plain)
  # Text that repeats the login is not written down.
  ! repeats_login "$text" || text=''
  if [ "${#text}" -gt 200 ]; then
    text=${text:0:200}
    # Removes an incomplete character at the end.
    while [ -n "$text" ] && [ -z "${text##*[!\ -~]}" ]; do text=${text%?}; done
  fi
  reason="$1${text:+: “${text%.}”}."
}

