#!/usr/bin/env bash
# Sets up what is missing on this machine, and does nothing at all where nothing is:
#   setup.sh native   checks for a C compiler and Rust with its formatter and linter
#   setup.sh build    that, and what builds the page: the wasm32 library, trunk, wasm-bindgen, wasm-opt
#   setup.sh test     that, and Chromium with its driver, Firefox, WebKit where it can be had, cargo-deny
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"
for part in machine wasm_std cargo_tools wasm_opt browser firefox webkit; do
  # shellcheck source=/dev/null
  . "$ROOT/scripts/setup/$part.sh"
done

# Whatever goes through apt or npm runs one after the other in the background, while cargo compiles trunk.
set_up() {
  local for_tests=$1 background
  (
    wasm_std
    wasm_opt
    [ "$for_tests" = no ] || { browser && firefox && webkit; }
  ) &
  background=$!
  # Each in a subshell: a failure of one lets apt finish what it is at before the script ends.
  (cargo_tools && { [ "$for_tests" = no ] || cargo_deny; }) || { wait "$background" || true; exit 1; }
  wait "$background" || exit 1
}

# Two checkouts that set up at once would write over each other.
lock() {
  have flock || return 0
  exec 9>"$CACHE/lock"
  flock -n 9 && return 0
  say "Waiting for another set-up to finish"
  flock 9
}

case "${1:-}" in
  native) need_native ;;
  build)
    need_native
    need_node
    lock
    set_up no
    ;;
  test)
    need_native
    need_node
    lock
    set_up yes
    ;;
  *) die "usage: scripts/setup.sh native|build|test" ;;
esac
