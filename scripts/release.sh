#!/usr/bin/env bash
# Builds a program as it is handed out: `scripts/release.sh groupsweep-relay`.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

CARGO_BUILD_RUSTFLAGS=$(remap_flags)
export CARGO_BUILD_RUSTFLAGS
exec cargo build --release --locked --package "$1" --bin "$1"
