"""The `mingpai` program: every command, its arguments, and the exit status it ends with.

Imports a command's module only when that command runs, so that `verify` works where no
database driver is installed and `--help` is quick.
"""

import io
import os
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

with ExitStack() as _loading:
    # While it loads Ctrl-C ends it without Python's traceback: nothing was begun yet.
    _loading.callback(signal.signal, signal.SIGINT, signal.signal(signal.SIGINT, signal.SIG_DFL))
    import structlog
    from cyclopts import App, CycloptsError, Parameter, Token
    from msgspec import DecodeError

    from mingpai import __version__
    from mingpai.commands.output import UNUSABLE, WRONG, Unusable, Wrong, failure, progress
    from mingpai.journal.errors import VerificationError
    from mingpai.kernel.outcome import InvariantBroken
    from mingpai.ports import PortError
    from mingpai.service.start import NotReady, StartRefused

app = App(
    name="mingpai",
    version=__version__,
    help="明拍: court auctions, traded and supervised over one journal.",
)
receipt_app = App(name="receipt", help="Receipts and proofs that a bidder keeps.")
rules_app = App(name="rules", help="The rules K01-K50 and how each is carried out.")
lots_app = App(name="lots", help="A court's list of cases and lots, in and out.")
paper_app = App(name="paper", help="A court's papers: made, issued, checked, proved.")
user_app = App(name="user", help="The accounts of officials; citizens register themselves.")
for _part in (receipt_app, rules_app, lots_app, paper_app, user_app):
    app.command(_part)

_WHOLE = re.compile(r"-?[0-9]+", re.ASCII)
_MOST_DIGITS = 18


def _whole(_type: object, tokens: Sequence[Token]) -> int:
    """Read a whole number as it is written, and nothing that would have to be rounded to one."""
    text = tokens[0].value
    if not _WHOLE.fullmatch(text):
        msg = f"{text!r:.40} is no whole number; digits alone are wanted"
        raise ValueError(msg)
    if len(text.lstrip("-")) > _MOST_DIGITS:
        msg = f"{text[:_MOST_DIGITS]}... is too long a number; {_MOST_DIGITS} digits are the most"
        raise ValueError(msg)
    return int(text)


Whole = Annotated[int, Parameter(converter=_whole)]
"""Every whole number of the command line."""
Json = Annotated[bool, Parameter(name="--json", negative="", help="Print one JSON object.")]
Data = Annotated[
    Path | None,
    Parameter(name="--data", help="The service's data folder (or DATABASE_URL for its database)."),
]


@app.command
def init(
    *,
    data: Data = None,
    origin: str = "mingpai.example/journal",
    court: str = "court/demo",
    officer: Annotated[
        list[str] | None, Parameter(help="NAME of a first officer; repeatable.")
    ] = None,
    sandbox: Annotated[
        bool, Parameter(negative="", help="Run under a list marked as sandbox.")
    ] = False,
    time_source: Annotated[str, Parameter(help="An SNTP server to hold the clock against.")] = "",
    json: Json = False,
) -> int:
    """Make keys, checkpoint cell, journal, court and first officers in a new data folder."""
    from mingpai.commands import init as command

    officers = tuple(officer or ())
    wanted = command.Wanted(origin, court, officers, sandbox, time_source)
    return command.init(data, wanted, as_json=json)


@app.command
def export(folder: Path, /, *, data: Data = None, json: Json = False) -> int:
    """Write the journal as static files that anybody can verify, into a new or empty FOLDER."""
    from mingpai.commands.damage import reading
    from mingpai.commands.export import export_to

    with reading(data) as service:
        return export_to(folder, service.source, as_json=json)


@app.command
def verify(
    export_or_url: str,
    /,
    *,
    key: Annotated[str | None, Parameter(help="The log's key line, from outside.")] = None,
    policy: Annotated[Path | None, Parameter(help="A policy file, from outside.")] = None,
    json: Json = False,
) -> int:
    """Verify an export from its static files alone: every file, signature, tree and auction."""
    from mingpai.commands.verify import verify_export

    return verify_export(export_or_url, key=key, policy=policy, as_json=json)


@receipt_app.command(name="check")
def receipt_check(
    file: Path,
    /,
    *,
    key: Annotated[str | None, Parameter(help="The key line, from outside.")] = None,
    json: Json = False,
) -> int:
    """Check one receipt or one .tlog-proof without the service."""
    from mingpai.commands.receipt import check_receipt

    return check_receipt(file, key=key, as_json=json)


@app.command
def scenario(
    file: Path,
    /,
    *,
    data: Annotated[
        Path | None, Parameter(help="A new folder: play it into a sandbox's journal as well.")
    ] = None,
    json: Json = False,
) -> int:
    """Play a disposal that is written as a text table, and compare each outcome."""
    from mingpai.commands.scenario import scenario as play

    return play(file, data=data, as_json=json)


@app.command
def due(lot: str | None = None, /, *, data: Data = None, json: Json = False) -> int:
    """List what must happen to LOT, or to every lot: when, by whom, under which article."""
    from mingpai.adapters.clock import SystemClock
    from mingpai.commands.damage import reading
    from mingpai.commands.due import due as list_duties

    with reading(data) as service:
        now = SystemClock().now()
        return list_duties(service.source, lot, now=now, as_json=json)


@app.command
def pack(lot: str, ground: str, /, *, data: Data = None, json: Json = False) -> int:
    """List what the journal holds of LOT for a GROUND of annulment, and what must be filed."""
    from mingpai.bootstrap import opened_for_reading
    from mingpai.commands.pack import pack as list_evidence

    with opened_for_reading(data) as service:
        return list_evidence(service.source, lot, ground, as_json=json)


@app.command
def why(seq: Whole, /, *, data: Data = None, json: Json = False) -> int:
    """Say why entry SEQ was refused, or whose duty it made, with rule, article and facts."""
    from mingpai.commands.damage import reading
    from mingpai.commands.why import why as explain

    with reading(data) as service:
        return explain(service.source, seq, as_json=json)


@app.command
def serve(
    *,
    port: Annotated[
        int, Parameter(converter=_whole, help="Of the pages; three more follow it.")
    ] = 8000,
    role: Annotated[str, Parameter(help="all, core, edge or web.")] = "all",
    data: Data = None,
) -> int:
    """Serve the hall until Ctrl-C: pages, bidders' and watchers' sockets, the journal's core."""
    from mingpai.commands import serve as command

    return command.serve(data, command.Wanted(port=port, role=role))


@app.command
def replay(
    *,
    to: Annotated[int | None, Parameter(converter=_whole, help="The last entry to take.")] = None,
    data: Data = None,
    json: Json = False,
) -> int:
    """Rebuild all state from the journal and hold the tree against its head."""
    from mingpai.bootstrap import held_against_cell
    from mingpai.commands.damage import reading
    from mingpai.commands.replay import replay as command

    with reading(data) as service:
        published = held_against_cell(service)
        return command(service.source, service.domains, to=to, published=published, as_json=json)


@app.command
def backup(folder: Path, /, *, data: Data = None, json: Json = False) -> int:
    """Back the database up into a new FOLDER; keys and checkpoint cell are kept apart."""
    from mingpai.commands.backup import backup as command

    return command(folder, data, as_json=json)


@app.command
def restore(folder: Path, /, *, data: Data = None, json: Json = False) -> int:
    """Bring a backup back into a data folder that has its keys and cell but no entries."""
    from mingpai.commands.backup import restore as command

    return command(folder, data, as_json=json)


@user_app.command(name="add")
def user_add(
    login: str,
    /,
    *,
    role: Annotated[
        str, Parameter(help="clerk, judge, supervisor, auxiliary, platform or operator.")
    ],
    office: Annotated[str, Parameter(help="For whom he acts, such as court/sh-xuhui.")],
    case: Annotated[
        list[str] | None, Parameter(help="Only this case of the office; repeatable.")
    ] = None,
    data: Data = None,
    json: Json = False,
) -> int:
    """Make an official's account; prints once the secret by which its holder enrols."""
    from mingpai.commands import user as command

    wanted = command.Wanted(login, role, office, tuple(case or ()))
    return command.add(data, wanted, as_json=json)


@user_app.command(name="disable")
def user_disable(login: str, /, *, data: Data = None, json: Json = False) -> int:
    """Disable an account for good; whoever is signed in with it is out at once."""
    from mingpai.commands import user as command

    return command.disable(data, login, as_json=json)


@user_app.command(name="reset-factor")
def user_reset_factor(login: str, /, *, data: Data = None, json: Json = False) -> int:
    """End an account's password, factors and sign-ins; prints a secret to enrol anew by."""
    from mingpai.commands import user as command

    return command.reset_factor(data, login, as_json=json)


@user_app.command(name="list")
def user_list(*, data: Data = None, json: Json = False) -> int:
    """List the officials' accounts: logins, roles and offices, no secrets."""
    from mingpai.commands import user as command

    return command.list_users(data, as_json=json)


@rules_app.command(name="list")
def rules_list(*, json: Json = False) -> int:
    """List K01-K50 and the flags: articles, rank and how far each is carried out."""
    from mingpai.commands.rules import rules_list as command

    return command(as_json=json)


@lots_app.command(name="template")
def lots_template(file: Path, /) -> int:
    """Write an empty list, FILE.csv or FILE.xlsx, with one row marked as an example."""
    from mingpai.commands.lots import lots_template as command

    return command(file)


@lots_app.command(name="judge")
def lots_judge(
    file: Path,
    /,
    *,
    on: Annotated[
        str | None, Parameter(help="The day whose law is asked where a row names none.")
    ] = None,
    json: Json = False,
) -> int:
    """Say what the law says of each row of a list as platforms show it; import nothing."""
    from mingpai.commands.lots import lots_judge as command

    return command(file, on=on, as_json=json)


@lots_app.command(name="import")
def lots_import(
    file: Path,
    /,
    *,
    preview: Annotated[
        bool, Parameter(negative="", help="Print what would become of each row; change nothing.")
    ] = False,
    court: Annotated[
        str | None, Parameter(help="The name by which the list calls this service's court.")
    ] = None,
    data: Data = None,
    json: Json = False,
) -> int:
    """Open every lot of a court's list as a disposal, or none where any row is faulty."""
    from mingpai.commands import lots_import as command

    wanted = command.Wanted(preview=preview, court_name=court)
    return command.lots_import(file, data, wanted, as_json=json)


@lots_app.command(name="export")
def lots_export(folder: Path, /, *, data: Data = None, json: Json = False) -> int:
    """Write everything that each court has, as CSV and JSON Lines, into a new or empty FOLDER."""
    from mingpai.commands.damage import reading
    from mingpai.commands.lots_export import lots_export as command

    with reading(data) as service:
        return command(folder, service, as_json=json)


@paper_app.command(name="make")
def paper_make(
    kind: Annotated[str, Parameter(help="Which paper, in either language: notice, 成交确认书.")],
    lot: str,
    /,
    *,
    particulars: Annotated[Path, Parameter(help="A TOML file of what no journal holds.")],
    out: Annotated[Path, Parameter(help="The folder for both forms.")],
    issue: Annotated[
        bool, Parameter(negative="", help="Record in the journal that the paper goes out.")
    ] = False,
    font: Annotated[
        Path | None, Parameter(help="The TrueType font to embed in the PDF, .ttf or .ttc.")
    ] = None,
    data: Data = None,
    json: Json = False,
) -> int:
    """Make a paper of LOT as HTML and PDF, with its digests and its check code."""
    from mingpai.adapters.clock import SystemClock
    from mingpai.commands import paper as command
    from mingpai.commands.damage import reading

    wanted = command.Wanted(kind, lot, particulars, out, issue, font)
    with reading(data) as service:
        return command.paper_make(service, wanted, now=SystemClock().now(), as_json=json)


@paper_app.command(name="check")
def paper_check(file_or_code: str, /, *, data: Data = None, json: Json = False) -> int:
    """Say whether a file, byte for byte, or a check code is a paper that the journal issued."""
    from mingpai.commands.damage import reading
    from mingpai.commands.paper import paper_check as command

    with reading(data) as service:
        return command(service.source, file_or_code, as_json=json)


@paper_app.command(name="proof")
def paper_proof(file: Path, /, *, json: Json = False) -> int:
    """Prove a notice's texts: eleven items, seven warnings, and every sentence's wording."""
    from mingpai.commands.paper import paper_proof as command

    return command(file, as_json=json)


@app.command
def referee(
    file: Path,
    /,
    *,
    starts_at: Annotated[str | None, Parameter(help="When bidding opened, RFC 3339.")] = None,
    scheduled_close: Annotated[str | None, Parameter(help="The close in the notice.")] = None,
    start_price: Annotated[str | None, Parameter(help="In yuan.")] = None,
    step: Annotated[str | None, Parameter(help="In yuan.")] = None,
    json: Json = False,
) -> int:
    """Judge another platform's bid log by the law that binds our own hall."""
    from mingpai.commands import referee as command

    given = command.Given(
        starts_at=starts_at, scheduled_close=scheduled_close, start_price=start_price, step=step
    )
    return command.referee(file, given, as_json=json)


@app.command
def demo(
    *,
    port: Annotated[Whole, Parameter(help="Where the pages are served; 0: any free port.")] = 8000,
    data: Data = None,
    seed: Annotated[Whole, Parameter(help="The same number gives the same day.")] = 1,
    speed: Annotated[float, Parameter(help="How many times as fast as usual.")] = 1.0,
    once: Annotated[
        bool, Parameter(negative="", help="Without pages, as fast as it goes, then verified.")
    ] = False,
    json: Json = False,
) -> int:
    """Play a made-up court day on a real database, with pages in the browser."""
    from mingpai.commands import demo as command

    wanted = command.Wanted(port=port, seed=seed, speed=speed)
    if once or json:
        return command.play_day(data, wanted, as_json=json)
    return command.watch_day(data, wanted)


@app.command
def bench(
    name: Annotated[str, Parameter(help="Which; what is none is answered with all names.")],
    /,
    *,
    json: Json = False,
) -> int:
    """Run one benchmark beside its baseline; quotes ratios and medians."""
    from mingpai.bench.run import bench as command

    return command(name, as_json=json)


def _end(number: int, _frame: object) -> None:
    """Turn a request to end into an exception, so that everything that was started is stopped."""
    sys.exit(128 + number)


def _stand_in_for_closed_streams() -> None:
    """Put nothing where standard streams are closed, so that no file takes their place.

    Raises: Unusable where standard output is: whatever was done would be told to nobody.
    """
    is_told = sys.stdout is not None
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= _LAST_STANDARD_STREAM:
        os.set_inheritable(descriptor, True)  # noqa: FBT003 - its only argument
    os.close(descriptor)
    if sys.stderr is None:
        sys.stderr = os.fdopen(_LAST_STANDARD_STREAM, "w", encoding="utf-8")
    if not is_told:
        msg = "standard output is closed; an open one is wanted, such as > FILE"
        raise Unusable(msg)


_LAST_STANDARD_STREAM = 2


def main(arguments: list[str] | None = None) -> None:
    """Run the program and end with its status; never with a traceback for a user's mistake."""
    signal.signal(signal.SIGTERM, _end)
    try:
        _stand_in_for_closed_streams()
        structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        status = app(
            sys.argv[1:] if arguments is None else arguments,
            exit_on_error=False,
            print_error=False,
        )
        sys.stdout.flush()
    except CycloptsError as error:
        progress(failure(f"{error} (see mingpai --help)"))
        sys.exit(UNUSABLE)
    except (Unusable, NotReady, StartRefused, PortError) as error:
        progress(failure(error))
        sys.exit(UNUSABLE)
    except Wrong as error:
        progress(failure(error))
        sys.exit(WRONG)
    except (InvariantBroken, VerificationError, DecodeError) as error:
        # A command that does more than read met it, so it is not known whose fault it is.
        what = f"what was stored, or this program, is at fault: {error}"
        progress(failure(f"{what}; keep everything as it is (docs/operating.md)"))
        sys.exit(WRONG)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        place = error.filename or "the output"
        progress(failure(f"{error.strerror or error}: {place}"))
        sys.exit(UNUSABLE)
    sys.exit(status if isinstance(status, int) else 0)
