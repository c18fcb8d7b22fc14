"""The spellings that a region's authorities were seen to write, with the group their table gives each."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.intake.cells.column import read_column
from safeguard_kpi.intake.codes.layers import meanings, read_word
from safeguard_kpi.text import label
from shared_files import SHARED

OBSERVED = SHARED / "formats" / "observed_spellings.csv"
CONTRACTS = load_contracts(Declarations.standard())

CODE_SETS = {
    "Gender": "sex",
    "Ethnicity": "ethnicity",
    "Contact Source": "referral_source",
    "Referral Source": "referral_source",
    "Does the Child have a Disability": "disability",
    "Initial Category of Abuse": "category_of_abuse",
    "Latest Category of Abuse": "category_of_abuse",
    "Case Status": "case_status",
}
"""The columns of codes that are to be recognised nearly whole, and the code set each is read by."""

YES_NO = {
    "Referral NFA?": ("referrals", "no_further_action"),
    "Was an Initial Child Protection Conference deemed unnecessary?": (
        "section_47_enquiries",
        "conference_unnecessary",
    ),
    "Did the Initial Child Protection Conference Result in a Child Protection Plan": (
        "section_47_enquiries",
        "conference_to_plan",
    ),
}
"""The columns of yes and no that a feed uses."""


class Share(NamedTuple):
    """How many spellings of a column were recognised, and how many there are."""

    known: int
    of: int

    @property
    def percent(self) -> float:
        """Give the share in per cent."""
        return 100 * self.known / self.of


def observed(column: str) -> list[tuple[str, str]]:
    """Take the spellings of one column, one a list they were seen in, with the table's group."""
    return list(_observed().filter(column=column).select("observed_value", "canonical_code").rows())


@cache
def _observed() -> pl.DataFrame:
    return pl.read_csv(OBSERVED, infer_schema=False)


def recognised(spellings: Iterable[str], codes: CodeSet) -> Share:
    """Count the spellings that a code set gives a meaning, or that say nothing was recorded."""
    known = meanings(codes)
    each = [
        read_word(word, known).meaning is not None or label(word) in CONTRACTS.blanks
        for word in spellings
    ]
    return Share(sum(each), len(each))


def answered(spellings: list[str], feed: str, field: str) -> Share:
    """Count the spellings that a column of yes and no reads."""
    unread = read_column(pl.Series(spellings), CONTRACTS.feeds[feed].fields[field], None).unreadable
    return Share(len(spellings) - int(unread.sum()), len(spellings))
