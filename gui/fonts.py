"""The two shipped typefaces: Inter for words, JetBrains Mono for numbers and code."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

import resources

FOLDER = Path(resources.__file__).parent / "fonts"
FILES = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "Inter-Bold.otf",
    "JetBrainsMono-Regular.ttf",
    "JetBrainsMono-SemiBold.ttf",
)
# the first is shipped; the others stand in for it
UI_FAMILIES = ["Inter", "Helvetica Neue", "Segoe UI", "Noto Sans"]
MONO_FAMILIES = ["JetBrains Mono", "Menlo", "Consolas", "DejaVu Sans Mono"]

REGULAR = int(QFont.Weight.Normal)
MEDIUM = int(QFont.Weight.Medium)
SEMIBOLD = int(QFont.Weight.DemiBold)
BOLD = int(QFont.Weight.Bold)

SMALL, BASE, TITLE = 11, 13, 14


@cache
def load_fonts() -> bool:
    """Make the shipped typefaces known to Qt, once; needs a QGuiApplication.

    Returns whether every file could be read; without them the system's own faces stand in.
    """
    loaded = [QFontDatabase.addApplicationFont(str(FOLDER / name)) for name in FILES]
    return min(loaded) >= 0


def ui_font(size_px: int = BASE, weight: int = REGULAR, tabular: bool = False) -> QFont:
    """The sans face at `size_px` device-independent pixels; `tabular` gives figures of one width."""
    return QFont(_ui_font(size_px, int(weight), tabular))


def mono_font(size_px: int = 12, weight: int = REGULAR) -> QFont:
    """The fixed-width face at `size_px` device-independent pixels, its ligatures off."""
    return QFont(_mono_font(size_px, int(weight)))


@cache
def _ui_font(size_px: int, weight: int, tabular: bool) -> QFont:
    font = _font(UI_FAMILIES, QFont.StyleHint.SansSerif, size_px, weight)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


@cache
def _mono_font(size_px: int, weight: int) -> QFont:
    font = _font(MONO_FAMILIES, QFont.StyleHint.Monospace, size_px, weight)
    font.setFixedPitch(True)
    font.setFeature(QFont.Tag("calt"), 0)
    return font


def _font(families: list[str], hint: QFont.StyleHint, size_px: int, weight: int) -> QFont:
    font = QFont(families)
    font.setStyleHint(hint)
    font.setPixelSize(size_px)
    font.setWeight(QFont.Weight(weight))
    # full hinting would round every advance to whole pixels and break the spacing of both faces
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font
