# Versions of the tools that `make` fetches. The wasm-bindgen command has to equal the crate to the digit,
# so its version is read from the lock file and written nowhere else.
# shellcheck shell=bash disable=SC2034
TRUNK_VERSION=0.21.14
BINARYEN_VERSION=132.0.0 # wasm-opt; a release too old does not know what today's compiler emits
CARGO_DENY_VERSION=0.20.2

WASM_BINDGEN_VERSION=$(awk -F'"' '/^name = /{name=$2} /^version = / && name=="wasm-bindgen"{print $2; exit}' Cargo.lock)
