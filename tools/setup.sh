#!/bin/sh
# Makes the virtual environment and installs what the lock file pins, then this project in place.
# Usage: tools/setup.sh VENV [BUNDLE]. With a bundle, no network is used.
set -eu

venv=$1
bundle=${2:-}

find_python() {
    for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "setup: no Python 3.11 or newer was found; install one or set PYTHON=/path/to/python3" >&2
    exit 2
}

# The interpreter that a bundle was packed for comes first.
if [ -n "$bundle" ] && [ ! -f "$bundle" ]; then
    echo "setup: there is no bundle at $bundle" >&2
    exit 2
fi

python=$(find_python)
if [ ! -x "$venv/bin/python" ]; then
    if ! "$python" -m venv "$venv" 2>/dev/null; then
        rm -rf "$venv"
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv
            "$python" -m venv "$venv"
        else
            echo "setup: $python cannot make a virtual environment; install python3-venv" >&2
            exit 2
        fi
    fi
fi

pip="$venv/bin/python -m pip --disable-pip-version-check -q"
if [ -n "$bundle" ]; then
    wheels=$(mktemp -d)
    trap 'rm -rf "$wheels"' EXIT
    tar -xf "$bundle" -C "$wheels"
    (cd "$wheels" && sha256sum -c --quiet SHA256SUMS) || {
        echo "setup: the bundle is damaged: its sums do not fit" >&2
        exit 2
    }
    $pip install --no-index --find-links "$wheels/wheels" --require-hashes -r requirements.lock
else
    $pip install --require-hashes -r requirements.lock 2>&1 | grep -v '^WARNING: Location' || true
    $pip check
fi
$pip install --no-index --no-build-isolation --no-deps -e .
