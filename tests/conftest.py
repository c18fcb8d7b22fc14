"""What the tests of the workbook share: invented contents, and the workbook written from them once."""

import gc
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import settings
from openpyxl import Workbook, load_workbook

import few_threads  # noqa: F401 (for what it sets)
from invented_figures import invented
from safeguard_kpi.reports import Contents, write_workbook
from safeguard_kpi.settings import KEY_VARIABLE
from safeguard_kpi.store.keys import Keys, write_keys

# One long process of all the tests together was once seen to die inside a collection of cycles, below a
# library written in C or Rust; a run of the product is a process of seconds. Memory is freed at its end.
gc.disable()

LONG = frozenset(
    {
        "test_a_row_for_each_code",
        "test_behind",
        "test_breaks",
        "test_census_both",
        "test_comparators_import",
        "test_days_told",
        "test_fuller",
        "test_moving",
        "test_named_submissions",
        "test_nothing_used",
        "test_quarter_after_quarter",
        "test_quarter_commands",
        "test_releases",
        "test_restarts",
        "test_retain_figures",
        "test_sample_files",
        "test_sent_again",
        "test_sent_as_kept",
        "test_store_erase",
        "test_store_retain",
        "test_store_rotate",
        "test_store_runs",
        "test_withdrawn",
    }
)
"""Modules of whole runs one after another: `make test` leaves them to `make test-long`, and CI runs both."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the long modules."""
    for item in items:
        if item.path.stem in LONG:
            item.add_marker("long")


settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("untimed")

KEYS = Keys(secrets=(sha256(b"the key of the tests").digest(),))
"""The key of every test that does not bring its own; bytes in order would stand in a file by chance."""


@pytest.fixture(scope="session", autouse=True)
def _key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    path = tmp_path_factory.mktemp("key") / "safeguard-kpi.key"
    write_keys(path, KEYS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, str(path))
        yield


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
