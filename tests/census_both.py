"""One made census, written as the Department's XML and as the tables it is flattened into."""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from census_drawn import header, saved

YEAR = date(2023, 4, 1)
Element = tuple[str, "str | list[Element]"]
AGENCIES = ["1A", "2B", "3E", "5D", "6", "8", "10"]
CATEGORIES = ["NEG", "EMO", "PHY", "SAB", "MUL"]


def made(count: int = 120, *, seed: int = 4) -> list[Element]:
    """Make children, each with one or two episodes of need."""
    chance = Random(seed)
    return [_child(number, chance) for number in range(count)]


def _child(number: int, chance: Random) -> Element:
    born = date(2008, 1, 1) + timedelta(days=chance.randrange(5000))
    identity: list[Element] = [
        ("LAchildID", f"{number:04}"),
        ("Sex", chance.choice("MFU")),
        ("PersonBirthDate", "" if number % 17 == 0 else str(born)),
        ("ExpectedPersonBirthDate", "2023-08-08" if number % 17 == 0 else ""),
    ]
    told = chance.choice([["NONE"], ["NONE", "LD"], ["HEAR"], []])
    character: list[Element] = [
        ("Ethnicity", chance.choice(["WBRI", "APKN", "MWBC", "NOBT"])),
        ("Disabilities", [("Disability", one) for one in told]),
    ]
    first = YEAR + timedelta(days=chance.randrange(-60, 330))
    starts = [first, first + timedelta(days=95)] if chance.random() < 0.3 else [first]
    return (
        "Child",
        [
            ("ChildIdentifiers", identity),
            ("ChildCharacteristics", character),
            *(_episode(day, last=day == starts[-1], chance=chance) for day in starts),
        ],
    )


def _episode(day: date, *, last: bool, chance: Random) -> Element:
    nfa = chance.random() < 0.15
    closed = day + timedelta(days=90) if not last or chance.random() < 0.5 else None
    if closed and not date(2023, 4, 1) <= closed <= date(2024, 3, 31):
        closed = None
    inside: list[Element] = [
        ("CINreferralDate", str(day)),
        ("ReferralSource", chance.choice(AGENCIES)),
        ("PrimaryNeedCode", chance.choice(["N1", "N4", "N9"])),
        *([("CINclosureDate", str(closed)), ("ReasonForClosure", "RC7")] if closed else []),
    ]
    kind = 0.0 if nfa else chance.random()
    if kind > 0.9:  # a child who transferred in
        held = _weekday(day + timedelta(days=9))
        inside += [("DateOfInitialCPC", str(held)), _plan(held, closed, chance)]
    if kind > 0.2:
        inside.append(_assessment(day, chance))
    if 0.4 < kind <= 0.9:
        inside += _enquiry(day, closed, chance, both=kind > 0.85)
    return ("CINdetails", [*inside, ("ReferralNFA", str(nfa).lower())])


def _assessment(day: date, chance: Random) -> Element:
    begun = day + timedelta(days=chance.randrange(3))
    done = begun + timedelta(days=chance.randrange(20, 85))
    factors = chance.sample(["3B", "16A", "4B", "2B", "20"], k=chance.randrange(1, 4))
    return (
        "Assessments",
        [
            ("AssessmentActualStartDate", str(begun)),
            ("AssessmentAuthorisationDate", str(done)),
            ("FactorsIdentifiedAtAssessment", [("AssessmentFactors", one) for one in factors]),
        ],
    )


def _enquiry(day: date, closed: date | None, chance: Random, *, both: bool) -> list[Element]:
    begun = _weekday(day + timedelta(days=chance.randrange(10)))
    held = _weekday(begun + timedelta(days=chance.randrange(10, 30)))
    needed = chance.random() < 0.7
    conference: list[Element] = [("DateOfInitialCPC", str(held))] if needed else []
    enquiry: list[Element] = [("S47ActualStartDate", str(begun)), *conference]
    enquiry += [("ICPCnotRequired", str(not needed).lower())]
    plan = [_plan(held, closed, chance)] if needed and chance.random() < 0.8 else []
    return [*(conference if both else []), ("Section47", enquiry), *plan]


def _plan(day: date, closed: date | None, chance: Random) -> Element:
    reviews = [day + timedelta(days=gap) for gap in (80, 240)][: chance.randrange(3)]
    return (
        "ChildProtectionPlans",
        [
            ("CPPstartDate", str(day)),
            *([("CPPendDate", str(max(closed, day + timedelta(days=1))))] if closed else []),
            ("InitialCategoryOfAbuse", chance.choice(CATEGORIES)),
            ("LatestCategoryOfAbuse", chance.choice(CATEGORIES)),
            ("NumberOfPreviousCPP", str(chance.randrange(3))),
            ("Reviews", [("CPPreviewDate", str(held)) for held in reviews]),
        ],
    )


def _weekday(day: date) -> date:
    return day + timedelta(days=max(0, 8 - day.isoweekday()) if day.isoweekday() > 5 else 0)


def as_xml(path: Path, children: Sequence[Element]) -> Path:
    """Save the census as the Department has it."""
    inside = "".join(map(_drawn, children))
    return saved(path, f"<Message>{header(2024)}<Children>{inside}</Children></Message>")


def _drawn(element: Element) -> str:
    name, inside = element
    text = inside if isinstance(inside, str) else "".join(map(_drawn, inside))
    return f"<{name}>{text}</{name}>"


def as_tables(folder: Path, children: Sequence[Element]) -> dict[str, Path]:
    """Save the census as its tables, in the forms of an export: a column of numbers before, ISO dates."""
    rows: dict[str, list[dict[str, str]]] = {name: [] for name in COLUMNS}
    rows["Header"] = [{"Collection": "CIN", "Year": "2024", "ReferenceDate": "2024-03-31"}]
    counted = {"CINdetails": 0, "ChildProtectionPlans": 0}
    for child in children:
        _flatten_child(child, rows, counted)
    folder.mkdir(exist_ok=True)
    return {name: _save(folder / f"{name}.csv", COLUMNS[name], rows[name]) for name in COLUMNS}


COLUMNS = {
    "Header": ["Collection", "Year", "ReferenceDate"],
    "ChildIdentifiers": ["LAchildID", "Sex", "PersonBirthDate", "ExpectedPersonBirthDate"],
    "ChildCharacteristics": ["LAchildID", "Ethnicity"],
    "Disabilities": ["LAchildID", "Disability"],
    "CINdetails": ["LAchildID", "CINdetailsID", "CINreferralDate", "ReferralSource",
                   "PrimaryNeedCode", "CINclosureDate", "ReasonForClosure", "DateOfInitialCPC",
                   "ReferralNFA"],
    "Assessments": ["LAchildID", "CINdetailsID", "AssessmentActualStartDate",
                    "AssessmentAuthorisationDate", "AssessmentFactors"],
    "Section47": ["LAchildID", "CINdetailsID", "S47ActualStartDate", "DateOfInitialCPC",
                  "ICPCnotRequired"],
    "ChildProtectionPlans": ["LAchildID", "CINdetailsID", "CPPID", "CPPstartDate", "CPPendDate",
                             "InitialCategoryOfAbuse", "LatestCategoryOfAbuse",
                             "NumberOfPreviousCPP"],
    "Reviews": ["LAchildID", "CINdetailsID", "CPPID", "CPPreviewDate"],
}  # fmt: skip


def _flatten_child(
    child: Element, rows: dict[str, list[dict[str, str]]], counted: dict[str, int]
) -> None:
    identifiers, character, *episodes = _inside(child)
    identity = _texts(identifiers)
    who = {"LAchildID": identity["LAchildID"]}
    rows["ChildIdentifiers"].append(identity)
    rows["ChildCharacteristics"].append({**who, **_texts(character)})
    rows["Disabilities"] += [{**who, "Disability": told} for told in _all(character, "Disability")]
    for episode in episodes:
        number = {**who, "CINdetailsID": str(counted["CINdetails"])}
        counted["CINdetails"] += 1
        rows["CINdetails"].append({**number, **_texts(episode)})
        for module in _inside(episode):
            name, plan = module[0], {**number, "CPPID": str(counted["ChildProtectionPlans"])}
            if name == "Assessments":
                factors = str(_all(module, "AssessmentFactors"))
                rows[name].append({**number, **_texts(module), "AssessmentFactors": factors})
            elif name == "Section47":
                rows[name].append({**number, **_texts(module)})
            elif name == "ChildProtectionPlans":
                counted[name] += 1
                rows[name].append({**plan, **_texts(module)})
                held = _all(module, "CPPreviewDate")
                rows["Reviews"] += [{**plan, "CPPreviewDate": day} for day in held]


def _inside(element: Element) -> list[Element]:
    return element[1] if isinstance(element[1], list) else []


def _texts(element: Element) -> dict[str, str]:
    return {name: told for name, told in _inside(element) if isinstance(told, str)}


def _all(element: Element, name: str) -> list[str]:
    own = [text for told, text in _inside(element) if told == name and isinstance(text, str)]
    return [*own, *(text for each in _inside(element) for text in _all(each, name))]


def _save(path: Path, columns: list[str], rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["", *columns], restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows({"": str(place), **row} for place, row in enumerate(rows))
    return path
