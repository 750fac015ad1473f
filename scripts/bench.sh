#!/usr/bin/env bash
# `make bench`: one table per benchmark, the peers in the same run. Takes about fifteen minutes, and 2 GB of temporary files.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/setup.sh test
scripts/release.sh groupsweep-simsite
export GROUPSWEEP_RELAY=$ROOT/target/release/groupsweep-relay GROUPSWEEP_SIMSITE=$ROOT/target/release/groupsweep-simsite
export GROUPSWEEP_CHROMIUM=$CACHE/bin/chromium
for package in e2e bench; do
  [ -d "tests/$package/node_modules" ] || (cd "tests/$package" && npm ci --no-audit --no-fund)
done

node scripts/bench/size.mjs dist
printf '\n'
cargo test --quiet --locked --test relay -- --ignored --nocapture figures_of_the_relay
for bench in open import load run extension newman throughput hundred_thousand; do
  printf '\n'
  node "tests/bench/$bench.mjs"
done
