"""Outputs are the old or the new: killed anywhere, recovered anywhere, on a full disk and after a stop."""

import errno
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import killed
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.unattended import outputs as module
from safeguard_kpi.unattended.outputs import NEW, READY, Mended, published, recover, unfinished


@pytest.fixture(scope="module")
def kills(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, killed.__file__, str(tmp_path_factory.mktemp("kills"))],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_kill_at_any_step_leaves_the_old_or_the_new_once_recovered(
    kills: list[dict[str, Any]],
) -> None:
    healed = {result for kill in kills for result in kill["healed"]}
    assert healed == {"old", "new"}
    assert len(kills) > 20, "publishing has more steps than that"


def test_a_recovery_that_is_killed_anywhere_comes_to_the_same_end(
    kills: list[dict[str, Any]],
) -> None:
    for kill in kills:
        assert set(kill["healed"]) == {"new" if kill["ready"] else kill["left"]}
    assert max(len(kill["healed"]) for kill in kills) > 10, "recovering has more steps than that"


def test_a_mixture_lies_in_place_only_while_what_is_ready_is_there_to_finish_it(
    kills: list[dict[str, Any]],
) -> None:
    mixed = [kill for kill in kills if kill["left"] == "mixed"]
    assert mixed, "no kill fell between two moves, so nothing was tried"
    assert all(kill["ready"] for kill in mixed)
    assert (kills[0]["left"], kills[-1]["left"]) == ("old", "new")


def test_what_was_committed_is_never_taken_back(kills: list[dict[str, Any]]) -> None:
    ends = [kill["healed"][-1] for kill in kills]
    assert ends == sorted(ends, key=["old", "new"].index)


def test_a_recovery_says_what_it_found(tmp_path: Path) -> None:
    assert recover(tmp_path / "nowhere") == Mended(finished=False, left_over=0)
    killed.publish(tmp_path, killed.BEFORE)
    (tmp_path / f"{NEW}abc").mkdir()
    assert unfinished(tmp_path)
    assert recover(tmp_path) == Mended(finished=False, left_over=1)
    half = tmp_path / "releases" / f"{NEW}abc"
    half.mkdir(parents=True)
    (half / "figures.csv").write_text("half")
    assert unfinished(tmp_path)
    assert recover(tmp_path) == Mended(finished=False, left_over=1)
    assert list((tmp_path / "releases").iterdir()) == []
    ready = tmp_path / READY
    ready.mkdir()
    (ready / "figures.csv").write_text("new")
    assert unfinished(tmp_path)
    assert recover(tmp_path) == Mended(finished=True, left_over=0)
    assert not unfinished(tmp_path)
    assert (tmp_path / "figures.csv").read_text() == "new"


def test_an_error_while_writing_leaves_the_old_outputs_and_nothing_beside(tmp_path: Path) -> None:
    killed.publish(tmp_path, killed.BEFORE)
    with pytest.raises(SafeguardError, match="No space left on device; they are as they were"):
        _fail(tmp_path)
    assert killed.look(tmp_path) == "old"
    assert not unfinished(tmp_path)


def _fail(folder: Path) -> None:
    with published(folder) as beside:
        (beside / "figures.csv").write_text("new")
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_file_that_cannot_be_moved_is_told_and_moved_by_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed.publish(tmp_path, killed.BEFORE)
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "findings.csv":
            raise PermissionError(errno.EACCES, "Permission denied")
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        with pytest.raises(SafeguardError, match="whole but cannot all be moved") as told:
            killed.publish(tmp_path, killed.AFTER)
        assert "close the workbook" in told.value.hint
        with pytest.raises(SafeguardError, match="whole but cannot all be moved"):
            recover(tmp_path)
    assert killed.look(tmp_path) == "mixed"
    recover(tmp_path)
    assert killed.look(tmp_path) == "new"


def test_who_stops_a_run_as_it_moves_its_outputs_finds_them_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed.publish(tmp_path, killed.BEFORE)
    moved = module._replace_folder  # noqa: SLF001 (a stop in the middle of the moves)

    def stop(_new: Path, _old: Path) -> None:
        monkeypatch.setattr(module, "_replace_folder", moved)
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_replace_folder", stop)
    with pytest.raises(KeyboardInterrupt):
        killed.publish(tmp_path, killed.AFTER)
    assert killed.look(tmp_path) == "new"
    assert not unfinished(tmp_path)
