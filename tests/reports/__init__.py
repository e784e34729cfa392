"""Tests of pages, messages and files as texts: a night is judged, and what it says is read back."""
