"""How the networks of a document were trained, and how every seed came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from core.document import Recipe, SeedRow
from gui.fonts import mono_font
from gui.theme import Theme
from gui.widgets.icon_button import IconButton

TITLE = "How these networks were trained"
MARGIN = 28
PAD = 10  # on the left of a cell
APART = 20  # more of that in front of each model's columns
COPIED_MS = 1600
WIDEST = 1000
COMMAND_PAD = 26  # of the command's field, on both sides together


class RecipeDialog(QDialog):
    """A page to read beside the window: the seeds, the settings, the command. Esc closes it."""

    def __init__(self, recipe: Recipe, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recipe = recipe
        self.setWindowTitle(TITLE)
        self.setModal(False)
        self.setMinimumSize(480, 320)
        self._page = QTextBrowser(self)
        self._page.setOpenLinks(False)
        # a page to read: no frame, and no ring while it has the keyboard
        self._page.setStyleSheet("QTextBrowser { background: palette(base); border: none; padding: 0px; }")
        self._page.setAccessibleName(TITLE)
        self._page.document().setDocumentMargin(MARGIN)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._page, 1)
        self._foot = self._make_foot(theme)
        layout.addWidget(self._foot)
        self.set_theme(theme)
        # Qt alone would stop at two thirds of the screen
        self.resize(self.sizeHint().boundedTo(self.screen().availableSize() * 0.9))

    def sizeHint(self) -> QSize:
        command = QFontMetrics(self._command.font()).horizontalAdvance(self.recipe.command) + COMMAND_PAD
        foot = self._foot.sizeHint().width() - self._command.sizeHint().width() + command
        return QSize(max(_page_width(self.recipe), min(foot, WIDEST)), 680)

    def text(self) -> str:
        """The page as plain text."""
        return self._page.toPlainText()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        scrolled = self._page.verticalScrollBar().value()
        self._page.setHtml(_page(self.recipe, theme))
        self._page.verticalScrollBar().setValue(scrolled)
        self.copy_button.set_theme(theme)
        self._close.set_theme(theme)

    def _make_foot(self, theme: Theme) -> QWidget:
        foot = QFrame(self)
        foot.setFrameShape(QFrame.Shape.NoFrame)
        words = QLabel("Train them again", foot)
        words.setProperty("tone", "muted")
        self._command = QLineEdit(self.recipe.command, foot)
        self._command.setReadOnly(True)
        self._command.setFont(mono_font(12))
        self._command.setCursorPosition(0)
        self._command.setAccessibleName("The command that trains them again")
        words.setBuddy(self._command)
        self.copy_button = IconButton(theme, "", "Copy", tooltip="Copy the command", kind="tool", parent=foot)
        self.copy_button.setMinimumWidth(76)
        self._close = IconButton(theme, "", "Close", kind="tool", parent=foot)
        self.copied_timer = QTimer(self)
        self.copied_timer.setSingleShot(True)
        self.copied_timer.setInterval(COPIED_MS)
        self.copied_timer.timeout.connect(self._show_copy)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self._close.clicked.connect(self.reject)
        row = QHBoxLayout(foot)
        row.setContentsMargins(MARGIN, 12, 16, 12)
        row.setSpacing(8)
        row.addWidget(words)
        row.addWidget(self._command, 1)
        row.addWidget(self.copy_button)
        row.addWidget(self._close)
        return foot

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.recipe.command)
        self.copy_button.setText("Copied")
        self.copied_timer.start()

    def _show_copy(self) -> None:
        self.copy_button.setText("Copy")


def _page_width(recipe: Recipe) -> int:
    columns = len(_models(recipe.seeds)) * (len(recipe.gaps) + 1)
    return min(WIDEST, max(640, 2 * MARGIN + 110 + 58 * columns))


def _page(recipe: Recipe, theme: Theme) -> str:
    """The page in Qt's rich text; what comes from the document is escaped."""
    muted = theme.muted.name()
    parts = [
        f"<h1 style='font-size:20px; font-weight:700; margin:0 0 6px 0'>{escape(TITLE)}</h1>",
        f"<p style='margin:0; color:{muted}'>{escape(_summary(recipe))}</p>",
        _seed_table(recipe, theme),
        f"<p style='margin:12px 0 0 0; font-size:12px; color:{muted}'>{escape(recipe.criterion)}</p>",
        _settings_table(recipe.settings, theme),
    ]
    return f"<body style='color:{theme.text.name()}; font-size:13px'>{''.join(parts)}</body>"


def _summary(recipe: Recipe) -> str:
    """Which seed is shown, out of how many, and how many read as the criterion asks: all counted in the table."""
    tried = sorted({row.seed for row in recipe.seeds})
    low, high = recipe.trained_gaps
    trained = f"trained on gaps of {low} to {high}" if low < high else f"trained on gaps of {low}"
    if len(tried) < 2:
        return f"Seed {recipe.chosen} is shown, {trained}; no other is listed."
    sentences = [f"Seed {recipe.chosen} is shown, picked from the {len(tried)} that were tried, all {trained}."]
    for model, rows in _models(recipe.seeds).items():
        judged = [row for row in rows.values() if row.readable is not None]
        if judged:
            read = sum(row.readable is True for row in judged)
            sentences.append(f"Of the {len(judged)} {model} networks {read} are readable.")
    return " ".join(sentences)


def _models(seeds: Sequence[SeedRow]) -> dict[str, dict[int, SeedRow]]:
    """Model -> seed -> row, in the order in which the models come."""
    found: dict[str, dict[int, SeedRow]] = {}
    for row in seeds:
        found.setdefault(row.model, {})[row.seed] = row
    return found


def _seed_table(recipe: Recipe, theme: Theme) -> str:
    models = _models(recipe.seeds)
    if not models:
        return ""
    rows = [_group_heads(recipe, models, theme), _column_heads(recipe, models, theme)]
    for seed in sorted({row.seed for row in recipe.seeds}):
        rows.append(_seed_row(recipe, models, seed, theme))
    return _table("".join(rows))


def _table(rows: str) -> str:
    style = "border-collapse:collapse; margin-top:22px"
    return f"<table cellspacing='0' cellpadding='0' style='{style}'>{rows}</table>"


def _row(cells: Iterable[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def _cell(text: str, style: str, align: str = "left", span: int = 1) -> str:
    return f"<td align='{align}' colspan='{span}' style='white-space:nowrap; {style}'>{text}</td>"


def _group_heads(recipe: Recipe, models: dict[str, dict[int, SeedRow]], theme: Theme) -> str:
    cells = [_cell("", "")]
    for model, rows in models.items():
        words = f"<b>{escape(model)}</b> <span style='color:{theme.muted.name()}'>right, in %, at a gap of</span>"
        style = f"padding:0 8px 2px {PAD + APART}px"
        cells.append(_cell(words, style, span=max(1, len(recipe.gaps) + _is_judged(rows))))
    return _row(cells)


def _column_heads(recipe: Recipe, models: dict[str, dict[int, SeedRow]], theme: Theme) -> str:
    line = f"border-bottom:1px solid {theme.line_strong.name()}; color:{theme.muted.name()}; font-size:12px"
    cells = [_cell("Seed", f"padding:2px 8px 4px {PAD}px; {line}")]
    for rows in models.values():
        heads = [*map(str, recipe.gaps), *["readable"] * _is_judged(rows)]
        cells += _group(heads, "2px", line)
    return _row(cells)


def _group(texts: Iterable[str], above: str, style: str) -> Iterator[str]:
    """The cells of one model, set off from those before."""
    for k, text in enumerate(texts):
        yield _cell(text, f"padding:{above} 8px 4px {PAD if k else PAD + APART}px; {style}", "right")


def _seed_row(recipe: Recipe, models: dict[str, dict[int, SeedRow]], seed: int, theme: Theme) -> str:
    style = f"border-bottom:1px solid {theme.line.name()}"
    mark = ""
    if seed == recipe.chosen:
        style += f"; background-color:{theme.accent_soft.name()}; font-weight:600"
        mark = f" <span style='color:{theme.accent_text.name()}'>shown</span>"
    cells = [_cell(f"{_mono(str(seed))}{mark}", f"padding:4px 8px 4px {PAD}px; {style}")]
    for rows in models.values():
        results = _results(rows.get(seed), len(recipe.gaps), _is_judged(rows), theme)
        cells += _group(results, "4px", style)
    return _row(cells)


def _results(row: SeedRow | None, gaps: int, judged: bool, theme: Theme) -> Iterator[str]:
    """A row's cells of one model; a dash where nothing is known."""
    accuracy = row.accuracy if row else ()
    for k in range(gaps):
        yield _mono(f"{100 * accuracy[k]:.1f}") if k < len(accuracy) else "–"
    if judged:
        known = {None: "–", True: f"<span style='color:{theme.ok.name()}'>yes</span>", False: "no"}
        yield known[row.readable if row else None]


def _is_judged(rows: dict[int, SeedRow]) -> bool:
    return any(row.readable is not None for row in rows.values())


def _settings_table(settings: Sequence[tuple[str, str]], theme: Theme) -> str:
    names = f"padding:0 24px 9px 0; color:{theme.muted.name()}"
    words = "padding:0 0 9px 0; white-space:normal"
    return _table("".join(_row([_cell(escape(name), names), _cell(escape(text), words)]) for name, text in settings))


def _mono(text: str) -> str:
    return f"<span style='font-family:\"{mono_font().family()}\"; font-size:12px'>{text}</span>"
