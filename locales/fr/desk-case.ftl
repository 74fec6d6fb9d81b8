# La page d’une demande ou d’une injonction au bureau, la décision, et la page d’un fichier.

case-title = Demande de { $party }
case-claim = Demande
case-nameless = L’auteur d’une notification, sans nom
case-yours-until = À vous jusqu’au { $until }
case-theirs-until = { $name } l’a jusqu’au { $until }
case-keep = La garder { $minutes } minutes de plus
case-take = Prendre cette demande
case-take-order = Prendre cette injonction
case-give-other = La confier à quelqu’un d’autre
case-give-whom = À qui la confier
case-taken = La demande est à vous pendant { $minutes } minutes ; la prendre de nouveau les fait recommencer.
case-released = La demande est de nouveau libre.
case-carried = Ce que vous avez écrit est gardé : vous le retrouverez dans ses champs dès que vous aurez pris la demande.

# Entre les mains d’un réviseur principal
case-senior = Entre les mains d’un réviseur principal
case-with-senior = chez un réviseur principal
case-senior-life = Entre les mains d’un réviseur principal : une vie serait menacée
case-senior-child = Entre les mains d’un réviseur principal : un enfant serait victime d’abus
case-senior-by = { $name }, le { $time }.
case-senior-waits = Seuls les réviseurs principaux la prennent et la tranchent, jusqu’à ce que l’un d’eux la renvoie.
case-senior-locked = Ce qu’il désigne est verrouillé et conservé. Seuls les réviseurs principaux en ouvrent les preuves.
case-senior-by-notice = Sa notification le dit d’elle-même, comme chacun peut le faire : rien n’en est verrouillé, et seuls les réviseurs principaux regardent ce qu’elle désigne. La personne qui le constate transmet le cas ci-dessous, et tout est aussitôt verrouillé et conservé ; sinon, un réviseur principal le tranche ou le renvoie.
case-send-back-open = Le renvoyer à la file d’attente…
case-send-back-why = Pourquoi il ne relève pas d’un réviseur principal
case-send-back-hint = La personne qui prendra le cas ensuite le lit. Ce qui a été verrouillé pour cela est rendu ; ce qui est conservé le reste jusqu’à ce que vous le libériez sur la page du fichier. Ce qui devait être tranché plus tôt pour cela l’est dans le délai de sa propre loi.
case-send-back = Renvoyer
case-sent-back = Un réviseur principal l’a renvoyé
case-was-senior = Il relevait d’un réviseur principal jusqu’à sa décision
case-danger-confirmed = Ce que disait sa notification a été constaté
case-said-ended = Dit le { $time } ; terminé par { $name } le { $ended }.
case-escalated-by = Transmis par { $name } le { $time }.
case-escalated-by-ended = Transmis par { $name } le { $time } ; terminé par { $other } le { $ended }.
case-only = Seul { $why }.
case-escalate-open = Le transmettre à un réviseur principal
case-escalate-why = Pourquoi
case-escalate-life = Une vie est menacée
case-escalate-child = Un enfant est victime d’abus
case-escalate-locks = Verrouillé et conservé aussitôt ; seuls les réviseurs principaux en ouvrent désormais les preuves
case-escalate-judgement = Il faut l’avis d’un réviseur principal
case-escalate-judgement-hint = Rien n’est verrouillé ; un réviseur principal s’en charge
case-escalate-saw = Ce que vous avez vu
case-escalate-saw-hint = Les réviseurs principaux le lisent ; aucune partie ne le lit.
case-escalate = Transmettre
case-escalated = Le cas est entre les mains d’un réviseur principal.
case-escalated-locked = Le cas est entre les mains d’un réviseur principal. Ce qu’il désigne est verrouillé et conservé, et nul autre que les réviseurs principaux n’en ouvre les preuves.
case-back = Le cas est revenu dans la file d’attente. Ce qui avait été verrouillé pour lui est rendu ; il reste conservé.
case-back-unlocked = Le cas est revenu dans la file d’attente.

# Ce qui est demandé, ou ordonné
case-reaches = L’injonction produit effet ici : { $territory }. Ce qui est fait ici produit effet partout.
case-reaches-less = N’allez pas au-delà de ce qu’elle demande : si désactiver le lien suffit, désactivez le lien.
case-ordered = Ce qui est ordonné
case-claimed = Ce qui est demandé
case-signed = Signé
case-from = De
case-child-abuse = Signale une infraction contre un enfant
case-life-threatened = Dit que la vie ou la sécurité de quelqu’un est menacée
case-no-name-allowed = Sans nom, comme la loi le permet
case-no-name = Aucun nom donné
# L’adresse électronique d’une notification sans compte, aussi dans la file.
case-address-confirmed = Adresse confirmée par qui la lit
case-address-unconfirmed = Adresse non confirmée
case-issued-by = Prise par
case-rests-on = Elle se fonde sur
case-effect-in = Effet
case-redress = Recours, selon ses termes : { $redress }
case-confirmed-to = Son effet a été confirmé à
case-confirm-to = Son effet est à confirmer à
case-deadline = Délai
case-hidden = Secret
case-hidden-nothing = Rien
case-hidden-ended = { $gag } ; levé le { $time }, et tous ceux que l’injonction restreignait ont été informés
case-hidden-ended-untold = { $gag } ; levé le { $time } ; personne n’a été informé, car l’injonction ne restreignait alors rien
case-hidden-until = { $gag }, jusqu’au { $time }
case-hidden-open = { $gag }, jusqu’à la levée du secret
case-effect-confirmed = Effet confirmé
case-effect-once-decided = une fois tout tranché
case-effect-confirm = pas encore : confirmer
case-effect-withdrawn = sans objet : l’autorité qui l’a prise l’a retirée
case-gag-lifted-open = Le secret est levé…
case-gag-lifted-text = Tous ceux que cette injonction restreint apprennent aussitôt de qui elle émane et ce qu’elle dit.
case-gag-lift = Informer les déposants maintenant
case-document-missing = Le document de l’injonction manque
case-document-bring = Le verser ci-dessous
case-document-until = Une fois l’injonction tranchée, il ne peut plus être ajouté.
case-document-late = Personne ne l’a versé avant que l’injonction ne soit tranchée ou rapportée. Il ne peut plus être ajouté : conservez-le ailleurs, et dites où dans une note.
case-document-brought = Le fichier est scellé, et joint à l’injonction.
case-works = Œuvres enregistrées : { $works }
case-parties = Les parties
case-claimant = Demandeur
case-record = { $party } ; demandes antérieures accueillies : { $upheld }, rejetées : { $rejected }, retirées : { $withdrawn }
case-record-latest = { $party } ; sur les 1 000 demandes antérieures les plus récentes, accueillies : { $upheld }, rejetées : { $rejected }, retirées : { $withdrawn }
case-record-none = { $party } : aucun historique n’est tenu pour un expéditeur qui n’a pas confirmé d’adresse
case-uploader = Déposant de la cible { $position }
case-uploader-record = Dans d’autres demandes, accueillies : { $upheld }, rejetées : { $rejected }, retirées : { $withdrawn }
case-uploader-record-latest = Sur les 1 000 plus récentes d’autres demandes, accueillies : { $upheld }, rejetées : { $rejected }, retirées : { $withdrawn }
case-received = Reçue
case-reference = Référence du demandeur
case-effect-wanted = Effet voulu
case-agreement = Accord en vigueur

# Une cible
case-link-and-file = lien { $link } fichier { $file }
case-found-unsaid = Le demandeur n’a pas dit où le lien a été trouvé.
case-found-only-day = Le demandeur n’a pas dit où le lien a été trouvé, seulement que c’était le { $day }.
case-open-evidence = Ouvrir les preuves
case-openings-logged = Chaque ouverture figure au registre.
case-opened-by = Ouvertes par { $name } { $ago }.
case-unnamed-file = sans nom
case-archive-password = Mot de passe de l’archive
case-view = Le récupérer et l’afficher, flouté
case-fetch = Le récupérer pour l’écouter
case-save = Le télécharger
case-clear = L’afficher nettement
case-blur = Le flouter de nouveau
case-view-script = Afficher le fichier nécessite JavaScript : il est ouvert ici, dans votre navigateur, avec la clé communiquée.
case-view-text = Il est ouvert dans votre propre navigateur et nulle part ailleurs. Un niveau « ouvert » montre un accès, pas une contrefaçon : pesez où il a été trouvé.
case-no-key = Aucune clé qui ouvre ce fichier n’a été communiquée, ou sa part de la clé est détruite. Tranchez sur ce que dit la notification, ou laissez-le.
case-match = Son contenu est la référence du demandeur pour { $work }, enregistrée le { $time }, avant le dépôt du fichier.
case-match-later-badge = référence postérieure
case-match-later = Son contenu est la référence du demandeur pour { $work }, mais celle-ci a été enregistrée le { $time }, après le dépôt du fichier : qui a le fichier peut établir une telle référence.
case-match-waits = Son contenu est en cours de comparaison avec les références du demandeur.
case-match-different = Son contenu n’est aucune des références du demandeur, ce qui ne prouve rien contre la demande.
case-match-failed = Son contenu n’a pas pu être comparé avec les références du demandeur.
case-decided = Tranché : { $ruling }
case-decided-direct = , par le titulaire de droits, par accès direct
case-decided-under = , au titre de : { $ground }
case-ended-badge = terminé
case-ended = Ce qu’elle restreignait ne l’est plus.
case-reversed = Infirmée le { $time } sur réclamation du déposant, par { $name }.
case-reversed-see = Voir la réclamation
case-overturned-yours = Décidé par vous de votre propre initiative, à la place de ce qui avait été décidé d’abord.
case-overturned = Décidé par { $name } de sa propre initiative, à la place de ce qui avait été décidé d’abord.
case-superseded = Infirmé, une autre décision l’ayant remplacé : { $ruling }
case-record-dispute = Consigner un litige à ce sujet…
case-mark-misuse = Marquer comme manifestement infondée…
case-marked-misuse = Ce qui a été marqué comme manifestement infondé
case-mark-lapsed = la marque ne compte plus
case-finding = Ce qui a été constaté
case-action = Ce qui est fait
case-ground = Au titre de quelle loi ou règle
case-ground-hint = Nécessaire si le contenu est constaté contrefaisant, illicite à un autre titre ou visé par une injonction. Le déposant le lit.
case-kept = Partir d’un texte conservé
case-own-words = Mes propres termes
case-reasons = Motifs
case-reasons-hint = Nécessaires quel que soit le constat : ils deviennent l’exposé que lit le déposant. Laissés vides, le texte conservé vaut. N’y nommez personne : les deux parties les lisent, et ils sont conservés avec le dossier.
case-would-touch = Ce que toucheraient son verrouillage et sa suppression
case-target-withdrawn = retirée par le demandeur
case-target-taken-back = rapportée par l’autorité
case-target-waits = Elle attend la décision de la personne qui prendra la demande.
case-target-waits-senior = Elle attend la décision d’un réviseur principal.
case-preserved = conservé
case-preserved-until = jusqu’au { $day }
case-preserved-see = Libérer ou prolonger
case-see = Voir ce que cela toucherait

# Ce que dit l’affichage des preuves
viewer-too-large = Ce fichier compte { $size } ; jusqu’à { $limit } s’ouvrent ici.
viewer-other-kind = Les fichiers de ce type ne s’affichent pas ici : téléchargez-le, et ouvrez-le là où il ne peut pas nuire.
viewer-fetched = { $done } sur { $all }
viewer-shown = Chaque octet a été vérifié. Il s’affiche ci-dessous, flouté.
viewer-shown-clear = Chaque octet a été vérifié. Le fichier est affiché ci-dessous.
viewer-to-play = Chaque octet a été vérifié. Le fichier peut être lu ci-dessous.
viewer-saved = Chaque octet a été vérifié. Il a été remis à votre navigateur pour être enregistré.
viewer-text-of = Texte de { $name }
viewer-picture = L’image { $name }
viewer-cannot-show = Ce navigateur ne peut pas afficher le fichier, bien que chacun de ses octets ait été vérifié. Téléchargez-le plutôt.
viewer-pdf-locked = Ce PDF est verrouillé par un mot de passe qui lui est propre. Téléchargez-le, et ouvrez-le là où il ne peut pas nuire.
viewer-pdf-broken = Ce PDF ne peut pas être affiché ici, bien que chacun de ses octets ait été vérifié. Téléchargez-le plutôt.
viewer-page-before = La page précédente
viewer-page-next = La page suivante
viewer-page-undrawn = La page { $number } sur { $pages } ne peut pas être dessinée.
viewer-page = Page { $number } sur { $pages }
viewer-page-of = Page { $number } sur { $pages } de { $name }

# Ce qui a été constaté et ce qui est fait
desk-finding-infringing = Contrefaisant
desk-finding-infringing-hint = Il porte atteinte aux droits du demandeur
desk-finding-not-infringing = Non contrefaisant
desk-finding-not-infringing-hint = Il n’y porte pas atteinte
desk-finding-other-illegal = Illicite à un autre titre
desk-finding-other-illegal-hint = Pour une autre raison que celle invoquée
desk-finding-incomplete = Notification incomplète
desk-finding-incomplete-hint = Il lui manque ce que la loi exige
desk-finding-ordered = Ordonné
desk-finding-ordered-hint = Une juridiction ou une autorité l’ordonne, et c’est exécuté
desk-finding-incomplete-order = Injonction incomplète
desk-finding-incomplete-order-hint = Il lui manque ce que la loi exige : l’autorité apprend quoi
desk-action-none = Rien
desk-action-none-hint = Le fichier et les liens restent tels quels
desk-action-disable-link = Désactiver ce lien
desk-action-disable-link-hint = Là où seule sa publication est illicite
desk-action-disable-link-order-hint = Là où l’injonction n’en demande pas davantage
desk-action-lock-and-delete = Verrouiller et supprimer
desk-action-lock-and-delete-hint = Verrouillé aussitôt, supprimé de chaque miroir
desk-ruling = { $found } ; { $done }
desk-found-infringing = contrefaisant
desk-found-not-infringing = non contrefaisant
desk-found-other-illegal = illicite à un autre titre
desk-found-incomplete = la notification est incomplète
desk-found-ordered = ordonné
desk-done-none = rien n’est restreint
desk-done-disable-link = le lien est désactivé
desk-done-lock-and-delete = le fichier est verrouillé et supprimé de chaque miroir
desk-usual-ground-us-dmca = 17 U.S.C. 106 (droit d’auteur)
desk-usual-ground-eu-dsa = Articles 2 et 3 de la directive 2001/29/CE (droit d’auteur)
desk-choose-found = Choisissez ce qui a été constaté.
desk-choose-done = Choisissez ce qui est fait.
desk-choose-done-of = Choisissez ce qui est fait de la cible { $position }.
case-under = Au titre de : { $ground }
case-confirm-title = Confirmer la décision
case-confirm-lead = Rien n’est encore tranché. Une décision se prend une fois ; elle prend effet au prochain clic.
case-confirm-target = Cible { $position } : { $ruling }
case-confirm-link = Un lien est désactivé : { $link }. Le fichier et ses autres liens demeurent.
case-confirm-nothing = Rien n’est restreint. Le demandeur en est informé, avec les motifs.
case-confirm-unopened = Personne n’a ouvert les preuves de cette cible
case-confirm-note = Votre remarque, ajoutée avec la décision
case-confirm-unsent = Ce que vous avez écrit à l’auteur de la notification ou à un réviseur principal n’est pas envoyé, et sera perdu une fois tranché : revenez en arrière pour l’envoyer d’abord.
case-decide = Trancher
case-change = Revenir et modifier
case-is-decided = C’est tranché. La suite s’affiche sur cette page au fur et à mesure.

# Solliciter l’auteur de la notification
case-asked-title = L’auteur de la notification a été sollicité
case-asked = Sollicité le { $time }. Le délai est suspendu jusqu’à sa réponse, jusqu’au { $until } au plus.
case-unanswered = L’auteur de la notification a été sollicité, et n’avait pas répondu le { $time } : tranchez sur ce que dit la notification.
case-lacks = Il manque à la notification un élément exigé par la loi
case-missing = Ce qui manque
case-missing-hint = Seulement ce qui rend la notification incomplète en droit. Ce n’est jamais une clé.
case-explanation = Ce qu’il faut ajouter, et comment
case-ask = Solliciter l’auteur de la notification
case-was-asked = L’auteur de la notification a été sollicité. Le délai est suspendu jusqu’à sa réponse.

# Remarques, courrier, et ce qui s’est passé
case-notes = Remarques
case-notes-lead = Ce que les membres du personnel se disent de ce cas. Aucune partie ne le lit, et personne ne le modifie.
case-note-by = { $name }, le { $time }
case-note-another = Une autre remarque
case-note = Ajouter la remarque
case-noted = La remarque est jointe au cas.
case-mail = Courrier de ce cas
case-mail-none = Personne n’a reçu de courrier à ce sujet.
mail-of-file = Courrier au sujet de ce fichier
mail-of-account = Courrier au sujet de ce compte
mail-of-account-none = Personne n’a reçu de courrier au sujet du compte lui-même. Ce qui est écrit au sujet de ses fichiers et de ses demandes figure sur leurs pages.
mail-of-organisation = Courrier au sujet de cette organisation
mail-of-organisation-none = Personne n’a reçu de courrier au sujet de l’organisation elle-même. Ce qui est écrit au sujet de ses demandes figure sur leurs pages.
mail-of-sender = Courrier au sujet de cet expéditeur
mail-of-sender-none = Il n’a reçu aucun courrier à son propre sujet. Ce qui est écrit au sujet de ses notifications figure sur leurs pages.
case-mail-to = À
case-mail-subject = Objet
case-mail-subject-gone = plus conservé
case-mail-subject-altered = altéré dans la base de données : il ne peut être affiché
case-mail-queued = Mis en file
case-mail-taken = Remis
case-mail-tries = Essais
case-mail-state = État
case-mail-not-yet = pas encore
case-mail-see = S’occuper de ce qui n’est pas arrivé
case-reload = { $link } pour lire ce qui a été inscrit entre-temps.
case-reload-link = Rechargez la page
case-nothing-logged = Rien ne figure encore au registre public. Les inscriptions y apparaissent en quelques instants.

# Jusqu’où va une décision
touch-links = Liens
touch-links-lead = { $count ->
    [one] { $count } y mène
   *[other] { $count } y mènent
}
touch-accounts = Comptes
touch-accounts-keep = { $count ->
    [one] { $count } le garde
   *[other] { $count } le gardent
}
touch-claims = Demandes
touch-claims-others = Autres demandes
touch-claims-name = { $count ->
    [one] { $count } le désigne
   *[other] { $count } le désignent
}
touch-claim = { $law }, { $party }, { $state }
touch-mirrors = Miroirs
touch-mirrors-have = { $count ->
    [one] { $count } en a une copie
   *[other] { $count } en ont une copie
}

# Ce que devient un fichier
desk-board-live = Cela se poursuit de soi-même, et s’affiche au fur et à mesure.
desk-board-is = Le fichier est
desk-board-under-purge = en cours de destruction
desk-board-lock = Verrou
desk-board-lock-for = Pour { $ground }, depuis le { $time }
desk-board-lifted = ; levé le { $time }
desk-board-lifted-because = ; levé le { $time } ({ $why })
desk-board-destroyed = Détruite le { $time }
desk-board-secured = Copie scellée mise sous séquestre le { $time }
desk-board-securing = En cours
desk-board-restoration = Restitution
desk-board-begun = Commencée le { $time }
desk-board-available = ; de nouveau disponible le { $time }
desk-board-cancelled = ; interrompue par un nouveau verrou le { $time }
desk-board-under-way = ; en cours
desk-board-purge = Destruction
desk-board-purge-ordered = Ordonnée le { $time }
desk-board-share-destroyed = ; part de la clé détruite le { $time }
desk-board-order = Ordre aux miroirs
desk-board-issued = Donné le { $time }
desk-board-complete = ; achevé le { $time }
desk-board-order-follows = Verrouillé. L’ordre aux miroirs suit dès qu’une copie scellée est sous séquestre.

# La page d’un fichier
desk-file-title = Un fichier
desk-file = Fichier
desk-file-heading = Ce qu’est devenu un fichier
keep-title = Conservation
keep-none = Rien ne le fait conserver : il est détruit une fois tous les délais écoulés.
keep-purged = Rien ne le fait conserver, et sa destruction est ordonnée.
keep-released = libéré
keep-over = terminé
keep-since = depuis le { $time }
keep-until = , jusqu’au { $day }
keep-until-released = , jusqu’à sa libération
keep-released-at = ; libéré le { $time }
keep-release-open = Le libérer…
keep-release-why = Pourquoi il peut disparaître
keep-release = Le libérer
keep-open = Le faire conserver…
keep-open-longer = Le faire conserver plus longtemps, ou pour une autre raison…
keep-until-label = Jusqu’au
keep-until-hint = Vide : jusqu’à ce qu’un réviseur principal le libère. Ce qui le retient déjà demeure à côté.
keep-why = Pourquoi
keep-it = Le conserver
keep-day = Saisissez un jour, par exemple 2027-11-30, ou laissez vide.
keep-done = Le fichier est conservé : rien n’en est détruit ni effacé.
keep-release-done = Il est libéré : ce qui attend d’être détruit ou effacé suit son cours.
desk-custody-failed = Aucune copie n’a pu être mise sous séquestre
desk-custody-tried = Essais depuis le { $time } : { $number } ; le dernier : { $error }. L’ordre aux miroirs attend, et un nouvel essai se fait de lui-même.
desk-custody-proposed = Un ordre sans séquestre est proposé, et attend une seconde personne.
desk-custody-two = Deux personnes peuvent laisser partir l’ordre sans copie. { $never }
desk-custody-never = Le fichier ne pourra alors jamais être rétabli.
desk-custody-propose = Proposer un ordre sans séquestre
desk-custody-order-proposed = L’ordre sans séquestre est proposé. Quelqu’un d’autre le confirme ci-dessous.
desk-purge = Destruction immédiate
desk-purge-text = Les copies sous séquestre et la part de la clé sont détruites : dès lors, plus personne de nouveau ne peut ouvrir ce fichier, et rien ne peut être rétabli. Il faut deux personnes ; rien ne se passe avant que la seconde ne confirme.
desk-purge-why-hint = La seconde personne décide d’après cela.
desk-purge-propose = Proposer la destruction
desk-purge-proposed = La destruction est proposée. Quelqu’un d’autre la confirme ci-dessous ; d’ici là, rien ne se passe.
desk-purge-waits = La destruction immédiate de ce fichier est proposée. Rien ne se passe avant que la seconde personne ne la confirme.
