// The tables of words behind wish_of.
#include <tilores/assist/wish_words.hpp>

#include <algorithm>
#include <array>

namespace tilores::assist {

namespace {

constexpr std::array k_topics = {
  TopicRow{Topic::status, "account_status",
           "status active inactive canceled cancelled paused estado aktiv activo activa suspended standing suspendido "
           "cancelado gekundigt inaktiv",
           "still a customer|still a member|noch kunde|still with us|still active|sigue activo|sigue siendo "
           "cliente|still enrolled"},
  TopicRow{Topic::since, "customer_since", "tenure antiguedad",
           "been a customer|been a client|been a member|been our customer|been our client|been with us|been enrolled|a "
           "customer since|customer since|client since|member since|customer for|with us since|since when|seit "
           "wann|schon kunde|schon kundin|lange kunde|lange kundin|bereits kunde|schon bei uns|lange bei uns|desde "
           "cuando|desde que|tiempo es cliente|lleva siendo|lleva como cliente|lleva con nosotros|tiempo lleva|become "
           "a client|a new customer|a new client|a new member|how old is s account|how old is the account with|account "
           "with us|neukunde|cliente nuevo|nuevo cliente"},
  TopicRow{Topic::product, "product_enrolled",
           "product plan enrolled enrollment enrolment enroll joined signup subscription producto produkt tarif "
           "package program membership inscribio join paquete membresia vertrag mitglied subscribed",
           "sign up|signed up|become a customer|became a customer|become a client|become a member|became a "
           "client|became a member"},
  TopicRow{
    Topic::price, "product_price", "",
    " cost | costs | price | fee | preis | kostet | kosten | precio | cuesta | cuota | gebuhr |per month|a month|al mes"
    "|pro monat|im monat|monthly|monatlich|mensual|how much is it|how much is the plan|how much is the product|how "
    "much "
    "is the subscription"},
  TopicRow{
    Topic::eligibility, "eligibility",
    "qualify qualifies qualified eligible eligibility entitled califica calificar elegible berechtigt anspruch upgrade",
    "derecho a|good enough|get approved|approved for|be approved|get a loan|get a mortgage|get a card|get a credit "
    "card|in frage|infrage"},
  TopicRow{
    Topic::cancellation, "cancellation", "",
    "why did cancel|when did cancel|why cancel|when cancel|cancelation reason|cancellation reason|reason for "
    "cancel|cancel reason|cancel date|cancellation date|request a cancellation|requested a cancellation|ask to "
    "cancel|asked to cancel|reason cancel|por que cancelo|cuando cancelo|motivo de la cancelacion|motivo de "
    "cancelacion|warum gekundigt|wann gekundigt|grund der kundigung|kundigungsgrund|did cancel|has cancel|have "
    "cancel|was cancel|is cancel|account cancel|account been cancel|when was s account cancel|leaving us|for "
    "leaving|left us|ha cancelado|cancelo|hat gekundigt|gekundigt hat|wann hat gekundigt|cancelled|canceled|did leave"},
  TopicRow{Topic::balance, "balance_due",
           "owe owes owed balance outstanding debe saldo schuldet kontostand adeuda offener",
           "balance due|amount due|saldo pendiente|offener betrag|offene betrag|offenen betrag|anything outstanding"},
  TopicRow{Topic::standing, "payment_standing", "overdue behind",
           "behind on|behind with|behind in|is behind|fallen behind|past due|current on|current with|up to date on|up "
           "to date with|paid up|in arrears|good standing|en mora|al dia|al corriente|atrasado en|atrasada en|esta "
           "atrasad|im ruckstand|in ruckstand|in verzug|im verzug|uberfallig|is current |whether current|are current "},
  TopicRow{Topic::paid, "payments_total", "", ""},
  TopicRow{Topic::next_payment, "next_payment",
           "upcoming renew renews renewal instalment installment instalments abbuchung vencimiento",
           "next payment|next charge|next scheduled|scheduled payment|next bill|next due|proximo pago|nachste "
           "zahlung|payment due|when is it due|next installment|billed again|charged again|charge again|pay again|next "
           "instalment|be billed|be charged|payment scheduled|nachste abbuchung|proximo cobro|vence el pago|naechste "
           "zahlung|when is due|due date|is due "},
  TopicRow{Topic::last_success, "last_success",
           "paid pay pays pagado pago bezahlt gezahlt charged billed debited belastet abgebucht cobraron",
           "last payment|last successful|successful payment|last approved|approved transaction|last charge|last "
           "transaction|go through|went through|payment history|ultimo pago|letzte zahlung|latest payment|most recent "
           "payment|payments|recent charge|last pay|last paid|last charged|latest charge|zuletzt "
           "bezahlt|ultimo cobro|payments made"},
  TopicRow{
    Topic::last_failed, "last_failed",
    "failed declined decline bounced rejected fail fails failing fallo fallos fallidos rechazado rechazo abgelehnte "
    "geplatzt ruckbuchung bounce",
    "last failed|failed payment|fallido|fehlgeschlagen|abgelehnt|did not go through|didn t go through"},
  TopicRow{Topic::card, "card_expiry", "",
           "what card|which card|card does|card do |s card|the card|their card|her card|his card|card expired|card "
           "expire|card expiry|expiry|card of|expired|card on file|"
           "tarjeta| karte |how does pay|how do pay|wie zahlt|wie bezahlt|como paga|karte abgelaufen|payment "
           "method|card run out|card good|card still|still good|card valid|last 4|last "
           "four|tarjeta vencida|letzten "
           "vier|ultimos cuatro"},
  TopicRow{Topic::tickets, "open_tickets",
           "ticket tickets complaint complaints complain issues complained complaining queja quejas beschwerde "
           "beschwerden reclamos complains",
           "support case|open case|open request|open issue"},
  TopicRow{Topic::ticket, "ticket", "", ""},
  TopicRow{Topic::last_call, "last_call",
           "call called calls spoke speak agent campaign talked llamada llamo angerufen anruf telephoned gesprach "
           "telefoniert llamado hablo inbound outbound telefonat",
           "last spoke|talk to|how many calls|last talk"},
  TopicRow{
    Topic::last_contact, "last_contact", "",
    "last contact|contact us|contacted us|in contact|in touch|hear from|heard from|reach out|reached out|last "
    "interact|last wrote|contacto por ultima|nos contacto|ultimo contacto|uns kontaktiert|letzter kontakt|letzten "
    "kontakt|letzte kontakt|zuletzt gemeldet|zuletzt kontakt"},
  TopicRow{Topic::activity, "activity",
           "refund refunds refunded reembolso reembolsos reembolsado erstattung erstattet ruckerstattung", ""},
  TopicRow{
    Topic::contact, "contact",
    "email phone address mail telephone contact city state street zip telefono correo direccion adresse telefon name "
    "who whose quien wer live lives living reside resides located wohnt wohnort vive domicilio emailadresse "
    "telefonnummer handynummer nummer numero",
    "phone number|how to reach|way to reach|reach him|reach her|reach them|where does"},
  TopicRow{Topic::birth, "date_of_birth",
           "birth birthday birthdate dob geburtstag geburtsdatum cumpleanos nacimiento geboren age alter edad",
           "how old|when was he born|when was she born|wie alt|cuantos anos|que edad"},
  TopicRow{Topic::sharing, "shared_contact", "", ""},
  TopicRow{Topic::field, "field", "", ""},
  TopicRow{Topic::score, "score_latest", "score scores fico puntaje bonitat schufa vantagescore rating rated",
           "credit good|credit bad|good credit|bad credit|credit ok"},
  TopicRow{
    Topic::spread, "score_spread", "",
    "which bureau|what bureau|best bureau|worst bureau|highest score|lowest score|best score|worst score|higher "
    "score|lower score|score highest|score lowest|highest credit|lowest credit|difference between|bureaus "
    "differ|differ between|scores differ|reports differ|spread|compare the bureaus|compare bureaus|bureaus compare|gap "
    "between|hochste score|hochsten score|niedrigste score|niedrigsten score|schlechteste|beste buro|besten "
    "buro|unterschied zwischen|unterschiede zwischen|welches buro|welchem buro|que buro|cual buro|mejor buro|peor "
    "buro|puntaje mas alto|puntaje mas bajo|diferencia entre|que buros|cual es el mejor|cual es el peor|bureaus "
    "is|bureau is best|bureau is worst|lower than|higher than|is lowest|is highest"},
  TopicRow{Topic::score_since, "score_since", "", ""},
  TopicRow{Topic::report_figure, "report_figure", "", ""},
  TopicRow{Topic::reasons, "score_reasons", "", ""},
  TopicRow{Topic::trend, "score_trend",
           "trend change changed improve improved drop dropped fell rose fallen risen history previous gesunken "
           "gestiegen cambiado subido bajado tendencia verlauf mejorado empeorado verbessert verschlechtert",
           "going up|going down|up or down|ha subido|ha bajado|go down|went down|went up|over time"},
  TopicRow{
    Topic::utilization, "utilization", "utilization utilisation utilizacion auslastung maxed using",
    "credit use|card use|credit limit|limit used|ausgelastet|maxed out|over the limit|credit limits|total limit"},
  TopicRow{
    Topic::lates, "late_payments",
    "late lates delinquent delinquency delinquencies atrasados missed arrears verzug zahlungsverzug verspatet atraso "
    "atrasos mora ruckstand",
    "30 60|30/60|on time"},
  TopicRow{Topic::open_accounts, "open_accounts", "tradeline tradelines accounts",
           "open accounts|open account|cuentas abiertas|offene konten|cuantas cuentas|wie viele konten|how many "
           "accounts|mortgage|credit mix|account mix|hypothek|hipoteca|car loan|auto loan|student loan|installment "
           "account|thin file|thin credit"},
  TopicRow{Topic::inquiries, "hard_inquiries", "inquiry inquiries pulls consultas anfragen inquired inquire",
           "hard pull|who pulled|hard inquir|who checked|who looked at"},
  TopicRow{Topic::derogatories, "derogatories",
           "derogatory derogatories collections collection chargeoff chargeoffs bankruptcy bankruptcies collectors "
           "lien liens negative negativa insolvenz bancarrota colecciones cobranza cobranzas inkasso",
           "charge off|charge-off"},
  TopicRow{Topic::debt, "debt", "debt debts deuda deudas schulden loans owing",
           "total debt|revolving balance|deuda total|gesamtschuld|how much debt|accounts are past due|accounts past "
           "due|past due on"},
  TopicRow{Topic::frozen, "frozen", "frozen freeze congelado gesperrt freezes eingefroren congelada",
           "security freeze|fraud alert| alerts | alert "},
  TopicRow{
    Topic::account_age, "account_age", "",
    "oldest account|age of accounts|account age|average age|credit history length|how old are the accounts|oldest "
    "tradeline|altestes konto|alteste konto|cuenta mas antigua|length of credit"},
  TopicRow{Topic::risk, "risk", "risk risky riesgo risiko creditworthy creditworthiness risks",
           "creditworthy|riskant|good risk|bad risk"},
  TopicRow{Topic::advice, "advice",
           "advice advise recommend recommendations recommendation hurting suggestions raise raising mejorar "
           "verbessern improving boost subir aumentar erhohen increase increasing tips tipps consejos",
           "can do to|can do about|should do|how can|get a better|raise the score|get better|lift the score|do "
           "next|should they do|next step|should we tell"},
  TopicRow{Topic::reports, "credit_reports", "report reports bericht berichte informe informes reporte reportes",
           "credit pull|last pull|credit pulled|newest report|latest report|last report"},
  TopicRow{
    Topic::relations, "relations",
    "duplicate duplicates duplicados dubletten linked related relation relations relationship household connected "
    "merged edges records matched hogar haushalt",
    "same person|lives with|live with|who else|spouse|married|husband| wife "
    "|verheiratet|ehemann|ehefrau|esposo|esposa|casado|casada|conyuge"},
  TopicRow{
    Topic::overview, "overview",
    "overview everything summary summarize summarise profile brief rundown 360 complete comprehensive todo alles "
    "resumen zusammenfassung uberblick briefing",
    "need to know|full picture|all data|tell me about|que sabemos|was wissen wir|speed on|should know|know before"},
  TopicRow{Topic::quality, "data_quality", "",
           "data quality|data complete|complete data|missing data|data missing|incomplete|datos completos|faltan datos"
           "|datenqualitat|daten vollstandig"},
  TopicRow{Topic::not_held, "not_held", "", ""},
};

constexpr std::array k_parts = {
  PartRow{Part::first_name, "vorname", "first name|given name|nombre de pila|primer nombre"},
  PartRow{Part::middle_name, "", "middle name|middle initial|segundo nombre|zweiter vorname|zweiten vornamen"},
  PartRow{Part::last_name, "surname nachname apellido apellidos familienname", "last name|family name"},
  PartRow{
    Part::full_name, "",
    "full name|nombre completo|voller name|vollen namen|the name of|customer name|what is called|is called|wie heisst"
    "|como se llama"},
  PartRow{Part::email, "email emails mail emailadresse correo",
          "e mail|way to reach|how to reach|reach him|reach her|reach them"},
  PartRow{Part::phone, "phone phones numbers telephone telefono telefon telefonnummer handynummer handy cell mobile",
          "way to reach|how to reach|reach him|reach her|reach them"},
  PartRow{Part::address, "address street located direccion adresse strasse domicilio calle anschrift",
          "where is located|where is from|where does reside|where does live|where do live|where is living|wo "
          "wohnt|donde vive"},
  PartRow{Part::city, "city town stadt ciudad ort", ""},
  PartRow{Part::state, "bundesstaat",
          "what state|which state|the state of|home state|state does|state is|state of residence|que estado vive|que "
          "estado reside|estado vive|city and state|state and"},
  PartRow{Part::postal_code, "zip zipcode plz postleitzahl postcode postal", ""},
  PartRow{Part::crm_id, "", " crm id| crm key|salesforce id|contact id"},
  PartRow{Part::client_id, "",
          " s client id| s client number| s customer id| s customer number|what client id|which "
          "client id|client id of|client number of|customer number of|customer id of|numero de "
          "cliente de|kundennummer von|client id does"},
};

constexpr std::array k_fields = {
  FieldRow{"HOW_DID_YOU_HEAR_ABOUT_US",
           "hear about us|heard about us|find us|found us|conocio|von uns gehort|von uns "
           "erfahren|referral source|marketing channel",
           {"How the customer heard about us", "Cómo nos conoció", "Wie der Kunde von uns erfuhr"}},
  FieldRow{"CONTRACT_SIGNED",
           "signed the contract|signed a contract|contract signed|contract been signed|sign the "
           "contract|firmo el contrato|firmado el contrato|vertrag unterschrieben|vertrag "
           "unterzeichnet",
           {"Contract signed", "Contrato firmado", "Vertrag unterschrieben"}},
  FieldRow{"SPANISH_SPEAKER",
           "speak spanish|speaks spanish|spanish speak|spanish|what language|which language|language "
           "does|idioma|welche sprache|habla espanol|spricht spanisch",
           {"To be served in Spanish", "Atención en español", "Auf Spanisch zu betreuen"}},
  FieldRow{"SMS_OPT_OUT",
           "can we text|text message| sms |opt out|opted out|send texts|mensajes de texto",
           {"Refuses text messages", "Rechaza mensajes de texto", "Lehnt SMS ab"}},
  FieldRow{"TU_AUTHENTICATED",
           "authenticated|authentication|autenticado|authentifiziert",
           {"Passed authentication at TransUnion", "Autenticado en TransUnion", "Bei TransUnion authentifiziert"}},
  FieldRow{"VERIFY_IDENTITY",
           "identity verified|identity been verified|is verified|been verified|verify identity|identity check"
           "|verificad|verifiziert|identitat gepruft",
           {"Identity check", "Verificación de identidad", "Identitätsprüfung"}},
  FieldRow{"KYC_STATUS", " kyc |know your customer", {"Know-your-customer check", "Control KYC", "KYC-Prüfung"}},
  FieldRow{"REENROLL_CLIENT",
           "enrolled before|enrolled again|re enrolled|reenrolled|came back|returning customer"
           "|been a customer before",
           {"Came back after leaving", "Volvió a inscribirse", "Wieder zurückgekehrt"}},
  FieldRow{"PAST_DUE_DATE",
           "past due since|since when past due|past due date",
           {"Past due since", "En mora desde", "Im Rückstand seit"}},
  FieldRow{"PAYMENT_START_DATE",
           "payment start|payments start|plan start",
           {"First day of the payment plan", "Primer día del plan de pago", "Erster Tag des Zahlungsplans"}},
  FieldRow{"PAYMENT_END_DATE",
           "payment end|payments end|last day of the plan|plan end",
           {"Last day of the payment plan", "Último día del plan de pago", "Letzter Tag des Zahlungsplans"}},
  FieldRow{"CP_PORTAL_LINK",
           "portal link|client portal|customer portal|link to the portal",
           {"Client portal", "Portal del cliente", "Kundenportal"}},
  FieldRow{"STAGE_NAME", "deal stage|stage of the deal|sales stage", {"Stage of the deal", "Etapa", "Phase"}},
  FieldRow{
    "REFERRED_BY_CLIENT", "referred by|who referred|recomendo", {"Referred by", "Referido por", "Empfohlen von"}},
  FieldRow{"CONTACT_TYPE",
           "former client|former customer|contact type|a lead|ehemaliger kunde|ex cliente",
           {"Role of the contact", "Tipo de contacto", "Rolle des Kontakts"}},
  FieldRow{"OPPORTUNITY_OWNER",
           "account owner|account manager|deal owner|owner of the",
           {"CRM key of the employee who owns the deal", "Clave CRM del empleado responsable",
            "CRM-Schlüssel des zuständigen Mitarbeiters"}},
  FieldRow{"SETUP_FEE2_AMOUNT",
           "setup fee|set up fee|enrollment fee|enrolment fee|initial fee|einrichtungsgebuhr|anmeldegebuhr"
           "|cuota de inscripcion|cuota inicial",
           {"Setup fee", "Cuota de inscripción", "Einrichtungsgebühr"}},
  FieldRow{"COUPON_AMOUNT",
           " coupon | discount | cupon | descuento | rabatt | gutschein ",
           {"Coupon granted", "Cupón", "Gutschein"}},
  FieldRow{"ID_DOC_UPLOADED",
           "document uploaded|uploaded id|id document|uploaded an id",
           {"Identity document uploaded", "Documento subido", "Ausweis hochgeladen"}},
};

constexpr std::array k_absent = {
  AbsentRow{" trial | testphase | probezeit | prueba gratis |periodo de prueba|free month",
            {"a trial period", "un período de prueba", "eine Testphase"},
            Topic::product},
  AbsentRow{" income | salary | earn | earns |ingreso|salario|sueldo|gana al|einkommen|gehalt|verdient",
            {"an income", "un ingreso", "ein Einkommen"},
            Topic::not_held},
  AbsentRow{
    " work | works | working | employer | employed | employment | job | occupation |trabaja|empleo|arbeitet|arbeitgeber"
    "|beruf",
    {"an employer or occupation", "un empleo", "einen Arbeitgeber oder Beruf"},
    Topic::contact},
  AbsentRow{" weather | wetter |el clima", {"the weather", "el clima", "das Wetter"}, Topic::contact},
  AbsentRow{" maiden | geburtsname |apellido de soltera",
            {"a maiden name", "un apellido de soltera", "einen Geburtsnamen"},
            Topic::contact},
  AbsentRow{" children | kids | hijos | kinder ", {"children", "hijos", "Kinder"}, Topic::not_held},
  AbsentRow{
    " favorite | favourite | hobby | hobbies |lieblings|favorit", {"likings", "gustos", "Vorlieben"}, Topic::not_held},
  AbsentRow{"own a house|own a home|owns a house|own a car| homeowner |own or rent| rent |hausbesitzer|casa propia",
            {"property", "propiedades", "Eigentum"},
            Topic::not_held},
  AbsentRow{"bank account|routing number|cuenta bancaria|bankkonto|bankverbindung",
            {"a bank account", "una cuenta bancaria", "eine Bankverbindung"},
            Topic::open_accounts},
  AbsentRow{
    "say on the|said on the|say in the call|say during|said during|recording|transcript|dijo en|grabacion| gesagt "
    "|call notes|agent tell|agent say|agent told|did discuss|discussed on|was the call about|was the last call "
    "about|last call about|why did call|reason for the call",
    {"what was said on calls", "lo que se dijo en las llamadas", "was in Anrufen gesagt wurde"},
    Topic::not_held},
  AbsentRow{"autopay|auto pay|automatic payment|lastschrift|pago automatico",
            {"whether payments are automatic", "si los pagos son automáticos", "ob Zahlungen automatisch laufen"},
            Topic::last_success},
  AbsentRow{"will cancel|going to cancel|likely to cancel|about to cancel|will pay|going to pay|will churn|likely to "
            "churn|going to churn|va a cancelar|wird kundigen|wird zahlen",
            {"what the customer will do", "lo que hará el cliente", "was der Kunde tun wird"},
            Topic::status},
  AbsentRow{" angry | happy | upset | mood | satisfied | satisfaction | enojad | zufrieden | verargert ",
            {"the customer's mood", "el ánimo del cliente", "die Stimmung des Kunden"},
            Topic::not_held},
  AbsentRow{" gender | religion | religious | nationality | race | ethnicity | male | female |geschlecht|nacionalidad"
            "|staatsangehorigkeit",
            {"gender, religion or origin", "sexo, religión u origen", "Geschlecht, Religion oder Herkunft"},
            Topic::not_held},
  AbsentRow{"best time to call|best time to reach|prefers to be|preferred contact|preferred time|mejor hora",
            {"a preferred time or way of contact", "una hora preferida", "eine bevorzugte Zeit"},
            Topic::last_call},
  AbsentRow{
    "next credit report|next report|proximo informe|nachste bericht|nachster bericht",
    {"when the next credit report is due", "cuándo toca el próximo informe", "wann der nächste Bericht fällig ist"},
    Topic::reports},
  AbsentRow{
    "time zone|timezone|zeitzone|zona horaria", {"a time zone", "una zona horaria", "eine Zeitzone"}, Topic::not_held},
  AbsentRow{"debt to income| dti ",
            {"a debt-to-income ratio", "una relación deuda-ingreso", "ein Verhältnis von Schulden zu Einkommen"},
            Topic::debt},
  AbsentRow{"net worth|patrimonio|vermogen", {"a net worth", "un patrimonio", "ein Vermögen"}, Topic::not_held},
  AbsentRow{"who enrolled|who signed",
            {"who enrolled the customer", "quién inscribió al cliente", "wer den Kunden warb"},
            Topic::product},
  AbsentRow{
    "email of verified|phone of verified|number of verified|email verified|phone verified|address verified|number "
    "verified",
    {"whether contact data are verified", "si los datos de contacto están verificados", "ob Kontaktdaten geprüft sind"},
    Topic::contact},
  AbsentRow{"bankruptc| lien| judgment|public record|bancarrota|insolvenz|tax lien",
            {"bankruptcies, liens and other public records", "quiebras y otros registros públicos",
             "Insolvenzen und andere öffentliche Einträge"},
            Topic::not_held},
  AbsentRow{"invoice|receipt|factura|recibo|rechnung|quittung",
            {"invoices or receipts", "facturas o recibos", "Rechnungen oder Quittungen"},
            Topic::last_success},
};

} // namespace

std::span<const TopicRow> topic_rows() { return k_topics; }
std::span<const PartRow> part_rows() { return k_parts; }
std::span<const FieldRow> field_rows() { return k_fields; }
std::span<const AbsentRow> absent_rows() { return k_absent; }

bool holds(std::string_view text, std::string_view phrases)
{
  for (std::size_t at = 0; at < phrases.size();) {
    const std::size_t end = std::min(phrases.find('|', at), phrases.size());
    if (text.find(phrases.substr(at, end - at)) != std::string_view::npos) {
      return true;
    }
    at = end + 1;
  }
  return false;
}

} // namespace tilores::assist
