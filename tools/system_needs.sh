#!/bin/sh
# What some tests need from the system: Go with x/mod, PostgreSQL 15's binaries, and a Python of
# at least 3.12 for one outside verifier. Installed where we may; otherwise those tests skip and
# say why (with CI=true such a skip is a failure). Never ends the gate by itself.
set -u

missing=""
[ -x /usr/bin/go ] || missing="$missing golang-go"
[ -d /usr/share/gocode/src/golang.org/x/mod ] || missing="$missing golang-golang-x-mod-dev"
[ -x /usr/lib/postgresql/15/bin/postgres ] || missing="$missing postgresql-15"

install_missing() {
    # A server that nobody asked for must not start: only the binaries are wanted.
    settings=/etc/postgresql-common/createcluster.conf
    if [ ! -e "$settings" ]; then
        mkdir -p "${settings%/*}" && echo "create_main_cluster = false" >"$settings"
    fi
    # shellcheck disable=SC2086 - a list of packages
    apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
}

if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "needs: installing$missing"
        install_missing >/dev/null 2>&1 ||
            echo "needs: could not install$missing; the tests that need them will say so"
    else
        echo "needs: not installed, and not ours to install:$missing; the tests will say so"
    fi
fi

# aics-tlog needs Python 3.12 or newer and lives in an environment of its own.
strangers=.venv-strangers
is_newest() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null
}
if [ ! -e $strangers/.ready ] || [ requirements-strangers.lock -nt $strangers/.ready ]; then
    for name in ${PYTHON_STRANGERS:+"$PYTHON_STRANGERS"} python3.13 python3.12 python3 \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python; do
        if is_newest "$name"; then
            rm -rf $strangers
            if "$name" -m venv $strangers && $strangers/bin/python -m pip \
                --disable-pip-version-check -qq install --require-hashes \
                -r requirements-strangers.lock; then
                touch $strangers/.ready
            else
                rm -rf $strangers
            fi
            break
        fi
    done
    [ -e $strangers/.ready ] ||
        echo "needs: no aics-tlog (it wants Python 3.12 or newer); the tests that use it will say so"
fi
exit 0
