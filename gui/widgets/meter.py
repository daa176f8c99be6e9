"""One model's answer to a question of two words, on a scale from one word to the other."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.fonts import BASE, BOLD, MEDIUM, SEMIBOLD, SMALL
from gui.numbers import probability
from gui.theme import Theme
from gui.widgets.laid import Face, font, write

HEIGHT = 28
CLOSE = 22  # the height of one among many
UNDECIDED = (0.4, 0.6)
RADIUS = 5.0
DIAMOND = 4.0  # from the middle to a corner, of the mark of an earlier answer
VISIBLE = 0.005  # an earlier answer that was so far from this one is marked
GAP = 8

_NAME, _END, _ANSWER = Face(BASE, SEMIBOLD), Face(SMALL, MEDIUM), Face(BASE, BOLD)
_UNSURE, _NUMBER = Face(12), Face(12, mono=True)


@dataclass(frozen=True)
class _Widths:
    """What the words of a meter need, in pixels: those at the ends, the number, the longest answer."""

    left: int
    right: int
    number: int
    answer: int

    @classmethod
    def of(cls, left: str, right: str) -> _Widths:
        """Measured, which is slow: once for each pair of words."""
        answer = max(_width(_ANSWER, left), _width(_ANSWER, right), _width(_UNSURE, "undecided"))
        first, last = (_width(_END, word) for word in (left, right))
        return cls(first, last, _width(_NUMBER, "0.000"), answer)


class AnswerMeter(QWidget):
    """Name | left word, track with a dot at P(right word), right word | the number and the answer.

    Between 0.4 and 0.6 the dot is hollow and the answer reads "undecided"; without an answer, "not yet". Where the
    question is not asked the answer is muted. Where there is little room the words at the ends can be left out.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        left: str,
        right: str,
        colour: str | QColor,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name, self._left, self._right = name, left, right
        self._colour = QColor(colour)
        self._widths = _Widths.of(left, right)
        self._whole_name = _width(_NAME, name) + 1
        self._p = self._earlier = math.nan
        self._not_asked = ""
        self._name_width = 48
        self._close, self._ends = False, True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.update()

    def set_model(self, name: str, colour: str | QColor) -> None:
        """Whose answer it is."""
        if (name, QColor(colour)) != (self._name, self._colour):
            self._name, self._colour = name, QColor(colour)
            self._whole_name = _width(_NAME, name) + 1
            self._refresh()

    def set_words(self, left: str, right: str) -> None:
        """The words at 0 and at 1."""
        if (left, right) == (self._left, self._right):
            return
        self._left, self._right = left, right
        self._widths = _Widths.of(left, right)
        self.updateGeometry()
        self._refresh()

    @property
    def words(self) -> tuple[str, str]:
        """The words at 0 and at 1."""
        return self._left, self._right

    def set_name_width(self, pixels: int) -> None:
        """The room for the name, so that several meters line up."""
        if pixels != self._name_width:
            self._name_width = pixels
            self.updateGeometry()
            self._refresh()

    def set_close(self, close: bool) -> None:
        """Stand close to others, above and below."""
        if close != self._close:
            self._close = close
            self.updateGeometry()

    def set_ends(self, shown: bool) -> None:
        """Show the words at the ends of the track, or leave them to the tooltip."""
        if shown != self._ends:
            self._ends = shown
            self.updateGeometry()
            self._refresh()

    def name_width_hint(self) -> int:
        """The room that the whole name needs."""
        return self._whole_name

    def set_value(self, p: float) -> None:
        """Show P(right word) in 0..1; NaN while there is no answer."""
        if p == self._p or p != p and self._p != self._p:
            return
        said, self._p = self.answer, p
        self._describe()
        self.update(self._track_rect())
        self.update(self._digits_rect())
        if said != self.answer:
            self.update()

    def set_earlier(self, p: float) -> None:
        """What the answer was in an earlier run, marked on the track where it looks different; NaN for none."""
        if p != self._earlier and not (p != p and self._earlier != self._earlier):
            self._earlier = p
            self._describe()
            self.update(self._track_rect())

    @property
    def earlier(self) -> float:
        """The earlier answer, NaN where there is none or it looks the same."""
        return self._earlier if abs(self._earlier - self._p) >= VISIBLE else math.nan

    def set_not_asked(self, why: str) -> None:
        """Mute the answer and tell `why` it means nothing here; "" where it is asked for."""
        if why != self._not_asked:
            self._not_asked = why
            self._refresh()

    @property
    def answer(self) -> str:
        """The word it says, "undecided" or "not yet"."""
        if math.isnan(self._p):
            return "not yet"
        if UNDECIDED[0] <= self._p <= UNDECIDED[1]:
            return "undecided"
        return self._right if self._p > 0.5 else self._left

    def sizeHint(self) -> QSize:
        least = self.minimumSizeHint()
        return QSize(least.width() + 80, least.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.width_hint(self._ends), CLOSE if self._close else HEIGHT)

    def width_hint(self, ends: bool) -> int:
        """The least width, with the words at the ends or without."""
        words = self._widths.left + self._widths.right + 2 * GAP if ends else 0
        return self._name_width + 4 * GAP + self._widths.number + self._widths.answer + 48 + words

    def _decided(self) -> bool:
        return self.answer in (self._left, self._right)

    def _refresh(self) -> None:
        self._describe()
        self.update()

    def _describe(self) -> None:
        said = f"{self._name}: {self.answer}{', not asked here' if self._not_asked else ''}"
        if said != self.accessibleName():
            self.setAccessibleName(said)
        was = "" if math.isnan(self.earlier) else f"before the last edit: {probability(self._earlier)}"
        self.setAccessibleDescription(", ".join(filter(None, (f"P({self._right}) = {probability(self._p)}", was))))
        low, high = UNDECIDED
        name = self._name if self.name_width_hint() > self._name_width else ""
        ends = f"from “{self._left}” (0) to “{self._right}” (1)" if not self._ends else ""
        ticks = f"between {low:g} and {high:g}, the two ticks: undecided"
        diamond = f"{was}, the hollow diamond" if was else ""
        tip = "\n".join(filter(None, (name, self._not_asked, diamond, ends, ticks)))
        if tip != self.toolTip():
            self.setToolTip(tip)

    # places

    def _track_left(self) -> int:
        return self._name_width + GAP + (self._widths.left + GAP if self._ends else 0)

    def _after_track(self) -> int:
        return 3 * GAP + self._widths.number + self._widths.answer + (self._widths.right + GAP if self._ends else 0)

    def _track_right(self) -> int:
        return max(self._track_left() + 8, self.width() - self._after_track())

    def _track_rect(self) -> QRect:
        return QRect(self._track_left(), 0, self._track_right() - self._track_left(), self.height()).adjusted(
            -2, 0, 2, 0
        )

    def _answer_rect(self) -> QRect:
        return QRect(self.width() - self._widths.answer, 0, self._widths.answer, self.height())

    def _digits_rect(self) -> QRect:
        left = self.width() - self._widths.answer - GAP - self._widths.number
        return QRect(left, 0, self._widths.number, self.height())

    def _end_rects(self) -> tuple[QRect, QRect]:
        """Of the words left and right of the track."""
        left = QRect(self._name_width, 0, self._track_left() - GAP - self._name_width, self.height())
        return left, QRect(self._track_right() + GAP, 0, self._widths.right + 2, self.height())

    # paint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right = self._track_left(), self._track_right()
        self._paint_words(painter, event.region())
        self._paint_track(painter, left, right)
        if not math.isnan(self.earlier):
            self._paint_earlier(painter, _along(left + RADIUS, right - RADIUS, self._earlier))
        if not math.isnan(self._p):
            self._paint_dot(painter, _along(left + RADIUS, right - RADIUS, self._p))

    def _paint_words(self, painter: QPainter, exposed: QRegion) -> None:
        """Write what of the words lies in `exposed`: most stand still while the value moves."""
        theme, known = self._theme, not math.isnan(self._p)
        sure = self._decided() and not self._not_asked
        runs = [
            (self._digits_rect(), probability(self._p) if known else "  \u00b7  ", _NUMBER, known, 0.0),
            (self._answer_rect(), self.answer, _ANSWER if sure else _UNSURE, sure, 0.0),
        ]
        if self._ends:
            before, after = self._end_rects()
            runs += [(before, self._left, _END, False, 1.0), (after, self._right, _END, False, 0.0)]
        for rect, text, face, strong, across in runs:
            if exposed.intersects(rect):
                write(painter, QRectF(rect), text, face, theme.text if strong else theme.muted, across)
        name = QRect(0, 0, self._name_width, self.height())
        if exposed.intersects(name):
            write(painter, QRectF(name), self._shown_name(), _NAME, theme.text_colour(self._colour))

    def _shown_name(self) -> str:
        """The name, shortened where there is no room for all of it."""
        if self._whole_name <= self._name_width:
            return self._name
        return QFontMetrics(font(_NAME)).elidedText(self._name, Qt.TextElideMode.ElideRight, self._name_width)

    def _paint_track(self, painter: QPainter, left: int, right: int) -> None:
        middle = self.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.track)
        painter.drawRoundedRect(QRectF(left, middle - 1.5, right - left, 3), 1.5, 1.5)
        low, high = (_along(left + RADIUS, right - RADIUS, p) for p in UNDECIDED)
        for x in (low, high):
            painter.fillRect(QRectF(round(x) - 0.5, middle - 4, 1, 8), self._theme.line_strong)

    def _paint_earlier(self, painter: QPainter, x: float) -> None:
        """A hollow diamond: an undecided answer is a hollow dot."""
        middle = self.height() / 2
        painter.setPen(QPen(self._theme.line_colour(self._colour), 1.2))
        painter.setBrush(self._theme.surface)
        corners = [(0.0, -DIAMOND), (DIAMOND, 0.0), (0.0, DIAMOND), (-DIAMOND, 0.0)]
        painter.drawPolygon([QPointF(x + dx, middle + dy) for dx, dy in corners])

    def _paint_dot(self, painter: QPainter, x: float) -> None:
        colour = self._theme.line_colour(self._colour)
        painter.setPen(QPen(colour, 2))
        painter.setBrush(colour if self._decided() else self._theme.surface)
        painter.drawEllipse(QPointF(x, self.height() / 2), RADIUS - 1, RADIUS - 1)


def _along(left: float, right: float, p: float) -> float:
    return left + (right - left) * min(1.0, max(0.0, p))


def _width(face: Face, text: str) -> int:
    return QFontMetrics(font(face)).horizontalAdvance(text) + 1
