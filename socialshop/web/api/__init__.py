"""The JSON API for the shop's own programs, under /api; each call bears a token of somebody's."""

from __future__ import annotations

from fastapi import FastAPI

from socialshop.web.api import answers, conversations, desk, messages, people, programs, reports
from socialshop.web.api.problems import handle_problems
from socialshop.web.visits import MOST_BYTES, Site

DESCRIPTION = """Times are RFC 3339 in UTC, amounts of money integers of minor units beside their currency. Every call
bears `Authorization: Bearer` and a token; a token may do what its role and its owner's role both may. An answer that
is no success has `what` happened and how to `mend` it. Lists end with `next`: give it as `before` for what follows, or
as `after` where the oldest come first."""


def create_api(site: Site) -> FastAPI:
    """The ASGI app of the API, to be mounted; its description stands at /openapi.json."""
    api = FastAPI(
        title="socialshop",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        max_body_size=MOST_BYTES,
        # Programs' clients are generated from it: a call is named there as it is named here.
        generate_unique_id_function=lambda route: route.name,
    )
    api.state.site = site
    for room in (conversations, messages, answers, desk, people, programs, reports):
        api.include_router(room.router)
    handle_problems(api)
    return api
