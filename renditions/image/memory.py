"""What opening a picture will take, known from its first bytes, and refused before it is taken."""

from PIL import Image

from dam.errors import NotRenderable
from renditions import reasons
from renditions.limits import DECODED_BYTES, DECODED_BYTES_OTHERWISE, DECODING_MEMORY


def hold_pixels(kind: str, pixels: int) -> None:
    """Refuse pixels (as many as will be decoded) that take more memory than a child has for them: `NotRenderable`.

    `kind` is a format or a mode of `renditions.limits.DECODED_BYTES`.
    """
    _hold(DECODED_BYTES.get(kind, DECODED_BYTES_OTHERWISE), pixels)


def hold_jpeg(image: Image.Image, stored_pixels: int) -> None:
    """Hold a JPEG that Pillow has opened and told how finely it is wanted (`draft`), and not yet loaded."""
    hold_pixels("RGB", image.width * image.height)
    if image.info.get("progressive"):
        _hold(_bytes_of_coefficients(image), stored_pixels)


def hold_picture(image: Image.Image, file_bytes: int) -> None:
    """Hold a picture of another format that Pillow has opened and not yet loaded."""
    pixels = image.width * image.height
    kind = max(DECODED_BYTES.get(key, 0) for key in _keys(image)) or DECODED_BYTES_OTHERWISE
    if image.format == "TIFF" and image.info.get("compression") != "raw":
        kind = max(kind, DECODED_BYTES["TIFF"] + file_bytes / pixels)  # libtiff maps the whole file
    _hold(kind, pixels)


def _hold(bytes_per_pixel: float, pixels: int) -> None:
    most = int(DECODING_MEMORY / bytes_per_pixel)
    if pixels > most:
        raise NotRenderable(reasons.TOO_MANY_PIXELS_OF_ITS_KIND % {"most": str(most // 1_000_000)})


def _keys(image: Image.Image) -> tuple[str, ...]:
    """Its format where the decoder decides, its mode with and without transparency."""
    return (
        image.format or "",
        f"{image.mode} with transparency" if image.has_transparency_data else image.mode,
    )


def _bytes_of_coefficients(image: Image.Image) -> float:
    """Bytes per pixel that libjpeg keeps of a progressive JPEG, whatever size is asked for: two for each coefficient."""
    layers: list[tuple[int, int, int, int]] = getattr(image, "layer", [])
    shares = [across * down for _, across, down, _ in layers]
    return 2 * sum(shares) / max(shares) if shares else DECODED_BYTES_OTHERWISE
