"""Claims about `mingpai verify`."""

import functools
import http.server
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mingpai.adapters import aside, sm2_libcrypto
from mingpai.commands.output import DONE, WRONG, Unusable
from mingpai.commands.verify import read_key, verify_export
from mingpai.service.export import Source

pytestmark = pytest.mark.slow

# Newer interpreters warn of a fork beside threads, which other tests may have left.
FORKED = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
KEYS = {
    "size",
    "root",
    "leaves_per_s",
    "pinned",
    "signatures_valid",
    "quorum",
    "tree_valid",
    "auctions_recomputed",
    "draws_recomputed",
    "problems",
}


@pytest.fixture
def copy(exported: Path, tmp_path: Path) -> Path:
    """Return a copy of the export that may be damaged."""
    return Path(shutil.copytree(exported, tmp_path / "copy"))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served() -> Iterator[Callable[[Path], str]]:
    """Return what serves a folder on this machine and returns its address."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def serve(folder: Path) -> str:
        handler = functools.partial(_Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_sound_export_ends_with_0(exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sound export ends with status 0; the JSON holds every key of the contract."""
    assert verify_export(str(exported), as_json=True) == DONE
    said = json.loads(capsys.readouterr().out)
    assert said.keys() >= KEYS
    assert said["valid"]
    assert said["problems"] == []
    assert said["pinned"] is False


def test_people_are_told_the_verdict(
    exported: Path, source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without JSON the verdict stands on the last line; an unpinned key is told."""
    assert verify_export(str(exported)) == DONE
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == "有效 VALID"
    assert "give --key" in out
    assert verify_export(str(exported), key=source.ring.log.vkey) == DONE
    assert "give --key" not in capsys.readouterr().out


def test_damage_ends_with_1(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A damaged export ends with status 1 and names the file and the fault."""
    (copy / "tables" / "lots.csv").unlink()
    (copy / "pipe").symlink_to("/dev/zero")
    assert verify_export(str(copy)) == WRONG
    out = capsys.readouterr().out
    assert "tables/lots.csv: file_missing" in out
    assert "pipe: file_unlisted" in out
    assert out.splitlines()[-1] == "无效 NOT VALID"
    assert verify_export(str(copy), as_json=True) == WRONG
    codes = {problem["code"] for problem in json.loads(capsys.readouterr().out)["problems"]}
    assert codes == {"file_missing", "file_unlisted"}


def test_many_problems_are_not_all_shown(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there are many problems people see the first, and how many there are."""
    for number in range(30):
        (copy / f"extra-{number}").write_text("x")
    assert verify_export(str(copy)) == WRONG
    said = capsys.readouterr()
    assert said.out.count("PROBLEM") == 20
    assert "30 problems" in said.err


@pytest.mark.parametrize(
    "given", ["nowhere", "ftp://127.0.0.1/x", "file:///no/such/folder", "http://127.0.0.1:9"]
)
def test_what_is_no_export_is_unusable(given: str, tmp_path: Path) -> None:
    """A folder or an address without an export cannot be used, and the text says which."""
    with pytest.raises(Unusable, match=given.rsplit("/", maxsplit=1)[-1]):
        verify_export(given)
    with pytest.raises(Unusable, match="no export"):
        verify_export(str(tmp_path))


def test_a_folder_that_cannot_be_listed_is_unusable(
    exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where files cannot even be listed the reason is told, without a traceback."""

    def refuse(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.scandir", refuse)
    with pytest.raises(Unusable, match="Permission denied"):
        verify_export(str(exported))


def test_an_export_may_be_served(
    exported: Path,
    copy: Path,
    source: Source,
    served: Callable[[Path], str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An export is verified over HTTP and as a file address; damage there is found as well."""
    assert verify_export(exported.as_uri(), key=source.ring.log.vkey) == DONE
    assert verify_export(served(exported)) == DONE
    for path in ("files", "manifest", "tile/0/000"):
        original = (copy / path).read_bytes()
        (copy / path).write_bytes(b"?" + original[1:])
        assert verify_export(served(copy)) == WRONG
        (copy / path).unlink()
        assert verify_export(served(copy)) == WRONG
        (copy / path).write_bytes(original)
    assert "VALID" in capsys.readouterr().out


def test_a_running_log_is_no_export(copy: Path, served: Callable[[Path], str]) -> None:
    """Tiles and a checkpoint without a manifest are told apart from an export that is damaged."""
    for path in ("files", "manifest"):
        (copy / path).unlink()
    with pytest.raises(Unusable, match="mingpai export"):
        verify_export(served(copy))


class _Sending(_Quiet):
    """A server that sends everybody on to an address that cannot be one."""

    place = ""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", self.place)
        self.end_headers()


@pytest.mark.parametrize("place", ["http://[::1", "http://.../x", f"http://{'a' * 64}.test/", "x:"])
def test_a_server_that_sends_us_nowhere_is_unusable(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent on to what is no address, verification ends in one line."""
    monkeypatch.setattr(_Sending, "place", place)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Sending)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with pytest.raises(Unusable, match="cannot be listed"):
            verify_export(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()


def test_keys_and_policies_are_read_strictly(
    exported: Path, source: Source, tmp_path: Path
) -> None:
    """A key or policy that cannot be read is told as such, before anything is examined."""
    for key in ("", "x", source.ring.sm2.vkey):
        with pytest.raises(Unusable, match="--key"):
            verify_export(str(exported), key=key)
    assert read_key(None) is None
    policy = tmp_path / "policy"
    with pytest.raises(Unusable, match="--policy"):
        verify_export(str(exported), policy=policy)
    policy.write_bytes(b"\xff")
    with pytest.raises(Unusable, match="--policy"):
        verify_export(str(exported), policy=policy)
    policy.unlink()
    os.mkfifo(policy)
    for given in (policy, Path("/dev/zero")):
        with pytest.raises(Unusable, match=r"--policy .*no regular file"):
            verify_export(str(exported), policy=given)
    policy.unlink()
    policy.write_bytes(b"#" * 1_000_001)
    with pytest.raises(Unusable, match="too long for a policy"):
        verify_export(str(exported), policy=policy)
    policy.write_text((exported / "policy").read_text())
    assert verify_export(str(exported), policy=policy) == DONE


def test_a_machine_without_sm2_is_told_what_to_install(
    exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without SM2 nothing is verified by halves: the text says what to install."""
    monkeypatch.setattr(sm2_libcrypto, "is_available", lambda: False)
    with pytest.raises(Unusable, match="install OpenSSL"):
        verify_export(str(exported))


@pytest.fixture
def two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have even a small export counted in a second process."""
    monkeypatch.setattr(aside, "LEAST_ENTRIES", 1)
    monkeypatch.setattr(aside, "_is_room", lambda: True)


@FORKED
@pytest.mark.usefixtures("two_processes")
def test_two_processes_are_told(
    exported: Path, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a second process the verdict is the same, and people read that there were two."""
    assert verify_export(str(exported)) == DONE
    assert "2 个进程 processes" in capsys.readouterr().out
    (copy / "tables" / "bids.csv").write_bytes(b"?")
    assert verify_export(str(copy), as_json=True) == WRONG
    said = json.loads(capsys.readouterr().out)
    assert said["processes"] == 2
    assert {one["code"] for one in said["problems"]} == {"table_wrong", "file_changed"}


@FORKED
@pytest.mark.usefixtures("two_processes")
def test_a_second_process_that_dies_is_no_verdict(
    exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the second process is killed nothing is said of the export but that, with its name."""
    monkeypatch.setattr(aside, "_count", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(Unusable, match=r"export: .*no verdict.*run it again"):
        verify_export(str(exported))


@FORKED
@pytest.mark.usefixtures("two_processes")
def test_two_processes_ask_a_server_once(
    exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Over the network no file of the tree is fetched twice for the sake of two processes."""
    program = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]
    asked = tmp_path / "asked"
    with asked.open("wb") as log:
        server = subprocess.Popen(program, cwd=exported, stdout=subprocess.PIPE, stderr=log)
        try:
            assert server.stdout is not None
            port = server.stdout.readline().split(b" port ")[1].split()[0].decode()
            assert verify_export(f"http://127.0.0.1:{port}", as_json=True) == DONE
        finally:
            server.terminate()
            server.communicate()
    assert json.loads(capsys.readouterr().out)["processes"] == 2
    paths = [line.split('"')[1].split()[1] for line in asked.read_text().splitlines()]
    entries = sorted(path for path in paths if path.startswith("/tile/"))
    assert len(entries) == len(set(entries)) > 2


def test_verifying_needs_no_service() -> None:
    """The command imports neither the service, nor a database driver, nor the wiring."""
    program = (
        "import sys, mingpai.commands.verify, mingpai.commands.receipt;"
        "bad = [m for m in sys.modules if m.startswith(('mingpai.service', 'mingpai.ports',"
        " 'mingpai.bootstrap', 'mingpai.adapters.', 'psycopg', 'sqlalchemy'))"
        " and m not in ('mingpai.adapters.sm2_libcrypto', 'mingpai.adapters.aside')];"
        "sys.exit(', '.join(bad) or 0)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr
