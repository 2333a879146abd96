"""The same folders as the code; start reading at test_story.py."""
