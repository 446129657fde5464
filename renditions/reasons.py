"""Every sentence that says why a rendition was not made, in one place so that it can be translated."""

TOO_SMALL = "The original is too small: this size would enlarge it more than three times."
TINY = "The original is under 16 pixels on a side, so it gets no cropped sizes."
NO_MEZZANINE = "This original needs no intermediate copy: later sizes are drawn from the original itself."
TOO_LONG = "The picture would be longer on one side than this format allows."
STILL_ONLY = "The original is not a film, so there is no film of it."
FILM_NOT_PRINTED = "Films are not printed."
WAVE_NOT_CROPPED = "Sound is drawn as a wave, and a wave is not cropped."
SOUND_NOT_PRINTED = "Sound is not printed."
NO_FILM_OF_SOUND = "There is no film of a sound."
NOT_SOUND = "The original is not a sound, so there is no sound of it alone."
NO_HEIC = "HEIC pictures need pi-heif, which is not installed on this server."
NO_RAW = "Camera raw files need rawpy, which is not installed on this server."
NO_OFFICE = "Office documents need LibreOffice, which is not installed on this server."
HLS = "Adaptive streaming (HLS) is planned; the MP4 file plays everywhere meanwhile."
OTHER = "No picture can be made of this type of file."
FORMAT_UNKNOWN = "This format cannot be made of this kind of original yet."

MISSING = "The original is missing from the store."
UNREADABLE = "The original cannot be read as a picture."
PHOTOSHOP_UNREADABLE = "The Photoshop file holds no finished picture that can be read: save it again with “Maximize compatibility”."
RAW_UNREADABLE = "The original cannot be read as a camera raw file, or its camera is not known yet."
EMPTY = "The original is empty."
DRAWING_TOO_LARGE = "The drawing has too many elements, or too many inside each other."
TOO_MANY_PIXELS = "The original has more than 250 million pixels."
TOO_MANY_PIXELS_OF_ITS_KIND = (
    "The original has more than %(most)s million pixels, the most that can be opened of a file of its kind."
)
SOUND_UNREADABLE = "The original cannot be read as sound."
FILM_UNREADABLE = "The original cannot be read as a film."
FILM_TOO_LONG = "The film took longer than the time allowed."
NO_PICTURE_IN_FILM = "The film has no picture."
NO_SUBTITLES = "The film has no subtitles in the language that this preset draws into the picture."
OFFICE_FAILED = "LibreOffice could not turn the document into pages."
PDF_UNREADABLE = "The document cannot be opened."
PDF_LOCKED = "The document is locked with a password."
PDF_EMPTY = "The document has no pages."
NOT_WRITTEN = "This file could not be written."
NOT_MADE = "The work stopped before this file was made."

TOO_HEAVY = "No quality that still looks good is under %(expected)s bytes at this size; the lightest file had %(came)s."
BREAKS_FORMAT = "The finished file breaks its preset: expected the format %(expected)s, got %(came)s."
BREAKS_SIZE = "The finished file breaks its preset: expected %(expected)s pixels, got %(came)s."
BREAKS_PAGE = "The finished file breaks its preset: expected a page of %(expected)s mm, got %(came)s."
BREAKS_COLOURS = "The finished file breaks its preset: expected the colours %(expected)s, got %(came)s."
BREAKS_DPI = "The finished file breaks its preset: expected %(expected)s dpi, got %(came)s."
BREAKS_WEIGHT = "The finished file breaks its preset: expected at most %(expected)s bytes, got %(came)s."
BREAKS_PRIVACY = "The finished file breaks its preset: its metadata gives away %(came)s."
BREAKS_FILM_CODING = "The finished film breaks its preset: it is not coded as every player reads it."
BREAKS_FILM_SIZE = "The finished film breaks its preset: it has another size."
BREAKS_FILM_SOUND = (
    "The finished film breaks its preset: its sound is missing, or it has some where it should be silent."
)
BREAKS_FILM_BEAT = "The finished film breaks its preset: its frames come at another rate."
BREAKS_FILM_START = (
    "The finished film breaks its preset: its index is not in front, so that it would not start at once."
)
BREAKS_FILM_LENGTH = "The finished film breaks its preset: it is not as long as it should be."

QR_SMALL = "The QR code would be too small here to be read."
QR_UNREAD = "The QR code in the finished file could not be read back."

WARN_TRUNCATED = "The original is damaged: its end is missing."
WARN_ANIMATION = "The animation is too long: only its first frames were kept."
WARN_PROFILE = "The colour profile of the original cannot be used; its colours were taken for sRGB."
WARN_DPI = (
    "The original is too small for this page: it prints at %(came)s dpi, and below 200 its pixels show."
)
WARN_WEIGHT = "The size was reduced to stay under the weight limit."
WARN_METADATA = "The metadata of the original is damaged; what could not be read was left out."


def grouped(number: int) -> str:
    """Group digits by a narrow space that does not break (ISO 80000-1), as both languages of the house read it."""
    return f"{number:,}".replace(",", "\u202f")
