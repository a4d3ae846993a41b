"""A product's photo as it comes from the shop, made ready to be shown: upright, in sRGB, on paper where it was clear.

Whatever cannot be shown is said with the file, what was found and the mend.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from socialshop.errors import InputError
from socialshop.phrases import phrase
from socialshop.windows.pictures.colour import RGB
from socialshop.windows.pictures.facts import Size

MOST_PIXELS = 60_000_000
"""A camera's largest photos pass; a small file that unfolds into gigabytes does not."""
LEAST_SIDE = 100
_FINE_ENOUGH = (2160, 2160)  # twice a tile: what a JPEG may be scaled down to while it is read


def open_photo(content: bytes, source: str, ground: RGB) -> Image.Image:
    """The photo in RGB; of a moving one, its first frame. `ground` shows where it is transparent.

    Raises InputError, which names `source`, for what is no picture, is broken, too large or too small.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of what it thinks too large; the limit below is ours, and an error.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content))
            _measure(image, source)
            image.draft("RGB", _FINE_ENOUGH)
            image.load()
    except Image.DecompressionBombError as error:  # so large that Pillow does not even tell its sides
        raise _too_large(phrase("a file that unfolds into more than can be held"), source) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _broken(error, content, source) from error
    return _flattened(_in_srgb(ImageOps.exif_transpose(image)), ground)


def fitted_logo(path: Path, most: Size) -> Image.Image:
    """The logo in RGBA, no larger than `most`. Raises InputError."""
    try:
        with Image.open(path) as logo:
            return ImageOps.contain(logo.convert("RGBA"), most, Image.Resampling.LANCZOS)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _broken(error, b"", str(path)) from error


def _measure(image: Image.Image, source: str) -> None:
    found = phrase("{width} × {height} pixels", width=image.width, height=image.height)
    if image.width * image.height > MOST_PIXELS:
        raise _too_large(found, source)
    if min(image.size) < LEAST_SIDE:
        raise InputError(
            phrase("The photo is too small to be shown."),
            file=source,
            found=found,
            expected=phrase("at least {least} pixels a side", least=LEAST_SIDE),
            mend=phrase("Take a larger one."),
        )


def _too_large(found: str, source: str) -> InputError:
    return InputError(
        phrase("The photo is too large to be opened."),
        file=source,
        found=found,
        expected=phrase("at most {most} million pixels", most=MOST_PIXELS // 1_000_000),
        mend=phrase("Scale it down."),
    )


def _broken(error: Exception, content: bytes, source: str) -> InputError:
    if isinstance(error, UnidentifiedImageError):
        found = content[:12].decode("ascii", "replace").strip() or phrase("an empty file")
        return InputError(
            phrase("The file is no picture."),
            file=source,
            found=found,
            expected=phrase("a JPEG, PNG, WebP, GIF or TIFF file"),
            mend=phrase("Give the product a photo that opens in a browser."),
        )
    mend = phrase("Save it anew and upload it again.")
    return InputError(phrase("The photo is broken."), file=source, found=str(error), mend=mend)


def _in_srgb(image: Image.Image) -> Image.Image:
    """By its colour profile where it bears one that holds, else as its mode says."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image
    try:
        bound = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(image, bound, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image
    return made or image


def _flattened(image: Image.Image, ground: RGB) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits a pixel, of which a screen shows the upper ones
        return image.convert("F").point(lambda value: value / 257).convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    over = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", over.size, ground), over).convert("RGB")
