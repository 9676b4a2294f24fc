//! Headers that announce identifiers.
//!
//! In: a header, and the values under it for the two cases where a coarse version may
//! stand under a fine name. Out: the rule. Never: a match on part of a word that means
//! something else: `Naam programma`, `Teamnaam` and `Geboortejaar` name nobody.

use super::rule::Rule;

/// Words for a name of a person that need no other word beside them.
const NAMES: &[&str] = &[
    "achternaam", "voornaam", "voornamen", "voorletter", "voorletters", "roepnaam",
    "tussenvoegsel", "tussenvoegsels", "meisjesnaam", "geboortenaam", "familienaam",
    "geslachtsnaam", "initialen", "surname", "forename", "firstname", "lastname",
    "fullname", "givenname", "familyname", "maidenname", "initials",
];
/// Words that mean a person: beside `naam` they make it the name of one.
const PEOPLE: &[&str] = &[
    "client", "clienten", "clients", "kind", "kinderen", "child", "jeugdige", "jeugdigen",
    "jongere", "youth", "ouder", "ouders", "parent", "moeder", "mother", "vader", "father",
    "verzorger", "opvoeder", "gezin", "gezinslid", "family", "patient", "deelnemer",
    "cursist", "leerling", "persoon", "person", "contactpersoon", "medewerker",
    "hulpverlener", "behandelaar", "begeleider", "mentor", "therapeut", "voogd",
    "gezinsvoogd", "eigen", "volledige", "volledig", "full", "first", "last", "given",
    "voor", "achter", "birth", "van", "de", "het", "en", "of", "the", "and",
];
/// Words that make a column about something other than a person's details.
const ELSEWHERE: &[&str] = &[
    "locatie", "location", "instelling", "organisatie", "organisation", "kantoor", "team",
    "vestiging", "school", "praktijk", "aanbieder", "provider", "ip",
];
/// Words that make a column say something about a detail, without holding it.
const ABOUT: &[&str] = &[
    "bekend", "aanwezig", "heeft", "ontbreekt", "verstuurd", "verzonden", "ontvangen",
    "gecontroleerd", "toestemming", "jn", "aantal", "n", "minuten", "duur", "soort", "type",
    "known", "present", "has", "missing", "sent", "consent", "count", "number", "minutes",
];
const BSN: &[&str] = &["sofi", "sofinummer", "sofinr"];
const ADDRESS: &[&str] = &[
    "adres", "adressen", "adresregel", "address", "straat", "straatnaam", "street",
    "streetname", "huisnummer", "huisnr", "huisletter", "housenumber",
];
const POSTCODE: &[&str] = &["postcode", "postcode6", "pc6", "zipcode", "postalcode"];
const EMAIL: &[&str] = &["email", "mail", "mailadres", "emailadres", "emailaddress"];
const PHONE: &[&str] = &[
    "telefoon", "telefoonnummer", "telefoonnr", "tel", "telnr", "telnummer", "mobiel",
    "mobielnummer", "mobielnr", "gsm", "phone", "phonenumber", "telephone",
];
const IBAN: &[&str] = &[
    "iban", "rekening", "rekeningnummer", "rekeningnr", "bankrekening",
    "bankrekeningnummer", "bankaccount",
];

/// The rule a header breaks. A `Postcode` of four digits and a `Geboortedatum` that is a
/// year are what we ask people to deliver; under them the values have the last word.
pub(super) fn find(header: &str, values: &[&str]) -> Option<Rule> {
    let words = words_of(header);
    if words.iter().any(|it| ABOUT.contains(&it.as_str())) && !is_number_of(&words) {
        return None;
    }
    let rule = rule_of(&words)?;
    let coarse = matches!(rule, Rule::Postcode | Rule::BirthDate);
    (!(coarse && all_four_digits(values))).then_some(rule)
}

/// True when a header speaks of birth without saying that it is a date.
pub(super) fn speaks_of_birth(header: &str) -> bool {
    let birth = ["geb", "geboorte", "geboren", "birth", "born"];
    words_of(header).iter().any(|it| birth.contains(&it.as_str()))
}

fn rule_of(words: &[String]) -> Option<Rule> {
    let joined = words.concat();
    let any = |list: &[&str]| words.iter().any(|it| list.contains(&it.as_str()));
    let elsewhere = any(ELSEWHERE);
    let is_bsn =
        |it: &String| BSN.contains(&it.as_str()) || it.starts_with("bsn") || it.ends_with("bsn");
    let email = any(EMAIL) || joined.contains("email");
    let address = any(ADDRESS) || words.iter().any(|it| it.ends_with("adres"));
    if words.iter().any(is_bsn) || joined.contains("burgerservicen") {
        Some(Rule::Bsn)
    } else if is_name(words) {
        Some(Rule::Name)
    } else if is_birth_date(words, &joined) {
        Some(Rule::BirthDate)
    } else if any(IBAN) {
        Some(Rule::Iban)
    } else if elsewhere {
        None
    } else if email {
        Some(Rule::Email)
    } else if any(PHONE) {
        Some(Rule::Phone)
    } else if address || joined.contains("housenumber") || joined.contains("huisnummer") {
        Some(Rule::Address)
    } else if any(POSTCODE) && !any(&["4", "pc4"]) {
        Some(Rule::Postcode)
    } else {
        None
    }
}

fn is_name(words: &[String]) -> bool {
    let is_person = |it: &str| PEOPLE.contains(&it);
    let names_a_person = |it: &str| {
        let before = it.strip_suffix("naam").or_else(|| it.strip_suffix("name"));
        NAMES.contains(&it) || before.is_some_and(|it| !it.is_empty() && is_person(it))
    };
    let is_plain = |it: &str| ["naam", "namen", "name", "names"].contains(&it);
    let is_index = |it: &str| it.bytes().all(|b| b.is_ascii_digit());
    words.iter().any(|it| names_a_person(it))
        || words.iter().any(|it| is_plain(it))
            && words.iter().all(|it| is_plain(it) || is_person(it) || is_index(it))
}

fn is_birth_date(words: &[String], joined: &str) -> bool {
    let said = [
        "geboortedat", "geboortedag", "gebdat", "gebdag", "gebdt", "birthdate", "birthday",
        "dateofbirth", "datumgeboorte", "datumvangeboorte", "datevanbirth",
    ];
    said.iter().any(|it| joined.contains(it)) || words.iter().any(|it| it == "dob")
}

/// `number` tells about (how many) except in `phone number` and the like.
fn is_number_of(words: &[String]) -> bool {
    let about = words.iter().filter(|it| ABOUT.contains(&it.as_str()));
    about.clone().count() == 1 && about.clone().all(|it| it == "number") && words.len() > 1
}

fn all_four_digits(values: &[&str]) -> bool {
    let is = |it: &&str| it.len() == 4 && it.bytes().all(|b| b.is_ascii_digit());
    !values.is_empty() && values.iter().all(is)
}

/// The words of a header in lower case, without diacritics, cut at anything that is no
/// letter or digit, between letters and digits, and where camelCase starts a new word.
fn words_of(header: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in header.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)) {
        let starts = !before.is_alphanumeric()
            || before.is_lowercase() && c.is_uppercase()
            || before.is_numeric() != c.is_numeric();
        if c.is_alphanumeric() {
            if starts {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase().map(without_diacritic));
            }
        }
        before = c;
    }
    words
}

fn without_diacritic(c: char) -> char {
    match c {
        'à'..='å' => 'a',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &[&str], want: Option<Rule>) {
        for header in headers {
            assert_eq!(find(header, &[]), want, "{header}");
        }
    }

    #[test]
    fn headers_of_numbers_are_known_in_every_spelling() {
        let bsn = ["BSN", "bsn", "Bsn_client", "BSNnummer", "Burgerservicenummer"];
        check(&bsn, Some(Rule::Bsn));
        check(&["burger service nummer", "SOFI-nummer", "sofinr"], Some(Rule::Bsn));
    }

    #[test]
    fn names_of_people_are_refused_and_names_of_things_are_not() {
        let people = [
            "Naam", "NAAM", "name", "Achternaam", "Voor- en achternaam", "Voorletters",
            "Cliëntnaam", "Naam cliënt", "naam_ouder_1", "ClientName", "First name",
            "Surname", "Roepnaam", "Naam hulpverlener",
        ];
        check(&people, Some(Rule::Name));
        let things = [
            "Naam programma", "Teamnaam", "Zorgvormnaam", "Naam gemeente", "Zorgvorm",
            "programme_name", "Naam locatie", "Bestandsnaam", "Naam vragenlijst",
            "Deelname", "Opname", "Afname", "Programma", "Region name",
        ];
        check(&things, None);
    }

    #[test]
    fn addresses_and_contact_details_are_refused() {
        check(&["Adres", "Woonadres", "Straat", "Huisnummer", "huis nummer"], Some(Rule::Address));
        check(&["Postcode", "POSTCODE_6", "PC6"], Some(Rule::Postcode));
        check(&["E-mail", "e_mailadres", "Email", "E-mailadres ouder"], Some(Rule::Email));
        check(&["Telefoon", "Tel.", "Mobiel", "phone number", "Telefoonnr."], Some(Rule::Phone));
        check(&["IBAN", "Rekeningnummer"], Some(Rule::Iban));
    }

    #[test]
    fn birth_dates_are_refused_and_birth_years_are_not() {
        let dates = [
            "Geboortedatum", "geboorte_datum", "Geb.datum", "gebdat", "Date of birth",
            "birthDate", "DOB",
        ];
        check(&dates, Some(Rule::BirthDate));
        check(&["Geboortejaar", "birth_year", "Geboorteland", "Leeftijd"], None);
    }

    #[test]
    fn columns_about_a_detail_do_not_hold_it() {
        check(&["BSN bekend", "Toestemming e-mail", "Aantal telefoon", "PC4"], None);
        check(&["Postcode 4", "Postcode (4 cijfers)", "Adres locatie", "Mobiel team"], None);
    }

    #[test]
    fn coarse_values_under_a_fine_name_are_welcome() {
        assert_eq!(find("Postcode", &["6811", "7311"]), None);
        assert_eq!(find("Postcode", &["6811", "7311 AB"]), Some(Rule::Postcode));
        assert_eq!(find("Geboortedatum", &["2009", "2011"]), None);
    }

    #[test]
    fn canonical_columns_are_never_refused() {
        let columns = [
            "trajectory_id", "client_id", "programme", "target_group", "region",
            "municipality", "location", "team", "referrer", "law", "crisis_start", "sex",
            "age_at_start", "birth_year", "referral_date", "start_date", "analysis_date",
            "plan_date", "end_date", "end_reason", "handover", "weight", "goal_id", "layer",
            "baseline", "score", "scored_date", "informant", "question", "answer", "date",
            "instrument", "scale", "moment", "minutes", "kind", "attended", "month",
            "contract_hours", "Pseudoniem", "Trajectnummer", "Cliëntnummer", "Datum einde",
        ];
        check(&columns, None);
    }
}
