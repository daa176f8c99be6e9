"""The settings of a task as fields: lengths, counts, choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QSpinBox, QWidget

from core.tasks import adding, bag_or_order, parity, sine_or_saw

MOST = 100_000
WIDEST = 120  # pixels of a field
# the settings that are one of a few words
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("adding", "form"): adding.FORMS,
    ("bag-or-order", "decides"): bag_or_order.DECIDES,
    ("parity", "asked"): parity.ASKED,
    ("sine-or-saw", "asked"): sine_or_saw.ASKED,
}


class TaskSettings(QWidget):
    """Fields for the settings of one task; `changed` is sent when a person changes one."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(6)
        self.fields: dict[str, tuple[QSpinBox | QComboBox, ...]] = {}

    def show_settings(self, name: str, settings: Mapping[str, Any]) -> None:
        """Fields for these settings; those of other kinds than lengths, counts and choices keep their values."""
        while self._form.rowCount():
            self._form.removeRow(0)
        self.fields = {}
        for key, value in settings.items():
            if (name, key) in CHOICES:
                self.fields[key] = (self._choice(key, CHOICES[name, key], value),)
            elif isinstance(value, tuple) and all(isinstance(one, int) for one in value):
                self.fields[key] = tuple(self._number(f"{key}, {end}", v) for end, v in zip(_ENDS, value, strict=True))
            elif isinstance(value, int):
                self.fields[key] = (self._number(key, value),)
            else:
                continue
            self._form.addRow(key.capitalize(), self._row(self.fields[key]))

    def settings(self) -> dict[str, Any]:
        """What the fields say."""
        return {key: _value(boxes) for key, boxes in self.fields.items()}

    def _row(self, boxes: tuple[QSpinBox | QComboBox, ...]) -> QWidget:
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for k, box in enumerate(boxes):
            if k:
                layout.addWidget(QLabel("to", row))
            layout.addWidget(box)
        layout.addStretch(1)
        return row

    def _number(self, name: str, value: int) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(0, MOST)
        box.setValue(value)
        box.setAccessibleName(name)
        box.setKeyboardTracking(False)
        box.setMaximumWidth(WIDEST)
        box.valueChanged.connect(self.changed)
        return box

    def _choice(self, name: str, choices: tuple[str, ...], value: str) -> QComboBox:
        box = QComboBox(self)
        box.addItems(list(choices))
        box.setCurrentText(value)
        box.setAccessibleName(name)
        box.currentIndexChanged.connect(self.changed)
        return box


_ENDS = ("least", "greatest")


def _value(boxes: tuple[QSpinBox | QComboBox, ...]) -> Any:
    values = tuple(box.currentText() if isinstance(box, QComboBox) else box.value() for box in boxes)
    return values[0] if len(values) == 1 else values
