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
     "verkocht nieuw koop gezocht leveren snel via euro contant politie "
     "werden daarbij hierbij tijdens tweede vier vijf zes zeven acht negen tien jaren dagen weken "
     "maanden stad gemeente provincie land vrouw man kind kinderen school kerk regering nederland "
     "nederlandse belgië belgische verschillende groot grote klein kleine eigen zelf steeds slechts "
     "reeds ongeveer samen behulp middel vanaf vanuit binnen buiten boven achter naast zonder totdat "
     "terwijl indien zodat want dus niemand allemaal elke ieder iedere welke waarin waarop waarbij "
     "waarmee daarom daarna daarin hiervan ervan erbij eraan erop eruit ging gingen kwam kwamen stond "
     "stonden zag zagen gaf gaven nam namen bleef bleven kreeg kregen maakte maakten zei zeiden vond "
     "vonden hun hen uw nummers zuilen bestaan partij bestuur gebruikt gemaakt gekomen gegaan geweest "
     "geworden gezien gezegd gegeven genomen bekend genoemd opgericht gelegen geboren onderdeel "
     "gedurende "
     "weg dag leven nacht moeder vader zien jonge doe zit wilt hebt nooit weet deur dien der ene "
     "haren zul zee eer boer boeren nou keek jong gauw goot zat vuur wist komt betreft elk alles "
     "straat wit witte waard wisten praten praat gebruik gebruiken doen kon toe kort gevolg wanneer "
     "staan maand week begin wil werk werken vriend maak minste word universiteit loop kom neem "
     "inwoners kerel zuster misschien keer leeft hogeschool laag heen laat lopen later brengen trots "
     "ingericht leuk telt zitten liggen gebied dorp aantal deel plaats familie oude jongen meisje "
     "huis water tijd wereld geld zaak zaken dingen vaak soms"},
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
     "leare skoalle bern goed moai âlde nije grut lyts wrâld lân hûs famylje trochdat omdat "
     "yn nij hienen tiidens letter earst earste twadde fjouwer fiif seis sân acht njoggen tsien "
     "tweintich hûndert njoggentjin binnen hiel faak folle allegear eigenlik eigentlik presys dúdlik "
     "tsjin oars oare oaren sûnder sille moast moasten komme kommen kamen nimme lizze krigen krije "
     "krekt bytsje jierren dei dagen wike moanne hin jimme jimmer waard waarden betreft meitsje "
     "meitsjen makke makken die dien tink tinke tinkt fyn fynt fûn sjocht seach rinne rûn stie stean "
     "stiet lei sjonge sprekke praat praten lêze skriuw skriuwe skreau skreaun wurk wurkje wurke wurd "
     "straat dyk wetter see pleats pleatsen boerkerij boer frou famkes jonges heit mem beppe pake "
     "berne freon freonen moaie bêst bêste âld ljouwert ljouwerter snits sneek frentsjer hearrenfean "
     "drachten gemeente provinsje deroan derfan dertroch dêrfan dêrnei dêrom hjirre dêre wêr't dy't "
     "dat't sa't as't no't doe't want juster nea nimmen immen elts elk soks sok sokke guon alles niks "
     "heal heale mysels himsels harsels efter boppe lâns ynienen fuort ferhaal fertelle ferteld begûn "
     "begjinne bliuwe bleau bleaun kinne kinst koene koest wist wisten woe woenen soest seachen "
     "hearre hearde learaar learde keapje ferkeapje"},
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
     "nah bün büst sünd is west wesen he se et datt hadd had hebben hewwen hewwe heww hei sei säe segt "
     "ie oe oew oewe zoo doe nau nou noe daor doar doór dòr waor woar jao joa maor mer mâer altied "
     "altoos neet nait nig gien gain gin kien hoes oet oetgaon uut um umme ummer ümmer veur vuur vöör "
     "deur döör zee zek zeg zeid hef hev heb hebt hadde har haren zul zol zöl wul kun könt mut mos "
     "mus moss goan gaon gao goa staon stoan stun gung gong gunk gönk kreeg dou tou tau teu bie bii "
     "up ouk oek auk oak ais dizze disse dissen dissem dij dei wal wol nooit niks nix nicks der d'r "
     "dr hum eur heur heure miin min diin zien joe joen jow oons unse wie wij luu leu lu luuden luien "
     "minsk minsken mins mensken wicht olde olle ol grode laank nen 'ne ene eine ein twei twij dreei "
     "drei vrouwe frou wark waark vaort veul völle veule vul völ leut leup laot loat laoter loater "
     "vroag vraog proat praot proaten praoten kiek kieken keek weern waren ewest edaon ehad emaakt "
     "ekomen ekommen ezegd ezeten ezien ebleven elegd eloopen ebracht ebrocht ekregen eschreven egaon "
     "evunden eworden ehoord evraogd wörden wur zit zeien neie nije nei möie laeven leven jonge "
     "jonges jong ees ies iene ien einen 'n 'm heufd heuren heurt weurd weurden eer ere dan dann dèn "
     "denne hè hee hij ha häd haj ha'k da'k a'k zei'k he'k zu'k ku'k wi'k za'k mi'j da'j a'j ku'j "
     "wa'j hei'j ik'n 't sück zich zik zuch ons sü bint binnen bin bi'j zint zuuken zönne daag daege "
     "nacht naacht mörgen margen aobend aovend aawend kwaod tegen tägen vandaag vandage mörn butten "
     "buten boven baoven veurbie allemaole alleneg allennig nargens nörgens argens naor noar nao noa "
     "naost gauw altmets mangs meschien misskien wilt willt weet wus wis wusse zeide zä sä snackt "
     "snakken trecht hen henne hin weg vot keerl kerel pestoor boer boeren schoule schoele skoele "
     "kark kerk dörp darp stad stadt moek moeke moeder vaar vaader breur breure bruur zuster zöster "
     "kiender kinder kiner wichter "
     "euver det oes oeze kump dai ielp ef zake mekoare luui giet bettien bettie kreg wete pesies "
     "bruud wedevrouwe hoeze baeter beter bèter hiel hele now zo'n dinge dingen vake vaker holt "
     "holten zolt wolt kolt kold kolde golt old oldste laote maote straote praote slaopen slaop "
     "schaop mar moar hoar haor joar jaor joaren jaoren doar'n woar't dat't as't kriegen krieg "
     "blieven schrieven rieden tieden wieder wied bie't mooie groote kleine lutje luttik lutke lütje "
     "dreuge greun greune zeuven zeuve deuren veur't meugelijk meugen meuge zeuken beuk geleuf "
     "geleuven wichien jungien kiend peerd peerde perd stien stienen bienen tien gien't alleen"},
    {"af",
     "die en van is het in 'n te nie wat om dat vir met op hy ek sy ons aan as was by sal deur kan word na "
     "ook uit "
     "maar hulle daar so nog jy moet een haar hom wees die hierdie dié dit waar sê kon oor toe dan tot al my "
     "jou "
     "sou geen gaan weer baie mense eers sien net kom onder gesê een twee jaar tussen omdat asook wanneer "
     "word "
     "suid-afrika suid afrika afrikaanse regering geword gedoen gemaak self teen ander elke voor ná julle "
     "wel "
     "se kyk môre gister vandag altyd nooit niks iets iemand niemand almal meer minste groot klein ou "
     "nuwe goeie goed sleg lank kort jare dae dag maande maand week eeu stad land wêreld vrou man "
     "kind kinders skool kerk provinsie universiteit tydens binne buite bo agter sonder volgens vanaf "
     "totdat terwyl indien sodat egter slegs reeds steeds gevolg gebruik gebruike maak doen gegaan "
     "gekom kry gekry gee gegee neem geneem gesien weet dink werk gewerk begin bly gebly staan lê "
     "loop praat vra lees skryf geskryf moenie wil mag daardie vriend"},
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
