"""Takes what is personal out of free-form fields: the props of an event, however deep."""

import re
from typing import Any

from loader.pii.cards import is_card
from loader.pii.phones import is_phone_key
from loader.pii.replace import REDACTED, redact_text

_EMAIL_KEY = re.compile(r"e[-_ ]?mail", re.IGNORECASE)
_SPELLED_EMAIL = re.compile(r"\S+\s*(?:\(at\)|\[at\]|\{at\}|\sat\s)\s*\S+", re.IGNORECASE)
_WRITTEN_NUMBER = re.compile(r"[\d\s.()+/\-\u2010-\u2015]*")
_PHONE_DIGITS = range(6, 16)


def redact_fields(fields: dict[str, Any], parent: str = "") -> dict[str, Any]:
    """Return a copy of `fields` with clean keys and values; `parent` is the key that holds it.

    A key can tell what its value is: plain digits are a phone number under `phone`, and under
    `phone: {number: …}`, too. Two keys that become equal are numbered.
    """
    clean: dict[str, Any] = {}
    for key, value in fields.items():
        name = redact_text(key)
        while name in clean:
            name += " 2"
        told = f"{parent}_{key}" if is_phone_key(parent) else key
        clean[name] = _redact_value(told, value)
    return clean


def _redact_value(key: str, value: Any) -> Any:
    if isinstance(value, str):
        return _redact_string(key, value)
    if isinstance(value, dict):
        return redact_fields(value, key)
    if isinstance(value, list):
        return [_redact_value(key, item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    digits = str(abs(int(value))) if value == value // 1 else ""  # a fraction is nobody's number
    return REDACTED if is_card(digits) or _is_phone(key, digits) else value


def _redact_string(key: str, text: str) -> str:
    if text.isdecimal() and text.isascii():
        return REDACTED if is_card(text) or _is_phone(key, text) else text
    spelled = _EMAIL_KEY.search(key) and _SPELLED_EMAIL.search(text)
    if spelled or (_WRITTEN_NUMBER.fullmatch(text) and _is_phone(key, text)):
        return REDACTED
    return redact_text(text)


def _is_phone(key: str, text: str) -> bool:
    return sum(map(str.isdecimal, text)) in _PHONE_DIGITS and is_phone_key(key)
