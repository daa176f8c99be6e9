"""Colours that can be read, numbers of one width, typefaces and icons that are there."""

from __future__ import annotations

import math
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QIcon, QImage
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui import fonts, icons
from gui.app import _chosen_theme
from gui.icons import icon, icon_pixmap
from gui.numbers import parse_number
from gui.theme import (
    DARK,
    LIGHT,
    MODEL_FILLS,
    READABLE,
    ROLES,
    VISIBLE,
    Theme,
    apply,
    contrast,
    load_fonts,
    mono_font,
    number,
    probability,
    reduced_motion,
    set_theme_below,
    system_theme,
    ui_font,
)
from gui.widgets.slider_row import SliderRow

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
EVERY_ROLE = (*ROLES, "", None, "a role of a cell typed in")
GROUNDS = ("window", "surface", "raised", "button", "hover", "pressed", "unknown", "accent_soft")
WORDS_ON_GROUNDS = [
    *((ink, ground) for ink in ("text", "muted", "accent_text") for ground in GROUNDS),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent", "accent_pressed"),
    ("danger", "surface"),
    ("danger", "raised"),
    ("danger", "hover"),
    ("danger", "danger_soft"),
    ("text", "danger_soft"),
    ("text", "ok_soft"),
    ("ok", "surface"),
    ("ok", "ok_soft"),
]
ICONS = [
    "first",
    "back",
    "play",
    "pause",
    "forward",
    "last",
    "undo",
    "redo",
    "moon",
    "sun",
    "export",
    "download",
]
ICONS += ["reset", "dice", "plus", "close", "menu", "more", "info", "warning", "chevron-down"]


@THEMES
@pytest.mark.parametrize(("ink", "ground"), WORDS_ON_GROUNDS)
def test_words_can_be_read_on_their_grounds(theme: Theme, ink: str, ground: str) -> None:
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= READABLE


@THEMES
@pytest.mark.parametrize("line", ["accent", "focus", "negative", "positive", "danger", "ok", "muted"])
def test_lines_that_mean_something_are_seen(theme: Theme, line: str) -> None:
    assert contrast(getattr(theme, line), theme.surface) >= VISIBLE


@THEMES
@pytest.mark.parametrize("ground", ["window", "raised", "unknown", "accent_soft"])
def test_what_is_chosen_or_has_the_keyboard_is_seen_on_every_ground(theme: Theme, ground: str) -> None:
    for line in ("accent", "focus"):
        assert contrast(getattr(theme, line), getattr(theme, ground)) >= VISIBLE


@THEMES
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_a_role_is_seen_as_a_line_and_read_as_words(theme: Theme, role: str | None) -> None:
    colours = theme.role(role)
    for ground in (theme.surface, colours.soft):
        assert contrast(colours.stroke, ground) >= VISIBLE
    for ground in (theme.surface, theme.window, theme.raised, theme.unknown, theme.hover, colours.soft):
        assert contrast(colours.text, ground) >= READABLE
    for ink in (theme.text, theme.muted):
        assert contrast(ink, colours.soft) >= READABLE
    assert contrast(theme.focus, colours.soft) >= VISIBLE


@THEMES
@pytest.mark.parametrize("fill", MODEL_FILLS)
def test_a_model_is_seen_as_a_line_and_read_as_words(theme: Theme, fill: str) -> None:
    line, words, soft = theme.line_colour(fill), theme.text_colour(fill), theme.soft_colour(fill)
    for ground in (theme.surface, theme.window, soft):  # its tint: what a bar of it stands before
        assert contrast(line, ground) >= VISIBLE
    for ground in (theme.surface, theme.window, theme.raised, theme.hover):
        assert contrast(words, ground) >= READABLE
    for ink in (theme.text, theme.muted):
        assert contrast(ink, soft) >= READABLE


@THEMES
def test_the_sign_of_a_weight_is_read_and_the_models_differ(theme: Theme) -> None:
    for value in (-1.0, 1.0):
        words = theme.text_colour(theme.sign_colour(value))
        assert all(contrast(words, ground) >= READABLE for ground in (theme.surface, theme.raised, theme.hover))
    for colours in (theme.line_colour, theme.text_colour, theme.soft_colour):
        assert len({colours(fill).name() for fill in MODEL_FILLS}) == len(MODEL_FILLS)


@THEMES
def test_roles_differ_and_the_signals_keep_their_colours(theme: Theme) -> None:
    fills = [theme.role(role).fill.name() for role in ROLES]
    assert len(set(fills)) == len(ROLES)
    assert fills[:5] == ["#d1495b", "#2a9d6f", "#e09f3e", "#2f6fde", "#7b4fc9"]
    assert theme.role("hidden").fill == theme.text


@THEMES
def test_numbers_can_be_read_on_every_value(theme: Theme) -> None:
    for v in [k / 200 for k in range(-201, 202)] + [math.nan, math.inf, -math.inf]:
        assert contrast(theme.value_text_colour(v), theme.value_colour(v)) >= READABLE


@THEMES
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_numbers_can_be_read_on_every_level(theme: Theme, role: str | None) -> None:
    for v in [k / 200 for k in range(-2, 203)] + [math.nan, math.inf]:
        assert contrast(theme.level_text_colour(role, v), theme.level_colour(role, v)) >= READABLE


@THEMES
def test_values_go_from_blue_over_the_surface_to_orange(theme: Theme) -> None:
    assert theme.value_colour(0.0) == theme.surface
    low, high = theme.value_colour(-1.0), theme.value_colour(1.0)
    assert low.blue() > low.red() and high.red() > high.blue()
    assert theme.value_colour(-9.0) == low and theme.value_colour(4.0, limit=4.0) == high
    assert theme.value_colour(math.nan) == theme.danger_soft
    assert theme.value_colour(0.5, limit=0.0) == theme.value_colour(0.5)


@THEMES
def test_levels_go_from_the_surface_to_the_fill(theme: Theme) -> None:
    assert theme.level_colour("input", 0.0) == theme.surface
    assert theme.level_colour("input", 1.0) == theme.role("input").fill
    assert theme.level_colour("input", 2.0) == theme.role("input").fill
    steps = [contrast(theme.level_colour("output", v / 10), theme.surface) for v in range(11)]
    assert steps == sorted(steps) and len(set(steps)) == 11


@THEMES
@given(red=st.integers(0, 255), green=st.integers(0, 255), blue=st.integers(0, 255))
def test_a_colour_someone_chose_becomes_visible(theme: Theme, red: int, green: int, blue: int) -> None:
    colour = QColor(red, green, blue)
    for ground in (theme.surface, theme.window, theme.soft_colour(colour)):
        assert contrast(theme.line_colour(colour), ground) >= VISIBLE
    for ground in (theme.surface, theme.window, theme.raised, theme.hover):
        assert contrast(theme.text_colour(colour), ground) >= READABLE
    assert contrast(theme.text, theme.soft_colour(colour)) >= READABLE


@THEMES
def test_a_visible_colour_stays_as_it_is(theme: Theme) -> None:
    assert theme.line_colour("#2F6FDE").name() == "#2f6fde"
    assert theme.model_fill(0) == theme.model_fill(6) == "#2F6FDE"
    assert theme.model_fill(1) == "#D1495B"


@pytest.mark.parametrize(
    ("v", "text"),
    [
        (0.888, "+0.89"),
        (-0.57, "\u22120.57"),
        (0.0, "+0.00"),
        (-0.0, "+0.00"),
        (-0.004, "+0.00"),
        (-0.006, "\u22120.01"),
        (9.994, "+9.99"),
        (9.996, "+10.0"),
        (12.34, "+12.3"),
        (-123.4, " \u2212123"),
        (99999.0, "+1e+5"),
        (-1e5, "\u22121e+5"),
        (3e10, "+3e10"),
        (math.nan, "  nan"),
        (math.inf, " +inf"),
        (-math.inf, " \u2212inf"),
    ],
)
def test_a_number_as_text(v: float, text: str) -> None:
    assert number(v) == text


def test_numbers_of_other_digits() -> None:
    assert number(0.0714, digits=3) == "+0.071"
    assert number(0.998, signed=False) == "1.00"
    assert number(-0.001, signed=False) == "0.00"
    assert number(4.2, digits=0) == "+4"
    assert number(12.0, digits=0) == "+12"
    assert probability(0.9981) == "0.998"
    assert probability(1e-9) == "0.000"
    assert probability(math.nan) == "  nan"


@given(
    v=st.floats(min_value=-1e99, max_value=1e99) | st.sampled_from([math.nan, math.inf, -math.inf]),
    digits=st.integers(2, 4),
)
def test_a_signed_number_has_one_width(v: float, digits: int) -> None:
    text = number(v, digits)
    assert len(text) == digits + 3
    assert "-" not in text.replace("e-", "")
    assert math.isnan(v) or text.strip()[0] in "+\u2212"


@given(v=st.floats(allow_nan=False, allow_infinity=False))
def test_a_typed_number_is_read_back(v: float) -> None:
    assert parse_number(repr(v)) == v


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e-3", 1e-3), ("-.5", -0.5), (" 0,25 ", 0.25), ("\u22122", -2.0), ("+3.", 3.0), ("1E2", 100.0)],
)
def test_ways_to_type_a_number(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text", ["", " ", "abc", "1,000.5", "1,2,3", "nan", "inf", "1_0", "--1", "1e999", "0x10", "\u0663"]
)
def test_what_is_no_number_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_number(text)


def test_the_typefaces_are_shipped_with_their_licences(qapp: QApplication) -> None:
    assert load_fonts() and load_fonts()
    assert sum(file.stat().st_size for file in fonts.FOLDER.iterdir()) < 3_000_000
    for name in ("Inter-OFL.txt", "JetBrainsMono-OFL.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (fonts.FOLDER / name).read_text("utf-8")
    assert QFontInfo(ui_font()).family() == "Inter"
    assert QFontInfo(mono_font()).family() == "JetBrains Mono"


def test_fonts_have_the_asked_size_and_weight(qapp: QApplication) -> None:
    load_fonts()
    assert ui_font(14, fonts.SEMIBOLD).pixelSize() == 14
    widths = {QFontMetricsF(ui_font(40, weight)).horizontalAdvance("Gates") for weight in (400, 500, 600, 700)}
    assert len(widths) == 4
    changed = ui_font(13)
    changed.setPixelSize(99)
    assert ui_font(13).pixelSize() == 13


def test_figures_and_signs_are_of_one_width(qapp: QApplication) -> None:
    load_fonts()
    mono = QFontMetricsF(mono_font(12))
    assert len({mono.horizontalAdvance(c) for c in "0123456789+-\u2212. e\u03c3\u00b7"}) == 1
    tabular = QFontMetricsF(ui_font(13, tabular=True))
    assert len({tabular.horizontalAdvance(c) for c in "0123456789"}) == 1


@THEMES
@pytest.mark.parametrize("name", ICONS)
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0, 3.0])
def test_an_icon_is_drawn_in_the_theme_at_every_scale(
    qapp: QApplication, theme: Theme, name: str, scale: float
) -> None:
    pixmap = icon(name, theme).pixmap(QSize(20, 20), scale)
    assert pixmap.width() == round(20 * scale)
    assert all(is_near(colour, theme.text) for colour in solid_colours(pixmap.toImage()))


def test_a_disabled_icon_is_faint(qapp: QApplication) -> None:
    pixmap = icon("close", LIGHT).pixmap(QSize(20, 20), 2.0, QIcon.Mode.Disabled)
    assert solid_colours(pixmap.toImage()) == {LIGHT.faint.name()}
    assert solid_colours(icon_pixmap("close", LIGHT.danger, 20, 2.0).toImage()) == {LIGHT.danger.name()}


def test_icons_are_made_once_and_a_wrong_name_is_told(qapp: QApplication) -> None:
    assert icon("play", LIGHT).cacheKey() == icon("play", LIGHT).cacheKey()
    with pytest.raises(FileNotFoundError, match="spaceship"):
        icon("spaceship", LIGHT)


def is_near(colour: str, wanted: QColor) -> bool:
    """Equal but for the rounding where two smoothed shapes meet."""
    pairs = zip(QColor(colour).getRgb(), wanted.getRgb(), strict=True)
    return all(abs(a - b) <= 3 for a, b in pairs)


def solid_colours(image: QImage) -> set[str]:
    """The opaque pixels' colours; a picture has some."""
    spots = [(x, y) for x in range(image.width()) for y in range(image.height())]
    colours = [image.pixelColor(x, y) for x, y in spots]
    found = {colour.name() for colour in colours if colour.alpha() == 255}
    assert found
    return found


def test_the_sheet_names_only_files_that_exist() -> None:
    from re import findall

    from gui.stylesheet import stylesheet

    for theme in (LIGHT, DARK):
        sheet = stylesheet(theme.name, tuple(theme.hexes().items()))
        assert "$" not in sheet
        paths = findall(r'url\("([^"]+)"\)', sheet)
        assert len(paths) >= 8
        assert all(icons.FOLDER.joinpath(path).is_file() for path in paths)


@THEMES
def test_one_widget_can_wear_a_theme_of_its_own(qtbot: QtBot, theme: Theme) -> None:
    card = QFrame()
    card.setObjectName("card")
    qtbot.addWidget(card)
    field = QLineEdit(card)
    row = SliderRow("bias", LIGHT, parent=card)
    lines = QVBoxLayout(card)
    lines.addWidget(field)
    lines.addWidget(row)
    apply(theme, card)
    set_theme_below(theme, card)
    card.resize(320, 120)
    image = card.grab().toImage()
    assert image.pixelColor(160, 4) == theme.surface
    assert field.palette().color(field.foregroundRole()) == theme.text
    assert QFontInfo(field.font()).pixelSize() == 13
    assert theme.text.name() in solid_colours(row.grab().toImage())


def test_the_application_takes_the_theme(qapp: QApplication, qtbot: QtBot) -> None:
    before = (qapp.styleSheet(), qapp.palette(), qapp.font())
    try:
        apply(DARK, qapp)
        window = QWidget()
        window.setObjectName("window")
        qtbot.addWidget(window)
        assert window.grab().toImage().pixelColor(4, 4) == DARK.window
    finally:
        qapp.setStyleSheet(before[0])
        qapp.setPalette(before[1])
        qapp.setFont(before[2])


def test_every_colour_is_opaque_and_named_for_the_sheet() -> None:
    for theme in (LIGHT, DARK):
        colours = [field.name for field in fields(theme) if field.name not in ("name", "dark")]
        assert list(theme.hexes()) == colours
        assert all(getattr(theme, name).alpha() == 255 for name in colours)


class Hints:
    """A desktop that asks for a colour scheme."""

    def __init__(self, scheme: Qt.ColorScheme) -> None:
        self.scheme = scheme

    def styleHints(self) -> Hints:
        return self

    def colorScheme(self) -> Qt.ColorScheme:
        return self.scheme


SCHEMES = pytest.mark.parametrize(
    ("scheme", "theme"),
    [(Qt.ColorScheme.Dark, DARK), (Qt.ColorScheme.Light, LIGHT), (Qt.ColorScheme.Unknown, LIGHT)],
)


@SCHEMES
def test_the_theme_is_the_desktops(monkeypatch: pytest.MonkeyPatch, scheme: Qt.ColorScheme, theme: Theme) -> None:
    monkeypatch.setattr("gui.theme.QGuiApplication", Hints(scheme))
    assert system_theme() is theme


@SCHEMES
def test_at_the_start_the_theme_is_the_one_chosen_before_or_else_the_desktops(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scheme: Qt.ColorScheme, theme: Theme
) -> None:
    monkeypatch.setattr("gui.theme.QGuiApplication", Hints(scheme))
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    assert _chosen_theme(settings) is theme
    for kept, chosen in (("dark", DARK), ("light", LIGHT), ("system", theme), ("green", theme), ("", theme)):
        settings.setValue("theme", kept)
        assert _chosen_theme(settings) is chosen


def test_what_the_desktop_asks_for(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    assert system_theme() in (LIGHT, DARK)
    monkeypatch.setenv("CAROUSEL_REDUCED_MOTION", "1")
    assert reduced_motion()
    monkeypatch.setenv("CAROUSEL_REDUCED_MOTION", "0")
    assert not reduced_motion()
