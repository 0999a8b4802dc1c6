"""What the user did wrong is said in one line, as it is."""

import pytest

from cli import main as module


def test_an_error_is_one_line_of_text_whatever_is_in_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lake = "/nowhere/[/b] [red] " + "x" * 200
    monkeypatch.setattr("sys.argv", ["clickstream", "load", "--lake", lake])
    monkeypatch.setenv("CLICKSTREAM_DATABASE_URL", "postgresql:///never_asked")
    with pytest.raises(SystemExit) as ended:
        module.main()
    (said,) = capsys.readouterr().err.splitlines()
    assert ended.value.code == 1
    assert said.startswith(f"error: there is no lake at {lake}: ")
