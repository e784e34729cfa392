"""The oracle: the rules once more in slow and obvious Python, by itself tested here."""
