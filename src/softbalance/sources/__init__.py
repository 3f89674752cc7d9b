"""What they said: declared data sets, the fetcher, the readers."""
