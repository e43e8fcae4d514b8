#!/bin/sh
# What some tests need from the system: Go with x/mod, PostgreSQL 15's programs, Chromium, and a
# Python of at least 3.12 for one outside verifier. Installed where we may; otherwise those tests
# skip and say why (with CI=true such a skip is a failure). Never fails itself: the tests tell.
set -u

say() { echo "system needs: $*"; }

missing=""
command -v go >/dev/null 2>&1 || missing="$missing golang-go"
[ -d /usr/share/gocode/src/golang.org/x/mod ] || missing="$missing golang-golang-x-mod-dev"
[ -f /usr/share/fonts/truetype/wqy/wqy-zenhei.ttc ] || missing="$missing fonts-wqy-zenhei"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
postgres=""
[ -x /usr/lib/postgresql/15/bin/postgres ] || postgres="postgresql-15"

apt_install() { # PACKAGES...
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null
}

# The programs of PostgreSQL alone: no cluster is made or started on this machine.
install_postgres() {
    note=/etc/postgresql-common/createcluster.d/00-programs-only.conf
    mkdir -p "$(dirname "$note")" && echo "create_main_cluster = false" >"$note"
    apt_install "$postgres"
    status=$?
    rm -f "$note"
    rmdir "$(dirname "$note")" 2>/dev/null
    return "$status"
}

if [ -n "$missing$postgres" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "installing for tests:$missing $postgres"
        log=$(mktemp)
        {
            apt-get update -qq
            # shellcheck disable=SC2086 # a list of packages
            { [ -z "$missing" ] || apt_install $missing; } &&
                { [ -z "$postgres" ] || install_postgres; }
        } >"$log" 2>&1 || {
            tail -n 5 "$log"
            say "not installed; the tests that need them will say so"
        }
        rm -f "$log"
    else
        say "not installed, and not ours to install:$missing $postgres; the tests will say so"
    fi
fi

# aics-tlog needs Python 3.12 or newer and lives in an environment of its own.
lock=requirements-strangers.lock
venv=.venv-strangers
if [ -f "$lock" ] && ! cmp -s "$lock" "$venv/.ready"; then
    found=""
    for name in python3.13 python3.12 python3 "$HOME"/.pyenv/versions/3.1[2-9]*/bin/python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then
            found=$name
            break
        fi
    done
    if [ -z "$found" ]; then
        say "no Python 3.12 or newer for aics-tlog; its tests will say so"
    elif rm -rf "$venv" && "$found" -m venv "$venv" &&
        "$venv/bin/python" -m pip --disable-pip-version-check --no-input -qq install \
            --require-hashes -r "$lock"; then
        cp "$lock" "$venv/.ready"
    else
        rm -rf "$venv"
        say "aics-tlog could not be installed; its tests will say so"
    fi
fi
exit 0
