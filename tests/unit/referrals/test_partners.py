"""Partners follow the configuration."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.config import PartnerTable
from socialshop.errors import ConfigurationError
from socialshop.referrals.model import Partner
from socialshop.referrals.partners import sync_partners
from socialshop.referrals.report import disclosure


def table(code: str, name: str = "Anna", percent: str = "7.5") -> PartnerTable:
    return PartnerTable.model_validate({"code": code, "name": name, "commission_percent": percent})


def test_a_partner_is_known_by_the_code_in_upper_case(store: Engine, clock: Clock) -> None:
    with Session(store) as session:
        sync_partners(session, clock, [table("anna")])
        partner = session.get_one(Partner, "ANNA")
        assert (partner.name, partner.commission_bp, partner.ended_at) == ("Anna", 750, None)


def test_a_changed_partner_is_updated(store: Engine, clock: Clock) -> None:
    with Session(store) as session:
        sync_partners(session, clock, [table("ANNA")])
        sync_partners(session, clock, [table("ANNA", "Anna B.", "10")])
        assert (session.get_one(Partner, "ANNA").name, session.get_one(Partner, "ANNA").commission_bp) == (
            "Anna B.",
            1000,
        )


def test_a_partner_that_is_gone_ends_and_may_come_back(store: Engine, clock: Clock) -> None:
    with Session(store) as session:
        sync_partners(session, clock, [table("ANNA")])
        sync_partners(session, clock, [])
        assert session.get_one(Partner, "ANNA").ended_at == clock()
        session.expire_all()
        sync_partners(session, clock, [table("ANNA")])
        assert session.get_one(Partner, "ANNA").ended_at is None


def test_a_partner_that_ended_keeps_its_end(store: Engine, clock: Clock) -> None:
    with Session(store) as session:
        sync_partners(session, clock, [table("ANNA")])
        sync_partners(session, clock, [])
        ended_at = clock()
        clock.advance(days=1)  # type: ignore[attr-defined]
        sync_partners(session, clock, [])
        assert session.get_one(Partner, "ANNA").ended_at == ended_at


def test_codes_that_differ_in_case_alone_are_refused(store: Engine, clock: Clock) -> None:
    with Session(store) as session, pytest.raises(ConfigurationError, match="ANNA"):
        sync_partners(session, clock, [table("anna"), table("Anna")])


@pytest.mark.parametrize(
    ("language", "beginning"),
    [("en", "Anna gets 7.5 % of"), ("de", "Anna erhält 7,5 % des"), ("fr", "Anna gets 7.5 % of")],
)
def test_the_disclosure_says_who_gets_what(language: str, beginning: str) -> None:
    sentence = disclosure(Partner(code="ANNA", name="Anna", commission_bp=750), language)
    assert sentence.startswith(beginning)
    assert "ANNA" in sentence
