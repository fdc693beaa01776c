"""Pages set by Typst in a child process: before a fork, Typst hangs the child; an endless loop takes only that one.

Text travels as data, never as markup. PDF/A-2b refuses a character no font has instead of printing a box.
"""

from zhixing.platform.typesetting.fonts import can_set, font_folders
from zhixing.platform.typesetting.press import Job, NotSet, Page, Press, press
from zhixing.platform.typesetting.qr import qr_svg

__all__ = ["Job", "NotSet", "Page", "Press", "can_set", "font_folders", "press", "qr_svg"]
