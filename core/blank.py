"""The document that a person begins with who wants none of those that ship."""

from __future__ import annotations

from types import MappingProxyType

from core.cells import load_cell
from core.document import Document, Encoder, Model
from core.network import Network
from core.state import View

TITLE = "Untitled"


def blank() -> tuple[Document, View]:
    """An LSTM of one unit with one input and one output, and no step."""
    network = Network.build(1, [(load_cell("lstm"), 1)], 1, "sigmoid")
    encoder = Encoder(("input 1",), MappingProxyType({}))
    return Document(TITLE, (Model("LSTM", network, network),), (), encoder), View()
