# Brings the Autobahn suite, which examines WebSocket servers, where a CPython 2.7 is found to run
# it. Nothing depends on it: without it a table of our own is run alone. Sourced after python.sh.

AUTOBAHN=autobahntestsuite==0.8.2

find_python27() {
  local python
  for python in "$(command -v python2.7 || true)" "$HOME"/.pyenv/versions/2.7*/bin/python2.7; do
    if [ -x "$python" ] && "$python" -c 'import pip, ssl' >/dev/null 2>&1; then
      echo "$python"
      return 0
    fi
  done
  return 1
}

bring_autobahn() {
  local place="$VENV/autobahn" python log
  if stamped "$place/.ruche-version" "$AUTOBAHN"; then return 0; fi
  python="$(find_python27)" || { say "Left out: the Autobahn suite, which needs CPython 2.7."; return 0; }
  log="$(mktemp "${TMPDIR:-/tmp}/ruche-autobahn.XXXXXX")" || return 0
  rm -rf "$place"
  say "Bringing the Autobahn suite into .venv/autobahn."
  if timeout 600 "$python" -m pip install --no-input --disable-pip-version-check \
    --target "$place" "$AUTOBAHN" >"$log" 2>&1 9<&- </dev/null; then
    : >"$place/zope/__init__.py" # a namespace package that its old installer leaves without one
    printf '%s' "$AUTOBAHN" >"$place/.ruche-version"
    rm -f "$log"
  else
    rm -rf "$place"
    say "Left out: the Autobahn suite, which could not be installed ($log)."
  fi
}
