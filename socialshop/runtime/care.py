"""How this shop cares for its conversations: the configuration's hours and rules, and whom to tell of what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from threading import Lock
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlmodel import Session

from socialshop.config import Config
from socialshop.config_inbox import Service, Webhook
from socialshop.desk.deliveries import deliver
from socialshop.desk.mail import SmtpMailer, send_mails
from socialshop.desk.notices import notice_overdue, notice_woken
from socialshop.desk.webhooks import Target, queue_deliveries
from socialshop.inbox.learning import learn, teller
from socialshop.inbox.service import BusinessHours, ServiceTargets
from socialshop.inbox.tend import Care, tend
from socialshop.inbox.topics import TopicRules
from socialshop.orders.clues import read_clues
from socialshop.orders.likeness import propose_by_messages
from socialshop.phrases import phrase
from socialshop.runtime.shop import Shop

if TYPE_CHECKING:
    from socialshop.web.letters import Letters


def tend_inbox(shop: Shop, *, learning: bool = False) -> None:
    """Look after the conversations, then tell people and programs; what cannot be told now is told next time.

    `learning` is what takes longer: topics from people's decisions, and who may be one person.

    Raises ConfigurationError for a secret that is not there, and MailFailed.
    """
    config, clock = shop.config, shop.clock
    email = config.notify.email
    if learning:
        read_clues(shop.store, clock)
    with Session(shop.store) as session:
        if learning:
            learn(session, topic_rules(config), clock)
            propose_by_messages(session, clock)
        tended = tend(session, care_of(session, config), clock)
        notice_woken(session, tended.woken, clock, by_mail=email is not None)
        notice_overdue(session, clock, by_mail=email is not None)
        session.commit()
    queue_deliveries(shop.store, webhook_targets(config), clock)
    deliver(shop.store, clock, webhook_targets(config))
    if email:
        password = email.password.reveal() if email.password else ""
        mailer = SmtpMailer(
            email.server, email.port, email.encryption, email.user, password, email.sender, config.shop.name
        )
        send_mails(shop.store, clock, mailer, _letters(config, email.link or config.web.address).write)


def _letters(config: Config, address: str) -> Letters:
    from socialshop.web.letters import Letters

    return Letters(config.shop.name, address, config.shop.language, config.shop.zone)


def topic_rules(config: Config) -> TopicRules:
    return TopicRules((rule.topic, rule.words) for rule in config.inbox.topics)


def care_of(session: Session, config: Config) -> Care:
    return Care(teller(session, topic_rules(config), config.inbox.languages), targets_of(config))


def targets_of(config: Config) -> ServiceTargets | None:
    """None where no clock runs. Raises ConfigurationError for a country whose holidays nobody knows."""
    return service_targets(config.inbox.service, config.shop.time_zone) if config.inbox.service else None


def service_targets(service: Service, shop_zone: str) -> ServiceTargets:
    """The clock of `[inbox.service]`. Raises ConfigurationError for a country whose holidays nobody knows."""
    hours = BusinessHours(ZoneInfo(service.time_zone or shop_zone), service.hours.week, _closed_days(service))
    return ServiceTargets(
        timedelta(minutes=service.first_response_minutes), timedelta(minutes=service.next_response_minutes), hours
    )


def webhook_targets(config: Config) -> list[Target]:
    return [_target(hook) for hook in config.webhooks]


def _target(hook: Webhook) -> Target:
    silent = timedelta(days=hook.off_after_days)
    return Target(hook.name, hook.url, hook.secret.reveal(), hook.events, hook.private, silent)


def _closed_days(service: Service) -> Callable[[date], bool]:
    closed = frozenset(service.closed)
    if not service.holidays:
        return closed.__contains__
    from holidays import country_holidays

    from socialshop.errors import ConfigurationError

    country, _, part = service.holidays.partition("-")
    try:
        public = country_holidays(country, subdiv=part or None)
    except NotImplementedError as error:
        raise ConfigurationError(
            phrase("The public holidays of {holidays} are not known.", holidays=service.holidays),
            mend=phrase("Correct inbox.service.holidays, or list the days in inbox.service.closed."),
        ) from error
    lock = Lock()  # a year's holidays are put together when it is first asked for

    def is_closed(day: date) -> bool:
        with lock:
            return day in closed or day in public

    return is_closed
