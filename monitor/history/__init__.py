"""The embedded store of an output folder: what every night found, kept to compare and to tell."""
