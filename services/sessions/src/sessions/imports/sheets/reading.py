"""Reading of bytes into rows, in windows of any size. A file is never in memory as a whole, and is not read twice."""

import codecs
import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from sessions import texts
from sessions.imports.sheets import columns
from sessions.imports.sheets.cells import FAULT_MARK, Row
from sessions.imports.sheets.columns import Layouts
from sessions.imports.sheets.date_orders import NO_ORDERS, DateOrders
from sessions.imports.sheets.encoding import utf8_fault
from sessions.imports.sheets.errors import UnreadableFile
from sessions.imports.sheets.mistakes import RowError

ROWS_MAX = 100_000
ROW_BYTES_MAX = 1_048_576
"""The longest row: a session whose 1,000 learners are named in each of two dozen courses."""

# The csv module's limit of a cell holds for the whole process. The limit of a row replaces it.
csv.field_size_limit(ROW_BYTES_MAX)

DELIMITERS: Final = (";", "\t", ",")
_SEPARATOR: Final = re.compile(f'"?sep=([{"".join(DELIMITERS)}])"?', re.IGNORECASE)
"""The line by which a file tells a spreadsheet what separates its cells."""
_QUOTED: Final = re.compile(r'"[^"]*"?')
_NOTHING: Final = " \t\r\n\x1a"
"""What an empty row may have. Old programs end a file with Ctrl-Z (1A)."""


class Position(NamedTuple):
    """A place between two rows: the number of bytes before it, and the line (or row of a sheet) that begins there."""

    offset: int
    line: int


@dataclass(frozen=True, slots=True)
class Header:
    """Everything that is needed to read a file's rows.

    `names` are its columns in order, with None for a column that is not read, and `written` the names in the file.
    `start` is where its rows begin. `hints` are for its sender. `is_sheet` says that the file was a workbook, so that
    its rows are counted and not its lines. `date_orders` say how its dates are read.
    """

    names: tuple[str | None, ...]
    delimiter: str
    encoding: str
    start: Position
    hints: tuple[str, ...]
    written: tuple[str, ...] = ()
    is_sheet: bool = False
    date_orders: DateOrders = NO_ORDERS

    def as_written(self, column: str | None) -> str | None:
        """Return the name that the file gives to a column, so that its sender finds it."""
        places = (place for place, name in enumerate(self.names) if name is not None and name == column)
        return next((self.written[place] for place in places if place < len(self.written)), column)

    def document(self) -> dict[str, Any]:
        """Return the header as JSON. A later step continues to read the file with it."""
        return {
            "names": list(self.names),
            "delimiter": self.delimiter,
            "encoding": self.encoding,
            "start": list(self.start),
            "notes": list(self.hints),  # the key under which earlier imports have them
            "written": list(self.written),
            "is_sheet": self.is_sheet,
            "date_orders": self.date_orders.document(),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Header":
        """Return the header of a document: the inverse of `document`."""
        return cls(
            names=tuple(document["names"]),
            delimiter=document["delimiter"],
            encoding=document["encoding"],
            start=Position(*document["start"]),
            hints=tuple(document["notes"]),
            written=tuple(document.get("written", ())),  # imports that began in an earlier release have none
            is_sheet=document.get("is_sheet", False),
            date_orders=DateOrders.from_document(document.get("date_orders", ())),
        )


class Piece(NamedTuple):
    """A window's rows, errors for rows with the wrong number of cells, and the place where the next row begins."""

    rows: list[Row]
    errors: list[RowError]
    after: Position


def read_header(
    data: bytes, *, layouts: Layouts, encoding: str = "utf-8", is_sheet: bool = False, hints: tuple[str, ...] = ()
) -> Header:
    """Return the header of a file. `data` is the whole file, or at least its first ROW_BYTES_MAX bytes.

    If the first row has semicolons, they separate cells; otherwise tabs do, or commas. A line `sep=;` says so itself.
    The rows of a sheet have semicolons. `hints` come before those about columns. Raises UnreadableFile if there is no
    first row, or if a column is missing or misspelt.
    """
    start = Position(0, 1)
    while data.startswith(codecs.BOM_UTF8, start.offset):  # some programs write a second one
        start = Position(start.offset + len(codecs.BOM_UTF8), 1)
    lines = _Lines(data[start.offset :], start, encoding=encoding, is_last=True)
    first = "" if is_sheet else next((line for line in lines if line.strip()), "")
    if is_sheet:
        delimiter = DELIMITERS[0]
    elif said := _SEPARATOR.fullmatch(first.strip("\r\n")):
        delimiter, start = said[1], lines.position
    else:
        outside = _QUOTED.sub("", first)
        delimiter = next((one for one in DELIMITERS if one in outside), DELIMITERS[-1])
    header = Header((), delimiter, encoding, start, (), is_sheet=is_sheet)
    piece = _Reader(data[start.offset :], start, header, is_last=True)
    while (cells := piece.next_row()) is not None:
        if any(cell.strip() for cell in cells):
            if faulty := next((cell for cell in cells if cell.startswith(FAULT_MARK)), None):
                raise UnreadableFile(f"A cell of the first row {faulty[1:]}.")
            names, written, found = columns.match(cells, layouts)
            return replace(header, names=names, written=written, start=piece.after, hints=(*hints, *found))
    raise UnreadableFile(f"The file is empty. Its first line must name the columns {', '.join(layouts[0].required)}.")


def read_rows(header: Header, data: bytes, at: Position, *, is_last: bool, limit: int) -> Piece:
    """Return at most `limit` rows of a window of the file that begins at a position. Empty rows do not count.

    A row that has fewer cells than the header lacks the last ones, which are empty. A row that the window's end cuts is
    left for the next window, unless this is the last one. A window of more than ROW_BYTES_MAX bytes always gets on.
    Raises UnreadableFile if the file cannot be divided into rows.
    """
    reader = _Reader(data, at, header, is_last=is_last)
    rows: list[Row] = []
    errors: list[RowError] = []
    width = len(header.names)
    while len(rows) + len(errors) < limit:
        line = reader.after.line
        cells = reader.next_row()
        if cells is None:
            break
        if not any(cell.strip().strip(_NOTHING) for cell in cells):
            continue
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) > width and header.delimiter == ",":
            cells = _with_brackets_whole(cells)
        cells += [""] * (width - len(cells))
        if len(cells) == width:
            rows.append(Row(line, {name: cell for name, cell in zip(header.names, cells, strict=True) if name}))
        else:
            detail = (
                f"has {len(cells)} cells, but the header has {width}; put a cell with {header.delimiter!r} in it "
                "in quotation marks"
            )
            errors.append(RowError(line, cells[0].strip()[: texts.NAME_MAX], None, detail))
    return Piece(rows, errors, reader.after)


def _with_brackets_whole(cells: list[str]) -> list[str]:
    """Return the cells of a row with those joined that a comma inside of `[ ]` divided, as in Courses of Chamilo."""
    whole: list[str] = []
    is_open = False
    for cell in cells:
        if is_open:
            whole[-1] += f",{cell}"
        else:
            whole.append(cell)
        is_open = whole[-1].count("[") > whole[-1].count("]")
    return cells if is_open else whole


def check_row_count(rows: int, *, maximum: int = ROWS_MAX) -> None:
    """Raise UnreadableFile for a file with more than `maximum` rows."""
    if rows > maximum:
        raise UnreadableFile(f"The file has more than {maximum} rows. Split it.")


def read_sheet(data: bytes, *, layouts: Layouts, rows_max: int) -> tuple[Header, list[Row], list[RowError]]:
    """Return the header, rows and row errors of a whole file in UTF-8. Raises UnreadableFile."""
    utf8_fault([data])  # for a NUL
    header = read_header(data, layouts=layouts)
    rest = data[header.start.offset :]
    rows, errors, _ = read_rows(header, rest, header.start, is_last=True, limit=rows_max + 1)
    check_row_count(len(rows) + len(errors), maximum=rows_max)
    return header, rows, errors


class _Lines:
    """The complete lines of a window as text, and the position up to which they were read."""

    def __init__(self, data: bytes, at: Position, *, encoding: str, is_last: bool) -> None:
        self._data = data
        self._place = 0
        self._begin = at.offset
        self._encoding = encoding
        self._is_last = is_last
        self.line = at.line
        self.is_exhausted = False

    @property
    def position(self) -> Position:
        return Position(self._begin + self._place, self.line)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        end = self._data.find(b"\n", self._place) + 1
        if not end:
            end = len(self._data) if self._is_last else self._place
        if end == self._place:
            self.is_exhausted = True
            raise StopIteration
        try:
            text = self._data[self._place : end].decode(self._encoding)
        except UnicodeDecodeError as error:
            raise UnreadableFile(f"Line {self.line} has a byte that is not {self._encoding.upper()}.") from error
        self._place = end
        self.line += 1
        return text


class _Reader:
    """The csv module's reader over a window, with the place where each row ends.

    The csv reader takes a line only when it needs one. So after each row, exactly the lines of the rows so far were
    read.
    """

    def __init__(self, data: bytes, at: Position, header: Header, *, is_last: bool) -> None:
        self._lines = _Lines(data, at, encoding=header.encoding, is_last=is_last)
        # Some programs write a space before a quotation mark.
        self._reader = csv.reader(self._lines, delimiter=header.delimiter, strict=True, skipinitialspace=True)
        self._is_sheet = header.is_sheet
        self._is_last = is_last
        self._end = at.offset + len(data)
        self.after = at

    def next_row(self) -> list[str] | None:
        """Return the next row, or None if the window has no more complete row."""
        try:
            cells = next(self._reader, None)
        except csv.Error as error:
            if not self._lines.is_exhausted or self._is_last:
                raise self._broken(error) from error
            cells = None
        end = self._end if cells is None else self._lines.position.offset
        if end - self.after.offset > ROW_BYTES_MAX:
            raise self._too_long()
        if cells is not None:
            line = self.after.line + 1 if self._is_sheet else self._lines.line
            self.after = Position(self._lines.position.offset, line)
        return cells

    def _too_long(self) -> UnreadableFile:
        return UnreadableFile(
            f"Line {self.after.line}: the row that begins here is longer than {ROW_BYTES_MAX // 1024} KiB. Check "
            "whether a quotation mark is not closed."
        )

    def _broken(self, error: csv.Error) -> UnreadableFile:
        line = self._lines.line - 1
        reason = str(error)
        if "field limit" in reason:
            return self._too_long()
        if self._lines.is_exhausted:
            return UnreadableFile(
                f"Line {self.after.line}: a quotation mark that is opened here is never closed. Close it."
            )
        if "new-line" in reason:
            return UnreadableFile(
                f"Line {line}: a carriage return alone does not end a line. Save the file with CR LF or LF line ends."
            )
        return UnreadableFile(
            f"Line {line}: after a closing quotation mark {reason.split(' ', 1)[0]} or the line's end is expected. "
            "Write a quotation mark inside of a cell twice."
        )
