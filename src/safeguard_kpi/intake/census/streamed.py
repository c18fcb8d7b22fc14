"""A census passed once through as it streams: modules as flat records, one child held at a time."""

import codecs
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from xml.parsers import expat

from safeguard_kpi.contracts.census import Census
from safeguard_kpi.intake.census.modules import Module, Passed
from safeguard_kpi.intake.census.refused import doctype, not_a_census, too_much
from safeguard_kpi.intake.model import FileRefusedError

LARGEST = 400_000_000
"""Bytes that one census may hold: the largest authority's is under 100 million."""

PIECE = 1024 * 1024
"""Bytes read together."""

LONGEST_TAG = 4 * 1024 * 1024
"""Bytes without an end of tag or text: no element's name or attribute is as long."""

LONGEST_TEXT = 10_000
"""Letters that one element may hold; the longest the schemas allow is some fifty."""

DEEPEST = 40
"""Elements within one another: the census needs nine."""

MOST_OF_A_CHILD = 100_000
"""Elements under one child."""

MOST_MODULES = 3_000_000
"""Modules of one file: some fifty times the largest authority's."""

MOST_LISTED = 1_000
"""Unknown elements and stray texts that are told one by one."""


def pass_through(path: Path, census: Census, take: Callable[[Module], None]) -> Passed:
    """Read a census, handing on each module of a child once the child is whole.

    Raises:
        FileRefusedError: it is no census, is not well formed, or not safe to read.
    """
    if path.stat().st_size > LARGEST:
        raise FileRefusedError(
            "file_too_large", "The file is too large to be read safely.", "Send it in parts."
        )
    encoding = "" if _is_unicode(path) else "windows-1252"
    reading = _Reading(census, take, encoding)
    with path.open("rb") as file:
        try:
            fed = 0
            while piece := file.read(PIECE):
                reading.parser.Parse(piece, False)
                fed += len(piece)
                if fed - reading.parser.CurrentByteIndex > LONGEST_TAG:
                    raise too_much("a tag")
            reading.parser.Parse(b"", True)
        except expat.ExpatError as fault:
            raise FileRefusedError(
                "file_damaged",
                f"The file is cut short or not well-formed XML: reading stopped at line {fault.lineno:,}.",
                "Make the return again in the case management system and send it unedited.",
            ) from fault
    return reading.passed


class _Reading:
    """What stands open while the file streams by."""

    def __init__(self, census: Census, take: Callable[[Module], None], encoding: str) -> None:
        self.census, self.take = census, take
        self.modules = census.modules
        self.passed = Passed(encoding=encoding)
        self.open: list[str] = []
        self.leaf = False  # whether nothing has begun inside the innermost element
        self.pieces: list[str] = []
        self.letters = self.elements = self.begun = 0
        self.current: Module | None = None
        self.waiting: list[Module] = []
        self.numbers = {"Child": 0}
        self.parser = expat.ParserCreate(encoding or None)
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = doctype
        self.parser.EntityDeclHandler = doctype
        self.parser.StartElementHandler = self.start
        self.parser.CharacterDataHandler = self.text
        self.parser.EndElementHandler = self.end

    def start(self, tag: str, _attributes: object) -> None:
        name = tag.rpartition(":")[2]
        if not self.open and name != "Message":
            raise not_a_census()
        if len(self.open) >= DEEPEST:
            raise too_much("a nest of elements")
        self.stray()
        self.open.append(name)
        self.leaf = True
        if name not in self.census.elements and len(self.passed.unknown) < MOST_LISTED:
            self.passed.unknown.setdefault(name, self.current.child if self.current else 0)
        if self.current is not None:
            self.elements += 1
            self.current.counts[name] = self.current.counts.get(name, 0) + 1
            if name == "Child" or self.elements > MOST_OF_A_CHILD:
                raise too_much("under one child what is")
        if name == "Child" or (self.current is not None and name in self.modules):
            self.begin(name)
        elif self.current is not None:
            self.current.values += 1

    def begin(self, name: str) -> None:
        self.begun += 1
        if self.begun > MOST_MODULES:
            raise too_much("a number of modules")
        number = self.numbers[name] = self.numbers.get(name, 0) + 1
        module = Module(name=name, around=self.current, child=self.numbers["Child"], number=number)
        if self.current is not None:
            self.current.inside.append(module)
        self.current = module
        self.waiting.append(module)

    def text(self, data: str) -> None:
        self.letters += len(data)
        if self.letters <= LONGEST_TEXT:
            self.pieces.append(data)
        elif data.strip():
            raise too_much("a text")

    def taken(self) -> str:
        text = "".join(self.pieces).strip()
        self.pieces.clear()
        self.letters = 0
        return text

    def stray(self) -> None:
        if self.taken() and len(self.passed.stray) < MOST_LISTED:
            self.passed.stray.add((self.current.child if self.current else 0, self.open[-1]))

    def end(self, _tag: str) -> None:
        leaf, self.leaf = self.leaf, False
        if not leaf:
            self.stray()
        name, text = self.open.pop(), self.taken()
        if self.current is None:
            if text and name in self.census.elements:
                self.passed.header.setdefault(name, text)
            return
        ends = name == self.current.name
        self.current.values += (leaf and ends) - (not leaf and not ends)
        self.current.blank += leaf and not text
        if text:
            self.current.texts.setdefault("." if ends else name, []).append(text)
        if ends:
            self.current = self.current.around
        if self.current is None:
            for module in self.waiting:
                self.take(module)
            self.waiting.clear()
            self.elements = 0


def _is_unicode(path: Path) -> bool:
    """Tell a file that says what it is written in, or is UTF-8, from one that is neither."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(PIECE)
        if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"encoding=" in start[:200]:
            return True
        try:
            for piece in chain([start], iter(lambda: file.read(PIECE), b"")):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
