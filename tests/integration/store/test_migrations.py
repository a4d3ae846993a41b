"""A migrated database is the one that the code expects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, select

from socialshop.clock import utc_now
from socialshop.desk.model import Macro
from socialshop.errors import ConfigurationError
from socialshop.orders.clues import read_clues
from socialshop.orders.links import link_orders
from socialshop.schema import metadata
from socialshop.store import open_store
from socialshop.store.migrate import alembic_config, require_current, upgrade
from socialshop.sync.batches import standing


@pytest.fixture
def blank(store_url: str) -> Iterator[Engine]:
    """A database without tables."""
    opened = open_store(store_url)
    yield opened
    opened.dispose()


def execute(store: Engine, *statements: str) -> None:
    with store.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_the_migrations_make_the_schema_of_the_code(blank: Engine) -> None:
    upgrade(blank)
    with blank.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_no_search_index})
        assert compare_metadata(context, metadata()) == []


def _is_no_search_index(name: str | None, _kind: str, _parents: object) -> bool:
    """The full-text indexes are no tables of SQLAlchemy's: tests of the search show that both ways make them."""
    return "_search" not in (name or "")


def test_migrating_again_keeps_everything(blank: Engine) -> None:
    upgrade(blank)
    execute(blank, "INSERT INTO partners (code, name, commission_bp) VALUES ('ANNA10', 'Anna', 750)")
    upgrade(blank)
    require_current(blank)
    with blank.connect() as connection:
        assert connection.execute(text("SELECT name FROM partners")).scalar_one() == "Anna"


def test_items_that_stood_before_offers_were_remembered_stand_on(blank: Engine) -> None:
    upgrade(blank, "0001")
    execute(
        blank,
        "INSERT INTO channel_items (channel, item_id, state, digest, errors, warnings, updated_at)"
        " VALUES ('meta', 'brie', 'confirmed', 'd1', '', '', '2026-11-02 09:00:00')",
    )
    upgrade(blank)
    require_current(blank)
    assert standing(blank, "meta").to_dicts() == [
        {"id": "brie", "digest": "d1", "offer": None, "may_stand": True, "is_open": False}
    ]


def test_a_database_without_tables_is_refused_with_the_mend(blank: Engine) -> None:
    with pytest.raises(ConfigurationError, match="no tables yet") as error:
        require_current(blank)
    assert "socialshop init" in error.value.mend


@pytest.mark.parametrize("change", ["UPDATE ledger_transactions SET reason = ''", "DELETE FROM ledger_transactions"])
def test_the_migrated_ledger_cannot_be_changed(blank: Engine, change: str) -> None:
    upgrade(blank)
    execute(
        blank,
        "INSERT INTO partners (code, name, commission_bp) VALUES ('ANNA10', 'Anna', 750)",
        "INSERT INTO orders (number, email_hash, placed_at, currency, subtotal, shipping, total, refunded,"
        " discount_code, note, financial_status, imported_at)"
        " VALUES ('#1', '', '2026-11-02 09:00:00', 'EUR', 1, 0, 1, 0, '', '', '', '2026-11-02 09:00:00')",
        "INSERT INTO ledger_transactions (reference, kind, order_number, partner_code, commission_bp, reason, at)"
        " VALUES ('order:#1', 'commission', '#1', 'ANNA10', 750, 'x', '2026-11-02 09:00:00')",
    )
    with pytest.raises(DatabaseError, match="append-only"):
        execute(blank, change)


@pytest.mark.parametrize("change", ["UPDATE audit_entries SET actor = 'nobody'", "DELETE FROM audit_entries"])
def test_the_audit_log_cannot_be_changed(blank: Engine, change: str) -> None:
    upgrade(blank)
    execute(
        blank,
        "INSERT INTO audit_entries (at, actor, act, subject, subject_id, before, after)"
        " VALUES ('2026-11-02 09:00:00', 'Jana', 'resolve', 'conversation', '1', '', '')",
    )
    with pytest.raises(DatabaseError, match="append-only"):
        execute(blank, change)


def test_who_signed_in_before_there_were_roles_may_still_do_everything(blank: Engine) -> None:
    upgrade(blank, "0004")
    execute(
        blank,
        "INSERT INTO users (email, name, password_hash, language, created_at)"
        " VALUES ('jana@shop.example', 'Jana', '', '', '2026-11-02 09:00:00')",
    )
    upgrade(blank)
    with blank.connect() as connection:
        assert connection.execute(text("SELECT role FROM users")).scalar_one() == "admin"


def test_the_way_back_leads_to_the_schema_before(blank: Engine) -> None:
    upgrade(blank)
    with blank.begin() as connection:
        command.downgrade(alembic_config(connection), "0001")
    with blank.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "0001"
    upgrade(blank)
    require_current(blank)


def test_what_was_said_before_anything_was_read_once_is_found(blank: Engine) -> None:
    upgrade(blank, "0001")
    at = "'2026-11-02 09:00:00.000000'"
    execute(
        blank,
        "INSERT INTO conversations (id, channel, thread_id, object_id, state, opened_at, last_at)"
        f" VALUES (1, 'facebook', 'c1', 'post', 'open', {at}, {at})",
        "INSERT INTO messages (id, conversation_id, channel, external_id, is_ours, author, text, at)"
        f" VALUES (1, 1, 'facebook', 'c1', false, '', 'Wo bleibt #1001?', {at})",
        "INSERT INTO orders (number, email_hash, placed_at, currency, subtotal, shipping, total, refunded,"
        " discount_code, note, financial_status, imported_at)"
        f" VALUES ('#1001', '', {at}, 'EUR', 1, 0, 1, 0, '', '', '', {at})",
    )
    upgrade(blank)
    read_clues(blank, utc_now)
    with Session(blank) as session:
        assert link_orders(session, utc_now) == 1
        session.execute(text("UPDATE messages SET text = 'Guten Tag' WHERE id = 1"))
        session.commit()
    read_clues(blank, utc_now)
    with blank.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM clues")).scalar_one() == 0


def test_texts_that_were_everybodys_still_are(blank: Engine) -> None:
    upgrade(blank, "0028")
    execute(blank, "INSERT INTO macros (name, text, updated_at) VALUES ('Gruß', 'Hallo', '2026-11-02 09:00:00.000000')")
    upgrade(blank)
    with Session(blank) as session:
        (macro,) = session.exec(select(Macro)).all()
    assert (macro.user_id, macro.name, macro.text) == (None, "Gruß", "Hallo")
    assert macro.updated_at == datetime(2026, 11, 2, 9, tzinfo=UTC)
    with blank.begin() as connection:
        command.downgrade(alembic_config(connection), "0028")
        assert connection.execute(text("SELECT name, text FROM macros")).all() == [("Gruß", "Hallo")]
