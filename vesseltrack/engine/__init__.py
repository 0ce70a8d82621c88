"""What runs: a step, the order of the steps as their SQL tells it, and the run over all of them."""
