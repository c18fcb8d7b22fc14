"""Dates in the forms that people and spreadsheets write them, the day always first."""

import polars as pl

from safeguard_kpi.intake.labels import SPACES

EARLIEST, LATEST = 1900, 2100
"""Years outside these are slips of the keyboard: nobody in the data was born before 1900."""

_NUMBERS = (
    r"^(?P<day>\d{1,2}) ?[/.\- ] ?(?P<month>\d{1,2}) ?[/.\- ] ?(?P<year>\d{4}|\d{2})"
    r"(?:,? (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)? ?(?P<half>[ap]\.?m\.?)?)?$"
)
_WORDS = (
    r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?"
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ \-/.]*(?P<month>[a-z]{3,9})[ \-/.,]*(?P<year>\d{4}|\d{2})"
    r"(?:,? (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)? ?(?P<half>[ap]\.?m\.?)?)?$"
)
_ISO = (
    r"^(?P<year>\d{4})[\-/](?P<month>\d{1,2})[\-/](?P<day>\d{1,2})"
    r"(?:[ t](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?P<half>[ap]m)?"
    r"(?: ?z| ?[+\-]\d{2}:?\d{2})?)?$"
)
ZONES = ("Z", "z", "+00:00", "+01:00", "+0000", "+0100")
"""How a time of a zone ends, here in winter and in summer: the zone is left off."""

_SERIAL = r"^\d{5}(?:\.\d+)?$"
"""A day's number in a spreadsheet has five digits from 1927 to 2173; four would be a year."""

_WRITTEN = "%Y-%m-%d %H:%M:%S"
"""How the reader of workbooks gives a real date; five times as quick to read as with fractions."""

_MONTHS = {
    name[:length]: str(number)
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september",
         "october", "november", "december"), start=1,
    )
    for length in {3, 4, len(name)} if length <= len(name)
}  # fmt: skip


SWAPPED = 3
"""Cells that can only be month first which show how a column is written; fewer may be slips."""


def months_first(text: pl.Series) -> pl.Series:
    """Find the cells whose day and month may be swapped, in a column that is written month first.

    Returns:
        True where both readings give a date and they differ; nowhere in a column that is
        written day first.
    """
    nowhere = pl.repeat(value=False, n=text.len(), eager=True)
    if not text.str.contains(_BEGINS).any():
        return nowhere
    known = text.alias("text").drop_nulls().value_counts(name="cells")
    parts = _plain(known["text"]).str.extract_groups(_NUMBERS).struct.unnest()
    first, second = (parts[name].cast(pl.Int64) for name in ("day", "month"))
    monthly = known["cells"].filter(first.is_between(1, 12) & second.is_between(13, 31)).sum()
    daily = known["cells"].filter(first.is_between(13, 31) & second.is_between(1, 12)).sum()
    if monthly < SWAPPED or monthly <= daily:
        return nowhere
    either = first.is_between(1, 12) & second.is_between(1, 12) & (first != second)
    return text.is_in(known["text"].filter(either).implode()).fill_null(value=False)


_BEGINS = r"^\s*\d{1,2} ?[/.\- ]"
"""How a date in figures that is not year first begins: most columns have none, and this is quick."""


def read_dates(text: pl.Series, *, date1904: bool = False) -> pl.Series:
    """Read a column of texts as dates with times; null where it is none that can be told.

    Args:
        text: cells with spaces taken off the ends, nulls where blank.
        date1904: the workbook counts its days from 1904, as old Macintoshes did.
    """
    iso = text.str.to_datetime(_WRITTEN, strict=False, time_unit="us")
    left = text.filter(iso.is_null() & text.is_not_null()).unique()
    if left.len():
        # Few distinct texts remain: the slower forms are tried once for each.
        read = pl.DataFrame({"text": left, "when": _in_any_form(left, date1904=date1904)})
        iso = (
            text.to_frame("text")
            .with_columns(iso.alias("iso"))
            .join(read, on="text", how="left", maintain_order="left")
            .select(pl.coalesce("iso", "when"))
            .to_series()
        )
    years = iso.dt.year()
    return (
        iso.to_frame("when")
        .select(pl.when(years.is_between(EARLIEST, LATEST) & ~months_first(text)).then("when"))
        .to_series()
        .alias(text.name)
    )


def _in_any_form(text: pl.Series, *, date1904: bool) -> pl.Series:
    plain = _plain(text)
    forms = [_assembled(plain, pattern) for pattern in (_ISO, _NUMBERS, _WORDS)]
    basic = plain.str.to_datetime("%Y%m%d", strict=False, time_unit="us")
    return pl.select(pl.coalesce(*forms, basic, _from_serial(plain, date1904=date1904))).to_series()


def _plain(text: pl.Series) -> pl.Series:
    return text.str.replace_all(SPACES, " ").str.to_lowercase().rename("plain")


def _assembled(plain: pl.Series, pattern: str) -> pl.Series:
    """Take the parts a pattern names and put them in one form that Polars reads strictly."""
    parts = plain.str.extract_groups(pattern).struct.unnest()
    short = pl.col("year").str.len_chars() == len("19")
    recent = pl.col("year").cast(pl.Int64) <= _PIVOT
    century = pl.when(recent).then(pl.lit("20")).otherwise(pl.lit("19"))
    number = pl.col("month").replace_strict(_MONTHS, default=None, return_dtype=pl.String)
    hour = pl.col("hour").cast(pl.Int64)
    noon = 12 * pl.col("half").str.starts_with("p").cast(pl.Int64)
    whole = parts.with_columns(
        year=pl.when(short).then(century + pl.col("year")).otherwise("year"),
        month=pl.coalesce(number, "month"),
        hour=pl.when(pl.col("hour").is_null())
        .then(0)
        .when(pl.col("half").is_null())
        .then(hour)
        .when(hour.is_between(1, 12))
        .then(hour % 12 + noon)
        .cast(pl.String),
    )
    day = [pl.col(part).str.zfill(2) for part in ("month", "day")]
    clock = [
        pl.col("hour").str.zfill(2),
        *(pl.col(part).fill_null("00") for part in ("minute", "second")),
    ]
    written = pl.concat_str(
        pl.concat_str("year", *day, separator="-"),
        pl.concat_str(*clock, separator=":"),
        separator=" ",
    )
    return whole.select(written).to_series().str.to_datetime(_WRITTEN, strict=False, time_unit="us")


_PIVOT = 49
"""A year of two digits up to this is in this century: children and plans, not grandparents."""


def _from_serial(plain: pl.Series, *, date1904: bool) -> pl.Series:
    start = pl.datetime(1904, 1, 1) if date1904 else pl.datetime(1899, 12, 30)
    days = pl.when(plain.str.contains(_SERIAL)).then(plain.cast(pl.Float64, strict=False))
    seconds = (days * _SECONDS_A_DAY).round().cast(pl.Int64)
    return pl.select((start + pl.duration(seconds=seconds)).cast(pl.Datetime("us"))).to_series()


_SECONDS_A_DAY = 86_400
