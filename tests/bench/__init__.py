"""Speed, as ratios measured side by side; nothing here fails for being slow. Run: python -m tests.bench"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as main.py does, before NumPy loads
