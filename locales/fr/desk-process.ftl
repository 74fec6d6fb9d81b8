# Le bureau : réclamations, contre-notifications et litiges.

# Ce que leurs listes ont en commun
desk-list-none = Rien n’attend
desk-list-due = Échéance
desk-list-party = Partie
desk-list-received = Reçue
desk-list-holder = Qui s’en occupe
desk-list-nobody = personne
desk-list-next = La page suivante
desk-list-heading = { $party } : { $sort }
desk-list-court = Une juridiction ou autorité ({ $country })
desk-list-notifier = L’auteur d’une notification
desk-list-notifier-altered = L’auteur d’une notification dont le nom est illisible, la notification ayant été altérée dans la base de données
desk-list-picture = une image
desk-list-video = une vidéo
desk-list-sound = un son
desk-list-text = un document
desk-list-archive = une archive
desk-list-file = un fichier
desk-list-file-altered = un fichier dont la nature est illisible, ayant été altérée dans la base de données
desk-list-target = Cible { $position } de sa demande

# Réclamations
desk-appeals-title = Réclamations
desk-appeals-lead = Tranchées par quelqu’un qui n’a pris aucune part à la décision, avec des motifs, jamais par un logiciel.
desk-appeals-none-text = Les réclamations des déposants et des demandeurs figurent ici, selon le temps qui reste.
desk-appeals-waiting = Réclamations en attente
desk-appeals-law = Droit
desk-appeals-of = Introduite par
desk-appeal-side = { $side ->
    [account] titulaire d’un compte
    [sender] auteur de notifications
    [claimant] demandeur
   *[uploader] déposant
}
desk-appeal-page = Une réclamation
desk-appeal-title = { $side ->
    [account] Une réclamation du titulaire d’un compte
    [sender] Une réclamation de l’auteur de notifications
    [claimant] Une réclamation du demandeur
   *[uploader] Une réclamation du déposant
}
desk-appeal-granted = Accueillie
desk-appeal-refused = Rejetée
desk-appeal-withdrawn = Retirée
desk-appeal-moot = Son objet avait pris fin autrement
desk-appeal-grounds = Pourquoi la décision serait erronée
desk-appeal-received = Reçue le { $time }.
desk-appeal-decision = La décision
desk-appeal-decided = { $finding } ; { $action }
desk-appeal-decided-under = { $finding } ; { $action }, au titre de : { $ground }
desk-appeal-direct = { $time }, par le titulaire de droits, par accès direct
desk-appeal-claim = { $link } : ce qui a été demandé, et les preuves à ouvrir
desk-appeal-measure = Ce qui a été décidé
desk-appeal-until = { $time }, jusqu’au { $until }
desk-appeal-whom = { $link } : sur quoi elle repose, et ce qui a précédé
desk-appeal-whom-link = Qui elle vise
desk-appeal-verdict = Ce qui est décidé
desk-appeal-if-granted = Si elle est accueillie
desk-appeal-finding = Ce qui est constaté
desk-appeal-action = Ce qui est fait
desk-appeal-ground = Au titre de quelle loi ou règle
desk-appeal-reasons = Motifs
desk-appeal-decide = Trancher la réclamation
desk-appeal-other = Vous avez déjà décidé à ce sujet : une réclamation est tranchée par quelqu’un d’autre.
desk-appeal-grant = Elle est accueillie
desk-appeal-grant-measure = Ce qui avait été décidé est levé aussitôt.
desk-appeal-grant-uploader = Ce que la décision restreint prend fin aussitôt, même lorsqu’une action du demandeur suspend une contre-notification.
desk-appeal-grant-claimant = Ce que vous choisissez ci-dessous est décidé à sa place.
desk-appeal-refuse = Elle est rejetée
desk-appeal-refuse-hint = La décision est maintenue.
desk-appeal-readers-claimant = Le demandeur les lit ; si la réclamation est accueillie, le déposant aussi, comme exposé des motifs. N’y nommez aucune personne ni aucun fichier : ils sont conservés avec le dossier.
desk-appeal-readers-uploader = Le déposant les lit ; si la réclamation est accueillie, le demandeur aussi. N’y nommez aucune personne ni aucun fichier : ils sont conservés avec le dossier.
desk-appeal-readers = L’auteur de la réclamation les lit. Ils sont chiffrés au repos ; ceux qui concernent une personne sont effacés avec elle. Ils partent aussi par courriel : n’y nommez aucune autre personne ni aucun fichier.
desk-appeal-say-found = Dites ce qui est constaté.
desk-appeal-say-done = Dites ce qui est fait.
desk-appeal-taken = La réclamation est entre vos mains : personne d’autre ne la tranche entre-temps.
desk-appeal-released = La réclamation est de nouveau libre.
desk-appeal-done = La réclamation est tranchée, et son auteur en apprend les motifs.

# Contre-notifications
desk-counters-title = Contre-notifications
desk-counters-lead = Ce que chacune demande est rétabli de lui-même le onzième jour ouvrable. Vérifiez qu’elle est complète ; il ne nous appartient pas de juger si elle est vraie.
desk-counters-none-text = Les contre-notifications figurent ici de leur réception jusqu’au rétablissement du contenu, ou jusqu’à ce qu’un tribunal le maintienne retiré.
desk-counters-waiting = Contre-notifications en attente
desk-counters-returns = Rétablissement
desk-counters-complete = Complète ?
desk-counters-stopped = une action l’arrête
desk-counters-is-complete = complète
desk-counters-unchecked = à vérifier
desk-counter-title = Une contre-notification
desk-counter-stopped = une action empêche le rétablissement
desk-counter-returns = rétablissement : { $time }
desk-counter-returned = Le contenu a été rétabli
desk-counter-incomplete = Elle était incomplète
desk-counter-withdrawn = Le déposant l’a retirée
desk-counter-moot = Son objet avait pris fin autrement
desk-counter-restrained = Un tribunal a donné raison au demandeur
desk-counter-claim = Demande
desk-counter-breach = En infraction à la loi après
desk-counter-checked = Vérifiée
desk-counter-lacked = Ce qui lui manquait
desk-counter-action = Action
desk-counter-action-text = { $forum }, { $reference }, engagée le { $day }
desk-dispute-record-end = Consigner l’issue
desk-counter-says = Ce qu’elle déclare
desk-counter-material = Le contenu
desk-counter-name = Nom
desk-counter-address = Adresse
desk-counter-telephone = Téléphone
desk-counter-district = District judiciaire fédéral
desk-counter-abroad = hors des États-Unis
desk-counter-signed = Signature
desk-counter-verdict = Est-elle complète ?
desk-counter-missing = Ce qui manque
desk-counter-missing-hint = En des termes destinés au déposant : seulement ce que la loi exige. Cela part aussi par courriel : n’y nommez aucune autre personne ni aucun fichier.
desk-counter-say-so = Enregistrer la vérification
desk-counter-complete = Elle est complète
desk-counter-complete-hint = Tous les éléments exigés par la loi y sont. Il ne nous appartient pas de juger si elle est vraie.
desk-counter-lacks = Il manque quelque chose
desk-counter-lacks-hint = Elle prend fin ; le déposant apprend ce qui manque, et peut en envoyer une autre.
desk-counter-taken = La contre-notification est entre vos mains : personne d’autre ne la vérifie entre-temps.
desk-counter-released = La contre-notification est de nouveau libre.
desk-counter-done-complete = Elle est complète : le contenu est rétabli à son échéance.
desk-counter-done-incomplete = Elle a pris fin, et le déposant apprend ce qui manque.

# Litiges
desk-disputes-title = Litiges
desk-disputes-lead = Ce qui se plaide ailleurs. Rien n’est détruit tant qu’un litige est en cours. Un litige est consigné depuis la page de la demande.
desk-disputes-none = Rien n’est en cours
desk-disputes-none-text = Les actions qui suivent une contre-notification, les procès et les litiges devant des organes certifiés figurent ici jusqu’à leur fin.
desk-disputes-open = Litiges en cours
desk-disputes-before = Devant
desk-disputes-number = Numéro de l’affaire
desk-disputes-told = Annoncé
desk-disputes-do = À faire
desk-disputes-begun = engagé le { $day }
desk-dispute-action = Action en justice, après une contre-notification
desk-dispute-board = Copyright Claims Board, après une contre-notification
desk-dispute-body = Règlement extrajudiciaire des litiges
desk-dispute-lawsuit = Procès
desk-dispute-title = Consigner un litige
desk-dispute-target = Cible { $position }
desk-dispute-lead = L’une des parties l’a annoncé. Rien de ce qu’il concerne n’est détruit tant qu’il est en cours.
desk-dispute-whom = Devant qui
desk-dispute-forum = Nom du tribunal ou de l’organe
desk-dispute-reference = Numéro de l’affaire
desk-dispute-begun = Le jour où il a commencé
desk-dispute-record = Le consigner
desk-dispute-kind-body = Un organe certifié de règlement extrajudiciaire
desk-dispute-kind-body-hint = Règlement (UE) 2022/2065, article 21
desk-dispute-kind-court = Un tribunal
desk-dispute-kind-court-hint = Tout procès portant sur la décision ou le fichier
desk-dispute-kind-action = Un tribunal, contre les agissements du déposant
desk-dispute-kind-board = Le Copyright Claims Board
desk-dispute-kind-answer-hint = La réponse du demandeur à une contre-notification, annoncée par lettre ou par courriel
desk-dispute-recorded = Le litige est consigné : rien n’est détruit tant qu’il est en cours.
desk-dispute-end-page = L’issue d’un litige
desk-dispute-end-title = Son issue
desk-dispute-end-lead = { $forum }, { $reference }, au sujet de la { $link }
desk-dispute-end-target = cible { $position } d’une demande
desk-dispute-outcome = En faveur de qui
desk-dispute-note = Ce qui l’établit
desk-dispute-note-hint = Le jugement ou la décision, sa date, et qui l’a envoyé. Ce qui est consigné prend effet aussitôt.
desk-dispute-for-uploader = En faveur du déposant
desk-dispute-for-uploader-hint = Ce que la décision restreint est rendu aussitôt.
desk-dispute-for-claimant = En faveur du demandeur
desk-dispute-for-claimant-hint = Tout reste en l’état.
desk-dispute-no-result = Sans décision
desk-dispute-no-result-hint = Désistement ou transaction : ce qu’il avait arrêté reprend.
desk-dispute-say-how = Dites quelle en est l’issue.
desk-dispute-ended = L’issue est consignée.

# Overturning
overturning-link = L’annuler…
overturning-title = Annuler une décision
overturning-lead = De votre propre initiative : aucune des parties ne l’a demandé, même si une plainte a pu vous y conduire. Les deux parties en lisent les motifs, et celle à qui cela nuit peut introduire une réclamation devant quelqu’un qui n’a pris aucune des deux décisions.
overturning-stands-nothing = Elle ne restreint rien actuellement.
overturning-give-back = Le rendre
overturning-give-back-hint = Ce que la décision restreint prend fin aussitôt
overturning-reasons-hint = Les deux parties les lisent. Si quelque chose est restreint, ils deviennent l’exposé des motifs. N’y nommez aucune personne ni aucun fichier : ils sont conservés avec le dossier.
overturning-see = Voir ce que cela toucherait
overturning-confirm = Confirmer l’annulation
overturning-confirm-lead = Rien n’est encore décidé. Cela prend effet au prochain clic, à la place de la première décision.
overturning-gives-back = Ce que la décision restreint prend fin : les mêmes liens fonctionnent de nouveau, sauf si autre chose retient le fichier. Les deux parties en sont informées, avec les motifs.
overturning-decide = Annuler la décision
overturning-done = La décision est annulée, et les deux parties en apprennent les motifs.
