"""What is said of an answer of the API that is a fault, or is not as documented."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from safeguard_kpi.errors import SafeguardError


@contextmanager
def understood(path: str) -> Iterator[None]:
    """Tell whatever fails in taking an answer apart as an answer that is not as documented."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise not_understood(path, f"{type(fault).__name__} {fault}") from fault


def not_understood(path: str, why: str) -> SafeguardError:
    """Give the fault of an answer that is not as documented."""
    return SafeguardError(
        f"the API's answer to {path} is not understood: {why}",
        hint="the API may have changed; download the release's files and import them instead",
    )


def problem(body: Any) -> str:
    """Write out a ProblemDetails answer: its title, and each validation error with its field."""
    if not isinstance(body, dict):
        return ""
    errors = body.get("errors") or {}
    if not isinstance(errors, dict | list):
        errors = {"": [errors]}
    listed = (
        [(one.get("path", ""), one) for one in errors if isinstance(one, dict)]
        if isinstance(errors, list)
        else [
            (field, one)
            for field, ones in errors.items()
            for one in (ones if isinstance(ones, list) else [ones])
        ]
    )
    told = [
        f"{field}: {one.get('message') if isinstance(one, dict) else one}".removeprefix(": ")
        for field, one in listed
    ]
    return "".join(f"; {text}" for text in (body.get("title"), body.get("detail"), *told) if text)
