"""The words about a group of nodes and where they stand: above it, and beside its nodes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt

from gui.diagram.layout import CAPTION, LABEL_GAP, Group
from gui.diagram.runs import Placed, Words, placed, width_of
from gui.fonts import SMALL

LINE = 12.0  # height of a name of 10 pixels
ENDS = 48.0  # room for the names of the first and the last node

_LEFT, _MIDDLE, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight


def caption_rect(group: Group) -> QRectF:
    """Where the words above a group may stand."""
    return QRectF(group.words - group.room / 2, group.caption - CAPTION / 2, group.room, CAPTION)


def caption_above(group: Group, choices: Sequence[Sequence[Words]]) -> list[Placed]:
    """The first of `choices` that fits above a group, else the last, shortened."""
    fitting = (words for words in choices if width_of(words, SMALL) <= group.room)
    words = next(fitting, choices[-1] if choices else ())
    rect = caption_rect(group)
    if group.key.kind == "output" and width_of(words, SMALL) > group.width + 2 * LABEL_GAP:
        # clear of the edges, which come from the left
        rect.setLeft(group.left)
        rect.setRight(group.right + group.label + LABEL_GAP)
        return placed(rect, _LEFT, words)
    return placed(rect, _RIGHT if group.is_first else _MIDDLE, words)


def names_beside(group: Group, names: Sequence[str]) -> list[Placed]:
    """The name of each node, or where there is no room for all those of the first and the last."""
    kind = group.key.kind
    if not group.label:
        return _ends_beside(group, names)
    quiet = group.key.is_ghost or group.key.shift != 0
    size = 10 if group.pitch < 14 else SMALL if quiet or group.pitch < 16 else 12
    away = group.width / 2 + LABEL_GAP if kind == "output" else -group.width / 2 - LABEL_GAP - group.label
    found = []
    for x, y, name in zip(group.xs.tolist(), group.ys.tolist(), names, strict=False):
        rect = QRectF(x + away, y - 9, group.label + 1, 18)
        words = [Words(name, "muted" if quiet else "text")]
        found += placed(rect, _LEFT if kind == "output" else _RIGHT, words, size)
    return found


def _ends_beside(group: Group, names: Sequence[str]) -> list[Placed]:
    if len(names) < 2 or group.key.kind != "before":
        return []
    room = QRectF(group.left - LABEL_GAP - ENDS, 0, ENDS + 1, LINE)
    ends = [(group.top(), names[0]), (group.bottom() - LINE, names[-1])]
    if group.bottom() - group.top() < 2 * LINE:  # no room for both
        middle = (group.top() + group.bottom() - LINE) / 2
        ends = [(middle, f"{len(names)} units")]
    return [run for y, name in ends for run in placed(room.translated(0, y), _RIGHT, [Words(name)], 10)]


def answer_beside(group: Group, lines: Sequence[Words]) -> list[Placed]:
    """Lines to the right of the first node."""
    top = float(group.ys[0]) - 9 * len(lines)
    found = []
    for line, words in enumerate(lines):
        left = float(group.xs[0]) + group.width / 2 + LABEL_GAP + 2
        rect = QRectF(left, top + 18 * line, group.label, 18)
        found += placed(rect, _LEFT, [words], 13)
    return found
