"""A release of two tables, two years and three authorities, drawn for tests: no real place's figures."""

from pathlib import Path
from typing import Final

DECLARED: Final = """
name = "Drawn 2024"
title = "Children in need, as drawn for a test"
published = 2024-10-31
last_year = 2024
authorities = 3
source = "drawn, table {table}"
attribution = "Drawn for a test."
population_vintage = "drawn mid-2022 to mid-2023"

[tables.c4]
title = "Section 47 enquiries"
first_year = 2023
measures = [
    { key = "section_47_started", numerator = "Section47" },
    { key = "section_47_started_per_10k", numerator = "Section47", denominator = "population", per = 10000, published = "Section47_rate" },
    { key = "conference_within_15_days", numerator = ["0-10_days", "11-15_days"], denominator = "ICPC", per = 100 },
]

[tables.c2]
title = "Assessments"
first_year = 2024
measures = [
    { key = "assessment_days", published = "Median_days" },
    { numerator = "In_time", denominator = "Completed", per = 100, published = "In_time_percent" },
]
"""

NEWER: Final = (
    DECLARED.replace("Drawn 2024", "Drawn 2025")
    .replace("2024-10-31", "2025-10-30")
    .replace("last_year = 2024", "last_year = 2025")
    .replace("first_year = 2023", "first_year = 2024")
    .replace(
        'first_year = 2024\nmeasures = [\n    { key = "assessment',
        'first_year = 2025\nmeasures = [\n    { key = "assessment',
    )
    .replace(', published = "Section47_rate"', "")
    .replace('numerator = "Section47"', 'numerator = "enquiry_count"')
    .replace("drawn mid-2022 to mid-2023", "drawn mid-2023 to mid-2024")
)
"""The next year's release: a column renamed, the rates no longer printed."""

PLACES: Final = """\
National,E92000001,England,,,,,
Regional,E92000001,England,E12000005,West Midlands,,,
Local authority,E92000001,England,E12000005,West Midlands,335,E08000030,Walsall
Local authority,E92000001,England,E12000005,West Midlands,333,E08000028,Sandwell
Local authority,E92000001,England,E12000004,East Midlands,831,E06000015,Derby
""".splitlines()

HEAD: Final = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,"

NEIGHBOURS: Final = """\
model = "2021"
title = "Neighbours as drawn"
la_code = "LA num"
la_name = "LA Name"
neighbour = "SN{rank}"
source = "drawn"
"""


def table(columns: str, years: dict[int, list[str]]) -> str:
    """Give a CSV with a row for every place of every year."""
    rows = [
        f"{year},Reporting year,{place},{cells}"
        for year, listed in years.items()
        for place, cells in zip(PLACES, listed, strict=True)
    ]
    return "\n".join([HEAD + columns, *rows, ""])


POPULATIONS: Final = table(
    "age_group,population_estimate",
    {
        2022: ["0-17,30000", "0-17,20000", "0-17,10000", "0-17,10000", "0-17,10000"],
        2023: ["0-17,30000", "0-17,20000", "0-17,8000", "0-17,10000", "0-17,x"],
    },
)

ENQUIRIES: Final = table(
    "category,Section47,Section47_rate,ICPC,0-10_days,11-15_days",
    {
        2024: [
            "S47,400,133.3,90,30,40",
            "S47,300,150.0,60,20,30",
            "S47,160,200,32,4,12",
            "S47,140,140,28,c,c",
            "S47,c,c,0,0,0",
        ],
        2023: [
            "S47,400,133.3,90,30,40",
            "S47,300,150.0,60,20,30",
            "S47,125,125,8,1,2",
            "S47,123,123,8,1,k",
            "S47,1,1,z,:,..",
        ],
    },
)

ASSESSMENTS: Final = table(
    "Completed,In_time,In_time_percent,Median_days",
    {2024: ["1000,500,50,30", "600,300,50,31", "240,69,28.8,32", "160,10,6.2,33", "u,u,u,u"]},
)

NEWER_POPULATIONS: Final = table(
    "age_group,population_estimate",
    {
        2023: ["0-17,31000", "0-17,21000", "0-17,9000", "0-17,10000", "0-17,10000"],
        2024: ["0-17,31000", "0-17,21000", "0-17,9500", "0-17,10000", "0-17,10000"],
    },
)

NEWER_ENQUIRIES: Final = table(
    "category,enquiry_count,ICPC,0-10_days,11-15_days",
    {
        2025: [
            "S47,420,90,30,40",
            "S47,310,60,20,30",
            "S47,171,32,4,13",
            "S47,140,28,9,9",
            "S47,50,9,1,1",
        ],
        2024: [
            "S47,400,90,30,40",
            "S47,300,60,20,30",
            "S47,161,32,4,12",
            "S47,140,28,9,9",
            "S47,c,0,0,0",
        ],
    },
).replace("831,E06000015", "831,E06000099")


def neighbours_csv() -> str:
    """Give a file in which Walsall's neighbours are the other two, and eight more places."""
    places = {"335": "Walsall", "333": "Sandwell", "831": "Derby"} | {
        f"{code}": f"Place {code}" for code in range(900, 908)
    }
    near_first = ["333", *(code for code in places if code not in {"333", "831"}), "831"]
    head = "LA num,LA Name,LA number," + ",".join(f"SN{rank},SNP" for rank in range(1, 11)) + ","
    rows = [
        f"{code},{name},{code},"
        + ",".join(f"{near},Very Close" for near in [one for one in near_first if one != code][:10])
        + ","
        for code, name in places.items()
    ]
    return "\n".join([head, *rows, ",,", ",Old SNs:,", ""])


def lay_out(folder: Path, *, newer: bool = False) -> list[Path]:
    """Write the release's files into a folder, as the Department's come: mixed line endings."""
    files = {
        "ons.csv": "\ufeff" + POPULATIONS,
        "c4_s47.csv": ENQUIRIES.replace("\n", "\r\n"),
        "c2_assessments.csv": ASSESSMENTS,
    }
    if newer:
        files |= {"ons_2025.csv": NEWER_POPULATIONS, "c4_2025.csv": NEWER_ENQUIRIES}
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    return [folder / name for name in files]
