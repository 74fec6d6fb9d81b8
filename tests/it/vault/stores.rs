//! Custody stores that are lost, and others in their place.

use writ::config::CustodyFolder;
use writ::ids::ObjectId;
use writ::jobs::Job;
use writ::service::Service;
use writ::vault::custody::{self, Custody};
use writ::work;

use super::rig::{hold, stored, uploader};
use super::{blob_of, folder, queued};
use crate::app::{TestService, both_engines};

/// A locked file whose bytes lie in custody alone, in both stores.
async fn in_custody(app: &TestService) -> ObjectId {
    let service = &app.service;
    let (file, _) = stored(service, uploader(service).await, 100_000).await;
    hold(service, file.object).await;
    custody::secure(service, file.object).await.unwrap();
    let blob = blob_of(service, file.object).await;
    for mirror in ["delft", "otago", "paris"] {
        std::fs::remove_dir_all(folder(app, mirror, blob)).unwrap();
    }
    file.object
}

async fn is_secured(service: &Service, object: ObjectId) -> bool {
    let mut tx = service.db.read().await.unwrap();
    custody::is_secured(&mut tx, service, object).await.unwrap()
}

both_engines!(what_a_store_lost_is_made_again_from_the_other, |app: TestService| async move {
    let service = &app.service;
    let object = in_custody(&app).await;
    let [french, dutch] =
        ["FR", "NL"].map(|country| app.folder().join("custody").join(country).join(object.to_string()));
    let copy = std::fs::read(&french).unwrap();
    let again = Job::MoveToStores { object };
    custody::look_at_stores(service).await.unwrap();
    assert!(!queued(service, &again).await, "nothing is lost");

    std::fs::remove_file(&french).unwrap();
    assert!(is_secured(service, object).await, "nobody has looked yet");
    custody::look_at_stores(service).await.unwrap();
    assert!(!is_secured(service, object).await);
    assert!(queued(service, &again).await);
    work::perform(service, &again).await.unwrap();
    assert!(is_secured(service, object).await);
    assert!(std::fs::read(&french).unwrap() == copy);

    // The other one next; what is lost in both is made again by nobody.
    std::fs::remove_file(&dutch).unwrap();
    let stock = custody::take_stock(service).await.unwrap();
    assert_eq!((stock.counted, stock.again, stock.missing.len()), (1, 1, 0));
    std::fs::remove_file(&french).unwrap();
    let stock = custody::take_stock(service).await.unwrap();
    assert_eq!((stock.counted, stock.again, stock.missing), (0, 0, vec![(object, "FR".to_owned())]));
    work::perform(service, &again).await.unwrap();
    assert!(!french.exists() && !dutch.exists());
});

both_engines!(a_store_in_the_place_of_another_gets_what_is_held, |app: TestService| async move {
    let object = in_custody(&app).await;
    let place = |country: &str| app.folder().join("custody").join(country);
    let [dutch, swiss] = ["NL", "CH"].map(|country| format!("{country}={}", place(country).display()));
    let places: [CustodyFolder; 2] = [dutch, swiss].map(|store| store.parse().unwrap());
    let service = &Service { custody: Custody::open(&places).unwrap(), ..app.service.clone() };
    let again = Job::MoveToStores { object };
    custody::look_at_stores(service).await.unwrap();
    assert!(queued(service, &again).await);
    work::perform(service, &again).await.unwrap();
    assert!(is_secured(service, object).await);
    let [there, left] = ["CH", "FR"].map(|country| std::fs::read(place(country).join(object.to_string())).unwrap());
    assert!(there == left);

    // What lies where nobody looks any more keeps nothing from its end.
    custody::destroy(service, object).await.unwrap();
    let mut tx = service.db.read().await.unwrap();
    assert!(!custody::is_kept(&mut tx, object).await.unwrap());
    drop(tx);
    assert!(!place("CH").join(object.to_string()).exists() && !place("NL").join(object.to_string()).exists());
    work::perform(service, &again).await.unwrap();
    assert!(!place("CH").join(object.to_string()).exists(), "nothing counts any more, and nothing is made again");
});

both_engines!(while_a_store_is_away_the_other_one_is_looked_at_and_emptied, |app: TestService| async move {
    let service = &app.service;
    let object = in_custody(&app).await;
    let french = app.folder().join("custody/FR");
    let away = french.with_extension("away");
    std::fs::rename(&french, &away).unwrap();
    // A file stands where the folder was: whatever is asked of it fails.
    std::fs::write(&french, "").unwrap();
    let stock = custody::take_stock(service).await.unwrap();
    assert_eq!((stock.counted, stock.away.into_iter().collect::<Vec<_>>()), (1, vec!["FR".to_owned()]));
    assert!(is_secured(service, object).await, "what it has nobody knows");
    custody::destroy(service, object).await.unwrap_err();
    assert!(!app.folder().join("custody/NL").join(object.to_string()).exists());
    std::fs::remove_file(&french).unwrap();
    std::fs::rename(&away, &french).unwrap();
    custody::destroy(service, object).await.unwrap();
    assert!(!french.join(object.to_string()).exists());
});
