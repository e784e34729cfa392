"""Tests of sending by SMTP, against a server that is made to fail in every way it can."""
