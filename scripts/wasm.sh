#!/usr/bin/env bash
# Runs a command with the settings of a browser build: `scripts/wasm.sh cargo check --target wasm32-unknown-unknown`.
# Run `scripts/setup.sh build` (or `test`) once before.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

[ -f "$STAMPS/wasm-std" ] || die "the browser target is not set up; run scripts/setup.sh build"
# First line: the toolchain that has the wasm32 library, empty for the machine's default. Second: what it was built from.
{ read -r toolchain && read -r identity; } <"$STAMPS/wasm-std" || true
[ -z "$toolchain" ] || export RUSTUP_TOOLCHAIN=$toolchain

# A folder of its own: the two compilers would otherwise rebuild each other's macros and build scripts in turn.
export CARGO_TARGET_DIR=$ROOT/target/wasm
# Builds made against another wasm32 library fail with "can't find crate" instead of being made anew.
if [ "$(cat "$CARGO_TARGET_DIR/std-identity" 2>/dev/null)" != "$toolchain $identity" ]; then
  rm -rf "$CARGO_TARGET_DIR"
  mkdir -p "$CARGO_TARGET_DIR"
  printf '%s\n' "$toolchain $identity" >"$CARGO_TARGET_DIR/std-identity"
fi

export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=$ROOT/scripts/browser/test_runner.sh
export WASM_BINDGEN_TEST_TIMEOUT=${WASM_BINDGEN_TEST_TIMEOUT:-120} # seconds; two busy cores are slow to start a browser
[ ! -e "$CACHE/bin/chromedriver" ] || export CHROMEDRIVER=$CACHE/bin/chromedriver

# What is handed out. Cargo puts these flags behind those of .cargo/config.toml.
if [ "${1:-}" = trunk ]; then
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$(remap_flags)
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS
  # Windows starts no script.
  case ${OSTYPE:-} in msys* | cygwin*) ;; *) export RUSTC_WRAPPER=$ROOT/scripts/rustc.sh ;; esac
fi

# Trunk reads NO_COLOR as true or false only; elsewhere any value counts.
[ -z "${NO_COLOR:-}" ] || export NO_COLOR=true
export TRUNK_SKIP_VERSION_CHECK=true

# Of the workspace only the page is built for the browser, with the crates that it uses.
if [ "${1:-}" = cargo ]; then
  command=$2
  shift 2
  set -- cargo "$command" --package groupsweep "$@"
fi
exec "$@"
