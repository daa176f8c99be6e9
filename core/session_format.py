"""What a session file is: its mark, its version, and how much of anything it may hold."""

FORMAT = "carousel-session"
VERSION = 5
# 2: clamps; what is shown. 3: how layers stand among each other. 4: own inputs of steps, positions. 5: these as arrays
SUFFIX = ".carousel"
MAX_BYTES = 256 * 2**20
MAX_JSON = 32 * 2**20
MAX_UNITS = 512
MAX_STEPS = 100_000
MAX_CLAMPS = 10_000
MAX_LAYERS = 16
