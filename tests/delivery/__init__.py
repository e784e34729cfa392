"""Tests of each way to send a message, against a server, a folder or a browser of the tests."""
