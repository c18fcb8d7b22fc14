"""What the tests of the workbook share: invented contents, and the workbook written from them once."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from invented_figures import invented
from safeguard_kpi.reports import Contents, write_workbook


@pytest.fixture(scope="session")
def contents() -> Contents:
    return invented()


@pytest.fixture(scope="session")
def path(contents: Contents, tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("outputs") / "performance_subgroup.xlsx"
    write_workbook(written, contents)
    return written


@pytest.fixture(scope="session")
def book(path: Path) -> Workbook:
    return load_workbook(path)
