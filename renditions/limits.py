"""Limits of everything that is rendered, each with the reason for its number."""

MAX_PIXELS = 250_000_000
"""Pixels of an original that is decoded: the largest cameras give 200 MP; beyond it a small file may be a bomb."""

MAX_ENLARGEMENT = 3.0
"""Times per side an exact size may enlarge: three is the density of the sharpest phones, beyond it only blur grows."""

LEAST_SIDE = 16
"""Pixels: an original with a shorter side is an icon or a spacer, and no crop of it shows anything."""

LONGEST_SIDE = {
    "jpeg": 65_500,
    "webp": 16_383,
    "avif": 32_768,
    "tiff": 65_535,
    "pdf": 65_500,
    "png": 65_535,
    "gif": 65_535,
}
"""Pixels a side may have in each format: what the formats (WebP: 14 bits) and their encoders take."""

MAX_SIDE_ASKED = 10_000
"""Pixels a preset may ask for on one side: a wall of screens, and still inside the memory of one child."""

MAX_SECONDS_ASKED = 3_600
"""Seconds a preset may cut films and loops to: what is longer is wanted whole."""

LEAST_FETCHES_TO_REFINE = 100
"""Fetches by people after which a second of computing is worth a fifth of the bytes of every further one."""

MOST_MEZZANINE_SHARE = 0.8
"""Of the original's width that a mezzanine may have: a nearly equal copy would cost more to keep than it ever saves."""

LEAST_PRINT_DPI = 200
"""Dots per inch under which people see pixels on paper at reading distance; a warning, not a refusal."""

CHILD_MEMORY = 512 << 20
"""Bytes of memory that one file may cost a child: eight children fit a machine of 4 GB, and any camera's picture fits."""

CHILD_PRIVATE_MEMORY = CHILD_MEMORY - (32 << 20)
"""Of these, what the child may write: the rest is code of libraries, shared by all children (measured: 25 to 30 MB)."""

UNTOUCHED_MEMORY = 128 << 20
"""Bytes that the threads of encoders set aside for stacks and heaps and never touch (measured: 90 MB)."""

CHILD_ADDRESSES = CHILD_MEMORY + (1 << 30)
"""Bytes of address space: each thread of an encoder reserves up to 128 MB of it and touches a hundredth."""

DECODING_MEMORY = CHILD_PRIVATE_MEMORY - (48 << 20)
"""Bytes for the pixels of an original: the interpreter needs 20 MB, and the base of a set is drawn beside them."""

MEMORY_PER_PIXEL_ASKED = 8
"""Further bytes for each pixel of the largest rendition beyond `PIXELS_ASKED`: what a house asks for is not the file's fault."""

PIXELS_ASKED = 9_000_000
"""Pixels of the largest rendition that fits beside the rest: an A4 page at 300 dpi with its bleed has 9.1 million."""

DECODED_BYTES: dict[str, float] = {
    # as Pillow keeps them, and half of that for the base and its way there
    "1": 2, "L": 1.5, "P": 6, "RGB": 6, "CMYK": 6, "LAB": 6, "YCbCr": 8,
    "RGBA": 8, "RGBA with transparency": 8,  # and once more with alpha multiplied in
    "P with transparency": 9, "L with transparency": 9, "RGB with transparency": 12,
    "LA": 12, "LA with transparency": 12, "PA": 12, "PA with transparency": 12, "RGBX": 8,
    "I;16": 10, "I;16B": 10, "I;16L": 10, "I;16N": 10, "I": 12, "F": 12,  # by way of floating point
    "WEBP": 16,  # libwebp's decoder of animations keeps two canvases, its answer is copied twice
    "TIFF": 4,  # and the file itself, where it is compressed
    "AVIF": 9.5, "HEIC": 8,  # planes of the codec, then RGB, then Pillow's own
    "PSD": 10.5, "PSD of 32 bits": 17.5,  # one plane after the other, then all of them at once
    "RAW": 16.5, "RAW in half": 6,  # four values of 16 bits for each pixel of the sensor, or for each four
    "HEIC of ten bits": 17,  # turned, widened and cut down again, each time in a copy
}  # fmt: skip
"""Bytes that opening takes for each pixel, by format or mode: measured as peaks of whole children at 12 to 100 megapixels."""

DECODED_BYTES_OTHERWISE = 16
"""For what is not in the table: as the worst that is."""

FILE_SECONDS = 10
"""Processor seconds that a file may cost until its pixels are there: 100 megapixels of PNG with alpha take 4."""

WRITING_SECONDS = 3
"""Further processor seconds for each rendition asked for: the dearest, AVIF of 2400 pixels at speed 6, takes 2."""

STILL_WALL_SECONDS = 900
"""Seconds on the clock for the same, on a machine that does five other things."""

STILL_FILE_BYTES = 512 << 20
"""Bytes of one still rendition: an uncompressed A3 page at 300 dpi is 70 MB."""

ZOOM_PIECE_SECONDS = 0.1
"""Processor seconds for each tile of deep zoom: 512 pixels of WebP, the dearest of its formats, take 0.03."""

ZOOM_WALL_SECONDS = 60
"""Seconds on the clock for all pieces of one picture: nobody who waits for a tile has waited for half of it."""

FILM_MEMORY = 6 << 30
"""Bytes of address space for one run of ffmpeg: 4K H.264 keeps 40 frames of 12 MB in each of its threads' queues."""

FILM_FILE_BYTES = 16 << 30
"""Bytes of one film rendition: three hours of 4K at 12 Mbit/s."""

FILM_WALL_SECONDS = 4 * 3600
"""Seconds on the clock for one film rendition."""

FILM_SILENT_SECONDS = 300
"""Seconds without a line of progress after which ffmpeg is taken for stuck."""

DOCUMENT_LONGEST_SIDE = 5_000
"""Pixels of a drawn page: an A4 page that covers a 4K screen is 5,431 tall, and text is sharp well before."""

EMBEDDED_CHARACTERS = 4_000
"""Characters of one text that a rendition says about itself: twice the longest caption agencies send; longer is data."""

EMBEDDED_ITEMS = 100
"""Texts of one property that a rendition repeats: nobody reads the hundred-and-first keyword."""

EMBEDDED_BYTES = 16 << 10
"""Bytes of words in a rendition: a thumbnail weighs as much, and JPEG could hold four times more in one segment."""

DRAWING_BYTES = 20 << 20
"""Bytes of a drawing (SVG): the largest maps have ten million; cleaning and drawing keep several copies of it."""

DRAWING_DEPTH = 150
"""Groups inside groups: drawing programs nest 40 at the most, and the library's stack ends at about 250."""

DRAWING_ELEMENTS = 500_000
"""Elements of a drawing: half a million cost three seconds and 400 MB."""

ANIMATION_FRAMES = 1_500
"""Frames of an animated picture that are kept: a minute at the 25 a second of film; longer ones are films by nature."""

ANIMATION_PIXELS = 600_000_000
"""Pixels of all its frames together: a third of what one core draws in the ten seconds that a picture may cost."""

ANIMATION_SECONDS = 8
"""Processor seconds for unrolling one: with its still pictures it stays under the ten that a picture may cost."""

ANIMATION_FILE_BYTES = 2 << 30
"""Bytes of the unrolled frames, without loss: what all its pixels weigh at three bytes each."""

SHORTEST_FRAME = 11
"""Milliseconds under which a frame of an animated picture counts as said wrongly: browsers show such ones for 100."""

MAX_BLEED = 10
"""Millimetres of bleed: printers ask for 2 to 5, for hard covers up to 10."""

LEAST_QR_PIXELS = 3
"""Pixels of a QR code's module on screens: JPEG and AVIF halve the colour of two, and phones resample what they show."""

LEAST_QR_MILLIMETRES = 0.5
"""Millimetres of a module on paper: GS1 (General Specifications, 5.12.3.1) asks for 0.396 at the least, good print; ink spreads."""

MAX_QR_CHARACTERS = 500
"""Characters that a QR code says: longer ones need over 100 modules, and no phone reads them from arm's length."""

LIKENESS_SIDE = 256
"""Pixels on the longer side at which a picture is looked at to know it again: a quarter more took twice as long and found
fewer pairs."""

MOST_HASHED = 40_000_000
"""Pixels up to which the digest of all of them is made: beyond it they are not decoded whole."""
