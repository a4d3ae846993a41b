"""Charts as SVG, by matplotlib: the page's colours by day and by night. The only file that knows it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# What matplotlib is told to draw in, and what stands there instead: colours of the style sheet.
_TOKENS = {
    "#010101": ("var(--ink)", "#2f2a25", "#ece7dd"),
    "#020202": ("var(--first)", "#1f6b4f", "#8fd3ae"),
    "#030303": ("var(--second)", "#b7791f", "#e5bb6a"),
    "#040404": ("var(--third)", "#a5342c", "#f2a297"),
}
_INK, _FIRST, _SECOND, _THIRD = _TOKENS
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


@dataclass(frozen=True, slots=True)
class Curve:
    """A value for each place along the way; None where there is none."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Way:
    """What the places along a chart are called, in what its values are measured, and how the reader writes them;
    `whole` where nothing lies between two numbers."""

    places: Sequence[str]
    unit: str
    number: Callable[[float], str]
    whole: bool = False


class Level(NamedTuple):
    """The same value all along."""

    label: str
    value: float


def bars(groups: Sequence[Bar], axis: Axis, title: str, *, narrow: bool = False) -> str:
    """Two bars a group, the first MOST groups; an SVG document with `title` for those who do not see it. A narrow one
    has letters of the same size."""
    from matplotlib.ticker import MaxNLocator

    shown = groups[:_MOST]
    with _figure(1.3 + 0.55 * len(shown), narrow=narrow) as (figure, axes):
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
        axes.tick_params(axis="y", length=0)
        return _written(figure, axes, title, columns=2)


def curves(drawn: Sequence[Curve], way: Way, title: str, *, level: Level | None = None, narrow: bool = False) -> str:
    """Up to four curves, told apart by their strokes and not by colour alone, with a `level` to hold them against;
    otherwise as `bars`."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    with _figure(3.2, narrow=narrow) as (figure, axes):
        for curve, stroke in zip(drawn, _STROKES, strict=False):
            values = [float("nan") if value is None else value for value in curve.values]
            axes.plot(range(len(values)), values, label=curve.label, **stroke)
        if level is not None:
            axes.axhline(level.value, label=level.label, color=_SECOND, linestyle="--")
        axes.set_xlim(-0.5, max(len(way.places), 1) - 0.5)
        axes.set_ylim(bottom=0)
        axes.set_ylabel(way.unit, color=_INK)
        axes.xaxis.set_major_locator(MaxNLocator(4 if narrow else 8, integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda place, _: _place(way.places, place)))
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=way.whole))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: way.number(value)))
        return _written(figure, axes, title, columns=2 if narrow else 4)


_STROKES: tuple[dict[str, Any], ...] = (
    {"color": _FIRST, "linestyle": "-", "marker": "o", "markersize": 3},
    {"color": _SECOND, "linestyle": "--", "marker": "s", "markersize": 3},
    {"color": _INK, "linestyle": "-.", "marker": "^", "markersize": 3},
    {"color": _THIRD, "linestyle": ":", "marker": "D", "markersize": 3},
)


def _place(places: Sequence[str], number: float) -> str:
    return _plain(places[int(number)]) if number == int(number) and 0 <= number < len(places) else ""


@contextmanager
def _figure(height: float, *, narrow: bool) -> Iterator[tuple[Figure, Axes]]:
    """In inches, with one chart in it."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    # Text stays text, and the same figures give the same file.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "socialshop", "font.family": "sans-serif"}):
        figure = Figure(figsize=(4.4 if narrow else 8, height), layout="constrained")
        yield figure, figure.subplots()


def _written(figure: Figure, axes: Axes, title: str, *, columns: int) -> str:
    axes.tick_params(colors=_INK)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(_INK)
    above = axes.legend(frameon=False, labelcolor=_INK, loc="lower right", ncols=columns, borderaxespad=0)
    above.set_bbox_to_anchor((1, 1))
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
