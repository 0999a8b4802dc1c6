"""The trip is what its story in `contract/README.md` says."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from contract.model import LakeEvent
from loader.redact import redact_event


@pytest.fixture
def lines(trip: Path) -> list[bytes]:
    return trip.read_bytes().splitlines()


@pytest.fixture
def events(lines: list[bytes]) -> list[LakeEvent]:
    return [msgspec.json.decode(line, type=LakeEvent) for line in lines if line.endswith(b"}")]


def test_fifteen_lines_are_thirteen_events_a_duplicate_and_a_reject(
    lines: list[bytes], events: list[LakeEvent]
) -> None:
    assert len(lines) == 15
    assert len({(event.ts, event.event_id) for event in events}) == 13
    assert events[10].event_id == events[12].event_id
    with pytest.raises(msgspec.DecodeError, match="truncated"):
        msgspec.json.decode(lines[13])


def test_one_visitor_has_two_sessions_apart_by_more_than_half_an_hour(
    events: list[LakeEvent],
) -> None:
    times = sorted({(event.ts, event.event_id) for event in events})
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(times)]
    cuts = [index for index, gap in enumerate(gaps, 1) if gap > timedelta(minutes=30)]
    assert {event.anonymous_id for event in events} == {"v-anna"}
    assert cuts == [7]
    assert [times[6][0] - times[0][0], times[12][0] - times[7][0]] == [
        timedelta(seconds=360),
        timedelta(seconds=300),
    ]


def test_the_types_and_the_revenue_are_those_of_the_story(events: list[LakeEvent]) -> None:
    distinct = {event.event_id: event for event in events}.values()
    purchases = [event.ecom for event in distinct if event.event_type == "purchase" and event.ecom]
    assert Counter(event.event_type for event in distinct) == {
        "view": 5,
        "add_to_cart": 2,
        "purchase": 2,
        "click": 1,
        "search": 1,
        "checkout": 1,
        "custom": 1,
    }
    assert sum(line.price * (line.qty or 1) for line in purchases if line.price) == 1348.0
    assert {line.order_id for line in purchases} == {"o-1001"}
    assert sum(line.qty or 1 for line in purchases) == 3


def test_one_event_is_a_day_late_and_the_login_lasts(events: list[LakeEvent]) -> None:
    late = [
        e.event_id for e in events if e.received_at and e.received_at - e.ts > timedelta(hours=1)
    ]
    login = datetime(2026, 3, 4, 8, 2, tzinfo=UTC)
    assert late == [events[5].event_id]
    assert all((event.user_id is not None) == (event.ts >= login) for event in events)


def test_only_the_backfill_leaks_and_redaction_stops_it(lines: list[bytes]) -> None:
    leak = msgspec.json.decode(lines[14], type=LakeEvent)
    assert leak.received_at is None
    clean = redact_event(leak)
    assert clean.page_url == "https://shop.example/newsletter/[redacted]"
    assert clean.props == {"note": "gift card paid with [redacted]"}
    for line in lines[:13]:
        event = msgspec.json.decode(line, type=LakeEvent)
        assert redact_event(msgspec.json.decode(line, type=LakeEvent)) == event
