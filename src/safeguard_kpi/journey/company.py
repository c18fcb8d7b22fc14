"""Whom an authority's figures are set beside, held to what the reference knows."""

from collections.abc import Sequence
from difflib import get_close_matches

import polars as pl

from safeguard_kpi.comparators.reference import Reference
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.indicators.model import Indicator
from safeguard_kpi.measures.others import Beside
from safeguard_kpi.settings import Settings


def hold_to_reference(settings: Settings, reference: Reference) -> None:
    """See that the settings name one authority, a region and models that the reference knows.

    Raises:
        SafeguardError: name and codes are of different places, or the region or a model is
            unknown. An authority that the reference has no word of passes: it has no comparators.
    """
    own = settings.authority
    held = reference.populations.filter(pl.col("la_code") == own.la_code)
    for name, code in held.select("area_name", "area_code").unique().head(1).iter_rows():
        if (own.name, own.code) != (name, code):
            raise SafeguardError(
                f"the settings say {own.name} ({own.code}) and the code {own.la_code}, which is {name} ({code})",
                hint="mend `name`, `code` or `la_code` under [authority]",
            )
    regions = reference.comparators.filter(area_level="region")["area_name"].unique().to_list()
    if own.region not in regions and held.height:
        _refuse_unknown(
            own.region, regions, "`region` under [authority]", "region of the reference"
        )
    for model in own.neighbours:
        known = reference.neighbours["model"].unique().sort().to_list()
        _refuse_unknown(model, known, "`neighbours` under [authority]", "model of the reference")


def beside(settings: Settings, reference: Reference, indicators: Sequence[Indicator]) -> Beside:
    """Name whom an authority's figures are set beside, and why some are not those published.

    Raises:
        SafeguardError: the settings name an authority or an indicator that is not known.
    """
    authority = settings.authority
    national = [one.key for one in indicators if one.national]
    for key in settings.differs:
        _refuse_unknown(
            key, national, "`differs` under [compare]", "indicator with a national figure"
        )
    return Beside(
        area_name=authority.name,
        la_code=authority.la_code,
        region=authority.region,
        models=authority.neighbours,
        authorities=_named(settings.compare_with, authority.la_code, reference),
        reasons=settings.differs,
    )


def _named(asked: Sequence[str], own: str, reference: Reference) -> tuple[str, ...]:
    """Give the names of the authorities asked for by name or code; one is never beside itself."""
    listed = reference.neighbours.select("la_code", "la_name").unique(maintain_order=True)
    names = {code: name for code, name in listed.iter_rows() if code != own}
    known = [*names.values(), *names]
    for one in asked:
        _refuse_unknown(one, known, "`authorities` under [compare]", "other authority")
    return tuple(dict.fromkeys(names.get(one, one) for one in asked))


def _refuse_unknown(given: str, known: Sequence[str], where: str, what: str) -> None:
    if given not in known:
        near = get_close_matches(given, known, n=1)
        raise SafeguardError(
            f"the settings name `{given}` in {where}, which is no {what}",
            hint=f"did you mean `{near[0]}`?"
            if near
            else "`safeguard-kpi comparators list` prints what there is to compare with",
        )
