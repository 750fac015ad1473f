# Sourced by every script, from the top of the checkout: where tools are kept and how they are found.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

CACHE=${GROUPSWEEP_CACHE:-$HOME/.cache/groupsweep}
STAMPS=$CACHE/stamps
mkdir -p "$CACHE/bin" "$STAMPS"
# cache/bin holds one link per tool, to the machine's own copy where that is good enough.
# ~/.cargo/bin stands behind, for a shell that was opened before rustup was installed.
export PATH="$CACHE/bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
export CARGO_TERM_PROGRESS_WHEN=${CARGO_TERM_PROGRESS_WHEN:-auto}

# shellcheck source=scripts/versions.sh
. "$ROOT/scripts/versions.sh"

say() { printf '%s\n' "$*"; }

# One sentence that names what is missing and the command that mends it.
die() {
  printf 'groupsweep: %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# A stamp is `<version> <what it stands for>`; a tool whose stamp matches is not looked at again.
stamped() { [ -f "$STAMPS/$1" ] && [ "$(cat "$STAMPS/$1")" = "$2" ]; }
stamp() { printf '%s\n' "$2" >"$STAMPS/$1"; }

# Links a tool into cache/bin; absolute, so that it is found from any folder.
link_tool() { ln -sfn "$2" "$CACHE/bin/$1"; }

# 1.89 <= 1.96, by number and not by letter.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# The first match on PATH outside cache/bin: the machine's own copy.
machines_own() {
  local folder
  local IFS=:
  for folder in $PATH; do
    if [ "$folder" != "$CACHE/bin" ] && [ -x "$folder/$1" ]; then
      printf '%s\n' "$folder/$1"
      return 0
    fi
  done
  return 1
}

# `tested_programs PROFILE`: what the tests in a browser find by name. The relay is as it is handed out, the simulated site is
# the build of this profile.
tested_programs() {
  export GROUPSWEEP_RELAY=$ROOT/target/release/groupsweep-relay GROUPSWEEP_SIMSITE=$ROOT/target/$1/groupsweep-simsite
  export GROUPSWEEP_CHROMIUM=$CACHE/bin/chromium
}

# `limit SECONDS command`: where there is no timeout(1), without the limit.
limit() {
  if have timeout; then timeout "$@"; else shift && "$@"; fi
}

# Compiler flags by which what is built names no folder of this machine, and is the same in every folder. Cargo splits
# them at spaces, so a folder with one in its name stays as it is.
remap_flags() {
  local sources=${CARGO_HOME:-$HOME/.cargo}/registry/src folder
  [ -d "$sources" ] || cargo fetch --locked >&2
  for folder in "$sources"/*; do
    [[ $folder == *' '* ]] || printf -- '--remap-path-prefix=%s=/deps ' "$folder"
  done
  [[ $ROOT == *' '* ]] || printf -- '--remap-path-prefix=%s=/groupsweep' "$ROOT"
}
