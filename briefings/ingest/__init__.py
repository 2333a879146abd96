"""Bytes to Article: one line per format in READERS."""
