# Termes : contre-notification (17 U.S.C. § 512(g)), réclamation (article 20 du règlement (UE) 2022/2065).

# Lettres
letter-claim = Demande
letter-target = Fichier
letter-claim-page = La demande
letter-private-link = Lisez la suite par le lien privé qui vous a été montré lors de l’envoi de votre notification.
letter-private-link-else = Si vous n’y parvenez pas ainsi, écrivez à notre agent de contact en indiquant le numéro de la demande
counter-notice-receipt-title = Nous avons reçu votre contre-notification
counter-notice-receipt = Votre contre-notification a été reçue et est transmise aujourd’hui au demandeur. Le contenu est rétabli le { $day }, sauf si le demandeur nous fait d’abord part d’une action contre vous ou d’une demande devant le Copyright Claims Board.
counter-notice-receipt-stopped = Votre contre-notification a été reçue et est transmise aujourd’hui au demandeur. Le demandeur nous a fait part d’une action contre vous : rien n’est rétabli avant qu’elle ait pris fin.
counter-notice-copy-title = Une contre-notification à votre notification
counter-notice-copy = La personne qui avait mis en ligne un contenu retiré après votre notification a envoyé une contre-notification au titre du 17 U.S.C. § 512(g)(3). Après 10 jours ouvrables, le { $day }, le contenu est rétabli, sauf si vous nous faites d’abord part d’une action tendant à ce qu’un tribunal interdise ces agissements à cette personne. Vous le pouvez jusqu’à la fin du { $last }.
counter-notice-copy-stopped = La personne qui avait mis en ligne un contenu retiré après votre notification a envoyé une contre-notification au titre du 17 U.S.C. § 512(g)(3). Vous nous avez fait part d’une action : le contenu reste retiré jusqu’à ce qu’elle ait pris fin.
counter-notice-says = Ce qu’elle déclare
counter-notice-location = Où il se trouvait avant son retrait
counter-notice-name = Nom
counter-notice-address = Adresse
counter-notice-telephone = Téléphone
counter-notice-district = District judiciaire fédéral
counter-notice-abroad = hors des États-Unis
counter-notice-signature = Signé
counter-notice-action = Si vous saisissez un tribunal
counter-notice-action-text = Dites-le-nous sur la page de la notification : le tribunal, le numéro de l’affaire et le jour de son introduction. Une demande devant le Copyright Claims Board vaut action. Ce que l’auteur de la contre-notification dit du contenu se trouve aussi sur cette page.
letter-counter-notice-withdrawn-title = Une contre-notification a été retirée
letter-counter-notice-withdrawn = Son auteur a retiré la contre-notification. Rien n’est rétabli à ce titre.
letter-counter-notice-incomplete-title = Une contre-notification était incomplète
letter-counter-notice-incomplete = Il manque à la contre-notification des éléments exigés par la loi ; rien n’est rétabli à ce titre. Son auteur peut en envoyer une autre, dont vous recevrez copie.
letter-material-returned-title = Un contenu est rétabli après une contre-notification
letter-material-returned = Vous ne nous avez fait part d’aucune action avant le onzième jour ouvrable suivant la contre-notification ; le contenu est donc rétabli, comme le prévoit le 17 U.S.C. § 512(g)(2)(C).
letter-material-returned-after-action = Aucune action de votre part ne le maintient plus retiré ; le contenu est donc rétabli, comme le prévoit le 17 U.S.C. § 512(g)(2)(C).
letter-action-received-title = Nous avons reçu l’annonce de votre action
letter-action-received = Le contenu reste retiré jusqu’à la fin de l’action, sauf si la décision est infirmée sur réclamation. Dites-nous comment elle s’achève.
letter-names-none-title = Votre annonce ne désigne aucune action
letter-names-none = Un réviseur a examiné l’action dont vous nous avez fait part : ce que vous avez annoncé n’en désigne aucune qui maintienne le contenu retiré. Cela n’arrête plus rien.
letter-names-none-until = Le { $day }, le contenu est rétabli. Jusqu’à la fin du { $last }, vous pouvez nous faire part d’une action sur la page de la notification, avec le tribunal et son numéro.
letter-names-none-waits = Le { $day }, le contenu est rétabli. Un réviseur n’a pas encore examiné ce que vous nous avez dit de la fin d’une action, et d’ici là aucune autre ne peut être annoncée sur la page de la demande : s’il y en a une, écrivez-nous avant la fin du { $last }.
letter-end-told-title = Nous avons reçu l’issue de votre action
letter-end-told-waits = Un réviseur l’examine. D’ici là, le contenu reste retiré.
letter-end-told-over = Elle est consignée, et ce que l’action avait arrêté suit son cours.
letter-end-looked-at-title = Un réviseur a consigné l’issue de votre action
letter-end-for-claimant = Il est consigné que votre action s’est achevée en votre faveur.
letter-end-for-uploader = Il est consigné que votre action s’est achevée en faveur du déposant. Votre notification ne restreint plus le fichier.
letter-end-for-uploader-waits = Il est consigné que votre action s’est achevée en faveur du déposant. Une autre action au sujet du fichier est en cours : jusqu’à son issue, le fichier reste retiré.
letter-end-no-result = Il est consigné que votre action s’est achevée sans décision. Ce qu’elle avait arrêté suit son cours.
letter-end-not-found-title = Votre action n’est pas terminée
letter-end-not-found = Un réviseur a examiné ce que vous nous avez dit de la fin de votre action, et a constaté qu’elle n’est pas terminée. Elle maintient toujours le contenu retiré.
letter-action-over-title = Votre action est terminée
letter-action-over = Votre action s’est achevée sans décision ; la contre-notification suit donc son cours : le { $day }, le contenu est rétabli. Jusqu’à la fin du { $last }, vous pouvez nous faire part d’une autre action.
letter-action-over-waits = Votre action s’est achevée sans décision, comme vous nous l’avez dit ; la contre-notification suit donc son cours : le { $day }, le contenu est rétabli. Un réviseur n’a pas encore examiné cette fin, et d’ici là aucune autre action ne peut être annoncée sur la page de la demande : s’il y en a une, écrivez-nous avant la fin du { $last }.
letter-contact = Nous écrire
letter-looked-at-again-title = Votre dossier est de nouveau devant un réviseur
letter-looked-at-again = Il est consigné qu’un litige portant sur une décision relative à votre notification s’est achevé en votre faveur. Ce qui y a été jugé ne s’exécute pas de soi-même : une personne qui n’a pas décidé auparavant se prononce de nouveau, au plus tard le { $day }. Joignez la décision au dossier, si nous ne l’avons pas.
letter-decided-again-title = Une nouvelle décision a été prise après un litige
letter-decided-again-granted = Après le litige, il en a été décidé autrement : ce que la notification demande est restreint.
letter-decided-again-refused = Après le litige, la décision a été réexaminée : elle est maintenue.
letter-decided-again-moot = Ce qui devait être tranché de nouveau après le litige a pris fin autrement.
letter-overturned-title = Une décision relative à votre notification a été annulée
letter-overturned-given-back = Un réviseur principal a réexaminé une décision relative à votre notification, sans que personne ait introduit de réclamation, et l’a annulée. Votre notification n’y restreint plus rien ; sauf si autre chose retient le fichier, il est rendu.
letter-overturned-gone = Un réviseur principal a réexaminé une décision relative à votre notification, sans que personne ait introduit de réclamation, et l’a annulée. Votre notification n’y restreint plus rien. Rien n’est rendu pour autant : il ne reste rien du fichier, ou la personne qui l’avait déposé l’a supprimé.
letter-overturned-link = Un réviseur principal a réexaminé une décision relative à votre notification, sans que personne ait introduit de réclamation, et l’a annulée : le lien est désactivé. Le déposant en est informé et peut répondre.
letter-overturned-file = Un réviseur principal a réexaminé une décision relative à votre notification, sans que personne ait introduit de réclamation, et l’a annulée : le fichier est verrouillé et supprimé de chaque miroir. Le déposant en est informé et peut répondre.
letter-overturned-deletion-title = L’une de vos suppressions a été annulée
letter-overturned-deletion = Un réviseur principal a examiné une suppression que vous aviez effectuée par accès direct, et a constaté qu’elle ne peut être maintenue. Votre demande n’y restreint plus rien ; sauf si autre chose retient le fichier, il est rendu. Une nouvelle demande de votre part le concernant sera tranchée par un réviseur principal.
letter-overturned-deletion-gone = Un réviseur principal a examiné une suppression que vous aviez effectuée par accès direct, et a constaté qu’elle ne peut être maintenue. Votre demande n’y restreint plus rien. Rien n’est rendu pour autant : il ne reste rien du fichier, ou la personne qui l’avait déposé l’a supprimé. Une nouvelle demande de votre part le concernant sera tranchée par un réviseur principal.
letter-overturned-deletion-noted = Un réviseur principal a examiné une suppression que vous aviez effectuée par accès direct, et a constaté qu’elle ne peut être maintenue. Elle avait déjà pris fin, de sorte que rien ne change de ce fait. Une nouvelle demande de votre part concernant le fichier sera tranchée par un réviseur principal.
letter-overturned-redress = Si vous n’êtes pas d’accord, vous pouvez introduire une réclamation, gratuitement, jusqu’à la fin du { $day } : une personne qui n’a pris part à aucune des deux décisions tranche.
letter-restrained-title = Le contenu reste retiré
letter-restrained = L’issue de votre action a été enregistrée : le contenu reste retiré.
letter-dispute-won-title = Un contenu est rétabli après un litige
letter-dispute-won = Un litige portant sur une décision relative à votre notification s’est achevé en faveur de la personne qui avait mis le contenu en ligne. Votre notification ne restreint plus le fichier ; s’il en reste quelque chose, il lui est rendu.
letter-appeal-of-uploader-title = Une décision relative à votre notification a été infirmée
letter-appeal-of-uploader = La personne qui avait mis le contenu en ligne a introduit une réclamation, et une personne qui n’avait pas décidé auparavant a jugé la décision erronée. Votre notification ne restreint plus le fichier ; sauf si autre chose le retient, il est rendu.
appeal-receipt-title = Nous avons reçu votre réclamation
appeal-receipt = Une personne qui n’a pas décidé auparavant l’examine et se prononce au plus tard le { $day }.
appeal-decided-title = Votre réclamation est tranchée
appeal-granted = Il est fait droit à votre réclamation : la décision était erronée et a été changée.
appeal-refused = Votre réclamation est rejetée : la décision est maintenue.
appeal-moot = L’objet de votre réclamation avait déjà pris fin : il n’y a plus rien à trancher.

# Avis
notices-counter-notice = La suite donnée à votre contre-notification
notices-appeal = Votre réclamation est tranchée
notices-word-counter-notice = contre-notification
notices-word-looked-at-again = nouvelle décision
notices-word-stays-so = réexamen
notices-word-still-held = autre restriction
notices-word-overturned = annulation
notices-word-appeal = réclamation
notice-counter-notice-incomplete = Votre contre-notification est incomplète
notice-counter-notice-incomplete-effect = Il manque à votre contre-notification des éléments exigés par la loi ; rien n’est rétabli à ce titre. Vous pouvez en envoyer une autre tant qu’une copie est conservée.
# À qui a fermé son compte entre-temps.
notice-counter-notice-incomplete-closed-effect = Il manque à votre contre-notification des éléments exigés par la loi ; rien n’est rétabli à ce titre.
notice-counter-notice-lacks = Ce qui manque
notice-counter-notice-action = Le demandeur a saisi un tribunal
notice-counter-notice-action-effect = Le demandeur nous a fait part d’une action tendant à ce qu’un tribunal vous interdise ces agissements. Le contenu reste retiré jusqu’à la fin de celle-ci ; rien n’est détruit entre-temps.
notice-counter-notice-forum = Tribunal ou organe
notice-counter-notice-reference = Numéro de l’affaire
notice-no-action = Aucune action n’arrête votre contre-notification
notice-no-action-effect = Le demandeur nous avait fait part d’une action contre vous. Un réviseur a examiné ce qui a été annoncé : cela n’en désigne aucune qui maintienne le contenu retiré, et n’arrête donc plus rien.
notice-action-over = L’action du demandeur est terminée
notice-action-over-effect = L’action du demandeur s’est achevée sans décision. Votre contre-notification suit son cours.
notice-returns-on = Le contenu est rétabli le
notice-looked-at-again = Un dossier vous concernant est de nouveau devant un réviseur
notice-looked-at-again-effect = Il est consigné qu’un litige portant sur l’un de vos fichiers s’est achevé en faveur du demandeur. Une personne qui n’a pas décidé auparavant se prononce de nouveau. Cela seul ne restreint rien ; si quelque chose l’est, vous recevez un exposé des motifs avec toutes les voies de recours.
notice-decided-by = Décision au plus tard le
notice-stays-so = Un dossier vous concernant a été réexaminé, et rien ne change
notice-stays-so-effect = Après un litige qui s’est achevé en faveur du demandeur, la décision a été réexaminée. Rien ne vous est restreint à ce titre.
notice-overturned = Une décision relative à l’un de vos fichiers a été annulée
notice-overturned-effect = Un réviseur principal de notre équipe a réexaminé la décision et l’a jugée erronée : elle ne restreint plus rien. Si un fichier revient, vous en êtes informé.
notice-overturned-gone-effect = Un réviseur principal de notre équipe a réexaminé la décision et l’a jugée erronée : elle ne restreint plus rien. Aucun fichier ne revient pour autant : il n’en reste rien, ou vous l’aviez supprimé.
notice-counter-notice-restrained = Un tribunal a donné raison au demandeur
notice-counter-notice-restrained-effect = L’action du demandeur s’est achevée en sa faveur. Le contenu reste retiré.
notice-appeal-reasons = Motifs

# La page d’un avis : ce qui se passe, et quand
ahead-title = Ce qui se passe, jour par jour
ahead-nothing = Si vous ne faites rien
ahead-act = Si vous agissez
ahead-purge = Le { $day }, la copie scellée et notre moitié de la clé sont détruites. Ensuite, rien ne peut rétablir le fichier.
ahead-purge-open = La copie scellée est conservée pour l’instant. Elle n’est détruite qu’après la fin de tout ce qui figure ici.
ahead-window-custody = Elle est conservée en tout cas jusqu’au { $day }.
ahead-window-appeal = La décision peut faire l’objet d’une réclamation jusqu’au { $day }.
ahead-window-appeal-waits = Une réclamation attend d’être tranchée.
ahead-window-counter-notice = Une contre-notification attend son échéance, ou un tribunal.
ahead-window-dispute = Un litige à ce sujet est en cours.
ahead-window-other = Elle est conservée pour l’instant, car une loi ou une affaire en cours peut l’exiger.
ahead-link = Le lien reste désactivé. Le fichier et ses autres liens ne sont pas concernés.
ahead-counter-notice-now = Envoyez une contre-notification aujourd’hui : le fichier est rétabli le { $day }, sauf si le demandeur saisit d’abord un tribunal.
ahead-counter-notice-now-stopped = Vous pouvez envoyer une contre-notification. Le demandeur nous a fait part d’une action contre vous ; rien n’est donc rétabli avant qu’elle ait pris fin.
ahead-counter-notice-now-link = Envoyez une contre-notification aujourd’hui : le lien fonctionne de nouveau le { $day }, sauf si le demandeur saisit d’abord un tribunal.
ahead-counter-notice-received = Votre contre-notification a été reçue le { $day }, et le demandeur en a une copie.
ahead-counter-notice-checked = Elle a été jugée complète le { $day }.
ahead-counter-notice-returns = Le { $day }, le contenu est rétabli de lui-même. La loi nous laisse jusqu’à la fin du { $last }.
ahead-counter-notice-stopped = Le demandeur nous a fait part d’une action le { $day }. Rien n’est rétabli avant qu’elle ne soit terminée.
ahead-counter-notice-returned = Le contenu a été rétabli le { $day }.
ahead-counter-notice-incomplete = Le { $day }, elle a été jugée incomplète : { $lacks }
ahead-counter-notice-withdrawn = Vous avez retiré votre contre-notification le { $day }.
ahead-counter-notice-moot = L’objet de votre contre-notification du { $day } a pris fin.
ahead-counter-notice-restrained = L’action du demandeur s’est achevée en sa faveur le { $day }.
ahead-appeal-now = Introduisez une réclamation jusqu’au { $day }. Une autre personne se prononce sous { $days } jours, avec ses motifs. C’est gratuit, et cela ne ferme aucune autre voie.
ahead-appeal-received = Votre réclamation du { $day } est tranchée au plus tard le { $due }.
ahead-appeal-granted = Le { $day }, il a été fait droit à votre réclamation.
ahead-appeal-refused = Le { $day }, votre réclamation a été rejetée.
ahead-appeal-withdrawn = Vous avez retiré votre réclamation le { $day }.
ahead-appeal-moot = L’objet de votre réclamation avait pris fin le { $day }.
ahead-over = Cette restriction a pris fin. Il n’y a rien à faire.
ahead-over-other = Cette restriction a pris fin. Une autre subsiste.
ahead-taken-back = La juridiction ou l’autorité a rapporté son injonction, et cette restriction a pris fin avec elle. Il n’y a rien à faire.
ahead-taken-back-other = La juridiction ou l’autorité a rapporté son injonction, et cette restriction a pris fin avec elle. Une autre subsiste.
ahead-nothing-restricted = Cette décision ne vous restreint rien. Il n’y a rien à faire.
ahead-destroyed = La copie scellée et notre moitié de la clé ont été détruites. Aucune voie ne rétablit le fichier.
ahead-send-counter-notice = Envoyer une contre-notification
ahead-send-appeal = Introduire une réclamation
ahead-withdraw-counter-notice = Retirer la contre-notification
ahead-withdraw-appeal = Retirer la réclamation
ahead-what-you-sent = Ce que vous avez envoyé
ahead-counter-notice-taken-back = Votre contre-notification est retirée.
ahead-appeal-taken-back = Votre réclamation est retirée.

# Le formulaire de contre-notification
counter-form-title = Envoyer une contre-notification
counter-form-lead = Vous déclarez sous serment que le contenu a été retiré par erreur. Sauf si le demandeur saisit d’abord un tribunal, il est rétabli le { $day }.
counter-form-lead-stopped = Vous déclarez sous serment que le contenu a été retiré par erreur. Le demandeur nous a fait part d’une action contre vous ; rien n’est donc rétabli avant qu’elle ait pris fin.
counter-form-goes-to = Tout ce que vous saisissez ici est transmis au demandeur.
counter-form-goes-to-text = La loi le prévoit (17 U.S.C. § 512(g)(2)(B)). Vous pouvez indiquer l’adresse et le téléphone de votre avocat au lieu des vôtres. Une déclaration sciemment fausse engage votre responsabilité (17 U.S.C. § 512(f)) et constitue un parjure.
counter-form-about = Ce dont il s’agit
counter-form-link = Lien notifié
counter-form-claimant = Demandeur
counter-form-claimant-nobody = une personne ou organisation qui n’est pas vérifiée ici
counter-form-material = Le contenu
counter-form-material-hint = Par exemple : mon enregistrement de mon propre concert.
counter-form-location = Où il se trouvait avant son retrait
counter-form-location-hint = Le lien notifié y figure déjà. Ajoutez les autres endroits où il se trouvait. La clé d’un lien est coupée.
counter-form-name = Votre nom
counter-form-address = Adresse postale
counter-form-address-hint = La vôtre, ou celle de votre avocat.
counter-form-telephone = Numéro de téléphone
counter-form-where = Où se trouve cette adresse
counter-form-in-us = Aux États-Unis
counter-form-abroad = Hors des États-Unis
counter-form-district = Son district judiciaire fédéral
counter-form-district-hint = Nécessaire pour une adresse aux États-Unis, par exemple : Northern District of California.
counter-form-oath = Ce que vous jurez et acceptez
counter-form-oath-english = Ces phrases sont celles de la loi ; elles figurent donc en anglais.
counter-form-signature = Votre signature
counter-form-signature-hint = Saisissez votre nom complet. Il vaut signature de la contre-notification.
counter-form-check = Voir ce que lira le demandeur
counter-form-send = L’envoyer au demandeur
counter-form-sent = Votre contre-notification a été reçue. Le demandeur en a une copie.

# Ce qui va être envoyé, avant de l’être
counter-confirm-title = Vérifier votre contre-notification
counter-confirm-lead = Rien n’est encore envoyé ni conservé. En appuyant encore une fois, vous transmettez au demandeur copie de tout ce qui figure ici, y compris votre nom et votre adresse, et vous jurez ce qui figure à la fin.
counter-confirm-to = Destinataire
counter-confirm-read = Ce que lira le demandeur
counter-confirm-returns = Si vous l’envoyez aujourd’hui, le contenu est rétabli le { $day }, sauf si le demandeur saisit d’abord un tribunal.
counter-confirm-change = Revenir et modifier

# Le formulaire de réclamation
appeal-form-title = Réclamation
appeal-form-lead = Une personne qui n’a pas décidé auparavant se prononce à nouveau, avec ses motifs, sous { $days } jours. C’est gratuit.
appeal-form-grounds = Pourquoi la décision est erronée
appeal-form-grounds-hint = Dites ce qui a été négligé ou mal jugé : par exemple que vous avez une licence, que la loi permet cet usage, ou qu’il s’agit d’une autre œuvre.
appeal-form-send = Envoyer la réclamation
appeal-form-sent = Votre réclamation a été reçue.

# Rappels au personnel
reminder-title = Des échéances approchent
reminder-text = Ce qui figure ci-dessous est à traiter avant son échéance.
reminder-danger-title = Quelqu’un serait en danger
reminder-danger-text = Ce que dit une notification ne verrouille rien par soi-même, et seuls les réviseurs principaux en ouvrent les preuves : que l’un de vous la regarde aussitôt, et décide de ce qu’il faut faire.
reminder-dangers = { $count ->
    [one] Une notification qui dit que quelqu’un est en danger
   *[other] { $count } notifications qui disent que quelqu’un est en danger
}
reminder-claims = { $count ->
    [one] Une notification à trancher
   *[other] { $count } notifications à trancher
}
reminder-paused-dangers = { $count ->
    [one] Un danger qui ne doit attendre la réponse d’aucun auteur de notification, à trancher
   *[other] { $count } dangers qui ne doivent attendre la réponse d’aucun auteur de notification, à trancher
}
reminder-escalations = { $count ->
    [one] Un cas entre les mains des réviseurs principaux, dont plus rien n’est à trancher, à clore
   *[other] { $count } cas entre les mains des réviseurs principaux, dont plus rien n’est à trancher, à clore
}
reminder-samples = { $count ->
    [one] Une suppression par accès direct à examiner
   *[other] { $count } suppressions par accès direct à examiner
}
reminder-counter-notices = { $count ->
    [one] Une contre-notification à vérifier
   *[other] { $count } contre-notifications à vérifier
}
reminder-returns = { $count ->
    [one] Un fichier qui aurait dû revenir après une contre-notification, et qui n’est pas revenu
   *[other] { $count } fichiers qui auraient dû revenir après des contre-notifications, et qui ne sont pas revenus
}
reminder-actions = { $count ->
    [one] Une annonce d’action à examiner
   *[other] { $count } annonces d’actions à examiner
}
reminder-action-ends = { $count ->
    [one] Une issue d’action, telle qu’elle a été annoncée, à examiner
   *[other] { $count } issues d’actions, telles qu’elles ont été annoncées, à examiner
}
reminder-appeals = { $count ->
    [one] Une réclamation à trancher
   *[other] { $count } réclamations à trancher
}
reminder-complaints = { $count ->
    [one] Une plainte au sujet d’un lien bloqué ou d’un compte fermé à traiter
   *[other] { $count } plaintes au sujet de liens bloqués ou de comptes fermés à traiter
}
reminder-effects = { $count ->
    [one] Une injonction tranchée dont l’effet est à confirmer à l’autorité qui l’a prise
   *[other] { $count } injonctions tranchées dont l’effet est à confirmer aux autorités qui les ont prises
}
reminder-effects-late = { $count ->
    [one] Une injonction tranchée dont l’effet aurait dû être confirmé à l’autorité qui l’a prise, et ne l’a pas été
   *[other] { $count } injonctions tranchées dont l’effet aurait dû être confirmé aux autorités qui les ont prises, et ne l’a pas été
}

# Ce qui a pris fin, et ce qui l’a remplacé
letter-counter-notice-moot-title = Une contre-notification a pris fin
letter-counter-notice-moot = L’objet de la contre-notification a pris fin autrement ; rien ne revient donc par elle.
notice-counter-notice-moot = Votre contre-notification a pris fin
notice-counter-notice-moot-effect = L’objet de votre contre-notification a pris fin autrement ; rien ne revient donc par elle au jour que nous avions indiqué. Si une autre décision restreint le fichier, un avis vous en a été donné, et vous pouvez y répondre.
letter-still-held-title = Votre notification ne restreint plus un fichier
letter-restricts-no-more = Ce que votre notification en avait restreint a pris fin.
letter-still-held = Ce que votre notification avait restreint a pris fin. Autre chose retient encore le fichier, qui n’est donc pas encore rendu.
letter-still-held-link = Ce que votre notification avait restreint a pris fin. Autre chose désactive encore le lien, qui ne fonctionne donc pas encore.
letter-appeal-moot-title = L’objet de votre réclamation a pris fin
letter-appeal-moot = La décision visée par votre réclamation a été retirée, ou une autre l’a remplacée. Il n’y a plus rien à trancher.
letter-turned-away-title = Une notification n’a pas été traitée
letter-turned-away = Nous avons reçu une notification qui indique cette adresse. Le traitement des notifications qui en proviennent est suspendu jusqu’au { $until }, car trop d’entre elles étaient manifestement infondées ; cette notification n’est donc pas traitée et rien n’en est conservé. Une notification complète selon le droit d’auteur américain (17 U.S.C. § 512(c)(3)), comme celle qui dit qu’une personne est en danger, est reçue et tranchée malgré tout.
letter-turned-away-not-yours = Si vous ne l’avez pas envoyée, il n’y a rien à faire : n’importe qui peut saisir une adresse. Nous l’écrivons une fois par jour au plus.
letter-mark-retracted-title = Une marque d’abus a été retirée
letter-mark-notice = Un élément d’une de vos notifications, du { $day }, avait été marqué comme manifestement infondé.
letter-mark-counter-notice = Une de vos contre-notifications, du { $day }, avait été marquée comme manifestement infondée.
letter-mark-appeal = Une de vos réclamations, du { $day }, avait été marquée comme manifestement infondée.
letter-mark-retracted = Cette marque est retirée et ne compte plus. Si une mesure prise contre vous reposait sur elle, un message distinct vous informe qu’elle est levée. Les motifs :
notice-still-held = Une restriction a pris fin, une autre subsiste
notice-still-held-effect = Une restriction de l’un de vos fichiers a pris fin. Une autre subsiste ; le fichier reste donc verrouillé. Un avis vous en a aussi été donné.
notice-still-held-link-effect = Une restriction d’un lien vers l’un de vos fichiers a pris fin. Une autre subsiste ; le lien reste donc désactivé. Un avis vous en a aussi été donné.
notice-of-what-stands = L’avis de celle qui subsiste
ahead-superseded = Une autre décision a remplacé celle-ci. Un avis vous en a été donné, qui dit ce que vous pouvez faire.
ahead-window-aftermath = Elle est conservée jusqu’au { $day }, une réclamation ou un litige à son sujet ayant pris fin.

# What is wrong with a counter-notice or an appeal
counter-wrong-place = Indiquez où se trouve l’adresse.
counter-wrong-material = Dites quel est le contenu.
counter-wrong-location = Dites où se trouvait le contenu avant son retrait.
counter-wrong-name = Indiquez votre nom.
counter-wrong-address = Indiquez une adresse postale : la vôtre ou celle de votre avocat.
counter-wrong-telephone = Indiquez un numéro de téléphone : le vôtre ou celui de votre avocat.
counter-wrong-district = Indiquez le district judiciaire fédéral d’une adresse aux États-Unis ; une adresse à l’étranger n’en a pas.
counter-wrong-oath = La loi exige ce serment.
counter-wrong-consent-jurisdiction = La loi exige ce consentement à la compétence d’un tribunal.
counter-wrong-consent-service = La loi exige ce consentement à recevoir les actes.
counter-wrong-signature = Signez en tapant votre nom.
appeal-wrong-grounds = Dites pourquoi vous pensez que la décision est erronée.
