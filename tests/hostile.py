"""Files that no partner should send and some do: each made small, by hand, to be refused or explained."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from drawn_books import Sheet
from drawn_ods import ods as good_ods
from drawn_xls import compound, xls
from drawn_xlsb import record, xlsb
from intake_drawn import HEADERS, book, encrypted, repacked, row

SHEET = "xl/worksheets/sheet1.xml"
Make = Callable[[Path], Path]

ODS = (
    '<?xml version="1.0"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Contacts">{}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def ods(path: Path, *rows: list[str], body: str = "") -> Path:
    """Write the least of an OpenDocument workbook: one table of texts."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    drawn = "".join(
        f"<table:table-row>{''.join(cell.format(text) for text in cells)}</table:table-row>"
        for cells in rows
    )
    return packed(
        path,
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b'<manifest:manifest xmlns:manifest="urn:x"/>',
            "content.xml": ODS.format(body or drawn).encode(),
        },
    )


def packed(path: Path, parts: Mapping[str, bytes]) -> Path:
    """Write an archive of some parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def written(name: str, content: bytes) -> Make:
    """Give a maker of a file of some bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def spoilt(part: str, old: bytes, new: bytes) -> Make:
    """Give a maker of a good workbook of which one part is changed."""

    def make(folder: Path) -> Path:
        source = book(folder / "source.xlsx", row(A=77))
        made = repacked(source, folder / "spoilt.xlsx", part, old, new)
        source.unlink()
        return made

    return make


def cut(share: float) -> Make:
    """Give a maker of a workbook of which only the first part arrived."""

    def make(folder: Path) -> Path:
        source = book(folder / "short.xlsx", *[row(A=1 + number) for number in range(50)])
        raw = source.read_bytes()
        source.write_bytes(raw[: int(len(raw) * share)])
        return source

    return make


def without(part: str) -> Make:
    """Give a maker of a workbook that lacks one part."""

    def make(folder: Path) -> Path:
        source = book(folder / "source.xlsx", row(A=77))
        with zipfile.ZipFile(source) as before:
            parts = {name: before.read(name) for name in before.namelist() if name != part}
        source.unlink()
        return packed(folder / "lacking.xlsx", parts)

    return make


def bomb(folder: Path) -> Path:
    """Write a workbook with a part that swells."""
    path = book(folder / "bomb.xlsx", row(A=77))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/x.xml", bytes(60_000_000))
    return path


def as_text(folder: Path) -> Path:
    """Cut a workbook short under the name of a text file."""
    path = folder / "list.csv"
    whole = book(folder / "other.xlsx", row(A=2)).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    (folder / "other.xlsx").unlink()
    return path


def without_columns(folder: Path) -> Path:
    """Write a return that lacks the one date it must have."""
    headers = [header for header in HEADERS if header != "Date of Contact"]
    return book(folder / "lacking.xlsx", row(A=77)[:-1], headers=headers)


def clashing(folder: Path) -> Path:
    """Write a return with two columns for its date."""
    return book(folder / "twice.xlsx", [*row(A=77), "x"], headers=[*HEADERS, "Contact date"])


def locked_old(folder: Path) -> Path:
    """Write the first bytes of a workbook with a password."""
    return encrypted(folder / "secret.xlsx")


FAR = {"Contacts": Sheet(rows=[HEADERS, row(A=77)], far=(9, 16_384))}
"""A list with one more cell in the last column of all."""


def turning(folder: Path) -> Path:
    """Write an old workbook whose chain of sectors turns in a circle."""
    path = xls(folder / "circle.xls", {"Contacts": Sheet(rows=[HEADERS, row(A=77)])})
    raw = bytearray(path.read_bytes())
    # The second sector of the stream is said to follow itself.
    table = len(raw) - 512
    raw[table + 4 * 3 : table + 4 * 4] = (3).to_bytes(4, "little")
    path.write_bytes(raw)
    return path


def swollen_record(folder: Path) -> Path:
    """Write a binary workbook with a record of a length that none has."""
    path = xlsb(folder / "long.xlsb", {"Contacts": Sheet(rows=[HEADERS, row(A=77)])})
    long = b"\x07\xff\xff\xff\x7f"
    made = repacked(path, folder / "x.xlsb", "xl/worksheets/sheet1.bin", record(146), long)
    path.unlink()
    return made


END = b"</sheetData>"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
HEADS = ",".join(HEADERS).encode()

CORPUS: dict[str, Make] = {
    "no bytes": written("empty.xlsx", b""),
    "no bytes, as text": written("empty.csv", b""),
    "a web page": written("page.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
    "XML of another kind": written("old.xlsx", b"<?xml version='1.0'?><Workbook/>"),
    "a letter": written("letter.xlsx", b"%PDF-1.7 and so on"),
    "text named as a workbook": written("text.xlsx", b"a,b\n1,2\n"),
    "noise": written("noise.xlsx", bytes(range(256)) * 20),
    "noise, as text": written("noise.csv", bytes(range(256)) * 20),
    "a header of an archive and no more": written("stub.xlsx", b"PK\x03\x04"),
    "cut in half": cut(0.5),
    "cut near its end": cut(0.98),
    "an archive of letters": lambda folder: packed(folder / "a.xlsx", {"letter.txt": b"dear"}),
    "a document, not a workbook": lambda folder: packed(folder / "a.xlsx", {"word/document.xml": b"<w/>"}),
    "an archive inside": lambda folder: packed(folder / "a.xlsx", {"list.xlsx": b"PK\x03\x04"}),
    "no sheet where one is named": without(SHEET),
    "no list of sheets": without("xl/workbook.xml"),
    "no content types and no relations": without("xl/_rels/workbook.xml.rels"),
    "a password": locked_old,
    "an old workbook of nothing": written("old.xls", OLE + bytes(4096)),
    "an old workbook cut short": written("old.xls", OLE + b"\x00" * 80),
    "a workbook cut short under a text's name": as_text,
    "entities of its own": spoilt("xl/styles.xml", b"<styleSheet", b"<!DOCTYPE x [<!ENTITY a 'a'>]><styleSheet"),
    "entities in a sheet": spoilt(SHEET, b"<worksheet", b"<!DOCTYPE x><worksheet"),
    "a part that swells": bomb,
    "a cell in the last column of all": spoilt(SHEET, END, b'<row r="9"><c r="XFD9"><v>1</v></c></row>' + END),
    "a cell in the last row, far right": spoilt(SHEET, END, b'<row r="1048576"><c r="CZ1048576"><v>1</v></c></row>' + END),
    "tags that never close": spoilt(SHEET, END, b"<row <"),
    "shared texts that are not there": spoilt(SHEET, b"<sheetData>", b'<sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
    "a required column missing": without_columns,
    "two columns for one date": clashing,
    "nothing of ours": written("menu.csv", b"Soup,Bread,Cheese\nred,brown,blue\n"),
    "quotes that never close": written("open.csv", HEADS + b'\n1,"Male' + b"," * 200_000),
    "one line without end": written("long.csv", b"x" * 2_000_000),
    "NULs between letters": written("wide.csv", b"a\0b\0c\0" * 500),
    "an open document of nothing": lambda folder: ods(folder / "list.ods"),
    "an open document that is broken": lambda folder: packed(folder / "x.ods", {"content.xml": b"<office:"}),
    "an open document of a million columns": lambda folder: ods(
        folder / "wide.ods",
        body='<table:table-row><table:table-cell table:number-columns-repeated="1000000"'
        ' office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>',
    ),
    "a binary workbook of nothing": lambda folder: packed(folder / "x.xlsb", {"xl/workbook.bin": b"\x83\x01\x00"}),
    "a binary workbook that reaches too far": lambda folder: xlsb(folder / "far.xlsb", FAR),
    "a record without end": swollen_record,
    "an old workbook that turns in a circle": turning,
    "an old workbook with a password of its own": lambda folder: xls(
        folder / "locked.xls", {"Contacts": Sheet(rows=[HEADERS])}, password=True
    ),
    "a compound file without a workbook": written("letter.xls", compound(b"dear").replace(b"W\0o\0r\0k", b"L\0e\0t\0t")),
    "an open document that reaches too far": lambda folder: good_ods(folder / "far.ods", FAR),
    "an open document of a million full rows": lambda folder: ods(
        folder / "tall.ods",
        body='<table:table-row table:number-rows-repeated="1048576"><table:table-cell'
        ' table:number-columns-repeated="60" office:value-type="float" office:value="1"/></table:table-row>',
    ),
    "an open document with entities": lambda folder: packed(
        folder / "x.ods", {"content.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><office:document-content/>'}
    ),
    "an open document with a password": lambda folder: packed(
        folder / "x.ods", {"content.xml": b"\x80", "META-INF/manifest.xml": b"<manifest:encryption-data/>"}
    ),
    "a census with entities": written("census.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Message>&a;</Message>'),
    "XML that never closes": written("census.xml", b"<Message><Children><CINDetails>"),
}  # fmt: skip
"""What each file is, and its maker."""
