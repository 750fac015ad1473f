#!/usr/bin/env bash
# `make fuzz`: any bytes as a file to import. FOR=SECONDS, ten minutes if it is not said; TARGET=people tries the
# list of people instead, TARGET=relay what comes to the relay: heads of requests and messages of the page. What it has learned stays in fuzz/corpus, a file that fails in fuzz/artifacts.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

FOR=${FOR:-600}
TARGET=${TARGET:-import}
FILES=fuzz/target/hard
DICT=fuzz/import.dict

have rustup || die "make fuzz needs rustup, because the fuzzer is built by a nightly Rust: https://rustup.rs"
rustup run nightly rustc --version >/dev/null 2>&1 || die "make fuzz needs a nightly Rust: rustup toolchain install nightly"
have cargo-fuzz || die "make fuzz needs cargo-fuzz: cargo install --locked cargo-fuzz"

[ "$TARGET" != relay ] || DICT=fuzz/relay.dict

# The hard files stand in git once. To import, the bytes in front choose blocks of 7 bytes and change nothing else.
rm -rf "$FILES"
mkdir -p "$FILES" "fuzz/corpus/$TARGET"
for file in tests/hard/*; do
  [ "$TARGET" != relay ] || break
  case $file in *.json | *.rs) continue ;; esac
  {
    if [ "$TARGET" = import ]; then printf '\006\0\0\0\0'; fi
    cat "$file"
  } >"$FILES/${file##*/}"
done

# Freed memory that the sanitizer keeps for a while would count as used.
export ASAN_OPTIONS=quarantine_size_mb=16
cargo +nightly fuzz run "$TARGET" "fuzz/corpus/$TARGET" "fuzz/seeds/$TARGET" "$FILES" -- \
  -max_total_time="$FOR" -max_len=8192 -timeout=10 -rss_limit_mb=512 -malloc_limit_mb=64 \
  -dict="$DICT" -print_final_stats=1
