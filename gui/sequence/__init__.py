"""The parts of the sequence editor."""
