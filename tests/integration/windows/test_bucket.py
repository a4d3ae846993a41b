"""Pictures that Instagram fetches from an S3-compatible bucket, as the example configuration says it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from connectors.sandbox import Sandbox
from tests.integration.windows.conftest import Call, window_on

EXAMPLE = Path(__file__).parents[3] / "config.example.toml"
HOST = "shop-pictures.s3.example"
PUBLIC = f"https://{HOST}/social"
WINDOW = window_on("instagram")


@pytest.fixture
def hosted(call: Call, tmp_path: Path, platforms: Sandbox, bucket: str, monkeypatch: pytest.MonkeyPatch) -> Call:
    """A shop with one window, whose pictures go into a bucket at an address that everybody sees."""
    told = {"store": "s3://shop-pictures/social", "public_url": PUBLIC, "endpoint": bucket}
    example = EXAMPLE.read_text(encoding="utf-8").partition("[windows.media]")[2].partition("\n[")[0]
    filled = example.replace("# key =", "key =").replace("# secret =", "secret =")
    for key, value in told.items():
        filled = filled.replace(f'{key} = ""', f'{key} = "{value}"')
    path = tmp_path / "socialshop.toml"
    before, _, after = path.read_text(encoding="utf-8").partition("[windows.media]")
    rest = after.partition("\n[")[2]
    config = f"{before}[windows.media]{filled}\n[{rest}"
    config = config.replace("[http.addresses]\n", f'[http.addresses]\n"{HOST}" = "{bucket}"\n')
    path.write_text(config, encoding="utf-8")
    monkeypatch.setenv("MEDIA_KEY", "k")
    monkeypatch.setenv("MEDIA_SECRET", "s")
    platforms.world.buckets[HOST] = f"{bucket}/shop-pictures"
    (tmp_path / "windows" / "regentage.toml").write_text(WINDOW, encoding="utf-8")
    return call


def test_a_window_goes_up_with_pictures_from_the_bucket(hosted: Call, platforms: Sandbox, bucket: str) -> None:
    planned = hosted("plan")
    assert planned.exit_code == 0, planned.output
    applied = hosted("apply")
    assert applied.exit_code == 0, applied.output
    pictures = [media.image.url for media in platforms.world.media.values() if media.image]
    assert len(pictures) == 3
    for url in pictures:
        assert url.startswith(f"{PUBLIC}/windows/")
        assert (
            requests.get(f"{bucket}/shop-pictures{urlsplit(url).path}", timeout=60).headers["content-type"]
            == "image/jpeg"
        )
    assert "Nothing to do now" in hosted("plan").output


def test_a_bucket_that_is_not_there_is_not_made_and_nothing_goes_up(
    hosted: Call, platforms: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "socialshop.toml"
    path.write_text(path.read_text("utf-8").replace("s3://shop-pictures/", "s3://no-such-bucket/"), encoding="utf-8")
    refused = hosted("apply")
    assert refused.exit_code == 1
    for said in ("no-such-bucket", "windows.media"):
        assert said in f"{refused.output} {refused.exception}"
    assert platforms.world.media == {}
