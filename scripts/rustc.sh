#!/bin/sh
# Stands before rustc where the page is built to be handed out: a macro of Leptos (wasm_split_macros) writes a checksum of
# this path into the page, which would then be another one in each home of cargo.
CARGO_MANIFEST_PATH=${CARGO_MANIFEST_PATH#*/registry/src/*/}
export CARGO_MANIFEST_PATH
exec "$@"
