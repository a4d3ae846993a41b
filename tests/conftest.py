"""What every test may ask for: a clock to set, a database, the shared real-world files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, event
from sqlmodel import Session

from socialshop.schema import metadata
from socialshop.store import open_store
from socialshop.testing.databases import empty, postgres_database, postgres_server

ROOT = Path(__file__).parents[1]

settings.register_profile("untimed", deadline=None)  # how busy the machine is says nothing of the code
settings.load_profile("untimed")
if not os.access(ROOT, os.W_OK):  # failing examples are kept in the checkout for the next run
    settings.register_profile("forgetful", settings.get_profile("untimed"), database=None)
    settings.load_profile("forgetful")


class SettableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL server."""
    with postgres_server(durable=False) as address:
        yield address


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """A fresh database on that server."""
    with postgres_database(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_tables(postgres: str) -> Iterator[str]:
    """A database on that server with all tables, to be emptied for each test."""
    with postgres_database(postgres) as url:
        _make_tables(url)
        yield url


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an SQLite database with all tables, to be copied for each test."""
    path = tmp_path_factory.mktemp("tables") / "socialshop.db"
    _make_tables(f"sqlite:///{path}")
    return path


def _make_tables(url: str) -> None:
    engine = open_store(url)
    metadata().create_all(engine)
    engine.dispose()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests under tests/integration, and those marked so, run on both databases, all others on SQLite alone."""
    if "database" in metafunc.fixturenames:
        test = metafunc.definition
        both = "integration" in test.path.parts or test.get_closest_marker("both_databases")
        metafunc.parametrize("database", ["sqlite", "postgresql"] if both else ["sqlite"])


@pytest.fixture
def store_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, with all tables where the test has a `store`."""
    with_tables = "store" in request.fixturenames
    if database == "postgresql":
        if not with_tables:
            return str(request.getfixturevalue("postgres_url"))
        url = str(request.getfixturevalue("postgres_tables"))
        empty(url)
        return url
    if with_tables:
        shutil.copyfile(request.getfixturevalue("sqlite_tables"), tmp_path / "socialshop.db")
    return f"sqlite:///{tmp_path}/socialshop.db"


@pytest.fixture
def store(store_url: str) -> Iterator[Engine]:
    """An empty database with all tables; on SQLite it waits for no disk, as no test takes the power away."""
    engine = open_store(store_url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
    yield engine
    engine.dispose()


@pytest.fixture
def session(store: Engine) -> Iterator[Session]:
    with Session(store) as session:
        yield session


def shared(*parts: str) -> Path:
    """A file of the shared real-world data beside the checkout; the test skips, visibly, where it is absent."""
    base = Path(os.environ.get("SOCIALSHOP_SHARED", ROOT.parent / "shared"))
    path = base.joinpath(*parts)
    if not path.exists():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have the shared data, but {path} is not there")
        pytest.skip(f"no shared data at {path}")
    return path


@pytest.fixture
def shared_file() -> object:
    """`shared_file("products", "x.csv")` is the path of a shared file."""
    return shared


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an S3 on this machine with a bucket 'shop-pictures' that everybody may read."""
    import boto3
    import requests
    from moto.server import ThreadedMotoServer

    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}".replace("0.0.0.0", "127.0.0.1")
    client = boto3.client(
        "s3", endpoint_url=endpoint, aws_access_key_id="k", aws_secret_access_key="s", region_name="us-east-1"
    )
    requests.post(f"{endpoint}/moto-api/reset", timeout=60).raise_for_status()  # all its servers share what they hold
    client.create_bucket(Bucket="shop-pictures", ACL="public-read")
    yield endpoint
    client.close()
    server.stop()
