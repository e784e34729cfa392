"""The tests of the monitor, in folders like those of the program."""
