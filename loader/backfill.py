"""A line that the ingest never saw: the loader does to it what the ingest does to a request."""

from datetime import UTC, datetime

from contract.model import BACKFILL_SINCE_YEAR, MAX_AHEAD, Device, LakeEvent
from loader.bots import read_user_agent
from loader.redact import hash_user_id, redact_event
from loader.rejects import Reason, RejectedError

_SINCE = datetime(BACKFILL_SINCE_YEAR, 1, 1, tzinfo=UTC)


def prepare(event: LakeEvent, user_key: bytes, now: datetime) -> LakeEvent:
    """Clean a backfill's event in place and return it: times, bot, device, personal data.

    Raises `RejectedError` for a time before 1990 or more than a day after `now`.
    """
    if event.ts < _SINCE:
        raise RejectedError(Reason.EVENT_TOO_OLD, f"before {BACKFILL_SINCE_YEAR}")
    if event.ts - now > MAX_AHEAD:
        raise RejectedError(Reason.EVENT_IN_FUTURE, f"more than {MAX_AHEAD} after loading")
    event.event_ts = None  # without a time of receipt there is nothing to correct it by
    user_agent = event.props.pop("user_agent", None) if event.props else None
    if isinstance(user_agent, str) and user_agent:
        _add_agent(event, user_agent)
    if event.user_id:
        event.user_id = hash_user_id(event.user_id, user_key)
    return redact_event(event)


def _add_agent(event: LakeEvent, user_agent: str) -> None:
    """Fill in what the sender left open; what it said itself stays."""
    agent = read_user_agent(user_agent)
    if event.is_bot is None:
        event.is_bot = agent.bot_name is not None
        event.bot_name = event.bot_name or agent.bot_name
    device = event.device or Device()
    device.type = device.type or agent.device_type
    device.browser = device.browser or agent.browser
    device.os = device.os or agent.os
    event.device = device
