"""What the customers of the demo say beneath the windows, and what the shop answers."""

from __future__ import annotations

from demo.lines import PRIMER, RACLETTE, TASTING, WEEK, Answer, Line

ORDER_IN_CONVERSATION = "#1043"
"""The order whose number a customer names."""


LINES: tuple[Line, ...] = (
    Line(
        "brie-too-soft",
        "facebook",
        WEEK,
        "Miriam Aldinger",
        "Guten Morgen. Unser Brie aus der Bestellung #1043 kam leider so weich an, dass er aus dem Papier lief. "
        "Geschmeckt hat er trotzdem, aber für Gäste war er nicht zu gebrauchen.",
    ),
    Line(
        "brie-thanks",
        "facebook",
        WEEK,
        "Miriam Aldinger",
        "Das ist sehr anständig von Ihnen, danke! Den Rest gab es dann auf heißen Kartoffeln. 😊",
        answers="brie-too-soft",
    ),
    Line(
        "munster-fridge",
        "facebook",
        WEEK,
        "Rolf Petersen",
        "Wie lagere ich den Munster, ohne dass meine Frau auszieht?",
    ),
    Line(
        "munster-recipe",
        "facebook",
        WEEK,
        "Helga Brandt",
        "@Rolf Petersen Glas mit Deckel und ein Stück Würfelzucker dazu, hilft bei uns seit Jahren. "
        "Und dann mit Kümmel auf Pellkartoffeln, zehn Minuten in den Ofen!",
        answers="munster-fridge",
    ),
    Line(
        "fog",
        "facebook",
        WEEK,
        "Jürgen Ohlsen",
        "Bei uns an der Küste seit drei Tagen Nieselregen. Ihr Bergkäse ist gerade das Hellste im Haus.",
    ),
    Line(
        "gruyere-price",
        "instagram",
        WEEK,
        "lenas.kuechentisch",
        "Was kostet der Gruyère bei 300 g? Und reicht das für Fondue zu zweit? 🫕",
    ),
    Line(
        "gruyere-thanks",
        "instagram",
        WEEK,
        "lenas.kuechentisch",
        "Perfekt, dann bestelle ich gleich. Danke für den Tipp mit dem Wein!",
        answers="gruyere-price",
    ),
    Line(
        "shipping-uk",
        "instagram",
        WEEK,
        "tom_bakes_bread",
        "This looks wonderful! Do you ship the mountain cheese to Edinburgh as well?",
    ),
    Line(
        "rye-love",
        "instagram",
        WEEK,
        "sauerteig_sofia",
        "Dieses Roggenbrot 😍 Mit Birnensenf hatte ich es letzte Woche, bitte nie aus dem Sortiment nehmen.",
    ),
    Line(
        "vegetarian-rennet",
        "pinterest",
        WEEK,
        "Grünes Besteck",
        "Ist der Bergkäse mit tierischem Lab gemacht? Ich suche einen für mein vegetarisches Brett.",
    ),
    Line(
        "raclette-amount",
        "facebook",
        RACLETTE,
        "Jonas Winkler",
        "Wir sind am Samstag zu sechst, zwei davon Kinder. Reichen 1,2 kg? Und haben Sie etwas Gutes für "
        "Neukunden? Es wäre unsere erste Bestellung.",
    ),
    Line(
        "raclette-code-thanks",
        "facebook",
        RACLETTE,
        "Jonas Winkler",
        "Danke, gerade bestellt! Die Kinder wollen schon heute üben.",
        answers="raclette-amount",
    ),
    Line(
        "raclette-lactose",
        "facebook",
        RACLETTE,
        "Annegret Sommer",
        "Enthält der Raclettekäse Laktose? Mein Mann verträgt Milch leider nicht.",
    ),
    Line(
        "raclette-set-power",
        "instagram",
        RACLETTE,
        "huettenzauber_nina",
        "Wird das Set mit Teelichten wirklich heiß genug? Wir hätten auf der Hütte nämlich keinen Strom.",
    ),
    Line(
        "raclette-anna",
        "instagram",
        RACLETTE,
        "anna.vom.markt",
        "Bei uns gab es das gestern mit Birnenspalten unter dem Käse. Probiert es, ihr wollt nie wieder ohne!",
    ),
    Line(
        "raclette-pear",
        "instagram",
        RACLETTE,
        "pfannenheld_kai",
        "@anna.vom.markt Birne! Gestern nachgemacht, meine Schwiegermutter hat um das Rezept gebeten.",
        answers="raclette-anna",
    ),
    Line(
        "raclette-wine",
        "pinterest",
        RACLETTE,
        "Tischlein deck dich",
        "Welcher der beiden passt besser dazu, der Riesling oder doch ein Roter?",
    ),
    Line(
        "raclette-english",
        "pinterest",
        RACLETTE,
        "The Cosy Larder",
        "Saving this for our ski week. Can the raclette be frozen, or would that ruin it?",
    ),
    Line(
        "primer-thanks",
        "facebook",
        PRIMER,
        "Birgit Lohmann",
        "Endlich erklärt es jemand so, dass man sich nicht dumm vorkommt. Vielen Dank dafür.",
    ),
    Line(
        "primer-pregnant",
        "facebook",
        PRIMER,
        "Carla Neumeister",
        "Ich bin im fünften Monat schwanger. Welche von diesen darf ich essen?",
    ),
    Line(
        "primer-children",
        "instagram",
        PRIMER,
        "papa.packt.brotdosen",
        "Mein Sohn (6) isst nur ‚den mit den Löchern‘. Womit würden Sie ihn weiterlocken?",
    ),
    Line(
        "primer-children-success",
        "instagram",
        PRIMER,
        "papa.packt.brotdosen",
        "Update: Die Rosetten waren in zwei Minuten weg. Er nennt sie Käseblumen. 🌼",
        answers="primer-children",
    ),
    Line(
        "primer-blue-english",
        "instagram",
        PRIMER,
        "maria.eats.slowly",
        "I am a little afraid of blue cheese. Where should I begin?",
    ),
    Line(
        "primer-board",
        "pinterest",
        PRIMER,
        "Kleine Feste",
        "Genau so einen Zettel habe ich gesucht. Wie viel Käse rechnet man pro Person, wenn es danach nichts "
        "mehr gibt?",
    ),
    Line(
        "tasting-how",
        "facebook",
        TASTING,
        "Jonas Weidlich",
        "Wie wird man bei Ihnen eigentlich Experte? Ich esse seit Jahren dafür.",
    ),
)

ANSWERS: tuple[Answer, ...] = (
    Answer(
        "brie-too-soft",
        "Liebe Frau Aldinger, das tut uns leid: Auf dem Weg war es wärmer, als wir dachten, und wir hätten "
        "einen jüngeren "
        "einpacken sollen. Den Brie aus #1043 erstatten wir Ihnen heute, Sie müssen nichts zurückschicken.",
    ),
    Answer(
        "munster-fridge",
        "Lieber Herr Petersen, in Papier, dann in ein Glas mit Deckel, ganz unten in den Kühlschrank. So "
        "hält die Ehe und "
        "der Munster etwa acht Tage. Und Frau Brandts Ofenkartoffeln können wir nur empfehlen.",
    ),
    Answer(
        "fog",
        "Lieber Herr Ohlsen, das geben wir an die Alp weiter. Halten Sie durch, hier kam heute Mittag kurz "
        "die Sonne heraus.",
    ),
    Answer(
        "gruyere-price",
        "Liebe Lena, 300 g Gruyère Réserve kosten 10,80 €. Für zwei nehmen Sie am besten 400 g Käse "
        "insgesamt, also noch "
        "ein kleines Stück Bergkäse dazu, und einen trockenen Weißen mit guter Säure.",
    ),
    Answer(
        "shipping-uk",
        "Dear Tom, thank you! We are sorry, we cannot send cheese to the UK at present: the border takes longer than "
        "the cheese likes. A good shop in Edinburgh will have an alpine cheese of this summer; ask for one aged over "
        "ten months.",
    ),
    Answer(
        "rye-love",
        "Liebe Sofia, versprochen. Der Bäcker nebenan hat sich sehr gefreut, als wir es ihm vorgelesen haben.",
    ),
    Answer(
        "vegetarian-rennet",
        "Guten Tag! Ja, unser Bergkäse ist mit tierischem Lab gemacht. Für Ihr Brett passen der Frischkäse "
        "mit Schnittlauch "
        "und der Ricotta, beide ohne. Wir schreiben Ihnen gern eine Liste.",
    ),
    Answer(
        "raclette-amount",
        "Lieber Herr Winkler, 1,2 kg reichen gut, mit Fontina dabei auch für Überraschungsgäste. Zum Kennenlernen gilt "
        "für Sie einmal der Code {code}, im Warenkorb eingeben. Einen schönen Samstag Ihnen allen!",
    ),
    Answer(
        "raclette-lactose",
        "Liebe Frau Sommer, durch die Reifung ist im Raclette fast kein Milchzucker mehr, unter 0,1 g je 100 "
        "g. Bei einer "
        "Milcheiweißallergie hilft das aber nicht; dann fragen Sie bitte zuerst Ihre Ärztin.",
    ),
    Answer(
        "raclette-set-power",
        "Liebe Nina, ehrlich: Es dauert sechs bis acht Minuten je Pfännchen, bei Zugluft länger. Für eine "
        "Hütte ohne Strom "
        "ist es schön, für sehr Hungrige etwas langsam.",
    ),
    Answer("raclette-anna", "Liebe Anna, Birne unter dem Käse, das probieren wir heute Abend selbst. Danke!"),
    Answer(
        "raclette-wine",
        "Zum Raclette lieber der Riesling: Seine Säure macht den Käse leicht. Ein Roter mit viel Gerbstoff "
        "schmeckt dazu "
        "schnell bitter. Herzliche Grüße von der Theke!",
    ),
    Answer(
        "raclette-english",
        "What a good plan! You can freeze it for up to two months, in slices with paper between them. It crumbles more "
        "afterwards, but it melts just as well. Let it thaw in the fridge overnight.",
    ),
    Answer(
        "primer-thanks", "Liebe Frau Lohmann, genau dafür haben wir es geschrieben. Fragen Sie uns jederzeit weiter!"
    ),
    Answer(
        "primer-pregnant",
        "Liebe Frau Neumeister, alles Gute! Empfohlen wird, Rohmilchkäse und weichen Schimmelkäse zu meiden, also hier "
        "Camembert, Roquefort und Ziegenrolle. Beim Mozzarella steht auf der Packung, ob die Milch erhitzt wurde. "
        "Im Zweifel gilt, was Ihre Ärztin sagt.",
    ),
    Answer(
        "primer-children",
        "Mit den Rosetten vom Tête de Moine: Er darf sie auseinanderzupfen wie eine Blume. Danach ein junger "
        "Gouda, und in "
        "einem Jahr reden wir über Bergkäse.",
    ),
    Answer(
        "primer-blue-english",
        "Dear Maria, begin with Gorgonzola Dolce: it is mild and almost sweet. A slice of pear and a thread "
        "of honey beside "
        "it, and take it out of the fridge an hour before. If you do not like it, tell us, and we shall look "
        "for another.",
    ),
    Answer(
        "primer-board",
        "Wenn der Käse das ganze Essen ist: 200 bis 250 g für jeden, dazu reichlich Brot. Fünf Sorten "
        "genügen, mehr merkt "
        "sich niemand.",
    ),
)
