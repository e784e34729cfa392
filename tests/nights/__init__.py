"""Tests of what a night does around its judgement: archives, and nights made up for afterwards."""
