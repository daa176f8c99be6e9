"""Document and View <-> one self-contained file: a zip of document.json and arrays, versioned, written whole.

Nothing from a file is executed or unpacked to disk; whatever does not fit is refused with the field's name.
"""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from core.document import Document
from core.errors import SessionError
from core.session_format import MAX_BYTES, SUFFIX
from core.session_reader import loads
from core.session_writer import dumps
from core.state import View

__all__ = ["SUFFIX", "dumps", "load", "loads", "save"]


def save(path: Path, document: Document, view: View) -> None:
    """Write a session whole or not at all; SessionError where it cannot be written or not be read again."""
    data = dumps(document, view)
    loads(data, path.name)
    try:
        target = Path(os.path.realpath(path))  # a link stays a link
    except ValueError as error:  # a zero byte in the name
        raise SessionError(str(path), "a place that can be written", str(error)) from None
    temporary = target.parent / f".{target.name[:50]}.{os.getpid()}.part"
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError as error:
        raise SessionError(str(path), "a place that can be written", error.strerror or str(error)) from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def load(path: Path) -> tuple[Document, View]:
    """Read a session; SessionError names the file, the field, what was expected and what was found."""
    try:
        if path.exists() and not path.is_file():  # what a device gives need not end
            raise OSError(errno.EISDIR, "a folder or a device")
        with open(path, "rb") as file:
            large = os.fstat(file.fileno()).st_size > MAX_BYTES
            data = b"" if large else file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        found = str(getattr(error, "strerror", None) or error)
        raise SessionError(str(path), "a file that can be read", found) from None
    if large or len(data) > MAX_BYTES:
        raise SessionError(path.name, f"at most {MAX_BYTES >> 20} MB", "more")
    return loads(data, path.name)
