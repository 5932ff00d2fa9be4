"""Just enough of SVG to draw a day: shapes on a page, everything in pixels."""

from dataclasses import dataclass, field
from html import escape

FONT = "DejaVu Sans, Arial, sans-serif"


@dataclass(slots=True)
class Page:
    """A drawing that grows shape by shape."""

    width: int
    height: int
    shapes: list[str] = field(default_factory=list)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str = "none",
        line: str = "none",
        *,
        dashed: bool = False,
        says: str = "",
    ) -> None:
        """Draw a rectangle; `says` is shown where a pointer rests on it."""
        dashes = ' stroke-dasharray="3 2"' if dashed else ""
        title = f"<title>{escape(says)}</title>" if says else ""
        self.shapes.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
            f' fill="{fill}" stroke="{line}"{dashes}>{title}</rect>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, wide: float) -> None:
        """Draw a straight line."""
        self.shapes.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
            f' stroke="{colour}" stroke-width="{wide}"/>'
        )

    def steps(self, points: list[tuple[float, float]], fill: str) -> None:
        """Fill a polygon."""
        corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.shapes.append(f'<polygon points="{corners}" fill="{fill}"/>')

    def text(self, x: float, y: float, words: str, size: int = 11, anchor: str = "start") -> None:
        """Write words with their base line at `y`."""
        self.shapes.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
            f' fill="#222">{escape(words)}</text>'
        )

    def svg(self) -> str:
        """Return the file."""
        inner = "\n".join(self.shapes)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}"'
            f' viewBox="0 0 {self.width} {self.height}" font-family="{FONT}">\n'
            f'<rect width="{self.width}" height="{self.height}" fill="#ffffff"/>\n{inner}\n</svg>\n'
        )
