"""Charts as SVG, by matplotlib: the page's colours by day and by night. The only file that knows it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# What matplotlib is told to draw in, and what stands there instead: colours of the style sheet.
_TOKENS = {
    "#010101": ("var(--ink)", "#2f2a25", "#ece7dd"),
    "#020202": ("var(--first)", "#1f6b4f", "#8fd3ae"),
    "#030303": ("var(--second)", "#b7791f", "#e5bb6a"),
}
_INK, _FIRST, _SECOND = _TOKENS
_MOST = 12  # groups that one chart can show
_LONGEST = 40  # characters of a label


@dataclass(frozen=True, slots=True)
class Bar:
    """A group with its two values; None where there is none."""

    label: str
    first: float | None
    second: float | None


@dataclass(frozen=True, slots=True)
class Axis:
    """What the two values are called, in what they are measured, and how the reader writes a number."""

    first: str
    second: str
    unit: str
    number: Callable[[float], str]


def bars(groups: Sequence[Bar], axis: Axis, title: str, *, narrow: bool = False) -> str:
    """Two bars a group, the first MOST groups; an SVG document with `title` for those who do not see it. A narrow one
    has letters of the same size."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    shown = groups[:_MOST]
    # Text stays text, and the same figures give the same file.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "socialshop", "font.family": "sans-serif"}):
        figure = Figure(figsize=(4.4 if narrow else 8, 1.3 + 0.55 * len(shown)), layout="constrained")
        axes = figure.subplots()
        for offset, colour, label, values in (
            (-0.2, _FIRST, axis.first, [bar.first for bar in shown]),
            (0.2, _SECOND, axis.second, [bar.second for bar in shown]),
        ):
            places = [place + offset for place in range(len(shown))]
            axes.barh(places, [value or 0 for value in values], 0.36, color=colour, label=label)
        axes.set_yticks(range(len(shown)), [_plain(bar.label) for bar in shown], color=_INK)
        axes.invert_yaxis()
        axes.set_xlabel(axis.unit, color=_INK)
        if narrow:
            axes.xaxis.set_major_locator(MaxNLocator(4))
        axes.xaxis.set_major_formatter(lambda value, _place: axis.number(value))
        axes.tick_params(axis="x", colors=_INK)
        axes.tick_params(axis="y", length=0)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.spines["bottom"].set_color(_INK)
        axes.legend(frameon=False, labelcolor=_INK, loc="lower right", bbox_to_anchor=(1, 1), ncols=2, borderaxespad=0)
        written = io.StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None, "Title": title})
    return _coloured(written.getvalue())


def _coloured(svg: str) -> str:
    day, night = ("".join(f"{token[0][4:-1]}:{token[place]};" for token in _TOKENS.values()) for place in (1, 2))
    for drawn, (meant, _, _) in _TOKENS.items():
        svg = svg.replace(drawn, meant)
    style = f"<style>:root{{{day}}}@media(prefers-color-scheme:dark){{:root{{{night}}}}}</style>"
    start = svg.index(">", svg.index("<svg")) + 1
    return svg[:start] + style + svg[start:]


def _plain(name: str) -> str:
    """matplotlib reads what stands between dollars as mathematics, and cannot draw control characters."""
    return "".join(char for char in name if char.isprintable())[:_LONGEST].replace("$", r"\$")
