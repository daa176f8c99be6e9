"""The comparison of pictures fails for what a person would call broken, and for nothing less."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel

from core.document import recolour
from gui import fonts
from gui.export import picture
from gui.panel_list import panel_class
from gui.panels.panel import Panel
from gui.pictures import THEMES, scene
from gui.theme import apply
from tests.gui.picture_compare import channels, difference, image_of, levels_off, save_report, shrunk

MARGIN = 16
SMALL = QSize(576, 324)


def size_of(kind: type[Panel]) -> QSize:
    """One in which a panel shows its parts at their own size."""
    return kind.picture_size.boundedTo(QSize(640, 520))


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    apply(THEMES["light"], qapp)


@pytest.fixture(params=["light", "dark"])
def gradient(request: pytest.FixtureRequest) -> QImage:
    return picture(panel_class("gradient"), *scene("rest"), THEMES[request.param], SMALL)


@pytest.fixture
def shown(any_panel: type[Panel]) -> QImage:
    return picture(any_panel, *scene("rest"), THEMES["light"], size_of(any_panel))


def moved(image: QImage, box: QRect, by: int, down: int = 0) -> QImage:
    """The picture with what is in a box moved, and the ground where it was."""
    pixels = channels(image)
    part = pixels[box.top() : box.top() + box.height(), box.left() : box.left() + box.width()].copy()
    pixels[box.top() : box.top() + box.height(), box.left() : box.left() + box.width()] = pixels[0, 0]
    top, left = box.top() + down, box.left() + by
    pixels[top : top + box.height(), left : left + box.width()] = part
    return image_of(pixels)


def inked(image: QImage, wide: int = 24, high: int = 24) -> Iterator[QRect]:
    """Boxes of a picture in which there is something to see, far enough from its edges."""
    pixels = channels(image).astype(int)
    ink = np.abs(pixels - pixels[0, 0]).max(axis=2) > 100
    for top in range(8, image.height() - high - 8, high):
        for left in range(8, image.width() - wide - 8, wide):
            if ink[top : top + high, left : left + wide].sum() > 30:
                yield QRect(left, top, wide, high)


def around(image: QImage, box: QRect) -> QImage:
    """A box of a picture and what is near it."""
    return image.copy(box.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))


def changed_pixels(image: QImage, other: QImage) -> int:
    """How many pixels anyone would call another colour."""
    return int((np.abs(channels(image).astype(int) - channels(other)).max(axis=2) > 80).sum())


def test_a_picture_is_like_itself(shown: QImage) -> None:
    assert not difference(shown, shown)
    assert str(difference(shown, shown)) == "the same"


def test_noise_of_two_levels_passes(shown: QImage) -> None:
    noise = np.random.default_rng(1).integers(-2, 3, channels(shown).shape)
    assert not difference(image_of(channels(shown).astype(int) + noise), shown)


@pytest.mark.parametrize("by", [(0.2, 0.0), (0.0, 0.2), (0.2, 0.2)])
def test_a_part_of_a_pixel_passes(shown: QImage, by: tuple[float, float]) -> None:
    pixels = channels(shown).astype(float)
    for axis, part in enumerate(by):
        pixels = pixels * (1 - part) + np.roll(pixels, 1, axis) * part
    assert not difference(image_of(pixels), shown)


@pytest.mark.parametrize("scale", [2, 3])
def test_letters_smoothed_otherwise_pass(any_panel: type[Panel], shown: QImage, scale: int) -> None:
    """Drawn larger and made smaller, no letter has its own pixels any more."""
    large = channels(picture(any_panel, *scene("rest"), THEMES["light"], size_of(any_panel), scale)).astype(float)
    smaller = large.reshape(shown.height(), scale, shown.width(), scale, 3).mean(axis=(1, 3))
    assert (np.abs(smaller - channels(shown)).max(axis=2) > 40).sum() > 100
    assert not difference(image_of(smaller), shown)


def test_letters_of_another_hinting_pass(
    any_panel: type[Panel], shown: QImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hinting is what differs most between the machines that draw letters."""
    clear = (fonts._ui_font.cache_clear, fonts._mono_font.cache_clear)
    real = fonts._font

    def unhinted(*given: object) -> QFont:
        font = real(*given)  # type: ignore[arg-type]
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    monkeypatch.setattr(fonts, "_font", unhinted)
    [forget() for forget in clear]
    try:
        other = picture(any_panel, *scene("rest"), THEMES["light"], size_of(any_panel))
    finally:
        [forget() for forget in clear]
    assert not difference(other, shown)


@pytest.mark.parametrize("way", [(6, 0), (-6, 0), (0, 6), (0, -6)])
def test_a_part_moved_by_six_pixels_fails(shown: QImage, way: tuple[int, int]) -> None:
    seen = 0
    for box in inked(shown, 48, 32):
        before = around(shown, box)
        after = around(moved(shown, box, *way), box)
        if changed_pixels(after, before) > 200:  # a line moved along itself is the same
            seen += 1
            assert difference(after, before), box
    assert seen


def test_everything_moved_by_six_pixels_fails(shown: QImage) -> None:
    for axis in (0, 1):
        assert difference(image_of(np.roll(channels(shown), 6, axis)), shown)


def test_a_missing_part_fails(shown: QImage) -> None:
    seen = 0
    for box in inked(shown):
        before, after = around(shown, box), around(shown, box)
        QPainter(after).fillRect(QRect(MARGIN, MARGIN, box.width(), box.height()), shown.pixelColor(0, 0))
        if changed_pixels(after, before) > 60:
            seen += 1
            assert difference(after, before), box
    assert seen > 3


def test_a_missing_title_fails(any_panel: type[Panel], shown: QImage) -> None:
    untitled = picture(any_panel, *scene("rest"), THEMES["light"], size_of(any_panel), title=" ")
    assert difference(untitled, shown)


@pytest.mark.parametrize("text", ["steps back in time", "10–20 words"])
def test_a_missing_label_fails(text: str) -> None:
    kind = panel_class("gradient")

    class Silent(kind):  # type: ignore[valid-type,misc]
        def prepare_picture(self) -> None:
            super().prepare_picture()
            (label,) = (one for one in self.findChildren(QLabel) if text in one.text())
            label.setStyleSheet("color: transparent")

    kept, silent = (picture(one, *scene("rest"), THEMES["light"], SMALL) for one in (kind, Silent))
    assert difference(silent, kept)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_another_colour_of_a_curve_fails(theme: str) -> None:
    document, view = scene("rest")
    kind = panel_class("gradient")
    seen = picture(kind, document, view, THEMES[theme], SMALL)
    for colour in ("#12887E", "#A8479A", "#64748B"):
        other = picture(kind, recolour(document, 1, colour), view, THEMES[theme], SMALL)
        assert difference(other, seen)


def test_a_thin_line_that_is_gone_fails(gradient: QImage) -> None:
    """The rarest way to lose something: one pixel high, on a plain ground."""
    line = gradient.copy()
    ground = line.pixelColor(2, 2)
    ink = QColor("#5b6472") if ground.lightness() > 128 else QColor("#aab3c2")
    for x in range(100, 300):
        line.setPixelColor(x, 60, ink)
        gradient.setPixelColor(x, 60, ground)
    assert difference(gradient, line)


def test_another_size_fails(shown: QImage) -> None:
    found = difference(shown.copy(0, 0, 300, 200), shown)
    assert found and "300 × 200 and " in str(found)


def test_where_it_differs_is_told(shown: QImage) -> None:
    pixels = channels(shown)
    pixels[100:120, 200:260] = (255, 0, 0)
    assert "x 192 to 272, y 96 to 128 differs" in str(difference(image_of(pixels), shown))


def test_both_and_the_difference_are_saved(shown: QImage, tmp_path: Path) -> None:
    pixels = channels(shown)
    pixels[100:120, 200:260] = (0, 0, 0)
    changed = image_of(pixels)
    save_report(tmp_path, "it", changed, shown, difference(changed, shown))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["it-actual.png", "it-difference.png", "it-expected.png"]
    told = QImage(str(tmp_path / "it-difference.png"))
    red, elsewhere = told.pixelColor(230, 110), told.pixelColor(told.width() - 9, 30)
    assert red.red() > 200 and red.green() < 60 and elsewhere.green() > 180


def test_levels_and_means_are_those_of_plain_arithmetic() -> None:
    rng = np.random.default_rng(0)
    one, other = (rng.integers(0, 256, (30, 50, 3)) for _ in range(2))
    assert np.array_equal(levels_off(image_of(one), image_of(other)), np.abs(one - other).max(axis=2))
    blocks = one[:, :48].reshape(10, 3, 16, 3, 3)
    assert np.array_equal(channels(shrunk(image_of(one), 3)), (blocks.mean(axis=(1, 3)) + 0.5).astype(np.uint8))
