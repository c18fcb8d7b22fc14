"""Workbooks that are archives, looked at before any reader opens them: sizes, entities, each sheet."""

import html
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TypedDict
from xml.parsers import expat

from safeguard_kpi.intake.model import FileRefusedError, Look, SheetLook
from safeguard_kpi.intake.opening.extent import password
from safeguard_kpi.intake.opening.ods import look_at_ods
from safeguard_kpi.intake.opening.sheet_xml import look_at_sheet
from safeguard_kpi.intake.opening.xlsb import listed_sheets, look_at_binary_sheet

MOST_INFLATED = 1_000_000_000
"""Bytes that the parts of one workbook may come to: ten times a million rows of fifteen columns."""

MOST_RATIO = 150
"""How many times its packed size a large part may come to: real sheets come to 10 to 60."""

RATIO_FROM = 50_000_000
"""Bytes below which the ratio is not looked at: a small part can do no harm."""

SAVE = "Open it in a spreadsheet program and save it as an Excel workbook (.xlsx)."
"""What to do with a file that is none of the kinds read."""

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
    expat.ExpatError, struct.error, IndexError,
)  # fmt: skip


def look_at_archive(path: Path) -> Look:
    """Look at each part of a workbook.

    Raises:
        FileRefusedError: it is damaged, encrypted, no workbook, or not safe to read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            _check_sizes(archive)
            if "xl/workbook.xml" in names:
                return _look_at_workbook(archive)
            if "xl/workbook.bin" in names:
                return _look_at_binary(archive)
            if "content.xml" in names:
                return _look_at_open_document(archive)
    except _DAMAGE as fault:
        raise FileRefusedError(
            "file_damaged",
            "The workbook is damaged or was cut short on its way.",
            "Ask the partner to open it, save it and send it again.",
        ) from fault
    raise FileRefusedError(
        "file_not_a_workbook", "The file is an archive with no workbook in it.", SAVE
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
    _refuse_doctypes(archive)
    named = {attributes.get("name", ""): attributes for attributes in _elements("sheet", workbook)}
    related = {
        name: attributes.get("r:id") or attributes.get("id", "")
        for name, attributes in named.items()
    }
    sheets = {}
    for name, part in _parts(archive, "xl/_rels/workbook.xml.rels", related):
        hidden = named[name].get("state", "visible") != "visible"
        with archive.open(part) as stream:
            seen = look_at_sheet(stream, name)
        sheets[name] = SheetLook(hidden=hidden, **seen._asdict())
    properties = next(iter(_elements("workbookPr", workbook)), {})
    return Look(
        kind="ooxml",
        date1904=properties.get("date1904", "0") in {"1", "true", "on"},
        sheets=sheets,
        **_carried(archive),
    )


def _look_at_binary(archive: zipfile.ZipFile) -> Look:
    _refuse_doctypes(archive)
    with archive.open("xl/workbook.bin") as stream:
        listed, date1904 = listed_sheets(stream)
    named = {sheet.name: sheet for sheet in listed}
    related = {sheet.name: sheet.relation for sheet in listed}
    sheets = {}
    for name, part in _parts(archive, "xl/_rels/workbook.bin.rels", related):
        with archive.open(part) as stream:
            sheets[name] = look_at_binary_sheet(stream, named[name])
    return Look(kind="xlsb", date1904=date1904, sheets=sheets, **_carried(archive))


def _look_at_open_document(archive: zipfile.ZipFile) -> Look:
    if b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
        raise password()
    with archive.open("content.xml") as stream:
        look = look_at_ods(stream)
    inside = any(name.startswith(("Object ", "ObjectReplacements/")) for name in archive.namelist())
    return replace(look, objects=inside)


def _parts(
    archive: zipfile.ZipFile, relations: str, related: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Give each sheet's name and the part it is stored in; sheets that are charts have no cells."""
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for attributes in _elements("Relationship", _read(archive, relations))
    }
    stored = {name.replace("\\", "/").casefold(): name for name in archive.namelist()}
    for name, relation in related.items():
        target = targets.get(relation, "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        found = stored.get(part.casefold())
        if found and "chartsheet" not in found:
            yield name, found


class _Carried(TypedDict):
    macros: bool
    links: bool
    objects: bool


def _carried(archive: zipfile.ZipFile) -> _Carried:
    """Say what a workbook carries besides cells; none of it is ever opened, followed or run."""
    names = [name.replace("\\", "/").casefold() for name in archive.namelist()]
    return {
        "macros": any(name.endswith("vbaproject.bin") for name in names),
        "links": any(name.startswith("xl/externallinks/") for name in names),
        "objects": any(name.startswith(("xl/embeddings/", "xl/activex/")) for name in names),
    }


def _refuse_doctypes(archive: zipfile.ZipFile) -> None:
    for part in archive.namelist():
        if not part.endswith((".xml", ".rels")):
            continue
        with archive.open(part) as stream:
            start = stream.read(2048).replace(b"\0", b"")
        if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
            raise FileRefusedError(
                "file_unsafe",
                "The workbook defines entities of its own, which no spreadsheet program does.",
                "Ask the partner where it comes from; copy the table alone into a new workbook.",
            )


def _read(archive: zipfile.ZipFile, part: str) -> bytes:
    try:
        return archive.read(part)
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
