#!/usr/bin/env bash
# `make contract`: the simulated site and our own requests against other people's clients, and against the description of
# Atlassian's APIs in tests/contract/openapi. Seconds, once the packages are there.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"
# shellcheck source=scripts/setup/packages.sh
. scripts/setup/packages.sh

CONTRACT=tests/contract

# The whole workspace, as `cargo test` builds it: for fewer packages cargo would build the libraries again.
cargo build --quiet --locked --workspace --bin groupsweep-simsite --example recordings
node_packages "$CONTRACT"
cd "$CONTRACT"
export GROUPSWEEP_SIMSITE=$ROOT/target/debug/groupsweep-simsite GROUPSWEEP_RECORDINGS=$ROOT/target/debug/examples/recordings
npm test

# Minutes more, and from another registry: each night and before a release.
if [ -n "${ALL:-}" ]; then
  say "Clients written in Python, and Schemathesis"
  python=$ROOT/target/contract-python
  cmp -s python/requirements.txt "$python/installed-from" || {
    rm -rf "$python"
    python3 -m venv "$python"
    "$python/bin/pip" install --quiet --requirement python/requirements.txt
    cp python/requirements.txt "$python/installed-from"
  }
  PYTHONDONTWRITEBYTECODE=1 "$python/bin/python" -m unittest discover --verbose --start-directory python
fi
