#!/usr/bin/env bash
# `make reproducible`: the commit that is checked out is built twice, in two folders, with two homes of cargo, and gives
# the same page, the same browser extension and the same relay to the byte. Uncommitted changes are not in it. PAGE_ONLY=1 leaves the relay out.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/setup.sh build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# KEEP=FOLDER has the builds stay there, to be looked at.
if [ -n "${KEEP:-}" ]; then
  trap - EXIT
  work=$KEEP
fi

# build FOLDER CARGO_HOME
build() {
  local began=$SECONDS home=$2
  mkdir -p "$1" "$home"
  # The sources of dependencies, under another name.
  [ "$home" = "${CARGO_HOME:-$HOME/.cargo}" ] || ln -sfn "${CARGO_HOME:-$HOME/.cargo}/registry" "$home/registry"
  git archive HEAD | tar -x -C "$1"
  (
    cd "$1" || exit 1
    export CARGO_HOME=$home
    scripts/wasm.sh trunk build
    node scripts/extension.mjs
    [ -n "${PAGE_ONLY:-}" ] || scripts/release.sh groupsweep-relay
  ) >"$work/log" 2>&1 || { tail -n 30 "$work/log" >&2; die "the build in $1 failed"; }
  local made=(dist dist-extension.zip dist-extension-firefox.zip)
  [ -n "${PAGE_ONLY:-}" ] || made+=(target/release/groupsweep-relay)
  (cd "$1" && find "${made[@]}" -type f -exec sha256sum {} + | sort -k 2) >"$1.sums"
  say "Built in $((SECONDS - began)) s"
}

build "$work/one" "${CARGO_HOME:-$HOME/.cargo}"
build "$work/another/folder/further/down" "$work/home"
if diff "$work/one.sums" "$work/another/folder/further/down.sums"; then
  say "$(wc -l <"$work/one.sums" | tr -d ' ') files are the same in both folders:"
  cat "$work/one.sums"
else
  die "two builds of the same commit differ (above)"
fi
