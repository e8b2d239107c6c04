"""What the coach decides and says next: pure functions of a client and an event."""
