"""Weights: a slider with a number for every parameter of the selected unit and gate."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.clamps import Clamp
from core.document import randomise, release, reset_model
from core.network import Network, Place
from core.state import State
from gui.held import gate_held_words
from gui.panels.panel import Panel
from gui.quantity import ClampValue
from gui.store import Store
from gui.theme import Theme
from gui.weight_entries import gate_words
from gui.weight_list import BAR, LEFT, WeightList
from gui.weight_row import WeightRow
from gui.whose import layer_name
from gui.widgets.icon_button import IconButton
from gui.widgets.quiet_button import QuietButton
from gui.widgets.seed_field import SeedField

FIRST_SEED = 1


class WeightsPanel(Panel):
    """Rows of sliders, and below them what concerns the whole network: reset, recipe, randomise."""

    key = "weights"
    title = "Weights"
    says = "The numbers that the selected gate of the selected unit is made with: moving one changes the whole run."
    needs_steps = False
    picture_size = QSize(480, 520)

    recipe_requested = Signal()

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        self._shown: tuple[object, ...] = ()
        self._drawn: tuple[Network, int] | None = None  # the network that was drawn last, and its seed
        self._list = WeightList(store, theme, self)
        self._held = self._make_held_row(theme)
        self._clamp: Clamp | None = None  # what holds the chosen gate at the cursor
        self._actions = QWidget(self)
        self._rule = QFrame(self._actions)
        self._rule.setObjectName("rule")
        self._more_row = self._make_more_row(theme)
        self._fill()
        self._show_more(False)

    @property
    def note(self) -> str:
        """Which seed the network was drawn from, if it was."""
        return self._note.text()

    @property
    def held_words(self) -> str:
        """That the chosen gate is held at this step, or ""."""
        return self._held_words.text() if self._clamp is not None else ""

    @property
    def rows(self) -> list[WeightRow]:
        """The rows that are shown, from the top."""
        return self._list.rows

    @property
    def marked(self) -> WeightRow | None:
        """The row that was asked for a moment ago."""
        return self._list.marked

    def _fill(self) -> None:
        # the list reaches into the right margin, where its scroll bar finds room, the flat buttons into both
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        layout.setContentsMargins(margins.left() - LEFT, margins.top(), margins.right() - BAR, 6)
        self.header.setContentsMargins(LEFT, 0, BAR, 0)
        self.body.addWidget(self._held)
        self.body.addWidget(self._list, 1)
        self.body.addWidget(self._actions)
        actions = QVBoxLayout(self._actions)
        actions.setContentsMargins(0, 0, 4, 0)
        actions.setSpacing(0)
        rule = QHBoxLayout()
        rule.setContentsMargins(LEFT, 0, BAR - 4, 0)
        rule.addWidget(self._rule)
        actions.addLayout(rule)
        actions.addWidget(self._more_row)
        actions.addLayout(self._make_footer())

    def _make_held_row(self, theme: Theme) -> QWidget:
        strip = QWidget(self)
        self._held_words = QLabel("", strip)
        self._held_words.setProperty("tone", "small")
        self._held_words.setTextFormat(Qt.TextFormat.PlainText)
        self._held_words.setWordWrap(True)
        self.release_button = QuietButton(theme, "Release", parent=strip)
        self.release_button.clicked.connect(self._on_release_clicked)
        row = QHBoxLayout(strip)
        row.setContentsMargins(LEFT, 0, BAR - 7, 4)
        row.setSpacing(4)
        row.addWidget(self._held_words, 1)
        row.addWidget(self.release_button, 0, Qt.AlignmentFlag.AlignTop)
        strip.hide()
        return strip

    def _make_footer(self) -> QHBoxLayout:
        self.reset_button = IconButton(self.theme, "reset", "Reset all", parent=self._actions)
        self.recipe_button = IconButton(self.theme, "", "Recipe and seeds", parent=self._actions)
        self.recipe_button.set_tooltip("How these networks were trained, and how every seed came out")
        self.more_button = IconButton(self.theme, "more", tooltip="Randomise from a seed", parent=self._actions)
        self.more_button.setCheckable(True)
        self.reset_button.clicked.connect(self._on_reset_clicked)
        self.recipe_button.clicked.connect(self.recipe_requested)
        self.more_button.toggled.connect(self._show_more)
        row = QHBoxLayout()
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.reset_button)
        row.addStretch(1)
        row.addWidget(self.recipe_button)
        row.addWidget(self.more_button)
        return row

    def _make_more_row(self, theme: Theme) -> QWidget:
        strip = QWidget(self._actions)
        self.randomise_button = IconButton(theme, "dice", "Randomise", kind="tool", parent=strip)
        self.seed_field = SeedField(FIRST_SEED, strip)
        self._note = QLabel("", strip)
        self._note.setProperty("tone", "small")
        words = QLabel("from seed", strip)
        words.setBuddy(self.seed_field)
        self.randomise_button.clicked.connect(self._on_randomise_asked)
        self.seed_field.entered.connect(self._on_randomise_asked)
        row = QHBoxLayout(strip)
        row.setContentsMargins(LEFT, 8, 0, 2)
        row.setSpacing(8)
        row.addWidget(self.randomise_button)
        row.addWidget(words)
        row.addWidget(self.seed_field)
        row.addWidget(self._note, 1)
        return strip

    def set_theme(self, theme: Theme) -> None:
        for part in (self._list, self.reset_button, self.recipe_button, self.more_button, self.randomise_button):
            part.set_theme(theme)
        self.release_button.set_theme(theme)
        super().set_theme(theme)

    def show_weight(self, place: Place, name: str, index: tuple[int, ...]) -> None:
        """Bring the row of a weight of the selected unit and gate into sight, mark it, give it the keyboard."""
        self.show_state(self.store.state)  # what was just selected may not be published yet
        self._list.show_weight(place, name, index)

    def prepare_picture(self) -> None:
        super().prepare_picture()
        self._actions.hide()
        self.release_button.hide()
        self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def refresh(self, state: State) -> None:
        view, document = state.view, state.document
        self._show_held(state)
        chosen = (view.model, view.layer, view.unit, view.signal)
        shown = (state.model, *chosen, document.encoder, document.question, self.store.opened)
        if shown == self._shown and not self._list.touched:
            return
        self._shown = shown
        self.header.set_subtitle(_subtitle(state))
        self._list.show_state(state, _opened_network(state, self.store))
        self._show_actions(state)

    def _show_held(self, state: State) -> None:
        """Say that the gate is held at this step, so that nobody wonders why its weights do nothing."""
        clamp, before = state.clamp(state.view.signal), self._clamp
        if clamp is None and before is None:
            return
        self._clamp = clamp
        self._held.setVisible(self._clamp is not None)
        if self._clamp is not None:
            words = f"{gate_held_words(state)}: its weights have no effect {'' if self._clamp.always else 'here'}"
            self._held_words.setText(words.rstrip())
            self.release_button.set_tooltip(f"Let the {gate_words(state.cell, state.view.signal)} go")

    def _show_actions(self, state: State) -> None:
        name = state.model.name
        changed = _differs(state, self.store)
        self.reset_button.setEnabled(changed)
        back = f"Put every parameter of {name} back as it was opened"
        self.reset_button.set_tooltip(back if changed else f"{name} is as it was opened")
        self.recipe_button.setVisible(state.document.recipe is not None)
        self.randomise_button.set_tooltip(f"Draw all parameters of {name} anew from the seed; cuts stay")
        drawn = self._drawn is not None and self._drawn[0] is state.model.network
        self._note.setText(f"now seed {self._drawn[1]}" if self._drawn and drawn else "")

    # what a person asks for

    def _on_release_clicked(self) -> None:
        state, clamp = self.store.state, self._clamp
        if clamp is not None:
            model, place = state.view.model, (clamp.layer, clamp.signal, clamp.unit)
            label = ClampValue(model, clamp).release_label(state)
            self.store.edit(release, model, *place, clamp.first, clamp.last, label=label)

    def _on_reset_clicked(self) -> None:
        state = self.store.state
        self.store.edit(reset_model, self.store.opened, state.view.model, label=f"Reset {state.model.name}")

    def _on_randomise_asked(self) -> None:
        state, seed = self.store.state, self.seed_field.seed
        label = f"Randomise {state.model.name} from seed {seed}"
        if self.store.edit(randomise, state.view.model, seed, label=label):
            self._drawn = (self.store.state.model.network, seed)
            self.seed_field.set_seed(seed + 1)

    def _show_more(self, shown: bool) -> None:
        self._more_row.setVisible(shown)


def _subtitle(state: State) -> str:
    view = state.view
    name = layer_name(state.model.network, view.layer).removeprefix("the ")
    parts = [*([name] if name else []), f"unit {view.unit + 1}"]
    if len(state.cell.gates) > 1:
        parts.append(gate_words(state.cell, view.signal))
    return " · ".join([*parts, state.model.name])


def _opened_network(state: State, store: Store) -> Network | None:
    """The selected model's network as opened, where it has the same parameters."""
    models, network = store.opened.models, state.model.network
    if state.view.model >= len(models):
        return None
    opened = models[state.view.model].network
    return opened if opened.has_form_of(network) else None


def _differs(state: State, store: Store) -> bool:
    """Whether the selected model has changed since it was opened and can be put back."""
    models, network = store.opened.models, state.model.network
    if state.view.model >= len(models):
        return False
    opened = models[state.view.model]
    if opened.network.inputs != network.inputs:
        return False
    return not opened.network.equals(network) or set(opened.clamps) != set(state.model.clamps)
