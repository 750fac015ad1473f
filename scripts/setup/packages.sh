# Sourced. The Node packages of a folder below tests/.
# shellcheck shell=bash

# Installed again only after the lock file changed. Their scripts do not run.
node_packages() {
  local folder=$1 mark=$1/node_modules/.installed-from
  cmp -s "$folder/package-lock.json" "$mark" && return 0
  (cd "$folder" && npm ci --no-audit --no-fund --ignore-scripts) && cp "$folder/package-lock.json" "$mark"
}
