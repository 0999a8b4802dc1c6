"""The planted truth against a second count, from the lake's lines alone and in another way."""

import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from contract.model import LakeEvent
from local.simulator import Truth
from tests.local.simulated import Read

STEPS = ("view", "add_to_cart", "checkout", "purchase")


def when(event: LakeEvent) -> datetime:
    return event.event_ts or event.ts


def sessions(events: list[LakeEvent]) -> list[list[LakeEvent]]:
    """Return each visitor's events cut where more than 30 minutes pass, copies left out."""
    visitors: dict[str, list[LakeEvent]] = defaultdict(list)
    for event in {(event.ts, event.event_id): event for event in events}.values():
        visitors[event.anonymous_id].append(event)
    found: list[list[LakeEvent]] = []
    for visits in visitors.values():
        before = None
        for event in sorted(visits, key=when):
            if before is None or when(event) - before > timedelta(minutes=30):
                found.append([])
            found[-1].append(event)
            before = when(event)
    return found


def reached(session: list[LakeEvent], *, product: bool) -> int:
    """Return how many steps of the funnel a session goes through, walking its moments in order."""
    depth = 0
    for moment in sorted({when(event) for event in session}):
        kinds = {
            event.event_type
            for event in session
            if when(event) == moment
            and not (product and event.event_type == "view" and event.ecom is None)
        }
        while depth < len(STEPS) and STEPS[depth] in kinds:
            depth += 1
    return depth


def orders(cut: list[list[LakeEvent]]) -> dict[str, Any]:
    """Return orders, lines, units and cents by currency, and how many lines came again."""
    first: dict[tuple[Any, ...], LakeEvent] = {}
    again = 0
    for event in sorted((event for session in cut for event in session), key=when):
        if event.event_type != "purchase":
            continue
        assert event.ecom
        line = (event.ecom.order_id, event.ecom.product_id, event.ecom.line_no)
        again += line in first
        first.setdefault(line, event)
    names: dict[str, Counter[str]] = {
        name: Counter() for name in ("orders", "order_lines", "units", "revenue_cents")
    }
    seen = set()
    for (order_id, _, _), event in first.items():
        ecom = event.ecom
        assert ecom
        assert ecom.currency
        assert ecom.price is not None
        quantity = 1 if ecom.qty is None else ecom.qty
        names["order_lines"][ecom.currency] += 1
        names["units"][ecom.currency] += quantity
        names["revenue_cents"][ecom.currency] += quantity * round(ecom.price * 100)
        names["orders"][ecom.currency] += order_id not in seen
        seen.add(order_id)
    return {**{name: dict(counts) for name, counts in names.items()}, "repeated_lines": again}


def figures(cut: list[list[LakeEvent]]) -> dict[str, Any]:
    """Return what a truth file says of these sessions, in its own form."""
    everything = [event for session in cut for event in session]
    any_view = [reached(session, product=False) for session in cut]
    product_view = [reached(session, product=True) for session in cut]
    return {
        "events": dict(Counter(str(event.event_type) for event in everything)),
        "visitors": len({event.anonymous_id for event in everything}),
        "sessions": len(cut),
        "bounces": sum(len(session) == 1 for session in cut),
        "funnel": funnel(any_view),
        "funnel_from_product": funnel(product_view),
        "has": above_zero(
            {
                step: sum(any(event.event_type == step for event in session) for session in cut)
                for step in STEPS
            }
        ),
        **orders(cut),
    }


def funnel(depths: list[int]) -> dict[str, int]:
    return above_zero({step: sum(d > i for d in depths) for i, step in enumerate(STEPS)})


def above_zero(counts: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def test_the_truth_of_people_and_of_bots_is_what_the_lines_say(truth: Truth, lines: Read) -> None:
    cut = sessions(lines[0])
    for bots, counts in ((False, truth.people), (True, truth.bots)):
        theirs = [session for session in cut if session[0].is_bot is bots]
        assert msgspec.to_builtins(counts) == figures(theirs)


def test_the_truth_has_something_to_say(truth: Truth) -> None:
    people = truth.people
    assert set(people.funnel) == set(people.has) == set(STEPS)
    assert people.funnel != people.funnel_from_product
    assert any(people.has[step] > people.funnel[step] for step in STEPS)
    assert set(people.orders) == {"USD", "EUR"}
    assert people.repeated_lines > 0
    assert sum(people.order_lines.values()) > sum(people.orders.values())
    assert sum(people.units.values()) > sum(people.order_lines.values())


def test_each_day_of_the_truth_is_what_the_lines_say(truth: Truth, lines: Read) -> None:
    cut = [session for session in sessions(lines[0]) if not session[0].is_bot]
    days = {str(when(event).date()) for session in cut for event in session}
    assert set(truth.people_by_day) == days
    for day, counts in truth.people_by_day.items():
        started = figures([session for session in cut if str(when(session[0]).date()) == day])
        happened = [e for session in cut for e in session if str(when(e).date()) == day]
        for name in ("sessions", "bounces", "funnel", "funnel_from_product", "has"):
            assert getattr(counts, name) == started[name]
        assert counts.events == dict(Counter(str(event.event_type) for event in happened))
        assert counts.visitors == len({event.anonymous_id for event in happened})
        assert counts.revenue_cents == orders([happened])["revenue_cents"]


def test_the_truth_file_lies_beside_the_events_and_holds_the_returned_truth(
    lake: Path, truth: Truth
) -> None:
    file = lake / "truth" / "2026-03-01_3d_seed7.json"
    assert msgspec.json.decode(file.read_bytes(), type=Truth) == truth
    assert json.loads(file.read_bytes())["run"]["events_per_day"] == 4_000
