"""The record as files: JSON lines, or a CSV for each kind in one ZIP. Written in pieces, read row by row."""

import csv
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from annotate.formats import csv as cells
from annotate.formats.incoming import UnreadableError
from annotate.formats.record import FORMAT, KINDS, Row
from annotate.formats.record_values import from_cells
from annotate.formats.telling import encoded
from annotate.vocabulary import VERSION

Chunks = Iterable[tuple[str, list[Row]]]
#: (where it stands in the file, kind, values)
Placed = tuple[str, str, Row]

#: What reading a ZIP may raise: damaged, cut off, packed in a way that is not known, or with a password.
BAD_ZIP = (
    ValueError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
)  # fmt: skip
#: Unpacked: what is said to be small and is not, is not unpacked to the end.
LARGEST_UNPACKED = 400_000_000
_ABOUT = {"object": "on-record", "format": FORMAT, "vocabulary": VERSION}
_DATE = (1980, 1, 1, 0, 0, 0)


def lines(found: Chunks) -> Iterator[bytes]:
    """A row a line; first what it is, last how many there are and a checksum, without which the file is not whole."""
    digest, number = hashlib.sha256(), 0
    for chunk in _lines(found):
        digest.update(chunk)
        number += chunk.count(b"\n")
        yield chunk
    yield encoded({"object": "end", "lines": number, "sha256": digest.hexdigest()}) + b"\n"


def _lines(found: Chunks) -> Iterator[bytes]:
    yield encoded(_ABOUT) + b"\n"
    for name, rows in found:
        yield b"".join(encoded({"object": name, **row}) + b"\n" for row in rows)


class _Pieces(io.RawIOBase):
    """What a ZIP writes, taken away as it comes."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        taken, self.pieces = b"".join(self.pieces), []
        return taken


def tables(found: Chunks) -> Iterator[bytes]:
    """A ZIP with a CSV for each kind. No cell runs in a spreadsheet; `read_tables` gives each text back as it was."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("about.csv", _DATE), _row(_ABOUT.keys()) + _row(_ABOUT.values()))
        chunks = iter(found)
        name, rows = next(chunks, ("", []))
        for kind in KINDS.values():
            info = zipfile.ZipInfo(f"{kind.plural}.csv", _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            with packed.open(info, "w", force_zip64=True) as out:
                out.write(b"\xef\xbb\xbf" + _row(kind.columns))
                while name == kind.name:
                    out.write(b"".join(_row(map(_cell, row.values())) for row in rows))
                    yield pieces.taken()
                    name, rows = next(chunks, ("", []))
    yield pieces.taken()


def _cell(value: Any) -> str:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return cells.safe(value)


def _row(values: Iterable[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue().encode()


def read_lines(body: bytes) -> Iterator[Placed]:
    """The rows of `lines`, or `UnreadableError`: of what is not ours, and of a file that breaks off."""
    digest, end = hashlib.sha256(), None
    for number, line in enumerate(io.BytesIO(body), 1):
        if end is not None:
            raise UnreadableError(f"Line {number} stands after the end. Export it again.")
        row = _object(line, number)
        name = row.pop("object", None)
        if number == 1:
            _check_about({"object": name, **row})
        elif name == "end":
            end = row
            continue
        elif name not in KINDS:
            raise UnreadableError(
                f"Line {number}: there is no kind “{str(name)[:40]}”. Kinds are {', '.join(KINDS)}."
            )
        else:
            yield f"line {number}", name, row
        digest.update(line)
    if end is None:
        raise UnreadableError("The file breaks off: its last line is missing. Export it again.")
    if end.get("sha256") != digest.hexdigest():
        raise UnreadableError("The file was changed or damaged: its checksum is another. Export it again.")


def _object(line: bytes, number: int) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"Line {number} is not JSON: {error}.") from None
    if not isinstance(row, dict):
        raise UnreadableError(f"Line {number} is no object.")
    return row


def _check_about(row: Row) -> None:
    if row.get("object") != _ABOUT["object"]:
        raise UnreadableError("This is no record of this service: its first line does not say so.")
    if str(row.get("format")) != str(FORMAT):
        raise UnreadableError(
            f"This is format {row.get('format')!s:.20}; this service reads format {FORMAT}."
        )


def read_tables(body: bytes) -> Iterator[Placed]:
    """The rows of `tables`, or `UnreadableError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            yield from _read_tables(packed)
    except UnreadableError:
        raise
    except BAD_ZIP as error:
        raise UnreadableError(f"This ZIP cannot be read ({error}). Export it again.") from None


def _read_tables(packed: zipfile.ZipFile) -> Iterator[Placed]:
    there = {info.filename: info for info in packed.infolist()}
    known = {"about.csv", *(f"{kind.plural}.csv" for kind in KINDS.values())}
    if unknown := sorted({*there} - known):
        raise UnreadableError(
            f"There is a file “{unknown[0][:60]}” in it. Files are {', '.join(sorted(known))}."
        )
    if sum(info.file_size for info in there.values()) > LARGEST_UNPACKED:
        raise UnreadableError("It is too large when unpacked. Export it in parts.")
    about = list(_table(packed, there, "about.csv"))
    _check_about(about[0][1] if about else {})
    for kind in KINDS.values():
        name = f"{kind.plural}.csv"
        for number, row in _table(packed, there, name):
            yield f"{name}, row {number}", kind.name, from_cells(kind, row)


def _table(
    packed: zipfile.ZipFile, there: dict[str, zipfile.ZipInfo], name: str
) -> Iterator[tuple[int, dict[str, str]]]:
    if name not in there:
        return
    with packed.open(there[name]) as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        reader = csv.DictReader(text, strict=True)
        try:
            for number, row in enumerate(reader, 1):
                if None in row or None in row.values():
                    raise UnreadableError(
                        f"{name}, row {number} has more or fewer cells than there are columns."
                    )
                yield number, {column: cells.unsafe(cell) for column, cell in row.items()}
        except (csv.Error, UnicodeDecodeError) as error:
            raise UnreadableError(f"{name}, line {reader.line_num}: {error}.") from None


READERS = {"record": read_lines, "tables": read_tables}


def unpacked(body: bytes) -> Iterator[bytes]:
    """What stands in a file: of a ZIP, each file in it. For whoever looks for words that are to go."""
    yield body
    if body[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(body)) as packed:
                if sum(info.file_size for info in packed.infolist()) <= LARGEST_UNPACKED:
                    yield from (packed.read(info) for info in packed.infolist())
        except BAD_ZIP:
            return
