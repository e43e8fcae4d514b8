"""`mingpai export`: the journal as static files that anybody can verify."""

from pathlib import Path

from mingpai.adapters.export_folder import ExportFolder, FolderInUse
from mingpai.commands.output import DONE, Unusable, labelled, print_json, say
from mingpai.service.export import Exported, NothingPublished, Source, export


def export_to(folder: Path, source: Source, *, as_json: bool = False) -> int:
    """Export into a new or empty folder and print what was written.

    Raises: Unusable where the folder is in use or nothing was published yet; PortError.
    """
    written = write_export(folder, source)
    if as_json:
        print_json(written)
    else:
        say(labelled("条目 entries", f"{written.size}"))
        say(labelled("文件 files", f"{written.files}"))
        say(labelled("根 root", written.root))
        say(labelled("核验 verify with", f"mingpai verify {folder}"))
    return DONE


def write_export(folder: Path, source: Source) -> Exported:
    """Export into a new or empty folder. Raises: Unusable; PortError."""
    try:
        with ExportFolder(folder) as sink:
            return export(source, sink)
    except NothingPublished as error:
        raise Unusable(str(error)) from error
    except FolderInUse as error:
        msg = f"{folder}: the export could not be written: {error}"
        raise Unusable(msg) from error
    except OSError as error:
        msg = f"{folder}: the export could not be written: {error.strerror or error}"
        raise Unusable(msg) from error
