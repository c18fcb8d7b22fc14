"""What is said of sheets that were sent again, in counts of rows."""

from collections.abc import Collection, Iterable, Iterator

import polars as pl

from safeguard_kpi.contracts.model import Level
from safeguard_kpi.intake import findings
from safeguard_kpi.journey.earlier.again import Again


def said_of(
    pairs: Iterable[Again], kept: pl.DataFrame, here: Collection[str]
) -> Iterator[pl.DataFrame]:
    """Say as findings what sheets of this run do to others, in counts of rows.

    Args:
        pairs: what was found of each pair of sheets.
        kept: KEPT.
        here: the ids of the sheets of this run.
    """
    names = {row["id"]: row for row in kept.to_dicts()}
    for each in pairs:
        if each.now not in here:
            continue
        before, now = names[each.before], names[each.now]
        first = f"{before['file']}, sheet {before['sheet']}" if before["sheet"] else before["file"]
        problem, level, message, remedy = _words(each, first)
        yield findings.one(
            problem, level, message, remedy,
            feed=now["feed"], file=now["file"], sheet=now["sheet"],
        )  # fmt: skip


def _words(each: Again, first: str) -> tuple[str, Level, str, str]:
    stay = each.there - each.gone
    if each.in_part and not each.few:
        return (
            "sent_again_in_part",
            Level.WARN if each.gone else Level.NOTE,
            (
                f"Sent again under its name, for a part of the days of {first}: it takes the place of {each.there:,}"
                f" rows of those days, of which it has {stay:,} again and {each.gone:,} no more."
            ),
            "Nothing to do where that is meant; otherwise withdraw it alone, by the id that `store list` shows (store withdraw ID), or send it under another name.",
        )
    if each.in_part:
        return (
            "sent_again_few",
            Level.WARN,
            (
                f"It bears the name of {first}, or is to replace it, and is no list of the same months again: it has"
                f" {each.sent:,} rows where that has {each.there:,}, or fewer than half of its children. Rows that both have"
                f" are brought up to date, and {each.gone:,} others still count."
            ),
            "If those rows are not to count, ask for the whole list again; or name the first under `replaces` in submissions.toml.",
        )
    return (
        "looks_sent_again",
        Level.QUERY,
        f"It tells of days that {first} tells of too, and lacks {each.gone:,} of its {each.there:,} rows of those days: they still count.",
        "If it is that list sent again, name the first under `replaces` in submissions.toml; if rows were taken out or put right since, ask for the first list again.",
    )
