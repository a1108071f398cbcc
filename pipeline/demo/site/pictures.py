"""Pictures for the stories: hills under a sky, drawn from the story's name."""

import hashlib
from collections.abc import Iterator

WIDTH, HEIGHT = 960, 540
_LAYERS = 4


def picture_path(slug: str) -> str:
    """Return where a story's picture lies on its host."""
    return f"/media/{slug}.svg"


def picture(slug: str) -> str:
    """Return an SVG of 960 by 540, always the same for the same name."""
    seed = hashlib.sha256(slug.encode()).digest()
    hue = seed[0] * 360 // 256
    layers = "".join(_layer(seed, hue, number) for number in range(_LAYERS))
    sun_x, sun_y = 120 + seed[1] * 720 // 256, 90 + seed[2] * 130 // 256
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">'
        f'<stop offset="0" stop-color="hsl({hue} 35% 58%)"/>'
        f'<stop offset="1" stop-color="hsl({(hue + 40) % 360} 55% 86%)"/></linearGradient></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#sky)"/>'
        f'<circle cx="{sun_x}" cy="{sun_y}" r="{34 + seed[3] % 30}" fill="#fff" opacity=".75"/>'
        f"{layers}</svg>"
    )


def _layer(seed: bytes, hue: int, number: int) -> str:
    lightness = 52 - 11 * number
    points = " ".join(f"{x},{y}" for x, y in _ridge(seed, number))
    return (
        f'<polygon points="0,{HEIGHT} {points} {WIDTH},{HEIGHT}" '
        f'fill="hsl({(hue + 12 * number) % 360} 28% {lightness}%)"/>'
    )


def _ridge(seed: bytes, number: int) -> Iterator[tuple[int, int]]:
    base = 250 + 65 * number
    for step in range(9):
        height = seed[(4 + number * 7 + step) % len(seed)] * 110 // 256
        yield step * WIDTH // 8, base + 40 - height
