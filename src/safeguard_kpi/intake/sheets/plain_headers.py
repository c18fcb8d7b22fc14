"""Which headers may be shown: a header that is no known word may be a child's name."""

from collections.abc import Mapping

from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.text import words_of


def shown(headers: Mapping[str, str], contracts: Contracts) -> tuple[str, ...]:
    """Give headers as they are where each of their words is declared, and else only their letter."""
    return tuple(
        header if _plain(header, contracts.header_words) else f"column {letter}"
        for letter, header in headers.items()
    )


def _plain(header: str, words: frozenset[str]) -> bool:
    return all(word in words or word.isdigit() for word in words_of(header))
