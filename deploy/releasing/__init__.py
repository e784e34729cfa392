"""What makes a release: the version of a build, and the archive that is carried over."""
