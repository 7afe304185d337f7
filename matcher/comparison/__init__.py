"""Comparison: agreement levels of candidate pairs, field by field, in bulk."""
