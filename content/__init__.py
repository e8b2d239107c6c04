"""What the coach knows: data, its schema, and the loader that checks it."""
