"""What the simulator's lines are like: the contract's, at the rates asked for, a store's."""

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from local.simulator import Rates, Truth, simulate
from tests.local.simulated import RATES, Read, delay, read


def test_every_line_is_an_event_of_the_contract_or_malformed(truth: Truth, lines: Read) -> None:
    good, bad = lines
    distinct = {(event.ts, event.event_id) for event in good}
    assert len(distinct) == truth.events
    assert len(good) - len(distinct) == truth.duplicates
    assert len(bad) == truth.malformed
    assert len(good) + len(bad) == truth.lines


def test_malformed_lines_are_of_every_kind(lines: Read) -> None:
    kinds = {
        "cut": lambda line: not line.endswith(b"}"),
        "wrong type": lambda line: b'"event_type":7' in line,
        "no type": lambda line: b'"event_type"' not in line and line.endswith(b"}"),
        "not utf-8": lambda line: b"\xff" in line,
        "nul": lambda line: b"\x00" in line,
        "escaped nul": lambda line: b"\\u0000" in line,
    }
    assert {name for name, is_it in kinds.items() if any(map(is_it, lines[1]))} == set(kinds)


def test_the_rates_hold(truth: Truth, lines: Read) -> None:
    good, bad = lines
    visitors = {event.anonymous_id: event for event in good if not event.is_bot}
    skewed = sum(event.event_ts is not None for event in visitors.values())
    assert truth.duplicates / truth.events == pytest.approx(RATES.duplicates, rel=0.15)
    assert truth.late_sessions / truth.people.sessions == pytest.approx(RATES.late, rel=0.25)
    assert skewed / len(visitors) == pytest.approx(RATES.skewed, rel=0.25)
    assert len(bad) / len(good) == pytest.approx(RATES.malformed, rel=0.15)
    share = sum(truth.bots.events.values()) / truth.events
    assert share == pytest.approx(RATES.bots, rel=0.25)


def test_rates_of_zero_plant_nothing_wrong(tmp_path: Path) -> None:
    none = Rates(duplicates=0, late=0, skewed=0, bots=0, malformed=0)
    truth = simulate(str(tmp_path), days=1, events=2_000, rates=none)
    good, bad = read(tmp_path)
    assert len(good) == truth.lines == truth.events > 1_000
    assert not bad
    assert not any(event.is_bot or event.event_ts for event in good)
    assert max(delay(event) for event in good) < timedelta(seconds=5)


def test_an_event_is_received_after_it_happened_and_within_a_week(lines: Read) -> None:
    delays = [delay(event) for event in lines[0]]
    assert timedelta(0) < min(delays)
    assert timedelta(hours=6) < max(delays) < timedelta(days=7, hours=2)


def test_a_visitor_keeps_device_and_country_and_counts_its_events(lines: Read) -> None:
    visitors: dict[str, dict[int, Any]] = defaultdict(dict)
    for event in lines[0]:
        assert event.seq
        visitors[event.anonymous_id][event.seq] = event
    assert len({event.device.browser for event in lines[0] if event.device}) > 4
    for events in visitors.values():
        in_order = [events[seq] for seq in sorted(events)]
        assert len({(str(event.device), str(event.geo)) for event in in_order}) == 1
        times = [event.event_ts or event.ts for event in in_order]
        assert times == sorted(times)


def test_visitors_come_back_on_other_days(lines: Read) -> None:
    days = defaultdict(set)
    for event in lines[0]:
        days[event.anonymous_id].add((event.event_ts or event.ts).date())
    assert Counter(map(len, days.values())).keys() >= {1, 2, 3}


def test_a_user_is_known_from_the_login_to_the_end_of_the_visit(lines: Read) -> None:
    visits: dict[str | None, dict[int | None, str | None]] = defaultdict(dict)
    for event in lines[0]:
        visits[event.session_id][event.seq] = event.user_id
    changes = {
        (bool(before), bool(after))
        for visit in visits.values()
        for before, after in pairwise(visit[seq] for seq in sorted(visit, key=lambda s: s or 0))
    }
    assert changes == {(False, False), (False, True), (True, True)}


def test_pauses_stand_on_both_sides_of_the_half_hour(tmp_path: Path) -> None:
    simulate(str(tmp_path), days=5, events=50_000, rates=Rates(late=0))
    times = defaultdict(set)
    for event in read(tmp_path)[0]:
        times[event.anonymous_id].add(event.event_ts or event.ts)
    pauses = {b - a for moments in times.values() for a, b in pairwise(sorted(moments))}
    half_an_hour = timedelta(minutes=30)
    assert {half_an_hour, half_an_hour + timedelta(milliseconds=1)} <= pauses


def test_americans_sleep_while_it_is_morning_in_utc(lines: Read) -> None:
    americans = Counter(
        (event.event_ts or event.ts).hour
        for event in lines[0]
        if not event.is_bot and event.geo and event.geo.country == "US"
    )
    night, evening = (sum(americans[hour] for hour in hours) for hours in ((8, 9, 10), (0, 1, 2)))
    assert 0 < night < evening / 3
