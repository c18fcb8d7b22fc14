"""Draws one chart from the rows of the chart data sheet: lines for quarters, bars for years and categories."""

from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.data_source import AxDataSource, NumData, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties
from openpyxl.worksheet.worksheet import Worksheet

from safeguard_kpi.reports.charts.plotted import Plot
from safeguard_kpi.reports.drawing.cells import plain
from safeguard_kpi.reports.drawing.style import FACE, INK, QUIET
from safeguard_kpi.reports.layout import CategoryChart, QuarterChart

COLOURS = ("12436D", "F46A25", "28A197", "801650", "3D3D3D", "A285D1")
"""The Analysis Function's palette for categories; each also differs in marker, dash or label."""

MARKERS = ("circle", "square", "diamond", "triangle", "x", "star")
DASHES = ("solid", "solid", "dash", "sysDash", "sysDot", "lgDash")


def draw_chart(plot: Plot, data: Worksheet) -> Any:
    """Draw the chart of a plot whose points are on the sheet data."""
    lines = isinstance(plot.chart, QuarterChart)
    chart: Any = LineChart() if lines else BarChart()
    chart.title = plain(plot.title)
    chart.title.overlay = False
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_letters(1200, INK, bold=True))
    for run in chart.title.tx.rich.p[0].r:
        run.rPr = _letters(1200, INK, bold=True)
    for number, name in enumerate(plot.names):
        series = _series(plot, number, data)
        series.tx = SeriesLabel(v=plain(name))
        chart.series.append(series)
        (_draw_line if lines else _draw_bars)(series, number, plot)
    _draw_axes(chart, plot)
    if len(plot.rows) > 1:
        chart.legend.position = "b"
        chart.legend.txPr = _text(900, INK)
    else:
        chart.legend = None
    chart.display_blanks = "gap"
    chart.roundedCorners = False
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(solidFill="C9D2DA", w=9525))
    if not lines:
        chart.gapWidth, chart.overlap = 60, -5
        chart.type = "bar" if isinstance(plot.chart, CategoryChart) else "col"
        if isinstance(plot.chart, CategoryChart):
            chart.x_axis.scaling.orientation = "maxMin"
            chart.y_axis.crosses = "max"
    return chart


def _series(plot: Plot, number: int, data: Worksheet) -> Any:
    """Point a series at its rows, and carry their values too for viewers that do not look them up."""
    rows = plot.rows[number]
    points = [point for point in plot.points if point.series == plot.names[number]]
    series = Series(Reference(data, min_col=5, min_row=rows[0], max_row=rows[-1]))
    values = [
        NumVal(idx=index, v=str(point.value))
        for index, point in enumerate(points)
        if point.value is not None
    ]
    series.val.numRef.numCache = NumData(
        formatCode=plot.number_format, ptCount=len(points), pt=values
    )
    names = [StrVal(idx=index, v=plain(point.at)) for index, point in enumerate(points)]
    place = Reference(data, min_col=4, min_row=rows[0], max_row=rows[-1])
    series.cat = AxDataSource(
        strRef=StrRef(f=str(place), strCache=StrData(ptCount=len(names), pt=names))
    )
    return series


def _draw_axes(chart: Any, plot: Plot) -> None:
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.number_format, chart.x_axis.tickLblPos = "General", "low"
    chart.y_axis.number_format = "General" if plot.decimals else "#,##0"
    chart.y_axis.scaling.min = 0
    chart.y_axis.title = plot.unit
    chart.y_axis.title.overlay = False
    for paragraph in chart.y_axis.title.tx.rich.p:
        for run in paragraph.r:
            run.rPr = _letters(900, QUIET)
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(
        ln=LineProperties(solidFill="E3E8EC", w=6350)
    )
    for axis in (chart.x_axis, chart.y_axis):
        axis.txPr = _text(900, INK)
        axis.spPr = GraphicalProperties(ln=LineProperties(solidFill="8A97A3", w=9525))
        axis.majorTickMark = "none"


def _draw_line(series: Any, number: int, plot: Plot) -> None:
    colour = COLOURS[number % len(COLOURS)]
    series.smooth = False
    series.graphicalProperties = GraphicalProperties(
        ln=LineProperties(solidFill=colour, w=28575, prstDash=DASHES[number % len(DASHES)])
    )
    series.marker.symbol, series.marker.size = MARKERS[number % len(MARKERS)], 7
    series.marker.graphicalProperties = GraphicalProperties(
        solidFill=colour, ln=LineProperties(solidFill=colour)
    )
    if len(plot.rows) == 1:
        series.dLbls = _labels(plot, "t")


def _draw_bars(series: Any, number: int, plot: Plot) -> None:
    series.graphicalProperties = GraphicalProperties(solidFill=COLOURS[number % len(COLOURS)])
    series.invertIfNegative = False
    series.dLbls = _labels(plot, "outEnd")


def _labels(plot: Plot, position: str) -> DataLabelList:
    labels = DataLabelList(
        numFmt=plot.number_format,
        dLblPos=position,
        showVal=True,
        showSerName=False,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
        showLeaderLines=False,
    )
    labels.txPr = _text(800, INK)
    return labels


def _letters(size: int, colour: str, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(latin=Font(typeface=FACE), sz=size, b=bold, solidFill=colour)


def _text(size: int, colour: str) -> RichText:
    shape = ParagraphProperties(defRPr=_letters(size, colour))
    return RichText(p=[Paragraph(pPr=shape, endParaRPr=CharacterProperties())])
