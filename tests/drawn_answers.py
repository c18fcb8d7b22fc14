"""The shapes of the Explore Education Statistics API's answers, made from a drawn CSV file."""

import csv
import io
from typing import Any

import drawn_release

PLACE = {
    "NAT": ("country_code", "country_name"),
    "REG": ("region_code", "region_name"),
    "LA": ("new_la_code", "la_name"),
}
LEVELS = {"National": "NAT", "Regional": "REG", "Local authority": "LA"}
FILTERS = ("category", "age_group")
VERSIONS = [
    {"version": "2.0", "status": "Published", "published": "2024-10-31T09:30:00+00:00"},
    {"version": "1.1", "status": "Withdrawn", "published": "2024-02-01T09:30:00+00:00"},
    {"version": "1.0", "status": "Published", "published": "2023-10-26T09:30:00+00:00"},
]


def refused(field_: str, message: str) -> dict[str, Any]:
    return {
        "title": "There are validation errors with the request.",
        "type": "Bad Request",
        "status": 400,
        "errors": {field_: [{"message": message, "code": "notValid"}]},
    }


def publication(title: str) -> dict[str, str]:
    slug = title.lower().replace(" ", "-")
    return {
        "id": f"pub-{slug}",
        "title": title,
        "slug": slug,
        "summary": "",
        "lastPublished": "2024-10-31",
    }


def set_id(title: str) -> str:
    return "set-" + title.lower().replace(" ", "-")


def data_set(title: str, text: str) -> dict[str, Any]:
    latest = {
        "version": "2.0",
        "published": VERSIONS[0]["published"],
        "totalResults": text.count("\n") - 1,
    }
    status = "Withdrawn" if "withdrawn" in title.lower() else "Published"
    return {
        "id": set_id(title),
        "title": title,
        "summary": "",
        "status": status,
        "latestVersion": latest,
    }


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _columns(text: str) -> list[str]:
    head = drawn_release.HEAD.rstrip(",").split(",")
    return [one for one in _rows(text)[0] if one not in {*head, *FILTERS}]


def meta(text: str) -> dict[str, Any]:
    rows = _rows(text)
    options: dict[str, dict[str, dict[str, str]]] = {level: {} for level in PLACE}
    for row in rows:
        for level, (code, name) in PLACE.items():
            if row[code]:
                more = {"oldCode": row["old_la_code"]} if level == "LA" else {}
                options[level][row[code]] = {
                    "id": f"at-{row[code]}",
                    "label": row[name],
                    "code": row[code],
                    **more,
                }
    return {
        "indicators": [
            {"id": f"i{at}", "column": one, "label": one} for at, one in enumerate(_columns(text))
        ],
        "filters": [
            {
                "id": f"f-{one}",
                "column": one,
                "label": one,
                "options": [
                    {"id": f"o-{value}", "label": value}
                    for value in sorted({row[one] for row in rows})
                ],
            }
            for one in FILTERS
            if one in rows[0]
        ],
        "geographicLevels": [{"code": code, "label": label} for label, code in LEVELS.items()],
        "locations": [
            {"level": {"code": level, "label": level}, "options": list(held.values())}
            for level, held in options.items()
        ],
        "timePeriods": [
            {"code": "RY", "period": one, "label": one}
            for one in sorted({row["time_period"] for row in rows})
        ],
    }


def results(text: str) -> list[dict[str, Any]]:
    return [
        {
            "timePeriod": {"code": "RY", "period": row["time_period"]},
            "geographicLevel": LEVELS[row["geographic_level"]],
            "locations": {
                level: f"at-{row[code]}" for level, (code, _) in PLACE.items() if row[code]
            },
            "filters": {f"f-{one}": f"o-{row[one]}" for one in FILTERS if one in row},
            "values": {f"i{at}": row[one] for at, one in enumerate(_columns(text))},
        }
        for row in _rows(text)
    ]
