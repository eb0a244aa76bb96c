"""Turn an upload into text that can be read in pieces: UTF-8, whatever program wrote the file."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from tempfile import SpooledTemporaryFile
from typing import Final

from chassis.errors import UnsupportedMediaType

from sessions.imports.files import Upload
from sessions.imports.sheets import encoding, workbook
from sessions.imports.sheets.errors import UnreadableFile

TEXT_BYTES_MAX: Final = 64 * 1_048_576
_PIECE_BYTES: Final = 262_144
_AROUND_BYTES: Final = 2_048
_HEAD_BYTES: Final = 64
_NOT_ASCII: Final = 0x80
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PASSWORD: Final = "EncryptedPackage".encode("utf-16-le")
"""The name of the part of a protected workbook that has its content."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the request says about its file: the encoding, where it says so, and whether it is a workbook."""

    encoding: str | None
    pointer: str
    is_workbook: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A file as UTF-8, with what its reader must know. If it cannot be read, `refusal` says why.

    The refusal is kept, so that the import of the file leaves a trace.
    """

    upload: Upload
    is_sheet: bool = False
    hints: tuple[str, ...] = ()
    refusal: UnreadableFile | None = None


def said_by(content_type: str | None, parameter: str | None) -> Said:
    """Return what a request says about its file. The parameter wins, because programs add a charset by themselves.

    Raises UnsupportedMediaType for a form.
    """
    header = Message()
    header["Content-Type"] = content_type or "text/csv"
    media_type = header.get_content_type()
    if media_type.startswith("multipart/"):
        raise UnsupportedMediaType("Send the file itself as the body, and not a form with the file in it.")
    charset = header.get_param("charset")
    if parameter is not None:
        return Said(parameter, "encoding", media_type == WORKBOOK)
    return Said(charset if isinstance(charset, str) else None, "Content-Type", media_type == WORKBOOK)


def as_text(upload: Upload, said: Said, copy: SpooledTemporaryFile[bytes]) -> Text:
    """Return a file as UTF-8. If it is anything else, the text is written to `copy`."""
    try:
        if _is_workbook(upload):
            if said.encoding is not None and said.pointer == "encoding":
                raise UnreadableFile("A workbook says its encoding itself. Leave encoding out.", pointer="encoding")
            sheet = workbook.read_workbook(upload.file)
            return Text(_written(copy, _lines(sheet.rows)), is_sheet=True, hints=sheet.hints)
        if said.is_workbook:
            raise UnreadableFile("The Content-Type says that the file is a workbook (.xlsx), but it is none.")
        codec = _codec(upload, said)
        if codec == "utf-8":
            return Text(upload)
        pieces = (piece for _, piece in upload.pieces(_PIECE_BYTES))
        return Text(_written(copy, encoding.decoded(pieces, codec)))
    except UnreadableFile as refusal:
        return Text(upload, refusal=refusal)


def looks_like_workbook(upload: Upload) -> bool:
    """Return whether a file begins as a workbook does."""
    return upload.read(0, len(workbook.ZIP)) == workbook.ZIP


def _is_workbook(upload: Upload) -> bool:
    """Return whether a file is a workbook. Raises UnreadableFile for what is neither workbook nor CSV."""
    head = upload.read(0, _HEAD_BYTES)
    is_ole = head.startswith(workbook.OLE)
    has_password = is_ole and any(_PASSWORD in piece for _, piece in upload.pieces(_PIECE_BYTES))
    return workbook.is_workbook(head, has_password=has_password)


def _codec(upload: Upload, said: Said) -> str:
    """Return the encoding of a file. Raises UnreadableFile if it is in doubt, or if the request and the file differ."""
    marked = encoding.marked(upload.read(0, 4))
    named = None if said.encoding is None else encoding.codec_of(said.encoding, pointer=said.pointer)
    if marked is not None and named not in (None, marked, marked[: len("utf-16")]):
        raise UnreadableFile(
            f"The request says that the file is {encoding.shown_name(named)}, but its byte order mark says {marked}. "
            "Leave the encoding out.",
            pointer=said.pointer,
        )
    if named == "utf-16" and marked is None:
        raise UnreadableFile(
            "The file has no byte order mark. Say utf-16le or utf-16be, or save it as UTF-8.", pointer=said.pointer
        )
    codec = marked or named or "utf-8"
    if codec.startswith("utf-16"):
        return codec
    fault = encoding.utf8_fault(piece for _, piece in upload.pieces(_PIECE_BYTES))
    if codec == "utf-8":
        if fault is not None:
            around, at = _around(upload, fault.place)
            raise encoding.not_utf8(fault, around, at, is_said=marked is not None or named is not None)
        return codec
    if fault is None and (place := _not_ascii(upload)) is not None:
        raise encoding.utf8_after_all(codec, *_around(upload, place), pointer=said.pointer)
    return codec


def _not_ascii(upload: Upload) -> int | None:
    """Return the place of the first byte that is not ASCII, or None."""
    for begin, piece in upload.pieces(_PIECE_BYTES):
        if not piece.isascii():
            return begin + next(place for place, byte in enumerate(piece) if byte >= _NOT_ASCII)
    return None


def _around(upload: Upload, place: int) -> tuple[bytes, int]:
    """Return the bytes around a place, and the place in them."""
    begin = max(place - _AROUND_BYTES, 0)
    return upload.read(begin, 2 * _AROUND_BYTES), place - begin


def _lines(rows: Iterator[list[str]]) -> Iterator[str]:
    """Yield the rows of a sheet as lines of CSV. All cells are quoted, because readers skip spaces before a cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
    for row in rows:
        writer.writerow(row)
        if text.tell() > _PIECE_BYTES:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def _written(copy: SpooledTemporaryFile[bytes], texts: Iterator[str]) -> Upload:
    size = 0
    for text in texts:
        size += copy.write(text.encode())
        if size > TEXT_BYTES_MAX:
            raise UnreadableFile(f"The file has more than {TEXT_BYTES_MAX // 1_048_576} MiB as text. Split it.")
    return Upload(copy, size)
