"""Codes are read in layers: a letter, the department's code, the label, then the words that decide."""

from pathlib import Path

import polars as pl
import pytest

from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.load_codes import load_code_set
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.intake.cells.column import read_column
from safeguard_kpi.intake.codes.layers import Read, meanings, read_answer, read_word
from safeguard_kpi.intake.codes.lists import read_code_lists
from safeguard_kpi.intake.codes.slips import Slips
from safeguard_kpi.intake.codes.wording import said_by_words

CONTRACTS = load_contracts(Declarations.standard())
CODES = CONTRACTS.codes


def read(codes: str, word: str) -> Read:
    return read_word(word, meanings(CODES[codes]))


def meant(codes: str, word: str) -> str | None:
    return read(codes, word).meaning


def declared(path: Path, toml: str) -> CodeSet:
    path.write_text(toml, encoding="utf-8")
    return load_code_set("made_up", path)


@pytest.mark.parametrize(
    ("word", "detail"),
    [
        ("5D", "5D"),
        ("p1) 5D: LA services", "5D"),
        ("5d - early help hub", "5D"),
        ("Early help hub [5D]", "5D"),
        ("p1) LA services", None),
        ("Early help hub", None),
    ],
)
def test_the_departments_code_is_kept_only_where_it_is_written(
    word: str, detail: str | None
) -> None:
    assert read("referral_source", word) == Read("la_services", detail)


@pytest.mark.parametrize("word", ["N1", "N1a", "N1SG : anything", "n1.03", "CIN - N1c Anything"])
def test_a_local_code_takes_the_departments_further(word: str) -> None:
    assert read("primary_need", word) == Read("abuse_or_neglect", "N1")


def test_a_figure_more_is_another_code() -> None:
    assert meant("primary_need", "N10") is None
    assert meant("closure_reason", "RC8a") == "assessed_no_further_action"
    assert meant("closure_reason", "RC81") is None


def test_a_bare_figure_is_a_code_only_where_the_words_do_not_say_otherwise() -> None:
    assert read("referral_source", "6 - Law") == Read("police", "6")
    assert meant("referral_source", "8 - Commissioned") == "other"
    assert read("referral_source", "10) Housing options") == Read("housing", None)
    assert read("referral_source", "7 - Police, east") == Read("police", None)


def test_a_code_and_a_label_that_say_otherwise_are_not_guessed_at() -> None:
    assert meant("closure_reason", "RC7: any other reason") == "other"
    assert meant("closure_reason", "RC7: closed after assessment") is None


def test_ethnicity_is_never_read_by_its_letter() -> None:
    assert meant("ethnicity", "s) REFU") == meant("ethnicity", "s) NOBT") == "unknown"
    assert meant("ethnicity", "a) MWBA") == "mixed"
    assert [meant("ethnicity", word) for word in ("a)", "A", "A1", "B1", "D")] == [None] * 5


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Nursing - school nurse", "health_services"),
        ("School nurse team", "health_services"),
        ("St Anywhere's Primary School", "schools"),
        ("National Probation (West)", "other_legal_agency"),
        ("Anyshire Constabulary", "police"),
        ("Housing options, council", "housing"),
        ("LA services - other internal (excluding housing)", "la_services"),
        ("Education - not school", "education_services"),
        ("Community nursing (not GP)", "health_services"),
        ("Midwifery", "health_services"),
        ("CHILDREN\u2019S CENTRES", "other"),
        ("Non-resident relatives", "individual"),
        ("PROB", "other_legal_agency"),
        ("Acquaintence", "individual"),
    ],
)
def test_words_decide_what_a_source_is(word: str, meaning: str) -> None:
    assert meant("referral_source", word) == meaning


@pytest.mark.parametrize(
    "word",
    ["Police and probation", "Anonymous / unknown", "Nursery or refuge", "Home office", "Policy"],
)
def test_words_of_two_meanings_or_of_none_are_left_for_the_analyst(word: str) -> None:
    assert meant("referral_source", word) is None


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("White - Irish traveller", "white"),
        ("Dual heritage, white & Pakistani", "mixed"),
        ("White and Black African", "mixed"),
        ("Black - mixed black", "black"),
        ("Asian or Asian British > Bangladeshi", "asian"),
        ("East African Asian", "asian"),
        ("Any other ethnic group", "other"),
        ("zz) Not yet obtained", "unknown"),
        ("WKOS", "white"),
        ("Both - any other black background", "black"),
    ],
)
def test_words_decide_an_ethnic_group(word: str, meaning: str) -> None:
    assert meant("ethnicity", word) == meaning


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Neglect; physical", "multiple"),
        ("SEXUAL/EMOTIONAL AB", "multiple"),
        ("Muliple", "multiple"),
        ("YNNN", "neglect"),
        ("NNNY", "emotional"),
        ("NYYN", "multiple"),
        ("NNNN", None),
        ("Physical injury, likely", "physical"),
    ],
)
def test_two_categories_of_abuse_are_multiple(word: str, meaning: str | None) -> None:
    assert meant("category_of_abuse", word) == meaning


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("CP/CLA", "looked_after"),
        ("CPP ext", "child_protection"),
        ("CiN plan", "child_in_need"),
        ("C&F assessment in progress", "open_assessment"),
        ("Closed assessment", "closed"),
    ],
)
def test_a_case_has_the_status_that_comes_first(word: str, meaning: str) -> None:
    assert meant("case_status", word) == meaning


def test_male_is_no_part_of_female() -> None:
    assert meant("sex", "2 - Female") == "female"
    assert meant("sex", "a) Male") == "male"
    assert meant("sex", "Trans female") is None
    assert meant("sex", "Transgender female") == "unknown"


def test_a_slip_is_one_letter_of_a_long_word() -> None:
    slips = Slips.of(["consciousness", "police", "prison"])
    assert slips.mended("conciousness") == "consciousness"
    assert slips.mended("consciuosness") == "consciousness"
    assert slips.mended("consciousnest") == "consciousness"
    assert slips.mended("cosciosness") == "cosciosness"
    assert slips.mended("policy") == "policy"
    assert Slips.of(["hearing", "heaving"]).mended("hearving") == "hearving"


def test_several_codes_in_a_cell_are_read_one_by_one() -> None:
    text = pl.Series(["3A, 4B - anything", "1A;zebra", "zebra", None])
    found = read_code_lists(text, CODES["assessment_factors"])
    assert found["meaning"].to_list()[0] == ["domestic_abuse_child", "mental_health_parent"]
    assert found["meaning"].to_list()[1:] == [["alcohol_child", "unreadable"], ["unreadable"], None]
    assert found["strange"].to_list() == [False, True, True, False]


CHILD_DRINKS = ["alcohol_child"]
BOTH = ["alcohol_child", "domestic_abuse_parent"]


@pytest.mark.parametrize(
    ("cell", "factors"),
    [
        ("1A/3B", BOTH),
        ("1A 3B", BOTH),
        ("1A  /  3B", BOTH),
        ("1A & 3B", BOTH),
        ("1A\n3B", BOTH),
        ("1A|3B", BOTH),
        ("['1A' '3B']", BOTH),
        ("['1A', '3B']", BOTH),
        ("1a,3b", BOTH),
        ("1A 20", ["alcohol_child", "other"]),
        ("1A - Alcohol misuse: child 3B - Domestic abuse: parent", BOTH),
        ("1A - Alcohol misuse: child/3B - Domestic abuse: parent", BOTH),
        ("1A - Alcohol misuse/dependency: child", CHILD_DRINKS),
        ("18B (formerly 18A)", ["physical_abuse"]),
        ("1A", CHILD_DRINKS),
        ("1A/zebra", ["alcohol_child", "unreadable"]),
        ("1A, zebra", ["alcohol_child", "unreadable"]),
        ("99", ["unreadable"]),
        ("1A/99", ["alcohol_child", "unreadable"]),
        ("zebra crossing", ["unreadable"]),
        ("#N/A", ["unreadable"]),
        (None, None),
    ],
)
def test_codes_are_parted_by_what_stands_between_them(
    cell: str | None, factors: list[str] | None
) -> None:
    field = CONTRACTS.feeds["assessments"].fields["factors"]
    read = read_column(pl.Series([cell], dtype=pl.String), field, CODES["assessment_factors"])
    assert read.typed["factors"].to_list() == [factors]


def test_a_phrase_with_two_meanings_is_refused_and_both_are_named(tmp_path: Path) -> None:
    toml = '[values.{}]\ntitle = "{}"\nlast = ["Youth Clubs"]\n'
    given = 'title = "T"\n' + toml.format("one", "One") + toml.format("two", "Two")
    with pytest.raises(DeclarationError, match="means both `one` and `two`"):
        declared(tmp_path / "x.toml", given.replace("Clubs", "club", 1))
    undecided = 'title = "T"\nundecided = ["youth club"]\n' + toml.format("one", "One")
    with pytest.raises(DeclarationError, match="means both `one` and `undecided`"):
        declared(tmp_path / "x.toml", undecided)


def test_flags_name_values_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="`two` is named and is none of its values"):
        declared(tmp_path / "x.toml", 'title = "T"\nflags = ["two"]\n[values.one]\ntitle = "One"\n')


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("1 - Yes", True),
        ("0 - No", False),
        ("b) No", False),
        ("Yes: see notes", True),
        ("1 - No", None),
        ("No visit", None),
        ("NFA - closed", True),
        ("c) Unknown", None),
    ],
)
def test_an_answer_may_have_words_after_it_that_do_not_say_otherwise(
    word: str, answer: object
) -> None:
    field = CONTRACTS.feeds["referrals"].fields["no_further_action"]
    column = read_column(pl.Series([word]), field, None)
    assert column.typed["no_further_action"].to_list() == [answer]


@pytest.mark.parametrize(
    ("word", "answer"),
    [("2 - No", False), ("1) Yes", True), ("Y - yes, alone", True), ("N/K", None), ("1 - Other", None)],
)  # fmt: skip
def test_a_letter_or_number_is_an_answer_only_where_the_rest_is(word: str, answer: object) -> None:
    field = CONTRACTS.feeds["referrals"].fields["no_further_action"]
    column = read_column(pl.Series([word]), field, CODES[field.codes])
    assert column.typed["no_further_action"].to_list() == [answer]


def test_every_column_of_answers_has_a_code_set_of_its_own() -> None:
    nfa = CONTRACTS.feeds["referrals"].fields["no_further_action"]
    other = CONTRACTS.feeds["section_47_enquiries"].fields["conference_to_plan"]
    assert CODES[nfa.codes].spelt["nfa"] == "yes"
    assert "nfa" not in CODES[other.codes].spelt


def test_the_councils_own_name_decides_least() -> None:
    assert meant("referral_source", "SBC - Education") == "education_services"
    assert meant("referral_source", "SBC") == "la_services"


def test_alternatives_of_two_meanings_are_not_guessed_at() -> None:
    assert meant("referral_source", "Police/school") is None
    assert meant("referral_source", "Police, east/west") == "police"
    assert meant("referral_source", "Drug/alcohol") == "health_services"
    assert meant("ethnicity", "White/Asian") == "mixed"


def test_shortened_words_are_read_whole_where_no_word_is_known() -> None:
    assert meant("referral_source", "Childrens Ctr") == "other"
    assert meant("referral_source", "Fam Member") == "individual"
    assert meant("referral_source", "HealthVisitor") == "health_services"


def test_only_capitals_are_a_word_cut_off() -> None:
    known = meanings(CODES["referral_source"]).phrases
    assert said_by_words("brow", known, capitals=True).meaning == "other"
    assert said_by_words("brow", known).meaning is None
    assert meant("referral_source", "PROB") == "other_legal_agency"


def test_a_code_stands_anywhere_in_a_text_of_which_no_word_is_known() -> None:
    assert meant("referral_source", "Zebra crossing 2B") == "education_services"
    assert meant("referral_source", "Zebra 2B 3A") is None
    assert meant("referral_source", "3A / 2A") is None
    assert meant("disability", "Zebra, none") is None


def test_several_codes_of_one_meaning_are_that_meaning() -> None:
    assert meant("disability", "AUT, LD") == "yes"
    assert meant("disability", "AUT, NONE") is None
    assert meant("category_of_abuse", "NEG/EMO") == "multiple"
    assert meant("referral_source", "OTH8 Other") == "other"


@pytest.mark.parametrize(
    ("codes", "word", "meaning"),
    [("sex", "1.0", "male"), ("sex", "2.00", "female"), ("sex", "9.0", "unknown"), ("sex", "1.5", None),
     ("sex", "10.0", None), ("referral_source", "6.0", "police"), ("disability", "0.0", "no"),
     ("disability", "1.0", "yes"), ("primary_need", "1.0", None)],
)  # fmt: skip
def test_a_code_that_a_program_gave_a_point_is_the_whole_number(
    codes: str, word: str, meaning: str | None
) -> None:
    assert read_word(word, meanings(CONTRACTS.codes[codes])).meaning == meaning


def test_answers_that_a_program_gave_a_point_are_the_whole_numbers() -> None:
    field = CONTRACTS.feeds["referrals"].fields["no_further_action"]
    said = pl.Series(["0.0", "1.0", "1.00", "0", "2.0", "0.5", "1.01"])
    read = read_column(said, field, CONTRACTS.codes[field.codes])
    assert read.typed["no_further_action"].to_list() == [
        False, True, True, False, None, None, None,
    ]  # fmt: skip


TRAPS = {
    "closure_reason": {"Death of parent": None, "Parent died": None, "Child died": "died",
                       "SGO made to former foster carers, special guardianship": "special_guardianship_order"},
    "category_of_abuse": {"No neglect": None, "Emotional (previously neglect)": None,
                          "Neglect - was physical": None, "Neglect and physical": "multiple",
                          "Emotional abuse": "emotional"},
    "primary_need": {"Not N1": None, "formerly N1": None, "CIN N1": "abuse_or_neglect"},
    "disability": {"Parent disabled": None, "Mother deaf": None, "Sibling has autism": None,
                   "Ruled out autism": None, "Has autism": "yes", "Deaf": "yes"},
    "referral_source": {"Neighbour (ex-police)": None, "Relative of police officer": None,
                        "Custody suite nurse": None, "Health - police custody": None,
                        "Police - custody suite": "police", "Police officer": "police"},
    "case_status": {"Ex CP": None, "Stepped down from CP": None, "CP plan": "child_protection"},
    "ethnicity": {"Mixed White": None, "American Indian": None, "White - Mixed white": "white",
                  "Mixed White and Asian": "mixed", "Indian": "asian"},
    "sex": {"Trans female": None, "Trans male": None, "Female": "female"},
}  # fmt: skip


@pytest.mark.parametrize("codes", TRAPS)
def test_words_about_another_person_or_time_or_denied_are_left_for_the_analyst(codes: str) -> None:
    assert {word: meant(codes, word) for word in TRAPS[codes]} == TRAPS[codes]


def test_an_answer_that_its_own_words_contradict_is_none() -> None:
    field = CONTRACTS.feeds["section_47_enquiries"].fields["conference_unnecessary"]
    said = {"Yes - conference needed": None, "yes - ICPC required": None, "No - not required": None,
            "Yes - not required": True, "No - ICPC required": False, "Yes - see notes": True}  # fmt: skip
    read = read_column(pl.Series(list(said)), field, CONTRACTS.codes[field.codes])
    assert read.typed["conference_unnecessary"].to_list() == list(said.values())


@pytest.mark.parametrize("word", ["0.5", ".5", "-0.5", "0,5", "0.50", "1.5", "10.25", "2.01"])
def test_a_number_with_decimals_is_no_code(word: str) -> None:
    assert {name for name in CODES if meant(name, word)} == set()
    answers = CODES["disability"]
    assert read_answer(word, meanings(answers)) is None


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("0-5 service", "health_services"),
        ("6.0", "police"),
        ("5D.1", "la_services"),
        ("6", "police"),
    ],
)
def test_what_is_no_decimal_number_is_read_as_before(word: str, meaning: str | None) -> None:
    assert meant("referral_source", word) == meaning


def test_an_authority_may_say_that_a_decimal_number_is_its_code(tmp_path: Path) -> None:
    codes = declared(
        tmp_path / "made_up.toml",
        'title = "Made up"\n[values.first]\ntitle = "First"\nspellings = ["0.5"]\n',
    )
    assert read_word("0.5", meanings(codes)).meaning == "first"
