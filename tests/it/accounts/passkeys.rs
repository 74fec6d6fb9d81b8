//! Passkeys: made with the password, for this account, now; and gone when removed.

use writ::accounts::passkeys::{self, CEREMONY, PasskeyName};
use writ::accounts::{Auth, Error};

use super::{account, auth};
use crate::app::{TestService, both_engines};
use crate::authenticator::Authenticator;

both_engines!(a_passkey_is_made_with_the_password_once_and_in_time, |app: TestService| async move {
    let service = &app.service;
    let (ada, ben) = (account(service, "ada@example.net").await, account(service, "ben@example.net").await);
    let (right, wrong) = (Auth::parse(&auth("right")).unwrap(), Auth::parse(&auth("wrong")).unwrap());
    let name = || PasskeyName::parse("Laptop").unwrap();
    let device = Authenticator::new(1);
    let ceremony = passkeys::begin(service, ada).unwrap();
    let made = device.make(&ceremony.party, &ceremony.challenge);

    let refused = passkeys::add(service, ada, &wrong, name(), &ceremony.token, &made).await;
    assert!(matches!(refused, Err(Error::Invalid { field: "password", .. })), "{refused:?}");
    let another = passkeys::begin(service, ada).unwrap();
    let refused = passkeys::add(service, ada, &right, name(), &another.token, &made).await;
    assert!(matches!(refused, Err(Error::Invalid { field: "passkey", .. })), "an answer to another question");
    let refused = passkeys::add(service, ben, &right, name(), &ceremony.token, &made).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "another's ceremony");
    let refused = passkeys::add(service, ada, &right, name(), "AAAA", &made).await;
    assert!(matches!(refused, Err(Error::Conflict(_))));
    assert!(passkeys::list(service, ada).await.unwrap().is_empty());

    passkeys::add(service, ada, &right, name(), &ceremony.token, &made).await.unwrap();
    for who in [ada, ben] {
        let ceremony = passkeys::begin(service, who).unwrap();
        let again = device.make(&ceremony.party, &ceremony.challenge);
        let refused = passkeys::add(service, who, &right, name(), &ceremony.token, &again).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "one passkey, one account, once");
    }
    let late = passkeys::begin(service, ada).unwrap();
    service.clock.advance(CEREMONY);
    let made = Authenticator::new(2).make(&late.party, &late.challenge);
    let refused = passkeys::add(service, ada, &right, name(), &late.token, &made).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "too late");

    let id = passkeys::list(service, ada).await.unwrap().remove(0).id;
    assert!(matches!(passkeys::remove(service, ben, id).await, Err(Error::NotFound)));
    passkeys::remove(service, ada, id).await.unwrap();
    assert!(matches!(passkeys::remove(service, ada, id).await, Err(Error::NotFound)));
    assert!(passkeys::list(service, ada).await.unwrap().is_empty());
});

both_engines!(an_account_has_twenty_passkeys_and_no_more, |app: TestService| async move {
    let service = &app.service;
    let ada = account(service, "ada@example.net").await;
    let right = Auth::parse(&auth("right")).unwrap();
    for n in 1..=21 {
        let ceremony = passkeys::begin(service, ada).unwrap();
        let made = Authenticator::new(n).make(&ceremony.party, &ceremony.challenge);
        let name = PasskeyName::parse("One of many").unwrap();
        let added = passkeys::add(service, ada, &right, name, &ceremony.token, &made).await;
        assert_eq!(added.is_ok(), n <= 20, "{added:?}");
    }
});
