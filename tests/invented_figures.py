"""Invents two years of figures, comparisons and findings for the tests of the workbook."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import polars as pl

from safeguard_kpi.indicators import catalogue
from safeguard_kpi.indicators.model import Indicator, Open
from safeguard_kpi.measures.periods import quarter_name
from safeguard_kpi.reports import Contents, Cover, load_layout
from safeguard_kpi.tables import ARRIVALS, COMPARISONS, FIGURES, FINDINGS, SUBMISSIONS

LAYOUT = Path(__file__).parent.parent / "schemas" / "workbooks" / "performance_subgroup.toml"
AREA = "Walsall"
QUARTERS = [
    (f"{year}-{(year + 1) % 100:02} Q{quarter}", date(year + (quarter == 4), month, 1))
    for year in (2018, 2019)
    for quarter, month in ((1, 4), (2, 7), (3, 10), (4, 1))
]
YEARS = [("2018-19", date(2018, 4, 1)), ("2019-20", date(2019, 4, 1))]
AGENCIES = [
    "Police",
    "Schools",
    "Health services",
    "Local authority services",
    "Voluntary sector",
    "Anonymous",
    "Not known",
]
LOCALITIES = ["North", "South", "East", "West", "Out of borough or not known"]
KNOWN = {"2018-19": (303.7, 171.1, 187.9), "2019-20": (183.4, 170.5, 170.6)}
"""Section 47 enquiries per 10,000 as published: Walsall, England, West Midlands."""
NOT_SENT = "not sent: the early help sheet has no column `closed_on`"
COMPARED = [
    ("England", "country", 1),
    ("West Midlands", "region", 2),
    ("Statistical neighbours (2021 model, mean)", "neighbours", 2),
    ("Statistical neighbours (2025 model, mean)", "neighbours", 2),
]
Row = dict[str, object]


def invented(**cover: object) -> Contents:
    indicators = catalogue()
    figures = pl.DataFrame(list(_figures(indicators)), schema=FIGURES)
    words: Row = {
        "authority": AREA,
        "title": "Multi-agency performance report",
        "as_of": date(2020, 4, 20),
        "version": "0.1.0",
        "produced_at": "20 April 2020, 09:30",
        "synthetic": True,
        "notice": "Synthetic data: every child in it is invented",
        "draft": "Draft for the subgroup's discussion",
        "files_received": 3,
        "releases": ("Children in need 2024 (published 31 October 2024)",),
    }
    return Contents(
        cover=Cover(**(words | cover)),  # type: ignore[arg-type]
        layout=load_layout(LAYOUT, known=[each.key for each in indicators]),
        indicators=indicators,
        figures=figures,
        comparisons=pl.DataFrame(list(_comparisons(indicators, figures)), schema=COMPARISONS),
        findings=_findings(),
        submissions=_submissions(),
        arrivals=_arrivals(),
        feeds={
            "mash_contacts": "MASH contacts",
            "early_help_episodes": "Early help episodes",
            "section_47": "Section 47 enquiries",
        },
    )


def _figures(indicators: tuple[Indicator, ...]) -> Iterator[Row]:
    cuts = [("all", "All")]
    cuts += [("referring_agency", name) for name in AGENCIES]
    cuts += [("locality", name) for name in LOCALITIES]
    for each in indicators:
        for cut in cuts:
            for period, start in QUARTERS:
                end = _end(start, 3)
                yield _figure(each, (period, "quarter", start, end), cut)
                if not isinstance(each.cohort, Open):
                    begin = _end(date(start.year - 1, start.month, 1), 3) + timedelta(days=1)
                    twelve = f"12 months to {end:%B %Y}"
                    yield _figure(each, (twelve, "rolling_12_months", begin, end), cut)
            for period, start in YEARS:
                yield _figure(each, (period, "year", start, _end(start, 12)), cut)


def _figure(indicator: Indicator, when: tuple[str, str, date, date], where: tuple[str, str]) -> Row:
    (period, grain, start, end), (cut, category) = when, where
    chance = _chance(f"{indicator.key} {period} {grain} {cut} {category}")
    long = grain != "quarter" or isinstance(indicator.cohort, Open)
    size = (1 if long else 0.25) * (1 if cut == "all" else chance.uniform(0.05, 0.4))
    row: Row = {
        "indicator": indicator.key,
        "period": period,
        "grain": grain,
        "period_start": start,
        "period_end": end,
        "area": AREA,
        "cut": cut,
        "category": category,
        "unknown": 0,
        "method": "",
        "status": "",
        "note": "",
    }
    if indicator.key == "early_help_length":
        return row | {"status": "x", "note": NOT_SENT}
    if category == "Anonymous" and indicator.key == "mash_to_early_help":
        return row | {"status": "c", "note": "confidential"}
    if indicator.key == "mash_rag_in_time":
        row |= {"status": "u", "note": "the RAG grade is blank for 14.2% of contacts"}
    return row | _value(indicator, period, size, chance)


def _value(indicator: Indicator, period: str, size: float, chance: Random) -> Row:
    many = max(3, round(chance.uniform(900, 1400) * size))
    match indicator.unit:
        case "count":
            return {"value": float(many), "numerator": many}
        case "percent":
            part = round(many * chance.uniform(0.12, 0.3))
            value, half = round(100 * part / many, 1), 170 / many**0.5
            limits = {"lower": max(0.0, value - half), "upper": value + half}
            return limits | {"value": value, "numerator": part, "denominator": many}
        case "per_10k":
            value = round(chance.uniform(150, 220) * size, 1)
            if indicator.key == "section_47_started_per_10k":
                value = KNOWN.get(period, (value,))[0]
            limits = {"lower": value * 0.94, "upper": value * 1.06}
            return limits | {"value": value, "numerator": round(value * 6.8), "denominator": 67_830}
        case "days":
            return {"value": float(chance.randint(4, 40)), "denominator": many}


def _comparisons(indicators: tuple[Indicator, ...], figures: pl.DataFrame) -> Iterator[Row]:
    national = {each.key: each for each in indicators if each.national}
    own = figures.filter(
        pl.col("cut") == "all",
        pl.col("grain").is_in(["year", "rolling_12_months"]),
        pl.col("indicator").is_in(list(national)),
    )
    for row in own.iter_rows(named=True):
        for name, kind, place in COMPARED:
            chance = _chance(f"{row['indicator']} {row['period']} {name}")
            value = round(row["value"] * chance.uniform(0.8, 1.25), 1)
            if row["indicator"] == "section_47_started_per_10k":
                value = KNOWN.get(row["period"], (0, value, value))[place]
            way = ["higher", "lower"]
            if national[row["indicator"]].better != "neither":
                way = ["better", "worse"]
            judgement = chance.choice([*way, "similar"])
            far = kind == "country" and judgement != "similar"
            yield {
                "indicator": row["indicator"],
                "period": row["period"],
                "grain": row["grain"],
                "area": AREA,
                "value": row["value"],
                "comparator": name,
                "comparator_kind": kind,
                "period_compared": row["period"] if row["grain"] == "year" else "2019-20",
                "comparator_value": value,
                "comparator_status": "",
                "judgement": judgement,
                "children_sentence": "About 87 more than at England's rate" if far else "",
                "release": "Children in need 2024",
                "stale": False,
                "note": "",
            }


def _submissions() -> pl.DataFrame:
    every = {"sha256": "0" * 64, "recognised_by": "headers", "header_row": 3, "rows_refused": 0}
    contacts = {
        "submission": 1,
        "file": "MASH contacts 2019-20.xlsx",
        "sheet": "Contacts",
        "feed": "mash_contacts",
        "rows_in": 5123,
        "rows_admitted": 5101,
        "rows_refused": 19,
        "rows_blank": 3,
        "columns_unused": ["Worker", "Team"],
        "columns_missing": [],
        "covers_from": date(2018, 4, 1),
        "covers_to": date(2020, 3, 31),
        "note": "",
    }
    episodes = {
        "submission": 2,
        "file": "Early help Q4.xlsx",
        "sheet": "Episodes",
        "feed": "early_help_episodes",
        "rows_in": 812,
        "rows_admitted": 800,
        "rows_refused": 12,
        "rows_blank": 0,
        "columns_unused": ["=cmd|' /C calc'!A0", "+Notes"],
        "columns_missing": ["closed_on", "closure_reason"],
        "covers_from": date(2019, 4, 1),
        "covers_to": date(2020, 3, 31),
        "note": "the header is in row 3, beneath a logo",
    }
    minutes = {
        "submission": 3,
        "file": "@minutes.xlsx",
        "sheet": "Sheet1",
        "feed": "",
        "rows_in": 40,
        "rows_admitted": 0,
        "rows_blank": 0,
        "columns_unused": ["Item", "Owner"],
        "note": "no feed has these headings",
    }
    return pl.DataFrame(
        [every | each for each in (contacts, episodes, minutes)], schema=SUBMISSIONS
    )


def _findings() -> pl.DataFrame:
    contacts = {"feed": "mash_contacts", "file": "MASH contacts 2019-20.xlsx", "sheet": "Contacts"}
    unread = {
        "column": "C",
        "field": "received_on",
        "problem": "date_unreadable",
        "level": "reject",
    }
    rows: list[Row] = [
        contacts
        | unread
        | {
            "row": row,
            "message": f"the date in C{row} cannot be read",
            "remedy": "write it as 31/12/2019",
        }
        for row in range(7, 20)
    ]
    rows.append(
        contacts
        | {
            "row": 44,
            "column": "F",
            "field": "decided_on",
            "problem": "before",
            "level": "warn",
            "message": "the contact in row 44 is dated after its decision",
            "remedy": "ask the MASH which of the two dates is right",
        }
    )
    rows.append(
        {
            "feed": "early_help_episodes",
            "file": "Early help Q4.xlsx",
            "sheet": "Episodes",
            "column": "",
            "field": "closed_on",
            "problem": "column_missing",
            "level": "error",
            "message": "the sheet has no column for `closed_on`",
            "remedy": "head the column Date closed, or add its heading to the feed's declaration",
        }
    )
    return pl.DataFrame(rows, schema=FINDINGS)


def _chance(seed: str) -> Random:
    return Random(seed)


def _end(start: date, months: int) -> date:
    later = start.month - 1 + months
    return date(start.year + later // 12, later % 12 + 1, 1) - timedelta(days=1)


def _arrivals() -> pl.DataFrame:
    """Draw a feed's eight quarters, of every state, and the next."""
    states = ["before the first", "sent", "late", "replaced", "sent in part", "missing", "sent"]
    states += ["never sent", "not yet due"]
    ends = pl.date_range(date(2018, 6, 1), date(2020, 6, 1), "3mo", eager=True).dt.month_end()
    return pl.DataFrame(
        [
            (
                "The hub",
                "mash_contacts",
                quarter_name(end),
                end,
                end + timedelta(30),
                state,
                end,
                end,
            )
            for end, state in zip(ends, states, strict=True)
        ],
        schema=ARRIVALS,
        orient="row",
    )
