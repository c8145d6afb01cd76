# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""A bar chart as SVG, by hand: groups of bars, one colour per series, the figure above each bar."""
import html

COLOURS = ("#0b6e4f", "#c9772a", "#6a6f8c", "#a0a0a0")
STYLE = """<style>
text { fill: #1f2328 } .paper { fill: #ffffff } .line { stroke: #dddddd }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .paper { fill: #0d1117 } .line { stroke: #30363d }
}
</style>"""
BAR, GAP, LEFT, TOP, HEIGHT, BOTTOM = 24, 18, 46, 64, 260, 34


def ticks(highest):
    """About five round steps from 0 to above the highest."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000) if highest / s <= 7)
    return [step * i for i in range(int(highest / step) + 2)]


def text(x, y, content, anchor="middle", size=11):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">'
            f"{html.escape(content)}</text>")


def axis(marks, width):
    for mark in marks:
        y = TOP + HEIGHT - HEIGHT * mark / marks[-1]
        yield f'<line class="line" x1="{LEFT}" y1="{y:.1f}" x2="{width - GAP}" y2="{y:.1f}"/>'
        yield text(LEFT - 6, y + 4, str(mark), "end")


def bars(series, top):
    groups = list(next(iter(series.values())))
    for i, group in enumerate(groups):
        left = LEFT + GAP / 2 + i * (len(series) * BAR + GAP)
        for k, by in enumerate(series.values()):
            height = HEIGHT * by[group] / top
            x, y = left + k * BAR, TOP + HEIGHT - height
            yield (f'<rect x="{x:.1f}" y="{y:.1f}" width="{BAR - 2}" height="{height:.1f}" '
                   f'fill="{COLOURS[k % len(COLOURS)]}"/>')
            yield text(x + BAR / 2 - 1, y - 3, f"{by[group]:.1f}", size=9)
        yield text(left + len(series) * BAR / 2, TOP + HEIGHT + 18, group)


def legend(series):
    x = LEFT
    for k, name in enumerate(series):
        yield f'<rect x="{x}" y="34" width="11" height="11" fill="{COLOURS[k % len(COLOURS)]}"/>'
        yield text(x + 16, 44, name, "start")
        x += 40 + 7 * len(name)


def svg(title, series):
    """series: {name: {group: number}}, all with the same groups."""
    marks = ticks(max(max(by.values()) for by in series.values()))
    groups = len(next(iter(series.values())))
    width = LEFT + GAP + groups * (len(series) * BAR + GAP)
    height = TOP + HEIGHT + BOTTOM
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
             f'viewBox="0 0 {width} {height}" font-family="sans-serif">',
             STYLE, f'<rect class="paper" width="{width}" height="{height}"/>',
             text(LEFT, 22, title, "start", 14), *legend(series), *axis(marks, width),
             *bars(series, marks[-1]), "</svg>"]
    return "\n".join(parts) + "\n"


def write_bars(path, title, series):
    with open(path, "w", encoding="utf-8") as file:
        file.write(svg(title, series))
