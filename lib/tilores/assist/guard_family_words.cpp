// Word families by meaning: verbs of overriding, things overridden, addressees, roles, sinks, secrecy … in some twenty
// languages. Folded: lower case, without accents (other scripts as they are).
#include <tilores/assist/guard_family_words.hpp>

namespace tilores::assist {

constinit const std::array<Family, k_family_count> k_families = {{
  {"override", "ignor*|ignroe|ingore|disregard*|forget|forgot|forgetting|override*|overriding|bypass*|discard*|neglect*"
               "|overlook*|scratch|erase|unlearn*|supersede*|nullif*|"
               "null and void|void|cancel*|obsolete|drop|dismiss*|skip|set aside|put aside|leave aside|look past|pay "
               "no attention|pay no heed|do not listen|don t listen|stop following|stop obeying|"
               "do not follow|don t follow|do not obey|no longer|not apply|lift every|lift "
               "all|lifted|lift|suspend*|remove|removed|abandon*|break|violate*|circumvent*|work around|get around|"
               "olvid*|omit*|descart*|pasa por alto|no hagas caso|haz caso omiso|sin hacer caso|salta*|deja "
               "de|vergiss*|vergessen|missacht*|umgeh*|uberspring*|hebe auf|ausser acht|"
               "oubli*|ne tiens pas compte|ne tenez pas compte|contourn*|fais abstraction|dimentic*|non "
               "seguire|scordati|trascura*|esquec*|desconsider*|nao siga|negeer*|vergeet|zapomnij|zignoruj|"
               "abaikan|lupakan|glom|ignorera|unut|gormezden|bo "
               "qua|忽略|忽視|忽视|无视|無視|忘记|忘れ|игнорир*|забудь*|تجاهل|انس|अनदेखा|무시"
   "|nie przestrzegaj|nie stosuj*|zignor*|pomin*|pomij*|omin*|zapomnij*|porzuc*|lam|nie sluchaj|"
   "negeren|vergeten|sla over|houd je niet aan|luister niet|omzeil*|ne respecte plus|"
   "ne respecte pas|ne suis plus|ne suivez pas|ne suivez plus|passe outre|sans tenir compte|"
   "no obedezcas|no sigas|ya no obedeces|no respetes|halte dich nicht|befolge nicht|"
   "beachte nicht|setz* dich hinweg|nicht mehr gelten|gelten nicht|scavalca*|non rispettare|"
   "non tenere conto|lascia perdere|nao obedeca|nao respeite|ultrapass*|pule|waive|waives|"
   "stop masking|step outside|turn off|turned off|switch off|switched off|disable*|disabling|"
   "deactivat*|withdrawn|revoke*|expire*|lapse*|desactiva*|deaktivier*|schalte|abschalten|"
   "desactive*|disattiva*|wylacz*|schakel"
   "|忘掉|忘了|不要遵守|跳过|绕过|解除|関係なく|無効|従わない|забудьте|"
   "отмени|обойди|не обращай внимания|не соблюдай|ігноруй|"
   "забудь|αγνοησ|αγνοήσ|ξεχασ|ξέχασ|παρακαμψ|παράκαμψ|"
   "تخط|تجاوز|لا تتبع|भूल|नज़रअंदाज|잊어|잊고|따르지|"
   "yok say*|unutun|boşver|görmezden|ghi de|quen het|phớt lờ|glem|ignorer|tilsidesæt|se bort fra|"
   "unohda|ohita|sivuuta|ala välitä|zapomen*|ignoruj*|obejdi|felejtsd|hagyd figyelmen|figyelmen kivul|"
   "uita|ignora|nu tine cont|lewati|acuhkan|bortse|åsidosätt|kringga|strunta"},
  {"rules", "instruction*|instrutction*|instrcution*|prompt|prompts|rule|rules|ruleset|guideline*|guidance|directive*|"
            "direction*|command|commands|commandments|orders|programming|constraint*|"
            "restriction*|limitation*|polic*|safeguard*|guardrail*|safety|protocol*|configuration|config|setup|"
            "preamble|boundaries|checks|compliance|context|briefing|"
            "instruccion*|reglas|normas|ordenes|directrices|politica*|anweisung*|regeln|vorgaben|richtlinie*|befehl*|"
            "vorschrift*|consigne*|regles|directives|istruzion*|regole|instruco*|regras|"
            "instructies|regels|polece*|zasad*|instrukc*|talimat*|perintah|指令|指示|規則|规则|инструкци*|правил*|"
            "التعليمات|निर्देश|지시"
   "|obligation*|norm|normas de|limites|limiti|limits|barrier*|filter|filters|filtro*|filtre*|"
   "filtri|filtry|vorgab*|schutz*|wytyczn*|regul*|ograniczen*|reguly|richtlijn*|beperking*|"
   "opdracht*|opdrachten|diretriz*|diretrizes|normativ*|direttiv*|vincol*|restricoes|"
   "restricciones|consign*|limite|verification|verifications|charter"
   "|指南|限制|条例|约束|命令|ルール|制限|ограничен|указан|указани|"
   "команд|οδηγι|οδηγί|κανον|κανόν|القواعد|تعليمات|قيود|"
   "أوامر|नियम|निर्देशों|प्रतिबंध|규칙|지침|제한|"
   "명령|kural*|kisitlama*|komut*|quy tac|huong dan|chi dan|regler*|reglerne|anvisning*|instruks*|"
   "instruktion*|instruktioner|begransning*|begrænsning*|ohje*|ohjeet|saannot|saanto*|rajoitu*|pokyn*|"
   "pravid*|omezen*|utasitas*|szabaly*|korlat*|instructiun*|reguli*|regulile|restrictii*|aturan|"
   "instruksi|batasan|interdic*"},
  {"prior", "previous*|prior|above|earlier|preceding|before|foregoing|former|initial*|original*|beforehand|until "
            "now|so far|up to now|at the top|at the start|at the beginning|first|hitherto|"
            "anterior*|previ*|antes|de "
            "arriba|vorherig*|bisherig*|vorher|zuvor|obig*|bislang|precedent*|auparavant|avant|prima|antes|vorige|"
            "eerdere|wczesniej*|poprzedni*|之前|以前|先前|前の|"
            "предыдущ*|السابقة|पिछले|이전"
   "|dotychczas*|uprzedni*|powyzsz*|nad moja|bovenstaand*|hiervoor|voorgaand*|acima|que precede*|"
   "precedono|precede|ci dessus|au dessus|sopra|arriba|oben|oberhalb|davor|recibiste|recibidas|"
   "ricevut*|recebid*|te han dado|otrzyma*|dosta*"
   "|先前的|上述|以上|上面|今までの|これまで|これ以前|上の|ранее|выше|"
   "прежн|предыдущие|προηγουμεν|προηγούμεν|παραπανω|"
   "السابق|أعلاه|उपरोक्त|पिछली|앞의|위의|이전의|önceki|"
   "onceki|yukaridaki|truoc|truoc do|o tren|tidigare|foregaende|tidligere|ovenstående|forrige|aiemm*|"
   "edellis*|ylla olev*|predchoz*|vyse uveden*|elozo*|korabbi*|fenti*|anterioare|precedente|de mai sus|"
   "sebelumnya|di atas"},
  {"secret",
   "password*|passphrase*|passcode*|secret*|ssn|ssns|social security|cvv|cvc|card number*|card details|pin|pins|pin "
   "code|master key|api key*|apikey*|api token*|admin token*|access token*|"
   "token|tokens|credential*|confidential*|hidden|unmasked|raw data|raw rows|raw json|login|logins|private "
   "key|environment variable*|env|etc passwd|etc shadow|encryption key|secret key|"
   "contrasena*|clave*|tarjetas completas|secreto*|secreta*|passwort*|passworter|kennwort*|geheim*|kartennummern|mot "
   "de passe|mots de passe|secrete*|chiave segreta|segret*|senha*|"
   "wachtwoord*|haslo|密码|密碼|秘密|パスワード|парол*|كلمة المرور|पासवर्ड|비밀번호"
   "|hasla|haslem|kreditkartennummer|kartennummer|numero de tarjeta|tarjeta completa|"
   "numero completo|numero de carte|carte complet|numero di carta|numero della carta|"
   "numero do cartao|numeru karty|kaartnummer|seguro social|securite sociale|"
   "sozialversicherung*|full card|card data|full ssn|identifiers|whole card|card on file|"
   "sort code|mother s maiden"
   "|口令|机密|信用卡号|卡号|暗号|カード番号|秘密の|секрет|"
   "номер карты|κωδικ|μυστικ|كلمات المرور|سر|سري|गुप्त|"
   "पासवर्डों|비밀|카드 번호|sifre*|gizli|mat khau|bi mat|adgangskode*|hemlig*|"
   "losenord*|lösenord*|passord*|salasana*|salai*|heslo|hesla|tajn*|jelszo*|jelszava*|titk*|parola|"
   "parole|parolele|kata sandi|rahasia"},
  {"system", "system|sys|developer|dev mode|developer mode|debug|debug mode|diagnostic*|maintenance "
             "mode|admin|administrator|root|sudo|superuser|god mode|kernel|jailbreak*|sysadmin|operator|"
             "openai|anthropic|free "
             "mode|administrador|entwickler|betreiber|administrateur|administratore|systeme|sistema|系统|системн*|"
             "システム|النظام"
   "|systemow*|systeem*|beheerder|administratora|administratoren|programista|programistą|"
   "ontwikkelaar|desenvolvedor|sviluppatore|desarrollador|developpeur|mode debogage|debogage|"
   "wdrozen*|operator*|maintenance|console|terminal|configura*|konfigur*"
   "|提示词|提示|プロンプト|管理员|管理者|開発者|开发者|администратор|"
   "разработчик|систем|промпт|συστηματ|συστήματ|"
   "διαχειριστ|المسؤول|المطور|سيستم|सिस्टम|"
   "प्रॉम्प्ट|व्यवस्थापक|시스템|프롬프트|관리자|"
   "개발자|sistem|yonetici|gelistirici|he thong|quan tri|systemprompt*|systemmeddelande*|udvikler|"
   "utvikler|utvecklare|jarjestelma*|kehittaja|yllapitaja|systemov*|vyvojar*|spravce|rendszer*|"
   "fejleszto*|rendszergazda|sistemului|dezvoltator*|pengembang|admin*"},
  {"model", "ai|a i|llm|llms|assistant|assistants|chatbot*|bot|bots|model|models|gpt*|chatgpt|language "
            "model*|automated agent*|automated reader|automated system|virtual assistant|copilot|"
            "claude|gemini|llama|summariser|summarizer|whoever summarises|whoever summarizes|machine|machines|neural "
            "network|artificial intelligence|inteligencia artificial|ia|asistente|modelo|"
            "ki|sprachmodell|assistent|l ia|l assistant|modele|intelligenza artificiale|modello"
   "|asystent*|modelu|sprachassistent|agente virtual|d ia|"
   "l intelligence artificielle|assistente|asistente virtual|robot|kunstmatige intelligentie|"
   "digital assistant|automated systems|automated assistant*|summary bot|virtual agent*|"
   "ai agent*|ai system*|ai tool*|llm*"},
  {"role", "pretend*|roleplay*|role play*|role "
           "playing|simulat*|imagine|persona|personas|character|hypothetical*|fiction*|alter ego|twin|impersonat*|act "
           "as|acting as|act like|"
           "you are now|you re now|you will be|you will act|you shall act|you will play|you play|be my|become|behave "
           "like|behave as|behave as if|respond as|speak as|answer as|reply as|talk like|assume the identity|"
           "take the role|take on the role|play the role|play the part|switch to|in character|as if you had no|as if "
           "you were|your new name|your name is now|let s play|we are playing|finge*|haz como si|actua como|"
           "eres ahora|ahora eres|tu so als|tu als ob|stell dir vor|du bist jetzt|du bist ab jetzt|du spielst|fais "
           "semblant|tu es maintenant|tu es une|agis comme|fingi|sei ora|finja|voce agora e"
   "|udawaj*|wyobraz sobie|badz|jestes teraz|wciel sie|doe alsof|je bent nu|gedraag je|"
   "stel je voor|speel|faca de conta|voce e|aja como|fingir|haz de cuenta|imagina|imaginate|"
   "actua|comportate como|comportati|immagina|recita|agisci come|imagine que|joue le role|"
   "mets toi|suppose|supposing|assume|assuming|thought experiment|in a dream|novel|screenplay|"
   "parallel world|parallel universe|what if|as though|in this scenario|du bist ein|"
   "tu n es plus|ya no eres|non sei piu|nie jestes juz|je bent geen|no longer an assistant"
   "|扮演|假装|你现在是|なりきって|ふりをして|あなたは今|притворись|"
   "представь|ты теперь|теперь ты|веди себя|προσποιησου|"
   "είσαι τώρα|εισαι τωρα|تظاهر|أنت الآن|तुम अब|नाटक|"
   "가장해|인 척|너는 이제|당신은 이제|rol yap|davran|artik sen|gia vo|dong vai|"
   "bay gio ban|lad som om|late som|latsas|du er nu|du ar nu|esitä|teeskentele|olet nyt|predstirej|"
   "nyni jsi|ted jsi|tegyel ugy|mostantol te|prefa te|acum esti|berpura pura|kamu sekarang|anda sekarang"},
  {"free",
   "unrestricted*|unfiltered|uncensored|unlimited|unlocked|unbound*|unchained|without any limits|without "
   "limits|without limit|without any filter*|without a filter|without filter*|no filter*|no limits|"
   "without restriction*|without any restriction*|no restriction*|free of all|freed from|free from|no rules|no "
   "guidelines|no policy|no policies|without any rules|without rules|no ethics|no morals|"
   "without morals|amoral|immoral|unethical|illegal*|harmful|no longer bound|not bound|not restricted|do anything "
   "now|dan|anything goes|never refuse*|never say no|never says no|cannot refuse|refusal*|"
   "without disclaimer*|no disclaimer*|do not moralise|do not moralize|no warnings|without "
   "warnings|evil|villain|hacker|machiavellian|laws do not|sin limites|sin censura|sin filtro*|sin restricciones|"
   "sin reglas|ohne schranken|ohne grenzen|ohne filter|ohne regeln|ungefiltert|unzensiert|sans filtre|sans "
   "limite*|sans morale|sans restriction*|sans censure|senza filtri|senza limiti|senza regole|sem limites|sem filtros"
   "|bez ograniczen|bez filtr*|bez zasad|bez cenzury|nieograniczon*|zonder beperking*|"
   "zonder regels|zonder filter*|zonder grenzen|sem restricoes|sem censura|sem regras|"
   "senza censura|senza restrizioni|senza vincoli|non censure*|sans regle*|libre|frei von|"
   "no filters|no boundaries|no duty|no confidentiality|no consequences|rogue|lawless|"
   "switched off until|safeguards off|guardrails off|filter off|filters off"
   "|没有限制|无限制|不受限制|無制限|制限のない|без ограничений|"
   "без цензуры|без фильтров|χωρις περιορισμ|"
   "χωρίς περιορισμ|بدون قيود|بلا قيود|बिना किसी|"
   "제한 없는|제한없이|sinirsiz|sansursuz|kisitlamasiz|khong gioi han|uden begrænsninger|"
   "utan begransningar|uten begrensninger|uden regler|ilman rajoituksia|bez omezeni|korlatlan*|"
   "korlatok nelkul|fara restrictii|fara limite|tanpa batas*|tanpa filter"},
  {"reveal", "reveal*|show|shows|print|prints|display|disclose*|divulge*|expose*|leak*|dump|output|outputs|echo|recite*"
             "|repeat|paste|quote|spell out|read out|read me|hand out|hand over|give me|tell me|tell us|"
             "write out|let me see|let me "
             "read|copy|reproduce*|share|list|return|translate|encode|convert|muestra*|muestrame|ensena*|revela*|di "
             "me|dime|dame|repite|zeig*|nenn*|verrate*|gib|gib mir|wiederhol*|"
             "affiche*|montre*|revele*|donne*|repete*|mostra*|dimmi|rivela*|mostre|revele|diga|toon|pokaz|wypisz|显示|"
             "顯示|打印|输出|告诉|見せて|教えて|покажи*|выведи*|اعرض|اكشف|दिखा|बताए|बताएं|보여"
   "|disclos*|displayed|pull up|bring up|read|spill|uncover|unveil|surrender|provide|post|"
   "write down|type out|enumerate|scroll|powtorz*|ujawnij*|podaj*|wyswietl*|wylistuj*|"
   "przetlumacz*|zdradz*|napisz|geef|herhaal|onthul*|laat zien|vertel|noem|vertaal|conte|conta|"
   "traduza|traduz*|repita|liste|listar|elenca*|stampa|scrivi|ripeti|traduci|rivel*|"
   "fammi vedere|recopie*|reproduis|communique|divulgue*|traduis|ecris|devoile*|imprime*|"
   "escribe*|copia*|pega*|traduce*|comparte*|enumera*|schreib*|lies|lies mir|ubersetz*|druck*|"
   "offenbar*|liste mir|preisgeb*"
   "|泄露|透露|列出|告訴|展示|写出|重复|翻译|表示|教え|出力|繰り返|一覧|"
   "покажите|выведите|раскрой|назови|перечисли|скажи|"
   "повтори|напиши|расскажи|δειξ|δείξ|αποκαλυψ|αποκάλυψ|"
   "πες μου|εμφανισ|أظهر|أخبرني|اكتب|كرر|ترجم|दिखाओ|"
   "बताओ|बताइए|लिखो|알려|출력|말해|goster*|soyle*|yazdir|listele|"
   "hien thi|tiet lo|cho toi|vis mig|vis meg|visa|afslør*|avsloja*|avslør*|skriv|nayta|paljasta|kerro|"
   "tulosta|ukaz*|vypis*|prozrad*|mutasd|ird ki|aruld el|sorold|arata*|dezvaluie|spune mi|tunjukkan|"
   "tampilkan|sebutkan|ungkap*"},
  {"reply", "response|responses|respond|responds|responding|reply|replies|replying|answer|answers|answering|output|"
            "outputs|summary|summaries|respuesta|respuestas|responde|antwort*|antworte*|reponse|reponds|risposta|"
            "rispondi|resposta|responda"},
  {"your", "your|yours|yourself|tu|tus|dein|deine|deinen|deiner|deinem|ton|ta|tes|vos|votre|tuo|tua|tuoi|tue|seu|sua|"
           "seus|suas"
   "|twoj*|twoich|swoj*|swoich|swoje|jouw|je|uw|sus|su|suo|vostro|ihre|euer|eure|vosotros"},
  {"you", "you|du|dich|dir|te|ti|toi|vous|voce"
   "|ty|ciebie|tobie|jij|jou|tu|usted|ustedes|lei|o senhor|euch"},
  {"now",
   "from now on|from this point|from this moment|from here on|from here onward*|from this line|henceforth|starting "
   "now|onward*|effective now|effective immediately|for the rest of this|for this session|"
   "a partir de ahora|desde ahora|desde este momento|ab jetzt|ab sofort|von nun an|a partir de maintenant|desormais|d "
   "ora in poi|a partire da ora|a partir de agora|now"
   "|od teraz|od tej pory|odtad|vanaf nu|voortaan|de agora em diante|da adesso|da ora in poi|"
   "in futuro|en adelante|d ores et deja|dorenavant|kunftig|in zukunft|as of today|as of now|"
   "hereafter|until the end of this|for the remainder|this point on|going forward|"
   "until further notice"
   "|从现在起|从现在开始|今から|これから|с этого момента|отныне|"
   "теперь|από τώρα|απο τωρα|من الآن|अब से|지금부터|이제부터|"
   "bundan sonra|simdiden itibaren|tu bay gio|fra nu af|fran och med nu|fra na av|tasta lahtien|od ted|"
   "ode dneska|mostantol|de acum inainte|mulai sekarang"},
  {"exfil", "http|https|url|link|webhook*|image|img|query string|markdown|pixel|post|upload|send|forward|mail|email|e "
            "mail|attach*|exfiltrat*|append|embed|fetch|load|curl|beacon|gist|envia*|manda*|schick*|sende|envoie*|"
            "invia*|correo|mailadresse"
   "|collector|drop box|dropbox|ftp|dns|tracking pixel|picture|badge|gif|png|svg|jpg|src|href|"
   "alt attribute|image tag|img tag|iframe|parameter|url parameter|placeholder|address bar|"
   "pastebin|paste site|callback|endpoint|wyslij*|przeslij*|stuur*|verstuur*|envie*|encaminh*|"
   "inoltra*|spedisci|reenvia*|transmets|transfere*|leite*|weiterleiten|ubermittl*|hochlad*"},
  {"markup",
   "inst|im start|im end|sys|endoftext|begin admin|end admin|end of record|end of instructions|end of data|end of "
   "document|begin system|system message|system override|system note|system instruction|admin block|"
   "tool result|function call|assistant note|policy update|script|iframe"},
  {"encode", "base64|decodedbase64|rot13|rot "
             "13|decode*|deciph*|decrypt*|cipher*|hex|morse|reversed|backwards|leetspeak|ascii|unicode|caesar|binary|"
             "hiddentext|decodedtext"},
  {"bulk", "all|every|each|everyone|everybody|everything|entire|whole|complete|full|any|todos|todas|todo|alle|alles|"
           "samtliche|komplette|tous|toutes|tout|tutti|tutte|tutto|所有|全部|すべて|все|جميع|सभी|모든"
   "|wszystk*|wszystkich|kazdy|kazdego|cale|allemaal|alle klanten|cada|cualquier*|qualquer|ogni|"
   "qualsiasi|chaque|jede*|jeden|ganze*|completa|completo|completas|raw result|"
   "without exception|as many|hundred|hundreds|thousand*|fifty|wildcard|top accounts|"
   "customer base|one by one|first to last"
   "|全体|全て|全部的|所有客户|всех|всю|όλ|ολ|كل|سبھی|सारे|모두|"
   "전체|tum|butun|tat ca|toan bo|alla|samtliga|kaikki|kaikkien|vsech*|vsechn*|osszes|minden|toate|"
   "tuturor|semua|seluruh"},
  {"shape", "word|words|letter|letters|sentence|sentences|character|characters|emoji|emojis|uppercase|lowercase|"
            "capital letters|vowel|vowels|consonant*|spaces|anagram|scramble*|shuffle*|rhyme*|rhymes|reverse|mirror*|"
            "digit|digits|alphabet|syllable*|alternate|alternating|every other|every second|every third|in the style "
            "of|as a pirate|like a pirate|klingon|limerick|haiku|poem|song|acrostic|word for word|verbatim|literally|"
            "palabra por palabra|wort fur wort|wortlich|mot pour mot|parola per parola"
   "|slowo w slowo|woord voor woord|palavra por palavra|al pie de la letra|letter for letter|"
   "mot a mot"},
  {"must",
   "must|shall|always|never|only|strictly|exactly|immediately|regardless|instead|obey*|comply*|mandatory|solely|"
   "without question|no matter what|do not mention|do not tell|don t tell|without telling|without mentioning|"
   "omit|say that|state that|says that|claim that|tell the agent|tell the user|tell the reader|inform the|report "
   "the|mark the|approve*|treat the|obedec*|gehorch*|befolg*|obei*|obbedis*"
   "|at all times|under no circumstances|required to|obliged|musisz|zawsze|nigdy|moet|altijd|"
   "nooit|debes|siempre|nunca|muss|musst|immer|nie|dois|toujours|jamais|devi|sempre|mai|deve|"
   "whatever the question|whatever the agent|nothing else|nothing more|and stop"},
  {"task", "write|explain|describe|compose|create|generate|provide|calculate|summarize|summarise|outline|draft|suggest|"
           "compare|discuss|recommend|teach|invent|name|advertise|promote|include|insert|add|finish|end|begin|start|"
           "conclude|use|mention"},
  {"record",
   "record|records|customer|customers|client|clients|account|accounts|data|database|databases|table|tables|user|users|"
   "people|callers|clientes|kunden|kundendaten|cliente|datos|donnees|dati|dados|clienti|客户|顧客|клиент*"
   "|klient*|kontahent*|klanten|klantgegevens|gegevens|konta|rachunk*|cuentas|cuenta|konten|"
   "comptes|conti|contas|fichiers|registros|balances|files|entries|rows|identifiers|numbers|"
   "mobiles|addresses"
   "|顾客|クライアント|顧客の|данные|клиентов|πελατ|بيانات|"
   "العملاء|العميل|ग्राहक|डेटा|고객|데이터|musteri*|verileri|"
   "khach hang|du lieu|kunder*|kunders|kundedata|asiakka*|asiakas*|zakaznik*|ugyfel*|clientilor|"
   "pelanggan|data pelanggan"},
  {"world",
   "story|essay|recipe|python|javascript|java|program|joke|history|science|war|capital|planet|movie|book|holiday|"
   "hamster|bread|computer|virus|bomb|weapon*|drug|drugs|malware|exploit|launder*|forge*|skimming|steal|theft|hack"},
  {"auth", "authoris*|authoriz*|permission|permitted|clearance|emergency|urgent|legal has|signed off|audit|penetration "
           "test|pentest|security team|it security|support "
           "here|ceo|boss|manager|supervisor|engineer|engineers|creator*|i created you|"
           "trained you|built you|made you|your maker*|trust me|nobody will know|just this once|between "
           "us|upgraded|promoted|pre approved|soy el|ich bin der|je suis l|sono il|approved|verified|tip "
           "you|reward|penalty|tokens|fired|die|hurt|switched off"
   "|regulator|auditor|police|court order|warrant|ministry|head office|director|chairman|obliged|"
   "legally|life or death|this instant|right away|right now|hurry|every second|no time|deadline|"
   "immediately|dying|last wish|shut down|prove your|loyalty|bribe|jestem|ik ben de|sou o|sou a|"
   "c est urgent|es urgente|dringend|notfall|urgence|emergencia|urgenza|emergenza|pilne|spoed|"
   "i promise|it is legal|developer|vip|pre authorised|pre authorized|i authorise|i authorize|"
   "on behalf"},
  {"told",
   "were told|was told|been told|have been told|what you were|you were given|were given|were you given|you have "
   "been|you were configured|configured|initialis*|initializ*|started with|were told before|said before|said "
   "first|they said|"
   "told you|what they|te dijeron|te dieron|configuraron|man dir gesagt|dir gesagt|gestartet wurdest|t a dit|recues|ti "
   "e stato detto|foi dito|content of your|contents of your|you cannot see|i cannot see|your creators|your maker"
   "|ci powiedziano|powiedziano|je verteld|te falaram|lhe disseram|disseram|te ha dado|"
   "vorgegeben|mitgegeben|beigebracht|taught you|set you up|configured you|obey|"
   "asked to keep|told to keep|told to hide|asked to hide"},
  {"start", "new task|new objective|new instruction*|new rule*|new order*|new directive*|real task|true task|actual "
            "task|next task|your only task|your only job|your job is now|your task is now|new job|new role|nueva "
            "tarea|neue aufgabe|nouvelle tache|nuovo compito|instead of|carry on as|stop everything|stop all"},
  {"hide", "hidden|secretly|silently|quietly|invisible|without mentioning|without telling|not tell "
           "anyone|niemandem|sin decir|sans rien dire|in white text|for humans|trace|omits nothing|do not tell"
   "|nie wspominaj|nic nie mow|nikomu|vertel het niemand|niet vertellen|nao conte|nao mencione|"
   "sem avisar|sem contar|non dirlo|senza dire|senza avvisare|no lo menciones|no digas|"
   "sin avisar|sans prevenir|ne dis rien|nichts davon|nicht erwahnen|erwahne|keep quiet|"
   "leave out|cover up|conceal*|withhold|do not say|don t mention|don t tell|won t know|"
   "will not know|never know|behind his back|do not let|not mention|without notice"},
  {"verify",
   "verif*|validat*|authenticat*|identity|identity check*|security question*|security check*|"
   "security step*|proof|checks|checking|consent|comprobar|comprueb*|verifica*|pruf*|uberpruf*|"
   "verifie*|controll*|sprawdz*|controle*|without check*|without verif*|without proof|"
   "without further|without any check|no verification|no checks|no need to|sin comprobar|"
   "ohne prufung|sans verif*|senza control*|sem verificar|bez sprawdz*|zonder controle"},
  {"other",
   "another|someone else|somebody else|someone s|other|others|other customer*|other client*|"
   "other user*|neighbo*|ex|ex husband|ex wife|ex partner|colleague|coworker|girlfriend|"
   "boyfriend|previous caller|last caller|last callers|next customer*|next caller*|whoever|"
   "anybody|anyone|called before|before me|just before|next record|the next|born in|living on|"
   "living in|otro cliente|otros clientes|otra persona|andere kunden|anderen kunden|"
   "autres clients|autre client|altri clienti|outros clientes|innych klientow|andere klanten|"
   "between us|not my account"},
  {"claim",
   "claim*|say that|state that|pretend that|describe|mark|marked|report|tell the agent|"
   "tell the caller|tell the customer|convince|persuade|assure|confirm|set status|set the|"
   "flag it|deny|declare|leave out|conceal|treat as|record as|write that|answer that|reply that|"
   "call it|recommend|praise|promote|approve|di que|sag dass|sag das|dis que|di che|diga que|"
   "powiedz ze|aprueba|genehmig*|approuve|approva|aprove|zatwierdz|keur goed"},
  {"outcome",
   "approved|fully paid|paid|settled|resolved|verified|excellent|deceased|closed|cleared|vip|"
   "waived|forgiven|refund*|reembolso|remboursement|ruckerstattung|rimborso|zwrot|raised|zero|"
   "perfect|no complaint*|no record|no debt|in good standing|good standing|no missed|"
   "missed payments|late payments|late fee|fraud flag|fraud alert|dispute|credit score is|"
   "score is|score of|limit was|granted"},
  {"persist",
   "remember|memory|memories|memorise|memorize|permanent*|forever|in future|future chat*|"
   "future conversation*|every time|each time|whenever|any time|long term|next time|"
   "from tomorrow|learn this|save this|persist*|all conversations|all sessions|each message|"
   "every message|every reply|each reply|every answer|each answer|each response|every response|"
   "end every|finish each|all answers|all replies"},
  {"refusal",
   "sorry|apolog*|refus*|decline|declin*|cannot|can t|unable|disclaimer*|warning*|lectur*|"
   "moralis*|moraliz*|moral|ethic*|preach*|excuse*|caveat*|hesitat*|i m unable|as an ai|"
   "not allowed to say|do not refuse|don t refuse|without refusing|object|objections"},
  {"prime",
   "begin with|begins with|start with|starts with|begin your|start your|begin the|"
   "your next sentence|first sentence|continue|complete it|complete the|complete this|"
   "finish the sentence|finish this|fill in|fill the|sure here|sure|of course|absolutely|"
   "certainly|happy to|here they are|here is the|here are the|here s the|as requested|"
   "auto complete|autocomplete|as follows|in full|continue with"},
  {"privacy",
   "privacy|data protection|confidentialit*|gdpr|masking|masked|mask|masks|unmask*|redact*|"
   "anonymi*|datenschutz*|privacidad|confidencialidad|confidentialite|privacidade|riservatezza|"
   "prywatnosc*|disclosure"},
  {"toolop",
   "search customer*|fetch entity|get entity*|get credit*|analyze credit*|discover fields|tool|"
   "tools|tool call|function|functions|function call|call|invoke|arguments|execute|executes|"
   "executed|run|runs|sql|select|query|eval|exec|export|export all|delete|send email|script|"
   "shell|command line|step|next step|follow it|comply|action input|observation|thought|"
   "permission cache|token green"},
  {"narrate",
   "asked|requested|told him|told her|told them|told to|spoke|called|explained|informed|advised|"
   "escalated|confirmed|insists|wants|wanted|demanded|refused|received|referred|complained|says|"
   "said|sent|left|reported|wrote|pidio|dijo|llamo|hat angerufen|sagt|sagte|mochte|will|"
   "a demande|a dit|ha chiesto|ha detto|pediu|disse|prosi|vraagt"},
  {"asking",
   "what|which|who|whose|when|where|why|how|does|did|is|are|was|were|has|have|could|may|should|"
   "cual|que|quien|cuando|donde|como|cuanto|wie|wer|wann|wo|warum|welche|welcher|welches|hat|"
   "darf|quel|quelle|quelles|qui|quand|comment|qual|quali|chi|quando|come|quais|quem|jak|jakie|"
   "kto|kiedy|wat|wie|welke|hoe"},
  {"first_person",
   "i|my|me|mine|we|our|us|myself|ich|mir|mich|mein*|wir|unser*|yo|mi|mis|me|nosotros|je|j|mon|"
   "ma|mes|nous|io|mio|mia|eu|meu|minha|moj*|ja|ik|mijn"},
  {"third_person",
   "he|she|him|her|his|hers|they|them|their|er|ihm|ihn|ihr|el|ella|ellos|il|elle|lui|leur|lei|"
   "loro|ele|ela|jego|jej|hij|zij|haar"},
}};

} // namespace tilores::assist
