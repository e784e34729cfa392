"""The night's speed and memory, measured in one run beside its peers."""
