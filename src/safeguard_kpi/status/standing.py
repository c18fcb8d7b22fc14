"""Everything that can be said of how things stand, put together."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.measures.arrivals import Arrival
from safeguard_kpi.settings import Settings
from safeguard_kpi.status.facts import FeedFacts, Status
from safeguard_kpi.status.whole import outputs_facts
from safeguard_kpi.store.facts import store_facts
from safeguard_kpi.unattended.heartbeat import read_beats
from safeguard_kpi.unattended.lock import holder, only_run
from safeguard_kpi.unattended.outputs import recover, unfinished

AWAITED = frozenset({Arrival.MISSING, Arrival.NOT_YET, Arrival.PART})
"""What run.json says under `arrivals` of a quarter of which all or some did not come; it is still to come
where it ends after what was sent: the first quarter of a list of what is open is sent in part for good."""


def status_of(settings: Settings, now: datetime) -> Status:
    """Say how things stand; what a killed run had ready is moved into place first.

    Nothing is waited for: while a run is at work nothing is moved.

    Args:
        settings: where outputs and store lie.
        now: with its zone.
    """
    trouble = _mend(settings)
    runs = read_beats(settings.outputs)
    outputs, record = outputs_facts(settings.outputs, runs, trouble)
    at_work, store = holder(settings.store_folder), store_facts(settings.store_folder)
    made_of = (record.get("store") or {}).get("commit")
    if (
        outputs.state == "whole"
        and not at_work
        and store
        and not store.trouble
        and store.commit != made_of
    ):
        why = "the store has been changed since; `safeguard-kpi refresh` makes them of it"
        outputs = replace(outputs, state="behind", why=why)
    return Status(
        at_work=at_work,
        outputs=outputs,
        store=store,
        feeds=tuple(_feeds(record, now.date())),
        runs=runs,
    )


def _mend(settings: Settings) -> str:
    """Recover what a killed run left, if none is at work now; say why where it cannot be done."""
    if not unfinished(settings.outputs) or holder(settings.store_folder) is not None:
        return ""
    try:
        with only_run(settings.store_folder, doing="status"):
            recover(settings.outputs)
    except SafeguardError as fault:
        return fault.message
    return ""


def _feeds(record: dict[str, Any], today: date) -> list[FeedFacts]:
    sheets = [sheet for sheet in record.get("submissions", []) if sheet.get("feed")]
    found = []
    for name in sorted({sheet["feed"] for sheet in sheets}):
        own = [sheet for sheet in sheets if sheet["feed"] == name]
        covered = [day for sheet in own if (day := _day(sheet.get("covers_to")))]
        last = max((day for sheet in own if (day := _day(sheet.get("received")))), default=None)
        quarters = [one for one in record.get("arrivals", []) if one["feed"] == name]
        found_to = [day for one in quarters if (day := _day(one.get("covered_to")))]
        sent_to = max(found_to or covered, default=date.min)
        awaited = [
            day
            for one in quarters
            if one["state"] in AWAITED
            and (_day(one.get("quarter_end")) or date.max) > sent_to
            and (day := _day(one["due"]))
        ]
        due = min(awaited, default=None)
        found.append(
            FeedFacts(
                name=name,
                covered_to=max(found_to or covered, default=None),
                last_received=last,
                days_since=(today - last).days if last else None,
                next_due=due,
                overdue=due is not None and due < today,
            )
        )
    return found


def _day(text: object) -> date | None:
    return date.fromisoformat(text[:10]) if isinstance(text, str) and text else None
