"""Where a part of the upright picture lies in the pixels as they are stored (EXIF orientation): arithmetic without pixels."""

from renditions.geometry import Box, Size


def stored_box(box: Box, upright: Size, orientation: int) -> Box:
    """Return where `box` of a picture that is `upright` in size lies before its orientation (1 to 8) is applied."""
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    width, height = upright.width, upright.height
    match orientation:
        case 2:
            return Box(width - right, top, width - left, bottom)
        case 3:
            return Box(width - right, height - bottom, width - left, height - top)
        case 4:
            return Box(left, height - bottom, right, height - top)
        case 5:
            return Box(top, left, bottom, right)
        case 6:
            return Box(top, width - right, bottom, width - left)
        case 7:
            return Box(height - bottom, width - right, height - top, width - left)
        case 8:
            return Box(height - bottom, left, height - top, right)
        case _:
            return box
