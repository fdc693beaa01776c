"""What the demonstration photos show."""
# ruff: noqa: S311 - chance makes wood grain here, not keys


from brush import Sheet, between, hall, shade
from papers import credentials, inventory, nameplate, warehouse

COURT = "示范市人民法院"


def _machine(sheet: Sheet, x: float, y: float, size: float, colour: tuple[int, int, int]) -> None:
    """A machining centre standing on the floor; `size` is its width."""
    height = size * 0.86
    sheet.shadow(
        [(x - 10, y), (x + size + 30, y), (x + size * 1.15, y + size * 0.12), (x - size * 0.05, y + size * 0.1)],
        170,
        14,
    )
    sheet.fade(
        [
            (x + size, y - height),
            (x + size * 1.16, y - height * 0.93),
            (x + size * 1.16, y - height * 0.06),
            (x + size, y),
        ],
        shade(colour, 0.55),
        shade(colour, 0.7),
    )
    sheet.fade_box(x, y - height, x + size, y, (shade(colour, 1.15), shade(colour, 0.82)))
    sheet.fade(
        [
            (x, y - height),
            (x + size * 0.14, y - height * 1.08),
            (x + size * 1.16, y - height * 1.04),
            (x + size, y - height),
        ],
        shade(colour, 1.3),
        shade(colour, 1.2),
    )
    sheet.fade_box(
        x + size * 0.08, y - height * 0.82, x + size * 0.62, y - height * 0.26, ((38, 52, 66), (88, 110, 126))
    )
    sheet.box(x + size * 0.34, y - height * 0.82, x + size * 0.355, y - height * 0.26, shade(colour, 0.7))
    sheet.line([(x + size * 0.12, y - height * 0.34), (x + size * 0.3, y - height * 0.76)], (150, 172, 186), 4)
    sheet.box(x + size * 0.69, y - height * 0.8, x + size * 0.94, y - height * 0.36, (44, 48, 56), 6)
    sheet.fade_box(
        x + size * 0.715, y - height * 0.77, x + size * 0.915, y - height * 0.6, ((70, 150, 190), (40, 90, 130))
    )
    for row in range(3):
        for column in range(4):
            left, top = x + size * (0.72 + column * 0.05), y - height * (0.56 - row * 0.06)
            sheet.box(
                left, top, left + size * 0.035, top + size * 0.03, ((190, 60, 50), (210, 210, 205))[column > 0], 2
            )
    sheet.box(x, y - height * 0.14, x + size, y - height * 0.09, (226, 178, 46))
    sheet.box(x + size * 0.9, y - height * 1.2, x + size * 0.925, y - height * 1.04, (70, 70, 74))
    for place, lamp in enumerate(((200, 60, 50), (226, 170, 50), (70, 160, 90))):
        top = y - height * (1.26 - place * 0.05)
        sheet.box(x + size * 0.885, top, x + size * 0.94, top + height * 0.045, lamp, 3)


def factory(sheet: Sheet) -> None:
    """A factory hall with three machines and a first sticker."""
    hall(sheet, (188, 194, 196), (132, 138, 136))
    for step in range(7):
        left = 440 + step * 105
        sheet.fade_box(left, 300, left + 84, 452, ((222, 236, 244), (176, 204, 220)))
        sheet.line([(left + 42, 300), (left + 42, 452)], (120, 128, 134), 4)
        sheet.line([(left, 376), (left + 84, 376)], (120, 128, 134), 4)
    for level in range(4):
        y = 40 + level * 62
        sheet.line([(level * 115, y), (1600 - level * 115, y)], (92, 98, 104), 13 - level * 2)
        for step in range(14):
            sheet.line(
                [
                    between((level * 115, y), (1600 - level * 115, y), step / 14),
                    between((level * 115, y + 50), (1600 - level * 115, y + 50), (step + 0.5) / 14),
                ],
                (110, 116, 122),
                4,
            )
    for lamp in (520, 800, 1080):
        sheet.oval(lamp - 44, 236, lamp + 44, 262, (250, 250, 236))
        sheet.glow([(lamp - 60, 250), (lamp + 60, 250), (lamp + 190, 740), (lamp - 190, 740)], (255, 250, 226), 34, 50)
    _machine(sheet, 1010, 770, 210, (104, 142, 160))
    _machine(sheet, 620, 820, 280, (118, 150, 132))
    _machine(sheet, 90, 990, 430, (86, 128, 158))
    sheet.box(250, 660, 372, 700, (246, 244, 236))
    sheet.text((311, 680), "已 查 封", 24, (190, 26, 30))
    for stripe in range(30):
        x = stripe * 56 - 40
        sheet.shape([(x, 1150), (x + 28, 1150), (x + 8, 1180), (x - 20, 1180)], (226, 180, 40))
    sheet.person((1330, 1080), 520, (40, 62, 104))


def car(sheet: Sheet) -> None:
    """The front of a car in an underground garage, its plate, and somebody beside it."""
    hall(sheet, (150, 152, 150), (98, 100, 102))
    for x in (480, 1010):
        sheet.fade_box(x, 170, x + 110, 730, ((176, 176, 172), (128, 128, 124)))
        sheet.box(x, 560, x + 110, 610, (226, 178, 40))
        sheet.text((x + 55, 420), "B2-17" if x < 800 else "B2-18", 30, (70, 84, 98))
    for x in (300, 800, 1300):
        sheet.box(x - 130, 96, x + 130, 112, (250, 250, 240), 6)
        sheet.glow([(x - 150, 110), (x + 150, 110), (x + 260, 620), (x - 260, 620)], (244, 248, 255), 40, 50)
    sheet.shadow([(230, 1010), (1270, 1010), (1330, 1080), (180, 1080)], 220, 22)
    body = (162, 30, 38)
    sheet.fade([(420, 560), (520, 350), (980, 350), (1080, 560)], shade(body, 1.2), shade(body, 0.9))
    sheet.fade([(455, 555), (545, 375), (955, 375), (1045, 555)], (52, 66, 78), (120, 142, 152))
    sheet.shape([(560, 545), (640, 380), (690, 380), (620, 545)], (150, 168, 176))
    sheet.oval(360, 500, 440, 556, shade(body, 0.8))
    sheet.oval(1060, 500, 1140, 556, shade(body, 0.8))
    sheet.fade(
        [(300, 700), (340, 600), (430, 548), (1070, 548), (1160, 600), (1200, 700), (1210, 950), (290, 950)],
        shade(body, 1.25),
        shade(body, 0.62),
    )
    sheet.line([(430, 560), (560, 690)], shade(body, 0.7), 4)
    sheet.line([(1070, 560), (940, 690)], shade(body, 0.7), 4)
    for left, right in ((322, 520), (980, 1178)):
        sheet.shape([(left, 690), (left + 30, 640), (right - 8, 672), (right, 730), (left + 14, 744)], (30, 34, 40))
        middle = (left + right) / 2
        sheet.oval(middle - 44, 652, middle + 32, 728, (236, 242, 248))
        sheet.oval(middle - 24, 670, middle + 14, 708, (170, 190, 206))
    sheet.box(556, 676, 944, 790, (24, 26, 30), 18)
    for row in range(6):
        sheet.line([(572, 692 + row * 17), (928, 692 + row * 17)], (92, 96, 102), 4)
    sheet.oval(772 - 30, 700, 772 + 30, 760, (200, 204, 208))
    sheet.oval(772 - 22, 708, 772 + 22, 752, (36, 42, 52))
    sheet.box(420, 880, 1080, 935, (26, 28, 32), 16)
    sheet.box(588, 812, 912, 912, (236, 240, 244), 10)
    sheet.fade_box(594, 818, 906, 906, ((30, 86, 178), (20, 66, 150)))
    sheet.text((750, 862), "粤E·D1234", 58, (246, 248, 250))
    for left in (310, 1060):
        sheet.box(left, 930, left + 130, 1046, (22, 22, 24), 26)
    sheet.person((1370, 1090), 640, (86, 92, 84))


def door(sheet: Sheet) -> None:
    """A workshop gate with two paper strips crossed over the gap, sealed."""
    sheet.fade_box(0, 0, 1600, 1200, ((196, 186, 168), (158, 148, 132)))
    for row in range(17):
        for column in range(-1, 12):
            x, y = column * 150 + (row % 2) * 75, row * 62
            sheet.box(x + 3, y + 3, x + 147, y + 59, shade((178, 104, 80), 0.86 + (row * 7 + column * 5) % 5 * 0.05))
    sheet.fade_box(0, 1050, 1600, 1200, ((128, 126, 122), (96, 94, 92)))
    sheet.box(330, 90, 1270, 1060, (62, 66, 70))
    for left in (350, 806):
        sheet.fade_box(left, 110, left + 444, 1060, ((122, 146, 158), (86, 108, 120)))
        for step in range(8):
            sheet.line([(left + 28 + step * 55, 130), (left + 28 + step * 55, 1040)], (98, 120, 132), 6)
            sheet.line([(left + 34 + step * 55, 130), (left + 34 + step * 55, 1040)], (134, 158, 170), 3)
    sheet.box(740, 560, 786, 700, (180, 184, 186), 10)
    sheet.box(814, 560, 860, 700, (180, 184, 186), 10)
    for turn in range(9):
        sheet.oval(756 + turn * 10, 612 + (turn % 2) * 8, 776 + turn * 10, 636 + (turn % 2) * 8, (150, 146, 132))
    sheet.box(768, 640, 832, 706, (196, 162, 60), 8)
    _strip(sheet, (430, 300), (1170, 860))
    _strip(sheet, (430, 860), (1170, 300))
    sheet.box(970, 150, 1220, 330, (246, 244, 236))
    sheet.text((1095, 188), "公  告", 34, (30, 30, 30))
    for row in range(4):
        sheet.line([(996, 222 + row * 20), (1194 - row * 14, 222 + row * 20)], (120, 120, 118), 3)
    sheet.seal((1170, 290), 34, "示范法院", angle=8)
    sheet.glow([(0, 0), (700, 0), (260, 1200), (0, 1200)], (255, 240, 210), 46, 90)


def _strip(sheet: Sheet, start: tuple[float, float], end: tuple[float, float]) -> None:
    """One paper strip with its words and seals."""
    width, height = end[0] - start[0], end[1] - start[1]
    length = (width**2 + height**2) ** 0.5
    across = (-height / length * 52, width / length * 52)
    corners = [
        (start[0] - across[0], start[1] - across[1]),
        (end[0] - across[0], end[1] - across[1]),
        (end[0] + across[0], end[1] + across[1]),
        (start[0] + across[0], start[1] + across[1]),
    ]
    sheet.shadow([(x + 8, y + 10) for x, y in corners], 150, 8)
    sheet.shape(corners, (248, 246, 238))
    angle = -30 * 1.24 if height > 0 else 30 * 1.24
    sheet.text(between(start, end, 0.28), "封", 66, (24, 24, 24), angle=angle)
    sheet.text(between(start, end, 0.72), "封", 66, (24, 24, 24), angle=angle)
    sheet.text(between(start, end, 0.5), f"{COURT} 二〇二六年十一月二十三日", 18, (40, 40, 40), angle=angle)
    for share in (0.12, 0.88):
        sheet.seal(between(start, end, share), 44, "示范法院", angle=angle)


def office(sheet: Sheet) -> None:
    """An office: three desks with computers, a photo of somebody on the wall."""
    hall(sheet, (214, 216, 210), (150, 128, 104))
    sheet.fade_box(470, 300, 800, 560, ((206, 230, 246), (236, 244, 246)))
    for x in (470, 580, 690, 800):
        sheet.line([(x, 300), (x, 560)], (236, 236, 232), 9)
    sheet.line([(470, 300), (800, 300)], (236, 236, 232), 9)
    for row in range(12):
        sheet.line([(474, 306 + row * 9), (796, 306 + row * 9)], (226, 228, 224), 4)
    sheet.box(880, 320, 1020, 500, (120, 92, 60))
    sheet.fade_box(890, 330, 1010, 490, ((160, 190, 214), (120, 150, 176)))
    sheet.oval(925, 362, 975, 424, (36, 30, 28))
    sheet.oval(930, 372, 970, 424, (228, 188, 160))
    sheet.shape([(905, 490), (918, 440), (950, 428), (982, 440), (995, 490)], (60, 66, 90))
    for eye in (942, 958):
        sheet.oval(eye - 3, 392, eye + 3, 398, (40, 30, 28))
    sheet.line([(943, 411), (957, 411)], (170, 92, 84), 3)
    for x, y, size in ((880, 800, 300), (480, 800, 300), (620, 1030, 520)):
        _desk(sheet, x, y, size)
    sheet.box(120, 360, 320, 980, (168, 172, 174))
    for drawer in range(4):
        sheet.box(132, 376 + drawer * 152, 308, 516 + drawer * 152, (188, 192, 194), 4)
        sheet.box(196, 436 + drawer * 152, 244, 450 + drawer * 152, (110, 114, 118), 4)
    sheet.box(160, 400, 282, 440, (246, 244, 236))
    sheet.text((221, 420), "财务凭证 2025", 17, (60, 60, 60))
    sheet.glow([(470, 560), (800, 560), (980, 1200), (200, 1200)], (255, 246, 220), 60, 60)


def _desk(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.shadow(
        [(x - 8, y + size * 0.34), (x + size + 16, y + size * 0.34), (x + size, y + size * 0.42), (x, y + size * 0.42)]
    )
    for leg in (0.03, 0.9):
        sheet.box(x + size * leg, y, x + size * (leg + 0.06), y + size * 0.36, (92, 74, 58))
    sheet.fade(
        [
            (x - size * 0.03, y),
            (x + size * 0.06, y - size * 0.14),
            (x + size * 0.94, y - size * 0.14),
            (x + size * 1.03, y),
        ],
        (196, 160, 116),
        (170, 132, 92),
    )
    sheet.box(x - size * 0.03, y, x + size * 1.03, y + size * 0.045, (142, 108, 74))
    for screen in (0.12, 0.55):
        left, top = x + size * screen, y - size * 0.4
        sheet.box(left, top, left + size * 0.34, top + size * 0.235, (28, 30, 34), 6)
        sheet.fade_box(left + 6, top + 6, left + size * 0.34 - 6, top + size * 0.215, ((52, 84, 120), (96, 138, 168)))
        sheet.box(left + size * 0.15, top + size * 0.235, left + size * 0.19, top + size * 0.31, (40, 42, 46))
        sheet.box(left + size * 0.09, top + size * 0.3, left + size * 0.25, top + size * 0.315, (40, 42, 46), 3)
    sheet.box(x + size * 0.2, y - size * 0.06, x + size * 0.44, y - size * 0.02, (60, 62, 66), 4)
    sheet.box(x + size * 0.64, y - size * 0.075, x + size * 0.78, y - size * 0.015, (244, 242, 236))


def appliances(sheet: Sheet) -> None:
    """A living room: a refrigerator, a washing machine and a television."""
    hall(sheet, (222, 208, 186), (176, 140, 100))
    for x in range(0, 1600, 80):
        sheet.line([(x, 0), (x, 720)], (214, 199, 176), 3)
    sheet.shadow([(240, 1000), (600, 1000), (640, 1040), (220, 1040)], 190, 16)
    sheet.fade([(220, 260), (590, 260), (590, 1010), (220, 1010)], (214, 218, 222), (156, 162, 168), sideways=True)
    sheet.box(220, 560, 590, 572, (112, 118, 124))
    for top, bottom in ((400, 540), (596, 760)):
        sheet.box(546, top, 566, bottom, (90, 96, 102), 8)
    sheet.fade_box(300, 330, 420, 420, ((32, 44, 58), (60, 90, 112)))
    sheet.text((360, 375), "-18 ℃", 26, (180, 226, 240))
    sheet.text((300, 296), "示 范 牌", 22, (120, 126, 132))
    sheet.shadow([(660, 1000), (1010, 1000), (1040, 1035), (650, 1035)], 190, 16)
    sheet.fade_box(660, 640, 1000, 1010, ((246, 246, 244), (206, 208, 208)))
    sheet.box(660, 640, 1000, 710, (226, 228, 228))
    sheet.oval(690, 655, 730, 695, (150, 156, 160))
    sheet.box(840, 660, 970, 692, (40, 46, 54), 4)
    sheet.text((905, 675), "2:15", 20, (120, 226, 190))
    for inset, colour in ((0, (150, 156, 162)), (16, (60, 66, 74)), (34, (96, 118, 134))):
        sheet.oval(725 + inset, 740 + inset, 935 - inset, 950 - inset, colour)
    sheet.shape([(770, 800), (830, 775), (800, 850), (765, 870)], (150, 172, 186))
    sheet.box(1080, 760, 1540, 960, (122, 88, 60), 6)
    for x in (1090, 1315):
        sheet.box(x, 790, x + 215, 950, (142, 104, 72), 4)
        sheet.oval(x + 98, 862, x + 118, 882, (206, 190, 150))
    sheet.box(1070, 440, 1550, 738, (18, 20, 24), 8)
    sheet.fade([(1080, 450), (1540, 450), (1540, 728), (1080, 728)], (44, 56, 70), (20, 26, 36), sideways=True)
    sheet.shape([(1100, 460), (1260, 460), (1150, 720), (1100, 720)], (60, 74, 90))
    sheet.box(1270, 738, 1350, 762, (30, 32, 36))
    sheet.box(440, 610, 520, 700, (250, 246, 226))
    sheet.text((480, 640), "1号", 24, (30, 30, 30))
    sheet.text((480, 674), "查封", 20, (190, 26, 30))
    sheet.box(720, 720, 800, 732, (250, 246, 226))
    sheet.glow([(1100, 0), (1600, 0), (1600, 700), (900, 720)], (255, 240, 200), 60, 90)


# Painter, and whether the camera was held sideways.
SCENES = {
    "factory-hall": (factory, False),
    "car-front": (car, False),
    "sealed-door": (door, True),
    "office": (office, False),
    "appliances": (appliances, False),
    "inventory-list": (inventory, True),
    "nameplate": (nameplate, False),
    "warehouse": (warehouse, False),
    "credentials": (credentials, False),
}
