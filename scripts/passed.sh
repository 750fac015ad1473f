#!/usr/bin/env bash
# `passed.sh native|shells|browser|e2e` prints a checksum over everything that those tests could read: what passed with the
# same one is not run again, unless FRESH=1 asks for it. Prints nothing where there is no git checkout.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

have git && git rev-parse --git-dir >/dev/null 2>&1 || exit 0

# The files as they are now, committed or not, as `mode blob checksum<tab>path`.
files_now() {
  local index tree
  index=$(mktemp)
  # With its time: git trusts what was written before that, and looks at the rest.
  cp -p "$(git rev-parse --git-path index)" "$index"
  tree=$(GIT_INDEX_FILE=$index git add --all && GIT_INDEX_FILE=$index git write-tree)
  rm -f "$index"
  git ls-tree -r "$tree"
}

# A program by its own bytes; one that is not there differs from one that is.
program() {
  local file
  file=$(command -v "$1") || { say "no $1"; return 0; }
  # Followed to its end: a link stays the same when what it leads to is another version.
  file=$(realpath "$file")
  say "$file $(git hash-object "$file")"
}

# By what they say: what stands on PATH may be a script that starts them.
browsers() {
  local name
  for name in chromium chromium-headless-shell chromedriver firefox MiniBrowser WebKitWebDriver; do
    say "$name $("$name" --version 2>/dev/null || say none)"
  done
}

built() { git hash-object target/release/groupsweep-relay target/debug/groupsweep-simsite dist/*; }

# What tests call, and what tells them otherwise.
surroundings() {
  local name
  for name in bash node openssl pwsh; do program "$name"; done
  [ -z "${BASH_32:-}" ] || git hash-object "$BASH_32"
  env | { grep -e '^GROUPSWEEP_' -e '^BASH_32=' || true; } | sort
}

without() {
  local pattern
  pattern=$(printf '\t\\(%s\\)' "$1")
  grep -v -e "$pattern"
}

# The page alone: no native test reads it.
PAGE='src/\|style/\|extension/\|index\.html$\|Trunk\.toml$'
# Of the core's tests, those that run exported scripts, and what they use.
SCRIPTS='script_export\|support/\|data/\|identity\.rs$\|main\.rs$'

content() {
  # Bash forgets it in what is captured.
  set -e
  surroundings
  case "$1" in
    # The tests of the checkout itself read everything, and are always run.
    native)
      files_now | without "tests/e2e/\|tests/bench/\|$PAGE"
      rustc --version --verbose
      ;;
    shells)
      # Of all tests only their own; the relay carries no script's calls.
      files_now | without "tests/\|fuzz/\|$PAGE\|crates/relay/\|crates/[a-z-]*/tests/"
      files_now | { grep -e "$(printf '\tcrates/core/tests/\\(%s\\)' "$SCRIPTS")" || true; }
      rustc --version --verbose
      ;;
    browser)
      files_now | without 'tests/e2e/\|tests/bench/\|crates/[a-z-]*/tests/'
      rustc --version --verbose
      browsers
      ;;
    e2e)
      # What the page and the programs are made of is in their bytes. Each test's own file is added to this by its runner.
      files_now | without '.*\.rs$\|tests/bench/\|tests/e2e/[a-z_]*\.test\.mjs$'
      built
      browsers
      ;;
  esac
}

case "${1:-}" in
  native | shells | browser | e2e) ;;
  *) die "usage: scripts/passed.sh native|shells|browser|e2e" ;;
esac
content=$(content "$1")
git hash-object --stdin <<<"$content"
