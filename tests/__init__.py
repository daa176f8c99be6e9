"""The tests; a package so that `tests.core` is never taken for `core`."""
