"""Media that may leave the desk: rebuilt from pixels or samples, nothing else of the original (H7).

Invariant: what comes out was encoded here; no metadata, thumbnail, profile, comment or embedded
file of the original is in it. What cannot be rebuilt does not leave.
"""

import shutil
import subprocess
import warnings
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from crosstally.errors import DisclosureError

LONGEST_SIDE: Final = 2048
MOST_PIXELS: Final = 100_000_000  # 100 MP: 300 MB when decoded; a phone's largest is 200
QUALITY: Final = 85
MOST_SECONDS: Final = 600
_READ: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "MPO")
_HINT: Final = "keep it in the desk, or make it anew yourself"


def rebuilt_picture(data: bytes) -> bytes:
    """A JPEG of a picture's pixels, turned upright first, at most `LONGEST_SIDE` wide or high.

    Raises:
        DisclosureError: it is no picture that is read here, too large, or damaged.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(data), formats=_READ) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise DisclosureError("a picture of too many pixels", hint=_HINT)
                upright = ImageOps.exif_transpose(opened)
                pixels = _on_white(upright)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError,
            SyntaxError, EOFError, Warning, IndexError, TypeError, MemoryError, OverflowError,
            KeyError, AttributeError):  # fmt: skip  # what Pillow raises for damaged files
        raise DisclosureError("a picture cannot be rebuilt", hint=_HINT) from None
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    bare = Image.frombytes("RGB", pixels.size, pixels.tobytes())  # pixels, and not one field more
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=False, progressive=False)
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """The first frame in RGB; where it lets light through, on white."""
    if image.has_transparency_data:
        over = image.convert("RGBA")
        white = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(white, over).convert("RGB")
    return image.convert("RGB")


def rebuilt_film(source: Path, out: Path, *, ffmpeg: str | None = None) -> None:
    """A film or a sound decoded and encoded anew, without metadata, subtitles or data streams.

    Args:
        source: the original, in a file that only this user can read.
        out: where the new one stands: `.mp4` for a film, `.m4a` for sound.
        ffmpeg: the program; the one on the path where None.

    Raises:
        DisclosureError: there is no ffmpeg, or it could not do it; nothing is then left.
    """
    program = ffmpeg or shutil.which("ffmpeg")
    if program is None:
        raise DisclosureError("there is no ffmpeg: no film and no sound leaves", hint=_HINT)
    video = ("-vn",) if out.suffix == ".m4a" else ("-map", "0:v:0", "-c:v", "libx264")
    command = (
        program, "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-i", str(source),
        *video, "-map", "0:a:0?", "-c:a", "aac", "-map_metadata", "-1", "-map_chapters", "-1",
        "-sn", "-dn", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
        "-y", str(out),
    )  # fmt: skip
    try:
        done = subprocess.run(
            command, check=False, timeout=MOST_SECONDS, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        whole = done.returncode == 0 and out.is_file() and out.stat().st_size > 0
    except (OSError, subprocess.TimeoutExpired):
        whole = False
    if not whole:
        out.unlink(missing_ok=True)
        raise DisclosureError("a film or a sound cannot be rebuilt", hint=_HINT)
