"""More of what the demonstration photos show: the list, the maker's plate, the goods."""
# ruff: noqa: S311 - chance makes wood grain here, not keys

import random

from brush import Sheet, between, hall, shade

COURT = "示范市人民法院"
CASE = "（2026）粤0605执1024号"


def inventory(sheet: Sheet) -> None:
    """The list itself, on a desk, filled in and signed."""
    sheet.fade_box(0, 0, 1600, 1200, ((132, 96, 66), (104, 74, 50)))
    random.seed(7)
    for _ in range(70):
        y = random.uniform(0, 1200)
        sheet.line(
            [(0, y), (800, y + random.uniform(-12, 12)), (1600, y + random.uniform(-20, 20))],
            shade((120, 86, 58), random.uniform(0.86, 1.1)),
            random.uniform(1, 5),
        )
    sheet.shadow([(270, 70), (1360, 70), (1360, 1200), (270, 1200)], 190, 26)
    sheet.fade_box(260, 50, 1340, 1200, ((252, 251, 246), (238, 236, 228)))
    sheet.text((800, 110), COURT, 40, (24, 24, 24))
    sheet.text((800, 172), "查封、扣押财产清单", 48, (24, 24, 24))
    sheet.text((1120, 226), CASE, 22, (40, 40, 40), bold=False)
    columns = (320, 390, 660, 850, 930, 1020, 1280)
    rows = [
        ("序号", "名称", "规格型号", "单位", "数量", "现状"),
        ("1", "数控加工中心", "VMC-850", "台", "3", "可运转，无铭牌缺失"),
        ("2", "小型轿车", "粤E·D1234", "辆", "1", "右前门有划痕"),
        ("3", "台式电脑", "显示器二十四寸", "套", "6", "可开机"),
        ("4", "双门冰箱", "BCD-300", "台", "1", "完好"),
        ("5", "财务凭证", "2025年度", "箱", "4", "已封存"),
        ("", "以下空白", "", "", "", ""),
    ]
    for number, row in enumerate(rows):
        top = 270 + number * 74
        for column, words in enumerate(row):
            middle = ((columns[column] + columns[column + 1]) / 2, top + 37)
            ink = (24, 24, 24) if number == 0 else (30, 44, 110)
            sheet.text(middle, words, 22 if number else 24, ink, bold=number == 0)
    for number in range(len(rows) + 1):
        sheet.line([(320, 270 + number * 74), (1280, 270 + number * 74)], (60, 60, 60), 2)
    for x in columns:
        sheet.line([(x, 270), (x, 270 + len(rows) * 74)], (60, 60, 60), 2)
    sheet.text((470, 850), "被执行人：", 24, (24, 24, 24), bold=False)
    sheet.text((480, 920), "执行人员：", 24, (24, 24, 24), bold=False)
    sheet.text((480, 990), "在 场 人：", 24, (24, 24, 24), bold=False)
    for x, y, seed in ((560, 850, 1), (560, 920, 2), (760, 920, 3), (560, 990, 4)):
        _signature(sheet, x, y, seed)
    sheet.text((1080, 1060), "二〇二六年十一月二十三日", 26, (24, 24, 24), bold=False)
    sheet.seal((1090, 1010), 96, COURT, angle=-6)
    sheet.shadow([(1190, 640), (1420, 1010), (1450, 1000), (1230, 640)], 150, 10)
    sheet.line([(1180, 600), (1420, 980)], (26, 30, 44), 20)
    sheet.line([(1172, 588), (1184, 606)], (190, 190, 186), 10)
    sheet.line([(1290, 760), (1300, 792)], (204, 168, 70), 24)


def _signature(sheet: Sheet, x: float, y: float, seed: int) -> None:
    dice = random.Random(seed)
    points = [(x + step * 8, y + dice.uniform(-20, 16)) for step in range(18)]
    smooth = [between(points[index], points[index + 1], share / 4) for index in range(17) for share in range(4)]
    sheet.line(smooth, (24, 30, 84), 3)


def credentials(sheet: Sheet) -> None:
    """Two officers' work cards held before a wall, as the record wants them shown."""
    hall(sheet, (206, 204, 198), (150, 140, 126))
    for x, number, name, coat in ((130, "0001", "执行员甲", (34, 46, 78)), (840, "0002", "执行员乙", (52, 60, 74))):
        sheet.shadow([(x + 14, 330), (x + 644, 330), (x + 650, 860), (x + 14, 860)], 150, 20)
        sheet.box(x, 310, x + 630, 840, (24, 34, 62), 26)
        sheet.fade_box(x + 24, 420, x + 606, 816, ((250, 250, 247), (234, 234, 228)))
        sheet.text((x + 315, 366), COURT, 44, (226, 198, 120))
        sheet.text((x + 430, 470), "执行公务证", 44, (150, 24, 30))
        for at, words in enumerate((f"姓名　{name}", "职务　执行员", f"编号　样本{number}", "演示用，无效")):
            sheet.text((x + 430, 550 + at * 62), words, 34, (30, 34, 42), bold=False)
        sheet.fade_box(x + 56, 450, x + 236, 690, ((120, 158, 196), (88, 128, 170)))
        sheet.oval(x + 98, 490, x + 194, 612, (232, 198, 170))
        sheet.oval(x + 94, 478, x + 198, 540, (34, 28, 26))
        sheet.shape([(x + 56, 690), (x + 92, 624), (x + 200, 624), (x + 236, 690)], coat)
        sheet.seal((x + 190, 726), 64, COURT, angle=-8)
        sheet.oval(x + 250, 810, x + 380, 900, (224, 186, 156))


def nameplate(sheet: Sheet) -> None:
    """The maker's plate of the car: the number that must be on the list."""
    sheet.fade_box(0, 0, 1600, 1200, ((58, 60, 64), (30, 32, 36)))
    sheet.fade([(0, 0), (1600, 0), (1600, 190), (0, 320)], (150, 30, 36), (110, 20, 26))
    for x, y, width in ((60, 520, 300), (1240, 430, 340), (1180, 900, 380)):
        sheet.fade_box(x, y, x + width, y + 160, ((84, 88, 94), (48, 50, 56)))
        sheet.oval(x + width - 60, y + 60, x + width - 20, y + 100, (22, 24, 28))
    sheet.line([(0, 1080), (400, 1010), (900, 1100), (1600, 1020)], (20, 20, 22), 46)
    sheet.line([(0, 1068), (400, 998), (900, 1088), (1600, 1008)], (60, 62, 66), 8)
    sheet.shadow([(300, 370), (1310, 370), (1320, 900), (300, 900)], 200, 20)
    sheet.box(290, 350, 1300, 880, (196, 200, 204), 22)
    sheet.fade([(306, 366), (1284, 366), (1284, 864), (306, 864)], (226, 228, 230), (176, 182, 188), sideways=True)
    for x in (334, 1256):
        for y in (394, 836):
            sheet.oval(x - 13, y - 13, x + 13, y + 13, (120, 126, 132))
            sheet.line([(x - 8, y - 5), (x + 8, y + 5)], (80, 84, 90), 4)
    lines = (
        ("示范汽车制造厂", 40),
        ("车辆识别代号  LDEM0TEST26000127", 34),
        ("发动机型号  DM15T    号码  D0260417", 34),
        ("制造年月  2022.06    总质量  1890 kg", 34),
        ("中国制造", 30),
    )
    for number, (words, size) in enumerate(lines):
        sheet.text((795, 440 + number * 88), words, size, (34, 38, 46), bold=number in (0, 1))
    sheet.glow([(380, 366), (620, 366), (500, 864), (306, 864)], (255, 255, 255), 90, 30)


def warehouse(sheet: Sheet) -> None:
    """Finished goods on pallets, with labels to be counted."""
    hall(sheet, (172, 180, 184), (140, 142, 140))
    for x in (470, 760, 1050):
        sheet.box(x, 290, x + 12, 720, (50, 86, 140))
    for y in (410, 560):
        sheet.box(430, y, 1170, y + 12, (216, 120, 40))
        for x in range(440, 1130, 84):
            sheet.fade_box(x, y - 92, x + 76, y, ((196, 156, 110), (166, 126, 84)))
            sheet.box(x + 34, y - 92, x + 42, y, (214, 190, 150))
    for x, y, size in ((900, 960, 120), (150, 1010, 140)):
        _pallet(sheet, x, y, size)
    sheet.person((760, 1060), 560, (36, 56, 98))
    sheet.box(700, 790, 820, 870, (246, 244, 236), 4)
    sheet.text((760, 830), "清 点", 26, (30, 30, 30))


def _pallet(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.shadow([(x - 10, y), (x + size * 3.3, y), (x + size * 3.4, y + 40), (x, y + 40)], 190, 14)
    sheet.box(x - 8, y, x + size * 3 + 8, y + 14, (150, 116, 76))
    for foot in range(4):
        sheet.box(x + foot * size, y + 14, x + foot * size + 26, y + 36, (120, 90, 58))
    for row in range(3):
        for column in range(3):
            left, top = x + column * size, y - (row + 1) * size * 0.8
            tone = 0.92 + (row * 3 + column) % 4 * 0.05
            sheet.fade_box(
                left + 2,
                top + 2,
                left + size - 2,
                top + size * 0.8 - 2,
                (shade((202, 162, 116), tone), shade((172, 132, 90), tone)),
            )
            sheet.box(left + size * 0.44, top + 2, left + size * 0.56, top + size * 0.8 - 2, (222, 200, 160))
            sheet.box(left + size * 0.1, top + size * 0.44, left + size * 0.42, top + size * 0.68, (246, 244, 238))
            sheet.text(
                (left + size * 0.26, top + size * 0.56), f"{row * 3 + column + 1:02d}", size * 0.14, (40, 40, 40)
            )
