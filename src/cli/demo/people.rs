//! The people of the story. They sign up as anybody does: the keys are derived from their passwords here, as a
//! browser would, and the service sees only what it is meant to.

use crate::accounts::{self, Accepted, Actor, Auth, Email, InvitationToken, NewAccount, Parameters, Wrapped};
use crate::seal::account::{self, AccountKeys, MasterKey, RecoveryKey};
use crate::service::Service;
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
        let password = data_encoding::BASE32_NOPAD.encode(&service.entropy.bytes::<10>()).to_lowercase();
        let salt = service.entropy.bytes::<16>();
        let keys = derive(&password, salt).await?;
        let master = MasterKey::generate(&service.entropy);
        let recovery = RecoveryKey::generate(&service.entropy);
        let auth = Auth::parse(keys.auth.expose())?;
        let new = NewAccount {
            email: Email::parse(email)?,
            parameters: Parameters::parse(account::VERSION, &salt, account::ROUNDS)?,
            auth: auth.clone(),
            wrapped_master: Wrapped::parse("wrapped_master", &keys.wrap.wrap(&master, &service.entropy))?,
            recovery_wrapped_master: Wrapped::parse(
                "recovery_wrapped_master",
                &recovery.wrap_key().wrap(&master, &service.entropy),
            )?,
        };
        accounts::sign_up(service, new).await?;
        let actor = sign_in(service, email, &auth).await?;
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
    Ok(accounts::sign_in(service, &Email::parse(email)?, auth, "127.0.0.1").await?.actor)
}

/// 600,000 rounds take a while: not on a thread that serves.
async fn derive(password: &str, salt: [u8; 16]) -> anyhow::Result<AccountKeys> {
    let password = password.to_owned();
    Ok(tokio::task::spawn_blocking(move || AccountKeys::derive(&password, salt, account::ROUNDS)).await??)
}
