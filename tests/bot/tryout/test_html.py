import pytest

from bot.tryout.html import Entity, MalformedError, found_in, parse


@pytest.mark.parametrize(
    ("marked", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>bold</b>", "bold", [Entity("bold", 0, 4)]),
        ("<STRONG>bold</strong>", "bold", [Entity("bold", 0, 4)]),
        ("<b>a<i>b</i></b>", "ab", [Entity("bold", 0, 2), Entity("italic", 1, 1)]),
        ("👋 <u>x</u>", "👋 x", [Entity("underline", 3, 1)]),
        ("  <s> x </s>\n", "x", [Entity("strikethrough", 0, 1)]),
        ("a &lt;b&gt; &amp; &quot;c&quot; &#8212; &copy;", 'a <b> & "c" — &copy;', []),
        ("1 &lt 2", "1 < 2", []),
        ("<b></b>x", "x", []),
        ("<b>x</>", "x", [Entity("bold", 0, 1)]),
        ('<a href="https://x.org/?a=1&amp;b=2">x</a>', "x", [Entity("text_link", 0, 1, (("url", "https://x.org/?a=1&b=2"),))]),
        ("<a href='no link'>x</a>", "x", []),
        ("<tg-spoiler>x</tg-spoiler>", "x", [Entity("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [Entity("spoiler", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [Entity("expandable_blockquote", 0, 1)]),
        ("<pre>x</pre>", "x", [Entity("pre", 0, 1)]),
        ('<pre><code class="language-py">x</code></pre>', "x", [Entity("pre", 0, 1, (("language", "py"),))]),
        ('<code class="language-py">x</code>', "x", [Entity("code", 0, 1)]),
        (
            '<tg-time unix="1800000000" format="wt">tonight</tg-time>',
            "tonight",
            [Entity("date_time", 0, 7, (("unix_time", 1_800_000_000), ("date_time_format", "wt")))],
        ),
    ],
)  # fmt: skip
def test_html_becomes_text_and_entities(marked, text, entities):
    assert parse(marked) == (text, entities)


@pytest.mark.parametrize(
    ("marked", "complaint"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("é<b>x</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-time>x</tg-time>", "Invalid date specified"),
        ('<tg-emoji emoji-id="x">x</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_what_telegram_refuses_is_refused(marked, complaint):
    with pytest.raises(MalformedError) as refused:
        parse(marked)
    assert str(refused.value) == complaint


def test_commands_and_addresses_are_found_in_plain_text():
    assert found_in("👋 /pain 4, see https://x.org/a. or a/b") == [
        Entity("bot_command", 3, 5),
        Entity("url", 16, 15),
    ]


def test_a_command_to_one_bot_and_an_address_without_its_beginning_are_found():
    assert found_in("/desk@limber_local_bot t.me/limber_local_bot?start=a.") == [
        Entity("bot_command", 0, 22),
        Entity("url", 23, 29),
    ]
    assert found_in("not.me/x a@t.me/x /a@b") == [Entity("bot_command", 18, 2)]


def test_nothing_is_found_inside_code():
    assert found_in("/pain", [Entity("code", 0, 5)]) == []
