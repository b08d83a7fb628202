#!/usr/bin/env bash
# Posts an alert: WEBHOOK_URL=… alert.sh TEXT [DETAILS]
set -eu

# As JSON text: backslashes, quotes and line breaks escaped.
quoted() { printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/\t/\\t/g' | sed -e ':a' -e 'N' -e '$!ba' -e 's/\n/\\n/g'; }

text="$(quoted "${1:?What is the matter?}")"
details="$(quoted "${2:-}")"
colour="${ALERT_COLOUR:-#d33}"
body="{\"text\": \":rotating_light: *$text*\""
[ -z "$details" ] || body="$body, \"attachments\": [{\"color\": \"$colour\", \"text\": \"$details\"}]"

curl --fail-with-body --silent --show-error --retry 3 \
  --header 'content-type: application/json' --data "$body}" "$WEBHOOK_URL"
echo
