"""The command that fetches: off until it is turned on, and never needed by another."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from asking import Asking, asking_a_drawn_api
from safeguard_kpi.pattern import WALSALL


@pytest.fixture
def asking() -> Iterator[Asking]:
    with asking_a_drawn_api() as found:
        yield found


def _run(folder: Path, *words: str, before: str = "") -> subprocess.CompletedProcess[str]:
    code = f"{before}\nimport sys\nfrom safeguard_kpi.cli import main\nsys.argv = ['safeguard-kpi', 'comparators', 'fetch', *sys.argv[1:]]\nmain()"
    here = {"PYTHONPATH": str(Path(__file__).parents[1] / "src"), "NO_PROXY": "127.0.0.1"}
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        env=os.environ | here,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def desk(asking: Asking, tmp_path: Path) -> Path:
    (tmp_path / "safeguard-kpi.toml").write_text(
        WALSALL.replace("on = false", "on = true"), encoding="utf-8"
    )
    (tmp_path / "ours").mkdir()
    said = f'base = "{asking.server.base}"\npublication = "Children in need"\ntries = 2\nlongest_wait = 1\ntimeout = 5\n'
    (tmp_path / "ours/ees.toml").write_text(said, encoding="utf-8")
    return tmp_path


def test_the_command_lists_and_then_writes_what_is_asked_for(desk: Path) -> None:
    listed = _run(desk, "--schemas", "ours")
    assert listed.returncode == 0, listed.stderr
    assert "Population estimates" in listed.stdout
    assert "2024-10-31" in listed.stdout
    done = _run(desk, "--schemas", "ours", "--into", "got", "--data-set", "assessments")
    assert done.returncode == 0, done.stderr
    assert [file.name for file in (desk / "got").iterdir()] == ["assessments_v2.0.csv"]
    assert "version 2.0, 2024-10-31, 5 rows" in done.stderr
    assert "next: `safeguard-kpi comparators import got`" in done.stderr


def test_a_misspelt_data_set_is_answered_with_the_nearest(desk: Path) -> None:
    done = _run(desk, "--schemas", "ours", "--into", "got", "--data-set", "asessments")
    assert done.returncode == 2
    assert "did you mean `Assessments`?" in done.stderr


def test_fetching_is_off_until_the_settings_say_so(desk: Path, asking: Asking) -> None:
    (desk / "safeguard-kpi.toml").write_text(WALSALL, encoding="utf-8")
    done = _run(desk, "--schemas", "ours")
    assert done.returncode == 2
    assert "fetching from the Department's API is off" in done.stderr
    assert asking.server.asked == []


def test_without_httpx_it_is_said_how_to_install_it(desk: Path) -> None:
    done = _run(desk, "--schemas", "ours", before="import sys; sys.modules['httpx'] = None")
    assert done.returncode == 2
    assert "pip install 'safeguard-kpi[fetch]'" in done.stderr


def test_a_refresh_never_reads_httpx(desk: Path) -> None:
    told = "import sys, safeguard_kpi.journey.pipeline, safeguard_kpi.cli.releases; sys.exit('httpx' in sys.modules)"
    assert _run(desk, before=told).returncode == 0
