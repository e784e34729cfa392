"""Tests of messages: who is written to, about what, and in which words."""
