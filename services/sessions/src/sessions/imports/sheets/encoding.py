"""The encoding of a file: UTF-8, or what the sender says. A doubt is refused with the likely encodings."""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from sessions.imports.sheets.errors import EncodingNeeded, Reading, UnreadableFile

NAME_CHARACTERS_MAX: Final = 40
SUGGESTED: Final = (
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1254",
    "windows-1257",
    "windows-1255",
    "windows-1256",
    "iso-8859-2",
    "cp852",
    "macintosh",
    "shift_jis",
    "gb18030",
    "big5",
    "euc-kr",
)
"""What programs write that do not write UTF-8, the most frequent first."""
_MEND: Final = "Save the file as UTF-8."
_CELL_BYTES_MAX: Final = 60
_READINGS_MAX: Final = 5

_SUPPORTED: Final = re.compile(
    r"ascii|utf-8|utf-8-sig|utf-16|utf-16-le|utf-16-be|cp125[0-8]|cp874|iso8859-\d+|koi8-[rut]|mac-roman|mac-latin2"
    r"|cp437|cp85[0258]|cp855|cp866|cp932|cp949|gbk|gb2312|gb18030|big5|shift_jis|euc_jp|euc_kr|tis-620"
)
"""The encodings of files, by Python's names. Python also knows base64, idna and others that no file of texts has."""
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SURROGATE: Final = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_CONTROL: Final = re.compile("[\x80-\x9f]")
_CELL_ENDS: Final = re.compile(rb'[;,\t\r\n"|]')


class Fault(NamedTuple):
    """The first bytes that are not UTF-8: their line, their place in the file, and whether they are a surrogate."""

    line: int
    place: int
    is_surrogate: bool


def codec_of(name: str, *, pointer: str) -> str:
    """Return Python's name of an encoding, or raise UnreadableFile. `pointer` says where it was named."""
    try:
        codec = codecs.lookup(name).name if name.isascii() and len(name) <= NAME_CHARACTERS_MAX else ""
    except (LookupError, ValueError):
        codec = ""
    if not _SUPPORTED.fullmatch(codec):
        raise UnreadableFile(
            f"{name[:NAME_CHARACTERS_MAX]!r} is not an encoding of files that can be imported. Name one such as utf-8, "
            "utf-16, windows-1250 or windows-1252.",
            pointer=pointer,
        )
    return "utf-8" if codec in ("utf-8-sig", "ascii") else codec


def marked(data: bytes) -> str | None:
    """Return the encoding that a byte order mark at the beginning of a file says, or None."""
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def utf8_fault(pieces: Iterable[bytes]) -> Fault | None:
    """Return where a file is not UTF-8, or None. Raises UnreadableFile for a NUL, which is in no text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, begin, found = 1, 0, None
    for data in _ended(pieces):
        if (nul := data.find(b"\0")) >= 0:
            raise _nul(line + data.count(b"\n", 0, nul))
        if found is None:
            try:
                decoder.decode(data, not data)
            except UnicodeDecodeError as error:
                # The decoder may have kept bytes of the piece before. They belong to a character and have no line end.
                kept = len(error.object) - len(data)
                found = Fault(
                    line + error.object.count(b"\n", 0, error.start),
                    begin + error.start - kept,
                    _SURROGATE.match(error.object, error.start) is not None,
                )
        line += data.count(b"\n")
        begin += len(data)
    return found


def _ended(pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield from pieces
    yield b""


def _nul(line: int) -> UnreadableFile:
    return UnreadableFile(f"Line {line} contains a NUL character, which is not allowed in a text. {_MEND}")


def not_utf8(fault: Fault, around: bytes, at: int, *, is_said: bool) -> UnreadableFile:
    """Return the error of a file that is not UTF-8. `around` are bytes around the fault, which is at `at` in them.

    `is_said` is set if the file or the request says that it is UTF-8.
    """
    if fault.is_surrogate:
        return UnreadableFile(
            f"Line {fault.line} contains half of a surrogate pair, which is not allowed in a text. {_MEND}"
        )
    found = readings(around, at)
    if is_said:
        shown = "".join(f" It would read {one.reading!r} with encoding={one.encoding}." for one in found)
        return UnreadableFile(
            f"The file is said to be UTF-8, but line {fault.line} has bytes that are not.{shown} {_MEND}",
            line=fault.line,
            readings=found,
        )
    return EncodingNeeded(fault.line, found)


def not_encoding(line: int, encoding: str) -> UnreadableFile:
    """Return the error of a line that cannot be read in the encoding that the request names."""
    return UnreadableFile(
        f"Line {line} has bytes that are not {shown_name(encoding)}, which the request says. Name the right encoding, "
        "or save the file as UTF-8.",
        pointer="encoding",
        line=line,
    )


def utf8_after_all(encoding: str, around: bytes, at: int, *, pointer: str) -> UnreadableFile:
    """Return the error of a file that is said to have another encoding, but whose bytes are UTF-8."""
    cell = _cell(around, at)
    return UnreadableFile(
        f"The request says that the file is {shown_name(encoding)}, but its bytes are UTF-8: "
        f"{cell.decode('utf-8', 'replace')!r} would be {cell.decode(encoding, 'replace')!r}. Leave the encoding out.",
        pointer=pointer,
    )


def decoded(pieces: Iterable[bytes], encoding: str) -> Iterator[str]:
    """Yield the text of a file in an encoding, in pieces. Raises UnreadableFile."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, is_begin = 1, True
    for data in _ended(pieces):
        try:
            text = decoder.decode(data, not data)
        except UnicodeError as error:
            object_, start = (error.object, error.start) if isinstance(error, UnicodeDecodeError) else (b"", 0)
            before = codecs.getincrementaldecoder(encoding)("replace").decode(object_[:start])
            raise not_encoding(line + before.count("\n"), encoding) from error
        if is_begin and text:
            text, is_begin = text.removeprefix("\ufeff"), False
        if (nul := text.find("\0")) >= 0:
            raise _nul(line + text.count("\n", 0, nul))
        if control := _CONTROL.search(text):
            raise not_encoding(line + text.count("\n", 0, control.start()), encoding)
        line += text.count("\n")
        yield text


def readings(around: bytes, at: int) -> list[Reading]:
    """Return how the cell at a place reads in each encoding that makes words of it, the most frequent first."""
    cell = _cell(around, at)
    found: dict[str, str] = {}
    for encoding in SUGGESTED:
        try:
            text = cell.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_plausible(text):
            found.setdefault(text, encoding)
    return [Reading(encoding, text) for text, encoding in list(found.items())[:_READINGS_MAX]]


def shown_name(codec: str) -> str:
    """Return the usual name of an encoding."""
    return re.sub(r"^cp(?=125\d$)", "windows-", codec).replace("iso8859", "iso-8859").replace("mac-roman", "macintosh")


def _cell(around: bytes, at: int) -> bytes:
    """Return the bytes between the separators around a place, at most some sixty."""
    before = [end.end() for end in _CELL_ENDS.finditer(around, 0, at)]
    after = _CELL_ENDS.search(around, at)
    begin = max(before[-1] if before else 0, at - _CELL_BYTES_MAX)
    return around[begin : min(after.start() if after else len(around), begin + 2 * _CELL_BYTES_MAX)].strip()


def _is_plausible(text: str) -> bool:
    """Return whether a text consists of words: each of letters of one script, without a strange
    capital inside."""
    for word in re.findall(r"[^\s\d!-/:-@\[-`{-~\u2013\u2014\u2018-\u201e\u2026\u20ac]+", text):
        if not all(unicodedata.category(letter)[0] in "LM" for letter in word):
            return False
        scripts = {_script(letter) for letter in word}
        if len(scripts - {"mark"}) > 1:
            return False
        if any(one.islower() and other.isupper() and not other.isascii() for one, other in pairwise(word)):
            return False
    return True


def _script(letter: str) -> str:
    if unicodedata.category(letter).startswith("M"):
        return "mark"
    script = unicodedata.name(letter, "?").split(" ", 1)[0]
    return "JAPANESE" if script in ("CJK", "HIRAGANA", "KATAKANA") else script
