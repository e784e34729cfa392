"""Tests of the reader of the census: whole files, and each fault of one."""
