"""The Discord front: knows Discord, decides nothing."""
