"""Commands, run in this process on a small world of files."""
