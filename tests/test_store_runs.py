"""The store from run to run: the same again is nothing, more is more, and a run that dies leaves no trace."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import deltalake
import polars as pl
import pytest
from deltalake.exceptions import DeltaError

from conftest import KEYS
from drawn_store import (
    CONTACTS,
    REFERRALS,
    SETTINGS,
    TODAY,
    WALSALL,
    Desk,
    contacts,
    desk,
    referrals,
    tables_of,
)
from drawn_tables import Sheet, Story, chosen, contracts, evidence, figures, stories, story_figures
from safeguard_kpi.cli.running import run
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.intake import Admitted
from safeguard_kpi.intake.admission.coverage import COVERAGE, coverage
from safeguard_kpi.journey.earlier.remembering import remember
from safeguard_kpi.journey.told.expected import Expected
from safeguard_kpi.store import delta, open_store, shelves
from safeguard_kpi.store.delta import StoreError
from safeguard_kpi.store.pointer import POINTER
from safeguard_kpi.tables import FINDINGS, SUBMISSIONS

WINTER, SPRING = date(2020, 1, 1), date(2020, 4, 1)
FILES: dict[str, tuple[tuple[str, ...], list[Any]]] = {
    "contacts winter.csv": (CONTACTS, contacts(WINTER, 91, seed=1)),
    "referrals winter.csv": (REFERRALS, referrals(WINTER, 91, seed=2)),
    "contacts spring.csv": (CONTACTS, contacts(SPRING, 91, seed=3)),
    "referrals spring.csv": (REFERRALS, referrals(SPRING, 91, seed=4)),
}


def give(at: Desk, *names: str) -> None:
    for name in names:
        at.give(name, *FILES[name])


def state(at: Desk) -> tuple[Any, ...]:
    """Take all that the store says, but for the clock."""
    pointer = json.loads((at.store_folder / POINTER).read_text())
    kept = at.store().kept.drop("kept_at")
    rows = {name: table for name, table in tables_of(at).items() if name != "submissions"}
    return pointer["erased"], pointer["begins"], kept.to_dicts(), {
        name: table.to_dicts() for name, table in rows.items()
    }  # fmt: skip


def test_two_runs_give_the_figures_of_one_with_all(tmp_path: Path) -> None:
    twice, once = desk(tmp_path / "twice"), desk(tmp_path / "once")
    give(twice, *list(FILES)[:2])
    twice.read()
    shutil.rmtree(twice.settings.inputs)  # the store alone has the winter now
    give(twice, *list(FILES)[2:])
    give(once, *FILES)
    together = once.figures()
    assert together.drop_nulls("value").height > 500
    assert twice.figures().equals(together)


def test_figures_through_the_store_are_those_counted_without_it(tmp_path: Path) -> None:
    at = desk(tmp_path)
    give(at, *FILES)
    journey = at.journey()
    straight = journey.compute(journey.validate(journey.ingest())).figures
    assert at.figures().equals(straight)


@pytest.mark.parametrize("story", stories(), ids=lambda story: story.name)
def test_every_drawn_answer_is_the_same_through_the_store(story: Story, tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", WALSALL.code, KEYS, to_write=True)
    remembered = remember(
        _admitted(story), store, contracts(), Expected(), authority=WALSALL.code, synthetic=False
    )
    sheets = tuple(
        Sheet(
            feed=one.feed,
            frame=remembered.admitted.frames[one.feed]
            .filter(pl.col("_submission") == number)
            .drop("_submission", "_row"),
            sent=one.sent,
        )
        for number, one in enumerate(story.sheets, start=1)
    )
    given = evidence(*sheets, as_of=story.as_of, coverage=story.coverage)
    wanted = chosen(*{answer["indicator"] for answer in story.answers})
    after = figures(given, wanted, population=story.population)
    assert after.equals(story_figures(story))


def _admitted(story: Story) -> Admitted:
    """Put a story's sheets as intake would hand them on."""
    feeds = contracts().feeds
    frames: dict[str, list[pl.DataFrame]] = {name: [] for name in feeds}
    listed: list[dict[str, Any]] = []
    for number, one in enumerate(story.sheets, start=1):
        placed = one.frame.with_columns(
            _submission=pl.lit(number, pl.UInt32), _row=pl.int_range(pl.len(), dtype=pl.Int64)
        )
        frames[one.feed].append(placed)
        fields = [name for name in feeds[one.feed].fields if name in one.sent]
        listed.append({"submission": number, "file": f"{number}.csv", "sha256": str(number),
                       "sheet": "", "feed": one.feed, "columns_used": fields})  # fmt: skip
    empty = {
        name: pl.DataFrame(schema={**feed.columns, "_submission": pl.UInt32, "_row": pl.Int64})
        for name, feed in feeds.items()
    }
    sound = {name: pl.concat([empty[name], *parts]) for name, parts in frames.items()}
    windows = pl.concat(
        [pl.DataFrame(schema=COVERAGE), *(coverage(sound[name], feeds[name]) for name in feeds)]
    )
    covers = windows.select("covers_from", "covers_to", submission="_submission")
    submissions = pl.DataFrame(listed, schema=SUBMISSIONS).drop("covers_from", "covers_to")
    submissions = submissions.join(covers, on="submission", how="left")
    return Admitted(
        frames=sound, sound=sound, windows=windows, findings=pl.DataFrame(schema=FINDINGS),
        submissions=submissions.select(SUBMISSIONS.names()), today=TODAY,
    )  # fmt: skip


def test_the_same_files_again_change_not_one_byte(tmp_path: Path) -> None:
    at = desk(tmp_path)
    give(at, *FILES)
    at.read()
    before = at.bytes()
    again = at.read()
    assert again.told is not None
    assert again.told["new"] == again.told["replaced"] == []
    assert at.bytes() == before


def test_a_file_under_another_name_with_the_same_bytes_counts_once(tmp_path: Path) -> None:
    at = desk(tmp_path)
    give(at, "contacts winter.csv")
    first = at.figures()
    path = at.settings.inputs / "contacts winter.csv"
    path.rename(path.with_name("contacts winter (1).csv"))
    assert at.figures().equals(first)
    assert at.store().rows(contracts().feeds["mash_contacts"], at.store().current["id"].to_list()).height == 182  # fmt: skip


def test_a_resubmission_replaces_what_it_covers_and_says_what_changed(tmp_path: Path) -> None:
    at = desk(tmp_path)
    headers, rows = FILES["contacts winter.csv"]
    at.give("contacts.csv", headers, rows)
    at.read()
    # One contact gone, one more, and two with another outcome; the first and the last day stay.
    changed = [(*row[:5], "Early help" if row[5] != "Early help" else "Referral") for row in rows[50:52]]  # fmt: skip
    more = ("MC9", "W1001", rows[0][2], rows[60][3], "6: Police", "Referral")
    at.give("contacts.csv", headers, [*rows[:50], *changed, *rows[53:], more])
    told = at.read().told
    assert told is not None
    (replaced,) = told["replaced"]
    assert {name: replaced[name] for name in ("same", "changed", "added", "gone")} == {
        "same": len(rows) - 3, "changed": 2, "added": 1, "gone": 1,
    }  # fmt: skip
    assert at.store().kept["standing"].to_list() == ["replaced", "current"]
    once = desk(tmp_path / "once")
    once.give("contacts.csv", headers, [*rows[:50], *changed, *rows[53:], more])
    assert at.figures().equals(once.figures())


def test_overlapping_extracts_merge_on_the_key_and_the_later_wins(tmp_path: Path) -> None:
    at = desk(tmp_path)
    headers, rows = CONTACTS, contacts(WINTER, 182, seed=7)
    early, late = rows[:240], rows[120:]
    late = [(*row[:5], "No further action") if 0 <= n < 5 else row for n, row in enumerate(late)]
    at.give("contacts to april.csv", headers, early)
    at.read()
    at.give("contacts to june.csv", headers, late)
    told = at.read().told
    assert told is not None
    (overlap,) = told["overlaps"]
    differ = sum(row[5] != "No further action" for row in rows[120:125])
    assert (overlap["same"], overlap["different"]) == (120 - differ, differ)
    once = desk(tmp_path / "once")
    once.give("contacts.csv", headers, [*rows[:120], *late])
    assert at.figures().equals(once.figures())


class Killed(BaseException):
    """What ends a run at once: nothing tidies up after it."""


@pytest.fixture(scope="module")
def halves(tmp_path_factory: pytest.TempPathFactory) -> tuple[Admitted, Admitted]:
    """What intake makes of the first files, and of all."""
    at = desk(tmp_path_factory.mktemp("halves"))
    give(at, *list(FILES)[:2])
    first = at.journey().validate(at.journey().ingest())
    give(at, *FILES)
    return first, at.journey().validate(at.journey().ingest())


def take(at: Desk, admitted: Admitted) -> None:
    store = at.store(to_write=True)
    remember(
        admitted, store, contracts(), Expected(), authority=WALSALL.code, synthetic=False
    ).store.commit()


@pytest.mark.parametrize("moment", range(1, 6))
def test_a_write_that_is_killed_before_the_commit_leaves_the_store_as_it_was(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    halves: tuple[Admitted, Admitted],
    moment: int,
) -> None:
    at = desk(tmp_path)
    take(at, halves[0])
    before = state(at)
    with monkeypatch.context() as patch:
        _kill(patch, moment)
        with pytest.raises(Killed):
            take(at, halves[1])
    assert state(at) == before
    store = at.store(to_write=True)
    assert bool(store.mended) == (moment > 1)
    assert state(at) == before
    take(at, halves[1])
    whole = desk(tmp_path / "whole")
    take(whole, halves[0])
    take(whole, halves[1])
    assert state(at) == state(whole)


def _kill(patch: pytest.MonkeyPatch, moment: int) -> None:
    """Die before or after a write of one of three tables, or before the commit."""
    done = 0

    def dying(write: Callable[..., int]) -> Callable[..., int]:
        def wrapped(*args: Any, **kwargs: Any) -> int:
            nonlocal done
            done += 1
            if done == moment:
                raise Killed
            version = write(*args, **kwargs)
            if done == moment - 1 and moment == 4:
                raise Killed
            return version

        return wrapped

    def dead(*_args: Any) -> None:
        raise Killed

    patch.setattr(delta, "append", dying(delta.append))
    patch.setattr(delta, "overwrite", dying(delta.overwrite))
    patch.setattr(shelves, "write_pointer", dead)


def test_a_first_run_that_is_killed_leaves_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, halves: tuple[Admitted, Admitted]
) -> None:
    at = desk(tmp_path)
    with monkeypatch.context() as patch:
        _kill(patch, 3)
        with pytest.raises(Killed):
            take(at, halves[0])
    assert at.store().kept.is_empty()
    assert list(at.store_folder.rglob("*.parquet"))
    assert not list(at.store(to_write=True).folder.rglob("*.parquet"))


@pytest.fixture
def kept(tmp_path: Path) -> Desk:
    at = desk(tmp_path)
    give(at, "contacts winter.csv")
    at.read()
    return at


def test_a_store_of_a_newer_version_is_left_alone(kept: Desk) -> None:
    path = kept.store_folder / POINTER
    told = json.loads(path.read_text()) | {"format": 99, "product": "9.0.0", "news": 1}
    path.write_text(json.dumps(told))
    before = kept.bytes()
    for to_write in (False, True):
        with pytest.raises(
            StoreError,
            match=r"newer version, 9\.0\.0, in format \d+; this is .* and reads format 1",
        ):
            kept.store(to_write=to_write)
    assert kept.bytes() == before


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"format": 1}', '{"format": "one"}', "\x00" * 40,
             '{"format": 1, "erased": [], "strange": 1}'],
)  # fmt: skip
def test_a_damaged_pointer_is_a_sentence_and_nothing_is_touched(kept: Desk, text: str) -> None:
    (kept.store_folder / POINTER).write_text(text)
    before = kept.bytes()
    for to_write in (False, True):
        with pytest.raises(StoreError, match="is damaged") as told:
            kept.store(to_write=to_write)
        assert "from a copy" in told.value.hint
    assert kept.bytes() == before


def test_a_lost_table_is_a_sentence(kept: Desk) -> None:
    shutil.rmtree(kept.store().table("mash_contacts"))
    with pytest.raises(StoreError, match="lacks its table mash_contacts"):
        kept.store(to_write=True)


def test_a_fault_of_the_library_is_told_without_its_words(kept: Desk, tmp_path: Path) -> None:
    part = next(kept.store().table("mash_contacts").glob("*/*/*.parquet"))
    part.write_bytes(b"PAR1 Marigold Quillfeather PAR1")
    with pytest.raises(StoreError) as told:
        kept.store().rows(contracts().feeds["mash_contacts"], kept.store().current["id"].to_list())
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__
    assert "cannot be read" in str(told.value)
    rows = pl.DataFrame({"authority": ["A"], "period": ["B"], "submission": ["C"], "x": [1]})
    delta.append(tmp_path / "t", rows, told=("submission",))
    with pytest.raises(StoreError) as told:
        delta.append(tmp_path / "t", rows.with_columns(x=pl.lit("Marigold")), told=("submission",))
    assert "cannot be written" in str(told.value)
    assert "Marigold" not in str(told.value)


def test_even_a_panic_of_the_library_is_told_without_its_words(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panic(*_args: Any, **_kwargs: Any) -> None:
        raise pl.exceptions.PanicException("row: Marigold Quillfeather")

    monkeypatch.setattr(pl, "scan_parquet", panic)
    with pytest.raises(SafeguardError) as told:
        _ = kept.store().kept
    assert "Marigold" not in str(told.value)


def test_a_fault_of_the_library_reaches_neither_terminal_nor_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    at = desk(tmp_path)
    (at.folder / "safeguard-kpi.toml").write_text(SETTINGS, encoding="utf-8")
    give(at, "contacts winter.csv")

    def refused(*_args: Any, **_kwargs: Any) -> None:
        raise DeltaError("Invalid data found: child_id W1001, Marigold Quillfeather")

    monkeypatch.setattr(deltalake, "write_deltalake", refused)
    assert run(["refresh", "--settings", str(at.folder / "safeguard-kpi.toml")]) == 2
    told = capfd.readouterr()
    assert "cannot be written" in told.err
    files = [path for path in at.settings.outputs.rglob("*") if path.is_file()]
    for said in (told.out, told.err, *(path.read_text(errors="replace") for path in files)):
        assert "Marigold" not in said
        assert "W1001" not in said
