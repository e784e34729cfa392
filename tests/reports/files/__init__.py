"""Tests of the files of a night that are not pages: each row and each key."""
