"""The equations panel: its numbers are the trace's, its sums add up, a click selects, what is copied runs."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core import Network, plain, run
from core.cells import Cell, cell_names, load_cell, parse_cell
from core.clamps import Clamp
from core.document import Document, Model, set_clamp, set_cuts, set_weight
from core.edges import Weight
from core.equations import Product
from core.evaluator import Term, apply, explain
from core.model_edits import rename_model
from core.state import State, View
from gui.cell.values import Reader
from gui.equations import shown as shown_module
from gui.equations.code_view import COPIED, COPY, NOT_HELD, NOTE, PICTURED, forward_text, text_size
from gui.equations.number_row import wrapped
from gui.equations.plan import INK, MUTED, plan_of
from gui.equations.python_colours import colours
from gui.equations.row import ink
from gui.equations.shown import ENTRY, GROUP, TOTAL, shown_rows, total
from gui.export import picture
from gui.held import signal_number
from gui.numbers import number, parse_number
from gui.panels.equations import EquationsPanel, subtitle
from gui.part_menu import PartMenu
from gui.store import Store
from gui.theme import DARK, LIGHT, ROLES, Theme, contrast
from gui.theme import apply as apply_theme
from tests.core import scenes
from tests.core.equation_texts import equation_texts
from tests.gui.test_cell_layout import CELLS, TYPED
from tests.gui.test_equation_notation import cell_of

Show = Callable[..., EquationsPanel]
every_cell = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
NAMES = {"σ": "sigmoid", "·": "*", "−": "-"}


def document_of(cell: Cell, units: int = 3) -> Document:
    return replace(scenes.document(), models=(Model(cell.name, scenes.network(cell, units)),))


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(LIGHT, application)

    def shown(document: Document | None = None, size: tuple[int, int] = (360, 300), **view: object) -> EquationsPanel:
        panel = EquationsPanel(Store(document or scenes.document(), View(**view)), LIGHT)  # type: ignore[arg-type]
        panel.store.setParent(panel)
        qtbot.addWidget(panel)
        panel.resize(*size)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return shown


def publish(panel: EquationsPanel, **view: object) -> None:
    panel.store.look(**view)
    panel.store.publish()


# the numbers


def evaluated(state: State, signal: str) -> float:
    """What the line of a signal comes to, read as it is written but with every figure of its numbers."""
    plan = next(plan for plan in plan_of(state.cell) if plan.signal == signal)
    reader = Reader(state)
    written = ""
    for token in plan.tokens:
        text = "".join(NAMES.get(character, character) for character in token.text)
        written += f"({total(reader, token.exprs)!r})" if token.exprs else text
    scope = {name: lambda a, name=name: apply(name, a) for name in ("sigmoid", "tanh", "relu", "exp", "softplus")}
    return float(eval(written, scope))


@every_cell
@pytest.mark.parametrize("cursor", [0, 9])
@pytest.mark.parametrize("unit", [0, 2])
def test_every_line_comes_to_what_the_run_has(cell: Cell, cursor: int, unit: int) -> None:
    state = State(document_of(cell), View(cursor=cursor, unit=unit))
    for row in shown_rows(state):
        expected = float(state.trace()[0, row.plan.signal][cursor, unit])
        assert row.value == signal_number(cell, row.plan.signal, expected, 3)
        assert evaluated(state, row.plan.signal) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(equation_texts())
def test_any_cells_lines_come_to_what_the_run_has(equations: str) -> None:
    cell = cell_of(equations)
    state = State(document_of(cell), View(cursor=3, unit=1))
    for name in cell.signals:
        expected = float(state.trace()[0, name][3, 1])
        assert evaluated(state, name) == pytest.approx(expected, rel=1e-7, abs=1e-9, nan_ok=True)


@every_cell
def test_every_number_is_one_of_the_evaluators(cell: Cell) -> None:
    state = State(document_of(cell), View(cursor=9, unit=2))
    trace = state.trace()
    before = {name: trace.before(0, name)[9] for name in cell.states}
    terms = explain(cell.graph, state.layer.effective, trace.x[9], before, 2)
    reader = Reader(state)
    for plan in plan_of(cell):
        known = np.array([value for term in terms.values() for value in below(term)])
        for token in plan.tokens:
            if token.exprs and len(plan.sums) < 2 and not any(t.breaks for t in plan.tokens):
                assert np.abs(known - total(reader, token.exprs)).min() < 1e-12


def below(term: Term) -> list[float]:
    return [term.value, *(value for part in term.parts for value in below(part))]


@every_cell
def test_the_terms_add_up_to_the_number_in_the_line(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown_module, "RESULT", 12)
    state = State(document_of(cell), View(cursor=9, unit=1))
    for row in shown_rows(state, cell.signals):
        added, totals = 0.0, []
        for term in row.terms:
            if term.kind == ENTRY:
                added += parse_number(term.value)
            elif term.kind == TOTAL:
                assert added == pytest.approx(parse_number(term.value), abs=1e-10)
                totals.append(number(parse_number(term.value)))
                added = 0.0
        assert len(totals) == len(row.plan.sums)
        sums = [t for t, token in zip(row.texts, row.plan.tokens, strict=True) if len(token.exprs) > 1]
        assert set(sums) <= set(totals)


@every_cell
def test_every_weight_of_a_gate_is_a_term(cell: Cell) -> None:
    state = State(document_of(cell), View(cursor=5, unit=1))
    inputs, units = 4, 3
    for row in shown_rows(state, cell.signals):
        products = [e for part in row.plan.sums for t in part.terms for e in [getattr(t, "operand", t), t]]
        shapes = [cell.parameters[e.matrix][1] for e in products if isinstance(e, Product)]
        entries = [term for term in row.terms if term.kind == ENTRY and not term.is_symbol]
        assert len(entries) >= sum(inputs if shape == "inputs" else units for shape in set(shapes))
        assert bool(row.terms) == bool(row.plan.sums)


def test_the_lines_of_an_lstm_read_like_a_persons() -> None:
    state = State(scenes.document(), View(cursor=9))
    rows = {row.plan.signal: row for row in shown_rows(state, ("i",))}
    trace = state.trace()
    f, i, g, o, c, h = (float(trace[0, s][9, 0]) for s in "figoch")
    before = float(trace.before(0, "c")[9, 0])
    argument = math.log(i / (1 - i))
    assert "".join(rows["i"].texts) == f"σ({number(argument)})"
    assert "".join(rows["c"].texts) == (
        f"{number(f, signed=False)}·{number(before)} + {number(i, signed=False)}·{number(g)}"
    )
    assert "".join(rows["h"].texts) == f"{number(o, signed=False)}·tanh({number(c)})"
    assert rows["h"].value == number(h, 3)
    terms = rows["i"].terms
    assert [t.label for t in terms if t.kind == GROUP] == ["W_i x_t", "U_i h_(t−1)"]
    assert [t.label for t in terms][1:5] == list(state.document.encoder.inputs)
    dogs = terms[2]
    weight = float(state.layer.parameters["W_i"][0, 1])
    assert (dogs.factors.strip(), dogs.value, dogs.quiet) == (f"{number(weight)} · 1", number(weight, 3), False)
    assert terms[1].quiet and terms[1].value == "+0.000"
    assert terms[-1].label == "the argument" and terms[-1].value == number(argument, 3)


def test_a_gru_keeps_the_reset_product_apart() -> None:
    state = State(document_of(load_cell("gru")), View(cursor=9))
    row = shown_rows(state, ("n",))[2]
    written = "".join(row.texts)
    assert written.startswith("tanh(") and written.count("·") == 1 and len(row.plan.sums) == 2
    assert "".join(shown_rows(state)[3].texts).startswith("(1−")
    assert [t.label for t in row.terms if t.kind == TOTAL] == ["in all", "in all"]


def test_a_cut_weight_says_so() -> None:
    document = set_cuts(scenes.document(), 0, [Weight(0, "W_f", (0, 1))], True)
    row = shown_rows(State(document, View(cursor=9)), ("f",))[0]
    assert row.terms[2].factors.strip() == "cut · 1" and row.terms[2].value == "+0.000"


def test_a_deep_layer_reads_the_units_below() -> None:
    net = Network.build(4, [(load_cell("lstm"), 3), (load_cell("elman"), 2)], 1, "sigmoid", 4)
    state = State(replace(scenes.document(), models=(Model("deep", net),)), View(cursor=5, layer=1, unit=1))
    row = shown_rows(state, ("h",))[0]
    assert [t.label for t in row.terms if t.kind == ENTRY][:3] == ["unit 1", "unit 2", "unit 3"]
    assert evaluated(state, "h") == pytest.approx(float(state.trace()[1, "h"][5, 1]))
    assert subtitle(state) == "unit 2 of layer 2 of deep at “red”"


@pytest.mark.parametrize("key", cell_names())
def test_nothing_changes_its_width_while_stepping(key: str) -> None:
    document = document_of(load_cell(key))
    lengths = {
        tuple(
            (
                *map(len, row.texts),
                len(row.value),
                *(len(t.factors) for t in row.terms),
                *(len(t.value) for t in row.terms),
            )
            for row in shown_rows(State(document, View(cursor=cursor)), load_cell(key).signals)
        )
        for cursor in range(len(document.sequence))
    }
    assert len(lengths) == 1


def test_a_held_signal_shows_what_it_would_have_been() -> None:
    free = State(scenes.document(), View(cursor=9))
    state = State(set_clamp(free.document, 0, Clamp(0, "i", 0, 0.0, 9, 9)), View(cursor=9))
    row, before = shown_rows(state)[1], shown_rows(free)[1]
    assert row.held and not before.held
    assert row.value == "0.000" and row.would == before.value and row.texts == before.texts
    assert row.spoken.startswith("held at 0.000, would be σ(")
    assert not shown_rows(State(state.document, View(cursor=8)))[1].held


def test_a_sign_never_follows_a_sign() -> None:
    cell = parse_cell(TYPED["coupled"])
    document = set_clamp(document_of(cell), 0, Clamp(0, "f", 1, -1.0))
    rows = {row.plan.signal: row for row in shown_rows(State(document, View(cursor=9, unit=1)))}
    written = "".join(rows["c"].texts)
    assert written.startswith("−1.00·") and "(1−(−1.00))" in written
    assert rows["f"].value == "−1.000" and rows["f"].would[0] in "01"
    candidate = parse_cell("g = tanh(W @ x)\nh = (1 - g) * h")
    line = "".join(shown_rows(State(document_of(candidate), View(cursor=9)))[1].texts)
    assert line.startswith(("(1−(+", "(1−(−"))


def test_long_lines_go_on_below() -> None:
    row = shown_rows(State(document_of(parse_cell(TYPED["big"])), View(cursor=9)))[5]
    assert len(wrapped(row.plan.tokens, row.texts, 100)) == 1
    (first, last) = wrapped(row.plan.tokens, row.texts, 30)
    assert first[1] == last[0] and last[1] == len(row.texts)
    assert row.texts[last[0]].startswith(" + ")


# the panel


def test_the_choice_of_the_view_is_the_views(show: Show) -> None:
    panel = show(cursor=9)
    assert panel.chips.current == "numbers" and panel.pages.currentWidget() is panel.numbers
    panel.chips.chosen.emit("numpy")
    assert panel.store.state.view.formulas == "numpy"
    panel.store.publish()
    assert panel.chips.current == "numpy" and panel.pages.currentWidget() is panel.code
    assert panel.header.subtitle == "LSTM"
    publish(panel, formulas="numbers")
    assert panel.header.subtitle == "unit 1 of LSTM at “dogs”"


def test_a_click_on_a_gates_line_selects_it(show: Show) -> None:
    panel = show(cursor=9)
    for gate in ("f", "g", "o", "i"):
        QTest.mouseClick(panel.numbers.row(gate), Qt.MouseButton.LeftButton, pos=QPoint(80, 8))
        panel.store.publish()
        assert panel.store.state.view.signal == gate
        assert [row.signal for row in panel.numbers.rows if row.is_chosen] == [gate]
    for other in ("c", "h"):
        QTest.mouseClick(panel.numbers.row(other), Qt.MouseButton.LeftButton, pos=QPoint(80, 8))
    assert panel.store.state.view.signal == "i"


def test_the_chosen_line_looks_different(show: Show) -> None:
    panel = show(cursor=9, signal="i")
    before = panel.numbers.row("o").grab().toImage()
    publish(panel, signal="o")
    assert panel.numbers.row("o").grab().toImage() != before


def test_the_small_arrow_takes_a_sum_apart(show: Show) -> None:
    panel = show(cursor=9, size=(360, 500))
    row, below_it = panel.numbers.row("f"), panel.numbers.row("i")
    height, y = row.height(), below_it.y()
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.disclosure_rect().center())
    assert row.shown is not None and len(row.shown.terms) == 2 + 4 + 4 + 1 + 1
    assert row.height() > height + 12 * 15 and below_it.y() > y + 12 * 15
    assert panel.store.state.view.signal == "i"  # it selects nothing
    publish(panel, cursor=4)
    assert row.shown is not None and row.shown.terms
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.disclosure_rect().center())
    assert (row.height(), below_it.y()) == (height, y)


def test_the_keyboard_goes_from_gate_to_gate_and_unfolds(show: Show) -> None:
    panel = show(cursor=9, signal="i")
    panel.activateWindow()
    panel.numbers.row("i").setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel.numbers.row("i"), Qt.Key.Key_Down)
    panel.store.publish()
    assert panel.store.state.view.signal == "g" and panel.numbers.row("g").hasFocus()
    QTest.keyClick(panel.numbers.row("g"), Qt.Key.Key_Space)
    assert panel.numbers.row("g").shown.terms  # type: ignore[union-attr]
    for _ in range(5):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert panel.store.state.view.signal == "f"
    QTest.keyClick(panel.numbers.row("f"), Qt.Key.Key_Escape)
    assert not panel.numbers.row("f").hasFocus()


@pytest.mark.parametrize("formulas", ["numbers", "symbols"])
def test_a_right_click_opens_the_menu_of_the_gate(show: Show, qtbot: QtBot, formulas: str) -> None:
    panel = show(cursor=9, formulas=formulas)
    panel.symbols.finish()
    row = (panel.numbers if formulas == "numbers" else panel.symbols).row("f")
    place = row.mapToGlobal(QPoint(60, 8))
    QApplication.sendEvent(row, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(60, 8), place))
    (menu,) = panel.findChildren(PartMenu)
    assert menu.accessibleName() == "forget gate of unit 1"
    menu.close()
    qtbot.waitUntil(lambda: not panel.findChildren(PartMenu))


def test_only_lines_that_look_different_are_painted(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = show(cursor=9)
    panel.grab()
    painted: list[str] = []
    for row in panel.numbers.rows:
        real = row.update
        monkeypatch.setattr(row, "update", lambda *a, name=row.signal, real=real: (painted.append(name), real(*a)))
    panel.store.edit(set_weight, 0, 0, "W_o", (0, 1), 3.0, label="change")
    old = [(row.shown.texts, row.shown.value) for row in panel.numbers.rows if row.shown]
    panel.store.publish()
    new = [(row.shown.texts, row.shown.value) for row in panel.numbers.rows if row.shown]
    differing = [row.signal for row, a, b in zip(panel.numbers.rows, old, new, strict=True) if a != b]
    assert painted == differing and "o" in differing and "f" not in differing


def test_each_line_teaches_in_a_tooltip_and_is_told(show: Show) -> None:
    panel = show(cursor=9)
    for row in panel.numbers.rows:
        info = load_cell("lstm").info(row.signal)
        assert info.title in row.toolTip() and info.says in row.toolTip()
        assert row.accessibleName().startswith(f"{info.title} {row.signal}: {row.signal}_t = ")
        assert row.shown is not None and row.accessibleDescription() == row.shown.spoken


@every_cell
@pytest.mark.parametrize("size", [(560, 320), (330, 220), (1, 1)], ids=str)
def test_it_shows_every_cell_at_every_size(show: Show, cell: Cell, size: tuple[int, int]) -> None:
    panel = show(document_of(cell), size, cursor=5)
    for signal in cell.gates:
        panel._on_unfold_asked(signal)
    panel.set_theme(DARK)
    assert not panel.grab().isNull()
    for formulas in ("symbols", "numpy"):
        publish(panel, formulas=formulas)
        panel.symbols.finish()
        assert not panel.grab().isNull()


def test_values_that_are_no_numbers_are_shown(show: Show) -> None:
    document = document_of(parse_cell("h = exp(exp(W @ x + 9 * h + b))"))
    document = set_weight(document, 0, 0, "b", (0,), 800.0)
    panel = show(document, cursor=9)
    assert panel.numbers.rows[0].shown is not None and "inf" in panel.numbers.rows[0].shown.value
    panel._on_unfold_asked("h")
    assert not panel.grab().isNull()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_ink_can_be_read_on_every_ground(theme: Theme) -> None:
    grounds = [theme.surface, theme.unknown, *(theme.role(role).soft for role in ROLES)]
    for ground in grounds:
        for role in (*ROLES, INK, MUTED):
            assert contrast(ink(theme, role, ground.rgb()), ground) >= 4.5
    for colour in colours(theme).values():
        assert contrast(colour, theme.surface) >= 4.5


# symbols


def test_formulas_are_set_while_the_window_stays_awake(show: Show, qtbot: QtBot) -> None:
    panel = show(cursor=9, formulas="symbols")
    assert not panel.symbols.ready and not panel.symbols.waiting.isHidden()
    qtbot.waitUntil(lambda: panel.symbols.ready)
    assert panel.symbols.waiting.isHidden()
    assert panel.symbols.source.text() == load_cell("lstm").source
    equals = {row.places.equals for row in panel.symbols.rows}
    assert len(equals) == 1
    QTest.mouseClick(panel.symbols.row("o"), Qt.MouseButton.LeftButton)
    panel.store.publish()
    assert panel.store.state.view.signal == "o" and panel.symbols.row("o").is_chosen


@pytest.mark.parametrize("key", cell_names())
def test_formulas_of_known_cells_fit_a_narrow_panel_and_can_be_read(show: Show, key: str) -> None:
    panel = show(document_of(load_cell(key)), (360, 320), formulas="symbols")
    panel.symbols.finish()
    assert panel.symbols.horizontalScrollBar().maximum() == 0
    assert all(row.places.scale * 18 >= 14 for row in panel.symbols.rows)
    for row in panel.symbols.rows:
        assert row.sides is not None
        for side in row.sides[1:]:
            assert row.places.equals + row.places.scale * side.width <= row.width()


def test_long_formulas_are_in_two_rows_where_the_panel_is_narrow(show: Show) -> None:
    panel = show(document_of(load_cell("lstm_fgr")), (1200, 500), formulas="symbols")
    panel.symbols.finish()
    row, short = panel.symbols.row("o"), panel.symbols.row("g")
    high, short_high = row.height(), short.height()
    assert row.sides is not None and len(row.sides) == 2
    panel.resize(380, 500)
    assert row.sides is not None and len(row.sides) == 3 and row.height() > high + 15
    assert short.sides is not None and len(short.sides) == 2 and short.height() <= short_high
    image = row.grab().toImage()
    inked = [any(image.pixelColor(x, y).lightness() < 128 for x in range(row.width())) for y in range(row.height())]
    # two rows of ink, and a gap that no letter crosses
    runs = sum(now and not before for before, now in pairwise([False, *inked]))
    assert runs == 2
    panel.resize(1200, 500)
    assert len(row.sides) == 2 and row.height() == high


def test_a_formula_is_as_sharp_as_the_screen(show: Show) -> None:
    panel = show(cursor=9, formulas="symbols", size=(360, 320))
    panel.symbols.finish()
    row, edges = panel.symbols.row("f"), {}
    for scale in (1, 2, 3):
        image = QImage(row.size() * scale, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        image.fill(Qt.GlobalColor.white)
        row.render(image)
        pixels = np.array(
            [[image.pixelColor(x, y).lightness() for x in range(image.width())] for y in range(image.height())]
        )
        edges[scale] = np.mean((pixels > 60) & (pixels < 220)) / np.mean(pixels < 220)
    # of a picture made larger, the share of half-tones would stay the same
    assert edges[3] < 0.6 * edges[1] and edges[2] < 0.8 * edges[1]


def test_what_cannot_be_set_is_shown_as_text(show: Show) -> None:
    cell = parse_cell("h = " + " + ".join(["W_recurrent @ x"] * 45))
    panel = show(document_of(cell), formulas="symbols")
    panel.symbols.finish()
    (row,) = panel.symbols.rows
    assert panel.symbols.ready and row.sides is None
    image = row.grab().toImage()
    middle = [image.pixelColor(x, image.height() // 2).lightness() for x in range(40, 300)]
    assert min(middle) < 100 and row.accessibleName().endswith("W_recurrent x_t")


def test_the_library_waits_until_it_is_needed() -> None:
    code = "import sys, gui.panels.equations; print('ziamath' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


# NumPy


@every_cell
def test_what_is_copied_runs_and_agrees(show: Show, cell: Cell) -> None:
    document = document_of(cell)
    panel = show(document, formulas="numpy")
    panel.code.copy_button.click()
    names: dict[str, object] = {}
    exec(compile(QGuiApplication.clipboard().text(), "copied.py", "exec"), names)
    layer = document.models[0].network.layers[0]
    initial = {state: np.zeros(layer.units) for state in cell.states}
    signals = names["forward"](document.x, layer.effective, initial)  # type: ignore[operator]
    trace = run(document.models[0].network, document.x)
    for name in cell.signals:
        assert np.allclose(signals[name], trace[0, name], rtol=1e-12, atol=1e-14)


def test_a_pictures_code_can_be_read() -> None:
    for key in cell_names():
        text = forward_text(load_cell(key), QSize(560, 240))
        needed = text_size(text.split("\n"))
        assert min(560 / needed.width(), 240 / needed.height()) > 0.75
    whole = forward_text(load_cell("lstm"), QSize(2000, 2000))
    assert whole == plain.forward(load_cell("lstm").graph).rstrip()


@pytest.mark.parametrize("key", cell_names())
def test_the_program_is_shown_from_its_forward_pass(show: Show, key: str) -> None:
    panel = show(document_of(load_cell(key)), formulas="numpy")
    text = panel.code.text
    assert text.firstVisibleBlock().text().startswith("def forward")
    text.verticalScrollBar().setValue(0)
    publish(panel, cursor=3)
    panel.resize(400, 350)
    assert text.firstVisibleBlock().blockNumber() == 0  # whoever scrolls stays there


def test_what_is_held_is_said_to_be_left_out(show: Show) -> None:
    panel = show(cursor=9, formulas="numpy")
    assert panel.code.note.text() == NOTE
    panel.store.edit(set_clamp, 0, Clamp(0, "f", 0, 0.0), label="clamp")
    panel.store.publish()
    assert panel.code.note.text() == NOTE + NOT_HELD
    publish(panel, model=1)
    assert panel.code.note.text() == NOTE


def test_a_lock_is_beside_the_line_that_is_held(show: Show) -> None:
    panel = show(cursor=9, formulas="symbols")
    panel.symbols.finish()
    free = {row.signal: row.grab().toImage() for row in panel.symbols.rows}
    panel.store.edit(set_clamp, 0, Clamp(0, "f", 0, 0.0, 9, 9), label="clamp")
    panel.store.publish()
    assert [row.signal for row in panel.symbols.rows if row.grab().toImage() != free[row.signal]] == ["f"]
    assert panel.symbols.row("f").accessibleDescription() == "held at 0.00"
    publish(panel, cursor=8)
    assert panel.symbols.row("f").grab().toImage() == free["f"]
    publish(panel, cursor=9, unit=1)
    assert panel.symbols.row("f").grab().toImage() == free["f"]


@pytest.mark.parametrize("formulas", ["numbers", "symbols"])
def test_a_click_opens_the_weights_and_a_key_does_not(show: Show, formulas: str) -> None:
    panel = show(cursor=9, formulas=formulas, panels=("equations",))
    panel.symbols.finish()
    rows = panel.numbers if formulas == "numbers" else panel.symbols
    QTest.keyClick(rows.row("i"), Qt.Key.Key_Down)
    assert panel.store.state.view.signal == "g" and panel.store.state.view.panels == ("equations",)
    QTest.mouseClick(rows.row("f"), Qt.MouseButton.LeftButton, pos=QPoint(80, 8))
    assert panel.store.state.view.signal == "f" and "weights" in panel.store.state.view.panels


def test_the_source_is_told_whole(show: Show) -> None:
    panel = show(cursor=9, size=(415, 220), formulas="symbols")
    panel.symbols.finish()
    source = panel.symbols.source
    assert source.text() == load_cell("lstm").source
    assert source.height() >= source.heightForWidth(source.width()) > source.fontMetrics().height()
    assert panel.symbols.verticalScrollBar().maximum() == 0
    assert source.geometry().top() >= panel.symbols.rows[-1].geometry().bottom()


def test_copying_says_so_without_moving_anything(show: Show, qtbot: QtBot) -> None:
    panel = show(formulas="numpy")
    button = panel.code.copy_button
    box = button.geometry()
    button.click()
    assert button.text() == COPIED and button.geometry() == box
    qtbot.waitUntil(lambda: button.text() == COPY, timeout=4000)
    assert button.geometry() == box


def test_the_code_keeps_its_keys_only_while_it_has_them(show: Show, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    panel = show(formulas="numpy")
    layout = QHBoxLayout(window)
    layout.addWidget(panel)
    pressed: list[str] = []
    shortcut = QShortcut(QKeySequence("Right"), window)
    shortcut.activated.connect(lambda: pressed.append("right"))
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    text = panel.code.text
    text.setFocus()
    qtbot.waitUntil(text.hasFocus)
    start = text.textCursor().position()
    QTest.keyClick(text, Qt.Key.Key_Right)
    assert text.textCursor().position() == start + 1 and not pressed
    QTest.keyClick(text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == text.toPlainText()
    before = text.toPlainText()
    QTest.keyClick(text, Qt.Key.Key_X)
    assert text.toPlainText() == before
    QTest.keyClick(text, Qt.Key.Key_Escape)
    assert not text.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert pressed == ["right"]
    panel.setParent(None)


def test_a_key_of_the_window_is_not_taken_from_it(show: Show) -> None:
    panel = show(formulas="numpy")
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(panel.code.text, event)
    assert not event.isAccepted()


# pictures


@pytest.mark.parametrize("formulas", ["numbers", "symbols", "numpy"])
def test_a_picture_shows_all_of_the_chosen_view(show: Show, formulas: str, monkeypatch: pytest.MonkeyPatch) -> None:
    panels: list[EquationsPanel] = []
    real = EquationsPanel.prepare_picture
    monkeypatch.setattr(EquationsPanel, "prepare_picture", lambda self: (panels.append(self), real(self)))
    long = document_of(parse_cell("\n".join(f"g{k} = tanh(W_{k} @ x + U_{k} @ h)" for k in range(30)) + "\nh = g3"))
    for document in (scenes.document(), long):
        image = picture(EquationsPanel, document, View(cursor=9, formulas=formulas), LIGHT, QSize(560, 320))
        panel = panels[-1]
        assert (image.width(), image.height()) == (560, 320)
        page = panel.pages.currentWidget()
        if formulas == "numpy":
            for text in page.findChildren(type(panel.code.text)):
                needed = text_size(text.toPlainText().split("\n"))
                assert text.width() >= needed.width() and text.height() >= needed.height()
                assert text.verticalScrollBar().maximum() == text.horizontalScrollBar().maximum() == 0
            (text,) = page.findChildren(type(panel.code.text))
            code, whole = text.toPlainText(), plain.forward(document.models[0].network.layers[0].cell.graph)
            assert "def backward" not in code and panel.code.copy_button.isHidden()
            assert panel.code.note.text() == PICTURED
            # every line of the loop is there
            assert set(whole.rstrip().split("\n    for ")[1].split("\n")) <= set(
                code.split("\n    for ")[1].split("\n")
            )
        else:
            assert isinstance(page, type(panel.numbers) | type(panel.symbols))
            assert page.verticalScrollBar().maximum() == page.horizontalScrollBar().maximum() == 0
            assert all(row.bare for row in page.rows)
        assert panel.chips.isHidden()


def test_the_heading_follows_the_name_of_the_network(show: Show) -> None:
    panel = show(scenes.document())
    panel.store.edit(rename_model, 0, "Another", label="rename")
    panel.store.publish()
    assert panel.header.subtitle == subtitle(panel.store.state) and "Another" in panel.header.subtitle
