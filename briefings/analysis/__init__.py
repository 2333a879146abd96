"""Article to Findings, knowing no other article."""
