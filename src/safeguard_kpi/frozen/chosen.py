"""The settings that a figure depends on, written down with a release and taken up again."""

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.settings import Authority, Settings

COUNTED = (
    "authority",
    "as_of",
    "rag_hours",
    "visit_working_days",
    "early_help_assessment_days",
    "coverage",
    "compare_with",
    "differs",
)
"""The settings that decide a figure or a comparison; the others say where things lie."""


def written(settings: Settings) -> str:
    """Write down the settings that count: the same text for the same settings."""
    told = {name: getattr(settings, name) for name in COUNTED}
    told["authority"] = asdict(settings.authority)
    return json.dumps(told, indent=1, default=_plain, ensure_ascii=False) + "\n"


def taken_up(text: str, settings: Settings) -> Settings:
    """Give the settings with those that count as they were written down.

    Raises:
        SafeguardError: the text is not what `written` writes.
    """
    try:
        told: dict[str, Any] = json.loads(text)
        whose = told["authority"]
        return replace(
            settings,
            authority=Authority(**{**whose, "neighbours": tuple(whose["neighbours"])}),
            as_of=date.fromisoformat(told["as_of"]),
            rag_hours=told["rag_hours"],
            visit_working_days=told["visit_working_days"],
            early_help_assessment_days=told["early_help_assessment_days"],
            coverage={feed: _span(days) for feed, days in told["coverage"].items()},
            compare_with=tuple(told["compare_with"]),
            differs=told["differs"],
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise SafeguardError(
            "the settings of the release cannot be read", hint="bring its folder back from a copy"
        ) from fault


def _span(days: list[str]) -> tuple[date, date]:
    first, last = days
    return date.fromisoformat(first), date.fromisoformat(last)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else dict(value)  # type: ignore[call-overload]
