"""A checkpoint is three lines, printed and read in one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.journal.checkpoint import (
    MAX_SIZE,
    Checkpoint,
    parse_checkpoint,
    parse_size,
    print_checkpoint,
)
from mingpai.journal.errors import VerificationError
from mingpai.kernel.outcome import InvariantBroken

ROOT = b"r" * 32
GOOD = print_checkpoint(Checkpoint("journal.example/2026", 70_000, ROOT))
ORIGINS = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1)


def test_the_three_lines() -> None:
    """Origin, decimal size and base64 root stand on a line each."""
    assert GOOD == "journal.example/2026\n70000\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n"


@given(
    st.builds(Checkpoint, ORIGINS, st.integers(0, MAX_SIZE), st.binary(min_size=32, max_size=32))
)
def test_a_checkpoint_is_read_as_it_is_printed(checkpoint: Checkpoint) -> None:
    """Every checkpoint comes back the same."""
    assert parse_checkpoint(print_checkpoint(checkpoint)) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        GOOD[:-1],
        GOOD + "\n",
        GOOD + "extension\n",
        "\n" + GOOD,
        GOOD.replace("journal.example/2026", ""),
        GOOD.replace("70000", ""),
        GOOD.replace("70000", "070000"),
        GOOD.replace("70000", "+70000"),
        GOOD.replace("70000", "-1"),
        GOOD.replace("70000", " 70000"),
        GOOD.replace("70000", "７0000"),
        GOOD.replace("70000", "7e4"),
        GOOD.replace("70000", "9007199254740992"),
        GOOD.replace("70000", "9" * 5_000),
        GOOD.replace("cnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=", "cnJy"),
        GOOD.replace("cnI=", "cnJ="),
        GOOD.replace("cnI=", "cnI"),
    ],
)
def test_another_form_is_no_checkpoint(text: str) -> None:
    """More or fewer lines, another size or root or spelling is refused."""
    with pytest.raises(VerificationError):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "wrong",
    [
        Checkpoint("", 1, ROOT),
        Checkpoint("a\nb", 1, ROOT),
        Checkpoint("a", -1, ROOT),
        Checkpoint("a", MAX_SIZE + 1, ROOT),
        Checkpoint("a", 1, ROOT[:-1]),
    ],
)
def test_what_could_not_be_read_is_never_printed(wrong: Checkpoint) -> None:
    """Printing a checkpoint that no reader would accept is our fault."""
    with pytest.raises(InvariantBroken):
        print_checkpoint(wrong)


def test_sizes_have_one_spelling() -> None:
    """Zero and the largest size are read."""
    assert parse_size("0") == 0
    assert parse_size(str(MAX_SIZE)) == MAX_SIZE
