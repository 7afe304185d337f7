"""Intake: from a file of any kind to records and a report of every problem in it."""
