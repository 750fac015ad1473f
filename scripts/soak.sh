#!/usr/bin/env bash
# `make soak`: the long ones. SEED=N plays another game.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/setup.sh test
cargo build --locked --package groupsweep-simsite
export GROUPSWEEP_RELAY=$ROOT/target/release/groupsweep-relay GROUPSWEEP_SIMSITE=$ROOT/target/debug/groupsweep-simsite
export GROUPSWEEP_CHROMIUM=$CACHE/bin/chromium
cd tests/e2e
[ -d node_modules ] || npm ci --no-audit --no-fund
node --test --test-timeout=3600000 kills.soak.mjs late.soak.mjs extension.soak.mjs
