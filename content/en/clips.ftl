# Clips that count along: in a session, in the settings, and what stands in the clip of a whole session.

holding-with-clip =
    { $switch ->
        [yes] 🔔 <b>Change sides.</b> The picture counts { $ready } seconds for that,
       *[no] The picture counts { $ready } seconds to get into place,
    } then { $seconds } seconds to hold. Breathe with the green circle.

    { $feel }

    { $sound ->
        [chime] Tap the picture to hear it. I'll write when the time is up.
       *[none] I'll write when the time is up.
    }
settings-chime =
    { $chime ->
        [yes] The picture of a hold has a chime, once you tap it.
       *[no] The picture of a hold is silent.
    }
chime-on = Chime in a hold
chime-off = No chime in a hold
clip-other-side = Other side
