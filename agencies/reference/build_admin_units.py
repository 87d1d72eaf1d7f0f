"""Makes admin_units.csv and unit_successions.csv from the data files of the package vietnamadminunits (MIT, 1.0.4).

Run by hand when the package is renewed: `python agencies/reference/build_admin_units.py`. Nothing else needs it.
Units of 2025 follow Decision 19/2025/QD-TTg (codes) and Resolution 202/2025/QH15 (34 provinces). The units that
ended on 30/6/2025 are kept for the provinces of the five source documents only.
"""

import csv
import json
import sqlite3
import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).parent
OLD_FROM, OLD_TO, NEW_FROM = "2025-01-01", "2025-06-30", "2025-07-01"
# Today's province -> the provinces it was made of (Resolution 202/2025/QH15, article 1).
MERGED = {"24": ("24", "27"), "31": ("30", "31"), "19": ("06", "19"), "52": ("52", "64")}
KINDS = {
    "Tỉnh": "tinh",
    "Thành phố": "thanh_pho",
    "Quận": "quan",
    "Huyện": "huyen",
    "Thị xã": "thi_xa",
    "Phường": "phuong",
    "Xã": "xa",
    "Thị trấn": "thi_tran",
    "Đặc khu": "dac_khu",
}
UNIT_COLUMNS = "code valid_from valid_to level kind name short_name parent_code parent_valid_from"
UNIT_COLUMNS = [*UNIT_COLUMNS.split(), "latitude_e6", "longitude_e6"]
SUCCESSION_COLUMNS = "predecessor_code predecessor_valid_from successor_code successor_valid_from"
SUCCESSION_COLUMNS = [*SUCCESSION_COLUMNS.split(), "effective_on", "is_partial", "is_main"]


def rows_of(database, table):
    return [dict(row) for row in database.execute(f"SELECT * FROM {table}")]


def micro(degrees):
    return "" if degrees is None else round(degrees * 1_000_000)


def split_kind(name):
    """("huyen", "Huyện", "Tân Yên"); the source capitalises a few ("Thị Xã Việt Yên")."""
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    word, code = next(pair for pair in KINDS.items() if plain.lower().startswith(pair[0].lower() + " "))
    return code, word, plain[len(word) + 1 :]


def unit(code, span, level, name, parent, point):
    kind, word, short = split_kind(name)
    values = (code, *span, level, kind, f"{word} {short}", short, *parent, *map(micro, point))
    return dict(zip(UNIT_COLUMNS, values, strict=True))


def units_of_2025(rows):
    span, found = (NEW_FROM, ""), {}
    for row in rows:
        province = row["provinceCode"]
        found[province] = unit(
            province, span, "province", row["province"], ("", ""), (row["provinceLat"], row["provinceLon"])
        )
        found[row["wardCode"]] = unit(
            row["wardCode"], span, "commune", row["ward"], (province, NEW_FROM), (row["wardLat"], row["wardLon"])
        )
    return found.values()


def units_until_2025(rows):
    span, found = (OLD_FROM, OLD_TO), {}
    for row in rows:
        province, district = row["provinceCode"], row["districtCode"]
        found[province] = unit(
            province, span, "province", row["province"], ("", ""), (row["provinceLat"], row["provinceLon"])
        )
        found[district] = unit(
            district, span, "district", row["district"], (province, OLD_FROM), (row["districtLat"], row["districtLon"])
        )
        if row["wardCode"]:  # the island district Bach Long Vi had no communes
            found[row["wardCode"]] = unit(
                row["wardCode"], span, "commune", row["ward"], (district, OLD_FROM), (row["wardLat"], row["wardLon"])
            )
    return found.values()


def succession(old_code, new_code, is_partial, is_main):
    values = (old_code, OLD_FROM, new_code, NEW_FROM, NEW_FROM, int(is_partial), int(is_main))
    return dict(zip(SUCCESSION_COLUMNS, values, strict=True))


def successions(converter, old_rows, new_rows):
    """Whole communes first, then the divided ones: their main successor is the one the source takes by default."""
    old_codes = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": row["wardCode"] or row["districtCode"]
        for row in old_rows
    }
    new_codes = {(row["provinceCode"], row["wardKey"]): row["wardCode"] for row in new_rows}
    province_keys = {row["provinceCode"]: row["provinceKey"] for row in new_rows}
    for province, olds in MERGED.items():
        yield from (succession(old, province, False, True) for old in olds)
        key = province_keys[province]
        for ward, predecessors in converter["DICT_PROVINCE_WARD_NO_DIVIDED"][key].items():
            for old in predecessors:
                yield succession(old_codes[old], new_codes[province, ward], False, True)
        for old, parts in converter["DICT_PROVINCE_WARD_DIVIDED"].get(key, {}).items():
            for part in parts:
                new = new_codes[province, part["newWardKey"]]
                yield succession(old_codes[old], new, True, part["isDefaultNewWard"])


def write(name, columns, rows):
    with open(HERE / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: tuple(str(value) for value in row.values())))


def build(data):
    database = sqlite3.connect(data / "dataset.db")
    database.row_factory = sqlite3.Row
    new_rows = rows_of(database, "admin_units")
    wanted = {code for codes in MERGED.values() for code in codes}
    old_rows = [row for row in rows_of(database, "admin_units_legacy") if row["provinceCode"] in wanted]
    converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    write("admin_units.csv", UNIT_COLUMNS, [*units_of_2025(new_rows), *units_until_2025(old_rows)])
    write("unit_successions.csv", SUCCESSION_COLUMNS, successions(converter, old_rows, new_rows))


if __name__ == "__main__":
    paths = (Path(entry) / "vietnamadminunits" / "data" for entry in sys.path)
    build(next(path for path in paths if path.is_dir()))
