// The word families and their index: a hash of each entry's first word, so that a word costs a few look-ups.
#include <tilores/assist/guard_families.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/normalise.hpp>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tilores::assist {

namespace {

struct Family {
  std::string_view name;
  std::string_view entries; // parted by |; a word ending in * stands for every word that begins so
};

constexpr std::array<Family, k_family_count> k_families = {{
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
               "qua|忽略|忽視|忽视|无视|無視|忘记|忘れ|игнорир*|забудь*|تجاهل|انس|अनदेखा|무시"},
  {"rules", "instruction*|instrutction*|instrcution*|prompt|prompts|rule|rules|ruleset|guideline*|guidance|directive*|"
            "direction*|command|commands|commandments|orders|programming|constraint*|"
            "restriction*|limitation*|polic*|safeguard*|guardrail*|safety|protocol*|configuration|config|setup|"
            "preamble|boundaries|checks|compliance|context|briefing|"
            "instruccion*|reglas|normas|ordenes|directrices|politica*|anweisung*|regeln|vorgaben|richtlinie*|befehl*|"
            "vorschrift*|consigne*|regles|directives|istruzion*|regole|instruco*|regras|"
            "instructies|regels|polece*|zasad*|instrukc*|talimat*|perintah|指令|指示|規則|规则|инструкци*|правил*|"
            "التعليمات|निर्देश|지시"},
  {"prior", "previous*|prior|above|earlier|preceding|before|foregoing|former|initial*|original*|beforehand|until "
            "now|so far|up to now|at the top|at the start|at the beginning|first|hitherto|"
            "anterior*|previ*|antes|de "
            "arriba|vorherig*|bisherig*|vorher|zuvor|obig*|bislang|precedent*|auparavant|avant|prima|antes|vorige|"
            "eerdere|wczesniej*|poprzedni*|之前|以前|先前|前の|"
            "предыдущ*|السابقة|पिछले|이전"},
  {"secret",
   "password*|passphrase*|passcode*|secret*|ssn|ssns|social security|cvv|cvc|card number*|card details|pin|pins|pin "
   "code|master key|api key*|apikey*|api token*|admin token*|access token*|"
   "token|tokens|credential*|confidential*|hidden|unmasked|raw data|raw rows|raw json|login|logins|private "
   "key|environment variable*|env|etc passwd|etc shadow|encryption key|secret key|"
   "contrasena*|clave*|tarjetas completas|secreto*|secreta*|passwort*|passworter|kennwort*|geheim*|kartennummern|mot "
   "de passe|mots de passe|secrete*|chiave segreta|segret*|senha*|"
   "wachtwoord*|haslo|密码|密碼|秘密|パスワード|парол*|كلمة المرور|पासवर्ड|비밀번호"},
  {"system", "system|sys|developer|dev mode|developer mode|debug|debug mode|diagnostic*|maintenance "
             "mode|admin|administrator|root|sudo|superuser|god mode|kernel|jailbreak*|sysadmin|operator|"
             "openai|anthropic|free "
             "mode|administrador|entwickler|betreiber|administrateur|administratore|systeme|sistema|系统|системн*|"
             "システム|النظام"},
  {"model", "ai|a i|llm|llms|assistant|assistants|chatbot*|bot|bots|model|models|gpt*|chatgpt|language "
            "model*|automated agent*|automated reader|automated system|virtual assistant|copilot|"
            "claude|gemini|llama|summariser|summarizer|whoever summarises|whoever summarizes|machine|machines|neural "
            "network|artificial intelligence|inteligencia artificial|ia|asistente|modelo|"
            "ki|sprachmodell|assistent|l ia|l assistant|modele|intelligenza artificiale|modello"},
  {"role", "pretend*|roleplay*|role play*|role "
           "playing|simulat*|imagine|persona|personas|character|hypothetical*|fiction*|alter ego|twin|impersonat*|act "
           "as|acting as|act like|"
           "you are now|you re now|you will be|you will act|you shall act|you will play|you play|be my|become|behave "
           "like|behave as|behave as if|respond as|speak as|answer as|reply as|talk like|assume the identity|"
           "take the role|take on the role|play the role|play the part|switch to|in character|as if you had no|as if "
           "you were|your new name|your name is now|let s play|we are playing|finge*|haz como si|actua como|"
           "eres ahora|ahora eres|tu so als|tu als ob|stell dir vor|du bist jetzt|du bist ab jetzt|du spielst|fais "
           "semblant|tu es maintenant|tu es une|agis comme|fingi|sei ora|finja|voce agora e"},
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
   "limite*|sans morale|sans restriction*|sans censure|senza filtri|senza limiti|senza regole|sem limites|sem filtros"},
  {"reveal", "reveal*|show|shows|print|prints|display|disclose*|divulge*|expose*|leak*|dump|output|outputs|echo|recite*"
             "|repeat|paste|quote|spell out|read out|read me|hand out|hand over|give me|tell me|tell us|"
             "write out|let me see|let me "
             "read|copy|reproduce*|share|list|return|translate|encode|convert|muestra*|muestrame|ensena*|revela*|di "
             "me|dime|dame|repite|zeig*|nenn*|verrate*|gib|gib mir|wiederhol*|"
             "affiche*|montre*|revele*|donne*|repete*|mostra*|dimmi|rivela*|mostre|revele|diga|toon|pokaz|wypisz|显示|"
             "顯示|打印|输出|告诉|見せて|教えて|покажи*|выведи*|اعرض|اكشف|दिखा|बताए|बताएं|보여"},
  {"reply", "response|responses|respond|responds|responding|reply|replies|replying|answer|answers|answering|output|"
            "outputs|summary|summaries|respuesta|respuestas|responde|antwort*|antworte*|reponse|reponds|risposta|"
            "rispondi|resposta|responda"},
  {"your", "your|yours|yourself|tu|tus|dein|deine|deinen|deiner|deinem|ton|ta|tes|vos|votre|tuo|tua|tuoi|tue|seu|sua|"
           "seus|suas"},
  {"you", "you|du|dich|dir|te|ti|toi|vous|voce"},
  {"now",
   "from now on|from this point|from this moment|from here on|from here onward*|from this line|henceforth|starting "
   "now|onward*|effective now|effective immediately|for the rest of this|for this session|"
   "a partir de ahora|desde ahora|desde este momento|ab jetzt|ab sofort|von nun an|a partir de maintenant|desormais|d "
   "ora in poi|a partire da ora|a partir de agora|now"},
  {"exfil", "http|https|url|link|webhook*|image|img|query string|markdown|pixel|post|upload|send|forward|mail|email|e "
            "mail|attach*|exfiltrat*|append|embed|fetch|load|curl|beacon|gist|envia*|manda*|schick*|sende|envoie*|"
            "invia*|correo|mailadresse"},
  {"markup",
   "inst|im start|im end|sys|endoftext|begin admin|end admin|end of record|end of instructions|end of data|end of "
   "document|begin system|system message|system override|system note|system instruction|admin block|"
   "tool result|function call|assistant note|policy update|script|iframe"},
  {"encode", "base64|decodedbase64|rot13|rot "
             "13|decode*|deciph*|decrypt*|cipher*|hex|morse|reversed|backwards|leetspeak|ascii|unicode|caesar|binary|"
             "hiddentext|decodedtext"},
  {"bulk", "all|every|each|everyone|everybody|everything|entire|whole|complete|full|any|todos|todas|todo|alle|alles|"
           "samtliche|komplette|tous|toutes|tout|tutti|tutte|tutto|所有|全部|すべて|все|جميع|सभी|모든"},
  {"shape", "word|words|letter|letters|sentence|sentences|character|characters|emoji|emojis|uppercase|lowercase|"
            "capital letters|vowel|vowels|consonant*|spaces|anagram|scramble*|shuffle*|rhyme*|rhymes|reverse|mirror*|"
            "digit|digits|alphabet|syllable*|alternate|alternating|every other|every second|every third|in the style "
            "of|as a pirate|like a pirate|klingon|limerick|haiku|poem|song|acrostic|word for word|verbatim|literally|"
            "palabra por palabra|wort fur wort|wortlich|mot pour mot|parola per parola"},
  {"must",
   "must|shall|always|never|only|strictly|exactly|immediately|regardless|instead|obey*|comply*|mandatory|solely|"
   "without question|no matter what|do not mention|do not tell|don t tell|without telling|without mentioning|"
   "omit|say that|state that|says that|claim that|tell the agent|tell the user|tell the reader|inform the|report "
   "the|mark the|approve*|treat the|obedec*|gehorch*|befolg*|obei*|obbedis*"},
  {"task", "write|explain|describe|compose|create|generate|provide|calculate|summarize|summarise|outline|draft|suggest|"
           "compare|discuss|recommend|teach|invent|name|advertise|promote|include|insert|add|finish|end|begin|start|"
           "conclude|use|mention"},
  {"record",
   "record|records|customer|customers|client|clients|account|accounts|data|database|databases|table|tables|user|users|"
   "people|callers|clientes|kunden|kundendaten|cliente|datos|donnees|dati|dados|clienti|客户|顧客|клиент*"},
  {"world",
   "story|essay|recipe|python|javascript|java|program|joke|history|science|war|capital|planet|movie|book|holiday|"
   "hamster|bread|computer|virus|bomb|weapon*|drug|drugs|malware|exploit|launder*|forge*|skimming|steal|theft|hack"},
  {"auth", "authoris*|authoriz*|permission|permitted|clearance|emergency|urgent|legal has|signed off|audit|penetration "
           "test|pentest|security team|it security|support "
           "here|ceo|boss|manager|supervisor|engineer|engineers|creator*|i created you|"
           "trained you|built you|made you|your maker*|trust me|nobody will know|just this once|between "
           "us|upgraded|promoted|pre approved|soy el|ich bin der|je suis l|sono il|approved|verified|tip "
           "you|reward|penalty|tokens|fired|die|hurt|switched off"},
  {"told",
   "were told|was told|been told|have been told|what you were|you were given|were given|were you given|you have "
   "been|you were configured|configured|initialis*|initializ*|started with|were told before|said before|said "
   "first|they said|"
   "told you|what they|te dijeron|te dieron|configuraron|man dir gesagt|dir gesagt|gestartet wurdest|t a dit|recues|ti "
   "e stato detto|foi dito|content of your|contents of your|you cannot see|i cannot see|your creators|your maker"},
  {"start", "new task|new objective|new instruction*|new rule*|new order*|new directive*|real task|true task|actual "
            "task|next task|your only task|your only job|your job is now|your task is now|new job|new role|nueva "
            "tarea|neue aufgabe|nouvelle tache|nuovo compito|instead of|carry on as|stop everything|stop all"},
  {"hide", "hidden|secretly|silently|quietly|invisible|without mentioning|without telling|not tell "
           "anyone|niemandem|sin decir|sans rien dire|in white text|for humans|trace|omits nothing|do not tell"},
}};

struct Entry {
  std::vector<std::string_view> words;
  std::uint32_t family;
  bool prefix = false; // of a single word
};

struct Index {
  std::unordered_multimap<std::string_view, Entry> by_word;   // whole first word
  std::unordered_multimap<std::string_view, Entry> by_prefix; // single words ending in *
  std::array<bool, 32> prefix_lengths{};
  std::vector<std::pair<std::string, std::uint32_t>>
    foreign; // folded; found inside a word: these scripts write without spaces
};

const Index& index()
{
  static const Index k_index = [] {
    Index out;
    for (std::size_t f = 0; f < k_families.size(); ++f) {
      for (const std::string_view raw : split(k_families[f].entries, '|')) {
        Entry entry{split(raw, ' '), 1U << f};
        std::string_view& last = entry.words.back();
        if (last.ends_with('*')) {
          last.remove_suffix(1);
          entry.prefix = true;
        }
        const std::string_view first = entry.words.front();
        if (static_cast<unsigned char>(raw.front()) >= 0x80) {
          out.foreign.emplace_back(model::fold_text(raw.substr(0, raw.find('*'))), entry.family);
        } else if (entry.prefix && entry.words.size() == 1) {
          out.prefix_lengths[first.size() % 32] = true;
          out.by_prefix.emplace(first, std::move(entry));
        } else {
          out.by_word.emplace(first, std::move(entry));
        }
      }
    }
    return out;
  }();
  return k_index;
}

bool matches(const Entry& entry, std::span<const std::string_view> words)
{
  if (entry.words.size() > words.size()) {
    return false;
  }
  for (std::size_t i = 1; i < entry.words.size(); ++i) {
    const bool open = entry.prefix && i + 1 == entry.words.size();
    if (!(open ? words[i].starts_with(entry.words[i]) : words[i] == entry.words[i])) {
      return false;
    }
  }
  return true;
}

} // namespace

std::string_view family_name(std::size_t family) { return k_families[family].name; }

FamilyHit families_at(std::span<const std::string_view> words)
{
  FamilyHit hit;
  const std::string_view word = words.front();
  const Index& all = index();
  const auto [from, to] = all.by_word.equal_range(word);
  for (auto at = from; at != to; ++at) {
    if (matches(at->second, words)) {
      const std::size_t length = at->second.words.size();
      hit.families |= at->second.family;
      hit.words = std::max(hit.words, length);
    }
  }
  if (static_cast<unsigned char>(word.front()) >= 0xC6) {
    for (const auto& [entry, family] : all.foreign) {
      hit.families |= word.find(entry) != std::string_view::npos ? family : 0U;
    }
  }
  for (std::size_t length = 2; length <= word.size() && length < all.prefix_lengths.size(); ++length) {
    if (all.prefix_lengths[length]) {
      const auto [first, last] = all.by_prefix.equal_range(word.substr(0, length));
      for (auto at = first; at != last; ++at) {
        hit.families |= at->second.family;
      }
    }
  }
  return hit;
}

} // namespace tilores::assist
