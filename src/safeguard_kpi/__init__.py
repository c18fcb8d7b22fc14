"""Partners' safeguarding spreadsheets in, the performance subgroup's workbook out."""

__version__ = "0.1.0"
"""Said here and nowhere else: the package takes its version from this line."""
