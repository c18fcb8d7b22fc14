"""Says in a workbook's properties what made it and of which day, without a clock."""

from datetime import datetime, time

from openpyxl import Workbook

from safeguard_kpi.reports.contents import Cover


def stamp(workbook: Workbook, cover: Cover) -> None:
    """Fill in the properties: the same for the same cover, whenever it is written."""
    properties = workbook.properties
    properties.creator = f"safeguard-kpi {cover.version}"
    properties.description = cover.marker
    if cover.standing:
        properties.contentStatus = "Draft" if cover.draft else "Final"
    properties.language = "en-GB"
    properties.created = properties.modified = datetime.combine(cover.as_of, time())
