"""The first look at a file, before any reader opens it: what it is, and whether it is safe."""

import re
from pathlib import Path

from safeguard_kpi.intake.model import FileRefusedError, Look
from safeguard_kpi.intake.opening.archive import SAVE, look_at_archive
from safeguard_kpi.intake.opening.compound import MAGIC
from safeguard_kpi.intake.opening.extent import password
from safeguard_kpi.intake.opening.xls import look_at_old

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06")
_TEXTS = frozenset({".csv", ".tsv", ".txt"})


def look_at(path: Path) -> Look:
    """Look at a file's first bytes and, for a workbook, at each of its parts.

    Raises:
        FileRefusedError: it is empty, encrypted, cut short, no workbook, or not safe to read.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    is_text = path.suffix.lower() in _TEXTS
    if not start:
        raise FileRefusedError("file_empty", "The file is empty (0 bytes).", "Send it again.")
    if start.startswith(MAGIC):
        return _look_at_old(path)
    # A text file may begin with the letters PK; an archive goes on with one of two marks.
    if start.startswith(_ARCHIVES) or (start.startswith(b"PK") and not is_text):
        return look_at_archive(path)
    if is_text:
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
        SAVE + " If it is comma-separated text, rename it to .csv.",
    )


def is_xml(start: bytes) -> bool:
    """Tell XML by its first mark, in whatever width it is written."""
    plain = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return plain.startswith(b"<")


def _look_at_old(path: Path) -> Look:
    raw = path.read_bytes()
    if _ENCRYPTED in raw:
        raise password()
    return look_at_old(raw)
