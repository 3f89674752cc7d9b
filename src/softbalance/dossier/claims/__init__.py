"""The claims: sentences somebody published, each with a test fixed before looking, and what the evidence says."""
