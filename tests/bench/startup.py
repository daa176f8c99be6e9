"""Seconds from the start of a process to its first frame with data, for Carousel and for a bare pyqtgraph window."""

from __future__ import annotations

import os
import subprocess
import sys
import time

BARE = """
import numpy as np, pyqtgraph as pg
from PySide6.QtWidgets import QApplication
app = QApplication([])
plot = pg.PlotWidget()
plot.resize(1440, 900)
plot.plot(np.arange(100.0), np.sin(np.arange(100.0)))
plot.show()
for _ in range(5):
    app.processEvents()
"""
CAROUSEL = """
import gc, os
gc.disable()  # as main.py does
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
from gui.app import Work, make_application
app = make_application()
work = Work(app, [])
work.window.resize(1440, 900)
work.window.show()
for _ in range(50):
    app.processEvents()
    panels = work.window.panels.values()
    if panels and all(panel.shown for panel in panels):
        break
app.processEvents()
"""


def main() -> None:
    """Run one side ("carousel" or "bare") once and print its seconds as JSON."""
    source = CAROUSEL if sys.argv[1] == "carousel" else BARE
    began = time.perf_counter()
    environment = os.environ | {"PYTHONPATH": os.getcwd()}
    subprocess.run([sys.executable, "-c", source + "\nimport os; os._exit(0)"], check=True, env=environment)
    print(f'{{"seconds": {time.perf_counter() - began:.4f}}}')


if __name__ == "__main__":
    main()
