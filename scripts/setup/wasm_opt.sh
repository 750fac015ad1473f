# wasm-opt, which makes the page smaller: the npm package `binaryen` carries it.
# shellcheck shell=bash

wasm_opt() {
  local own installed=$CACHE/npm/node_modules/.bin/wasm-opt
  [ -x "$CACHE/bin/wasm-opt" ] && stamped binaryen "$BINARYEN_VERSION" && return 0
  for own in "$installed" "$(machines_own wasm-opt || true)"; do
    # Prints `wasm-opt version 132 (…)`.
    if [ -x "$own" ] && at_least "$("$own" --version | awk '{print $3}')" "${BINARYEN_VERSION%%.*}"; then
      link_tool wasm-opt "$own"
      stamp binaryen "$BINARYEN_VERSION"
      return 0
    fi
  done
  say "Installing binaryen $BINARYEN_VERSION"
  npm install --prefix "$CACHE/npm" --no-audit --no-fund --ignore-scripts --loglevel=error "binaryen@$BINARYEN_VERSION" </dev/null ||
    die "wasm-opt could not be installed; run: npm install -g binaryen@$BINARYEN_VERSION"
  link_tool wasm-opt "$installed"
  stamp binaryen "$BINARYEN_VERSION"
}
