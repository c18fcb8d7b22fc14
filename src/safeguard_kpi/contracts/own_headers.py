"""Headers that an authority adds to a feed, without copying the whole declaration of the feed."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from safeguard_kpi.contracts.declared import Declarations, need, only, read_toml
from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.text import label


def with_own_headers(feeds: Mapping[str, Feed], declarations: Declarations) -> dict[str, Feed]:
    """Add to each feed the headers that `headers/<feed>.toml` gives its fields.

    Raises:
        DeclarationError: a file for no feed, a field the feed does not have, or a header that is
            another field's already; names file and field.
    """
    added = dict(feeds)
    for name, path in declarations.folder("headers").items():
        if name not in feeds:
            raise DeclarationError(
                f"{path} is named after `{name}`, which is no feed",
                hint=_near(name, feeds, f"feeds: {', '.join(sorted(feeds))}"),
            )
        added[name] = _added(feeds[name], path)
    return added


def _added(feed: Feed, path: Path) -> Feed:
    given, where = read_toml(path), str(path)
    only({"fields", "sheets"}, given, where=where)
    fields = dict(feed.fields)
    claimed = {
        label(header): field.name for field in feed.fields.values() for header in field.headers
    }
    for name, headers in need(given, "fields", dict, where=where).items():
        if name not in fields:
            raise DeclarationError(
                f"{where}: `{name}` is no field of {feed.title}",
                hint=_near(name, fields, f"fields: {', '.join(fields)}"),
            )
        for header in _texts(headers, where=f"{where} [fields] {name}"):
            other = claimed.setdefault(label(header), name)
            if other != name:
                raise DeclarationError(
                    f"{where}: the header `{header}` is claimed by `{other}` and by `{name}`",
                    hint="one header, one field",
                )
        fields[name] = replace(fields[name], headers=(*fields[name].headers, *headers))
    sheets = _texts(given.get("sheets", []), where=f"{where} sheets")
    return replace(feed, fields=fields, sheets=(*feed.sheets, *sheets))


def _texts(given: Any, *, where: str) -> list[str]:
    if not isinstance(given, list) or not all(
        isinstance(text, str) and label(text) for text in given
    ):
        raise DeclarationError(
            f"{where} is no list of texts", hint='write it as ["Date received", "Recd"]'
        )
    return given


def _near(name: str, known: Mapping[str, Any], otherwise: str) -> str:
    near = get_close_matches(name, known, n=1)
    return f"did you mean `{near[0]}`?" if near else otherwise
