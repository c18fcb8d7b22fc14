"""The one door to the Explore Education Statistics API: asking, waiting when told to, reading faults."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

from safeguard_kpi.comparators.faults import not_understood, problem
from safeguard_kpi.errors import SafeguardError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import httpx

TOO_MANY: Final = 429
"""The answer of an API that is asked too often; its Retry-After says when to ask again."""

PASSING: Final = frozenset({TOO_MANY, 502, 503, 504})
"""Answers that may be another after a wait."""

OK: Final = 200
"""The only answer that holds what was asked for."""

LISTED_AT_ONCE: Final = 20
"""Results a page of a list may have: the least of the API's limits (40 publications, 20 data sets)."""

QUERIED_AT_ONCE: Final = 10_000
"""Results a page of a query may have, by the API's own limit."""

MOST_PAGES: Final = 1_000
"""Pages no list or query has: ten million rows are more than any release holds."""


@dataclass(frozen=True, kw_only=True)
class Api:
    """Where the API stands and how patiently it is asked; ``wait`` sleeps for so many seconds."""

    base: str
    tries: int
    longest_wait: float
    client: "httpx.Client"
    wait: Callable[[float], None] = time.sleep

    def get(self, path: str, **params: str | int) -> dict[str, Any]:
        """Ask for one thing.

        Raises:
            SafeguardError: there is no answer, or it is a fault, told in the API's own words.
        """
        return self._asked("GET", path, params=params)

    def listed(self, path: str, **params: str | int) -> Iterator[dict[str, Any]]:
        """Give every result of a list, page by page."""
        yield from self._pages(
            path, lambda page: self.get(path, **params, page=page, pageSize=LISTED_AT_ONCE)
        )

    def queried(
        self, path: str, body: Mapping[str, Any], **params: str | int
    ) -> Iterator[dict[str, Any]]:
        """Give every result of a query, page by page."""
        yield from self._pages(
            path,
            lambda page: self._asked(
                "POST",
                path,
                params=params,
                json={**body, "page": page, "pageSize": QUERIED_AT_ONCE},
            ),
        )

    def _pages(self, path: str, ask: Callable[[int], dict[str, Any]]) -> Iterator[dict[str, Any]]:
        page, given, total = 0, 0, None
        while total is None or given < total:
            page += 1
            answer = ask(page)
            try:
                results, said = list(answer["results"]), int(answer["paging"]["totalResults"])
            except (KeyError, TypeError, ValueError) as fault:
                raise not_understood(path, "it has no `results` with `paging`") from fault
            if said != (said if total is None else total) or (not results and given < said):
                raise not_understood(path, "its pages do not add up to one list")
            total, given = said, given + len(results)
            if given > total or page > MOST_PAGES:
                raise not_understood(path, "its pages do not add up to one list")
            yield from results

    def _asked(self, method: str, path: str, **said: Any) -> dict[str, Any]:
        import httpx  # noqa: PLC0415 (only a fetch needs it)

        for turn in range(1, self.tries + 1):
            try:
                answer = self.client.request(method, f"{self.base}/{path}", **said)
            except httpx.RequestError as fault:
                if turn == self.tries:
                    raise SafeguardError(
                        f"the API did not answer at {self.base}: {type(fault).__name__}",
                        hint="check the connection and any proxy; the release's files can be downloaded and imported instead",
                    ) from fault
                self.wait(self._pause(None, turn))
                continue
            if answer.status_code in PASSING and turn < self.tries:
                self.wait(self._pause(answer.headers.get("Retry-After"), turn))
                continue
            return _read(answer, path)
        raise AssertionError  # the last turn returns or raises

    def _pause(self, retry_after: str | None, turn: int) -> float:
        """Give the seconds to wait: what the API asks for, or twice as long each turn."""
        asked = _seconds(retry_after) if retry_after else None
        return min(2.0 ** (turn - 1) if asked is None else asked, self.longest_wait)


def opened(timeout: float) -> "AbstractContextManager[httpx.Client]":
    """Open a client.

    Raises:
        SafeguardError: the optional part of the product that fetches is not installed.
    """
    try:
        import httpx  # noqa: PLC0415 (only a fetch needs it)
    except ImportError as fault:
        raise SafeguardError(
            "fetching needs httpx, which is not installed",
            hint="pip install 'safeguard-kpi[fetch]', or download the release's files and import them",
        ) from fault
    return httpx.Client(timeout=timeout, headers={"Accept": "application/json"})


def _seconds(retry_after: str) -> float | None:
    """Read Retry-After, which is seconds or a day and time."""
    if re.fullmatch(r"\s*[0-9]+\s*", retry_after):
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except (ValueError, TypeError, OverflowError):
        return None
    since = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (since - datetime.now(UTC)).total_seconds())


def _read(answer: "httpx.Response", path: str) -> dict[str, Any]:
    try:
        body = answer.json()
    except (json.JSONDecodeError, UnicodeDecodeError) as fault:
        if answer.status_code == OK:
            raise not_understood(path, "it is no JSON") from fault
        body = {}
    if answer.status_code != OK:
        raise SafeguardError(
            f"the API answered {path} with {answer.status_code}{problem(body)}", hint=_hint(answer)
        )
    if not isinstance(body, dict):
        raise not_understood(path, "it is no JSON object")
    return body


def _hint(answer: "httpx.Response") -> str:
    if answer.status_code == TOO_MANY:
        return "it was asked too often; try again later"
    return "the release's files can be downloaded and imported instead"
