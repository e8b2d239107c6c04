"""Everything with a side effect: Telegram, the database, the clock, the commands."""
