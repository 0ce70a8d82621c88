"""How often we are right, measured on data with truth: the simulator's hard weeks, and silence planted in real tracks."""
