#!/usr/bin/env bash
# Builds a program as it is handed out: `scripts/release.sh groupsweep-relay`. More arguments are cargo's.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

package=$1
shift
[ $# -gt 0 ] || set -- --bin "$package"
CARGO_BUILD_RUSTFLAGS=$(remap_flags)
export CARGO_BUILD_RUSTFLAGS
exec cargo build --release --locked --package "$package" "$@"
