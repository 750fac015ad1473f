#!/usr/bin/env bash
# Holds the dependencies against deny.toml. Licences, sources and duplicates need the lock file alone; known
# vulnerabilities need a list that is kept on the network. Where that is out of reach, its last copy serves for 90 days;
# without one a line says that nothing was checked, and the stage passes. GROUPSWEEP_ADVISORIES=required fails instead.
# Fetching and checking are two commands: the first can only fail to reach, the second only to find.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

export GROUPSWEEP_ADVISORY_LISTS=$CACHE/advisories
FRESH_DAYS=90

# The list's folder; empty before the first fetch.
list() { find "$GROUPSWEEP_ADVISORY_LISTS" -mindepth 1 -maxdepth 1 -type d -name 'advisory-db-*' 2>/dev/null | head -n 1; }

not_checked() {
  say "advisories not checked: $1"
  [ "${GROUPSWEEP_ADVISORIES:-}" != required ] || die "GROUPSWEEP_ADVISORIES=required, and the list of known vulnerabilities cannot be fetched"
}

check_copy() {
  local copy made
  copy=$(list)
  [ -n "$copy" ] && made=$(git -C "$copy" show -s --format=%ct HEAD 2>/dev/null) || { not_checked "no network"; return; }
  local days=$((($(date +%s) - made) / 86400))
  if [ "$days" -gt "$FRESH_DAYS" ]; then
    not_checked "no network, and the copy here is $days days old"
  else
    say "advisories: no network, checked against the copy of $days days ago"
    cargo deny --workspace --locked --offline check --hide-inclusion-graph advisories
  fi
}

cargo deny --workspace --locked check --hide-inclusion-graph licenses bans sources
if limit 60 cargo deny --locked fetch db >"$CACHE/advisories.log" 2>&1; then
  cargo deny --workspace --locked check --hide-inclusion-graph advisories
else
  check_copy
fi
