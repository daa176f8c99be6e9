"""A GRU beside an LSTM: the same task, the same sentence, as many units, nothing cut and nothing priced."""

from __future__ import annotations

import numpy as np

from core.cells import load_cell
from core.document import Document, Model, Question, Recipe
from core.network import Network
from core.presets.trained import TASK, Report, Trained, trained
from core.scene import FILLERS, TRAINING, encoder, gru_start, made_with
from core.state import View
from core.tasks import GAPS as TRAINED_GAPS
from core.tasks import INPUTS

KEY = "gru-and-lstm"
SEEDS = tuple(range(8))
GAPS = (8, 15, 30, 50, 100)
UNITS = 4
SENTENCE = ("The", "girls", "who", "saw", "a", "cat", "near", "the", "old", "house", "were", "happy", ".")
GIRLS, HOUSE = SENTENCE.index("girls"), SENTENCE.index("house")
CHOICE = "the first whose networks are both right in at least 95% at every gap"


def document(report: Report) -> tuple[Document, View]:
    """A plural subject, and two singular nouns between it and its verb."""
    pairs = [
        (
            trained("LSTM", seed, lstm_start(seed), TRAINING, GAPS, report),
            trained("GRU", seed, gru_start(seed, UNITS), TRAINING, GAPS, report),
        )
        for seed in SEEDS
    ]
    shown = next(pair for pair in pairs if all(min(o.accuracy) >= 0.95 for o in pair))
    models = tuple(
        Model(o.name, o.network, o.start, colour, trained=o.network.fingerprint)
        for o, colour in zip(shown, ("#2F6FDE", "#12887E"), strict=True)
    )
    question = Question("the verb", "were", "was", GIRLS, HOUSE)
    made = Document("", models, SENTENCE, encoder(), question, FILLERS, _recipe(shown, pairs))
    return made, View(cursor=HOUSE, panels=("network", "timeline", "gradient"))


def lstm_start(seed: int) -> Network:
    """The LSTM before training: its forget gate starts open, its input gate nearly shut."""
    network = Network.build(len(INPUTS), [(load_cell("lstm"), UNITS)], 1, "sigmoid", seed)
    network = network.with_parameter(0, "b_f", np.full(UNITS, 3.0))
    return network.with_parameter(0, "b_i", np.full(UNITS, -2.0))


def _recipe(shown: tuple[Trained, Trained], pairs: list[tuple[Trained, Trained]]) -> Recipe:
    seed = shown[0].seed
    passing = [sum(min(pair[k].accuracy) >= 0.95 for pair in pairs) for k in range(2)]
    lstm, gru = (o.network.count() for o in shown)
    settings = (
        *TASK,
        (
            "Trained on",
            f"Gaps of {TRAINED_GAPS[0]} to {TRAINED_GAPS[1]} words; 1,500 updates of 32 streams, the same for both.",
        ),
        (
            "Optimiser",
            "Adam on the cross-entropy, rate 0.02, from 60% of the updates on 0.006, from 85% on 0.002; the gradient "
            "clipped to norm 1.",
        ),
        ("Start", "Weights uniform within ±1/√units, biases 0, save for what follows."),
        ("LSTM's biases", "The forget gate's start at 3, the input gate's at \N{MINUS SIGN}2."),
        ("GRU's biases", "The update gate's start at 3, as the LSTM's forget gate's: near 1 both keep."),
        (
            "Sizes",
            f"{UNITS} units each: {lstm} parameters in the LSTM, {gru} in the GRU. Nothing is cut, nothing priced.",
        ),
        ("Seed shown", f"{seed}, of {SEEDS[0]} to {SEEDS[-1]} {CHOICE}."),
        (
            "Other seeds",
            f"Of the {len(pairs)} LSTMs {passing[0]} are right in at least 95% at every gap, of the {len(pairs)} GRUs "
            f"{passing[1]}. All are in the table.",
        ),
        ("Made with", made_with()),
    )
    rows = tuple(pair[k].row for k in range(2) for pair in pairs)
    criterion = f"Shown: {CHOICE}."
    return Recipe(f"carousel presets {KEY} --out .", seed, TRAINED_GAPS, settings, GAPS, rows, criterion)
