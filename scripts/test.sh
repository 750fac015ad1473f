#!/usr/bin/env bash
# `make test`: every check, cheapest first, ending at the first that fails. With `fast`, as `make test-fast`, only what needs
# no browser. Tests that passed before with the same files are not run again (passed.sh).
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

E2E=tests/e2e
TESTS_BEGAN=$SECONDS

# stage NAME COMMAND...
stage() {
  local name=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@" || die "make test stopped: $name failed after $((SECONDS - began)) s"
  printf -- '-- %s: %s s\n' "$name" $((SECONDS - began))
}

# `stage_unless_passed NAME WHAT COMMAND...`: the same, unless it passed before with the same files. WHAT is a word of passed.sh.
stage_unless_passed() {
  local name=$1 what=$2 record=target/passed/$2 before
  shift 2
  before=$(scripts/passed.sh "$what") || before=
  if [ -z "${FRESH:-}" ] && [ -n "$before" ] && [ "$(cat "$record" 2>/dev/null)" = "$before" ]; then
    printf '\n== %s\n-- %s: passed before with the same files, and is not run again (FRESH=1 runs it)\n' "$name" "$name"
    return 0
  fi
  # What fails now has not passed, whatever it did before.
  rm -f "$record"
  stage "$name" "$@"
  # Not of files that were changed meanwhile.
  if [ -n "$before" ] && [ "$(scripts/passed.sh "$what")" = "$before" ]; then
    mkdir -p target/passed
    printf '%s\n' "$before" >"$record"
  fi
}

# `begin NAME COMMAND...`: starts a stage beside those that follow it; `finish` waits for it and shows what it said.
BESIDE=
begin() {
  BESIDE_NAME=$1 BESIDE_BEGAN=$SECONDS BESIDE_SAID=$(mktemp)
  shift
  # Job control gives it a process group of its own, so that all of it ends when this script does.
  set -m
  "$@" </dev/null >"$BESIDE_SAID" 2>&1 &
  BESIDE=$!
  set +m
  trap 'kill -- "-$BESIDE" 2>/dev/null; rm -f "$BESIDE_SAID"' EXIT
}

finish() {
  local status=0
  printf '\n== %s\n' "$BESIDE_NAME"
  wait "$BESIDE" || status=$?
  trap - EXIT
  cat "$BESIDE_SAID"
  rm -f "$BESIDE_SAID"
  [ "$status" = 0 ] || die "make test stopped: $BESIDE_NAME failed after $((SECONDS - BESIDE_BEGAN)) s"
  printf -- '-- %s: begun %s s ago\n' "$BESIDE_NAME" $((SECONDS - BESIDE_BEGAN))
}

# The page, its browser tests, and the simulated site as the page has it: without what the feature `cloud` adds.
wasm_clippy() {
  scripts/wasm.sh cargo clippy --locked --target wasm32-unknown-unknown --package groupsweep-atlassian-sim --lib --bin groupsweep --test 'web_*' -- -D warnings
}

wasm_tests() {
  scripts/wasm.sh cargo test --locked --target wasm32-unknown-unknown --test 'web_*'
}

# PowerShell compiles what it calls often a second time, which costs more than a script of two seconds wins by it.
script_tests() {
  DOTNET_TieredPGO=0 DOTNET_TC_CallCountThreshold=300 cargo test --locked --package groupsweep-core -- script_export::
}

setup() {
  scripts/setup.sh test &&
    component rustfmt cargo-fmt &&
    component clippy cargo-clippy
}

# `e2e COMMAND...`: against the relay as it is handed out, page inside; the simulated site is the debug build of the native tests.
e2e() {
  node_packages "$E2E" || return 1
  (
    cd "$E2E" || exit 1
    tested_programs debug
    [ ! -x "$CACHE/bin/chromium-headless-shell" ] || export GROUPSWEEP_HEADLESS_SHELL=$CACHE/bin/chromium-headless-shell
    # The file itself: on a Mac Firefox does not find its parts from a link.
    GROUPSWEEP_FIREFOX=$(readlink "$CACHE/bin/firefox")
    export GROUPSWEEP_FIREFOX
    export GROUPSWEEP_WEBKIT=$CACHE/bin/MiniBrowser
    "$@"
  )
}

# shellcheck source=scripts/setup/machine.sh
. scripts/setup/machine.sh
# shellcheck source=scripts/setup/packages.sh
. scripts/setup/packages.sh
# shellcheck source=scripts/setup/webkit.sh
. scripts/setup/webkit.sh
# PowerShell for the tests of the exported script, where a copy of it stands beside the checkout. Without any those tests
# say by name that they were not run.
POWERSHELL=$ROOT/../shared/powershell/install.sh
if ! command -v pwsh >/dev/null && [ -r "$POWERSHELL" ] && [ "$(uname -sm)" = "Linux x86_64" ]; then
  if folder=$(sh "$POWERSHELL" "$ROOT/target/powershell"); then PATH=$folder:$PATH; fi
fi
if [ "${1:-}" = fast ]; then
  stage "Set-up" scripts/setup.sh native
else
  stage "Set-up" setup
  stage "Dependencies" scripts/deny.sh
fi
stage "Format" cargo fmt --check
stage "Lints" cargo clippy --locked --all-targets -- -D warnings
# The page's last steps take one processor, and some of the native tests wait: they go well side by side.
[ "${1:-}" = fast ] || begin "Page and relay" make --no-print-directory build
# Twice the processors: the tests of the exported scripts mostly wait.
RUST_TEST_THREADS=$((2 * $(getconf _NPROCESSORS_ONLN)))
export RUST_TEST_THREADS
stage_unless_passed "Tests" native cargo test --locked -- --skip script_export::
stage_unless_passed "Tests of the exported scripts" shells script_tests
# These read every file of the checkout, the end-to-end tests too.
stage "Tests of the checkout" cargo test --locked --quiet --package groupsweep-repository
if [ "${1:-}" = fast ]; then
  say
  say "All native checks passed in $((SECONDS - TESTS_BEGAN)) s. Nothing was run in a browser."
  exit 0
fi
# Also where they were not run: the simulated site is one of their programs.
stage "Programs for the end-to-end tests" cargo test --locked --no-run --quiet
stage "Contract" scripts/contract.sh
finish
stage "Lints for the browser" wasm_clippy
stage_unless_passed "Tests in the browser" browser wasm_tests
stage "End-to-end tests in Firefox" e2e npm run test:firefox
if webkit_is_there; then stage "End-to-end tests in WebKit" e2e npm run test:webkit; fi

# By name, because tests that find no such shell pass.
not_run() {
  webkit_is_there || printf '%s' ' Nothing was run in WebKit, because its driver is not there.'
  command -v pwsh >/dev/null || printf '%s' ' The scripts were not run in PowerShell, because no pwsh was found.'
  [ -n "${BASH_32:-}" ] || printf '%s' ' The scripts were not run in bash 3.2, because BASH_32 names none.'
}
say
say "All stages before the last passed in $((SECONDS - TESTS_BEGAN)) s.$(not_run)"
# The last stage ends with the test runner's own summary and duration, where any file is run, and nothing after it.
printf '\n== End-to-end tests in Chromium\n'
e2e npm test || die "make test stopped: End-to-end tests failed"
