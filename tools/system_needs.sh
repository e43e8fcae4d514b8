#!/bin/sh
# What some tests need from the system: Go with x/mod, PostgreSQL 15's binaries, and a Python of
# at least 3.12 for one outside verifier. Installed where we may; otherwise those tests skip and
# say why (with CI=true such a skip is a failure).
set -u

missing=""
[ -x /usr/bin/go ] && [ -d /usr/share/gocode/src/golang.org/x/mod ] ||
    missing="$missing golang-go golang-golang-x-mod-dev"
[ -x /usr/lib/postgresql/15/bin/postgres ] || missing="$missing postgresql-15"

if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "installing for outside verifiers:$missing"
        if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
            mkdir -p /etc/postgresql-common
            echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
        fi
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086 - a list of packages
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } \
            >/dev/null 2>&1 || echo "could not install:$missing; the tests that need them will say so"
    else
        echo "not installed and not ours to install:$missing; the tests that need them will say so"
    fi
fi

# aics-tlog needs Python 3.12 or newer and lives in an environment of its own.
if [ -f requirements-strangers.lock ] && [ ! -e .venv-strangers/.ready ]; then
    for name in python3.13 python3.12 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
            "$name" -m venv .venv-strangers &&
                .venv-strangers/bin/python -m pip --disable-pip-version-check -q install \
                    --require-hashes -r requirements-strangers.lock 2>&1 |
                grep -v '^WARNING: Location'
            [ -x .venv-strangers/bin/python ] && touch .venv-strangers/.ready
            break
        fi
    done
fi
exit 0
