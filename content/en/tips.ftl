# A tip now and then, and how to have none.

tip = 💡 { $text }
no-more-tips = No more tips
tips-again = Tips again
tips-off = Fine, no more tips. Everything else stays as it is. /settings brings them back.
tips-on = Fine, a tip comes now and then, never more than one in two weeks.
