#!/usr/bin/env bash
# Runs one browser test program; started by cargo. The runner reads webdriver.json, the browser's
# flags, from the folder it is started in.
cd "$(dirname "$0")" && exec wasm-bindgen-test-runner "$@"
