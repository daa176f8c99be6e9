"""Who learns across a gap, against the gain over that gap before training: the experiment, and what it found.

Every kind of start is tried over every range of gaps with every seed. The gain (`Decay.gain`) is that of the
memory, c in an LSTM and h in an RNN, from the word that is asked about back to the subject. What was found ships
as resources/experiments/zone.json, which `carousel train zone` makes.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from core.cells import load_cell
from core.decay import gradient_decay
from core.errors import CarouselError
from core.network import Network
from core.scene import made_with
from core.schedules import Drops
from core.starts import start as started
from core.tasks import INPUTS, PLURAL, SENTENCES, SINGULAR, Batch, agreement
from core.trace import run
from core.training import Settings, train

FORMAT, VERSION = "carousel-zone", 1
COMMAND = "carousel train zone --out zone.json"

UNITS = 8
SEEDS = tuple(range(16))
GAPS = ((5, 9), (10, 14), (15, 19), (23, 27))  # around 7, 12, 17 and 25; both ends included
TRAINING = Settings(updates=1000, rate=0.02, schedule=Drops(((0.6, 0.3), (0.85, 0.1))), clip=1.0)
STREAMS = 32  # in a batch, and in what the gain is measured on
TESTED = 1000  # streams
LEARNT = 0.95

CRITERION = (
    f"Learnt: after training right in at least {LEARNT:.0%} of {TESTED:,} new sentences with gaps of the same range, "
    "each read on its own. Counted beside it: whether the sentence that follows in the stream, nothing reset between, "
    "is answered as well; for that the network has to clear its memory too."
)


@dataclass(frozen=True)
class Start:
    """How a network is before training: as `Network.build` makes it, save for what is given here."""

    name: str
    cell: str
    forget_bias: float = 0.0
    orthogonal: bool = False

    def network(self, seed: int) -> Network:
        """The network of a seed; those of one cell differ in nothing else."""
        network = Network.build(len(INPUTS), [(load_cell(self.cell), UNITS)], 1, "sigmoid", seed)
        if self.forget_bias:
            network = started(network, "forget", value=self.forget_bias)
        return started(network, "orthogonal", (seed, 2)) if self.orthogonal else network


STARTS = (
    Start("RNN", "elman"),
    Start("LSTM, b_f 0", "lstm"),
    Start("LSTM, b_f 1", "lstm", forget_bias=1.0),
    Start("LSTM, b_f 3", "lstm", forget_bias=3.0),
    Start("RNN, orthogonal", "elman", orthogonal=True),
)


@dataclass(frozen=True)
class Outcome:
    """One network: its gain before training; after it the share of right answers.

    `first`: in sentences read on their own; `second`: in those that follow, nothing reset between.
    """

    seed: int
    gain: float
    first: float
    second: float

    @property
    def learnt(self) -> bool:
        """Whether it learnt to answer across the gap, as CRITERION says."""
        return self.first >= LEARNT

    @property
    def clears(self) -> bool:
        """Whether it answers the sentence that follows as well."""
        return self.learnt and self.second >= LEARNT


@dataclass(frozen=True)
class Tally:
    """Of some networks how many learnt, how many of these clear too, and the best share of right answers."""

    networks: int
    learnt: int
    clears: int
    best: float

    @staticmethod
    def of(outcomes: Iterable[Outcome]) -> Tally:
        """Counts `outcomes`; `best` is 0 where there are none."""
        found = tuple(outcomes)
        learnt, clears = sum(o.learnt for o in found), sum(o.clears for o in found)
        return Tally(len(found), learnt, clears, max((o.first for o in found), default=0.0))


@dataclass(frozen=True)
class Row:
    """One start over one range of gaps, both ends included: a network a seed."""

    network: str
    gaps: tuple[int, int]
    outcomes: tuple[Outcome, ...]

    @property
    def gain(self) -> float:
        """The median over the seeds, on a logarithmic scale."""
        return math.pow(10.0, float(np.median([math.log10(o.gain) for o in self.outcomes])))

    @property
    def tally(self) -> Tally:
        """How many of the networks learnt."""
        return Tally.of(self.outcomes)


@dataclass(frozen=True)
class Zone:
    """What was found, and how. `rows` by start, then range of gaps; none is missing."""

    command: str
    criterion: str
    settings: tuple[tuple[str, str], ...]
    made_with: str
    units: int
    updates: int
    sentences: int
    rows: tuple[Row, ...]

    @property
    def networks(self) -> tuple[str, ...]:
        """The names of the starts, in order."""
        return tuple(dict.fromkeys(row.network for row in self.rows))

    @property
    def gaps(self) -> tuple[tuple[int, int], ...]:
        """The ranges of gaps, in order."""
        return tuple(dict.fromkeys(row.gaps for row in self.rows))

    @property
    def seeds(self) -> int:
        """How many networks a row has."""
        return len(self.rows[0].outcomes)

    def row(self, network: str, gaps: tuple[int, int]) -> Row:
        """The row of a start over a range of gaps; CarouselError where there is none."""
        for row in self.rows:
            if (row.network, row.gaps) == (network, gaps):
                return row
        known = ", ".join(f"{row.network} over {row.gaps}" for row in self.rows)
        raise CarouselError("row", f"one of {known}", f"{network} over {gaps}")

    def rows_under(self, gain: float) -> tuple[Row, ...]:
        """The rows whose median gain is under `gain`."""
        return tuple(row for row in self.rows if row.gain < gain)

    def under(self, gain: float) -> Tally:
        """Of the networks whose own gain was under `gain`, whatever row they are in."""
        return Tally.of(o for row in self.rows for o in row.outcomes if o.gain < gain)

    def above(self, gain: float) -> Tally:
        """Of the networks whose own gain was at least `gain`."""
        return Tally.of(o for row in self.rows for o in row.outcomes if o.gain >= gain)


# what ships


@lru_cache(maxsize=1)
def load_zone() -> Zone:
    """What resources/experiments/zone.json holds, read once; CarouselError names the field that does not fit."""
    file = resources.files("resources").joinpath("experiments", "zone.json")
    try:
        return loads(file.read_bytes(), file.name)
    except OSError as error:
        raise CarouselError(file.name, "a file that can be read", error.strerror or str(error)) from None


def loads(data: bytes, name: str = "zone.json") -> Zone:
    """The zone in a file's bytes; CarouselError names the field, what was expected and what was found."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise CarouselError(name, "JSON", str(error)[:80]) from None
    return _Reader(name).zone(content)


def dumps(zone: Zone) -> bytes:
    """The bytes of a file, a line a row; the same zone gives the same bytes."""
    rows = ",\n".join(f"  {json.dumps(_row_data(row), ensure_ascii=False)}" for row in zone.rows)
    head = {
        "format": FORMAT,
        "version": VERSION,
        "command": zone.command,
        "criterion": zone.criterion,
        "settings": zone.settings,
        "made_with": zone.made_with,
        "units": zone.units,
        "updates": zone.updates,
        "sentences": zone.sentences,
    }
    text = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{text},\n "rows": [\n{rows}\n ]\n}}\n'.encode()


def _row_data(row: Row) -> dict[str, Any]:
    return {
        "network": row.network,
        "gaps": row.gaps,
        "seeds": [o.seed for o in row.outcomes],
        "gain": [o.gain for o in row.outcomes],
        "first": [o.first for o in row.outcomes],
        "second": [o.second for o in row.outcomes],
    }


class _Reader:
    """Reads one file field by field; a place such as "rows[0].gain[3]" goes along for the messages."""

    def __init__(self, name: str) -> None:
        self.name = name

    def wrong(self, place: str, expected: str, found: Any) -> CarouselError:
        return CarouselError(f"{self.name}, {place}", expected, "nothing" if found is None else repr(found)[:60])

    def zone(self, content: Any) -> Zone:
        if self.text(content, "format") != FORMAT:
            raise self.wrong("format", FORMAT, content["format"])
        if self.count(content, "version") != VERSION:
            raise self.wrong("version", str(VERSION), content["version"])
        settings = enumerate(self.items(content, "settings"))
        rows = enumerate(self.items(content, "rows"))
        zone = Zone(
            self.text(content, "command"),
            self.text(content, "criterion"),
            tuple(self.setting(pair, f"settings[{i}]") for i, pair in settings),
            self.text(content, "made_with"),
            self.count(content, "units"),
            self.count(content, "updates"),
            self.count(content, "sentences"),
            tuple(self.row(row, f"rows[{i}]") for i, row in rows),
        )
        return self.whole(zone)

    def whole(self, zone: Zone) -> Zone:
        found = [(row.network, row.gaps) for row in zone.rows]
        if sorted(found) != sorted((network, gaps) for network in zone.networks for gaps in zone.gaps):
            raise self.wrong("rows", "one for every network and range of gaps", found)
        seeds = [[o.seed for o in row.outcomes] for row in zone.rows]
        if any(others != seeds[0] for others in seeds):
            raise self.wrong("rows", "the same seeds in every row", seeds)
        return zone

    def row(self, row: Any, place: str) -> Row:
        seeds = self.items(row, "seeds", place)
        for i, seed in enumerate(seeds):
            if not _is_count(seed, 0) or seed in seeds[:i]:
                raise self.wrong(f"{place}.seeds[{i}]", "another whole number of at least 0", seed)
        shares = [self.numbers(row, key, len(seeds), place, "a number from 0 to 1") for key in ("first", "second")]
        gains = self.numbers(row, "gain", len(seeds), place, "a finite number above 0")
        outcomes = tuple(Outcome(*values) for values in zip(seeds, gains, *shares, strict=True))
        return Row(self.text(row, "network", place), self.gaps(row, place), outcomes)

    def gaps(self, row: Any, place: str) -> tuple[int, int]:
        gaps = self.items(row, "gaps", place)
        if len(gaps) != 2 or not all(_is_count(gap, 0) for gap in gaps) or gaps[0] > gaps[1]:
            raise self.wrong(f"{place}.gaps", "two rising whole numbers of at least 0", gaps)
        return gaps[0], gaps[1]

    def setting(self, pair: Any, place: str) -> tuple[str, str]:
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(text, str) for text in pair):
            raise self.wrong(place, "a name and a text", pair)
        return pair[0], pair[1]

    def numbers(self, data: Any, key: str, count: int, place: str, expected: str) -> list[float]:
        values = self.items(data, key, place)
        if len(values) != count:
            raise self.wrong(f"{place}.{key}", f"{count} numbers, one a seed", values)
        for i, value in enumerate(values):
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if not is_number or not (0 < value < math.inf if key == "gain" else 0 <= value <= 1):
                raise self.wrong(f"{place}.{key}[{i}]", expected, value)
        return [float(value) for value in values]

    def field(self, data: Any, key: str, place: str = "") -> tuple[Any, str]:
        """data[key], None where there is none, and its place."""
        return data.get(key) if isinstance(data, dict) else None, f"{place}.{key}" if place else key

    def text(self, data: Any, key: str, place: str = "") -> str:
        value, place = self.field(data, key, place)
        if not isinstance(value, str):
            raise self.wrong(place, "text", value)
        return value

    def count(self, data: Any, key: str) -> int:
        value, place = self.field(data, key)
        if not _is_count(value, 1):
            raise self.wrong(place, "a whole number of at least 1", value)
        return int(value)

    def items(self, data: Any, key: str, place: str = "") -> list[Any]:
        value, place = self.field(data, key, place)
        if not isinstance(value, list) or not value:
            raise self.wrong(place, "a list with something in it", value)
        return value


def _is_count(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


# the experiment


def main(*, out: Path) -> int:
    """Train every network of the experiment, write the file `out` and tell the table; 0 when done.

    About 10 minutes on one core; the same file to the bit on the same kind of machine. CarouselError where the file
    cannot be written, said before the training.
    """
    if not out.parent.is_dir() or out.is_dir():
        found = "a folder" if out.is_dir() else "no such folder"
        raise CarouselError(str(out), "a file in a folder that exists", found)
    began = time.perf_counter()
    zone = experiment(_say)
    data = dumps(zone)
    loads(data, out.name)
    _write(out, data)
    _say("\n".join(["", *table(zone), "", f"{out} written, {time.perf_counter() - began:.0f} s in all"]))
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


def _write(out: Path, data: bytes) -> None:
    temporary = out.parent / f".{out.name[:50]}.{os.getpid()}.part"
    try:
        temporary.write_bytes(data)
        os.replace(temporary, out)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise CarouselError(str(out), "a place that can be written", error.strerror or str(error)) from None


def experiment(report: Callable[[str], None]) -> Zone:
    """Every start over every range of gaps with every seed; `report` is told each row."""
    rows = []
    for start in STARTS:
        for gaps in GAPS:
            began = time.perf_counter()
            rows.append(Row(start.name, gaps, tuple(outcome(start, gaps, seed) for seed in SEEDS)))
            report(f"{start.name}, gaps {_range(gaps)}: {_cell(rows[-1])}, {time.perf_counter() - began:.0f} s")
    return Zone(COMMAND, CRITERION, settings(), made_with(), UNITS, TRAINING.updates, TESTED, tuple(rows))


def table(zone: Zone) -> list[str]:
    """The lines of a table for the terminal: median gain, how many learnt, and in brackets how many clear too."""
    width = max(len(network) for network in zone.networks)
    lines = [" " * width + "".join(f"{_range(gaps):>25}" for gaps in zone.gaps)]
    for network in zone.networks:
        cells = (_cell(zone.row(network, gaps)) for gaps in zone.gaps)
        lines.append(f"{network:<{width}}" + "".join(f"{cell:>25}" for cell in cells))
    return lines


def _range(gaps: tuple[int, int]) -> str:
    return f"{gaps[0]} to {gaps[1]}"


def _cell(row: Row) -> str:
    tally = row.tally
    return f"{row.gain:.1e}, {tally.learnt} of {tally.networks} ({tally.clears})"


def outcome(start: Start, gaps: tuple[int, int], seed: int) -> Outcome:
    """One network trained on sentences with these gaps, to the figures that are written."""
    network = start.network(seed)
    before = gain(network, agreement(0, STREAMS, gaps))
    draws = np.random.default_rng([seed, 1])
    for step in train(network, lambda: agreement(draws, STREAMS, gaps), TRAINING):
        last = step
    first, second = shares(last.network, agreement(0, TESTED, gaps))
    return Outcome(seed, float(f"{before:.3e}"), first, second)


def gain(network: Network, batch: Batch) -> float:
    """That of the memory, from each word that is asked about back to its subject; the geometric mean over sentences."""
    trace = run(network, batch.x, lengths=batch.lengths.tolist())
    memory = network.layers[-1].cell.memory
    found = []
    for stream, subject, asked in spans(batch):
        decay = gradient_decay(trace, asked, len(network.layers) - 1, lags=asked - subject, sequence=stream)
        found.append(float(decay.log10_gain[memory][0]))
    return math.pow(10.0, math.fsum(found) / len(found))


def spans(batch: Batch) -> Iterator[tuple[int, int, int]]:
    """For every sentence its stream, the step of its subject and the step asked about."""
    for stream in range(batch.x.shape[1]):
        nouns = np.flatnonzero(batch.x[:, stream, [SINGULAR, PLURAL]].any(axis=1))
        begins = 0
        for asked in np.flatnonzero(batch.scored[:, stream]).tolist():
            yield stream, int(nouns[nouns >= begins][0]), asked  # no noun comes before the subject
            begins = asked + 1


def shares(network: Network, batch: Batch) -> tuple[float, ...]:
    """The share of right answers to the first, the second, ... sentences of the streams."""
    logits = run(network, batch.x, lengths=batch.lengths.tolist()).logits[:, :, 0]
    asked = batch.scored.T  # by stream, then in order of time
    right = np.equal(logits.T[asked] > 0, batch.target.T[asked] == 1)
    return tuple(float(share) for share in right.reshape(-1, SENTENCES).mean(axis=0))


def settings() -> tuple[tuple[str, str], ...]:
    """How it was done, in plain words."""
    return (
        (
            "Task",
            "Streams of two sentences, nothing reset between: 1 or 2 other words, the subject, the gap, the verb, one "
            "other word, a full stop. A word of the gap is a noun with probability 0.3; each noun's number is a fair "
            "coin. The verb is fed as an other word, so it gives nothing away.",
        ),
        ("Asked", "Is the subject singular? Only at the word before the verb; guessing gives 50%."),
        ("Gaps", f"{', '.join(map(_range, GAPS))} words: trained on, tested on and measured over."),
        ("Networks", f"{UNITS} units and a readout of all of them; seeds {SEEDS[0]} to {SEEDS[-1]} of each start."),
        ("Trained on", f"{TRAINING.updates:,} updates of {STREAMS} streams; of a seed, the same for every start."),
        ("Tested on", f"{TESTED:,} new streams, the same for every network."),
        (
            "Optimiser",
            "Adam on the cross-entropy, rate 0.02, from 60% of the updates on 0.006, from 85% on 0.002; the gradient "
            "clipped to norm 1.",
        ),
        (
            "Start",
            "Weights uniform within \u00b11/\u221aunits, biases 0, the input gate's too; b_f is what the forget "
            "gate's bias starts at. Orthogonal: the recurrent weights, drawn evenly from all orthogonal matrices.",
        ),
        (
            "Gain",
            "That of the memory (c in an LSTM, h in an RNN) before training, from the word asked about back to the "
            f"subject: the geometric mean over {STREAMS * SENTENCES} sentences, the same for every network; of a "
            "start, the median over its seeds.",
        ),
    )
