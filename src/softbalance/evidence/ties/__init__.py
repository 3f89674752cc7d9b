"""Ties: what flows from one state to another, and what one owes the other, each figure with its reporter."""
