"""How a plan of windows looks in a terminal: a diff against what stands, with its reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from socialshop.terminal import console, marked

if TYPE_CHECKING:
    from socialshop.products.model import ProductPause
    from socialshop.runtime.codes import WindowCodes
    from socialshop.sync.reports import RunReport
    from socialshop.windows.telling import PlannedField, PlannedStep, PlannedWindow

_MARKS = {
    "create": ("+", "green"),
    "adopt": ("⊕", "green"),
    "change": ("~", "yellow"),
    "replace": ("±", "yellow"),
    "withdraw": ("-", "red"),
    "wait": ("◷", "cyan"),
    "leave": ("=", "magenta"),
}
_RESTING = {"keep": "unchanged", "leave": "left alone", "wait": "waiting"}
"""What nothing is done to now, counted beneath a plan."""
_TELLING = ("windows", "codes")
"""The steps whose every change has a reason that people want to know."""
_REPORT_MARKS = {"created": "+", "adopted": "⊕", "updated": "~", "deleted": "-", "noted": "!"}
_MOST_LINES = 12
_FIELD_INDENT = "      "


def print_windows(plans: Sequence[PlannedWindow]) -> None:
    """What would be done, window by window and channel by channel; what is kept is only counted."""
    screen = console()
    for plan in plans:
        _print_window(screen, plan)
    found = Counter(step.act for plan in plans for step in plan.steps)
    to_do = ", ".join(f"{found[act]} to {act}" for act in _MARKS if found[act] and act not in _RESTING)
    resting = ", ".join(f"{found[act]} {said}" for act, said in _RESTING.items() if found[act] or act == "keep")
    if to_do:
        screen.print(f"{to_do}; {resting}. `socialshop windows apply` does it.")
    else:
        screen.print(f"Nothing to do now; {resting}.", style="green")


def print_reasons(screen: Console, report: RunReport) -> None:
    """What the windows show otherwise than before, and why; a mend once."""
    told = [
        (mark, channel.channel, item)
        for channel in report.channels
        for item in channel.items
        if channel.step in _TELLING and (mark := _REPORT_MARKS.get(item.action)) and _is_reason(item.reason)
    ]
    mended: set[str] = set()
    for mark, name, item in told[:_MOST_LINES]:
        line = Text.assemble((f"{item.ref} on {name}", "bold"), f": {item.reason}")
        screen.print(marked(screen, mark, "yellow", line))
        if item.mend and item.mend not in mended:
            screen.print(marked(screen, "  →", "green", Text(item.mend, "green")))
        mended.add(item.mend)
    if len(told) > _MOST_LINES:
        more = f"`socialshop reports show {report.run.id} --json` lists all."
        screen.print(f"… and {len(told) - _MOST_LINES} more: {more}", style="dim")


def print_pauses(pauses: Sequence[ProductPause]) -> None:
    screen = console()
    if not pauses:
        screen.print("No product is paused.")
    for one in pauses:
        screen.print(
            marked(screen, "‖", "yellow", Text.assemble((one.item_id, "bold"), f": {one.why} ({one.paused_by})"))
        )


def print_codes(found: WindowCodes) -> None:
    screen = console()
    for one in found.codes:
        how = f"by private reply in conversation {one.conversation_id}" if one.conversation_id else "by list"
        used = f", used on {' and '.join(one.orders)}" if one.orders else ""
        screen.print(f"{one.seat:3}  {one.code}  {one.holder}  {one.given_at:%Y-%m-%d %H:%M} UTC, {how}{used}")
    if found.quota is None:
        screen.print("The window is for everyone.", style="dim")
        return
    screen.print(f"{len(found.codes)} of {found.quota} codes are given.", style="dim")
    for asked in found.asked:
        what = f" ({asked.contact}) asked on {asked.at:%Y-%m-%d %H:%M} UTC"
        state = ": gets one in the next sync." if asked.holder else ", and does not belong to the window."
        line = Text.assemble((asked.name or "Somebody", "bold"), what, state)
        screen.print(marked(screen, "?", "yellow", line))
    if any(not asked.holder for asked in found.asked):
        mend = "Who belongs there: put the contact into `contacts` of [[experts]] or [[partners]], or give them a code."
        screen.print(marked(screen, "→", "green", Text(mend, "green")))


def _is_reason(text: str) -> bool:
    """Of what was simply made, its address or number is told in its place."""
    return " " in text


def _print_window(screen: Console, plan: PlannedWindow) -> None:
    told = [step for step in plan.steps if step.act != "keep"]
    if not (told or plan.refusals or plan.notes or plan.claims or plan.untagged):
        return
    screen.print(Text.assemble((plan.window, "bold"), f" on {plan.channel}"))
    for refusal in plan.refusals:
        about = "" if refusal.about == plan.window else f"{refusal.about}: "
        line = Text.assemble((f"gate {refusal.gate}", "bold"), f": {about}{refusal.reason}")
        screen.print(_indented(screen, "✗", "red", line))
        screen.print(_indented(screen, "→", "green", Text(refusal.mend, "green")))
    for note in plan.notes:
        screen.print(_indented(screen, "!", "yellow", Text(note)))
    for claim in plan.claims:
        line = Text.assemble(f"{claim.item_id}: {claim.text} ", (f"← {claim.source}", "dim"))
        screen.print(_indented(screen, "✓", "green", line))
    for one in plan.untagged:
        screen.print(_indented(screen, "!", "yellow", Text(f"No picture is tagged with {one.item_id}: {one.reason}.")))
    for step in told:
        _print_step(screen, step)


def _print_step(screen: Console, step: PlannedStep) -> None:
    mark, colour = _MARKS[step.act]
    when = f" at {step.at:%Y-%m-%d %H:%M %Z}" if step.at else ""
    head = Text.assemble((f"{step.act} {step.part}{when}", colour), f"  {step.why}" if step.why else "")
    screen.print(_indented(screen, mark, colour, head))
    if step.mend:
        screen.print(_indented(screen, "→", "green", Text(step.mend, "green")))
    for field in step.fields:
        _print_field(screen, field)
    if step.says.get("text"):
        _print_lines(screen, "+", "green", step.says["text"].splitlines())


def _print_field(screen: Console, field: PlannedField) -> None:
    hand = " (changed there by hand)" if field.by_hand else ""
    screen.print(Text(f"    {field.field}{hand}:", "dim"))
    if field.field == "pictures":
        screen.print(Text(f"{_FIELD_INDENT}other pictures", "yellow"))
        return
    before, after = field.before.splitlines(), field.after.splitlines()
    _print_lines(screen, "-", "red", [line for line in before if line not in after])
    _print_lines(screen, "+", "green", [line for line in after if line not in before])


def _print_lines(screen: Console, mark: str, colour: str, lines: Sequence[str]) -> None:
    said = [line for line in lines if line.strip()]
    for line in said[:_MOST_LINES]:
        screen.print(marked(screen, f"{_FIELD_INDENT}{mark}", colour, Text(line)))
    if len(said) > _MOST_LINES:
        screen.print(Text(f"{_FIELD_INDENT}… {len(said) - _MOST_LINES} more lines: `--json` has all", "dim"))


def _indented(screen: Console, mark: str, colour: str, text: Text) -> Text:
    return marked(screen, f"  {mark}", colour, text)
