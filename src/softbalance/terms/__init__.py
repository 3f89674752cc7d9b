"""What the words mean: states, groupings, spells, estimates. No I/O beyond reading the register."""
