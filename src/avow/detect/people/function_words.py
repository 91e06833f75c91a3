"""Words of several languages that are never a name by themselves when written in lower case.

The tagger was trained on English and Spanish; a lower-case German, French, Italian, Portuguese or
Dutch word that it has never met may look like a name to it. This closed list holds pronouns,
prepositions, auxiliaries and other words of everyday function; content words are not in it, and a
capital letter takes a word out of its reach.
"""

from avow.detect.people.interface import Mention

_WORDS = """
der die das den dem des ein eine einen einem einer eines und oder aber denn weil dass ob wenn als
wie wo was wer wen wem wessen hier da dort dann nun noch schon nur auch sehr mehr immer nie nicht
kein keine ich du er sie es wir ihr mich dich sich uns euch mein meine dein deine sein seine unser
ist sind war waren bin bist hat habe haben hatte wird werden wurde kann kannst muss soll darf mit
ohne von vom zu zum zur bei beim nach vor aus auf an am in im um gegen seit bis danke bitte ja
nein hallo heute gestern morgen gern abgesagt le la les un une de au aux et ou mais donc car que
qui quoi dont où ici là alors puis encore déjà très plus moins bien mal pas jamais toujours je tu
il elle on nous vous ils elles me te se lui leur mon ma mes ton ta tes son sa ses notre votre nos
vos ce cet cette ces est sont était suis sommes êtes ont avez avons ai as avec sans pour par dans
sur sous chez entre vers depuis merci oui non salut bonjour petit petite grand grande lo gli i uno
una dei degli delle di del dello della al allo alla con per su tra fra e o che chi cosa dove
quando come lì poi ancora già molto più meno bene male mai sempre io lei voi loro mi ti si ci vi
mio tuo tua suo sua nostro vostro è sono era siamo siete hanno ho hai ha ieri oggi domani ciao
grazie sì os umas dos no na nas pelo pela pelos pelas mas quem onde como aqui ali então ainda já
muito menos bem não nunca eu ele ela nós vocês eles elas meu minha teu nosso nossa é são foi sou
somos tem têm tinha com sem para por sobre até desde obrigado obrigada sim oi olá hoje ontem
amanhã cê vc het een dit dat deze daar nog maar want dus omdat wat waar hoe ik jij hij zij ze wij
we jullie hen hun mijn jouw zijn haar ons onze is bent heeft heb hebben had wordt worden werd kan
moet zal wil mag met zonder van naar bij voor uit op aan om tegen sinds dank nee hoi
"""
FUNCTION_WORDS = frozenset(_WORDS.split())


def without_function_words(text: str, mentions: list[Mention]) -> list[Mention]:
    """Leave out mentions that are one lower-case function word, whatever their label."""
    return [
        mention for mention in mentions if text[mention.start : mention.end] not in FUNCTION_WORDS
    ]
