"""From file to lake, whatever the format: splits, repeats, files that can't be read."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from contract.errors import ClickstreamError
from loader.importers.run import import_file
from tests.loader.rees46_rows import CUT_OFF, HEADER, VIEW, lines_of, write


def test_the_same_file_again_zipped_or_not_writes_nothing_new(tmp_path: Path) -> None:
    file = write(tmp_path / "file.csv", HEADER, VIEW, CUT_OFF)
    zipped = tmp_path / "file.csv.gz"
    zipped.write_bytes(gzip.compress(file.read_bytes()))
    lake = str(tmp_path / "lake")
    first = import_file(lake, "rees46", file)
    second = import_file(lake, "rees46", zipped)
    assert (first.events, first.malformed) == (second.events, second.malformed) == (1, 1)
    assert first.already_there == second.written == []
    assert first.written == second.already_there != []


def test_a_large_file_is_split_and_an_interrupted_import_goes_on(tmp_path: Path) -> None:
    rows = [VIEW.replace(b",11,", b",%d," % number) for number in range(100)]
    file = write(tmp_path / "file.csv", HEADER, *rows)
    lake = tmp_path / "lake"
    whole = import_file(str(lake), "rees46", file, object_bytes=5_000)
    assert len(whole.written) > 3
    assert len(lines_of(lake, whole)) == 100
    (lake / whole.written[1]).unlink()
    rest = import_file(str(lake), "rees46", file, object_bytes=5_000)
    assert rest.written == [whole.written[1]]


def nothing(path: Path) -> Path:
    return path / "nothing.csv"


def other_format(path: Path) -> Path:
    return write(path / "other.csv", b"date,page", b"2024-01-01,/home")


def truncated(path: Path) -> Path:
    file = path / "cut.csv.gz"
    file.write_bytes(gzip.compress(HEADER + b"\n" + VIEW)[:-20])
    return file


def empty(path: Path) -> Path:
    return write(path / "empty.csv")


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (nothing, "can't read .*nothing.csv"),
        (Path, "can't read .*directory"),
        (other_format, "other.csv is not a REES46 file"),
        (truncated, "can't read .*cut.csv.gz"),
        (empty, "empty.csv is not a REES46 file"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line_and_makes_no_lake(
    file: Callable[[Path], Path], message: str, tmp_path: Path
) -> None:
    with pytest.raises(ClickstreamError, match=message) as refused:
        import_file(str(tmp_path / "lake"), "rees46", file(tmp_path))
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "lake").exists()


def test_an_unknown_importer_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ClickstreamError, match="'ga4'; there is rees46"):
        import_file(str(tmp_path / "lake"), "ga4", write(tmp_path / "file.csv", HEADER))
