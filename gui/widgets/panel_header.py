"""The head of a panel: title, muted subtitle that gives way, room for controls on the right."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gui.fonts import SEMIBOLD, TITLE, ui_font
from gui.theme import Theme
from gui.widgets.segmented import Segmented

HEIGHT = 32
LEAST_SHARE = 0.6  # less of a subtitle says nothing


class PanelHeader(QWidget):
    """Title and subtitle on one line; `add` puts controls at the right end.

    Where it is narrow the subtitle goes first, then the names on the chips give way to initials.
    """

    def __init__(self, title: str, theme: Theme, subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = _Words(theme, self)
        self._away: list[QWidget] | None = None  # the controls put away by `set_bare`
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addWidget(self._words, 1)
        self.setFixedHeight(HEIGHT)
        self.set_title(title)
        self.set_subtitle(subtitle)

    @property
    def title(self) -> str:
        """The words in front."""
        return self._words.title

    @property
    def subtitle(self) -> str:
        """The muted words behind, in full."""
        return self._words.subtitle

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours; the controls on the right have their own `set_theme`."""
        self._words.theme = theme
        self._words.update()

    def set_title(self, title: str) -> None:
        """Show `title` in front."""
        self._words.show_words(title, self._words.subtitle)

    def set_subtitle(self, subtitle: str) -> None:
        """Show `subtitle` behind, shortened where it does not fit (the tooltip has all of it)."""
        self._words.show_words(self._words.title, subtitle)

    def set_says(self, says: str) -> None:
        """One sentence that teaches what the panel shows: the tooltip of the words."""
        self._words.says = says
        self._words.update_tooltip()

    def add(self, control: QWidget) -> None:
        """Put `control` at the right end."""
        self._row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._share_out()
        return super().event(event)

    def _share_out(self) -> None:
        """Shorten the names on the chips, those on the left first, as far as the width asks."""
        controls = [control for control in self._controls() if not control.isHidden()]
        chips = [control for control in controls if isinstance(control, Segmented)]
        fixed = sum(control.sizeHint().width() for control in controls if control not in chips)
        needed = self._words.minimumSizeHint().width() + fixed + self._row.spacing() * len(controls)
        margins = self.contentsMargins()
        over = needed + sum(one.width_hint(False) for one in chips) - self.width() + margins.left() + margins.right()
        for one in chips:
            one.set_short(over > 0)
            over -= one.width_hint(False) - one.width_hint(True) if over > 0 else 0

    def least_width(self, but: QWidget) -> int:
        """The width that title and controls need, names given way to initials, if `but` is left out."""
        controls = [control for control in self._controls() if control is not but and not control.isHidden()]
        least = sum(control.minimumSizeHint().width() for control in controls)
        return self._words.minimumSizeHint().width() + least + self._row.spacing() * (len(controls) + 1)

    def _controls(self) -> list[QWidget]:
        items = [self._row.itemAt(index) for index in range(1, self._row.count())]
        return [control for item in items if item is not None and (control := item.widget()) is not None]

    def set_bare(self, bare: bool) -> None:
        """Put the controls that can be seen away while there is nothing to control, or bring the same ones back."""
        if bare and self._away is None:
            self._away = [control for control in self._controls() if not control.isHidden()]
            self.hide_controls()
        elif not bare and self._away is not None:
            for control in self._away:
                control.show()
            self._away = None

    def hide_controls(self) -> None:
        """Leave only the words, as a picture shows them."""
        for control in self._controls():
            control.hide()


class _Words(QWidget):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.title = self.subtitle = self.says = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_words(self, title: str, subtitle: str) -> None:
        if (title, subtitle) == (self.title, self.subtitle):
            return
        if title != self.title:
            self.title = title
            self.updateGeometry()
        self.subtitle = subtitle
        self.setAccessibleName(f"{title}: {subtitle}" if subtitle else title)
        self.update_tooltip()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(QFontMetrics(_title_font()).horizontalAdvance(self.title) + 1, HEIGHT)

    def sizeHint(self) -> QSize:
        # the subtitle has what is left
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.update_tooltip()

    def _subtitle_width(self) -> int:
        return QFontMetrics(_subtitle_font()).horizontalAdvance(self.subtitle)

    def _subtitle_room(self) -> int:
        return self.width() - self.minimumSizeHint().width() - 10

    def update_tooltip(self) -> None:
        hidden = self.subtitle if self._subtitle_width() > self._subtitle_room() else ""
        # rich text, so that a long sentence is wrapped
        said = f"<p>{escape(self.says)}</p>" if self.says else ""
        self.setToolTip(f"<p>{escape(hidden)}</p>{said}" if hidden and said else said or hidden)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = QFontMetrics(_title_font())
        # both words stand on one line, whatever their sizes
        base = (self.height() + metrics.capHeight()) // 2
        painter.setFont(_title_font())
        painter.setPen(self.theme.text)
        painter.drawText(0, base, metrics.elidedText(self.title, Qt.TextElideMode.ElideRight, self.width()))
        room = self._subtitle_room()
        if self.subtitle and room >= LEAST_SHARE * self._subtitle_width():
            text = QFontMetrics(_subtitle_font()).elidedText(self.subtitle, Qt.TextElideMode.ElideRight, room)
            painter.setFont(_subtitle_font())
            painter.setPen(self.theme.muted)
            painter.drawText(self.minimumSizeHint().width() + 9, base, text)


def _title_font() -> QFont:
    return ui_font(TITLE, SEMIBOLD)


def _subtitle_font() -> QFont:
    return ui_font(12, tabular=True)
