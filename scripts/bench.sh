#!/usr/bin/env bash
# `make bench`: one table per benchmark.
. "$(dirname "$0")/env.sh"

node scripts/bench/size.mjs dist
