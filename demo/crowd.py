"""What many ask at once beneath one album, each in their own words: to be answered together."""

from __future__ import annotations

from demo.lines import RACLETTE, Line

_ASKED = (
    ("moni_backt", "Was kostet das Set?"),
    ("kartoffelkoenig", "Preis?"),
    ("theo.und.toast", "Wie teuer ist denn das kleine Öfchen?"),
    ("the_cheddar_years", "How much is the little set?"),
    ("hannes.am.herd", "Was soll das gute Stück kosten? 😍"),
    ("frau.von.nebenan", "Schön! Und der Preis?"),
    ("bergziege_86", "Hallo, was würde das Raclette-Set denn kosten?"),
    ("nachtisch.zuerst", "Wieviel?"),
    ("pias_picknick", "Bitte einmal den Preis für das Set, danke 🙏"),
    ("oma.gerda.online", "Guten Abend, wie viel kostet der Ofen mit den Teelichten, bitte?"),
    ("fork.and.fireside", "Price please!"),
    ("wg.kueche.nord", "Preis für das Set mit vier Pfännchen?"),
    ("stullenpaul", "was kostets?"),
    ("linas_lunchbox", "Das wünsche ich mir zum Geburtstag. Was kostet es?"),
    ("zwiebelzauber", "Könnt ihr mir sagen, wie viel das Set kostet?"),
    ("marta.maelt", "Was nehmen Sie für das Set?"),
    ("late_supper_club", "What does the tealight set cost?"),
    ("dorfkind.jule", "Preis bitte 🧀"),
    ("brotzeit_ben", "Ich finde keinen Preis. Was kostet das Stövchen?"),
    ("rosmarin.und.ruth", "Kosten?"),
    ("kais.kombuese", "Moin! Wat kostet dat?"),
    ("selmas.samstag", "Wie teuer?"),
    ("quarkkeule", "Steht der Preis irgendwo? Ich sehe ihn nicht."),
    ("hungry.in.hastings", "Lovely! How much?"),
    ("vier.am.tisch", "Wir sind zu viert, das passt ja genau! Was kostet es denn?"),
    ("teilzeit_senner", "Preislich so?"),
    ("nudel.im.nebel", "Mit was muss ich da preislich rechnen?"),
    ("gisela_kocht_gern", "Wie hoch ist der Preis vom Set ohne Käse?"),
    ("jo.und.der.janker", "Hey, was kostet das Teil?"),
    ("senfgurke.sven", "Wieviel kostet das Set, und sind Teelichte dabei?"),
    ("apricot.and.ash", "Could you tell me the price of the set, please?"),
    ("muehlenweg.3", "Unter 50 €? Oder was kostet es?"),
    ("ina.isst.immer", "Was macht das zusammen?"),
    ("tante.trudel", "Kostenpunkt?"),
    ("pellkartoffel_piet", "Wie viel Euro kostet der kleine Ofen?"),
    ("salt.pepper.percy", "Price? 👀"),
    ("almdudelnd", "Für wie viel ist das Set zu haben?"),
    ("kaethe.kostet.alles", "Sagt ihr mir den Preis?"),
    ("waldschrat.wolle", "Was verlangt ihr dafür?"),
    ("zum.goldenen.zwicker", "Wie teuer ist das Set, wenn man zwei nimmt?"),
)

CROWD = tuple(
    Line(f"set-price-{number}", "instagram", RACLETTE, who, text) for number, (who, text) in enumerate(_ASKED, start=1)
)
"""Forty who ask for the price of the same set."""
