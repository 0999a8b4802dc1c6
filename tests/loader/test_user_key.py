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
        ("prod", "own " * 8, "own " * 8),
    ],
)
def test_the_key_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: str, key: str, expected: str
) -> None:
    monkeypatch.setenv("CLICKSTREAM_ENV", environment)
    monkeypatch.setenv("CLICKSTREAM_USER_KEY", key)
    assert user_key() == expected.encode()


@pytest.mark.parametrize("key", ["", DEVELOPMENT_KEY, "short"])
def test_production_refuses_a_key_that_everybody_knows_or_can_guess(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("CLICKSTREAM_ENV", "prod")
    monkeypatch.setenv("CLICKSTREAM_USER_KEY", key)
    with pytest.raises(ClickstreamError, match="CLICKSTREAM_USER_KEY"):
        user_key()


def test_what_may_be_meant_as_production_is_not_taken_for_a_developers_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CLICKSTREAM_ENV", "production")
    with pytest.raises(ClickstreamError, match="CLICKSTREAM_ENV is dev or prod, not production"):
        user_key()
