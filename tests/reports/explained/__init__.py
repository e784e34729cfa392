"""Tests of the explanation of one assessment, line by line."""
