"""The forms that a date is written in, and how the parts of each are put together."""

import polars as pl

from safeguard_kpi.intake.cells.labels import SPACES

_CLOCK = (
    r"(?:,? (?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?"
    r" ?(?P<half>[ap]\.?m\.?)?)?$"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?"
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"

# Figures are 0 to 9: what Unicode also calls one, such as the Arabic, no number is made of.
NUMBERS = (
    r"^(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?"
    r"(?P<day>[0-9]{1,2}) ?[/.\- ] ?(?P<month>[0-9]{1,2}) ?[/.\- ] ?" + _YEAR + _CLOCK
)
"""Day, month and year in figures."""

_WORDS = (
    r"^" + _WEEKDAY + r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ \-/.]*"
    r"(?P<month>[a-z]{3,9})[ \-/.,]*" + _YEAR + _CLOCK
)
_MONTH_NAMED_FIRST = (
    r"^" + _WEEKDAY + r"(?P<month>[a-z]{3,9})[ \-/.]+(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
    r"[ \-/.,]+(?P<year>[0-9]{4})" + _CLOCK
)
_YEAR_FIRST = r"^(?P<year>[0-9]{4})[\-/ ](?P<month>[a-z]{3,9})[\-/ ](?P<day>[0-9]{1,2})" + _CLOCK
_ISO = (
    r"^(?P<year>[0-9]{4})[\-/](?P<month>[0-9]{1,2})[\-/](?P<day>[0-9]{1,2})"
    r"(?:[ t](?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?(?P<half>[ap]m)?"
    r"(?: ?z| ?[+\-][0-9]{2}:?[0-9]{2})?)?$"
)
ZONES = ("Z", "z", "+00:00", "+01:00", "+0000", "+0100")
"""How a time of a zone ends, here in winter and in summer: the zone is left off."""

_SERIAL = r"^[0-9]{5}(?:\.[0-9]+)?$"
"""A day's number in a spreadsheet has five digits from 1927 to 2173; four would be a year."""

WRITTEN = "%Y-%m-%d %H:%M:%S"
"""How the reader of workbooks gives a real date; five times as quick to read as with fractions."""

_MONTHS = {
    name[:length]: str(number)
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september",
         "october", "november", "december"), start=1,
    )
    for length in {3, 4, len(name)} if length <= len(name)
}  # fmt: skip

_WEEKDAYS = {
    name: at for at, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), start=1)
}


_FORMS = (_ISO, NUMBERS, _WORDS, _MONTH_NAMED_FIRST, _YEAR_FIRST)


def in_any_form(text: pl.Series, *, date1904: bool) -> pl.Series:
    """Read texts as dates in every form but that of a workbook's real date; null where in none."""
    plain = plain_dates(text)
    forms = [_assembled(plain, pattern) for pattern in _FORMS]
    basic = plain.str.to_datetime("%Y%m%d", strict=False, time_unit="us")
    return pl.select(pl.coalesce(*forms, basic, _from_serial(plain, date1904=date1904))).to_series()


def plain_dates(text: pl.Series) -> pl.Series:
    """Give the form in which texts are held against the patterns."""
    return text.str.replace_all(SPACES, " ").str.to_lowercase().rename("plain")


def _assembled(plain: pl.Series, pattern: str) -> pl.Series:
    """Take the parts a pattern names and put them in one form that Polars reads strictly."""
    parts = plain.str.extract_groups(pattern).struct.unnest()
    short = pl.col("year").str.len_chars() == len("19")
    recent = pl.col("year").cast(pl.Int64, strict=False) <= _PIVOT
    century = pl.when(recent).then(pl.lit("20")).otherwise(pl.lit("19"))
    number = pl.col("month").replace_strict(_MONTHS, default=None, return_dtype=pl.String)
    hour = pl.col("hour").cast(pl.Int64, strict=False)
    noon = 12 * pl.col("half").str.starts_with("p").cast(pl.Int64, strict=False)
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
    when = whole.select(written).to_series().str.to_datetime(WRITTEN, strict=False, time_unit="us")
    if "weekday" not in parts.columns:
        return when
    # A day of the week that the date does not fall on says that day and month may be swapped.
    named = parts["weekday"].replace_strict(_WEEKDAYS, default=None, return_dtype=pl.Int8)
    fits = (named == when.dt.weekday()).fill_null(value=True)
    return pl.select(pl.when(fits).then(when)).to_series()


_PIVOT = 49
"""A year of two digits up to this is in this century: children and plans, not grandparents."""


def _from_serial(plain: pl.Series, *, date1904: bool) -> pl.Series:
    start = pl.datetime(1904, 1, 1) if date1904 else pl.datetime(1899, 12, 30)
    days = pl.when(plain.str.contains(_SERIAL)).then(plain.cast(pl.Float64, strict=False))
    seconds = (days * _SECONDS_A_DAY).round().cast(pl.Int64, strict=False)
    return pl.select((start + pl.duration(seconds=seconds)).cast(pl.Datetime("us"))).to_series()


_SECONDS_A_DAY = 86_400
