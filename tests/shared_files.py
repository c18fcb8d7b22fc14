"""Where the published and golden files stand, when they are beside this checkout."""

from pathlib import Path
from typing import Final

SHARED: Final = next(
    (
        folder / "shared"
        for folder in Path(__file__).resolve().parents[2:]
        if (folder / "shared" / "published").is_dir()
    ),
    Path("no-shared-files"),
)
"""The folder ``../shared`` of the project, or of any folder above it (a git worktree stands deeper)."""
