"""What leaves was rebuilt from pixels: upright, small enough, and nothing else of the original."""

import io
import stat
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from crosstally.errors import DisclosureError
from crosstally.publish.rebuilt import LONGEST_SIDE, MOST_PIXELS, rebuilt_film, rebuilt_picture

CANARY = "canary-قناری"


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    made = Image.new("RGB", size, "white")
    made.paste("red", (0, 0, size[0] // 2, size[1] // 2))  # the upper left corner
    out = io.BytesIO()
    made.save(out, form, **options)
    return out.getvalue()


def tagged(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = CANARY  # a description
    exif[0x0110] = CANARY  # the camera
    exif.get_ifd(0x8825)[1] = "N"  # where it stood
    exif.get_ifd(0x8825)[2] = (35.0, 41.0, 2.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return picture(exif=exif, comment=CANARY.encode(), icc_profile=profile)


def test_nothing_of_the_metadata_is_left() -> None:
    data = tagged(1)
    assert CANARY.encode() in data, "or the test could not fail"
    out = rebuilt_picture(data)
    assert CANARY.encode() not in out
    again = Image.open(io.BytesIO(out))
    assert dict(again.getexif()) == {}
    assert set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for marker in (b"\xff\xe1", b"\xff\xe2", b"\xff\xed", b"\xff\xfe", b"Exif", b"http"):
        assert marker not in out


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1)), (2, (1, 0)), (4, (0, 1))],
)
def test_it_is_turned_upright_before_the_turn_is_forgotten(
    orientation: int, corner: tuple[int, int]
) -> None:
    out = Image.open(io.BytesIO(rebuilt_picture(tagged(orientation))))
    at = tuple(
        3 if side == 0 else length - 4 for side, length in zip(corner, out.size, strict=True)
    )
    red, green, _ = out.getpixel(at)
    assert red > 180
    assert green < 90


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_other_forms_come_out_as_one(form: str) -> None:
    assert Image.open(io.BytesIO(rebuilt_picture(picture(form)))).format == "JPEG"


def test_text_in_a_png_and_what_stands_behind_its_end_is_gone() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", CANARY)
    out = rebuilt_picture(picture("PNG", pnginfo=told) + CANARY.encode())
    assert CANARY.encode() not in out


def test_what_lets_light_through_stands_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (200, 0, 0, 0)).save(out, "PNG")
    pixel = Image.open(io.BytesIO(rebuilt_picture(out.getvalue()))).getpixel((10, 10))
    assert min(pixel) > 250, "the red that nobody saw does not come out"


def test_a_large_picture_comes_out_small() -> None:
    out = Image.open(io.BytesIO(rebuilt_picture(picture(size=(3000, 1500)))))
    assert out.size == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_equal_pictures_give_equal_bytes() -> None:
    assert rebuilt_picture(tagged(6)) == rebuilt_picture(tagged(6))


@pytest.mark.parametrize(
    "data",
    [b"", b"canary", picture()[:200], picture()[:30], b"%!PS-Adobe", b"<svg/>", b"II*\x00" * 9],
)
def test_what_is_no_picture_does_not_leave(data: bytes) -> None:
    with pytest.raises(DisclosureError):
        rebuilt_picture(data)


def test_a_picture_of_too_many_pixels_does_not_leave() -> None:
    out = io.BytesIO()
    Image.new("1", (MOST_PIXELS // 10_000 + 1, 10_000)).save(out, "PNG")
    with pytest.raises(DisclosureError):
        rebuilt_picture(out.getvalue())


def test_a_film_does_not_leave_without_a_program_that_rebuilds_it(tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "out.mp4"
    source.write_bytes(b"film")
    for program in (None, "/nowhere/ffmpeg", "/bin/false", "/bin/true"):
        if program is None and __import__("shutil").which("ffmpeg"):
            continue
        with pytest.raises(DisclosureError):
            rebuilt_film(source, out, ffmpeg=program)
        assert not out.exists()


def test_a_program_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text('#!/bin/sh\nfor last; do :; done\necho canary > "$last"\nexit 1\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    source, out = tmp_path / "source", tmp_path / "out.m4a"
    source.write_bytes(b"sound")
    with pytest.raises(DisclosureError):
        rebuilt_film(source, out, ffmpeg=str(program))
    assert not out.exists()
