"""How windows look in a terminal: all of them, one of them, and what keeps one from going up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from socialshop.terminal import console, marked, print_trouble, state_text
from socialshop.terminal_tables import print_table

if TYPE_CHECKING:
    from socialshop.windows.definition import WindowDefinition
    from socialshop.windows.overview import WindowSummary
    from socialshop.windows.preview import WindowPreview


def print_windows(rows: Sequence[WindowSummary]) -> None:
    if not rows:
        console().print("No window yet: make one with `socialshop windows new`.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("window", "state", "from", "to", "stands on"):
        table.add_column(heading, no_wrap=heading != "stands on")
    for row in rows:
        standing = ", ".join(f"{one.channel} ({one.objects})" for one in row.channels if one.objects) or "–"
        times = (f"{at:%Y-%m-%d %H:%M}" if at else "–" for at in (row.starts, row.ends))
        table.add_row(row.name, state_text(row.phase), *times, standing)
    print_table(console(), table, ("to", "from"))


def print_window(window: WindowDefinition, summary: WindowSummary) -> None:
    screen = console()
    screen.print(Text.assemble((window.title, "bold"), "  ", state_text(summary.phase)))
    screen.print(f"Why: {window.motive}\n")
    screen.print(window.story)
    products, audience = ", ".join(window.products.ids), window.audience
    who = audience.who if isinstance(audience.who, str) else ", ".join(audience.who)
    about = {
        "products": products + (f" where {window.products.where}" if window.products.where else ""),
        "next": ", ".join(window.products.next),
        "sections": ", ".join(window.sections),
        "extras": ", ".join(extra.title for extra in window.extras),
        "topic": window.topic.kind if window.topic else "",
        "for": f"{who}, {audience.quota} codes" if audience.is_limited else "",
        "partner": window.partner,
        "sponsor": window.sponsor,
        "from": f"{window.starts:%Y-%m-%d %H:%M %Z}" if window.starts else "",
        "to": f"{window.ends:%Y-%m-%d %H:%M %Z}" if window.ends else "",
        "slots": ", ".join(window.slots),
    }
    screen.print()
    for name, told in {name: told for name, told in about.items() if told}.items():
        screen.print(Text.assemble((f"{name:10}", "dim"), told))
    for one in summary.channels:
        stands = f"{one.objects} standing {one.url}".strip() if one.objects else "nothing stands"
        screen.print(Text.assemble((f"{one.channel:10}", "dim"), stands), soft_wrap=True)


def preview_json(preview: WindowPreview, page: Path) -> dict[str, object]:
    return {
        "window": preview.definition.name,
        "page": page,
        "ready": preview.is_ready,
        "channels": [
            {
                "channel": shown.channel,
                "pictures": len(shown.pictures),
                "refusals": [
                    {"about": about, "reason": str(refusal), "mend": refusal.mend} for about, refusal in shown.refusals
                ],
            }
            for shown in preview.channels
        ],
    }


def print_preview(preview: WindowPreview, page: Path) -> None:
    """What keeps the window from each channel, and where the page is."""
    screen = console()
    for shown in preview.channels:
        if shown.refusals:
            for about, refusal in shown.refusals:
                what = "" if about == preview.definition.name else about
                print_trouble(screen, what, shown.channel, str(refusal), refusal.mend)
        else:
            said = f"{shown.channel}: nothing keeps it from going up, with {len(shown.pictures)} pictures."
            screen.print(marked(screen, "✓", "green", Text(said)))
    screen.print(f"The preview is at {page}", soft_wrap=True)
