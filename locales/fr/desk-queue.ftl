# Le bureau : ce qui entoure ses pages, la file d’attente, et ce qui est tranché ensemble, confié, confirmé et réexaminé.

desk-nav = Bureau
desk-nav-escalations = Affaires transmises
desk-nav-waits = en attente
desk-nav-urgent = en attente, urgent
desk-nav-counter-notices = Contre-notifications
desk-nav-appeals = Réclamations
desk-nav-orders = Injonctions
desk-nav-disputes = Litiges
desk-nav-mail = Courrier
desk-nav-rights-holders = Titulaires de droits
desk-nav-agreements = Accords
desk-nav-people = Personnel

# Comment s’appellent les membres du personnel.
people-you = vous
people-erased = personne effacée
people-somebody = quelqu’un

# Entre les mains de qui cela se trouve.
hands-yours = C’est entre vos mains.
hands-theirs = C’est entre les mains de { $name }.
hands-give-back = Rendre
hands-take = Prendre en main
hands-evidence-take = Prenez ceci en main pour y ouvrir les preuves.
hands-evidence-opens = Tant que ceci est entre vos mains, vous y ouvrez les preuves ; chaque ouverture est inscrite au registre.

# Trouver une demande, et les raccourcis.
desk-find = Trouver une demande
desk-find-placeholder = Numéro, nom ou lien
desk-find-go = Trouver
desk-keys = Raccourcis
desk-keys-enter = Entrée
desk-keys-escape = Échap
desk-keys-next = la suivante, la précédente
desk-keys-open = l’ouvrir
desk-keys-into = y entrer, là où l’on agit d’abord
desk-keys-choose = la cocher, ou la décocher
desk-keys-find = chercher ; { $key } quitte le champ
desk-keys-take-this = prendre en main ce qui est ouvert ici
desk-keys-take = prendre la prochaine demande libre
desk-keys-back = revenir en arrière, pour modifier
desk-keys-sheet = cette aide ; { $key } la ferme
desk-keys-are-off = Les raccourcis sont désactivés dans ce navigateur.
desk-keys-close = Fermer
desk-keys-off = Désactiver les raccourcis
desk-keys-on = Activer les raccourcis

# Les lois, les files, où en est une demande et ce qui est prouvé, en peu de mots.
desk-law-us-dmca = DMCA (États-Unis)
desk-law-eu-dsa = DSA (UE)
desk-law-other = Autre loi
desk-law-court = Injonction
desk-law-unknown = Inconnue
desk-lane-authority = juridictions et autorités
desk-lane-flagger = signaleurs de confiance
desk-lane-verified = titulaires vérifiés
desk-lane-standard = tous les autres
desk-state-submitted = en attente
desk-state-in-review = en examen
desk-state-needs-information = informations demandées
desk-state-decided = tranchée
desk-state-withdrawn = retirée
desk-level-located = localisé
desk-level-opened = ouvert
desk-level-matched = identifié
desk-object-uploading = en cours de dépôt
desk-object-available = disponible
desk-object-locked = verrouillé
desk-object-purged = détruit
desk-object-deleted = supprimé
desk-object-discarded = abandonné

# La file d’attente
queue-nothing = Rien n’attend.
queue-wait = { $count ->
    [one] { $number } demande attend
   *[other] { $number } demandes attendent
}
queue-wait-more = Plus de { $number } demandes attendent
queue-late = , dont { $number } hors délai
queue-late-more = , dont plus de { $number } hors délai
queue-next = Prendre la suivante
queue-steps = { $count ->
    [one] { $count } étape vous attend
   *[other] { $count } étapes vous attendent
}
queue-step = { $step }, proposé par { $name } { $ago }
queue-escalated = { $count ->
    [one] { $count } cas est entre les mains des réviseurs principaux.
   *[other] { $count } cas sont entre les mains des réviseurs principaux.
}
queue-steps-others = { $count ->
    [one] { $count } étape attend quelqu’un d’autre.
   *[other] { $count } étapes attendent quelqu’un d’autre.
}
queue-steps-nobody = { $count ->
    [one] { $count } étape attend une seconde personne ; pour { $nobody } d’entre elles, il n’y a encore personne.
   *[other] { $count } étapes attendent une seconde personne ; pour { $nobody } d’entre elles, il n’y a encore personne.
}
queue-views = Vues
queue-all = Tout
queue-shared = partagée
queue-find = Chercher
queue-who = Qui l’a
queue-who-anybody = n’importe qui
queue-who-nobody = personne
queue-who-me = moi
queue-lane-all = toutes
queue-law = Loi
queue-law-any = toutes
queue-law-other = autre loi
queue-law-court = injonction d’une autorité
queue-state = État
queue-state-any = tous
queue-due = Échéance
queue-due-any = toutes
queue-due-late = hors délai
queue-due-urgent = urgente
queue-decided-by = Tranchée par
queue-any-reviewer = tout réviseur
queue-senior-only = un réviseur principal seulement
queue-show = Afficher
queue-how = Comment chercher
queue-hint = Une demande se trouve par son numéro, par une référence ou un lien qui y figure, et par les personnes qu’elle concerne. Une recherche seule trouve aussi ce qui est tranché. Une organisation se trouve par le début de mots de son nom ; qui a envoyé une notification sans organisation, par le nom entier qui y figure, sauf s’il contient un @ ou ressemble à une clé, à un lien ou à un numéro. Une adresse électronique entière trouve ce qu’a envoyé son compte, ou qui l’a confirmée, les notifications où elle a été indiquée, et les demandes portant sur des fichiers déposés par son compte. Pour une adresse, et pour un nom que seules des notifications indiquent, une empreinte en tient lieu ici dès lors. Ce qui suit un # peut être une clé, et n’est jamais recherché.
queue-looks-like-a-key = Cela ressemble à une clé, ou à la partie d’un lien qui suit son #. Les clés ne sont jamais recherchées : collez le lien, ou sa partie avant le #.
queue-no-address = Ceci contient un @ et n’est pas une seule adresse électronique : collez l’adresse entière, et rien d’autre.
queue-view-delete = Supprimer la vue « { $name } »
queue-view-as = Enregistrer comme vue
queue-view-name = Nom
queue-view-shared = Pour tout le bureau
queue-view-save = Enregistrer la vue
queue-view-saved = La vue est enregistrée : elle figure au-dessus de la file d’attente.
queue-view-deleted = La vue est supprimée. Les demandes sont restées où elles étaient.
queue-behind = Rien ne suit cette page
queue-behind-text = Ce qui figurait ici a été tranché entre-temps.
queue-to-beginning = Au début
queue-not-found = Rien n’a été trouvé
queue-not-found-text = Écrivez le début d’un numéro ou d’une référence, le début de mots du nom d’une organisation, ou l’adresse électronique entière d’un expéditeur ou d’un déposant. Un expéditeur sans compte se trouve une fois qu’il l’a confirmée.
queue-show-all = Tout afficher
queue-none = Rien n’attend de décision
queue-none-text = Les demandes des titulaires de droits et les notifications de tous figurent ici, selon le temps qui reste.
queue-no-fit = Aucune demande ne correspond à ce filtre
queue-no-fit-text = D’autres attendent.
queue-claims-wait = Demandes qui attendent
queue-claims-found = Demandes trouvées
# À quel titre se trouve l’adresse ou le nom recherché.
queue-found-sender = envoyée par cette adresse
queue-found-given = cette adresse y est indiquée, sans être confirmée
queue-found-named = envoyée sous ce nom
queue-found-uploader = sur un fichier de cette adresse
queue-column-chosen = Cochée
queue-column-choose = Cocher
queue-column-party = Partie
queue-column-targets = Cibles
queue-column-evidence = Preuves
queue-column-received = Reçue
queue-column-claim = Demande
queue-choose-claim = Cocher la demande de { $party }, { $claim }
queue-over = close
queue-flagger = signaleur de confiance
queue-order = injonction
queue-for-senior = pour un réviseur principal
queue-opened-in-part = ouvert en partie
queue-opened-of = { $opened } sur { $targets }
queue-together = Trancher ensemble les demandes cochées
queue-together-count = En trancher { $count } ensemble
queue-next-page = La page suivante
queue-authority = Une juridiction ou une autorité ({ $country })
queue-nothing-free = Rien n’est libre que vous puissiez prendre : ce qui attend est pris, ou revient à un réviseur principal ou à un autre réviseur.

# Trancher ensemble
bulk-title = Trancher ensemble
bulk-none = Rien de ce qui a été coché ne peut être tranché.
bulk-lead = { $claims ->
    [one] Une même décision pour chaque cible qui reste cochée : { $targets } dans { $claims } demande, qui est désormais la vôtre. Rien n’est tranché avant que vous ne le confirmiez.
   *[other] Une même décision pour chaque cible qui reste cochée : { $targets } dans { $claims } demandes, qui sont désormais les vôtres. Rien n’est tranché avant que vous ne le confirmiez.
}
bulk-back = Retour à la file d’attente
bulk-finding = Ce qui a été constaté pour chacune
bulk-action = Ce qui est fait pour chacune
bulk-reasons-hint = Ils deviennent l’exposé que lit chaque déposant. Laissés vides, le texte conservé vaut. N’y nommez aucune personne ni aucun fichier : les deux parties les lisent, et ils sont conservés avec le dossier.
bulk-see = Voir ce qui est à confirmer
bulk-targets = { $count ->
    [one] Une cible
   *[other] { $count } cibles
}
bulk-claims = { $count ->
    [one] une demande
   *[other] { $count } demandes
}
bulk-confirm-lead = Rien n’est encore tranché. { $targets } dans { $claims }, et rien d’autre : une décision se prend une fois, et prend effet au prochain clic.
bulk-for-each = Pour chacune : { $ruling }
bulk-decide = { $count ->
    [one] Trancher cette cible
   *[other] Trancher ces { $count } cibles
}
bulk-claim-number = , demande { $claim }
bulk-not-opened = preuves non ouvertes
bulk-found-at = Trouvé à l’adresse { $address }
bulk-found-on = Trouvé à l’adresse { $address }, le { $day }
bulk-touches = Le verrouiller et le supprimer touche { $links }, { $accounts }, { $claims } et { $mirrors }.
bulk-touches-one-link = Ce lien est désactivé ; le fichier et ses autres liens restent.
bulk-touches-nothing = Rien n’est restreint.
bulk-open-it = les ouvrir sur la page de la demande
bulk-touches-links = { $count ->
    [one] { $count } lien
   *[other] { $count } liens
}
bulk-touches-accounts = { $count ->
    [one] { $count } compte
   *[other] { $count } comptes
}
bulk-touches-claims = { $count ->
    [one] { $count } autre demande
   *[other] { $count } autres demandes
}
bulk-touches-mirrors = { $count ->
    [0] { $count } miroir
    [one] { $count } miroir ({ $names })
   *[other] { $count } miroirs ({ $names })
}
bulk-left-out = { $count ->
    [one] Une demande est laissée de côté
   *[other] { $count } demandes sont laissées de côté
}
bulk-nothing-in-it = Rien n’y attend de décision.
bulk-gone = Elle, ou l’une de ses cibles, n’existe plus.
bulk-failed = Une erreur s’est produite ici, et rien de cette demande n’a été tranché. Réessayez.
bulk-choose-first = Cochez d’abord des demandes dans la file d’attente, puis tranchez-les ensemble.
bulk-result-title = Ce qui a été tranché
bulk-result-none = Rien n’a été tranché.
bulk-result-lead = { $targets } dans { $claims } : { $ruling }.
bulk-result-claims = Demandes tranchées
bulk-result-targets = Cibles tranchées
bulk-result-claim = Demande { $claim }

# Charge de travail
workload-title = Charge de travail
workload-lead = Qui a quoi en ce moment, et combien de cibles chacun a tranchées depuis minuit dans le fuseau horaire de l’exploitant. Une demande que vous confiez à quelqu’un d’autre est aussitôt la sienne ; le registre le dit.
workload-none = Personne ne travaille la file d’attente
workload-none-text = Les administrateurs invitent des réviseurs et nomment des réviseurs principaux.
workload-reviewers = Réviseurs
workload-reviewer = Réviseur
workload-has = En main
workload-due-first = Première échéance
workload-decided-today = Tranchées aujourd’hui
workload-nothing = rien
workload-together = Ensemble
workload-yours = Ce que vous avez
workload-theirs = Ce qu’a { $name }
workload-first = Les { $count } premières à échoir, sur { $all }.
workload-claims-of = Demandes de { $name }
workload-until = En main jusqu’au
workload-give-to = Confier à
workload-give-claim = Confier la demande { $claim } à
workload-to-queue = personne : retour à la file d’attente
workload-give = Confier
workload-given = Cette personne a désormais la demande, et qui l’avait ne peut plus la trancher.
workload-freed = La demande est de nouveau libre, et qui l’avait ne peut plus la trancher.

# Ce qui attend une seconde personne
steps-title = Deux personnes
steps-heading = Ce qui attend une seconde personne
steps-lead = Chacune de ces étapes a été proposée par une personne. Une autre la confirme, ou elle est reprise ; d’ici là, rien ne se passe.
steps-none = Rien n’attend
steps-none-text = L’accès direct, un nouvel accord, une destruction immédiate, un ordre sans séquestre, le retrait ou l’abandon d’un miroir, et qui devient ou cesse d’être réviseur principal ou administrateur : une personne le propose, et cela attend ici une autre.
steps-direct-access = Accès direct pour un titulaire de droits
steps-verification = Vérification sans preuve du domaine
steps-agreement = Une version de l’accord
steps-purge = Une destruction immédiate
steps-order = Un ordre sans séquestre
steps-senior = Un nouveau réviseur principal : { $person }
steps-administrator = Un nouvel administrateur : { $person }
steps-removal = Plus administrateur : { $person }
steps-mirror = Le retrait d’un miroir : { $host }, { $country }
steps-mirror-up = L’abandon d’un miroir : { $host }, { $country }
steps-order-key = Une autre clé pour les ordres, tickets et appels
steps-log-key = Une autre clé pour le journal
steps-quorum = Témoins qui doivent avoir cosigné : { $quorum }
steps-verification-advice = L’organisation n’a pas prouvé qu’elle est maître du domaine qu’elle indique. Voyez par vous-même de qui il s’agit avant de confirmer.
steps-appointment-advice = Ce compte a accepté une invitation. Demandez à la personne elle-même s’il est le sien avant de le nommer : qui le détient peut être la seconde personne là où il en faut deux.
steps-removal-advice = Dès votre confirmation, le compte ne peut plus rien de ce que peut un administrateur. Seuls deux administrateurs peuvent le nommer de nouveau.
steps-mirror-advice = Il ne détient et ne doit plus rien, ou a été abandonné. Dès votre confirmation il n’est plus des nôtres, et il ne revient jamais.
steps-mirror-up-advice = Plus personne n’y lit ni n’attend ses reçus ; ce qu’il détient est passé par pertes et refait ailleurs. S’il répond, videz-le plutôt.
steps-key-advice = Dès votre confirmation, la clé est créée, annoncée et adoptée d’elle-même.
steps-quorum-advice = Sans assez de cosignatures, aucun ordre ne prend effet, et ceci ne peut plus être changé. Voyez si assez de miroirs d’autres hébergeurs répondent.
steps-proposer-gone = la personne qui l’a proposé a perdu sa fonction
steps-nobody = personne d’autre ne peut encore le confirmer
steps-you = vous pouvez le confirmer
steps-people = { $count ->
    [one] attend une seconde personne : une seule peut le confirmer
   *[other] attend une seconde personne : { $count } peuvent le confirmer
}
steps-file = Fichier
steps-proposed = Proposé par { $name } { $ago }.
steps-grant = Accorder
steps-verify = Vérifier
steps-publish = Publier
steps-purge-it = Détruire
steps-let-go = Laisser partir l’ordre
steps-appoint = Nommer
steps-remove = Retirer la fonction
steps-mirror-remove = Le retirer
steps-mirror-give-up = L’abandonner
steps-key-rotate = La faire succéder
steps-quorum-set = Le fixer
steps-take-back = Reprendre
steps-turn-down = Rejeter
steps-yours = Vous l’avez proposé : quelqu’un d’autre le confirme.
steps-go-confirm = Confirmer, ou rejeter la proposition.
steps-wait = La proposition attend une seconde personne.
steps-granted = L’accès direct est accordé.
steps-verified = L’organisation est vérifiée.
steps-published = L’accord est publié : c’est désormais cette version qui doit être signée.
steps-purged = La destruction est ordonnée.
steps-let-gone = L’ordre part sans copie sous séquestre.
steps-senior-appointed = Le réviseur principal est nommé.
steps-administrator-appointed = L’administrateur est nommé.
steps-removed = La fonction est retirée.
steps-mirror-removed = Le miroir est retiré.
steps-mirror-given-up = Le miroir est abandonné.
steps-key-rotated = La clé est créée, et succède d’elle-même.
steps-quorum-is-set = Les témoins sont fixés : cela vaut dès que la règle d’avant est satisfaite.
steps-taken-back = La proposition est reprise.

# Suppressions par accès direct qu’un réviseur principal examine
samples-title = Échantillons
samples-lead = Des suppressions que des titulaires de droits ont faites eux-mêmes, par accès direct. Un réviseur principal examine celles qui ont été tirées, et dit si elles sont maintenues.
samples-none = Rien n’attend
samples-none-text = Toutes les suppressions tirées ont été examinées.
samples-table = Suppressions qui attendent un réviseur principal
samples-holder = Titulaire de droits
samples-deletion = Suppression
samples-made = Faite
samples-of-claim = Cible { $position } de la demande { $claim }
samples-page = Une suppression par { $organisation }
samples-kicker = Supprimé par accès direct
samples-target = Cible
samples-target-text = { $target } : ce qui est demandé, et les preuves à ouvrir
samples-of-its-claim = Cible { $position } de sa demande
samples-file = Fichier
samples-deleted = Supprimé
samples-due = À examiner avant le
samples-stands = Elle est maintenue
samples-overturned = Elle a été annulée
samples-first = Ouvrez d’abord les preuves sur la page de la demande : pesez ce qu’est le fichier, et s’il se trouvait en public là où le titulaire le dit.
samples-question = La suppression est-elle maintenue ?
samples-stands-hint = Le fichier est ce que dit la demande, et il a été trouvé en public.
samples-not-infringing = Elle n’est pas maintenue : il n’y a pas d’atteinte
samples-not-infringing-hint = Le fichier n’est pas ce que dit la demande, ou peut être partagé. La demande ne le verrouille plus ; il est rendu, sauf si autre chose le retient.
samples-incomplete = Elle n’est pas maintenue : la demande ne l’établit pas
samples-incomplete-hint = Il n’a pas été trouvé en public là où le titulaire de droits le dit, ou il manque à la demande ce que la loi exige. Le fichier est alors rendu aussi.
samples-reasons-hint = Si elle n’est pas maintenue, les deux parties les lisent. N’y nommez aucune personne ni aucun fichier : ils sont conservés avec le dossier.
samples-say = Donner cette réponse
samples-choose = Choisissez si la suppression est maintenue.
samples-upheld = La suppression est maintenue.
samples-overturned-now = La suppression est annulée : la demande ne verrouille plus le fichier, et les personnes concernées en apprennent les motifs.
samples-file-page = Ce qu’il est devenu
samples-confirm-title = Confirmer que la suppression ne tient pas
samples-confirm-lead = Rien n’est encore dit. Une suppression est examinée une seule fois ; la décision prend effet en appuyant encore une fois.
samples-confirm-answer = Votre réponse
samples-confirm-given-back = Ce qui est rendu
samples-confirm-file = { $count ->
    [0] Le fichier : la personne qui l’a déposé l’ouvre de nouveau. Aucun lien n’y mène.
    [one] Le fichier : la personne qui l’a déposé l’ouvre de nouveau, et son unique lien aussi.
   *[other] Le fichier : la personne qui l’a déposé l’ouvre de nouveau, et ses { $count } liens aussi.
}
samples-confirm-held = { $count ->
    [one] Rien pour l’instant : une autre décision retient le fichier. Il est rendu dès qu’elle prend fin.
   *[other] Rien pour l’instant : { $count } autres décisions retiennent le fichier. Il est rendu dès qu’elles prennent toutes fin.
}
samples-confirm-deleted = Rien, sinon le choix de son propriétaire, qui avait supprimé le fichier : jusqu’au terme de cette suppression, il peut encore revenir sur elle.
samples-confirm-nothing = Rien : cette suppression ne retient plus le fichier.
samples-confirm-gone = Rien : il ne reste rien du fichier.
samples-confirm-told = { $organisation } lit les motifs, de même que la personne qui a déposé le fichier si cette suppression le retient encore. Une demande ultérieure de { $organisation } sur ce fichier revient à un réviseur principal.
samples-confirm-overturn = L’annuler
