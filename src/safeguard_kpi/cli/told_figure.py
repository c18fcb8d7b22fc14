"""One figure told line by line: what it is, what it is made of, what it stands beside."""

from collections.abc import Mapping
from typing import Any

from safeguard_kpi.indicators.model import Indicator
from safeguard_kpi.indicators.readable import (
    cohort_in_words,
    denominator_in_words,
    numerator_in_words,
)
from safeguard_kpi.quarter.explaining import Explained
from safeguard_kpi.quarter.naming import named

UNITS = {"count": "", "percent": " %", "per_10k": " per 10,000", "days": " days"}
"""What stands after a value."""

WIDTH = 16
"""Characters of the names on the left."""


def told_figure(told: Explained) -> list[str]:
    """Tell one figure in lines."""
    indicator, figure = told.indicator, told.figure
    whole = figure["cut"] == "all"
    lines = [
        ("indicator", f"{indicator.title} ({indicator.key})"),
        ("period", f"{figure['period']}, {figure['period_start']:%d/%m/%Y} to {figure['period_end']:%d/%m/%Y}"),
        ("of", figure["area"] if whole else f"{figure['area']}, {figure['cut']}: {figure['category']}"),
        ("", ""),
        ("value", _value(indicator, figure)),
        ("numerator", _number(figure["numerator"])),
        ("denominator", _number(figure["denominator"])),
        ("not known", _number(figure["unknown"])),
        ("note", figure["note"] or "none"),
        ("", ""),
        ("means", indicator.means),
        ("source", indicator.source),
        ("differs", indicator.differs or "no known difference"),
        ("counts", cohort_in_words(indicator)),
        ("of them", numerator_in_words(indicator)),
        ("set over", denominator_in_words(indicator)),
        ("feed", f"{told.feed.title}: one row is {told.feed.one_row_is}"),
    ]  # fmt: skip
    if told.linked:
        lines.append(("looks at too", "; ".join(told.linked)))
    return [
        *(f"{name:<{WIDTH}}{text}".rstrip() for name, text in lines),
        "",
        *_submissions(told),
        "",
        *_comparators(told, indicator),
    ]


def _value(indicator: Indicator, figure: Mapping[str, Any]) -> str:
    symbols = "".join(f"[{letter}]" for letter in figure["status"].split())
    if figure["value"] is None:
        return symbols or "[x]"
    value = f"{figure['value']:,.{indicator.decimals}f}{UNITS[indicator.unit]}"
    limits = ""
    if figure["lower"] is not None and figure["upper"] is not None:
        limits = f"  (95% limits {figure['lower']:g} to {figure['upper']:g}, {figure['method']})"
    return f"{value}{' ' + symbols if symbols else ''}{limits}"


def _number(number: int | None) -> str:
    return "none" if number is None else f"{number:,}"


def _submissions(told: Explained) -> list[str]:
    if told.rows is None:
        return ["No rows stand behind it: it has no number."]
    names = {"numerator": "in the numerator", "denominator": "in the denominator alone", "unknown": "not known"}  # fmt: skip
    if told.indicator.unit == "days":
        names["denominator"] = "that the median is of"
    lines = ["Rows came from:"]
    known = {row["submission"]: row for row in told.submissions.to_dicts()}
    for submission, row in known.items():
        where = named(submission, known)
        parts = ", ".join(f"{row[name]:,} {words}" for name, words in names.items() if row[name])
        lines.append(f"  {where}: {row['rows']:,} rows: {parts}")
    return lines if len(lines) > 1 else ["No row stands behind it: nothing of the kind happened."]


def _comparators(told: Explained, indicator: Indicator) -> list[str]:
    if not told.comparisons:
        return ["Set beside nothing: national figures are of years, of the whole and of some indicators."]  # fmt: skip
    lines = ["Set beside:"]
    for row in told.comparisons:
        value, status = row["comparator_value"], row["comparator_status"] or "x"
        shown = f"[{status}]" if value is None else f"{value:,.{indicator.decimals}f}"
        release = f", {row['release']}, table {row['table']}" if row["release"] else ""
        judged = f", {row['judgement']}" if row["judgement"] else ""
        lines.append(
            f"  {row['comparator']} {row['period_compared']}: {shown}{judged}{release}".rstrip()
        )
        if row["note"]:
            lines.append(f"    {row['note']}")
    return lines
