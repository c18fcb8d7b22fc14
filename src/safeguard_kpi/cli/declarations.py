"""Print what is declared: the indicators and the feeds, from the declarations themselves."""

import sys
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.model import Contracts, Field
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.indicators import catalogue
from safeguard_kpi.indicators.model import Indicator, Rate
from safeguard_kpi.indicators.readable import (
    cohort_in_words,
    denominator_in_words,
    numerator_in_words,
)
from safeguard_kpi.indicators.standards import Standards
from safeguard_kpi.journey.assembly import standards_of
from safeguard_kpi.reference_tables import COMPARATORS, NEIGHBOURS, POPULATIONS
from safeguard_kpi.settings import read_settings

UNITS = {"count": "a count", "percent": "per cent", "per_10k": "per 10,000", "days": "days"}
"""The units in words."""


def list_indicators(settings: Path, schemas: Path | None) -> None:
    """Print key, unit and title of each, by theme."""
    theme = ""
    for indicator in _catalogue(settings, schemas):
        if indicator.theme != theme:
            theme = indicator.theme
            _say(f"{theme.replace('_', ' ').capitalize()}")
        mark = "N" if indicator.national else " "
        _say(f"  {indicator.key:<42} {mark}  {indicator.title}")
    _say("\nN: the Department for Education publishes the same figure.")


def show_indicator(key: str, settings: Path, schemas: Path | None) -> None:
    """Print everything that is declared of one indicator."""
    known = {indicator.key: indicator for indicator in _catalogue(settings, schemas)}
    indicator = known[_known(key, list(known), "indicator", "safeguard-kpi indicators list")]
    contracts = load_contracts(Declarations.standard(schemas))
    feed = contracts.feeds[indicator.cohort.feed]
    lines = {
        "key": indicator.key,
        "title": indicator.title,
        "means": indicator.means,
        "unit": UNITS[indicator.unit],
        "counts": cohort_in_words(indicator),
        "numerator": numerator_in_words(indicator),
        "denominator": denominator_in_words(indicator),
        "better": {"higher": "higher", "lower": "lower", "neither": "neither way"}[
            indicator.better
        ],
        "feed": f"{feed.name} ({feed.title}: one row is {feed.one_row_is})",
        "cut by": ", ".join(feed.cuts)
        if not isinstance(indicator, Rate)
        else "nothing: populations of parts are not held",
        "source": indicator.source,
        "national comparator": "yes" if indicator.national else "no",
        "differs": indicator.differs or "no known difference",
    }
    for name, text in lines.items():
        _say(f"{name:<20} {text}")


def list_feeds(schemas: Path | None) -> None:
    """Print name, title and sender of each feed."""
    for feed in load_contracts(Declarations.standard(schemas)).feeds.values():
        annex = f"Annex A {feed.annex_a}" if feed.annex_a else "no Annex A list"
        _say(f"{feed.name:<26} {feed.title} ({feed.partner}; {annex})")
    for name, (title, _) in REFERENCE.items():
        _say(f"{name:<26} {title} (public figures, by `safeguard-kpi comparators import`)")


REFERENCE = {
    "comparators": ("Published figures of the nation, region and authorities", COMPARATORS),
    "populations": ("Children aged 0 to 17, by the vintage that says so", POPULATIONS),
    "neighbours": ("Statistical neighbours, by the model's year", NEIGHBOURS),
}
"""The feeds that no partner sends."""


def show_feed(name: str, schemas: Path | None) -> None:
    """Print the fields and rules of one feed."""
    if name in REFERENCE:
        title, columns = REFERENCE[name]
        _say(
            f"{title}: inputs/reference/{name}.csv, written by `safeguard-kpi comparators import`\n"
        )
        for column, kind in columns.items():
            _say(f"{column:<24} {kind}")
        return
    contracts = load_contracts(Declarations.standard(schemas))
    feed = contracts.feeds[_known(name, list(contracts.feeds), "feed", "safeguard-kpi feeds list")]
    _say(f"{feed.title}: one row is {feed.one_row_is}")
    _say(f"sent by     {feed.partner}")
    _say(f"Annex A     {feed.annex_a or 'none'}")
    _say(f"one row by  {' or '.join(' + '.join(key) for key in feed.keys)}")
    _say(f"cut by      {', '.join(feed.cuts) or 'nothing'}\n")
    for field in feed.fields.values():
        _say(f"{field.name:<24} {_kind(field, contracts)}")
        _say(f"{'':<24} headed: {'; '.join(field.headers)}")
        if field.means:
            _say(f"{'':<24} {field.means}")
    for rule in feed.rules.values():
        number = f" (census rule {rule.census})" if rule.census else ""
        _say(f"\n{rule.level}: {rule.say}{number}\n  holds: {rule.holds}\n  {rule.remedy}")
    for rule in feed.aside.values():
        _say(f"\nset aside: {rule.say}\n  where: {rule.holds}\n  {rule.remedy}")
    for header, reason in feed.unused.items():
        _say(f"\nnot used: {header} ({reason})")


def _catalogue(settings: Path, schemas: Path | None) -> tuple[Indicator, ...]:
    declarations = Declarations.standard(schemas)
    if not settings.is_file():
        return catalogue(Standards())
    return catalogue(standards_of(replace(read_settings(settings), schemas=schemas), declarations))


def _known(key: str, known: list[str], what: str, where: str) -> str:
    if key not in known:
        near = get_close_matches(key, known, n=1)
        raise SafeguardError(
            f"there is no {what} `{key}`",
            hint=f"did you mean `{near[0]}`?" if near else f"`{where}` prints them all",
        )
    return key


def _kind(field: Field, contracts: Contracts) -> str:
    words = [field.kind.value.replace("_", " ")]
    if field.codes:
        titles = contracts.codes[field.codes].titles.values()
        words.append(f"({'; '.join(titles)})")
    words.append("the column must be there" if field.required else "the column may be left out")
    words.append("cells may be blank" if field.blank else "no blank cells")
    return ", ".join(words)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
