"""What the sandbox's command prints leads to it, and its end writes what was recorded."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import requests

from connectors.sandbox.accounts import CHANNELS, SECRETS
from connectors.sandbox.leaflet import leaflet


def test_the_leaflet_is_toml_and_names_every_secret() -> None:
    text = leaflet({"graph.facebook.com": "http://127.0.0.1:8750"})
    tables = tomllib.loads(text[text.index("[http.addresses]") : text.index("Into the shell")])
    assert tables["http"]["addresses"] == {"graph.facebook.com": "http://127.0.0.1:8750"}
    assert tables["channels"] == CHANNELS
    assert {line.split("=")[0] for line in text.splitlines() if line.startswith("export ")} == {
        f"export {variable}" for variable in SECRETS
    }


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_when_it_is_ended_the_recording_is_written(tmp_path: Path, end: signal.Signals) -> None:
    har = tmp_path / "exchanges.har"
    command = [sys.executable, "-m", "cli", "sandbox", "--port", "0", "--har", str(har)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as run:
        assert run.stdout is not None
        address = next(line.split('"')[3] for line in run.stdout if line.startswith('"graph.facebook.com"'))
        requests.get(f"{address}/v26.0/me", headers={"Host": "graph.facebook.com"}, timeout=60)
        while not run.stdout.readline().startswith("export PINTEREST_SESSION_COOKIE"):
            pass  # the last of its words: from here on it waits for its end
        run.send_signal(end)
    assert run.returncode == 0
    assert len(json.loads(har.read_text(encoding="utf-8"))["log"]["entries"]) == 1
