# The standard library for wasm32-unknown-unknown. Ordinarily one rustup command; where rustup's server is out of
# reach, Debian's own compiler and the library source that comes with it.
# shellcheck shell=bash

WASM=wasm32-unknown-unknown

# What a build against this toolchain depends on: another compiler or another library is another identity.
wasm_identity() {
  local libs
  libs=$(RUSTUP_TOOLCHAIN=${1:-${RUSTUP_TOOLCHAIN:-}} rustc_of --print target-libdir --target $WASM 2>/dev/null) || return 1
  printf '%s %s\n' "$(RUSTUP_TOOLCHAIN=${1:-${RUSTUP_TOOLCHAIN:-}} rustc_of --version)" "$(cd "$libs" 2>/dev/null && echo libstd-*.rlib)"
}

# An empty RUSTUP_TOOLCHAIN is not the same as none.
rustc_of() {
  if [ -n "${RUSTUP_TOOLCHAIN:-}" ]; then rustc "$@"; else env -u RUSTUP_TOOLCHAIN rustc "$@"; fi
}

# A test program, linked with whole-program optimisation, is all that the library is needed for.
wasm_works() {
  local probe
  probe=$(mktemp -d)
  printf '#[test]\nfn probe() {}\n' >"$probe/probe.rs"
  local ok=0
  RUSTUP_TOOLCHAIN=${1:-${RUSTUP_TOOLCHAIN:-}} rustc_of --edition 2021 --test --target $WASM -Copt-level=1 -Clto=fat \
    -o "$probe/probe.wasm" "$probe/probe.rs" >"$probe/log" 2>&1 || ok=1
  rm -rf "$probe"
  return $ok
}

wasm_std() {
  local toolchain identity
  if [ -f "$STAMPS/wasm-std" ]; then
    { read -r toolchain && read -r identity; } <"$STAMPS/wasm-std" || true
    [ "$(wasm_identity "$toolchain")" = "$identity" ] && return 0
  fi
  if wasm_works ""; then
    wasm_use ""
  elif linked debian && wasm_works debian; then
    wasm_use debian
  elif wasm_from_rustup; then
    wasm_use ""
  else
    wasm_from_debian
    wasm_works debian || die "the wasm32 library that was built does not link; run: rustup target add $WASM"
    wasm_use debian
  fi
}

# Anything but the default toolchain is named for scripts/wasm.sh.
wasm_use() {
  stamp wasm-std "$1
$(wasm_identity "$1")"
}

linked() { have rustup && rustup toolchain list | grep -q "^$1\b"; }

wasm_from_rustup() {
  have rustup || return 1
  say "Adding the browser target to Rust"
  limit 180 rustup target add $WASM && wasm_works ""
}

wasm_from_debian() {
  local mend="when its server can be reached, run: rustup target add $WASM"
  have rustup || die "the browser target is missing and so is rustup, which adds it; install it with: curl --proto '=https' -sSf https://sh.rustup.rs | sh -s -- -y"
  have apt-get || die "rustup could not add the browser target; $mend"
  say "rustup could not add the browser target; building it from Debian's compiler and sources"
  apt_refresh
  local family lld prefix
  family=$(debian_family) || die "rustup could not add the browser target and apt has no current Rust; $mend"
  lld=$(apt-cache search --names-only '^lld-[0-9]+$' | awk '{print $1}' | sort -t- -k2 -n | tail -n 1)
  [ -n "$lld" ] || die "rustup could not add the browser target and apt has no lld; $mend"
  # shellcheck disable=SC2086 # a list of packages
  apt_install $family "$lld" || die "apt could not install $family $lld; $mend"
  prefix=$(env -u RUSTUP_TOOLCHAIN /usr/bin/rustc --print sysroot)
  build_std || die "the wasm32 library could not be built; $mend"
  place_std "$prefix" "$lld"
  rustup toolchain link debian "$prefix"
}

# The security suite carries a current compiler under names of its own; a newer suite has it under the plain ones.
debian_family() {
  local least names
  least=$(sed -n 's/^rust-version *= *"\(.*\)"/\1/p' Cargo.toml)
  for names in "rustc-web cargo-web rust-web-src rust-web-clippy" "rustc cargo rust-src rust-clippy"; do
    local version
    version=$(apt_version "${names%% *}")
    if [ -n "$version" ] && at_least "$version" "$least"; then
      printf '%s\n' "$names"
      return 0
    fi
  done
  return 1
}

# An empty crate, built once, makes cargo build the whole library. `test` is for the browser tests, the bitcode for LTO.
build_std() {
  local seed=$CACHE/wasm-std
  rm -rf "$seed"
  mkdir -p "$seed/src"
  printf '[package]\nname = "wasm-std-seed"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$seed/Cargo.toml"
  : >"$seed/src/lib.rs"
  say "Building the wasm32 library (about 40 s)"
  (
    cd "$seed" || exit 1
    env -u RUSTUP_TOOLCHAIN -u RUSTC_WRAPPER CARGO_TARGET_DIR="$seed/target" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
      RUSTFLAGS=-Cembed-bitcode=yes /usr/bin/cargo build --release \
      -Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test --target $WASM </dev/null
  )
}

place_std() {
  local libs=$1/lib/rustlib/$WASM/lib host
  host=$(env -u RUSTUP_TOOLCHAIN /usr/bin/rustc -vV | sed -n 's/^host: //p')
  local tools=$1/lib/rustlib/$host/bin
  as_root rm -rf "$libs"
  as_root mkdir -p "$libs" "$tools"
  find "$CACHE/wasm-std/target/$WASM/release/deps" -name '*.rlib' ! -name 'libwasm_std_seed-*' \
    -exec install -m 644 {} "$CACHE/wasm-std/" \;
  as_root sh -c 'cp "$1"/*.rlib "$2"/' sh "$CACHE/wasm-std" "$libs"
  as_root ln -sfn "/usr/bin/$2" "$tools/rust-lld"
  rm -rf "$CACHE/wasm-std"
}
