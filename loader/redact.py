"""Takes personal data out of events before anything is written.

E-mail addresses, card numbers and phone numbers become `[redacted]` wherever an event has room
for them, links lose their fragment and most of their query, user ids become an HMAC. Plain
numeric ids stay. What counts as personal is in `pii/`.
"""

import hashlib
import hmac
from collections.abc import Callable

from msgspec import Struct

from contract.model import LakeEvent
from loader.pii.emails import email_spans
from loader.pii.fields import redact_fields
from loader.pii.replace import REDACTED, redact_text, redact_url

__all__ = ["REDACTED", "hash_user_id", "redact_event", "redact_text", "redact_url"]

# As in the contract: what replaces an address may be longer than it.
_LONGEST_URL = 4096
_LONGEST_TEXT = 255


def hash_user_id(user_id: str, key: bytes) -> str:
    """Return the pseudonym of `user_id`: HMAC-SHA256 under `key`, its first 32 hex digits."""
    return hmac.new(key, user_id.encode(), hashlib.sha256).hexdigest()[:32]


def redact_event(event: LakeEvent) -> LakeEvent:
    """Clean `event` in place and return it; its `user_id` is left to `hash_user_id`.

    Ids of visitors, sessions, products and orders are replaced only where they are an e-mail
    address: their numbers are ids.
    """
    if event.page_url:
        event.page_url = redact_url(event.page_url)[:_LONGEST_URL]
    if event.referrer:
        event.referrer = redact_url(event.referrer)[:_LONGEST_URL]
    if event.props:
        event.props = redact_fields(event.props)
    _clean(event, _without_address, "anonymous_id", "session_id")
    if event.ecom is not None:
        _clean(event.ecom, _without_address, "product_id", "order_id")
        _clean(event.ecom, redact_text, "name", "brand", "category")
    if event.geo is not None:
        _clean(event.geo, redact_text, "city")
    if event.device is not None:
        _clean(event.device, redact_text, "browser", "os")
    return event


def _clean(struct: Struct, clean: Callable[[str], str], *names: str) -> None:
    for name in names:
        text = getattr(struct, name)
        if text and (cleaned := clean(text)) != text:
            setattr(struct, name, cleaned[:_LONGEST_TEXT])


def _without_address(identifier: str) -> str:
    return REDACTED if "@" in identifier and email_spans(identifier) else identifier
