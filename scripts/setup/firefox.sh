# Firefox for the tests, which drive it over WebDriver BiDi: any release since 128 of either kind will do.
# shellcheck shell=bash

FIREFOXES="firefox-esr firefox"
FIREFOX_LEAST=128

firefox() {
  # Asking a browser for its version takes a second: the stamp says which file was asked.
  [ -x "$CACHE/bin/firefox" ] && stamped firefox "$(firefox_identity)" && return 0
  firefox_link && return 0
  local mend="install Firefox $FIREFOX_LEAST or newer"
  have apt-get || die "the browser tests need Firefox and there is no apt to install it; $mend (macOS: brew install --cask firefox)"
  apt_refresh
  apt_install firefox-esr || apt_install firefox || die "apt could not install Firefox; run: apt-get install firefox-esr"
  firefox_link || die "Firefox was installed and is older than $FIREFOX_LEAST; $mend"
}

# Size and time change with an upgrade.
firefox_identity() { ls -lL "$CACHE/bin/firefox" | tr -s ' \n' ' '; }

# On a Mac it stands in no folder of PATH.
firefox_places() {
  local name
  for name in $FIREFOXES; do machines_own "$name" || true; done
  printf '%s\n' "/Applications/Firefox.app/Contents/MacOS/firefox"
}

firefox_link() {
  local own version
  while read -r own; do
    [ -x "$own" ] || continue
    version=$(major "$own")
    [ -n "$version" ] && at_least "$version" "$FIREFOX_LEAST" || continue
    link_tool firefox "$own"
    stamp firefox "$(firefox_identity)"
    return 0
  done < <(firefox_places)
  return 1
}
