"""Tests of the whole program: from files to files, also killed, raced, damaged and in a browser."""
