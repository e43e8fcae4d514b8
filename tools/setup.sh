#!/bin/sh
# Makes the virtual environment and installs what the lock file pins, then this project in place.
# Usage: tools/setup.sh VENV [BUNDLE]. With a bundle (see tools/bundle.py) no network is used.
# PYTHON=/path/to/python3 chooses the interpreter; otherwise the newest that fits is taken.
set -eu

venv=$1
bundle=${2:-}

fail() {
    echo "setup: $*" >&2
    exit 2
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_new_enough "$PYTHON" || fail "PYTHON=$PYTHON is no Python 3.11 or newer"
        echo "$PYTHON"
        return
    fi
    # A bundle's wheels fit one version: that one comes first.
    for name in ${1:+"python$1"} python3.13 python3.12 python3.11 python3 \
        "${PYENV_ROOT:-$HOME/.pyenv}/versions/${1:-3.1[1-9]}"*/bin/python; do
        if is_new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    fail "no Python 3.11 or newer was found; install one or set PYTHON=/path/to/python3"
}

make_venv() {
    "$1" -m venv "$venv" >/dev/null 2>&1 && return
    rm -rf "$venv"
    # Debian keeps what venv needs in a package of its own.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "setup: installing python3-venv"
        apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
        "$1" -m venv "$venv" && return
    fi
    rm -rf "$venv"
    fail "$1 cannot make a virtual environment; install python3-venv, then run this again"
}

packed_for=""
if [ -n "$bundle" ]; then
    [ -f "$bundle" ] || fail "there is no bundle at $bundle"
    unpacked=$(mktemp -d)
    trap 'rm -rf "$unpacked"' EXIT
    tar -xf "$bundle" -C "$unpacked" 2>/dev/null || fail "$bundle is no bundle, or is cut short"
    packed_for=$(cat "$unpacked/PYTHON" 2>/dev/null) || fail "$bundle is no bundle of this project"
    cmp -s requirements.lock "$unpacked/requirements.lock" ||
        fail "$bundle was packed for another requirements.lock; pack it again with make bundle"
fi

if [ ! -x "$venv/bin/python" ]; then
    python=$(find_python "$packed_for")
    echo "setup: making $venv with $("$python" --version)"
    make_venv "$python"
fi
has=$("$venv/bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if [ -n "$packed_for" ] && [ "$has" != "$packed_for" ]; then
    fail "$bundle is for Python $packed_for, $venv has $has; set PYTHON to a Python $packed_for" \
        "and remove $venv"
fi

pip() {
    # Errors only: a machine's own index settings may warn at length.
    "$venv/bin/python" -m pip --disable-pip-version-check -qq "$@"
}

echo "setup: installing $(grep -c '^[a-z0-9].*==' requirements.lock) pinned packages"
if [ -n "$bundle" ]; then
    # The hashes of the lock are what proves each wheel; the folder is only where they lie.
    pip install --no-index --find-links "$unpacked/wheels" --require-hashes -r requirements.lock
else
    pip install --require-hashes -r requirements.lock
fi
pip check
pip install --no-index --no-build-isolation --no-deps --editable .
