"""The slash commands and the direct messages, by room."""
