# Words shared by the scripts of bin/: speaking, failing, remembering what was done.
# Sourced, never run.

set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"
VENV="$ROOT/.venv"

say() { printf '%s\n' "$*" >&2; }

fail() {
  printf '\nruche: %s\n' "$1" >&2
  shift
  [ $# -eq 0 ] || printf '       %s\n' "$@" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

in_ci() { [ "${CI:-}" = true ] || [ "${CI:-}" = 1 ]; }

# sha256 of standard input, as one word.
digest() {
  if have sha256sum; then sha256sum; else shasum -a 256; fi | cut -d' ' -f1
}

# stamped FILE DIGEST: true if FILE remembers DIGEST.
stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# One set-up at a time in one checkout: a second one waits, then finds the work done.
lock_setup() {
  exec 9<"$ROOT/bin/lib"
  if have flock && ! flock -n 9; then
    say "Another set-up is at work here; waiting for it."
    flock -w 1800 9 || fail "the other set-up did not end within 30 minutes."
  fi
}

unlock_setup() { exec 9<&-; }

# attempt WHAT COMMAND...: runs quietly; on failure shows the end of its output and the reason.
attempt() {
  local what="$1" log
  shift
  log="$(mktemp "${TMPDIR:-/tmp}/ruche-setup.XXXXXX")" ||
    fail "no temporary file can be written: the disk is full, or TMPDIR is wrong."
  if "$@" >"$log" 2>&1 9<&-; then
    rm -f "$log"
    return 0
  fi
  tail -n 25 "$log" >&2
  fail "$what failed." "$(reason_in "$log")" "The whole output is in $log"
}

# What the output of a failed command most likely means, as a sentence.
reason_in() {
  if grep -qiE 'no space left|ENOSPC|disk quota' "$1"; then
    echo "The disk is full: free about 1 GB in $ROOT and ${TMPDIR:-/tmp}, then start again."
  elif grep -qiE 'do not match the hashes|EINTEGRITY' "$1"; then
    echo "A package differs from its lock: a cache or mirror altered it, so nothing was installed."
  elif grep -qiE 'name resolution|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|NewConnectionError|ConnectTimeout|ReadTimeout|network is unreachable|could not resolve (host|proxy)|ProxyError|SSLError|No matching distribution' "$1"; then
    echo "The package registry was not reached: check the network and any proxy, then start again."
  elif grep -qiE 'permission denied|EACCES' "$1"; then
    echo "Permission was denied: the checkout must belong to the person who runs this."
  else
    echo "Its last lines are above."
  fi
}
