"""Unit tests of the configuration: what may be said, and how each mistake is answered."""
