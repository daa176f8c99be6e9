"""Somebody who does anything at all: edits, undoes, steps, looks elsewhere, shows and hides panels, from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from core import Clamp, cell_edits, drafts, input_edits, load_cell, model_edits, node_edits, step_edits, unit_edits
from core import document as edits
from core.cell_identity import typed
from core.cells import Cell, cell_names
from core.document import Document, Question
from core.edges import Weight, weights_into, weights_of, weights_out_of
from core.equations import FUNCTIONS
from core.network import READOUTS
from core.positions import Position
from core.state import FORMULAS, State
from gui.panel_list import TITLES
from gui.store import Store

MOST_STEPS, MOST_MODELS, MOST_UNITS, MOST_LAYERS = 40, 5, 12, 4  # beyond which things are rather taken away

Edit = tuple[Callable[..., Document], tuple[Any, ...]]


class RandomUser:
    """Acts on a store; `act` does one thing and says what. A refused edit changes nothing."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.rng = store, random.Random(seed)
        self._gesture: object | None = None
        self._edits = [name for name in dir(self) if name.startswith("edit_")]
        self._looks = [name for name in dir(self) if name.startswith("look_")]

    @property
    def state(self) -> State:
        """What there is now."""
        return self.store.state

    def act(self) -> str:
        """Do one thing."""
        dice = self.rng.random()
        if dice < 0.55:
            return self._edit()
        if dice < 0.75:
            name = self.rng.choice(self._looks)
            getattr(self, name)()
            return name
        if dice < 0.87:
            self.store.undo()
            return "undo"
        if dice < 0.97:
            self.store.redo()
            return "redo"
        self.store.go_to(self.rng.randrange(len(self.store.labels)))
        return "go to"

    def _edit(self) -> str:
        name = self.rng.choice(self._edits)
        made = getattr(self, name)()
        if made is None:
            return f"{name}: nothing to do"
        if self.rng.random() < 0.2:
            self._gesture = object() if self._gesture is None else None
            self.store.end_gesture()
        function, arguments = made
        self.store.edit(function, *arguments, label=name.removeprefix("edit_"), gesture=self._gesture)
        return name

    # what there is to choose from

    def _model(self) -> int:
        return self.rng.randrange(len(self.state.document.models))

    def _layer(self, model: int) -> int:
        return self.rng.randrange(len(self.state.document.models[model].network.layers))

    def _unit(self, model: int, layer: int) -> int:
        return self.rng.randrange(self.state.document.models[model].network.layers[layer].units)

    def _place(self) -> tuple[int, int, int]:
        model = self._model()
        layer = self._layer(model)
        return model, layer, self._unit(model, layer)

    def _signal(self, model: int, layer: int) -> str:
        return self.rng.choice(self.state.document.models[model].network.layers[layer].cell.signals)

    def _weights(self) -> tuple[int, list[Weight]]:
        model, layer, unit = self._place()
        network = self.state.document.models[model].network
        ways = self.rng.choice((weights_into, weights_of, weights_out_of))
        return model, ways(network, layer, unit)

    def _value(self) -> float:
        return self.rng.choice((0.0, 1.0, -1.0, self.rng.gauss(0, 1), self.rng.gauss(0, 30), 1e300, -5e-324))

    def _step(self, stop: int = 0) -> int:
        return self.rng.randrange(max(len(self.state.document.sequence) + stop, 1))

    def _word(self) -> str:
        words = list(self.state.document.encoder.words)
        return self.rng.choice([*words, "zebra"]) if words else "zebra"

    def _vector(self) -> list[float]:
        return [self.rng.gauss(0, 1) for _ in self.state.document.encoder.inputs]

    def _cell(self) -> Any:
        return load_cell(self.rng.choice(cell_names()))

    # edits

    def edit_weight(self) -> Edit | None:
        model, weights = self._weights()
        return (edits.set_weight, (model, *self.rng.choice(weights), self._value())) if weights else None

    def edit_weights_together(self) -> Edit:
        model, weights = self._weights()
        if self.rng.random() < 0.5:
            return unit_edits.set_weights, (model, weights, self.rng.gauss(0, 1))
        return unit_edits.scale_weights, (model, weights, self.rng.choice((0.5, 2.0, -1.0)))

    def edit_cuts(self) -> Edit:
        model, weights = self._weights()
        return edits.set_cuts, (model, weights, self.rng.random() < 0.5)

    def edit_clamp(self) -> Edit:
        model, layer, unit = self._place()
        first = self._step()
        last = self.rng.choice((None, first, first + 2))
        return edits.set_clamp, (
            model,
            Clamp(layer, self._signal(model, layer), unit, self.rng.gauss(0, 1), first, last),
        )

    def edit_release(self) -> Edit:
        model, layer, unit = self._place()
        if self.rng.random() < 0.3:
            return edits.release_all, (model,)
        return edits.release, (model, layer, self._signal(model, layer), unit, *sorted((self._step(), self._step())))

    def edit_reset(self) -> Edit:
        model, layer, unit = self._place()
        opened = self.store.opened
        if self.rng.random() < 0.5:
            return edits.reset_model, (opened, model)
        return edits.reset_unit, (opened, model, layer, unit)

    def edit_randomise(self) -> Edit:
        return edits.randomise, (self._model(), self.rng.randrange(100))

    def edit_units(self) -> Edit:
        model, layer, unit = self._place()
        units = self.state.document.models[model].network.layers[layer].units
        if self.rng.random() < 0.5 and units < MOST_UNITS:
            return edits.add_unit, (model, layer)
        if self.rng.random() < 0.5:
            return unit_edits.copy_unit, (model, layer, unit, [self._unit(model, layer)])
        return unit_edits.remove_units, (model, [(layer, unit), (layer, self._unit(model, layer))])

    def edit_layers(self) -> Edit:
        model, layer, _ = self._place()
        count = len(self.state.document.models[model].network.layers)
        if self.rng.random() < 0.5 and count < MOST_LAYERS:
            return edits.add_layer, (model, self.rng.randrange(count + 1), self._cell(), self.rng.randint(1, 4))
        return edits.remove_layer, (model, layer)

    def edit_cell(self) -> Edit:
        model = self._model()
        kept = self.rng.choice((None, self.store.opened.models[model]))
        return edits.set_cell, (model, self._layer(model), self._cell(), kept)

    def edit_gates(self) -> Edit | None:
        model = self._model()
        layer = self._layer(model)
        ways = self._ways(self.state.document.models[model].network.layers[layer].cell)
        if not ways:
            return None
        change, arguments = self.rng.choice(ways)
        return edits.set_cell, (model, layer, change(*arguments))

    def _ways(self, cell: Cell) -> list[tuple[Callable[..., Cell], tuple[Any, ...]]]:
        """All that can be done to a cell."""
        sees = cell_edits.peepholes(cell)
        found: list[tuple[Callable[..., Cell], tuple[Any, ...]]] = []
        found += [(cell_edits.remove_gate, (cell, gate)) for gate in cell_edits.removable(cell)]
        found += [(cell_edits.couple, (cell, *pair)) for pair in cell_edits.couplings(cell)]
        found += [(cell_edits.uncouple, (cell, gate)) for gate in cell_edits.uncoupled(cell)]
        found += [(cell_edits.remove_peephole if on else cell_edits.add_peephole, (cell, g)) for g, on in sees.items()]
        free = [signal for signal in cell.signals if cell_edits.activation(cell, signal) is not None]
        found += [(cell_edits.set_activation, (cell, s, self.rng.choice((*FUNCTIONS, cell_edits.NONE)))) for s in free]
        return [*found, (typed, (cell, cell.equations + self.rng.choice(("", "\n# mine"))))]

    def edit_nodes(self) -> Edit:
        model, layer, unit = self._place()
        nodes, document = [(layer, unit), (layer, self._unit(model, layer))], self.state.document
        choice = self.rng.randrange(4)
        if choice == 0:
            return node_edits.reset_units, (self.store.opened, model, nodes)
        if choice == 1:
            clamps = document.models[model].clamps
            return node_edits.release_clamps, (model, self.rng.sample(clamps, min(2, len(clamps))))
        if choice == 2:
            other, source, from_unit = self._place()
            given = document.models[other].network.layers[source]
            return node_edits.paste_unit, (model, layer, [unit], given, from_unit)
        inputs = self.rng.sample(range(len(document.encoder.inputs)), self.rng.randrange(2))
        return node_edits.remove_nodes, (model, nodes[:1], inputs, [0] if self.rng.random() < 0.3 else [])

    def edit_inputs(self) -> Edit:
        inputs = self.state.document.encoder.inputs
        index = self.rng.randrange(len(inputs))
        if self.rng.random() < 0.3:
            return input_edits.rename_input, (index, f"in {self.rng.randrange(9)}")
        if self.rng.random() < 0.5 and len(inputs) < MOST_UNITS:
            return input_edits.add_input, ()
        return input_edits.remove_input, (index,)

    def edit_outputs(self) -> Edit:
        model = self._model()
        outputs = self.state.document.models[model].network.outputs
        if self.rng.random() < 0.3:
            return input_edits.set_readout, (model, self.rng.choice(READOUTS))
        if self.rng.random() < 0.5 and outputs < MOST_LAYERS:
            return input_edits.add_output, (model,)
        return input_edits.remove_output, (model, self.rng.randrange(outputs))

    def edit_words(self) -> Edit:
        if self.rng.random() < 0.5:
            return input_edits.set_word_vector, (self._word(), self._vector())
        if self.rng.random() < 0.5:
            return input_edits.rename_word, (self._word(), self.rng.choice((self._word(), "a b", '"', "x;y")))
        return input_edits.forget_word, (self._word(),)

    def edit_other(self) -> Edit:
        return input_edits.set_other, (self.rng.choice((None, self._vector())),)

    def edit_step(self) -> Edit:
        step = self._step()
        choice = self.rng.randrange(4)
        if choice == 0:
            return step_edits.set_word, (step, self._word())
        if choice == 1:
            return step_edits.relabel_step, (step, self._word())
        if choice == 2:
            return step_edits.set_vector, (step, self.rng.choice((None, self._vector())))
        return step_edits.set_input, (step, self.rng.randrange(len(self.state.document.encoder.inputs)), self._value())

    def edit_steps(self) -> Edit:
        first, last = sorted((self._step(), self._step()))
        last = min(last, first + 3)
        if len(self.state.document.sequence) > MOST_STEPS or self.rng.random() < 0.3:
            return step_edits.delete_steps, (first, last)
        if self.rng.random() < 0.4:
            return step_edits.move_steps, (first, last, self._step())
        if self.rng.random() < 0.4:
            return step_edits.duplicate_steps, (first, last)
        words = [self._word() for _ in range(self.rng.randint(1, 3))]
        own = self.rng.choice(((), [self._vector() for _ in words]))
        return step_edits.insert_words, (self._step(1), words, own)

    def edit_curve(self) -> Edit:
        first = self._step()
        count = min(4, len(self.state.document.sequence) - first)
        way = self.rng.choice((step_edits.set_vectors, step_edits.set_values))
        return way, (first, [self._vector() for _ in range(count)])

    def edit_typed(self) -> Edit | None:
        """The sequence typed anew with something put into it."""
        if len(self.state.document.sequence) > MOST_STEPS:
            return None
        numbers = ",".join(f"{value:.3g}" for value in self._vector())
        words = drafts.written(self.state.document).split(" ")
        words.insert(self.rng.randrange(len(words) + 1), self.rng.choice((numbers, self._word(), "boy dogs.")))
        return self._type, (" ".join(words),)

    def _type(self, document: Document, text: str) -> Document:
        draft = drafts.drafted(document, text)
        kind = self.rng.choice(("own", "input")) if len(document.encoder.inputs) < MOST_UNITS else "own"
        answer = drafts.Answer(kind, numbers=tuple(self._vector()))
        return drafts.apply_draft(document, draft, dict.fromkeys(draft.unknown(document), answer))

    def edit_sequence(self) -> Edit | None:
        if self.rng.random() < 0.7:
            return None
        words = [self._word() for _ in range(self.rng.randint(0, 14))]
        if self.rng.random() < 0.5:
            return step_edits.set_sequence, (words, [self._vector() for _ in words])
        return step_edits.set_sequence, (words,)

    def edit_content(self) -> Edit | None:
        if self.rng.random() < 0.8:
            return None
        names = [f"in {k}" for k in range(self.rng.randint(1, 5))]
        known = {word: [self.rng.gauss(0, 1) for _ in names] for word in ("boy", "dogs", ".")}
        sequence = [self.rng.choice(list(known)) for _ in range(self.rng.randint(0, 12))]
        return input_edits.set_content, (names, known, sequence)

    def edit_question(self) -> Edit:
        subject, asked = sorted((self._step(), self._step()))
        question = Question("which", "low", "high", subject, asked)
        return step_edits.set_question, (self.rng.choice((None, question)),)

    def edit_models(self) -> Edit:
        model, count = self._model(), len(self.state.document.models)
        choice = self.rng.randrange(6)
        if choice == 0 and count < MOST_MODELS:
            return model_edits.add_model, (self._cell(), self.rng.randint(1, 5))
        if choice == 1 and count < MOST_MODELS:
            return model_edits.duplicate_model, (model,)
        if choice == 2:
            return model_edits.rename_model, (model, f"net {self.rng.randrange(9)}")
        if choice == 3:
            return model_edits.rewind, (model,)
        if choice == 4:
            return edits.recolour, (model, f"#{self.rng.randrange(16**6):06X}")
        return model_edits.remove_model, (model,)

    def edit_positions(self) -> Edit:
        model, layer, unit = self._place()
        if self.rng.random() < 0.3:
            return unit_edits.reset_positions, (model,)
        inputs = self.state.document.encoder.inputs
        places = [
            Position("unit", layer, unit, self.rng.random(), self.rng.random()),
            Position("input", 0, self.rng.randrange(len(inputs)), self.rng.random(), self.rng.random()),
        ]
        return unit_edits.move_nodes, (model, places)

    def edit_title(self) -> Edit:
        return edits.set_title, (self.rng.choice(("The red hat", "Another", "A & b")),)

    # looking elsewhere

    def look_step(self) -> None:
        self.store.look(cursor=self._step())

    def look_unit(self) -> None:
        model, layer, unit = self._place()
        self.store.look(model=model, layer=layer, unit=unit, signal=self._signal(model, layer))

    def look_before(self) -> None:
        self.store.look(before=self.rng.random() < 0.5, unfolded=self.rng.random() < 0.5)

    def look_across(self) -> None:
        self.store.look(across=self.rng.choice(("", *self.state.cell.signals)))

    def look_formulas(self) -> None:
        self.store.look(formulas=self.rng.choice([f for f in FORMULAS if f != "symbols"]))

    def look_hidden(self) -> None:
        self.store.look(hidden=tuple(k for k in range(len(self.state.document.models)) if self.rng.random() < 0.3))

    def look_ghost(self) -> None:
        self.store.look(ghost=self.rng.random() < 0.5)

    def look_panel(self) -> None:
        self.store.show_panel(self.rng.choice(list(TITLES)), self.rng.random() < 0.6)


def same_arrays(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Whether arrays are the same to the bit, NaN as NaN."""
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))
