"""What is kept of a row, and what never is: looked for in every byte of the store."""

import json
import re
import stat
from datetime import date, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conftest import KEYS
from drawn_store import CONTACTS, WALSALL, WHO, Desk, contacts, desk, tables_of
from drawn_tables import contracts, sheet
from safeguard_kpi.contracts.keep import Keep
from safeguard_kpi.contracts.model import Feed, Field, Kind, Window
from safeguard_kpi.indicators.people import age_at, age_kept
from safeguard_kpi.store import delta
from safeguard_kpi.store.keys import PSEUDONYM, kind_of
from safeguard_kpi.store.model import PLACED, TABLE
from safeguard_kpi.store.reduced import kept_schema, reduced

SPRING = contacts(date(2020, 4, 1), 91, seed=1)


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A store of contacts whose sheet says who each child is, and of the same children's referrals."""
    made = desk(tmp_path_factory.mktemp("a desk"))  # a name with a space in it
    who = tuple(WHO.values())
    made.give("mash contacts.csv", (*CONTACTS, *WHO), [(*row, *who) for row in SPRING])
    made.give(
        "referrals.csv",
        ("Child Unique ID", "Date of Referral", "Referral Source", "Referral NFA?"),
        [(row[1], row[3].date(), "6: Police", "N") for row in SPRING if row[5] == "Referral"],
    )
    made.read()
    return made


def test_who_a_child_is_stands_in_no_byte_of_the_store(at: Desk) -> None:
    held = at.bytes().lower()
    for words in WHO.values():
        for form in {words, words.replace(" ", "")}:
            assert form.lower().encode() not in held
    assert b"nhs number" in held, "what a column was called is kept, of what it held nothing"


def test_no_identifier_of_a_child_or_a_contact_stands_in_any_byte(at: Desk) -> None:
    held = at.bytes()
    names = {str(row[place]) for row in SPRING for place in (0, 1)}
    assert len(names) > 200
    assert not [name for name in names if name.encode() in held]


def test_no_full_date_of_birth_stands_in_any_byte(at: Desk) -> None:
    held = at.bytes()
    days = {row[2] for row in SPRING if row[2].day != 1}
    assert days
    for day in days:
        for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d"):
            assert day.strftime(form).encode() not in held
    stored = {
        day
        for rows in tables_of(at).values()
        for name, dtype in rows.schema.items()
        if name == "date_of_birth" and dtype == pl.Date
        for day in rows[name].drop_nulls()
    }
    assert stored == {row[2].replace(day=1) for row in SPRING}


def test_the_same_child_is_the_same_pseudonym_in_every_feed(at: Desk) -> None:
    tables = tables_of(at)
    referred = set(tables["referrals"]["child_id"])
    assert referred <= set(tables["mash_contacts"]["child_id"])
    (known,) = KEYS.pseudonyms(
        [next(row[1] for row in SPRING if row[5] == "Referral")],
        of=kind_of(WALSALL.code, "child_id"),
    )
    assert known in referred
    assert all(re.fullmatch(rf"[0-9a-f]{{{PSEUDONYM}}}", each) for each in referred)


def test_a_table_has_the_declared_columns_and_no_other(at: Desk) -> None:
    for name, rows in tables_of(at).items():
        if name != TABLE:
            wanted = {*PLACED, *kept_schema(contracts().feeds[name])}
            assert set(rows.columns) == wanted


def test_any_reader_of_delta_lake_can_read_the_tables(at: Desk) -> None:
    store = at.store()
    for name in store.pointer.tables:
        table = DeltaTable(str(store.table(name)))
        protocol = table.protocol()
        assert (protocol.min_reader_version, protocol.min_writer_version) == (1, 2)
        assert not protocol.reader_features
        assert not protocol.writer_features
        assert table.metadata().partition_columns == ["authority", "period"]
        assert "delta.enableDeletionVectors" not in table.metadata().configuration


def test_the_delta_log_has_no_statistic_of_a_personal_column(at: Desk) -> None:
    store = at.store()
    told = set()
    for name in store.pointer.tables:
        for _ in range(2):  # what is in the checkpoint, too
            for stats in _statistics(store.table(name)):
                for kind in ("minValues", "maxValues", "nullCount"):
                    told |= set(stats.get(kind, {}))
            DeltaTable(str(store.table(name))).create_checkpoint()
    assert told == {"submission", "id"}


def _statistics(table: Path) -> list[dict[str, dict[str, object]]]:
    log = table / "_delta_log"
    lines = [json.loads(x) for file in log.glob("*.json") for x in file.read_text().splitlines()]
    found = [line["add"]["stats"] for line in lines if "add" in line]
    for file in log.glob("*.parquet"):
        adds = pl.read_parquet(file)["add"].struct.unnest().drop_nulls("path")
        assert "stats_parsed" not in adds.columns
        found += adds["stats"].to_list()
    assert found
    return [json.loads(each) for each in found]


def test_parquet_files_have_no_least_and_greatest_value_of_a_personal_column(at: Desk) -> None:
    for name, rows in tables_of(at).items():
        if name == TABLE:
            continue
        parts = list(at.store().table(name).glob("*/*/*.parquet"))
        least = min(rows["child_id"].drop_nulls()).encode()
        times = sum(part.read_bytes().count(least) for part in parts)
        # In the page of its dictionary, once; not in the footer, and not in an index of pages.
        assert times == len(parts) == 1


def test_folders_and_files_are_for_their_owner_alone(at: Desk) -> None:
    for path in (at.store_folder, *at.store_folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_pages_are_not_compressed(at: Desk) -> None:
    (some,) = KEYS.pseudonyms([SPRING[0][1]], of=kind_of(WALSALL.code, "child_id"))
    assert some.encode() in at.bytes()


FEED = contracts().feeds["child_protection_plans"]
DAYS = st.dates(date(1996, 1, 1), date(2026, 12, 31))


@given(pairs=st.lists(st.tuples(DAYS, DAYS, st.none() | DAYS), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_an_age_at_a_rows_own_dates_is_the_one_that_the_day_of_birth_gives(
    pairs: list[tuple[date, date, date | None]],
) -> None:
    rows = _plans(pairs)
    kept = reduced(rows, FEED, KEYS, WALSALL.code)
    for day in ("started_on", "ended_on"):
        exact = rows.select(age_at(day, rows.columns)).to_series()
        after = kept.select(age_at(day, kept.columns)).to_series()
        assert after.cast(pl.Float64).to_list() == exact.to_list()


@given(born=DAYS, month=st.dates(date(1996, 1, 1), date(2026, 12, 31)))
@settings(max_examples=200, deadline=None)
def test_at_the_end_of_a_month_the_month_of_birth_tells_the_age_as_well(
    born: date, month: date
) -> None:
    # More than 300 days ahead is a slip, and which side of that a birth lies the month cannot tell.
    assume(born <= month + timedelta(days=300 - 31))
    assume((born.month, born.day) != (2, 29))  # see the next test
    end = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    rows = _plans([(born, end, None)]).with_columns(period_end=pl.lit(end))
    kept = reduced(rows, FEED, KEYS, WALSALL.code).with_columns(period_end=pl.lit(end))
    exact, after = (each.select(age_at("period_end", each.columns)).item() for each in (rows, kept))
    assert after == exact


def test_born_on_a_leap_day_is_a_year_older_on_the_last_day_of_every_february() -> None:
    rows = _plans([(date(2000, 2, 29), date(2001, 2, 28), None)])
    rows = rows.with_columns(period_end=pl.lit(date(2001, 2, 28)))
    kept = reduced(rows, FEED, KEYS, WALSALL.code).with_columns(period_end="started_on")
    ages = [each.select(age_at("period_end", each.columns)).item() for each in (rows, kept)]
    assert ages == [0, 1]
    own = [each.select(age_at("started_on", each.columns)).item() for each in (rows, kept)]
    assert own == [0, 0]


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2004-02-29", "2012-02-28", 7), ("2004-02-29", "2012-02-29", 8),
        ("2004-02-29", "2013-02-28", 8), ("2004-02-29", "2013-03-01", 9),
        ("2004-12-31", "2005-01-01", 0), ("2019-05-02", "2019-05-01", -1),
        ("2020-02-25", "2019-05-01", -1), ("2020-02-26", "2019-05-01", None),
        ("1993-05-02", "2020-05-01", 26), ("1993-05-01", "2020-05-01", None),
    ],
)  # fmt: skip
def test_ages_worked_out_by_hand_are_kept(born: str, on: str, age: int | None) -> None:
    rows = _plans([(date.fromisoformat(born), date.fromisoformat(on), None)])
    kept = reduced(rows, FEED, KEYS, WALSALL.code)
    assert kept[age_kept("started_on")].to_list() == [age]
    assert kept["date_of_birth"].to_list() == [date.fromisoformat(born).replace(day=1)]


def _plans(pairs: list[tuple[date, date, date | None]]) -> pl.DataFrame:
    blank = sheet(FEED.name, "child_id | started_on\nW1 | 2019-04-01").frame.drop("child_id")
    drawn = pl.DataFrame(
        pairs, schema={"date_of_birth": pl.Date, "started_on": pl.Date, "ended_on": pl.Date}, orient="row",
    )  # fmt: skip
    rest = blank.select(pl.all().exclude(*drawn.columns))
    return drawn.join(rest, how="cross").with_columns(
        child_id=pl.lit("W1"),
        _submission=pl.lit(1, pl.UInt32),
        _row=pl.int_range(pl.len(), dtype=pl.Int64),
    )


HOMES = Feed(
    name="homes", title="Homes", one_row_is="one move", partner="Council", annex_a="", sheets=(),
    keys=(("child_id", "moved_on"),), cuts=(), recognised_by=(),
    window=Window(first=("moved_on",), last=("moved_on",)), rules={}, unused={},
    fields={
        field.name: field
        for field in (
            Field(name="child_id", title="Child", kind=Kind.IDENTIFIER, headers=()),
            Field(name="moved_on", title="Moved", kind=Kind.DATE, headers=()),
            Field(name="postcode", title="Postcode", kind=Kind.TEXT, headers=(), keep=Keep.SECTOR),
            Field(name="words", title="Words", kind=Kind.TEXT, headers=()),
            Field(name="unsaid", title="Unsaid", kind=Kind.DATE, headers=(), keep=Keep.NEVER),
        )
    },
)  # fmt: skip


def _homes(postcodes: list[str | None]) -> pl.DataFrame:
    rows = pl.DataFrame(
        {"postcode": postcodes}, schema={"postcode": pl.String}
    ).with_columns(
        child_id=pl.lit("W1"), moved_on=pl.lit(date(2020, 4, 1)), words=pl.lit("Quillfeather"),
        unsaid=pl.lit(date(2020, 4, 2)), _submission=pl.lit(1, pl.UInt32),
        _row=pl.int_range(pl.len(), dtype=pl.Int64),
    )  # fmt: skip
    return reduced(rows, HOMES, KEYS, WALSALL.code)


@pytest.mark.parametrize(
    ("postcode", "sector"),
    [
        ("WS1 1TW", "WS1 1"), ("ws11tw", "WS1 1"), (" WS1 1TW ", "WS1 1"), ("M1 1AE", "M1 1"),
        ("EC1A 1BB", "EC1A 1"), ("W1A0AX", "W1A 0"), ("CR2 6XH", "CR2 6"), ("DN55 1PT", "DN55 1"),
        ("WS1", None), ("WS1 1", None), ("17 Larkspur Rise WS1 1TW", None), ("WS1 1TW1", None),
        ("", None), (None, None), ("not known", None),
    ],
)  # fmt: skip
def test_of_a_postcode_the_sector_is_kept_or_nothing(
    postcode: str | None, sector: str | None
) -> None:
    assert _homes([postcode])["postcode"].to_list() == [sector]


@given(st.lists(st.text(max_size=30), max_size=30))
@settings(max_examples=100, deadline=None)
def test_nothing_but_a_sector_is_kept_of_any_text(texts: list[str]) -> None:
    for kept in _homes(list(texts))["postcode"].drop_nulls():
        assert re.fullmatch(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9]", kept)


def test_free_text_and_what_is_never_kept_is_no_column(tmp_path: Path) -> None:
    kept = _homes(["WS1 1TW"])
    assert kept.columns == ["child_id", "moved_on", "postcode", "_submission", "_row"]
    placed = kept.select(pl.exclude("_submission", "_row")).with_columns(
        authority=pl.lit("E08000030"), period=pl.lit("none"), submission=pl.lit("1"), row=pl.lit(1)
    )
    delta.append(tmp_path / "homes", placed, told=("submission",))
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"Quillfeather" not in held
    assert b"1TW" not in held
    assert b"WS1 1" in held


def test_the_page_of_what_is_kept_is_made_from_the_declarations() -> None:
    docs = Path(__file__).parents[1] / "docs"
    spec = spec_from_file_location("make_reference", docs / "make_reference.py")
    assert spec
    assert spec.loader
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    said = (docs / "reference" / "kept.md").read_text(encoding="utf-8")
    assert said == "\n".join(made.kept_page(contracts())) + "\n"
