// text/language_words.hpp -- private to lib/text: the commonest short words of the languages that
// meet in Dutch-directed trade, and of those that are taken for them.
//
// Own lists, from general knowledge of the languages; lower case, with their accents. What a list
// needs is words that are frequent in any running text and rare in its neighbours: a word counts by
// how few of the languages share it.
#pragma once

#include <string_view>

namespace peil::text {

struct LanguageWords {
  std::string_view code;
  std::string_view words;
};

inline constexpr LanguageWords kLanguageWords[] = {
    {"nl",
     "de het een en van ik te dat die in je niet is op aan met als voor er was om heb ze zijn ook maar nog "
     "naar "
     "hij we zo bij wel dan kan deze uit wat over hem haar mijn hebben wordt geen mij of heeft door tot werd "
     "waar "
     "dit kunnen meer had hier zou moet moeten gaan toch nu al onze ons jij jullie veel worden zoals onder "
     "tegen "
     "na nieuwe weer goed zeer jaar mensen daar waren omdat alleen zal sinds tussen volgens echter elkaar "
     "zich "
     "wie hoe wij zij ben bent mag gaat doet iets niets altijd alle ander andere eerste twee drie kopen "
     "bestellen verkoop gratis vandaag morgen bezorgd verzending ophalen prijs stuks beste vraag graag "
     "iemand "
     "verkocht nieuw koop gezocht leveren snel via euro contant politie"},
    {"en",
     "the and to of a in that is you it for on was with are be this have not they at we from but he his or "
     "as an "
     "my all your there so what if do will would can their about when which up one out just like her she "
     "them "
     "been who had has were more some than how no could into only its other then our also any these me by "
     "very "
     "after should where most here does over because those such even between both before through being while "
     "buy sale price free shipping order best quality new high delivery get make need want please good"},
    {"de",
     "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus "
     "er "
     "hat dass daß sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder "
     "aber vor "
     "zur bis mehr durch man sein wurde sei ich du wir ihr mich mir dich dir kann wenn keine kein was schon "
     "hier "
     "alle diese dieser dieses ihre seine seiner uns unter gegen vom können muss doch jetzt wo immer sehr ja "
     "nein "
     "damit wieder zwei jahre viel machen gut kaufen verkaufen bestellen versand preis stück neu suche "
     "biete"},
    {"fr",
     "le la les de des du un une et en est que qui dans pour pas au aux sur se ce il elle ne plus par je "
     "vous avec "
     "tout faire son sa ses mais nous comme ou si leur y dire être deux même aussi bien où fait sont cette "
     "ces "
     "été avoir très sans peut était mon ma mes notre votre leurs moi toi lui entre après avant encore "
     "depuis "
     "chez quand donc car alors ainsi c'est j'ai qu'il n'est d'un d'une l'on acheter vente livraison prix "
     "neuf "
     "bonjour merci"},
    {"fy",
     "de it en fan in dat is ik net te op sa ek mei wie foar oan der dy by at as om ûnder ús wy jo hy har "
     "hja se "
     "dêr hjir no noch mar ta troch út nei wer wurdt wurde wurden hat hawwe ha haw hie hiene sil soe soene "
     "kin koe "
     "moat moatte mei myn dyn syn sy jim ien twa trije tiid minsken jier oer ek al altyd wol gjin neat wat "
     "wa hoe "
     "wêr wêrom doe dan sjoch sjen gean giet gie komt kaam docht dwaan fryslân frysk fryske elkoar sels "
     "dochs "
     "sizze sei seit witte wit wêze wêst bin bist binne wiene wienen wol wolle jûn moarn hjoed ferline "
     "fierder "
     "leare skoalle bern goed moai âlde nije grut lyts wrâld lân hûs famylje trochdat omdat"},
    {"nds",
     "de dat un is in den ik to nich en hett mit dor de för so op wat as se he wi ji ju ehr sien mien dien "
     "ut vun "
     "von ok noch man ober awer aver na bi an wör weer wier weren harr harrn hebbt heff hest schall schull "
     "schöll "
     "kann kunn künnt will wull mutt möt müss ward warrt wurr worr güng geiht gahn kamen keem kümmt seggt "
     "säd see "
     "seggen segg doon deit dee wenn denn dunn do nu hier dar woll wohl mal jo ne nee keen keene een eene "
     "eenen "
     "twee dree all alle allens veel mehr beten bäten lütt lütte groot grote goot goden gode ole oll olen "
     "lüd "
     "lüüd minsch minschen mann fru vader moder huus hus tied tiet johr dag dagen wedder weller ünner över "
     "öwer "
     "achter vör dörch dörg mang bet bit sik mi di em uns jem jüm ehren sienen mienen wo wer woans worüm ick "
     "nah bün büst sünd is west wesen he se et datt hadd had hebben hewwen hewwe heww hei sei säe segt"},
    {"af",
     "die en van is het in 'n te nie wat om dat vir met op hy ek sy ons aan as was by sal deur kan word na "
     "ook uit "
     "maar hulle daar so nog jy moet een haar hom wees die hierdie dié dit waar sê kon oor toe dan tot al my "
     "jou "
     "sou geen gaan weer baie mense eers sien net kom onder gesê een twee jaar tussen omdat asook wanneer "
     "word "
     "suid-afrika suid afrika afrikaanse regering geword gedoen gemaak self teen ander elke voor ná julle "
     "wel"},
    {"da",
     "og i at det er en til på som af for med den de ikke der jeg han var et har om vi men så fra du hun sig "
     "ved "
     "også kan skal vil havde blev efter eller nu op over da når hvor hvad man ham hans min mit dig mig os "
     "bliver "
     "være været efter noget nogle andre meget mere dette disse ud ind år alle kun uden hvis hvordan kommer "
     "mod "
     "blive skulle ville kunne måtte dem deres jer jeres hvorfor igen godt af"},
    {"nb",
     "og i det er på til som en av for at med de ikke den har jeg han var et om vi men så fra du hun seg ved "
     "også "
     "kan skal vil hadde ble etter eller nå opp over da når hvor hva man ham hans min mitt deg meg oss blir "
     "være "
     "vært etter noe noen andre mye mer dette disse ut inn år alle bare uten hvis hvordan kommer mot bli "
     "skulle "
     "ville kunne måtte dem deres dere hvorfor igjen godt av fram flere sier etter selv to nye"},
    {"sv",
     "och i att det är en på som för av med den till inte jag han var ett har om vi men så från du hon sig "
     "vid "
     "också kan ska skall vill hade blev efter eller nu upp över då när där hur vad man honom hans min mitt "
     "dig "
     "mig oss blir vara varit något några andra mycket mer mera detta dessa ut in år alla bara utan inom hur "
     "kommer mot bli skulle ville kunde måste dem deras er varför igen bra mellan de under finns sedan"},
    {"es",
     "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si "
     "sin "
     "sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi "
     "porque "
     "qué sólo han yo hay vez puede todos así nos ni parte tiene él uno donde bien tiempo mismo ese ahora "
     "cada "
     "vida otro después te otros aunque esa eso hace otra gobierno tan durante siempre día tanto ella tres "
     "sí "
     "comprar venta envío precio gratis"},
    {"it",
     "di e il la che a in un per è una sono non con si da del le dei della come più anche al lo nel alla ha "
     "ma "
     "gli i delle dalla o su questo questa se dal sua suo ci quando degli nella stato ai cui essere molto "
     "hanno "
     "era mi ne tutto io tra due fa ho anni dopo fra dove ancora solo prima perché così fatto tutti però già "
     "lui "
     "lei loro noi voi mio tuo nostro sempre chi cosa quale quello quella poi senza può quindi alle sul "
     "sulla"},
    {"pt",
     "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à "
     "seu "
     "sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo "
     "aos "
     "ter seus quem nas me esse eles estão você tinha foram essa num nem suas meu às minha têm numa pelos "
     "elas "
     "havia seja qual será nós tenho lhe deles essas esses pelas este fosse dele tu te vocês lhes meus "
     "comprar "
     "venda preço frete grátis"},
};

}  // namespace peil::text
