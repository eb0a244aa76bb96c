"""Workbooks (.xlsx): the first sheet that is not hidden becomes rows of texts, as people see them in the sheet."""

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, time, timedelta
from itertools import islice
from typing import IO, Any, Final, NamedTuple
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.styles.numbers import is_datetime

from sessions.imports.sheets.cells import FAULT_MARK, spell
from sessions.imports.sheets.columns import COLUMNS_MAX
from sessions.imports.sheets.errors import UnreadableFile

UNPACKED_BYTES_MAX: Final = 32 * 1_048_576
"""The most XML of a workbook. To read it takes about ten seconds; a larger table has to come as CSV."""
PARTS_MAX: Final = 2_000
_ROWS_OF_A_SHEET: Final = 1_048_576
_ROWS_BEFORE_HEADER_MAX: Final = 1_000
_DIGITS_SEEN: Final = 15
_SHEETS_NAMED_MAX: Final = 5
_MEND: Final = "Open it in a spreadsheet program and save it again as .xlsx, or as CSV in UTF-8."
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ZEROS: Final = re.compile("0+")

# A workbook may have parts that openpyxl does not keep when it writes. We only read.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")

# The beginnings of other files that people send.
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP: Final = b"PK\x03\x04"
_OTHERS: Final = ((b"\x1f\x8b", "compressed with gzip"), (b"%PDF", "a PDF"), (b"<", "HTML or XML"), (b"{", "JSON"))


class Sheet(NamedTuple):
    """The rows of a sheet, each with its cells, and hints for the sender of the workbook."""

    rows: Iterator[list[str]]
    hints: tuple[str, ...]


def is_workbook(head: bytes, *, has_password: bool) -> bool:
    """Return whether a file begins as a workbook does. Raises UnreadableFile for what is neither workbook nor CSV.

    `head` are its first bytes. `has_password` says whether the file names an encrypted part somewhere.
    """
    if head.startswith(OLE):
        if has_password:
            raise UnreadableFile("The workbook is protected by a password. Save it without one, and send it again.")
        raise UnreadableFile(f"The file is an old workbook (.xls) or another file of an office program. {_MEND}")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, what in _OTHERS:
        if text.startswith(mark):
            raise UnreadableFile(f"The file is {what}, and neither CSV nor a workbook (.xlsx). {_MEND}")
    return head.startswith(ZIP)


def read_workbook(file: IO[bytes]) -> Sheet:
    """Return the first sheet of a workbook that is not hidden. Raises UnreadableFile, also while its rows are read."""
    try:
        with ZipFile(file) as archive:
            _check_parts(archive)
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except UnreadableFile:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part makes it meet
        raise _damaged() from error
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not shown:
        raise UnreadableFile(f"The workbook has no sheet that is shown. {_MEND}")
    sheet, others = shown[0], [one.title for one in book.worksheets if one is not shown[0]]
    hints = [f"The sheet {sheet.title!r} was read."]
    if others:
        more = f" and {len(others) - _SHEETS_NAMED_MAX} more" if len(others) > _SHEETS_NAMED_MAX else ""
        named = ", ".join(map(repr, others[:_SHEETS_NAMED_MAX]))
        hints.append(f"These sheets of the workbook were not read: {named}{more}.")
    return Sheet(_rows(file, book, sheet), tuple(hints))


def _check_parts(archive: ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.bin" in names:
        raise UnreadableFile(f"The file is a binary workbook (.xlsb). {_MEND}")
    if not any(name.startswith("xl/") for name in names):
        is_opendocument = "content.xml" in names and "mimetype" in names
        what = "an OpenDocument file (.ods)" if is_opendocument else "an archive (ZIP), and no workbook"
        raise UnreadableFile(f"The file is {what}. {_MEND}")
    # A part never yields more than it announces: ZipFile stops there.
    unpacked = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if unpacked > UNPACKED_BYTES_MAX or len(parts) > PARTS_MAX:
        raise UnreadableFile(
            f"The workbook has more than {UNPACKED_BYTES_MAX // 1_048_576} MiB when it is unpacked. Save the sheet as "
            "CSV in UTF-8, or split it."
        )


def _rows(file: IO[bytes], book: Any, sheet: Any) -> Iterator[list[str]]:
    try:
        with closing(book):
            with ZipFile(file) as archive:
                xml = archive.read(sheet._worksheet_path)  # openpyxl has no public name of it
            if merged := _MERGED.search(xml):
                raise UnreadableFile(
                    f"The cells {merged[1].decode()} of the sheet {sheet.title!r} are merged, so rows below have no "
                    "value of their own. Unmerge them, write the value into each row, and send the workbook again."
                )
            width = _width(sheet)
            formulas = _formulas(file, sheet.title, width) if _FORMULA.search(xml) else None
            del xml
            empty: Any = None  # openpyxl gives rows that are not there as one object
            for cells in _cells(sheet, width):
                spelt = next(formulas, ()) if formulas is not None else ()
                row = [] if cells is empty else _row(cells, spelt)
                if not row:
                    empty = cells
                yield row
    except (UnreadableFile, GeneratorExit):
        raise
    except Exception as error:  # as in read_workbook
        raise _damaged() from error


def _row(cells: Sequence[Any], formulas: Sequence[Any]) -> list[str]:
    """Return the texts of a row without empty ones at its end. `formulas` are its cells before they are computed."""
    row = [_text(cell) for cell in cells]
    for place, formula in enumerate(formulas):
        if formula.data_type == "f" and cells[place].value is None and cells[place].data_type == "n":
            row[place] = (
                f"{FAULT_MARK}has a formula ({formula.coordinate}) without a stored result; open the workbook in a "
                "spreadsheet program and save it, or write the value instead"
            )
    while row and not row[-1].strip():
        row.pop()
    return row


def _formulas(file: IO[bytes], title: str, width: int) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet with formulas instead of their results."""
    with closing(load_workbook(file, read_only=True, keep_links=False)) as book:
        yield from _cells(book[title], width)


def _width(sheet: Any) -> int:
    """Return how many cells of a row are read: those of the first row that is not empty, and one more."""
    rows = (_row(cells, ()) for cells in _cells(sheet, COLUMNS_MAX + 1))
    return min(len(next((row for row in islice(rows, _ROWS_BEFORE_HEADER_MAX) if row), ())), COLUMNS_MAX) + 1


def _cells(sheet: Any, width: int) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # programs write wrong ones
    yield from sheet.iter_rows(max_col=width, max_row=_ROWS_OF_A_SHEET)


def _text(cell: Any) -> str:
    """Return a cell as its sheet shows it. A date has the form YYYY-MM-DD."""
    value = cell.value
    if cell.data_type == "e":
        return f"{FAULT_MARK}has the error {value} of the spreadsheet ({cell.coordinate}); correct it in the sheet"
    match value:
        case None:
            return ""
        case int() | float() if not isinstance(value, bool):
            return _number(value, str(cell.number_format))
        case datetime():
            return _date(value, str(cell.number_format))
        case str():
            return _typed(value)
    return str(value).upper()  # TRUE, FALSE, a time or a duration


def _number(value: float, form: str) -> str:
    if value == int(value) and abs(value) < 10**_DIGITS_SEEN:
        return f"{int(value):0{len(form)}d}" if _ZEROS.fullmatch(form) else str(int(value))
    return f"{value:.{_DIGITS_SEEN}g}".upper()


def _date(value: datetime, form: str) -> str:
    rounded = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    if is_datetime(form) == "date" and rounded.time() == time():
        return rounded.date().isoformat()
    return rounded.isoformat(sep=" ")


def _typed(text: str) -> str:
    """Return a text cell so that it is read as the text that it is."""
    spelt = spell(text)
    return spelt if spelt.startswith("=") else text


def _damaged() -> UnreadableFile:
    return UnreadableFile(f"The workbook cannot be read; it may be damaged. {_MEND}")
