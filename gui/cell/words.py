"""What is said of a part of a cell under the mouse, from the cell's own equations. Knows no Qt."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from core.cells import Cell
from core.equations import Input, walk
from gui.cell.flow import Flow, Node, squashed, written
from gui.cell.plan import End, Wire
from gui.cell.shown import Shown
from gui.cell.spots import sums
from gui.diagram.words import Label, Line
from gui.held import level_number, signal_number
from gui.numbers import number

EXACT = 6  # decimals
WIDE = 56  # characters of a line
KINDS = {"×": "Product", "+": "Sum", "−": "Difference", "÷": "Quotient", "1−": "The rest up to 1"}


def label_of(shown: Shown, found: object) -> Label | None:
    """What is said of a node (its key), a wire, an end or the "belt"."""
    flow = shown.flow
    if found == "belt":
        return _belt_label(shown)
    if isinstance(found, End):
        return _end_label(shown, found)
    if isinstance(found, Wire):
        return _node_label(shown, flow.nodes[found.source])
    if isinstance(found, int):
        return _node_label(shown, flow.nodes[found])
    return None


def belt_sentence(cell: Cell, flow: Flow) -> str:
    """What the belt is: "carries the cell state from step to step; only f scales it"."""
    name = cell.info(flow.state).title
    name = name.lower() if name != flow.state else name
    factors = list(_factors(flow))
    if not factors:
        way = "nothing scales it" if any(n.text in "+−" for n in _belt(flow)) else "nothing changes it"
    elif len(factors) == 1:
        way = f"only {factors[0]} scales it"
    else:
        way = f"{', '.join(factors[:-1])} and {factors[-1]} scale it"
    return f"carries the {name} from step to step; {way}"


def spoken(shown: Shown) -> str:
    """All signals with their values, for a screen reader."""
    parts = []
    for name in shown.flow.roots:
        state = ", held" if name in shown.held else ", no effect" if shown.flow.roots[name] in shown.idle else ""
        state += ", chosen" if name == shown.chosen and len(shown.cell.gates) > 1 else ""
        parts.append(f"{shown.cell.info(name).title} {shown.value_of(name):.3f}{state}")
    return "; ".join(parts)


def _belt(flow: Flow) -> list[Node]:
    return [flow.nodes[key] for key in flow.belt]


def _factors(flow: Flow) -> Iterator[str]:
    """What the state is multiplied by on the belt, in order."""
    trail: tuple[int | None, ...] = (None, *flow.belt)
    for earlier, node in zip(trail, _belt(flow), strict=False):
        if node.kind == "scale":
            if node.text.startswith(("×", "÷")) or node.text.endswith(("×", "÷")):
                yield node.text.strip("×") if "÷" not in node.text else f"“{node.text}”"
            continue
        if node.text in ("1−", "−") and len(node.inputs) == 1:
            yield "−1"
        if node.text not in "×÷" or len(node.inputs) != 2:
            continue
        left, right = node.inputs
        along = left if left == earlier or (earlier is None and flow.starts_belt(left)) else right
        other = right if along == left else left
        name = flow.nodes[other].signal or written(flow.nodes[other].expr)
        yield name if node.text == "×" else f"1/{name}"


def _belt_label(shown: Shown) -> Label:
    flow, cell = shown.flow, shown.cell
    lines, total = list(_sentence(belt_sentence(cell, flow))), ""
    if shown.is_held(flow.belt[-1]):
        lines += _sentence("held by a clamp: what comes in has no effect")
    else:
        parts = [f"{number(p.sign * shown.values[p.source], EXACT)} {p.word}" for p in sums(flow)]
        total = ", ".join(parts)
    lines.append(
        Line(total or f"{flow.state} at this step", signal_number(cell, flow.state, shown.values[flow.belt[-1]], EXACT))
    )
    return Label(f"{cell.info(flow.state).title}: the belt", tuple(lines))


def _end_label(shown: Shown, end: End) -> Label:
    info = shown.cell.info(end.signal)
    if end.before:
        value, title = shown.entering[end.signal], f"{info.title}, one step {shown.earlier}"
        says = f"remembered from the step {shown.earlier}; {shown.begins_words(end.signal)}"
    else:
        value, title, says = shown.value_of(end.signal), info.title, info.says
    lines = list(_with_value(says, signal_number(shown.cell, end.signal, value, EXACT), "value"))
    flow = shown.flow
    names = flow.names_before(end.signal) if end.before else flow.names(flow.roots[end.signal])
    for name, other in shown.apart:
        if name in names and name in shown.held:
            lines.append(Line(f"{name} is held by a clamp", signal_number(shown.cell, name, other, EXACT)))
    return Label(title, tuple(lines))


def _node_label(shown: Shown, node: Node) -> Label:
    value = level_number(shown.values[node.key], node.level, EXACT)
    lines = list(_with_value(_says(shown, node), value, "value"))
    if node.kind == "gate" and len(node.inputs):
        total = sum(shown.values[k] for k in node.inputs)
        if node.text != "Σ" and not shown.is_held(node.key):
            lines.append(Line(f"of the sum {_argument(node)}", number(total, EXACT)))
    if shown.is_held(node.key):
        lines += _sentence("held by a clamp: what comes in has no effect")
    elif node.key in shown.idle:
        lines += _sentence("no effect now: what it makes is held by a clamp")
    for key in sorted(shown.cut.intersection((node.key, *node.inputs))):
        lines += _sentence(f"every weight of {_and(shown.flow.nodes[key].matrices)} is cut")
    return Label(_title(shown, node), tuple(lines))


def _says(shown: Shown, node: Node) -> str:
    if node.kind == "before":
        return f"remembered from the step {shown.earlier}"
    says = shown.cell.info(node.signal).says if node.signal else ""
    return says or _short(written(node.expr))


def _argument(node: Node) -> str:
    call = squashed(node.expr)
    return _short(written(call[0].argument if call else node.expr))


def _with_value(says: str, value: str, name: str) -> tuple[Line, ...]:
    """A sentence with a value at its end, or below it where it is long."""
    if len(says) <= WIDE:
        return (Line(says or name, value),)
    return (*_sentence(says), Line(name, value))


def _sentence(text: str) -> Iterable[Line]:
    clauses = text.replace("; ", ";\n").split("\n") if len(text) > WIDE else [text]
    return [Line(row, "") for clause in clauses for row in textwrap.wrap(clause, WIDE)]


def _short(text: str) -> str:
    return text if len(text) <= 44 else text[:43] + "…"


def _sources(flow: Flow, node: Node, index: str) -> str:
    """What a sum of products reads: "x and h(t−1)"."""
    found = ["x"] if any(isinstance(e, Input) for e in walk(node.expr)) else []
    return _and([*found, *(f"{name}({index})" for name in sorted(flow.cell.remembered(node.expr)))])


def _and(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _title(shown: Shown, node: Node) -> str:
    cell = shown.cell
    if node.kind == "before":
        return f"{cell.info(node.text).title}, one step {shown.earlier}"
    if node.signal:
        title = cell.info(node.signal).title
        return title if title == node.signal else f"{title} {node.signal}"
    if node.kind == "feed":
        title = cell.info(node.owner).title
        source = _sources(shown.flow, node, shown.earlier_index)
        return f"From {source} into {title if title == node.owner else title.lower()}"
    return KINDS.get(node.text, written(node.expr) if node.kind == "term" else node.text)
