"""softbalance: would the members of a grouping of states act together when it costs?"""
