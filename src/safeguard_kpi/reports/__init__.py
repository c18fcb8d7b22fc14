"""What a reader is given: the workbook, written from frames and from a layout declared in words."""

from safeguard_kpi.reports.contents import Contents, Cover
from safeguard_kpi.reports.layout import Layout
from safeguard_kpi.reports.load import load_layout
from safeguard_kpi.reports.write import write_workbook

__all__ = ["Contents", "Cover", "Layout", "load_layout", "write_workbook"]
