# WebKit for the tests: GTK's small browser, its driver, and a screen that nobody sees. Used where they are there. Set-up
# installs them only with GROUPSWEEP_WEBKIT=install: the suite has not yet passed as a whole on a busy machine. Where they
# are not there, the tests in WebKit are left out, and `make test` says so.
# shellcheck shell=bash

# Exits 0 whether or not it is there: `webkit_is_there` says which.
webkit() {
  webkit_link && return 0
  [ "${GROUPSWEEP_WEBKIT:-}" = install ] || { webkit_missing "set GROUPSWEEP_WEBKIT=install to install it"; return 0; }
  have apt-get && { [ "$(id -u)" = 0 ] || have sudo; } || { webkit_missing "there is no apt to install it"; return 0; }
  apt_refresh
  apt_install webkit2gtk-driver xvfb && webkit_link || webkit_missing "apt could not install webkit2gtk-driver and xvfb"
}

webkit_is_there() { [ -x "$CACHE/bin/MiniBrowser" ] && [ -x "$CACHE/bin/WebKitWebDriver" ] && have Xvfb; }

webkit_missing() {
  rm -f "$CACHE/bin/MiniBrowser" "$CACHE/bin/WebKitWebDriver"
  say "No tests in WebKit: $1"
}

# The browser stands in no folder of PATH; it has to be of the driver's version, and both come out of one source.
webkit_link() {
  local driver browser
  driver=$(machines_own WebKitWebDriver) && have Xvfb || return 1
  for browser in /usr/lib/*/webkit2gtk-4.1/MiniBrowser /usr/lib/*/webkit2gtk-4.0/MiniBrowser /usr/libexec/webkit2gtk-4.1/MiniBrowser; do
    [ -x "$browser" ] || continue
    link_tool WebKitWebDriver "$driver"
    link_tool MiniBrowser "$browser"
    return 0
  done
  return 1
}
