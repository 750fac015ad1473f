#!/usr/bin/env bash
# `make bench`: one table per benchmark.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

node scripts/bench/size.mjs dist
