"""From a stated number to a verdict: quantities, readings, verdicts."""
