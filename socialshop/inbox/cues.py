"""The rules that come along: words by which German and English customers show what they want.

A cue is folded (see `folding`); one that ends in '*' is the beginning of a word, one with a blank a phrase. One that
begins with '^' is the beginning of the text, one that ends in '.' its end: 'how much?' asks for a price, 'how much
cheese for six?' does not. Of cues that overlap the longest counts: 'nie wieder ohne' is not the 'nie wieder' within it.
"""

from __future__ import annotations

from socialshop.inbox.cues_abroad import ABROAD, listed
from socialshop.inbox.model import Topic

_AT_HOME: dict[Topic, tuple[str, ...]] = {
    Topic.SPAM: listed(
        """
        bitcoin*, crypto*, krypto*, forex, usdt, airdrop, trading, casino*, onlyfans, schufa, earn money,
        make money, from home dm, passive income, investment plan, investier*, weekly with, geld verdienen,
        schnell reich, schnelles geld, nebenverdienst, kredit ohne, kredite, kredit ab, giveaway winner,
        you have been selected, you have won, our winner, claim your prize, free followers, gratis follower,
        kostenlose follower, follower kaufen, follow back, followback, click my profile, check my bio,
        check my profile, link in my bio, link in bio, schau auf mein profil, promote it on, send pic to,
        dm me, dm us, message me on, whatsapp me, to collab, brand ambassador, trademark violat*,
        copyright violat*, trademark infring*, copyright infring*, verify your account, confirm your account,
        account will be, page will be deleted, page will be disabled, appeal here, heisse singles, hot singles,
        sugar daddy, sugar mommy, escort*
        """
    ),
    Topic.COMPLAINT: listed(
        """
        beschwer*, reklam*, enttausch*, unverscham*, frechheit, katastroph*, zumutung, unmoglich, arger*,
        argern, sauer auf, wutend, unzufrieden, nicht zufrieden, abzocke*, wucher*, betrug*, zu teuer,
        viel zu teuer, uberteuert, teuer geworden, unfreundlich*, unhoflich*, patzig*,
        mangel*, schlecht*, geld zuruck, erstattung, nie wieder., nie wieder bestell*, nie wieder hier,
        nie wieder bei euch, nie wieder bei ihnen, kaputt*, defekt*, beschadigt*, zerbrochen, zerdruckt*,
        ausgelaufen, zerlaufen, aufgerissen, verdorben*, vergammelt*, ranzig*, schimmel*, schimmlig*,
        verschimmelt*, angeschimmelt*, abgelaufen, vertrocknet*, matschig*, ungeniessbar*, gestunken,
        ekelhaft*, eklig*, widerlich*, warm angekommen, falsch geliefert, falsche geliefert, falsche ware,
        kam leider, kamen leider, leider kam, leider kamen, unbrauchbar*, nicht zu gebrauchen,
        falschen artikel, der falsche, die falsche, das falsche, den falschen, fehlte, fehlten, fehlt etwas,
        fehlt was, gefehlt, nie angekommen, nicht angekommen, immer noch nicht, noch nicht da, noch nichts da,
        noch immer nicht, tage gewartet, tagen gewartet, wochen gewartet, stunden gewartet, warte seit,
        warte schon seit, warten seit, auf eine antwort, keine antwort, keine reaktion, keine ruckmeldung,
        antwortet keiner, antwortet niemand, antwortet hier keiner, antwortet hier niemand, meldet sich keiner,
        meldet sich niemand, keiner geht ans, niemand geht ans, geht keiner ans, geht niemand ans,
        schmeckt nicht, schmeckt mir nicht, schmeckt uns nicht, schmeckt leider nicht, schmeckt gar nicht,
        schmeckt uberhaupt nicht, schmeckte nicht, hat nicht geschmeckt,
        nicht gut, gar nicht gut, leider nicht gut, na super, na toll, na klasse,
        na danke, na prima, danke fur nichts, schonen dank auch, herzlichen dank auch fur,
        vielen dank auch fur, ganz grosses kino, thanks for nothing, thanks a lot for nothing, complain*,
        disappoint*, unacceptable, terrible, awful, horrible, disgusting, inedible, worst, rude, unfriendly,
        unhappy, not happy, overpriced, too expensive, rip off, ripoff, money back, refund*, broken, damaged,
        smashed, leaking, leaked, mouldy, moldy, rotten, was off, gone off, arrived warm, wrong item,
        wrong order, the wrong, missing from, never arrived, not arrived, hasn t arrived, didn t arrive,
        nothing arrived, still waiting, still no, still not, still hasn t, no reply, no answer, no response,
        never replied, nobody answers, nobody replies, never ordering, never again., never again here,
        never buying
        """
    ),
    Topic.ORDER: listed(
        """
        bestellung*, bestellnummer, bestellt, lieferung, sendung*, paket, packchen, tracking*, versandt,
        rechnung, storn*, lieferadresse, umtausch*, rucksend*, packstation, zugestellt, bestatigungsmail,
        wo ist mein, wo ist meine, wo bleibt mein, wo bleibt meine, wo bleibt die, wann kommt mein, my order,
        order number, of order, to order, for order, to my order, change order, ordered, order arrived,
        cancel my, cancel order, where is my, where s my, my parcel, parcel, package, shipment,
        delivery status, delivery address, invoice, return label, tracking number
        """
    ),
    Topic.RECOMMENDATION: listed(
        """
        empfehl*, kann ich nur weiterempfehlen, weiterempfehl*, solltet ihr probieren, musst du probieren,
        probiert es, geht da hin, geht dahin, muss unbedingt hin, musst ihr hin, unbedingt hingehen,
        geheimtipp, recommend*, you should try, you have to try, need to try, go there, must try,
        worth a visit
        """
    ),
    Topic.QUESTION: listed(
        """
        wie viel, wieviel, was kostet, kostet, kosten, preis, preise, wie teuer, woher bekomme, habt ihr,
        gibt es, gibt s, gibts, konnt ihr, liefert ihr, verschickt ihr, haben sie, konnen sie, liefern sie,
        verschicken sie, durfen, wie lang*, frage, nehmt ihr, weiss jemand, weiss wer, hat jemand, hat wer,
        kennt jemand, wisst ihr, wissen sie, konnte ich, empfehlt ihr, empfehlen sie mir, konnt ihr empfehlen,
        konnen sie empfehlen, noch da., noch zu haben., ^ist, ^sind, ^wo, ^wann, ^warum, ^woher, ^wer hat,
        ^wer weiss, ^welche*, ^kann, ^konnt*, ^darf, ^habt, ^hat, ^gibt, ^enthalt, ^enthalten, ^braucht,
        ^muss ich, ^soll ich, ^versendet, ^verschickt, ^liefert, ^liefern, how much, price, what does, do you,
        could i, could you, is there, are there, how long, cost, anyone know, would you recommend,
        do you recommend, can you recommend, ^is, ^are, ^does, ^do you, ^can i, ^can you, ^can we, ^where,
        ^which, ^why, ^when are, ^when is, ^when do, ^when will, ^how
        """
    ),
    Topic.PRAISE: listed(
        """
        danke*, dank, vielen dank, lecker*, toll*, super, wunderbar*, wunderschon*, so schon, begeistert,
        grossartig*, klasse, weltklasse, erstklassig*, spitze, spitzenmassig*, mega*, genial*, geil*, perfekt*,
        hervorragend*, kostlich*, vorzuglich*, fantastisch*, uberragend*, traumhaft*, top, hammer, der hammer,
        ein traum, ein gedicht, ein genuss, gold wert, bravo, daumen hoch, yummi, ich liebe, wir lieben,
        liebe es, liebe euch, liebe euren, lieb ich, lieben wir, lieblings*, bester, beste, bestes, besten,
        bestens, schmeckt, geschmeckt, so gut, sehr gut, richtig gut, zufrieden, gerne wieder,
        immer wieder gern*, freue mich, freu mich, freuen uns, ihr seid die, nie wieder ohne, nie mehr ohne,
        nie wieder etwas anderes, nichts zu meckern, nichts auszusetzen, nicht meckern, nicht schlecht,
        stets freundlich, so freundlich, sehr freundlich, super freundlich, thank*, love, loved, great,
        amazing, awesome, delicious, wonderful, perfect*, excellent, best, fantastic, beautiful*, gorgeous,
        yummy, yum, tasty, so good, favourite, favorite, brilliant, superb, not bad, changed my life, obsessed,
        can t wait, never again without, never without
        """
    ),
    Topic.SMALL_TALK: listed(
        """
        schonen tag, schonen abend, schones wochenende, schonen sonntag, schonen feierabend, guten start,
        gute nacht, schonen start, frohe weihnachten, frohes fest, frohe ostern, frohes neues, gutes neues,
        guten rutsch, schone feiertage, haha*, wetter, regen, nieselregen, regnet, schnee, schneit,
        sonnenschein, na ihr, wie geht, merry christmas, happy new year, happy easter, happy holidays,
        happy friday, nice day, happy weekend, lol, how are you, weather, raining, rainy, sunny, snowing,
        cheers
        """
    ),
}

# In the order in which equals are decided: what hurts when it is overlooked comes first.
CUES: dict[Topic, tuple[str, ...]] = {topic: cues + ABROAD[topic] for topic, cues in _AT_HOME.items()}

GREETINGS = listed(
    """
    hallo, moin, servus, guten morgen, guten tag, guten abend, gruss*, hello, good morning, hi, hey, greetings,
    bonjour, salut, buongiorno, ciao, goedemorgen, goedendag
    """
)
"""Small talk only where nothing else is said: most questions begin so."""

COURTESIES = listed(
    """
    danke im voraus, danke schon mal, danke schonmal, vielen dank im voraus, vielen dank schon mal, vorab,
    thanks in advance, thank you in advance, merci d avance, grazie in anticipo, alvast bedankt, best regards,
    kind regards, best wishes, all the best
    """
)
"""They say nothing of what somebody wants or feels."""

ASKING = listed(
    """
    wo, wann, warum, woher, wie, was, wer, welche*, how, what, when, where, which, who, why, kann ich,
    kann man, can i, can you
    """
)
"""A question where there is a question mark as well: 'when I tasted it' is none."""

WANTING = listed(
    """
    bitte, brauch*, mocht*, wollte, kann, konn*, nicht, kein*, noch, wann, wo, please, need, want, would like,
    could, can, not, no, t, yet
    """
)
"""Who thanks and wants nothing thanks for the order; who thanks and wants something is polite."""

PLEASED = frozenset("😍🥰😋🤤❤🧡💛💚💙💜🤎🖤🤍💕💖💗💓💞😻👏🔥👍🙌🤩🫶💯🥳👌💪")
DISPLEASED = frozenset("🤢🤮👎😡🤬💩😠😤🙄")
"""What pictures say where no word says anything."""

NEGATIONS = ("nicht", "kein", "keine", "keinen", "keiner", "keinerlei", "nie", "not", "no", "never", "t")
"""'t' is the end of 'don't' and 'isn't'."""

DEGREES = (
    *("so", "sehr", "ganz", "besonders", "wirklich", "gerade", "mal", "mehr", "wirklich mal", "really", "very", "that"),
    *("too", "been", "be", "ever", "once", "a"),
)
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
        *("combien", "quel prix", "hoeveel", "wat kost", "quanto costa"),
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
