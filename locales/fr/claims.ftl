# Une demande telle que le demandeur la suit, et la notification envoyée par quiconque.
claims-title = Demandes
claim-and-more = et { $count } de plus
claim-reference = Votre référence : { $reference }
direct-title = Accès direct
direct-offered = Vous avez ouvert chaque fichier et indiqué où il se trouvait en public. Vous pouvez dès maintenant les supprimer vous-même de tous les miroirs.
direct-delete = Supprimer de tous les miroirs…
direct-refused = Pourquoi vous ne pouvez pas le supprimer vous-même
direct-person-decides = Une personne tranche la demande.
claim-name-sources = Indiquer où les liens ont été trouvés
claim-about = La demande
claim-claimed-by = Demandeur
claim-works = Œuvres
claim-on-behalf-of = Au nom de
claim-effect = Portée
claim-sent-by = Envoyée par
claim-agreement = Accord en vigueur
claim-received-at = reçue le { $time }
claim-add-links = Ajouter des liens…
claim-correct = Corriger la notification…
claim-withdraw = Retirer…
happened-title = Ce qui s’est passé
happened-nothing = Le registre l’inscrit en quelques instants. Rechargez la page.
next-title = La suite
next-decided-on = Tranchée le { $time } : { $outcome }
next-decided = Tranchée : { $outcome }
next-restricted = { $count ->
    [one] { $restricted } fichier restreint sur { $count }.
   *[other] { $restricted } fichiers restreints sur { $count }.
}
next-withdrawn-on = Retirée le { $time }.
next-withdrawn = Retirée.
next-reviewer = Un réviseur s’en occupe.
next-person = Une personne la tranche.
next-lacks = Il manque à la notification un élément exigé par la loi.
next-lacks-text = Le délai pour trancher est suspendu jusque-là. Ce n’est jamais une clé qui manque.
next-lacks-until = Le délai pour trancher est suspendu jusque-là, jusqu’au { $until } au plus : ensuite, on tranche sur ce que dit la notification. Ce n’est jamais une clé qui manque.
next-complete = Compléter la notification
next-securing = Verrouillé.
next-securing-text = Plus personne ne peut ouvrir { $files }. Une copie scellée est mise sous séquestre, au cas où la décision ne serait pas maintenue, et l’ordre aux miroirs est inscrit au registre.
some-files = { $count ->
    [one] un fichier
   *[other] { $count } fichiers
}
next-mirrors = Les miroirs suppriment.
next-mirrors-text = { $receipts } sur { $mirrors } ont signé un reçu. Un miroir injoignable est sollicité jusqu’à ce qu’il réponde.
next-restoration = En cours de restitution :
next-restoration-text = { $files }, par les mêmes liens.
next-windows = C’est fait.
next-windows-text = Le déposant est informé des motifs et de ses voies de recours : une réclamation peut être introduite jusqu’à la fin du { $until }. Si rien n’est infirmé, il ne se passe plus rien.
next-windows-open = Le déposant peut introduire une réclamation jusqu’à la fin du { $until }.
next-returns = Une contre-notification est en cours.
next-returns-text = Le { $day }, le fichier { $position } est rétabli de lui-même, par les mêmes liens, sauf si vous nous faites d’abord part d’une action dirigée contre le déposant. Vous le pouvez jusqu’à la fin du { $last }.
next-stopped-text = Le fichier { $position } n’est pas rétabli avant la fin de l’action ({ $forum }, { $reference }). Si elle s’achève sans décision en votre faveur, la contre-notification suit son cours.
next-stopped-reported = Vous nous avez dit qu’elle s’est achevée en votre faveur : un réviseur l’examine.
next-dispute = Un litige est en cours.
next-dispute-text = La décision sur le fichier { $position } est contestée devant un tribunal ou un organe. Elle reste en l’état jusqu’à la fin du litige, et rien n’est détruit entre-temps.
next-appeal-uploader = Le déposant a introduit une réclamation.
next-appeal-uploader-text = Une personne qui n’a pas décidé auparavant se prononce de nouveau sur le fichier { $position }, avant le { $day }. La décision tient jusque-là.
next-appeal-claimant = Votre réclamation attend.
next-appeal-claimant-text = Une personne qui n’a pas décidé auparavant se prononce de nouveau sur le fichier { $position }, avant le { $day }.
next-nothing-restricted-open = Cette demande ne restreint rien pour l’instant.
next-over = C’est terminé.
next-purged = La dernière copie scellée et sa clé sont détruites : rien ne peut en être rétabli.
next-nothing-restricted = Cette demande ne restreint rien. Si vous pensez que c’est une erreur, vous pouvez introduire une réclamation : la décision qui vous a été envoyée dit comment.
next-withdrawn-text = Ce qu’elle avait restreint est rendu, sauf si une autre demande le retient. Il ne se passe plus rien.
claim-which-files = Quels fichiers
board-deletion = Suppression des miroirs
board-live = Cela se poursuit de soi-même, et s’affiche au fur et à mesure ; sans JavaScript, rechargez la page.
board-locked = Verrouillé
board-locked-at = { $time } : personne ne peut l’ouvrir, le déposant compris
board-lifted = Verrou levé
board-given-back = Rendu
board-not-given-back = pas encore, ou une autre demande le retient
board-custody = Séquestre : { $store }
board-custody-destroyed = détruite le { $time }
board-custody-secured = copie scellée mise sous séquestre le { $time }, au cas où la décision ne serait pas maintenue
board-custody-waits = en cours
board-order = Ordre
board-receipted = { $done } miroirs sur { $all } ont signé un reçu de la suppression.
board-complete = Achevée le { $time }.
board-awaits-order = L’ordre aux miroirs est en cours de signature et d’inscription au registre.
board-mirrors = Miroirs visés par l’ordre { $digest }
board-mirror = Miroir
board-ordered = Ordonné
board-done = Exécuté
board-receipt = Reçu
board-probe = Recherché
board-waiting = En attente
board-proof-of = du reçu de { $mirror }
board-copy-of = le reçu de { $mirror }
board-deleted = Supprimé
board-held-no-copy = N’avait aucune copie
board-refused = Refusé
board-not-reached-once = Injoignable, un essai
board-not-reached = Injoignable, { $count } essais
board-gone = Disparu
board-not-there = Absent
board-still-there = Encore là
object-uploading = en cours de dépôt
object-available = disponible
object-locked = verrouillé
object-deleted = supprimé par son propriétaire
object-purged = détruit
object-never-completed = jamais achevé
claim-the-file = Le fichier
claim-the-files = Les fichiers
target-link = Lien
target-added = Ajouté
target-added-due = le { $time }, à trancher avant le { $due }
target-found-at = Trouvé à l’adresse
target-found-on = { $address }, le { $day }
target-possession = Preuve de possession
target-download = Télécharger
target-download-what = la preuve de possession de { $file }
target-decided = Tranché
target-decided-direct = le { $time }, par vous, par accès direct
target-finding = Constatation
target-ground = Fondement
target-reasons = Motifs
target-appeal = Votre réclamation
target-appeal-waits = Reçue le { $day } ; tranchée avant le { $due }
target-appeal-open = Introduire une réclamation…
redress-until-small = Jusqu’à la fin du { $day }
possession-title = Ce qu’est une preuve de possession
possession-text = Le service l’a signée lorsque votre clé a ouvert le fichier : elle désigne la demande, le fichier par son empreinte racine, et l’heure, mais ni la clé ni le lien. Montrez-la à quiconque doute que vous ayez pu ouvrir le fichier. C’est un JSON Web Token du type { $type } ; toute bibliothèque destinée à ces jetons la vérifie, avec l’algorithme EdDSA et les clés publiques du service à l’adresse { $keys }.
claim-match = Comparer avec vos références…
action-title = Faire part d’une action
action-lead = Elle maintient le contenu retiré jusqu’à ce qu’elle soit terminée. Le tribunal et le numéro sont communiqués au déposant.
action-answers = Elle répond à la contre-notification du { $day } visant le fichier { $position }, en vertu de laquelle le contenu est rétabli le { $returns }. Vous pouvez nous en faire part jusqu’à la fin du { $last }.
action-kind = Devant qui
action-forum = Nom du tribunal ou de l’organe
action-forum-hint = Par exemple : United States District Court, Northern District of California.
action-reference = Numéro de l’affaire
action-reference-hint = Par exemple : 4:27-cv-01234.
action-begun-on = Le jour de son introduction
action-signature-hint = Saisissez votre nom complet. Il vaut signature de cet avis.
action-send = Maintenir le contenu retiré
action-court = Un tribunal
action-court-hint = Une action dirigée contre le déposant
action-board = Le Copyright Claims Board
action-board-hint = Une demande en contrefaçon devant cet organe
action-told = Nous avons reçu l’annonce de votre action : le contenu reste retiré jusqu’à ce qu’elle soit terminée.
appeal-lodged = Votre réclamation a été reçue : une personne qui n’a pas décidé auparavant l’examine.
amendment-lead = Ce que vous envoyez remplace ce qui s’y trouve.
amendment-lead-time = Le délai pour trancher reprend alors.
amendment-missing = Ce qui manque
amendment-complete = Compléter la notification
amendment-correct = Corriger la notification
amendment-over = Cette demande est tranchée ou retirée : elle ne peut plus être corrigée.
amendment-sent = La notification est renvoyée, et le délai pour trancher reprend.
amendment-done = La notification est corrigée.
answers-title = Contre-notifications
answers-to = Fichier { $position }, reçue le { $day }
answers-returns = Le contenu est rétabli le { $day }
answers-unless = , sauf si vous nous faites d’abord part d’une action dirigée contre le déposant.
answers-tell = Faire part d’une action…
# { $left } est le temps qui reste, et le jour avec lequel il s’achève.
answers-left = Pour nous en faire part : { $left }
answers-stopped = Votre action maintient le contenu retiré jusqu’à ce qu’elle soit terminée.
answers-stopped-text = Dites-nous comment elle s’achève.
answers-end = Dire comment elle s’est achevée…
action-end-title = Dire comment votre action s’est achevée
action-end-lead = Ce qui parle pour le déposant prend effet aussitôt : ce que l’action avait arrêté suit son cours. Ce qui parle pour vous est d’abord examiné par un réviseur ; d’ici là, le contenu reste retiré.
action-end-about = Il s’agit de l’action devant { $forum }, { $reference }.
action-end-how = L’issue
action-end-dropped = Sans décision
action-end-dropped-hint = Retirée, rejetée sans jugement ou réglée à l’amiable : le contenu est rétabli le jour prévu par la contre-notification, aussitôt si ce jour est passé.
action-end-uploader = Jugement en faveur du déposant
action-end-uploader-hint = Ce que votre demande restreint est rendu aussitôt.
action-end-claimant = Jugement en votre faveur
action-end-claimant-hint = Un réviseur l’examine ; le contenu reste retiré.
action-end-on = Le jour où elle s’est achevée
action-end-words = Ce qui le montre
action-end-words-hint = Le jugement ou un autre document avec son numéro, ou vos propres mots.
action-end-send = Nous le dire
action-end-told = Nous avons pris note de l’issue de votre action.
answers-material = Ce qu’elle dit du contenu
answers-action = Votre action
answers-action-text = { $forum }, { $reference }, introduite le { $begun } ; annoncée le { $told }
answers-action-ended = { "\u00A0" }; terminée le { $ended }
answers-sworn = Ce que son auteur a juré et accepté
appeal-lead = Une personne qui n’a pas décidé auparavant se prononce à nouveau, avec ses motifs. C’est gratuit, et cela ne ferme aucune autre voie : un organe certifié de règlement extrajudiciaire des litiges, ou un tribunal.
appeal-decided = { $day } : { $finding }
appeal-grounds-hint = Dites ce qui a été négligé ou mal jugé. Les preuves se joignent à la demande.
deletion-title = Supprimer de tous les miroirs
deletion-lead = Verrouillage immédiat, et ordre à chaque miroir de supprimer. Vous en répondez ; le déposant en est informé, et peut répondre.
deletion-touched = Ce que cela touche
deletion-links = Liens qui cessent de fonctionner
deletion-accounts = Comptes qui le perdent
deletion-claims = Autres demandes le visant
deletion-mirrors = Miroirs recevant l’ordre
deletion-custody = Le retrait de la demande rend le fichier aux mêmes liens tant qu’une copie scellée est conservée sous séquestre.
deletion-delete = { $count ->
    [one] Supprimer { $count } fichier
   *[other] Supprimer { $count } fichiers
}
deletion-confirm = Saisissez { $word } pour confirmer
deletion-refused = Cette demande ne peut pas faire l’objet d’une suppression directe : { $why }
deletion-done = Verrouillé. Chaque miroir reçoit l’ordre de supprimer.
sources-title = Où les liens ont été trouvés
sources-lead = L’adresse publique de la page où se trouvait un lien. L’accès direct l’exige, et la personne qui tranche en tient compte. Une fois indiquée, elle demeure.
sources-more = { $count } de plus figureront ici une fois celles-ci indiquées.
sources-name = Les indiquer
sources-field = Où le lien { $position } a été trouvé ({ $file })
sources-none = Il ne reste aucun lien de cette demande dont l’emplacement puisse être indiqué.
sources-done = L’endroit où ils ont été trouvés est consigné.
withdrawal-title = Retirer
withdrawal-lead = Ce que la demande avait restreint est rendu aux mêmes liens, sauf si une autre demande le retient. Un retrait est irrévocable ; une nouvelle demande peut être déposée.
withdrawal-extent = Dans quelle mesure
withdrawal-files = Fichiers
withdrawal-why = Pourquoi
withdrawal-whole = Entièrement
withdrawal-targets = Seulement les fichiers que je choisis ci-dessous
withdrawal-targets-hint = Le reste de la demande se poursuit.
withdrawal-choose-file = Choisissez au moins un fichier.
withdrawal-choose-extent = Choisissez ce que vous retirez.
withdrawal-done = Retirée. Ce qu’elle avait restreint est en cours de restitution.
claim-state-received = Reçue
claim-state-in-review = En cours d’examen
claim-state-needs-information = À compléter
claim-state-decided = Tranchée
claim-state-withdrawn = Retirée
target-waits = Attend sa décision
target-securing = Verrouillé, mise sous séquestre en cours
target-ordered = Verrouillé, suppression en cours
target-looking = Supprimé, vérification en cours
target-deleted = Supprimé partout
target-purged = Définitivement détruit
target-link-disabled = Le lien est désactivé
target-not-restricted = Rien n’a été restreint
target-restoring = En cours de restitution
target-restored = Rendu
target-released = N’est plus retenu par cette demande
target-withdrawn = Retiré
finding-infringing = Il porte atteinte à vos droits
finding-not-infringing = Il ne porte pas atteinte à vos droits
finding-other-illegal = Il est illicite pour une autre raison
finding-incomplete = La notification ne contient pas ce que la loi exige
verdict-granted = Accueillie : la décision a été changée
verdict-refused = Rejetée : la décision est maintenue
verdict-withdrawn = Retirée
verdict-moot = Son objet avait déjà pris fin
answers-returned = Le contenu a été rétabli
answers-incomplete = Elle était incomplète : rien n’a été rétabli à ce titre
answers-withdrawn = Son auteur l’a retirée
answers-restrained = Votre action s’est achevée en votre faveur : le contenu reste retiré
level-located = Localisé
level-located-text = Le lien mène à un fichier. Il n’a pas été ouvert avec une clé.
level-opened = Ouvert
level-opened-text = La clé que vous avez donnée ouvre ce fichier même.
level-matched = Identifié
level-matched-text = Le fichier ouvert est l’une de vos références enregistrées.
target-all = Tous
target-number = Cible { $position }
claim-for-files = { $count ->
    [one] Une demande visant un fichier
   *[other] Une demande visant { $count } fichiers
}

# Les demandes d’une organisation.
claims-drafts = Brouillons
claims-drafts-yours = Vous seul les voyez.
claims-draft = { $count ->
    [one] { $name }, { $number } lien
   *[other] { $name }, { $number } liens
}
claims-draft-links = Liens pour une demande
claims-draft-next = suite : { $step } · dernière modification le { $time }
claims-none = Aucune demande pour l’instant
claims-none-text = Une demande désigne, par leurs liens, les fichiers qui contrefont vos œuvres. Avec la clé contenue dans un lien, vous prouvez que vous pouvez ouvrir le fichier.
claims-search = Votre référence, des mots du titre d’une œuvre, ou le numéro d’une demande
claims-state = État
claims-any = Tous
claims-search-it = Chercher
claims-all = Toutes les demandes
claims-no-fit = Aucune demande ne correspond
claims-no-fit-text = Une référence se trouve par son début, une œuvre par le début des mots de son titre, une demande par son numéro entier.
claims-claim = Demande
claims-due = À trancher
claims-due-short = Échéance
claims-files = Fichiers
claims-received = Reçue
claims-number = Numéro
claims-reference = Votre référence : { $reference }
pages-newest = Les plus récentes
draft-next-law = loi et œuvres
draft-next-links = les liens
draft-next-statement = la déclaration
draft-next-check = une dernière vérification, puis l’envoi
claims-some-files = { $count ->
    [one] Un fichier
   *[other] { $count } fichiers
}

# La comparaison de fichiers avec des références.
matching-title = Comparer avec vos références
matching-lead = Ce que vous avez ouvert est lu une fois, et son SHA-256 est comparé à ceux de vos propres fichiers dans { $works }.
matching-your-works = vos œuvres
matching-strongest = Une correspondance avec une référence que vous avez enregistrée avant le dépôt du fichier est la preuve la plus forte qui soit. Une référence postérieure est signalée comme telle.
matching-no-match = L’absence de correspondance ne dit rien contre votre demande :
matching-one-byte = un seul octet changé donne une autre empreinte.
matching-wiped = Le contenu est lu en mémoire, partie par partie, puis effacé. Ni lui ni son empreinte ne sont conservés.
matching-needed = Il faut d’abord une référence
matching-needed-text = Votre organisation n’a enregistré aucun SHA-256 de ses propres fichiers : il n’y a donc rien à quoi comparer. Votre navigateur les calcule sur la page d’une œuvre ; les fichiers restent chez vous.
matching-add-to = Ajouter des références à { $work }
matching-choose-work = Choisir une œuvre
matching-left = { $count ->
    [one] { $count } fichier ouvert n’est pas encore comparé.
   *[other] { $count } fichiers ouverts ne sont pas encore comparés.
}
matching-go = Lire et comparer
matching-nothing = Rien à comparer
matching-nothing-text = Seuls les fichiers ouverts avec leur clé peuvent être lus, tant qu’ils attendent leur décision.
matching-live = Cela se poursuit de soi-même, même si vous partez. Sans JavaScript, rechargez la page.
matching-read-of = Lecture de { $file }
matching-so-far = { $read } sur { $size }
matching-found-before = C’est une référence de { $work }, enregistrée le { $time }, avant le dépôt du fichier ici.
matching-found-after = C’est une référence de { $work }, enregistrée le { $time }, après le dépôt du fichier ici.
matching-ended = Terminée le { $time }
matching-asked = Demandée le { $time }
match-waits = Attend son tour
match-being-read = En cours de lecture
match-matched = Identifié
match-later = Correspond à une référence postérieure
match-none = Aucune correspondance
match-unreadable = N’a pas pu être lu
match-stopped = Interrompu
matching-begun = { $count ->
    [one] { $count } fichier va être lu et comparé.
   *[other] { $count } fichiers vont être lus et comparés.
}
matching-too-large = { $count ->
    [one] Laissé de côté car trop volumineux : { $count } fichier de plus de { $limit }.
   *[other] Laissés de côté car trop volumineux : { $count } fichiers de plus de { $limit }.
}
finding-ordered = Une juridiction ou une autorité l’ordonne
