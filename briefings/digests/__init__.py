"""Answers by the clock: what is due, and what it says."""
