"""The first look at a file, before any reader opens it: what it is, and whether it is safe."""

import html
import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from safeguard_kpi.intake.guard_sheet import look_at_sheet
from safeguard_kpi.intake.model import FileRefusedError, Look, SheetLook

MOST_INFLATED = 1_000_000_000
"""Bytes that the parts of one workbook may come to: ten times a million rows of fifteen columns."""

MOST_RATIO = 150
"""How many times its packed size a large part may come to: real sheets come to 10 to 60."""

RATIO_FROM = 50_000_000
"""Bytes below which the ratio is not looked at: a small part can do no harm."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE = "Open it in a spreadsheet program and save it as an Excel workbook (.xlsx)."
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
_TEXTS = frozenset({".csv", ".tsv", ".txt"})


def look_at(path: Path) -> Look:
    """Look at a file's first bytes and, for a workbook, at each of its parts.

    Raises:
        FileRefusedError: it is empty, encrypted, cut short, no workbook, or not safe to read.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        raise FileRefusedError("file_empty", "The file is empty (0 bytes).", "Send it again.")
    if start.startswith(_OLE):
        return _look_at_old(path)
    if start.startswith(b"PK"):
        if path.suffix.lower() in _TEXTS:
            raise FileRefusedError(
                "file_not_text",
                f"The name ends in {path.suffix} but the file is a workbook or an archive.",
                "Rename it to .xlsx if it is a workbook, and send it again.",
            )
        return _look_at_archive(path)
    if path.suffix.lower() in _TEXTS:
        return Look(kind="text")
    if is_xml(start) and path.suffix.lower() == ".xml":
        return Look(kind="xml")
    page = re.match(
        rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|\?xml)", start, re.IGNORECASE
    )
    what = "a web page or XML" if page else "plain text or of another kind"
    raise FileRefusedError(
        "file_not_a_workbook",
        f"The file is no workbook: it is {what}, whatever its name says.",
        _SAVE + " If it is comma-separated text, rename it to .csv.",
    )


def is_xml(start: bytes) -> bool:
    """Tell XML by its first mark, in whatever width it is written."""
    plain = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return plain.startswith(b"<")


def _look_at_old(path: Path) -> Look:
    if _ENCRYPTED in path.read_bytes():
        raise FileRefusedError(
            "file_encrypted",
            "The workbook is protected with a password and cannot be read.",
            "Ask the partner to take the password off and send it by a secure way.",
        )
    return Look(kind="xls")


def _look_at_archive(path: Path) -> Look:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            _check_sizes(archive)
            if "xl/workbook.xml" in names:
                return _look_at_workbook(archive)
            if "xl/workbook.bin" in names:
                return Look(kind="xlsb")
            if "content.xml" in names:
                return Look(kind="ods")
    except _DAMAGE as fault:
        raise FileRefusedError(
            "file_damaged",
            "The workbook is damaged or was cut short on its way.",
            "Ask the partner to open it, save it and send it again.",
        ) from fault
    raise FileRefusedError(
        "file_not_a_workbook", "The file is an archive with no workbook in it.", _SAVE
    )


def _check_sizes(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    swollen = any(
        part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if swollen or sum(part.file_size for part in parts) > MOST_INFLATED:
        raise FileRefusedError(
            "file_too_large",
            "The workbook unpacks to far more than its size and may be made to do harm.",
            "Ask the partner where it comes from; copy the table alone into a new workbook.",
        )


def _look_at_workbook(archive: zipfile.ZipFile) -> Look:
    workbook = archive.read("xl/workbook.xml")
    for part in archive.namelist():
        if part.endswith((".xml", ".rels")):
            _refuse_doctype(archive, part)
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for attributes in _elements("Relationship", _rels(archive))
    }
    parts = {name.replace("\\", "/").casefold(): name for name in archive.namelist()}
    sheets = {}
    for attributes in _elements("sheet", workbook):
        target = targets.get(attributes.get("r:id") or attributes.get("id", ""), "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        hidden = attributes.get("state", "visible") != "visible"
        stored = parts.get(part.casefold())
        if stored and "chartsheet" not in stored:
            with archive.open(stored) as stream:
                seen = look_at_sheet(stream, attributes.get("name", ""))
            sheets[attributes.get("name", "")] = SheetLook(hidden=hidden, **seen._asdict())
    properties = next(iter(_elements("workbookPr", workbook)), {})
    return Look(
        kind="ooxml",
        date1904=properties.get("date1904", "0") in {"1", "true", "on"},
        macros=any(part.endswith("vbaproject.bin") for part in parts),
        sheets=sheets,
    )


def _refuse_doctype(archive: zipfile.ZipFile, part: str) -> None:
    with archive.open(part) as stream:
        start = stream.read(2048).replace(b"\0", b"")
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise FileRefusedError(
            "file_unsafe",
            "The workbook defines entities of its own, which no spreadsheet program does.",
            "Ask the partner where it comes from; copy the table alone into a new workbook.",
        )


def _rels(archive: zipfile.ZipFile) -> bytes:
    try:
        return archive.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return b""


def _elements(name: str, xml: bytes) -> list[dict[str, str]]:
    """Take the attributes of each element of a name, whatever its prefix."""
    tags = re.findall(rb"<(?:\w+:)?" + name.encode() + rb"\b([^>]*)>", xml)
    return [
        {
            key.decode(): html.unescape(value.decode("utf-8", "replace"))
            for key, _, value in re.findall(rb"([\w:]+)\s*=\s*([\"'])(.*?)\2", tag, re.DOTALL)
        }
        for tag in tags
    ]
