"""A line edit for the numbers of a vector, one for each input."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from core.step_edits import Vector
from gui.fonts import mono_font
from gui.numbers import parse_number


class NumbersField(QLineEdit):
    """Numbers apart by spaces, commas or semicolons; what does not fit is told below the field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(mono_font(12))
        self.setMinimumWidth(96)
        self._names: tuple[str, ...] = ()
        self.textEdited.connect(self._on_text_edited)

    def set_names(self, names: Sequence[str]) -> None:
        """Ask for a number for each of these inputs; all are 0 at first."""
        self._names = tuple(names)
        self.setText(" ".join("0" * len(names)))
        told = ", ".join(names[:12]) + ("…" if len(names) > 12 else "")
        self.setToolTip(f"A number for each of: {told}")
        self.setAccessibleName(f"Numbers for {told}")

    def numbers(self) -> Vector | None:
        """What was typed; None, and a sentence is shown, where it is not a number for each input."""
        try:
            return self._parsed()
        except ValueError as error:
            self._mark(True)
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), str(error), self)
            self.setAccessibleDescription(str(error))
            return None

    def _parsed(self) -> Vector:
        cells = [cell for cell in re.split(r"[;\s]+|,\s+", self.text().strip()) if cell]
        if len(cells) != len(self._names) and len(cells) == 1:
            cells = self.text().split(",")
        if len(cells) != len(self._names):
            count = len(self._names)
            raise ValueError(f"Expected {count} number{'s' * (count != 1)}, one for each input, found {len(cells)}.")
        return tuple(parse_number(cell) for cell in cells)

    def _on_text_edited(self) -> None:
        self._mark(False)

    def _mark(self, invalid: bool) -> None:
        if bool(self.property("invalid")) != invalid:
            self.setProperty("invalid", invalid)
            self.style().unpolish(self)
            self.style().polish(self)
