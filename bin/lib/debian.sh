# Brings Debian packages where this person may install them. Sourced after base.sh.

may_apt() {
  have apt-get || return 1
  [ "$(id -u)" -eq 0 ] || { have sudo && sudo -n true 2>/dev/null; }
}

# apt_install PACKAGE...: true if they are installed afterwards; never asks a question.
apt_install() {
  local log as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
  log="$(mktemp "${TMPDIR:-/tmp}/ruche-apt.XXXXXX")" || return 1
  say "Installing from Debian: $*"
  if "${as_root[@]}" apt-get -q update >"$log" 2>&1 9<&- </dev/null &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get -qy --no-install-recommends install "$@" >>"$log" 2>&1 9<&- </dev/null; then
    rm -f "$log"
    return 0
  fi
  tail -n 15 "$log" >&2
  say "$(reason_in "$log")"
  return 1
}

has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || have initdb; }

has_chromium() { have chromium || have chromium-browser || have google-chrome; }

has_nginx() { have nginx || [ -x /usr/sbin/nginx ]; }

missing_test_programs() {
  have redis-server || echo redis-server
  has_postgres || echo postgresql
  has_nginx || echo nginx-light
  has_chromium || echo chromium fonts-liberation
}

# Brings what some tests talk to; says which tests stay out. Under CI nothing may stay out.
bring_test_programs() {
  local missing
  read -ra missing <<<"$(missing_test_programs | tr '\n' ' ')"
  [ ${#missing[@]} -gt 0 ] || return 0
  if may_apt && apt_install "${missing[@]}"; then return 0; fi
  in_ci && fail "the tests need ${missing[*]}, and under CI none may be left out."
  have redis-server || say "Left out: tests with a real Redis, and of several processes."
  has_postgres || say "Left out: tests with a real PostgreSQL."
  has_nginx || say "Left out: tests behind nginx."
  has_chromium || say "Left out: browser tests."
  say "To run them too:  sudo apt-get install ${missing[*]}"
}
