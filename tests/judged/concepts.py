"""The vocabularies of the house: for each hidden fact the ways in which people write it, in French and English."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concept:
    """One fact as people write it; the first word of each language is the usual one."""

    fr: tuple[str, ...]
    en: tuple[str, ...]


def concepts(**given: str) -> Mapping[str, Concept]:
    """Read `name="mot, autre mot / word, other word"`."""
    read = {}
    for name, text in given.items():
        fr, _, en = text.partition(" / ")
        read[name] = Concept(tuple(fr.split(", ")), tuple((en or fr).split(", ")))
    return read


SUBJECTS = concepts(
    bottle="flacon, bouteille / bottle, flask",
    candle="bougie, chandelle / candle",
    diffuser="diffuseur / diffuser",
    soap="savon / soap, soap bar",
    cream="crème / cream, balm",
    lipstick="rouge à lèvres / lipstick",
    nail_polish="vernis à ongles, vernis / nail polish",
    gift_set="coffret, coffret cadeau / gift set, gift box",
    handbag="sac à main, sac / handbag, bag",
    scarf="foulard, carré / scarf",
    dress="robe / dress",
    coat="manteau / coat",
    shoes="chaussures, souliers / shoes",
    ring="bague / ring",
    necklace="collier / necklace",
    earrings="boucles d'oreilles / earrings",
    watch="montre / watch",
    sunglasses="lunettes de soleil, lunettes / sunglasses",
    umbrella="parapluie / umbrella",
    vase="vase / vase",
    cup="tasse / cup, mug",
    blanket="plaid, couverture / blanket, throw",
    cushion="coussin / cushion",
    lamp="lampe / lamp",
    shop="boutique, magasin / shop, store",
    window="vitrine / window display, shop window",
    workshop="atelier / workshop",
    keyring="porte-clés / keyring",
    tshirt="t-shirt, tee-shirt / T-shirt",
    poster="affiche / poster",
)

COLOURS = concepts(
    amber="ambré, ambre / amber",
    red="rouge / red",
    blue="bleu / blue",
    green="vert / green",
    black="noir / black",
    white="blanc / white",
    pink="rose / pink",
    ivory="ivoire / ivory",
)

MATERIALS = concepts(
    glass="verre / glass",
    leather="cuir / leather",
    wool="laine / wool",
    silk="soie / silk",
    gold="or / gold, golden",
    silver="argent / silver",
    porcelain="porcelaine / porcelain",
    wood="bois / wood, wooden",
    linen="lin / linen",
)

PLACES = concepts(
    paris="Paris",
    lyon="Lyon",
    brittany="Bretagne / Brittany",
    finland="Finlande / Finland",
    iceland="Islande / Iceland",
    provence="Provence",
    london="Londres / London",
    lisbon="Lisbonne / Lisbon",
    japan="Japon / Japan",
    alps="Alpes / Alps",
    seaside="bord de mer, plage / seaside, beach",
    forest="forêt / forest",
)

SEASONS = concepts(
    summer="été / summer",
    winter="hiver / winter",
    spring="printemps / spring",
    autumn="automne / autumn",
    christmas="Noël, fêtes / Christmas, holiday season",
)

SHOTS = concepts(
    packshot="packshot, fond blanc / packshot, white background",
    lifestyle="ambiance, mise en scène / lifestyle, mood shot",
    worn="porté / worn, on model",
    detail="détail, gros plan / close-up, detail",
    backstage="coulisses / backstage, making of",
)

CAMPAIGNS = concepts(
    north="Lumière du Nord",
    garden="Jardin secret",
    sea="Mer intérieure",
    night="Nuit blanche",
    dawn="L'Aube",
)

SUITS: Mapping[str, tuple[str, ...]] = {
    "bottle": ("glass", "gold"),
    "candle": ("glass", "porcelain"),
    "diffuser": ("glass", "wood"),
    "gift_set": ("wood", "linen"),
    "handbag": ("leather", "linen"),
    "scarf": ("silk", "wool"),
    "dress": ("silk", "linen"),
    "coat": ("wool", "leather"),
    "shoes": ("leather",),
    "ring": ("gold", "silver"),
    "necklace": ("gold", "silver"),
    "earrings": ("gold", "silver"),
    "watch": ("gold", "silver", "leather"),
    "vase": ("glass", "porcelain"),
    "cup": ("porcelain", "glass"),
    "blanket": ("wool", "linen"),
    "cushion": ("linen", "silk"),
    "lamp": ("wood", "glass"),
    "keyring": ("leather", "silver"),
}
"""The materials that things are made of; what is not named here has none worth a word."""

THINGS = tuple(SUITS)

SYNONYMS = (
    ("flacon", "bouteille", "bottle", "flask"),
    ("bougie", "chandelle", "candle"),
    ("rouge à lèvres", "lipstick"),
    ("vernis à ongles", "nail polish"),
    ("sac à main", "handbag"),
    ("foulard", "carré", "scarf"),
    ("chaussures", "souliers", "shoes"),
    ("bague", "ring"),
    ("boutique", "magasin", "shop", "store"),
    ("montre", "watch"),
    ("manteau", "coat"),
    ("robe", "dress"),
    ("été", "summer"),
    ("hiver", "winter"),
    ("soie", "silk"),
    ("cuir", "leather"),
    ("bleu", "blue"),
    ("noir", "black"),
    ("coulisses", "backstage", "making of"),
    ("plage", "beach", "bord de mer", "seaside"),
)
"""The list that such a house would keep: a few lines, far from every word of its vocabularies."""
