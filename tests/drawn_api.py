"""A local server that answers as the Explore Education Statistics API is documented to.

Its data sets are the drawn release: ids stand for indicators, filters and places, values are text.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import drawn_release
from drawn_answers import PLACE, VERSIONS, data_set, meta, publication, refused, results, set_id

TITLES = {
    "Section 47 enquiries": drawn_release.ENQUIRIES,
    "Population estimates": drawn_release.POPULATIONS,
    "Assessments": drawn_release.ASSESSMENTS,
}


@dataclass(kw_only=True)
class DrawnApi:
    """What the server holds, what it was asked, and the faults it is to answer with first."""

    most_queried: int = 10_000
    faults: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=lambda: dict(TITLES))
    publications: list[str] = field(default_factory=lambda: ["Children in need"])
    base: str = ""

    @contextmanager
    def serving(self) -> Iterator["DrawnApi"]:
        held = self

        class Handler(_Handler):
            api = held

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        self.base = f"http://127.0.0.1:{server.server_address[1]}/statistics/v1"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def answer(
        self, method: str, path: str, params: dict[str, str], body: dict[str, Any]
    ) -> tuple[int, Any]:
        parts = path.removeprefix("/statistics/v1/").split("/")
        match (method, *parts):
            case ("GET", "publications"):
                named = [
                    one for one in self.publications if params["search"].lower() in one.lower()
                ]
                return self._page([publication(one) for one in named], params, most=40)
            case ("GET", "publications", id_, "data-sets") if id_.startswith("pub-"):
                return self._page(
                    [data_set(one, text) for one, text in self.titles.items()], params, most=20
                )
            case ("GET", "data-sets", id_, "versions") if self._text(id_):
                return self._page(
                    [{**one, "type": "Major", "totalResults": 10} for one in VERSIONS],
                    params,
                    most=20,
                )
            case ("GET", "data-sets", id_, "meta") if self._text(id_):
                return 200, meta(self._text(id_))
            case ("POST", "data-sets", id_, "query") if self._text(id_):
                return self._queried(self._text(id_), body)
        return 404, {"title": "Not Found", "type": "Not Found", "status": 404}

    def _text(self, id_: str) -> str:
        return next((text for title, text in self.titles.items() if set_id(title) == id_), "")

    def _queried(self, text: str, body: dict[str, Any]) -> tuple[int, Any]:
        known = {one["id"] for one in meta(text)["indicators"]}
        if unknown := set(body["indicators"]) - known:
            return 400, refused("indicators", f"Must be in the data set: {sorted(unknown)}")
        levels = body.get("criteria", {}).get("geographicLevels", {}).get("in", list(PLACE))
        found = [one for one in results(text) if one["geographicLevel"] in levels]
        paged = {name: str(body[name]) for name in ("page", "pageSize")}
        return self._page(found, paged, most=self.most_queried, warnings=[])

    def _page(
        self, results: list[Any], params: dict[str, str], *, most: int, **more: Any
    ) -> tuple[int, Any]:
        page, size = int(params.get("page", 1)), int(params.get("pageSize", 10))
        if size > 10_000 or page < 1:
            return 400, refused("pageSize", "Must be between 1 and 10000 (inclusive).")
        size = min(size, most)
        paging = {
            "page": page,
            "pageSize": size,
            "totalResults": len(results),
            "totalPages": (len(results) - 1) // size + 1,
        }
        return 200, {"paging": paging, "results": results[(page - 1) * size : page * size], **more}


class _Handler(BaseHTTPRequestHandler):
    api: DrawnApi

    def do_GET(self) -> None:
        self._answer("GET", {})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        assert self.headers["Content-Type"] == "application/json"
        self._answer("POST", json.loads(self.rfile.read(length)))

    def log_message(self, *_args: object) -> None:
        """Say nothing: a test's output is its own."""

    def _answer(self, method: str, body: dict[str, Any]) -> None:
        url = urlsplit(self.path)
        params = {name: values[-1] for name, values in parse_qs(url.query).items()}
        self.api.asked.append((method, url.path, {**params, **body}))
        headers = {"Content-Type": "application/json"}
        if self.api.faults:
            status, more, text = self.api.faults.pop(0)
            headers |= more
        else:
            status, said = self.api.answer(method, url.path, params, body)
            text = json.dumps(said)
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(text.encode()))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())
