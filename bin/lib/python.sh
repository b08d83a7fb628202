# Makes .venv and installs the locked packages into it. Sourced after base.sh and debian.sh.

OLDEST="3, 11"

fits_python() { "$1" -c "import sys; sys.exit(sys.version_info < ($OLDEST))" 2>/dev/null; }

makes_venvs() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# The Python to build on: one that can make virtual environments, else one that fits.
find_python() {
  local name fallback=""
  for name in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11; do
    have "$name" && fits_python "$name" || continue
    if makes_venvs "$name"; then
      command -v "$name"
      return
    fi
    fallback="${fallback:-$(command -v "$name")}"
  done
  echo "$fallback"
}

make_venv() {
  local python package
  python="$(find_python)"
  [ -n "$python" ] || fail "Python 3.11 or newer is needed; found $(python3 -V 2>&1 || echo none)." \
    "On Debian 12 or newer:  sudo apt-get install python3 python3-venv" \
    "Another one can be named:  PYTHON=/path/to/python3 bin/run"
  if ! makes_venvs "$python"; then
    package="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    { may_apt && apt_install "$package"; } || true
    makes_venvs "$python" || fail "$python cannot make virtual environments." \
      "On Debian and Ubuntu:  sudo apt-get update && sudo apt-get install $package" \
      "Then start again."
  fi
  say "Making .venv with $("$python" -V 2>&1) ($python)."
  rm -rf "$VENV"
  attempt "Making .venv" "$python" -m venv "$VENV"
}

pip_install() {
  attempt "Installing Python packages" "$VENV/bin/python" -m pip install \
    --quiet --no-input --disable-pip-version-check "$@"
}

# install_locked runtime|dev: the packages of the lock, and Ruche itself, editable; at once if
# nothing changed. The dev lock holds the runtime lock's packages at the same versions.
install_locked() {
  local kind="$1" lock="$ROOT/requirements.txt" mark
  [ "$kind" = runtime ] || lock="$ROOT/requirements-dev.txt"
  { [ -x "$VENV/bin/python" ] && fits_python "$VENV/bin/python" &&
    stamped "$VENV/.ruche-path" "$ROOT"; } || make_venv
  mark="$(cat "$lock" "$ROOT/pyproject.toml" | digest)"
  if stamped "$VENV/.ruche-$kind" "$mark" && [ -x "$VENV/bin/ruche" ]; then return 0; fi
  say "Installing the packages of $(basename "$lock") (about a minute the first time)."
  rm -f "$VENV/.ruche-$kind"
  pip_install --require-hashes -r "$lock"
  pip_install --no-deps --no-build-isolation -e "$ROOT"
  printf '%s' "$ROOT" >"$VENV/.ruche-path"
  printf '%s' "$mark" >"$VENV/.ruche-$kind"
  [ "$kind" = runtime ] ||
    cat "$ROOT/requirements.txt" "$ROOT/pyproject.toml" | digest | tr -d '\n' >"$VENV/.ruche-runtime"
}
