"""A picture that goes with an answer: checked, freed of what the camera wrote into it, and put up for the platform.

Nobody guesses its name, and each has its own: it goes when its answer needs it no more.
"""

from __future__ import annotations

import io
import re
import secrets
import warnings
from typing import TYPE_CHECKING

from socialshop.desk.errors import (
    NoPicture,
    NoPlaceForPictures,
    PictureGone,
    PictureNotOffered,
    PictureTooLarge,
    WrongPictureFormat,
)
from socialshop.ports import Act, Attachment, AttachmentKind, Picture, PictureTarget, PictureTerms
from socialshop.staff.actor import Actor
from socialshop.staff.permissions import Permission
from socialshop.windows.media import MediaStore

if TYPE_CHECKING:
    from PIL import Image

ANSWERS = "answers"
"""Folder of the shop's media, and of the store, with the pictures of answers."""
_MOST_PIXELS = 60_000_000  # of all frames together
_MOST_FRAMES = 1_000  # each is work, however small it is
_QUALITY = 90
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif"}
_NAME = re.compile(r"[0-9a-f]{64}\.(jpg|png|gif)")


def terms_of(connector: object, act: Act) -> PictureTerms | None:
    """None where the channel takes no picture with such an answer."""
    return connector.picture_terms(act) if isinstance(connector, PictureTarget) else None


def put_up(
    actor: Actor, content: bytes, channel: str, connector: object, act: Act, store: MediaStore | None
) -> Attachment:
    """Put a picture where the channel can fetch it, for an answer. Its place and whatever else the camera wrote into
    it stay here.

    Raises NotPermitted, PictureRefused with the reason, Permanent where it cannot be seen from outside, and
    ConfigurationError where the store cannot be written.
    """
    actor.require(Permission.ANSWER)
    terms = terms_of(connector, act)
    if terms is None:
        raise PictureNotOffered(channel)
    if store is None or not store.public_url:
        raise NoPlaceForPictures
    made, mime_type = cleaned(content, channel, terms)
    url = store.url(f"{ANSWERS}/{secrets.token_hex(32)}{_SUFFIXES[mime_type]}")
    store.publish([Picture(url, "", made)], channel, most_bytes=terms.max_bytes)
    return Attachment(AttachmentKind.IMAGE, url)


def put_up_before(url: str, store: MediaStore | None) -> Attachment:
    """What `put_up` made, by its address. Raises PictureGone where it stands there no more, or never did, and
    ConfigurationError where the store cannot be read."""
    if store is None or not store.public_url or url != store.url(f"{ANSWERS}/{name_of(url)}"):
        raise PictureGone
    if not _NAME.fullmatch(name_of(url)) or not store.holds(f"{ANSWERS}/{name_of(url)}"):
        raise PictureGone
    return Attachment(AttachmentKind.IMAGE, url)


def name_of(url: str) -> str:
    """Of its file."""
    return url.rpartition("/")[2]


def cleaned(content: bytes, channel: str, terms: PictureTerms) -> tuple[bytes, str]:
    """The picture upright and without metadata, and its MIME type. Raises PictureRefused."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            # Pillow warns of what it thinks too large; the limit below is ours, and an error.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content))
        # Telephones write JPEGs with a second picture behind the first.
        format_ = "JPEG" if image.format == "MPO" else image.format or ""
        mime_type = Image.MIME.get(format_, "")
        if mime_type not in terms.formats:
            raise WrongPictureFormat(channel, format_, terms.formats)
        frames = getattr(image, "n_frames", 1) if format_ == "GIF" else 1
        pixels = image.width * image.height * frames
        if len(content) > terms.max_bytes or pixels > _MOST_PIXELS or frames > _MOST_FRAMES:
            raise PictureTooLarge(channel, terms.max_bytes)
        return _written(image, format_), mime_type
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise NoPicture from error


def _written(image: Image.Image, format_: str) -> bytes:
    """Anew: what is not named here stays out of the file."""
    from PIL import ImageOps

    made = io.BytesIO()
    if format_ == "GIF":
        image.save(made, format_, save_all=True, comment=b"")
    elif format_ == "PNG":
        ImageOps.exif_transpose(image).save(made, format_)
    else:
        profile = image.info.get("icc_profile")
        ImageOps.exif_transpose(image).save(made, format_, quality=_QUALITY, comment=b"", icc_profile=profile)
    return made.getvalue()
