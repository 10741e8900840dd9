"""Which letter stands for which sound: the tables of Cyrillic and Latin letters, marks and look-alikes."""

import re
import unicodedata

# Groups of letters and what they may stand for, the likeliest first.
type Sounds = tuple[str, ...]

# One character a sound: ğ is ғ, q қ, x х, h ҳ, j ҷ, č ч, š ш, ž ж, y й, ŭ ӯ.


def _table(text: str) -> dict[str, Sounds]:
    """Reads "ch=č,š,x zh=ž": letters, and the sounds they may have."""
    pairs = (item.split("=") for item in text.split())
    return {letters: tuple(sounds.split(",")) for letters, sounds in pairs}


CYRILLIC = _table(
    "а=a б=b в=v г=g ғ=ğ д=d е=e ё=yo ж=ž з=z и=i ӣ=i й=y к=k қ=q л=l м=m н=n о=o п=p р=r с=s т=t у=u ӯ=ŭ ф=f х=x ҳ=h "
    "ц=s ч=č ҷ=j ш=š щ=š ъ= ы=i ь= э=e ю=yu я=ya і=i є=e ґ=g ў=ŭ "
    "ә=a ө=ŭ ұ=u ү=u ң=n һ=h җ=j ҡ=q ҙ=z ҫ=s "  # Kazakh, Tatar, Bashkir
    "ѓ=ğ ќ=q њ=h љ=j ї=i ѐ=yo ѝ=i ј=y ѕ=z "  # fonts from before Unicode: ғ қ ҳ ҷ ӣ ё
)
CYRILLIC_GROUPS = _table("дж=j дз=dz,z тҳ=th,t тх=th,t")  # Фатҳулло, Фатулло
LATIN = _table(
    "a=a b=b c=k,s,j d=d e=e f=f g=g h=h i=i j=j,y k=k l=l m=m n=n o=o p=p q=q r=r s=s t=t u=u v=v w=v x=x y=y z=z '= "
    "č=č ç=č,j ć=č š=š ş=š ś=š ž=ž ż=ž ğ=ğ ġ=ğ ə=a ä=a ö=ŭ ü=u ŭ=ŭ ı=i ë=yo,e â=a,ya û=u,yu ḫ=x ķ=q ḳ=q ł=l ß=s æ=a ø=o đ=d"
)
LATIN_GROUPS = _table(
    "shch=š tsch=č,tš tsh=tš,č dsch=j dsh=j,dš isho=išo,isho isha=iša,isha sch=š tch=č,tš dzh=j dž=j dj=j sj=š kh=x gh=ğ sh=š ch=č,š,x "
    "zh=ž,zh ts=s sz=š cz=č ph=f th=t,th dh=dh,d,z ck=k oo=u ou=u ee=i o'=ŭ g'=ğ"  # th is also тҳ, zh зҳ, dh дҳ, ish исҳ, dsh дш, tsh тш
)
LONGEST_GROUP = max(map(len, LATIN_GROUPS))

# German and Slavic hands give themselves away; with them ch is х and j is й before anything else.
CONTINENTAL = re.compile("sch|sz|[wšžčć]|[aeiou]j[^aeiou]|ej$|ij[aeo]")

APOSTROPHES = dict.fromkeys(map(ord, "'`´ʹʻʼʽʾʿˈ‘’‛′＇ʺˮ"), "'")

LATIN_TO_CYRILLIC = str.maketrans("ABCEHIKMOPTXYaceiopxyhj", "АВСЕНІКМОРТХУасеіорхуһј")
CYRILLIC_TO_LATIN = str.maketrans("АВСЕНІКМОРТХУасеіорхуһјѕ", "ABCEHIKMOPTXYaceiopxyhjs")


def script(letter: str) -> str:
    """'c' for a Cyrillic letter, 'l' for a Latin one, '' for anything else."""
    if "Ѐ" <= letter <= "ԯ":
        return "c"
    return "l" if letter.isalpha() and (letter <= "ɏ" or letter == "ə" or "Ḁ" <= letter <= "ỿ") else ""


def plain_latin(letter: str) -> str:
    """The letter without its marks, á → a; itself when there is nothing under them."""
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))
