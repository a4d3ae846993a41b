"""A running sandbox and plain HTTP clients of its platforms."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from connectors.sandbox import Sandbox
from connectors.sandbox.accounts import PINTEREST_NAME, SECRETS

PUBLIC_HOST = "www.kaesetheke.example"


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """The shop's public pictures."""
    folder = tmp_path / "public"
    folder.mkdir()
    Image.new("RGB", (600, 600), "gold").save(folder / "gruyere.jpg")
    Image.new("RGB", (600, 600), "tan").save(folder / "brie.png")
    Image.new("RGB", (900, 300), "tan").save(folder / "wide.jpg")
    Image.new("RGB", (90, 90), "tan").save(folder / "small.jpg")
    (folder / "notes.txt").write_text("no picture")
    return folder


@pytest.fixture
def har(tmp_path: Path) -> Path:
    return tmp_path / "exchanges.har"


@pytest.fixture(scope="session")
def running() -> Iterator[Sandbox]:
    with Sandbox(public={PUBLIC_HOST: Path()}) as running:
        yield running


@pytest.fixture
def sandbox(request: pytest.FixtureRequest, clock: Any, public: Path) -> Iterator[Sandbox]:
    """A sandbox as on its first day; one of its own, that records, for a test that asks for `har`."""
    if "har" in request.fixturenames:
        har = request.getfixturevalue("har")
        with Sandbox(clock=clock, public={PUBLIC_HOST: public}, har=har) as recording:
            yield recording
        return
    shared: Sandbox = request.getfixturevalue("running")
    shared.world.reset()
    shared.world.clock = clock
    shared.world.public = {PUBLIC_HOST: public}
    yield shared


@pytest.fixture
def picture() -> Callable[[str], str]:
    """The public address of one of the shop's pictures."""
    return lambda name: f"https://{PUBLIC_HOST}/{name}"


class Graph:
    """Calls graph.facebook.com with one account's token and its proof."""

    def __init__(self, base: str, token: str) -> None:
        self.base = base
        self.token = SECRETS[token]
        secret = SECRETS["FACEBOOK_APP_SECRET"].encode()
        self.proof = hmac.new(secret, self.token.encode(), hashlib.sha256).hexdigest()

    def call(self, method: str, path: str, files: Any = None, timeout: float = 60, **params: Any) -> requests.Response:
        params = {"access_token": self.token, "appsecret_proof": self.proof} | params
        sent = {"params": params} if method in ("GET", "DELETE") else {"data": params, "files": files}
        headers = {"Host": "graph.facebook.com"}
        return requests.request(method, f"{self.base}/v26.0/{path}", headers=headers, timeout=timeout, **sent)

    def ok(self, method: str, path: str, files: Any = None, **params: Any) -> Any:
        response = self.call(method, path, files, **params)
        assert response.status_code == 200, response.text
        return response.json()

    def error(self, method: str, path: str, files: Any = None, **params: Any) -> Any:
        response = self.call(method, path, files, **params)
        assert response.status_code >= 400, response.text
        return response.json()["error"]


@pytest.fixture
def page(sandbox: Sandbox) -> Graph:
    return Graph(sandbox.base_url, "FACEBOOK_PAGE_TOKEN")


@pytest.fixture
def instagram(sandbox: Sandbox) -> Graph:
    return Graph(sandbox.base_url, "INSTAGRAM_ACCESS_TOKEN")


class Pinterest:
    """Calls api.pinterest.com with the shop's token."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.token = SECRETS["PINTEREST_ACCESS_TOKEN"]

    def call(self, method: str, path: str, **content: Any) -> requests.Response:
        headers = {"Host": "api.pinterest.com", "Authorization": f"Bearer {self.token}"}
        return requests.request(method, f"{self.base}/v5/{path}", headers=headers, timeout=60, **content)

    def ok(self, method: str, path: str, **content: Any) -> Any:
        response = self.call(method, path, **content)
        assert response.ok, response.text
        return response.json()

    def error(self, method: str, path: str, **content: Any) -> tuple[int, int]:
        """HTTP status and Pinterest's own code."""
        response = self.call(method, path, **content)
        assert set(response.json()) == {"code", "message"}
        return response.status_code, response.json()["code"]


@pytest.fixture
def pinterest(sandbox: Sandbox) -> Pinterest:
    return Pinterest(sandbox.base_url)


@pytest.fixture
def py3pin(sandbox: Sandbox) -> Any:
    """py3-pinterest as it is, its host pointed at the sandbox."""
    from py3pin.Pinterest import Pinterest as Client

    class ToSandbox(requests.adapters.HTTPAdapter):
        def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
            request.headers["Host"] = "www.pinterest.com"
            request.url = str(request.url).replace("https://www.pinterest.com", sandbox.base_url)
            return super().send(request, **kwargs)

    client = Client(username=PINTEREST_NAME, cred_root="/")
    client.http.mount("https://", ToSandbox())
    client.http.cookies.set("_pinterest_sess", SECRETS["PINTEREST_SESSION_COOKIE"])
    client.http.cookies.set("csrftoken", "0123456789abcdef")
    return client


@pytest.fixture
def item() -> dict[str, str]:
    """A catalog item that both platforms take."""
    return {
        "id": "gruyere-250",
        "title": "Gruyère 250 g",
        "description": "Twelve months old.",
        "availability": "in stock",
        "condition": "new",
        "price": "9.80 EUR",
        "link": "https://www.kaesetheke.example/gruyere",
        "image_link": "https://www.kaesetheke.example/gruyere.jpg",
        "brand": "Käsetheke",
    }


@pytest.fixture
def post(page: Graph) -> str:
    """A published post's id."""
    from connectors.sandbox.accounts import PAGE_ID

    return str(page.ok("POST", f"{PAGE_ID}/feed", message="Fresh cheese today")["id"])


@pytest.fixture
def board(pinterest: Pinterest) -> str:
    return str(pinterest.ok("POST", "boards", json={"name": "Cheese"})["id"])


@pytest.fixture
def pin(pinterest: Pinterest, board: str, picture: Callable[[str], str]) -> str:
    source = {"source_type": "image_url", "url": picture("gruyere.jpg")}
    return str(pinterest.ok("POST", "pins", json={"board_id": board, "title": "Gruyère", "media_source": source})["id"])


@pytest.fixture
def items(item: dict[str, str]) -> list[dict[str, str]]:
    return [item | {"id": name, "title": f"„{name}“ & Co"} for name in ("gruyere", "brie")]
