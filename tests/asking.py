"""A client of the drawn API, for the tests of fetching."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from drawn_api import DrawnApi
from safeguard_kpi.comparators.api import Api

NEED = "pub-children-in-need"
"""The id that the drawn API gives the publication *Children in need*."""


@dataclass(kw_only=True)
class Asking:
    """A client of the drawn API that does not sleep, but notes how long it would have."""

    server: DrawnApi
    client: httpx.Client
    waited: list[float] = field(default_factory=list)

    @property
    def api(self) -> Api:
        return Api(
            base=self.server.base,
            tries=4,
            longest_wait=60,
            client=self.client,
            wait=self.waited.append,
        )


@contextmanager
def asking_a_drawn_api() -> Iterator[Asking]:
    with DrawnApi().serving() as server, httpx.Client(trust_env=False, timeout=5) as client:
        yield Asking(server=server, client=client)
