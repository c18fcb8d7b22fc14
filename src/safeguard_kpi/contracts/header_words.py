"""The words that headers are made of, so that a header of other words can be kept from view."""

from collections.abc import Iterable, Mapping

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.text import words_of


def header_words(feeds: Mapping[str, Feed], others: Iterable[str]) -> frozenset[str]:
    """Gather the words of every header, title and sheet that is declared, and of some others."""
    declared = [
        text
        for feed in feeds.values()
        for text in (
            feed.title,
            *feed.sheets,
            *feed.unused,
            *(text for field in feed.fields.values() for text in (field.title, *field.headers)),
        )
    ]
    return frozenset(word for text in (*declared, *others) for word in words_of(text))
