"""The same of guests: what French, Dutch and Italian customers say most. A shop adds its own in `[[inbox.topics]]`."""

from __future__ import annotations

from socialshop.inbox.model import Topic


def listed(cues: str) -> tuple[str, ...]:
    """The cues of a text in which commas stand between them."""
    return tuple(" ".join(cue.split()) for cue in cues.split(","))


ABROAD: dict[Topic, tuple[str, ...]] = {
    Topic.SPAM: (),
    Topic.COMPLAINT: listed(
        """
        moisi*, casse, cassee, abime*, decu, decue, deception, rembours*, jamais recu, toujours pas,
        pas encore recu, inadmissible, plainte, degueulasse, trop cher, beschimmeld*, teleurgesteld,
        teleurstellend*, klacht*, nooit aangekomen, nog steeds niet, te duur, niet aangekomen, bedorven,
        geld terug, slecht*, ammuffit*, rovinat*, delus*, rimborso, mai arrivat*, ancora arrivat*, reclamo,
        vergogna, rotto, troppo caro
        """
    ),
    Topic.ORDER: listed(
        """
        commande, mon colis, colis, livraison, facture, annuler, bestelling, mijn pakket, pakket, levering,
        factuur, annuleren, il mio ordine, mio ordine, il pacco, pacco, spedizione, fattura
        """
    ),
    Topic.RECOMMENDATION: listed(
        """
        je recommande, aanrader, aan te raden, lo consiglio, consigliatissim*
        """
    ),
    Topic.QUESTION: listed(
        """
        combien, c est combien, quel prix, livrez vous, est ce que, avez vous, quand, hoeveel, wat kost,
        kost dit, hebben jullie, leveren jullie, kan ik, quanto costa, quanto viene, spedite, avete, si puo
        """
    ),
    Topic.PRAISE: listed(
        """
        merci*, delicieux, delicieuse, tres bon, excellent, excellente, magnifique, j adore, bravo, heerlijk*,
        bedankt, dank je, dank jullie, dank u, geweldig*, lekker*, prachtig*, grazie, buonissim*, ottimo,
        ottima, squisit*, complimenti, bellissim*, fantastic*
        """
    ),
    Topic.SMALL_TALK: listed(
        """
        bonne journee, bon week end, fijn weekend, fijne dag, buona giornata, buon natale
        """
    ),
}
