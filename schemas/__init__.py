"""The pandera contracts that hold both doors of the judging."""
