"""One row of a file: its cells, the texts and lists in them, and the protection against formulas."""

import re
from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

import orjson

from sessions import texts
from sessions.imports.sheets.mistakes import Mistake

EXTERNAL_ID: Final = "external_id"
"""The column with the id of another system, in every kind of file that has one."""
FAULT_MARK: Final = "\x10"
"""The first character of a cell that a workbook cannot give, before the reason. No text has it."""
SHOWN_MAX = 100
"""How many characters of a cell an error message repeats."""
USERNAME_RULE = "is not a username: it must not contain white space or any of | ; , [ ]"
CODE_RULE = "is not a course code: it must not contain white space or any of | ; , [ ]"
CLASS_NAME_RULE = "is not a name for a class: it must not contain '|', which separates classes in lists"
EMAIL_RULE = "is not an e-mail address like ada@example.org"

_SIGNS: Final = "=+\\-@\t\r\uff1d\uff0b\uff0d\uff20"
"""How a formula begins. Some spreadsheets take the full-width signs for the same."""
_FORMULA: Final = re.compile(f"'*[{_SIGNS}]")
_SPELT_FORMULA: Final = re.compile(f"'+[{_SIGNS}]")
_AS_TEXT: Final = re.compile('="(.*)"', re.DOTALL)
"""How a file keeps a spreadsheet from reading 00123 as a number."""
_REWRITTEN: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)?E\+[0-9]+|[0-9]+[.,]0", re.IGNORECASE)
"""What a spreadsheet makes of a long number, and of a whole one. It writes the plus, so the course 7E1 is none."""


def spell(value: str) -> str:
    """Return a cell for a file, so that a spreadsheet shows it as it is.

    A text that it would run as a formula gets an apostrophe in front. One that it would rewrite as another number is a
    formula for a text.
    """
    if _REWRITTEN.fullmatch(value):
        return f'="{value}"'
    return f"'{value}" if _FORMULA.match(value) else value


def unspell(cell: str) -> str:
    """Return the text of a cell: the inverse of `spell`. It also reads files that know nothing of `spell`."""
    if _SPELT_FORMULA.match(cell):
        return cell[1:]
    as_text = _AS_TEXT.fullmatch(cell)
    return cell if as_text is None else as_text[1].replace('""', '"')


class Row(NamedTuple):
    """One row: the line on which it begins, and its cells by column, exactly as they are in the file."""

    line: int
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """Return a cell's text without white space around it, or an empty text if the file does not have the column.

        It is in the form of names, because all cells but prose have names, words, numbers and dates. Raises Mistake if
        a workbook does not give the cell.
        """
        found = self.cells.get(column)
        _check_given(column, found)
        return texts.to_name(unspell(found.strip()).strip()) if found else ""

    def label(self, columns: Sequence[str]) -> str:
        """Return the first of these cells that has a text, to name a row that cannot be read, or an empty text."""
        there = (found for column in columns if (found := self.cells.get(column, "").strip()))
        return next((texts.to_name(unspell(found)) for found in there if not found.startswith(FAULT_MARK)), "")

    def digest(self, *, without: Collection[str]) -> bytes:
        """Return a digest of the cells of all other columns. Two rows of a file that say the same have the same."""
        cells = [(column, texts.to_name(cell)) for column, cell in self.cells.items() if column not in without]
        return blake2b(orjson.dumps(cells), digest_size=16).digest()

    def text(
        self, column: str, *, maximum: int, minimum: int = 1, pattern: str | None = None, rule: str | None = None
    ) -> str:
        """Return a cell's name, code or address. Raises Mistake; `rule` says in words what the pattern requires."""
        value = self.cell(column)
        if fault := texts.text_fault(value, maximum=maximum, minimum=minimum, is_name=True):
            raise Mistake(column, fault)
        if pattern is not None and not re.fullmatch(pattern, value):
            raise Mistake(column, f"{named(value)} {rule}")
        return value

    def prose(self, column: str, *, maximum: int) -> str:
        """Return a cell's text with the white space around it. It may be white space alone. Raises Mistake."""
        _check_given(column, self.cells.get(column))
        value = unspell(self.cells.get(column, ""))
        if fault := texts.text_fault(value, maximum=maximum, minimum=0):
            raise Mistake(column, fault)
        return value

    def check_not_rewritten(self, column: str) -> None:
        """Raise Mistake if a spreadsheet has turned a username or a code into a number. `spell` keeps it from that."""
        value = self.cells.get(column, "").strip()
        if _REWRITTEN.fullmatch(value):
            raise Mistake(
                column,
                f"{named(value)} looks like a number that a spreadsheet has rewritten; give the column the format Text "
                "and write it again",
            )

    def external_id(self) -> str | None:
        """Return the id that the row's thing has in another system, or None if the row gives none. Raises Mistake."""
        self.check_not_rewritten(EXTERNAL_ID)
        value = self.text(EXTERNAL_ID, maximum=texts.EXTERNAL_ID_MAX, minimum=0)
        if fault := texts.unseen_fault(value):
            raise Mistake(EXTERNAL_ID, fault)
        return value or None

    def username(self, column: str) -> str:
        """Return a cell's username. Raises Mistake."""
        self.check_not_rewritten(column)
        return self.text(column, maximum=texts.USERNAME_MAX, pattern=texts.USERNAME_PATTERN, rule=USERNAME_RULE)

    def usernames(self, column: str, *, limit: int, separators: str = "|") -> tuple[str, ...]:
        """Return a cell's usernames. Raises Mistake if one is not valid or is there twice, or if there are too many."""
        self.check_not_rewritten(column)
        return usernames(column, self.cell(column), limit=limit, separators=separators)

    def class_names(self, column: str, *, limit: int) -> tuple[str, ...]:
        """Return a cell's names of classes. Raises Mistake as `usernames` does."""
        return _each_once(column, _split(self.cell(column), "|"), limit=limit, maximum=texts.NAME_MAX)


def usernames(column: str, value: str, *, limit: int, separators: str = "|") -> tuple[str, ...]:
    """Return the usernames in a list. Raises Mistake."""
    return _each_once(
        column,
        _split(value, separators),
        limit=limit,
        maximum=texts.USERNAME_MAX,
        pattern=texts.USERNAME_PATTERN,
        rule=f"{USERNAME_RULE}; write {separators[0]} between usernames",
    )


def named(value: str) -> str:
    """Return a value as an error message repeats it: quoted, and cut if it is long."""
    return repr(value if len(value) <= SHOWN_MAX else f"{value[:SHOWN_MAX]}…")


def _check_given(column: str, cell: str | None) -> None:
    if cell and cell.startswith(FAULT_MARK):
        raise Mistake(column, cell[1:])


def _split(value: str, separators: str) -> list[str]:
    return [item for part in re.split(f"[{re.escape(separators)}]", value) if (item := part.strip())]


def _each_once(
    column: str, values: list[str], *, limit: int, maximum: int, pattern: str | None = None, rule: str | None = None
) -> tuple[str, ...]:
    if len(values) > limit:
        raise Mistake(column, f"has {len(values)} entries; at most {limit} are allowed")
    seen: set[str] = set()
    for value in values:
        if fault := texts.text_fault(value, maximum=maximum, is_name=True):
            raise Mistake(column, f"{named(value)} {fault}")
        if pattern is not None and not re.fullmatch(pattern, value):
            raise Mistake(column, f"{named(value)} {rule}")
        if value in seen:
            raise Mistake(column, f"{named(value)} is named twice; name it once")
        seen.add(value)
    return tuple(values)
