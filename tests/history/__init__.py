"""Tests of the history by itself: its tables, its migrations, and damage to them."""
