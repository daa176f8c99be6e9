"""Pictures of panels: right at every scale, the window untouched, nothing left behind."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSettings, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QHideEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QScrollBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core import Network, load_cell
from core.document import Document, Encoder, Model
from core.errors import CarouselError
from core.state import State, View
from gui import export_dialog
from gui.export import MOST_PIXELS, check_size, grab_window, picture, save_png
from gui.export_dialog import ON_SCREEN, OTHER, ExportDialog
from gui.panels.panel import Panel
from gui.store import Store
from gui.theme import DARK, LIGHT, Theme, apply

PANELS = {
    "network": "NetworkPanel",
    "timeline": "TimelinePanel",
    "gradient": "GradientPanel",
    "weights": "WeightsPanel",
}
RED, BLUE, MAGENTA, GREEN = (QColor(c) for c in ("#ff0000", "#0000ff", "#ff00ff", "#00ff00"))


def document() -> Document:
    encoder = Encoder(("a", "b"), {"a": (1.0, 0.0)}, (0.0, 1.0))
    lstm = Network.build(2, [(load_cell("lstm"), 3)], 1, "sigmoid", seed=1)
    rnn = Network.build(2, [(load_cell("elman"), 4)], 1, "sigmoid", seed=1)
    models = (Model("LSTM", lstm, lstm, "#2F6FDE"), Model("RNN", rnn, rnn, "#D1495B"))
    return Document("A small one", models, tuple("abaabbab"), encoder)


VIEW = View(cursor=6, signal="i")


class Square(QWidget):
    """A widget of one colour."""

    def __init__(self, colour: QColor, side: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.colour = colour
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.colour)


class Lines(QWidget):
    """A red line and a blue one of dashes, two pixels wide."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for y, pen in ((20, QPen(RED, 2)), (40, QPen(BLUE, 2, Qt.PenStyle.DashLine))):
            painter.setPen(pen)
            painter.drawLine(0, y, self.width(), y)


class LinesPanel(Panel):
    """Its lines are added at the first refresh, as a slow part would be; its control is magenta."""

    key = "lines"
    title = "Two lines"
    picture_size = QSize(400, 300)

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        self.lines: Lines | None = None
        self.control = Square(MAGENTA, 16, self.header)
        self.header.add(self.control)

    def refresh(self, state: State) -> None:
        self.control.show()
        if self.lines is None:
            self.lines = Lines(self)
            self.body.addWidget(self.lines)


class CornerPanel(Panel):
    """As wide and high as its content; green in its last corner."""

    key = "corner"
    title = "Corner"
    picture_size = QSize(400, 300)

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        self.setMinimumSize(300, 200)
        self.says = QLabel(self)
        self.body.addStretch(1)
        self.body.addWidget(self.says)
        self.body.addWidget(Square(GREEN, 40, self), 0, Qt.AlignmentFlag.AlignRight)

    def refresh(self, state: State) -> None:
        self.says.setText(f"{state.view.cursor} {state.document.title}")


def channels(image: QImage) -> np.ndarray:
    """(height, width, 3), red green blue."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def is_like(image: QImage, colour: QColor) -> np.ndarray:
    """(height, width): where the picture has this colour, nearly."""
    wanted = np.array([colour.red(), colour.green(), colour.blue()])
    return np.abs(channels(image).astype(int) - wanted).max(axis=2) < 60


def flush() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(params=list(PANELS))
def real_panel(request: pytest.FixtureRequest, qapp: QApplication) -> type[Panel]:
    apply(LIGHT, qapp)
    kind = getattr(importlib.import_module(f"gui.panels.{request.param}"), PANELS[request.param])
    assert issubclass(kind, Panel)
    return kind


@pytest.mark.parametrize("scale", [1.0, 1.5, 3.0])
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_panel_has_a_picture(real_panel: type[Panel], theme: Theme, scale: float) -> None:
    image = picture(real_panel, document(), VIEW, theme, QSize(640, 400), scale)
    assert (image.width(), image.height()) == (640 * scale, 400 * scale)
    assert image.devicePixelRatio() == scale
    corner = image.pixelColor(0, 0)
    assert corner == theme.surface
    assert len(np.unique(channels(image)[::5, ::5].reshape(-1, 3), axis=0)) > 20


def test_every_panel_is_the_same_at_every_scale(real_panel: type[Panel]) -> None:
    """Lines, dashes and words keep their size: three times as large and scaled back, hardly a pixel differs."""
    size = QSize(720, 420)
    small = picture(real_panel, document(), VIEW, LIGHT, size, 1)
    large = picture(real_panel, document(), VIEW, LIGHT, size, 3)
    back = large.scaled(size, mode=Qt.TransformationMode.SmoothTransformation)
    difference = np.abs(channels(small).astype(int) - channels(back)).max(axis=2)
    ink = (channels(small).min(axis=2) < 230).sum()
    assert (difference > 110).sum() < 0.03 * ink


def test_same_picture_twice(real_panel: type[Panel]) -> None:
    first, second = (picture(real_panel, document(), VIEW, LIGHT, QSize(640, 400), 2) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("scale", [1, 2, 3, 4])
def test_lines_are_as_wide_as_the_scale_asks(qapp: QApplication, scale: int) -> None:
    image = picture(LinesPanel, document(), VIEW, LIGHT, None, scale)
    column = is_like(image, RED)[:, image.width() // 2]
    assert column.sum() == 2 * scale
    row = int(np.flatnonzero(is_like(image, BLUE).any(axis=1)).mean())
    dashes = np.diff(is_like(image, BLUE)[row].astype(int)) == 1
    small = picture(LinesPanel, document(), VIEW, LIGHT, None, 1)
    expected = np.diff(is_like(small, BLUE).any(axis=0).astype(int)) == 1
    assert dashes.sum() == expected.sum() > 10


def test_curves_are_as_wide_as_the_scale_asks(qapp: QApplication) -> None:
    """pyqtgraph's pens are cosmetic: left alone, they would stay thin on a large picture."""
    from gui.panels.gradient import GradientPanel

    red = LIGHT.line_colour("#D1495B")
    widths = []
    for scale in (1, 3):
        image = picture(GradientPanel, document(), VIEW, LIGHT, QSize(640, 400), scale)
        plot = is_like(image, red)[80 * scale : 150 * scale, 100 * scale : 500 * scale]
        widths.append(np.median(plot.sum(axis=0)))
    assert abs(widths[1] - 3 * widths[0]) <= 2


def test_controls_are_left_out(qapp: QApplication) -> None:
    assert not is_like(picture(LinesPanel, document(), VIEW), MAGENTA).any()


def test_card_has_no_border_in_a_picture(qapp: QApplication) -> None:
    image = picture(CornerPanel, document(), VIEW)
    assert (channels(image)[:20, :8] == 255).all() and (channels(image)[-8:] == 255).all()


def test_title_is_its_own_a_given_one_or_none(qapp: QApplication) -> None:
    own, given, same, none = (
        picture(CornerPanel, document(), VIEW, title=title) for title in (None, "Figure 1", "Corner", "")
    )
    assert own == same != given
    head = slice(0, 44)
    assert (channels(own)[head] < 128).any() and not (channels(none)[head] < 128).any()


def test_given_title_takes_the_subtitle_s_place(qapp: QApplication) -> None:
    class TalkativePanel(CornerPanel):
        def refresh(self, state: State) -> None:
            self.header.set_subtitle("and a subtitle")

    kinds = (CornerPanel, TalkativePanel)
    own, talkative = (picture(kind, document(), VIEW) for kind in kinds)
    assert own != talkative
    head = QRect(0, 0, 400, 44)
    own, talkative = (picture(kind, document(), VIEW, title="Figure 1").copy(head) for kind in kinds)
    assert own == talkative


class LongList(Panel):
    """A list that is longer than the panel; its last row is green."""

    key = "list"
    title = "List"
    picture_size = QSize(400, 300)
    rows = 8

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        area, content = QScrollArea(self), QWidget(self)
        rows = QVBoxLayout(content)
        for row in range(self.rows):
            rows.addWidget(Square(GREEN if row == self.rows - 1 else RED, 40, content))
        area.setWidget(content)
        self.body.addWidget(area)


def test_list_is_shown_to_its_end(qapp: QApplication) -> None:
    assert is_like(picture(LongList, document(), VIEW), GREEN).any()


def test_what_scrolls_by_a_bar_of_its_own_is_shown_to_its_end(qapp: QApplication) -> None:
    """The timeline's last row was cut in a low picture."""
    from gui.panels.timeline import TimelinePanel
    from gui.widgets.heat_rows import HeatRows

    bars: list[QScrollBar] = []

    class Watched(TimelinePanel):
        def prepare_picture(self) -> None:
            super().prepare_picture()
            found = self.findChildren(HeatRows)[0].findChildren(QScrollBar)
            bars[:] = [bar for bar in found if bar.orientation() == Qt.Orientation.Vertical]

        def hideEvent(self, event: QHideEvent) -> None:
            left.extend(bar.maximum() for bar in bars)
            super().hideEvent(event)

    left: list[int] = []
    picture(Watched, document(), View(cursor=6, unfolded=True), LIGHT, QSize(576, 180))
    assert left == [0]


def test_list_without_end_is_not_drawn_smaller_than_half(qapp: QApplication) -> None:
    class Longer(LongList):
        rows = 100

    rows, columns = np.nonzero(is_like(picture(Longer, document(), VIEW), RED))
    assert columns.max() - columns.min() + 1 == 20


def test_scroll_bars_are_left_out(qapp: QApplication) -> None:
    class WithBar(CornerPanel):
        def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
            super().__init__(store, theme, parent)
            bar = QScrollBar(Qt.Orientation.Horizontal, self)
            bar.setRange(0, 100)
            bar.setGeometry(20, 120, 200, 20)

    assert picture(WithBar, document(), VIEW) == picture(CornerPanel, document(), VIEW)


def test_picture_shows_the_view_it_is_given(qapp: QApplication) -> None:
    here, there = (picture(CornerPanel, document(), View(cursor=cursor)) for cursor in (0, 5))
    assert here != there


@pytest.mark.parametrize("size", [QSize(100, 100), QSize(100, 400), QSize(400, 100), QSize(2000, 100)])
def test_too_small_a_size_shows_all_of_the_panel(qapp: QApplication, size: QSize) -> None:
    image = picture(CornerPanel, document(), VIEW, LIGHT, size, 2)
    assert image.size() == size * 2
    rows, columns = np.nonzero(is_like(image, GREEN))
    side = columns.max() - columns.min() + 1
    assert abs(side - (rows.max() - rows.min() + 1)) <= 2
    assert rows.max() < image.height() - 4 and columns.max() < image.width() - 4


def test_window_and_its_store_are_left_alone(qtbot: QtBot) -> None:
    shown, view = document(), View(cursor=2)
    store = Store(shown, view)
    panel = CornerPanel(store, LIGHT)
    qtbot.addWidget(panel)
    panel.show()
    state, active = store.state, QApplication.activeWindow()
    picture(CornerPanel, document(), VIEW, DARK)
    assert store.state is state and panel.theme is LIGHT
    assert panel.says.text() == "2 A small one" and QApplication.activeWindow() is active


def test_nothing_is_left_after_many_pictures(real_panel: type[Panel]) -> None:
    flush()
    before = len(QApplication.allWidgets())
    for _ in range(20):
        picture(real_panel, document(), VIEW, LIGHT, QSize(320, 240))
        flush()
    assert len(QApplication.allWidgets()) == before


def test_failing_panel_leaves_nothing(qapp: QApplication) -> None:
    class FailingPanel(CornerPanel):
        def prepare_picture(self) -> None:
            raise RuntimeError("as it is drawn")

    flush()
    before = len(QApplication.allWidgets())
    with pytest.raises(RuntimeError):
        picture(FailingPanel, document(), VIEW)
    flush()
    assert len(QApplication.allWidgets()) == before


@pytest.mark.parametrize("size", [QSize(8000, 8000), QSize(0, 100)])
def test_size_without_bounds_is_refused(qapp: QApplication, size: QSize) -> None:
    with pytest.raises(CarouselError, match="million pixels"):
        picture(CornerPanel, document(), VIEW, LIGHT, size)
    check_size(QSize(1, MOST_PIXELS), 1)


def test_window_is_grabbed_with_its_ground(qtbot: QtBot, qapp: QApplication) -> None:
    apply(DARK, qapp)
    window = QWidget()
    window.setObjectName("window")
    window.resize(300, 200)
    qtbot.addWidget(window)
    Square(GREEN, 40, window)
    window.show()
    image = grab_window(window, 2)
    assert (image.width(), image.height()) == (600, 400)
    assert is_like(image, GREEN).sum() == 80 * 80
    assert image.pixelColor(599, 399) == DARK.window
    apply(LIGHT, qapp)


def test_window_is_grabbed_with_what_was_added_when_it_was_shown(qtbot: QtBot, qapp: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    panel = LinesPanel(Store(document(), VIEW, window), LIGHT, window)
    panel.resize(300, 200)
    window.resize(300, 200)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.show()
    assert is_like(grab_window(window), RED).any()


# files


@pytest.fixture
def image(qapp: QApplication) -> QImage:
    return picture(CornerPanel, document(), VIEW, scale=2)


def test_png_says_how_large_it_is_and_what_made_it(image: QImage, tmp_path: Path) -> None:
    save_png(image, tmp_path / "a picture ü.png")
    found = QImage(str(tmp_path / "a picture ü.png"))
    assert channels(found).tolist() == channels(image).tolist()
    assert found.text("Software") == "Carousel"
    assert abs(found.dotsPerMeterX() * 0.0254 - 192) < 0.1
    assert b"pHYs" in (tmp_path / "a picture ü.png").read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == ["a picture ü.png"]


def test_png_that_cannot_be_written_is_told(image: QImage, tmp_path: Path) -> None:
    with pytest.raises(CarouselError) as told:
        save_png(image, tmp_path / "none" / "picture.png")
    assert str(tmp_path / "none" / "picture.png") in str(told.value)
    assert "a place that can be written" in str(told.value)


def test_png_is_written_whole_or_not_at_all(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"the old one")
    with pytest.raises(CarouselError):
        save_png(QImage(), path)
    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]


# the dialog


class Answered(ExportDialog):
    """Is told where to save."""

    answer: Path | None = None
    suggested: Path | None = None

    def _ask_path(self, suggested: Path) -> Path | None:
        self.suggested = suggested
        return self.answer


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def dialog(qtbot: QtBot, qapp: QApplication, settings: QSettings) -> Iterator[Answered]:
    apply(LIGHT, qapp)
    dialog = Answered([CornerPanel, LinesPanel], "lines", document(), VIEW, LIGHT, None, settings)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    yield dialog
    dialog.deleteLater()


def seen(dialog: ExportDialog) -> QImage:
    found = dialog.preview.image
    assert found is not None
    return found


def test_preview_is_what_is_chosen(qtbot: QtBot, dialog: Answered) -> None:
    qtbot.waitUntil(lambda: dialog.preview.image is not None)
    assert is_like(seen(dialog), RED).any() and seen(dialog).pixelColor(0, 0) == LIGHT.surface
    old = seen(dialog)
    qtbot.keyClicks(dialog.panel, "Corner")
    qtbot.waitUntil(lambda: dialog.preview.image is not old)
    assert is_like(seen(dialog), GREEN).any()
    old = seen(dialog)
    qtbot.mouseClick(dialog.colours.findChildren(QWidget)[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.preview.image is not old)
    assert seen(dialog).pixelColor(0, 0) == DARK.surface


def test_preview_keeps_the_aspect_and_is_not_drawn_larger(qtbot: QtBot, dialog: Answered) -> None:
    dialog.width_box.setValue(2400)
    dialog.height_box.setValue(600)
    qtbot.waitUntil(lambda: dialog.preview.image is not None)
    qtbot.waitUntil(lambda: abs(seen(dialog).width() / seen(dialog).height() - 4) < 0.05)
    assert seen(dialog).width() <= dialog.preview.room.width() * dialog.devicePixelRatioF() + 1
    dialog.width_box.setValue(200)
    dialog.height_box.setValue(100)
    qtbot.waitUntil(lambda: seen(dialog).deviceIndependentSize().toSize() == QSize(200, 100))


def test_changes_in_a_row_are_drawn_once(qtbot: QtBot, dialog: Answered, monkeypatch: pytest.MonkeyPatch) -> None:
    qtbot.waitUntil(lambda: dialog.preview.image is not None)
    drawn: list[str | None] = []

    def counted(*args: object) -> QImage:
        drawn.append(str(args[-1]))
        return picture(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(export_dialog, "picture", counted)
    dialog.title.selectAll()
    qtbot.keyClicks(dialog.title, "Figure 1")
    qtbot.waitUntil(lambda: bool(drawn))
    assert drawn == ["Figure 1"]


def test_pixels_are_said(dialog: Answered) -> None:
    dialog.width_box.setValue(1280)
    dialog.height_box.setValue(720)
    assert dialog.resolution.text() == "2560 × 1440 px"
    assert dialog.preset.currentText().startswith("Slide, 16:9")
    dialog.height_box.setValue(721)
    assert dialog.preset.currentText() == OTHER


def test_size_as_on_screen(qtbot: QtBot, settings: QSettings) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    panel = CornerPanel(Store(document(), VIEW, window), LIGHT, window)
    panel.resize(444, 333)
    with qtbot.waitExposed(window):
        window.show()
    dialog = ExportDialog([CornerPanel], "corner", document(), VIEW, LIGHT, window, settings)
    dialog.preset.setCurrentIndex(dialog.preset.findData(ON_SCREEN))
    dialog.preset.activated.emit(dialog.preset.currentIndex())
    assert dialog.picture_size == QSize(460, 349)  # the panel as it is, in a picture's margins
    dialog.deleteLater()


def test_no_panel_on_screen_is_no_choice(dialog: Answered) -> None:
    assert dialog.preset.findData(ON_SCREEN) == -1


@pytest.mark.parametrize(
    ("width", "height", "words"),
    [(99, 500, "100 to 8000"), (8001, 500, "100 to 8000"), (8000, 8000, "too large")],
)
def test_extreme_sizes_are_told_and_not_drawn(
    qtbot: QtBot, dialog: Answered, width: int, height: int, words: str
) -> None:
    dialog.width_box.setValue(width)
    dialog.height_box.setValue(height)
    assert words in dialog.problem
    assert not dialog.save_button.isEnabled() and not dialog.copy_button.isEnabled()
    qtbot.waitUntil(lambda: dialog.preview.image is None and not dialog._timer.isActive())
    dialog.copy()
    dialog.save()
    assert dialog.suggested is None and dialog.status.text() == ""
    dialog.width_box.setValue(500)
    dialog.height_box.setValue(500)
    assert dialog.save_button.isEnabled()


def test_largest_sides_are_allowed(dialog: Answered) -> None:
    dialog.scale_choice.set_current("1")
    dialog.width_box.setValue(8000)
    dialog.height_box.setValue(6000)
    assert dialog.problem == ""


def test_copy_by_keyboard(qtbot: QtBot, dialog: Answered) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    dialog.activateWindow()
    qtbot.keyClick(dialog.panel, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.image().size() == QSize(800, 600)
    assert dialog.status.text() == "Copied, 800 × 600 px"
    dialog.title.setText("another")
    assert dialog.status.text() == ""


def test_copy_in_a_text_field_is_the_field_s_when_something_is_chosen(qtbot: QtBot, dialog: Answered) -> None:
    clipboard = QGuiApplication.clipboard()
    dialog.title.setFocus()
    dialog.title.selectAll()
    qtbot.keyClick(dialog.title, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "Two lines"
    dialog.title.deselect()
    qtbot.keyClick(dialog.title, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.image().size() == QSize(800, 600)


@pytest.mark.parametrize("place", ["panel", "title", "width_box", "save_button"])
def test_enter_saves(qtbot: QtBot, dialog: Answered, tmp_path: Path, place: str) -> None:
    dialog.answer = tmp_path / "out.png"
    control: QWidget = getattr(dialog, place)
    control.setFocus()
    qtbot.keyClick(control, Qt.Key.Key_Return)
    assert QImage(str(dialog.answer)).size() == QSize(800, 600)
    assert dialog.status.text() == f"Saved to {tmp_path.name}/out.png"
    assert dialog.isVisible()


@pytest.mark.parametrize("place", ["panel", "title", "width_box", "colours"])
def test_escape_closes(qtbot: QtBot, dialog: Answered, place: str) -> None:
    control: QWidget = getattr(dialog, place)
    target = control.findChildren(QWidget)[0] if place == "colours" else control
    target.setFocus()
    qtbot.keyClick(target, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_name_is_suggested_and_folder_remembered(
    qtbot: QtBot, dialog: Answered, settings: QSettings, tmp_path: Path
) -> None:
    dialog.answer = tmp_path / "kept" / "one.png"
    dialog.answer.parent.mkdir()
    dialog.save()
    assert dialog.suggested is not None and dialog.suggested.name == "two-lines.png"
    dialog.title.setText("Figure 3: what is kept — 大きな")
    dialog.save()
    assert dialog.suggested == tmp_path / "kept" / "figure-3-what-is-kept-大きな.png"
    dialog.title.setText("")
    dialog.save()
    assert dialog.suggested.name == "lines.png"
    again = Answered([CornerPanel], "corner", document(), VIEW, LIGHT, None, settings)
    again.save()
    assert again.suggested == tmp_path / "kept" / "corner.png"
    again.deleteLater()


def test_folder_that_cannot_be_written_is_told(dialog: Answered, tmp_path: Path) -> None:
    dialog.answer = tmp_path / "none" / "out.png"
    dialog.save()
    assert dialog.status.text().startswith("Not saved.") and "none" in dialog.status.text()
    assert dialog.status.property("tone") == "danger"


def test_no_name_no_file(dialog: Answered, tmp_path: Path) -> None:
    dialog.save()
    assert dialog.suggested is not None and dialog.status.text() == ""


def test_title_of_one_s_own_stays_when_another_panel_is_chosen(qtbot: QtBot, dialog: Answered) -> None:
    dialog.panel.setCurrentIndex(0)
    assert dialog.title.text() == "Corner"
    dialog.title.selectAll()
    qtbot.keyClicks(dialog.title, "Mine")
    dialog.panel.setCurrentIndex(1)
    assert dialog.title.text() == "Mine"


def test_every_control_can_be_reached_and_has_a_name(dialog: Answered) -> None:
    for control in (dialog.panel, dialog.title, dialog.preset, dialog.width_box, dialog.height_box):
        assert control.accessibleName() and control.focusPolicy() & Qt.FocusPolicy.TabFocus
