"""Names: from the written cell to comparable readings."""
