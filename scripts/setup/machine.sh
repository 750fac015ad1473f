# What the machine has to bring along, and how root is asked for.
# shellcheck shell=bash

need_native() {
  have cc || have gcc || have clang ||
    die "a C compiler is missing; install one with: apt-get install gcc libc6-dev (macOS: xcode-select --install)"
  have cargo && have rustc ||
    die "Rust is missing; install it with: curl --proto '=https' -sSf https://sh.rustup.rs | sh -s -- -y"
}

need_node() {
  have node || die "Node is missing; install it with: apt-get install nodejs npm"
  have npm || die "npm is missing; install it with: apt-get install npm"
}

# `component rustfmt cargo-fmt`: the minimal rustup profile leaves these out.
component() {
  cargo "${2#cargo-}" --version >/dev/null 2>&1 && return 0
  say "Adding $1 to Rust"
  have rustup && rustup component add "$1" ||
    die "$1 is missing; install it with: rustup component add $1"
}

need_root() {
  [ "$(id -u)" = 0 ] || have sudo || die "installing packages needs root; run once as root: scripts/setup.sh test"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# What apt has to say goes to a file and is shown where it fails: hundreds of lines of one package each.
apt_quietly() {
  local log=$CACHE/apt.log
  need_root
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 -o Acquire::Retries=2 \
    -o Acquire::http::Timeout=20 "$@" </dev/null >"$log" 2>&1 && return 0
  tail -n 15 "$log" >&2
  return 1
}

apt_refreshed=no
apt_refresh() {
  [ "$apt_refreshed" = no ] || return 0
  apt_refreshed=yes
  say "Refreshing the package lists"
  # An unrelated source that cannot be reached is no reason to stop; a package that is not there is found out below.
  apt_quietly update || say "Some package lists could not be refreshed; going on with what is there"
}

# Never removes anything to make room for what is asked for.
apt_install() {
  local began=$SECONDS
  say "Installing $*"
  apt_quietly install -y --no-remove --no-install-recommends "$@" || return 1
  say "Installed $* in $((SECONDS - began)) s"
}

# The version apt would install, without epoch and revision; empty where there is none.
apt_version() {
  apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: *//p' | sed -e 's/^(none)$//' -e 's/^[0-9]*://' -e 's/[+~-].*//'
}
