"""Password files of the embedded server's roles."""

import os
import threading
from pathlib import Path

from mingpai.adapters.postgres_passwords import Passwords


def test_a_password_is_made_once_and_kept(tmp_path: Path) -> None:
    """The same role has the same password for ever, another role another."""
    passwords = Passwords(tmp_path / "secrets")
    assert not passwords.has("one")
    first = passwords.read("one")
    assert passwords.has("one")
    assert len(first) >= 32
    assert Passwords(tmp_path / "secrets").read("one") == first
    assert passwords.read("two") != first
    assert passwords.file("one").read_text() == f"*:*:*:one:{first}\n"


def test_folder_and_files_are_for_us_alone(tmp_path: Path) -> None:
    """Mode 0700 and 0600, and no draft is left."""
    passwords = Passwords(tmp_path / "secrets")
    file = passwords.file("one")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert list(file.parent.iterdir()) == [file]
    assert passwords.read("one") not in repr(passwords)


def test_many_makers_at_once_agree(tmp_path: Path) -> None:
    """Eight threads that ask for a new role's password at once get one and the same."""
    passwords = Passwords(tmp_path / "secrets")
    seen: list[str] = []
    threads = [threading.Thread(target=lambda: seen.append(passwords.read("r"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1


def test_a_password_is_handed_over_without_a_name(tmp_path: Path) -> None:
    """The descriptor holds the password and a newline, and no file of that content is left."""
    passwords = Passwords(tmp_path / "secrets")
    with passwords.handed_to(None, "one") as descriptor:
        held = Path(f"/proc/self/fd/{descriptor}").read_text()
        assert os.fstat(descriptor).st_nlink == 0
    assert held == passwords.read("one") + "\n"
