"""The rules that come along: words by which German and English customers show what they want.

A cue is folded (see `folding`); one that ends in '*' is the beginning of a word, one with a blank a phrase, and one
that ends in '.' the end of the text: 'how much?' asks for a price, 'how much cheese for six?' does not. Of cues that
overlap the longest counts: 'nie wieder ohne' is not the 'nie wieder' within it.
"""

from __future__ import annotations

from socialshop.inbox.model import Topic

# In the order in which equals are decided: what hurts when it is overlooked comes first.
CUES: dict[Topic, tuple[str, ...]] = {
    Topic.SPAM: (
        *("bitcoin*", "crypto*", "krypto*", "forex", "casino*", "onlyfans", "giveaway winner", "whatsapp me"),
        *("dm me to", "earn money", "geld verdienen", "schnell reich", "click my profile", "follow back", "followback"),
        *("check my bio", "kredit ohne", "promote it on", "send pic to", "investment plan", "free followers"),
    ),
    Topic.COMPLAINT: (
        *("beschwer*", "reklam*", "enttausch*", "unverscham*", "kaputt", "defekt*", "beschadigt*", "verdorben"),
        *("schimmel*", "abgelaufen", "nie angekommen", "nicht angekommen", "immer noch nicht", "geld zuruck", "arger*"),
        *("fehlte", "fehlten", "gefehlt", "schmeckt nicht", "schmeckt mir nicht", "schmeckt uns nicht"),
        *("schmeckt leider nicht", "tage gewartet", "wochen gewartet", "stunden gewartet"),
        *("argern", "falsch geliefert", "nie wieder", "schlecht*", "mangel*", "frechheit", "katastrophe", "zerbrochen"),
        *("complain*", "disappoint*", "broken", "damaged", "refund", "never arrived", "not arrived", "still waiting"),
        *(
            "wrong item",
            "terrible",
            "awful",
            "unacceptable",
            "rude",
            "worst",
            "money back",
            "mouldy",
            "moldy",
            "rotten",
        ),
    ),
    Topic.ORDER: (
        *("bestellung*", "bestellnummer", "bestellt", "lieferung", "sendung*", "paket", "tracking*", "versandt"),
        *("rechnung", "storn*", "lieferadresse", "umtausch*", "rucksend*", "my order", "order number", "ordered"),
        *("parcel", "shipment", "delivery status", "invoice", "cancel my", "return label", "tracking number"),
    ),
    Topic.RECOMMENDATION: (
        *("empfehl*", "kann ich nur weiterempfehlen", "weiterempfehl*", "solltet ihr probieren", "musst du probieren"),
        *("recommend*", "you should try", "you have to try", "go there", "must try", "geheimtipp"),
    ),
    Topic.QUESTION: (
        *("wie viel", "wieviel", "was kostet", "kostet", "kosten", "preis", "preise", "wie teuer", "wann", "woher"),
        *("habt ihr", "gibt es", "gibt s", "kann man", "kann ich", "konnt ihr", "liefert ihr", "verschickt ihr", "wo"),
        *("haben sie", "konnen sie", "liefern sie", "verschicken sie", "durfen", "wie lange"),
        *("welche*", "warum", "ist der", "ist die", "ist das", "sind die", "frage", "how much", "price", "what does"),
        *("do you", "can i", "can you", "is it", "is there", "are there", "when", "where", "which", "how long", "cost"),
    ),
    Topic.PRAISE: (
        *(
            "danke*",
            "lecker*",
            "toll*",
            "super",
            "wunderbar*",
            "grossartig*",
            "begeistert",
            "klasse",
            "spitze",
            "liebe",
        ),
        *("perfekt*", "hervorragend*", "kostlich*", "top", "bester", "beste", "bestes", "traumhaft*", "schmeckt"),
        *("thank*", "love", "loved", "great", "amazing", "awesome", "delicious", "wonderful", "perfect", "excellent"),
        *("best", "fantastic", "beautiful", "yummy", "dank", "vielen dank", "nie wieder ohne", "nie mehr ohne"),
        *(
            "nie wieder etwas anderes",
            "never again without",
            "never without",
            "nichts zu meckern",
            "nichts auszusetzen",
        ),
    ),
    Topic.SMALL_TALK: (
        *("schonen tag", "schonen abend", "schones wochenende", "haha", "wetter", "regen", "nieselregen", "regnet"),
        *("schnee", "sonnenschein", "na ihr", "wie geht", "nice day", "happy weekend", "lol", "how are you", "weather"),
        *("raining", "sunny", "snowing", "cheers"),
    ),
}

GREETINGS = (
    *("hallo", "moin", "servus", "guten morgen", "guten tag", "guten abend", "gruss*", "hello", "good morning", "hi"),
    *("hey", "greetings"),
)
"""Small talk only where nothing else is said: most questions begin so."""

NEGATIONS = ("nicht", "kein", "keine", "keinen", "keiner", "keinerlei", "nie", "not", "no", "never", "t")
"""'t' is the end of 'don't' and 'isn't'."""

DEGREES = ("so", "sehr", "ganz", "besonders", "wirklich", "gerade", "mal", "mehr", "really", "very", "that", "too")
"""What may stand between a negation and its word."""

MATTERS: dict[str, tuple[str, ...]] = {
    "price": (
        *("preis", "preise", "preislich", "kostet", "kostets", "kosten", "kostenpunkt", "wie teuer", "wie viel."),
        *(
            "wieviel.",
            "fur wie viel",
            "wie viel euro",
            "was nehmt ihr",
            "was nehmen sie",
            "was verlang*",
            "was macht das",
        ),
        *("price", "prices", "cost", "costs", "how much.", "how much is", "how much are", "how much for"),
        *("how much does", "how much do you", "what do you charge", "how expensive", "was macht das"),
    ),
    "availability": (
        *("noch da", "noch zu haben", "verfugbar", "lieferbar", "auf lager", "ausverkauft"),
        *("available", "in stock", "sold out"),
    ),
    "delivery": ("liefer*", "versand*", "verschick*", "deliver*", "ship", "shipping"),
    "opening hours": ("geoffnet", "offnungszeit*", "wann offnet", "wie lange offen", "opening hours", "open today"),
    "place": (
        *("wo seid", "wo sind sie", "wo finde", "wo ist euer", "wo ist ihr", "der laden", "euer laden", "ihr laden"),
        *("adresse", "anschrift", "address", "where are you", "where is your", "your shop", "location"),
    ),
    "size": (
        *("welche grosse*", "welcher grosse", "welchen grossen", "andere grosse*", "anderen grossen", "wie gross"),
        *("wie schwer", "wie viel gramm", "size", "sizes", "how big", "how large", "weigh*"),
    ),
    "ingredients": ("allerg*", "laktose*", "vegan*", "zutaten", "lactose*", "ingredient*", "gluten*"),
}
"""What questions beneath one post mostly ask for."""
