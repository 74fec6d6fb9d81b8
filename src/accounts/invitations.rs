//! One-time links: the first administrator's, and those by which staff are invited.
//!
//! The token stands in the fragment of the link, so that it reaches no log on the way, and is stored as SHA-256.

use std::fmt;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{Actor, Error, Role, grant, require_administrator, store};
use crate::service::Service;

/// How long an invitation stands.
const LIFETIME: Duration = Duration::from_hours(7 * 24);

/// The secret of an invitation. It does not print.
#[derive(Clone)]
pub struct InvitationToken(Zeroizing<String>);

impl InvitationToken {
    /// Reads what a person brought.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        match BASE64URL_NOPAD.decode(text.as_bytes()) {
            Ok(bytes) if bytes.len() == 32 => Ok(Self(Zeroizing::new(text.to_owned()))),
            _ => Err(Error::invalid("token", "This is not a whole invitation link. Open it again as it was sent.")),
        }
    }

    /// The link that carries it.
    pub fn link(&self, service: &Service) -> String {
        format!("{}invitation#{}", service.config.public_url, &*self.0)
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl fmt::Debug for InvitationToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvitationToken(…)")
    }
}

/// Invites somebody to a role. Whoever opens the link first, signed in, takes it; the inviter sees in the log who did.
pub async fn invite(service: &Service, actor: Actor, role: Role) -> Result<InvitationToken, Error> {
    require_administrator(actor)?;
    let (token, now) = (new_token(service), service.clock.now());
    let mut tx = service.db.begin().await?;
    store::insert_invitation(&mut tx, &token.hash(), role.as_str(), Some(actor.account), now, now.plus(LIFETIME))
        .await?;
    tx.commit().await?;
    Ok(token)
}

/// While no account is an administrator: a fresh one-time link that makes one, for the terminal of whoever started the
/// service. Earlier ones stop working.
pub async fn first_administrator_link(service: &Service) -> Result<Option<String>, Error> {
    let (token, now) = (new_token(service), service.clock.now());
    let mut tx = service.db.begin().await?;
    if store::count_role(&mut tx, Role::Administrator.as_str()).await? > 0 {
        return Ok(None);
    }
    store::drop_first_invitations(&mut tx).await?;
    let role = Role::Administrator.as_str();
    store::insert_invitation(&mut tx, &token.hash(), role, None, now, now.plus(LIFETIME)).await?;
    tx.commit().await?;
    Ok(Some(token.link(service)))
}

/// Takes up an invitation: marks it used and grants its role in one transaction.
pub async fn accept_invitation(service: &Service, actor: Actor, token: &InvitationToken) -> Result<Role, Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let Some((role, invited_by)) = store::use_invitation(&mut tx, &token.hash(), actor.account, now).await? else {
        return Err(Error::Conflict("This invitation was used already, or its time is over. Ask for a new one."));
    };
    let role: Role = role.parse().map_err(|_| Error::Damaged("the role of an invitation".to_owned()))?;
    // Whoever lost the role since, lost what they promised with it.
    if let Some(by) = invited_by
        && !super::actor(&mut tx, by).await?.is_some_and(|by| by.roles.administrator())
    {
        return Err(Error::Conflict("Whoever sent this invitation is no administrator any more. Ask for a new one."));
    }
    if invited_by.is_none() && store::count_role(&mut tx, Role::Administrator.as_str()).await? > 0 {
        return Err(Error::Conflict("This service has an administrator already. Ask them for an invitation."));
    }
    grant(&mut tx, service, invited_by, actor.account, role).await?;
    tx.commit().await?;
    Ok(role)
}

fn new_token(service: &Service) -> InvitationToken {
    InvitationToken(Zeroizing::new(BASE64URL_NOPAD.encode(&service.entropy.bytes::<32>())))
}
