"""Seeded sequences with known answers: one file a task."""

from core.tasks.batch import Batch
from core.tasks.catalogue import load_task, task_names
from core.tasks.number_agreement import (
    CHANCE,
    GAPS,
    INPUTS,
    MOST_GAP,
    NOUN,
    OTHER,
    PLURAL,
    SENTENCES,
    SINGULAR,
    STOP,
    accuracy,
    agreement,
)
from core.tasks.task import Task

__all__ = [
    "CHANCE",
    "GAPS",
    "INPUTS",
    "MOST_GAP",
    "NOUN",
    "OTHER",
    "PLURAL",
    "SENTENCES",
    "SINGULAR",
    "STOP",
    "Batch",
    "Task",
    "accuracy",
    "agreement",
    "load_task",
    "task_names",
]
