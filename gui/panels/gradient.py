"""Gradient decay: how much of a nudge in the past is still felt at the cursor, before training and after."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from core.document import Document, differs
from core.state import State
from core.step_edits import insert_words
from gui.decay import chosen
from gui.decay.curve import Curve
from gui.decay.labels import Notes
from gui.decay.legend import DecayLegend, LegendRow
from gui.decay.line import Line, belted_of, lines_of
from gui.decay.own import own_curve
from gui.decay.text import belt_text, belt_tip, decay_texts, decay_tip, own_text, own_tip, spoken
from gui.decay.training import Training, training_of
from gui.decay.verdict import verdicts
from gui.fonts import SEMIBOLD, SMALL, TITLE, ui_font
from gui.panels.panel import Panel
from gui.store import Store
from gui.theme import Theme
from gui.widgets import segmented
from gui.widgets.icon_button import IconButton
from gui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from gui.decay.plot import DecayPlot
    from gui.decay.source import ZoneSource

BEFORE, TRAINED = "before", "trained"
AS_TRAINED, AS_NOW = "trained", "as it is now"
HERE_ONLY = "Changes this panel only."
VIEW_BEFORE = (
    BEFORE,
    "before training",
    None,
    f"The networks as they started: what the first updates could learn from. {HERE_ONLY}",
)
VIEW_TRAINED = (TRAINED, AS_TRAINED, None, f"The networks after training. {HERE_ONLY}")
VIEW_NOW = (TRAINED, AS_NOW, None, f"The networks as they are now, changed since they were opened. {HERE_ONLY}")
CLAMPED = "with the clamps"
VIEW_BEFORE_CLAMPED = (
    BEFORE,
    VIEW_BEFORE[1],
    None,
    f"The networks as they started, but {CLAMPED} that are set now. {HERE_ONLY}",
)
ZONE_BEFORE = ("almost nothing was learnt from here in our test", "almost nothing was learnt here")
ZONE_TRAINED = ("the zone is for the gain before training", "zone: for before training")
ZONE_CLAMPED = ("the zone is for networks without clamps", "zone: for no clamps")
CAPTION, CAPTION_AHEAD = "steps back in time", "steps ahead in time"
AXIS_GAP = 6  # pixels from the words on the axis to what stands below
NOT_DRAWN = "not drawn"
NOT_DRAWN_TIP = "its curve is left out, for there are too many. Hide others in Models to see it."
VERDICT_GAP = 3  # from the legend to the verdict
LEAST_PLOT = 140  # of which about 100 are for the lines
_SIDES = 32  # of the card, in pixels
_NARROWEST = 4.8  # pixels of a letter of the verdict, on average
_LONGEST = 110  # pixels that are kept free for a word
# what the axis measures, from full to short: the signal that is moved, and at which word
GAIN = (
    "how much of a nudge, so many words back, still moves {} at {}",
    "how much of a nudge back there still moves {} at {}",
    "how much of a nudge still moves {} at {}",
    "what a nudge moves at {1}",
)
GAIN_AHEAD = tuple(wording.replace(" back", " ahead") for wording in GAIN)
NO_START = "as it was before training is not known"
NO_PAST = "no past yet: step further"
NO_FUTURE = "its past is what follows: step back"
OTHER_WAY = "the memory runs the other way"
OTHER_WAY_TIP = "Select such a network to see its gradient: it leads from the cursor to the other side of the sentence."
ONE_WORD = "one word: there is no past to look back on"
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


class GradientPanel(Panel):
    """The gain of every model's memory by steps back from the cursor, against the gain that learning needs."""

    key = "gradient"
    title = "Gradient decay"
    says = (
        "How much a small change of the memory, so many words back, still moves the output: what does not cannot teach."
    )

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        self._plot: DecayPlot | None = None  # made when first shown: pyqtgraph is slow to load
        self._source: ZoneSource | None = None
        self._words: tuple[str, ...] = ("",)
        self._cursor = 0
        self._moved = "h"
        self._is_before = self._is_edited = self._is_clamped = self._is_ahead = False
        self._is_picture = False
        self._controls: tuple[object, ...] = ()
        self._room: tuple[object, ...] = ()
        self._taken: tuple[object, ...] = ()
        self.views = Segmented(theme, (VIEW_BEFORE, VIEW_TRAINED), self.header)
        self.views.chosen.connect(self._on_view_chosen)
        self.header.add(self.views)
        self.header.installEventFilter(self)
        self.axis = QWidget(self)
        self.longer = _small_button(theme, self.axis)
        self.longer.clicked.connect(self._on_longer_clicked)
        row = QGridLayout(self.axis)
        row.setContentsMargins(0, AXIS_GAP, 0, 2)
        self._way = _small(CAPTION, self.axis)
        row.addWidget(self._way, 0, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.longer, 0, 0, Qt.AlignmentFlag.AlignRight)
        self.legend = DecayLegend(theme, self)
        self.verdict = _Verdict(self)
        self.body.addWidget(self.axis)
        self.body.addWidget(self.legend)
        self.body.addWidget(self.verdict)

    @property
    def plot(self) -> DecayPlot:
        """The picture itself."""
        if self._plot is None:
            from gui.decay.plot import DecayPlot

            self._plot = DecayPlot(self.theme, self)
            self._plot.source.clicked.connect(self._on_source_clicked)
            self.body.insertWidget(0, self._plot, 1)
        return self._plot

    def refresh(self, state: State) -> None:
        before = state.view.before and chosen.has_starts(state)
        curves = chosen.curves(state, before)
        words = chosen.words_by_lag(state, curves)
        self._show_controls(state, before)
        self._show_way(chosen.looks_ahead(state))
        self._words, self._cursor, self._moved = state.document.sequence, state.view.cursor, chosen.moved(state)
        training = None if self._is_ahead else training_of(state.document, chosen.shown(state))
        subject = chosen.subject_lag(state, len(words) - 1)
        learns = before and not self._is_clamped  # the gain is one that a training began with
        gaps = training.gaps if training else None
        notes = Notes(self._zone_texts(before), not learns, gaps, subject, self._is_ahead)
        message = "" if len(words) > 1 else ONE_WORD if state.steps == 1 else NO_FUTURE if self._is_ahead else NO_PAST
        own = own_curve(state, before)
        lines = list(lines_of(curves, self.theme, state.view.model, own))
        drawn = lines if len(words) > 1 else [line for line in lines if line.marker is not None]
        self.plot.show_lines(drawn, words, notes, message)
        self.legend.show_rows(_legend_rows(state, curves, lines, own))
        lag = len(words) - 1 if subject is None else subject
        said = verdicts(curves, spoken(words[lag]), lag, learns, training, subject is not None)
        self.verdict.show_one_of(said, _how(state, training))
        self._share_height()
        self._place_words()
        if self.plot.accessibleDescription() != self.verdict.whole:
            self.plot.setAccessibleDescription(self.verdict.whole)

    def _show_way(self, ahead: bool) -> None:
        """Say which way in time the axis leads."""
        if ahead != self._is_ahead:
            self._is_ahead = ahead
            self._way.setText(CAPTION_AHEAD if ahead else CAPTION)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.views, self.longer, self.legend, self._plot, self._source):
            if part is not None:
                part.set_theme(theme)
        super().set_theme(theme)

    def prepare_picture(self) -> None:
        self._is_picture = True  # the zone's source, elsewhere one click away, is said in short
        self.refresh(self.store.state)
        super().prepare_picture()
        self.longer.hide()
        self.plot.source.hide()
        self._place_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._plot is not None:
            self._share_height()
            self._place_words()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # the header is laid out after the panel has been shown, and has room for more or fewer words then
        if watched is self.header and event.type() == QEvent.Type.Resize and self._plot is not None:
            self._place_words()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        if self._is_picture:  # which is drawn smaller where it needs more room
            return super().minimumSizeHint()
        wide = super().minimumSizeHint().width()
        high = self.axis.sizeHint().height() + self.legend.least_height
        return QSize(wide, self._around() + LEAST_PLOT + high)

    def _around(self) -> int:
        """What stands over, under and between header and body, with the header."""
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        return margins.top() + margins.bottom() + layout.spacing() + self.header.sizeHint().height()

    def _share_height(self) -> None:
        """Where the panel is low, the verdict gives way to the plot, then the legend."""
        if not self.verdict.rows:
            self.plot.set_tip(self.verdict.told)
        if (taken := (self.size(), self.legend.width(), self.legend.kinds, self._is_picture)) == self._taken:
            return
        self._taken = taken
        room = self.height() - self._around() - LEAST_PLOT - self.axis.sizeHint().height()
        rest = math.inf if self._is_picture else room - self.legend.full_height
        self.verdict.set_rows(2 if rest >= _Verdict.height_of(2) else 1 if rest >= _Verdict.height_of(1) else 0)
        self.legend.set_short(rest < 0)
        self.plot.set_tip("" if self.verdict.rows else self.verdict.told)

    def _place_words(self) -> None:
        """What the axis measures stands in the header, or above the axis where the header is too short for it."""
        if self.is_empty:
            return
        taken = self.views.sizeHint().width() + 6 if self.views.isVisibleTo(self) else 0
        head = self.header.width() if self.header.isVisibleTo(self) and not self._is_picture else 0
        inside = self.contentsRect().width()
        what = (self._words, self._cursor, self._moved, self._condition(), self._is_ahead)
        room = (*what, self._is_picture, taken, head, inside)
        if self._room == (room, self.header.subtitle):
            return
        wordings = GAIN_AHEAD if self._is_ahead else GAIN
        says = [wording.format(self._moved, spoken(self._words[self._cursor])) for wording in wordings]
        self.plot.setAccessibleName(f"{self.title}, {self._condition()}: {says[0]}")
        # a picture's heading may be another's, without a subtitle: all is said above the axis
        prefix = f"{self._condition()} \u00b7 gain: " if self._is_picture else "gain: "
        # room for the longest word, so that the wording stays while stepping
        needed = [_width(wording.format(self._moved, "")) + _widest(self._words, 12) for wording in wordings]
        title = QFontMetrics(ui_font(TITLE, SEMIBOLD)).horizontalAdvance(self.header.title) + 10
        fits = title + needed[0] + taken <= head
        self.header.set_subtitle(says[0] if fits else "")
        least = _SIDES + _width(prefix, SMALL)
        small = [
            least + _width(wording.format(self._moved, ""), SMALL) + _widest(self._words, SMALL) for wording in wordings
        ]
        short = next((text for text, width in zip(says, small, strict=True) if width <= inside), says[-1])
        self.plot.set_caption("gain" if fits else f"{prefix}{short}")
        self._room = room, self.header.subtitle

    def _condition(self) -> str:
        """Which networks are shown."""
        if self._is_before:
            return f"{VIEW_BEFORE[1]}, {CLAMPED}" if self._is_clamped else VIEW_BEFORE[1]
        return AS_NOW if self._is_edited else AS_TRAINED

    def _show_controls(self, state: State, before: bool) -> None:
        self._is_before, self._is_edited = before, _is_edited(state, self.store.opened)
        self._is_clamped = any(model.clamps for model in chosen.shown_models(state))
        document, at = state.document, _place_for_more(state)
        words = document.sequence, document.fillers, document.question
        shown = (before, chosen.has_starts(state), self._is_edited, self._is_clamped, self.views.short, words, at)
        if shown == self._controls:
            return
        self._controls = shown
        self.views.setVisible(chosen.has_starts(state))
        began = VIEW_BEFORE_CLAMPED if self._is_clamped else VIEW_BEFORE
        self.views.set_options((began, VIEW_NOW if self._is_edited else VIEW_TRAINED))
        self._keep_room()
        self.views.set_current(BEFORE if before else TRAINED)
        count = len(document.fillers)
        self.longer.setVisible(count > 0)
        self.longer.setText(f"+{count} words")
        number = NUMBERS[count] if count < len(NUMBERS) else f"{count}"
        is_asked = document.question is not None and at < state.steps
        where = f"before {spoken(document.sequence[at])}" if is_asked else f"after {spoken(document.sequence[at - 1])}"
        noun = "word" if count == 1 else "words"
        self.longer.set_tooltip(f"{number} more {noun} {where}: see how far each gradient reaches.")

    def _keep_room(self) -> None:
        """The second chip is as wide as the longer of its two names, so that it does not jump."""
        row = self.views.layout()
        item = row.itemAt(row.count() - 1) if row is not None else None
        chip = item.widget() if item is not None else None
        least = 0 if self.views.short else _chip_width(AS_NOW)
        if chip is not None and chip.minimumWidth() != least:
            chip.setMinimumWidth(least)

    def _zone_texts(self, before: bool) -> tuple[str, ...]:
        if not before:
            return ZONE_TRAINED
        if self._is_clamped:
            return ZONE_CLAMPED
        if not self._is_picture:
            return ZONE_BEFORE
        from gui.decay.source import learnt_in_zone

        return tuple(f"{text}: {learnt_in_zone()} networks" for text in ZONE_BEFORE)

    def _on_view_chosen(self, key: str) -> None:
        self.store.look(before=key == BEFORE)

    def _on_longer_clicked(self) -> None:
        state = self.store.state
        words = state.document.fillers
        if self.store.edit(insert_words, _place_for_more(state), words, label=f"Add {len(words)} words"):
            question = self.store.state.document.question
            self.store.look(cursor=state.view.cursor + len(words) if question is None else question.asked)

    def _on_source_clicked(self) -> None:
        if self._source is None:
            from gui.decay.source import ZoneSource

            self._source = ZoneSource(self.theme, self)
        self._source.show_training(self.store.state.document.recipe)
        self._source.open_beside(QRect(self.plot.mapToGlobal(QPoint(0, 0)), self.plot.size()))


def _small_button(theme: Theme, parent: QWidget) -> IconButton:
    button = IconButton(theme, text="+10 words", kind="tool", parent=parent)
    button.setStyleSheet("min-height: 16px; padding: 0px 8px; font-size: 11px;")
    button.setFixedHeight(18)
    return button


def _small(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("tone", "small")
    return label


class _Verdict(QLabel):
    """Two muted lines, or less: the fullest wording that fits; all of it as the tooltip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("tone", "muted")
        self.setFont(ui_font(12, tabular=True))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setContentsMargins(0, VERDICT_GAP, 0, 0)
        self.rows = 2
        self.setFixedHeight(self.height_of(2))
        self._wordings: tuple[str, ...] = ()
        self._how = ""

    @staticmethod
    def height_of(rows: int) -> int:
        """With so many lines."""
        return VERDICT_GAP + rows * QFontMetrics(ui_font(12, tabular=True)).lineSpacing() + 2 if rows else 0

    def set_rows(self, rows: int) -> None:
        """Take so many lines; none leaves all to the tooltip of something else."""
        if rows != self.rows:
            self.rows = rows
            self.setFixedHeight(self.height_of(rows))
            self.setVisible(rows > 0)
            self._fit()

    @property
    def told(self) -> str:
        """All that there is to say."""
        return "\n".join(filter(None, (self.whole, self._how)))

    @property
    def whole(self) -> str:
        """The fullest wording, or ""."""
        return self._wordings[0] if self._wordings else ""

    def show_one_of(self, wordings: tuple[str, ...], how: str = "") -> None:
        """Show one of `wordings`, which are ordered from full to short; none leaves the lines empty.

        `how` it was found is said in the tooltip.
        """
        if (wordings, how) != (self._wordings, self._how):
            self._wordings, self._how = wordings, how
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.height())

    def _fit(self) -> None:
        if not self.rows:
            return
        fitting = (text for text in self._wordings if self._fits(text))
        text = next(fitting, None) or self._cut((self._wordings or ("",))[-1])
        if text != self.text():
            self.setText(text)
        self.setToolTip("\n".join(filter(None, (self.whole if text != self.whole else "", self._how))))

    def _fits(self, text: str) -> bool:
        if len(text) * _NARROWEST > self.rows * self.width():
            return False
        return _wrapped_height(text, self.width(), self.font()) <= self.height() - VERDICT_GAP

    def _cut(self, text: str) -> str:
        """As many of its words as there is room for."""
        words = text.split(" ")
        most = next((k for k in range(len(words), 0, -1) if self._fits(_first(words, k))), 1)
        return _first(words, most)


def _first(words: list[str], count: int) -> str:
    text = " ".join(words[:count])
    return text if count == len(words) else f"{text.rstrip(',;:')}\u2026"


@lru_cache(maxsize=256)  # a weight that is dragged to and fro brings the same wordings again and again
def _wrapped_height(text: str, width: int, font: QFont) -> int:
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 1000), int(Qt.TextFlag.TextWordWrap), text).height()


@lru_cache(maxsize=64)
def _width(text: str, size: int = 12) -> int:
    return QFontMetrics(ui_font(size, tabular=True)).horizontalAdvance(text)


def _chip_width(name: str) -> int:
    return QFontMetrics(ui_font(segmented.SIZE, SEMIBOLD)).horizontalAdvance(name) + 2 * segmented.PADDING + 1


@lru_cache(maxsize=16)
def _widest(words: tuple[str, ...], size: int) -> int:
    return min(_LONGEST, max(_width(spoken(word), size) for word in set(words)))


def _place_for_more(state: State) -> int:
    """Where words are put in: before the verb that is asked for; behind the cursor without a question."""
    question = state.document.question
    return 1 + (state.view.cursor if question is None else question.asked)


def _how(state: State, training: Training | None) -> str:
    """How the gains over the gaps of the training were found."""
    if training is None or not training.gains or state.document.question is None:
        return ""
    longer = f" made longer by {training.added} words" if training.added else ""
    return f"The gains over {training.words} words are those in this sentence{longer}."


def _is_edited(state: State, opened: Document) -> bool:
    """Whether some network that is shown is not as it was trained; where that is not known, not as it was opened."""
    models = state.document.models
    if len(models) != len(opened.models):
        return True
    known = [(index, models[index].is_as_trained) for index in chosen.shown(state)]
    return any(differs(state.document, opened, k) if trained is None else not trained for k, trained in known)


def _legend_rows(state: State, curves: list[Curve], lines: list[Line], own: Curve | None) -> list[LegendRow]:
    """A row for every model, then what the dashes mean."""
    rows = [
        LegendRow(line, curve.name, decay_texts(curve), decay_tip(curve))
        for curve, line in zip(curves, lines, strict=False)
    ]
    rows += [LegendRow(None, name, (NOT_DRAWN, ""), f"{name}: {NOT_DRAWN_TIP}") for name in chosen.left_out(state)]
    belted = belted_of(curves, state.view.model)
    if belted is not None:
        several = sum(curve.log10_belt is not None for curve in curves) > 1
        belt, short = belt_text(belted, several)
        rows.append(LegendRow(lines[len(curves)], belt, (), belt_tip(belted), short))
    if own is not None:
        text, short = own_text(own)
        rows.append(LegendRow(lines[-1], text, (), own_tip(own, state.model.name), short))
    drawn = {curve.index for curve in curves}
    missing = [state.document.models[index].name for index in chosen.shown(state) if index not in drawn]
    if missing:
        rows.append(LegendRow(None, f"{', '.join(missing)}: {NO_START}", (), ""))
    if others := chosen.other_way(state):
        rows.append(LegendRow(None, f"{', '.join(others)}: {OTHER_WAY}", (), OTHER_WAY_TIP))
    return rows
