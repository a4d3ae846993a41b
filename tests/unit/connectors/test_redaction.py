"""Secrets leave no trace in texts."""

from __future__ import annotations

import io
import logging

import pytest

from connectors.redaction import RedactingFilter, redact

TOKEN = "EAAGm0PX4ZCpsBAKZCZD"
SECRET = "s3cr3t-v4lue"


@pytest.mark.parametrize(
    "text",
    [
        f"https://graph.facebook.com/v26.0/me?fields=id&access_token={SECRET}&limit=5",
        f"https://graph.facebook.com/v26.0/me?appsecret_proof={SECRET}",
        f'{{"paging": {{"next": "https://graph.facebook.com/x?access_token={SECRET}&after=abc"}}}}',
        f'{{"paging":{{"next":"https:\\/\\/graph.facebook.com\\/x?access_token={SECRET}\\u0026after=abc"}}}}',
        f'{{"access_token": "{SECRET}", "token_type": "bearer"}}',
        f'{{"refresh_token":"{SECRET}"}}',
        f"{{'access_token': '{SECRET}'}}",
        f"next%3Dhttps%3A%2F%2Fx%3Faccess_token%3D{SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"{{'Authorization': 'Basic {SECRET}'}}",
        f"Cookie: _pinterest_sess={SECRET}; csrftoken={SECRET}",
        f"_pinterest_sess={SECRET}",
        f"Set-Cookie: a=b; _auth={SECRET}",
        f"X-CSRFToken: {SECRET}",
        f"grant_type=refresh_token&refresh_token={SECRET}",
        f"signed_request={SECRET}.{SECRET}",
    ],
)
def test_a_secret_is_taken_out_of(text: str) -> None:
    hidden = redact(text)
    assert SECRET not in hidden
    assert "REDACTED" in hidden


@pytest.mark.parametrize("token", [f"EAAG{'a1' * 30}", f"pina_{'A' * 40}", f"pinr_{'B' * 40}", f"IGQVJ{'c' * 60}"])
def test_a_token_is_known_by_its_shape(token: str) -> None:
    assert redact(f"Malformed access token {token} was given") == "Malformed access token REDACTED was given"


def test_a_named_secret_is_taken_out_wherever_it_stands() -> None:
    assert redact(f"the value {SECRET} itself", [SECRET]) == "the value REDACTED itself"


def test_the_rest_of_an_address_stays() -> None:
    shown = redact("https://graph.facebook.com/x?access_token=abc&after=QVFI&limit=100")
    assert shown == "https://graph.facebook.com/x?access_token=REDACTED&after=QVFI&limit=100"


def test_redacting_twice_changes_nothing() -> None:
    once = redact(f'Cookie: a={SECRET}\n{{"access_token": "{SECRET}"}} Bearer {SECRET}')
    assert redact(once) == once


def test_logs_go_out_redacted_with_arguments_and_tracebacks() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactingFilter())
    logger = logging.Logger("redaction")  # not of the tree: nothing else hears it
    logger.addHandler(handler)
    logger.warning("GET %s", f"/me?access_token={SECRET}")
    try:
        raise ValueError(f"access_token={SECRET}")
    except ValueError:
        logger.exception("failed")
    written = stream.getvalue()
    assert SECRET not in written
    assert "GET /me?access_token=REDACTED" in written
    assert "ValueError: access_token=REDACTED" in written


def test_a_name_that_stands_as_a_value_hides_nothing_but_secrets() -> None:
    shown = redact('{"response_type":"refresh_token","access_token":"abc","scope":"boards:read"}')
    assert shown == '{"response_type":"refresh_token","access_token":"REDACTED","scope":"boards:read"}'


def test_pairs_of_names_and_values_are_redacted() -> None:
    assert redact("[('access_token', 'abc'), ('limit', '100')]") == "[('access_token', 'REDACTED'), ('limit', '100')]"
