"""The files that were given, read: which are passed over, and how their sheets are numbered."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.codes.spellings import together
from safeguard_kpi.intake.files.pool import Job, read_all
from safeguard_kpi.intake.model import FileRead, ReadIn, SheetRead
from safeguard_kpi.tables import SUBMISSIONS


def read_in(
    inputs: Sequence[Path],
    contracts: Contracts,
    *,
    others: Sequence[Path] = (),
    workers: int = 2,
    told: Callable[[str, int, int], None] | None = None,
) -> ReadIn:
    """Read every file given, recognise its sheets and type their rows.

    Args:
        inputs: files; hidden ones and a spreadsheet program's lock files (~$) are passed over.
        contracts: every feed.
        others: files of kinds that are not read; each is named in a finding and not opened.
        workers: child processes; with none, files are read in this process, unprotected.
        told: called with a file's name, how many are done and how many there are.
    """
    jobs = named(inputs)
    count = 0

    def one_more(name: str) -> None:
        nonlocal count
        count += 1
        if told:
            told(name, count, len(jobs))

    read = read_all(jobs, contracts, workers=workers, told=one_more)
    files = [read[job.name] for job in jobs]
    kept = list(_once(files))
    numbered = [(file, sheet) for file in kept for sheet in file.sheets]
    return ReadIn(
        sheets={number: sheet for number, (_, sheet) in enumerate(numbered, start=1)},
        findings=findings.gather([*(file.findings for file in kept), *map(_passed_over, others)]),
        spellings=together(file.spellings for file in kept),
        submissions=pl.DataFrame(
            [_submission(number, *pair) for number, pair in enumerate(numbered, start=1)],
            schema=SUBMISSIONS,
            orient="row",
        ),
    )


def named(paths: Sequence[Path]) -> list[Job]:
    """Call each file by its name, with as many of its folders as tell two of one name apart, in order.

    Hidden files and a spreadsheet program's lock files are passed over.
    """
    seen = {path for path in paths if not path.name.startswith((".", "~$"))}
    unique = sorted(seen, key=lambda path: (path.name, str(path)))
    names = _told_apart(unique)
    return [
        Job(path, name, given=(_beside(path, unique),))
        for path, name in zip(unique, names, strict=True)
    ]


def _told_apart(paths: Sequence[Path]) -> list[str]:
    """Give each file a name of its own: two of one name would be read as one, and the other lost."""
    parts = [(*path.resolve().parent.parts, path.name) for path in paths]
    depths = [1] * len(paths)
    while True:
        names = [
            in_one_line("/".join(each[-depth:])) for each, depth in zip(parts, depths, strict=True)
        ]
        often = Counter(names)
        longer = [
            depth + (often[name] > 1 and depth < len(each))
            for name, depth, each in zip(names, depths, parts, strict=True)
        ]
        if longer == depths:
            break
        depths = longer
    # Two ways to one folder end alike however long; the ways themselves do not.
    return [
        name if often[name] == 1 else in_one_line(str(path))
        for name, path in zip(names, paths, strict=True)
    ]


def in_one_line(name: str) -> str:
    r"""Show the control characters of a name as pictures, and the bytes that are no text by their numbers.

    A name with a line's end is one line, and one whose bytes are no UTF-8, as out of an old zip, can be
    printed and kept: `Gr\xfcn.xlsx`. Two such names are never shown as one.
    """
    numbered = _BYTES.sub(lambda one: f"\\x{ord(one[0]) - 0xDC00:02x}", name)
    plain = numbered.encode("utf-8", "backslashreplace").decode("utf-8")
    return _CONTROL.sub(lambda one: _PICTURES[ord(one[0])], plain)


_PICTURES = {
    **{code: chr(0x2400 + code) for code in range(32)},
    **{code: f"\\x{code:02x}" for code in range(127, 160)},
}
_BYTES = re.compile(r"[\udc80-\udcff]")
"""How Python holds the bytes of a name that are no UTF-8."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _beside(path: Path, others: Sequence[Path]) -> tuple[Path, ...]:
    """Name the delimited files of the same folder: tables of one census may lie in one each."""
    if path.suffix.lower() not in DELIMITED:
        return ()
    return tuple(
        other
        for other in others
        if other != path and other.parent == path.parent and other.suffix.lower() in DELIMITED
    )


DELIMITED = frozenset({".csv", ".tsv"})
"""How the names of delimited files end."""


def _once(files: Sequence[FileRead]) -> Iterator[FileRead]:
    """Leave out the sheets of a file that is the same, byte for byte, as an earlier one."""
    first: dict[str, str] = {}
    for file in files:
        same = first.setdefault(file.sha256, file.file) if file.sheets else file.file
        if same == file.file:
            yield file
        else:
            yield FileRead(file=file.file, sha256=file.sha256, findings=_repeated(file, same))


def _repeated(file: FileRead, same: str) -> pl.DataFrame:
    """Say that a file is read once; of one without a row, as two years' empty tables, nothing is to be done."""
    refused = (file.findings["level"] == Level.ERROR.value).any()
    if refused or any(sheet.rows_in for sheet in file.sheets):
        level, what, remedy = Level.WARN, "; read once", "Take one of them out."
    else:
        level, what = Level.NOTE, ", and neither has a row that is counted"
        remedy = "Nothing to do."
    message = f"{file.file} is the same file as {same}{what}."
    return findings.one("file_repeated", level, message, remedy, file=file.file)


def _passed_over(path: Path) -> pl.DataFrame:
    return findings.one(
        "file_passed_over",
        Level.QUERY,
        f"{in_one_line(path.name)} is passed over: it is not a spreadsheet that is read.",
        "If it holds rows, send them as .xlsx or .csv.",
        file=in_one_line(path.name),
    )


def _submission(number: int, file: FileRead, sheet: SheetRead) -> tuple[object, ...]:
    given = {
        "submission": number,
        "file": file.file,
        "sha256": file.sha256,
        "sheet": sheet.sheet,
        "feed": sheet.feed,
        "recognised_by": sheet.recognised_by,
        "header_row": sheet.header_row,
        "rows_in": sheet.rows_in,
        "rows_admitted": 0,
        "rows_refused": sheet.rows_refused,
        "rows_blank": sheet.rows_blank,
        **dict.fromkeys(name for name in SUBMISSIONS.names() if name.startswith("cells_")),
        "columns_used": list(sheet.letters),
        "columns_unused": list(sheet.unused),
        "columns_missing": list(sheet.missing),
        "covers_from": None,
        "covers_to": None,
        "note": sheet.note,
        "received": None,
        "rows_counted": None,
        "rows_rejected": None,
    }
    return tuple(given[name] for name in SUBMISSIONS.names())
