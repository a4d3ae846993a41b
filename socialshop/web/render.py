"""Pages from templates: one Jinja environment a language, everything escaped unless a template says otherwise."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse

from socialshop.desk.pictures import ANSWERS
from socialshop.desk.silence import SwitchedOff, fallen_silent
from socialshop.staff.permissions import Permission, may
from socialshop.store import reading
from socialshop.sync.alarm import Alarm, alarms
from socialshop.web import audit_words, window_words, words
from socialshop.web.compiling import compiling
from socialshop.web.i18n import LANGUAGES, formatter, translations
from socialshop.web.phrases import translated
from socialshop.web.visits import HOME, Site, Visit, form_token
from socialshop.windows.media import DRAWN, local_picture

TEMPLATES = Path(__file__).parent / "templates"


def page(here: Visit, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole page in the visitor's language."""
    told = {name: here.request.session.pop(name, "") for name in ("notice", "refusal", "undo")}
    context |= told | {"silent": _silent(here)}
    if "alarms" not in context:
        context["alarms"] = _alarms(here)
    return HTMLResponse(part(here, template, **context), status)


def part(here: Visit, template: str, **context: Any) -> str:
    """A template on its own, with what every one of them may use."""
    site = here.site
    common = {
        "site": site,
        "person": here.person,
        "language": here.language,
        "languages": LANGUAGES,
        "path": here.request.url.path,
        "address": _address(here),
        "home": HOME,
        "csrf": form_token(here.request),
        "may": lambda permission: here.person is not None and may(here.person.role, Permission(permission)),
        "now": site.clock(),
        "show": formatter(here.language, site.zone),
        "web_address": web_address,
        "picture": lambda link: picture_address(site, link),
    }
    return environment(here.language).get_template(template).render(common | context)


def back_to(here: Visit, path: str, notice: str = "") -> RedirectResponse:
    """Redirect after a form; `notice` is a key of `words.NOTICES` that the next page shows once."""
    if notice:
        here.request.session["notice"] = notice
    return RedirectResponse(path, 303)


def picture_address(site: Site, link: str) -> str:
    """Where a browser finds a picture: among our own files if it is there, else at its public https address, or ''."""
    if site.media:
        for folder in (site.media, site.media / DRAWN, site.media / ANSWERS):
            if own := local_picture(link, folder):
                return f"/media/{quote(own.relative_to(site.media).as_posix())}"
    return link if link.startswith("https://") else ""


def icon(name: str) -> Markup:
    """One of the drawings in `icons.html`."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="#{}"/></svg>').format(name)


def web_address(link: str | None) -> str:
    """Only what a browser may open: others write any text where an address should be."""
    return link if link and link.startswith(("http://", "https://")) else ""


def _alarms(here: Visit) -> list[Alarm]:
    """What is overdue: for those who are signed in."""
    if here.person is None:
        return []
    with Session(reading(here.site.store)) as session:
        return alarms(session, here.site.clock(), here.site.alarm_hours)


def _silent(here: Visit) -> list[SwitchedOff]:
    """The programs that are told nothing any more, as they took nothing: for those who can switch them on."""
    if here.person is None or not here.site.programs or not may(here.person.role, Permission.ARRANGE):
        return []
    with Session(reading(here.site.store)) as session:
        return [one for one in fallen_silent(session) if one.name in here.site.programs]


def _address(here: Visit) -> str:
    query = here.request.url.query
    return here.request.url.path + (f"?{query}" if query else "")


@cache
def environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    catalogue = translations(language)
    environment.install_gettext_callables(catalogue.gettext, catalogue.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.code_generator_class = compiling(catalogue.gettext, {"icon": icon})
    environment.globals["icon"] = icon
    environment.globals["words"] = words
    environment.globals["window_words"] = window_words
    environment.globals["audit_words"] = audit_words
    # What others name is not for the catalogues: there, a per cent sign would begin a placeholder.
    environment.globals["named"] = lambda known, name: catalogue.gettext(known[name]) if name in known else name
    environment.filters["channel"] = lambda name: words.CHANNELS.get(name, name)
    environment.filters["phrase"] = partial(translated, language=language)
    return environment
