"""Slips in what is declared of releases, each named with the nearest thing that is known."""

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from safeguard_kpi.comparators.release import Release
from safeguard_kpi.errors import DeclarationError


def refuse_unknown_measures(releases: Sequence[Release], known: Collection[str]) -> None:
    """Refuse a declared measure whose key is no indicator with a national figure.

    Raises:
        DeclarationError: naming release, table and key, and the nearest indicator.
    """
    for release in releases:
        for table in release.tables:
            for measure in table.measures:
                if measure.key and measure.key not in known:
                    near = get_close_matches(measure.key, known, n=1)
                    raise DeclarationError(
                        f"{release.name}, {table.name} declares a measure `{measure.key}`, which is no indicator with a national figure",
                        hint=f"did you mean `{near[0]}`?"
                        if near
                        else "leave out `key` where a measure is only to be verified",
                    )
