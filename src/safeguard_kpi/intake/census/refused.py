"""Why an XML file is not read at all: it is no census, or may be made to do harm."""

from safeguard_kpi.intake.model import FileRefusedError


def doctype(*_: object) -> None:
    """Refuse a file that defines anything of its own, before it is read on."""
    raise FileRefusedError(
        "file_unsafe",
        "The file has a document type or entities of its own, which no census has.",
        "Ask the partner where it comes from; make the return again in the case management system.",
    )


def not_a_census() -> FileRefusedError:
    """Say that a file is XML of another kind."""
    return FileRefusedError(
        "file_not_a_census",
        "The file is XML and not a children in need census: its root and header are not those of one.",
        "Check that it is the right file; tables are to be sent as .xlsx or .csv.",
    )


def too_much(what: str) -> FileRefusedError:
    """Say what a file holds more of than any census."""
    return FileRefusedError(
        "file_unsafe",
        f"The file holds {what} far beyond what a census can, and may be made to do harm.",
        "Ask the partner where it comes from; make the return again in the case management system.",
    )
