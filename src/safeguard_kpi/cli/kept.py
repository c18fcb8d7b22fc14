"""What the terminal says of the store: what is new in it, what took the place of what, what overlaps."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any


def kept_lines(record: dict[str, Any]) -> Iterator[str]:
    """Say in a line each what a run has changed in what is kept between quarters."""
    if record.get("unchanged"):
        when = datetime.fromisoformat(record["started"])
        yield f"nothing has changed since the run of {when:%-d %B %Y, %H:%M} UTC: the outputs are as it left them"
        return
    told = record.get("store")
    if not told:
        return
    for each in told["replaced"]:
        changes = (
            f"{each[name]:,} {words}"
            for name, words in (
                ("same", "as before"),
                ("changed", "changed"),
                ("added", "new"),
                ("gone", "gone"),
            )
            if each[name]
        )
        yield f"{each['now']}: {each['why']}; rows: {', '.join(changes) or 'none'}"
    for each in told["overlaps"]:
        yield (
            f"{each['later']}: has {each['same'] + each['different']:,} rows that {each['earlier']} "
            f"has too, {each['different']:,} of them otherwise; the later counts"
        )
    for name in told["withdrawn"]:
        yield f"{name}: was withdrawn and is not counted; take it out of the inputs"
    for name in told["back"]:
        yield f"{name}: had been replaced and is given again, so it counts again"
    yield from _outside(told)
    many = len(told["new"])
    yield (
        f"kept: {told['submissions']:,} sheets, {many:,} of them new"
        if many
        else f"kept: {told['submissions']:,} sheets, none of them new"
    )


def _outside(told: dict[str, Any]) -> Iterator[str]:
    """Say what did not come in, and what was put right."""
    outside = told["left_outside"]
    if outside["erased"]:
        yield f"left out: {outside['erased']:,} rows of children that were erased; the partners' files have them still"
    if outside["past"]:
        yield f"left out: {outside['past']:,} rows from before the days that are kept"
    if told["mended"]:
        yield f"the store: {told['mended']}"
