# ---- waiting ----

nap() { # milliseconds
  local thousandths
  printf -v thousandths '%03d' "$(($1 % 1000))"
  [ "$1" -le 0 ] || in_reach sleep "$(($1 / 1000)).$thousandths"
}
# Converts a UTC time to seconds since 1970.
moment() { # year month day hour minute second
  local y=$((10#$1)) m=$((10#$2))
  [ "$m" -gt 2 ] || { y=$((y - 1)); m=$((m + 12)); }
  local days=$((365 * y + y / 4 - y / 100 + y / 400 + (153 * (m - 3) + 2) / 5 + 10#$3 - 719469))
  echo $((days * 86400 + 10#$4 * 3600 + 10#$5 * 60 + 10#$6))
}
# The time of day this many seconds from now, by GNU or BSD date.
clock_in() {
  local at=$(($(date +%s) + $1))
  date -d "@$at" '+%a %d %b %H:%M' 2>/dev/null || date -r "$at" '+%a %d %b %H:%M' 2>/dev/null
}
http_date='([0-9][0-9]) ([A-Z][a-z][a-z]) ([0-9]{4}) ([0-9][0-9]):([0-9][0-9]):([0-9][0-9])'
iso_date='^([0-9]{4})-([0-9][0-9])-([0-9][0-9])T([0-9][0-9]):([0-9][0-9])(:([0-9][0-9]))?'
seconds='^[0-9]+([.][0-9]+)?( *, *[0-9]+([.][0-9]+)?)*$'
# Converts a header's date to seconds since 1970. Fails if it is not a date.
http_moment() {
  local month=JanFebMarAprMayJunJulAugSepOctNovDec
  [[ $1 =~ $http_date ]] || return 1
  month=${month%%"${BASH_REMATCH[2]}"*}
  moment "${BASH_REMATCH[3]}" "$((${#month} / 3 + 1))" "${BASH_REMATCH[1]}" "${BASH_REMATCH[4]}" "${BASH_REMATCH[5]}" "${BASH_REMATCH[6]}"
}
# Seconds from the answer to a time, by the site's clock if the answer has it, because this machine's may be wrong.
until_moment() { echo $(($1 - $(http_moment "$site_date" || date -u +%s))); }
# The wait that the site asks for, in seconds; 0 if it asks for none.
asked_wait() {
  local text=$retry_after most=0 one
  if [[ $text =~ $seconds ]]; then
    # Fractions are rounded up. Of several values, the longest counts.
    for one in ${text//,/ }; do
      case $one in *.*) one=$((10#0${one%%.*} + 1)) ;; ?????????*) one=999999999 ;; *) one=$((10#$one)) ;; esac
      [ "$one" -le "$most" ] || most=$one
    done
    echo "$most"
  elif [[ $text =~ $http_date ]]; then
    until_moment "$(http_moment "$text")"
  else
    text=$rate_reset
    if [ "$status" = 429 ] && [[ $text =~ $iso_date ]]; then
      until_moment "$(moment "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}" "${BASH_REMATCH[4]}" "${BASH_REMATCH[5]}" "${BASH_REMATCH[7]:-0}")"
    else
      echo 0
    fi
  fi
}
way_out='Press Ctrl-C to stop and keep the record. To continue, start the script again.'
# Waits 1, 2, 4 ... 30 s before the first, second, third ... retry, never shorter than the site asks for, plus up
# to a quarter.
rest() { # which time, least seconds
  local wait asked
  wait=$((1 << ($1 > 6 ? 5 : $1 - 1)))
  asked=$(asked_wait)
  [ "$wait" -le 30 ] || wait=30
  [ "$wait" -ge "$2" ] || wait=$2
  [ "$wait" -ge "$asked" ] || wait=$asked
  # No wait is longer than a day. After it, the site is asked again.
  [ "$wait" -le 86400 ] || wait=86400
  if [ "$wait" -ge 86400 ]; then
    say "  The site asks for a pause until $(clock_in "$wait") or later. $way_out"
  elif [ "$wait" -ge 7200 ]; then
    say "  The site asks for a pause until $(clock_in "$wait"), about $(((wait + 3599) / 3600)) hours. $way_out"
  elif [ "$wait" -ge 60 ]; then
    say "  The site asks for a pause until $(clock_in "$wait"), about $(((wait + 59) / 60)) minutes. $way_out"
  elif [ "$wait" -ge 3 ]; then
    say "  Waiting $wait seconds."
  fi
  nap $((wait * 1000 + RANDOM % (wait > 100 ? 25000 : wait * 250)))
  took=1000
}

