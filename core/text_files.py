"""Text from a file or a run of bytes, whatever it is encoded in; what is no text is refused with a sentence."""

from __future__ import annotations

import codecs
from pathlib import Path

from core.errors import CarouselError

MOST_BYTES = 64 * 2**20
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read_text(path: Path, most: int = MOST_BYTES) -> str:
    """The text of a file, line ends as "\\n". CarouselError for one that is missing, too large or no text."""
    try:
        if path.exists() and not path.is_file():  # what a device gives need not end
            raise CarouselError(path.name, "a file that can be read", "a folder or a device")
        size = path.stat().st_size
        if size > most:
            raise CarouselError(path.name, f"a file of at most {_megabytes(most)}", _megabytes(size))
        data = path.read_bytes()
    except OSError as error:
        raise CarouselError(path.name, "a file that can be read", error.strerror or repr(error)) from None
    return decoded(data, path.name)


def decoded(data: bytes, name: str) -> str:
    """Bytes as text: by their byte order mark, else UTF-8, else Latin-1. CarouselError for what is binary."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lines(_strict(data[len(mark) :], encoding, name))
    if b"\0" in data:
        raise CarouselError(name, "a file of text", "binary data")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace").replace("\ufffd", "?")
    controls = sum(char < " " and char not in "\t\n\r\f" for char in text[:100_000])
    if controls > len(text[:100_000]) // 50:
        raise CarouselError(name, "a file of text", "binary data")
    return _lines(text)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CarouselError(name, f"text in {encoding}", f"a broken character at byte {error.start:,}") from None


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.1f} MB" if size % 2**20 else f"{size // 2**20:,} MB"
