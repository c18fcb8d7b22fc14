"""Draws the two sheets a reader opens first: the cover, and the contents that lead everywhere."""

from openpyxl import Workbook

from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.drawing.cells import Content, Link, Words, put
from safeguard_kpi.reports.drawing.table import LINE_HEIGHT, Column, Table, dress_page
from safeguard_kpi.reports.drawing.typeset import lines_of
from safeguard_kpi.reports.layout import PlainSheet, ThemeSheet
from safeguard_kpi.reports.ledger import QUARTER, Ledger
from safeguard_kpi.reports.scoring import Score, score
from safeguard_kpi.reports.words import SYMBOLS, day, symbol

JUDGEMENTS = {
    "better, worse": "a real difference, and one way is better: against England or neighbours, their value lies outside our 95% interval; against a year ago, the two intervals do not overlap",
    "higher, lower": "a real difference by the same rule, where neither way is better",
    "similar": "no real difference by the same rule: it may be chance",
}
"""What the judging words mean, for the cover."""

LABEL_WIDTH, TEXT_WIDTH = 26, 104


def draw_cover(workbook: Workbook, sheet: PlainSheet, contents: Contents, ledger: Ledger) -> None:
    """Write what the workbook is, what stands out in it, and how its words and symbols are read."""
    page = workbook[sheet.name]
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = LABEL_WIDTH, TEXT_WIDTH
    cover = contents.cover
    lines: list[tuple[Content, Content | None]] = [
        (Words(cover.title, "KPI title"), None),
        (Words(f"{cover.authority}: {contents.layout.title}", "KPI subtitle"), None),
        (Words(sheet.about, "KPI about"), None),
    ]
    lines += [
        (Words(label, style), Words(text, style))
        for label, text, style in (
            ("Draft", cover.draft, "KPI alert text"),
            ("Release", cover.released, "KPI key"),
            ("Please note", cover.warning, "KPI alert text"),
        )
        if text
    ]
    lines.append(
        (Link("Go to contents", contents.layout.named("contents"), style="KPI link"), None)
    )
    lines += [(Words(sheet.heading, "KPI band"), Words("", "KPI band"))]
    lines += [(Words(label, "KPI key"), Words(text)) for label, text in _facts(contents, ledger)]
    lines += [(Words("What stands out", "KPI band"), Words("", "KPI band"))]
    lines += [
        (Words(label, "KPI key"), Words(text)) for label, text in _headlines(contents, ledger)
    ]
    lines += [(Words("How to read the words", "KPI band"), Words("", "KPI band"))]
    lines += [(Words(label, "KPI key"), Words(text)) for label, text in JUDGEMENTS.items()]
    lines += [(Words("How to read the symbols", "KPI band"), Words("", "KPI band"))]
    lines += [(Words(symbol(letter), "KPI key"), Words(text)) for letter, text in SYMBOLS.items()]
    for row, (label, text) in enumerate(lines, start=1):
        put(page.cell(row, 1), label)
        if text is not None:
            put(page.cell(row, 2), text)
        words = text.text if isinstance(text, Words) else ""
        page.row_dimensions[row].height = max(19.0, lines_of(words, TEXT_WIDTH) * LINE_HEIGHT + 6)
    page.row_dimensions[1].height = 30
    dress_page(page, cover)
    page.page_setup.fitToHeight = 1


def draw_contents(workbook: Workbook, sheet: PlainSheet, contents: Contents) -> None:
    """Write a link to every sheet, with the sentence that says what is there."""
    table = Table(workbook, sheet.name, [Column("Sheet", 24), Column("What it shows", 116)])
    table.open(sheet.heading, sheet.about, contents.cover, back=contents.layout.named("cover"))
    for each in contents.layout.sheets:
        if each is not sheet:
            table.row([Link(each.name, each.name), Words(each.about)])
    table.close()


def _facts(contents: Contents, ledger: Ledger) -> list[tuple[str, str]]:
    cover = contents.cover
    releases = sorted({part for release in cover.releases for part in release.split("; ")})
    latest = next(iter(ledger.last(QUARTER, 1)), None)
    facts = [
        ("Area", cover.authority),
        (
            "Latest quarter",
            f"{latest.name}, to {day(latest.end)}" if latest else "none: no figure was made",
        ),
        ("As of", day(cover.as_of)),
        ("Produced", cover.produced_at),
        ("Files received", f"{cover.files_received:,}"),
        (
            "Compared with",
            "; ".join(releases) or "nothing: no national figures were there",
        ),
        ("Made with", f"safeguard-kpi {cover.version}"),
    ]
    return [(label, text) for label, text in facts if text]


def _headlines(contents: Contents, ledger: Ledger) -> list[tuple[str, str]]:
    """List by name what is judged better or worse, so that the board need not hunt for it."""
    now = next(iter(ledger.last(QUARTER, 1)), None)
    keys = [
        key
        for sheet in contents.layout.sheets
        if isinstance(sheet, ThemeSheet)
        for section in sheet.sections
        for key in section.indicators
    ]
    scores = [score(ledger.indicators[key], now, ledger) for key in dict.fromkeys(keys)]
    country = ledger.names["country"]
    against = [
        (f"{word.capitalize()} than {country}", word, "country") for word in ("better", "worse")
    ]
    missing = [each for each in scores if each.quarter.value is None and each.twelve.value is None]
    return [
        *(
            (label, _listed([each for each in scores if each.judged(kind) == word]))
            for label, word, kind in against
        ),
        *(
            (
                f"{word} than a year ago",
                _listed([each for each in scores if each.changed().startswith(f"{word}:")]),
            )
            for word in ("Better", "Worse")
        ),
        ("Not available", _listed(missing)),
    ]


def _listed(scores: list[Score]) -> str:
    return "; ".join(each.indicator.title for each in scores) or "none"
