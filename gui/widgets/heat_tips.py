"""What a heat map says about the place under the pointer, and aloud."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QRect

from gui.widgets.heat_labels import HEADING_HEIGHT, row_named_at
from gui.widgets.heat_plan import FOOT, NOW, Row, exact, shown_word
from gui.widgets.heat_shown import Shown
from gui.widgets.heat_strip import SAYS, label_tip, left_out_words, strip_tip

MOST_SPOKEN = 16  # rows; of more, only the selected one


def step_under(shown: Shown, x: float, y: float) -> int | None:
    """The step whose column is at a place, or None."""
    plan_ = shown.plan
    inside = plan_.left <= x < min(plan_.right, plan_.x(plan_.steps, shown.across))
    inside = inside and plan_.top <= y < plan_.bottom + FOOT
    return plan_.step_at(x, shown.across) if inside and shown.rows else None


def tip_at(shown: Shown, x: float, y: float) -> str:
    """What is told about a place, as rich text; "" where there is nothing to tell."""
    plan_, step = shown.plan, step_under(shown, x, y)
    row, strip = plan_.row_at(y, shown.down), plan_.strip_at(y)
    beside = x < plan_.labels + (NOW if plan_.readout else 0)
    if beside and plan_.strips and plan_.words - HEADING_HEIGHT <= y < plan_.words and x < plan_.labels:
        says = f"{left_out_words(shown.left_out)}{SAYS}"
        return _rich("Gain of each word\u2019s input on the answer at the cursor", says)
    if x < plan_.labels and (named := row_named_at(shown, y)) is not None:
        return _rich(shown.rows[named].title, shown.rows[named].says)
    if strip is not None and x < plan_.labels:
        return _rich(label_tip(shown.strips[strip], shown.words), SAYS)
    if step is None and beside and (row is not None or strip is not None):
        step = shown.cursor
    if step is None:
        return ""
    if strip is not None:
        return _rich(strip_tip(shown.strips[strip], shown.words, step), "")
    return _tip(shown, step, None if row is None else shown.rows[row])


def _tip(shown: Shown, step: int, row: Row | None) -> str:
    word = f"\u201c{shown_word(shown.words[step])}\u201d"
    if row is None:
        return _rich(f"{word}, step {step + 1} of {len(shown.words)}", "")
    place, value = f"{row.title} at {word} (step {step + 1})", exact(float(row.values[step]), row.signed)
    if row.is_held(step):
        return _rich(f"{place}: held at {value}", row.says, was_words(row, step, shown.cursor))
    known = value if row.is_known(step, shown.cursor) else "not yet known"
    return _rich(f"{place}: {known}", row.says, was_words(row, step, shown.cursor))


def was_words(row: Row, step: int, cursor: int) -> str:
    """What the value was in the earlier run, and what changed it; "" where it is as it was, or not yet known."""
    if row.was is None or not row.is_known(step, cursor) or not row.differing(step, step + 1)[0]:
        return ""
    return f"was {exact(float(row.was[step]), row.signed)} before{f': {row.since}' if row.since else ''}"


def tip_area(shown: Shown, x: float, y: float) -> QRect:
    """The tile at a place: the tooltip goes when the pointer leaves it."""
    plan_, step = shown.plan, step_under(shown, x, y)
    row, strip = plan_.row_at(y, shown.down), plan_.strip_at(y)
    across = (0, plan_.left) if step is None else (plan_.x(step, shown.across), plan_.pitch)
    down = (plan_.top, plan_.words - plan_.top)
    if row is not None:
        down = (plan_.y(row, shown.down), plan_.row_height)
    elif strip is not None:
        down = (plan_.strip_y(strip), plan_.strip_height)
    return QRect(across[0], down[0], across[1], down[1])


def description(shown: Shown) -> str:
    """The current column in words, for a screen reader."""
    step = shown.cursor
    some = [row for row in shown.rows if row.marked] if len(shown.rows) > MOST_SPOKEN else shown.rows
    values = [f"{row.label} {exact(float(row.values[step]), row.signed)}{_told(row, step)}" for row in some]
    return f"step {step + 1} of {len(shown.words)}, {shown_word(shown.words[step])}: {', '.join(values)}"


def _told(row: Row, step: int) -> str:
    told = ["held"] if row.is_held(step) else []
    if row.was is not None and row.differing(step, step + 1)[0]:
        told.append(f"was {exact(float(row.was[step]), row.signed)}")
    return f" ({', '.join(told)})" if told else ""


def _rich(text: str, says: str, was: str = "") -> str:
    text = f"{escape(text)}<br>{escape(was)}" if was else escape(text)
    more = f"<br><small>{escape(says)}</small>" if says else ""
    return f"<div>{text}{more}</div>"
