"""The one shop that the sandbox knows: its ids, its settings and the secrets that are valid there.

The secrets are made up and open nothing but the sandbox; they have the platforms' shapes, so that
whatever takes secrets out of logs and recordings is really put to the test.
"""

from __future__ import annotations

GRAPH_HOST = "graph.facebook.com"
PINTEREST_HOST = "api.pinterest.com"
PINTEREST_WEB_HOST = "www.pinterest.com"
PLATFORM_HOSTS = (GRAPH_HOST, PINTEREST_HOST, PINTEREST_WEB_HOST)

SHOP_NAME = "Käsetheke"
PAGE_ID = "104523187650012"
CATALOG_ID = "872340915566701"
BUSINESS_ID = "560982217743390"
INSTAGRAM_ID = "17841405309211844"
INSTAGRAM_NAME = "kaesetheke"
PINTEREST_ID = "790311459604123778"
PINTEREST_NAME = "kaesetheke"
PINTEREST_APP_ID = "1478823"

SECRETS: dict[str, str] = {
    "FACEBOOK_PAGE_TOKEN": "EAAGsandboxPAGEtoken0fake0fake0fake0fake0fake0fakeZD",
    "FACEBOOK_APP_SECRET": "5a4db0c05a4db0c05a4db0c05a4db0c0",
    "META_VERIFY_TOKEN": "sandbox0fake0verify0token0000",
    "INSTAGRAM_ACCESS_TOKEN": "EAAGsandboxINSTAGRAMtoken0fake0fake0fake0fake0fakeZD",
    "PINTEREST_ACCESS_TOKEN": "pina_SANDBOX0FAKE0FAKE0FAKE0FAKE0FAKE0FAKE0FAKE0ACCESS",
    "PINTEREST_REFRESH_TOKEN": "pinr_SANDBOX0FAKE0FAKE0FAKE0FAKE0FAKE0FAKE0FAKE0REFRESH",
    "PINTEREST_APP_SECRET": "sandbox0fake0pinterest0app0secret0000000",
    "PINTEREST_SESSION_COOKIE": "TWc9PSZzandbox0fake0session0cookie0000000000",
}
"""Environment variable → the value that is valid on the sandbox."""

CHANNELS: dict[str, dict[str, object]] = {
    "facebook": {
        "page_id": PAGE_ID,
        "catalog_id": CATALOG_ID,
        "page_token": "FACEBOOK_PAGE_TOKEN",
        "app_secret": "FACEBOOK_APP_SECRET",
        "verify_token": "META_VERIFY_TOKEN",
    },
    "instagram": {
        "account_id": INSTAGRAM_ID,
        "page_id": PAGE_ID,
        "access_token": "INSTAGRAM_ACCESS_TOKEN",
        "app_secret": "FACEBOOK_APP_SECRET",
        "verify_token": "META_VERIFY_TOKEN",
    },
    "pinterest": {
        "access_token": "PINTEREST_ACCESS_TOKEN",
        "refresh_token": "PINTEREST_REFRESH_TOKEN",
        "app_id": PINTEREST_APP_ID,
        "app_secret": "PINTEREST_APP_SECRET",
        "country": "DE",
        "comments": {"session_cookie": "PINTEREST_SESSION_COOKIE", "username": PINTEREST_NAME},
    },
}
"""The tables `[channels.NAME]` of a configuration that talks to the sandbox."""
