# Shows each character itself, with the terminal's echo off, so that a token which is pasted together with the email
# is not shown.
[ ! -t 0 ] || stty -icanon -echo min 1 time 0
printf 'Account email: '
asking=yes email=''
[ -z "$stopped" ] || exit 130
if [ -t 0 ]; then
  while IFS= read -r -s -n 1 answer || die 'No answer, so nothing was sent.'; [ -n "$answer" ]; do
    case $answer in
    ["$erase"]) [ -z "$email" ] || { email=${email%?}; printf '\b \b'; } ;;
    *) email=$email$answer; printf %s "$answer" ;;
    esac
  done
else
  IFS= read -r email || { say ''; die 'No answer, so nothing was sent.'; }
fi
say ''
asking=''
email=${email//[[:space:]]/}
