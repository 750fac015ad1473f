#!/usr/bin/env bash
# Starts the relay with what was said to `make run`; in its place, so that Ctrl-C reaches the relay.
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

flags=()
[ -z "${SITE:-}" ] || flags+=(--site "$SITE")
[ -z "${ORGANIZATION:-}" ] || flags+=(--organization "$ORGANIZATION")
[ -z "${LISTEN:-}" ] || flags+=(--listen "$LISTEN")
[ -z "${OPEN:-}" ] || flags+=(--open)
[ -z "${ASK_TOKEN:-}" ] || flags+=(--ask-token)
exec target/release/groupsweep-relay ${flags[@]+"${flags[@]}"}
