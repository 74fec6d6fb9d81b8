//! Signing up. An account comes to be when its person shows the password they chose **and** a code that was mailed to the
//! address; until then there are only sign-ups that wait, as many as somebody asked for, and none of them is an account.
//!
//! Both are needed because either alone can be a stranger's. Somebody who signs up in another's name knows that
//! password and never gets the code; the address's owner gets the code and does not know that password, so whatever they
//! do with the code cannot confirm the stranger's keys. The password says which sign-up is meant, a code says only that
//! its bearer reads the mailbox: any code mailed to the address works, in whichever order the two signed up. So a
//! stranger who uses up the messages of the hour leaves the owner without a fresh code, not without one.
//!
//! An address that has an account is answered, kept and written to likewise, only that the message carries no code.

use std::fmt;
use std::time::Duration;

use data_encoding::HEXLOWER;
use serde_json::json;
use zeroize::Zeroizing;

use super::sign_in::{AuthHash, GUESSES_PER_ADDRESS_FACTOR, another_salt, hash_with, made_up_salt};
use super::{Actor, Auth, Email, Error, NewAccount, SignedIn, Wrapped, attempts, email_context, record, store};
use crate::entropy::Entropy;
use crate::ids::{AccountId, CaseId, SignUpId, uuid_v4};
use crate::life;
use crate::mail::{self, Message, Recipient};
use crate::service::Service;
use crate::texts::Language;
use crate::texts::Text;

/// How long a sign-up waits, and its code works.
const LIFETIME: Duration = Duration::from_hours(24);

/// The digits of a code: Crockford's base32, without the letters that look like a digit.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many a code has: 50 bits.
const LENGTH: usize = 10;

/// A code by which a person shows that they read a mailbox. It does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(Zeroizing<String>);

impl Code {
    /// Reads what a person typed: in any case and grouping, O for 0, I and L for 1.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let plain = |c: char| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        };
        let typed =
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}'));
        let code: Zeroizing<String> = Zeroizing::new(typed.map(plain).collect());
        if code.len() == LENGTH && code.bytes().all(|digit| DIGITS.contains(&digit)) {
            return Ok(Self(code));
        }
        Err(Error::invalid("code", Text::of("account-enter-code")))
    }

    fn generate(entropy: &Entropy) -> Self {
        let digits = entropy.bytes::<LENGTH>().map(|byte| char::from(DIGITS[usize::from(byte % 32)]));
        Self(Zeroizing::new(digits.iter().collect()))
    }

    /// As it stands in the message.
    fn grouped(&self) -> Zeroizing<String> {
        let (first, second) = self.0.split_at(LENGTH / 2);
        Zeroizing::new(format!("{first}-{second}"))
    }

    /// What is stored: a keyed hash, because 50 bits can be tried through, and of one address, because a code says
    /// nothing of another.
    fn hash(&self, service: &Service, email: &Email) -> [u8; 32] {
        let subject = Zeroizing::new(format!("{} {}", *self.0, email.normalised.as_str()));
        service.keys.lookup("sign-ups.code", &subject)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// Keeps a sign-up until its person confirms it with the code that is mailed now ([`confirm`]). Answer, work and time are
/// the same whether or not the address has an account. `from` is the network address it comes from, in any spelling.
pub async fn sign_up(service: &Service, new: NewAccount, from: &str) -> Result<(), Error> {
    let limits = &service.config.limits;
    if new.parameters.salt != made_up_salt(service, &new.email) {
        return Err(another_salt());
    }
    attempts::count(service, "sign-up.address", from, limits.sign_ups_per_hour).await?;
    let auth_hash = proof(service, &new.email, &new.auth).await?;
    let lookup = new.email.lookup(service);
    let subject = HEXLOWER.encode(&lookup);
    let is_told = match attempts::count(service, "sign-up.message", &subject, limits.sign_up_mails_per_hour).await {
        Ok(_) => true,
        Err(Error::TooManyAttempts { .. }) => false,
        Err(error) => return Err(error),
    };
    let code = Code::generate(&service.entropy);
    let code_hash = code.hash(service, &new.email).to_vec();
    let row = store::SignUpRow {
        kdf_version: i64::from(new.parameters.version),
        kdf_salt: new.parameters.salt.to_vec(),
        kdf_rounds: i64::from(new.parameters.rounds),
        auth_hash,
        wrapped_master: new.wrapped_master.0,
        recovery_wrapped_master: new.recovery_wrapped_master.0,
        language: new.language,
    };
    let (id, now) = (SignUpId::new(&service.clock, &service.entropy), service.clock.now());
    let mut tx = service.db.begin().await?;
    if life::read(&mut tx).await?.ends_at.is_some() {
        return Err(Error::Conflict(Text::of("sign-up-service-ends")));
    }
    store::sweep_sign_ups(&mut tx, now).await?;
    let known = store::language_of(&mut tx, &lookup).await?;
    // Kept for a known address too, without a code: nothing can confirm it, and it costs the same.
    let code_hash = Some(code_hash).filter(|_| is_told && known.is_none());
    store::insert_sign_up(&mut tx, id, &lookup, row, code_hash, now, now.plus(LIFETIME)).await?;
    if is_told {
        let recipient = Recipient::Address(&new.email.normalised, known.unwrap_or(new.language));
        let write = |language| match known {
            Some(_) => tells_of_account(service, language),
            None => asks_for_code(service, language, &code),
        };
        mail::queue(&mut tx, service, recipient, None, write).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Makes the account of a sign-up for whoever shows its password and a code that was mailed to its address, and signs
/// them in. Every other sign-up of the address ends. Whatever does not fit gets one answer, after the same work.
///
/// Guesses are counted for `from`, the network address they come from, and for address and password together: what a
/// stranger tries with another password does not use up the owner's.
pub async fn confirm(
    service: &Service,
    email: &Email,
    auth: &Auth,
    code: &Code,
    from: &str,
) -> Result<SignedIn, Error> {
    let limit = service.config.limits.guesses_per_hour;
    let per_address = limit.saturating_mul(GUESSES_PER_ADDRESS_FACTOR);
    attempts::count(service, "confirmation.address", from, per_address).await?;
    let auth_hash = proof(service, email, auth).await?;
    let lookup = email.lookup(service);
    let subject = format!("{} {auth_hash}", HEXLOWER.encode(&lookup));
    attempts::count(service, "confirmation.code", &subject, limit).await?;
    let code_hash = code.hash(service, email);
    let now = service.clock.now();
    let account = AccountId::new(&service.clock, &service.entropy);
    let mut tx = service.db.begin().await?;
    let works = store::code_works(&mut tx, &lookup, &code_hash, now).await?;
    let waiting = store::sign_up_under(&mut tx, &lookup, &auth_hash, &code_hash, now).await?;
    let Some(waiting) = waiting.filter(|_| works) else { return Err(Error::WrongCode) };
    let row = store::NewAccountRow {
        id: account,
        email_lookup: lookup.to_vec(),
        email_sealed: service.keys.seal(&email_context(account), email.normalised.as_str().as_bytes()),
        kdf_version: waiting.kdf_version,
        kdf_salt: waiting.kdf_salt,
        kdf_rounds: waiting.kdf_rounds,
        auth_hash: waiting.auth_hash,
        wrapped_master: waiting.wrapped_master.clone(),
        recovery_wrapped_master: waiting.recovery_wrapped_master,
        log_case: CaseId(uuid_v4(&service.entropy)),
        language: waiting.language,
        created_at: now,
    };
    let case = row.log_case;
    // Two confirmations at once: the address has one account.
    if !store::insert_account(&mut tx, row).await? {
        return Err(Error::WrongCode);
    }
    store::delete_sign_ups(&mut tx, &lookup).await?;
    let commitments = [("account", account.to_string())];
    record(&mut tx, service, case, "account.created", "uploader", json!({}), &commitments).await?;
    tx.commit().await?;
    Ok(SignedIn {
        actor: Actor::uploader(account),
        wrapped_master: Wrapped(waiting.wrapped_master),
        checked: AuthHash(auth_hash),
    })
}

/// argon2id over `auth` under a salt of the address: whatever waits for an address is found by one computation, so that
/// the time of an answer does not say how much that is.
async fn proof(service: &Service, email: &Email, auth: &Auth) -> Result<String, Error> {
    let mut salt = [0; 16];
    salt.copy_from_slice(&service.keys.lookup("sign-ups.salt", email.normalised.as_str())[..16]);
    hash_with(service, auth, salt).await
}

fn asks_for_code(service: &Service, language: Language, code: &Code) -> Message {
    let say = |key: &str| language.say(key);
    Message::new(language, say("mail-code"))
        .paragraph(say("mail-code-signed-up").with("host", &service.keys.origin))
        .paragraph(say("mail-code-enter"))
        .code(&*code.grouped())
        .link(say("mail-code-form"), format!("{}sign-up/code", service.config.public_url))
        .paragraph(say("mail-code-not-you"))
}

fn tells_of_account(service: &Service, language: Language) -> Message {
    let say = |key: &str| language.say(key);
    Message::new(language, say("mail-known"))
        .paragraph(say("mail-known-asked").with("host", &service.keys.origin))
        .link(say("mail-known-sign-in"), format!("{}sign-in", service.config.public_url))
        .paragraph(say("mail-known-not-you"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it_and_never_printed() {
        let code = Code::generate(&Entropy::seeded(1));
        let grouped = code.grouped();
        assert_eq!((grouped.len(), grouped.find('-')), (11, Some(5)));
        assert!(Code::parse(&grouped).unwrap() == code);
        assert!(Code::parse(&format!(" {} ", grouped.to_lowercase().replace('-', " "))).unwrap() == code);
        assert!(Code::parse("oil1l-0o0oz").unwrap() == Code::parse("01111-0000Z").unwrap());
        for bad in ["", "ABCDE-FGHJ", "ABCDE-FGHJKM", "ABCDE-FGHJU", "ABCDE-FGHJ!", "ÄBCDE-FGHJ"] {
            assert!(Code::parse(bad).is_err(), "{bad}");
        }
        assert!(!format!("{code:?}").contains(code.0.as_str()));
    }
}
