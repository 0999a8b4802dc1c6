"""The key that makes pseudonyms of user ids."""

import os

from contract.errors import ClickstreamError

DEVELOPMENT_KEY = "clickstream development key, known to everybody"


def user_key() -> bytes:
    """Return the key in `CLICKSTREAM_USER_KEY`, on a developer's machine a fixed one.

    Raises `ClickstreamError` where `CLICKSTREAM_ENV` is `prod` and the key is missing or the
    fixed one: with a known key everybody could find out who is behind a pseudonym.
    """
    key = os.environ.get("CLICKSTREAM_USER_KEY") or DEVELOPMENT_KEY
    if os.environ.get("CLICKSTREAM_ENV") == "prod" and key == DEVELOPMENT_KEY:
        raise ClickstreamError(
            "CLICKSTREAM_USER_KEY is not set: in production, user ids need a secret key of your "
            "own; make one with `openssl rand -hex 32`, and keep it, for it can't be changed later"
        )
    return key.encode()
