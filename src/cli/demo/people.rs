//! The people of the story. They sign up as anybody does: the keys are derived from their passwords here, as a
//! browser would, the code comes by mail, and the service sees only what it is meant to.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};

use crate::accounts::{self, Accepted, Actor, Auth, Code, Email, InvitationToken, NewAccount, Parameters, Wrapped};
use crate::config::MailRoute;
use crate::seal::account::{AccountKeys, MasterKey, RecoveryKey};
use crate::service::Service;
use crate::texts::Language;
use zeroize::Zeroizing;

/// Somebody with an account, and what only they know.
pub struct Person {
    pub role: &'static str,
    pub email: String,
    pub password: String,
    pub actor: Actor,
    auth: Auth,
}

impl Person {
    /// Makes an account under a fresh password.
    pub async fn sign_up(service: &Service, role: &'static str, email: &str) -> anyhow::Result<Self> {
        let address = Email::parse(email)?;
        let password = data_encoding::BASE32_NOPAD.encode(&service.entropy.bytes::<10>()).to_lowercase();
        let parameters = accounts::sign_in_parameters(service, &address).await?;
        let keys = derive(&password, &parameters).await?;
        let master = MasterKey::generate(&service.entropy);
        let recovery = RecoveryKey::generate(&service.entropy);
        let auth = Auth::parse(keys.auth.expose())?;
        let new = NewAccount {
            email: address.clone(),
            language: Language::default(),
            parameters,
            auth: auth.clone(),
            wrapped_master: Wrapped::parse("wrapped_master", &keys.wrap.wrap(&master, &service.entropy))?,
            recovery_wrapped_master: Wrapped::parse(
                "recovery_wrapped_master",
                &recovery.wrap_key().wrap(&master, &service.entropy),
            )?,
        };
        accounts::sign_up(service, new, "127.0.0.1").await?;
        let code = mailed_code(service, email).await?;
        let actor = accounts::confirm(service, &address, &auth, &code, "127.0.0.1").await?.actor;
        Ok(Self { role, email: email.to_owned(), password, actor, auth })
    }

    /// Opens an invitation to a staff role.
    pub async fn accept(&mut self, service: &Service, invitation: &InvitationToken) -> anyhow::Result<Accepted> {
        let accepted = accounts::accept_invitation(service, self.actor, invitation).await?;
        self.sign_in(service).await?;
        Ok(accepted)
    }

    /// Signs in again, with the roles the account has now.
    pub async fn sign_in(&mut self, service: &Service) -> anyhow::Result<()> {
        self.actor = sign_in(service, &self.email, &self.auth).await?;
        Ok(())
    }

    /// What confirms a signature or a dangerous act: derived from the password again.
    pub fn auth(&self) -> &Auth {
        &self.auth
    }

    /// A fresh API token, for their command line.
    pub async fn token(&self, service: &Service) -> anyhow::Result<Zeroizing<String>> {
        let name = accounts::api_tokens::TokenName::parse("the demo's command line")?;
        let (_, secret) = accounts::api_tokens::issue(service, self.actor, name, None).await?;
        Ok(Zeroizing::new(secret.expose().to_owned()))
    }
}

/// Signs in, with the roles the account has now.
async fn sign_in(service: &Service, email: &str, auth: &Auth) -> anyhow::Result<Actor> {
    Ok(accounts::sign_in(service, &Email::parse(email)?, auth, "127.0.0.1", None).await?.actor)
}

/// The code in the message to a person, once the service has written it into its mail folder.
async fn mailed_code(service: &Service, email: &str) -> anyhow::Result<Code> {
    let MailRoute::Files(folder) = &service.config.mail else { bail!("the demo sends no mail") };
    for _ in 0..1_000 {
        if let Some(code) = code_in(folder, email)? {
            return Ok(Code::parse(&code)?);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bail!("no code came by mail for {email}")
}

fn code_in(folder: &Path, email: &str) -> anyhow::Result<Option<String>> {
    let Ok(files) = std::fs::read_dir(folder) else { return Ok(None) };
    for file in files {
        let path = file.context("the mail folder")?.path();
        if path.extension().is_some_and(|extension| extension == "eml") {
            let message = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            // The code stands on a line of its own, set in.
            let code = message.lines().find_map(|line| line.strip_prefix("    "));
            if let Some(code) = code.filter(|_| message.contains(&format!("To: {email}\r\n"))) {
                return Ok(Some(code.to_owned()));
            }
        }
    }
    Ok(None)
}

/// 600,000 rounds take a while: not on a thread that serves.
async fn derive(password: &str, parameters: &Parameters) -> anyhow::Result<AccountKeys> {
    let (password, salt, rounds) = (password.to_owned(), parameters.salt, parameters.rounds);
    Ok(tokio::task::spawn_blocking(move || AccountKeys::derive(&password, salt, rounds)).await??)
}
