"""The key that makes pseudonyms of user ids."""

import os

from contract.errors import ClickstreamError

DEVELOPMENT_KEY = "clickstream development key, known to everybody"
_SHORTEST = 32


def user_key() -> bytes:
    """Return the key in `CLICKSTREAM_USER_KEY`, on a developer's machine a fixed one.

    Raises `ClickstreamError` where `CLICKSTREAM_ENV` is `prod` and the key is missing, short or
    the fixed one: with a known key everybody could find out who is behind a pseudonym. An
    environment that is neither `prod` nor `dev` is refused, as it may be meant to be `prod`.
    """
    environment = os.environ.get("CLICKSTREAM_ENV") or "dev"
    if environment not in {"dev", "prod"}:
        raise ClickstreamError(f"CLICKSTREAM_ENV is dev or prod, not {environment}")
    key = os.environ.get("CLICKSTREAM_USER_KEY") or DEVELOPMENT_KEY
    if environment == "prod" and (key == DEVELOPMENT_KEY or len(key) < _SHORTEST):
        raise ClickstreamError(
            f"CLICKSTREAM_USER_KEY is not set, or has less than {_SHORTEST} characters: in "
            "production, user ids need a secret key of your own; make one with `openssl rand -hex "
            "32`, and keep it, for it can't be changed later"
        )
    return key.encode()
