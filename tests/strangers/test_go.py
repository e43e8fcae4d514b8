"""Go's own transparency log library reads our export."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.strangers


def test_go_accepts_a_sound_export(
    on_disk: Any, go_verifier: Path, run: Callable[..., Any]
) -> None:
    """Note, tree, every tile, every inclusion and consistency hold for Go's own library."""
    ended = run(go_verifier, on_disk.folder, on_disk.vkey)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith(f"{on_disk.source.store.head().size} entries")


def test_go_refuses_another_key(on_disk: Any, go_verifier: Path, run: Callable[..., Any]) -> None:
    """Under another log's key the checkpoint is refused."""
    other = "other.example+530d903a+AVqpxJxHyzIaRrS4rHLjr1wqfLLMTWQLiNb3S6VxyNPM"
    assert run(go_verifier, on_disk.folder, other).returncode == 1


@pytest.mark.parametrize(
    "path",
    [
        "checkpoint",
        "tile/0/000",
        "tile/0/004.p/*",
        "tile/1/000.p/*",
        "tile/entries/001",
        "tile/entries/004.p/*",
    ],
)
@pytest.mark.parametrize("at", [0, 1, 40, -2, -1])
def test_go_refuses_one_changed_byte(  # noqa: PLR0913 - fixtures
    path: str,
    at: int,
    *,
    damaged: Callable[[str, int], Path],
    on_disk: Any,
    go_verifier: Path,
    run: Callable[..., Any],
) -> None:
    """One changed byte in any kind of file that it reads is refused."""
    ended = run(go_verifier, damaged(path, at), on_disk.vkey)
    assert ended.returncode == 1, ended.stdout
    assert ended.stderr
