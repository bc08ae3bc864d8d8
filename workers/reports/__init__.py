"""Scheduled reports: figures by queries as of a change number, then the renderings made from them.

    building.py   what is due, in order, and the one way to write it
    boundaries.py the change numbers at which a period begins and ends
    record.py     the published record as of a change number, in one streaming pass
    figures.py    the report as one JSON value: sections of sentences and tables
    document.py   the pieces of that value: cells, tables, references to claims, sources, outlets
    words.py      a cell in words, for every rendering
    html.py       the rendering as HTML

The figures have no clock inside: what they say follows from the period, the change numbers and the rows.
Every name and wording in them stands beside the id it belongs to, so that erasing can be exact.
"""

from workers.reports.building import build, build_due, preview

__all__ = ["build", "build_due", "preview"]
