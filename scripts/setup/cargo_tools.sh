# trunk and the wasm-bindgen commands: fetched where cargo-binstall is there, else compiled, once.
# shellcheck shell=bash

cargo_tools() {
  # Trunk waits for cargo, so it is compiled for speed of compiling: 5 minutes of one core instead of 10, and no slower
  # in use. Without its features: TLS and the look for news serve downloads that it is never left to make here
  # (one that was fetched has them, and finds every tool on PATH).
  cargo_tool trunk trunk "$TRUNK_VERSION" at_least 100 --no-default-features
  # Optimized, it would save a second for each page and take half a minute longer to compile.
  cargo_tool wasm-bindgen-cli wasm-bindgen "$WASM_BINDGEN_VERSION" same 45
  link_beside wasm-bindgen wasm-bindgen-test-runner
  rm -rf "$CACHE/build"
}

# What `make test` holds the dependencies against deny.toml with. Without its features: it fetches with the git that is there.
cargo_deny() {
  cargo_tool cargo-deny cargo-deny "$CARGO_DENY_VERSION" at_least 60 --no-default-features
  rm -rf "$CACHE/build"
}

same() { [ "$1" = "$2" ]; }

# cargo_tool CRATE COMMAND VERSION FITS SECONDS [INSTALL FLAGS]
cargo_tool() {
  local crate=$1 command=$2 version=$3 fits=$4 seconds=$5 own
  shift 5
  [ -x "$CACHE/bin/$command" ] && stamped "$crate" "$version" && return 0
  for own in "$CACHE/cargo/bin/$command" "$(machines_own "$command" || true)"; do
    if is_version "$own" "$fits" "$version"; then
      link_tool "$command" "$own"
      stamp "$crate" "$version"
      return 0
    fi
  done
  prebuilt "$crate" "$command" "$version" "$fits" || compiled "$crate" "$version" "$seconds" "$@"
  link_tool "$command" "$CACHE/cargo/bin/$command"
  stamp "$crate" "$version"
}

# is_version FILE FITS VERSION
is_version() { [ -x "$1" ] && "$2" "$("$1" --version | awk '{print $2}')" "$3"; }

# prebuilt CRATE COMMAND VERSION FITS: what the tool's own maintainers released. quick-install's builds are a third party's.
prebuilt() {
  have cargo-binstall || return 1
  say "Fetching $1 $3 with cargo-binstall"
  limit 180 cargo binstall --no-confirm --disable-telemetry --strategies crate-meta-data --force --root "$CACHE/cargo" "$1@$3" </dev/null &&
    is_version "$CACHE/cargo/bin/$2" "$4" "$3" && return 0
  say "cargo-binstall has no $1 $3 for this machine"
  return 1
}

# compiled CRATE VERSION SECONDS [INSTALL FLAGS]
compiled() {
  local crate=$1 version=$2 seconds=$3
  shift 3
  say "Compiling $crate $version (about $seconds s on two free cores, once)"
  # Codegen in 16 parts and no LTO: these are compiled once and run a few seconds a day.
  CARGO_TARGET_DIR=$CACHE/build CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=false CARGO_PROFILE_RELEASE_PANIC=abort \
    cargo install --locked --force --root "$CACHE/cargo" "$@" "$crate@$version" </dev/null ||
    die "$crate could not be installed; run: cargo install --locked $crate@$version"
}

# The test runner comes with the command and has to be of the same version.
link_beside() {
  local real
  real=$(readlink "$CACHE/bin/$1")
  [ -x "${real%/*}/$2" ] || die "$2 is missing beside $real; run: cargo install --locked wasm-bindgen-cli@$WASM_BINDGEN_VERSION"
  link_tool "$2" "${real%/*}/$2"
}
