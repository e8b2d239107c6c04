# A trainer's own photo or clip in the place of a drawn picture.

own-which =
    <b>Your own pictures</b>{ $pages ->
        [1] { "" }
       *[other] { " " }· page { $page } of { $pages }
    }
    Choose an exercise or a self-test, or type its name: /picture open book
    { $count ->
        [0] Your clients see the drawn pictures.
        [one] One is your own, marked with ✓.
       *[other] { $count } are your own, marked with ✓.
    }
own-item =
    { $own ->
        [yes] ✓ { $name }
       *[no] { $name }
    }{ $test ->
        [yes] { " " }(test)
       *[no] { "" }
    }
own-several =
    { $count } have “{ $name }” in their name. Which one?{ $more ->
        [yes] { " " }Here are the first; more of the name shows others.
       *[no] { "" }
    }
own-unknown = I know no exercise or self-test called “{ $name }”. /picture lists them.
own-ask =
    <b>{ $name }</b>
    This is what your clients see now.
    To change that, send me a photo, a video or an animation.{ $sided ->
        [yes] { " " }It is shown for both sides.
       *[no] { "" }
    }
own-no-kind =
    { $kind ->
        [text] Words are no picture.
        [document] A file is not shown as a picture.
       *[other] That is not shown as a picture.
    } For <b>{ $name }</b>, send a photo, a video or an animation.{ $kind ->
        [document] { " " }In Telegram, choose photo or video, not file.
       *[other] { "" }
    }
own-as-seen =
    <b>{ $name }</b>

    { $steps }
own-preview =
    <b>{ $name }</b>: your clients would see it like this.{ $sided ->
        [yes] { " " }It is shown for both sides.
       *[no] { "" }
    }
own-use = Use this
own-cancel = Cancel
own-drawn = Back to the drawn picture
own-used = Your clients see your own picture of <b>{ $name }</b> from now on.
own-is-drawn = Your clients see the drawn picture of <b>{ $name }</b> again.
own-cancelled = All right, nothing has changed.
own-over = That picture is out of date. /picture begins again.
own-lost =
    Telegram no longer has your own picture of <b>{ $name }</b>. Your clients see the drawn one again.
    To use your own, send it once more: /picture
