"""Tests of what makes a release: the version of a build, and the Python that may build it."""
