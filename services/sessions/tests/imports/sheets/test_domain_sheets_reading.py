"""From bytes to rows: windows of any size give the same rows as the whole file."""

import contextlib
import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sessions.imports.sheets import reading
from sessions.imports.sheets.columns import COLUMNS_MAX, Layouts
from sessions.imports.sheets.directory import CLASSES, COURSES, PEOPLE
from sessions.imports.sheets.enrolments import ENROLMENTS, SESSION_ENROLMENTS
from sessions.imports.sheets.errors import UnreadableFile
from sessions.imports.sheets.reading import ROW_BYTES_MAX, Header, Piece, Position, read_header, read_rows, read_sheet
from sessions.imports.sheets.sessions import SESSIONS

HEADER = Header(("a", "b"), ";", "utf-8", Position(4, 2), ())
FIRST = b"a;b\n"

Found = tuple[int, list[str] | str]


def read_by(header: Header, data: bytes, *, size: int, limit: int) -> tuple[list[Found], str | None]:
    """Read a file in windows that grow if they are too small. Return its rows, its faulty rows, and its refusal."""
    found: list[Found] = []
    at = header.start
    window = size
    while True:
        is_last = at.offset + window >= len(data)
        try:
            piece = read_rows(header, data[at.offset : at.offset + window], at, is_last=is_last, limit=limit)
        except UnreadableFile as refusal:
            return found, str(refusal)
        found += sorted(
            [(row.line, list(row.cells.values())) for row in piece.rows] + [(e.line, e.name) for e in piece.errors],
            key=lambda item: item[0],
        )
        if piece.after == at:
            if is_last:
                return found, None
            window *= 2
        else:
            at, window = piece.after, size


def read_by_csv(text: str) -> tuple[list[Found], bool]:
    """Return the rows as the csv module sees them, and whether it gives up."""
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=";", strict=True, skipinitialspace=True)
    found: list[Found] = []
    line = 1
    try:
        for cells in reader:
            started, line = line, reader.line_num + 1
            if started == 1 or not any(cell.strip() for cell in cells):
                continue
            while len(cells) > 2 and not cells[-1].strip():
                cells.pop()
            found.append((started, [*cells, ""][:2] if len(cells) <= 2 else cells[0].strip()))
    except csv.Error:
        return found, True
    return found, False


@given(
    st.text(alphabet='ab;"\n\r é,') | st.lists(st.sampled_from(['"a\nb"', "x", ";", "\r\n", "\n", '""'])).map("".join),
    st.integers(1, 40),
    st.integers(1, 5),
)
@example('x;"y\n', 3, 1)
@example("é;é\r\né;é", 2, 2)
@example("a;b\rc;d\n", 4, 2)
def test_windows_of_any_size_give_the_rows_of_the_whole_file(text: str, size: int, limit: int) -> None:
    rows, gives_up = read_by_csv(FIRST.decode() + text)

    found, refusal = read_by(HEADER, FIRST + text.encode(), size=size, limit=limit)

    assert found == (rows[: len(found)] if gives_up else rows)  # a refusal drops the rows of its window
    assert (refusal is not None) == gives_up


@given(st.lists(st.tuples(st.text(max_size=8), st.text(min_size=1, max_size=8)), max_size=8), st.integers(1, 60))
def test_what_is_written_is_read_at_any_window(table: list[tuple[str, str]], size: int) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(table)
    written = text.getvalue().encode(errors="replace")
    rows, _ = read_by_csv(FIRST.decode() + written.decode())

    assert read_by(HEADER, FIRST + written, size=size, limit=3) == (rows, None)


def test_reading_on_begins_where_the_last_piece_ended() -> None:
    data = b'\xef\xbb\xbfcode;title\r\nA;"two\r\nlines"\r\n\r\nB;x\r\nC;y'
    header = read_header(data, layouts=COURSES, encoding="utf-8")
    assert header.start == Position(15, 2)

    first = read_rows(header, data[15:], header.start, is_last=True, limit=1)
    second = read_rows(header, data[first.after.offset :], first.after, is_last=False, limit=5)
    third = read_rows(header, data[second.after.offset :], second.after, is_last=True, limit=5)

    assert [(row.line, row.cells) for row in first.rows] == [(2, {"code": "A", "title": "two\r\nlines"})]
    assert [(row.line, row.cells) for row in second.rows] == [(5, {"code": "B", "title": "x"})]
    assert [(row.line, row.cells) for row in third.rows] == [(6, {"code": "C", "title": "y"})]
    assert third.after == Position(len(data), 7)
    assert read_rows(header, b"", third.after, is_last=True, limit=5) == Piece([], [], third.after)


def test_a_header_can_be_kept_as_json() -> None:
    header = read_header(b"UserName,LastName,FirstName,Password\n", layouts=PEOPLE, hints=("First.",))

    assert Header.from_document(header.document()) == header
    assert header.names == ("UserName", "LastName", "FirstName", None)
    assert header.written == ("UserName", "LastName", "FirstName", "Password")
    assert header.hints[0] == "First."
    assert "Password" in header.hints[1]


def test_a_header_of_an_earlier_release_is_read_too() -> None:
    document = read_header(b"code;title\n", layouts=COURSES).document()
    del document["written"], document["is_sheet"]
    document["encoding"] = "windows-1252"

    header = Header.from_document(document)

    piece = read_rows(header, b"F;Fran\xe7ais\n", header.start, is_last=True, limit=1)
    assert piece.rows[0].cell("title") == "Français"
    assert header.as_written("title") == "title"


@pytest.mark.parametrize(
    ("first", "delimiter"),
    [
        (b"code;title", ";"),
        (b"code,title", ","),
        (b"code\ttitle", "\t"),
        (b'"code","title"', ","),
        (b'"code";"title"', ";"),
        (b'code,"title;\tor name"', ","),
        (b"code", ","),
        (b"sep=,\r\ncode,title", ","),
        (b"\n\nSEP=\t\ncode\ttitle", "\t"),
        (b'"sep=;"\ncode;title', ";"),
    ],
)
def test_the_delimiter_is_that_of_the_first_row(first: bytes, delimiter: str) -> None:
    with contextlib.suppress(UnreadableFile):
        assert read_header(first, layouts=COURSES, encoding="utf-8").delimiter == delimiter


def test_a_semicolon_in_quotation_marks_is_no_delimiter() -> None:
    with pytest.raises(UnreadableFile, match="'title;' is not known, perhaps 'title' is meant"):
        read_header(b'code,"title;"\n', layouts=COURSES, encoding="utf-8")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [";", ","])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_are_read_with_either_delimiter_line_end_and_byte_order_mark(
    mark: bytes, delimiter: str, end: str
) -> None:
    lines = ["", "USERNAME; name ;role;", "ada;Ada Lovelace;learner;", "", 'alan;"Alan; Turing";Coach', ";;", ""]
    data = mark + end.join(lines).replace(";", delimiter).encode()

    header, rows, errors = read_sheet(data, layouts=PEOPLE, rows_max=10)

    assert errors == []
    assert header.names == ("username", "name", "role")
    assert [(row.line, row.cell("name")) for row in rows] == [(3, "Ada Lovelace"), (5, f"Alan{delimiter} Turing")]


def test_a_row_with_more_cells_than_columns_is_an_error_of_its_line() -> None:
    _, rows, errors = read_sheet(b"username;name;role\nada;Ada\nalan;Alan;coach;x\n", layouts=PEOPLE, rows_max=10)

    assert [(row.line, row.cells) for row in rows] == [(2, {"username": "ada", "name": "Ada", "role": ""})]
    assert [(error.line, error.name, error.column) for error in errors] == [(3, "alan", None)]
    assert "has 4 cells, but the header has 3; put a cell with ';' in it in quotation marks" in errors[0].detail


LONG = b"a" * (ROW_BYTES_MAX // 2)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"username;name\n", "'role' is missing"),
        (b"username;name;role;emial\n", "'emial' is not known, perhaps 'email' is meant"),
        (b"username;name;roles\n", "'roles' is not known, perhaps 'role' is meant"),
        pytest.param(
            b"username;name;role;name\n",
            "'name' is there twice",
            id="username;name;role;name\n-'name' stands there twice",
        ),
        (b"username;;name;role\n", "'' is not known"),
        (b";".join([b"x"] * (COLUMNS_MAX + 1)), "names 201 columns"),
        (b"username;name;role\nada;\x81\xff;learner\n", "Line 2"),
        (b"username;name;role\nada;A\x00da;learner\n", "NUL"),
        (b'username;name;role\nada;"Ada;learner\nalan;x;y\n', "Line 2: a quotation mark that is opened here is never"),
        (b'username;name;role\na;"b"c;learner\n', "Line 2: after a closing quotation mark ';' or the line's end"),
        pytest.param(
            b"username;name;role\rada;Ada;learner\r",
            "Line 1: a carriage return alone does not end a line",
            id="username;name;role\rada;Ada;learner\r-Line 1: a carriage return alone ends no line",
        ),
        pytest.param(
            b"username;name;role\nada;Ada\r;learner\n",
            "Line 2: a carriage return alone does not end a line",
            id="username;name;role\nada;Ada\r;learner\n-Line 2: a carriage return alone ends no line",
        ),
        (b"username;name;role\n\n" + LONG + LONG + b";b;learner\n", "Line 3: .*longer than 1024 KiB"),
        (b'username;name;role\n"' + LONG + LONG + b"\n\n\n", "Line 2: .*a quotation mark is not closed"),
        (b"username;name;role\n" + LONG + b";" + LONG + b";c\n", "Line 2: .*longer than 1024 KiB"),
        (LONG + LONG + b"a", "Line 1: .*longer than 1024 KiB"),
        (b"username;name;role\n" + b"a;b;learner\n" * 11, "more than 10 rows"),
        (b"username;name;role\n" + b"a;b;c;d\n" * 11, "more than 10 rows"),
    ],
)
def test_what_is_no_such_file_is_refused_with_the_reason(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read_sheet(data, layouts=PEOPLE, rows_max=10)


def test_a_row_that_is_too_long_is_refused_before_the_file_ends() -> None:
    with pytest.raises(UnreadableFile, match=r"Line 2: .*longer"):
        read_rows(HEADER, b'x;"' + LONG + LONG, HEADER.start, is_last=False, limit=1)
    assert read_rows(HEADER, b'x;"' + LONG, HEADER.start, is_last=False, limit=1).after == HEADER.start


def test_the_longest_roster_fits_into_a_row() -> None:
    names = "|".join(f"{n:0100}" for n in range(1_000))
    data = f"name;members\n7a;{names}\n".encode()

    _, [row], _ = read_sheet(data, layouts=CLASSES, rows_max=1)

    assert row.cell("members") == names


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_bytes_of_another_encoding_are_refused_with_their_line(encoding: str) -> None:
    header = Header(("a", "b"), ";", encoding, Position(4, 2), ())
    with pytest.raises(UnreadableFile, match="Line 3 has a byte"):
        read_rows(header, b"a;b\n\x81;b\n", header.start, is_last=True, limit=9)


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    for layouts in (PEOPLE, COURSES, CLASSES, SESSIONS, ENROLMENTS, SESSION_ENROLMENTS):
        _read_anything(layouts, data)


def _read_anything(layouts: Layouts, data: bytes) -> None:
    for columns in layouts:
        with contextlib.suppress(UnreadableFile):
            read_sheet(";".join(columns.required).encode() + b"\n" + data, layouts=layouts, rows_max=100)


def test_a_file_of_many_rows_is_read_a_window_at_a_time() -> None:
    data = b"code;title\n" + b"".join(b"C%d;Course %d\n" % (n, n) for n in range(20_000))
    header = read_header(data[:1_000], layouts=COURSES, encoding="utf-8")
    at, codes, longest = header.start, list[str](), 0
    while at.offset < len(data):
        window = data[at.offset : at.offset + 64_000]
        piece = read_rows(header, window, at, is_last=at.offset + 64_000 >= len(data), limit=1_000)
        at, longest = piece.after, max(longest, len(piece.rows))
        codes += [row.cell("code") for row in piece.rows]

    assert codes == [f"C{n}" for n in range(20_000)]
    assert longest == 1_000
    assert at == Position(len(data), 20_002)
    reading.check_row_count(len(codes))
    with pytest.raises(UnreadableFile, match="more than 100000 rows"):
        reading.check_row_count(reading.ROWS_MAX + 1)
