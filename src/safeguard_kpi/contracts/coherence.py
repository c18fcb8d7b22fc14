"""Whether what a feed declares holds together: names that exist, codes that fit, headers used once."""

from collections.abc import Mapping

from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.contracts.keep import Keep
from safeguard_kpi.contracts.model import Feed, Kind
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.text import label

MADE_CUTS = frozenset({"age_band"})
"""Cuts that no partner sends: they are worked out from a column that one does."""


def hold_together(feed: Feed, codes: Mapping[str, CodeSet], *, where: str) -> None:
    """Hold a feed against itself and the code sets.

    Raises:
        DeclarationError: names the key and what it names in vain.
    """
    columns = set(feed.columns)
    named = {
        "keys": {column for key in (*feed.keys, *feed.keys_without_day) for column in key},
        "cuts": set(feed.cuts) - MADE_CUTS,
        "recognised_by": set(feed.recognised_by),
        "window": {*feed.window.first, *feed.window.last, *feed.window.without_first},
        **{f"rules.{rule.name}": set(rule.columns) for rule in feed.rules.values()},
        **{f"aside.{rule.name}": set(rule.columns) for rule in feed.aside.values()},
        **{f"across {rule.name}": set(rule.columns) for rule in feed.across},
        "annex_a_limits": set(feed.annex_a_limits),
    }
    for key, wanted in named.items():
        if missing := sorted(wanted - columns):
            raise DeclarationError(
                f"{where}: `{key}` names `{missing[0]}`, which is no field of {feed.title}",
                hint=f"fields: {', '.join(sorted(columns))}",
            )
    for field in feed.fields.values():
        if (field.kind in {Kind.CODE, Kind.CODES}) != bool(field.codes) or (
            field.codes and field.codes not in codes
        ):
            raise DeclarationError(
                f"{where} [fields.{field.name}]: a field of kind {field.kind} and `codes` do not fit",
                hint=f"code sets declared: {', '.join(sorted(codes))}",
            )
    _one_header_one_field(feed, where=where)
    _kept_as_it_may_be(feed, where=where)


_MAY_BE_KEPT = {
    Kind.IDENTIFIER: {Keep.PSEUDONYM, Keep.NEVER},
    Kind.TEXT: {Keep.SECTOR, Keep.NEVER},
    Kind.DATE: {Keep.AS_IT_IS, Keep.MONTH, Keep.NEVER},
}
"""How each kind can be kept; the others as they are, or never."""


def _kept_as_it_may_be(feed: Feed, *, where: str) -> None:
    """Hold that no identifier and no free text is kept as it was sent, and that a key is kept."""
    keys = {column for key in (*feed.keys, *feed.keys_without_day) for column in key}
    for field in feed.fields.values():
        can = _MAY_BE_KEPT.get(field.kind, {Keep.AS_IT_IS, Keep.NEVER})
        if keys & set(field.columns):
            can = can - {Keep.NEVER, Keep.MONTH, Keep.SECTOR}
        if field.kept not in can:
            raise DeclarationError(
                f"{where} [fields.{field.name}]: `keep` cannot be {field.kept} for this field",
                hint=f"it can be: {', '.join(sorted(can)) or 'of another kind'}",
            )


def _one_header_one_field(feed: Feed, *, where: str) -> None:
    seen: dict[str, str] = {}
    for field in feed.fields.values():
        for header in field.headers:
            other = seen.setdefault(label(header), field.name)
            if other != field.name:
                raise DeclarationError(
                    f"{where}: the header `{header}` is claimed by `{other}` and by `{field.name}`",
                    hint="one header, one field",
                )
