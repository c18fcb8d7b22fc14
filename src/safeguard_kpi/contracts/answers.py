"""What yes and no are in a column of answers: the words of all of them, and those a field adds."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from safeguard_kpi.contracts.code_sets import CodeSet, CodeValue
from safeguard_kpi.contracts.model import Feed, Field, Kind

YES = frozenset({"y", "yes", "true", "t", "1"})
"""What means yes in any column; a field may declare more."""

NO = frozenset({"n", "no", "false", "f", "0"})
"""What means no in any column; a field may declare more."""

NOT_KNOWN = frozenset(
    {"unknown", "not known", "not yet known", "u", "nk", "n/k", "unsure", "not sure", "to be confirmed", "tbc"}
)  # fmt: skip
"""What a column of answers says when nobody knows: read, and null."""


def answers(name: str, title: str, yes: Iterable[str] = (), no: Iterable[str] = ()) -> CodeSet:
    """Make the code set of one column of answers."""
    return CodeSet(
        name=name,
        title=title,
        values=(
            CodeValue(key="yes", title="Yes", spellings=(*sorted(YES), *yes)),
            CodeValue(key="no", title="No", spellings=(*sorted(NO), *no)),
            CodeValue(key="unknown", title="Not known", spellings=tuple(sorted(NOT_KNOWN))),
        ),
    )


def with_answers(
    feeds: Mapping[str, Feed], codes: Mapping[str, CodeSet]
) -> tuple[dict[str, Feed], dict[str, CodeSet]]:
    """Give every field of yes and no a code set of its own: NFA is a yes in one of them alone."""
    own: dict[str, CodeSet] = {}

    def asked(feed: Feed, field: Field) -> Field:
        if field.kind is not Kind.YES_NO:
            return field
        name = f"{feed.name}.{field.name}"
        own[name] = answers(name, f"Yes or no: {field.title}", field.yes, field.no)
        return replace(field, codes=name)

    given = {
        name: replace(feed, fields={key: asked(feed, field) for key, field in feed.fields.items()})
        for name, feed in feeds.items()
    }
    return given, {**codes, **own}
