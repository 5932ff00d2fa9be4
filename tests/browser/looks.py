"""What every screen must be at every size and in every light, as a browser measures it."""

from pathlib import Path

import pytest

STEADY_MS = 600
"""A key that has just changed is deaf for a moment."""
AXE = Path(__file__).parents[2] / "service/ui/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {
    "landscape": (1280, 800),
    "portrait": (800, 1280),
    "phone": (390, 844),
    "zoomed in twice": (640, 400),
}
AXE_SAYS = """async (rules) => {
    const found = await axe.run(document, {runOnly: rules});
    if (found.passes.length < 15) return ['axe has hardly looked at anything'];
    return found.violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`);
}"""
FAULTS = """() => {
    const found = [];
    const clips = (way) => ['hidden', 'clip'].includes(way);
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
    for (const node of document.querySelectorAll('body *')) {
        const style = getComputedStyle(node);
        const box = node.getBoundingClientRect();
        if (!box.width || !box.height || style.visibility === 'hidden') continue;
        const words = node.textContent.slice(0, 50);
        if (node.matches('button, select, input, a') && (box.width < 47.5 || box.height < 47.5))
            found.push(`small, ${box.width} x ${box.height}: ${words}`);
        const own = [...node.childNodes].some((each) => each.nodeType === 3 && each.data.trim());
        if (!own || style.clipPath !== 'none' || node.closest('svg')) continue;
        const over = Math.max(
            node.scrollWidth - node.clientWidth, node.scrollHeight - node.clientHeight);
        if (over > 1 && (clips(style.overflowX) || clips(style.overflowY)))
            found.push(`cut: ${words}`);
    }
    return [...new Set(found)];
}"""
IN_SIGHT = """(node) => {
    const box = node.getBoundingClientRect();
    const x = box.x + box.width / 2;
    return [box.y + 3, box.y + box.height / 2, box.bottom - 3].every((y) => {
        const at = document.elementFromPoint(x, y);
        return at !== null && node.contains(at);
    });
}"""
"""Of a node: nothing lies over it, and no edge cuts it."""
REACHED = """(name) => {
    const keys = `[aria-label^='REACTION ${name}'], article[aria-label='${name}'] .react`;
    return [...document.querySelectorAll(keys)].some((key) => {
        const box = key.getBoundingClientRect();
        const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return at !== null && key.contains(at) && key.ariaDisabled === null;
    });
}"""


def axe_source() -> str:
    """Return axe-core's own text, to be run in a page."""
    if not AXE.is_file():
        # It comes with what builds the page, and whoever changes only the service has no Node.
        pytest.skip("axe-core is not installed: npm ci in service/ui")
    return AXE.read_text("utf-8")
