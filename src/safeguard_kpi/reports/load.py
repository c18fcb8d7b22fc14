"""Reads a workbook's declaration from schemas/workbooks, and refuses what it cannot keep."""

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import cast, get_args

from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.reports.layout import (
    AnySheet,
    BreakdownSheet,
    CategoryChart,
    Chart,
    Layout,
    Neighbours,
    Plainly,
    PlainSheet,
    QuarterChart,
    Section,
    ThemeSheet,
    YearChart,
)
from safeguard_kpi.reports.stanza import Stanza

COMPARATOR_KINDS = ("country", "region", "neighbours")
"""The comparators a sheet or chart can set beside a figure, by kind, so that no place is named."""

CUTS = (
    "locality",
    "referring_agency",
    "lead_agency",
    "age_band",
    "sex",
    "ethnicity",
    "disability",
    "category_of_abuse",
)
"""The cuts a breakdown can ask for; those of the figures."""

LONGEST_TAB = 31
"""The most characters Excel allows in the name of a sheet."""

NEVER_IN_A_TAB = frozenset("[]:*?/\\'")
"""Characters Excel refuses in a sheet's name, or that would break a link to it."""


def load_layout(path: Path, *, known: Collection[str]) -> Layout:
    """Read the declaration at path, whose indicators must be among those known.

    Raises DeclarationError naming the file, the place and the nearest key.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise DeclarationError(
            f"{path.name} is not TOML: {fault}", hint="mend that line"
        ) from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise DeclarationError(
            f"{path.name} cannot be read as text", hint="check that the file is there and is UTF-8"
        ) from fault
    return _layout(Stanza(table, path=path, place=""), known)


def _layout(stanza: Stanza, known: Collection[str]) -> Layout:
    neighbours = stanza.table("neighbours")
    layout = Layout(
        title=stanza.text("title"),
        quarters=stanza.whole("quarters"),
        years=stanza.whole("years"),
        breakdown_quarters=stanza.whole("breakdown_quarters"),
        neighbours=Neighbours(
            model=neighbours.text("model"), average=neighbours.one_of("average", ("mean", "median"))
        ),
        sheets=tuple(_sheet(sheet, known) for sheet in stanza.tables("sheets", needed=True)),
    )
    neighbours.finish()
    stanza.finish()
    _check_names(stanza, [sheet.name for sheet in layout.sheets])
    needed: tuple[Plainly, ...] = ("cover", "contents", "chart_data")
    for shows in needed:
        if not layout.named(shows):
            raise stanza.fault(
                f"no sheet shows `{shows}`", hint=f'add [[sheets]] with shows = "{shows}"'
            )
    return layout


def _sheet(stanza: Stanza, known: Collection[str]) -> AnySheet:
    shows = stanza.one_of("shows", (*get_args(Plainly), "theme", "breakdown"))
    name = stanza.text("name")
    stanza.place = f"sheet {name}"
    heading = stanza.text("heading")
    about = stanza.text("about")
    sheet: AnySheet
    if shows == "theme":
        sheet = ThemeSheet(
            name=name,
            heading=heading,
            about=about,
            sections=tuple(
                _section(each, known) for each in stanza.tables("sections", needed=True)
            ),
            charts=tuple(_chart(each, known) for each in stanza.tables("charts", needed=False)),
        )
    elif shows == "breakdown":
        sheet = BreakdownSheet(
            name=name,
            heading=heading,
            about=about,
            cut=stanza.one_of("cut", CUTS),
            category=stanza.text("category"),
            indicators=stanza.texts("indicators", known),
            charts=tuple(_chart(each, known) for each in stanza.tables("charts", needed=False)),
        )
    else:
        sheet = PlainSheet(name=name, heading=heading, about=about, shows=cast("Plainly", shows))
    stanza.finish()
    return sheet


def _section(stanza: Stanza, known: Collection[str]) -> Section:
    section = Section(title=stanza.text("title"), indicators=stanza.texts("indicators", known))
    stanza.finish()
    return section


def _chart(stanza: Stanza, known: Collection[str]) -> Chart:
    over = stanza.one_of("over", ("quarters", "years", "categories"))
    title = stanza.text("title")
    chart: Chart
    if over == "years":
        chart = YearChart(
            title=title,
            indicator=stanza.one_of("indicator", known),
            beside=stanza.texts("beside", COMPARATOR_KINDS),
        )
    elif over == "quarters":
        chart = QuarterChart(title=title, series=stanza.labels("series", known))
    else:
        chart = CategoryChart(title=title, series=stanza.labels("series", known))
    stanza.finish()
    return chart


def _check_names(stanza: Stanza, names: list[str]) -> None:
    for name in names:
        if len(name) > LONGEST_TAB or NEVER_IN_A_TAB & set(name):
            raise stanza.fault(
                f"`{name}` cannot be a sheet's name",
                hint=f"at most {LONGEST_TAB} characters and none of {' '.join(sorted(NEVER_IN_A_TAB))}",
            )
        if [each.casefold() for each in names].count(name.casefold()) > 1:
            raise stanza.fault(f"two sheets are named `{name}`", hint="Excel wants each name once")
