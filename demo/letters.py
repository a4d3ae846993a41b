"""What the demo's customers say beside their comments: privately, on the Page, in a story; and what they regret."""

from __future__ import annotations

from demo.lines import PRIMER, RACLETTE, WEEK, Answer, Line

LETTERS: tuple[Line, ...] = (
    Line(
        "vienna",
        "facebook",
        WEEK,
        "Katharina Vogt",
        "Guten Tag, liefern Sie auch nach Wien? Und bleibt ein Brie auf dem Weg kühl genug?",
        deed="writes",
    ),
    Line(
        "vienna-thanks",
        "facebook",
        WEEK,
        "Katharina Vogt",
        "Danke für die ehrliche Auskunft! Dann bestelle ich am Montag, und im Juli eben Bergkäse.",
        answers="vienna",
        deed="writes",
    ),
    Line(
        "missing-mustard",
        "facebook",
        WEEK,
        "Bernd Kaspar",
        "In meinem Paket fehlte der Birnensenf, berechnet wurde er trotzdem. Schon wieder!",
        deed="writes",
    ),
    Line(
        "missing-mustard-milder",
        "facebook",
        WEEK,
        "Bernd Kaspar",
        "In meinem Paket fehlte der Birnensenf, berechnet wurde er trotzdem. Können Sie bitte nachsehen?",
        answers="missing-mustard",
        deed="edits",
        after=1,
    ),
    Line(
        "missing-mustard-thanks",
        "facebook",
        WEEK,
        "Bernd Kaspar",
        "Das ging schnell, vielen Dank. Bis bald an der Theke!",
        answers="missing-mustard",
        deed="writes",
        after=4,
    ),
    Line(
        "voucher",
        "instagram",
        RACLETTE,
        "moritz.isst",
        "Habt ihr Gutscheine? Meine Mutter wird 70 und hat alles, außer genug Käse.",
        deed="writes",
    ),
    Line(
        "voucher-thanks",
        "instagram",
        RACLETTE,
        "moritz.isst",
        "Ihr seid die Besten. Ich hole ihn am Samstag ab!",
        answers="voucher",
        deed="writes",
    ),
    Line(
        "cowbells",
        "instagram",
        WEEK,
        "nora.on.tour",
        "Back from the Alps since yesterday and already missing the cowbells. Your window helps a little. 🔔",
        deed="writes",
    ),
    Line(
        "wines-for-wedding",
        "facebook",
        WEEK,
        "Familie Rösler",
        "Guten Abend, wir heiraten im Mai und möchten statt einer Torte einen Turm aus Käse. Machen Sie so etwas, "
        "und für wie viele Gäste reicht er?",
        deed="writes",
        hours_ago=49,
    ),
    Line(
        "brie-twice",
        "instagram",
        WEEK,
        "miris.brotzeit",
        "Hallo, noch etwas zu meiner Bestellung #1043: Lässt sich das Feigenchutney einfrieren?",
        deed="writes",
    ),
    Line("wrong-chat", "instagram", PRIMER, "lotta.im.lager", "Bringst du morgen die Leiter mit?", deed="writes"),
    Line("wrong-chat-gone", "instagram", PRIMER, "lotta.im.lager", "", answers="wrong-chat", deed="removes", after=1),
    Line(
        "first-visit",
        "facebook",
        WEEK,
        "Anke Thiele",
        "Heute zum ersten Mal an Ihrer Theke: Ich durfte alles probieren und niemand hat gedrängelt. Danke!",
        deed="posts",
    ),
    Line(
        "recommends",
        "facebook",
        WEEK,
        "Sabine Roth",
        "Kleine Auswahl, große Geduld. Der Bergkäse ist den Weg wert.",
        deed="reviews",
    ),
    Line("in-her-story", "instagram", PRIMER, "sauerteig_sofia", "", deed="mentions in story"),
    Line("fondue-wine", "facebook", WEEK, "Dirk Hamann", "Welcher Wein kommt ins Fondue?"),
    Line(
        "fondue-children",
        "facebook",
        WEEK,
        "Dirk Hamann",
        "Welcher Wein kommt ins Fondue? Und geht es auch ohne, wenn Kinder mitessen?",
        answers="fondue-wine",
        deed="edits",
        after=1,
    ),
    Line("in-anger", "facebook", RACLETTE, "Udo Frenzel", "Drei Tage gewartet, und dann war keiner zu Hause!!"),
    Line("in-anger-gone", "facebook", RACLETTE, "Udo Frenzel", "", answers="in-anger", deed="removes", after=1),
    Line("where-is-it", "pinterest", RACLETTE, "Balkonküche", "Wo genau ist der Laden?"),
)

LIVE: tuple[Line, ...] = (
    Line("ricotta", "facebook", WEEK, "Petra Sandmann", "Gibt es morgen wieder frischen Ricotta?", after=20),
    Line(
        "ricotta-two",
        "facebook",
        WEEK,
        "Petra Sandmann",
        "Gibt es morgen wieder frischen Ricotta? Ich bräuchte zwei Becher.",
        answers="ricotta",
        deed="edits",
        after=30,
    ),
    Line("ricotta-thanks", "facebook", WEEK, "Petra Sandmann", "Prima, dann bis morgen!", answers="ricotta", after=5),
    Line(
        "dishwasher",
        "instagram",
        RACLETTE,
        "henrikes.herd",
        "Dürfen die Pfännchen in die Spülmaschine?",
        deed="writes",
        after=45,
    ),
    Line(
        "dishwasher-thanks",
        "instagram",
        RACLETTE,
        "henrikes.herd",
        "Dann spüle ich lieber von Hand. Danke euch!",
        answers="dishwasher",
        deed="writes",
        after=5,
    ),
    Line("set-price-late", "instagram", RACLETTE, "spaetzle.susi", "Bin ich zu spät? Preis bitte!", after=70),
    Line("rind", "pinterest", PRIMER, "Kleine Feste", "Isst man die Rinde mit oder nicht?", after=80),
    Line("rind-gone", "pinterest", PRIMER, "Kleine Feste", "", answers="rind", deed="removes", after=180),
)
"""Said while the page is looked at; the thanks when somebody has answered there."""

ANSWERS: tuple[Answer, ...] = (
    Answer(
        "vienna",
        "Liebe Frau Vogt, ja, nach Wien braucht ein Paket zwei Tage, mit Kühlkissen. Um diese Jahreszeit kommt der "
        "Brie gut an; im Juli schicken wir lieber Bergkäse.",
    ),
    Answer(
        "voucher",
        "Lieber Moritz, ja, ab 20 € und auf schönem Papier. Sollen wir ihn schicken oder an der Theke zurücklegen? "
        "Ihrer Mutter alles Gute zum Siebzigsten!",
    ),
)
