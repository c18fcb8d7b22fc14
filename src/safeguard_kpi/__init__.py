"""Partners' safeguarding spreadsheets in, the performance subgroup's workbook out."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("safeguard-kpi")
except PackageNotFoundError:  # run from a checkout that was never installed
    __version__ = "0.0.0+checkout"
