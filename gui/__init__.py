"""The window: PySide6 and pyqtgraph over `core`."""

__version__ = "0.1.0"
