#!/usr/bin/env bash
# `make soak`: the long ones. SEED=N plays another game.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"
# shellcheck source=scripts/setup/packages.sh
. scripts/setup/packages.sh

scripts/setup.sh test
cargo build --locked --package groupsweep-simsite
tested_programs debug
node_packages tests/e2e
cd tests/e2e
node --test --test-timeout=3600000 kills.soak.mjs late.soak.mjs extension.soak.mjs
