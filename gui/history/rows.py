"""What the list says of each step of the history. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class When(Enum):
    """Where a step stands: it holds, it is where one is, or it is undone."""

    DONE = "done"
    PRESENT = "present"
    UNDONE = "undone"


@dataclass(frozen=True)
class Row:
    """One step; `number` counts from 0, what the history began with, and `last` is that of the newest.

    `subject` is the network that it changed, where there are several and `label` does not name it.
    """

    number: int
    last: int
    label: str
    when: When
    is_saved: bool
    subject: str = ""

    @property
    def said(self) -> str:
        """All of it in words: "Step 12 of 30: Change W_i, present, saved"."""
        place = f"Step {self.number:,} of {self.last:,}: " if self.number else ""
        told = {When.DONE: "", When.PRESENT: ", present", When.UNDONE: ", undone"}[self.when]
        whose = f" ({self.subject})" if self.subject else ""
        return f"{place}{self.label}{whose}{told}{', saved' if self.is_saved else ''}"


def rows(
    labels: tuple[str, ...], subjects: tuple[str, ...], position: int, saved: int | None, began: str, let_go: int
) -> tuple[Row, ...]:
    """A row a step, the oldest first; those that were let go of are counted, not listed."""
    last = let_go + len(labels) - 1
    found = []
    for index, (label, subject) in enumerate(zip(labels, subjects, strict=True)):
        when = When.DONE if index < position else When.PRESENT if index == position else When.UNDONE
        whose = "" if subject in label else subject
        found.append(Row(let_go + index, last, label or began, when, index == saved, whose))
    return tuple(found)


def summary(shown: tuple[Row, ...]) -> str:
    """Where one is: "step 12 of 30"; "no step yet" where nothing was done."""
    present = next(row for row in shown if row.when is When.PRESENT)
    if not present.last:
        return "no step yet"
    return f"step {present.number:,} of {present.last:,}" if present.number else f"before the first of {present.last:,}"


def let_go_words(count: int) -> str:
    """That the oldest steps are no longer kept, or ""."""
    if not count:
        return ""
    return "One earlier step was let go" if count == 1 else f"{count:,} earlier steps were let go"
