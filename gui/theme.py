"""Colours of surfaces, signals and values, light and dark, and the style of the whole window."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QWidget

from core.model_edits import COLOURS
from gui.fonts import load_fonts, mono_font, ui_font
from gui.numbers import number, parse_number, probability
from gui.palette import contrast, legible, mixed, oklab_mixed
from gui.stylesheet import stylesheet

__all__ = [
    "DARK",
    "LIGHT",
    "ROLES",
    "RoleColours",
    "Theme",
    "apply",
    "contrast",
    "load_fonts",
    "mono_font",
    "number",
    "parse_number",
    "probability",
    "reduced_motion",
    "set_theme_below",
    "system_theme",
    "ui_font",
]

READABLE = 4.5  # WCAG 2.2, 1.4.3: text
VISIBLE = 3.0  # WCAG 2.2, 1.4.11: lines and shapes that carry meaning

SIGNAL_FILLS = {
    "forget": "#D1495B",
    "input": "#2A9D6F",
    "candidate": "#E09F3E",
    "output": "#2F6FDE",
    "cell": "#7B4FC9",
    "update": "#1793AD",
    "reset": "#B8479E",
}
NEUTRAL_FILL = "#6B778C"
ROLES = (*SIGNAL_FILLS, "hidden")
MODEL_FILLS = COLOURS
STEPS = 100  # of a colour scale on each side of its centre


@dataclass(frozen=True)
class RoleColours:
    """One signal's colours: areas, lines (3:1), words (4.5:1), tint. Lines and words are seen on the tint too."""

    fill: QColor
    stroke: QColor
    text: QColor
    soft: QColor


@dataclass(frozen=True, eq=False)
class Theme:
    """Every colour the window uses. The QColors are shared: copy one before changing it."""

    name: str
    dark: bool
    window: QColor
    surface: QColor
    raised: QColor  # menus, tooltips, popovers
    line: QColor
    line_strong: QColor  # borders of what can be typed into or ticked
    text: QColor
    muted: QColor
    faint: QColor  # disabled or not yet known; never the only carrier of a message
    accent: QColor
    accent_hover: QColor
    accent_pressed: QColor
    accent_text: QColor
    accent_soft: QColor
    on_accent: QColor
    button: QColor
    hover: QColor
    pressed: QColor
    track: QColor
    unknown: QColor  # cells of the timeline that are later than the cursor
    focus: QColor
    danger: QColor
    danger_soft: QColor
    ok: QColor
    ok_soft: QColor
    negative: QColor  # lines of negative weights
    positive: QColor  # lines of positive weights
    negative_end: QColor  # ends of the scale of signed values
    positive_end: QColor

    def role(self, role: str | None) -> RoleColours:
        """The colours of a signal's role; of no role, or one not listed, a neutral grey-blue."""
        return _role(self, role or "")

    def value_colour(self, v: float, limit: float = 1.0) -> QColor:
        """Blue (-limit), the surface (0), orange (+limit); beyond the limit its end, NaN the danger tint."""
        return _value_scale(self)[_signed_index(v, limit)][0]

    def value_text_colour(self, v: float, limit: float = 1.0) -> QColor:
        """What can be read, at 4.5:1 or more, on `value_colour(v, limit)`."""
        return _value_scale(self)[_signed_index(v, limit)][1]

    def level_colour(self, role: str | None, v: float) -> QColor:
        """The surface (0) to the role's fill (1), for gates."""
        return _level_scale(self, role or "")[_level_index(v)][0]

    def level_text_colour(self, role: str | None, v: float) -> QColor:
        """What can be read, at 4.5:1 or more, on `level_colour(role, v)`."""
        return _level_scale(self, role or "")[_level_index(v)][1]

    def sign_colour(self, v: float) -> QColor:
        """The line colour of a weight: its sign only; its size is the width."""
        return self.negative if v < 0 else self.positive

    def model_fill(self, index: int) -> str:
        """The colour, as "#rrggbb", of the model at `index`, in both themes; they repeat after six."""
        return MODEL_FILLS[index % len(MODEL_FILLS)]

    def line_colour(self, colour: str | QColor) -> QColor:
        """`colour` (a model's, a person's choice) made visible as a line: 3:1 on surface, window and its tint."""
        return _line(self, QColor(colour).name())

    def text_colour(self, colour: str | QColor) -> QColor:
        """`colour` made readable as words: 4.5:1 on the surface, the window, and what the mouse is over."""
        return _words(self, QColor(colour).name())

    def soft_colour(self, colour: str | QColor) -> QColor:
        """A tint of `colour` for areas behind text."""
        return _soft(self, QColor(colour).name())

    def readable_on(self, ground: QColor) -> QColor:
        """The calmest of the theme's text colours that reads at 4.5:1 on `ground`."""
        return _readable_on(self, ground.name())

    def hexes(self) -> dict[str, str]:
        """Every colour by name as "#rrggbb", for style sheets."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value.name() for name, value in values.items() if isinstance(value, QColor)}


def _theme(name: str, dark: bool, **colours: str) -> Theme:
    return Theme(name=name, dark=dark, **{key: QColor(value) for key, value in colours.items()})


LIGHT = _theme(
    "light",
    dark=False,
    window="#F6F7FA",
    surface="#FFFFFF",
    raised="#FFFFFF",
    line="#E4E8EF",
    line_strong="#B9C2D0",
    text="#1B2433",
    muted="#5B6678",
    faint="#98A2B3",
    accent="#2F6FDE",
    accent_hover="#2763CC",
    accent_pressed="#1F55B5",
    accent_text="#235FC9",
    accent_soft="#E6EEFC",
    on_accent="#FFFFFF",
    button="#F3F5F9",
    hover="#E9EDF4",
    pressed="#DEE4EE",
    track="#E2E7EF",
    unknown="#F2F4F8",
    focus="#2F6FDE",
    danger="#BE3345",
    danger_soft="#FCE9EC",
    ok="#1C7A54",
    ok_soft="#E3F3EC",
    negative="#3F76CF",
    positive="#D97A2E",
    negative_end="#6698EC",
    positive_end="#E98B45",
)

DARK = _theme(
    "dark",
    dark=True,
    window="#11141A",
    surface="#191D25",
    raised="#222833",
    line="#2A303C",
    line_strong="#4A5465",
    text="#E6EAF1",
    muted="#A3ACBC",
    faint="#667084",
    accent="#2F6FDE",
    accent_hover="#3371DA",
    accent_pressed="#2763CC",
    accent_text="#84AEF6",
    accent_soft="#1D2A43",
    on_accent="#FFFFFF",
    button="#222833",
    hover="#2B3240",
    pressed="#343C4C",
    track="#313846",
    unknown="#1D222B",
    focus="#6C9DF4",
    danger="#F08A96",
    danger_soft="#3B2229",
    ok="#5CC498",
    ok_soft="#1B332A",
    negative="#5E93EA",
    positive="#E08C48",
    negative_end="#3A6DC4",
    positive_end="#B0601F",
)


def apply(theme: Theme, target: QApplication | QWidget) -> None:
    """Give `target`, the application or one widget and all below it, the theme: style, palette, face, sheet.

    What paints itself has a `set_theme` of its own: `set_theme_below`.
    """
    if isinstance(target, QApplication):
        load_fonts()
        if target.style().objectName() != "fusion":
            target.setStyle("Fusion")
    target.setFont(ui_font())
    target.setPalette(_palette(theme))
    target.setStyleSheet(stylesheet(theme.name, tuple(theme.hexes().items())))


def set_theme_below(theme: Theme, root: QWidget) -> None:
    """Call `set_theme(theme)` of every widget under `root` that has one."""
    for widget in root.findChildren(QWidget):
        set_theme: Callable[[Theme], None] | None = getattr(widget, "set_theme", None)
        if set_theme is not None:
            set_theme(theme)


def system_theme() -> Theme:
    """The theme that the desktop asks for; light where it says nothing."""
    return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


def reduced_motion() -> bool:
    """Whether to leave animation out: CAROUSEL_REDUCED_MOTION (1 or 0), else what the style says."""
    asked = os.environ.get("CAROUSEL_REDUCED_MOTION", "")
    if asked:
        return asked != "0"
    style = QApplication.style()
    return style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0


@cache
def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.unknown,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.button,
        role.ButtonText: theme.text,
        role.BrightText: theme.on_accent,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.accent_text,
        role.LinkVisited: theme.accent_text,
        role.Light: theme.surface,
        role.Midlight: theme.hover,
        role.Mid: theme.line,
        role.Dark: theme.line_strong,
        role.Shadow: theme.line_strong,
    }
    palette = QPalette()
    for key, colour in colours.items():
        palette.setColor(key, colour)
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, theme.faint)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, theme.track)
    return palette


@cache
def _role(theme: Theme, role: str) -> RoleColours:
    fill = theme.text if role == "hidden" else QColor(SIGNAL_FILLS.get(role, NEUTRAL_FILL))
    soft = _soft(theme, (theme.muted if role == "hidden" else fill).name())  # of ink it would be too dark for words
    stroke = _legible(fill, VISIBLE, theme.surface, soft)
    return RoleColours(fill, stroke, _legible(fill, READABLE, theme.surface, theme.hover, soft), soft)


@cache
def _soft(theme: Theme, colour: str) -> QColor:
    return mixed(theme.surface, QColor(colour), 0.16 if theme.dark else 0.14)


@cache
def _line(theme: Theme, colour: str) -> QColor:
    return _legible(QColor(colour), VISIBLE, theme.surface, theme.window, _soft(theme, colour))


@cache
def _words(theme: Theme, colour: str) -> QColor:
    return _legible(QColor(colour), READABLE, theme.surface, theme.window, theme.raised, theme.hover)


def _legible(colour: QColor, ratio: float, *grounds: QColor) -> QColor:
    """The nearest lightness of `colour` that has the contrast to each of `grounds`, which are all light or all dark."""
    for ground in grounds:
        colour = legible(colour, ground, ratio)
    return colour


@cache
def _readable_on(theme: Theme, ground: str) -> QColor:
    choices = [theme.text, QColor("#FFFFFF"), QColor("#0E121A"), QColor("#000000")]
    return next(c for c in choices if contrast(c, QColor(ground)) >= READABLE)


_Scale = tuple[tuple[QColor, QColor], ...]


@cache
def _value_scale(theme: Theme) -> _Scale:
    """Ground and text for -limit..limit in 2 STEPS + 1 steps, then for NaN."""
    below = [oklab_mixed(theme.negative_end, theme.surface, k / STEPS) for k in range(STEPS)]
    above = [oklab_mixed(theme.surface, theme.positive_end, k / STEPS) for k in range(STEPS + 1)]
    return tuple(_pairs(theme, [*below, *above, theme.danger_soft]))


@cache
def _level_scale(theme: Theme, role: str) -> _Scale:
    """Ground and text for 0..1 in STEPS + 1 steps, then for NaN."""
    fill, white = _role(theme, role).fill, QColor("#FFFFFF")
    if READABLE - 0.5 < contrast(white, fill) < READABLE:
        fill = legible(fill, white, READABLE)  # a shade deeper, rather than black on red
    levels = [oklab_mixed(theme.surface, fill, k / STEPS) for k in range(STEPS + 1)]
    return tuple(_pairs(theme, [*levels, theme.danger_soft]))


def _pairs(theme: Theme, grounds: list[QColor]) -> Iterator[tuple[QColor, QColor]]:
    return ((ground, _readable_on(theme, ground.name())) for ground in grounds)


def _signed_index(v: float, limit: float) -> int:
    t = v / limit if limit > 0 else v
    if t != t:
        return 2 * STEPS + 1
    return int(STEPS * (min(1.0, max(-1.0, t)) + 1.0) + 0.5)


def _level_index(v: float) -> int:
    if v != v:
        return STEPS + 1
    return int(STEPS * min(1.0, max(0.0, v)) + 0.5)
