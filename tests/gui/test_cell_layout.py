"""The inside of a unit as places: nothing overlaps, every signal is there once, wires end where they should."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from core.cells import Cell, cell_names, load_cell, parse_cell
from gui.cell.flow import flow_of, summands, written
from gui.cell.layout import least_size, plan
from gui.cell.plan import Plan
from gui.cell.routes import WAYS, Point, Rect
from gui.cell.spots import CLOSE, spots, sums
from gui.picture_states import OTHERS

TYPED = {
    "coupled": "f = sigmoid(W_f @ x + U_f @ h + b_f)\nc = f * c + (1 - f) * tanh(W @ x + b)\nh = tanh(c)",
    "1997": "i = sigmoid(W_i @ x + U_i @ h)\ng = tanh(W_g @ x)\nc = c + i * g\nh = tanh(c)",
    "leaky": "h = 0.9 * h + 0.1 * tanh(W @ x + U @ h + b)",
    "linear": "h = W @ x + U @ h",
    "two layers": "a = relu(W @ x + b)\nh = tanh(U @ a + d)",
    "same name twice": "c = 0.5 * c + tanh(W @ x)\nh = c",
    "names of the past": "k = h\nq = k\nz = sigmoid(W @ x + U @ q)\nh = z * q + (1 - z) * tanh(R @ k + p * q)",
    "stretched": "g = 3 * tanh(W @ x) + 1\nc = 0.9 * c + g\nh = 2 * sigmoid(c) - 1",
    "no matrix": "h = tanh(d - h)",
    "constant": "p = b\nh = h * p",
    "big": (
        "a = sigmoid(W_a @ x + U_a @ h)\ne = sigmoid(W_e @ x + U_e @ h)\nq = tanh(W_q @ x + U_q @ h)\nk = a * e - q\n"
        "m = a * m + k\nc = e * c + (1 - e) * tanh(m)\nr = relu(c + 0.5)\nv = sigmoid(W_v @ x + p_v * c + d)\n"
        "h = v * tanh(c) + 0.1 * r"
    ),
}
CELLS = [load_cell(key) for key in cell_names()] + [parse_cell(text, name) for name, text in TYPED.items()]
TELLING_CELLS = [cell for cell in CELLS if cell.key not in OTHERS]  # for what takes long
SIZES = [(893, 244), (1007, 254), (528, 244), (2400, 900), (1, 1)]

every_cell = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
every_size = pytest.mark.parametrize("size", SIZES, ids=str)


def placed(cell: Cell, size: tuple[int, int] = (893, 244)) -> Plan:
    return plan(flow_of(cell), *size)


def on_edge(point: Point, box: Rect) -> bool:
    ports = (box.port(side).point for side in WAYS)
    return any(abs(point.x - p.x) < 1 and abs(point.y - p.y) < 1 for p in ports)


@every_cell
@every_size
def test_no_boxes_overlap_and_all_are_inside(cell: Cell, size: tuple[int, int]) -> None:
    found = placed(cell, size)
    for a, b in combinations(found.boxes.values(), 2):
        assert not a.overlaps(b)
    width, height = found.size
    for box in found.boxes.values():
        assert box.x >= 0 and box.y >= 0 and box.right <= width and box.bottom <= height


@every_cell
def test_every_signal_has_one_place(cell: Cell) -> None:
    flow = flow_of(cell)
    found = placed(cell)
    assert tuple(flow.roots) == cell.signals
    named = [node.signal for node in flow.nodes if node.signal]
    assert len(named) == len(set(named))
    for signal in cell.signals:
        if signal in cell.repeated:
            assert flow.nodes[flow.roots[signal]].text == cell.repeated[signal]
        else:
            assert flow.roots[signal] in found.boxes
    drawn = {node.key for node in flow.nodes if node.kind not in ("before", "feed")}
    assert set(found.boxes) == drawn


@every_cell
@every_size
def test_wires_are_straight_and_end_at_their_parts(cell: Cell, size: tuple[int, int]) -> None:
    found, flow = placed(cell, size), flow_of(cell)
    for wire in found.wires:
        for a, b in pairwise(wire.points):
            assert abs(a.x - b.x) < 1 or abs(a.y - b.y) < 1
        start, end = wire.points[0], wire.points[-1]
        if wire.source in found.boxes and start.y != (found.belt[0].y if found.belt else None):
            assert on_edge(start, found.boxes[wire.source])
        if wire.target is None:
            assert end == found.port
        else:
            assert on_edge(end, found.boxes[wire.target])
        assert wire.source < len(flow.nodes)


@every_cell
def test_every_input_is_brought_by_something(cell: Cell) -> None:
    found, flow = placed(cell), flow_of(cell)
    wires = {(wire.source, wire.target) for wire in found.wires}
    for node in flow.nodes:
        for key in node.inputs:
            along = node.key in flow.belt and (key in flow.belt or flow.nodes[key].kind == "before")
            assert along or flow.nodes[key].kind == "feed" or (key, node.key) in wires


@pytest.mark.parametrize("key", cell_names())
@pytest.mark.parametrize("size", SIZES[:3], ids=str)
def test_no_wire_of_a_known_cell_runs_through_a_part(key: str, size: tuple[int, int]) -> None:
    found = placed(load_cell(key), size)
    for wire in found.wires:
        for number, box in found.boxes.items():
            inner = Rect(box.x + 2, box.y + 2, box.width - 4, box.height - 4)
            if number in (wire.source, wire.target):
                continue
            for a, b in pairwise(wire.points):
                line = Rect(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x) + 0.1, abs(a.y - b.y) + 0.1)
                assert not line.overlaps(inner)


def test_the_belt_of_known_cells() -> None:
    texts = {}
    for key in cell_names():
        flow = flow_of(load_cell(key))
        texts[key] = flow.state, "".join(flow.nodes[k].text for k in flow.belt)
    assert texts["lstm"] == ("c", "×+")
    assert texts["gru"] == ("h", "×+")
    assert texts["elman"] == texts["dense"] == ("", "")


@every_cell
def test_the_belt_runs_to_the_right(cell: Cell) -> None:
    xs = [point.x for point in placed(cell).belt]
    assert all(b - a > 12 for a, b in pairwise(xs))


def test_less_room_than_needed_keeps_the_least_size() -> None:
    flow = flow_of(load_cell("lstm"))
    assert plan(flow, 1, 1).size == least_size(flow)
    assert plan(flow, 893, 244) is plan(flow, 893, 244)


@every_cell
@every_size
def test_no_number_covers_a_part_a_wire_or_another(cell: Cell, size: tuple[int, int]) -> None:
    found, flow = placed(cell, size), flow_of(cell)
    texts = [s for s in spots(flow, found) if s.what != "held"]  # which stands where "added" does otherwise
    taken = [rect for end in found.ends for rect in (end.symbol, end.figure)]
    for spot in spots(flow, found):
        assert not any(spot.rect.overlaps(box) for box in (*found.boxes.values(), *taken))
        assert spot.rect.x >= 0 and spot.rect.right <= found.size[0] and spot.rect.bottom <= found.size[1]
        for wire in found.wires:
            for a, b in pairwise(wire.points):
                line = Rect(min(a.x, b.x) - 2, min(a.y, b.y) - 2, abs(a.x - b.x) + 4, abs(a.y - b.y) + 4)
                assert not line.overlaps(spot.rect)
    for one, other in combinations(texts, 2):
        assert not one.rect.overlaps(other.rect)


@pytest.mark.parametrize("key", cell_names())
def test_known_cells_have_a_number_on_every_wire(key: str) -> None:
    found, flow = placed(load_cell(key)), flow_of(load_cell(key))
    told = {spot.key for spot in spots(flow, found)} | {flow.roots[end.signal] for end in found.ends if not end.before}
    entering = {end.signal: end.at.x for end in found.ends if end.before}
    for wire in found.wires:
        # a gate says its own, and the end of the belt or the rail what comes in, if it is near
        node = flow.nodes[wire.source]
        near = node.kind == "before" and abs(wire.points[0].x - entering[node.text]) < CLOSE
        assert wire.source in told or near or node.kind == "gate"
    assert {stub.source for stub in found.stubs} <= told


@pytest.mark.parametrize("key", ["lstm", "gru"])
@every_size
def test_kept_and_added_always_have_their_place(key: str, size: tuple[int, int]) -> None:
    found, flow = placed(load_cell(key), size), flow_of(load_cell(key))
    words = [s.what for s in spots(flow, found) if s.what in ("kept", "added")]
    assert words == [part.word for part in sums(flow)] == ["kept", "added"]


@every_cell
@every_size
def test_every_state_stands_at_its_ends(cell: Cell, size: tuple[int, int]) -> None:
    found = placed(cell, size)
    assert sorted(end.signal for end in found.ends if end.before) == sorted(cell.states)
    for one, other in combinations((r for end in found.ends for r in (end.symbol, end.figure)), 2):
        assert not one.overlaps(other)
    boxes = found.boxes.values()
    assert not any(r.overlaps(box) for end in found.ends for r in (end.symbol, end.figure) for box in boxes)


@every_cell
def test_a_gates_feed_and_sides_make_its_sum(cell: Cell) -> None:
    flow = flow_of(cell)
    for node in flow.nodes:
        if node.kind == "gate":
            kinds = [flow.nodes[key].kind for key in node.inputs]
            assert kinds.count("feed") <= 1
            matrices = {matrix for key in node.inputs for matrix in flow.nodes[key].matrices}
            assert matrices == set(node.matrices)


def test_what_is_written() -> None:
    line = parse_cell("h = tanh(W @ x - U @ h + b) * (1 - p)").graph.lines[0]
    assert written(line.expr) == "tanh(W·x − U·h + b)·(1 − p)"
    assert [written(e) for e in summands(line.expr.left.argument)] == ["W·x", "−U·h", "b"]  # type: ignore[union-attr]
