"""Inputs, words and outputs come and go; what remains keeps its weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core import run
from core.clamps import Clamp
from core.document import set_clamp, set_cuts, set_title
from core.edges import Weight
from core.errors import CarouselError
from core.input_edits import (
    add_input,
    add_inputs,
    add_output,
    forget_word,
    remove_input,
    remove_inputs,
    remove_output,
    rename_input,
    rename_word,
    set_content,
    set_other,
    set_readout,
    set_word_vector,
)
from core.network import READOUT
from core.session import dumps, loads
from core.state import View
from core.step_edits import set_vector
from tests.core import scenes, wired_scenes

D = scenes.document()
BARE = replace(D, sequence=("boy",), question=None, fillers=(), encoder=replace(D.encoder, other=None))


@pytest.mark.parametrize("name", [None, *wired_scenes.WIRED])
def test_an_input_that_comes_and_goes_leaves_every_network_as_it_was(name: str | None) -> None:
    document = D if name is None else wired_scenes.document(name)
    more = add_input(document)
    assert more.encoder.inputs == (*document.encoder.inputs, "input 5")
    assert np.array_equal(more.x[:, :4], document.x) and not more.x[:, 4].any()
    for before, after in zip(document.models, more.models, strict=True):
        # a new input is 0 in every word, so that nothing of the run changes
        assert np.allclose(
            run(after.network, more.x).output, run(before.network, document.x).output, rtol=0, atol=1e-12
        )
        assert after.start is None or after.start.has_form_of(after.network)
    back = remove_input(more, 4)
    for before, after in zip(document.models, back.models, strict=True):
        assert after.network.equals(before.network) and after.identity is before.identity
    assert back.encoder.inputs == document.encoder.inputs and back.x.tolist() == document.x.tolist()
    saved = dumps(more, View())
    assert dumps(loads(saved)[0], View()) == saved


def test_what_an_input_was_is_taken_out_of_words_steps_and_columns() -> None:
    document = set_cuts(set_vector(D, 2, (1.0, 2.0, 3.0, 4.0)), 0, [Weight(0, "W_f", (1, 3))], True)
    fewer = remove_inputs(document, (0, 2))
    assert fewer.encoder.inputs == ("plural noun", "full stop")
    assert fewer.encoder.vector("dogs") == (1.0, 0.0) and fewer.encoder.other == (0.0, 0.0)
    assert fewer.vector(2) == (2.0, 4.0)
    network, before = fewer.models[0].network, document.models[0].network
    assert np.array_equal(network.parameter(0, "W_f"), before.parameter(0, "W_f")[:, [1, 3]])
    cut = network.cut(0, "W_f")
    assert cut is not None and np.argwhere(cut).tolist() == [[1, 1]]


def test_words_are_known_changed_and_forgotten() -> None:
    bare = set_word_vector(D, "zebra", (1, 0, 0, 0))
    assert bare.encoder.vector("zebra") == (1.0, 0.0, 0.0, 0.0)
    assert set_word_vector(bare, "zebra", (1, 0, 0, 0)) is bare
    louder = set_word_vector(D, "boy", (2, 0, 0, 0))
    assert louder.x[D.sequence.index("boy")].tolist() == [2, 0, 0, 0]
    assert forget_word(bare, "zebra").encoder.words == D.encoder.words
    renamed = rename_input(D, 0, " sing ")
    assert (
        renamed.encoder.inputs[0] == "sing"
        and renamed.models is D.models
        and rename_input(renamed, 0, "sing") is renamed
    )


def test_another_content_keeps_the_weights_of_the_inputs_that_it_shares() -> None:
    held = set_clamp(D, 0, Clamp(0, "f", 0, 0.5))
    made = set_content(held, ("full stop", "t", "plural noun"), {"a": (1, 0, 0)}, ("a", "7"), (None, (0.5, -1.0, 3.0)))
    assert made.x.tolist() == [[1, 0, 0], [0.5, -1.0, 3.0]] and made.question is None
    assert made.models[0].clamps == held.models[0].clamps
    for before, after in zip(held.models, made.models, strict=True):
        for name in (n for n, shape in before.network.layers[0].cell.parameters.items() if shape[1:] == ("inputs",)):
            ours, old = after.network.parameter(0, name), before.network.parameter(0, name)
            assert np.array_equal(ours[:, 0], old[:, 3]) and np.array_equal(ours[:, 2], old[:, 1])
    alike = set_content(D, D.encoder.inputs, {"a": (1, 0, 0, 0)}, ("a",))
    assert all(a.network.equals(b.network) for a, b in zip(alike.models, D.models, strict=True))


def test_holds_of_steps_go_with_the_content_they_were_in() -> None:
    held = D
    for clamp in (Clamp(0, "f", 0, 1.0), Clamp(0, "i", 0, 1.0, 3), Clamp(0, "o", 0, 1.0, 2, 4)):
        held = set_clamp(held, 0, clamp)
    made = set_content(held, ("x",), {"a": [1.0]}, ["a"] * 40)
    assert made.models[0].clamps == (Clamp(0, "f", 0, 1.0),)


def test_a_word_does_not_take_the_name_of_one_that_is_not_known_but_stands_there() -> None:
    other = replace(D.encoder, other=(0.0, 0.0, 0.0, 5.0))
    document = replace(D, encoder=other, sequence=("zebra", *D.sequence[1:]))
    with pytest.raises(CarouselError, match="name of the word: expected one that no other word has"):
        rename_word(document, "boy", "zebra")
    own = set_vector(document, 0, (1.0, 2.0, 3.0, 4.0))  # needs no word
    assert np.array_equal(rename_word(own, "boy", "zebra").x, own.x)


def test_outputs_come_and_go_with_their_own_weights() -> None:
    two = add_output(D, 0)
    network, before = two.models[0].network, D.models[0].network
    assert network.outputs == 2 and two.models[1] is D.models[1]
    assert np.array_equal(network.parameter(READOUT, "W_y")[:1], before.parameter(READOUT, "W_y"))
    other = remove_output(two, 0, 0).models[0].network
    assert np.array_equal(other.parameter(READOUT, "W_y"), network.parameter(READOUT, "W_y")[1:])
    assert remove_output(two, 0, 1).models[0].network.equals(before)
    plain = set_readout(D, 0, "identity").models[0].network
    assert plain.readout == "identity" and np.array_equal(run(plain, D.x).output, run(before, D.x).logits)


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "the last input": (lambda: remove_inputs(D, range(4)), "inputs: expected at least one, found none left"),
    "an input twice": (lambda: add_input(D, "full stop"), "name of the input: expected one that no other input has"),
    "renamed to another's": (lambda: rename_input(D, 0, "full stop"), "name of the input: expected one that no other"),
    "no name": (
        lambda: rename_input(D, 0, " "),
        "name of the input: expected 1 to 80 printable characters, found nothing",
    ),
    "an input too far": (lambda: remove_input(D, 4), "input: expected 0 to 3, found 4"),
    "a word's numbers": (lambda: set_word_vector(D, "boy", (1, 2)), "vector of the word: expected 4 numbers, found 2"),
    "a word not known": (lambda: forget_word(D, "zebra"), "word: expected one that the encoder knows, found 'zebra'"),
    "the others' vector": (lambda: set_other(D, None), "word: expected a word that the encoder knows"),
    "a word in use": (lambda: forget_word(BARE, "boy"), "word to forget: expected one that the sequence does not need"),
    "names twice": (lambda: set_content(D, ("a", "a "), {}, ()), "names of the inputs: expected each once, found a"),
    "no names": (lambda: set_content(D, (), {}, ()), "inputs: expected at least one"),
    "the last output": (lambda: remove_output(D, 0, 0), "outputs: expected at least one, found none left"),
    "an unknown readout": (lambda: set_readout(D, 0, "tanh"), "readout: expected one of identity, sigmoid, softmax"),  # type: ignore[arg-type]
    "a title of two lines": (lambda: set_title(D, "a\nb"), "title: expected 1 to 80 printable characters, found 'a"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_place_is_refused_in_a_sentence(name: str) -> None:
    edit, sentence = REFUSED[name]
    with pytest.raises(CarouselError) as caught:
        edit()
    assert str(caught.value).startswith(sentence)


def test_several_inputs_come_at_once_as_one_by_one() -> None:
    made = add_inputs(D, ("new", " more "))
    assert made.encoder.inputs == (*D.encoder.inputs, "new", "more")
    assert all(vector[-2:] == (0.0, 0.0) for vector in made.encoder.words.values())
    for model, old in zip(made.models, D.models, strict=True):
        assert np.allclose(run(model.network, made.x).output, run(old.network, D.x).output, rtol=1e-13, atol=0)
    assert add_inputs(D, ()) is D
    for names in (("a", "a"), (D.encoder.inputs[0],)):
        with pytest.raises(CarouselError, match="name of the input: expected one that no other input has"):
            add_inputs(D, names)
