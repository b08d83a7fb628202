# Installs Slack's SDKs for Node.js, for the example and the tests that use them. Sourced after
# client.sh, once `use_node` has found a Node.js.

NODE_SDK="$ROOT/examples/node"

# Its packages, if the lock is newer than what npm last installed.
install_node_sdk() {
  local installed="$NODE_SDK/node_modules/.package-lock.json"
  if [ "$installed" -nt "$NODE_SDK/package-lock.json" ] &&
    [ "$installed" -nt "$NODE_SDK/package.json" ]; then return 0; fi
  say "Installing the SDKs for Node.js (some seconds the first time)."
  attempt "Installing the SDKs for Node.js" \
    npm --prefix "$NODE_SDK" ci --no-audit --no-fund --loglevel=error
  touch "$installed"
}
