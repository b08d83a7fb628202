# All that the scripts of bin/ need to set a checkout up. Sourced, never run.

. "$(dirname "${BASH_SOURCE[0]}")/base.sh"
. "$ROOT/bin/lib/debian.sh"
. "$ROOT/bin/lib/python.sh"
. "$ROOT/bin/lib/client.sh"
. "$ROOT/bin/lib/autobahn.sh"
. "$ROOT/bin/lib/node_sdk.sh"
