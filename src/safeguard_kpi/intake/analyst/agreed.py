"""Proposals of several sheets for one feed, so that what is written of them can be used as it stands."""

from collections.abc import Sequence
from dataclasses import replace

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.intake.analyst.proposal import Guess, Proposal
from safeguard_kpi.text import label


def agreed(group: Sequence[Proposal], feed: Feed) -> tuple[Proposal, ...]:
    """Take out of use what would contradict itself: one header is one field's, and one field has one column.

    Args:
        group: the sheets of one file that are proposed for the feed.
        feed: the feed.

    Returns:
        The same, with a reason at each column that is not proposed any more.
    """
    against = _of_two_fields(group)
    while lost := _second_column(group, feed, against):
        against |= lost
    return tuple(_without(proposal, feed, against) for proposal in group)


def _used(group: Sequence[Proposal], against: dict[str, str]) -> list[tuple[Proposal, Guess]]:
    return [
        (proposal, guess)
        for proposal in group
        for guess in proposal.columns
        if guess.proposed and not guess.known and label(guess.header) not in against
    ]


def _of_two_fields(group: Sequence[Proposal]) -> dict[str, str]:
    """Name the headers that sheets propose for different fields."""
    fields: dict[str, set[str]] = {}
    for _, guess in _used(group, {}):
        fields.setdefault(label(guess.header), set()).add(guess.field)
    return {
        header: f"proposed on one sheet for {' and on another for '.join(sorted(meant))}, and one header has one field"
        for header, meant in fields.items()
        if len(meant) > 1
    }


def _second_column(
    group: Sequence[Proposal], feed: Feed, against: dict[str, str]
) -> dict[str, str]:
    """Find a header that would give some sheet a second column for one field; the least like goes first."""
    for _, guess in sorted(_used(group, against), key=lambda each: each[1].score):
        also = {
            label(other.header) for _, other in _used(group, against) if other.field == guess.field
        }
        heads = also | {label(header) for header in feed.fields[guess.field].headers}
        for proposal in group:
            labels = [label(column.header) for column in proposal.columns]
            if label(guess.header) in labels and sum(one in heads for one in labels) > 1:
                why = f"with it, a sheet would have two columns for {guess.field}"
                return {label(guess.header): why}
    return {}


def _without(proposal: Proposal, feed: Feed, against: dict[str, str]) -> Proposal:
    columns = tuple(
        replace(guess, against=against[label(guess.header)])
        if guess.proposed and not guess.known and label(guess.header) in against
        else guess
        for guess in proposal.columns
    )
    found = {guess.field for guess in columns if guess.proposed}
    missing = tuple(
        field.name for field in feed.fields.values() if field.required and field.name not in found
    )
    return replace(proposal, columns=columns, missing=missing)
