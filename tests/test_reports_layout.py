"""The declared layout is kept to, and its slips are refused with the nearest key."""

from pathlib import Path

import pytest

from invented_figures import LAYOUT
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.indicators import catalogue
from safeguard_kpi.reports import load_layout
from safeguard_kpi.reports.layout import ThemeSheet

KEYS = [indicator.key for indicator in catalogue()]


def test_every_indicator_is_shown_on_the_sheet_of_its_theme() -> None:
    layout = load_layout(LAYOUT, known=KEYS)
    shown = {
        key: sheet.name
        for sheet in layout.sheets
        if isinstance(sheet, ThemeSheet)
        for section in sheet.sections
        for key in section.indicators
    }

    expected = {each.key: each.theme.replace("_", " ").capitalize() for each in catalogue()}
    assert shown == expected


def test_the_sheets_stand_in_the_order_of_the_declaration() -> None:
    assert [sheet.name for sheet in load_layout(LAYOUT, known=KEYS).sheets] == [
        "Cover",
        "Contents",
        "Scorecard",
        "Front door",
        "Assessment",
        "Early help",
        "Child protection",
        "By agency",
        "By locality",
        "Data quality",
        "Files received",
        "Findings",
        "Definitions",
        "Comparators",
        "Chart data",
    ]


@pytest.mark.parametrize(
    ("written", "slip", "told", "hint"),
    [
        ("quarters = 8", "quaters = 8", "`quarters` is missing", "`quaters` may be a slip for it"),
        ("years = 3", "years = 3\nfont = 1", "`font` is not a key", "known here"),
        ("years = 3", "years = 0", "`years` must be a whole number", "8"),
        ("years = 3", "years = true", "`years` must be a whole number", "8"),
        ('average = "mean"', 'average = "mode"', "`average` names `mode`", "median"),
        ('shows = "contents"', 'shows = "content"', "`shows` names `content`", "`contents`"),
        ('shows = "contents"', 'shows = "findings"', "no sheet shows `contents`", "[[sheets]]"),
        ('name = "Cover"', 'name = "Front door"', "two sheets are named `Front door`", "once"),
        ('name = "Cover"', 'name = "A/B"', "`A/B` cannot be a sheet's name", "31"),
        ('name = "Cover"', f'name = "{"A" * 32}"', "cannot be a sheet's name", "31"),
        ('name = "Cover"', 'name = " "', "`name` must be a text", "name = "),
        ('"referrals_from_schools"', '"referrals_from_school"', "is unknown", "_schools`"),
        (
            '"mash_contacts",',
            '"mash_contacts", "mash_contacts",',
            "names mash_contacts twice",
            "one",
        ),
        (
            'indicator = "re_ref',
            'indicator = "ref',
            "is unknown",
            "`re_referrals_within_12_months`",
        ),
        ('cut = "locality"', 'cut = "localities"', "`cut` names `localities`", "`locality`"),
        ('beside = ["country", "region"]', 'beside = ["county"]', "names `county`", "`country`"),
        ('over = "quarters"', 'over = "quarter"', "`over` names `quarter`", "`quarters`"),
        (
            "series = { mash_contacts =",
            "series = { mash_contact =",
            "is unknown",
            "`mash_contacts`",
        ),
        (
            "series = { mash_contacts = ",
            "series = { mash_contacts = 1, x = ",
            "table of texts",
            "{",
        ),
        ("[neighbours]", "[neighbors]", "`neighbours` is missing", "`neighbors` may be a slip"),
        ("years = 3", "years = ", "is not TOML", "mend"),
    ],
)
def test_a_slip_is_refused_with_the_file_and_the_nearest_key(
    tmp_path: Path, written: str, slip: str, told: str, hint: str
) -> None:
    text = LAYOUT.read_text(encoding="utf-8")
    assert written in text
    path = tmp_path / "board.toml"
    path.write_text(text.replace(written, slip, 1), encoding="utf-8")

    with pytest.raises(DeclarationError) as refused:
        load_layout(path, known=KEYS)

    assert "board.toml" in refused.value.message
    assert told in refused.value.message
    assert hint in refused.value.hint


def test_a_declaration_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"board\.toml cannot be read"):
        load_layout(tmp_path / "board.toml", known=KEYS)
