"""Small controls that the panels share; each takes a theme and has `set_theme`."""
