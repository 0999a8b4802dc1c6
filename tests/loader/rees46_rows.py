"""A few invented rows in REES46's format, and their import."""

import gzip
from pathlib import Path

from loader.importers.run import Imported, import_file

HEADER = (
    b"event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session"
)
SESSION = b"0a1b2c3d-0000-1111-2222-333344445555"
VIEW = b"2024-02-29 23:59:59 UTC,view,11,2100000000000000009,computers.mouse,acme,9.90,7," + SESSION
CART = VIEW.replace(b"view", b"cart")
BARE = b"2024-03-01 00:00:00 UTC,purchase,12,,,,0.00,8,"
QUOTED = VIEW.replace(b"acme", b'"acme, ""best"""')
CUT_OFF = b"2024-03-01 00:00:01 UTC,view,13,21000"


def write(path: Path, *rows: bytes) -> Path:
    path.write_bytes(b"".join(row + b"\n" for row in rows))
    return path


def lines_of(lake: Path, result: Imported) -> list[bytes]:
    return [
        line
        for key in result.written
        for line in gzip.decompress((lake / key).read_bytes()).splitlines()
    ]


def imported(folder: Path, *rows: bytes) -> list[bytes]:
    """Return the lines that an import of these rows into an empty lake makes."""
    file = write(folder / "file.csv", *rows)
    return lines_of(folder / "lake", import_file(str(folder / "lake"), "rees46", file))
