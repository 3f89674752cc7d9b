"""What follows: pure functions, arrays in, frozen results out."""
