"""View models: plain values in which every sum and every choice of a report has been made."""
