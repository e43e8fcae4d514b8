"""The `mingpai` program: every command, its arguments, and the exit status it ends with.

Imports a command's module only when that command runs, so that `verify` works where no
database driver is installed and `--help` is quick.
"""

import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter

from mingpai import __version__
from mingpai.commands.output import UNUSABLE, Unusable, progress

app = App(
    name="mingpai",
    version=__version__,
    help="明拍: court auctions, traded and supervised over one journal.",
)
receipt_app = App(name="receipt", help="Receipts and proofs that a bidder keeps.")
rules_app = App(name="rules", help="The rules K01-K50 and how each is carried out.")
app.command(receipt_app)
app.command(rules_app)

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
    json: Json = False,
) -> int:
    """Make keys, checkpoint cell, journal, court and first officers in a new data folder."""
    from mingpai.commands import init as command

    wanted = command.Wanted(
        origin=origin, court=court, officers=tuple(officer or ()), is_sandbox=sandbox
    )
    return command.init(data, wanted, as_json=json)


def main(arguments: list[str] | None = None) -> None:
    """Run the program and end with its status; never with a traceback for a user's mistake."""
    try:
        status = app(
            sys.argv[1:] if arguments is None else arguments,
            exit_on_error=False,
            print_error=False,
        )
    except CycloptsError as error:
        progress(f"mingpai: {error} (see mingpai --help)".replace("\n", " "))
        sys.exit(UNUSABLE)
    except Unusable as error:
        progress(f"mingpai: {error}")
        sys.exit(UNUSABLE)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)
