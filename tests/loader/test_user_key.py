"""A pseudonym is worth as much as its key is secret."""

import pytest

from contract.errors import ClickstreamError
from loader.user_key import DEVELOPMENT_KEY, user_key


@pytest.mark.parametrize(
    ("environment", "key", "expected"),
    [
        ("", "", DEVELOPMENT_KEY),
        ("dev", "", DEVELOPMENT_KEY),
        ("dev", "own", "own"),
        ("prod", "own", "own"),
    ],
)
def test_the_key_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: str, key: str, expected: str
) -> None:
    monkeypatch.setenv("CLICKSTREAM_ENV", environment)
    monkeypatch.setenv("CLICKSTREAM_USER_KEY", key)
    assert user_key() == expected.encode()


@pytest.mark.parametrize("key", ["", DEVELOPMENT_KEY])
def test_production_refuses_a_key_that_everybody_knows(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("CLICKSTREAM_ENV", "prod")
    monkeypatch.setenv("CLICKSTREAM_USER_KEY", key)
    with pytest.raises(ClickstreamError, match="CLICKSTREAM_USER_KEY"):
        user_key()
