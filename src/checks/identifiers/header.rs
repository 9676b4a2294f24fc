//! Direct identifiers by the header of a column.
//!
//! In: a header, and the cells below it. Out: the kind of identifier. Never: a false alarm
//! for the name of a programme or a team, a birth year, a postcode of four digits or a
//! column of yes and no.

use super::Kind;
use super::text::words;

const BSN: [&str; 7] =
    ["bsn", "bsnr", "bsnnr", "bsnnummer", "sofi", "sofinr", "sofinummer"];
/// A word that names somebody, whatever stands beside it.
const OWN_NAME: [&str; 22] = [
    "achternaam",
    "achternamen",
    "voornaam",
    "voornamen",
    "voorletter",
    "voorletters",
    "roepnaam",
    "meisjesnaam",
    "geboortenaam",
    "geslachtsnaam",
    "familienaam",
    "tussenvoegsel",
    "tussenvoegsels",
    "initialen",
    "surname",
    "forename",
    "firstname",
    "lastname",
    "fullname",
    "givenname",
    "familyname",
    "maidenname",
];
/// Whose name it is, beside `naam` or `name`, or grown together with it.
const PERSON: [&str; 38] = [
    "client",
    "clients",
    "clienten",
    "jeugdige",
    "jeugdigen",
    "jongere",
    "kind",
    "kinderen",
    "ouder",
    "ouders",
    "moeder",
    "vader",
    "gezin",
    "gezins",
    "gezinslid",
    "verzorger",
    "opvoeder",
    "voogd",
    "gezagsdrager",
    "persoon",
    "deelnemer",
    "patient",
    "huisarts",
    "hulpverlener",
    "behandelaar",
    "medewerker",
    "begeleider",
    "therapeut",
    "contactpersoon",
    "child",
    "youth",
    "parent",
    "mother",
    "father",
    "guardian",
    "person",
    "participant",
    "therapist",
];
/// Words that say nothing about whose name it is.
const FILLER: [&str; 14] = [
    "de",
    "het",
    "van",
    "der",
    "den",
    "of",
    "the",
    "s",
    "volledige",
    "volledig",
    "full",
    "nl",
    "1",
    "2",
];
const ADDRESS: [&str; 10] = [
    "adresregel",
    "straat",
    "straatnaam",
    "huisnummer",
    "huisnr",
    "huisletter",
    "huisnummertoevoeging",
    "address",
    "street",
    "housenumber",
];
/// Beside these an address is not that of a family.
const ORGANISATION: [&str; 9] = [
    "instelling",
    "organisatie",
    "aanbieder",
    "zorgaanbieder",
    "vestiging",
    "locatie",
    "team",
    "provider",
    "ip",
];
/// Beside these a header tells about a detail and does not promise it. Believed only for
/// what the cells themselves would betray: never for names and addresses.
const ABOUT: [&str; 19] = [
    "bekend",
    "onbekend",
    "aanwezig",
    "heeft",
    "ontbreekt",
    "verstuurd",
    "verzonden",
    "ontvangen",
    "gecontroleerd",
    "toestemming",
    "aantal",
    "known",
    "unknown",
    "present",
    "has",
    "missing",
    "sent",
    "consent",
    "count",
];
/// The detail, when there is one: `BSN (indien bekend)`.
const CONDITION: [&str; 4] = ["indien", "als", "mits", "if"];
const POSTCODE: [&str; 8] = [
    "postcode",
    "postcodes",
    "postcode6",
    "pc6",
    "zipcode",
    "postalcode",
    "postcodecijfers",
    "postcodeletters",
];
const PHONE: [&str; 19] = [
    "telefoon",
    "telefoonnummer",
    "telefoonnummers",
    "telefoonnr",
    "telnr",
    "telnummer",
    "tel",
    "mobiel",
    "mobielnummer",
    "mobielnr",
    "mobieltje",
    "gsm",
    "06nummer",
    "phone",
    "phonenumber",
    "telephone",
    "mobile",
    "mobilenumber",
    "cellphone",
];
const IBAN: [&str; 8] = [
    "iban",
    "ibannummer",
    "rekeningnummer",
    "rekeningnr",
    "bankrekening",
    "bankrekeningnummer",
    "bankaccount",
    "accountnumber",
];
const BIRTH: [&str; 9] = [
    "geboortedatum",
    "geboortedag",
    "gebdatum",
    "gebdat",
    "datumgeboorte",
    "geborenop",
    "dateofbirth",
    "birthdate",
    "birthday",
];
const YES_OR_NO: [&str; 12] = [
    "ja", "nee", "j", "n", "yes", "no", "y", "true", "false", "waar", "onwaar",
    "onbekend",
];

/// The kind of identifier that a header promises; its cells may prove it harmless.
pub(super) fn kind(header: &str, cells: &[&str]) -> Option<Kind> {
    if all_cells(cells, |it| YES_OR_NO.contains(&it.to_lowercase().as_str())) {
        return None;
    }
    let header = Header::of(header);
    let four_digits =
        all_cells(cells, |it| it.len() == 4 && it.bytes().all(|it| it.is_ascii_digit()));
    let holds = !header.is_about();
    let own = holds && !header.is_of_organisation();
    let rules: [(Kind, bool); 8] = [
        (Kind::Bsn, holds && header.is_bsn()),
        (Kind::Email, own && header.is_email()),
        (Kind::Phone, own && header.has_any(&PHONE)),
        (Kind::Iban, holds && header.has_any(&IBAN)),
        (Kind::BirthDate, header.is_birth_date() && !four_digits),
        (Kind::Postcode, header.is_full_postcode() && !four_digits),
        (Kind::Address, header.is_address()),
        (Kind::Name, header.is_name()),
    ];
    rules.into_iter().find(|(_, applies)| *applies).map(|(kind, _)| kind)
}

/// True for a header that speaks of birth without saying that it is a date: `Geb.`.
pub(super) fn speaks_of_birth(header: &str) -> bool {
    Header::of(header).has_any(&["geb", "geboorte", "geboren", "birth", "born"])
}

fn all_cells(cells: &[&str], is: impl Fn(&str) -> bool) -> bool {
    !cells.is_empty() && cells.iter().all(|it| is(it))
}

struct Header {
    words: Vec<String>,
    joined: String,
}

impl Header {
    fn of(header: &str) -> Self {
        let words = words(header);
        let joined = words.concat();
        Self { words, joined }
    }

    fn has(&self, word: &str) -> bool {
        self.words.iter().any(|it| it == word)
    }

    /// One of the words, or two neighbours written together, or the whole header.
    fn has_any(&self, list: &[&str]) -> bool {
        let pairs = self.words.windows(2).map(<[String]>::concat);
        let triples = self.words.windows(3).map(<[String]>::concat);
        let mut all = self.words.iter().cloned().chain(pairs).chain(triples);
        all.any(|it| list.contains(&it.as_str()))
    }

    fn is_bsn(&self) -> bool {
        let (joined, own) = (&self.joined, "burgerservice");
        self.has_any(&BSN)
            || joined.contains(own)
            || PERSON.iter().any(|it| {
                joined.strip_prefix(it) == Some("bsn")
                    || joined.strip_suffix(it) == Some("bsn")
            })
    }

    fn is_email(&self) -> bool {
        self.joined.contains("email") || self.has_any(&["mail", "mailadres"])
    }

    fn is_birth_date(&self) -> bool {
        self.has("dob") || BIRTH.iter().any(|it| self.joined.contains(it))
    }

    fn is_full_postcode(&self) -> bool {
        let four = ["4", "pc4", "postcode4", "vier", "four"];
        let is_postcode = self.has_any(&POSTCODE)
            || self.words.iter().any(|it| it.ends_with("postcode"));
        is_postcode && !four.iter().any(|it| self.has(it))
    }

    fn is_address(&self) -> bool {
        let is_address =
            self.has_any(&ADDRESS) || self.words.iter().any(|it| it.ends_with("adres"));
        is_address && !self.is_of_organisation()
    }

    fn is_of_organisation(&self) -> bool {
        ORGANISATION.iter().any(|it| match *it {
            "ip" => self.has(it),
            it => self.joined.contains(it),
        })
    }

    fn is_about(&self) -> bool {
        self.has_any(&ABOUT) && !self.has_any(&CONDITION)
    }

    /// `naam` alone or with a person, never with a thing: `Naam programma`, `Teamnaam`.
    fn is_name(&self) -> bool {
        if self.has_any(&OWN_NAME) {
            return true;
        }
        let is_name = |it: &str| matches!(it, "naam" | "namen" | "name" | "names");
        let grown = |it: &str| {
            let other = ["naam", "name"]
                .iter()
                .find_map(|name| it.strip_suffix(name).or_else(|| it.strip_prefix(name)));
            other.is_some_and(|it| {
                let it = it.strip_suffix('s').unwrap_or(it);
                PERSON.contains(&it)
            })
        };
        let says_name = self.words.iter().any(|it| is_name(it) || grown(it));
        let says_only_people = self.words.iter().map(String::as_str).all(|it| {
            is_name(it) || grown(it) || PERSON.contains(&it) || FILLER.contains(&it)
        });
        says_name && says_only_people
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(want: Option<Kind>, headers: &[&str]) {
        for header in headers {
            assert_eq!(kind(header, &[]), want, "{header}");
        }
    }

    #[test]
    fn headers_of_identifiers_are_known_however_they_are_written() {
        check(
            Some(Kind::Bsn),
            &["BSN", "bsn_client", "ClientBSN", "Burgerservicenummer"],
        );
        check(Some(Kind::Bsn), &["Burger Service Nummer", "SOFI-nummer", "BSN (cliënt)"]);
        check(Some(Kind::Name), &["Naam", "Naam cliënt", "CLIENTNAAM", "naam_jeugdige"]);
        check(
            Some(Kind::Name),
            &["Achternaam", "Voornaam kind", "Voorletters", "Roepnaam"],
        );
        check(Some(Kind::Name), &["name", "Surname", "First name", "Naam van het kind"]);
        check(Some(Kind::Name), &["Naam hulpverlener", "child_name", "Volledige naam"]);
        check(
            Some(Kind::Address),
            &["Adres", "woonadres", "Straat", "Huisnummer", "address"],
        );
        check(
            Some(Kind::Postcode),
            &["Postcode", "PC6", "postcode_client", "postal code"],
        );
        check(Some(Kind::Email), &["E-mail", "email", "E-mailadres ouder", "Mail"]);
        check(
            Some(Kind::Phone),
            &["Telefoon", "Tel.", "Mobiel", "telefoonnummer moeder"],
        );
        check(Some(Kind::Iban), &["IBAN", "Rekeningnummer", "Bank account"]);
        check(
            Some(Kind::BirthDate),
            &["Geboortedatum", "geboorte_datum", "GeboorteDatum"],
        );
        check(
            Some(Kind::BirthDate),
            &["Geb. datum", "Date of birth", "DOB", "birth date"],
        );
    }

    #[test]
    fn headers_that_only_resemble_them_pass() {
        check(None, &["Naam programma", "Teamnaam", "Zorgvormnaam", "Naam instelling"]);
        check(
            None,
            &["Naam gemeente", "programme name", "Productnaam", "filename", "Namens"],
        );
        check(None, &["Geboortejaar", "birth year", "Geboorteland", "Geboortemaand"]);
        check(None, &["Postcode 4", "PC4", "Postcode (4 cijfers)", "Adres locatie"]);
        check(
            None,
            &["Telefonisch contact", "Aantal telefoontjes", "Rekening houden met"],
        );
        check(
            None,
            &["Trajectnummer", "Pseudoniem", "Zorgvorm", "Datum aanvang", "Kind", ""],
        );
        check(None, &["Dienstverlener", "Straatwerk", "Opname", "Deelname", "Aanname"]);
    }

    #[test]
    fn a_header_about_a_detail_does_not_promise_it() {
        check(
            None,
            &["BSN bekend", "Toestemming e-mail", "Aantal telefoon", "Mobiel team"],
        );
        check(None, &["Heeft IBAN", "E-mail verzonden", "Telefoon locatie"]);
        check(Some(Kind::Bsn), &["BSN, indien bekend"]);
        check(Some(Kind::Name), &["Aantal, achternaam"]);
        assert!(speaks_of_birth("Geb.") && speaks_of_birth("Datum geboorte"));
        assert!(!speaks_of_birth("Gebied") && !speaks_of_birth("Geboorteland"));
    }

    #[test]
    fn cells_can_prove_a_header_harmless() {
        assert_eq!(kind("BSN bekend", &["ja", "Nee"]), None);
        assert_eq!(kind("BSN", &["ja", "999900006"]), Some(Kind::Bsn));
        assert_eq!(kind("Geboortedatum", &["2009", "2011"]), None);
        assert_eq!(kind("Geboortedatum", &["2009", "2011-01-01"]), Some(Kind::BirthDate));
        assert_eq!(kind("Postcode", &["7411", "7412"]), None);
        assert_eq!(kind("Postcode", &["7411", "7412AB"]), Some(Kind::Postcode));
    }
}
