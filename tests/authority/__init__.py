"""The simulated authority: nights of made-up work, and the list of what truly happened in them."""
