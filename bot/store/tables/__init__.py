"""A file for each kind of row, with what is asked of it. `Store` is all of them, over one connection."""
