"""Where declarations lie: the product's own `schemas/` and, over it, the user's."""

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from safeguard_kpi.errors import DeclarationError

PACKAGE = Path(__file__).resolve().parents[1]


def bundled(folder: str) -> Path:
    """Find a folder that ships with the product: inside the wheel, or beside `src/` in a checkout."""
    inside = PACKAGE / Path(folder).name
    return inside if inside.is_dir() else PACKAGE.parents[1] / folder


@dataclass(frozen=True, kw_only=True)
class Declarations:
    """The TOML files under one or more roots; a later root overrides the same path of an earlier."""

    roots: tuple[Path, ...]

    @classmethod
    def standard(cls, own: Path | None = None) -> "Declarations":
        """Take the product's own declarations and, if given, the user's over them.

        Raises:
            DeclarationError: the user's folder is not there.
        """
        if own is not None and not own.is_dir():
            raise DeclarationError(
                f"there is no folder of declarations at {own}",
                hint="give --schemas a folder that holds feeds/, codes/ or workbooks/",
            )
        roots = (bundled("schemas"),) + ((own,) if own else ())
        return cls(roots=roots)

    def folder(self, name: str) -> dict[str, Path]:
        """Find every TOML file of one folder by its stem, the user's first."""
        return {
            path.stem: path for root in self.roots for path in sorted((root / name).glob("*.toml"))
        }

    def file(self, name: str) -> Path:
        """Find one file by its path under the roots, the user's first."""
        for root in reversed(self.roots):
            if (root / name).is_file():
                return root / name
        raise DeclarationError(f"schemas/{name} is missing", hint="install the product again")


def read_toml(path: Path) -> dict[str, Any]:
    """Read one TOML file.

    Raises:
        DeclarationError: it cannot be read, or is not TOML; says where.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise DeclarationError(
            f"{path} is not TOML that can be read: {fault}", hint="mend the line it names"
        ) from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise DeclarationError(
            f"{path} cannot be read", hint="check that it is there, in UTF-8, and yours to read"
        ) from fault


def only(known: set[str], given: dict[str, Any], *, where: str) -> None:
    """Refuse keys that nobody knows: a slip is never taken for an extra.

    Raises:
        DeclarationError: names the unknown key and the nearest known one.
    """
    for key in given:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            raise DeclarationError(
                f"{where} has a key `{key}` that means nothing here",
                hint=f"did you mean `{near[0]}`?"
                if near
                else f"known keys: {', '.join(sorted(known))}",
            )


def need(given: dict[str, Any], key: str, kind: type, *, where: str) -> Any:
    """Take a key that must be there, of the kind it must be.

    Raises:
        DeclarationError: it is missing or of another kind.
    """
    value = given.get(key)
    if not isinstance(value, kind):
        raise DeclarationError(
            f"{where} needs `{key}` as {_ARTICLE[kind]}",
            hint="compare it with a file that ships with the product",
        )
    return value


_ARTICLE = {str: "a text", list: "a list", dict: "a table", bool: "true or false"}
