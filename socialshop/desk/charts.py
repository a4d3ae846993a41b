"""The report as a page of its own: charts as SVG, and beneath each its figures."""

from __future__ import annotations

import io
from html import escape
from pathlib import Path

from socialshop.desk.report import Line, Report

_GREEN, _OCHRE, _INK = "#1f6b4f", "#b7791f", "#3c3a36"
_MOST_BARS = 12
_HEADINGS = {"channel": "By channel", "topic": "By topic", "person": "By person"}
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}th,td{padding:.3rem .6rem;text-align:right}
th:first-child,td:first-child{text-align:left}thead th{border-bottom:2px solid #ccc}
tbody tr+tr td{border-top:1px solid #eee}
svg{max-width:100%;height:auto}
"""


def write_page(report: Report, path: Path, shop: str) -> None:
    """One HTML file with all in it: no script, nothing from elsewhere."""
    title = f"{escape(shop)}: answers from {report.since:%Y-%m-%d} to {report.until:%Y-%m-%d}"
    parts = [_section(by, report.of(by)) for by in _HEADINGS if report.of(by)]
    body = "".join(parts) or "<p>No conversation was opened in this time.</p>"
    path.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style><h1>{title}</h1>{body}</html>\n",
        encoding="utf-8",
    )


def _section(by: str, lines: tuple[Line, ...]) -> str:
    shown = sorted(lines, key=lambda line: -line.conversations)[:_MOST_BARS]
    rows = "".join(_row(line) for line in lines)
    return (
        f"<h2>{_HEADINGS[by]}</h2>{chart(shown, _HEADINGS[by])}"
        "<table><thead><tr><th>What</th><th>Conversations</th><th>Answered</th><th>First answer (median, h)</th>"
        "<th>Resolved</th><th>Resolution (median, h)</th><th>Overdue</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _row(line: Line) -> str:
    cells = (
        *(line.conversations, line.answered, _hours(line.first_response)),
        *(line.resolved, _hours(line.resolution), line.overdue),
    )
    return f"<tr><td>{escape(line.what)}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def chart(lines: list[Line], heading: str) -> str:
    """The medians in hours, as the markup of one SVG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 1.2 + 0.5 * len(lines)), layout="constrained")
    axes = figure.subplots()
    places = range(len(lines))
    first = [(line.first_response or 0) / 3600 for line in lines]
    end = [(line.resolution or 0) / 3600 for line in lines]
    axes.barh([place - 0.2 for place in places], first, 0.38, color=_GREEN, label="first answer")
    axes.barh([place + 0.2 for place in places], end, 0.38, color=_OCHRE, label="resolution")
    axes.set_yticks(list(places), [_plain(line.what) for line in lines], color=_INK)
    axes.invert_yaxis()
    axes.set_xlabel("hours (median)", color=_INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Title": heading})
    markup = written.getvalue()
    return markup[markup.index("<svg") :]


def _plain(name: str) -> str:
    """matplotlib reads what stands between dollars as mathematics, and cannot draw control characters."""
    return "".join(char for char in name if char.isprintable())[:40].replace("$", r"\$")


def _hours(seconds: float | None) -> str:
    return "·" if seconds is None else f"{seconds / 3600:.1f}"
