"""Sizes, in CSS pixels, and bounds of a drawing."""

from __future__ import annotations

WIDTH, HEIGHT = 156, 46
# Between boxes side by side, between ranks, and between the rows of a folded rank.
GAP, RANK_GAP, ROW_GAP = 20, 38, 18
# Lines run half a gap beside the outermost boxes.
MARGIN = 16
# A line that passes between boxes.
LANE = 4
# Boxes side by side; a rank of more is folded into rows. In a page's side column
# there is room for fewer.
WIDEST, WIDEST_BESIDE = 6, 2
# Up to here, in all, a drawing is made smaller where there is less room: in any
# place, and in one as wide as the page.
NARROW, MIDDLE = 540, 1300
# Places kept free for lines that pass; a line beyond them runs behind the boxes.
MOST_LANES = 1_500
# Lines drawn; nobody can follow more, and the list beside the picture names all.
MOST_LINES = 2_000
