"""Proves how NOTICE finds what the program runs on, and under which licences."""

import json
from collections.abc import Callable
from email.message import Message
from types import ModuleType

import pytest

LOCK = """\
# head
click==8.5.1 \\
    --hash=sha256:00
    # via
    #   granian
    #   pytest
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:00
    # via click
granian==2.8.7 \\
    --hash=sha256:00
    # via mingpai (pyproject.toml)
pytest==9.2.0 \\
    --hash=sha256:00
    # via mingpai (pyproject.toml:dev)
pluggy==1.7.0 \\
    --hash=sha256:00
    # via pytest
"""


@pytest.fixture(scope="module")
def notices(tool: Callable[[str], ModuleType]) -> ModuleType:
    """Return the script."""
    return tool("notices")


def test_what_tests_need_is_no_part(notices: ModuleType) -> None:
    """The program runs on what it asks for and what that asks for; tests' needs are left out."""
    found = notices.runtime(notices.pins(LOCK), "mingpai")
    assert [(one.name, one.release) for one in found] == [("click", "8.5.1"), ("granian", "2.8.7")]


def test_what_pages_load_is_named(notices: ModuleType) -> None:
    """The browser's libraries are those of npm's lock, without the project and its tests' own."""
    lock = {
        "packages": {
            "": {"name": "mingpai", "license": "Apache-2.0"},
            "node_modules/b": {"version": "2.0.0", "license": "MIT"},
            "node_modules/@a/c": {"version": "1.0.0", "license": "0BSD"},
            "node_modules/d": {"version": "3.0.0", "license": "MPL-2.0", "dev": True},
        }
    }
    assert notices.served(json.dumps(lock)) == [("@a/c", "1.0.0", "0BSD"), ("b", "2.0.0", "MIT")]


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"License-Expression": "MIT OR Apache-2.0", "License": "x"}, "MIT OR Apache-2.0"),
        ({"License": "BSD-3-Clause"}, "BSD-3-Clause"),
        ({"License": "MIT License\n\nCopyright (c)"}, "MIT"),
        ({"Classifier": "License :: OSI Approved :: MIT License"}, "MIT"),
    ],
)
def test_licences_are_read(notices: ModuleType, fields: dict[str, str], licence: str) -> None:
    """A licence is read from the expression, else the text's first line, else the classifier."""
    about = Message()
    for name, value in fields.items():
        about[name] = value
    assert notices.licence_of(about) == licence


def test_an_unknown_licence_is_an_error(notices: ModuleType) -> None:
    """A package that says nothing of its licence stops the generation."""
    about = Message()
    about["Name"] = "mystery"
    with pytest.raises(LookupError, match="mystery"):
        notices.licence_of(about)


def test_a_wrong_argument_is_told(notices: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """An argument that is not known ends with status 2 and the usage."""
    assert notices.main(["--chekc"]) == 2
    assert "usage" in capsys.readouterr().err
