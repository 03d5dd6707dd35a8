"""What is said of photos that cannot be taken as they are."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

SENTENCES: Final[Sentences] = {
    "photo not readable": (
        _("This file is not a photo that can be read."),
        _("Send it as one of {formats}; a phone does so when it takes the picture here."),
    ),
    "photo too many pixels": (
        _("This picture has {pixels} pixels; the most is {limit}."),
        _("Make it smaller, or take it with the usual setting of your phone."),
    ),
    "photo too small": (
        _("This picture is {width} by {height} pixels: nothing can be seen on it."),
        _("Send the photo itself, not its thumbnail."),
    ),
    "photo without words": (
        _("A photo needs words that say what it shows."),
        _("Write who does what, where, for those who do not see it."),
    ),
    "photos are full": (
        _("There are {limit} photos here: there is no room for more."),
        _("Retire one that says little, or erase one that was retired."),
    ),
    "photo is elsewhere": (
        _("This photo was sent for something else."),
        _("Load the page again, then choose the photo again."),
    ),
    "photo is erased": (_("This photo was erased."), _("Load the page again.")),
}
