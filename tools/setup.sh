#!/bin/sh
# Makes the virtual environment and installs what the lock file pins, then this project in place;
# puts the libraries that pages load in the browser beside our own files (tools/browser_files.py).
# Usage: tools/setup.sh VENV [BUNDLE]. With a bundle (make bundle) no network is used.
# Does nothing where both were already made from the same files. PYTHON=... chooses the
# interpreter.
set -eu

venv=$1
bundle=${2:-}

say() { echo "setup: $*" >&2; }
fail() {
    say "$*"
    exit 2
}

is_new_enough() { # INTERPRETER
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

version_of() { # INTERPRETER
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'
}

find_python() { # WANTED_VERSION or nothing
    if [ -n "${PYTHON:-}" ]; then
        # Whoever names an interpreter wants that one, or to be told.
        is_new_enough "$PYTHON" || fail "PYTHON=$PYTHON is no Python 3.11 or newer"
        [ "$(version_of "$PYTHON")" = "${1:-$(version_of "$PYTHON")}" ] ||
            fail "PYTHON=$PYTHON is $(version_of "$PYTHON"), and the bundle is for Python $1"
        command -v "$PYTHON"
        return
    fi
    for name in ${1:+python$1} python3.13 python3.12 python3.11 python3 python \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[1-9]*/bin/python; do
        if is_new_enough "$name" && [ "$(version_of "$name")" = "${1:-$(version_of "$name")}" ]; then
            command -v "$name"
            return
        fi
    done
    fail "no Python ${1:-3.11 or newer} was found; install it or name one: PYTHON=/path/to/python3"
}

# What the environment is made from; the same again means that there is nothing to do.
made_from() {
    cat requirements.lock pyproject.toml tools/setup.sh | cksum
    cd "$(dirname "$venv")" && pwd
}

is_made() {
    [ -f "$venv/.ready" ] && [ "$(cat "$venv/.ready")" = "$(made_from)" ] &&
        is_new_enough "$venv/bin/python"
}

browser_files_are_placed() {
    [ -f "$vendor/.ready" ] && [ "$(cat "$vendor/.ready")" = "$(cksum <package.json)" ]
}

# A page can be read without them: where they cannot be fetched that is told, and setup goes on.
place_browser_files() {
    if [ -n "$bundle" ]; then
        "$venv/bin/python" tools/browser_files.py --from "$files/browser" ||
            fail "the bundle lacks files for the browser: pack a new one"
    elif ! "$venv/bin/python" tools/browser_files.py; then
        return 0
    fi
    cksum <package.json >"$vendor/.ready"
}

make_venv() { # INTERPRETER
    rm -rf "$venv"
    if ! "$1" -c 'import ensurepip' >/dev/null 2>&1; then
        # Debian keeps this part of Python's own library in a package of its own.
        [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 ||
            fail "$1 lacks ensurepip; install python$(version_of "$1")-venv as root and try again"
        say "installing python$(version_of "$1")-venv, without which $1 makes no environment"
        { apt-get update -qq &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
                "python$(version_of "$1")-venv"; } >/dev/null 2>&1 ||
            fail "python$(version_of "$1")-venv cannot be installed; set PYTHON to another Python"
    fi
    "$1" -m venv "$venv" || fail "$1 cannot make an environment in $venv"
}

unpack() { # into $files; checks that the bundle is for here
    [ -f "$bundle" ] || fail "there is no bundle at $bundle"
    files=$(mktemp -d)
    trap 'rm -rf "$files"' EXIT
    tar -xzf "$bundle" -C "$files" 2>/dev/null || fail "$bundle is no bundle, or it is damaged"
    for one in python platform requirements.lock SHA256SUMS; do
        [ -f "$files/$one" ] || fail "$bundle is no bundle: it has no $one"
    done
    here=$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
    [ "$(cat "$files/platform")" = "$here" ] ||
        fail "the bundle is for $(cat "$files/platform") and this is $here; pack one on such a machine"
    cmp -s "$files/requirements.lock" requirements.lock ||
        fail "the bundle was packed for another requirements.lock; pack a new one (make bundle)"
    wanted=$(cat "$files/python")
}

files=
wanted=
vendor=src/mingpai/web/static/vendor
if is_made; then
    browser_files_are_placed && exit 0
    [ -z "$bundle" ] || unpack
    place_browser_files
    exit 0
fi
[ -z "$bundle" ] || unpack

python=$(find_python "$wanted")
if ! is_new_enough "$venv/bin/python" ||
    [ "$(version_of "$venv/bin/python")" != "${wanted:-$(version_of "$venv/bin/python")}" ] ||
    ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    say "making $venv with $python ($(version_of "$python"))"
    make_venv "$python"
fi
rm -f "$venv/.ready"

pip="$venv/bin/python -m pip --disable-pip-version-check --no-input -qq"
if [ -n "$bundle" ]; then
    "$venv/bin/python" tools/bundle.py --check "$files" || fail "the bundle is damaged: pack a new one"
    say "installing from $bundle"
    $pip install --no-index --find-links "$files/wheels" --require-hashes -r requirements.lock
else
    say "installing what requirements.lock pins; this takes a minute or two"
    $pip install --require-hashes -r requirements.lock ||
        fail "what the lock file pins could not be installed (see above); without network, use
       make setup OFFLINE=FILE with an archive that make bundle wrote on a machine like this"
fi
$pip install --no-index --no-build-isolation --no-deps -e .
# Whoever starts the program for the first time does not wait for it to be compiled.
"$venv/bin/python" -m compileall -q src
made_from >"$venv/.ready"
browser_files_are_placed || place_browser_files
say "ready"
