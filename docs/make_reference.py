"""Write the reference pages from the declarations and the command itself; `make docs` runs it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from safeguard_kpi.contracts.declared import Declarations, read_toml
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.model import Contracts, Feed, Field, Keep
from safeguard_kpi.indicators import catalogue
from safeguard_kpi.indicators.model import Indicator
from safeguard_kpi.indicators.standards import Standards
from safeguard_kpi.indicators.timing import calendar_of
from safeguard_kpi.store.reduced import kept_schema

PAGES = Path(__file__).resolve().parent / "reference"
COMMANDS = (
    (),
    ("refresh",),
    ("ingest",),
    ("validate",),
    ("compute",),
    ("report",),
    ("status",),
    ("release",),
    ("verify",),
    ("diff",),
    ("explain",),
    ("sample",),
    ("indicators",),
    ("indicators", "list"),
    ("indicators", "show"),
    ("feeds",),
    ("feeds", "list"),
    ("feeds", "show"),
    ("feeds", "map"),
    ("comparators",),
    ("comparators", "import"),
    ("comparators", "verify"),
    ("comparators", "list"),
    ("comparators", "show"),
    ("comparators", "fetch"),
    ("key",),
    ("key", "create"),
    ("key", "show"),
    ("key", "rotate"),
    ("store",),
    ("store", "list"),
    ("store", "withdraw"),
    ("store", "retain"),
    ("store", "erase"),
)
UNITS = {"count": "count", "percent": "%", "per_10k": "per 10,000", "days": "days"}
MADE = "<!-- Written by `make docs` from the declarations; change those instead. -->"


def pages() -> dict[str, str]:
    """Give each page's name and text."""
    declarations = Declarations.standard()
    contracts = load_contracts(declarations)
    days = read_toml(declarations.file("bank_holidays.toml"))["days"]
    listed = catalogue(Standards(calendar=calendar_of(days)))
    return {
        "indicators.md": "\n".join(_indicators(listed)) + "\n",
        "feeds.md": "\n".join(_feeds(contracts)) + "\n",
        "kept.md": "\n".join(kept_page(contracts)) + "\n",
        "commands.md": "\n".join(_commands()) + "\n",
    }


def _indicators(listed: tuple[Indicator, ...]) -> Iterator[str]:
    yield "# Indicators"
    yield ""
    yield MADE
    yield ""
    yield f"The {len(listed)} indicators of the catalogue. **N** marks the {sum(i.national for i in listed)} that the Department for Education publishes too, under a table named in the source. How they are counted: [how figures are made](../explanation/figures.md)."
    theme = ""
    for one in listed:
        if one.theme != theme:
            theme = one.theme
            yield ""
            yield f"## {theme.replace('_', ' ').capitalize()}"
        yield ""
        yield f"### `{one.key}`"
        yield ""
        yield f"**{one.title}**{' (N)' if one.national else ''}"
        yield ""
        yield one.means
        yield ""
        better = {
            "higher": "higher is better",
            "lower": "lower is better",
            "neither": "no better or worse",
        }[one.better]
        yield f"{UNITS[one.unit].capitalize()}; {better}; from `{one.cohort.feed}`. Source: {one.source}."
        if one.differs:
            yield ""
            yield f"Differs from the national definition: {one.differs}"


def _feeds(contracts: Contracts) -> Iterator[str]:
    yield "# Feeds and fields"
    yield ""
    yield MADE
    yield ""
    yield "What each partner's sheet may carry, and the headers each column is known by (case, spaces, quotes and trailing marks do not matter). A field marked *needed* must be there; the others may be left out, and the indicators that need them then say so."
    for feed in contracts.feeds.values():
        yield from _feed(feed, contracts)


def _feed(feed: Feed, contracts: Contracts) -> Iterator[str]:
    yield ""
    yield f"## `{feed.name}`"
    yield ""
    yield f"**{feed.title}.** One row is {feed.one_row_is}. Sent by: {feed.partner}. Annex A: {feed.annex_a or 'none'}. One row by {' or '.join(' + '.join(f'`{part}`' for part in key) for key in feed.keys)}. Cut by: {', '.join(f'`{cut}`' for cut in feed.cuts) or 'nothing'}."
    yield ""
    yield "| field | what it is | cells | headers |"
    yield "|---|---|---|---|"
    for field in feed.fields.values():
        yield f"| `{field.name}` | {field.title}{' (needed)' if field.required else ''}{f'. {field.means}' if field.means else ''} | {_cells(field, contracts)} | {'; '.join(field.headers)} |"
    if feed.rules:
        yield ""
        yield "| rule | when it is broken | the row |"
        yield "|---|---|---|"
        for rule in feed.rules.values():
            number = f" (census rule {rule.census})" if rule.census else ""
            yield f"| `{rule.name}` | {rule.say}{number} | {_WHAT[rule.level]} |"
        for rule in feed.aside.values():
            yield f"| `{rule.name}` | {rule.say} | is set aside and asked about |"
        for across in feed.across:
            number = f" (census rule {across.census})" if across.census else ""
            yield f"| `{across.name}` | {across.say}{number} | {_WHAT[across.level]} |"
    if feed.unused:
        yield ""
        yield (
            "Known and on purpose not used: "
            + "; ".join(f"*{header}* ({reason})" for header, reason in feed.unused.items())
            + "."
        )


_WHAT = {
    "reject": "is refused",
    "warn": "counts, and is warned of",
    "query": "counts, and is queried",
}


def _cells(field: Field, contracts: Contracts) -> str:
    kind = field.kind.value.replace("_", " ")
    if field.codes:
        kind += ": " + ", ".join(contracts.codes[field.codes].titles.values())
    return kind + ("; may be blank" if field.blank else "")


def kept_page(contracts: Contracts) -> Iterator[str]:
    """Say of every column how it is kept."""
    yield "# What is kept of each field"
    yield ""
    yield MADE
    yield ""
    yield "What the store keeps between quarters of each column that a feed declares, and for how the row is placed: authority, quarter, submission, row. A column that no feed declares is not kept. Why: [privacy](../explanation/privacy.md)."
    for feed in contracts.feeds.values():
        yield ""
        yield f"## `{feed.name}`"
        yield ""
        yield "| column | kept |"
        yield "|---|---|"
        columns = [(name, field) for field in feed.fields.values() for name in field.columns]
        for name, field in columns:
            yield f"| `{name}` | {_AS[field.kept]} |"
        for name in kept_schema(feed):
            if name not in feed.columns:
                yield f"| `{name}` | worked out: the age in whole years on that date, -1 for unborn |"


_AS = {
    Keep.AS_IT_IS: "as it was read",
    Keep.PSEUDONYM: "a keyed pseudonym in its place",
    Keep.MONTH: "the month, as its first day",
    Keep.SECTOR: "the sector",
    Keep.NEVER: "never",
}


def _commands() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield MADE
    yield ""
    yield "Settings come from `safeguard-kpi.toml`; a flag wins over it. Results go to stdout, words to stderr. What the exit codes mean: [exit codes](exit-codes.md)."
    for command in COMMANDS:
        yield ""
        yield f"## `{' '.join(('safeguard-kpi', *command))}`"
        yield ""
        yield "```text"
        yield _help(command)
        yield "```"


def _help(command: tuple[str, ...]) -> str:
    asked = [sys.executable, "-m", "safeguard_kpi", *command, "--help"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True, env=None)  # noqa: S603 (our own command)
    lines = (
        line.rstrip()
        for line in told.stdout.replace("python -m safeguard_kpi", "safeguard-kpi").splitlines()
    )
    return "\n".join(lines).strip()


if __name__ == "__main__":
    PAGES.mkdir(exist_ok=True)
    for name, text in pages().items():
        (PAGES / name).write_text(text, encoding="utf-8")
