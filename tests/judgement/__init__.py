"""Tests of the rules: a few rows are judged, and what is found is asserted by id."""
