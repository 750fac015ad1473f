# Chromium and its driver for the tests; of one major version, or the driver refuses the browser.
# shellcheck shell=bash

BROWSERS="chromium chromium-browser google-chrome google-chrome-stable"

major() { "$1" --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+' | head -n 1 | cut -d. -f1; }

browser() {
  chromium && headless_shell
}

chromium() {
  # Asking a browser for its version takes a second: the stamp says which files were asked.
  [ -x "$CACHE/bin/chromium" ] && [ -x "$CACHE/bin/chromedriver" ] && stamped browser "$(browser_identity)" && return 0
  browser_link && return 0
  local mend="install Chromium and the chromedriver of the same version"
  have apt-get || die "the browser tests need Chromium and there is no apt to install it; $mend (macOS: brew install chromium chromedriver)"
  apt_refresh
  apt_install chromium chromium-driver fonts-liberation || die "apt could not install Chromium; run: apt-get install chromium chromium-driver"
  browser_link || die "Chromium was installed and does not match its driver; run: apt-get install --reinstall chromium chromium-driver"
}

# Size and time change with an upgrade of either.
browser_identity() { ls -lL "$CACHE/bin/chromium" "$CACHE/bin/chromedriver" | tr -s ' \n' ' '; }

browser_link() {
  local name own driver
  driver=$(machines_own chromedriver) || return 1
  for name in $BROWSERS; do
    own=$(machines_own "$name") || continue
    [ -n "$(major "$own")" ] && [ "$(major "$own")" = "$(major "$driver")" ] || continue
    link_tool chromium "$own"
    link_tool chromedriver "$driver"
    stamp browser "$(browser_identity)"
    return 0
  done
  return 1
}

# Chromium without the desktop's windows: the same engine, in which the tests take half of the processor's time. Looked for
# once for each Chromium. Where it is not to be had, or not of Chromium's version, the tests run in Chromium.
headless_shell() {
  local own='' shell=chromium-headless-shell
  stamped headless-shell "$(headless_shell_identity)" && return 0
  own=$(machines_own $shell) || { headless_shell_install $shell && own=$(machines_own $shell); } || true
  if [ -n "$own" ] && [ "$(major "$own")" = "$(major "$CACHE/bin/chromium")" ]; then link_tool $shell "$own"; else rm -f "$CACHE/bin/$shell"; fi
  stamp headless-shell "$(headless_shell_identity)"
}

headless_shell_identity() { ls -lL "$CACHE/bin/chromium" "$(machines_own chromium-headless-shell)" 2>/dev/null | tr -s ' \n' ' '; }

headless_shell_install() {
  have apt-get && { [ "$(id -u)" = 0 ] || have sudo; } || return 1
  apt_refresh
  [ -n "$(apt_version "$1")" ] && apt_install "$1"
}
