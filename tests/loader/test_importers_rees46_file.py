"""The real REES46 file, which is not in the repository, against the figures of its README."""

import gzip
import os
from collections import Counter
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from contract.model import Event
from loader.importers.run import Imported, import_file

_REPOSITORY = Path(__file__).parent.parent.parent
_BESIDE = _REPOSITORY.parent / "shared/data/rees46_2019_oct/2019-Oct_first17k.csv.gz"


class Import(NamedTuple):
    """An import: its result, its events, and the lines that are none."""

    result: Imported
    events: list[Event]
    others: list[bytes]


def run(file: Path, lake: Path) -> Import:
    result = import_file(str(lake), "rees46", file)
    events, others = [], []
    for key in result.written:
        for line in gzip.decompress((lake / key).read_bytes()).splitlines():
            if line.startswith(b"{"):
                events.append(msgspec.json.decode(line, type=Event))
            else:
                others.append(line)
    return Import(result, events, others)


@pytest.fixture(scope="module")
def file() -> Path:
    path = Path(os.environ.get("CLICKSTREAM_REES46") or _BESIDE)
    if not path.exists():
        pytest.skip(f"the REES46 file is not at {path}; CLICKSTREAM_REES46 says where it is")
    return path


@pytest.fixture(scope="module")
def imported(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Import:
    return run(file, tmp_path_factory.mktemp("lake"))


def revenue(event: Event) -> Decimal:
    assert event.ecom
    return Decimal(str(event.ecom.price))


def test_every_row_is_an_event_but_the_one_that_is_cut_off(imported: Import, file: Path) -> None:
    assert (imported.result.events, imported.result.malformed) == (17_434, 1)
    assert len(imported.events) == 17_434
    assert imported.others == [gzip.decompress(file.read_bytes()).splitlines()[-1]]


def test_events_are_of_the_types_the_file_has(imported: Import) -> None:
    types = Counter(event.event_type for event in imported.events)
    assert types == {"view": 17_055, "add_to_cart": 165, "purchase": 214}


def test_repeated_rows_are_kept_as_events_of_their_own(imported: Import) -> None:
    assert len({event.event_id for event in imported.events}) == 17_434
    told_apart_by = {
        (event.ts, event.event_type, event.session_id, event.ecom and event.ecom.product_id)
        for event in imported.events
    }
    assert len(imported.events) - len(told_apart_by) == 5


def test_visitors_products_and_sessions_of_the_source_are_all_there(imported: Import) -> None:
    assert len({event.anonymous_id for event in imported.events}) == 4_504
    assert len({event.ecom.product_id for event in imported.events if event.ecom}) == 6_493
    assert len({event.session_id for event in imported.events}) == 5_066
    assert not any(event.user_id for event in imported.events)


def test_revenue_is_right_to_the_cent_in_all_and_by_brand(imported: Import) -> None:
    brands: Counter[str | None] = Counter()
    for event in imported.events:
        if event.event_type == "purchase":
            assert event.ecom
            brands[event.ecom.brand] += revenue(event)  # type: ignore[assignment]
    assert sum(brands.values()) == Decimal("59442.63")
    assert [(brand, str(amount)) for brand, amount in brands.most_common(3)] == [
        ("apple", "26951.25"),
        ("samsung", "13872.40"),
        (None, "2836.95"),
    ]


def test_views_by_top_level_category_are_those_of_the_file(imported: Import) -> None:
    tops = Counter(
        event.ecom.category.partition(".")[0] if event.ecom and event.ecom.category else None
        for event in imported.events
        if event.event_type == "view"
    )
    assert tops.most_common(5) == [
        ("electronics", 6_068),
        (None, 5_683),
        ("appliances", 2_087),
        ("computers", 982),
        ("furniture", 546),
    ]


def test_a_shuffled_copy_makes_the_same_events(
    imported: Import, file: Path, tmp_path: Path
) -> None:
    rows = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    rows[-1] += b"\n"
    rows.sort(key=lambda row: (sha256(row).digest(), row))
    (tmp_path / "shuffled.csv").write_bytes(b"".join(rows))
    shuffled = run(tmp_path / "shuffled.csv", tmp_path / "lake")
    assert sorted(map(str, shuffled.events)) == sorted(map(str, imported.events))
    assert shuffled.others == imported.others
    assert shuffled.result.written != imported.result.written
