"""Measure reading by format: rows a second, against calamine alone and against openpyxl.

Each is a fresh process, taken in turn; times are of the reading alone, without starting Python, and the
ratios are taken turn by turn. The formats are those that can be made here: .xlsx and .csv always, .ods and
.xls where LibreOffice is there to convert one.
"""

import csv
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from workload import write

HERE = Path(__file__).resolve().parent
TURNS = int(os.environ.get("PAIRS", "5"))
CONVERTED = ("xls", "ods")

START = "import sys, time\nfrom pathlib import Path\npath = Path(sys.argv[1])\n"
END = "\nprint(time.perf_counter() - started)\n"
OURS = (
    START
    + """
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.intake.files.file import read_file
contracts = load_contracts(Declarations.standard())
started = time.perf_counter()
read = read_file(path, path.name, contracts)
assert sum(sheet.rows_in for sheet in read.sheets)
"""
    + END
)
CALAMINE = (
    START
    + """
import fastexcel, polars
started = time.perf_counter()
book = fastexcel.read_excel(path)
for name in book.sheet_names:
    book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
"""
    + END
)
OPENPYXL = (
    START
    + """
import openpyxl
started = time.perf_counter()
book = openpyxl.load_workbook(path, read_only=True, data_only=True)
rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
"""
    + END
)
POLARS = (
    START
    + """
import polars
started = time.perf_counter()
polars.read_csv(path, infer_schema=False, has_header=False, truncate_ragged_lines=True)
"""
    + END
)


def main() -> None:
    """Measure and print."""
    source = write(HERE / "work" / "inputs")[0]
    files = _made(source, HERE / "work" / "formats")
    rows = sum(1 for _ in files["csv"].open(encoding="utf-8")) - 2
    print(f"reading: one workbook of {rows:,} rows x 15 columns, median of {TURNS} turns")
    for kind, path in files.items():
        beside = {"polars": POLARS} if kind == "csv" else {"calamine": CALAMINE}
        if kind == "xlsx":
            beside["openpyxl"] = OPENPYXL
        scripts = {"ours": OURS, **beside}
        turns = [
            {name: _seconds(text, path) for name, text in scripts.items()} for _ in range(TURNS)
        ]
        ours = statistics.median(turn["ours"] for turn in turns)
        told = [
            f"{statistics.median(turn['ours'] / turn[name] for turn in turns):.2f} x {name}"
            for name in beside
        ]
        print(f"{kind:<5} {rows / ours:>10,.0f} rows a second; {', '.join(told)}")


def _made(source: Path, folder: Path) -> dict[str, Path]:
    """Write the same table in each format, once."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"xlsx": source, "csv": folder / "contacts.csv"}
    if not files["csv"].exists():
        import openpyxl  # noqa: PLC0415 (only when there is something to write)

        sheet = openpyxl.load_workbook(source, read_only=True).worksheets[0]
        with files["csv"].open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(sheet.iter_rows(values_only=True))
    for kind in CONVERTED if shutil.which("soffice") else ():
        path = folder / f"{source.stem}.{kind}"
        if not path.exists():
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            asked = [
                "soffice",
                profile,
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                str(folder),
            ]
            subprocess.run([*asked, str(source)], check=True, capture_output=True, timeout=300)  # noqa: S603 (our own words)
        files[kind] = path
    return files


def _seconds(script: str, path: Path) -> float:
    told = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    return float(told.stdout.split()[-1])


if __name__ == "__main__":
    main()
