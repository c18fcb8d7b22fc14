"""Saves the workbook's archive without a clock in it, and tells its charts in words."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from safeguard_kpi.reports.drawing.cells import plain

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold; each part carries it, so that no clock gets into the file."""

COMPRESSION = 6
"""Smaller costs more time than it saves space."""

QUICKLY = 1
"""For a partner's many rows: a quarter larger, in a third to a half of the time (the sample's sheets)."""

_DRAWING = re.compile(r"xl/drawings/drawing(\d+)\.xml")
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_CHART = re.compile(r'name="Chart (\d+)"')


def save(
    workbook: Workbook,
    path: Path,
    *,
    alt_texts: Sequence[Sequence[str]] = (),
    bodies: Mapping[int, Callable[[], bytes]] | None = None,
) -> None:
    """Save to path.

    Args:
        workbook: what is saved.
        path: where.
        alt_texts: the charts' words for each sheet with charts, in order.
        bodies: what writes `<sheetData>`, by the place of its sheet, counted from 1; called for one sheet
            after another, so that no more than one is held.
    """
    with Archive(path, alt_texts, bodies or {}) as archive:
        ExcelWriter(workbook, archive).write_data()


class Archive(ZipFile):
    """A zip whose parts all carry the same time, and whose drawings say what they show."""

    def __init__(
        self,
        path: Path,
        alt_texts: Sequence[Sequence[str]],
        bodies: Mapping[int, Callable[[], bytes]],
    ) -> None:
        """Open the file at path for writing."""
        super().__init__(path, "w", ZIP_DEFLATED, allowZip64=True)
        self._alt_texts = alt_texts
        self._bodies = bodies

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Write a part that is in memory."""
        name = str(zinfo_or_arcname)
        if drawing := _DRAWING.fullmatch(name):
            data = self._told(data, int(drawing[1]))
        effort = COMPRESSION
        if (sheet := _SHEET.fullmatch(name)) and int(sheet[1]) in self._bodies:
            effort = QUICKLY
            before, rest = bytes(data).split(b"<sheetData>")
            data = before + self._bodies[int(sheet[1])]() + rest.split(b"</sheetData>")[1]
        part = ZipInfo(name, date_time=EPOCH)
        part.compress_type = ZIP_DEFLATED
        part.external_attr = 0o600 << 16
        super().writestr(part, data, compresslevel=effort)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Write a part that openpyxl left in a temporary file."""
        self.writestr(arcname or filename, Path(filename).read_bytes())

    def _told(self, data: Any, number: int) -> str:
        texts = self._alt_texts[number - 1]
        text = data.decode() if isinstance(data, bytes) else str(data)
        return _CHART.sub(
            lambda found: f"{found[0]} descr={quoteattr(plain(texts[int(found[1]) - 1]))}", text
        )
