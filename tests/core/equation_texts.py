"""Random cells for hypothesis: texts that the parser may read, in every way it allows."""

from __future__ import annotations

from hypothesis import strategies as st

# awkward ones among them: names that the generated programs use themselves
SIGNALS = ("f", "i", "c", "h", "z", "t", "a1", "d_h", "back_h", "signals", "units", "lo", "H", "zip", "add", "name")
INPUT_MATRICES = ("W", "W_1", "R_x")
MATRICES = ("U", "U_1", "R")
VECTORS = ("b", "b_1", "p_f", "d_h", "d_c", "d_x", "parameters", "b_given")
NUMBERS = ("1", "2", "0.5", "0.1", "1e-3")


@st.composite
def equation_texts(draw: st.DrawFn) -> str:
    """The text of a cell of 1 to 5 lines; values stay moderate, divisors away from 0, kinks are met by chance only."""
    names = draw(st.lists(st.sampled_from(SIGNALS), min_size=1, max_size=5, unique=True))
    writer = _Writer(draw, names)
    return "\n".join(f"{name} = {writer.line()}" for name in names)


class _Writer:
    def __init__(self, draw: st.DrawFn, names: list[str]) -> None:
        self.draw, self.names, self.kinks = draw, names, 0

    def pick(self, *options: str) -> str:
        return self.draw(st.sampled_from(options))

    def line(self) -> str:
        kind = self.pick("gate", "gate", "gate", "mix", "mix", "deep", "bare", "product")
        if kind == "gate":
            return self.call(2)
        if kind == "mix":
            return f"{self.call(1)} * {self.signal()} + {self.factor(2)} * {self.call(1)}"
        if kind == "deep":
            return self.sum(3)
        return self.leaf() if kind == "bare" else self.product(1)

    def signal(self) -> str:
        return self.pick(*self.names)

    def leaf(self) -> str:
        return self.pick(self.signal(), self.signal(), self.pick(*VECTORS), self.pick(*NUMBERS))

    def product(self, depth: int) -> str:
        kind = self.pick("x", "signal", "signal", "vector", "deep")
        if kind == "x":
            return f"{self.pick(*INPUT_MATRICES)} @ x"
        operand = self.signal() if kind == "signal" else self.pick(*VECTORS, *NUMBERS)
        if kind == "deep" and depth:
            operand = self.factor(depth - 1)
        return f"{self.pick(*MATRICES)} @ {operand}"

    def call(self, depth: int) -> str:
        function = self.pick("sigmoid", "tanh", "sigmoid", "tanh", "relu", "softplus", "exp")
        if function == "exp":
            return f"exp(tanh({self.sum(depth - 1)}))"
        if function == "relu":
            return f"relu({self.away_from_kinks(depth)})"
        return f"{function}({self.sum(depth)})"

    def away_from_kinks(self, depth: int) -> str:
        # a vector of its own; and no signal as it is, which a relu that feeds itself can cancel exactly
        self.kinks += 1
        own = f"b_kink{self.kinks}"
        if self.pick("gate", "sum") == "gate":
            return f"{self.pick(*INPUT_MATRICES)} @ x - {self.pick(*MATRICES)} @ {self.signal()} + {own}"
        return f"0.9 * ({self.sum(depth - 1)}) + {own}"

    def sum(self, depth: int) -> str:
        """Terms beside each other; a gate's own form among them."""
        count = self.draw(st.integers(1, 4))
        text = self.pick("", "", "-") + self.negatable(depth)
        for _ in range(count - 1):
            text += self.pick(" + ", " + ", " - ") + self.term(depth)
        return text

    def negatable(self, depth: int) -> str:
        text = self.term(depth)
        return f"({text})" if "@" in text else text

    def term(self, depth: int) -> str:
        kind = self.pick("product", "product", "product", "leaf", "factor", "times", "over")
        if kind == "product" or depth <= 0:
            return self.product(depth) if kind != "leaf" else self.leaf()
        if kind == "times":
            return f"{self.factor(depth - 1)} * {self.factor(depth - 1)}"
        if kind == "over":
            return f"{self.factor(depth - 1)} / {self.divisor(depth - 1)}"
        return self.leaf() if kind == "leaf" else self.factor(depth - 1)

    def factor(self, depth: int) -> str:
        """What may stand beside *, / and to the right of @."""
        kind = self.pick("leaf", "call", "sum", "negative", "product")
        if kind == "leaf" or depth <= 0:
            return self.leaf()
        if kind == "call":
            return self.call(depth - 1)
        if kind == "product":
            return f"({self.product(depth)})"
        return f"(-{self.factor(depth - 1)})" if kind == "negative" else f"({self.sum(depth - 1)})"

    def divisor(self, depth: int) -> str:
        return self.pick("2", f"(2 + tanh({self.sum(depth)}))", f"(1 + sigmoid({self.sum(depth)}))", "(1 + b * b)")
