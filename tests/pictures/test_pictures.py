"""The pictures of README and docs: all there, all used, all small, and in their own colours."""

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.pictures import camera, moving

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)]+\.(?:png|webp))\)")
TAKEN = re.compile(r'"((?:guide/)?[\w-]+\.(?:png|webp))"')


def kept() -> set[str]:
    return {path.relative_to(PICTURES).as_posix() for path in PICTURES.rglob("*") if path.is_file()}


def shown() -> dict[str, str]:
    """Return every picture that a page shows, with what it says to whoever does not see it."""
    found = dict[str, str]()
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for words, target in SHOWN.findall(page.read_text("utf-8")):
            path = (page.parent / target).resolve()
            assert path.is_file(), f"{page}: {target}"
            found[path.relative_to(PICTURES).as_posix()] = words
    return found


def test_every_picture_is_shown_somewhere_and_taken_by_a_scene() -> None:
    scenes = "".join(path.read_text("utf-8") for path in (ROOT / "tests/pictures").glob("[!t]*.py"))
    assert set(shown()) == kept()
    assert set(TAKEN.findall(scenes)) == kept()


def test_every_picture_says_in_words_what_it_shows() -> None:
    assert {name: words for name, words in shown().items() if len(words) < 20} == {}


def test_a_picture_is_small() -> None:
    most = {moving.NAME: moving.MOST_BYTES}
    sizes = {name: (PICTURES / name).stat().st_size for name in kept()}
    assert {
        name: size for name, size in sizes.items() if size > most.get(name, camera.MOST_BYTES)
    } == {}
    assert sum(sizes.values()) < 1_500_000


def test_the_readmes_picture_moves() -> None:
    with Image.open(PICTURES / moving.NAME) as film:
        assert film.size == (960, 600)
        assert getattr(film, "n_frames", 1) > 5


def test_a_small_colour_stays_itself_among_many_shades(tmp_path: Path) -> None:
    purple = (90, 44, 130)
    page = Image.new("RGB", (400, 300), "white")
    for shade in range(200):
        page.paste((shade, shade, shade), (0, shade, 400, shade + 1))
    page.paste(purple, (10, 250, 20, 256))

    it = camera.Album(tmp_path)
    it.write("one.png", page)

    with Image.open(tmp_path / "one.png") as kept_one:
        assert kept_one.convert("RGB").getpixel((12, 252)) == purple
        assert len(kept_one.getcolors() or []) <= camera.COLOURS


def test_a_picture_that_is_too_large_is_refused(tmp_path: Path) -> None:
    noise = Image.effect_noise((900, 900), 90).convert("RGB")
    it = camera.Album(tmp_path)
    with pytest.raises(camera.TooLarge, match=r"one\.png"):
        it.write("one.png", noise)
