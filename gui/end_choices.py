"""What can be done with an input or an output: its menu's choices, in groups. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterator

from core.document import Document
from core.edges import Weight
from core.input_edits import add_input, add_output, remove_input, remove_output, set_readout
from core.network import READOUT
from core.reshape import MOST_UNITS
from core.state import State
from core.step_edits import set_question
from gui.choice import Choice, Group, Input, Output, Submenu, back_choices, cut_choices
from gui.weight_entries import answers

READOUT_SAYS = {
    "identity": "Identity: any number",
    "sigmoid": "Sigmoid: 0 to 1 each",
    "softmax": "Softmax: shares of 1",
}


def end_title(state: State, end: Input | Output) -> str:
    """What an input or output is called: "input plural noun", "output 2"."""
    if isinstance(end, Input):
        return f"input {state.document.encoder.inputs[end.row]}"
    name = answers(state)[end.row]
    return name if name.startswith("output") else f"output {name}"


def end_groups(state: State, end: Input | Output) -> list[Group]:
    """All but the reset, and the choices of an output's bias."""
    if isinstance(end, Input):
        return [tuple(_cuts(state, end)), tuple(_input(state, end)), tuple(_back(state, end))]
    return [tuple(_cuts(state, end)), tuple(_output(state, end)), tuple(_reading(state)), tuple(_back(state, end))]


def weights_at(state: State, end: Input | Output) -> list[Weight]:
    """The weights by which the first level reads an input, at whatever step, or those that lead into an output."""
    network = state.model.network
    if isinstance(end, Output):
        return [Weight(READOUT, "W_y", (end.row, k)) for k in range(network.width(len(network.levels) - 1))]
    found = []
    for index in network.levels[0]:
        layer = network.layers[index]
        names = [name for name, shape in layer.cell.parameters.items() if shape == ("units", "inputs")]
        columns = range(end.row, layer.inputs, network.inputs)
        found += [Weight(index, name, (k, at)) for name in names for at in columns for k in range(layer.units)]
    return found


def bias_of(output: Output) -> Weight:
    """The bias of an output."""
    return Weight(READOUT, "b_y", (output.row,))


def _cuts(state: State, end: Input | Output) -> Iterator[Choice]:
    who, weights = end_title(state, end), weights_at(state, end)
    words = "the weights that read" if isinstance(end, Input) else "the weights into"
    yield from cut_choices(state, weights, f"{words} it", f"{words} {who}")


def _input(state: State, end: Input) -> Iterator[Choice]:
    inputs = state.document.encoder.inputs
    yield Choice("Rename…", act="rename", key="F2")
    yield add_input_choice(state)
    yield Choice(
        "Remove it", f"Remove {end_title(state, end)}", remove_input, (end.row,), enabled=len(inputs) > 1, key="Del"
    )


def add_input_choice(state: State, key: str = "Ins") -> Choice:
    """One more input."""
    count = len(state.document.encoder.inputs)
    return Choice("Add an input", "Add an input", add_input, enabled=count < MOST_UNITS, key=key)


def _output(state: State, end: Output) -> Iterator[Choice]:
    model, count = state.view.model, state.model.network.outputs
    yield add_output_choice(state)
    yield Choice(
        "Remove it", f"Remove {end_title(state, end)}", remove_output, (model, end.row), enabled=count > 1, key="Del"
    )


def add_output_choice(state: State, key: str = "Ins") -> Choice:
    """One more output."""
    model, count = state.view.model, state.model.network.outputs
    return Choice("Add an output", f"Add output {count + 1}", add_output, (model,), enabled=count < MOST_UNITS, key=key)


def _reading(state: State) -> Iterator[Choice | Submenu]:
    """How the outputs are read: their function, and the question that they answer."""
    model, network = state.view.model, state.model.network
    lines = [
        Choice(says, f"Read the outputs by {name}", set_readout, (model, name), chosen=network.readout == name)
        for name, says in READOUT_SAYS.items()
    ]
    yield Submenu("Readout", tuple(lines))
    yield Choice("Name the answers…", act="answers", key="F2")
    if state.document.question is not None:
        yield Choice("Ask no question", "Ask no question", ask_nothing)


def ask_nothing(document: Document) -> Document:
    """The document without a question."""
    return set_question(document, None)


def _back(state: State, end: Input | Output) -> Iterator[Choice]:
    kind = "input" if isinstance(end, Input) else "output"
    yield from back_choices(state, [(kind, 0, end.row)], end_title(state, end))
