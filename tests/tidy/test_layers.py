"""Knowledge flows one way: the contracts of pyproject.toml hold."""

import subprocess
import sys
from pathlib import Path


def test_every_contract_is_kept(root: Path) -> None:
    """No package imports what its layer must not know."""
    program = Path(sys.executable).parent / "lint-imports"
    command = [program, "--no-logo", "--no-cache"]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "0 broken" in ended.stdout
