"""What docs/api/README.md shows works as it stands there."""

import html
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from mingpai.auction.intake import read_bid
from mingpai.cli import app
from mingpai.hall.wire import decode_enter
from mingpai.kernel.ids import StreamId

pytestmark = [pytest.mark.slow, pytest.mark.database]

README = Path(__file__).resolve().parents[3] / "docs" / "api" / "README.md"
LOT = StreamId("disposal/2026-0001")


def blocks(kind: str) -> list[str]:
    """Return the blocks of one language in the document."""
    return re.findall(rf"```{kind}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """Return the example as the file that a reader makes of it."""
    (program,) = blocks("python")
    place = tmp_path / "follow.py"
    place.write_text(program, encoding="utf-8")
    return place


def run(example: Path, site: str, vkey: str) -> "subprocess.CompletedProcess[str]":
    """Run the example as a stranger does."""
    return subprocess.run(
        [sys.executable, str(example), site, vkey], capture_output=True, text=True, check=False
    )


def test_the_example_follows_the_journal_with_proof(served: Any, example: Path) -> None:
    """It prints every entry of the checkpoint with its kind, each one proved."""
    size = served.size()
    done = run(example, served.where.site, served.vkey)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) >= size
    assert lines[0] == "0 house.journal_opened"
    assert [line.split(" ")[0] for line in lines] == [str(seq) for seq in range(len(lines))]


def test_the_example_takes_nothing_on_trust(served: Any, example: Path) -> None:
    """With another key, and with a byte changed on the way, it says so and stops."""
    other = served.vkey.replace(served.vkey.split("+")[0], "other.example/log")
    refused = run(example, served.where.site, other)
    assert refused.returncode == 1
    assert "not signed" in refused.stderr
    changed = example.read_text(encoding="utf-8").replace("page = json.load(", "page = altered(")
    changed = changed.replace(
        "def follow(",
        "def altered(answer):\n"
        "    page = json.load(answer)\n"
        '    leaf = page["entries"][3]["leaf"]\n'
        '    page["entries"][3]["leaf"] = "A" + leaf[1:]\n'
        "    return page\n\n\ndef follow(",
        1,
    )
    example.write_text(changed, encoding="utf-8")
    stopped = run(example, served.where.site, served.vkey)
    assert stopped.returncode == 1
    assert "entry 3 is not proved" in stopped.stderr


def test_the_frames_are_read_as_they_stand_there() -> None:
    """The two frames of a bidder are those that the door reads, and so is the bid for curl."""
    enter, bid = blocks("json")
    assert decode_enter(enter.encode()).ticket
    (sent,) = [found for block in blocks("sh") for found in re.findall(r"-d '([^']+)'", block)]
    for text in (bid.strip(), sent):
        assert hasattr(read_bid(text.encode(), lot=LOT), "command"), text
    assert json.loads(bid) == json.loads(sent)


def test_the_addresses_are_those_that_serve_says() -> None:
    """Every address and path that the page names stands in one of the two documents."""
    text = README.read_text(encoding="utf-8")
    told = [(README.parent / name).read_text() for name in ("openapi.json", "asyncapi.json")]
    for host in re.findall(r"//(127\.0\.0\.1:\d+)", text):
        assert any(host in document for document in told), host


def test_the_service_shows_what_the_page_names(served: Any) -> None:
    """The page for people and both documents are there."""
    for path in ("/api/asyncapi.json", "/api/openapi.json", "/check", "/checkpoint"):
        assert httpx.get(served.where.site + path).status_code == 200, path


@pytest.mark.parametrize("ending", ["receipt", "tlog-proof"])
def test_the_commands_check_what_the_site_gives(
    served: Any, tmp_path: Path, ending: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """A receipt and a proof of the site hold against the keys of its page, as the page says."""
    line = next(one for one in blocks("sh") if "receipt check" in one)
    (command,) = [one for one in line.splitlines() if f".{ending} " in one]
    page = html.unescape(httpx.get(f"{served.where.site}/check").text)
    (key,) = re.findall(rf"FILE\.{ending} --key '([^']+)'", page)
    paper = tmp_path / f"57.{ending}"
    paper.write_bytes(httpx.get(f"{served.where.site}/entries/57.{ending}").content)
    words = shlex.split(command)
    assert words[:3] == ["mingpai", "receipt", "check"]
    assert words[-2] == "--key"
    with pytest.raises(SystemExit) as ended:
        app([*words[1:3], str(paper), "--key", key])
    assert ended.value.code == 0
    assert "57" in capfd.readouterr().out
