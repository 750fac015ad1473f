#!/usr/bin/env bash
# `make bench`: one table per benchmark, the peers in the same run. Takes about fifteen minutes, and 2 GB of temporary files.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"
# shellcheck source=scripts/setup/packages.sh
. scripts/setup/packages.sh

scripts/setup.sh test
scripts/release.sh groupsweep-simsite
tested_programs release
node_packages tests/e2e
node_packages tests/bench

# `measure NAME COMMAND...`: one benchmark, with ten minutes for what takes four at most. One that fails, or misses a mark of its
# own, keeps nobody from the others.
FAILED=()
measure() {
  local name=$1 status=0
  shift
  limit 600 "$@" || status=$?
  case $status in
    0) ;;
    124) FAILED+=("$name did not end within ten minutes") ;;
    *) FAILED+=("$name ended with $status") ;;
  esac
  printf '\n'
}

measure size node scripts/bench/size.mjs dist
measure relay cargo test --quiet --locked --test relay -- --ignored --nocapture figures_of_the_relay
for bench in open import load run extension newman throughput hundred_thousand; do
  measure "$bench" node "tests/bench/$bench.mjs"
done
[ ${#FAILED[@]} = 0 ] || die "make bench: $(printf '%s; ' "${FAILED[@]}" | sed 's/; $//')"
say "make bench took $SECONDS s."
