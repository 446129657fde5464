"""The queries, as people type them, and how relevant a record is to each, by its facts alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.judged.records import Record

Needs = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, and which facts are meant: of each any of the values. `code` and `year` ask for those."""

    text: str
    needs: Needs = field(default_factory=dict)
    code: str = ""
    year: int = 0


def grade(query: Query, record: Record) -> int:
    """Return how relevant a record is, 0 to 3.

    3 has every fact that is meant; 2 has them and is superseded; 1 shows the subject only beside something else, with all
    other facts. Everything else is 0.
    """
    if query.code:
        return 3 if record.code == query.code else 0
    if query.year and record.year != query.year:
        return 0
    missing = [fact for fact, values in query.needs.items() if record.facts[fact] not in values]
    if not missing:
        return 3 if record.is_current else 2
    if missing == ["subject"] and record.facts["beside"] in query.needs["subject"]:
        return 1
    return 0


def _query(text: str, meant: str = "", **more: object) -> Query:
    """Read `subject=bottle|vase colour=amber`."""
    pairs = [pair.split("=") for pair in meant.split()]
    return Query(text, {fact: tuple(values.split("|")) for fact, values in pairs}, **more)  # type: ignore[arg-type]


def queries() -> Iterator[Query]:
    """Yield every query: plain ones, forms of words, both languages, codes, phrases, slips of the finger."""
    for line in _LINES.strip().splitlines():
        text, _, meant = line.partition(" => ")
        yield _query(text.strip(), meant.strip())
    yield Query("REF-1204", code="REF-1204")
    yield Query("ref 1317", code="REF-1317")
    yield Query("1492", code="REF-1492")
    yield Query("ref1025", code="REF-1025")
    yield _query("catalogue 2025 bougie", "subject=candle", year=2025)
    yield _query("jardin secret 2026", "campaign=garden", year=2026)


_LINES = """
flacon => subject=bottle
flacons => subject=bottle
bouteille => subject=bottle
bottle => subject=bottle
flacon ambré => subject=bottle colour=amber
flacons ambrés => subject=bottle colour=amber
amber bottle => subject=bottle colour=amber
amber glass bottle => subject=bottle colour=amber material=glass
bougie => subject=candle
bougies de noel => subject=candle season=christmas
candles => subject=candle
christmas candle => subject=candle season=christmas
bougie blanche => subject=candle colour=white
rouge à lèvres => subject=lipstick
rouge a levres => subject=lipstick
"rouge à lèvres" => subject=lipstick
lipstick => subject=lipstick
red lipstick => subject=lipstick colour=red
vernis => subject=nail_polish
nail polish => subject=nail_polish
coffret cadeau => subject=gift_set
coffrets => subject=gift_set
gift box => subject=gift_set
sac à main => subject=handbag
sac cuir noir => subject=handbag material=leather colour=black
black leather handbag => subject=handbag material=leather colour=black
handbags => subject=handbag
foulard en soie => subject=scarf material=silk
silk scarf => subject=scarf material=silk
carré de soie => subject=scarf material=silk
robe d'été => subject=dress season=summer
robes bleues => subject=dress colour=blue
summer dress => subject=dress season=summer
dresses => subject=dress
manteau laine => subject=coat material=wool
manteaux d'hiver => subject=coat season=winter
winter coats => subject=coat season=winter
chaussures noires => subject=shoes colour=black
shoes => subject=shoes
bague or => subject=ring material=gold
gold ring => subject=ring material=gold
collier argent => subject=necklace material=silver
necklaces => subject=necklace
boucles d'oreilles => subject=earrings
earring => subject=earrings
montres => subject=watch
watch leather => subject=watch material=leather
lunettes de soleil => subject=sunglasses
sunglasses beach => subject=sunglasses place=seaside
parapluie => subject=umbrella
parapluie londres => subject=umbrella place=london
vase porcelaine => subject=vase material=porcelain
tasses => subject=cup
mug => subject=cup
plaid en laine => subject=blanket material=wool
couverture => subject=blanket
coussins lin => subject=cushion material=linen
lampe bois => subject=lamp material=wood
boutique paris => subject=shop place=paris
magasins => subject=shop
shop window => subject=window
vitrine de noël => subject=window season=christmas
atelier => subject=workshop
workshop backstage => subject=workshop shot=backstage
porte-clés => subject=keyring
porteclés cuir => subject=keyring material=leather
tshirt => subject=tshirt
t-shirt blanc => subject=tshirt colour=white
affiche été => subject=poster season=summer
packshot flacon => subject=bottle shot=packshot
bougie ambiance => subject=candle shot=lifestyle
making of => shot=backstage
land => place=finland|iceland
finlande hiver => place=finland season=winter
islande => place=iceland
iceland summer => place=iceland season=summer
lumière du nord => campaign=north
"mer intérieure" => campaign=sea
l'aube => campaign=dawn
flacno ambré => subject=bottle colour=amber
chausures => subject=shoes
hanbdag => subject=handbag
lunetes => subject=sunglasses
manteau -laine => subject=coat material=leather
robe OR manteau bretagne => subject=dress|coat place=brittany
diffuseur* => subject=diffuser
savon provence => subject=soap place=provence
crème => subject=cream
"""
