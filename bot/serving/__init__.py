"""What Limber answers over HTTP: Telegram's webhook, and the questions of whoever supervises it."""
