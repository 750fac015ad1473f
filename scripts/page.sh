#!/usr/bin/env bash
# Builds the page. Beside it, unless `extension` is said, goes what the relay is made of besides the page: the page's last
# steps take one processor.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

parts=
if [ "${1:-}" != extension ]; then
  # Behind the page, not beside it, while both processors are wanted. What is wrong with it is said when the relay itself
  # is built.
  GROUPSWEEP_WITHOUT_PAGE=1 nice -n 19 scripts/release.sh groupsweep-relay --lib --quiet >/dev/null 2>&1 &
  parts=$!
fi
# Ctrl-C reaches no program that a script has put in the background.
trap '[ -z "$parts" ] || kill "$parts" 2>/dev/null || true' EXIT
scripts/wasm.sh trunk build
[ -z "$parts" ] || wait "$parts" || true
parts=
