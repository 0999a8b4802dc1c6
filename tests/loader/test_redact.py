"""Nothing personal survives, and nothing else is lost."""

import gzip
import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contract.model import Device, Ecom, Geo, LakeEvent
from loader.redact import hash_user_id, redact_event, redact_text, redact_url
from local.simulator import Rates, simulate

CARDS = [
    "4222222222222",  # Visa of 13, 16 and 19 digits
    "4111111111111111",
    "4000000000000000006",
    "5555555555554444",
    "2223003122003222",  # Mastercard, old and new range
    "378282246310005",
    "6011000990139424",
    "3530111333300000",
    "30569309025904",
    "6200000000000005",
    "6759649826438453",
    "501800000009",
]
PHONES = [
    "+49 30 123456",
    "+49 (0)30 1234567",
    "+4930123456",
    "+1 (555) 123-4567",
    "+1-555-123-4567",
    "0049 30 123456",
    "(555) 123-4567",
    "(555)123-4567",
    "(555) 1234567",
    "555-123-4567",
    "555.123.4567",
    "030 1234567",
    "(030) 1234567",
    "0171-1234567",
    "0171/1234567",
    "020 7946 0958",
    "06 12 34 56 78",
]
PLAIN = [
    "1005135",  # a product
    "2053013555631882655",  # a category, 19 digits
    "1772720530123",  # a timestamp
    "20260305142210",
    "2026-03-05T14:22:10.123+01:00",
    "05.03.2026 14:22",
    "2026-05-1234567",
    "028-1234567-1234567",  # orders
    "00123456789",
    "123-456-789",
    "4111111111111112",  # a card but for its check digit
    "550e8400-e29b-41d4-a716-446655440000",
    "15.6",
    "1299.99",
    "2560x1440",
    "978-3-16-148410-0",
    "0 261 210 147",
    "192.168.100.200",
    "iphone 15 128 256",
    "monitor+1920+1080",
    "drive+20000000",
    "logo@2x.png",
    "react@18.2.0",
    "i7@3.6ghz",
    "@shop",
    "100%25 cotton",
    "phone_id=12345678",
]


@pytest.mark.parametrize("text", ["joe@shop.example", *CARDS, *PHONES])
def test_what_is_personal_goes_and_its_surroundings_stay(text: str) -> None:
    assert redact_text(f"a {text}, b") == "a [redacted], b"


@pytest.mark.parametrize("text", PLAIN)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert redact_text(text) == text
    assert redact_text(f"a {text}, b") == f"a {text}, b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("joe%40shop.example", "[redacted]"),
        ("joe%2540shop.example", "[redacted]"),
        ("joe%2Bnews%40shop.example", "[redacted]"),
        ("%6A%6F%65@shop.example", "[redacted]"),
        (r'{"to": "joe\u0040shop.example"}', '{"to": "[redacted]"}'),
        (r'{"to": "{\"to\": \"joe\\u0040shop.example\"}"}', r'{"to": "{\"to\": \"[redacted]\"}"}'),
        ("joe@shop.example.png", "[redacted]"),
        ("jörg@müller.example", "[redacted]"),
        ("4111%201111%201111%201111", "[redacted]"),
        ("4111-1111 1111.1111", "[redacted]"),
        ("12 4111 1111 1111 1111 99", "12 [redacted] 99"),
        ("4111\u20111111\u20111111\u20111111", "[redacted]"),
        ("٤١١١١١١١١١١١١١١١", "[redacted]"),
        ("%41%30%304111111111111111", "%41%30%304111111111111111"),  # A004111…: another number
        ("http://joe:secret@shop.example/", "http://[redacted]/"),
        ("https://wa.me/4917012345678", "https://wa.me/[redacted]"),
        ("tel:030123456", "tel:[redacted]"),
        ('{"phone": "030123456"}', '{"phone": "[redacted]"}'),
        ('{"customerPhone":30123456}', '{"customerPhone":[redacted]}'),
        (r"{\"mobile_no\": \"030123456\"}", r"{\"mobile_no\": \"[redacted]\"}"),
        ('{"iPhone": 30123456}', '{"iPhone": 30123456}'),
        ('{"headphones": 30123456}', '{"headphones": 30123456}'),
    ],
)
def test_escapes_and_telling_keys_are_read(text: str, expected: str) -> None:
    assert redact_text(text) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://shop.example/p/1005135?page=2", "https://shop.example/p/1005135?page=2"),
        ("https://shop.example/?utm_source=a&sid=9&gclid=b", "https://shop.example/?utm_source=a&gclid=b"),
        ("https://shop.example/?email=joe", "https://shop.example/"),
        ("https://shop.example/#token=1", "https://shop.example/"),
        ("https://shop.example/u/joe%40x.example/o", "https://shop.example/u/[redacted]/o"),
        ("https://shop.example/?utm_term=joe@x.example", "https://shop.example/?utm_term=[redacted]"),
        ("https://shop.example/?utm_joe@x.example=1", "https://shop.example/"),
        ("https://shop.example/?q=joe+news@x.example", "https://shop.example/?q=[redacted]"),
        ("https://shop.example/?q=4111+1111+1111+1111", "https://shop.example/?q=[redacted]"),
        ("https://shop.example/?q=call+%2B49+30+123456", "https://shop.example/?q=call+[redacted]"),
        ("https://shop.example/?q=disk+1000+2000+40000", "https://shop.example/?q=disk+1000+2000+40000"),
        ("https://shop.example/?q=disk+1234567890", "https://shop.example/?q=disk+1234567890"),
        ("https://joe:secret@shop.example/", "https://[redacted]@shop.example/"),
        ("https://joe@x.example:secret@shop.example/", "https://[redacted]@shop.example/"),
        ("https://video.example/@some.shop", "https://video.example/@some.shop"),
        ("https://shop.example/2026/07/12345678", "https://shop.example/2026/07/12345678"),
        ("mailto:joe@x.example?subject=hi", "mailto:[redacted]"),
        ("tel:+4930123456", "tel:[redacted]"),
        ("/p/1?q=a", "/p/1?q=a"),
        ("http://[::1/?q=%zz#", "http://[::1/?q=%zz"),
    ],
)  # fmt: skip
def test_links_keep_their_path_and_the_parameters_that_analytics_needs(
    url: str, expected: str
) -> None:
    assert redact_url(url) == expected


@pytest.mark.parametrize(
    ("props", "expected"),
    [
        ({"a": "joe@x.example"}, {"a": "[redacted]"}),
        ({"joe@x.example": 1, "ann@x.example": 2}, {"[redacted]": 1, "[redacted] 2": 2}),
        ({"email": "joe at x dot example"}, {"email": "[redacted]"}),
        ({"email": "newsletter"}, {"email": "newsletter"}),
        ({"phone": "030123456"}, {"phone": "[redacted]"}),
        ({"phone": 30123456}, {"phone": "[redacted]"}),
        ({"mobile": True, "phone": None}, {"mobile": True, "phone": None}),
        ({"phone": "SM-1234567"}, {"phone": "SM-1234567"}),
        ({"phone": {"number": 30123456}}, {"phone": {"number": "[redacted]"}}),
        ({"phones": ["030123456", 5]}, {"phones": ["[redacted]", 5]}),
        ({"n": 4111111111111111}, {"n": "[redacted]"}),
        ({"n": 4111111111111111.0}, {"n": "[redacted]"}),
        ({"n": 2053013555631882655}, {"n": 2053013555631882655}),
        ({"n": 15.6}, {"n": 15.6}),
        ({"a": [{"b": "call 555-123-4567"}]}, {"a": [{"b": "call [redacted]"}]}),
        ({"a": '{"phone":"030123456"}'}, {"a": '{"phone":"[redacted]"}'}),
    ],
)
def test_props_are_cleaned_by_value_and_by_key(
    props: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert redact_event(an_event(props=props)).props == expected


def test_every_text_of_an_event_is_cleaned_and_ids_keep_their_numbers() -> None:
    address = "joe@x.example"
    event = an_event(
        anonymous_id=address,
        session_id="4111111111111111",
        page_url=f"https://shop.example/{address}",
        referrer=f"https://mail.example/?q={address}",
        device=Device(browser=address, os=address),
        geo=Geo(city=address),
        ecom=Ecom(
            product_id="4111111111111111",
            order_id="555-123-4567",
            name=address,
            brand=address,
            category=address,
        ),
    )
    assert redact_event(event) == an_event(
        anonymous_id="[redacted]",
        session_id="4111111111111111",
        page_url="https://shop.example/[redacted]",
        referrer="https://mail.example/?q=[redacted]",
        device=Device(browser="[redacted]", os="[redacted]"),
        geo=Geo(city="[redacted]"),
        ecom=Ecom(
            product_id="4111111111111111",
            order_id="555-123-4567",
            name="[redacted]",
            brand="[redacted]",
            category="[redacted]",
        ),
    )


def test_a_link_full_of_addresses_stays_within_the_contract() -> None:
    event = an_event(page_url="https://shop.example/" + "a@b.de/" * 580)
    assert len(redact_event(event).page_url or "") == 4096


def test_user_ids_are_pseudonyms_that_depend_on_the_key() -> None:
    # From `printf joe | openssl dgst -sha256 -hmac key`, the first half.
    assert hash_user_id("joe", b"key") == "f3fa4d2fdf1c4183fa239777c565e4ef"
    assert hash_user_id("joe", b"key") != hash_user_id("joe", b"yek")


@pytest.mark.parametrize(
    "text", ["a" * 10, "a@b.", "1 ", "1", "%25", "4111-", "x=1234567 ", r"\u0040", '"phone":1']
)
def test_no_text_takes_long(text: str) -> None:
    started = time.perf_counter()
    redact_text(text * (200_000 // len(text)))
    assert time.perf_counter() - started < 10  # seconds; quadratic ones take minutes


# Surroundings that touch what is planted: no digit or sign may be its neighbour, for that would
# make it another number or another name.
words = st.text(
    st.characters(exclude_categories=["Cs", "Nd"], exclude_characters="@%\\+-."), max_size=20
)
# An address may be joined to letters in front, but a link's own signs would cut its name.
emails = st.emails(domains=st.just("x.example"))
personal = st.one_of(emails, st.sampled_from(CARDS), st.sampled_from(PHONES[:11]))


@given(words, personal, words)
@example("https://shop.example/?a=", "joe@x.example", "&b=1")
def test_planted_anywhere_it_never_survives(before: str, planted: str, after: str) -> None:
    text = before + planted + after
    redacted = redact_text(text)
    assert planted not in redacted
    assert planted not in json.dumps(redact_event(an_event(props={"a": {"b": [text]}})).props)
    assert redact_text(redacted) == redacted


ordinary = st.one_of(
    st.integers(0, 10**11 - 1).map(str),  # shorter than any card
    st.integers(10**18, 3 * 10**18 - 1).map(str),  # category ids; no issuer starts so at 19 digits
    st.integers(1_000_000_000_000, 1_999_999_999_999).map(str),  # milliseconds
    st.uuids().map(str),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(str),  # noqa: DTZ001 - as text
    st.decimals(0, 99_999, places=2).map(str),
)


@given(st.lists(ordinary, min_size=1, max_size=5))
def test_ordinary_numbers_always_survive(numbers: list[str]) -> None:
    text = ", ".join(numbers)
    assert redact_text(text) == text
    event = an_event(props={f"a{i}": number for i, number in enumerate(numbers)})
    assert list((redact_event(event).props or {}).values()) == numbers


@given(st.text(st.sampled_from("019 +-.()/@%24xe:?&=#\\u[]"), max_size=60))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert redact_text(redact_text(text)) == redact_text(text)
    assert redact_url(redact_url(text)) == redact_url(text)


leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.sampled_from([4111111111111111, 30123456, "030123456", "joe@x.example", "a at b", "b"]),
)
keys = st.sampled_from(["a", "phone", "email", "joe@x.example", "ann@x.example", "phones", "id"])
nested = st.recursive(
    leaves,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(keys, inside, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(keys, nested, max_size=4))
def test_props_of_any_depth_lose_what_is_personal_and_no_entry(props: dict[str, Any]) -> None:
    once = redact_event(an_event(props=props)).props or {}
    assert len(once) == len(props)
    assert not re.search(r"@|4111111111111111", str(once))
    assert str(redact_event(an_event(props=once)).props or {}) == str(once)


def test_a_whole_store_has_nothing_personal(tmp_path: Path) -> None:
    simulate(str(tmp_path), days=1, events=3000, rates=Rates(malformed=0))
    lines = [
        line
        for path in tmp_path.rglob("*.ndjson.gz")
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    assert len(lines) > 2000
    for line in lines:
        event = msgspec.json.decode(line, type=LakeEvent)
        assert redact_event(msgspec.json.decode(line, type=LakeEvent)) == event


def an_event(**fields: Any) -> LakeEvent:
    known = {"anonymous_id": "a"} | fields
    return LakeEvent(
        event_id=UUID(int=0), ts=datetime(2026, 3, 2, tzinfo=UTC), event_type="view", **known
    )
